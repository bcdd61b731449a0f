//! How rules and editors read a model: blocks with defaults and `let`s in force.

use super::index::{EntityId, FileItems, Key, Model};
use super::item::{Attribute, Block, Item, Let, Secret, Typed, Value};
use super::lets::typed_let;
use crate::finding::{ItemId, Span};
use crate::schema::{Attr, AttributeSchema, Family, Kind, Type};
use ipnet::IpNet;
use smallvec::SmallVec;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::net::IpAddr;

/// How many `let`s one attribute may go through: lists of lists of lists grow without bound.
const MOST_LETS: u16 = 4096;

/// The `let`s on the way to a value, so that a circle ends.
#[derive(Clone, Copy)]
struct Trail<'t> {
    name: &'t str,
    up: Option<&'t Trail<'t>>,
}

impl Trail<'_> {
    fn holds(&self, name: &str) -> bool {
        self.name == name || self.up.is_some_and(|up| up.holds(name))
    }
}

/// Notes what an evaluation reads, so that it is repeated only when that changes.
#[derive(Debug, Default)]
pub struct Reads {
    keys: Option<RefCell<Vec<Key>>>,
    watched: Option<(ItemId, Attr)>,
    saw_watched: Cell<bool>,
}

impl Reads {
    /// Notes everything.
    pub fn noted() -> Reads {
        Reads { keys: Some(RefCell::default()), ..Reads::default() }
    }

    /// Notes nothing: for an evaluation that is done once.
    pub fn ignored() -> Reads {
        Reads::default()
    }

    /// Also notes whether an attribute of an item is looked at.
    pub fn watching(self, item: ItemId, attr: Attr) -> Reads {
        Reads { watched: Some((item, attr)), ..self }
    }

    /// Whether an attribute is watched.
    pub fn is_watching(&self) -> bool {
        self.watched.is_some()
    }

    /// Whether the watched attribute was looked at since the last call.
    pub fn saw_watched(&self) -> bool {
        self.saw_watched.take()
    }

    /// An attribute of an item is looked at; without one, all of it.
    fn look(&self, item: ItemId, attr: Option<Attr>) {
        if let Some((watched, its)) = self.watched
            && watched == item
            && attr.is_none_or(|attr| attr == its)
        {
            self.saw_watched.set(true);
        }
    }

    fn note(&self, key: impl FnOnce() -> Key) {
        if let Some(keys) = &self.keys {
            keys.borrow_mut().push(key());
        }
    }

    /// What was read since the last call, each once.
    pub fn take(&self) -> Box<[Key]> {
        let Some(keys) = &self.keys else { return Box::default() };
        let mut keys = keys.borrow_mut();
        keys.sort_unstable();
        keys.dedup();
        let taken = keys.as_slice().into();
        keys.clear();
        taken
    }
}

/// A model as one evaluation sees it: every look is noted.
#[derive(Clone, Copy, Debug)]
pub struct Spec<'m> {
    model: &'m Model,
    reads: &'m Reads,
}

impl<'m> Spec<'m> {
    /// The model, its looks noted in `reads`.
    pub fn new(model: &'m Model, reads: &'m Reads) -> Spec<'m> {
        Spec { model, reads }
    }

    /// The model, for looks that need not be noted.
    pub fn model(self) -> &'m Model {
        self.model
    }

    /// A declaration.
    pub fn entity(self, id: EntityId) -> View<'m> {
        self.reads.note(|| Key::item(id.item));
        let block = self.model.block(id);
        View { spec: self, id, block, defaults: self.model.defaults_of(id.item, block.kind) }
    }

    /// The declaration of a name: the first, where there are several.
    pub fn declared(self, family: Family, name: &str) -> Option<View<'m>> {
        self.reads.note(|| Key::declared(family, name));
        self.model.declared(family, name).first().map(|id| self.entity(*id))
    }

    /// All declarations of a name, in the order of the spec.
    pub fn all_declared(self, family: Family, name: &str) -> &'m [EntityId] {
        self.reads.note(|| Key::declared(family, name));
        self.model.declared(family, name)
    }

    /// Who refers to a name, in the order of the spec.
    pub fn referrers(self, family: Family, name: &str) -> impl Iterator<Item = View<'m>> + use<'m> {
        self.reads.note(|| Key::referred(family, name));
        self.model.referred(family, name).iter().map(move |id| self.entity(*id))
    }

    /// The files, root first, with their items.
    pub fn files(self) -> &'m [FileItems] {
        self.reads.note(Key::files);
        self.model.files()
    }

    /// What an item means by itself.
    pub fn item(self, id: ItemId) -> Option<&'m Item> {
        self.reads.note(|| Key::item(id));
        self.reads.look(id, None);
        self.model.item(id).map(|item| &**item)
    }

    /// The `let` that a value of an attribute of type `ty` stands for, if it is one.
    pub fn let_of(self, value: &Value, ty: &Type) -> Option<(ItemId, &'m Let)> {
        let name = let_candidate(value, ty)?;
        if self.is_taken(name, ty) { None } else { self.let_named(name) }
    }

    /// The `let` of that name: the first, where there are several.
    pub fn let_named(self, name: &str) -> Option<(ItemId, &'m Let)> {
        self.reads.note(|| Key::named(name));
        self.model.let_named(name)
    }

    /// All `let`s by name, each with its items.
    pub fn lets(self) -> impl Iterator<Item = (&'m str, &'m [(ItemId, u16)])> {
        self.reads.note(Key::lets);
        self.model.lets()
    }

    /// The `defaults` of each kind and file, each with its items; the first is in force.
    pub fn defaults(self) -> impl Iterator<Item = &'m [(ItemId, u16)]> {
        self.reads.note(Key::defaults);
        self.model.defaults()
    }

    /// The items with an `edition`, in the order of the spec.
    pub fn editions(self) -> impl Iterator<Item = (ItemId, &'m Item)> {
        self.reads.note(Key::editions);
        self.model.editions()
    }

    /// Whether something half-written may declare the name, as a `let` or in the family.
    pub fn is_vague(self, family: Option<Family>, name: &str) -> bool {
        self.reads.note(Key::vague);
        self.model.is_vague(family, name)
    }

    /// Whether a word means something to its attribute before it can be a `let`.
    fn is_taken(self, name: &str, ty: &Type) -> bool {
        match ty {
            Type::Word(vocabulary) => vocabulary.knows(name),
            Type::Name(target) => target.family().is_some_and(|family| !self.all_declared(family, name).is_empty()),
            _ => false,
        }
    }

    /// Every declaration of a family, in the order of the spec. A rule that uses it is evaluated
    /// again whenever any of them changes: prefer [`Spec::referrers`].
    pub fn all(self, family: Family) -> impl Iterator<Item = View<'m>> + use<'m> {
        self.names(family).map(move |(id, ..)| self.entity(id))
    }

    /// Every declaration of a family, its kind and name, in the order of the spec. A rule that uses it is
    /// evaluated again when one comes or goes.
    pub fn names(self, family: Family) -> impl Iterator<Item = (EntityId, Kind, &'m str)> + use<'m> {
        self.reads.note(|| Key::all(family));
        self.model.all(family).iter().map(move |id| {
            let block = self.model.block(*id);
            (*id, block.kind, block.name.as_ref().map_or("", |name| &*name.text))
        })
    }

    /// The first declaration of a name that differs from `name` in nothing but letter case, or is the same.
    pub fn first_alike(self, family: Family, name: &str) -> Option<View<'m>> {
        let lower = name.to_lowercase();
        self.reads.note(|| Key::declared(family, &lower));
        self.reads.note(|| Key::capitalized(family, &lower));
        let alike = [self.model.declared(family, &lower), self.model.capitalized(family, &lower)];
        let first = alike.into_iter().flatten().min_by_key(|id| (self.model.order_of(id.item), id.index))?;
        Some(self.entity(*first))
    }
}

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
        self.spec.reads.look(self.id.item, None);
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
        self.spec.reads.look(self.id.item, Some(attr));
        if let Some(attribute) = self.block.attribute(attr) {
            return Some(Field { item: self.id.item, attribute });
        }
        let (item, defaults) = self.defaults?;
        defaults.attribute(attr).map(|attribute| Field { item, attribute })
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
                Kind::Device => self.spec.model.defaults_of(self.id.item, kind),
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

    /// The nested block of a kind that stands at most once.
    pub fn only(self, kind: Kind) -> Option<View<'m>> {
        self.nested(kind).next()
    }

    /// The values of an attribute, lists flattened and `let`s followed; wrong ones are left out.
    pub fn values(self, attr: Attr) -> Values<Cow<'m, Value>> {
        let mut values = Values::new();
        if let Some(field) = self.field(attr)
            && let Some(row) = self.row(attr)
        {
            self.flatten(&field.attribute.value, field.item, row.value.element(), &mut values);
        }
        values
    }

    /// The schema's row for an attribute.
    pub fn row(self, attr: Attr) -> Option<&'static AttributeSchema> {
        self.block.kind.schema().attributes.iter().find(|row| row.attr == attr)
    }

    fn flatten(self, typed: &'m Typed, item: ItemId, ty: &Type, into: &mut Values<Cow<'m, Value>>) {
        match &typed.value {
            Value::Wrong => {}
            Value::List(values) => values.iter().for_each(|value| self.flatten(value, item, ty, into)),
            value => {
                let span = Span::new(item, typed.extent);
                if !self.follow_let(value, span, ty, None, &mut 0, into) {
                    into.push(At { value: Cow::Borrowed(value), span, via: None });
                }
            }
        }
    }

    /// Puts the values of the `let` that `value` names into `into`; false where it names none.
    fn follow_let(
        self,
        value: &Value,
        span: Span,
        ty: &Type,
        trail: Option<&Trail<'_>>,
        count: &mut u16,
        into: &mut Values<Cow<'m, Value>>,
    ) -> bool {
        let Some((item, it)) = self.spec.let_of(value, ty) else { return false };
        *count += 1;
        if *count > MOST_LETS || trail.is_some_and(|trail| trail.holds(&it.name.text)) {
            return true;
        }
        let Some(typed) = typed_let(it, ty) else { return true };
        let trail = Trail { name: &it.name.text, up: trail };
        let via = Span::new(item, it.name.extent);
        let mut elements = vec![&typed];
        while let Some(typed) = elements.pop() {
            match &typed.value {
                Value::Wrong => {}
                Value::List(values) => elements.extend(values.iter().rev()),
                value if self.follow_let(value, span, ty, Some(&trail), count, into) => {}
                value => into.push(At { value: Cow::Owned(value.clone()), span, via: Some(via) }),
            }
        }
        true
    }

    /// The values of an attribute that `pick` understands.
    fn pick<T>(self, attr: Attr, pick: impl Fn(&Value) -> Option<T>) -> Values<T> {
        let keep = |at: At<Cow<'m, Value>>| Some(At { value: pick(&at.value)?, span: at.span, via: at.via });
        self.values(attr).into_iter().filter_map(keep).collect()
    }

    fn one<T>(self, attr: Attr, pick: impl Fn(&Value) -> Option<T>) -> Option<At<T>> {
        let field = self.field(attr)?;
        if let Some(value) = pick(&field.attribute.value.value) {
            return Some(At { value, span: field.value_span(), via: None });
        }
        match field.attribute.value.value {
            Value::Name(_) | Value::Word(_) | Value::List(_) => self.pick(attr, pick).into_iter().next(),
            _ => None,
        }
    }

    /// A boolean, if it is said.
    pub fn boolean(self, attr: Attr) -> Option<At<bool>> {
        self.one(attr, |value| if let Value::Boolean(it) = value { Some(*it) } else { None })
    }

    /// Whether it is said to be true.
    pub fn is_true(self, attr: Attr) -> bool {
        self.boolean(attr).is_some_and(|it| it.value)
    }

    /// A whole number.
    pub fn integer(self, attr: Attr) -> Option<At<u64>> {
        self.one(attr, |value| if let Value::Integer(it) = value { Some(*it) } else { None })
    }

    /// Several whole numbers.
    pub fn integers(self, attr: Attr) -> Values<u64> {
        self.pick(attr, |value| if let Value::Integer(it) = value { Some(*it) } else { None })
    }

    /// A bandwidth in bits per second.
    pub fn bandwidth(self, attr: Attr) -> Option<At<u64>> {
        self.one(attr, |value| if let Value::Bandwidth(it) = value { Some(*it) } else { None })
    }

    /// A duration in seconds.
    pub fn duration(self, attr: Attr) -> Option<At<u64>> {
        self.one(attr, |value| if let Value::Duration(it) = value { Some(*it) } else { None })
    }

    /// A data size in KB.
    pub fn data_size(self, attr: Attr) -> Option<At<u64>> {
        self.one(attr, |value| if let Value::DataSize(it) = value { Some(*it) } else { None })
    }

    /// An IP address.
    pub fn address(self, attr: Attr) -> Option<At<IpAddr>> {
        self.one(attr, |value| if let Value::Address(it) = value { Some(*it) } else { None })
    }

    /// Several IP addresses.
    pub fn addresses(self, attr: Attr) -> Values<IpAddr> {
        self.pick(attr, |value| if let Value::Address(it) = value { Some(*it) } else { None })
    }

    /// IP prefixes.
    pub fn prefixes(self, attr: Attr) -> Values<IpNet> {
        let Some(field) = self.field(attr) else { return Values::new() };
        // The common case without a detour: prefixes written down.
        let mut found = Values::new();
        if let Value::List(values) = &field.attribute.value.value {
            for typed in values {
                match &typed.value {
                    Value::Prefix(value) => {
                        found.push(At { value: *value, span: Span::new(field.item, typed.extent), via: None });
                    }
                    Value::Wrong => {}
                    _ => return self.pick(attr, |value| if let Value::Prefix(it) = value { Some(*it) } else { None }),
                }
            }
        }
        found
    }

    /// Text.
    pub fn text(self, attr: Attr) -> Option<At<Cow<'m, str>>> {
        let at = self.values(attr).into_iter().next()?;
        let value = match at.value {
            Cow::Borrowed(Value::Text(text)) => Cow::Borrowed(&**text),
            Cow::Owned(Value::Text(text)) => Cow::Owned(text.into_string()),
            _ => return None,
        };
        Some(At { value, span: at.span, via: at.via })
    }

    /// A word of the schema, in its canonical spelling.
    pub fn choice(self, attr: Attr) -> Option<At<&'static str>> {
        self.one(attr, |value| if let Value::Choice(it) = value { Some(*it) } else { None })
    }

    /// Several words of the schema.
    pub fn choices(self, attr: Attr) -> Values<&'static str> {
        self.pick(attr, |value| if let Value::Choice(it) = value { Some(*it) } else { None })
    }

    /// A word that the catalogue explains, as written.
    pub fn word(self, attr: Attr) -> Option<At<Cow<'m, str>>> {
        let at = self.values(attr).into_iter().next()?;
        let value = match at.value {
            Cow::Borrowed(Value::Word(word)) => Cow::Borrowed(&**word),
            Cow::Owned(Value::Word(word)) => Cow::Owned(word.into_string()),
            _ => return None,
        };
        Some(At { value, span: at.span, via: at.via })
    }

    /// A pre-shared key.
    pub fn secret(self, attr: Attr) -> Option<At<Secret>> {
        self.one(attr, |value| if let Value::Secret(it) = value { Some(it.clone()) } else { None })
    }

    /// The paths an attribute names: `[hq, edge1]` for `hq.edge1`.
    pub fn names(self, attr: Attr) -> Values<Box<[Box<str>]>> {
        self.pick(attr, |value| if let Value::Name(path) = value { Some(path.clone()) } else { None })
    }

    /// The declarations an attribute names, as far as there are such.
    pub fn targets(self, attr: Attr) -> Values<View<'m>> {
        let Some(row) = self.row(attr) else { return Values::new() };
        let Type::Name(target) = row.value.element() else { return Values::new() };
        let Some(family) = target.family() else { return Values::new() };
        let find = |at: At<Box<[Box<str>]>>| {
            Some(At { value: self.spec.declared(family, &at.value[0])?, span: at.span, via: at.via })
        };
        self.names(attr).into_iter().filter_map(find).collect()
    }

    /// The declaration an attribute names, if there is one.
    pub fn target(self, attr: Attr) -> Option<At<View<'m>>> {
        self.targets(attr).into_iter().next()
    }

    /// Whether the attribute is said to be an empty list, here or by a `let`.
    pub fn is_empty_list(self, attr: Attr) -> bool {
        let (Some(field), Some(row)) = (self.field(attr), self.row(attr)) else { return false };
        match &field.attribute.value.value {
            Value::List(values) => match &values[..] {
                [] => true,
                [only] => self.is_empty_let(&only.value, row.value.element()),
                _ => false,
            },
            value => self.is_empty_let(value, row.value.element()),
        }
    }

    /// Whether a value names a `let` that is an empty list.
    fn is_empty_let(self, value: &Value, ty: &Type) -> bool {
        let Some((_, it)) = self.spec.let_of(value, ty) else { return false };
        typed_let(it, ty).is_some_and(|typed| matches!(&typed.value, Value::List(values) if values.is_empty()))
    }
}

/// The name that a value would have as a `let`.
fn let_candidate<'v>(value: &'v Value, ty: &Type) -> Option<&'v str> {
    match (value, ty) {
        (Value::Name(path), _) if path.len() == 1 => Some(&path[0]),
        (Value::Word(word), Type::Word(_)) => Some(word),
        _ => None,
    }
}
