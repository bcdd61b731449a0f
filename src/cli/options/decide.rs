//! What each connection type makes of what is needed.
//!
//! For each type a small design is written down, and the judge is asked about every gateway it could
//! have, by the same rules as about any spec: what `options` recommends, `check` accepts.

use super::design::{CONNECTION, Design, Size, circuit_attributes, vpn_size, without_names};
use crate::catalog::{
    self, Bandwidth, ConnectionKind, ConnectionType, Edition, EditionId, ErSku, Need, Support, VpnFeature, VpnSku,
};
use crate::finding::{Finding, Severity};
use crate::model::{FileId, Model, Reads, Spec as Looks};
use crate::rules::requires::{self, Given, Outcome};
use crate::rules::{Context, Evaluation, Gap, Settings, judge};
use crate::schema::{Attr, Family};
use crate::workspace::File;
use jiff::civil::Date;
use serde::Serialize;
use std::sync::Arc;

/// What is needed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    pub throughput: Option<Bandwidth>,
    pub private: bool,
    pub clients: Option<u32>,
    pub tunnels: Option<u32>,
    pub persistent: bool,
    pub encrypted: bool,
    pub zone_redundant: bool,
    pub active_active: bool,
    pub without: Vec<Need>,
    pub dev_test: bool,
    /// What the type of a connection doesn't decide.
    pub elsewhere: Vec<String>,
}

impl Needs {
    /// Both together: what is said here wins over what is said there.
    pub fn and(self, other: Needs) -> Needs {
        let mut without = self.without;
        without.extend(other.without.into_iter().filter(|it| !without.contains(it)).collect::<Vec<_>>());
        Needs {
            throughput: self.throughput.or(other.throughput),
            private: self.private || other.private,
            clients: self.clients.or(other.clients),
            tunnels: self.tunnels.or(other.tunnels),
            persistent: self.persistent || other.persistent,
            encrypted: self.encrypted || other.encrypted,
            zone_redundant: self.zone_redundant || other.zone_redundant,
            active_active: self.active_active || other.active_active,
            without,
            dev_test: self.dev_test || other.dev_test,
            elsewhere: [self.elsewhere, other.elsewhere].concat(),
        }
    }
}

/// One need, and whether it is met.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// What is needed, in a few words.
    pub need: String,
    /// Whether it is met; none where it doesn't matter for this type.
    pub met: Option<bool>,
    /// Why.
    pub reason: String,
}

/// What comes of one connection type.
#[derive(Clone, Debug, Serialize)]
pub struct Decision {
    /// The type.
    pub connection: ConnectionKind,
    /// Its name in sentences.
    pub title: &'static str,
    /// What it is.
    pub summary: &'static str,
    /// Whether it meets every need.
    pub fits: bool,
    /// The smallest gateway SKU that carries it, where there is one.
    pub sku: Option<String>,
    /// The smallest circuit, for ExpressRoute.
    pub circuit: Option<String>,
    /// Typical bandwidth, in words.
    pub bandwidth: &'static str,
    /// Each need.
    pub answers: Vec<Answer>,
    /// Where the documents say so.
    pub docs: &'static str,
}

/// What comes of each connection type.
pub fn decide(needs: &Needs, edition: EditionId, today: Date) -> Vec<Decision> {
    let facts = catalog::edition(edition);
    let settings = Settings { edition: Some(edition), ..Settings::as_of(today) };
    facts.connection_types.iter().map(|row| one(row, needs, facts, &settings)).collect()
}

fn one(row: &'static ConnectionType, needs: &Needs, facts: &'static Edition, settings: &Settings) -> Decision {
    let today = settings.today;
    let vpn: Vec<&VpnSku> = facts
        .new_vpn_skus(today)
        .filter(|sku| (sku.production || needs.dev_test) && sku.has(VpnFeature::RouteBased))
        .collect();
    let is_expressroute = row.id == ConnectionKind::ExpressRoute;
    let sizes: Vec<Size> = if is_expressroute {
        facts.new_er_skus(today).flat_map(er_sizes).collect()
    } else {
        vpn.iter().map(|sku| named(facts, sku)).collect()
    };
    let design = Design { row, needs, largest: vpn.iter().copied().max_by_key(|sku| sku.throughput) };
    let rest = design.rest();
    let (circuit, bandwidth) = match is_expressroute {
        true => circuit(&design, &rest, facts, settings),
        false => (String::new(), None),
    };
    let spec = |size: &Size| format!("{}{circuit}{rest}", design.gateway(size));
    let (size, fits_alone) = Trial::of(&spec(&Size::default()), settings)
        .choose(0, &design.gateway_head(), &sizes)
        .map_or((None, false), |(index, fits)| (Some(&sizes[index]), fits));
    let trial = Trial::of(&spec(size.unwrap_or(&Size::default())), settings);
    let sku = size.and_then(|size| vpn.iter().copied().find(|sku| named(facts, sku).name == size.name));
    let mut answers = trial.verdicts(facts);
    answers.extend(counted(row, needs, sku, &trial));
    let judged = ["requires/", "gateway/p2s-client-limit", "gateway/sstp-client-limit", "gateway/tunnel-limit"];
    let others = trial.findings.iter().filter(|it| !judged.iter().any(|rule| it.rule.starts_with(rule)));
    for finding in others.filter(|it| it.severity == Severity::Error) {
        let reason = without_names(&finding.message);
        answers.push(Answer { need: finding.rule.to_owned(), met: Some(false), reason });
    }
    answers.extend(needs.elsewhere.iter().map(|need| Answer {
        need: need.clone(),
        met: None,
        reason: "the whole design decides it, not the type; `connspec check` judges it".to_owned(),
    }));
    if size.is_none() {
        let reason = "no SKU can be had for a new gateway".to_owned();
        answers.push(Answer { need: "a gateway".to_owned(), met: Some(false), reason });
    } else if !fits_alone && answers.iter().all(|answer| answer.met != Some(false)) {
        let reason = "no single SKU carries all of it".to_owned();
        answers.push(Answer { need: "a gateway".to_owned(), met: Some(false), reason });
    }
    let fits = answers.iter().all(|answer| answer.met != Some(false));
    Decision {
        connection: row.id,
        title: row.title,
        summary: row.summary,
        fits,
        sku: size.filter(|_| fits).map(|size| size.name.clone()),
        circuit: bandwidth.filter(|_| fits),
        bandwidth: row.bandwidth,
        answers,
        docs: row.links.docs,
    }
}

/// A VPN SKU, with its generation where that tells two apart.
fn named(facts: &Edition, sku: &VpnSku) -> Size {
    let size = vpn_size(sku);
    match sku.generation.filter(|_| facts.vpn_sku_rows(sku.name).count() > 1) {
        Some(generation) => Size { name: format!("{} ({generation})", sku.name), ..size },
        None => size,
    }
}

/// An ExpressRoute SKU in every size it comes in.
fn er_sizes(sku: &ErSku) -> Vec<Size> {
    let name = sku.name;
    let Some(scale) = &sku.units else {
        return vec![Size { attributes: format!("  sku = {name}\n"), name: name.to_owned() }];
    };
    let of = |units: u32| Size {
        attributes: format!("  sku = {name}\n  scale-units {{ min = {units}, max = {units} }}\n"),
        name: format!("{name} with {units} scale unit{}", if units == 1 { "" } else { "s" }),
    };
    (scale.min..=scale.max).map(of).collect()
}

/// The smallest circuit that carries what is needed, as an item and in words.
fn circuit(design: &Design<'_>, rest: &str, facts: &'static Edition, settings: &Settings) -> (String, Option<String>) {
    if design.needs.throughput.is_none() {
        return (design.circuit("  provider = \"Equinix\"\n"), None);
    }
    let mut rows: Vec<_> = facts.circuit_bandwidths.iter().collect();
    rows.sort_by_key(|row| row.bandwidth);
    let port = |bandwidth: Bandwidth| facts.direct_ports.iter().find(|port| port.circuits.contains(&bandwidth));
    let sizes: Vec<Size> = rows
        .into_iter()
        .map(|row| {
            let port = port(row.bandwidth).filter(|_| row.provider == Support::No).map(|port| port.speed);
            let direct = if port.is_some() { " on ExpressRoute Direct" } else { "" };
            let attributes = circuit_attributes(row.bandwidth, port);
            Size { attributes, name: format!("{}{direct}", row.bandwidth) }
        })
        .collect();
    let text = format!("{}{}{rest}", design.gateway(&Size::default()), design.circuit(""));
    match Trial::of(&text, settings).choose(1, &design.circuit_head(), &sizes) {
        Some((index, _)) => (design.circuit(&sizes[index].attributes), Some(sizes[index].name.clone())),
        None => (design.circuit(""), None),
    }
}

/// Clients and tunnels: what is counted at the gateway.
fn counted(row: &ConnectionType, needs: &Needs, sku: Option<&VpnSku>, trial: &Trial) -> Vec<Answer> {
    let mut answers = Vec::new();
    let is_p2s = row.id == ConnectionKind::PointToSite;
    let mut count = |need: String, rules: &[&str], takes: Option<String>| {
        let refused = trial.findings.iter().find(|it| rules.contains(&it.rule));
        let reason = match refused {
            Some(finding) => without_names(&finding.message),
            None => takes.unwrap_or_default(),
        };
        answers.push(Answer { need, met: Some(refused.is_none()), reason });
    };
    if let Some(tunnels) = needs.tunnels.filter(|_| !is_p2s && row.id != ConnectionKind::ExpressRoute) {
        let takes = sku.map(|sku| format!("{} takes {} tunnels", sku.name, sku.tunnels));
        count(format!("{tunnels} tunnels"), &["gateway/tunnel-limit"], takes);
    }
    if let Some(clients) = needs.clients.filter(|_| is_p2s) {
        let of = |sku: &VpnSku| sku.ikev2_openvpn_clients.unwrap_or(0).max(sku.sstp_clients);
        let takes = sku.map(|sku| format!("{} takes {} clients at once", sku.name, of(sku)));
        let rules = ["gateway/p2s-client-limit", "gateway/sstp-client-limit"];
        count(format!("{clients} clients"), &rules, takes);
    }
    if let Some(clients) = needs.clients.filter(|_| !is_p2s) {
        let reason = "it connects whole networks; clients are not counted".to_owned();
        answers.push(Answer { need: format!("{clients} clients"), met: None, reason });
    }
    answers
}

/// A spec under judgement.
struct Trial<'s> {
    file: File,
    model: Model,
    evaluation: Evaluation,
    settings: &'s Settings,
    findings: Vec<Arc<Finding>>,
}

impl Trial<'_> {
    fn of<'s>(text: &str, settings: &'s Settings) -> Trial<'s> {
        let file = File::new(FileId(0), "options.connspec", text);
        let item = |id| file.item(id).expect("an item of this file").clone();
        let model = Model::build(vec![file.items()], item);
        let evaluation = Evaluation::tracked(&model, Context::of(&model, settings));
        let findings = evaluation.findings(&model, settings);
        Trial { file, model, evaluation, settings, findings }
    }

    /// The first size of an item that fails nothing which is asked, and true; else the one that the
    /// judge ranks best, the last of equals, and false. None where there is no size.
    fn choose(&self, item: usize, head: &str, sizes: &[Size]) -> Option<(usize, bool)> {
        let (item, _) = self.file.each_item().nth(item)?;
        let words: Vec<&str> = sizes.iter().map(|size| size.attributes.as_str()).collect();
        let gap = Gap { item, before: head, after: "}\n" };
        let verdicts = judge(&self.model, &self.evaluation, self.settings, gap, &words);
        let fails = |it: &Finding| it.severity == Severity::Error || it.rule.starts_with("requires/");
        if let Some(index) = verdicts.iter().position(|verdict| !verdict.new.iter().any(|it| fails(it))) {
            return Some((index, true));
        }
        let best = verdicts.iter().map(|verdict| verdict.rank()).min()?;
        Some((verdicts.iter().rposition(|verdict| verdict.rank() == best)?, false))
    }

    /// What the evaluator answers to each requirement.
    fn verdicts(&self, facts: &'static Edition) -> Vec<Answer> {
        let reads = Reads::ignored();
        let looks = Looks::new(&self.model, &reads);
        let Some(connection) = looks.declared(Family::Connection, CONNECTION) else { return Vec::new() };
        let given = Given { facts, today: self.settings.today };
        let verdicts = requires::verdicts(connection, &given);
        verdicts.into_iter().map(|verdict| answer(&verdict)).collect()
    }
}

fn answer(verdict: &requires::Verdict) -> Answer {
    let need = match (verdict.requirement, verdict.asked.as_str()) {
        (Attr::Path, _) => "private path",
        (Attr::Persistent, _) => "persistent",
        (Attr::Encrypted, _) => "encrypted",
        (Attr::Without, "vpn-device") => "without a VPN device",
        (Attr::Without, "public-ip") => "without a public IPv4 address",
        (Attr::Without, "client-configuration") => "without configuring clients",
        (_, asked) => asked,
    };
    let (met, reason) = match &verdict.outcome {
        Outcome::Met { by } => (Some(true), by.clone()),
        // Which other type would do stands in the table already.
        Outcome::NotMet { why, would: Some(would), .. }
            if matches!(verdict.requirement, Attr::Encrypted | Attr::Availability) =>
        {
            (Some(false), format!("{why}; what would do: {would}"))
        }
        Outcome::NotMet { why, .. } => (Some(false), why.clone()),
        Outcome::Unknown { missing } => (None, format!("it depends on {missing}")),
    };
    Answer { need: need.to_owned(), met, reason: without_names(&reason) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(needs: &Needs, edition: EditionId, day: &str) -> Vec<Decision> {
        decide(needs, edition, day.parse().unwrap())
    }

    /// A design that requires nothing is one that nobody objects to: no answer is due to the design itself.
    #[test]
    fn the_designs_are_fine() {
        for (edition, day) in [(EditionId::ALL[0], "2016-07-01"), (EditionId::NEWEST, "2026-11-22")] {
            for throughput in [None, Some("20 Mbps".parse().unwrap())] {
                for decision in of(&Needs { throughput, ..Needs::default() }, edition, day) {
                    assert!(decision.fits && decision.sku.is_some(), "{edition}: {decision:?}");
                }
            }
        }
    }

    #[test]
    fn the_judge_chooses() {
        let needs = |throughput: &str| Needs { throughput: Some(throughput.parse().unwrap()), ..Needs::default() };
        let day = "2026-11-22";
        let sku = |decisions: &[Decision], kind| decisions.iter().find(|it| it.connection == kind).unwrap().sku.clone();
        let decisions = of(&needs("1 Gbps"), EditionId::NEWEST, day);
        assert_eq!(sku(&decisions, ConnectionKind::SiteToSite).as_deref(), Some("VpnGw2AZ (Generation1)"));
        assert_eq!(decisions[3].circuit.as_deref(), Some("1 Gbps"));
        let decisions = of(&needs("40 Gbps"), EditionId::NEWEST, day);
        assert_eq!(sku(&decisions, ConnectionKind::SiteToSite), None);
        let many = Needs { tunnels: Some(60), clients: Some(9000), ..Needs::default() };
        let decisions = of(&many, EditionId::NEWEST, day);
        assert_eq!(sku(&decisions, ConnectionKind::SiteToSite).as_deref(), Some("VpnGw4AZ"));
        assert_eq!(sku(&decisions, ConnectionKind::PointToSite).as_deref(), Some("VpnGw5AZ"));
    }

    #[test]
    fn names_of_a_design_are_not_shown() {
        let needs = Needs {
            throughput: Some("100 Mbps".parse().unwrap()),
            private: true,
            persistent: true,
            encrypted: true,
            zone_redundant: true,
            active_active: true,
            without: vec![Need::VpnDevice, Need::PublicIp, Need::ClientConfiguration],
            clients: Some(200_000),
            tunnels: Some(120),
            ..Needs::default()
        };
        for (edition, day) in [(EditionId::ALL[0], "2016-07-01"), (EditionId::NEWEST, "2026-11-22")] {
            for answer in of(&needs, edition, day).iter().flat_map(|decision| &decision.answers) {
                assert!(!answer.reason.contains("the_") && !answer.reason.is_empty(), "{answer:?}");
            }
        }
    }
}
