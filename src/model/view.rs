//! Blocks as rules and editors read them: with `defaults` in force.

use super::index::EntityId;
use super::item::{Attribute, Block, Value};
use super::spec::Spec;
use crate::finding::{ItemId, Span};
use crate::schema::{Attr, AttributeSchema, Kind};
use smallvec::SmallVec;

/// A value with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it is used.
    pub span: Span,
    /// The `let` it comes from, if it does.
    pub via: Option<Span>,
}

impl<T> At<T> {
    /// Another value at the same place.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> At<U> {
        At { value: change(self.value), span: self.span, via: self.via }
    }
}

impl<T> std::ops::Deref for At<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// Several values with their places.
pub type Values<T> = SmallVec<[At<T>; 4]>;

/// A block with what its file's `defaults` give it.
#[derive(Clone, Copy, Debug)]
pub struct View<'m> {
    spec: Spec<'m>,
    id: EntityId,
    block: &'m Block,
    defaults: Option<(ItemId, &'m Block)>,
}

/// An attribute as it is in force, with the item it is written in.
#[derive(Clone, Copy, Debug)]
pub struct Field<'m> {
    /// The item it is written in: the block's, or that of its file's `defaults`.
    pub item: ItemId,
    /// The attribute.
    pub attribute: &'m Attribute,
}

impl Field<'_> {
    /// Name and value.
    pub fn span(self) -> Span {
        Span::new(self.item, self.attribute.extent)
    }

    /// The value.
    pub fn value_span(self) -> Span {
        Span::new(self.item, self.attribute.value.extent)
    }

    /// Whether the value is wrong and was reported.
    pub fn is_wrong(self) -> bool {
        contains_wrong(&self.attribute.value.value)
    }
}

fn contains_wrong(value: &Value) -> bool {
    match value {
        Value::Wrong => true,
        Value::List(values) => values.iter().any(|it| contains_wrong(&it.value)),
        _ => false,
    }
}

impl<'m> View<'m> {
    /// The block, with what its file gives to blocks of its kind.
    pub(super) fn new(spec: Spec<'m>, id: EntityId, block: &'m Block) -> View<'m> {
        View { spec, id, block, defaults: spec.model().defaults_of(id.item, block.kind) }
    }

    /// The spec it belongs to.
    pub fn spec(self) -> Spec<'m> {
        self.spec
    }

    /// The top-level block it is, or stands in.
    pub fn id(self) -> EntityId {
        self.id
    }

    /// Its kind.
    pub fn kind(self) -> Kind {
        self.block.kind
    }

    /// The block as written.
    pub fn block(self) -> &'m Block {
        self.spec.look(self.id.item, None);
        self.block
    }

    /// The block its file's `defaults` give it, with the item that holds them.
    pub fn defaults(self) -> Option<(ItemId, &'m Block)> {
        self.defaults
    }

    /// Whether something in it can't be read, so that what seems missing may be that.
    pub fn is_vague(self) -> bool {
        self.block.vague
    }

    /// Its name; empty for an unnamed block.
    pub fn name(self) -> &'m str {
        self.block.name.as_ref().map_or("", |name| &name.text)
    }

    /// The whole block.
    pub fn span(self) -> Span {
        Span::new(self.id.item, self.block.extent)
    }

    /// The header: where a finding about the block as a whole points.
    pub fn header(self) -> Span {
        Span::new(self.id.item, self.block.header)
    }

    /// The name as declared, else the header.
    pub fn name_span(self) -> Span {
        let extent = self.block.name.as_ref().map_or(self.block.header, |name| name.extent);
        Span::new(self.id.item, extent)
    }

    /// The attribute as it is in force: the block's own, else the one from the defaults.
    pub fn field(self, attr: Attr) -> Option<Field<'m>> {
        self.spec.look(self.id.item, Some(attr));
        if let Some(attribute) = self.block.attribute(attr) {
            return Some(Field { item: self.id.item, attribute });
        }
        let (item, defaults) = self.defaults?;
        defaults.attribute(attr).map(|attribute| Field { item, attribute })
    }

    /// The attribute if the block itself has it.
    pub fn own(self, attr: Attr) -> Option<&'m Attribute> {
        self.spec.look(self.id.item, Some(attr));
        self.block.attribute(attr)
    }

    /// Every attribute in force: the block's own, then those that only the defaults give.
    pub fn fields(self) -> impl Iterator<Item = Field<'m>> {
        self.spec.look(self.id.item, None);
        let own = self.block.attributes.iter().map(move |attribute| Field { item: self.id.item, attribute });
        let given = self
            .defaults
            .into_iter()
            .flat_map(|(item, block)| block.attributes.iter().map(move |attribute| Field { item, attribute }));
        own.chain(given.filter(move |field| self.block.attribute(field.attribute.attr).is_none()))
    }

    /// Whether the attribute is said, rightly or wrongly.
    pub fn says(self, attr: Attr) -> bool {
        self.field(attr).is_some()
    }

    /// Whether the attribute is said and can't be read: nothing may be derived from it.
    pub fn is_wrong(self, attr: Attr) -> bool {
        self.field(attr).is_some_and(Field::is_wrong)
    }

    /// The value's place, else the header.
    pub fn place_of(self, attr: Attr) -> Span {
        self.field(attr).map_or(self.header(), Field::value_span)
    }

    /// The nested blocks of a kind, each with its defaults.
    pub fn nested(self, kind: Kind) -> impl Iterator<Item = View<'m>> {
        let defaults =
            self.defaults.and_then(|(item, block)| Some((item, block.blocks.iter().find(|b| b.kind == kind)?)));
        let own = self.block.blocks.iter().filter(move |block| block.kind == kind);
        let only_defaults = defaults.filter(|_| !self.block.blocks.iter().any(|block| block.kind == kind));
        let own = own.map(move |block| {
            // A device has the file's `defaults device`; unnamed blocks merge with their namesake there.
            let defaults = match kind {
                Kind::Device => self.spec.model().defaults_of(self.id.item, kind),
                _ => defaults,
            };
            View { block, defaults, ..self }
        });
        own.chain(only_defaults.map(move |(item, block)| View {
            block,
            id: EntityId { item, index: self.id.index },
            defaults: None,
            ..self
        }))
    }

    /// The nested blocks of every kind, each with its defaults.
    pub fn blocks(self) -> impl Iterator<Item = View<'m>> {
        let holds_any = !self.block.blocks.is_empty() || self.defaults.is_some();
        let kinds = if holds_any { self.block.kind.schema().blocks } else { &[] };
        kinds.iter().flat_map(move |kind| self.nested(*kind))
    }

    /// The nested block of a kind that stands at most once.
    pub fn only(self, kind: Kind) -> Option<View<'m>> {
        self.nested(kind).next()
    }

    /// The schema's row for an attribute.
    pub fn row(self, attr: Attr) -> Option<&'static AttributeSchema> {
        self.block.kind.schema().row(attr)
    }
}
