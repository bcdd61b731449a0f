//! Which projects there are around the open documents, and within which roots each file is judged.

use super::config::{CONFIG_FILE, is_settings};
use super::imports;
use super::project::{IdlePattern, Project};
use crate::text::Text;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The projects of a workspace and the roots of its files.
#[derive(Debug, Default)]
pub struct Layout {
    /// Tells this layout from others of the same session.
    pub(super) stamp: u64,
    projects: Vec<Arc<Project>>,
    /// The texts of the settings files in force.
    settings: BTreeMap<PathBuf, Text>,
    /// By settings file: its patterns that name nothing.
    idle: BTreeMap<PathBuf, Vec<IdlePattern>>,
    /// By file: its project, and the roots that reach it.
    places: BTreeMap<PathBuf, (usize, Vec<PathBuf>)>,
}

/// Where a layout gets texts from.
pub(super) trait Texts {
    /// A spec's import patterns.
    fn imports(&mut self, path: &Path) -> Option<Arc<[Box<str>]>>;
    /// The text of a settings file.
    fn config(&self, path: &Path) -> Option<String>;
}

impl Layout {
    /// Looks around the open documents. `folders` are those of the workspace: only there the disk is
    /// searched for specs that may import what is open.
    pub(super) fn of(open: &[PathBuf], folders: &[PathBuf], texts: &mut dyn Texts, stamp: u64) -> Layout {
        let mut layout = Layout { stamp, ..Layout::default() };
        let mut members: Vec<BTreeSet<PathBuf>> = Vec::new();
        for path in open.iter().filter(|path| is_spec(path)) {
            let folder = containing(folders, path);
            let read = std::cell::RefCell::new(None);
            let project = Project::of(path, folder, &|path| {
                let text = texts.config(path)?;
                *read.borrow_mut() = Some(Text::new(&text));
                Some(text)
            });
            if let (Some(file), Some(text)) = (&project.config_file, read.into_inner()) {
                layout.settings.insert(file.clone(), text);
            }
            let index = match layout.projects.iter().position(|known| known.folder == project.folder) {
                Some(index) => index,
                None => {
                    let mut found = BTreeSet::new();
                    // A lone file's folder may be anything, a home or `/tmp`: it isn't searched.
                    if folder.is_some() || project.config_file.is_some() {
                        let within = folder.filter(|it| it.starts_with(&project.folder)).unwrap_or(&project.folder);
                        let own = |path: &PathBuf| !in_inner_project(path, &project.folder);
                        let (kept, left_out) = project.sorted_out(within);
                        let kept: Vec<PathBuf> = kept.into_iter().filter(own).collect();
                        // Of a project of which only a part is looked at, nothing can be said.
                        if let Some(file) = project.config_file.as_ref().filter(|_| within == project.folder) {
                            let open = open.iter().filter(|it| is_spec(it) && it.starts_with(&project.folder));
                            let known: Vec<PathBuf> = kept.iter().chain(open).cloned().collect();
                            layout.idle.insert(file.clone(), project.idle_patterns(&known, &left_out));
                        }
                        found.extend(kept);
                    }
                    layout.projects.push(Arc::new(project));
                    members.push(found);
                    members.len() - 1
                }
            };
            members[index].insert(path.clone());
        }
        for (index, files) in members.into_iter().enumerate() {
            layout.place(index, files.into_iter().collect(), texts);
        }
        layout
    }

    fn place(&mut self, index: usize, files: Vec<PathBuf>, texts: &mut dyn Texts) {
        let project = self.projects[index].clone();
        let mut edges: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
        let mut queue = files.clone();
        while let Some(file) = queue.pop() {
            if edges.contains_key(&file) {
                continue;
            }
            let folder = file.parent().unwrap_or(&file).to_owned();
            let patterns = texts.imports(&file).unwrap_or_default();
            let resolve = |it: &str| imports::resolve(it, &folder, &project, &files).unwrap_or_default();
            let targets: Vec<PathBuf> = patterns.iter().flat_map(|pattern| resolve(pattern)).collect();
            queue.extend(targets.iter().cloned());
            edges.insert(file, targets);
        }
        let targets = |path: &Path| edges.get(path).cloned().unwrap_or_default();
        for root in project.roots(&files, &targets) {
            let mut seen = BTreeSet::new();
            let mut queue = vec![root.clone()];
            while let Some(file) = queue.pop() {
                if seen.insert(file.clone()) {
                    queue.extend(edges.get(&file).into_iter().flatten().cloned());
                }
            }
            for file in seen {
                self.places.entry(file).or_insert_with(|| (index, Vec::new())).1.push(root.clone());
            }
        }
        for file in files {
            self.places.entry(file.clone()).or_insert_with(|| (index, vec![file]));
        }
    }

    /// The roots within which a file is judged; itself, where none imports it.
    pub fn roots_of(&self, path: &Path) -> Option<&[PathBuf]> {
        self.places.get(path).map(|(_, roots)| &roots[..])
    }

    /// The project of a file.
    pub fn project_of(&self, path: &Path) -> Option<&Arc<Project>> {
        self.places.get(path).map(|(index, _)| &self.projects[*index])
    }

    /// All projects around what is open.
    pub fn projects(&self) -> &[Arc<Project>] {
        &self.projects
    }

    /// The settings files in force, with their texts.
    pub fn settings_files(&self) -> impl Iterator<Item = (&Path, &Text)> {
        self.settings.iter().map(|(path, text)| (path.as_path(), text))
    }

    /// The patterns of a settings file that name nothing.
    pub fn idle_patterns(&self, settings: &Path) -> &[IdlePattern] {
        self.idle.get(settings).map_or(&[], Vec::as_slice)
    }

    /// Every file of these projects, open or not.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.places.keys().map(PathBuf::as_path)
    }
}

/// The innermost of the folders that holds the path.
pub(super) fn containing<'f>(folders: &'f [PathBuf], path: &Path) -> Option<&'f Path> {
    let holders = folders.iter().filter(|folder| path.starts_with(folder));
    holders.max_by_key(|folder| folder.as_os_str().len()).map(PathBuf::as_path)
}

/// Whether a document is a spec rather than a settings file: an editor decides what it shows us.
pub(super) fn is_spec(path: &Path) -> bool {
    !is_settings(path)
}

/// Whether a folder between the project's and the file has settings of its own.
fn in_inner_project(path: &Path, folder: &Path) -> bool {
    path.ancestors().skip(1).take_while(|it| *it != folder).any(|it| it.join(CONFIG_FILE).is_file())
}
