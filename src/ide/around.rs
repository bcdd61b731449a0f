//! What stands around a place: the blocks that hold it, and what it is in the innermost.

use crate::finding::Extent;
use crate::schema::{self, BlockSchema};
use crate::syntax::ast::{Annotation, Ast, Attribute, Block, Incomplete, Item, Member, Value};

/// A place in an item.
#[derive(Debug)]
pub struct Around<'a> {
    /// The blocks that hold it, outermost first, each with its row of the schema if it has one.
    pub blocks: Vec<(&'a Block, Option<&'static BlockSchema>)>,
    /// What it is.
    pub spot: Spot<'a>,
}

/// What a place is.
#[derive(Debug)]
pub enum Spot<'a> {
    /// The keyword or the type of the innermost block.
    Kind,
    /// The name of the innermost block.
    Name,
    /// An attribute's name.
    Attribute(&'a Attribute),
    /// A value of an attribute: the innermost, an element where it is a list.
    Value(&'a Attribute, &'a Value),
    /// Between an attribute's name and where its value would be, or in a list's blanks.
    NoValue(&'a Attribute),
    /// Words without `=` or `{`.
    Incomplete(&'a Incomplete),
    /// The name of a `let`.
    LetName,
    /// A value of a `let`: the innermost.
    LetValue(&'a Value),
    /// The path of an import.
    Import,
    /// An edition.
    Edition(Extent),
    /// A rule's name in an annotation.
    Rule(Extent),
    /// Elsewhere in an annotation.
    Annotation,
    /// Anything else.
    Elsewhere,
}

/// What stands at `offset` of an item with this text.
pub fn around<'a>(ast: &'a Ast, text: &str, offset: u32) -> Around<'a> {
    for item in &ast.items {
        let spot = match item {
            Item::Block(block) | Item::Defaults(block) => {
                let mut around = Around { blocks: Vec::new(), spot: Spot::Elsewhere };
                let schema = top_schema(block, text);
                if enter(block, schema, text, offset, &mut around) {
                    return around;
                }
                continue;
            }
            Item::Let { name, value, .. } => {
                if name.touches(offset) {
                    Spot::LetName
                } else if let Some(value) = value.as_ref().filter(|value| value.extent.touches(offset)) {
                    Spot::LetValue(innermost(value, offset))
                } else {
                    continue;
                }
            }
            Item::Import { path: Some(path), .. } if path.extent.touches(offset) => Spot::Import,
            Item::Edition { extent, .. } if extent.touches(offset) => Spot::Edition(*extent),
            Item::Attribute(attribute) if attribute.extent.touches(offset) => of_attribute(attribute, offset),
            Item::Incomplete(it) if it.extent.touches(offset) => Spot::Incomplete(it),
            _ => continue,
        };
        return Around { blocks: Vec::new(), spot };
    }
    Around { blocks: Vec::new(), spot: Spot::Elsewhere }
}

/// The row of a top-level block or `defaults`.
pub fn top_schema(block: &Block, text: &str) -> Option<&'static BlockSchema> {
    schema::of_header(block.kind.of(text), block.labels.first().map(|label| label.of(text)))
}

fn annotated<'a>(annotations: &'a [Annotation], offset: u32) -> Option<Spot<'a>> {
    let annotation = annotations.iter().find(|it| it.extent.touches(offset))?;
    let rule = annotation.rules.iter().find(|rule| rule.touches(offset));
    Some(rule.map_or(Spot::Annotation, |rule| Spot::Rule(*rule)))
}

fn enter<'a>(
    block: &'a Block,
    schema: Option<&'static BlockSchema>,
    text: &str,
    offset: u32,
    around: &mut Around<'a>,
) -> bool {
    if let Some(spot) = annotated(&block.annotations, offset) {
        around.spot = spot;
        around.blocks.push((block, schema));
        return true;
    }
    if !block.extent.touches(offset) || (block.closed && offset == block.extent.end) {
        return false;
    }
    around.blocks.push((block, schema));
    // A type that is misspelt or being written is one all the same.
    let of_keyword = || schema::top_level(block.kind.of(text)).any(|schema| schema.variant.is_some());
    let is_top = around.blocks.len() == 1;
    let variants = usize::from(schema.map_or_else(|| is_top && of_keyword(), |schema| schema.variant.is_some()));
    if block.kind.touches(offset) || block.labels.iter().take(variants).any(|label| label.touches(offset)) {
        around.spot = Spot::Kind;
        return true;
    }
    if block.labels.iter().skip(variants).any(|label| label.touches(offset)) {
        around.spot = Spot::Name;
        return true;
    }
    for member in &block.members {
        match member {
            Member::Attribute(attribute) => {
                if let Some(spot) = annotated(&attribute.annotations, offset) {
                    around.spot = spot;
                    return true;
                }
                if attribute.extent.touches(offset) {
                    around.spot = of_attribute(attribute, offset);
                    return true;
                }
            }
            Member::Block(nested) => {
                let inner = schema.and_then(|schema| schema::nested(schema.kind, nested.kind.of(text)));
                if enter(nested, inner, text, offset, around) {
                    return true;
                }
            }
            Member::Incomplete(it) if it.extent.touches(offset) => {
                around.spot = Spot::Incomplete(it);
                return true;
            }
            Member::Incomplete(_) => {}
        }
    }
    true
}

fn of_attribute(attribute: &Attribute, offset: u32) -> Spot<'_> {
    if attribute.name.touches(offset) {
        return Spot::Attribute(attribute);
    }
    match &attribute.value {
        Some(value) if value.extent.touches(offset) => {
            let inner = innermost(value, offset);
            if matches!(inner.form, crate::syntax::ast::Form::List(_)) {
                Spot::NoValue(attribute)
            } else {
                Spot::Value(attribute, inner)
            }
        }
        _ => Spot::NoValue(attribute),
    }
}

fn innermost(value: &Value, offset: u32) -> &Value {
    match &value.form {
        crate::syntax::ast::Form::List(values) => {
            values.iter().find(|value| value.extent.touches(offset)).map_or(value, |value| innermost(value, offset))
        }
        _ => value,
    }
}
