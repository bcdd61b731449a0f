//! What has been understood so far, kept from one question to the next.
//!
//! One lock guards it. A question brings it to the state of its snapshot (which may be newer or older
//! than what was asked before: texts are compared, so both directions cost the same) and takes away
//! immutable results.

use super::buffer::Buffer;
use super::file::File;
use super::layout::{self, Layout, Texts, is_spec};
use super::snapshot::{ClientSettings, Inputs, Judged};
use super::spec::{Files, Purpose, Spec};
use super::{Project, imports};
use crate::model::FileId;
use crate::rules::Settings;
use crate::text::Text;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// The state behind all snapshots of a workspace.
#[derive(Debug, Default)]
pub(super) struct Analysis {
    next_file: u32,
    files: FxHashMap<PathBuf, Known>,
    /// Import patterns of files on disk that nobody needed to understand.
    patterns: FxHashMap<PathBuf, (Stamp, Patterns)>,
    specs: FxHashMap<PathBuf, Arc<Judged>>,
    layout: Option<(u64, Arc<Layout>)>,
    layouts: u64,
}

#[derive(Debug)]
struct Known {
    file: Arc<File>,
    imports: Arc<[Box<str>]>,
    origin: Origin,
}

#[derive(Debug)]
enum Origin {
    Buffer(Arc<Buffer>),
    /// From disk; the number says how many changes on disk had been heard of when it was looked at.
    Disk(u64, Stamp),
}

/// The import patterns of a file.
type Patterns = Arc<[Box<str>]>;

/// Tells one state of a file on disk from another.
type Stamp = Option<(SystemTime, u64)>;

fn stamp(path: &Path) -> Stamp {
    let data = std::fs::metadata(path).ok()?;
    Some((data.modified().ok()?, data.len()))
}

impl Analysis {
    /// The file as the snapshot has it.
    pub fn file(&mut self, path: &Path, inputs: &Inputs) -> Option<Arc<File>> {
        if let Some(buffer) = inputs.buffers.get(path) {
            if let Some(Known { file, origin: Origin::Buffer(known), .. }) = self.files.get(path)
                && Arc::ptr_eq(known, buffer)
            {
                return Some(file.clone());
            }
            return Some(self.understand(path, buffer.text(), Origin::Buffer(buffer.clone())));
        }
        let now = match self.files.get(path) {
            Some(Known { file, origin: Origin::Disk(seen, _), .. }) if *seen == inputs.disk => {
                return Some(file.clone());
            }
            Some(Known { file, origin: Origin::Disk(_, before), .. }) => {
                let now = stamp(path);
                if now.is_some() && now == *before {
                    let file = file.clone();
                    self.files.get_mut(path)?.origin = Origin::Disk(inputs.disk, now);
                    return Some(file);
                }
                now
            }
            _ => stamp(path),
        };
        let Ok(text) = std::fs::read_to_string(path) else {
            self.files.remove(path);
            return None;
        };
        Some(self.understand(path, &Text::new(&text), Origin::Disk(inputs.disk, now)))
    }

    fn understand(&mut self, path: &Path, text: &Text, origin: Origin) -> Arc<File> {
        let (file, imports) = match self.files.get(path) {
            Some(known) => {
                let file = known.file.with_text(text);
                let changes = file.changes_since(&known.file);
                let is_import = |file: &File, id| file.item(id).is_some_and(|item| !item.imports.is_empty());
                let touched = changes.iter().any(|(id, _)| is_import(&file, *id) || is_import(&known.file, *id));
                let imports = if touched { patterns_of(&file) } else { known.imports.clone() };
                (file, imports)
            }
            None => {
                let id = FileId(self.next_file);
                self.next_file += 1;
                let file = Arc::new(File::of_text(id, path, text));
                let imports = patterns_of(&file);
                (file, imports)
            }
        };
        self.files.insert(path.to_owned(), Known { file: file.clone(), imports, origin });
        file
    }

    /// The layout around the open documents.
    pub fn layout(&mut self, inputs: &Inputs) -> Arc<Layout> {
        let mut hasher = FxHasher::default();
        (inputs.disk, &inputs.folders).hash(&mut hasher);
        for (path, buffer) in inputs.buffers.iter() {
            path.hash(&mut hasher);
            if is_spec(path) {
                self.file(path, inputs);
                self.files[path].imports.hash(&mut hasher);
            } else {
                buffer.text().to_string().hash(&mut hasher);
            }
        }
        let key = hasher.finish();
        if let Some((known, layout)) = &self.layout
            && *known == key
        {
            return layout.clone();
        }
        self.layouts += 1;
        let open: Vec<PathBuf> = inputs.buffers.keys().cloned().collect();
        let stamp = self.layouts;
        let layout = Arc::new(Layout::of(&open, &inputs.folders, &mut TextsOf { analysis: self, inputs }, stamp));
        // What no root reaches any more need not be remembered.
        self.specs.retain(|root, _| layout.roots_of(root).is_some());
        self.files.retain(|path, _| layout.roots_of(path).is_some() || inputs.buffers.contains_key(path));
        self.layout = Some((key, layout.clone()));
        layout
    }

    /// The spec of a root, judged.
    pub fn judged(&mut self, root: &Path, inputs: &Inputs) -> Option<Arc<Judged>> {
        let layout = self.layout(inputs);
        let project = layout.project_of(root)?.clone();
        let settings = settings(&project, inputs.client.of(root), inputs.today);
        if let Some(old) = self.specs.get(root).cloned()
            && old.layout == layout.stamp
            && let Some(spec) = self.brought_up(&old, settings.clone(), inputs)
        {
            let Some(spec) = spec else { return Some(old) };
            return Some(self.remember(root, spec, project, layout.stamp));
        }
        let file = self.file(root, inputs)?;
        let mut files = FilesOf { analysis: self, inputs };
        let spec = Spec::read(file, &project, settings, &mut files, Purpose::Kept);
        Some(self.remember(root, spec, project, layout.stamp))
    }

    /// The spec in the state of the snapshot; `Some(None)` where it is as it was, none where it has to
    /// be read again.
    fn brought_up(&mut self, old: &Judged, settings: Settings, inputs: &Inputs) -> Option<Option<Spec>> {
        let mut edits = Vec::new();
        for known in old.spec.files() {
            let file = self.file(known.path(), inputs)?;
            if !Arc::ptr_eq(&file, known) {
                let changes = file.changes_since(known);
                edits.push((file, changes));
            }
        }
        let edited = if edits.is_empty() { None } else { Some(old.spec.updated(&edits)?) };
        if *old.spec.settings() == settings {
            return Some(edited);
        }
        Some(Some(edited.as_ref().unwrap_or(&old.spec).judged(settings)))
    }

    fn remember(&mut self, root: &Path, spec: Spec, project: Arc<Project>, layout: u64) -> Arc<Judged> {
        let judged = Arc::new(Judged::new(spec, project, layout));
        self.specs.insert(root.to_owned(), judged.clone());
        judged
    }
}

fn patterns_of(file: &File) -> Arc<[Box<str>]> {
    file.each_item().flat_map(|(_, item)| item.imports.iter().map(|it| it.pattern.clone())).collect()
}

/// The settings in force: the client's, then the project's, then the defaults; the file's own
/// `edition` stands between the first two and is looked up by the evaluator.
fn settings(project: &Project, client: &ClientSettings, today: jiff::civil::Date) -> Settings {
    let mut settings = Settings::as_of(client.as_of.unwrap_or(today));
    settings.edition = client.edition;
    settings.default_edition = project.config.edition;
    settings.severities = project.config.severity.clone();
    settings.severities.extend(client.severities.iter().map(|(rule, level)| (rule.clone(), *level)));
    settings
}

struct TextsOf<'a> {
    analysis: &'a mut Analysis,
    inputs: &'a Inputs,
}

impl Texts for TextsOf<'_> {
    fn imports(&mut self, path: &Path) -> Option<Arc<[Box<str>]>> {
        if self.inputs.buffers.contains_key(path) {
            return self.analysis.files.get(path).map(|known| known.imports.clone());
        }
        let now = stamp(path);
        if let Some((before, patterns)) = self.analysis.patterns.get(path)
            && *before == now
        {
            return Some(patterns.clone());
        }
        let text = std::fs::read_to_string(path).ok()?;
        let patterns: Arc<[Box<str>]> = imports::patterns(&text).map(Box::from).collect();
        self.analysis.patterns.insert(path.to_owned(), (now, patterns.clone()));
        Some(patterns)
    }

    fn config(&self, path: &Path) -> Option<String> {
        match self.inputs.buffers.get(path) {
            Some(buffer) => Some(buffer.text().to_string()),
            None => {
                // Settings are looked for upwards, but not above the workspace folder that holds the file.
                let outside = self.inputs.folders.iter().any(|folder| {
                    path.parent().is_some_and(|own| folder.starts_with(own) && own != folder)
                        && layout::containing(&self.inputs.folders, path).is_none()
                });
                if outside { None } else { std::fs::read_to_string(path).ok() }
            }
        }
    }
}

struct FilesOf<'a> {
    analysis: &'a mut Analysis,
    inputs: &'a Inputs,
}

impl Files for FilesOf<'_> {
    fn file(&mut self, path: &Path) -> Option<Arc<File>> {
        self.analysis.file(path, self.inputs)
    }

    fn open(&self) -> Vec<PathBuf> {
        self.inputs.buffers.keys().filter(|path| is_spec(path)).cloned().collect()
    }
}
