//! Availability: the single failures that must be survived, of an instance, a zone, a device, a path.

use super::path::types;
use super::subject::{Subject, er_sku, other_sku, set, sites_of, type_of, vpn_gateways, vpn_sku};
use super::{Given, Outcome, Verdict};
use crate::catalog::{FeatureId, Resiliency, Support, VpnFeature};
use crate::finding::{Change, Intent, Plan, Span};
use crate::model::View;
use crate::model::entities::*;
use crate::rules::facts::all_of;
use crate::schema::{Attr, Kind};

/// How many zones make a public address zone-redundant.
pub const ALL_ZONES: usize = 3;

/// Whether each single failure named is survived.
pub(super) fn verdicts(subject: &Subject<'_>, given: &Given) -> Vec<Verdict> {
    let judge = |asked: crate::model::At<&'static str>| {
        let answer = |outcome| Verdict::new(Attr::Availability, asked.value, asked.span, outcome);
        match asked.value {
            "zone-redundant" => survives_zone(subject, given, answer),
            "active-active" => without_gap(subject, given, answer),
            "dual-device" => dual_device(subject, answer),
            _ => dual_path(subject, answer),
        }
    };
    subject.requires.choices(Attr::Availability).into_iter().map(judge).collect()
}

/// One connection's answer: the outcome, the place that makes it so, and what could be changed.
struct Answer {
    outcome: Outcome,
    place: Option<Span>,
    fix: Option<Intent>,
}

impl Answer {
    fn of(outcome: Outcome) -> Answer {
        Answer { outcome, place: None, fix: None }
    }

    fn at(self, place: Span) -> Answer {
        Answer { place: Some(place), ..self }
    }

    fn fix(self, fix: Intent) -> Answer {
        Answer { fix: Some(fix), ..self }
    }
}

/// How bad an outcome is, the worst first.
fn rank(outcome: &Outcome) -> u8 {
    match outcome {
        Outcome::NotMet { .. } => 0,
        Outcome::Unknown { .. } => 1,
        Outcome::Met { .. } => 2,
    }
}

/// The worst answer of the gateways of one connection.
fn of_connection(
    connection: View<'_>,
    given: &Given,
    judge: impl Fn(View<'_>, &Given) -> Vec<Answer>,
) -> Option<Answer> {
    judge(connection, given).into_iter().min_by_key(|it| rank(&it.outcome))
}

fn verdict_of(found: Option<Answer>, answer: impl Fn(Outcome) -> Verdict) -> Verdict {
    let Some(found) = found else { return answer(Outcome::unknown("the gateway")) };
    let mut verdict = answer(found.outcome);
    if let Some(place) = found.place {
        verdict = verdict.because(place, "here");
    }
    verdict.fixes.extend(found.fix);
    verdict
}

/// A zone may fail as long as one connection, backups included, stands on a gateway that survives it.
fn survives_zone(subject: &Subject<'_>, given: &Given, answer: impl Fn(Outcome) -> Verdict) -> Verdict {
    let answers = subject.connections.iter().filter_map(|it| of_connection(*it, given, zone_redundant));
    // Of equally good ones the first, which is the primary as people write it.
    let best = answers.reduce(|best, next| if rank(&next.outcome) > rank(&best.outcome) { next } else { best });
    verdict_of(best, answer)
}

/// To fail over to a backup is the very gap that active-active closes: every gateway that carries
/// traffic in normal times is judged, and one that fails is enough.
fn without_gap(subject: &Subject<'_>, given: &Given, answer: impl Fn(Outcome) -> Verdict) -> Verdict {
    let answers = subject.primaries().into_iter().filter_map(|it| of_connection(it, given, active_active));
    verdict_of(answers.min_by_key(|it| rank(&it.outcome)), answer)
}

/// A VNet in a region that has no zones.
fn no_zones(vnet: Option<Vnet<'_>>) -> Option<Answer> {
    let vnet = vnet?;
    let region = crate::rules::areas::expressroute::region(vnet).filter(|it| it.zones == Support::No)?;
    let outcome = Outcome::not_met(format!("{} has no availability zones", region.title));
    Some(Answer::of(outcome).at(vnet.place_of(Attr::Region)))
}

/// Whether the gateways of a connection survive the loss of a zone.
fn zone_redundant(connection: View<'_>, given: &Given) -> Vec<Answer> {
    if given.facts.feature(FeatureId::ZoneRedundantGateway).is_none_or(|it| it.on(given.today) == Support::No) {
        return vec![Answer::of(Outcome::not_met("no gateway of this edition spans availability zones"))];
    }
    if let Some(gateway) = ErConnection::of(connection).and_then(|it| it.gateway()) {
        return vec![no_zones(gateway.vnet()).unwrap_or_else(|| match er_sku(gateway, given) {
            None => Answer::of(Outcome::unknown(format!("the SKU of `{}`", gateway.name()))),
            Some(sku) if sku.zone_redundant => {
                Answer::of(Outcome::met(format!("`{}` spans availability zones", sku.name)))
            }
            Some(sku) => not_zonal(sku.name, gateway.0),
        })];
    }
    let of_vpn = |gateway: VpnGateway<'_>| {
        if let Some(answer) = no_zones(gateway.vnet()) {
            return answer;
        }
        let Some(sku) = vpn_sku(gateway, given) else {
            return Answer::of(Outcome::unknown(format!("the SKU of `{}`", gateway.name())));
        };
        if sku.support(VpnFeature::ZoneRedundant) == Support::No {
            return not_zonal(sku.name, gateway.0);
        }
        public_ip_zones(gateway)
            .unwrap_or_else(|| Answer::of(Outcome::met(format!("`{}` spans availability zones", sku.name))))
    };
    vpn_gateways(connection).into_iter().map(of_vpn).collect()
}

fn not_zonal(sku: &str, gateway: View<'_>) -> Answer {
    let why = format!("a gateway of SKU `{sku}` stands in no or one availability zone");
    let outcome = Outcome::not_met(why).would("a SKU with availability zones");
    Answer::of(outcome).at(gateway.place_of(Attr::Sku)).fix(other_sku(gateway))
}

/// A public address that ties the gateway to one zone, or doesn't say its zones.
fn public_ip_zones(gateway: VpnGateway<'_>) -> Option<Answer> {
    for ip in gateway.public_ips() {
        let zones = ip.integers(Attr::Zones);
        if !ip.says(Attr::Zones) {
            return Some(Answer::of(Outcome::unknown(format!("the zones of the public IP `{}`", ip.name()))));
        }
        if !ip.is_wrong(Attr::Zones) && zones.len() < ALL_ZONES {
            let why = format!(
                "the public IP `{}` is in {} of the zones, which ties the gateway to them",
                ip.name(),
                zones.len()
            );
            return Some(Answer::of(Outcome::not_met(why)).at(ip.place_of(Attr::Zones)).fix(set(
                ip,
                Attr::Zones,
                "[1, 2, 3]",
            )));
        }
    }
    None
}

/// Whether both instances of the gateways of a connection carry traffic.
fn active_active(connection: View<'_>, given: &Given) -> Vec<Answer> {
    let Some(row) = type_of(connection, given) else { return Vec::new() };
    if !row.resiliency.contains(&Resiliency::ActiveActive) {
        let why = format!(
            "{} `{}` has one instance that carries traffic and one that stands by",
            row.title,
            connection.name()
        );
        let outcome = Outcome::not_met(why);
        let would = types(given, |it| it.resiliency.contains(&Resiliency::ActiveActive));
        return vec![Answer::of(match would {
            Some(text) => outcome.would(text),
            None => outcome,
        })];
    }
    if let Some(connection) = ErConnection::of(connection) {
        return vec![both_links(connection)];
    }
    let of_vpn = |gateway: VpnGateway<'_>| match gateway.boolean(Attr::ActiveActive) {
        Some(at) if at.value => Answer::of(Outcome::met(format!("`{}` is active-active", gateway.name()))),
        None if is_existing(gateway.0) => {
            Answer::of(Outcome::unknown(format!("whether `{}` is active-active", gateway.name())))
        }
        at => {
            let why = format!("`{}` is active-standby: a failover interrupts", gateway.name());
            let place = at.map_or(gateway.name_span(), |it| it.span);
            Answer::of(Outcome::not_met(why).would("`active-active = true` on the gateway"))
                .at(place)
                .fix(make_active_active(gateway))
        }
    };
    vpn_gateways(connection).into_iter().map(of_vpn).collect()
}

/// Active-active, with the second public IP if the addresses are declared.
fn make_active_active(gateway: VpnGateway<'_>) -> Intent {
    let mut changes =
        vec![Change::SetAttribute { block: gateway.span(), name: Attr::ActiveActive.name(), value: "true".into() }];
    let ips: Vec<_> = gateway.public_ips().collect();
    if let [only] = ips[..] {
        let zones = only.integers(Attr::Zones).iter().map(|at| at.value.to_string()).collect::<Vec<_>>().join(", ");
        let zones = if zones.is_empty() { String::new() } else { format!(", zones = [{zones}]") };
        let name = if only.name() == "second" { "another" } else { "second" };
        let text = format!("public-ip {name} {{ sku = Standard{zones} }}");
        changes.push(Change::InsertBlock { block: gateway.span(), text });
    }
    let title = format!("Make `{}` active-active", gateway.name());
    Intent { title: title.into(), safe: false, plan: Plan::Changes(changes) }
}

/// Whether both links of a connection's circuit are in use.
fn both_links(connection: ErConnection<'_>) -> Answer {
    let Some(circuit) = connection.circuit() else {
        return Answer::of(Outcome::unknown(format!("the circuit of `{}`", connection.name())));
    };
    let peering = circuit.only(Kind::PrivatePeering);
    let (primary, secondary) = match peering {
        Some(it) => (it.prefixes(Attr::Primary), it.prefixes(Attr::Secondary)),
        None => Default::default(),
    };
    let one = match (&primary[..], &secondary[..]) {
        ([one], []) | ([], [one]) => (one.prefix_len() == one.max_prefix_len() - 2).then_some(one),
        _ => None,
    };
    match one {
        Some(one) => {
            let why = format!("`{}` uses one of its two links", circuit.name());
            Answer::of(Outcome::not_met(why).would("the other subnet on the peering")).at(one.span)
        }
        None => Answer::of(Outcome::met(format!("both links of `{}` carry traffic", circuit.name()))),
    }
}

/// Two devices at the site.
fn dual_device(subject: &Subject<'_>, answer: impl Fn(Outcome) -> Verdict) -> Verdict {
    let sites = subject.sites();
    let Some(site) = sites.first() else {
        return answer(Outcome::unknown(format!("the site that `{}` joins", subject.view.name())));
    };
    let declared: Vec<_> = site.devices().collect();
    let mut tunnelled: Vec<&str> = Vec::new();
    for connection in site.site_to_site() {
        tunnelled.extend(connection.devices().iter().map(|it| it.name()));
    }
    tunnelled.sort_unstable();
    tunnelled.dedup();
    let by_circuit = site.connections().any(|it| it.kind() == Kind::ErConnection);
    // Over a circuit every edge router of the site is in use; tunnels end at the devices they name.
    let used = if by_circuit { declared.len() } else { tunnelled.len() };
    match (used, declared.len()) {
        // A device that can't be read, or has the name of another, may be the second.
        (0 | 1, _) if site.is_vague() => answer(Outcome::unknown(format!("the devices of `{}`", site.name()))),
        (0 | 1, 0) => answer(Outcome::unknown(format!("the devices of `{}`", site.name()))),
        (0 | 1, 1) => {
            let why = format!("site `{}` has one device, a single point of failure", site.name());
            let outcome = Outcome::not_met(why).would("a second `device`, with a connection of its own");
            answer(outcome).because(declared[0].name_span(), "the only device")
        }
        (0 | 1, all) => {
            let why = format!("site `{}` has {all} devices, but its connections end at {used} of them", site.name());
            let outcome = Outcome::not_met(why).would("a connection for each device");
            let idle = declared.iter().find(|it| !tunnelled.contains(&it.name()));
            let verdict = answer(outcome);
            match idle {
                Some(device) => verdict.because(device.name_span(), "no connection ends here"),
                None => verdict,
            }
        }
        (used, _) => answer(Outcome::met(format!("{used} devices at `{}`", site.name()))),
    }
}

/// The way a connection takes: the kind of gateway, and the place where it enters Microsoft's network.
#[derive(PartialEq)]
enum Way {
    Internet,
    Location(String),
    Untold(String),
}

fn way(connection: View<'_>) -> Way {
    let circuit_of = |it: View<'_>| {
        let circuit = ErConnection::of(it)?.circuit()?;
        let place = circuit.text(Attr::PeeringLocation).map(|it| it.to_lowercase());
        Some(
            place.map_or_else(|| Way::Untold(format!("the `peering-location` of `{}`", circuit.name())), Way::Location),
        )
    };
    // A tunnel over private peering fails with its circuit.
    let carrier = connection.target(Attr::Over).map(|at| at.value).unwrap_or(connection);
    match carrier.kind() {
        Kind::ErConnection => {
            circuit_of(carrier).unwrap_or_else(|| Way::Untold(format!("the circuit of `{}`", carrier.name())))
        }
        _ => Way::Internet,
    }
}

/// Another connection to the same site, by another way.
fn dual_path(subject: &Subject<'_>, answer: impl Fn(Outcome) -> Verdict) -> Verdict {
    let sites = subject.sites();
    let Some(site) = sites.first() else {
        let missing = match subject.view.kind() {
            Kind::ErConnection => format!("the `sites` that `{}` reaches", subject.view.name()),
            _ => "a site at the far end".to_owned(),
        };
        return answer(Outcome::unknown(missing));
    };
    let all: Vec<View<'_>> =
        site.connections().filter(|it| sites_of(*it).iter().any(|s| s.id() == site.id())).collect();
    let ways: Vec<Way> = all.iter().map(|it| way(*it)).collect();
    for (index, a) in ways.iter().enumerate() {
        for (other, b) in ways.iter().enumerate().skip(index + 1) {
            let known = !matches!(a, Way::Untold(_)) && !matches!(b, Way::Untold(_));
            if a != b && (known || *a == Way::Internet || *b == Way::Internet) {
                return answer(Outcome::met(format!(
                    "`{}` and `{}` take different ways",
                    all[index].name(),
                    all[other].name()
                )));
            }
        }
    }
    if ways.len() > 1
        && let Some(Way::Untold(missing)) = ways.iter().find(|it| matches!(it, Way::Untold(_)))
    {
        return answer(Outcome::unknown(missing.clone()));
    }
    let (why, would) = match &ways[..] {
        [_] => (
            format!("`{}` is the only connection to site `{}`", all[0].name(), site.name()),
            "a second connection that takes another way: the other kind of gateway, or another peering location",
        ),
        [Way::Internet, ..] => (
            format!("{} to site `{}` are VPN over the Internet", all_of(all.len(), "connection"), site.name()),
            "an ExpressRoute connection",
        ),
        _ => (
            format!("{} to site `{}` enter at one peering location", all_of(all.len(), "connection"), site.name()),
            "a circuit at another peering location, or a Site-to-Site connection",
        ),
    };
    let outcome = Outcome::not_met(why).would(would);
    let mut verdict = answer(outcome);
    for connection in all.iter().take(3) {
        verdict = verdict.because(connection.name_span(), "this way");
    }
    verdict
}
