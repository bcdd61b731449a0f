//! Another type for a connection: what fits the new type stays, under the name that it has there.

use super::{of_item, rewrite};
use crate::finding::Extent;
use crate::ide::actions::Action;
use crate::ide::entity_at;
use crate::model::literal::{choose, quote_name, unquote};
use crate::model::{EntityId, Model};
use crate::rules::{Gap, judge};
use crate::schema::{self, AttributeSchema, BlockSchema, Family, Kind, Target, Type};
use crate::syntax::ast::{Attribute, Block, Form, Item, Member, Value};
use crate::syntax::{self, edit};
use crate::workspace::{File, Judged};
use std::sync::Arc;

/// On the header of a connection: the other types, best first. Each is tried in place.
pub fn retype(judged: &Judged, file: &Arc<File>, offset: usize) -> Vec<Action> {
    changes(judged, file, offset).unwrap_or_default()
}

fn changes(judged: &Judged, file: &Arc<File>, offset: usize) -> Option<Vec<Action>> {
    let (id, start) = file.item_at(offset);
    let model = judged.spec.model();
    let entity = entity_at(judged, id, (offset - start) as u32)?;
    let block = model.block(entity);
    let is_here = block.header.touches((offset - start) as u32);
    if block.kind.family() != Some(Family::Connection) || !is_here {
        return None;
    }
    let text = file.text_of(id);
    let others = schema::top_level(block.kind.schema().keyword).filter(|it| it.kind != block.kind);
    let mut rewritten: Vec<(&BlockSchema, Rewritten)> = others
        .filter_map(|to| Some((to, Retype { model, entity, to }.apply(&text, block.extent, block.kind.schema())?)))
        .collect();
    let spec = &judged.spec;
    let texts: Vec<&str> = rewritten.iter().map(|(_, it)| it.text.as_str()).collect();
    let whole = Gap { item: id, before: "", after: "" };
    let verdicts = judge(spec.model(), spec.evaluation(), spec.settings(), whole, &texts);
    let mut ranks = verdicts.iter().map(crate::rules::Verdict::rank);
    let mut ranked: Vec<_> = rewritten.drain(..).map(|it| (ranks.next().unwrap_or_default(), it)).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let action = |(to, it): (&BlockSchema, Rewritten)| {
        let without = match it.dropped.as_slice() {
            [] => String::new(),
            dropped => format!(", without {}", crate::rules::facts::words(dropped.iter().map(String::as_str))),
        };
        let title = format!("Change to `{}`{without}", to.variant.unwrap_or(to.keyword));
        rewrite(title, of_item(file, start, &text, &it.text))
    };
    Some(ranked.into_iter().map(|(_, it)| action(it)).collect())
}

struct Rewritten {
    text: String,
    /// What doesn't fit the new type.
    dropped: Vec<String>,
}

struct Retype<'m> {
    model: &'m Model,
    entity: EntityId,
    to: &'static BlockSchema,
}

/// The names under which types of connection know the same thing, each group with its preferred order.
const SAME: [&[&str]; 3] = [&["site", "sites"], &["gateway", "from"], &["protocol", "protocols"]];

impl Retype<'_> {
    fn apply(&self, text: &str, extent: Extent, from: &'static BlockSchema) -> Option<Rewritten> {
        let mut done = Rewritten { text: text.to_owned(), dropped: Vec::new() };
        let label = *block_at(&syntax::parse(text).items, extent.start)?.labels.first()?;
        let (variant, before) = (self.to.variant?, from.variant?);
        if label.of(text) != before {
            return None;
        }
        replace(&mut done.text, label, variant);
        // One change after the other, each on the text as it is by then.
        while let Some(change) = self.next(&done.text, extent.start) {
            match change {
                Change::Write(extent, new) => replace(&mut done.text, extent, &new),
                Change::Drop(extent, name) => {
                    let (extent, new) = edit::remove(&done.text, extent);
                    replace(&mut done.text, extent, &new);
                    done.dropped.push(name);
                }
            }
        }
        self.complete(&mut done.text, extent.start);
        Some(done)
    }

    /// The first thing that doesn't stand as the new type wants it.
    fn next(&self, text: &str, start: u32) -> Option<Change> {
        let ast = syntax::parse(text);
        let block = block_at(&ast.items, start)?;
        block.members.iter().find_map(|member| match member {
            Member::Attribute(attribute) => self.of_attribute(attribute, block, text),
            Member::Block(nested) => {
                let keyword = nested.kind.of(text);
                let fits = schema::nested(self.to.kind, keyword).is_some();
                (!fits).then(|| Change::Drop(nested.extent, keyword.to_owned()))
            }
            Member::Incomplete(_) => None,
        })
    }

    fn of_attribute(&self, attribute: &Attribute, block: &Block, text: &str) -> Option<Change> {
        let name = attribute.name.of(text);
        let drop = || Some(Change::Drop(attribute.extent, name.to_owned()));
        let is_free = |other: &str| !has(block, other, text);
        let Some(row) = self.to.attribute(name) else {
            let group = SAME.iter().find(|group| group.contains(&name));
            let row = group.and_then(|group| {
                group.iter().filter(|other| is_free(other)).find_map(|other| self.to.attribute(other))
            });
            let fits = |row: &&AttributeSchema| {
                attribute.value.as_ref().is_none_or(|it| self.as_type(it, row, text).is_some())
            };
            return match row.filter(fits) {
                Some(row) => Some(renamed(attribute, row.name(), block, text)),
                None => drop(),
            };
        };
        let value = attribute.value.as_ref()?;
        match self.as_type(value, row, text) {
            None => drop(),
            Some(written) if written != value.extent.of(text) => Some(Change::Write(value.extent, written)),
            Some(_) => None,
        }
    }

    /// A value as the attribute of the new type takes it; none where it doesn't.
    fn as_type(&self, value: &Value, row: &AttributeSchema, text: &str) -> Option<String> {
        let written = value.extent.of(text);
        if let Form::List(values) = &value.form {
            if row.value.is_list() {
                let kept: Vec<String> = values.iter().filter_map(|it| self.as_type(it, row, text)).collect();
                if kept.len() == values.len() {
                    return Some(written.to_owned());
                }
                return (!kept.is_empty()).then(|| format!("[{}]", kept.join(", ")));
            }
            return match values.as_slice() {
                [one] => self.as_type(one, row, text),
                _ => None,
            };
        }
        match row.value.element() {
            Type::OneOf(choices) => choose(choices, &unquote(written)).map(|_| written.to_owned()),
            Type::Name(target @ (Target::VpnGateway | Target::ErGateway)) => self.gateway(written, *target),
            // A device stands for its site where only sites can be named.
            Type::Name(Target::Family(Family::Site)) => Some(written.split('.').next().unwrap_or(written).to_owned()),
            _ => Some(written.to_owned()),
        }
    }

    /// The gateway of the type that is wanted: the one named, else the one beside it in its VNet.
    fn gateway(&self, written: &str, target: Target) -> Option<String> {
        let wanted = if target == Target::VpnGateway { Kind::VpnGateway } else { Kind::ErGateway };
        let named = *self.model.declared(Family::Gateway, &unquote(written)).first()?;
        if self.model.block(named).kind == wanted {
            return Some(written.to_owned());
        }
        let reads = crate::model::Reads::ignored();
        let spec = crate::model::Spec::new(self.model, &reads);
        let vnet = spec.entity(named).target(schema::Attr::Vnet)?.value;
        let beside = crate::model::entities::Vnet::of(vnet)?.gateways().find(|it| it.kind() == wanted)?;
        Some(quote_name(beside.name()).into_owned())
    }

    /// Adds what the new type requires, where the spec has only one thing that it could be.
    fn complete(&self, text: &mut String, start: u32) {
        for row in self.to.attributes.iter().filter(|row| row.required) {
            let ast = syntax::parse(text);
            let Some(block) = block_at(&ast.items, start) else { return };
            let Type::Name(target) = row.value.element() else { continue };
            let given = self.model.defaults_of(self.entity.item, self.to.kind);
            let is_given = given.is_some_and(|(_, block)| block.attribute(row.attr).is_some());
            if is_given || has(block, row.name(), text) {
                continue;
            }
            let fits = |id: &EntityId| match target {
                Target::VpnGateway => self.model.block(*id).kind == Kind::VpnGateway,
                Target::ErGateway => self.model.block(*id).kind == Kind::ErGateway,
                target => self.model.block(*id).kind.family() == target.family(),
            };
            // The two ends of a connection differ.
            let is_used = |name: &str| values(block).any(|it| unquote(it.extent.of(text)) == name);
            let names = self.model.entities().filter(fits).filter_map(|id| self.model.block(id).name.as_ref());
            let mut known = names.filter(|name| !is_used(&name.text));
            if let (Some(only), None) = (known.next(), known.next())
                && let Some((extent, new)) =
                    edit::set_attribute(text, block.extent, row.name(), &quote_name(&only.text))
            {
                replace(text, extent, &new);
            }
        }
    }
}

enum Change {
    Write(Extent, String),
    Drop(Extent, String),
}

fn replace(text: &mut String, extent: Extent, new: &str) {
    text.replace_range(extent.start as usize..extent.end as usize, new);
}

/// The block that begins there: nothing before it changes.
fn block_at(items: &[Item], start: u32) -> Option<&Block> {
    items.iter().find_map(|item| match item {
        Item::Block(block) if block.extent.start == start => Some(block),
        _ => None,
    })
}

/// Another name for an attribute, as wide as the old one where attributes stand one below the other.
fn renamed(attribute: &Attribute, name: &str, block: &Block, text: &str) -> Change {
    if !block.body.of(text).contains(['\n', '\r']) {
        return Change::Write(attribute.name, name.to_owned());
    }
    let after = &text[attribute.name.end as usize..];
    let blanks = after.len() - after.trim_start_matches(' ').len();
    let width = attribute.name.of(text).len() + blanks.saturating_sub(1);
    let blank = if blanks > 0 { " " } else { "" };
    let extent = Extent { start: attribute.name.start, end: attribute.name.end + blanks as u32 };
    Change::Write(extent, format!("{name:<width$}{blank}"))
}

fn values(block: &Block) -> impl Iterator<Item = &Value> {
    block.members.iter().filter_map(|member| match member {
        Member::Attribute(attribute) => attribute.value.as_ref(),
        _ => None,
    })
}

fn has(block: &Block, name: &str, text: &str) -> bool {
    block.members.iter().any(|it| matches!(it, Member::Attribute(it) if it.name.of(text) == name))
}
