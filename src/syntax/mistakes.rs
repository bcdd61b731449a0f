//! One mistake leaves several traces in a tree; here they become one again.

use super::ast::{Mistake, SyntaxError};

/// A broken place leaves several traces on its line: a missing quote explains them all, else the first
/// that is no mere habit does.
pub(crate) fn one_per_mistake(mut errors: Vec<SyntaxError>, text: &str) -> Vec<SyntaxError> {
    errors.sort_by_key(|error| (error.extent.start, error.kind));
    let mut kept: Vec<SyntaxError> = Vec::with_capacity(errors.len());
    let mut line_start = 0;
    for error in errors {
        let new_line =
            kept.last().is_none_or(|last| has_line_end(&text[last.extent.start as usize..error.extent.start as usize]));
        if new_line {
            line_start = kept.len();
        }
        let line = &mut kept[line_start..];
        match error.kind {
            Mistake::MissingQuote => {
                let quoted = line.iter().any(|other| other.kind == Mistake::MissingQuote);
                if !quoted {
                    let confused = |other: &SyntaxError| confuses(other.kind) || is_between(other.kind);
                    let mut index = 0;
                    kept.retain(|other| {
                        index += 1;
                        index <= line_start || !confused(other)
                    });
                    kept.push(error);
                }
            }
            kind if confuses(kind) || is_between(kind) => {
                // Two separators missing on one line are two mistakes; otherwise one leads to another.
                let leads = |other: Mistake| confuses(other) || (is_between(other) && other != kind);
                let told = line.iter().any(|other| leads(other.kind));
                if !told {
                    kept.push(error);
                }
            }
            _ => kept.push(error),
        }
    }
    kept
}

/// Whether the mistake makes what follows on its line look wrong.
fn confuses(kind: Mistake) -> bool {
    !matches!(
        kind,
        Mistake::Colon
            | Mistake::WrongOperator
            | Mistake::WrongSeparator
            | Mistake::MissingSeparator
            | Mistake::ExtraComma
            | Mistake::MissingBrace
    )
}

/// Whether the mistake is about what stands between two neighbours.
fn is_between(kind: Mistake) -> bool {
    matches!(kind, Mistake::MissingSeparator | Mistake::ExtraComma)
}

pub(super) fn has_line_end(text: &str) -> bool {
    memchr::memchr2(b'\n', b'\r', text.as_bytes()).is_some()
}
