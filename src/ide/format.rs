//! Formatting as edits: of a document, of a stretch, and while typing.

use super::tokens::open_at_end;
use crate::workspace::File;
use std::ops::Range;

/// The edits that format a file, as far as they touch `within`: one for each run of lines that
/// changes, so that cursors and marks elsewhere stay.
pub fn format(file: &File, within: Range<usize>) -> Vec<(Range<usize>, String)> {
    let text = file.text().to_string();
    let Some(formatted) = crate::format::format(&text) else { return Vec::new() };
    let edits = line_edits(&text, &formatted);
    edits.into_iter().filter(|(range, _)| range.start <= within.end && within.start <= range.end).collect()
}

/// The edits of whole lines that turn one text into another.
pub(super) fn line_edits(old: &str, new: &str) -> Vec<(Range<usize>, String)> {
    let before: Vec<&str> = old.split_inclusive('\n').collect();
    let after: Vec<&str> = new.split_inclusive('\n').collect();
    let (mut edits, mut offset, mut i, mut j) = (Vec::new(), 0, 0, 0);
    while i < before.len() || j < after.len() {
        if i < before.len() && j < after.len() && before[i] == after[j] {
            offset += before[i].len();
            (i, j) = (i + 1, j + 1);
            continue;
        }
        let (gone, come) = resync(&before[i..], &after[j..]);
        let length: usize = before[i..i + gone].iter().map(|line| line.len()).sum();
        edits.push((offset..offset + length, after[j..j + come].concat()));
        offset += length;
        (i, j) = (i + gone, j + come);
    }
    edits
}

/// How many lines of each to pass over until both agree again: the nearest such place.
fn resync(before: &[&str], after: &[&str]) -> (usize, usize) {
    const FAR: usize = 64;
    for distance in 1..=FAR.min(before.len() + after.len()) {
        for gone in 0..=distance.min(before.len()) {
            let come = distance - gone;
            // An empty line agrees with any other and says nothing.
            let agrees = |line: &&str| !line.trim().is_empty() && after.get(come) == Some(line);
            if come <= after.len() && before.get(gone).is_some_and(agrees) {
                return (gone, come);
            }
        }
    }
    (before.len(), after.len())
}

/// The edits after a closing brace, a comma or a line's end was typed at `offset`: a brace goes back to
/// the indentation of its block; a new line gets that of the block it is in.
pub fn on_type(file: &File, offset: usize, typed: &str, tab: &str) -> Vec<(Range<usize>, String)> {
    let text = file.text();
    let line = text.line_of(offset);
    let (id, start) = file.item_at(text.line_start(line));
    let item = file.text_of(id);
    let here = text.line_start(line).saturating_sub(start);
    let written = text.line(line);
    let blank = written.len() - written.trim_start_matches([' ', '\t']).len();
    let (braces, brackets) = open_at_end(&item[..here.min(item.len())]);
    let depth = braces + brackets;
    let closes = written.trim_start().starts_with(['}', ']']);
    let wanted = match typed {
        "}" if written.trim() == "}" => depth.saturating_sub(1),
        "\n" => depth.saturating_sub(usize::from(closes)),
        _ => return Vec::new(),
    };
    let indent = tab.repeat(wanted);
    if written[..blank] == indent {
        return Vec::new();
    }
    let from = text.line_start(line);
    vec![(from..from + blank, indent)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_of_lines_turn_one_text_into_the_other() {
        for (old, new) in [
            ("a\nb\nc\n", "a\nB\nc\n"),
            ("a\n\n\nb\n", "a\n\nb\n"),
            ("", "a\n"),
            ("a", "a\n"),
            ("x { a=1 }\ny\n", "x {\n  a = 1\n}\n\ny\n"),
            ("a\nb\n", ""),
        ] {
            let mut text = old.to_owned();
            for (range, with) in line_edits(old, new).into_iter().rev() {
                text.replace_range(range, &with);
            }
            assert_eq!(text, new);
        }
        assert_eq!(line_edits("a\nb\nc\n", "a\nB\nc\n"), [(2..4, "B\n".to_owned())]);
    }
}
