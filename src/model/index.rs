//! The model of a whole spec: its items, found by name and by who refers to whom.

use super::item::{Block, Item, Let, Value};
use super::layered::Layered;
use crate::finding::ItemId;
use crate::schema::{AttributeSchema, Family, Kind, Target, Type};
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use smallvec::SmallVec;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Identifies a file of a workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// Identifies a top-level block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityId {
    /// The item it stands in.
    pub item: ItemId,
    /// Which of the item's blocks it is; mostly the only one.
    pub index: u16,
}

/// Some entities, in the order of the spec.
pub type Entities = SmallVec<[EntityId; 2]>;

/// The items of one file, in order.
#[derive(Clone, Debug)]
pub struct FileItems {
    /// The file.
    pub file: FileId,
    /// Its items.
    pub items: Arc<[ItemId]>,
}

/// What an evaluation can depend on. Two keys may coincide; then a subject is evaluated once too often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(u64);

impl Key {
    /// The content of an item.
    pub fn item(item: ItemId) -> Key {
        Key::of((0u8, item))
    }

    /// Who declares the name.
    pub fn declared(family: Family, name: &str) -> Key {
        Key::of((1u8, family as u8, name))
    }

    /// Who refers to the name.
    pub fn referred(family: Family, name: &str) -> Key {
        Key::of((2u8, family as u8, name))
    }

    /// Which declarations of a family there are.
    pub fn all(family: Family) -> Key {
        Key::of((3u8, family as u8))
    }

    /// Which files there are, and which items they hold in which order.
    pub fn files() -> Key {
        Key::of(4u8)
    }

    fn of(value: impl Hash) -> Key {
        let mut hasher = FxHasher::default();
        value.hash(&mut hasher);
        Key(hasher.finish())
    }
}

/// Where the `let`s of one name stand: the item, and which of its `let`s.
type LetPlaces = Vec<(ItemId, u16)>;

/// What a change touched.
#[derive(Clone, Debug)]
pub enum Dirty {
    /// Everything: a `let`, `defaults`, an import, an edition or the set of files.
    All,
    /// What depends on one of these.
    Keys(FxHashSet<Key>),
}

/// What all files of a spec mean together.
///
/// A model is immutable and cheap to clone; [`Model::updated`] gives the model after a change and
/// says what the change touched.
#[derive(Clone, Debug, Default)]
pub struct Model {
    files: Arc<[FileItems]>,
    items: Layered<ItemId, Arc<Item>>,
    /// By item: its place in the spec's order and its file.
    places: Arc<Vec<(u32, FileId)>>,
    declared: [Layered<Box<str>, Entities>; Family::ALL.len()],
    referred: [Layered<Box<str>, Entities>; Family::ALL.len()],
    vague: Arc<FxHashSet<(Option<Family>, Box<str>)>>,
    lets: Arc<FxHashMap<Box<str>, LetPlaces>>,
    defaults: Arc<FxHashMap<(FileId, Kind), (ItemId, u16)>>,
}

impl Model {
    /// The model of `files`, whose items `item` gives.
    pub fn build(files: Vec<FileItems>, mut item: impl FnMut(ItemId) -> Arc<Item>) -> Model {
        let mut items = FxHashMap::default();
        let mut lets: FxHashMap<Box<str>, Vec<_>> = FxHashMap::default();
        let mut defaults = FxHashMap::default();
        let mut vague = FxHashSet::default();
        for file in &files {
            for &id in file.items.iter() {
                let item = item(id);
                for (index, it) in item.lets.iter().enumerate() {
                    lets.entry(it.name.text.clone()).or_default().push((id, index as u16));
                }
                for (index, block) in item.defaults.iter().enumerate() {
                    defaults.entry((file.file, block.kind)).or_insert((id, index as u16));
                }
                vague.extend(item.vague.iter().cloned());
                items.insert(id, item);
            }
        }
        let mut model = Model {
            places: Arc::new(places(&files)),
            files: files.into(),
            items: Layered::from_map(items),
            vague: Arc::new(vague),
            lets: Arc::new(lets),
            defaults: Arc::new(defaults),
            ..Model::default()
        };
        let mut declared: [FxHashMap<Box<str>, Entities>; Family::ALL.len()] = Default::default();
        let mut referred: [FxHashMap<Box<str>, Entities>; Family::ALL.len()] = Default::default();
        for id in model.entities() {
            let block = model.block(id);
            if let (Some(family), Some(name)) = (block.kind.family(), &block.name) {
                declared[family as usize].entry(name.text.clone()).or_default().push(id);
            }
            model.each_reference(id.item, block, &mut |family, name| {
                let entities = match referred[family as usize].get_mut(name) {
                    Some(entities) => entities,
                    None => referred[family as usize].entry(name.into()).or_default(),
                };
                if entities.last() != Some(&id) {
                    entities.push(id);
                }
            });
        }
        model.declared = declared.map(Layered::from_map);
        model.referred = referred.map(Layered::from_map);
        model
    }

    /// The model after the items in `changed` became what they are now (`None`: they are gone).
    /// `files` lists the items of every file where items came, went or moved.
    pub fn updated(&self, files: Option<Vec<FileItems>>, changed: &[(ItemId, Option<Arc<Item>>)]) -> (Model, Dirty) {
        let shared = |item: &Item| {
            !(item.lets.is_empty()
                && item.defaults.is_empty()
                && item.imports.is_empty()
                && item.editions.is_empty()
                && item.vague.is_empty())
        };
        let touches_all = changed
            .iter()
            .any(|(id, new)| new.as_deref().is_some_and(shared) || self.items.get(id).is_some_and(|old| shared(old)));
        if touches_all {
            let new: FxHashMap<_, _> = changed.iter().cloned().collect();
            let files = files.unwrap_or_else(|| self.files.to_vec());
            let model = Model::build(files, |id| match new.get(&id) {
                Some(Some(item)) => item.clone(),
                _ => self.items.get(&id).cloned().unwrap_or_default(),
            });
            return (model, Dirty::All);
        }
        let mut model = self.clone();
        if let Some(files) = files {
            model.places = Arc::new(places(&files));
            model.files = files.into();
        }
        let mut dirty = FxHashSet::default();
        if !Arc::ptr_eq(&model.files, &self.files) {
            dirty.insert(Key::files());
        }
        for (id, new) in changed {
            let old = self.items.get(id).cloned().unwrap_or_default();
            let new_item = new.clone().unwrap_or_default();
            dirty.insert(Key::item(*id));
            model.items.set(*id, new.clone());
            let (before, after) = (declarations(*id, &old), declarations(*id, &new_item));
            model.replace_links(
                before,
                after,
                |model, family| &mut model.declared[family as usize],
                |family, name, dirty: &mut FxHashSet<Key>| {
                    dirty.insert(Key::declared(family, name));
                    dirty.insert(Key::all(family));
                },
                &mut dirty,
            );
            let (before, after) = (self.references(*id, &old), model.references(*id, &new_item));
            model.replace_links(
                before,
                after,
                |model, family| &mut model.referred[family as usize],
                |family, name, dirty: &mut FxHashSet<Key>| {
                    dirty.insert(Key::referred(family, name));
                },
                &mut dirty,
            );
        }
        model.items.fold();
        model.declared.iter_mut().chain(&mut model.referred).for_each(Layered::fold);
        (model, Dirty::Keys(dirty))
    }

    /// What the item's blocks refer to.
    fn references(&self, id: ItemId, item: &Item) -> Vec<Link> {
        let mut links = Vec::new();
        for (entity, block) in entities_of(id, item).zip(&item.blocks) {
            self.each_reference(id, block, &mut |family, name| links.push((family, Box::from(name), entity)));
        }
        links.sort();
        links.dedup();
        links
    }

    /// Takes out of an index the links of `before` that are not in `after`, and puts in the new ones.
    fn replace_links(
        &mut self,
        before: Vec<Link>,
        after: Vec<Link>,
        map: impl Fn(&mut Model, Family) -> &mut Layered<Box<str>, Entities>,
        touch: impl Fn(Family, &str, &mut FxHashSet<Key>),
        dirty: &mut FxHashSet<Key>,
    ) {
        let places = self.places.clone();
        let order = |id: &EntityId| (places.get(id.item.0 as usize).map_or(u32::MAX, |place| place.0), id.index);
        let gone = before.iter().filter(|link| !after.contains(link)).map(|link| (link, false));
        let come = after.iter().filter(|link| !before.contains(link)).map(|link| (link, true));
        for ((family, name, entity), comes) in gone.chain(come) {
            let map = map(self, *family);
            let mut entities = map.get(name).cloned().unwrap_or_default();
            if comes {
                let at = entities.partition_point(|other| order(other) < order(entity));
                entities.insert(at, *entity);
            } else {
                entities.retain(|other| other != entity);
            }
            map.set(name.clone(), (!entities.is_empty()).then_some(entities));
            touch(*family, name, dirty);
        }
    }

    /// Calls `visit` for every name that the block refers to, by itself, through a `let`, or through
    /// the defaults of its file.
    fn each_reference(&self, item: ItemId, block: &Block, visit: &mut impl FnMut(Family, &str)) {
        self.each_own_reference(block, visit);
        if self.defaults.is_empty() {
            return;
        }
        if let Some((_, defaults)) = self.defaults_of(item, block.kind) {
            for attribute in defaults.attributes.iter().filter(|it| block.attribute(it.attr).is_none()) {
                self.each_reference_of_attribute(defaults.kind, attribute, visit);
            }
            for nested in &defaults.blocks {
                self.each_own_reference(nested, visit);
            }
        }
    }

    fn each_own_reference(&self, block: &Block, visit: &mut impl FnMut(Family, &str)) {
        for attribute in &block.attributes {
            if let Value::Name(_) | Value::List(_) = attribute.value.value {
                self.each_reference_of_attribute(block.kind, attribute, visit);
            }
        }
        for nested in &block.blocks {
            self.each_own_reference(nested, visit);
        }
    }

    fn each_reference_of_attribute(
        &self,
        kind: Kind,
        attribute: &super::item::Attribute,
        visit: &mut impl FnMut(Family, &str),
    ) {
        let row = kind.schema().attributes.iter().find(|row| row.attr == attribute.attr);
        if let Some(AttributeSchema { value: ty, .. }) = row
            && let Type::Name(target) = ty.element()
            && let Some(family) = Target::family(*target)
        {
            self.each_name(&attribute.value.value, ty, &mut Vec::new(), &mut |name| visit(family, name));
        }
    }

    /// Follows each `let` once: what matters is which names there are, not how often.
    fn each_name<'m>(&'m self, value: &Value, ty: &Type, seen: &mut Vec<&'m str>, visit: &mut impl FnMut(&str)) {
        match value {
            Value::List(values) => values.iter().for_each(|it| self.each_name(&it.value, ty, seen, visit)),
            Value::Name(path) => {
                visit(&path[0]);
                if path.len() == 1
                    && let Some((_, it)) = self.let_named(&path[0])
                    && !seen.contains(&&*it.name.text)
                    && let Some(typed) = super::lets::typed_let(it, ty)
                {
                    seen.push(&it.name.text);
                    self.each_name(&typed.value, ty, seen, visit);
                }
            }
            _ => {}
        }
    }

    /// The files, root first, with their items.
    pub fn files(&self) -> &[FileItems] {
        &self.files
    }

    /// Every declaration, in the order of the spec.
    pub fn entities(&self) -> impl Iterator<Item = EntityId> + '_ {
        let ids = self.files.iter().flat_map(|file| file.items.iter());
        ids.filter_map(|id| self.items.get(id).map(|item| (*id, item))).flat_map(|(id, item)| entities_of(id, item))
    }

    /// An item, if the spec has it.
    pub fn item(&self, id: ItemId) -> Option<&Arc<Item>> {
        self.items.get(&id)
    }

    /// The block of a declaration.
    ///
    /// # Panics
    /// If the id is of another model.
    pub fn block(&self, id: EntityId) -> &Block {
        let item = self.items.get(&id.item).expect("an entity of this model");
        &item.blocks[id.index as usize]
    }

    /// Which file the item stands in.
    pub fn file_of(&self, item: ItemId) -> FileId {
        self.places.get(item.0 as usize).map_or(FileId(u32::MAX), |place| place.1)
    }

    /// Where the item stands in the order of the spec.
    pub fn order_of(&self, item: ItemId) -> u32 {
        self.places.get(item.0 as usize).map_or(u32::MAX, |place| place.0)
    }

    /// Who declares the name; more than one is a mistake.
    pub fn declared(&self, family: Family, name: &str) -> &[EntityId] {
        self.declared[family as usize].get(name).map_or(&[], |entities| entities)
    }

    /// Who refers to the name.
    pub fn referred(&self, family: Family, name: &str) -> &[EntityId] {
        self.referred[family as usize].get(name).map_or(&[], |entities| entities)
    }

    /// Whether something half-written may declare the name, as a `let` or in the family.
    pub fn is_vague(&self, family: Option<Family>, name: &str) -> bool {
        let declares = |family| [name, ""].iter().any(|name| self.vague.contains(&(family, Box::from(*name))));
        !self.vague.is_empty() && (declares(None) || declares(family))
    }

    /// The `let` of that name: the first, where there are several.
    pub fn let_named(&self, name: &str) -> Option<(ItemId, &Let)> {
        let (item, index) = *self.lets.get(name)?.first()?;
        Some((item, &self.items.get(&item)?.lets[index as usize]))
    }

    /// All `let`s by name, each with its items.
    pub fn lets(&self) -> impl Iterator<Item = (&str, &[(ItemId, u16)])> {
        self.lets.iter().map(|(name, places)| (&**name, places.as_slice()))
    }

    /// The edition that the root file pins, if it is one that exists.
    pub fn edition(&self) -> Option<crate::catalog::EditionId> {
        let root = self.files.first()?;
        root.items
            .iter()
            .filter_map(|id| self.items.get(id))
            .flat_map(|item| &item.editions)
            .find_map(|it| it.value.parse().ok())
    }

    /// What the item's file gives to every block of a kind.
    pub fn defaults_of(&self, item: ItemId, kind: Kind) -> Option<(ItemId, &Block)> {
        if self.defaults.is_empty() {
            return None;
        }
        let (item, index) = *self.defaults.get(&(self.file_of(item), kind))?;
        Some((item, &self.items.get(&item)?.defaults[index as usize]))
    }
}

/// A name, and the entity that declares it or refers to it.
type Link = (Family, Box<str>, EntityId);

fn declarations(id: ItemId, item: &Item) -> Vec<Link> {
    let named =
        |(entity, block): (EntityId, &Block)| Some((block.kind.family()?, block.name.as_ref()?.text.clone(), entity));
    entities_of(id, item).zip(&item.blocks).filter_map(named).collect()
}

fn entities_of(id: ItemId, item: &Item) -> impl Iterator<Item = EntityId> + use<> {
    (0..item.blocks.len()).map(move |index| EntityId { item: id, index: index as u16 })
}

fn places(files: &[FileItems]) -> Vec<(u32, FileId)> {
    let most = files.iter().flat_map(|file| file.items.iter()).map(|id| id.0 as usize + 1).max().unwrap_or(0);
    let mut places = vec![(u32::MAX, FileId(u32::MAX)); most];
    let mut order = 0;
    for file in files {
        for id in file.items.iter() {
            places[id.0 as usize] = (order, file.file);
            order += 1;
        }
    }
    places
}
