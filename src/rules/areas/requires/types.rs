//! Which types of connection would do for a site that has none: the questions of the article, asked
//! of each type in turn.

use super::Given;
use super::subject::Subject;
use crate::catalog::{Bandwidth, ConnectionKind, ConnectionType, FeatureId, Need, Path, Resiliency, Row, Support};
use crate::finding::Severity;
use crate::model::View;
use crate::model::entities::*;
use crate::rules::Cx;
use crate::schema::Attr;

/// A type of connection, weighed against what a site requires.
pub struct Candidate {
    /// The type.
    pub kind: &'static ConnectionType,
    /// What speaks against it; nothing where it would do.
    pub against: Vec<String>,
    /// What has to be seen to so that it does.
    pub provided: Vec<String>,
}

impl Candidate {
    /// Whether it would do.
    pub fn would_do(&self) -> bool {
        self.against.is_empty()
    }
}

/// Every type of connection that joins a site, weighed against what `requires` asks.
pub fn candidates(requires: View<'_>, given: &Given) -> Vec<Candidate> {
    let types = given.facts.connection_types.iter().filter(|it| it.id != ConnectionKind::VnetToVnet);
    types.map(|kind| weigh(kind, requires, given)).collect()
}

fn weigh(kind: &'static ConnectionType, requires: View<'_>, given: &Given) -> Candidate {
    let mut candidate = Candidate { kind, against: Vec::new(), provided: Vec::new() };
    let against = &mut candidate.against;
    let provided = &mut candidate.provided;
    if let Some(asked) = requires.bandwidth(Attr::Throughput) {
        let wanted = Bandwidth(asked.value);
        if most(kind, given).is_some_and(|most| most < wanted) {
            against.push(format!("carries up to {}", most(kind, given).unwrap_or(wanted)));
        }
    }
    if requires.choice(Attr::Path).is_some() && kind.path == Path::Internet {
        let over = kind.id == ConnectionKind::SiteToSite && offers(FeatureId::IpsecOverPrivatePeering, given);
        match over {
            true => provided.push("over an ExpressRoute connection".into()),
            false => against.push("crosses the public Internet".into()),
        }
    }
    if requires.is_true(Attr::Persistent) && !kind.persistent {
        against.push("stands only while somebody has dialled in".into());
    }
    if requires.is_true(Attr::Encrypted) && !kind.encrypted {
        match offers(FeatureId::Macsec, given) {
            true => provided.push("with MACsec or IPsec".into()),
            false => against.push("is not encrypted".into()),
        }
    }
    for without in requires.choices(Attr::Without) {
        if let Ok(need) = without.value.parse::<Need>()
            && kind.needs.contains(&need)
        {
            against.push(format!("needs {}", need.in_words()));
        }
    }
    for asked in requires.choices(Attr::Availability) {
        match asked.value {
            "active-active" if !kind.resiliency.contains(&Resiliency::ActiveActive) => {
                against.push("has no two active instances".into());
            }
            "zone-redundant" if !offers(FeatureId::ZoneRedundantGateway, given) => {
                against.push("spans no availability zones".into());
            }
            _ => {}
        }
    }
    candidate
}

fn offers(id: FeatureId, given: &Given) -> bool {
    given.facts.feature(id).is_some_and(|it| it.on(given.today) != Support::No)
}

/// The most that a type carries at all.
fn most(kind: &ConnectionType, given: &Given) -> Option<Bandwidth> {
    match kind.id {
        ConnectionKind::ExpressRoute => given.facts.circuit_bandwidths.iter().map(|it| it.bandwidth).max(),
        _ => {
            let gateway = given.facts.vpn_skus.iter().map(|it| it.throughput).max();
            kind.bandwidth_up_to.into_iter().chain(gateway).min()
        }
    }
}

/// A site that requires something and is joined by nothing.
pub(super) fn no_connection(site: Site<'_>, cx: &mut Cx<'_>) {
    let Some(subject) = Subject::of(site.0).filter(Subject::is_unconnected) else { return };
    let given = Given { facts: cx.facts, today: cx.today };
    let all = candidates(subject.requires, &given);
    let (good, bad): (Vec<_>, Vec<_>) = all.into_iter().partition(Candidate::would_do);
    let message = match &good[..] {
        [] => format!("nothing connects `{}`, and no type of connection would meet what it requires", site.name()),
        _ => format!("nothing connects `{}`; what it requires is met by {}", site.name(), names(&good)),
    };
    let severity = if good.is_empty() { Severity::Error } else { Severity::Info };
    let mut report = cx.report(subject.requires, message).severity(severity);
    for candidate in &good {
        report = report.cite(candidate.kind as &dyn Row);
    }
    for candidate in bad {
        report = report.note(format!("{} {}", candidate.kind.title, candidate.against.join(", ")));
    }
}

fn names(good: &[Candidate]) -> String {
    let name = |candidate: &Candidate| match &candidate.provided[..] {
        [] => candidate.kind.title.to_owned(),
        provided => format!("{} {}", candidate.kind.title, provided.join(" ")),
    };
    good.iter().map(name).collect::<Vec<_>>().join(" or ")
}
