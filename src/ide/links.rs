//! Links: the files that an import names.

use crate::workspace::{File, Judged, import_names};
use std::ops::Range;
use std::path::PathBuf;

/// A stretch that leads to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where.
    pub range: Range<usize>,
    /// To what.
    pub target: PathBuf,
}

/// The links of a file. A pattern with several files leads to the first.
pub fn links(judged: &Judged, file: &File) -> Vec<Link> {
    let Some(folder) = file.path().parent() else { return Vec::new() };
    let mut links = Vec::new();
    for ((_, item), (_, start)) in file.each_item().zip(file.starts()) {
        for import in &item.imports {
            let named = judged.spec.files().find(|it| import_names(&import.pattern, folder, it.path()));
            if let Some(target) = named.map(|it| it.path().to_owned()) {
                let whole = import.extent.shifted(start);
                // Without the quotes.
                links.push(Link { range: whole.start + 1..whole.end.saturating_sub(1).max(whole.start + 1), target });
            }
        }
    }
    links
}
