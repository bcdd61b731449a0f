//! What a place means.

use super::around::{Around, Spot, around};
use super::names::Symbol;
use super::requirements::{self, Answered};
use super::usage::usage;
use super::{Place, addresses, describe, entity_at, navigate};
use crate::catalog::{self, Cloud};
use crate::finding::{Extent, ItemId, Span};
use crate::model::literal::unquote;
use crate::model::secrets::without_secrets;
use crate::model::{EntityId, Reads, Spec as View};
use crate::rules::{Context, facts};
use crate::schema::{Attr, Family, Kind, Type, Vocabulary};
use crate::syntax::ast::{Attribute, Block, Form, Value};
use crate::syntax::{self};
use crate::workspace::{File, Judged, import_names};
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
    let cx = Cx { judged, file, id, at, text: &text, context: judged.spec.evaluation().context() };
    let (extent, markdown) = match &around.spot {
        Spot::Rule(extent) => (*extent, describe::rule(extent.of(&text), cx.context)?),
        Spot::Kind => {
            let (block, schema) = *around.blocks.last()?;
            (block.kind, cx.kind(schema?))
        }
        Spot::Attribute(attribute) => (attribute.name, cx.attribute(&around, attribute)?),
        Spot::Value(attribute, value) => (value.extent, cx.value(&around, attribute, value, offset)?),
        Spot::Incomplete(it) if it.name.touches(at) && !around.blocks.is_empty() => {
            let schema = around.blocks.last().and_then(|(_, schema)| *schema)?;
            (it.name, describe::attribute(schema.attribute(it.name.of(&text))?))
        }
        Spot::Name | Spot::LetName => cx.declared(&around, offset)?,
        Spot::LetValue(value) => (value.extent, cx.literal(value).or_else(|| cx.name(offset))?),
        _ => cx.top_level(&around.spot)?,
    };
    Some(Hover { range: extent.shifted(start), markdown })
}

struct Cx<'a> {
    judged: &'a Judged,
    file: &'a File,
    id: ItemId,
    at: u32,
    text: &'a str,
    context: Context,
}

impl Cx<'_> {
    /// The declaration that holds the place; none in `defaults`.
    fn entity(&self) -> Option<EntityId> {
        entity_at(self.judged, self.id, self.at)
    }

    fn requirements(&self) -> Option<Answered> {
        requirements::of(self.judged, self.entity()?)
    }

    fn kind(&self, schema: &'static crate::schema::BlockSchema) -> String {
        let about = describe::block(schema, self.context);
        match self.requirements().filter(|_| schema.kind == Kind::Requires) {
            Some(answered) => format!("{}\n---\n\n{about}", answered.markdown()),
            None => about,
        }
    }

    fn attribute(&self, around: &Around<'_>, attribute: &Attribute) -> Option<String> {
        let schema = around.blocks.last().and_then(|(_, schema)| *schema)?;
        let row = schema.attribute(attribute.name.of(self.text))?;
        Some(self.with_verdicts(schema.kind, row.attr, None) + &describe::attribute(row))
    }

    /// The verdicts on a requirement, above what the word means.
    fn with_verdicts(&self, kind: Kind, attr: Attr, asked: Option<&str>) -> String {
        let answered = if kind == Kind::Requires { self.requirements() } else { None };
        let said = answered.map(|it| it.on(attr, asked)).unwrap_or_default();
        if said.is_empty() { said } else { format!("{said}\n---\n\n") }
    }

    fn value(&self, around: &Around<'_>, attribute: &Attribute, value: &Value, offset: usize) -> Option<String> {
        let schema = around.blocks.last().and_then(|(_, schema)| *schema)?;
        let row = schema.attribute(attribute.name.of(self.text))?;
        let written = unquote(value.extent.of(self.text));
        let facts = catalog::edition(self.context.edition);
        let asked = if row.value.is_list() { Some(&*written) } else { None };
        let verdicts = self.with_verdicts(schema.kind, row.attr, asked);
        let known = match row.value.element() {
            Type::Word(Vocabulary::VpnSku) => self.with_usage(describe::vpn_sku(facts, &written, self.context.today)),
            Type::Word(Vocabulary::ErSku) => self.with_usage(describe::er_sku(facts, &written, self.context.today)),
            Type::Word(Vocabulary::Device) => facts.device(&written).map(describe::device),
            Type::Word(Vocabulary::Region) => facts.region(&written).map(describe::region),
            Type::OneOf(choices) => crate::model::literal::choose(choices, &written)
                .map(|choice| format!("**{}**\n\n{}\n", choice.value, choice.doc)),
            Type::Text if row.attr == Attr::PeeringLocation => {
                facts.peering_location(&written, Cloud::Public).map(describe::peering_location)
            }
            Type::Integer if row.attr == Attr::Asn => {
                written.replace('_', "").parse().ok().and_then(|number| describe::asn(number, facts))
            }
            _ => None,
        };
        let about = known.or_else(|| self.literal(value)).or_else(|| self.name(offset));
        Some(verdicts + &about.unwrap_or_else(|| describe::attribute(row)))
    }

    /// A prefix or an address, wherever it stands.
    fn literal(&self, value: &Value) -> Option<String> {
        let written = unquote(value.extent.of(self.text));
        let model = self.judged.spec.model();
        match &value.form {
            Form::Prefix => Some(addresses::prefix(written.parse().ok()?, model)),
            Form::Address => {
                let facts = catalog::edition(self.context.edition);
                Some(addresses::address(written.parse().ok()?, model, facts))
            }
            _ => None,
        }
    }

    /// How much of its SKU the gateway here uses, below the row's title.
    fn with_usage(&self, row: Option<String>) -> Option<String> {
        let mut text = row?;
        let reads = Reads::ignored();
        let spec = View::new(self.judged.spec.model(), &reads);
        if let Some(used) = self.entity().and_then(|id| usage(spec.entity(id), self.context)) {
            text.insert_str(text.find("\n\n").map_or(0, |at| at + 2), &format!("{used}\n\n"));
        }
        Some(text)
    }

    /// What is declared here: something with a name, or a part of it.
    fn declared(&self, around: &Around<'_>, offset: usize) -> Option<(Extent, String)> {
        if let Some(name) = navigate::name_at(self.judged, self.file, offset) {
            return Some((name.span.extent, self.name(offset)?));
        }
        let (block, schema) = *around.blocks.last()?;
        let name = block.labels.last()?;
        Some((*name, self.part(block) + schema?.doc + "\n"))
    }

    /// The header of a nested block.
    fn part(&self, block: &Block) -> String {
        let header = Extent { start: block.kind.start, end: block.labels.last().map_or(block.kind.end, |it| it.end) };
        format!("```connspec\n{} {{ … }}\n```\n\n", header.of(self.text))
    }

    /// A name: its declaration with the comment above it, and how its requirements are met.
    fn name(&self, offset: usize) -> Option<String> {
        let name = navigate::name_at(self.judged, self.file, offset)?;
        let places = navigate::occurrences(self.judged, &name.symbol);
        let uses = places.iter().filter(|(_, declares)| !declares).count();
        let (place, _) = places.iter().find(|(_, declares)| *declares)?;
        let (comment, mut code) = declaration(place);
        let declared = match &name.symbol {
            Symbol::Declared(family, declared) => self.judged.spec.model().declared(*family, declared).first().copied(),
            _ => None,
        };
        // Who stands elsewhere wants to know what is there.
        if let Some(id) = declared.filter(|_| !name.declares) {
            code = self.whole(id).unwrap_or(code);
        }
        let mut text = format!("```connspec\n{code}\n```\n");
        if !comment.is_empty() {
            let _ = write!(text, "\n{comment}\n");
        }
        if let Some(answered) = declared.and_then(|id| requirements::of(self.judged, id)) {
            let _ = write!(text, "\n{}", answered.markdown());
        }
        // What stands in a block mostly serves without being named.
        let is_part = matches!(name.symbol, Symbol::Device(..) | Symbol::NatRule(..));
        if uses > 0 || !(is_part || matches!(name.symbol, Symbol::Declared(Family::Connection, _))) {
            let _ = write!(text, "\nUsed {}.\n", facts::count(uses, "time"));
        }
        Some(text)
    }

    /// A declaration as it is written, but for what may be a secret; none where it is long.
    fn whole(&self, id: EntityId) -> Option<String> {
        const MOST_LINES: usize = 12;
        let block = self.judged.spec.model().block(id).span(id.item);
        let place = super::diagnostics::place(self.judged, block)?;
        let text = place.file.text().slice(place.range);
        (2..=MOST_LINES).contains(&text.lines().count()).then(|| without_secrets(&text).into_owned())
    }

    /// Outside blocks: `edition`, `import`, `let`, `defaults`.
    fn top_level(&self, spot: &Spot<'_>) -> Option<(Extent, String)> {
        if let Spot::Edition(extent) = spot {
            return Some((*extent, describe::editions(self.context)));
        }
        if let Spot::Import = spot {
            return self.imported();
        }
        let at = self.at as usize;
        let before = at - self.text[..at].bytes().rev().take_while(u8::is_ascii_lowercase).count();
        let word = self.text[before..].split(|c: char| !c.is_ascii_lowercase()).next()?;
        let line_start = self.text[..before].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let begins = self.text[line_start..before].trim_matches(['\u{feff}', ' ', '\t']);
        let begins = if word == "allow" { begins == "@" } else { begins.is_empty() };
        let about = describe::keyword(word).filter(|_| begins)?;
        Some((Extent::new(before, before + word.len()), format!("**{word}**\n\n{about}\n")))
    }

    /// The files that an import brings.
    fn imported(&self) -> Option<(Extent, String)> {
        let item = self.judged.spec.model().item(self.id)?;
        let import = item.imports.iter().find(|it| it.extent.touches(self.at))?;
        let folder = self.file.path().parent()?;
        let named = self.judged.spec.files().filter(|it| import_names(&import.pattern, folder, it.path()));
        let names: Vec<String> = named.map(|it| super::complete_relative(folder, it.path())).collect();
        let list: String = names.iter().map(|name| format!("- `{name}`\n")).collect();
        let text = if names.is_empty() { "It names no file.\n".to_owned() } else { format!("It brings\n\n{list}") };
        Some((import.extent, text))
    }
}

/// The comment lines directly above the declaration of a name, without their signs, and its line.
pub fn declaration(place: &Place) -> (String, String) {
    let text = place.file.text();
    let line = text.line_of(place.range.start);
    let code = header_on(&text.line(line), place.range.start - text.line_start(line));
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

/// The declaration on a line whose name begins at `name`: without what stands before it, and whole or with `…` for
/// what follows.
fn header_on(line: &str, name: usize) -> String {
    let before = &line[..name];
    let start = before.rfind(['{', '}', ',', ';']).map_or(0, |at| at + 1);
    let mut code = line[start..].trim();
    let mut depth = 0usize;
    for (at, byte) in code.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth > 1 => depth -= 1,
            b'}' => {
                code = &code[..=at];
                break;
            }
            _ => {}
        }
    }
    if code.ends_with('{') { format!("{code} … }}") } else { code.to_owned() }
}

/// The span of the whole block around a name, for lenses.
pub fn header_of(judged: &Judged, id: EntityId) -> Option<Place> {
    let block = judged.spec.model().block(id);
    super::diagnostics::place(judged, Span::new(id.item, block.header))
}
