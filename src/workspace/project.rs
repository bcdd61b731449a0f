//! Projects: which files belong together, and which of them are roots.

use super::config::{CONFIG_FILE, Config, ConfigError, Pattern};
use super::imports::{self, Named};
use crate::finding::Severity;
use std::collections::BTreeSet;
use std::ops::Range;
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

/// A pattern of a settings file that names nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdlePattern {
    /// That, in words.
    pub message: String,
    /// How bad it is.
    pub severity: Severity,
    /// Where it stands in the settings file.
    pub range: Range<usize>,
}

fn is_excluded(excluded: Option<&ignore::gitignore::Gitignore>, path: &Path) -> bool {
    excluded.is_some_and(|excluded| excluded.matched_path_or_any_parents(path, false).is_ignore())
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
        self.sorted_out(within).0
    }

    /// The specs in `within`, and those that the settings exclude.
    pub(super) fn sorted_out(&self, within: &Path) -> (Vec<PathBuf>, Vec<PathBuf>) {
        let mut walk = ignore::WalkBuilder::new(within);
        walk.require_git(false).sort_by_file_path(std::cmp::Ord::cmp);
        let excluded = self.excluding(&self.config.exclude);
        let specs = walk.build().flatten().filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
        let mut paths: Vec<PathBuf> = specs
            .map(ignore::DirEntry::into_path)
            .filter(|path| path.extension().is_some_and(|ending| ending == EXTENSION))
            .collect();
        paths.sort();
        paths.into_iter().partition(|path| !is_excluded(excluded.as_ref(), path))
    }

    fn excluding(&self, exclude: &[Pattern]) -> Option<ignore::gitignore::Gitignore> {
        if exclude.is_empty() {
            return None;
        }
        let mut patterns = ignore::gitignore::GitignoreBuilder::new(&self.folder);
        for pattern in exclude {
            // A pattern that can't be read excludes nothing; saying so is the settings' business.
            let _ = patterns.add_line(None, pattern.get_ref());
        }
        patterns.build().ok()
    }

    /// The patterns that name none of the files that the project holds: `roots` among `kept`, `exclude` among
    /// `left_out`. One that takes files in again (`!kept.connspec`) isn't looked at.
    pub(super) fn idle_patterns(&self, kept: &[PathBuf], left_out: &[PathBuf]) -> Vec<IdlePattern> {
        let is_idle = |pattern: &&Pattern| imports::resolve(pattern.get_ref(), &self.folder, self, kept).is_err();
        let roots = self.config.roots.iter().flatten().filter(is_idle).map(|it| IdlePattern {
            message: format!("`{}` names no file of the project, so nothing is checked for it", it.get_ref()),
            severity: Severity::Warning,
            range: it.span(),
        });
        let excludes_nothing = |pattern: &&Pattern| {
            let alone = self.excluding(std::slice::from_ref(*pattern));
            !pattern.get_ref().starts_with('!') && !left_out.iter().any(|path| is_excluded(alone.as_ref(), path))
        };
        let excludes = self.config.exclude.iter().filter(excludes_nothing).map(|it| IdlePattern {
            message: format!("`{}` excludes no spec", it.get_ref()),
            severity: Severity::Hint,
            range: it.span(),
        });
        roots.chain(excludes).collect()
    }

    /// The roots among `files`: those that the settings name, else those that none of them imports.
    /// Where all import each other, the first is the root. `targets` gives what a file imports.
    pub fn roots(&self, files: &[PathBuf], targets: &dyn Fn(&Path) -> Vec<PathBuf>) -> Vec<PathBuf> {
        if let Some(patterns) = &self.config.roots {
            let named: BTreeSet<PathBuf> = patterns
                .iter()
                .flat_map(|pattern| imports::resolve(pattern.get_ref(), &self.folder, self, files).unwrap_or_default())
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
