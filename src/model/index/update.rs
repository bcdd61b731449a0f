//! The model after a change, and what the change touched.

use super::{By, EntityId, FileItems, Key, Model, Places, entities_of, families_of};
use crate::finding::ItemId;
use crate::model::Layered;
use crate::model::item::{Block, Item};
use crate::schema::{AttrSet, Family, Kind};
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// What a change touched.
#[derive(Clone, Debug, Default)]
pub struct Dirty {
    /// What depends on one of these is to be evaluated again.
    pub keys: FxHashSet<Key>,
    /// The items that are new, gone or other than before.
    pub items: Vec<ItemId>,
    /// Those of them in which nothing but values and places are other, with the attributes whose values
    /// are. Their content is not among the keys: who read it and never looks at these attributes
    /// would find what it found.
    pub values: Vec<(ItemId, AttrSet)>,
}

/// That an entity is found by a name.
type Link = (By, Family, Box<str>, EntityId);

impl Model {
    /// The model after the items in `changed` became what they are now (`None`: they are gone).
    /// `files` lists the items of every file where items came, went or moved.
    pub fn updated(&self, files: Option<Vec<FileItems>>, changed: &[(ItemId, Option<Arc<Item>>)]) -> (Model, Dirty) {
        let mut model = self.clone();
        let mut dirty = Dirty::default();
        if let Some(files) = files {
            model.file_order = Arc::new(files.iter().zip(0..).map(|(file, order)| (file.file, order)).collect());
            model.files = files.into();
            dirty.keys.insert(Key::files());
        }
        for (id, new) in changed {
            model.items.set(*id, new.clone());
            dirty.items.push(*id);
            let (old, new) = (self.items.get(id), new.as_ref());
            match old.zip(new).and_then(|(old, new)| old.other_values(new)) {
                Some(attrs) => dirty.values.push((*id, attrs)),
                None => dirty.keys.extend([Key::item(*id)]),
            }
        }
        // Items whose names may lead elsewhere now, though nothing in them changed.
        let mut fed = Vec::new();
        let nothing = Item::default();
        for (id, new) in changed {
            let (old, new) = (self.items.get(id).map_or(&nothing, |it| it), new.as_deref().unwrap_or(&nothing));
            model.replace_lets(*id, old, new, &mut fed, &mut dirty);
            model.replace_defaults(*id, old, new, &mut fed, &mut dirty);
            model.replace_editions(*id, old, new, &mut dirty);
            model.replace_vague(old, new, &mut dirty);
            model.replace_declarations(*id, old, new, &mut dirty);
        }
        fed.extend(changed.iter().map(|(id, _)| *id));
        fed.sort_unstable();
        fed.dedup();
        for id in fed {
            let (before, after) = (self.links_of(id), model.links_of(id));
            model.replace_links(before, after, &mut dirty);
        }
        model.items.fold();
        model.lets.fold();
        model.links.iter_mut().flatten().for_each(Layered::fold);
        (model, dirty)
    }

    fn replace_lets(&mut self, id: ItemId, old: &Item, new: &Item, fed: &mut Vec<ItemId>, dirty: &mut Dirty) {
        if old.lets.is_empty() && new.lets.is_empty() {
            return;
        }
        dirty.keys.insert(Key::lets());
        let mut names: Vec<&str> = old.lets.iter().chain(&new.lets).map(|it| &*it.name.text).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let mut places = self.lets.get(name).cloned().unwrap_or_default();
            let own = new.lets.iter().zip(0..).filter(|(it, _)| &*it.name.text == name);
            self.replace_places(&mut places, id, own.map(|(_, index)| index));
            self.lets.set(name.into(), (!places.is_empty()).then_some(places));
            dirty.keys.insert(Key::named(name));
            for family in Family::ALL {
                fed.extend(self.referred(family, name).iter().map(|entity| entity.item));
            }
        }
    }

    fn replace_defaults(&mut self, id: ItemId, old: &Item, new: &Item, fed: &mut Vec<ItemId>, dirty: &mut Dirty) {
        if old.defaults.is_empty() && new.defaults.is_empty() {
            return;
        }
        dirty.keys.insert(Key::defaults());
        let kinds: FxHashSet<Kind> = old.defaults.iter().chain(&new.defaults).map(|block| block.kind).collect();
        for &kind in &kinds {
            let key = (id.file, kind);
            let mut places = self.defaults.get(&key).cloned().unwrap_or_default();
            let own = new.defaults.iter().zip(0..).filter(|(block, _)| block.kind == kind);
            self.replace_places(&mut places, id, own.map(|(_, index)| index));
            let defaults = Arc::make_mut(&mut self.defaults);
            if places.is_empty() {
                defaults.remove(&key)
            } else {
                defaults.insert(key, places)
            };
        }
        let is_given =
            |block: &Block| kinds.contains(&block.kind) || (block.kind == Kind::Site && kinds.contains(&Kind::Device));
        let here = self.files.iter().filter(|file| file.file == id.file).flat_map(|file| file.items.iter());
        let given = here.filter(|id| self.items.get(id).is_some_and(|item| item.blocks.iter().any(is_given)));
        fed.extend(given.inspect(|id| {
            dirty.keys.insert(Key::item(**id));
        }));
    }

    fn replace_editions(&mut self, id: ItemId, old: &Item, new: &Item, dirty: &mut Dirty) {
        if old.editions.is_empty() && new.editions.is_empty() {
            return;
        }
        dirty.keys.insert(Key::editions());
        let mut editions = self.editions.to_vec();
        editions.retain(|it| *it != id);
        if !new.editions.is_empty() {
            let at = editions.partition_point(|it| self.order_of(*it) < self.order_of(id));
            editions.insert(at, id);
        }
        self.editions = Arc::new(editions);
    }

    fn replace_vague(&mut self, old: &Item, new: &Item, dirty: &mut Dirty) {
        if old.vague == new.vague {
            return;
        }
        dirty.keys.insert(Key::vague());
        let vague = Arc::make_mut(&mut self.vague);
        for name in &new.vague {
            *vague.entry(name.clone()).or_default() += 1;
        }
        for name in &old.vague {
            if let Some(count) = vague.get_mut(name) {
                *count -= 1;
            }
        }
        vague.retain(|_, count| *count > 0);
    }

    fn replace_declarations(&mut self, id: ItemId, old: &Item, new: &Item, dirty: &mut Dirty) {
        let declared = |item: &Item| -> Vec<(Family, EntityId)> {
            let blocks = entities_of(id, item).zip(&item.blocks);
            blocks.flat_map(|(entity, block)| families_of(block).map(move |family| (family, entity))).collect()
        };
        let (before, after) = (declared(old), declared(new));
        if before != after {
            for (family, entity) in before.iter().filter(|it| !after.contains(it)) {
                Arc::make_mut(&mut self.families[*family as usize]).retain(|other| other != entity);
            }
            for (family, entity) in after.iter().filter(|it| !before.contains(it)) {
                let entities = &self.families[*family as usize];
                let at = entities.partition_point(|other| self.order_of_entity(other) < self.order_of_entity(entity));
                Arc::make_mut(&mut self.families[*family as usize]).insert(at, *entity);
            }
        }
        let said = |item: &Item| {
            let said = |block: &Block| (block.kind, block.name.as_ref().map(|name| name.text.clone()));
            item.blocks.iter().map(said).collect::<Vec<_>>()
        };
        if said(old) != said(new) {
            dirty.keys.extend(before.iter().chain(&after).map(|(family, _)| Key::all(*family)));
        }
    }

    /// Puts what an item has now in the place of what it had.
    fn replace_places(&self, places: &mut Places, id: ItemId, own: impl Iterator<Item = u16>) {
        places.retain(|(item, _)| *item != id);
        let at = places.partition_point(|(item, _)| self.order_of(*item) < self.order_of(id));
        places.splice(at..at, own.map(|index| (id, index)));
    }

    /// The names by which the item's blocks are found.
    fn links_of(&self, id: ItemId) -> Vec<Link> {
        let mut links = Vec::new();
        let Some(item) = self.items.get(&id) else { return links };
        for (entity, block) in entities_of(id, item).zip(&item.blocks) {
            self.each_link(id, block, &mut |by, family, name| links.push((by, family, Box::from(name), entity)));
        }
        links.sort();
        links.dedup();
        links
    }

    /// Takes out the links of `before` that are not in `after`, and puts in the new ones.
    fn replace_links(&mut self, before: Vec<Link>, after: Vec<Link>, dirty: &mut Dirty) {
        let gone = before.iter().filter(|link| after.binary_search(link).is_err()).map(|link| (link, false));
        let come = after.iter().filter(|link| before.binary_search(link).is_err()).map(|link| (link, true));
        for ((by, family, name, entity), comes) in gone.chain(come) {
            let index = &self.links[*by as usize][*family as usize];
            let mut entities = index.get(name).cloned().unwrap_or_default();
            if comes {
                let at = entities.partition_point(|other| self.order_of_entity(other) < self.order_of_entity(entity));
                entities.insert(at, *entity);
            } else {
                entities.retain(|other| other != entity);
            }
            let index = &mut self.links[*by as usize][*family as usize];
            index.set(name.clone(), (!entities.is_empty()).then_some(entities));
            dirty.keys.insert(Key::linked(*by, *family, name));
        }
    }
}
