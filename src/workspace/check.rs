//! Checking what somebody names: files, folders or a text, project by project and root by root.
//!
//! Every file is read once. Each root is judged by itself, so roots can be judged side by side; what
//! they report is put together afterwards: equal findings merge, and a finding that only some of the
//! roots make of a shared file says which.

use super::parallel::parallel;
pub use super::placed::{Place, Placed, PlacedEdit, PlacedFix, declaration_of, place_of, placed};
use super::sources::{Source, Sources};
use super::spec::{Files, Purpose, Spec};
use super::{File, Project, normalized};
use crate::catalog::EditionId;
use crate::finding::Severity;
use crate::model::FileId;
use crate::rules::{Level, Settings};
use jiff::civil::Date;
use smallvec::{SmallVec, smallvec};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Fewer roots or files than this are done sooner than threads start.
pub(super) const FEW_ROOTS: usize = 4;

/// Something to check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file or a folder, as given.
    Path(PathBuf),
    /// A text that stands in for the file of that name.
    Text {
        /// Where the file would be.
        name: PathBuf,
        /// Its text.
        text: String,
    },
}

/// What to check, and under which settings.
#[derive(Clone, Debug)]
pub struct Request {
    /// The folder that relative paths start from.
    pub folder: PathBuf,
    /// What to check.
    pub inputs: Vec<Input>,
    /// The edition that overrides the spec's own.
    pub edition: Option<EditionId>,
    /// The day as of which specs are judged.
    pub today: Date,
    /// Severities that override those of `connspec.toml`.
    pub severities: BTreeMap<String, Level>,
    /// How many findings of a root get their fixes worked out; the others have none.
    pub fixes: usize,
    /// Where the work counts how far it is, for whoever looks on.
    pub progress: Option<Arc<Progress>>,
}

/// How far a check is.
#[derive(Debug, Default)]
pub struct Progress {
    /// How many roots there are; 0 until that is known.
    pub all: AtomicUsize,
    /// How many of them are done.
    pub done: AtomicUsize,
}

impl Request {
    /// The request to check `inputs` with default settings.
    pub fn new(folder: impl Into<PathBuf>, inputs: Vec<Input>, today: Date) -> Request {
        let (edition, severities, fixes, progress) = Default::default();
        Request { folder: folder.into(), inputs, edition, today, severities, fixes, progress }
    }

    /// The settings for a project's roots.
    pub fn settings(&self, project: &Project) -> Settings {
        let mut severities = project.config.severity.clone();
        severities.extend(self.severities.iter().map(|(rule, level)| (rule.clone(), *level)));
        Settings { edition: self.edition, default_edition: project.config.edition, today: self.today, severities }
    }
}

/// A root that was judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// As shown.
    pub path: String,
    /// The edition in force.
    pub edition: EditionId,
}

/// Why something could not be checked.
#[derive(Clone, Debug)]
pub enum Problem {
    /// There is no such file or folder.
    NotFound(PathBuf),
    /// A file or folder can't be read; why.
    Unreadable(PathBuf, String),
    /// A file is no UTF-8 text; the line on which it stops being one.
    NotText(PathBuf, usize),
    /// A folder holds no spec.
    NoSpecs(PathBuf),
    /// The `roots` of a settings file match no file.
    NoRoots(PathBuf),
    /// Something is wrong with a settings file.
    Config {
        /// The file, as shown.
        path: String,
        /// Its text.
        text: String,
        /// What is wrong.
        message: String,
        /// Where.
        range: Range<usize>,
    },
}

/// What came of a request.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The roots that were judged, in order.
    pub roots: Vec<Root>,
    /// What they report, by file and place.
    pub findings: Vec<Placed>,
    /// The files that were asked about, as shown.
    pub files: Vec<String>,
    /// What could not be checked.
    pub problems: Vec<Problem>,
    /// The projects that were found, in order.
    pub projects: Vec<Project>,
}

/// A root as it was judged, for whoever wants more than its findings.
pub struct Judged<'r> {
    /// The spec.
    pub spec: &'r Spec,
    /// The project it belongs to.
    pub project: &'r Project,
    /// The texts of its files, and how they are shown.
    pub sources: &'r Sources,
}

/// What [`each_root`] found besides what its visitor made of the roots.
#[derive(Debug, Default)]
pub struct Survey {
    /// The files that were asked about.
    pub shown: BTreeSet<PathBuf>,
    /// What could not be checked.
    pub problems: Vec<Problem>,
    /// The projects that were found, in order.
    pub projects: Vec<Project>,
}

/// Finds the projects and roots that a request is about and visits each root, judged. What the
/// visitor returns comes in the order of the roots.
pub fn each_root<T: Send>(request: &Request, visit: impl Fn(&Judged<'_>) -> T + Sync) -> (Vec<T>, Survey) {
    let sources = Sources::new(request);
    let plan = super::roots::plan(request, &sources);
    if let Some(progress) = &request.progress {
        progress.all.store(plan.roots.len(), Ordering::Relaxed);
    }
    let visits = parallel(&plan.roots, FEW_ROOTS, |(root, project)| {
        let project = &plan.projects[*project];
        let spec = read(root, project, request, &sources)?;
        let made = (visit(&Judged { spec: &spec, project, sources: &sources }), files_of(&spec));
        if let Some(progress) = &request.progress {
            progress.done.fetch_add(1, Ordering::Relaxed);
        }
        Some(made)
    });
    let mut survey = Survey { shown: plan.shown, problems: plan.problems, projects: plan.projects };
    let mut made = Vec::with_capacity(visits.len());
    for (value, files) in visits.into_iter().flatten() {
        // Whoever names a root asks about all that it imports.
        if plan.named_roots.contains(&files[0]) {
            survey.shown.extend(files);
        }
        made.push(value);
    }
    for project in &survey.projects {
        survey.problems.extend(config_problems(project, &sources));
    }
    survey.problems.extend(sources.problems(&survey.shown));
    (made, survey)
}

/// What [`files`] made of each file, with what could not be read.
#[derive(Debug)]
pub struct Found<T> {
    /// By path, in order.
    pub made: Vec<(PathBuf, T)>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// Visits each file that a request names, without judging it.
pub fn files<T: Send>(request: &Request, visit: impl Fn(&Source) -> T + Sync) -> Found<T> {
    let sources = Sources::new(request);
    let plan = super::roots::plan(request, &sources);
    let paths: Vec<PathBuf> = plan.shown.iter().cloned().collect();
    let made = parallel(&paths, FEW_ROOTS, |path| sources.get(path).map(|source| (path.clone(), visit(&source))));
    let mut problems = plan.problems;
    problems.extend(sources.problems(&plan.shown));
    Found { made: made.into_iter().flatten().collect(), problems }
}

fn files_of(spec: &Spec) -> Vec<PathBuf> {
    spec.files().map(|file| file.path().to_owned()).collect()
}

/// Checks what is asked for.
pub fn check(request: &Request) -> Outcome {
    let (judged, survey) = each_root(request, |judged| {
        let root = Root {
            path: judged.sources.shown(judged.spec.root().path()),
            edition: judged.spec.evaluation().context().edition,
        };
        let files = files_of(judged.spec);
        (root, files, placed(judged, request.fixes))
    });
    let mut holders: BTreeMap<PathBuf, usize> = BTreeMap::new();
    let mut roots = Vec::with_capacity(judged.len());
    let mut found: Vec<(Placed, u32)> = Vec::new();
    for (index, (root, files, findings)) in (0..).zip(judged) {
        roots.push(root);
        files.into_iter().for_each(|file| *holders.entry(file).or_default() += 1);
        let asked_about = findings.into_iter().filter(|it| survey.shown.contains(it.place.source.path()));
        found.extend(asked_about.map(|it| (it, index)));
    }
    found.sort_by(|(a, _), (b, _)| a.order(b));
    // What is equal stands side by side now.
    let mut merged: Vec<(Placed, SmallVec<[u32; 1]>)> = Vec::with_capacity(found.len());
    for (finding, root) in found {
        let mut alike = merged.iter_mut().rev().take_while(|(known, _)| known.order(&finding).is_eq());
        match alike.find(|(known, _)| known.same(&finding)) {
            Some((_, by)) => by.push(root),
            None => merged.push((finding, smallvec![root])),
        }
    }
    let mut findings: Vec<Placed> = merged
        .into_iter()
        .map(|(mut finding, by)| {
            if by.len() < holders.get(finding.place.source.path()).copied().unwrap_or(1) {
                finding.only_in = by.iter().map(|root| roots[*root as usize].path.clone()).collect();
            }
            finding
        })
        .collect();
    findings.sort_by(|a, b| a.order(b).then_with(|| a.only_in.cmp(&b.only_in)));
    let sources = Sources::new(request);
    let read = survey.shown.iter().filter(|path| holders.contains_key(path.as_path()));
    let files = read.map(|path| sources.shown(path)).collect();
    Outcome { roots, findings, files, problems: survey.problems, projects: survey.projects }
}

impl Outcome {
    /// How many findings have the severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|it| it.finding.severity == severity).count()
    }
}

fn read(root: &Path, project: &Project, request: &Request, sources: &Sources) -> Option<Spec> {
    let mut reader = Reader { sources, next: 0 };
    let file = reader.file(root)?;
    Some(Spec::read(file, project, request.settings(project), &mut reader, Purpose::Once))
}

/// Gives one spec its files.
struct Reader<'s> {
    sources: &'s Sources,
    next: u32,
}

impl Files for Reader<'_> {
    fn file(&mut self, path: &Path) -> Option<Arc<File>> {
        let source = self.sources.get(path)?;
        self.next += 1;
        Some(Arc::new(File::new(FileId(self.next - 1), path, source.text())))
    }

    fn open(&self) -> Vec<PathBuf> {
        self.sources.given().map(Path::to_owned).collect()
    }
}

fn config_problems(project: &Project, sources: &Sources) -> Vec<Problem> {
    let Some(file) = project.config_file.as_ref().filter(|_| !project.config_errors.is_empty()) else {
        return Vec::new();
    };
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let problem = |error: &super::ConfigError| Problem::Config {
        path: sources.shown(file),
        text: text.clone(),
        message: error.message.clone(),
        range: error.range.clone(),
    };
    project.config_errors.iter().map(problem).collect()
}

/// The absolute, normalized form of a path given on the command line.
pub(super) fn absolute(folder: &Path, path: &Path) -> PathBuf {
    normalized(&folder.join(path))
}
