//! One file: its text, its segments and what each of them means.

use super::parallel::parallel;
use super::segments::{Segment, Segments};
use crate::finding::{ItemId, Span};
use crate::model::{FileId, FileItems, Item, lower};
use crate::syntax::segment;
use crate::text::Text;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// With fewer segments than this, threads cost more than they save.
const MANY_SEGMENTS: usize = 1_000;
/// How far behind the item above a new one is ranked: as many can follow it, before the next.
const STEP: u32 = 1 << 11;

/// A file as read or as edited; immutable and cheap to clone.
#[derive(Clone, Debug)]
pub struct File {
    id: FileId,
    path: Arc<Path>,
    text: Text,
    segments: Segments,
}

/// What an edit changed: items that are new or other than before, and items that are gone.
pub type Changes = Vec<(ItemId, Option<Arc<Item>>)>;

impl File {
    /// Reads a file's text.
    pub fn new(id: FileId, path: impl Into<PathBuf>, text: &str) -> File {
        File::read(id, Arc::from(path.into()), Text::new(text), text)
    }

    /// Reads a text that others hold, too.
    pub fn of_text(id: FileId, path: impl Into<PathBuf>, text: &Text) -> File {
        File::read(id, Arc::from(path.into()), text.clone(), &text.to_string())
    }

    fn read(file: FileId, path: Arc<Path>, whole: Text, text: &str) -> File {
        let starts = segment::starts(text);
        let step = u32::MAX / (starts.len() as u32 + 1);
        let ends = starts.iter().skip(1).copied().chain([text.len()]);
        let pieces: Vec<_> = starts.iter().zip(ends).zip(1u32..).collect();
        // A segment means what it means by itself, so those of a big file are read side by side.
        let segments = parallel(&pieces, MANY_SEGMENTS, |&((&start, end), count)| {
            let id = ItemId { file, rank: count * step };
            Segment { id, start, item: Arc::new(lower(&text[start..end], id)) }
        });
        let segments = Segments::new(&segments, text.len());
        File { id: file, path, text: whole, segments }
    }

    /// Its id.
    pub fn id(&self) -> FileId {
        self.id
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its text.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// Its items, in order.
    pub fn items(&self) -> FileItems {
        FileItems { file: self.id, items: self.segments.iter().map(|segment| segment.id).collect() }
    }

    /// What an item of it means.
    pub fn item(&self, id: ItemId) -> Option<&Arc<Item>> {
        self.segments.get(id).map(|segment| segment.item)
    }

    /// Every item with its id.
    pub fn each_item(&self) -> impl Iterator<Item = (ItemId, &Arc<Item>)> {
        self.segments.iter().map(|segment| (segment.id, segment.item))
    }

    /// Where an item begins.
    pub fn start_of(&self, id: ItemId) -> Option<usize> {
        self.segments.get(id).map(|segment| segment.start)
    }

    /// Every item with where it begins.
    pub fn starts(&self) -> impl Iterator<Item = (ItemId, usize)> {
        self.segments.iter().map(|segment| (segment.id, segment.start))
    }

    /// The range of a span of this file, in bytes of the text.
    pub fn range(&self, span: Span) -> Option<Range<usize>> {
        Some(span.extent.shifted(self.start_of(span.item)?))
    }

    /// The item that holds the offset, and where it begins.
    pub fn item_at(&self, offset: usize) -> (ItemId, usize) {
        let segment = self.segments.at(offset);
        (segment.id, segment.start)
    }

    /// The text of an item.
    pub fn text_of(&self, id: ItemId) -> String {
        let Some(segment) = self.segments.get(id) else { return String::new() };
        self.text.slice(segment.start..segment.end)
    }

    /// The file after an edit, and what it changed. Segments that the edit doesn't touch keep their
    /// ids, so that everything known about them stays.
    pub fn edited(&self, range: Range<usize>, replacement: &str) -> (File, Changes) {
        let mut text = self.text.clone();
        text.edit(range.clone(), replacement);
        self.changed(range, text)
    }

    /// The same with the text as it is after the edit.
    fn changed(&self, range: Range<usize>, text: Text) -> (File, Changes) {
        let before = self.text.len();
        let grown = text.len() as isize - before as isize;

        // What stands above a header belongs to it, so the neighbours may change too.
        let window = self.segments.window(range.start.min(before)..range.end.min(before));
        let old = window.segments();
        let holds = |offset| old.partition_point(|segment| segment.start <= offset).max(1) - 1;
        let end_of = |index: usize| old.get(index + 1).map_or(window.end(), |next| next.start);
        let first = holds(range.start.min(before)).saturating_sub(1);
        let last = (holds(range.end.min(before)) + 2).min(old.len());
        let start = old[first].start;
        let stretch = text.slice(start..end_of(last - 1).saturating_add_signed(grown));

        let starts = segment::starts(&stretch);
        let count = starts.len();
        let piece = |index: usize| &stretch[starts[index]..starts.get(index + 1).copied().unwrap_or(stretch.len())];
        // Equal segments at either end keep everything.
        let same =
            |old_index: usize, index: usize| self.text.slice(old[old_index].start..end_of(old_index)) == piece(index);
        let room = (last - first).min(count);
        let kept_before = (0..room).take_while(|&index| same(first + index, index)).count();
        let room = room - kept_before;
        let kept_after = (1..=room).take_while(|&index| same(last - index, count - index)).count();
        // An edited segment keeps its id as long as there are old ones to take over.
        let changed = kept_before..count - kept_after;
        let taken = &old[first + kept_before..last - kept_after];
        let fresh = changed.len().saturating_sub(taken.len());
        let above = old[..last - kept_after].last().map(|segment| segment.id).or(window.before());
        let below = old.get(last - kept_after).map(|segment| segment.id).or(window.after());
        let Some(fresh) = self.ids_between(above, below, fresh) else { return self.anew(text) };
        let ids = taken.iter().map(|segment| segment.id).chain(fresh).take(changed.len());

        let mut segments = old[..first + kept_before].to_vec();
        let mut changes = Changes::new();
        for (index, id) in changed.clone().zip(ids) {
            let item = Arc::new(lower(piece(index), id));
            changes.push((id, Some(item.clone())));
            segments.push(Segment { id, start: start + starts[index], item });
        }
        changes.extend(taken.iter().skip(changed.len()).map(|segment| (segment.id, None)));
        let moved = |it: &Segment| Segment { start: it.start.saturating_add_signed(grown), ..it.clone() };
        segments.extend(old[last - kept_after..].iter().map(moved));
        let segments = window.replaced(&segments, grown);
        (File { id: self.id, path: self.path.clone(), text, segments }, changes)
    }

    /// Ids for items that come between two; none if there is no room for them.
    fn ids_between(
        &self,
        above: Option<ItemId>,
        below: Option<ItemId>,
        count: usize,
    ) -> Option<impl Iterator<Item = ItemId> + use<>> {
        let (file, count) = (self.id, u32::try_from(count).ok()?);
        let above = above.map_or(0, |id| id.rank);
        let step = ((below.map_or(u32::MAX, |id| id.rank) - above) / (count + 1)).min(STEP);
        (step > 0 || count == 0).then(|| (1..=count).map(move |nth| ItemId { file, rank: above + nth * step }))
    }

    /// The file read afresh, since there is no rank left where one is needed: after hundreds of new items
    /// at one place. Its items get other ids.
    fn anew(&self, text: Text) -> (File, Changes) {
        let whole = text.to_string();
        let file = File::read(self.id, self.path.clone(), text, &whole);
        let changes = file.changes_since(self);
        (file, changes)
    }

    /// The file with another text; itself where the text is the same.
    pub fn with_text(self: &Arc<File>, text: &Text) -> Arc<File> {
        match self.text.difference(text) {
            None => self.clone(),
            // The very text, so that the next comparison finds the two to be one for the most part.
            Some((mine, _)) => Arc::new(self.changed(mine, text.clone()).0),
        }
    }

    /// What is other in this state of a file than in an earlier (or later) one.
    pub fn changes_since(&self, other: &File) -> Changes {
        self.segments.changes_since(&other.segments)
    }

    /// Whether an edit with these changes left the order of items as it was.
    pub fn same_items(&self, other: &File) -> bool {
        self.segments.same_items(&other.segments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// New items at one place: each below the last one that came, and each above it.
    #[test]
    fn any_number_of_items_can_come_between_two() {
        for (below, rounds) in [(true, 300), (false, 40)] {
            let mut file = File::new(FileId(0), "a.connspec", "site a { }\nsite z { }\n");
            for round in 0..rounds {
                let text = file.text().to_string();
                let added = format!("site s{round} {{ }}\n");
                let at = if below { text.find("site z") } else { text.find('\n').map(|at| at + 1) }.expect("the place");
                let (next, changes) = file.edited(at..at, &added);
                let mut items: Vec<ItemId> = file.each_item().map(|(id, _)| id).collect();
                for (id, new) in &changes {
                    items.retain(|it| it != id);
                    items.extend(new.is_some().then_some(*id));
                }
                items.sort();
                let now: Vec<ItemId> = next.each_item().map(|(id, _)| id).collect();
                assert_eq!(items, now, "in the order of their ranks, {round}");
                let fresh = File::new(FileId(0), "a.connspec", &next.text().to_string());
                let texts = |file: &File| file.each_item().map(|(id, _)| file.text_of(id)).collect::<Vec<_>>();
                assert_eq!(texts(&next), texts(&fresh), "{round}");
                file = next;
            }
        }
    }
}
