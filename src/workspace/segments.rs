//! The segments of a file, in chunks, so that an edit copies a few of them and not all.
//!
//! A segment knows where it begins in its chunk, a chunk where it begins in the file: what stands below
//! an edit is moved by moving its chunks. Segments are found by place or by id, since ids grow
//! along the file.

use crate::finding::ItemId;
use crate::model::Item;
use std::ops::Range;
use std::sync::Arc;

/// How many segments a chunk holds when it is made; it is split at twice that.
const CHUNK: usize = 64;

/// A segment of a file.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    pub id: ItemId,
    /// Where it begins: in its file, or, within a chunk, in that.
    pub start: usize,
    pub item: Arc<Item>,
}

#[derive(Clone, Debug)]
struct Chunk {
    start: usize,
    segments: Arc<[Segment]>,
}

/// All segments of a file; there is at least one.
#[derive(Clone, Debug)]
pub(super) struct Segments {
    chunks: Vec<Chunk>,
    /// Where the last segment ends.
    end: usize,
}

/// A segment with its place in the file.
#[derive(Clone, Copy)]
pub(super) struct Placed<'s> {
    pub id: ItemId,
    pub start: usize,
    pub end: usize,
    pub item: &'s Arc<Item>,
}

impl Segments {
    /// The segments, each with its start in the file, of a text that ends at `end`.
    pub fn new(segments: &[Segment], end: usize) -> Segments {
        Segments { chunks: chunks(segments).collect(), end }
    }

    fn placed(&self, chunk: usize, index: usize) -> Placed<'_> {
        let Chunk { start, segments } = &self.chunks[chunk];
        let segment = &segments[index];
        let end = match segments.get(index + 1) {
            Some(next) => start + next.start,
            None => self.start_of_chunk(chunk + 1),
        };
        Placed { id: segment.id, start: start + segment.start, end, item: &segment.item }
    }

    fn start_of_chunk(&self, chunk: usize) -> usize {
        self.chunks.get(chunk).map_or(self.end, |chunk| chunk.start)
    }

    /// Every segment, in order.
    pub fn iter(&self) -> impl Iterator<Item = Placed<'_>> {
        let indexes = |chunk: usize| 0..self.chunks[chunk].segments.len();
        (0..self.chunks.len()).flat_map(move |chunk| indexes(chunk).map(move |index| self.placed(chunk, index)))
    }

    /// A segment by its id.
    pub fn get(&self, id: ItemId) -> Option<Placed<'_>> {
        let chunk = self.chunks.partition_point(|chunk| chunk.segments[0].id <= id).checked_sub(1)?;
        let index = self.chunks[chunk].segments.binary_search_by_key(&id, |segment| segment.id).ok()?;
        Some(self.placed(chunk, index))
    }

    /// The chunk and the index in it of the segment that holds the offset.
    fn index_at(&self, offset: usize) -> (usize, usize) {
        let chunk = self.chunks.partition_point(|chunk| chunk.start <= offset).max(1) - 1;
        let Chunk { start, segments } = &self.chunks[chunk];
        (chunk, segments.partition_point(|segment| start + segment.start <= offset).max(1) - 1)
    }

    /// The segment that holds the offset.
    pub fn at(&self, offset: usize) -> Placed<'_> {
        let (chunk, index) = self.index_at(offset);
        self.placed(chunk, index)
    }

    /// The chunks that hold the range and a segment more on either side, as far as there are such.
    pub fn window(&self, range: Range<usize>) -> Window<'_> {
        let (first, index) = self.index_at(range.start);
        let first = if index == 0 { first.saturating_sub(1) } else { first };
        let (last, index) = self.index_at(range.end);
        let last = if index + 1 == self.chunks[last].segments.len() { last + 1 } else { last };
        Window { of: self, chunks: first..(last + 1).min(self.chunks.len()) }
    }

    /// The chunks in which these segments differ from others, and those of the others.
    fn differing<'s>(&'s self, other: &'s Segments) -> (&'s [Chunk], &'s [Chunk]) {
        let same = |(a, b): &(&Chunk, &Chunk)| Arc::ptr_eq(&a.segments, &b.segments);
        let before = self.chunks.iter().zip(&other.chunks).take_while(same).count();
        let room = self.chunks.len().min(other.chunks.len()) - before;
        let after = self.chunks.iter().rev().zip(other.chunks.iter().rev()).take(room).take_while(same).count();
        (&self.chunks[before..self.chunks.len() - after], &other.chunks[before..other.chunks.len() - after])
    }

    /// The items that others don't have, or have otherwise, and those that only the others have.
    pub fn changes_since(&self, other: &Segments) -> Vec<(ItemId, Option<Arc<Item>>)> {
        let (new, old) = self.differing(other);
        let mut gone: rustc_hash::FxHashMap<ItemId, &Arc<Item>> = each(old).map(|it| (it.id, &it.item)).collect();
        let mut changes = Vec::new();
        for segment in each(new) {
            if gone.remove(&segment.id).is_none_or(|item| !Arc::ptr_eq(item, &segment.item)) {
                changes.push((segment.id, Some(segment.item.clone())));
            }
        }
        // In the order of the old file, so that the result is the same every time.
        changes.extend(each(old).filter(|it| gone.contains_key(&it.id)).map(|it| (it.id, None)));
        changes
    }

    /// Whether the others are the same items in the same order.
    pub fn same_items(&self, other: &Segments) -> bool {
        let (new, old) = self.differing(other);
        each(new).map(|it| it.id).eq(each(old).map(|it| it.id))
    }
}

fn each(chunks: &[Chunk]) -> impl Iterator<Item = &Segment> {
    chunks.iter().flat_map(|chunk| chunk.segments.iter())
}

fn chunks(segments: &[Segment]) -> impl Iterator<Item = Chunk> {
    let size = if segments.len() < 2 * CHUNK { 2 * CHUNK } else { CHUNK };
    segments.chunks(size).map(|segments| {
        let start = segments[0].start;
        let segments = segments.iter().map(|it| Segment { start: it.start - start, ..it.clone() });
        Chunk { start, segments: segments.collect() }
    })
}

/// Some chunks of a file, to be replaced.
pub(super) struct Window<'s> {
    of: &'s Segments,
    chunks: Range<usize>,
}

impl Window<'_> {
    /// Their segments, each with its start in the file.
    pub fn segments(&self) -> Vec<Segment> {
        let absolute = |chunk: &Chunk| {
            let start = chunk.start;
            chunk.segments.iter().map(move |it| Segment { start: start + it.start, ..it.clone() }).collect::<Vec<_>>()
        };
        self.of.chunks[self.chunks.clone()].iter().flat_map(absolute).collect()
    }

    /// Where they end.
    pub fn end(&self) -> usize {
        self.of.start_of_chunk(self.chunks.end)
    }

    /// The id before them.
    pub fn before(&self) -> Option<ItemId> {
        let chunk = &self.of.chunks[self.chunks.start.checked_sub(1)?];
        chunk.segments.last().map(|segment| segment.id)
    }

    /// The id after them.
    pub fn after(&self) -> Option<ItemId> {
        self.of.chunks.get(self.chunks.end).map(|chunk| chunk.segments[0].id)
    }

    /// All segments, with others in the place of these; what follows is moved.
    pub fn replaced(&self, segments: &[Segment], grown: isize) -> Segments {
        let moved = |offset: usize| offset.saturating_add_signed(grown);
        let before = self.of.chunks[..self.chunks.start].iter().cloned();
        let after = self.of.chunks[self.chunks.end..].iter();
        let after = after.map(|it| Chunk { start: moved(it.start), segments: it.segments.clone() });
        Segments { chunks: before.chain(chunks(segments)).chain(after).collect(), end: moved(self.of.end) }
    }
}
