//! An item with another word as a value, without reading the rest of it again: the judge tries dozens
//! of words at one place.

use super::item::{Attribute, Block, Item, Typed, Value};
use super::{literal, repair};
use crate::finding::Extent;
use crate::schema::{Attr, AttributeSchema, Kind};
use crate::syntax::ast;

impl Item {
    /// The attribute whose whole value begins at an offset of the item, if there is nothing to say about it.
    pub fn attribute_at(&self, at: u32) -> Option<Attr> {
        let block = self.blocks.iter().find(|block| holds(block, at))?;
        let (_, attribute) = find(block, at)?;
        let value = attribute.value.extent;
        let said =
            self.findings.iter().any(|it| it.span.extent.start <= value.end && value.start <= it.span.extent.end);
        (!said && !matches!(attribute.value.value, Value::List(_) | Value::Wrong)).then_some(attribute.attr)
    }

    /// The item with another word as the value that begins at `at`; none where the word changes more than
    /// that, or something is to be said about it. The text is as long as before: blanks make up for the
    /// difference.
    pub fn reworded(&self, at: u32, word: &str) -> Option<Item> {
        let mut item = self.clone();
        let block = item.blocks.iter_mut().find(|block| holds(block, at))?;
        let (kind, attribute) = find_mut(block, at)?;
        let row = kind.schema().attributes.iter().find(|row| row.attr == attribute.attr)?;
        let value = read(row, word)?;
        let extent = Extent { start: at, end: at + word.len() as u32 };
        attribute.extent.end = extent.end;
        attribute.value = Typed { extent, value };
        Some(item)
    }
}

/// A word read as a value of an attribute, if nothing is to be said about it.
fn read(row: &'static AttributeSchema, word: &str) -> Option<Value> {
    let text = format!("let x = {word}\n");
    let ast = repair::parse(&text);
    let [ast::Item::Let { value: Some(value), .. }] = &ast.items[..] else { return None };
    let mut complaints = Vec::new();
    let typed = literal::read(&row.value, value, &text, &mut complaints);
    let is_whole = value.extent.of(&text) == word && ast.errors.is_empty() && complaints.is_empty();
    (is_whole && !matches!(typed.value, Value::List(_) | Value::Wrong)).then_some(typed.value)
}

fn holds(block: &Block, at: u32) -> bool {
    block.extent.start <= at && at < block.extent.end
}

fn find(block: &Block, at: u32) -> Option<(Kind, &Attribute)> {
    if let Some(nested) = block.blocks.iter().find(|nested| holds(nested, at)) {
        return find(nested, at);
    }
    let attribute = block.attributes.iter().find(|it| it.value.extent.start == at)?;
    Some((block.kind, attribute))
}

fn find_mut(block: &mut Block, at: u32) -> Option<(Kind, &mut Attribute)> {
    match block.blocks.iter().position(|nested| holds(nested, at)) {
        Some(nested) => find_mut(&mut block.blocks[nested], at),
        None => {
            let attribute = block.attributes.iter_mut().find(|it| it.value.extent.start == at)?;
            Some((block.kind, attribute))
        }
    }
}
