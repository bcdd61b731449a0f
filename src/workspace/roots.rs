//! From what is named on a command line to the projects and roots that are judged.

use super::check::{FEW_ROOTS, Input, Problem, Request, absolute};
use super::imports::{self, Named};
use super::parallel::parallel;
use super::project::{EXTENSION, Project};
use super::sources::{Sources, reason};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is to be judged.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// The projects, by folder.
    pub projects: Vec<Project>,
    /// The roots to judge, each with its project's number.
    pub roots: Vec<(PathBuf, usize)>,
    /// The roots that were named themselves: all that they import is shown.
    pub named_roots: BTreeSet<PathBuf>,
    /// The files that were asked about.
    pub shown: BTreeSet<PathBuf>,
    /// What could not be found.
    pub problems: Vec<Problem>,
}

/// Finds projects and roots.
pub(super) fn plan(request: &Request, sources: &Sources) -> Plan {
    let mut finder = Finder::default();
    let mut plan = Plan::default();
    let mut folders = Vec::new();
    let mut files = BTreeSet::new();
    for input in &request.inputs {
        match input {
            Input::Text { name, .. } => {
                files.insert(absolute(&request.folder, name));
            }
            Input::Path(given) => {
                let path = absolute(&request.folder, given);
                match std::fs::metadata(&path) {
                    Ok(found) if found.is_dir() => folders.push((path, given.clone())),
                    Ok(_) => {
                        files.insert(path);
                    }
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                        plan.problems.push(Problem::NotFound(given.clone()));
                    }
                    Err(error) => plan.problems.push(Problem::Unreadable(given.clone(), reason(&error))),
                }
            }
        }
    }
    let named = folders.iter().map(|(path, _)| path).chain(&files);
    finder.named = named.filter_map(|path| Named::of(path.clone())).collect();
    // The outermost folder speaks for those in it.
    folders.sort();
    for (folder, given) in &folders {
        let outermost = folders.iter().map(|(path, _)| path).find(|path| folder.starts_with(path)).unwrap_or(folder);
        if let Err(error) = std::fs::read_dir(folder) {
            plan.problems.push(Problem::Unreadable(given.clone(), reason(&error)));
            continue;
        }
        let found = finder.folder(folder, outermost);
        if found.is_empty() {
            plan.problems.push(Problem::NoSpecs(given.clone()));
        }
        plan.shown.extend(found);
    }
    for file in &files {
        let around = folders.iter().map(|(path, _)| path.as_path()).find(|path| file.starts_with(path));
        finder.file(file, around);
        plan.shown.insert(file.clone());
    }
    for (path, why) in finder.unread.take() {
        let shown = PathBuf::from(sources.shown(&path));
        plan.problems.push(match why {
            Ok(why) => Problem::Unreadable(shown, why),
            Err(line) => Problem::NotText(shown, line),
        });
    }
    // Files that roots import from other projects, since they were named: judged as parts of these roots.
    let mut beyond = Vec::new();
    for (project, members) in finder.projects.into_values() {
        let members: Vec<PathBuf> = members.into_iter().collect();
        parallel(&members, FEW_ROOTS, |path| sources.get(path).is_some());
        let number = plan.projects.len();
        let (roots, reached) = roots(&project, &members, &plan.shown, &files, sources);
        if roots.is_empty()
            && let Some(config) = project.config_file.as_ref().filter(|_| project.config.roots.is_some())
        {
            plan.problems.push(Problem::NoRoots(PathBuf::from(sources.shown(config))));
        }
        beyond.extend(reached);
        plan.roots.extend(roots.into_iter().map(|root| (root, number)));
        plan.projects.push(project);
    }
    let mut parts: BTreeSet<PathBuf> = BTreeSet::new();
    for (root, files) in beyond {
        if !parts.contains(&root) {
            parts.extend(files);
        }
    }
    let is_part = |root: &PathBuf, of: &Project| of.config.roots.is_none() && parts.contains(root);
    plan.roots.retain(|(root, number)| !is_part(root, &plan.projects[*number]));
    plan.named_roots = plan.roots.iter().map(|(root, _)| root).filter(|root| files.contains(*root)).cloned().collect();
    plan
}

/// Projects by their folder, each with the files it holds as far as they matter.
#[derive(Default)]
struct Finder {
    named: Arc<[Named]>,
    projects: BTreeMap<PathBuf, (Project, BTreeSet<PathBuf>)>,
    by_folder: FxHashMap<(PathBuf, Option<PathBuf>), PathBuf>,
    /// Settings files that can't be read: why, or the line that is no text.
    unread: RefCell<BTreeMap<PathBuf, Result<String, usize>>>,
}

impl Finder {
    /// The folder of the project that a file belongs to.
    fn project_of(&mut self, path: &Path, fallback: Option<&Path>) -> PathBuf {
        let own = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
        let key = (own.to_owned(), fallback.map(Path::to_owned));
        if let Some(folder) = self.by_folder.get(&key) {
            return folder.clone();
        }
        let read = |path: &Path| match std::fs::read(path).map(String::from_utf8) {
            Ok(Ok(text)) => Some(text),
            // A settings file that can't be read must not go unnoticed.
            Ok(Err(error)) => {
                let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
                self.unread.borrow_mut().insert(path.to_owned(), Err(line));
                None
            }
            Err(error) => {
                if path.exists() {
                    self.unread.borrow_mut().insert(path.to_owned(), Ok(reason(&error)));
                }
                None
            }
        };
        let mut project = Project::of(path, fallback, &read);
        project.named = self.named.clone();
        let folder = project.folder.clone();
        self.by_folder.insert(key, folder.clone());
        self.projects.entry(folder.clone()).or_insert_with(|| (project, BTreeSet::new()));
        folder
    }

    /// Adds the files of a named folder, and those beside it that may import them.
    fn folder(&mut self, folder: &Path, fallback: &Path) -> Vec<PathBuf> {
        let own = self.project_of(folder, Some(fallback));
        let project = self.projects[&own].0.clone();
        let listed = project.specs(folder);
        let mut asked = Vec::with_capacity(listed.len());
        let mut listed_projects = BTreeSet::new();
        for path in listed {
            let project = self.project_of(&path, Some(fallback));
            listed_projects.insert(project.clone());
            self.projects.entry(project).and_modify(|it| {
                it.1.insert(path.clone());
            });
            asked.push(path);
        }
        for project in listed_projects {
            self.whole(&project, Some(fallback));
            // Projects below have exclusions of their own.
            if project != own {
                let (project, _) = &self.projects[&project];
                let kept: BTreeSet<PathBuf> = project.specs(&project.folder).into_iter().collect();
                asked.retain(|path| !path.starts_with(&project.folder) || kept.contains(path));
            }
        }
        asked
    }

    /// Adds a named file, and those beside it that may import it.
    fn file(&mut self, file: &Path, around: Option<&Path>) {
        let folder = self.project_of(file, around);
        if self.projects[&folder].0.config_file.is_some() || around.is_some() {
            self.whole(&folder, around);
        } else {
            let members = &mut self.projects.get_mut(&folder).expect("a project that was just found").1;
            let listed = std::fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path());
            members.extend(listed.filter(|path| path.extension().is_some_and(|it| it == EXTENSION) && path.is_file()));
        }
        let members = &mut self.projects.get_mut(&folder).expect("a project that was just found").1;
        members.insert(file.to_owned());
    }

    /// Adds everything in a project that has settings, or that a named folder makes.
    fn whole(&mut self, folder: &Path, fallback: Option<&Path>) {
        let listed = self.projects[folder].0.specs(folder);
        for path in listed {
            if self.project_of(&path, fallback) == folder {
                self.projects.entry(folder.to_owned()).and_modify(|it| {
                    it.1.insert(path);
                });
            }
        }
    }
}

/// The roots of a project through which the shown files are judged, and what roots import from elsewhere.
fn roots(
    project: &Project,
    members: &[PathBuf],
    shown: &BTreeSet<PathBuf>,
    named: &BTreeSet<PathBuf>,
    sources: &Sources,
) -> (Vec<PathBuf>, Vec<(PathBuf, Vec<PathBuf>)>) {
    let targets = |path: &Path| -> Vec<PathBuf> {
        let Some(source) = sources.get(path) else { return Vec::new() };
        let folder = path.parent().unwrap_or(path);
        let resolved = |it: &str| imports::resolve(it, folder, project, members).unwrap_or_default();
        imports::patterns(source.text()).flat_map(resolved).collect()
    };
    let mut roots = project.roots(members, &targets);
    let mut reached = BTreeSet::new();
    let (mut judged, mut beyond) = (Vec::new(), Vec::new());
    roots.reverse();
    let mut left = members.iter();
    loop {
        // What no root imports is judged alone: a circle of files, or one that is named itself.
        let root = roots.pop().or_else(|| {
            let alone =
                |path: &&PathBuf| !reached.contains(*path) && (project.config.roots.is_none() || named.contains(*path));
            left.find(alone).cloned()
        });
        let Some(root) = root else {
            judged.sort();
            return (judged, beyond);
        };
        let closure = closure(&root, project, sources);
        if closure.iter().any(|path| shown.contains(path)) {
            let elsewhere: Vec<PathBuf> =
                closure.iter().filter(|it| !it.starts_with(&project.folder)).cloned().collect();
            if !elsewhere.is_empty() {
                beyond.push((root.clone(), elsewhere));
            }
            judged.push(root);
        }
        reached.extend(closure);
    }
}

/// A file and all that it imports.
fn closure(root: &Path, project: &Project, sources: &Sources) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::from([root.to_owned()]);
    let mut next = vec![root.to_owned()];
    let given: Vec<PathBuf> = sources.given().map(Path::to_owned).collect();
    while let Some(path) = next.pop() {
        let Some(source) = sources.get(&path) else { continue };
        let folder = path.parent().unwrap_or(&path);
        for pattern in imports::patterns(source.text()) {
            for target in imports::resolve(pattern, folder, project, &given).unwrap_or_default() {
                if found.insert(target.clone()) {
                    next.push(target);
                }
            }
        }
    }
    found
}
