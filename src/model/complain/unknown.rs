//! Says what was meant by a block, a type or an attribute that the schema doesn't know.

use super::{removable, replace};
use crate::finding::{Change, Extent, Intent, Plan, Severity, Span};
use crate::model::item::{Block, Typed, Value};
use crate::model::literal::{self, Complaint, ComplaintKind};
use crate::model::lower::Lowering;
use crate::model::nearest;
use crate::schema::{self, Attr, AttributeSchema, BLOCKS, BlockSchema, Kind, NameRule, Type};
use crate::syntax::ast;

/// Reports it and returns the kind that is known to be called so, where the rest of the header fits it.
pub(in crate::model) fn unknown_block(
    lowering: &mut Lowering<'_>,
    block: &ast::Block,
    parent: Option<&'static BlockSchema>,
) -> Option<&'static BlockSchema> {
    let keyword = block.kind.of(lowering.text);
    if let (None, "resource", Some(of)) = (parent, keyword, block.labels.first()) {
        template_resource(lowering, block.kind, &literal::unquote(of.of(lowering.text)));
        return None;
    }
    let kebab = schema::kebab(keyword);
    let known: Vec<&'static str> = match parent {
        Some(parent) => parent.blocks.iter().map(|kind| kind.schema().keyword).collect(),
        None => schema::top_level_keywords(),
    };
    let called = match parent {
        Some(parent) => schema::nested_called(&kebab, parent),
        None => schema::kind_called(&kebab, None).filter(|kind| kind.is_top_level()),
    };
    let meant = match called {
        Some(kind) => Some(kind.schema().header()),
        None => nearest(&kebab, known.iter().copied()).map(str::to_owned),
    };
    let place = match parent {
        Some(parent) => format!(" in a {}", parent.header()),
        None => String::new(),
    };
    let hint = match &meant {
        Some(meant) => format!("; did you mean `{meant}`?"),
        None => match attribute_of_that_name(&kebab, parent).or_else(|| where_it_stands(&kebab, parent)) {
            Some(place) => format!("; {place}"),
            None if known.is_empty() => "; it holds no blocks".to_owned(),
            None => format!("; there are {}", list(known.iter().copied())),
        },
    };
    let message = format!("unknown block `{keyword}`{place}{hint}");
    let span = Span::new(lowering.id, block.kind);
    let finding = lowering.report("schema/unknown-block", Severity::Error, block.kind, message);
    finding.intents.extend(meant.map(|meant| replace(span, meant.clone(), format!("Use `{meant}`"), true)));
    let labels = |schema: &BlockSchema| usize::from(schema.name == NameRule::Named);
    called.map(Kind::schema).filter(|schema| block.labels.len() == labels(schema))
}

/// `resource "azurerm_virtual_network_gateway" "hub" {`
fn template_resource(lowering: &mut Lowering<'_>, at: Extent, of: &str) {
    let name = schema::kebab(of.strip_prefix("azurerm_").unwrap_or(of));
    let kind = schema::kind_called(&name, None)
        .or_else(|| BLOCKS.iter().map(|it| it.kind).find(|it| it.schema().keyword == name));
    let hint = match kind {
        Some(kind) => format!("a `{of}` is a `{}` here", kind.schema().header()),
        None => format!("there are {}", list(schema::top_level_keywords())),
    };
    let message = format!("connspec has a language of its own, without `resource`; {hint}");
    lowering.report("schema/unknown-block", Severity::Error, at, message);
}

/// What is an attribute, and was taken for a block.
fn attribute_of_that_name(keyword: &str, parent: Option<&'static BlockSchema>) -> Option<String> {
    let called = |block: &'static BlockSchema| {
        block.attribute(keyword).map(|row| row.attr).or_else(|| schema::attribute_called(keyword, block))
    };
    match parent {
        Some(parent) => called(parent).map(|attr| format!("that is an attribute: `{} = …`", attr.name())),
        None => {
            let mut owners = BLOCKS.iter().filter(|block| block.kind.is_top_level());
            let (attr, owner) = owners.find_map(|owner| Some((called(owner)?, owner)))?;
            Some(format!("`{}` is an attribute of `{}`", attr.name(), owner.header()))
        }
    }
}

/// Where a block stands that stands not here.
fn where_it_stands(keyword: &str, parent: Option<&'static BlockSchema>) -> Option<String> {
    if parent.is_some() && schema::top_level(keyword).next().is_some() {
        return Some("it stands at the top level".to_owned());
    }
    let top_level = schema::kind_called(keyword, None).filter(|kind| parent.is_some() && kind.is_top_level());
    if let Some(kind) = top_level {
        return Some(format!("that is a block of its own: `{} NAME {{ … }}`", kind.schema().header()));
    }
    let mut owners: Vec<_> = BLOCKS
        .iter()
        .filter(|owner| schema::nested(owner.kind, keyword).is_some())
        .map(|owner| format!("`{}`", owner.header()))
        .collect();
    owners.dedup();
    (!owners.is_empty()).then(|| format!("it stands in {}", owners.join(", ")))
}

/// Reports it and returns the kind that is known to be called so.
pub(in crate::model) fn unknown_variant(
    lowering: &mut Lowering<'_>,
    block: &ast::Block,
    candidates: &[&'static BlockSchema],
    defaults: bool,
) -> Option<&'static BlockSchema> {
    // What stands there is reported already.
    if lowering.header_is_broken(block) {
        return None;
    }
    let text = lowering.text;
    let keyword = block.kind.of(text);
    let variants = candidates.iter().filter_map(|candidate| candidate.variant);
    let all = list(variants.clone());
    let first = block.labels.first().copied();
    let word = first.map(|label| label.of(text));
    let known = word.is_some_and(|word| variants.clone().any(|variant| variant == word));
    if known && block.labels.len() == 1 && !defaults {
        let header = Extent { start: block.kind.start, end: block.labels[0].end };
        let message = format!("this `{keyword} {}` has no name", word.unwrap_or_default());
        lowering.report("schema/missing-name", Severity::Error, header, message);
        return None;
    }
    // `connection site to site hq`
    let in_words = block.labels.get(..3).filter(|_| block.labels.len() > 3).and_then(|words| {
        let joined = words.iter().map(|word| word.of(text)).collect::<Vec<_>>().join("-");
        let meant = variants.clone().find(|variant| variant.eq_ignore_ascii_case(&joined))?;
        Some((Extent { start: words[0].start, end: words[2].end }, meant))
    });
    let called = word.and_then(|word| schema::kind_called(&schema::kebab(word), Some(keyword))).map(Kind::schema);
    let of_one_word = || {
        let (label, word) = (first?, word?);
        let meant = called.and_then(|schema| schema.variant).or_else(|| nearest(word, variants.clone()));
        meant.map(|meant| (label, meant))
    };
    let meant = in_words.or_else(of_one_word);
    let (at, message) = match (first, block.labels.len()) {
        (Some(label), 2..) | (Some(label), 1) if defaults || meant.is_some() || block.labels.len() > 1 => {
            let at = meant.map_or(label, |(at, _)| at);
            let hint = meant.map_or(format!("; there are {all}"), |(_, meant)| format!("; did you mean `{meant}`?"));
            (at, format!("unknown type of {keyword} `{}`{hint}", at.of(text)))
        }
        _ => (
            block.kind,
            format!("a {keyword} has a type and a name: `{keyword} TYPE NAME {{ … }}`, where the type is one of {all}"),
        ),
    };
    let span = Span::new(lowering.id, at);
    // Without a type, the types that know most of the attributes.
    let knows = |schema: &&&BlockSchema| {
        let known = |member: &&ast::Member| match member {
            ast::Member::Attribute(attribute) => schema.attribute(attribute.name.of(text)).is_some(),
            ast::Member::Block(block) => schema::nested(schema.kind, block.kind.of(text)).is_some(),
            ast::Member::Incomplete(_) => false,
        };
        block.members.iter().filter(known).count()
    };
    let most = candidates.iter().map(|schema| knows(&schema)).max();
    let untyped = block.labels.len() == 1 && at == block.kind;
    let likely = candidates.iter().filter(|schema| untyped && Some(knows(schema)) == most);
    let add_type =
        |schema: &&BlockSchema| replace(span, schema.header(), format!("Write `{}`", schema.header()), false);
    let likely: Vec<Intent> = likely.map(add_type).collect();
    let finding = lowering.report("schema/unknown-type", Severity::Error, at, message);
    finding.intents = likely;
    finding.intents.extend(meant.map(|(_, meant)| replace(span, meant, format!("Use `{meant}`"), true)));
    called.filter(|_| !defaults && block.labels.len() == 2)
}

/// `peering private { asn = … }` for a circuit's `private-peering`, whether in the circuit or not.
pub(in crate::model) fn peering_of_a_circuit(lowering: &mut Lowering<'_>, block: &ast::Block) -> bool {
    let text = lowering.text;
    let has = |attr: Attr| {
        let is_it =
            |member: &ast::Member| matches!(member, ast::Member::Attribute(it) if it.name.of(text) == attr.name());
        block.members.iter().any(is_it)
    };
    let Some(label) = block.labels.first() else { return false };
    let name = schema::kebab(&literal::unquote(label.of(text)));
    let called = schema::nested_called(&name, Kind::Circuit.schema());
    let Some(kind) = called.filter(|_| !has(Attr::From) && !has(Attr::To)) else { return false };
    let meant = kind.schema().keyword;
    let header = Extent { start: block.kind.start, end: label.end };
    let span = Span::new(lowering.id, header);
    let message =
        format!("a `peering` joins two VNets; that of a circuit is written `{meant} {{ … }}` in the `circuit`");
    let finding = lowering.report("schema/unknown-block", Severity::Error, header, message);
    finding.intents.push(replace(span, meant, format!("Use `{meant}`"), true));
    true
}

/// Reports it and returns the attribute that was probably meant; and whether that is sure, and its value fits.
pub(in crate::model) fn unknown_attribute(
    lowering: &mut Lowering<'_>,
    attribute: &ast::Attribute,
    schema: &'static BlockSchema,
    block: &Block,
) -> Option<(Attr, Option<Typed>)> {
    let name = attribute.name.of(lowering.text);
    let kebab = schema::kebab(name);
    if let Some(nested) = schema::nested(schema.kind, &kebab)
        .or_else(|| schema::nested_called(&kebab, schema).map(Kind::schema))
        .filter(|_| schema::attribute_called(&kebab, schema).is_none())
    {
        block_as_attribute(lowering, attribute, nested);
        return None;
    }
    let meant = meant(&kebab, schema);
    let hint = match &meant {
        Meant::Called(attr) | Meant::Near(attr) => format!("; did you mean `{}`?", attr.name()),
        Meant::OneOf(attrs) => format!("; did you mean {}?", either(attrs.iter().map(|attr| attr.name()))),
        Meant::Within(inner, _) => format!("; it belongs in the `{}` of this {}", inner.keyword, schema.header()),
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
    if let (Meant::Within(inner, attr), Some(value)) = (&meant, &attribute.value) {
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
    /// An attribute of other blocks, by their headers.
    Elsewhere(Vec<String>),
    Unknown,
}

fn meant(kebab: &str, schema: &'static BlockSchema) -> Meant {
    let called = |block: &'static BlockSchema| {
        block.attribute(kebab).map(|row| row.attr).or_else(|| schema::attribute_called(kebab, block))
    };
    let singular = |name: &str| name.strip_suffix('s').unwrap_or(name).to_owned();
    let by_number = || schema.attributes.iter().find(|row| singular(row.name()) == singular(kebab)).map(|row| row.attr);
    if let Some(attr) = called(schema).or_else(by_number) {
        return Meant::Called(attr);
    }
    let inner = schema.blocks.iter().map(|kind| kind.schema()).find_map(|inner| Some((inner, called(inner)?)));
    // A block that has a name can't be made up.
    if let Some((inner, attr)) =
        inner.filter(|(inner, _)| inner.name == NameRule::Unnamed && inner.kind != Kind::Requires)
    {
        return Meant::Within(inner, attr);
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
