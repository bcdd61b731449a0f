//! Says well what is wrong with a segment by itself: one message for each mistake, at its place.

use super::item::{Block, Name};
use super::literal::{Complaint, ComplaintKind, quote};
use super::lower::Lowering;
use super::nearest;
use crate::finding::{Change, Extent, Finding, Intent, ItemId, Plan, Related, Severity, Span};
use crate::schema::{self, Attr, BLOCKS, BlockSchema, Type};
use crate::syntax::ast::{self, Mistake, SyntaxError};
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

pub(super) fn unknown_block(lowering: &mut Lowering<'_>, block: &ast::Block, parent: Option<&'static BlockSchema>) {
    let keyword = block.kind.of(lowering.text);
    let known: Vec<&'static str> = match parent {
        Some(parent) => parent.blocks.iter().map(|kind| kind.schema().keyword).collect(),
        None => schema::top_level_keywords(),
    };
    let near = nearest(keyword, known.iter().copied());
    let place = match parent {
        Some(parent) => format!(" in a {}", parent.header()),
        None => String::new(),
    };
    let belongs = || {
        let mut owners: Vec<_> = BLOCKS
            .iter()
            .filter(|owner| schema::nested(owner.kind, keyword).is_some())
            .map(|owner| format!("`{}`", owner.header()))
            .collect();
        owners.dedup();
        if parent.is_some() && schema::top_level(keyword).next().is_some() {
            return Some("it stands at the top level".to_owned());
        }
        (!owners.is_empty()).then(|| format!("it stands in {}", owners.join(", ")))
    };
    let hint = match near {
        Some(near) => format!("; did you mean `{near}`?"),
        None => match belongs() {
            Some(belongs) => format!("; {belongs}"),
            None if known.is_empty() => "; it holds no blocks".to_owned(),
            None => format!("; there are {}", list(known.iter().copied())),
        },
    };
    let message = format!("unknown block `{keyword}`{place}{hint}");
    let span = Span::new(lowering.id, block.kind);
    let finding = lowering.report("schema/unknown-block", Severity::Error, block.kind, message);
    finding.intents.extend(near.map(|near| replace(span, near, format!("Use `{near}`"), true)));
}

pub(super) fn unknown_variant(
    lowering: &mut Lowering<'_>,
    block: &ast::Block,
    candidates: &[&BlockSchema],
    defaults: bool,
) {
    let keyword = block.kind.of(lowering.text);
    let variants = candidates.iter().filter_map(|candidate| candidate.variant);
    let all = list(variants.clone());
    let first = block.labels.first().copied();
    let word = first.map(|label| label.of(lowering.text));
    let near = word.and_then(|word| nearest(word, variants.clone()));
    let known = word.is_some_and(|word| variants.clone().any(|variant| variant == word));
    if known && block.labels.len() == 1 && !defaults {
        let header = Extent { start: block.kind.start, end: block.labels[0].end };
        let message = format!("this `{keyword} {}` has no name", word.unwrap_or_default());
        lowering.report("schema/missing-name", Severity::Error, header, message);
        return;
    }
    let (at, message) = match (first, block.labels.len()) {
        (Some(label), 2..) | (Some(label), 1) if defaults || near.is_some() || block.labels.len() > 1 => {
            let hint = near.map_or(format!("; there are {all}"), |near| format!("; did you mean `{near}`?"));
            (label, format!("unknown type of {keyword} `{}`{hint}", label.of(lowering.text)))
        }
        _ => (
            block.kind,
            format!("a {keyword} has a type and a name: `{keyword} TYPE NAME {{ … }}`, where the type is one of {all}"),
        ),
    };
    let span = Span::new(lowering.id, at);
    let finding = lowering.report("schema/unknown-type", Severity::Error, at, message);
    finding.intents.extend(near.map(|near| replace(span, near, format!("Use `{near}`"), true)));
}

/// Reports it and returns the attribute that was probably meant.
pub(super) fn unknown_attribute(
    lowering: &mut Lowering<'_>,
    attribute: &ast::Attribute,
    schema: &'static BlockSchema,
    block: &Block,
) -> Option<Attr> {
    let name = attribute.name.of(lowering.text);
    let span = Span::new(lowering.id, attribute.name);
    if let Some(nested) = schema::nested(schema.kind, name) {
        let message = format!("`{name}` is a block: `{} {{ … }}`", nested.header());
        lowering.report("schema/unknown-attribute", Severity::Error, attribute.name, message);
        return None;
    }
    let respelled = respell(name);
    let names = schema.attributes.iter().map(|row| row.name());
    let near = names.clone().find(|known| *known == respelled).or_else(|| nearest(name, names));
    let sibling = || {
        BLOCKS
            .iter()
            .filter(|other| other.attributes.iter().any(|row| row.name() == name))
            .map(|other| format!("`{}`", other.header()))
            .collect::<Vec<_>>()
    };
    let owners = sibling();
    let hint = match near {
        _ if !owners.is_empty() => format!("; it belongs in {}", list(owners.iter().map(String::as_str))),
        Some(near) => format!("; did you mean `{near}`?"),
        None => format!("; a {} has {}", schema.header(), list(schema.attributes.iter().map(|row| row.name()))),
    };
    let message = format!("unknown attribute `{name}`{hint}");
    let attr_span = Span::new(lowering.id, attribute.extent);
    let near = near.filter(|_| owners.is_empty());
    let attr = near.and_then(|near| schema.attribute(near)).map(|row| row.attr);
    let finding = lowering.report("schema/unknown-attribute", Severity::Error, attribute.name, message);
    if let Some(near) = near.filter(|_| attr.is_some_and(|attr| block.attribute(attr).is_none())) {
        finding.intents.push(replace(span, near, format!("Use `{near}`"), true));
    }
    removable(finding, attr_span, "Remove it");
    attr
}

/// `enableBgp` and `enable_bgp` as this language writes them.
fn respell(name: &str) -> String {
    let mut kebab = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c == '_' {
            kebab.push('-');
        } else if c.is_ascii_uppercase() {
            if !kebab.is_empty() && !kebab.ends_with('-') {
                kebab.push('-');
            }
            kebab.push(c.to_ascii_lowercase());
        } else {
            kebab.push(c);
        }
    }
    kebab
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
            ("schema/spelling", Hint, format!("Azure's spelling is `{canonical}`"), Some(use_it(canonical, true)))
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

fn list<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let words: Vec<_> = words
        .into_iter()
        .map(|word| if word.starts_with('`') { word.to_owned() } else { format!("`{word}`") })
        .collect();
    words.join(", ")
}
