//! Runs the rules on one subject.

use super::context::Cx;
use super::evaluate::Context;
use super::{Check, Rule, inherited, pages, registry};
use crate::catalog::{self, EditionId};
use crate::finding::{Finding, Severity};
use crate::model::entities::*;
use crate::model::{EntityId, Key, Model, Reads, Spec};
use crate::schema::Kind;
use std::sync::{Arc, LazyLock};

/// A rule with its place in the plan of an edition.
#[derive(Clone, Copy)]
struct Planned {
    rule: &'static Rule,
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
    for rule in registry() {
        let page = pages::page(rule.name);
        let Some(severity) = page.and_then(|page| page.severity.get(edition.as_str()).copied()) else { continue };
        let planned = Planned { rule, severity, page };
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
    pub reads: Box<[Key]>,
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
    cx: Cx<'m>,
}

impl<'m> Run<'m> {
    pub fn new(model: &'m Model, context: Context, reads: &'m Reads) -> Run<'m> {
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
        Run { reads, plan: &PLANS[context.edition as usize], cx }
    }

    /// Every subject of the model, in order.
    pub fn subjects(&self) -> impl Iterator<Item = SubjectId> + use<'m> {
        let of_spec = (0..self.plan.spec.len()).map(|rule| SubjectId::Spec(rule as u16));
        self.cx.spec.model().entities().map(SubjectId::Declaration).chain(of_spec)
    }

    /// What the subject's rules find; which of them read what is watched is added to `sensitive`.
    pub fn subject(&mut self, id: SubjectId, sensitive: &mut Vec<Sensitive>) -> Subject {
        let mut rules = Vec::new();
        let (mut found, mut rest) = (Vec::new(), Vec::new());
        for planned in self.rules_of(id) {
            self.check(planned, id);
            let findings = self.cx.findings.drain(..).map(Arc::new);
            if self.reads.saw_watched() {
                rules.push(*planned);
                found.extend(findings);
            } else if self.reads.is_watching() {
                let before = found.len();
                found.extend(findings);
                rest.extend_from_slice(&found[before..]);
            } else {
                found.extend(findings);
            }
        }
        if !rules.is_empty() {
            sensitive.push(Sensitive { subject: id, found: found.clone(), rest, rules });
        }
        Subject { findings: found, reads: self.reads.take() }
    }

    /// What the rules of a subject find that is like one seen before but for what was watched.
    pub fn again(&mut self, sensitive: &Sensitive) -> Vec<Arc<Finding>> {
        for planned in &sensitive.rules {
            self.check(planned, sensitive.subject);
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

    fn check(&mut self, planned: &Planned, id: SubjectId) {
        let already = self.cx.findings.len();
        self.run(planned, id);
        if let (SubjectId::Declaration(id), true) = (id, self.cx.findings.len() > already) {
            inherited::settle(&mut self.cx, id, already);
        }
    }

    fn run(&mut self, planned: &Planned, id: SubjectId) {
        let cx = &mut self.cx;
        (cx.rule, cx.severity, cx.page) = (planned.rule.name, planned.severity, planned.page);
        let view = match id {
            SubjectId::Declaration(id) => cx.spec.entity(id),
            SubjectId::Spec(_) => {
                if let Check::Spec(check) = planned.rule.check {
                    check(cx);
                }
                return;
            }
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
