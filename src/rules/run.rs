//! Runs the rules on one subject.

use super::context::Cx;
use super::evaluate::Context;
use super::{Check, Rule, inherited, pages, registry};
use crate::catalog::{self, EditionId};
use crate::finding::{Finding, Severity};
use crate::model::entities::*;
use crate::model::{EntityId, Key, Looks, Model, Reads, Spec, View};
use crate::schema::Kind;
use std::sync::{Arc, LazyLock};

/// A rule with its place in the plan of an edition.
#[derive(Clone, Copy)]
struct Planned {
    rule: &'static Rule,
    /// Its number among all rules.
    number: usize,
    severity: Severity,
    page: Option<&'static super::Page>,
}

/// The rules by kind of subject; the last list is for the spec as a whole.
struct PlanOfEdition {
    by_kind: [Vec<Planned>; Kind::Peering as usize + 1],
    spec: Vec<Planned>,
}

static PLANS: LazyLock<Vec<PlanOfEdition>> =
    LazyLock::new(|| EditionId::ALL.iter().map(|edition| plan(*edition)).collect());

fn plan(edition: EditionId) -> PlanOfEdition {
    let mut plan = PlanOfEdition { by_kind: Default::default(), spec: Vec::new() };
    for (number, rule) in registry().enumerate() {
        let page = pages::page(rule.name);
        let Some(severity) = page.and_then(|page| page.severity.get(edition.as_str()).copied()) else { continue };
        let planned = Planned { rule, number, severity, page };
        for kind in kinds_of(rule.check) {
            plan.by_kind[kind as usize].push(planned);
        }
        if let Check::Spec(_) = rule.check {
            plan.spec.push(planned);
        }
    }
    plan
}

fn kinds_of(check: Check) -> Vec<Kind> {
    const CONNECTIONS: [Kind; 4] = [Kind::SiteToSite, Kind::VnetToVnet, Kind::PointToSite, Kind::ErConnection];
    match check {
        Check::Any(_) => {
            let mut all = vec![Kind::Site, Kind::Vnet, Kind::VpnGateway, Kind::ErGateway, Kind::Circuit, Kind::Peering];
            all.extend(CONNECTIONS);
            all
        }
        Check::Site(_) => vec![Kind::Site],
        Check::Vnet(_) => vec![Kind::Vnet],
        Check::VpnGateway(_) => vec![Kind::VpnGateway],
        Check::ErGateway(_) => vec![Kind::ErGateway],
        Check::Circuit(_) => vec![Kind::Circuit],
        Check::SiteToSite(_) => vec![Kind::SiteToSite],
        Check::VnetToVnet(_) => vec![Kind::VnetToVnet],
        Check::PointToSite(_) => vec![Kind::PointToSite],
        Check::ErConnection(_) => vec![Kind::ErConnection],
        Check::Connection(_) => CONNECTIONS.to_vec(),
        Check::Peering(_) => vec![Kind::Peering],
        Check::Spec(_) | Check::Elsewhere => Vec::new(),
    }
}

/// What rules look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum SubjectId {
    /// A declaration.
    Declaration(EntityId),
    /// The spec as a whole, for the rule at that place of the plan.
    Spec(u16),
}

impl SubjectId {
    /// Where it stands in the order of the spec: the declarations, then the spec as a whole.
    pub fn order(self, model: &Model) -> impl Ord + use<> {
        match self {
            SubjectId::Declaration(id) => (false, Some(model.order_of(id.item)), id.index),
            SubjectId::Spec(rule) => (true, None, rule),
        }
    }
}

/// What the rules of one subject found, and what they read to find it.
#[derive(Debug, Default)]
pub(super) struct Subject {
    pub findings: Vec<Arc<Finding>>,
    /// In order.
    pub reads: Arc<[Key]>,
    /// How many of these came since all its rules were asked; as many others may not be read any more.
    since: usize,
}

/// How many keys a subject may have too many before all its rules are asked again.
const TOO_MANY: usize = 32;

/// At which attributes each rule ever looked: where the values of others change, it finds nothing if it found nothing.
#[derive(Clone, Debug)]
pub(super) struct LooksOfRules(Arc<[Looks]>);

impl Default for LooksOfRules {
    fn default() -> LooksOfRules {
        LooksOfRules(vec![Looks::default(); registry().count()].into())
    }
}

impl LooksOfRules {
    fn note(&mut self, rule: &Planned, looks: Looks) {
        let known = self.0[rule.number];
        if known.union(looks) != known {
            Arc::make_mut(&mut self.0)[rule.number] = known.union(looks);
        }
    }

    fn meet(&self, rule: &Planned, values: Looks) -> bool {
        self.0[rule.number].meets(values)
    }
}

/// A subject some of whose rules read what is watched (see [`Reads::watching`]).
pub(super) struct Sensitive {
    pub subject: SubjectId,
    /// What all its rules found.
    pub found: Vec<Arc<Finding>>,
    /// What those found that read nothing watched: they would find it again.
    rest: Vec<Arc<Finding>>,
    /// Those that read it.
    rules: Vec<Planned>,
}

/// Runs the rules of an edition on subjects of a model.
pub(super) struct Run<'m> {
    reads: &'m Reads,
    plan: &'static PlanOfEdition,
    looks: LooksOfRules,
    cx: Cx<'m>,
}

impl<'m> Run<'m> {
    pub fn new(model: &'m Model, context: Context, reads: &'m Reads, looks: LooksOfRules) -> Run<'m> {
        let cx = Cx {
            spec: Spec::new(model, reads),
            facts: catalog::edition(context.edition),
            edition: context.edition,
            edition_chosen: context.chosen,
            today: context.today,
            rule: "",
            severity: Severity::Error,
            page: None,
            findings: Vec::new(),
        };
        Run { reads, plan: &PLANS[context.edition as usize], looks, cx }
    }

    /// Every subject of the model, in order.
    pub fn subjects(&self) -> impl Iterator<Item = SubjectId> + use<'m> {
        let of_spec = (0..self.plan.spec.len()).map(|rule| SubjectId::Spec(rule as u16));
        self.cx.spec.model().entities().map(SubjectId::Declaration).chain(of_spec)
    }

    /// At which attributes the rules looked, in this run and before.
    pub fn looks(self) -> LooksOfRules {
        self.looks
    }

    /// What the subject's rules find; which of them read what is watched is added to `sensitive`.
    pub fn subject(&mut self, id: SubjectId, sensitive: &mut Vec<Sensitive>) -> Subject {
        let (findings, reads) = self.rules(id, |_, _| true, sensitive);
        Subject { findings, reads, since: 0 }
    }

    /// The same where nothing that the subject read is other than before but these values, and places.
    pub fn subject_after(
        &mut self,
        id: SubjectId,
        before: &Subject,
        values: Looks,
        sensitive: &mut Vec<Sensitive>,
    ) -> Subject {
        let known = sensitive.len();
        let found_some = |rule: &Planned| before.findings.iter().any(|it| it.rule == rule.rule.name);
        let is_fed = |looks: &LooksOfRules, rule: &Planned| looks.meet(rule, values) || found_some(rule);
        let (findings, reads) = self.rules(id, is_fed, sensitive);
        // What the other rules read isn't known apart, so nothing is taken out.
        let new: Vec<Key> = reads.iter().filter(|key| before.reads.binary_search(key).is_err()).copied().collect();
        let since = before.since + new.len();
        if since > TOO_MANY {
            sensitive.truncate(known);
            return self.subject(id, sensitive);
        }
        let mut reads = before.reads.clone();
        if !new.is_empty() {
            let mut all = [&reads, &new[..]].concat();
            all.sort_unstable();
            reads = all.into();
        }
        Subject { findings, reads, since }
    }

    /// What those of a subject's rules find that are `wanted`, and what they read.
    fn rules(
        &mut self,
        id: SubjectId,
        wanted: impl Fn(&LooksOfRules, &Planned) -> bool,
        sensitive: &mut Vec<Sensitive>,
    ) -> (Vec<Arc<Finding>>, Arc<[Key]>) {
        let mut rules = Vec::new();
        let (mut found, mut rest) = (Vec::new(), Vec::new());
        let view = self.view(id);
        self.reads.of_subject(view.map(|view| view.id().item));
        for planned in self.rules_of(id) {
            if !wanted(&self.looks, planned) {
                continue;
            }
            self.check(planned, view);
            if self.reads.is_noting() {
                self.looks.note(planned, self.reads.take_looks());
            }
            let before = found.len();
            if !self.cx.findings.is_empty() {
                found.extend(self.cx.findings.drain(..).map(Finding::shared));
            }
            if self.reads.saw_watched() {
                rules.push(*planned);
            } else if self.reads.is_watching() {
                rest.extend_from_slice(&found[before..]);
            }
        }
        if !rules.is_empty() {
            sensitive.push(Sensitive { subject: id, found: found.clone(), rest, rules });
        }
        (found, self.reads.take())
    }

    /// What the rules of a subject find that is like one seen before but for what was watched.
    pub fn again(&mut self, sensitive: &Sensitive) -> Vec<Arc<Finding>> {
        let view = self.view(sensitive.subject);
        for planned in &sensitive.rules {
            self.check(planned, view);
        }
        let again = self.cx.findings.drain(..).map(Arc::new);
        sensitive.rest.iter().cloned().chain(again).collect()
    }

    fn rules_of(&self, id: SubjectId) -> &'static [Planned] {
        match id {
            SubjectId::Declaration(id) => &self.plan.by_kind[self.cx.spec.model().block(id).kind as usize],
            SubjectId::Spec(rule) => std::slice::from_ref(&self.plan.spec[usize::from(rule)]),
        }
    }

    /// The declaration that a subject is; none for the spec as a whole.
    fn view(&self, id: SubjectId) -> Option<View<'m>> {
        match id {
            SubjectId::Declaration(id) => Some(self.cx.spec.entity(id)),
            SubjectId::Spec(_) => None,
        }
    }

    fn check(&mut self, planned: &Planned, view: Option<View<'m>>) {
        let already = self.cx.findings.len();
        self.run(planned, view);
        if let (Some(view), true) = (view, self.cx.findings.len() > already) {
            inherited::settle(&mut self.cx, view.id(), already);
        }
    }

    fn run(&mut self, planned: &Planned, view: Option<View<'m>>) {
        let cx = &mut self.cx;
        (cx.rule, cx.severity, cx.page) = (planned.rule.name, planned.severity, planned.page);
        let Some(view) = view else {
            if let Check::Spec(check) = planned.rule.check {
                check(cx);
            }
            return;
        };
        match planned.rule.check {
            Check::Any(check) | Check::Connection(check) => check(view, cx),
            Check::Site(check) => check(Site(view), cx),
            Check::Vnet(check) => check(Vnet(view), cx),
            Check::VpnGateway(check) => check(VpnGateway(view), cx),
            Check::ErGateway(check) => check(ErGateway(view), cx),
            Check::Circuit(check) => check(Circuit(view), cx),
            Check::SiteToSite(check) => check(SiteToSite(view), cx),
            Check::VnetToVnet(check) => check(VnetToVnet(view), cx),
            Check::PointToSite(check) => check(PointToSite(view), cx),
            Check::ErConnection(check) => check(ErConnection(view), cx),
            Check::Peering(check) => check(Peering(view), cx),
            Check::Spec(_) | Check::Elsewhere => {}
        }
    }
}
