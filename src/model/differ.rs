//! What tells two states of an item apart, as far as anybody who reads it can tell.

use super::item::{Attribute, Block, Item, Value};
use crate::schema::AttrSet;

impl Item {
    /// The attributes whose values are other in another state of the item, if nothing else is but places.
    pub fn other_values(&self, other: &Item) -> Option<AttrSet> {
        let declares_only = |item: &Item| {
            item.defaults.is_empty() && item.lets.is_empty() && item.imports.is_empty() && item.editions.is_empty()
        };
        if !declares_only(self) || !declares_only(other) || self.vague != other.vague {
            return None;
        }
        let mut attrs = AttrSet::default();
        of_blocks(&self.blocks, &other.blocks, &mut attrs).then_some(attrs)
    }
}

/// Adds the attributes whose values are other; false where more is.
fn of_blocks(blocks: &[Block], others: &[Block], attrs: &mut AttrSet) -> bool {
    let name = |block: &Block| block.name.as_ref().map(|name| name.text.clone());
    let alike =
        |one: &Block, other: &Block| one.kind == other.kind && one.vague == other.vague && name(one) == name(other);
    blocks.len() == others.len()
        && blocks.iter().zip(others).all(|(one, other)| {
            of_attributes(one, other, attrs);
            of_attributes(other, one, attrs);
            alike(one, other) && of_blocks(&one.blocks, &other.blocks, attrs)
        })
}

/// Adds the attributes of a block that the other hasn't, or has with another value.
fn of_attributes(block: &Block, other: &Block, attrs: &mut AttrSet) {
    let same = |it: &Attribute| other.attribute(it.attr).is_some_and(|other| same(&it.value.value, &other.value.value));
    block.attributes.iter().filter(|it| !same(it)).for_each(|it| attrs.insert(it.attr));
}

/// Whether two values are the same, wherever they stand.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::List(one), Value::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(&one.value, &other.value))
        }
        (one, other) => one == other,
    }
}
