//! Says what was meant by a block or a type of block that the schema doesn't know.

use super::{list, replace};
use crate::finding::{Extent, Severity, Span};
use crate::model::literal;
use crate::model::lower::Lowering;
use crate::model::nearest;
use crate::schema::{self, Attr, BLOCKS, BlockSchema, Kind, NameRule};
use crate::syntax::ast;

/// Reports it and returns the kind that is known to be called so, where the rest of the header fits it, and how
/// many labels are a part of its keyword.
pub(in crate::model) fn unknown_block(
    lowering: &mut Lowering<'_>,
    block: &ast::Block,
    parent: Option<&'static BlockSchema>,
) -> Option<(&'static BlockSchema, usize)> {
    let keyword = block.kind.of(lowering.text);
    if let (Some(Kind::Circuit), "peering") = (parent.map(|parent| parent.kind), keyword)
        && let Some(schema) = peering_of_a_circuit(lowering, block)
    {
        return Some((schema, 1)).filter(|_| block.labels.len() == 1);
    }
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
        None => match elsewhere(&kebab, parent) {
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
    called.map(Kind::schema).filter(|schema| block.labels.len() == labels(schema)).map(|schema| (schema, 0))
}

/// Where what such a block may mean stands, or what there is instead.
fn elsewhere(keyword: &str, parent: Option<&'static BlockSchema>) -> Option<String> {
    schema::absent(keyword)
        .map(str::to_owned)
        .or_else(|| attribute_of_that_name(keyword, parent))
        .or_else(|| where_it_stands(keyword, parent))
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
    match parent {
        Some(parent) => {
            schema::attribute_meant(keyword, parent).map(|attr| format!("that is an attribute: `{} = …`", attr.name()))
        }
        None => {
            let mut owners = BLOCKS.iter().filter(|block| block.kind.is_top_level());
            let (attr, owner) = owners.find_map(|owner| Some((schema::attribute_meant(keyword, owner)?, owner)))?;
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
        .filter(|owner| schema::nested_called(keyword, owner).is_some())
        .map(|owner| format!("`{}`", owner.header()))
        .collect();
    owners.dedup();
    (!owners.is_empty()).then(|| format!("it stands in {}", owners.join(", ")))
}

/// Reports it and returns the kind that is known to be meant, and how many words of its header are the type.
pub(in crate::model) fn unknown_variant(
    lowering: &mut Lowering<'_>,
    block: &ast::Block,
    candidates: &[&'static BlockSchema],
    defaults: bool,
) -> Option<(&'static BlockSchema, usize)> {
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
    if meant.is_none() && block.labels.len() < 2 && !defaults {
        return without_type(lowering, block, candidates);
    }
    let at = meant.map(|(at, _)| at).or(first).unwrap_or(block.kind);
    let hint = meant.map_or(format!("; there are {all}"), |(_, meant)| format!("; did you mean `{meant}`?"));
    let message = match first {
        Some(_) => format!("unknown type of {keyword} `{}`{hint}", at.of(text)),
        None => typed_header(keyword, &all),
    };
    let span = Span::new(lowering.id, at);
    let finding = lowering.report("schema/unknown-type", Severity::Error, at, message);
    finding.intents.extend(meant.map(|(_, meant)| replace(span, meant, format!("Use `{meant}`"), true)));
    called.filter(|_| !defaults && block.labels.len() == 2).map(|schema| (schema, 1))
}

fn typed_header(keyword: &str, types: &str) -> String {
    format!("a {keyword} has a type and a name: `{keyword} TYPE NAME {{ … }}`, where the type is one of {types}")
}

/// `gateway hub {`: the type that alone knows most of what stands in the block is meant.
fn without_type(
    lowering: &mut Lowering<'_>,
    block: &ast::Block,
    candidates: &[&'static BlockSchema],
) -> Option<(&'static BlockSchema, usize)> {
    let text = lowering.text;
    let keyword = block.kind.of(text);
    let knows = |schema: &BlockSchema| {
        let known = |member: &&ast::Member| match member {
            ast::Member::Attribute(attribute) => {
                schema::attribute_meant(&schema::kebab(attribute.name.of(text)), schema).is_some()
            }
            ast::Member::Block(block) => schema::nested_called(&schema::kebab(block.kind.of(text)), schema).is_some(),
            ast::Member::Incomplete(_) => false,
        };
        block.members.iter().filter(known).count()
    };
    let most = candidates.iter().map(|schema| knows(schema)).max();
    let likely: Vec<_> = candidates.iter().copied().filter(|schema| Some(knows(schema)) == most).collect();
    let types = list(candidates.iter().filter_map(|candidate| candidate.variant));
    let span = Span::new(lowering.id, block.kind);
    let message = typed_header(keyword, &types);
    let finding = lowering.report("schema/unknown-type", Severity::Error, block.kind, message);
    // Without a name there is more to write than the type.
    if block.labels.len() == 1 {
        let add = |schema: &&BlockSchema| replace(span, schema.header(), format!("Write `{}`", schema.header()), false);
        finding.intents.extend(likely.iter().map(add));
    }
    match likely[..] {
        [only] if block.labels.len() == 1 => Some((only, 0)),
        _ => None,
    }
}

/// `peering private { asn = … }` for a circuit's `private-peering`, whether in the circuit or not: reports it and
/// returns the kind.
pub(in crate::model) fn peering_of_a_circuit(
    lowering: &mut Lowering<'_>,
    block: &ast::Block,
) -> Option<&'static BlockSchema> {
    let text = lowering.text;
    let has = |attr: Attr| {
        let is_it =
            |member: &ast::Member| matches!(member, ast::Member::Attribute(it) if it.name.of(text) == attr.name());
        block.members.iter().any(is_it)
    };
    let label = block.labels.first()?;
    let name = schema::kebab(&literal::unquote(label.of(text)));
    let called = schema::nested_called(&name, Kind::Circuit.schema());
    let schema = called.filter(|_| !has(Attr::From) && !has(Attr::To))?.schema();
    let meant = schema.keyword;
    let header = Extent { start: block.kind.start, end: label.end };
    let span = Span::new(lowering.id, header);
    let message =
        format!("a `peering` joins two VNets; that of a circuit is written `{meant} {{ … }}` in the `circuit`");
    let finding = lowering.report("schema/unknown-block", Severity::Error, header, message);
    finding.intents.push(replace(span, meant, format!("Use `{meant}`"), true));
    Some(schema)
}
