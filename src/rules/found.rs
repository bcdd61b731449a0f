//! What was found, item by item, so that a change touches the findings of a few items and the list of
//! all is put together from what is ready.

use super::evaluate::Context;
use super::run::SubjectId;
use super::suppress;
use crate::finding::{Finding, ItemId};
use crate::model::{FileId, Layered, Model};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// What subjects found in one item, in no order.
type Raw = Vec<(SubjectId, Arc<Finding>)>;

/// The findings of one item.
#[derive(Clone, Debug, Default)]
struct OfItem {
    raw: Raw,
    /// With what the item says about itself, as it is shown: without what is allowed, in order, each once.
    shown: Arc<[Arc<Finding>]>,
}

/// The findings of a spec.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    items: Layered<ItemId, Arc<OfItem>>,
    /// The items with findings, by id.
    order: Arc<Vec<ItemId>>,
}

impl Found {
    /// All that subjects found in a model.
    pub fn new(
        model: &Model,
        context: Context,
        findings: impl IntoIterator<Item = (SubjectId, Arc<Finding>)>,
    ) -> Found {
        let mut raw: FxHashMap<ItemId, Raw> = FxHashMap::default();
        for (subject, finding) in findings {
            raw.entry(finding.span.item).or_default().push((subject, finding));
        }
        for file in model.files() {
            let speaks =
                |id: &&ItemId| model.item(**id).is_some_and(|item| item.has_allows || !item.findings.is_empty());
            for id in file.items.iter().filter(speaks) {
                raw.entry(*id).or_default();
            }
        }
        let finished = |(id, raw): (ItemId, Raw)| (id, Arc::new(OfItem::new(model, context, id, raw)));
        let items: FxHashMap<_, _> = raw.into_iter().map(finished).filter(|(_, it)| !it.is_empty()).collect();
        let mut order: Vec<ItemId> = items.keys().copied().collect();
        order.sort_unstable();
        Found { items: Layered::from_map(items), order: Arc::new(order) }
    }

    /// The findings of an item, in order.
    pub fn of(&self, item: ItemId) -> &[Arc<Finding>] {
        self.items.get(&item).map_or(&[], |it| &it.shown)
    }

    /// The items with findings in a file, in order.
    pub fn items_of(&self, file: FileId) -> &[ItemId] {
        let start = self.order.partition_point(|id| id.file < file);
        let end = start + self.order[start..].partition_point(|id| id.file == file);
        &self.order[start..end]
    }

    /// What an item's findings would be together with others.
    pub fn with(&self, model: &Model, context: Context, item: ItemId, others: Raw) -> Arc<[Arc<Finding>]> {
        let known = self.items.get(&item).map(|it| it.raw.clone()).unwrap_or_default();
        OfItem::new(model, context, item, known.into_iter().chain(others).collect()).shown
    }

    /// Takes over what subjects find now instead of what they found, in a model in which the items in
    /// `touched` changed; adds the items whose findings may be others to these.
    pub fn replace(&mut self, model: &Model, context: Context, changes: Vec<Change<'_>>, touched: &mut Vec<ItemId>) {
        let mut raw: FxHashMap<ItemId, Raw> = FxHashMap::default();
        let known = |items: &Layered<ItemId, Arc<OfItem>>, id: &ItemId| {
            items.get(id).map(|it| it.raw.clone()).unwrap_or_default()
        };
        for id in touched.iter() {
            raw.insert(*id, known(&self.items, id));
        }
        for Change { subject, before, after } in changes {
            for item in before.iter().map(|finding| finding.span.item) {
                let raw = raw.entry(item).or_insert_with_key(|id| known(&self.items, id));
                raw.retain(|(by, _)| *by != subject);
            }
            for finding in after {
                let raw = raw.entry(finding.span.item).or_insert_with_key(|id| known(&self.items, id));
                raw.push((subject, finding));
            }
        }
        touched.clear();
        for (id, raw) in raw {
            touched.push(id);
            let now = OfItem::new(model, context, id, raw);
            let was = self.items.get(&id).is_some();
            let is = !now.is_empty();
            if was != is {
                let order = Arc::make_mut(&mut self.order);
                match order.binary_search(&id) {
                    Ok(at) => drop(order.remove(at)),
                    Err(at) => order.insert(at, id),
                }
            }
            if was || is {
                self.items.set(id, is.then(|| Arc::new(now)));
            }
        }
        touched.sort_unstable();
        self.items.fold();
    }
}

/// What a subject found, and what it finds now.
pub(super) struct Change<'f> {
    pub subject: SubjectId,
    pub before: &'f [Arc<Finding>],
    pub after: Vec<Arc<Finding>>,
}

impl OfItem {
    fn new(model: &Model, context: Context, id: ItemId, mut raw: Raw) -> OfItem {
        let mut shown: Vec<Arc<Finding>> = Vec::with_capacity(raw.len());
        // By subject first, so that what is alike in all else comes in the order of the spec.
        raw.sort_by_key(|(subject, _)| subject.order(model));
        if let Some(item) = model.item(id) {
            shown.extend_from_slice(&item.findings);
            shown.extend(raw.iter().map(|(_, finding)| finding.clone()));
            if item.has_allows {
                suppress::allow(id, item, context, &mut shown);
            }
        }
        shown.sort_by(|a, b| (a.span.extent, a.rule, &a.message).cmp(&(b.span.extent, b.rule, &b.message)));
        shown.dedup();
        OfItem { raw, shown: shown.into() }
    }

    fn is_empty(&self) -> bool {
        self.raw.is_empty() && self.shown.is_empty()
    }
}
