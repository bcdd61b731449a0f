//! What one segment means by itself: blocks with typed values, each with its place.
//!
//! An [`Item`] is a pure function of its segment's text. Absent stays absent; what is wrong becomes
//! [`Value::Wrong`], which has been reported already and from which nothing is derived.

use crate::finding::{Extent, Finding, ItemId, Span};
use crate::schema::{Attr, AttrSet, Family, Kind};
use crate::syntax::ast;
use ipnet::IpNet;
use jiff::civil::Date;
use std::net::IpAddr;
use std::sync::Arc;

/// A lowered segment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Item {
    /// The declarations; mostly one.
    pub blocks: Vec<Block>,
    /// `defaults` of the file.
    pub defaults: Vec<Block>,
    /// Named values.
    pub lets: Vec<Let>,
    /// Imports.
    pub imports: Vec<Import>,
    /// Editions; more than one is a mistake.
    pub editions: Vec<EditionItem>,
    /// Names that are declared, but by a block whose kind can't be told: known, so that a reference
    /// to one is no second finding.
    ///
    /// Without a family it is a `let`; an empty name stands for any.
    pub vague: Vec<(Option<Family>, Box<str>)>,
    /// What is wrong with the segment by itself: syntax and schema.
    pub findings: Box<[Arc<Finding>]>,
    /// Whether any annotation stands here.
    pub has_allows: bool,
}

/// A block of the model.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// Its kind.
    pub kind: Kind,
    /// Its name, where its kind has one.
    pub name: Option<Name>,
    /// From the keyword to the closing brace.
    pub extent: Extent,
    /// From the keyword to the last label: where findings about the block as a whole point.
    pub header: Extent,
    /// The body with its braces.
    pub body: Extent,
    /// The attributes in order; a name given twice is there once.
    pub attributes: Vec<Attribute>,
    /// Which attributes they are: most questions are about one that isn't there.
    pub(super) says: AttrSet,
    /// The nested blocks in order.
    pub blocks: Vec<Block>,
    /// The `@allow` annotations before it.
    pub allows: Box<[Allow]>,
    /// Whether something in it can't be read, so that what seems missing may be that.
    pub vague: bool,
}

/// A name as declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Without quotes.
    pub text: Box<str>,
    /// Where, with quotes.
    pub extent: Extent,
}

/// An attribute of the model.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// Which.
    pub attr: Attr,
    /// Where its name stands.
    pub name: Extent,
    /// From its name to the end of its value.
    pub extent: Extent,
    /// Its value.
    pub value: Typed,
    /// The `@allow` annotations before it.
    pub allows: Box<[Allow]>,
}

/// A value with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed {
    /// Where.
    pub extent: Extent,
    /// What.
    pub value: Value,
}

/// A value, as its attribute's type reads it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `true`, `false`
    Boolean(bool),
    /// A whole number.
    Integer(u64),
    /// Text, without quotes and escapes.
    Text(Box<str>),
    /// An IP address.
    Address(IpAddr),
    /// An IP prefix without host bits.
    Prefix(IpNet),
    /// In bits per second.
    Bandwidth(u64),
    /// In seconds.
    Duration(u64),
    /// In KB of 1024 bytes.
    DataSize(u64),
    /// A day.
    Date(Date),
    /// A word of the schema, in its canonical spelling.
    Choice(&'static str),
    /// A word that the catalogue explains, as written.
    Word(Box<str>),
    /// A name: a declaration, its path, or a `let`.
    Name(Box<[Box<str>]>),
    /// A pre-shared key.
    Secret(Secret),
    /// Several values.
    List(Box<[Typed]>),
    /// Reported already; nothing is derived from it.
    Wrong,
}

/// A pre-shared key: where it is kept, or (badly) itself.
#[derive(Clone, PartialEq, Eq)]
pub enum Secret {
    /// `keyvault("vault", "secret")`
    Reference,
    /// Written in the spec.
    Literal(Box<str>),
}

impl std::fmt::Debug for Secret {
    /// Never the key itself: models end up in logs and test failures.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Secret::Reference => "Reference",
            Secret::Literal(_) => "Literal(…)",
        })
    }
}

/// A named value; typed where it is used.
#[derive(Clone, Debug, PartialEq)]
pub struct Let {
    /// Its name.
    pub name: Name,
    /// The whole item.
    pub extent: Extent,
    /// Its value as written, with extents into the item.
    pub value: Option<ast::Value>,
    /// The item's text up to the end of the value, so that the value can be read where it is used.
    pub text: Box<str>,
    /// The item it stands in.
    pub item: ItemId,
}

/// `import "…"`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The pattern.
    pub pattern: Box<str>,
    /// Where the string stands.
    pub extent: Extent,
}

/// `edition 2016-05`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditionItem {
    /// The word after the keyword.
    pub value: Box<str>,
    /// Where it stands.
    pub value_extent: Extent,
    /// The whole item.
    pub extent: Extent,
}

/// `@allow(rule, "reason", until = date)`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allow {
    /// The rule whose findings are allowed here.
    pub rule: Box<str>,
    /// Where its name stands.
    pub rule_extent: Extent,
    /// The whole annotation.
    pub extent: Extent,
    /// The day after which the annotation itself is reported.
    pub until: Option<Date>,
}

impl Block {
    /// The attribute as given in this very block.
    pub fn attribute(&self, attr: Attr) -> Option<&Attribute> {
        if !self.says.contains(attr) {
            return None;
        }
        self.attributes.iter().find(|attribute| attribute.attr == attr)
    }

    pub(super) fn push(&mut self, attribute: Attribute) {
        self.says.insert(attribute.attr);
        self.attributes.push(attribute);
    }

    /// Calls `visit` with every single value in the block and in those nested in it.
    pub fn each_value<'b>(&'b self, visit: &mut impl FnMut(&'b Typed)) {
        fn of<'b>(typed: &'b Typed, visit: &mut impl FnMut(&'b Typed)) {
            match &typed.value {
                Value::List(values) => values.iter().for_each(|value| of(value, visit)),
                _ => visit(typed),
            }
        }
        self.attributes.iter().for_each(|it| of(&it.value, visit));
        self.blocks.iter().for_each(|it| it.each_value(visit));
    }

    /// The span of the whole block.
    pub fn span(&self, item: ItemId) -> Span {
        Span::new(item, self.extent)
    }
}
