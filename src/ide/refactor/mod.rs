//! Other ways to write the same, and other things to write in its place.

mod lets;
mod move_out;
mod retype;

use super::Place;
use super::actions::{Action, ActionKind};
use super::format::line_edits;
use crate::schema::Kind;
use crate::syntax::edit;
use crate::workspace::{File, Judged, Snapshot};
use std::ops::Range;
use std::sync::Arc;

/// What could be written otherwise at a place.
pub fn refactorings(snapshot: &Snapshot, judged: &Judged, file: &Arc<File>, within: &Range<usize>) -> Vec<Action> {
    let at = within.start;
    let mut all: Vec<Action> = Vec::new();
    all.extend(lets::inline(judged, file, at));
    all.extend(lets::extract(judged, file, at));
    all.extend(require(judged, file, at));
    all.extend(retype::retype(judged, file, at));
    all.extend(move_out::move_out(snapshot, judged, file, at));
    all
}

fn rewrite(title: String, edits: Vec<(Place, String)>) -> Action {
    Action { edits, ..Action::new(title, ActionKind::Rewrite) }
}

/// The edits of a file's item that turn its text into another, line by line.
fn of_item(file: &Arc<File>, start: usize, old: &str, new: &str) -> Vec<(Place, String)> {
    let place = |range: Range<usize>| Place { file: file.clone(), range: start + range.start..start + range.end };
    line_edits(old, new).into_iter().map(|(range, text)| (place(range), text)).collect()
}

/// On the header of a site or connection that asks for nothing: a block for what it must deliver.
fn require(judged: &Judged, file: &Arc<File>, offset: usize) -> Option<Action> {
    let (id, start) = file.item_at(offset);
    let item = judged.spec.model().item(id)?;
    let at = (offset - start) as u32;
    let block = item.blocks.iter().find(|it| it.header.touches(at))?;
    let may = block.kind.schema().blocks.contains(&Kind::Requires);
    if !may || block.blocks.iter().any(|it| it.kind == Kind::Requires) {
        return None;
    }
    // Empty, for what it must deliver is for its author to say.
    let (extent, text) = edit::insert_block(&file.text_of(id), block.extent, "requires {\n}")?;
    let place = Place { file: file.clone(), range: extent.shifted(start) };
    Some(rewrite("Say what it must deliver: `requires { … }`".to_owned(), vec![(place, text)]))
}
