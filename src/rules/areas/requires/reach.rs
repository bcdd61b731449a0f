//! Who is reached from where: through the gateway, peerings with transit, BGP, circuits and Route
//! Servers.

use super::subject::{Subject, set};
use super::{Given, Outcome, Verdict};
use crate::catalog::{FeatureId, LimitId, Support};
use crate::finding::{Intent, Span};
use crate::model::View;
use crate::model::entities::*;
use crate::rules::areas::peering::is_answered;
use crate::schema::{Attr, Kind};

/// Whether something holds, and what is missing where it doesn't or can't be told.
#[derive(Clone)]
enum Reach {
    Yes(String),
    Untold(String),
    No { why: String, would: Option<String>, place: Option<Span>, fix: Option<Intent> },
}

impl Reach {
    fn no(why: impl Into<String>) -> Reach {
        Reach::No { why: why.into(), would: None, place: None, fix: None }
    }

    /// Of several ways the best: one that holds, else one that can't be told, else the nearest.
    fn best(ways: Vec<Reach>, otherwise: impl FnOnce() -> Reach) -> Reach {
        let rank = |it: &Reach| match it {
            Reach::Yes(_) => 0,
            Reach::Untold(_) => 1,
            Reach::No { fix: Some(_), .. } => 2,
            Reach::No { .. } => 3,
        };
        ways.into_iter().min_by_key(rank).unwrap_or_else(otherwise)
    }

    fn verdict(self, attr: Attr, asked: &str, place: Span) -> Verdict {
        match self {
            Reach::Yes(by) => Verdict::new(attr, asked, place, Outcome::met(by)),
            Reach::Untold(missing) => Verdict::new(attr, asked, place, Outcome::unknown(missing)),
            Reach::No { why, would, place: because, fix } => {
                let why = format!("`{asked}` is not reached: {why}");
                let outcome = Outcome::NotMet { why, would, benchmark: false };
                let mut verdict = Verdict::new(attr, asked, place, outcome);
                if let Some(because) = because {
                    verdict = verdict.because(because, "here");
                }
                match fix {
                    Some(fix) => verdict.fix(fix),
                    None => verdict,
                }
            }
        }
    }
}

/// Both have to hold.
fn and(a: Reach, b: Reach) -> Reach {
    match (a, b) {
        (no @ Reach::No { .. }, _) | (_, no @ Reach::No { .. }) => no,
        (untold @ Reach::Untold(_), _) | (_, untold @ Reach::Untold(_)) => untold,
        (Reach::Yes(a), Reach::Yes(b)) => Reach::Yes(format!("{a}, {b}")),
    }
}

/// The VNets asked for.
pub(super) fn vnets(subject: &Subject<'_>, given: &Given) -> Vec<Verdict> {
    let asked = subject.requires.targets(Attr::ReachVnets);
    let judge = |at: crate::model::At<View<'_>>| {
        let vnet = Vnet::of(at.value)?;
        let ways = subject.connections.iter().flat_map(|it| vnet_over(*it, vnet, given)).collect();
        let from = subject.view.name();
        let none = || Reach::no(format!("no gateway, peering or circuit leads there from `{from}`"));
        Some(Reach::best(ways, none).verdict(Attr::ReachVnets, vnet.name(), at.span))
    };
    asked.into_iter().filter_map(judge).collect()
}

/// The ways from a connection to a VNet.
fn vnet_over(connection: View<'_>, vnet: Vnet<'_>, given: &Given) -> Vec<Reach> {
    let mut ways = Vec::new();
    for (hub, how) in entries(connection) {
        ways.extend(within(hub, vnet).map(|way| and(Reach::Yes(how.clone()), way)));
        let Some(gateway) = hub.vpn_gateway() else { continue };
        for tunnel in gateway.vnet_to_vnet().filter(|it| it.id() != connection.id()) {
            let far = [tunnel.from(), tunnel.to()].into_iter().flatten().find(|it| it.id() != gateway.id());
            let Some(far) = far.and_then(|it| it.vnet()) else { continue };
            for way in within(far, vnet) {
                let transit = and(bgp(connection, hub, given), bgp(tunnel.0, hub, given));
                ways.push(and(and(transit, Reach::Yes(format!("the tunnel `{}`", tunnel.name()))), way));
            }
        }
    }
    ways
}

/// The VNets in which a connection ends, each with how.
fn entries<'m>(connection: View<'m>) -> Vec<(Vnet<'m>, String)> {
    let mut found: Vec<(Vnet<'m>, String)> = Vec::new();
    if let Some(circuit) = ErConnection::of(connection).and_then(|it| it.circuit()) {
        // Whoever reaches a circuit reaches every VNet that it links.
        for link in circuit.connections() {
            if let Some(vnet) = link.gateway().and_then(|it| it.vnet()) {
                found.push((vnet, format!("the circuit `{}`", circuit.name())));
            }
        }
        return found;
    }
    for gateway in super::subject::vpn_gateways(connection) {
        found.extend(gateway.vnet().map(|vnet| (vnet, format!("the gateway `{}`", gateway.name()))));
    }
    found
}

/// The ways from a VNet with a gateway to itself, or to a VNet that uses its gateway.
fn within<'m>(hub: Vnet<'m>, vnet: Vnet<'m>) -> impl Iterator<Item = Reach> + use<'m> {
    let same = (hub.id() == vnet.id()).then(|| Reach::Yes(format!("VNet `{}` itself", vnet.name())));
    let joins = move |it: &Peering<'m>| {
        let ends = [it.from(), it.to()].into_iter().flatten().map(|it| it.id()).collect::<Vec<_>>();
        hub.id() != vnet.id() && ends.contains(&hub.id()) && ends.contains(&vnet.id())
    };
    let peered = hub.peerings().filter(joins).map(move |peering| transit(peering, hub));
    same.into_iter().chain(peered)
}

/// Whether a peering lets the other VNet use the gateways of `hub`.
fn transit(peering: Peering<'_>, hub: Vnet<'_>) -> Reach {
    let name = peering.name();
    if !is_answered(peering) {
        return Reach::No {
            why: format!("the peering `{name}` stands for one direction, and there is none for the other"),
            would: None,
            place: Some(peering.place_of(Attr::OneWay)),
            fix: None,
        };
    }
    match peering.gateway_owner() {
        Some(owner) if owner.id() == hub.id() => Reach::Yes(format!("gateway transit of `{name}`")),
        Some(owner) => Reach::No {
            why: format!("over `{name}` the gateways of `{}` are used, not those of `{}`", owner.name(), hub.name()),
            would: None,
            place: Some(peering.place_of(Attr::GatewayTransit)),
            fix: None,
        },
        None if peering.is_one_way() || is_existing(peering.0) => {
            Reach::Untold(format!("whether `{name}` gives gateway transit"))
        }
        None => Reach::No {
            why: format!("the peering `{name}` gives no gateway transit, so traffic stops in VNet `{}`", hub.name()),
            would: Some(format!("`gateway-transit = {}` on the peering", hub.name())),
            place: Some(peering.name_span()),
            fix: Some(set(peering.0, Attr::GatewayTransit, crate::model::literal::quote_name(hub.name()).into_owned())),
        },
    }
}

/// Whether a connection passes on the routes of others.
fn bgp(connection: View<'_>, hub: Vnet<'_>, given: &Given) -> Reach {
    match connection.kind() {
        Kind::ErConnection => return route_server(hub, given),
        Kind::PointToSite => return Reach::Yes("routes for clients".into()),
        _ => {}
    }
    if given.facts.feature(FeatureId::StaticTransit).is_some_and(|it| it.on(given.today) == Support::Yes) {
        return Reach::Yes("static routes".into());
    }
    match connection.boolean(Attr::EnableBgp) {
        Some(at) if at.value => Reach::Yes(format!("BGP on `{}`", connection.name())),
        Some(at) => Reach::No {
            why: format!("without BGP `{}` passes on nobody else's routes", connection.name()),
            would: Some("BGP on both connections".into()),
            place: Some(at.span),
            fix: Some(set(connection, Attr::EnableBgp, "true")),
        },
        None => Reach::Untold(format!("whether `{}` has BGP (`enable-bgp`)", connection.name())),
    }
}

/// Whether routes are passed on between the VPN and the ExpressRoute gateway of a VNet.
fn route_server(hub: Vnet<'_>, given: &Given) -> Reach {
    let feature = given.facts.feature(FeatureId::VpnErTransit);
    if feature.is_none_or(|it| it.on(given.today) == Support::No) {
        return Reach::no("between VPN and ExpressRoute nothing is passed on in this edition");
    }
    let Some(server) = hub.only(Kind::RouteServer) else {
        return Reach::No {
            why: format!(
                "VNet `{}` has no Route Server, so VPN and ExpressRoute pass nothing on to each other",
                hub.name()
            ),
            would: Some(
                "a Route Server with `branch-to-branch = true`, an active-active VPN gateway and the default ASN"
                    .into(),
            ),
            place: Some(hub.name_span()),
            fix: Some(insert_route_server(hub)),
        };
    };
    match server.boolean(Attr::BranchToBranch) {
        Some(at) if at.value => {}
        Some(at) => {
            return Reach::No {
                why: format!("the Route Server of `{}` doesn't join branches", hub.name()),
                would: None,
                place: Some(at.span),
                fix: Some(set(server, Attr::BranchToBranch, "true")),
            };
        }
        None => return Reach::Untold(format!("whether the Route Server of `{}` joins branches", hub.name())),
    }
    let Some(gateway) = hub.vpn_gateway() else {
        return Reach::no(format!("VNet `{}` has no VPN gateway", hub.name()));
    };
    if !gateway.is_active_active() && !is_existing(gateway.0) {
        return Reach::No {
            why: format!("beside a Route Server `{}` has to be active-active", gateway.name()),
            would: None,
            place: Some(gateway.name_span()),
            fix: Some(set(gateway.0, Attr::ActiveActive, "true")),
        };
    }
    let needed = given.facts.limit(LimitId::RouteServerAsn).or(given.facts.limit(LimitId::CoexistenceAsn));
    match (gateway.asn(), needed) {
        (Some(asn), Some(needed)) if asn.value != needed.value => Reach::No {
            why: format!("beside a Route Server `{}` has to keep ASN {}", gateway.name(), needed.value),
            would: None,
            place: Some(asn.span),
            fix: None,
        },
        _ => Reach::Yes(format!("the Route Server of `{}`", hub.name())),
    }
}

fn insert_route_server(hub: Vnet<'_>) -> Intent {
    use crate::finding::{Change, Plan};
    let text = "route-server { branch-to-branch = true }".to_owned();
    let change = Change::InsertBlock { block: hub.span(), text };
    Intent { title: "Add a Route Server".into(), safe: false, plan: Plan::Changes(vec![change]) }
}

/// The sites asked for.
pub(super) fn sites(subject: &Subject<'_>, given: &Given) -> Vec<Verdict> {
    let asked = subject.requires.targets(Attr::ReachSites);
    let judge = |at: crate::model::At<View<'_>>| {
        let site = Site::of(at.value)?;
        let own = subject.sites().iter().any(|it| it.id() == site.id());
        let ways = match own {
            true => vec![Reach::Yes(format!("`{}` itself", site.name()))],
            false => subject
                .connections
                .iter()
                .flat_map(|here| site.connections().map(|there| between(*here, there, given)).collect::<Vec<_>>())
                .flatten()
                .collect(),
        };
        let from = subject.view.name();
        let none = || match site.connections().next() {
            None => Reach::no("nothing connects that site"),
            Some(_) => Reach::no(format!("no gateway or circuit joins it and `{from}`")),
        };
        Some(Reach::best(ways, none).verdict(Attr::ReachSites, site.name(), at.span))
    };
    asked.into_iter().filter_map(judge).collect()
}

/// The ways from one connection to another.
fn between(here: View<'_>, there: View<'_>, given: &Given) -> Vec<Reach> {
    let mut ways = Vec::new();
    if here.id() == there.id() {
        return vec![Reach::Yes(format!("`{}` joins both", here.name()))];
    }
    if let (Some(a), Some(b)) = (circuit(here), circuit(there)) {
        ways.push(between_circuits(a, b, given));
        return ways;
    }
    for (hub, _) in own_entry(here) {
        for (far, _) in own_entry(there) {
            if hub.id() == far.id() {
                ways.push(and(bgp(here, hub, given), bgp(there, hub, given)));
                continue;
            }
            let Some(gateway) = hub.vpn_gateway() else { continue };
            for tunnel in gateway.vnet_to_vnet() {
                let ends = [tunnel.from(), tunnel.to()].into_iter().flatten().filter_map(|it| it.vnet());
                if ends.map(|it| it.id()).any(|id| id == far.id()) {
                    let middle = bgp(tunnel.0, hub, given);
                    ways.push(and(and(bgp(here, hub, given), middle), bgp(there, far, given)));
                }
            }
        }
    }
    ways
}

/// The VNets in which the connection itself ends.
fn own_entry<'m>(connection: View<'m>) -> Vec<(Vnet<'m>, String)> {
    match ErConnection::of(connection) {
        Some(it) => it.gateway().and_then(|it| it.vnet()).map(|vnet| (vnet, String::new())).into_iter().collect(),
        None => entries(connection),
    }
}

fn circuit<'m>(connection: View<'m>) -> Option<Circuit<'m>> {
    ErConnection::of(connection)?.circuit()
}

fn between_circuits(a: Circuit<'_>, b: Circuit<'_>, given: &Given) -> Reach {
    if a.id() == b.id() {
        return Reach::Yes(format!("the circuit `{}`", a.name()));
    }
    if given.facts.feature(FeatureId::GlobalReach).is_none_or(|it| it.on(given.today) == Support::No) {
        return Reach::no(format!("circuits `{}` and `{}` can't be joined in this edition", a.name(), b.name()));
    }
    let names =
        |from: Circuit<'_>, to: Circuit<'_>| from.targets(Attr::GlobalReach).iter().any(|at| at.value.id() == to.id());
    if names(a, b) || names(b, a) {
        return Reach::Yes(format!("Global Reach between `{}` and `{}`", a.name(), b.name()));
    }
    let other = crate::model::literal::quote_name(b.name()).into_owned();
    Reach::No {
        why: format!("circuits `{}` and `{}` are not joined through Global Reach", a.name(), b.name()),
        would: Some(format!("`global-reach = {other}` on `{}`", a.name())),
        place: Some(a.name_span()),
        fix: (!a.says(Attr::GlobalReach)).then(|| set(a.0, Attr::GlobalReach, other)),
    }
}
