//! What several tests need: a file, checked.

#![allow(dead_code)]

use connspec::catalog::EditionId;
use connspec::finding::Finding;
use connspec::model::FileId;
use connspec::rules::Settings;
use connspec::workspace::{File, Files, Project, Purpose, Spec};
use std::path::Path;
use std::sync::Arc;

/// Reads the files that imports name.
#[derive(Default)]
pub struct Disk {
    files: u32,
}

impl Disk {
    /// A file with this text.
    pub fn text(&mut self, path: &Path, text: &str) -> Arc<File> {
        self.files += 1;
        Arc::new(File::new(FileId(self.files - 1), path, text))
    }
}

impl Files for Disk {
    fn file(&mut self, path: &Path) -> Option<Arc<File>> {
        let text = std::fs::read_to_string(path).ok()?;
        Some(self.text(path, &text))
    }
}

/// A spec with its settings.
pub struct Checked {
    /// The spec.
    pub spec: Spec,
}

impl Checked {
    /// Checks a file as of a day.
    pub fn file(path: &Path, day: &str) -> Checked {
        let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Checked::text(path, &text, day)
    }

    /// Checks a text as of a day.
    pub fn text(path: &Path, text: &str, day: &str) -> Checked {
        Checked::judged(path, text, day, None)
    }

    /// Checks a text as of a day, in an edition that overrides its own.
    pub fn judged(path: &Path, text: &str, day: &str, edition: Option<EditionId>) -> Checked {
        let path = std::env::current_dir().expect("there is a folder").join(path);
        let mut disk = Disk::default();
        let root = disk.text(&path, text);
        let project = Project::of(&path, None, &|path| std::fs::read_to_string(path).ok());
        let settings = Settings { edition, ..Settings::as_of(day.parse().expect("a day")) };
        Checked { spec: Spec::read(root, &project, settings, &mut disk, Purpose::Kept) }
    }

    /// The findings, each with its line.
    pub fn findings(&self) -> Vec<(Finding, usize)> {
        let line = |finding: &Finding| {
            let file = self.spec.file_of(finding.span).expect("a file of the spec");
            file.text().line_of(file.range(finding.span).expect("a place in it").start) + 1
        };
        self.spec
            .findings()
            .into_iter()
            .map(|finding| {
                let line = line(&finding);
                (Finding::clone(&finding), line)
            })
            .collect()
    }

    /// The findings as the lists have them: `line severity rule`.
    pub fn list(&self) -> String {
        self.findings()
            .iter()
            .map(|(finding, line)| format!("{line} {} {}\n", finding.severity, finding.rule))
            .collect()
    }
}
