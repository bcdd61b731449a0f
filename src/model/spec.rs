//! A model as one evaluation reads it: every look is noted.

use super::index::{EntityId, FileItems, Key, Model};
use super::item::{Item, Let, Value};
use super::view::View;
use crate::finding::ItemId;
use crate::schema::{Attr, AttrSet, Family, Kind, Type};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::sync::Arc;

/// Notes what an evaluation reads, so that it is repeated only when that changes.
#[derive(Debug, Default)]
pub struct Reads {
    keys: Option<RefCell<Keys>>,
    /// The item of the subject that reads.
    own: Cell<Option<ItemId>>,
    looks: Cell<Looks>,
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

    /// Whether what is read is noted.
    pub fn is_noting(&self) -> bool {
        self.keys.is_some()
    }

    /// Whether an attribute is watched.
    pub fn is_watching(&self) -> bool {
        self.watched.is_some()
    }

    /// Whether the watched attribute was looked at since the last call.
    pub fn saw_watched(&self) -> bool {
        self.saw_watched.take()
    }

    /// Says whose reads come now: those of a declaration in an item, or of the spec as a whole.
    pub fn of_subject(&self, item: Option<ItemId>) {
        self.own.set(item);
    }

    /// The attributes that were looked at since the last call.
    pub fn take_looks(&self) -> Looks {
        self.looks.take()
    }

    /// An attribute of an item is looked at; without one, all of it.
    fn look(&self, item: ItemId, attr: Option<Attr>) {
        if self.is_noting() {
            let mut looks = self.looks.get();
            looks.note(self.own.get() == Some(item), attr);
            self.looks.set(looks);
        }
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
    pub fn take(&self) -> Arc<[Key]> {
        self.keys.as_ref().map_or_else(Arc::default, |keys| keys.borrow_mut().take())
    }
}

/// Some attributes: of the item of the subject that reads, and of other items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looks {
    /// Of its own item.
    pub own: AttrSet,
    /// Of whatever other item.
    pub others: AttrSet,
}

impl Looks {
    fn note(&mut self, is_own: bool, attr: Option<Attr>) {
        let attrs = if is_own { &mut self.own } else { &mut self.others };
        match attr {
            Some(attr) => attrs.insert(attr),
            None => *attrs = AttrSet::ALL,
        }
    }

    /// The attributes of either.
    pub fn union(self, other: Looks) -> Looks {
        Looks { own: self.own.union(other.own), others: self.others.union(other.others) }
    }

    /// Whether some attribute is in both.
    pub fn meets(self, other: Looks) -> bool {
        self.own.meets(other.own) || self.others.meets(other.others)
    }
}

/// What was read. Rules read the same few things again and again, so most of what comes is there already:
/// by its hash, each key has a slot that tells.
#[derive(Debug)]
struct Keys {
    all: Vec<Key>,
    newest: [Option<Key>; Keys::SLOTS],
}

impl Keys {
    const SLOTS: usize = 256;

    fn push(&mut self, key: Key) {
        let slot = &mut self.newest[key.slot(Keys::SLOTS)];
        if slot.replace(key) != Some(key) {
            self.all.push(key);
        }
    }

    /// All of them in order, each once.
    fn take(&mut self) -> Arc<[Key]> {
        self.all.iter().for_each(|key| self.newest[key.slot(Keys::SLOTS)] = None);
        self.all.sort_unstable();
        self.all.dedup();
        self.all.drain(..).collect()
    }
}

impl Default for Keys {
    fn default() -> Keys {
        Keys { all: Vec::new(), newest: [None; Keys::SLOTS] }
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

    /// An attribute of an item is looked at; without one, all of it.
    pub(super) fn look(self, item: ItemId, attr: Option<Attr>) {
        self.reads.look(item, attr);
    }

    /// A declaration.
    pub fn entity(self, id: EntityId) -> View<'m> {
        self.reads.note(|| Key::item(id.item));
        View::new(self, id, self.model.block(id))
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
        let name = match (value, ty) {
            (Value::Name(path), _) if path.len() == 1 => &path[0],
            (Value::Word(word), Type::Word(_)) => word,
            _ => return None,
        };
        // Most words are no `let`, so that is asked first.
        self.let_named(name).filter(|_| !self.is_taken(name, ty))
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
        let lower = lower_case(name);
        self.reads.note(|| Key::declared(family, &lower));
        self.reads.note(|| Key::capitalized(family, &lower));
        let alike = [self.model.declared(family, &lower), self.model.capitalized(family, &lower)];
        let first = alike.into_iter().flatten().min_by_key(|id| (self.model.order_of(id.item), id.index))?;
        Some(self.entity(*first))
    }
}

/// The text in lower case, which it mostly is already.
fn lower_case(text: &str) -> Cow<'_, str> {
    let is_lower = text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_lower { Cow::Borrowed(text) } else { Cow::Owned(text.to_lowercase()) }
}
