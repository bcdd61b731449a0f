//! Says what is wrong with the text as text.

use super::advice::{Advice, advice, several_words};
use super::{replace, shortened};
use crate::finding::{Extent, Finding, Intent, ItemId, Severity, Span};
use crate::model::secrets::names_a_secret;
use crate::schema;
use crate::syntax::ast::{Mistake, SyntaxError};
use std::borrow::Cow;

/// The finding, and the stretch in which whatever else seems wrong comes from the same mistake.
pub(in crate::model) fn syntax(error: &SyntaxError, text: &str, id: ItemId) -> (Finding, Option<Extent>) {
    if let Some(advice) = advice(error, text).filter(|advice| !repeats_a_secret(advice, text)) {
        let rule = match error.kind {
            Mistake::MissingSeparator => "syntax/missing-separator",
            _ => "syntax/unexpected",
        };
        let mut finding = Finding::new(rule, Severity::Error, Span::new(id, advice.at), advice.message);
        finding.intents.extend(advice.fix.map(|text| meant(Span::new(id, advice.whole), text)));
        return (finding, Some(advice.whole));
    }
    (of_kind(error, text, id), None)
}

fn of_kind(error: &SyntaxError, text: &str, id: ItemId) -> Finding {
    use Severity::{Error, Hint};
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
        // Only a secret comes here in words.
        Mistake::MissingSeparator if several_words(text, error.extent.end as usize).is_some() => {
            ("syntax/missing-separator", Error, "a value of several words stands in quotes".into(), None)
        }
        Mistake::MissingSeparator => (
            "syntax/missing-separator",
            Error,
            "expected a comma or a new line between these two".into(),
            Some(replace(span, ", ", "Add a comma", true)),
        ),
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
            let why = indented_header(text).map(|header| format!("; a `{header}` stands in no other block"));
            let message = format!("this `}}` closes nothing{}", why.unwrap_or_default());
            ("syntax/stray-brace", Error, message.into(), Some(replace(span, "", "Remove it", false)))
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

/// How the segment's header begins, if it is indented: it was meant to stand in the block above, which it ended.
fn indented_header(text: &str) -> Option<String> {
    let is_lead = |line: &str| line.is_empty() || line.starts_with(['#', '@']) || line.starts_with("//");
    let line = text.lines().find(|line| !is_lead(line.trim()))?;
    let mut words = line.split_whitespace();
    let schema = schema::of_header(words.next()?, words.next())?;
    line.starts_with([' ', '\t']).then(|| schema.header())
}

/// Whether what stands there may be a secret, which no message repeats and no fix.
fn repeats_a_secret(advice: &Advice, text: &str) -> bool {
    [advice.at, advice.whole].iter().any(|place| is_in_secret(text, place.start as usize))
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

#[cfg(test)]
mod tests {
    use crate::finding::ItemId;

    #[test]
    fn a_brace_too_many_says_what_closed_the_block_above() {
        let said = |text: &str| crate::model::lower(text, ItemId::default()).findings[0].message.clone();
        let nested = said("  # the gateway\n  gateway vpn g { vnet = hub }\n}\n");
        assert_eq!(nested, "this `}` closes nothing; a `gateway vpn` stands in no other block");
        assert_eq!(said("gateway vpn g { vnet = hub }\n}\n"), "this `}` closes nothing");
    }
}
