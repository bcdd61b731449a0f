//! The model of a whole spec: its items, found by name and by who refers to whom.

mod update;

pub use update::Dirty;

use super::item::{Block, Item, Let, Value};
use super::layered::Layered;
use crate::finding::{FileId, ItemId};
use crate::schema::{AttributeSchema, Family, Kind, Target, Type};
use rustc_hash::{FxHashMap, FxHasher};
use smallvec::SmallVec;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

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
        Key::linked(By::Name, family, name)
    }

    /// Who refers to the name.
    pub fn referred(family: Family, name: &str) -> Key {
        Key::linked(By::Reference, family, name)
    }

    /// Who declares a name with capitals that is this one without them.
    pub fn capitalized(family: Family, name: &str) -> Key {
        Key::linked(By::Capitalized, family, name)
    }

    fn linked(by: By, family: Family, name: &str) -> Key {
        Key::of((1u8, by as u8, family as u8, name))
    }

    /// Which declarations of a family there are, of which kinds and with which names.
    pub fn all(family: Family) -> Key {
        Key::of((2u8, family as u8))
    }

    /// The `let` of that name.
    pub fn named(name: &str) -> Key {
        Key::of((3u8, name))
    }

    /// Which `let`s there are.
    pub fn lets() -> Key {
        Key::of(4u8)
    }

    /// Which `defaults` there are. What they give to a block counts as the content of its item.
    pub fn defaults() -> Key {
        Key::of(5u8)
    }

    /// Which `edition`s there are.
    pub fn editions() -> Key {
        Key::of(6u8)
    }

    /// What something half-written may declare.
    pub fn vague() -> Key {
        Key::of(7u8)
    }

    /// Which files there are, and which items they hold in which order.
    pub fn files() -> Key {
        Key::of(8u8)
    }

    /// Which of so many slots is its own: some power of two.
    pub(super) fn slot(self, slots: usize) -> usize {
        self.0 as usize & (slots - 1)
    }

    fn of(value: impl Hash) -> Key {
        let mut hasher = FxHasher::default();
        value.hash(&mut hasher);
        Key(hasher.finish())
    }
}

/// By what declarations are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum By {
    /// The name they declare.
    Name,
    /// The same without its capitals, if it has any.
    Capitalized,
    /// A name they refer to.
    Reference,
}

impl By {
    const ALL: [By; 3] = [By::Name, By::Capitalized, By::Reference];
}

/// An index of a family: by name, the entities in the order of the spec.
type Index = Layered<Box<str>, Entities>;

/// Where something of which there are few stands: the item, and which of its own it is.
type Places = Vec<(ItemId, u16)>;

/// Names that may be declared, each with how often. Without a family it is a `let`.
type Vague = FxHashMap<(Option<Family>, Box<str>), u32>;

/// What all files of a spec mean together.
///
/// A model is immutable and cheap to clone; [`Model::updated`] gives the model after a change and
/// says what the change touched. It costs what was touched: each index is [`Layered`], or small.
#[derive(Clone, Debug, Default)]
pub struct Model {
    files: Arc<[FileItems]>,
    /// By file: which of the spec's files it is.
    file_order: Arc<FxHashMap<FileId, u32>>,
    items: Layered<ItemId, Arc<Item>>,
    links: [[Index; Family::ALL.len()]; By::ALL.len()],
    /// By family: its declarations, in the order of the spec.
    families: [Arc<Vec<EntityId>>; Family::ALL.len()],
    lets: Layered<Box<str>, Places>,
    defaults: Arc<FxHashMap<(FileId, Kind), Places>>,
    editions: Arc<Vec<ItemId>>,
    /// What something half-written may declare, and how often.
    vague: Arc<Vague>,
}

impl Model {
    /// The model of `files`, whose items `item` gives.
    pub fn build(files: Vec<FileItems>, mut item: impl FnMut(ItemId) -> Arc<Item>) -> Model {
        let mut items = FxHashMap::default();
        let mut lets: FxHashMap<Box<str>, Places> = FxHashMap::default();
        let mut defaults: FxHashMap<_, Places> = FxHashMap::default();
        let mut vague = FxHashMap::default();
        let mut editions = Vec::new();
        for file in &files {
            for &id in file.items.iter() {
                let item = item(id);
                for (index, it) in item.lets.iter().enumerate() {
                    lets.entry(it.name.text.clone()).or_default().push((id, index as u16));
                }
                for (index, block) in item.defaults.iter().enumerate() {
                    defaults.entry((file.file, block.kind)).or_default().push((id, index as u16));
                }
                for name in &item.vague {
                    *vague.entry(name.clone()).or_default() += 1;
                }
                editions.extend((!item.editions.is_empty()).then_some(id));
                items.insert(id, item);
            }
        }
        let mut model = Model {
            file_order: Arc::new(files.iter().zip(0..).map(|(file, order)| (file.file, order)).collect()),
            files: files.into(),
            items: Layered::from_map(items),
            lets: Layered::from_map(lets),
            defaults: Arc::new(defaults),
            editions: Arc::new(editions),
            vague: Arc::new(vague),
            ..Model::default()
        };
        let mut links: [[FxHashMap<Box<str>, Entities>; Family::ALL.len()]; By::ALL.len()] = Default::default();
        let mut families: [Vec<EntityId>; Family::ALL.len()] = Default::default();
        for id in model.entities() {
            let block = model.block(id);
            families_of(block).for_each(|family| families[family as usize].push(id));
            model.each_link(id.item, block, &mut |by, family, name| {
                let index = &mut links[by as usize][family as usize];
                let entities = match index.get_mut(name) {
                    Some(entities) => entities,
                    None => index.entry(name.into()).or_default(),
                };
                if entities.last() != Some(&id) {
                    entities.push(id);
                }
            });
        }
        model.links = links.map(|families| families.map(Layered::from_map));
        model.families = families.map(Arc::new);
        model
    }

    /// Calls `visit` for every name by which the block is found.
    fn each_link(&self, item: ItemId, block: &Block, visit: &mut impl FnMut(By, Family, &str)) {
        if let (Some(family), Some(name)) = (block.kind.family(), &block.name) {
            visit(By::Name, family, &name.text);
            if name.text.chars().any(|c| !c.is_lowercase() && c.is_alphabetic()) {
                let lower = name.text.to_lowercase();
                if *lower != *name.text {
                    visit(By::Capitalized, family, &lower);
                }
            }
        }
        self.each_reference(item, block, &mut |family, name| visit(By::Reference, family, name));
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
        if let Some(AttributeSchema { value: ty, .. }) = kind.schema().row(attribute.attr)
            && let Type::Name(target) = ty.element()
            && let Some(family) = Target::family(*target)
        {
            self.each_name(&attribute.value.value, ty, 0, &mut Vec::new(), &mut |name| visit(family, name));
        }
    }

    /// Follows each `let` once: what matters is which names there are, not how often.
    fn each_name<'m>(
        &'m self,
        value: &Value,
        ty: &Type,
        depth: usize,
        seen: &mut Vec<&'m str>,
        visit: &mut impl FnMut(&str),
    ) {
        match value {
            Value::List(values) => values.iter().for_each(|it| self.each_name(&it.value, ty, depth, seen, visit)),
            Value::Name(path) => {
                visit(&path[0]);
                if path.len() == 1
                    && let Some((_, it)) = self.let_named(&path[0])
                    && depth < super::values::DEEPEST_LET
                    && !seen.contains(&&*it.name.text)
                    && let Some(typed) = super::lets::typed_let(it, ty)
                {
                    seen.push(&it.name.text);
                    self.each_name(&typed.value, ty, depth + 1, seen, visit);
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

    /// Where the item stands in the order of the spec.
    pub fn order_of(&self, item: ItemId) -> impl Ord + Copy + use<> {
        (self.file_order.get(&item.file).copied().unwrap_or(u32::MAX), item.rank)
    }

    fn order_of_entity(&self, entity: &EntityId) -> impl Ord + use<> {
        (self.order_of(entity.item), entity.index)
    }

    /// Who declares the name; more than one is a mistake.
    pub fn declared(&self, family: Family, name: &str) -> &[EntityId] {
        self.linked(By::Name, family, name)
    }

    /// Who declares a name with capitals that is `name` without them.
    pub fn capitalized(&self, family: Family, name: &str) -> &[EntityId] {
        self.linked(By::Capitalized, family, name)
    }

    /// Who refers to the name.
    pub fn referred(&self, family: Family, name: &str) -> &[EntityId] {
        self.linked(By::Reference, family, name)
    }

    fn linked(&self, by: By, family: Family, name: &str) -> &[EntityId] {
        self.links[by as usize][family as usize].get(name).map_or(&[], |entities| entities)
    }

    /// Every declaration of a family, in the order of the spec.
    pub fn all(&self, family: Family) -> &[EntityId] {
        &self.families[family as usize]
    }

    /// Whether something half-written may declare the name, as a `let` or in the family.
    pub fn is_vague(&self, family: Option<Family>, name: &str) -> bool {
        let declares = |family| [name, ""].iter().any(|name| self.vague.contains_key(&(family, Box::from(*name))));
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
        let root = self.files.first()?.file;
        let in_root = self.editions().filter(|(id, _)| id.file == root);
        in_root.flat_map(|(_, item)| &item.editions).find_map(|it| it.value.parse().ok())
    }

    /// The items with an `edition`, in the order of the spec.
    pub fn editions(&self) -> impl Iterator<Item = (ItemId, &Item)> {
        self.editions.iter().filter_map(|id| Some((*id, &**self.items.get(id)?)))
    }

    /// The `defaults` of each kind and file, each with its items; the first is in force.
    pub fn defaults(&self) -> impl Iterator<Item = &[(ItemId, u16)]> {
        self.defaults.values().map(Vec::as_slice)
    }

    /// What the item's file gives to every block of a kind.
    pub fn defaults_of(&self, item: ItemId, kind: Kind) -> Option<(ItemId, &Block)> {
        if self.defaults.is_empty() {
            return None;
        }
        let (item, index) = *self.defaults.get(&(item.file, kind))?.first()?;
        Some((item, &self.items.get(&item)?.defaults[index as usize]))
    }
}

/// The family in which a block declares a name.
fn families_of(block: &Block) -> impl Iterator<Item = Family> + use<> {
    block.kind.family().filter(|_| block.name.is_some()).into_iter()
}

fn entities_of(id: ItemId, item: &Item) -> impl Iterator<Item = EntityId> + use<> {
    (0..item.blocks.len()).map(move |index| EntityId { item: id, index: index as u16 })
}
