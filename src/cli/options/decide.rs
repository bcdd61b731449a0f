//! What each connection type makes of what is needed. Every figure is the catalogue's.

use crate::catalog::{
    self, Bandwidth, ConnectionKind, ConnectionType, Edition, EditionId, ErSku, Need, Path, Resiliency, Support,
    VpnFeature, VpnSku,
};
use jiff::civil::Date;
use serde::Serialize;

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
    facts.connection_types.iter().map(|row| one(row, needs, facts, today)).collect()
}

fn one(row: &ConnectionType, needs: &Needs, facts: &Edition, today: Date) -> Decision {
    let mut answers = of_type(row, needs);
    let (sku, circuit) = match row.id {
        ConnectionKind::ExpressRoute => expressroute(needs, facts, today, &mut answers),
        _ => (vpn(row, needs, facts, today, &mut answers), None),
    };
    let fits = sku.is_some() && answers.iter().all(|answer| answer.met != Some(false));
    Decision {
        connection: row.id,
        title: row.title,
        summary: row.summary,
        fits,
        sku: sku.filter(|_| fits),
        circuit: circuit.filter(|_| fits),
        bandwidth: row.bandwidth,
        answers,
        docs: row.links.docs,
    }
}

/// What the type itself answers, whatever the gateway.
fn of_type(row: &ConnectionType, needs: &Needs) -> Vec<Answer> {
    let mut answers = Vec::new();
    let mut say = |need: &str, met: bool, reason: String| {
        answers.push(Answer { need: need.to_owned(), met: Some(met), reason });
    };
    if needs.private {
        let reason = match row.path {
            Path::Private => "it never crosses the public Internet",
            Path::Backbone => "it stays on Microsoft's network, though it ends at public addresses",
            Path::Internet => "it crosses the public Internet, encrypted",
        };
        say("private path", row.path == Path::Private, reason.to_owned());
    }
    if needs.persistent {
        let reason = if row.persistent { "it stands by itself" } else { "each computer dials in" };
        say("persistent", row.persistent, reason.to_owned());
    }
    if needs.encrypted {
        let reason = if row.encrypted { "by itself" } else { "not by itself" };
        say("encrypted", row.encrypted, reason.to_owned());
    }
    for need in &needs.without {
        let (what, wants) = match need {
            Need::VpnDevice => ("without a VPN device", "a VPN device at the site"),
            Need::PublicIp => ("without a public IPv4 address", "a public IPv4 address at the site"),
            Need::ClientConfiguration => ("without configuring clients", "something set up on every client"),
            Need::Provider => ("without a provider", "a connectivity provider, or ports of one's own"),
        };
        let met = !row.needs.contains(need);
        say(what, met, if met { "it needs none".to_owned() } else { format!("it needs {wants}") });
    }
    answers
}

/// A need that depends on the gateway's SKU.
struct Demand<S> {
    need: String,
    carries: Box<dyn Fn(&S) -> bool>,
    figure: Box<dyn Fn(&S) -> String>,
}

/// The first SKU that meets all demands; each demand is answered by it, else by the SKUs as a whole.
fn choose<'s, S>(
    skus: &[&'s S],
    name: impl Fn(&S) -> String,
    demands: &[Demand<S>],
    answers: &mut Vec<Answer>,
) -> Option<&'s S> {
    let chosen = skus.iter().copied().find(|sku| demands.iter().all(|demand| (demand.carries)(sku)));
    for demand in demands {
        let one = chosen.or_else(|| skus.iter().copied().find(|sku| (demand.carries)(sku)));
        let (met, reason) = match (one, skus.last()) {
            (Some(sku), _) => (true, format!("{} {}", name(sku), (demand.figure)(sku))),
            (None, Some(largest)) => (false, format!("even {} {}", name(largest), (demand.figure)(largest))),
            (None, None) => (false, "no SKU can be had".to_owned()),
        };
        answers.push(Answer { need: demand.need.clone(), met: Some(met), reason });
    }
    if chosen.is_none() && answers.iter().all(|answer| answer.met != Some(false)) {
        let reason = "no single SKU carries all of it".to_owned();
        answers.push(Answer { need: "a gateway".to_owned(), met: Some(false), reason });
    }
    chosen
}

fn vpn(row: &ConnectionType, needs: &Needs, facts: &Edition, today: Date, answers: &mut Vec<Answer>) -> Option<String> {
    let dev_test = needs.dev_test;
    let skus: Vec<&VpnSku> = facts
        .new_vpn_skus(today)
        .filter(|sku| (sku.production || dev_test) && sku.has(VpnFeature::RouteBased))
        .collect();
    let mut demands: Vec<Demand<VpnSku>> = Vec::new();
    if let Some(wanted) = needs.throughput {
        let meant = row.bandwidth_up_to.filter(|upper| *upper < wanted);
        let meant = meant.map(|upper| format!("; the documents mean it for up to {upper}")).unwrap_or_default();
        demands.push(Demand {
            need: format!("{wanted}"),
            carries: Box::new(move |sku| sku.throughput >= wanted),
            figure: Box::new(move |sku| format!("carries {} in all, a benchmark{meant}", sku.throughput)),
        });
    }
    let is_p2s = row.id == ConnectionKind::PointToSite;
    if let Some(clients) = needs.clients {
        let of = |sku: &VpnSku| sku.ikev2_openvpn_clients.unwrap_or(0).max(sku.sstp_clients);
        if is_p2s {
            demands.push(Demand {
                need: format!("{clients} clients"),
                carries: Box::new(move |sku| of(sku) >= clients),
                figure: Box::new(move |sku| format!("takes {} clients at once", of(sku))),
            });
        } else {
            answers.push(behind(clients));
        }
    }
    if let Some(tunnels) = needs.tunnels.filter(|_| !is_p2s) {
        demands.push(Demand {
            need: format!("{tunnels} tunnels"),
            carries: Box::new(move |sku| sku.tunnels >= tunnels),
            figure: Box::new(|sku| format!("takes {} tunnels", sku.tunnels)),
        });
    }
    let mut feature = |wanted: bool, need: &str, feature: VpnFeature, yes: &'static str, no: &'static str| {
        if wanted {
            demands.push(Demand {
                need: need.to_owned(),
                carries: Box::new(move |sku| sku.has(feature)),
                figure: Box::new(move |sku| if sku.has(feature) { yes } else { no }.to_owned()),
            });
        }
    };
    feature(
        needs.zone_redundant,
        "zone-redundant",
        VpnFeature::ZoneRedundant,
        "is spread over zones",
        "is not spread over zones",
    );
    feature(
        needs.active_active && row.resiliency.contains(&Resiliency::ActiveActive),
        "active-active",
        VpnFeature::ActiveActive,
        "can have two active instances",
        "has one active instance",
    );
    if needs.active_active && !row.resiliency.contains(&Resiliency::ActiveActive) {
        let reason = "one instance stands by".to_owned();
        answers.push(Answer { need: "active-active".to_owned(), met: Some(false), reason });
    }
    let name = |sku: &VpnSku| match sku.generation.filter(|_| facts.vpn_sku_rows(sku.name).count() > 1) {
        Some(generation) => format!("{} ({generation})", sku.name),
        None => sku.name.to_owned(),
    };
    choose(&skus, name, &demands, answers).map(name)
}

fn behind(clients: u32) -> Answer {
    let reason = "it connects whole networks; clients are not counted".to_owned();
    Answer { need: format!("{clients} clients"), met: None, reason }
}

fn expressroute(
    needs: &Needs,
    facts: &Edition,
    today: Date,
    answers: &mut Vec<Answer>,
) -> (Option<String>, Option<String>) {
    let skus: Vec<&ErSku> = facts.new_er_skus(today).collect();
    let most = |sku: &ErSku| sku.figures_at(sku.units.as_ref().map(|units| units.max)).throughput;
    let mut demands: Vec<Demand<ErSku>> = Vec::new();
    let mut circuit = None;
    if let Some(wanted) = needs.throughput {
        demands.push(Demand {
            need: format!("{wanted}"),
            carries: Box::new(move |sku| most(sku) >= wanted),
            figure: Box::new(move |sku| format!("carries {}, a benchmark", most(sku))),
        });
        let mut fitting: Vec<_> = facts.circuit_bandwidths.iter().filter(|row| row.bandwidth >= wanted).collect();
        fitting.sort_by_key(|row| row.bandwidth);
        match fitting.first() {
            Some(row) => {
                let direct = if row.provider == Support::No { " on ExpressRoute Direct" } else { "" };
                circuit = Some(format!("{}{direct}", row.bandwidth));
            }
            None => answers.push(Answer {
                need: format!("a circuit of {wanted}"),
                met: Some(false),
                reason: "circuits come smaller".to_owned(),
            }),
        }
    }
    if let Some(clients) = needs.clients {
        answers.push(behind(clients));
    }
    if needs.zone_redundant {
        demands.push(Demand {
            need: "zone-redundant".to_owned(),
            carries: Box::new(|sku| sku.zone_redundant),
            figure: Box::new(|sku| {
                if sku.zone_redundant { "is spread over zones" } else { "is not spread over zones" }.to_owned()
            }),
        });
    }
    if needs.active_active {
        let reason = "a circuit has two links, and the gateway uses both".to_owned();
        answers.push(Answer { need: "active-active".to_owned(), met: Some(true), reason });
    }
    let chosen = choose(&skus, |sku| sku.name.to_owned(), &demands, answers);
    let named = chosen.map(|sku| match (&sku.units, needs.throughput) {
        (Some(scale), Some(wanted)) => {
            let enough = |units: &u32| sku.figures_at(Some(*units)).throughput >= wanted;
            let units = (scale.min..=scale.max).find(enough).unwrap_or(scale.max);
            format!("{} with {units} scale units", sku.name)
        }
        _ => sku.name.to_owned(),
    });
    (named, circuit)
}
