//! Blocks, attributes and types: what the schema lets stand somewhere.

use super::place::Marked;
use super::{Completion, CompletionKind, values};
use crate::catalog::{self, ConnectionKind};
use crate::ide::around::Around;
use crate::schema::{self, AttributeSchema, BLOCKS, BlockSchema, NameRule, Times, Type};
use crate::syntax::ast::{Block, Member};
use std::fmt::Write;

/// Everything that can begin at the top level.
pub fn top_level(place: &Marked<'_>) -> Vec<Completion> {
    // In the middle of a line nothing begins.
    if !place.line_before().trim().is_empty() {
        return Vec::new();
    }
    let mut items: Vec<Completion> = top_blocks().map(block).collect();
    let snippet = |label: &str, insert: &str, detail: &str| {
        Completion::new(label, CompletionKind::Block).snippet(insert).detail(detail)
    };
    let newest = catalog::EditionId::NEWEST;
    items.push(snippet("let", "let ${1:name} = $0", "a named value"));
    items.push(snippet("import", "import \"$0\"", "declarations of other files"));
    if place.file.each_item().all(|(_, item)| item.editions.is_empty()) {
        items.push(snippet("edition", &format!("edition {newest}"), "pins Azure's facts"));
    }
    for header in kinds_with_defaults() {
        let label = format!("defaults {header}");
        let insert = format!("{label} {{\n  $0\n}}");
        items.push(snippet(&label, &insert, "what every such block of this file says"));
    }
    items.push(allow(place).label("@allow"));
    items
}

/// The keywords alone, where the rest of the header stands already.
pub fn keywords() -> Vec<Completion> {
    schema::top_level_keywords().into_iter().map(|it| Completion::new(it, CompletionKind::Block)).collect()
}

fn top_blocks() -> impl Iterator<Item = &'static BlockSchema> {
    BLOCKS.iter().copied().filter(|schema| schema.kind.is_top_level())
}

/// A block with stops at its name and at what it must say. Its lines are indented from where it begins: editors
/// add the indentation of the line that it is written on.
fn block(schema: &'static BlockSchema) -> Completion {
    let mut insert = schema.header();
    let mut stop = 0;
    if schema.name == NameRule::Named {
        stop += 1;
        let _ = write!(insert, " ${{{stop}:name}}");
    }
    insert.push_str(" {\n");
    for row in schema.attributes.iter().filter(|row| row.required) {
        stop += 1;
        let _ = writeln!(insert, "  {} = ${{{stop}}}", row.name());
    }
    insert.push_str("  $0\n}");
    Completion::new(schema.header(), CompletionKind::Block)
        .snippet(insert)
        .detail(first_sentence(schema.doc))
        .about(format!("block:{}", schema.kind as usize))
        .called(schema::names_of_kind(schema.kind))
}

fn first_sentence(doc: &str) -> &str {
    doc.split_once(". ").map_or(doc.trim_end_matches('.'), |(first, _)| first)
}

fn kinds_with_defaults() -> impl Iterator<Item = String> {
    top_blocks().chain([schema::Kind::Device.schema()]).map(BlockSchema::header)
}

/// The kinds after `defaults`, or the types after `defaults gateway`; none elsewhere.
pub fn defaults(place: &Marked<'_>) -> Option<Vec<Completion>> {
    let said = place.line_before().strip_prefix("defaults")?;
    let said = said.strip_prefix([' ', '\t'])?.trim_start();
    if said.contains('{') {
        return None;
    }
    let is_open = !place.line_after().starts_with('{');
    let kind = |header: String| {
        let rest = header.strip_prefix(said)?;
        let item = Completion::new(rest, CompletionKind::Block).detail("what every such block of this file says");
        let insert = if is_open { format!("{rest} {{\n  $0\n}}") } else { format!("{rest} ") };
        (!rest.is_empty()).then(|| item.snippet(insert))
    };
    // After a whole header, or a word that is none, nothing fits.
    Some(kinds_with_defaults().filter_map(kind).collect())
}

/// `@allow(…)`; its name alone where the rest stands already.
pub fn allow(place: &Marked<'_>) -> Completion {
    let at = if place.line_before().ends_with('@') { "" } else { "@" };
    let item = Completion::new("allow", CompletionKind::Rule).detail("accept a finding, with a reason");
    match place.line_after().starts_with('(') {
        true => item.insert(format!("{at}allow")),
        false => item.snippet(format!("{at}allow(${{1:area/rule}}, \"${{2:why}}\")")),
    }
}

/// The types that a keyword has: `vpn`, `expressroute`.
pub fn variants(place: &Marked<'_>, keyword: &str, has_rest: bool) -> Option<Vec<Completion>> {
    let kinds: Vec<&'static BlockSchema> = schema::top_level(keyword).filter(|it| it.variant.is_some()).collect();
    if kinds.is_empty() {
        return None;
    }
    let facts = catalog::edition(place.context.edition);
    let mut items: Vec<Completion> = kinds
        .into_iter()
        .filter_map(|schema| {
            let variant = schema.variant?;
            let figures = variant.parse::<ConnectionKind>().ok().and_then(|kind| facts.connection_type(kind));
            let detail = match figures {
                Some(row) if keyword == "connection" => format!("{} · {}", row.bandwidth, row.path),
                _ => first_sentence(schema.doc).to_owned(),
            };
            let item = Completion::new(variant, CompletionKind::Word).detail(detail);
            let item = item.about(format!("block:{}", schema.kind as usize)).called(schema::names_of_kind(schema.kind));
            Some(match has_rest {
                true => item,
                false => {
                    let whole = block(schema);
                    let insert = whole.insert.strip_prefix(keyword).map(str::trim_start).unwrap_or(&whole.insert);
                    item.snippet(insert)
                }
            })
        })
        .collect();
    if has_rest {
        values::rank(place, &mut items);
    }
    Some(items)
}

/// What can stand in the innermost block. `whole`: with ` = ` or braces; else a name alone.
pub fn members(place: &Marked<'_>, around: &Around<'_>, whole: bool) -> Option<Vec<Completion>> {
    let (block, schema) = *around.blocks.last()?;
    let schema = schema?;
    // After a value something has to end it first: a blank alone asks for nothing.
    let before = place.line_before().trim_end();
    if whole && !(before.is_empty() || before.ends_with(['{', ',', ')'])) {
        return None;
    }
    let text = place.marked();
    let has = |name: &str| {
        block.members.iter().any(|member| match member {
            Member::Attribute(it) => it.name.of(text) == name,
            Member::Block(it) => it.kind.of(text) == name,
            Member::Incomplete(_) => false,
        })
    };
    let model = place.judged.spec.model();
    let defaults = model.defaults_of(place.id, schema.kind).map(|(_, block)| block);
    let given = |row: &AttributeSchema| defaults.is_some_and(|block| block.attribute(row.attr).is_some());
    let mut items = Vec::new();
    let rows = || schema.attributes.iter().filter(|row| !has(row.name()));
    let needed = |row: &&AttributeSchema| row.required && !given(row);
    for row in rows().filter(needed).chain(rows().filter(|row| !needed(row))) {
        let about = first_sentence(row.doc);
        let detail = match (needed(&row), given(row), row.default) {
            (true, ..) => format!("required · {about}"),
            (_, true, _) => format!("given by the file's defaults · {about}"),
            (_, _, Some(default)) => format!("default {default} · {about}"),
            _ => about.to_owned(),
        };
        let item = Completion::new(row.name(), CompletionKind::Attribute).detail(detail).about(format!(
            "attribute:{}:{}",
            schema.kind as usize,
            row.name()
        ));
        let item = item.called(schema::names_of_attribute(row.attr));
        items.push(if whole && !place.line_after().starts_with('=') { attribute(row, item) } else { item });
    }
    for kind in schema.blocks {
        let nested = kind.schema();
        if (nested.times == Times::Many || !has(nested.keyword)) && whole {
            items.push(self::block(nested));
        }
    }
    items.extend(gateway_subnet(place, block, schema).filter(|_| whole));
    // A header at the line's beginning ends whatever is open.
    if whole && place.line_before().is_empty() && !block.closed {
        items.extend(top_level(place));
    }
    Some(items)
}

/// The subnet whose name is Azure's, in a VNet that has none yet.
fn gateway_subnet(place: &Marked<'_>, block: &Block, schema: &'static BlockSchema) -> Option<Completion> {
    if schema.kind != schema::Kind::Vnet {
        return None;
    }
    let name = values::gateway_subnet(place, block)?;
    let label = format!("subnet {name}");
    let item = Completion::new(&*label, CompletionKind::Block).snippet(format!("{label} {{ prefixes = $0 }}"));
    Some(item.detail("the subnet that a VNet's gateways stand in"))
}

fn attribute(row: &AttributeSchema, item: Completion) -> Completion {
    let insert = match row.value {
        Type::List(_) => format!("{} = [$0]", row.name()),
        Type::Text => format!("{} = \"$0\"", row.name()),
        Type::Secret => format!("{} = keyvault(\"${{1:vault}}\", \"${{2:secret}}\")", row.name()),
        Type::Boolean if row.default != Some("true") => format!("{} = ${{1:true}}", row.name()),
        _ => format!("{} = $0", row.name()),
    };
    item.snippet(insert)
}
