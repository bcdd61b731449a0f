//! One file: its text, its segments and what each of them means.

use crate::finding::{ItemId, Span};
use crate::model::{FileId, FileItems, Item, lower};
use crate::syntax::segment;
use crate::text::Text;
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// Gives out item ids; one for a whole workspace.
#[derive(Clone, Debug, Default)]
pub struct ItemIds(u32);

impl ItemIds {
    /// Ids that come after all those of `items`: for trying out an edit that will not be kept.
    pub fn after(items: impl IntoIterator<Item = ItemId>) -> ItemIds {
        ItemIds(items.into_iter().map(|id| id.0 + 1).max().unwrap_or(0))
    }

    fn next(&mut self) -> ItemId {
        self.0 += 1;
        ItemId(self.0 - 1)
    }
}

/// A segment of a file.
#[derive(Clone, Debug)]
struct Segment {
    id: ItemId,
    start: usize,
    item: Arc<Item>,
}

/// A file as read or as edited; immutable and cheap to clone.
#[derive(Clone, Debug)]
pub struct File {
    id: FileId,
    path: Arc<Path>,
    text: Text,
    segments: Arc<[Segment]>,
    /// By item: which segment it is. Made when first asked for, since a file with many findings asks often.
    places: OnceLock<FxHashMap<ItemId, usize>>,
}

/// What an edit changed: items that are new or other than before, and items that are gone.
pub type Changes = Vec<(ItemId, Option<Arc<Item>>)>;

impl File {
    /// Reads a file's text.
    pub fn new(id: FileId, path: impl Into<PathBuf>, text: &str, ids: &mut ItemIds) -> File {
        let starts = segment::starts(text);
        let ends = starts.iter().skip(1).copied().chain([text.len()]);
        let segments = starts.iter().zip(ends).map(|(&start, end)| {
            let id = ids.next();
            Segment { id, start, item: Arc::new(lower(&text[start..end], id)) }
        });
        File {
            id,
            path: Arc::from(path.into()),
            text: Text::new(text),
            segments: segments.collect(),
            places: OnceLock::new(),
        }
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
        self.segment(id).map(|segment| &segment.item)
    }

    /// Every item with its id.
    pub fn each_item(&self) -> impl Iterator<Item = (ItemId, &Arc<Item>)> {
        self.segments.iter().map(|segment| (segment.id, &segment.item))
    }

    fn index_of(&self, id: ItemId) -> Option<usize> {
        let index = || self.segments.iter().enumerate().map(|(index, segment)| (segment.id, index)).collect();
        self.places.get_or_init(index).get(&id).copied()
    }

    fn segment(&self, id: ItemId) -> Option<&Segment> {
        self.index_of(id).map(|index| &self.segments[index])
    }

    /// Where an item begins.
    pub fn start_of(&self, id: ItemId) -> Option<usize> {
        self.segment(id).map(|segment| segment.start)
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
        let index = self.segments.partition_point(|segment| segment.start <= offset).max(1) - 1;
        (self.segments[index].id, self.segments[index].start)
    }

    /// The text of an item.
    pub fn text_of(&self, id: ItemId) -> String {
        let Some(index) = self.index_of(id) else { return String::new() };
        self.text.slice(self.segments[index].start..self.end_of(index))
    }

    fn end_of(&self, index: usize) -> usize {
        self.segments.get(index + 1).map_or(self.text.len(), |next| next.start)
    }

    /// The file after an edit, and what it changed. Segments that the edit doesn't touch keep their
    /// ids, so that everything known about them stays.
    pub fn edited(&self, range: Range<usize>, replacement: &str, ids: &mut ItemIds) -> (File, Changes) {
        let mut text = self.text.clone();
        let before = text.len();
        text.edit(range.clone(), replacement);
        let grown = text.len() as isize - before as isize;
        let moved = |offset: usize| offset.saturating_add_signed(grown);

        // What stands above a header belongs to it, so the neighbours may change too.
        let holds = |offset| self.segments.partition_point(|segment| segment.start <= offset).max(1) - 1;
        let first = holds(range.start.min(before)).saturating_sub(1);
        let last = (holds(range.end.min(before)) + 2).min(self.segments.len());
        let start = self.segments[first].start;
        let end = moved(self.end_of(last - 1));
        let stretch = text.slice(start..end);

        let starts = segment::starts(&stretch);
        let ends: Vec<usize> = starts.iter().skip(1).copied().chain([stretch.len()]).collect();
        let old = &self.segments[first..last];
        let mut changes = Changes::new();
        let mut middle: Vec<Segment> = Vec::with_capacity(starts.len());
        let same = |segment: &Segment, index: usize, text: &str| {
            let old_text = self.text.slice(segment.start..self.end_of(first + index));
            old_text == text
        };
        // Equal segments at either end keep everything.
        let count = starts.len();
        let piece = |index: usize| &stretch[starts[index]..ends[index]];
        let kept_before = (0..old.len().min(count)).take_while(|&i| same(&old[i], i, piece(i))).count();
        let room = old.len().min(count) - kept_before;
        let kept_after = (1..=room).take_while(|&i| same(&old[old.len() - i], old.len() - i, piece(count - i))).count();
        for (index, &offset) in starts.iter().enumerate() {
            let old_index = if index < kept_before {
                Some(index)
            } else if index >= count - kept_after {
                Some(old.len() - (count - index))
            } else {
                None
            };
            let start = start + offset;
            if let Some(old_index) = old_index {
                middle.push(Segment { start, ..old[old_index].clone() });
                continue;
            }
            // An edited segment keeps its id as long as there are old ones to take over.
            let id = if index < old.len() - kept_after { old[index].id } else { ids.next() };
            let item = Arc::new(lower(piece(index), id));
            changes.push((id, Some(item.clone())));
            middle.push(Segment { id, start, item });
        }
        let gone = old.iter().filter(|segment| middle.iter().all(|kept| kept.id != segment.id));
        changes.extend(gone.map(|segment| (segment.id, None)));

        let mut segments: Vec<Segment> = Vec::with_capacity(self.segments.len() + count);
        segments.extend_from_slice(&self.segments[..first]);
        segments.append(&mut middle);
        segments.extend(self.segments[last..].iter().map(|it| Segment { start: moved(it.start), ..it.clone() }));
        let file =
            File { id: self.id, path: self.path.clone(), text, segments: segments.into(), places: OnceLock::new() };
        (file, changes)
    }

    /// The file with another text; itself where the text is the same.
    pub fn with_text(self: &Arc<File>, text: &Text, ids: &mut ItemIds) -> Arc<File> {
        match self.text.difference(text) {
            None => self.clone(),
            Some((mine, its)) => Arc::new(self.edited(mine, &text.slice(its), ids).0),
        }
    }

    /// What is other in this state of a file than in an earlier (or later) one.
    pub fn changes_since(&self, other: &File) -> Changes {
        let same = |(a, b): &(&Segment, &Segment)| a.id == b.id && Arc::ptr_eq(&a.item, &b.item);
        let before = self.segments.iter().zip(other.segments.iter()).take_while(same).count();
        let room = self.segments.len().min(other.segments.len()) - before;
        let after = self.segments.iter().rev().zip(other.segments.iter().rev()).take(room).take_while(same).count();
        let new = &self.segments[before..self.segments.len() - after];
        let old = &other.segments[before..other.segments.len() - after];
        let mut gone: rustc_hash::FxHashMap<ItemId, &Arc<Item>> = old.iter().map(|it| (it.id, &it.item)).collect();
        let mut changes = Changes::new();
        for segment in new {
            if gone.remove(&segment.id).is_none_or(|item| !Arc::ptr_eq(item, &segment.item)) {
                changes.push((segment.id, Some(segment.item.clone())));
            }
        }
        // In the order of the old file, so that the result is the same every time.
        changes.extend(old.iter().filter(|it| gone.contains_key(&it.id)).map(|it| (it.id, None)));
        changes
    }

    /// Whether an edit with these changes left the order of items as it was.
    pub fn same_items(&self, other: &File) -> bool {
        self.segments.len() == other.segments.len()
            && self.segments.iter().zip(other.segments.iter()).all(|(a, b)| a.id == b.id)
    }
}
