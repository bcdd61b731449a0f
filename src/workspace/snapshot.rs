//! The workspace as an editor has it, and immutable snapshots of it.
//!
//! A change edits a rope and counts up: microseconds. Everything else (trees, models, findings) is
//! worked out by the first who asks a snapshot for it, on that reader's thread, from what was known
//! before; later readers of the same snapshot share it.

use super::analysis::Analysis;
use super::buffer::Buffer;
use super::config::is_settings;
use super::file::File;
use super::layout::{Layout, is_spec};
use super::project::Project;
use super::spec::Spec;
use crate::catalog::EditionId;
use crate::finding::{FileId, Finding, ItemId};
use crate::rules::Level;
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

/// Something that an editor sets for everything, and for folders of its workspace.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PerFolder<T> {
    /// Where no folder has its own.
    pub general: T,
    /// By folder.
    pub folders: BTreeMap<PathBuf, T>,
}

impl<T> PerFolder<T> {
    /// What is set for a file: by the innermost folder that holds it.
    pub fn of(&self, path: &Path) -> &T {
        path.ancestors().find_map(|folder| self.folders.get(folder)).unwrap_or(&self.general)
    }

    /// A part of it.
    pub fn map<U>(&self, part: impl Fn(&T) -> U) -> PerFolder<U> {
        let folders = self.folders.iter().map(|(folder, it)| (folder.clone(), part(it))).collect();
        PerFolder { general: part(&self.general), folders }
    }
}

/// What an editor sets about judging.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClientSettings {
    /// The edition that overrides those of the specs.
    pub edition: Option<EditionId>,
    /// The day to judge by, instead of today.
    pub as_of: Option<Date>,
    /// Severities by rule or area; they win over those of `connspec.toml`.
    pub severities: BTreeMap<String, Level>,
}

/// Everything that answers depend on.
#[derive(Clone, Debug)]
pub(super) struct Inputs {
    pub buffers: Arc<BTreeMap<PathBuf, Arc<Buffer>>>,
    pub folders: Arc<[PathBuf]>,
    pub client: Arc<PerFolder<ClientSettings>>,
    pub today: Date,
    /// How many changes on disk have been heard of.
    pub disk: u64,
}

/// The workspace: open documents, folders and settings as they are now.
#[derive(Debug)]
pub struct Workspace {
    inputs: Inputs,
    current: Option<Arc<Snapshot>>,
    analysis: Arc<Mutex<Analysis>>,
    generation: Arc<AtomicU64>,
}

impl Workspace {
    /// A workspace without documents.
    pub fn new(folders: Vec<PathBuf>, today: Date) -> Workspace {
        let inputs =
            Inputs { buffers: Arc::default(), folders: folders.into(), client: Arc::default(), today, disk: 0 };
        Workspace { inputs, current: None, analysis: Arc::default(), generation: Arc::default() }
    }

    fn changed(&mut self) -> &mut Inputs {
        self.current = None;
        self.generation.fetch_add(1, Ordering::Release);
        &mut self.inputs
    }

    /// A document was opened (or, as some editors do, given anew).
    pub fn open(&mut self, buffer: Buffer) {
        let path = buffer.path().to_owned();
        Arc::make_mut(&mut self.changed().buffers).insert(path, Arc::new(buffer));
    }

    /// Changes a document; false if it isn't open.
    pub fn edit(&mut self, path: &Path, edit: impl FnOnce(&mut Buffer)) -> bool {
        if !self.inputs.buffers.contains_key(path) {
            return false;
        }
        if let Some(buffer) = Arc::make_mut(&mut self.changed().buffers).get_mut(path) {
            edit(Arc::make_mut(buffer));
        }
        true
    }

    /// A document was closed: what is on disk counts again.
    pub fn close(&mut self, path: &Path) {
        let inputs = self.changed();
        Arc::make_mut(&mut inputs.buffers).remove(path);
        inputs.disk += 1;
    }

    /// Whether a document is open.
    pub fn is_open(&self, path: &Path) -> bool {
        self.inputs.buffers.contains_key(path)
    }

    /// Something changed on disk.
    pub fn disk_changed(&mut self) {
        self.changed().disk += 1;
    }

    /// Forgets what was understood so far: it is worked out again from the texts. Snapshots that were
    /// taken before keep what they have.
    pub fn forget(&mut self) {
        self.analysis = Arc::default();
        self.disk_changed();
    }

    /// The folders of the workspace.
    pub fn folders(&self) -> &[PathBuf] {
        &self.inputs.folders
    }

    /// The workspace has other folders.
    pub fn set_folders(&mut self, folders: Vec<PathBuf>) {
        self.changed().folders = folders.into();
    }

    /// The editor has other settings; false if they are the same.
    pub fn set_client(&mut self, settings: PerFolder<ClientSettings>) -> bool {
        if *self.inputs.client == settings {
            return false;
        }
        self.changed().client = Arc::new(settings);
        true
    }

    /// Says which day it is; false if it is still the same.
    pub fn set_today(&mut self, today: Date) -> bool {
        if self.inputs.today == today {
            return false;
        }
        self.changed().today = today;
        true
    }

    /// The workspace as it is now; the same snapshot until something changes.
    pub fn snapshot(&mut self) -> Arc<Snapshot> {
        let Workspace { inputs, current, analysis, generation } = self;
        let snapshot = current.get_or_insert_with(|| {
            Arc::new(Snapshot {
                inputs: inputs.clone(),
                analysis: analysis.clone(),
                generation: generation.load(Ordering::Acquire),
                newest: generation.clone(),
                layout: OnceLock::new(),
                specs: Mutex::default(),
            })
        });
        snapshot.clone()
    }
}

/// The workspace as it was at one moment.
#[derive(Debug)]
pub struct Snapshot {
    inputs: Inputs,
    analysis: Arc<Mutex<Analysis>>,
    generation: u64,
    newest: Arc<AtomicU64>,
    layout: OnceLock<Arc<Layout>>,
    specs: Mutex<HashMap<PathBuf, Option<Arc<Judged>>>>,
}

/// A root's spec with its findings.
#[derive(Debug)]
pub struct Judged {
    /// The spec.
    pub spec: Spec,
    /// Its project.
    pub project: Arc<Project>,
    pub(super) layout: u64,
    findings: OnceLock<Vec<Arc<Finding>>>,
}

impl Judged {
    pub(super) fn new(spec: Spec, project: Arc<Project>, layout: u64) -> Judged {
        Judged { spec, project, layout, findings: OnceLock::new() }
    }

    /// Every finding, in the order of the spec.
    pub fn findings(&self) -> &[Arc<Finding>] {
        self.findings.get_or_init(|| self.spec.findings())
    }

    /// Those in one file.
    pub fn findings_of(&self, file: FileId) -> &[Arc<Finding>] {
        let (findings, model) = (self.findings(), self.spec.model());
        let [first, last] = [0, u32::MAX].map(|rank| model.order_of(ItemId { file, rank }));
        let start = findings.partition_point(|it| model.order_of(it.span.item) < first);
        let end = findings.partition_point(|it| model.order_of(it.span.item) <= last);
        &findings[start..end]
    }
}

impl Snapshot {
    /// Whether nothing has changed since.
    pub fn is_current(&self) -> bool {
        self.newest.load(Ordering::Acquire) == self.generation
    }

    /// Tells snapshots apart; it only grows.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The day it is judged by, unless the settings say another.
    pub fn today(&self) -> Date {
        self.inputs.client.general.as_of.unwrap_or(self.inputs.today)
    }

    /// An open document.
    pub fn buffer(&self, path: &Path) -> Option<&Arc<Buffer>> {
        self.inputs.buffers.get(path)
    }

    /// The open specs.
    pub fn open_specs(&self) -> impl Iterator<Item = &Arc<Buffer>> {
        self.inputs.buffers.iter().filter(|(path, _)| is_spec(path)).map(|(_, buffer)| buffer)
    }

    /// The open settings files, in force or not.
    pub fn open_settings(&self) -> impl Iterator<Item = &Arc<Buffer>> {
        self.inputs.buffers.iter().filter(|(path, _)| is_settings(path)).map(|(_, buffer)| buffer)
    }

    fn analysis(&self) -> MutexGuard<'_, Analysis> {
        self.analysis.lock().unwrap_or_else(|poisoned| {
            // A panic may have left it half-changed: begin again from the texts.
            let mut analysis = poisoned.into_inner();
            *analysis = Analysis::default();
            self.analysis.clear_poison();
            analysis
        })
    }

    /// The projects and roots.
    pub fn layout(&self) -> &Arc<Layout> {
        self.layout.get_or_init(|| self.analysis().layout(&self.inputs))
    }

    /// The spec of a root.
    pub fn judged(&self, root: &Path) -> Option<Arc<Judged>> {
        let mut specs = self.specs.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(known) = specs.get(root) {
            return known.clone();
        }
        let judged = self.analysis().judged(root, &self.inputs);
        specs.insert(root.to_owned(), judged.clone());
        judged
    }

    /// The specs that a file is part of; the first is the one that answers where one must.
    pub fn specs_of(&self, path: &Path) -> Vec<Arc<Judged>> {
        let roots = self.layout().roots_of(path).unwrap_or_default();
        roots.iter().filter_map(|root| self.judged(root)).collect()
    }

    /// The spec that answers questions about a file, and the file in it.
    pub fn spec_of(&self, path: &Path) -> Option<(Arc<Judged>, Arc<File>)> {
        for root in self.layout().roots_of(path)? {
            let Some(judged) = self.judged(root) else { continue };
            let file = judged.spec.file_at(path).cloned();
            if let Some(file) = file {
                return Some((judged, file));
            }
        }
        None
    }

    /// Every root around what is open, open or not itself.
    pub fn roots(&self) -> Vec<PathBuf> {
        let layout = self.layout();
        let mut roots: Vec<_> =
            self.open_specs().flat_map(|buffer| layout.roots_of(buffer.path()).unwrap_or_default()).cloned().collect();
        roots.sort();
        roots.dedup();
        roots
    }
}
