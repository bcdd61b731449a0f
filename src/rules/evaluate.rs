//! Runs the rules over a model's subjects and keeps what each found, so that a change repeats only
//! the subjects it feeds.

use super::context::Cx;
use super::settings::Settings;
use super::{Check, Rule, pages, registry, suppress};
use crate::catalog::{self, EditionId};
use crate::finding::{Finding, Severity};
use crate::model::entities::*;
use crate::model::{Dirty, EntityId, Key, Layered, Model, Reads, Spec};
use crate::schema::Kind;
use jiff::civil::Date;
use std::sync::{Arc, LazyLock};

/// What an evaluation depends on besides the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    /// The edition in force.
    pub edition: EditionId,
    /// The day as of which the spec is judged.
    pub today: Date,
}

impl Context {
    /// What the settings and the model's own `edition` give together.
    pub fn of(model: &Model, settings: &Settings) -> Context {
        let edition = settings.edition.or_else(|| model.edition()).unwrap_or(settings.default_edition);
        Context { edition, today: settings.today }
    }
}

/// Evaluates a model once: every finding, in the order of the spec, with suppressions and severities
/// applied.
pub fn evaluate(model: &Model, settings: &Settings) -> Vec<Finding> {
    Evaluation::once(model, Context::of(model, settings)).findings(model, settings)
}

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

/// What the rules of one subject found, and what they read to find it.
#[derive(Debug, Default)]
struct Subject {
    findings: Vec<Finding>,
    reads: Box<[Key]>,
}

/// What the rules found about a model, by subject.
#[derive(Clone, Debug)]
pub struct Evaluation {
    context: Context,
    subjects: Layered<EntityId, Arc<Subject>>,
    spec: Arc<Subject>,
    /// Whether what was read is known; without it every update starts afresh.
    tracked: bool,
}

impl Evaluation {
    /// Evaluates everything, without noting what was read: for a spec that is judged once.
    pub fn once(model: &Model, context: Context) -> Evaluation {
        Evaluation { tracked: false, ..Evaluation::fresh(model, context, &Reads::ignored()) }
    }

    /// Evaluates everything and notes what was read, so that the result can be [`updated`](Self::updated).
    pub fn tracked(model: &Model, context: Context) -> Evaluation {
        Evaluation::fresh(model, context, &Reads::noted())
    }

    fn fresh(model: &Model, context: Context, reads: &Reads) -> Evaluation {
        let mut run = Run::new(model, context, reads);
        // Most subjects have nothing to say and, where reads are ignored, nothing to remember.
        let mut subjects = rustc_hash::FxHashMap::default();
        for id in model.entities() {
            let subject = run.subject(id);
            if !(subject.findings.is_empty() && subject.reads.is_empty()) {
                subjects.insert(id, Arc::new(subject));
            }
        }
        let spec = Arc::new(run.spec());
        Evaluation { context, subjects: Layered::from_map(subjects), spec, tracked: true }
    }

    /// The evaluation of the model after a change: repeats the subjects that the change feeds.
    pub fn updated(&self, model: &Model, dirty: &Dirty, context: Context) -> Evaluation {
        let keys = match dirty {
            Dirty::Keys(keys) if self.tracked && context == self.context => keys,
            _ => return Evaluation::tracked(model, context),
        };
        let reads = Reads::noted();
        let mut run = Run::new(model, context, &reads);
        let mut next = self.clone();
        let is_fed = |subject: &Subject| subject.reads.iter().any(|key| keys.contains(key));
        for id in model.entities() {
            let stale = match self.subjects.get(&id) {
                Some(subject) => is_fed(subject),
                None => true,
            };
            if stale {
                next.subjects.set(id, Some(Arc::new(run.subject(id))));
            }
        }
        next.subjects.fold();
        if is_fed(&self.spec) {
            next.spec = Arc::new(run.spec());
        }
        next
    }

    /// Whether an update repeats only what a change feeds.
    pub fn is_tracked(&self) -> bool {
        self.tracked
    }

    /// The findings of the subjects that are judged otherwise in `after`: as they were, and as they are.
    pub(super) fn differing(&self, model: &Model, after: &Evaluation, then: &Model) -> (Vec<Finding>, Vec<Finding>) {
        let (mut was, mut is) = (Vec::new(), Vec::new());
        let same = |a: Option<&Arc<Subject>>, b: Option<&Arc<Subject>>| match (a, b) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (a, b) => a.is_none() && b.is_none(),
        };
        let changed = |id: &EntityId| !same(self.subjects.get(id), after.subjects.get(id));
        let findings = |subject: Option<&Arc<Subject>>| subject.map(|it| it.findings.clone()).unwrap_or_default();
        was.extend(model.entities().filter(changed).flat_map(|id| findings(self.subjects.get(&id))));
        is.extend(then.entities().filter(changed).flat_map(|id| findings(after.subjects.get(&id))));
        if !Arc::ptr_eq(&self.spec, &after.spec) {
            was.extend_from_slice(&self.spec.findings);
            is.extend_from_slice(&after.spec.findings);
        }
        (was, is)
    }

    /// What it depends on besides the model.
    pub fn context(&self) -> Context {
        self.context
    }

    /// Every finding, in the order of the spec, with suppressions and severities applied.
    pub fn findings(&self, model: &Model, settings: &Settings) -> Vec<Finding> {
        self.findings_with(model, settings, &[])
    }

    /// The same, with findings that others made about the model's items, such as those on imports.
    pub fn findings_with(&self, model: &Model, settings: &Settings, others: &[Finding]) -> Vec<Finding> {
        let mut findings = others.to_vec();
        for file in model.files() {
            for id in file.items.iter() {
                findings.extend(model.item(*id).iter().flat_map(|item| item.findings.iter().cloned()));
            }
        }
        for id in model.entities() {
            if let Some(subject) = self.subjects.get(&id) {
                findings.extend(subject.findings.iter().cloned());
            }
        }
        findings.extend(self.spec.findings.iter().cloned());
        suppress::apply(model, self.context, settings, &mut findings);
        findings.sort_by(|a, b| {
            let place = |finding: &Finding| (model.order_of(finding.span.item), finding.span.extent);
            place(a).cmp(&place(b)).then_with(|| a.rule.cmp(b.rule)).then_with(|| a.message.cmp(&b.message))
        });
        findings.dedup();
        findings
    }
}

struct Run<'m> {
    model: &'m Model,
    reads: &'m Reads,
    plan: &'static PlanOfEdition,
    cx: Cx<'m>,
}

impl<'m> Run<'m> {
    fn new(model: &'m Model, context: Context, reads: &'m Reads) -> Run<'m> {
        let cx = Cx {
            spec: Spec::new(model, reads),
            facts: catalog::edition(context.edition),
            edition: context.edition,
            today: context.today,
            rule: "",
            severity: Severity::Error,
            page: None,
            findings: Vec::new(),
        };
        Run { model, reads, plan: &PLANS[context.edition as usize], cx }
    }

    fn subject(&mut self, id: EntityId) -> Subject {
        let view = self.cx.spec.entity(id);
        let kind = self.model.block(id).kind;
        for planned in &self.plan.by_kind[kind as usize] {
            self.begin(planned);
            let cx = &mut self.cx;
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
        self.end()
    }

    fn spec(&mut self) -> Subject {
        for planned in &self.plan.spec {
            self.begin(planned);
            if let Check::Spec(check) = planned.rule.check {
                check(&mut self.cx);
            }
        }
        self.end()
    }

    fn begin(&mut self, planned: &Planned) {
        self.cx.rule = planned.rule.name;
        self.cx.severity = planned.severity;
        self.cx.page = planned.page;
    }

    fn end(&mut self) -> Subject {
        Subject { findings: std::mem::take(&mut self.cx.findings), reads: self.reads.take() }
    }
}
