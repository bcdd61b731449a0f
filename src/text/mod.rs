//! The text of a file: bytes, lines, positions, edits.
//!
//! Byte offsets are the currency of every other room. Only this one names ropey, and only here is
//! a position of an editor turned into an offset or back.
//!
//! A line ends with LF, CRLF or a lone CR, as LSP has it.

mod printable;
mod xml;

pub use printable::printable;
pub use xml::escape_xml;

use ropey::Rope;
use std::ops::Range;

/// A text that is cheap to clone and to edit.
#[derive(Clone, Debug, Default)]
pub struct Text(Rope);

/// How an editor counts columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Encoding {
    /// In bytes.
    Utf8,
    /// In UTF-16 code units: LSP's default.
    #[default]
    Utf16,
    /// In Unicode scalar values.
    Utf32,
}

impl Encoding {
    /// How many columns a text takes.
    fn units(self, text: &str) -> usize {
        match self {
            Encoding::Utf8 => text.len(),
            _ if text.is_ascii() => text.len(),
            Encoding::Utf16 => text.encode_utf16().count(),
            Encoding::Utf32 => text.chars().count(),
        }
    }
}

/// A place as editors say it; both numbers count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column, in the units of an [`Encoding`].
    pub column: u32,
}

impl Text {
    /// The text.
    pub fn new(text: &str) -> Text {
        Text(Rope::from_str(text))
    }

    /// Its length in bytes.
    pub fn len(&self) -> usize {
        self.0.len_bytes()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A stretch of it; offsets beyond the end or within a character are moved back.
    pub fn slice(&self, range: Range<usize>) -> String {
        let start = self.boundary(range.start);
        let end = self.boundary(range.end).max(start);
        self.0.byte_slice(start..end).to_string()
    }

    /// Replaces a stretch.
    pub fn edit(&mut self, range: Range<usize>, text: &str) {
        let start = self.0.byte_to_char(self.boundary(range.start));
        let end = self.0.byte_to_char(self.boundary(range.end)).max(start);
        self.0.remove(start..end);
        self.0.insert(start, text);
    }

    /// The stretches in which this text and another differ: putting the second stretch of `other` in
    /// place of the first one of this text gives the other text. None where they are equal.
    ///
    /// A comparison of a megabyte takes microseconds, since texts that were one share what no edit touched.
    /// So nobody has to keep track of edits: what happened between two texts is found by looking.
    pub fn difference(&self, other: &Text) -> Option<(Range<usize>, Range<usize>)> {
        if self.0.is_instance(&other.0) {
            return None;
        }
        let least = self.len().min(other.len());
        let mut before = common(self.0.chunks(), other.0.chunks(), false);
        if before == self.len() && before == other.len() {
            return None;
        }
        before = self.boundary(before).min(other.boundary(before));
        let mut mine = self.0.chunks_at_byte(self.len()).0;
        let mut its = other.0.chunks_at_byte(other.len()).0;
        let mut after = common(std::iter::from_fn(|| mine.prev()), std::iter::from_fn(|| its.prev()), true);
        after = after.min(least - before);
        while self.boundary(self.len() - after) != self.len() - after {
            after -= 1;
        }
        Some((before..self.len() - after, before..other.len() - after))
    }

    /// The offset at or before `offset` at which a character begins.
    fn boundary(&self, offset: usize) -> usize {
        let offset = offset.min(self.len());
        self.0.char_to_byte(self.0.byte_to_char(offset))
    }

    /// How many lines there are; a text that ends with a line's end has an empty one after it.
    pub fn line_count(&self) -> usize {
        self.0.len_lines()
    }

    /// The line, counted from 0, that holds the offset.
    pub fn line_of(&self, offset: usize) -> usize {
        self.0.byte_to_line(offset.min(self.len()))
    }

    /// Where a line begins.
    pub fn line_start(&self, line: usize) -> usize {
        self.0.line_to_byte(line.min(self.line_count()))
    }

    /// The line's text without its end.
    pub fn line(&self, line: usize) -> String {
        if line >= self.line_count() {
            return String::new();
        }
        let mut text = self.0.line(line).to_string();
        text.truncate(text.trim_end_matches(['\n', '\r']).len());
        text
    }

    /// The position of an offset.
    pub fn position(&self, offset: usize, encoding: Encoding) -> Position {
        let offset = offset.min(self.len());
        let line = self.line_of(offset);
        let start = self.line_start(line);
        // Most lines stand whole in one of the rope's chunks.
        let (chunk, at, ..) = self.0.chunk_at_byte(start);
        let column = match chunk.get(start - at..offset - at) {
            Some(before) => encoding.units(before),
            None => match encoding {
                Encoding::Utf8 => offset - start,
                Encoding::Utf32 => self.0.byte_to_char(offset) - self.0.byte_to_char(start),
                Encoding::Utf16 => {
                    let units = |at| self.0.char_to_utf16_cu(self.0.byte_to_char(at));
                    units(offset) - units(start)
                }
            },
        };
        Position { line: line as u32, column: column as u32 }
    }

    /// The positions of both ends of a range.
    pub fn positions(&self, range: Range<usize>, encoding: Encoding) -> Range<Position> {
        let start = self.position(range.start, encoding);
        // Most ranges lie in one line and in one of the rope's chunks.
        let (chunk, at, ..) = self.0.chunk_at_byte(range.start.min(self.len()));
        let within = range.start.checked_sub(at).and_then(|from| chunk.get(from..range.end.checked_sub(at)?));
        let end = match within {
            Some(text) if !text.contains(['\n', '\r']) => {
                Position { line: start.line, column: start.column + encoding.units(text) as u32 }
            }
            _ => self.position(range.end, encoding),
        };
        start..end
    }

    /// The offset of a position. Beyond a line's end means its end; beyond the text means its end.
    pub fn offset(&self, position: Position, encoding: Encoding) -> usize {
        let line = position.line as usize;
        if line >= self.line_count() {
            return self.len();
        }
        let start = self.line_start(line);
        let end = start + self.line(line).len();
        let column = position.column as usize;
        let offset = match encoding {
            Encoding::Utf8 => start.saturating_add(column),
            Encoding::Utf32 => {
                let at = self.0.byte_to_char(start).saturating_add(column).min(self.0.len_chars());
                self.0.char_to_byte(at)
            }
            Encoding::Utf16 => {
                let first = self.0.char_to_utf16_cu(self.0.byte_to_char(start));
                let at = first.saturating_add(column).min(self.0.len_utf16_cu());
                self.0.char_to_byte(self.0.utf16_cu_to_char(at))
            }
        };
        self.boundary(offset.min(end))
    }
}

/// How many bytes two sequences of chunks have in common, from the start or from the end.
fn common<'t>(mut a: impl Iterator<Item = &'t str>, mut b: impl Iterator<Item = &'t str>, from_end: bool) -> usize {
    let (mut left, mut right): (&[u8], &[u8]) = (&[], &[]);
    let mut count = 0;
    loop {
        if left.is_empty() {
            left = match a.next() {
                Some(chunk) => chunk.as_bytes(),
                None => return count,
            };
        }
        if right.is_empty() {
            right = match b.next() {
                Some(chunk) => chunk.as_bytes(),
                None => return count,
            };
        }
        let length = left.len().min(right.len());
        let (mine, its) = if from_end {
            (&left[left.len() - length..], &right[right.len() - length..])
        } else {
            (&left[..length], &right[..length])
        };
        // Texts that were one share most of their chunks.
        if !std::ptr::eq(mine, its) && mine != its {
            let mut pairs = mine.iter().zip(its);
            return count
                + if from_end {
                    pairs.rev().take_while(|(a, b)| a == b).count()
                } else {
                    pairs.position(|(a, b)| a != b).unwrap_or(length)
                };
        }
        count += length;
        if from_end {
            (left, right) = (&left[..left.len() - length], &right[..right.len() - length]);
        } else {
            (left, right) = (&left[length..], &right[length..]);
        }
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.chunks().try_for_each(|chunk| f.write_str(chunk))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_round_trip_in_every_encoding() {
        let text = Text::new("a\u{e9}\u{1f600}b\r\nc\rd\n");
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            let offsets = [0, 1, 3, 7, 8, 10, 12, 14];
            for offset in offsets {
                assert_eq!(text.offset(text.position(offset, encoding), encoding), offset, "{encoding:?}");
            }
            for (start, end) in offsets.into_iter().flat_map(|start| offsets.map(|end| (start, end))) {
                let each = text.position(start, encoding)..text.position(end, encoding);
                assert_eq!(text.positions(start..end, encoding), each, "{start}..{end} in {encoding:?}");
            }
        }
        assert_eq!(text.position(7, Encoding::Utf16), Position { line: 0, column: 4 });
        assert_eq!(text.line_count(), 4);
        // A line that no chunk of the rope holds whole.
        let line = "ab\u{e9}\u{1f600}".repeat(2000);
        let text = Text::new(&format!("x\n{line}\ny"));
        for (offset, columns) in
            [(0, [0, 0, 0]), (8, [8, 5, 4]), (15_996, [15_996, 9998, 7999]), (16_000, [16_000, 10_000, 8000])]
        {
            for (encoding, column) in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32].into_iter().zip(columns) {
                assert_eq!(text.position(2 + offset, encoding), Position { line: 1, column }, "{encoding:?}");
            }
        }
    }

    #[test]
    fn a_difference_is_the_edit() {
        for (old, new) in [("abc", "abc"), ("", "x"), ("x", ""), ("aaa", "aa"), ("a\u{e9}b", "a\u{e8}b"), ("ab", "xy")]
        {
            let (mut text, other) = (Text::new(old), Text::new(new));
            match text.difference(&other) {
                None => assert_eq!(old, new),
                Some((mine, its)) => {
                    text.edit(mine, &other.slice(its));
                    assert_eq!(text.to_string(), new);
                }
            }
        }
        let long = "site a { }\n".repeat(1000);
        let mut changed = Text::new(&long);
        changed.edit(5005..5006, "\u{1f600}");
        assert_eq!(Text::new(&long).difference(&changed), Some((5005..5006, 5005..5009)));
    }

    #[test]
    fn positions_beyond_the_end_are_clamped() {
        let text = Text::new("ab\r\ncd");
        assert_eq!(text.offset(Position { line: 0, column: 99 }, Encoding::Utf16), 2);
        assert_eq!(text.offset(Position { line: 9, column: 9 }, Encoding::Utf16), 6);
        assert_eq!(text.offset(Position { line: 0, column: u32::MAX }, Encoding::Utf8), 2);
    }
}
