//! Projects: which files belong together, and which of them are roots.

use super::config::{CONFIG_FILE, Config, ConfigError};
use super::imports::{self, Named};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The ending of specs.
pub const EXTENSION: &str = "connspec";

/// Files that belong together: a folder with its settings.
#[derive(Clone, Debug)]
pub struct Project {
    /// The folder; imports stay inside, or reach what is `named`.
    pub folder: PathBuf,
    /// What the command line names, here and elsewhere.
    pub named: Arc<[Named]>,
    /// Its settings.
    pub config: Config,
    /// The settings file, where there is one.
    pub config_file: Option<PathBuf>,
    /// What is wrong with the settings file.
    pub config_errors: Vec<ConfigError>,
}

impl Project {
    /// The project of a path: the nearest folder upwards with a settings file, else `fallback` (a
    /// workspace folder, the folder named on the command line), else the path's own folder.
    ///
    /// `read` gives the text of a settings file: from disk, or from an editor that holds it open.
    pub fn of(path: &Path, fallback: Option<&Path>, read: &dyn Fn(&Path) -> Option<String>) -> Project {
        let own = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
        for folder in own.ancestors() {
            let file = folder.join(CONFIG_FILE);
            if let Some(text) = read(&file) {
                let (config, config_errors) = Config::parse(&text);
                let (folder, named) = (folder.to_owned(), Arc::default());
                return Project { folder, named, config, config_file: Some(file), config_errors };
            }
        }
        let (folder, named) = (fallback.unwrap_or(own).to_owned(), Arc::default());
        Project { folder, named, config: Config::default(), config_file: None, config_errors: Vec::new() }
    }

    /// The specs in `within`, a folder of the project: hidden files, those that Git ignores and those
    /// that the settings exclude are left out.
    pub fn specs(&self, within: &Path) -> Vec<PathBuf> {
        let mut walk = ignore::WalkBuilder::new(within);
        walk.require_git(false).sort_by_file_path(std::cmp::Ord::cmp);
        let excluded = self.excluded();
        let specs = walk.build().flatten().filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
        let mut paths: Vec<PathBuf> = specs
            .map(ignore::DirEntry::into_path)
            .filter(|path| path.extension().is_some_and(|ending| ending == EXTENSION))
            .filter(|path| !self.is_excluded(&excluded, path))
            .collect();
        paths.sort();
        paths
    }

    fn excluded(&self) -> Option<ignore::gitignore::Gitignore> {
        if self.config.exclude.is_empty() {
            return None;
        }
        let mut patterns = ignore::gitignore::GitignoreBuilder::new(&self.folder);
        for pattern in &self.config.exclude {
            // A pattern that can't be read excludes nothing; saying so is the settings' business.
            let _ = patterns.add_line(None, pattern);
        }
        patterns.build().ok()
    }

    fn is_excluded(&self, excluded: &Option<ignore::gitignore::Gitignore>, path: &Path) -> bool {
        excluded.as_ref().is_some_and(|excluded| excluded.matched_path_or_any_parents(path, false).is_ignore())
    }

    /// The roots among `files`: those that the settings name, else those that none of them imports.
    /// Where all import each other, the first is the root. `targets` gives what a file imports.
    pub fn roots(&self, files: &[PathBuf], targets: &dyn Fn(&Path) -> Vec<PathBuf>) -> Vec<PathBuf> {
        if let Some(patterns) = &self.config.roots {
            let named: BTreeSet<PathBuf> = patterns
                .iter()
                .flat_map(|pattern| imports::resolve(pattern, &self.folder, self, files).unwrap_or_default())
                .collect();
            return named.into_iter().collect();
        }
        let mut imported = BTreeSet::new();
        for file in files {
            imported.extend(targets(file).into_iter().filter(|target| target != file));
        }
        let roots: Vec<PathBuf> = files.iter().filter(|file| !imported.contains(*file)).cloned().collect();
        if roots.is_empty() { files.first().cloned().into_iter().collect() } else { roots }
    }
}
