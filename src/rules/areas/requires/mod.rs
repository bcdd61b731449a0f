//! `requires`: what a connection, or a site over all its connections, must deliver.
//!
//! [`verdicts`] answers every requirement: met, and by what; not met, and what would; or it can't be
//! told, and what is missing. The rules report what is not met; hover and `options` show it all.
//! What a type of connection can do comes from the catalogue's comparison.

mod availability;
mod path;
mod reach;
mod subject;
mod throughput;
mod types;

use crate::catalog::{Edition, Row};
use crate::finding::{Intent, Severity, Span};
use crate::model::View;
use crate::rules::{Check, Cx, Rule};
use crate::schema::{Attr, Kind};
use jiff::civil::Date;
use subject::Subject;

pub use availability::ALL_ZONES;
pub use types::{Candidate, candidates};

pub const RULES: &[Rule] = &[
    Rule { name: "requires/availability", check: Check::Any(|view, cx| report(view, Attr::Availability, cx)) },
    Rule { name: "requires/encrypted", check: Check::Any(|view, cx| report(view, Attr::Encrypted, cx)) },
    Rule { name: "requires/gateway-throughput", check: Check::VpnGateway(throughput::of_gateway) },
    Rule { name: "requires/no-connection", check: Check::Site(types::no_connection) },
    Rule { name: "requires/path", check: Check::Any(|view, cx| report(view, Attr::Path, cx)) },
    Rule { name: "requires/persistent", check: Check::Any(|view, cx| report(view, Attr::Persistent, cx)) },
    Rule { name: "requires/reach-sites", check: Check::Any(|view, cx| report(view, Attr::ReachSites, cx)) },
    Rule { name: "requires/reach-vnets", check: Check::Any(|view, cx| report(view, Attr::ReachVnets, cx)) },
    Rule { name: "requires/throughput", check: Check::Any(|view, cx| report(view, Attr::Throughput, cx)) },
    Rule { name: "requires/without", check: Check::Any(|view, cx| report(view, Attr::Without, cx)) },
];

/// The facts by which requirements are judged.
#[derive(Clone, Copy)]
pub struct Given {
    /// The edition in force.
    pub facts: &'static Edition,
    /// The day as of which it is judged.
    pub today: Date,
}

/// One requirement, answered.
#[derive(Clone)]
pub struct Verdict {
    /// The attribute of `requires`.
    pub requirement: Attr,
    /// What is asked, as written: `1 Gbps`, `dual-path`, the name of a VNet.
    pub asked: String,
    /// Where it is asked.
    pub place: Span,
    /// The answer.
    pub outcome: Outcome,
    /// The places that make it so, each with what stands there.
    pub because: Vec<(Span, String)>,
    /// What could be changed so that it is met, best first.
    pub fixes: Vec<Intent>,
    /// The rows of the catalogue it rests on.
    pub rows: Vec<&'static dyn Row>,
}

/// How a requirement is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Met.
    Met {
        /// By what.
        by: String,
    },
    /// Not met.
    NotMet {
        /// Why.
        why: String,
        /// What would meet it, if anything is known to.
        would: Option<String>,
        /// Whether it rests on figures that Azure gives as benchmarks rather than limits.
        benchmark: bool,
    },
    /// It can't be told.
    Unknown {
        /// What the spec doesn't say.
        missing: String,
    },
}

impl Outcome {
    fn met(by: impl Into<String>) -> Outcome {
        Outcome::Met { by: by.into() }
    }

    fn not_met(why: impl Into<String>) -> Outcome {
        Outcome::NotMet { why: why.into(), would: None, benchmark: false }
    }

    fn unknown(missing: impl Into<String>) -> Outcome {
        Outcome::Unknown { missing: missing.into() }
    }

    /// Says what would meet it.
    fn would(self, text: impl Into<String>) -> Outcome {
        match self {
            Outcome::NotMet { why, benchmark, .. } => Outcome::NotMet { why, would: Some(text.into()), benchmark },
            other => other,
        }
    }
}

impl Verdict {
    fn new(requirement: Attr, asked: impl Into<String>, place: Span, outcome: Outcome) -> Verdict {
        let (because, fixes, rows) = Default::default();
        Verdict { requirement, asked: asked.into(), place, outcome, because, fixes, rows }
    }

    fn because(mut self, place: Span, what: impl Into<String>) -> Verdict {
        self.because.push((place, what.into()));
        self
    }

    fn row(mut self, row: &'static dyn Row) -> Verdict {
        self.rows.push(row);
        self
    }

    fn fix(mut self, intent: Intent) -> Verdict {
        self.fixes.push(intent);
        self
    }
}

/// The verdicts on everything that a connection or a site requires; none where it requires nothing.
pub fn verdicts(view: View<'_>, given: &Given) -> Vec<Verdict> {
    let Some(subject) = Subject::of(view) else { return Vec::new() };
    // A site without a connection has candidates instead.
    if subject.is_unconnected() {
        return Vec::new();
    }
    let asked =
        Kind::Requires.schema().attributes.iter().map(|row| row.attr).filter(|attr| subject.requires.says(*attr));
    asked.flat_map(|attr| answer(&subject, attr, given)).collect()
}

fn answer(subject: &Subject<'_>, attr: Attr, given: &Given) -> Vec<Verdict> {
    match attr {
        Attr::Throughput => throughput::verdict(subject, given).into_iter().collect(),
        Attr::Path => path::private(subject, given).into_iter().collect(),
        Attr::Persistent => path::persistent(subject, given).into_iter().collect(),
        Attr::Encrypted => path::encrypted(subject, given).into_iter().collect(),
        Attr::Without => path::without(subject, given),
        Attr::Availability => availability::verdicts(subject, given),
        Attr::ReachVnets => reach::vnets(subject, given),
        Attr::ReachSites => reach::sites(subject, given),
        _ => Vec::new(),
    }
}

/// Reports what is not met of one requirement.
fn report(view: View<'_>, attr: Attr, cx: &mut Cx<'_>) {
    if !view.only(Kind::Requires).is_some_and(|requires| requires.says(attr)) {
        return;
    }
    let Some(subject) = Subject::of(view).filter(|it| !it.is_unconnected()) else { return };
    let given = Given { facts: cx.facts, today: cx.today };
    let verdicts = match attr {
        // Asked of most connections and mostly met, which needs no words here.
        Attr::Throughput => throughput::shortfall(&subject, &given).into_iter().collect(),
        _ => answer(&subject, attr, &given),
    };
    for verdict in verdicts {
        let Outcome::NotMet { why, would, benchmark } = &verdict.outcome else { continue };
        let mut report = cx.report(verdict.place, why.clone());
        if *benchmark {
            report = report.severity(Severity::Warning);
        }
        for (span, what) in &verdict.because {
            report = report.related(span, what.clone());
        }
        for row in &verdict.rows {
            report = report.cite(*row);
        }
        if let Some(would) = would {
            report = report.note(format!("what would do: {would}"));
        }
        for intent in verdict.fixes.clone() {
            report = report.intent(intent);
        }
    }
}
