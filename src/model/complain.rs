//! Says well what is wrong with a segment by itself: one message for each mistake, at its place.

mod advice;
mod kinds;
mod syntax;
mod unknown;

pub(super) use kinds::{peering_of_a_circuit, unknown_block, unknown_variant};
pub(super) use syntax::syntax;
pub(super) use unknown::unknown_attribute;

use super::item::{Block, Name};
use super::literal::{Complaint, ComplaintKind, quote};
use super::lower::Lowering;
use super::nearest;
use crate::finding::{Change, Extent, Finding, Intent, ItemId, Plan, Related, Severity, Span};
use crate::schema::{self, Attr, BLOCKS, BlockSchema, NameRule, Type};
use crate::syntax::ast::{self, Member};
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

/// `gateway-transit = true`: which of the two VNets has the gateway isn't said.
pub(super) fn which_vnet(lowering: &mut Lowering<'_>, at: Extent, peering: &Block) {
    let (text, span) = (lowering.text, Span::new(lowering.id, at));
    let Some(finding) = lowering.reported("schema/wrong-type", at) else { return };
    finding.message.push_str("; it names the one of the two whose gateway the other uses");
    for vnet in [Attr::From, Attr::To].iter().filter_map(|attr| peering.attribute(*attr)) {
        let name = vnet.value.extent.of(text);
        finding.intents.push(replace(span, name, format!("Use `{name}`"), false));
    }
}

/// `site Amsterdam HQ {`
pub(super) fn several_names(lowering: &mut Lowering<'_>, schema: &BlockSchema, names: Extent, second: Extent) {
    let words = on_one_line(names.of(lowering.text));
    let span = Span::new(lowering.id, names);
    let (hint, fix) = match words.contains('"') {
        true => (String::new(), None),
        false => (format!(": `{}`", quote(&words)), Some(syntax::meant(span, quote(&words)))),
    };
    let message = format!("a {} has one name; a name with blanks stands in quotes{hint}", schema.header());
    lowering.report("schema/unexpected-name", Severity::Error, second, message).intents.extend(fix);
}

/// An attribute at the top level.
pub(super) fn outside_block(lowering: &mut Lowering<'_>, attribute: &ast::Attribute) {
    let name = attribute.name.of(lowering.text);
    if name == "let" {
        let message = "a named value has a name: `let NAME = …`".to_owned();
        lowering.report("schema/outside-block", Severity::Error, attribute.extent, message);
        return;
    }
    let is_known =
        BLOCKS.iter().any(|block| block.attribute(name).is_some()) || schema::top_level(name).next().is_some();
    let start = Span::new(lowering.id, Extent { start: attribute.name.start, end: attribute.name.start });
    let (hint, fix) = match is_known {
        true => (String::new(), None),
        false => {
            (format!("; a named value is written `let {name} = …`"), Some(replace(start, "let ", "Write `let`", false)))
        }
    };
    let message = format!("`{name}` stands outside any block{hint}");
    lowering.report("schema/outside-block", Severity::Error, attribute.extent, message).intents.extend(fix);
}

/// A declaration without its block, a `let` without its sign.
pub(super) fn half_written_item(lowering: &mut Lowering<'_>, incomplete: &ast::Incomplete) {
    let (text, id) = (lowering.text, lowering.id);
    let keyword = incomplete.name.of(text);
    let Some(finding) = lowering.reported("syntax/missing-equals", incomplete.name.end_point()) else { return };
    if let ("let", Some(name)) = (keyword, incomplete.rest.first()) {
        let place = Span::new(id, name.extent.end_point());
        finding.span = place;
        finding.message = format!("expected `=` after `let {}`", name.extent.of(text));
        finding.intents = vec![replace(place, " =", "Add `=`", true)];
    } else if let Some(schema) = schema::top_level(keyword).next() {
        let kind = if schema.variant.is_some() { " TYPE" } else { "" };
        finding.message = format!("expected a block: `{keyword}{kind} NAME {{ … }}`");
        finding.intents.clear();
    } else if keyword == "defaults" {
        finding.message = format!("expected a block: `{} {{ … }}`", incomplete.extent.of(text));
        finding.intents.clear();
    } else if let Some(instead) = schema::absent(&schema::kebab(keyword)) {
        finding.message = format!("unknown word `{keyword}`; {instead}");
        finding.intents.clear();
    }
}

/// A word where an attribute is expected: a switch, or another value of the attribute before it.
pub(super) fn half_written(
    lowering: &mut Lowering<'_>,
    incomplete: &ast::Incomplete,
    before: &[Member],
    schema: &'static BlockSchema,
) {
    let (text, id) = (lowering.text, lowering.id);
    let name = incomplete.name;
    let end = Span::new(id, name.end_point());
    let Some(finding) = lowering.reported("syntax/missing-equals", end.extent) else { return };
    if let (None, Some(nested)) = (schema.attribute(name.of(text)), schema::nested(schema.kind, name.of(text))) {
        let label = if nested.name == NameRule::Named { " NAME" } else { "" };
        finding.message = format!("expected a block: `{}{label} {{ … }}`", nested.keyword);
        finding.intents.clear();
        return;
    }
    if !incomplete.rest.is_empty() {
        return;
    }
    match schema.attribute(name.of(text)) {
        Some(row) if matches!(row.value, Type::Boolean) => {
            finding.message = format!("`{}` says nothing without a value: `{0} = true`", row.name());
            finding.intents = vec![replace(end, " = true", "Say `true`", false)];
        }
        Some(_) => {}
        None => {
            let Some(Member::Attribute(attribute)) = before.last() else { return };
            let is_list = schema.attribute(attribute.name.of(text)).is_some_and(|row| row.value.is_list());
            let is_block = schema::nested(schema.kind, name.of(text)).is_some();
            let advice = advice::row(text, name.start as usize).filter(|_| is_list && !is_block);
            let Some(advice) = advice else { return };
            finding.rule = "syntax/unexpected";
            finding.span = Span::new(id, advice.at);
            finding.message = advice.message;
            let fix = advice.fix.map(|text| syntax::meant(Span::new(id, advice.whole), text));
            finding.intents = fix.into_iter().collect();
        }
    }
}

/// Two names within one block that Azure doesn't tell apart.
pub(super) fn letter_case(lowering: &mut Lowering<'_>, first: &Name, second: &Name) {
    let message = format!("`{}` and `{}` differ only in letter case", second.text, first.text);
    let related = Related { span: Span::new(lowering.id, first.extent), message: "the other one".into() };
    lowering.report("name/letter-case", Severity::Error, second.extent, message).related.push(related);
}

/// `import sites.connspec`
pub(super) fn import_path(lowering: &mut Lowering<'_>, path: Extent) {
    lowering.report("schema/wrong-type", Severity::Error, path, advice::IMPORTED.to_owned());
}

pub(super) fn duplicate_defaults(lowering: &mut Lowering<'_>, schema: &BlockSchema, at: Extent, earlier: Span) {
    let message = format!("`defaults {}` is given twice in this file", schema.header());
    let finding = lowering.report("schema/duplicate-block", Severity::Error, at, message);
    finding.related.push(Related { span: earlier, message: "first here".into() });
}

pub(super) fn value(lowering: &mut Lowering<'_>, ty: &'static Type, attr: Attr, complaint: Complaint) {
    let finding = about_value(ty, attr, &complaint, lowering.text, lowering.id);
    lowering.findings.push(finding);
}

/// What is written with one blank between two words, however they were typed.
fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The beginning of what is written, on one line.
fn shortened(text: &str) -> String {
    let mut line = on_one_line(text);
    // Blanks don't count, so that formatting doesn't change what is quoted.
    let more = line.char_indices().filter(|(_, c)| *c != ' ').nth(40);
    if let Some((end, _)) = more {
        line.truncate(end);
        line.push('…');
    }
    line
}

/// The finding about a value that can't be read, or was read with a habit forgiven.
pub(super) fn about_value(ty: &Type, attr: Attr, complaint: &Complaint, text: &str, id: ItemId) -> Finding {
    use Severity::{Error, Hint};
    let span = Span::new(id, complaint.extent);
    let written = shortened(complaint.extent.of(text));
    let name = attr.name();
    let ty = ty.element();
    let use_it = |text: &str, safe| replace(span, text, format!("Use `{text}`"), safe);
    let (rule, severity, message, intents) = match &complaint.kind {
        // What stands in the place of a secret may be one: it is never repeated.
        ComplaintKind::Mismatch { better } if matches!(ty, Type::Secret) => {
            let known = |better: &Vec<String>| better.iter().map(|better| use_it(better, false)).collect();
            ("schema/wrong-type", Error, format!("`{name}` takes {}", ty.expected()), known(better))
        }
        ComplaintKind::Mismatch { better } => (
            "schema/wrong-type",
            Error,
            format!("`{name}` takes {}, not `{written}`", ty.expected()),
            better.iter().map(|better| use_it(better, false)).collect(),
        ),
        ComplaintKind::NotAList => {
            ("schema/wrong-type", Error, format!("`{name}` takes one value, not a list: {}", ty.expected()), Vec::new())
        }
        ComplaintKind::UnknownWord => {
            let near = near_choice(ty, &written);
            (
                "schema/unknown-value",
                Error,
                unknown_value(ty, attr, &written),
                near.map(|near| use_it(near, true)).into_iter().collect(),
            )
        }
        ComplaintKind::InvalidPrefix => (
            "address/invalid-prefix",
            Error,
            format!(
                "`{written}` is no IP prefix: four numbers up to 255 and a length up to 32, or an IPv6 prefix up to 128"
            ),
            Vec::new(),
        ),
        ComplaintKind::InvalidAddress => {
            ("address/invalid-address", Error, format!("`{written}` is no IP address"), Vec::new())
        }
        ComplaintKind::HostBits { network } => (
            "address/host-bits",
            Error,
            format!("`{written}` has bits set beyond its length; the network is `{network}`"),
            vec![use_it(&network.to_string(), false)],
        ),
        ComplaintKind::BitOrByte { better } => (
            "schema/bit-or-byte",
            Error,
            format!("`b` is bit and `B` is byte: `{name}` takes {}", ty.expected()),
            vec![use_it(better, false)],
        ),
        ComplaintKind::Quoted { bare } => (
            "schema/quoted-literal",
            Hint,
            format!("`{bare}` needs no quotes"),
            vec![replace(span, bare.clone(), "Remove the quotes", true)],
        ),
        ComplaintKind::Unquoted { quoted } => (
            "schema/unquoted-text",
            Hint,
            format!("text stands in quotes: `{quoted}`"),
            vec![replace(span, quoted.clone(), "Add quotes", true)],
        ),
        ComplaintKind::Spelling { canonical } => {
            let message = match ty {
                Type::Boolean | Type::Bandwidth | Type::Duration => format!("it is written `{canonical}`"),
                _ => format!("Azure's spelling is `{canonical}`"),
            };
            ("schema/spelling", Hint, message, vec![use_it(canonical, true)])
        }
    };
    let mut finding = Finding::new(rule, severity, span, message);
    finding.intents = intents;
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

/// `a`, `b` or `c`
fn either<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let words: Vec<_> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}
