//! Says well what is wrong with a segment by itself: one message for each mistake, at its place.

mod unknown;

pub(super) use unknown::{unknown_attribute, unknown_block, unknown_variant};

use super::item::Name;
use super::literal::{Complaint, ComplaintKind, quote, region_in_words};
use super::lower::Lowering;
use super::nearest;
use crate::finding::{Change, Extent, Finding, Intent, ItemId, Plan, Related, Severity, Span};
use crate::schema::{Attr, BlockSchema, Type};
use crate::syntax::ast::{Mistake, SyntaxError};
use std::borrow::Cow;

/// An intent that replaces the text of a place.
fn replace(span: Span, text: impl Into<String>, title: impl Into<Cow<'static, str>>, safe: bool) -> Intent {
    Intent { title: title.into(), safe, plan: Plan::Changes(vec![Change::Replace { span, text: text.into() }]) }
}

/// Adds the fix that removes the attribute or block at `span`.
pub(super) fn removable(finding: &mut Finding, span: Span, title: &'static str) {
    finding.intents.push(Intent {
        title: title.into(),
        safe: false,
        plan: Plan::Changes(vec![Change::Remove { span }]),
    });
}

pub(super) fn syntax(error: &SyntaxError, text: &str, id: ItemId) -> Finding {
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

/// Two neighbours on one line. What follows is an attribute or a block, unless it is the other half of a value.
fn missing_separator(gap: Extent, text: &str, id: ItemId) -> (Cow<'static, str>, Option<Intent>) {
    let word_end = |text: &str| text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len());
    let after = &text[gap.end as usize..];
    let end = gap.end as usize + word_end(after);
    let ends_value = end > gap.end as usize && rest_of_line(Extent::new(end, end), text).is_none_or(ends_member);
    if !ends_value {
        let intent = replace(Span::new(id, gap), ", ", "Add a comma", true);
        return ("expected a comma or a new line between these two".into(), Some(intent));
    }
    let before = &text[..gap.start as usize];
    let start = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric()).len();
    if let Some(region) = region_in_words(&text[start..end]) {
        let intent = replace(Span::new(id, Extent::new(start, end)), region, format!("Use `{region}`"), true);
        return (format!("a region is one word: `{region}`").into(), Some(intent));
    }
    ("a value of several words stands in quotes".into(), None)
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

fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Two names within one block that Azure doesn't tell apart.
pub(super) fn letter_case(lowering: &mut Lowering<'_>, first: &Name, second: &Name) {
    let message = format!("`{}` and `{}` differ only in letter case", second.text, first.text);
    let related = Related { span: Span::new(lowering.id, first.extent), message: "the other one".into() };
    lowering.report("name/letter-case", Severity::Error, second.extent, message).related.push(related);
}

pub(super) fn duplicate_defaults(lowering: &mut Lowering<'_>, schema: &BlockSchema, at: Extent, earlier: Span) {
    let message = format!("`defaults {}` is given twice in this file", schema.header());
    let finding = lowering.report("schema/duplicate-block", Severity::Error, at, message);
    finding.related.push(Related { span: earlier, message: "first here".into() });
}

pub(super) fn value(lowering: &mut Lowering<'_>, ty: &'static Type, attr: Attr, complaint: Complaint) {
    let finding = about_value(ty, attr, &complaint, lowering.text, lowering.id);
    lowering.item.findings.push(finding);
}

/// The finding about a value that can't be read, or was read with a habit forgiven.
pub(super) fn about_value(ty: &Type, attr: Attr, complaint: &Complaint, text: &str, id: ItemId) -> Finding {
    use Severity::{Error, Hint};
    let span = Span::new(id, complaint.extent);
    let written = shortened(complaint.extent.of(text));
    let name = attr.name();
    let ty = ty.element();
    let use_it = |text: &str, safe| replace(span, text, format!("Use `{text}`"), safe);
    let (rule, severity, message, intent) = match &complaint.kind {
        // What stands in the place of a secret may be one: it is never repeated.
        ComplaintKind::Mismatch { .. } if matches!(ty, Type::Secret) => {
            ("schema/wrong-type", Error, format!("`{name}` takes {}", ty.expected()), None)
        }
        ComplaintKind::Mismatch { better } => (
            "schema/wrong-type",
            Error,
            format!("`{name}` takes {}, not `{written}`", ty.expected()),
            better.as_ref().map(|better| use_it(better, false)),
        ),
        ComplaintKind::NotAList => {
            ("schema/wrong-type", Error, format!("`{name}` takes one value, not a list: {}", ty.expected()), None)
        }
        ComplaintKind::UnknownWord => {
            let near = near_choice(ty, &written);
            ("schema/unknown-value", Error, unknown_value(ty, attr, &written), near.map(|near| use_it(near, true)))
        }
        ComplaintKind::InvalidPrefix => (
            "address/invalid-prefix",
            Error,
            format!(
                "`{written}` is no IP prefix: four numbers up to 255 and a length up to 32, or an IPv6 prefix up to 128"
            ),
            None,
        ),
        ComplaintKind::InvalidAddress => {
            ("address/invalid-address", Error, format!("`{written}` is no IP address"), None)
        }
        ComplaintKind::HostBits { network } => (
            "address/host-bits",
            Error,
            format!("`{written}` has bits set beyond its length; the network is `{network}`"),
            Some(use_it(&network.to_string(), false)),
        ),
        ComplaintKind::BitOrByte { better } => (
            "schema/bit-or-byte",
            Error,
            format!("`b` is bit and `B` is byte: `{name}` takes {}", ty.expected()),
            Some(use_it(better, false)),
        ),
        ComplaintKind::Quoted { bare } => (
            "schema/quoted-literal",
            Hint,
            format!("`{bare}` needs no quotes"),
            Some(replace(span, bare.clone(), "Remove the quotes", true)),
        ),
        ComplaintKind::Unquoted { quoted } => (
            "schema/unquoted-text",
            Hint,
            format!("text stands in quotes: `{quoted}`"),
            Some(replace(span, quoted.clone(), "Add quotes", true)),
        ),
        ComplaintKind::Spelling { canonical } => {
            let message = match ty {
                Type::Boolean => format!("it is written `{canonical}`"),
                _ => format!("Azure's spelling is `{canonical}`"),
            };
            ("schema/spelling", Hint, message, Some(use_it(canonical, true)))
        }
    };
    let mut finding = Finding::new(rule, severity, span, message);
    finding.intents.extend(intent);
    finding
}

/// What is wrong about a value, where it is more than a habit.
pub(super) fn why_wrong(ty: &Type, attr: Attr, complaint: &Complaint, text: &str) -> Option<String> {
    let finding = about_value(ty, attr, complaint, text, ItemId::default());
    (finding.severity == Severity::Error).then_some(finding.message)
}

/// `unknown value "AES512" for ike-encryption; did you mean …?`
pub(super) fn unknown_value(ty: &Type, attr: Attr, written: &str) -> String {
    let hint = match (near_choice(ty, written), ty.element()) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, Type::Text) => format!("text stands in quotes: `{}`", quote(written)),
        (None, ty) => format!("it takes {}", ty.expected()),
    };
    format!("unknown value `{written}` for `{}`; {hint}", attr.name())
}

/// The choice nearest to a misspelled word.
pub(super) fn near_choice(ty: &Type, written: &str) -> Option<&'static str> {
    match ty.element() {
        Type::OneOf(choices) => nearest(written, choices.iter().map(|choice| choice.value)),
        _ => None,
    }
}
