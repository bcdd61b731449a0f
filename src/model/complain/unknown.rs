//! Says what was meant by an attribute that the schema doesn't know.

use super::{either, list, removable, replace};
use crate::finding::{Change, Extent, Intent, Plan, Severity, Span};
use crate::model::item::{Block, Typed, Value};
use crate::model::literal::{self, Complaint, ComplaintKind};
use crate::model::lower::Lowering;
use crate::model::nearest;
use crate::schema::{self, Attr, AttributeSchema, BLOCKS, BlockSchema, Kind, NameRule, Type};
use crate::syntax::ast;

/// Reports it and returns the attribute that was probably meant; and whether that is sure, and its value fits.
pub(in crate::model) fn unknown_attribute(
    lowering: &mut Lowering<'_>,
    attribute: &ast::Attribute,
    schema: &'static BlockSchema,
    block: &Block,
) -> Option<(Attr, Option<Typed>)> {
    let name = attribute.name.of(lowering.text);
    let kebab = schema::kebab(name);
    let nested = schema::nested_called(&kebab, schema).map(Kind::schema);
    if let Some(nested) = nested.filter(|_| schema::attribute_called(&kebab, schema).is_none()) {
        block_as_attribute(lowering, attribute, nested);
        return None;
    }
    let meant = meant(&kebab, schema);
    let hint = match &meant {
        _ if kebab == "name" && schema.name == NameRule::Named => {
            format!("; the name stands in the header: `{} NAME {{ … }}`", schema.header())
        }
        _ if is_type(&kebab) && schema.variant.is_some() => {
            format!("; the type stands in the header: `{} NAME {{ … }}`", schema.header())
        }
        Meant::Called(attr) | Meant::Near(attr) => format!("; did you mean `{}`?", attr.name()),
        Meant::OneOf(attrs) => format!("; did you mean {}?", either(attrs.iter().map(|attr| attr.name()))),
        Meant::Within(inner, _) if inner.name == NameRule::Named => {
            format!("; it belongs in a `{}` of this {}", inner.keyword, schema.header())
        }
        Meant::Within(inner, _) => format!("; it belongs in the `{}` of this {}", inner.keyword, schema.header()),
        Meant::Absent(instead) => format!("; {instead}"),
        Meant::Elsewhere(owners) => format!("; it belongs in {}", list(owners.iter().map(String::as_str))),
        Meant::Unknown => {
            format!("; a {} has {}", schema.header(), list(schema.attributes.iter().map(|row| row.name())))
        }
    };
    let message = format!("unknown attribute `{name}`{hint}");
    let span = |extent| Span::new(lowering.id, extent);
    let attrs = match &meant {
        Meant::Called(attr) | Meant::Near(attr) => std::slice::from_ref(attr),
        Meant::OneOf(attrs) => attrs,
        _ => &[],
    };
    let is_free = |attr: &&Attr| block.attribute(**attr).is_none();
    let mut intents: Vec<Intent> = Vec::new();
    for attr in attrs.iter().filter(is_free) {
        let mut changes = vec![Change::Replace { span: span(attribute.name), text: attr.name().into() }];
        let value = attribute.value.as_ref().zip(schema.row(*attr));
        if let Some((place, text)) = value.and_then(|(value, row)| better_value(value, row, &kebab, lowering.text)) {
            changes.push(Change::Replace { span: span(place), text });
        }
        let title = format!("Use `{}`", attr.name()).into();
        // The name is sure, another value is a guess.
        let safe = attrs.len() == 1 && changes.len() == 1;
        intents.push(Intent { title, safe, plan: Plan::Changes(changes) });
    }
    // A block that has a name can't be made up.
    if let (Meant::Within(inner, attr), Some(value)) = (&meant, &attribute.value)
        && inner.name == NameRule::Unnamed
    {
        let text = format!("{} {{ {} = {} }}", inner.keyword, attr.name(), value.extent.of(lowering.text));
        let title = format!("Move it into `{}`", inner.keyword).into();
        let changes = vec![Change::Replace { span: span(attribute.extent), text }];
        intents.push(Intent { title, safe: false, plan: Plan::Changes(changes) });
    }
    let whole = span(attribute.extent);
    let finding = lowering.report("schema/unknown-attribute", Severity::Error, attribute.name, message);
    let is_meant = !intents.is_empty();
    finding.intents = intents;
    // Who meant something by it doesn't want it away.
    if !is_meant {
        removable(finding, whole, "Remove it");
    }
    match meant {
        Meant::Called(attr) => Some((attr, fitting(attribute.value.as_ref(), schema.row(attr), lowering.text))),
        Meant::Near(attr) => Some((attr, None)),
        _ => None,
    }
}

/// The value as the attribute reads it, if there is nothing to say against it.
fn fitting(value: Option<&ast::Value>, row: Option<&AttributeSchema>, text: &str) -> Option<Typed> {
    let (value, row) = value.zip(row)?;
    let mut complaints = Vec::new();
    let typed = literal::read(&row.value, value, text, &mut complaints);
    let is_habit = |it: &Complaint| matches!(it.kind, ComplaintKind::Quoted { .. } | ComplaintKind::Spelling { .. });
    let is_let = matches!((&typed.value, row.value.element()), (Value::Name(_), Type::Text | Type::Secret));
    (complaints.iter().all(is_habit) && !is_let).then_some(typed)
}

/// What templates call the type of a gateway or a connection.
fn is_type(kebab: &str) -> bool {
    matches!(kebab, "type" | "gateway-type" | "connection-type" | "kind")
}

/// What an unknown attribute was meant to be.
enum Meant {
    /// The one that people call so.
    Called(Attr),
    /// The one with the nearest name.
    Near(Attr),
    /// One of several that have the word in their names.
    OneOf(Vec<Attr>),
    /// An attribute of a block within this one.
    Within(&'static BlockSchema, Attr),
    /// Nothing that a spec says; what there is instead.
    Absent(&'static str),
    /// An attribute of other blocks, by their headers.
    Elsewhere(Vec<String>),
    Unknown,
}

fn meant(kebab: &str, schema: &'static BlockSchema) -> Meant {
    let singular = |name: &str| name.strip_suffix('s').unwrap_or(name).to_owned();
    let by_number = || schema.attributes.iter().find(|row| singular(row.name()) == singular(kebab)).map(|row| row.attr);
    if let Some(attr) = schema::attribute_meant(kebab, schema).or_else(by_number) {
        return Meant::Called(attr);
    }
    let mut inner = schema.blocks.iter().map(|kind| kind.schema());
    let inner = inner.find_map(|inner| Some((inner, schema::attribute_meant(kebab, inner)?)));
    if let Some((inner, attr)) = inner.filter(|(inner, _)| inner.kind != Kind::Requires) {
        return Meant::Within(inner, attr);
    }
    if let Some(instead) = schema::absent(kebab) {
        return Meant::Absent(instead);
    }
    let mut owners = Vec::new();
    for other in BLOCKS.iter().filter(|other| other.attribute(kebab).is_some()) {
        let header = format!("`{}`", other.header());
        if !owners.contains(&header) {
            owners.push(header);
        }
    }
    if !owners.is_empty() {
        return Meant::Elsewhere(owners);
    }
    if let Some(row) =
        nearest(kebab, schema.attributes.iter().map(|row| row.name())).and_then(|it| schema.attribute(it))
    {
        return Meant::Near(row.attr);
    }
    let holds = |name: &str| format!("-{name}-").contains(&format!("-{kebab}-"));
    let holders: Vec<Attr> = schema.attributes.iter().filter(|row| holds(row.name())).map(|row| row.attr).collect();
    if (1..=MOST_MEANT).contains(&holders.len()) { Meant::OneOf(holders) } else { Meant::Unknown }
}

/// So many attributes may be meant by one word; if more have it in their names, it means nothing.
const MOST_MEANT: usize = 3;

/// The value as the attribute wants it, where it is clear: `Amsterdam` in quotes, `500` with the unit that the name says.
fn better_value(value: &ast::Value, row: &AttributeSchema, kebab: &str, text: &str) -> Option<(Extent, String)> {
    let mut complaints = Vec::new();
    match literal::read(&row.value, value, text, &mut complaints).value {
        Value::Name(_) if matches!(row.value.element(), Type::Text) => {
            return Some((value.extent, literal::quote(value.extent.of(text))));
        }
        _ => {}
    }
    let [Complaint { extent, kind: ComplaintKind::Mismatch { better } }] = &complaints[..] else { return None };
    // `bandwidth-in-gbps`
    let said = better
        .iter()
        .find(|better| better.split(' ').nth(1).is_some_and(|unit| kebab.ends_with(&unit.to_ascii_lowercase())));
    said.or(better.first()).map(|better| (*extent, better.clone()))
}

/// `public-ip = pip`, `bgp = …`
fn block_as_attribute(lowering: &mut Lowering<'_>, attribute: &ast::Attribute, nested: &BlockSchema) {
    let text = lowering.text;
    // `device = edge {` is told where the brace stands.
    if text[attribute.extent.end as usize..].trim_start_matches([' ', '\t']).starts_with('{') {
        return;
    }
    let name = attribute.name.of(text);
    let header = match nested.name {
        NameRule::Named => format!("{} NAME", nested.header()),
        NameRule::Unnamed => nested.header(),
    };
    let what = if name == nested.keyword { "is a block" } else { "is written as a block" };
    let message = format!("`{name}` {what}: `{header} {{ … }}`");
    let span = Span::new(lowering.id, attribute.extent);
    let named = attribute.value.as_ref().map(|value| value.extent.of(text)).filter(|name| literal::is_identifier(name));
    let block = match (nested.name, named) {
        (NameRule::Named, Some(name)) => Some(format!("{} {name} {{ }}", nested.keyword)),
        (NameRule::Unnamed, Some("true")) => Some(format!("{} {{ }}", nested.keyword)),
        _ => None,
    };
    let finding = lowering.report("schema/unknown-attribute", Severity::Error, attribute.name, message);
    finding.intents.extend(block.map(|block| replace(span, block.clone(), format!("Write `{block}`"), false)));
    removable(finding, span, "Remove it");
}
