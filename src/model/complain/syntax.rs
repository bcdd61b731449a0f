//! Says what is wrong with the text as text.

use super::advice::{Advice, advice};
use super::{replace, shortened};
use crate::finding::{Extent, Finding, Intent, ItemId, Severity, Span};
use crate::model::literal::{names_a_secret, quote, region_in_words};
use crate::syntax::ast::{Mistake, SyntaxError};
use std::borrow::Cow;

pub(in crate::model) fn syntax(error: &SyntaxError, text: &str, id: ItemId) -> Finding {
    use Severity::{Error, Hint};
    if let Some(advice) = advice(error, text).filter(|advice| !repeats_a_secret(advice, text)) {
        let mut finding = Finding::new("syntax/unexpected", Error, Span::new(id, advice.at), advice.message);
        finding.intents.extend(advice.fix.map(|(place, text)| meant(Span::new(id, place), text)));
        return finding;
    }
    let span = Span::new(id, error.extent);
    let written = error.extent.of(text);
    let insert = |text: &str, title: &'static str| Some(replace(span, text, title, true));
    let end = Span::new(id, error.extent.end_point());
    let (rule, severity, message, intent): (_, _, Cow<'static, str>, _) = match error.kind {
        Mistake::MissingQuote => (
            "syntax/missing-quote",
            Error,
            "this text has no closing quote".into(),
            Some(replace(end, "\"", "Close the quote", true)),
        ),
        Mistake::MissingBracket => {
            ("syntax/missing-bracket", Error, "this list has no closing `]`".into(), insert("]", "Close the list"))
        }
        Mistake::MissingBrace => {
            ("syntax/missing-brace", Error, "this block has no closing `}`".into(), insert("\n}", "Close the block"))
        }
        Mistake::MissingOpenBracket => {
            ("syntax/missing-bracket", Error, "this list has no opening `[`".into(), insert("[", "Open the list"))
        }
        Mistake::MissingOpenBrace => {
            ("syntax/missing-brace", Error, "expected `{`".into(), insert(" {", "Open the block"))
        }
        Mistake::MissingName => {
            let what = if written == "{" { "expected the name of a block" } else { "expected a name" };
            ("syntax/missing-name", Error, format!("{what} before `{written}`").into(), None)
        }
        Mistake::MissingParenthesis => {
            ("syntax/missing-parenthesis", Error, "expected `)`".into(), insert(")", "Add the parenthesis"))
        }
        Mistake::MissingEquals => {
            let intent = rest_of_line(error.extent, text).and_then(|_| insert(" =", "Add `=`"));
            ("syntax/missing-equals", Error, "expected `=` or a block after the name".into(), intent)
        }
        Mistake::MissingValue => ("syntax/missing-value", Error, "expected a value".into(), None),
        Mistake::MissingSeparator => {
            let (message, intent) = missing_separator(error.extent, text, id);
            ("syntax/missing-separator", Error, message, intent)
        }
        Mistake::WrongSeparator => (
            "syntax/wrong-separator",
            Error,
            "expected a comma or a new line, not a semicolon".into(),
            Some(replace(span, separator_for(error.extent, text), "Use connspec's separator", true)),
        ),
        Mistake::Colon => (
            "syntax/colon",
            Hint,
            "`=` stands between name and value, not `:`".into(),
            Some(replace(span, assignment(error.extent, text), "Use `=`", true)),
        ),
        Mistake::WrongOperator => (
            "syntax/wrong-operator",
            Error,
            format!("expected `=`, not `{written}`").into(),
            Some(replace(span, "=", "Use `=`", true)),
        ),
        Mistake::StrayBrace => {
            ("syntax/stray-brace", Error, "this `}` closes nothing".into(), Some(replace(span, "", "Remove it", false)))
        }
        Mistake::TooDeep => {
            ("syntax/unexpected", Error, "blocks and lists can't stand this deep in each other".into(), None)
        }
        Mistake::ExtraComma => (
            "syntax/wrong-separator",
            Error,
            "nothing stands before this comma".into(),
            Some(replace(span, "", "Remove it", true)),
        ),
        Mistake::Unexpected => {
            let written = shortened(written).replace('\0', "\\0");
            ("syntax/unexpected", Error, format!("unexpected `{written}`").into(), None)
        }
    };
    let mut finding = Finding::new(rule, severity, span, message);
    finding.intents.extend(intent);
    finding
}

/// Whether what stands there may be a secret, which no message repeats and no fix.
fn repeats_a_secret(advice: &Advice, text: &str) -> bool {
    let places = [Some(advice.at), advice.fix.as_ref().map(|(place, _)| *place)];
    places.into_iter().flatten().any(|place| is_in_secret(text, place.start as usize))
}

/// Whether the place is in the value of something that may be a secret.
fn is_in_secret(text: &str, at: usize) -> bool {
    let before = &text[..at];
    let start = before.rfind(['\n', '\r', '{', '}', ',']).map_or(0, |at| at + 1);
    let name = before[start..].split(['=', ':']).next().unwrap_or_default();
    names_a_secret(name.trim())
}

/// The fix that writes what was meant.
pub(super) fn meant(span: Span, text: String) -> Intent {
    let title = match text.trim() {
        "" => "Remove it".to_owned(),
        short if short.chars().count() <= 40 && !short.contains('\n') => format!("Write `{short}`"),
        _ => "Write it so".to_owned(),
    };
    replace(span, text, title, true)
}

/// Two neighbours on one line. What follows is an attribute or a block, unless it is the rest of a value.
fn missing_separator(gap: Extent, text: &str, id: ItemId) -> (Cow<'static, str>, Option<Intent>) {
    let Some(words) = words_around(gap, text) else {
        let intent = replace(Span::new(id, gap), ", ", "Add a comma", true);
        return ("expected a comma or a new line between these two".into(), Some(intent));
    };
    let span = Span::new(id, words);
    if let Some(region) = region_in_words(words.of(text)) {
        let intent = replace(span, region, format!("Use `{region}`"), true);
        return (format!("a region is one word: `{region}`").into(), Some(intent));
    }
    if is_in_secret(text, words.start as usize) {
        return ("a value of several words stands in quotes".into(), None);
    }
    let quoted = quote(words.of(text));
    (format!("a value of several words stands in quotes: `{quoted}`").into(), Some(meant(span, quoted)))
}

/// The words to both sides of a gap, if they are all there is of a value.
fn words_around(gap: Extent, text: &str) -> Option<Extent> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_');
    let after = &text[gap.end as usize..];
    let words = after[..after.find(|c| !is_word(c)).unwrap_or(after.len())].trim_end();
    let end = gap.end as usize + words.len();
    let before = &text[..gap.start as usize];
    let start = before.trim_end_matches(is_word);
    let start = before.len() - before[start.len()..].trim_start().len();
    let ends = rest_of_line(Extent::new(end, end), text).is_none_or(ends_member);
    let is_text = text[start..].starts_with(|c: char| c.is_ascii_alphabetic()) && start < gap.start as usize;
    (!words.is_empty() && ends && is_text && text[..start].trim_end().ends_with(['=', ':', '[', ',']))
        .then(|| Extent::new(start, end))
}

/// Whether what follows closes the attribute before it.
fn ends_member(rest: &str) -> bool {
    rest.starts_with(['}', ',', ';', ']'])
}

/// A comma within a line, nothing at its end.
fn separator_for(extent: Extent, text: &str) -> &'static str {
    if rest_of_line(extent, text).is_some_and(|rest| !rest.starts_with('}')) { "," } else { "" }
}

/// What follows on the line, if it is more than a comment.
fn rest_of_line(extent: Extent, text: &str) -> Option<&str> {
    let rest = &text[extent.end as usize..];
    let line = rest.split(['\n', '\r']).next().unwrap_or("").trim_start();
    (!line.is_empty() && !line.starts_with('#') && !line.starts_with("//")).then_some(line)
}

/// ` =` where the colon stuck to the name.
fn assignment(extent: Extent, text: &str) -> &'static str {
    let before = text[..extent.start as usize].ends_with([' ', '\t']);
    if before { "=" } else { " =" }
}
