//! What the rules found about a model, subject by subject with what each read, so that a change
//! repeats only the subjects it feeds.

use super::found::{Change, Found};
use super::run::{LooksOfRules, Run, Sensitive, Subject, SubjectId};
use super::settings::Settings;
use super::suppress;
use crate::catalog::EditionId;
use crate::finding::{Finding, ItemId};
use crate::model::{Dirty, EntityId, Key, Layered, Looks, Model, Reads};
use crate::schema::AttrSet;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::borrow::Cow;
use std::sync::Arc;

/// What an evaluation depends on besides the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    /// The edition in force.
    pub edition: EditionId,
    /// Whether somebody chose it; else it is the newest, whichever that is.
    pub chosen: bool,
    /// The day as of which the spec is judged.
    pub today: Date,
}

impl Context {
    /// What the settings and the model's own `edition` give together.
    pub fn of(model: &Model, settings: &Settings) -> Context {
        let chosen = settings.edition.or_else(|| model.edition()).or(settings.default_edition);
        Context { edition: chosen.unwrap_or(EditionId::NEWEST), chosen: chosen.is_some(), today: settings.today }
    }
}

/// Evaluates a model once: every finding, in the order of the spec, with suppressions and severities
/// applied.
pub fn evaluate(model: &Model, settings: &Settings) -> Vec<Arc<Finding>> {
    Evaluation::once(model, Context::of(model, settings)).findings(model, settings)
}

/// Some subjects, in order.
type Readers = SmallVec<[SubjectId; 1]>;

/// What the rules found about a model, by subject.
#[derive(Clone, Debug)]
pub struct Evaluation {
    context: Context,
    subjects: Layered<SubjectId, Arc<Subject>>,
    /// By what is read: the subjects that a change of it feeds.
    readers: Layered<Key, Readers>,
    looks: LooksOfRules,
    found: Found,
    /// Whether what was read is known; without it every update starts afresh.
    tracked: bool,
    /// In which items an update may have changed what is found; none for what was evaluated from nothing.
    touched: Option<Arc<[ItemId]>>,
}

impl Evaluation {
    /// Evaluates everything, without noting what was read: for a spec that is judged once.
    pub fn once(model: &Model, context: Context) -> Evaluation {
        Evaluation::fresh(model, context, false)
    }

    /// Evaluates everything and notes what was read, so that the result can be [`updated`](Self::updated).
    pub fn tracked(model: &Model, context: Context) -> Evaluation {
        Evaluation::fresh(model, context, true)
    }

    fn fresh(model: &Model, context: Context, tracked: bool) -> Evaluation {
        let reads = if tracked { Reads::noted() } else { Reads::ignored() };
        let mut run = Run::new(model, context, &reads, LooksOfRules::default());
        let mut subjects = FxHashMap::default();
        let mut readers: FxHashMap<Key, Readers> = FxHashMap::default();
        for id in run.subjects() {
            let subject = run.subject(id, &mut Vec::new());
            for key in subject.reads.iter() {
                readers.entry(*key).or_default().push(id);
            }
            // Most subjects have nothing to say and, where reads are ignored, nothing to remember.
            if !(subject.findings.is_empty() && subject.reads.is_empty()) {
                subjects.insert(id, Arc::new(subject));
            }
        }
        for readers in readers.values_mut() {
            readers.sort_unstable();
            readers.shrink_to_fit();
        }
        let findings = subjects.iter().flat_map(|(id, subject)| subject.findings.iter().map(|it| (*id, it.clone())));
        let found = Found::new(model, context, findings);
        let (subjects, readers) = (Layered::from_map(subjects), Layered::from_map(readers));
        Evaluation { context, subjects, readers, looks: run.looks(), found, tracked, touched: None }
    }

    /// The evaluation of the model after a change: repeats the subjects that the change feeds.
    pub fn updated(&self, model: &Model, dirty: &Dirty, context: Context) -> Evaluation {
        if !self.tracked || context != self.context {
            return Evaluation::tracked(model, context);
        }
        let Repeated { subjects, looks, found, touched, .. } = self.repeated(model, dirty, &Reads::noted());
        let mut next = Evaluation { looks, found, touched: Some(touched.into()), ..self.clone() };
        next.read_by(&subjects);
        subjects.into_iter().for_each(|(id, subject)| next.subjects.set(id, subject.map(Arc::new)));
        next.subjects.fold();
        next.readers.fold();
        next
    }

    /// The items that may have other findings than in the evaluation that this is an update of; none if
    /// it is no update.
    pub fn touched(&self) -> Option<&[ItemId]> {
        self.touched.as_deref()
    }

    /// What the subjects that a change feeds find where the context is the same; `reads` notes what is read.
    pub(super) fn repeated(&self, model: &Model, dirty: &Dirty, reads: &Reads) -> Repeated {
        let mut sensitive = Vec::new();
        let mut run = Run::new(model, self.context, reads, self.looks.clone());
        let mut subjects = Vec::new();
        let mut changes = Vec::new();
        for (id, fed) in self.stale(model, dirty) {
            let is_there = match id {
                SubjectId::Declaration(id) => model.item(id.item).is_some_and(|it| it.blocks.len() > id.index.into()),
                SubjectId::Spec(_) => true,
            };
            let before = self.subjects.get(&id);
            let subject = match (before, fed) {
                _ if !is_there => Subject::default(),
                (Some(before), Fed::Values(values)) => run.subject_after(id, before, values, &mut sensitive),
                _ => run.subject(id, &mut sensitive),
            };
            let (findings, keys) = before.map_or((&[][..], &[][..]), |it| (&it.findings, &it.reads));
            if findings.is_empty() && subject.findings.is_empty() && *keys == *subject.reads {
                continue;
            }
            changes.push(Change { subject: id, before: findings, after: subject.findings.clone() });
            subjects.push((id, is_there.then_some(subject)));
        }
        let (mut found, mut touched) = (self.found.clone(), dirty.items.clone());
        found.replace(model, self.context, changes, &mut touched);
        Repeated { subjects, looks: run.looks(), found, touched, sensitive }
    }

    /// The subjects that a change feeds, in order.
    fn stale(&self, model: &Model, dirty: &Dirty) -> Vec<(SubjectId, Fed)> {
        let readers = |key: &Key| self.readers.get(key).into_iter().flatten().copied();
        let whole = dirty.keys.iter().flat_map(readers).map(|id| (id, Fed::Wholly));
        let mut stale: Vec<_> = whole.collect();
        for (item, attrs) in &dirty.values {
            stale.extend(readers(&Key::item(*item)).map(|id| (id, Fed::values(id, *item, *attrs))));
        }
        for &item in &dirty.items {
            // What is new isn't known to read itself.
            if dirty.keys.contains(&Key::item(item)) {
                let blocks = model.item(item).map_or(0, |item| item.blocks.len());
                let own = (0..blocks).map(|index| SubjectId::Declaration(EntityId { item, index: index as u16 }));
                stale.extend(own.map(|id| (id, Fed::Wholly)));
            }
        }
        stale.sort_unstable_by_key(|(id, _)| *id);
        stale.dedup_by(|(id, fed), (kept, by)| {
            let is_same = id == kept;
            if is_same {
                *by = by.and(*fed);
            }
            is_same
        });
        stale
    }

    /// The findings after another change, of an item alone, that differs in nothing but what was watched from the one
    /// after which there was `found`; and the items whose findings may be others.
    pub(super) fn found_again(
        &self,
        mut found: Found,
        model: &Model,
        item: ItemId,
        sensitive: &[Sensitive],
    ) -> (Found, Vec<ItemId>) {
        let reads = Reads::ignored();
        let mut run = Run::new(model, self.context, &reads, self.looks.clone());
        let mut changes = Vec::new();
        for it in sensitive {
            let after = run.again(it);
            if !(it.found.is_empty() && after.is_empty()) {
                changes.push(Change { subject: it.subject, before: &it.found, after });
            }
        }
        let mut touched = vec![item];
        found.replace(model, self.context, changes, &mut touched);
        (found, touched)
    }

    /// The findings, item by item.
    pub(super) fn found(&self) -> &Found {
        &self.found
    }

    /// Notes what subjects read now instead of what they read, key by key: thousands may read one.
    fn read_by(&mut self, subjects: &[(SubjectId, Option<Subject>)]) {
        let mut moves: Vec<(Key, SubjectId, bool)> = Vec::new();
        for (id, subject) in subjects {
            let before: &[Key] = self.subjects.get(id).map_or(&[], |it| &it.reads);
            let after: &[Key] = subject.as_ref().map_or(&[], |it| &it.reads);
            let gone = before.iter().filter(|key| after.binary_search(key).is_err());
            let come = after.iter().filter(|key| before.binary_search(key).is_err());
            moves.extend(gone.map(|key| (*key, *id, false)).chain(come.map(|key| (*key, *id, true))));
        }
        moves.sort_unstable();
        for moves in moves.chunk_by(|(one, ..), (other, ..)| one == other) {
            let key = moves[0].0;
            let mut readers = self.readers.get(&key).cloned().unwrap_or_default();
            let is_moved = |id: &SubjectId| moves.binary_search_by_key(id, |(_, id, _)| *id).is_ok();
            readers.retain(|id| !is_moved(id));
            readers.extend(moves.iter().filter(|(.., comes)| *comes).map(|(_, id, _)| *id));
            readers.sort_unstable();
            self.readers.set(key, (!readers.is_empty()).then_some(readers));
        }
    }

    /// Whether an update repeats only what a change feeds.
    pub fn is_tracked(&self) -> bool {
        self.tracked
    }

    /// What it depends on besides the model.
    pub fn context(&self) -> Context {
        self.context
    }

    /// Every finding, in the order of the spec, with suppressions and severities applied.
    pub fn findings(&self, model: &Model, settings: &Settings) -> Vec<Arc<Finding>> {
        self.findings_with(model, settings, &[])
    }

    /// The same, with findings that others made about the model's items, such as those on imports.
    pub fn findings_with(&self, model: &Model, settings: &Settings, others: &[Finding]) -> Vec<Arc<Finding>> {
        let mut findings = Vec::new();
        for file in model.files() {
            let here: Vec<&Finding> = others.iter().filter(|it| it.span.item.file == file.file).collect();
            let mut items = Cow::Borrowed(self.found.items_of(file.file));
            if !here.is_empty() {
                let items = items.to_mut();
                items.extend(here.iter().map(|finding| finding.span.item));
                items.sort_unstable();
                items.dedup();
            }
            for &id in items.iter() {
                self.add(model, id, &here, &mut findings);
            }
        }
        suppress::set_levels(settings, &mut findings);
        findings
    }

    /// The same for some items alone.
    pub fn findings_in(
        &self,
        model: &Model,
        settings: &Settings,
        others: &[Finding],
        items: &[ItemId],
    ) -> Vec<Arc<Finding>> {
        let others: Vec<&Finding> = others.iter().collect();
        let mut findings = Vec::new();
        for &id in items {
            self.add(model, id, &others, &mut findings);
        }
        suppress::set_levels(settings, &mut findings);
        findings
    }

    /// Adds the findings of an item, with those of the others that are on it.
    fn add(&self, model: &Model, id: ItemId, others: &[&Finding], findings: &mut Vec<Arc<Finding>>) {
        let others = others.iter().filter(|finding| finding.span.item == id);
        let others: Vec<_> = others.map(|it| (SubjectId::Spec(u16::MAX), Arc::new(Finding::clone(it)))).collect();
        match others.is_empty() {
            true => findings.extend_from_slice(self.found.of(id)),
            false => findings.extend_from_slice(&self.found.with(model, self.context, id, others)),
        }
    }
}

/// How a change feeds a subject.
#[derive(Clone, Copy)]
enum Fed {
    /// Anything it read may be other.
    Wholly,
    /// Nothing is but values of these attributes, and places.
    Values(Looks),
}

impl Fed {
    /// By values of an item's attributes.
    fn values(subject: SubjectId, item: ItemId, attrs: AttrSet) -> Fed {
        let is_own = matches!(subject, SubjectId::Declaration(id) if id.item == item);
        let nothing = AttrSet::default();
        let (own, others) = if is_own { (attrs, nothing) } else { (nothing, attrs) };
        Fed::Values(Looks { own, others })
    }

    fn and(self, other: Fed) -> Fed {
        match (self, other) {
            (Fed::Values(one), Fed::Values(other)) => Fed::Values(one.union(other)),
            _ => Fed::Wholly,
        }
    }
}

/// What a change of the model comes to.
pub(super) struct Repeated {
    /// The subjects that find something, found something or read something else; none for one that is gone.
    subjects: Vec<(SubjectId, Option<Subject>)>,
    looks: LooksOfRules,
    /// All that is found now.
    pub found: Found,
    /// The items whose findings may be others.
    pub touched: Vec<ItemId>,
    /// The subjects that read what was watched.
    pub sensitive: Vec<Sensitive>,
}
