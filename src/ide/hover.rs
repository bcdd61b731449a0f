//! What a place means.

use super::around::{Around, Spot, around};
use super::names::Symbol;
use super::{Place, describe, navigate};
use crate::catalog::{self, VpnFeature};
use crate::finding::{ItemId, Span};
use crate::model::entities::VpnGateway;
use crate::model::literal::unquote;
use crate::model::{EntityId, Reads, Spec as View};
use crate::rules::Context;
use crate::schema::{Attr, Family, Kind, Type, Vocabulary};
use crate::syntax::ast::{Attribute, Form, Value};
use crate::syntax::{self};
use crate::workspace::{File, Judged};
use ipnet::IpNet;
use std::fmt::Write;
use std::ops::Range;

/// Markdown about a stretch of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// What it is about.
    pub range: Range<usize>,
    /// What is said.
    pub markdown: String,
}

/// What stands at an offset, explained.
pub fn hover(judged: &Judged, file: &File, offset: usize) -> Option<Hover> {
    let (id, start) = file.item_at(offset);
    let text = file.text_of(id);
    let at = (offset - start) as u32;
    let ast = syntax::parse(&text);
    let around = around(&ast, &text, at);
    let cx = Cx { judged, file, id, text: &text, context: judged.spec.evaluation().context() };
    let (extent, markdown) = match &around.spot {
        Spot::Rule(extent) => (*extent, describe::rule(extent.of(&text), cx.context)?),
        Spot::Kind => {
            let (block, schema) = *around.blocks.last()?;
            (block.kind, describe::block(schema?, cx.context))
        }
        Spot::Attribute(attribute) => (attribute.name, cx.attribute(&around, attribute)?),
        Spot::Value(attribute, value) => {
            let markdown = cx.value(&around, attribute, value).or_else(|| cx.name(offset))?;
            (value.extent, markdown)
        }
        Spot::Edition(extent) => (*extent, editions(cx.context)),
        Spot::Incomplete(it) => {
            let schema = around.blocks.last().and_then(|(_, schema)| *schema)?;
            (it.name, describe::attribute(schema.attribute(it.name.of(&text))?))
        }
        Spot::Name | Spot::LetName | Spot::LetValue => {
            let name = navigate::name_at(judged, file, offset)?;
            (name.span.extent, cx.name(offset)?)
        }
        _ => return None,
    };
    Some(Hover { range: extent.shifted(start), markdown })
}

struct Cx<'a> {
    judged: &'a Judged,
    file: &'a File,
    id: ItemId,
    text: &'a str,
    context: Context,
}

impl Cx<'_> {
    fn attribute(&self, around: &Around<'_>, attribute: &Attribute) -> Option<String> {
        let schema = around.blocks.last().and_then(|(_, schema)| *schema)?;
        let row = schema.attribute(attribute.name.of(self.text))?;
        Some(describe::attribute(row))
    }

    fn value(&self, around: &Around<'_>, attribute: &Attribute, value: &Value) -> Option<String> {
        let schema = around.blocks.last().and_then(|(_, schema)| *schema)?;
        let row = schema.attribute(attribute.name.of(self.text))?;
        let written = unquote(value.extent.of(self.text));
        let facts = catalog::edition(self.context.edition);
        match (&value.form, row.value.element()) {
            (Form::Prefix, _) => self.prefix(written.parse().ok()?),
            (_, Type::Word(Vocabulary::VpnSku)) => {
                let mut text = describe::vpn_sku(facts, &written, self.context.today)?;
                if let Some(used) = self.used(&written) {
                    text.insert_str(text.find("\n\n").map_or(0, |at| at + 2), &format!("{used}\n\n"));
                }
                Some(text)
            }
            (_, Type::Word(Vocabulary::ErSku)) => describe::er_sku(facts, &written, self.context.today),
            (_, Type::Word(Vocabulary::Device)) => facts.device(&written).map(describe::device),
            (_, Type::Word(Vocabulary::Region)) => facts.region(&written).map(describe::region),
            (_, Type::OneOf(choices)) => {
                let choice = crate::model::literal::choose(choices, &written)?;
                Some(format!("**{}**\n\n{}\n", choice.value, choice.doc))
            }
            (Form::Boolean(_) | Form::Integer | Form::Quantity, _) => Some(describe::attribute(row)),
            _ => None,
        }
    }

    /// How much of a VPN gateway's SKU the spec uses.
    fn used(&self, sku: &str) -> Option<String> {
        let reads = Reads::ignored();
        let spec = View::new(self.judged.spec.model(), &reads);
        let gateway = VpnGateway::of(spec.entity(EntityId { item: self.id, index: 0 }))?;
        usage(gateway, sku, self.context)
    }

    /// A prefix: its range, its size, what it contains or overlaps.
    fn prefix(&self, prefix: IpNet) -> Option<String> {
        let mut text = format!("**{prefix}**\n\n");
        let bits = u32::from(prefix.max_prefix_len() - prefix.prefix_len());
        let size = if bits < 64 { (1u64 << bits).to_string() } else { format!("2^{bits}") };
        let _ = writeln!(text, "{} – {}, {size} addresses", prefix.network(), prefix.broadcast());
        let mut others = Vec::new();
        let model = self.judged.spec.model();
        for id in model.entities() {
            let block = model.block(id);
            let owner = block.name.as_ref().map_or("", |name| &name.text);
            each_prefix(block, &mut |other| {
                let relation = match (prefix.contains(&other), other.contains(&prefix)) {
                    (true, true) => return,
                    (true, false) => "contains",
                    (false, true) => "lies in",
                    (false, false) => return,
                };
                others.push(format!("{relation} `{other}` of {} `{owner}`", block.kind.schema().keyword));
            });
        }
        others.dedup();
        for other in others.iter().take(8) {
            let _ = write!(text, "\n- {other}");
        }
        Some(text)
    }

    /// A name: its declaration with the comment above it.
    fn name(&self, offset: usize) -> Option<String> {
        let name = navigate::name_at(self.judged, self.file, offset)?;
        let places = navigate::occurrences(self.judged, &name.symbol);
        let uses = places.iter().filter(|(_, declares)| !declares).count();
        let (place, _) = places.iter().find(|(_, declares)| *declares)?;
        let (comment, code) = declaration(place);
        let mut text = format!("```connspec\n{code}\n```\n");
        if !comment.is_empty() {
            let _ = write!(text, "\n{comment}\n");
        }
        if let Symbol::Declared(Family::Connection, _) = name.symbol {
            return Some(text);
        }
        let _ = write!(text, "\nUsed {uses} {}.\n", if uses == 1 { "time" } else { "times" });
        Some(text)
    }
}

/// `12 of 30 tunnels, 1.1 Gbps of 1.25 Gbps asked`
pub fn usage(gateway: VpnGateway<'_>, sku: &str, context: Context) -> Option<String> {
    let row = catalog::edition(context.edition).vpn_sku(sku, None)?;
    let tunnels = gateway.connections().filter(|it| it.kind() != Kind::PointToSite).count();
    let backup = |view: &crate::model::View<'_>| view.says(Attr::BackupFor);
    let asked: u64 = gateway
        .connections()
        .filter(|view| !backup(view))
        .filter_map(|view| view.only(Kind::Requires)?.bandwidth(Attr::Throughput))
        .map(|at| at.value)
        .sum();
    let mut text = format!("{tunnels} of {} tunnels", row.tunnels);
    if asked > 0 {
        let _ = write!(text, ", {} of {} asked", crate::rules::facts::bandwidth(asked), row.throughput);
    }
    if gateway.is_active_active() && !row.has(VpnFeature::ActiveActive) {
        text.push_str(", no active-active");
    }
    Some(text)
}

fn each_prefix(block: &crate::model::Block, visit: &mut impl FnMut(IpNet)) {
    fn of(value: &crate::model::Value, visit: &mut impl FnMut(IpNet)) {
        match value {
            crate::model::Value::Prefix(it) => visit(*it),
            crate::model::Value::List(values) => values.iter().for_each(|it| of(&it.value, visit)),
            _ => {}
        }
    }
    block.attributes.iter().for_each(|it| of(&it.value.value, visit));
    block.blocks.iter().for_each(|it| each_prefix(it, visit));
}

/// The comment lines directly above the declaration of a name, without their signs, and its line.
pub fn declaration(place: &Place) -> (String, String) {
    let text = place.file.text();
    let line = text.line_of(place.range.start);
    let mut code = text.line(line).trim().to_owned();
    if code.ends_with('{') {
        code.push_str(" … }");
    }
    let mut comment = Vec::new();
    for above in (0..line).rev().map(|line| text.line(line)) {
        let above = above.trim();
        if above.starts_with('@') {
            continue;
        }
        let Some(said) = above.strip_prefix("//").or_else(|| above.strip_prefix('#')) else { break };
        comment.push(said.trim().to_owned());
    }
    comment.reverse();
    (comment.join("\n"), code)
}

fn editions(context: Context) -> String {
    let facts = catalog::edition(context.edition);
    let mut text = format!("**Edition {}** of Azure's facts\n\n", context.edition);
    let _ = writeln!(text, "There are {}.", crate::workspace::config::editions());
    if !facts.changes.is_empty() {
        text.push_str("\nChanged since the edition before:\n\n");
        for change in &facts.changes {
            let _ = writeln!(text, "- {}: {} → {}", change.topic, change.then, change.now);
        }
    }
    text
}

/// The span of the whole block around a name, for lenses.
pub fn header_of(judged: &Judged, id: EntityId) -> Option<Place> {
    let block = judged.spec.model().block(id);
    super::diagnostics::place(judged, Span::new(id.item, block.header))
}
