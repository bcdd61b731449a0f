//! What somebody meant who writes as other languages do: single quotes, a list without brackets, a netmask.
//!
//! Only the text around the place is looked at; whether a fix helps is tried before it is offered.

mod constructs;
mod values;

use crate::finding::Extent;
use crate::syntax::ast::{Mistake, SyntaxError};
use constructs::*;
use values::*;

pub(super) use constructs::IMPORTED;
pub(super) use values::{row, several_words};

/// What to say instead of "unexpected", and what to write.
pub(super) struct Advice {
    /// The odd text.
    pub at: Extent,
    pub message: String,
    /// All of the mistake: whatever else seems wrong in it comes from that.
    pub whole: Extent,
    /// What to write in place of the whole.
    pub fix: Option<String>,
}

impl Advice {
    fn new(at: Extent, message: impl Into<String>, (whole, fix): (Extent, String)) -> Advice {
        Advice { at, message: message.into(), whole, fix: Some(fix) }
    }

    fn without_fix(at: Extent, message: impl Into<String>, whole: Extent) -> Advice {
        Advice { at, message: message.into(), whole, fix: None }
    }
}

/// The advice about a mistake, where the text shows what was meant.
pub(super) fn advice(error: &SyntaxError, text: &str) -> Option<Advice> {
    let start = error.extent.start as usize;
    match error.kind {
        Mistake::Unexpected => {
            let looks = [
                imported,
                comment,
                allow,
                quotes,
                comparison,
                interpolation,
                spread,
                for_each,
                index,
                sign,
                member,
                row,
                prefix,
                spaced,
                path,
                words,
                name,
                nameless,
            ];
            looks.iter().find_map(|look| look(text, start))
        }
        Mistake::MissingValue => {
            let end = error.extent.end as usize;
            let looks = [imported, quotes, comparison, interpolation, sign_before_block, brackets];
            looks.iter().find_map(|look| look(text, end + blanks(&text[end..]))).or_else(|| dashes(text, end))
        }
        Mistake::MissingName if error.extent.of(text) == "{" => sign_before_block(text, start),
        Mistake::MissingSeparator => words(text, error.extent.end as usize),
        _ => None,
    }
}

/// How many blanks the text begins with.
fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

/// What follows, as far as anybody looks for the end of a list: a mistake on each of many lines costs no more.
fn near(text: &str, at: usize) -> &[u8] {
    const FAR: usize = 2000;
    let bytes = &text.as_bytes()[at..];
    &bytes[..bytes.len().min(FAR)]
}

/// The line from there on.
fn line_from(text: &str, at: usize) -> &str {
    text[at..].split(['\n', '\r']).next().unwrap_or_default()
}

/// How long the one value is that the text begins with.
fn one_value(text: &str) -> Option<usize> {
    let length = match text.strip_prefix('"') {
        Some(rest) => rest.find(['"', '\n', '\r']).filter(|end| rest[*end..].starts_with('"'))? + 2,
        None => text
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '/' | '_' | '-')))
            .unwrap_or(text.len()),
    };
    (length > 0).then_some(length)
}

/// Whether a value can end before this.
fn ends_value(rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', '\t']);
    rest.is_empty() || rest.starts_with([',', ';', '}', '#', '\n', '\r']) || rest.starts_with("//")
}
