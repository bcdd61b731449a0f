//! Says what was meant by a block, a type or an attribute that the schema doesn't know.

use super::{removable, replace};
use crate::finding::{Extent, Severity, Span};
use crate::model::item::Block;
use crate::model::lower::Lowering;
use crate::model::nearest;
use crate::schema::{self, Attr, BLOCKS, BlockSchema};
use crate::syntax::ast;

pub(in crate::model) fn unknown_block(
    lowering: &mut Lowering<'_>,
    block: &ast::Block,
    parent: Option<&'static BlockSchema>,
) {
    let keyword = block.kind.of(lowering.text);
    let kebab = respell(keyword);
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
        None => match where_it_stands(&kebab, parent) {
            Some(place) => format!("; {place}"),
            None if known.is_empty() => "; it holds no blocks".to_owned(),
            None => format!("; there are {}", list(known.iter().copied())),
        },
    };
    let message = format!("unknown block `{keyword}`{place}{hint}");
    let span = Span::new(lowering.id, block.kind);
    let finding = lowering.report("schema/unknown-block", Severity::Error, block.kind, message);
    finding.intents.extend(meant.map(|meant| replace(span, meant.clone(), format!("Use `{meant}`"), true)));
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

pub(in crate::model) fn unknown_variant(
    lowering: &mut Lowering<'_>,
    block: &ast::Block,
    candidates: &[&BlockSchema],
    defaults: bool,
) {
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
        return;
    }
    // `connection site to site hq`
    let in_words = block.labels.get(..3).filter(|_| block.labels.len() > 3).and_then(|words| {
        let joined = words.iter().map(|word| word.of(text)).collect::<Vec<_>>().join("-");
        let meant = variants.clone().find(|variant| variant.eq_ignore_ascii_case(&joined))?;
        Some((Extent { start: words[0].start, end: words[2].end }, meant))
    });
    let of_one_word = || {
        let (label, word) = (first?, word?);
        let called = schema::kind_called(&respell(word), Some(keyword)).and_then(|kind| kind.schema().variant);
        called.or_else(|| nearest(word, variants.clone())).map(|meant| (label, meant))
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
    let finding = lowering.report("schema/unknown-type", Severity::Error, at, message);
    finding.intents.extend(meant.map(|(_, meant)| replace(span, meant, format!("Use `{meant}`"), true)));
}

/// Reports it and returns the attribute that was probably meant.
pub(in crate::model) fn unknown_attribute(
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
    let kebab = respell(name);
    let names = schema.attributes.iter().map(|row| row.name());
    let exact = schema.attribute(&kebab).map(|row| row.attr).or_else(|| schema::attribute_called(&kebab, schema));
    let owners: Vec<_> = BLOCKS
        .iter()
        .filter(|other| exact.is_none() && other.attribute(name).is_some())
        .map(|other| format!("`{}`", other.header()))
        .collect();
    let near = || nearest(&kebab, names.clone()).and_then(|near| schema.attribute(near)).map(|row| row.attr);
    let meant = exact.or_else(|| near().filter(|_| owners.is_empty()));
    let hint = match meant {
        _ if !owners.is_empty() => format!("; it belongs in {}", list(owners.iter().map(String::as_str))),
        Some(meant) => format!("; did you mean `{}`?", meant.name()),
        None => format!("; a {} has {}", schema.header(), list(names.clone())),
    };
    let message = format!("unknown attribute `{name}`{hint}");
    let whole = Span::new(lowering.id, attribute.extent);
    let finding = lowering.report("schema/unknown-attribute", Severity::Error, attribute.name, message);
    if let Some(meant) = meant.filter(|meant| block.attribute(*meant).is_none()) {
        finding.intents.push(replace(span, meant.name(), format!("Use `{}`", meant.name()), true));
    }
    removable(finding, whole, "Remove it");
    meant
}

/// `enableBgp` and `enable_bgp` as this language writes them.
fn respell(name: &str) -> String {
    let mut kebab = String::with_capacity(name.len() + 4);
    let mut hump = false;
    for c in name.chars() {
        if c.is_ascii_uppercase() && hump {
            kebab.push('-');
        }
        hump = c.is_ascii_lowercase() || c.is_ascii_digit();
        kebab.push(if c == '_' { '-' } else { c.to_ascii_lowercase() });
    }
    kebab
}

fn list<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let words: Vec<_> = words
        .into_iter()
        .map(|word| if word.starts_with('`') { word.to_owned() } else { format!("`{word}`") })
        .collect();
    words.join(", ")
}
