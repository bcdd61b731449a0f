//! A root with everything it imports: the spec that is judged as one.

use super::file::{Changes, File};
use super::imports::{self, ImportProblem};
use super::project::Project;
use crate::finding::{Finding, ItemId, Severity, Span};
use crate::model::{FileId, Model};
use crate::rules::{self, Evaluation, Settings};
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a spec gets its files from.
pub trait Files {
    /// A file by its normalized path; none if it can't be read.
    fn file(&mut self, path: &Path) -> Option<Arc<File>>;
    /// The files that an editor holds open, for patterns to match.
    fn open(&self) -> Vec<PathBuf> {
        Vec::new()
    }
}

/// A spec: its files, its model, and what the rules say about it.
#[derive(Clone, Debug)]
pub struct Spec {
    files: FxHashMap<FileId, Arc<File>>,
    order: Arc<[FileId]>,
    by_path: Arc<FxHashMap<PathBuf, FileId>>,
    model: Model,
    evaluation: Evaluation,
    settings: Settings,
    imports: Arc<[Finding]>,
}

/// Whether an evaluation is done once or will be updated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Judged once, as the command line does.
    Once,
    /// Kept and updated, as an editor does.
    Kept,
}

impl Spec {
    /// Reads a root and what it imports, and evaluates it.
    pub fn read(
        root: Arc<File>,
        project: &Project,
        settings: Settings,
        from: &mut dyn Files,
        purpose: Purpose,
    ) -> Spec {
        let mut imports = Vec::new();
        let mut seen: FxHashSet<PathBuf> = FxHashSet::default();
        seen.insert(root.path().to_owned());
        let mut files = vec![root];
        let open = from.open();
        let mut next = 0;
        while let Some(file) = files.get(next).cloned() {
            next += 1;
            let folder = file.path().parent().unwrap_or(file.path()).to_owned();
            for (id, item) in file.each_item() {
                for import in &item.imports {
                    let span = Span::new(id, import.extent);
                    match imports::resolve(&import.pattern, &folder, project, &open) {
                        Ok(paths) => {
                            for path in paths {
                                if !seen.insert(path.clone()) {
                                    continue;
                                }
                                match from.file(&path) {
                                    Some(file) => files.push(file),
                                    None => imports.push(unreadable(span, &path)),
                                }
                            }
                        }
                        Err(problem) => imports.push(about(span, &import.pattern, &problem)),
                    }
                }
            }
        }
        let order: Arc<[FileId]> = files.iter().map(|file| file.id()).collect();
        let model = build(&files);
        let context = rules::Context::of(&model, &settings);
        let evaluation = match purpose {
            Purpose::Once => Evaluation::once(&model, context),
            Purpose::Kept => Evaluation::tracked(&model, context),
        };
        let by_path = files.iter().map(|file| (file.path().to_owned(), file.id())).collect();
        let files = files.into_iter().map(|file| (file.id(), file)).collect();
        Spec { files, order, by_path: Arc::new(by_path), model, evaluation, settings, imports: imports.into() }
    }

    /// The spec after edits of its files, each given as it is now with what changed in it. None if
    /// imports changed: then the spec must be read again.
    pub fn updated(&self, edits: &[(Arc<File>, Changes)]) -> Option<Spec> {
        let mut next = self.clone();
        let mut changes = Changes::new();
        let mut moved = false;
        for (file, edited) in edits {
            let old = self.files.get(&file.id())?;
            for (id, new) in edited {
                let before = old.item(*id).map(|item| &item.imports[..]).unwrap_or_default();
                let after = new.as_deref().map(|item| &item.imports[..]).unwrap_or_default();
                if before != after {
                    return None;
                }
            }
            moved |= !old.same_items(file);
            changes.extend(edited.iter().cloned());
            next.files.insert(file.id(), file.clone());
        }
        let files = moved.then(|| self.order.iter().map(|id| next.files[id].items()).collect());
        let (model, dirty) = self.model.updated(files, &changes);
        next.evaluation = self.evaluation.updated(&model, &dirty, rules::Context::of(&model, &self.settings));
        next.model = model;
        Some(next)
    }

    /// The spec under other settings.
    pub fn judged(&self, settings: Settings) -> Spec {
        let mut next = self.clone();
        next.evaluation = Evaluation::tracked(&self.model, rules::Context::of(&self.model, &settings));
        next.settings = settings;
        next
    }

    /// The same spec, evaluated so that updates are cheap.
    pub fn kept(&self) -> Spec {
        if self.evaluation.is_tracked() { self.clone() } else { self.judged(self.settings.clone()) }
    }

    /// The root file.
    pub fn root(&self) -> &Arc<File> {
        &self.files[&self.order[0]]
    }

    /// Its files, root first.
    pub fn files(&self) -> impl Iterator<Item = &Arc<File>> {
        self.order.iter().map(|id| &self.files[id])
    }

    /// A file of it.
    pub fn file(&self, id: FileId) -> Option<&Arc<File>> {
        self.files.get(&id)
    }

    /// The file at a path.
    pub fn file_at(&self, path: &Path) -> Option<&Arc<File>> {
        self.file(*self.by_path.get(path)?)
    }

    /// The file that holds a span.
    pub fn file_of(&self, span: Span) -> Option<&Arc<File>> {
        self.files.get(&span.item.file)
    }

    /// What its files mean together.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// What the rules say, subject by subject.
    pub fn evaluation(&self) -> &Evaluation {
        &self.evaluation
    }

    /// The settings in force.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Every finding, in the order of the spec.
    pub fn findings(&self) -> Vec<Arc<Finding>> {
        self.evaluation.findings_with(&self.model, &self.settings, &self.imports)
    }

    /// What an update may have changed: the findings that `before`, the spec it is an update of, has in
    /// the items that were touched, and those of this one.
    pub fn difference(&self, before: &Spec) -> [Vec<Arc<Finding>>; 2] {
        let specs = [before, self];
        match self.evaluation.touched() {
            Some(items) => specs.map(|it| it.evaluation.findings_in(&it.model, &it.settings, &it.imports, items)),
            None => specs.map(Spec::findings),
        }
    }
}

fn build(files: &[Arc<File>]) -> Model {
    let by_id: FxHashMap<_, _> = files.iter().map(|file| (file.id(), file)).collect();
    let item = |id: ItemId| by_id[&id.file].item(id).cloned().unwrap_or_default();
    Model::build(files.iter().map(|file| file.items()).collect(), item)
}

fn about(span: Span, pattern: &str, problem: &ImportProblem) -> Finding {
    let (rule, message) = match problem {
        ImportProblem::NoMatch => ("import/no-match", format!("no file matches `{pattern}`")),
        ImportProblem::Outside => {
            ("import/outside-project", format!("`{pattern}` leads out of the project; imports stay inside"))
        }
        ImportProblem::Unreadable(error) => ("import/unreadable", format!("`{pattern}` can't be read: {error}")),
    };
    Finding::new(rule, Severity::Error, span, message)
}

fn unreadable(span: Span, path: &Path) -> Finding {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Finding::new("import/unreadable", Severity::Error, span, format!("`{name}` can't be read, or is no UTF-8 text"))
}
