//! The typed view of one segment: what stands there, by extents into its text.
//!
//! Nothing is interpreted here: kinds, names and values are extents, and what they mean is the
//! schema's and the model's business. Half-written text has a place too ([`Member::Incomplete`],
//! [`Attribute::value`] absent, [`Block::closed`] false).

use crate::finding::Extent;

/// Everything in a segment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ast {
    /// The items in order; mostly one.
    pub items: Vec<Item>,
    /// What is wrong with the text as text.
    pub errors: Vec<SyntaxError>,
}

/// A top-level item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// `edition 2016-05`
    Edition {
        /// The whole item.
        extent: Extent,
        /// What follows the keyword.
        value: Option<Value>,
    },
    /// `import "sites/*.connspec"`
    Import {
        /// The whole item.
        extent: Extent,
        /// The pattern, a string.
        path: Option<Value>,
    },
    /// `let corp = […]`
    Let {
        /// The whole item.
        extent: Extent,
        /// The name.
        name: Extent,
        /// The value.
        value: Option<Value>,
    },
    /// `defaults connection site-to-site { … }`; the kind stands in the block.
    Defaults(Block),
    /// A declaration.
    Block(Block),
    /// An attribute outside any block: always a mistake, but kept for its place.
    Attribute(Attribute),
    /// A half-typed line.
    Incomplete(Incomplete),
}

impl Item {
    /// Where it stands, annotations not included.
    pub fn extent(&self) -> Extent {
        match self {
            Item::Edition { extent, .. } | Item::Import { extent, .. } | Item::Let { extent, .. } => *extent,
            Item::Defaults(block) | Item::Block(block) => block.extent,
            Item::Attribute(attribute) => attribute.extent,
            Item::Incomplete(incomplete) => incomplete.extent,
        }
    }

    /// The value it gives, where it is of a kind that gives one.
    pub(super) fn value_mut(&mut self) -> Option<&mut Option<Value>> {
        match self {
            Item::Edition { value, .. } | Item::Let { value, .. } | Item::Import { path: value, .. } => Some(value),
            Item::Attribute(attribute) => Some(&mut attribute.value),
            _ => None,
        }
    }
}

/// `kind [type] name { … }`, or nested `kind [name] { … }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// From the kind to the closing brace (annotations not included).
    pub extent: Extent,
    /// The keyword.
    pub kind: Extent,
    /// What stands between the keyword and the brace.
    pub labels: Vec<Extent>,
    /// From the opening brace to the closing one, both included.
    pub body: Extent,
    /// Whether the closing brace is there.
    pub closed: bool,
    /// What the block holds, in order.
    pub members: Vec<Member>,
    /// The annotations before it.
    pub annotations: Vec<Annotation>,
}

/// What a block holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Member {
    /// `name = value`
    Attribute(Attribute),
    /// A nested block.
    Block(Block),
    /// A half-typed line.
    Incomplete(Incomplete),
}

impl Member {
    /// The value of an attribute.
    pub(super) fn value_mut(&mut self) -> Option<&mut Option<Value>> {
        match self {
            Member::Attribute(attribute) => Some(&mut attribute.value),
            _ => None,
        }
    }

    /// Where it stands, annotations not included.
    pub fn extent(&self) -> Extent {
        match self {
            Member::Attribute(it) => it.extent,
            Member::Block(it) => it.extent,
            Member::Incomplete(it) => it.extent,
        }
    }
}

/// `name = value`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// From the name to the end of the value.
    pub extent: Extent,
    /// The name.
    pub name: Extent,
    /// The value; absent while it is being typed.
    pub value: Option<Value>,
    /// The annotations before it.
    pub annotations: Vec<Annotation>,
}

/// A name, and perhaps more words, with neither `=` nor `{`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incomplete {
    /// The whole of it.
    pub extent: Extent,
    /// The first word.
    pub name: Extent,
    /// The words and values after it.
    pub rest: Vec<Value>,
}

/// A value as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// Where it stands.
    pub extent: Extent,
    /// What it looks like.
    pub form: Form,
}

/// What a value looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// `VpnGw2AZ`, `hub_vpn`, `site-to-site`
    Word,
    /// `hq.edge1`: the parts.
    Reference(Vec<Extent>),
    /// `"Equinix"`, closed or not.
    String,
    /// `true`, `false`
    Boolean(bool),
    /// `65010`
    Integer,
    /// `1.25`
    Decimal,
    /// `500 Mbps`, `8 h`, `102400000 KB`
    Quantity,
    /// `198.51.100.10`
    Address,
    /// `10.1.0.0/16`
    Prefix,
    /// `2026-09-30`
    Date,
    /// `2016-05`
    Edition,
    /// `[ … ]`
    List(Vec<Value>),
    /// `keyvault("hub-kv", "hq-psk")`: function and arguments.
    Call(Extent, Vec<Value>),
    /// Text that is no value; reported already.
    Broken,
}

/// `@allow(rule, "reason", until = date)`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// From the `@` to the closing parenthesis.
    pub extent: Extent,
    /// The word after `@`.
    pub name: Extent,
    /// The rule names.
    pub rules: Vec<Extent>,
    /// The strings: the reason.
    pub strings: Vec<Extent>,
    /// `name = value`
    pub named: Vec<(Extent, Value)>,
}

/// One mistake in the text as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where.
    pub extent: Extent,
    /// Which.
    pub kind: Mistake,
}

/// The mistakes that the text itself can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mistake {
    /// `site "a` – the closing quote is missing.
    MissingQuote,
    /// A list without its `]`.
    MissingBracket,
    /// `10.1.0.0/16, 10.2.0.0/16]`: no `[`.
    MissingOpenBracket,
    /// A block without its `}`.
    MissingBrace,
    /// A call or an annotation without its `)`.
    MissingParenthesis,
    /// `bandwidth 500 Mbps`: no `=`.
    MissingEquals,
    /// `sku =` and nothing after it.
    MissingValue,
    /// Two members or two list values with nothing between them.
    MissingSeparator,
    /// A semicolon.
    WrongSeparator,
    /// `:` for `=`, a habit of other languages.
    Colon,
    /// `=>`, `:=`, `==` for `=`.
    WrongOperator,
    /// `site a` and a body: no `{`.
    MissingOpenBrace,
    /// `{ … }` or `= value` without the word before it.
    MissingName,
    /// A closing brace that closes nothing.
    StrayBrace,
    /// Text that fits nowhere.
    Unexpected,
    /// A block or a list in more others than anybody means.
    TooDeep,
    /// A comma with nothing before it.
    ExtraComma,
}
