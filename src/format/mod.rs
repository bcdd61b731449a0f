//! The formatter: one canonical layout, the same meaning, every comment where it was.
//!
//! Each item becomes rows (`rows`), which are then laid out (`layout`). What a word is called is put
//! right before that (`spelling`). A text with syntax errors is left alone.

mod layout;
mod rows;
mod spelling;

use crate::syntax::ast::{Ast, Mistake};
use crate::syntax::segment;
use std::ops::Range;

/// The width that lines are kept within where they can be broken.
pub const WIDTH: usize = 100;
/// How deep a nested block is indented.
pub const INDENT: usize = 2;

/// The text in canonical layout; none where syntax errors stand in the way. Formatting twice changes
/// nothing more.
///
/// ```
/// let text = "vnet hub { prefixes: \"10.0.0.0/16\" }\nsite a {\nlocation = \"A\"\n}";
/// let formatted = connspec::format::format(text).unwrap();
/// assert_eq!(formatted, "vnet hub { prefixes = 10.0.0.0/16 }\n\nsite a {\n  location = \"A\"\n}\n");
/// ```
pub fn format(text: &str) -> Option<String> {
    let (bom, body) = match text.strip_prefix('\u{feff}') {
        Some(rest) => ("\u{feff}", rest),
        None => ("", text),
    };
    let mut parsed = parse(body)?;
    let spelled = spelling::canonical(body, &parsed);
    if spelled != body {
        parsed = parse(&spelled)?;
    }
    let rows = rows::Reader::new(&spelled, &parsed).file();
    let mut formatted = layout::lay_out(&rows);
    if formatted == text {
        return Some(formatted);
    }
    // Nothing may get lost: what can't be read again as it was is left as it was.
    let again = parse(&formatted)?;
    let comments = |text: &str, parsed: &[Parsed]| -> Vec<String> {
        let all = parsed.iter().flat_map(|segment| segment.comments.iter());
        all.map(|range| text[range.clone()].trim_end().to_owned()).collect()
    };
    let is_whole = comments(&spelled, &parsed) == comments(&formatted, &again) && inked(&spelled).eq(inked(&formatted));
    if !is_whole {
        return None;
    }
    if body.contains("\r\n") {
        formatted = formatted.replace('\n', "\r\n");
    }
    Some(format!("{bom}{formatted}"))
}

/// What the layout never touches: all but blanks, line ends and commas.
fn inked(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !c.is_whitespace() && *c != ',')
}

/// A segment with what the formatter needs of it.
#[derive(Debug)]
struct Parsed {
    start: usize,
    ast: Ast,
    /// In bytes of the whole text.
    comments: Vec<Range<usize>>,
}

/// The segments of a text; none where one has errors that leave its structure in doubt.
fn parse(text: &str) -> Option<Vec<Parsed>> {
    let starts = segment::starts(text);
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).map(|(&start, end)| parse_segment(&text[start..end], start)).collect()
}

fn parse_segment(text: &str, start: usize) -> Option<Parsed> {
    // With the traces that a reader is spared: what they cover has no node, and would be lost.
    let ast = crate::syntax::parse_all_errors(text);
    if ast.errors.iter().any(|error| !matches!(error.kind, Mistake::Colon | Mistake::ExtraComma)) {
        return None;
    }
    Some(Parsed { start, ast, comments: comments(text, start) })
}

fn comments(text: &str, start: usize) -> Vec<Range<usize>> {
    if !text.contains('#') && !text.contains("//") {
        return Vec::new();
    }
    crate::syntax::with_tree(text, |tree| {
        let mut found = Vec::new();
        let mut cursor = tree.walk();
        loop {
            let node = cursor.node();
            if node.kind() == "comment" {
                found.push(start + node.start_byte()..start + node.end_byte());
            }
            if cursor.goto_first_child() {
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return found;
                }
            }
        }
    })
}

#[cfg(test)]
mod tests;
