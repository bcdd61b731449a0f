//! Names and what they mean: every declaration, reference and `let` of a spec, with its place.

use crate::finding::{Extent, ItemId, Span};
use crate::model::literal::unquote;
use crate::model::{Attribute, Block, Item, Model, Typed, Value};
use crate::schema::{Attr, AttributeSchema, Family, Kind, Target, Type};
use crate::syntax::ast::{self, Form};

/// Something that has a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Symbol {
    /// A declaration, by its namespace.
    Declared(Family, Box<str>),
    /// A device of a site.
    Device(Box<str>, Box<str>),
    /// A NAT rule of a gateway.
    NatRule(Box<str>, Box<str>),
    /// A named value.
    Let(Box<str>),
}

impl Symbol {
    /// The name itself.
    pub fn name(&self) -> &str {
        match self {
            Symbol::Declared(_, name) | Symbol::Device(_, name) | Symbol::NatRule(_, name) | Symbol::Let(name) => name,
        }
    }
}

/// A name at a place.
#[derive(Clone, Debug)]
pub struct Occurrence {
    /// What it names.
    pub symbol: Symbol,
    /// Where, with quotes if there are any.
    pub span: Span,
    /// Whether the thing is declared here.
    pub declares: bool,
}

/// The names in one item. `text` is the item's text.
pub fn in_item(model: &Model, id: ItemId, item: &Item, text: &str) -> Vec<Occurrence> {
    let mut walk = Walk { model, id, text, found: Vec::new() };
    for block in &item.blocks {
        if let (Some(family), Some(name)) = (block.kind.family(), &block.name) {
            walk.add(Symbol::Declared(family, name.text.clone()), name.extent, true);
        }
        walk.block(block, block);
    }
    for block in &item.defaults {
        walk.block(block, block);
    }
    for it in &item.lets {
        walk.add(Symbol::Let(it.name.text.clone()), it.name.extent, true);
        if let Some(value) = &it.value {
            walk.let_value(value);
        }
    }
    walk.found
}

struct Walk<'m> {
    model: &'m Model,
    id: ItemId,
    text: &'m str,
    found: Vec<Occurrence>,
}

impl Walk<'_> {
    fn add(&mut self, symbol: Symbol, extent: Extent, declares: bool) {
        self.found.push(Occurrence { symbol, span: Span::new(self.id, extent), declares });
    }

    fn block(&mut self, block: &Block, top: &Block) {
        for attribute in &block.attributes {
            if let Some(row) = block.kind.schema().row(attribute.attr) {
                self.attribute(attribute, row, top);
            }
        }
        for nested in &block.blocks {
            if let (Some(name), Some(owner)) = (&nested.name, &top.name) {
                let symbol = match nested.kind {
                    Kind::Device => Some(Symbol::Device(owner.text.clone(), name.text.clone())),
                    Kind::NatRule => Some(Symbol::NatRule(owner.text.clone(), name.text.clone())),
                    _ => None,
                };
                if let Some(symbol) = symbol {
                    self.add(symbol, name.extent, true);
                }
            }
            self.block(nested, top);
        }
    }

    fn attribute(&mut self, attribute: &Attribute, row: &'static AttributeSchema, top: &Block) {
        self.value(&attribute.value, row.value.element(), top);
    }

    fn value(&mut self, typed: &Typed, ty: &Type, top: &Block) {
        match &typed.value {
            Value::List(values) => values.iter().for_each(|value| self.value(value, ty, top)),
            Value::Name(path) => self.path(path, typed.extent, ty, top),
            Value::Word(word) => {
                let known = matches!(ty, Type::Word(vocabulary) if vocabulary.knows(word));
                if !known && self.model.let_named(word).is_some() {
                    self.add(Symbol::Let(word.clone()), typed.extent, false);
                }
            }
            _ => {}
        }
    }

    fn path(&mut self, path: &[Box<str>], extent: Extent, ty: &Type, top: &Block) {
        let first = first_part(extent, self.text);
        if let Type::Name(target) = ty {
            if *target == Target::NatRule {
                let given = || self.model.defaults_of(self.id, top.kind)?.1.attribute(Attr::Gateway);
                let gateway = top.attribute(Attr::Gateway).or_else(given).map(|it| &it.value.value);
                if let Some(Value::Name(gateway)) = gateway {
                    self.add(Symbol::NatRule(gateway[0].clone(), path[0].clone()), extent, false);
                }
                return;
            }
            if let Some(family) = target.family() {
                let is_let = path.len() == 1
                    && self.model.declared(family, &path[0]).is_empty()
                    && self.model.let_named(&path[0]).is_some();
                if !is_let {
                    self.add(Symbol::Declared(family, path[0].clone()), first, false);
                    if let (Family::Site, Some(device)) = (family, path.get(1)) {
                        let rest = Extent { start: first.end + 1, end: extent.end };
                        self.add(Symbol::Device(path[0].clone(), device.clone()), rest, false);
                    }
                    return;
                }
            }
        }
        if path.len() == 1 {
            self.add(Symbol::Let(path[0].clone()), extent, false);
        }
    }

    /// The value of a `let` is typed where it is used; here a word is a `let`, else whatever declaration
    /// has that name.
    fn let_value(&mut self, value: &ast::Value) {
        match &value.form {
            Form::List(values) => values.iter().for_each(|value| self.let_value(value)),
            Form::Word => {
                let word = value.extent.of(self.text);
                let of = |family: &Family| !self.model.declared(*family, word).is_empty();
                if self.model.let_named(word).is_some() {
                    self.add(Symbol::Let(word.into()), value.extent, false);
                } else if let Some(family) = Family::ALL.iter().find(|family| of(family)) {
                    self.add(Symbol::Declared(*family, word.into()), value.extent, false);
                }
            }
            Form::Reference(parts) => {
                if let [site, device] = parts[..] {
                    let names = [site, device].map(|it| Box::<str>::from(unquote(it.of(self.text))));
                    let [site_name, device_name] = names;
                    self.add(Symbol::Declared(Family::Site, site_name.clone()), site, false);
                    self.add(Symbol::Device(site_name, device_name), device, false);
                }
            }
            _ => {}
        }
    }
}

/// The part of a path before its dot, with its quotes.
fn first_part(extent: Extent, text: &str) -> Extent {
    let written = extent.of(text);
    let end = if let Some(rest) = written.strip_prefix('"') {
        rest.find('"').map_or(written.len(), |at| at + 2)
    } else {
        written.find('.').unwrap_or(written.len())
    };
    Extent { start: extent.start, end: extent.start + end as u32 }
}
