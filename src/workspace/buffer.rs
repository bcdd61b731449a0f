//! A document that an editor holds open.

use crate::text::Text;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An open document: what the editor says its text is, whatever is on disk.
///
/// An edit changes the rope and nothing else. What it changed is found when somebody asks, by
/// comparing the text with the one that was understood last (see [`Text::difference`]): so ten edits
/// between two questions cost one, and an edit that was taken back costs none.
#[derive(Clone, Debug)]
pub struct Buffer {
    path: Arc<Path>,
    name: Arc<str>,
    version: i32,
    text: Text,
}

impl Buffer {
    /// A document just opened. `name` is what the editor calls it, and what it is called in answers.
    pub fn new(path: PathBuf, name: &str, version: i32, text: &str) -> Buffer {
        Buffer { path: path.into(), name: name.into(), version, text: Text::new(text) }
    }

    /// The path by which other files would import it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the editor calls it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The version of its text, as the editor counts.
    pub fn version(&self) -> i32 {
        self.version
    }

    /// Its text.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// Replaces a stretch.
    pub fn edit(&mut self, range: Range<usize>, text: &str) {
        self.text.edit(range, text);
    }

    /// Replaces everything.
    pub fn replace(&mut self, text: &str) {
        self.text = Text::new(text);
    }

    /// Says which version its text has now.
    pub fn set_version(&mut self, version: i32) {
        self.version = version;
    }
}
