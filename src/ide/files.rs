//! Renaming files: imports follow.

use super::Place;
use super::complete_relative as relative;
use crate::workspace::Snapshot;
use std::path::{Path, PathBuf};

/// The edits that keep imports true when files move from the first to the second path each. A pattern
/// with a star names no file in particular and stays.
pub fn moved(snapshot: &Snapshot, moves: &[(PathBuf, PathBuf)]) -> Vec<(Place, String)> {
    let mut edits: Vec<(Place, String)> = Vec::new();
    for root in snapshot.roots() {
        let Some(judged) = snapshot.judged(&root) else { continue };
        for file in judged.spec.files() {
            let Some(folder) = file.path().parent() else { continue };
            let after = destination(file.path(), moves);
            let new_folder = after.as_deref().and_then(Path::parent).unwrap_or(folder);
            for ((_, item), (_, start)) in file.each_item().zip(file.starts()) {
                for import in item.imports.iter().filter(|import| !import.pattern.contains('*')) {
                    let target = crate::workspace::normalized(&folder.join(&*import.pattern));
                    let moved = destination(&target, moves);
                    if moved.is_none() && new_folder == folder {
                        continue;
                    }
                    let written = relative(new_folder, moved.as_deref().unwrap_or(&target));
                    let place = Place { file: file.clone(), range: import.extent.shifted(start) };
                    let known = edits.iter().any(|(it, _)| it.file.id() == file.id() && it.range == place.range);
                    if *written != *import.pattern && !known {
                        edits.push((place, crate::model::literal::quote(&written)));
                    }
                }
            }
        }
    }
    edits
}

/// Where a path goes, by itself or with a folder above it.
fn destination(path: &Path, moves: &[(PathBuf, PathBuf)]) -> Option<PathBuf> {
    moves.iter().find_map(|(old, new)| {
        let rest = path.strip_prefix(old).ok()?;
        Some(if rest.as_os_str().is_empty() { new.clone() } else { new.join(rest) })
    })
}
