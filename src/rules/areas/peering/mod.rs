//! `peering`: VNet peerings by themselves; [`transit`] holds the use of a peer's gateways.

pub mod transit;

use crate::catalog::{FeatureId, LimitId, Support};
use crate::finding::{Change, Severity};
use crate::model::entities::*;
use crate::model::literal::quote_name;
use crate::rules::facts::clouds_apart;
use crate::rules::prefixes::{PrefixSet, address_space};
use crate::rules::{Check, Cx, Rule};
use crate::schema::Attr;
use rustc_hash::{FxHashMap, FxHashSet};

pub const RULES: &[Rule] = &[
    Rule { name: "peering/not-yet-available", check: Check::Peering(not_yet_available) },
    Rule { name: "peering/overlap", check: Check::Peering(overlap) },
    Rule { name: "peering/overlapping-peers", check: Check::Vnet(overlapping_peers) },
    Rule { name: "peering/one-direction", check: Check::Vnet(one_direction) },
    Rule { name: "peering/across-clouds", check: Check::Peering(across_clouds) },
    Rule { name: "peering/duplicate", check: Check::Vnet(duplicate) },
    Rule { name: "peering/with-itself", check: Check::Peering(with_itself) },
    Rule { name: "peering/limit", check: Check::Vnet(limit) },
    Rule { name: "peering/beside-tunnel", check: Check::Vnet(beside_tunnel) },
];

/// The other end of a peering.
fn peer<'m>(peering: Peering<'m>, vnet: Vnet<'m>) -> Option<Vnet<'m>> {
    let (from, to) = (peering.from()?, peering.to()?);
    Some(if from.name() == vnet.name() { to } else { from })
}

/// Whether the peering stands for the VNet's own direction.
fn is_own(peering: Peering<'_>, vnet: Vnet<'_>) -> bool {
    !peering.is_one_way() || peering.from().is_some_and(|from| from.name() == vnet.name())
}

/// Whether both VNets have their peering, or the other one's may be made by those who run that VNet.
pub fn is_answered(peering: Peering<'_>) -> bool {
    let (Some(from), Some(to)) = (peering.from(), peering.to()) else { return true };
    let leads_back = |it: Peering<'_>| is_own(it, to) && peer(it, to).is_some_and(|peer| peer.id() == from.id());
    !peering.is_one_way() || is_existing(to.0) || to.peerings().any(leads_back)
}

/// A peering in an edition that has none.
fn not_yet_available(peering: Peering<'_>, cx: &mut Cx<'_>) {
    let Some(feature) = cx.facts.feature(FeatureId::VnetPeering).filter(|it| it.support == Support::No) else { return };
    let message = format!("edition {} has no VNet peering; a VNet-to-VNet connection joins two VNets", cx.edition);
    cx.report(peering.0, message).cite(feature).remove(peering.span(), "Remove the peering");
}

/// Two peered VNets that hold the same addresses.
fn overlap(peering: Peering<'_>, cx: &mut Cx<'_>) {
    let (Some(from), Some(to)) = (peering.from(), peering.to()) else { return };
    // Two one-way peerings of the same VNets are one mistake, reported at the first.
    let first = from.peerings().find(|it| peer(*it, from).is_some_and(|peer| peer.name() == to.name()));
    if from.name() == to.name() || first.is_some_and(|first| first.id() != peering.id()) {
        return;
    }
    let space = address_space(&[from]);
    for at in to.prefixes(Attr::Prefixes) {
        let Some((relation, entry)) = space.overlapping(&at.value) else { continue };
        let message = format!(
            "the peered VNets `{}` and `{}` overlap: `{}` {} `{}`",
            from.name(),
            to.name(),
            at.value,
            relation.verb(),
            entry.prefix
        );
        cx.report(peering.place_of(Attr::To), message)
            .related(at, "the one prefix")
            .related(entry.owner.1, "the other prefix");
        return;
    }
}

/// Two peers of a VNet that hold the same addresses.
fn overlapping_peers(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    let mut all = Vec::new();
    let mut seen = FxHashSet::default();
    for (order, peering) in vnet.peerings().enumerate() {
        let Some(peer) = peer(peering, vnet).filter(|peer| peer.name() != vnet.name()) else { continue };
        if seen.insert(peer.name()) {
            let prefixes = peer.prefixes(Attr::Prefixes);
            all.extend(prefixes.iter().map(|at| (at.value, (order, peering, peer, at.span))));
        }
    }
    let set = PrefixSet::new(all);
    let mut told = FxHashSet::default();
    for (one, other) in set.clashes(|one, other| one.2.name() != other.2.name()) {
        let (first, second) = if one.owner.0 < other.owner.0 { (one, other) } else { (other, one) };
        let (_, peering, later, place) = second.owner;
        if !told.insert(later.name()) {
            continue;
        }
        let message = format!(
            "`{}` is peered with `{}` and `{}`, whose prefixes `{}` and `{}` overlap",
            vnet.name(),
            first.owner.2.name(),
            later.name(),
            first.prefix,
            second.prefix
        );
        cx.report(peering.name_span(), message)
            .related(place, "the one prefix")
            .related(first.owner.3, "the other prefix")
            .related(first.owner.1.name_span(), "the other peering");
    }
}

/// A VNet peered with itself.
fn with_itself(peering: Peering<'_>, cx: &mut Cx<'_>) {
    let (Some(from), Some(to)) = (peering.from(), peering.to()) else { return };
    if from.id() == to.id() {
        let message = format!("`{}` is peered with itself: a peering joins two VNets", from.name());
        cx.report(peering.place_of(Attr::To), message).related(peering.place_of(Attr::From), "the same VNet");
    }
}

/// Two peerings of a VNet with the same other one.
fn duplicate(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    let mut first: FxHashMap<&str, Peering<'_>> = FxHashMap::default();
    for peering in vnet.peerings().filter(|it| is_own(*it, vnet)) {
        let Some(peer) = peer(peering, vnet).filter(|peer| peer.name() != vnet.name()) else { continue };
        let earlier = *first.entry(peer.name()).or_insert(peering);
        if earlier.id() == peering.id() {
            continue;
        }
        let direction = |it: Peering<'_>| it.from().is_some_and(|from| from.name() == vnet.name());
        let message = format!("`{}` is peered with `{}` already, by `{}`", vnet.name(), peer.name(), earlier.name());
        let twice = direction(peering) == direction(earlier);
        // The VNet at the other end sees a pair that stands for both directions as well; it is told of once.
        if !direction(peering) && !(if twice { peering } else { earlier }).is_one_way() {
            continue;
        }
        let report = cx.report(peering.name_span(), message).related(earlier.name_span(), "the first");
        // The other way round is how Azure's own resources are written, one a direction.
        let report = match twice {
            true => report,
            false => report
                .severity(Severity::Warning)
                .azure_error(None)
                .note("a peering stands for both directions, unless it says `one-way = true`"),
        };
        report.remove(peering.span(), format!("Remove `{}`", peering.name()));
    }
}

/// The VNets that have a direction of their own to this one, each with the first such peering.
fn directions_here<'m>(vnet: Vnet<'m>) -> FxHashMap<&'m str, Peering<'m>> {
    let mut directions = FxHashMap::default();
    for peering in vnet.peerings() {
        if let Some(peer) = peer(peering, vnet).filter(|peer| is_own(peering, *peer)) {
            directions.entry(peer.name()).or_insert(peering);
        }
    }
    directions
}

/// A peering whose other direction nobody makes.
fn one_direction(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    if !vnet.peerings().any(Peering::is_one_way) {
        return;
    }
    let back = directions_here(vnet);
    let mut told = FxHashSet::default();
    for peering in vnet.peerings().filter(|peering| peering.is_one_way() && is_own(*peering, vnet)) {
        let Some(peer) = peer(peering, vnet).filter(|peer| !back.contains_key(peer.name())) else { continue };
        // A second one is a mistake of its own; so is one with itself.
        if peer.name() == vnet.name() || !told.insert(peer.name()) {
            continue;
        }
        let message = format!(
            "`{}` is peered with `{}`, but not `{}` with `{}`: no traffic passes",
            vnet.name(),
            peer.name(),
            peer.name(),
            vnet.name()
        );
        let flags = match peering.gateway_owner() {
            Some(owner) if owner.name() == peer.name() => "  allow-gateway-transit = true\n",
            Some(_) => "  use-remote-gateways = true\n",
            None => "",
        };
        let name = |text: &str| quote_name(text).into_owned();
        let text = format!(
            "peering {} {{\n  from = {}\n  to = {}\n  one-way = true\n{flags}}}",
            name(&format!("{}_back", peering.name())),
            name(peer.name()),
            name(vnet.name())
        );
        let change = Change::InsertItem { after: peering.id().item, text };
        let is_elsewhere = is_existing(peer.0);
        let mut report = cx
            .report(peering.place_of(Attr::OneWay), message)
            .related(peer.name_span(), "the other VNet")
            .fix("Add the other direction", false, vec![change]);
        if is_elsewhere {
            report = report.severity(Severity::Info).note("the other direction may be made by those who run that VNet");
        }
        let _ = report;
    }
}

/// Two VNets in clouds that are apart.
fn across_clouds(peering: Peering<'_>, cx: &mut Cx<'_>) {
    let (Some(from), Some(to)) = (peering.from(), peering.to()) else { return };
    let Some(apart) = clouds_apart(from, to, cx) else { return };
    let [one, other] = &apart.regions;
    cx.report(peering.place_of(Attr::To), format!("VNets of different clouds can't be peered: {}", apart.words))
        .related(one, "the one region")
        .related(other, "the other region");
}

/// More peerings than a VNet can have.
fn limit(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    let Some(limit) = cx.facts.limit(LimitId::PeeringsPerVnet) else { return };
    let mut peers = FxHashSet::default();
    let mut over = None;
    for peering in vnet.peerings() {
        if let Some(peer) = peer(peering, vnet)
            && peers.insert(peer.name())
            && peers.len() as u64 > limit.value
        {
            over = over.or(Some(peering));
        }
    }
    let Some(over) = over else { return };
    // With an ExpressRoute gateway the number is fixed.
    let er = vnet.er_gateway().and_then(|it| Some((it, cx.facts.limit(LimitId::PeeringsPerErVnet)?)));
    let managed = cx.facts.limit(LimitId::PeeringsPerVnetManaged);
    let managed = managed.filter(|managed| er.is_none() && peers.len() as u64 <= managed.value);
    let message = format!("`{}` has {} peerings, but a VNet has {} at most", vnet.name(), peers.len(), limit.value);
    let report = cx.report(over.name_span(), message).cite(limit).related(vnet.name_span(), "the VNet");
    let report = match er {
        Some((gateway, limit)) => {
            report.cite(limit).related(gateway.name_span(), "an ExpressRoute gateway takes no more")
        }
        None => report,
    };
    if let Some(managed) = managed {
        report.note(format!("with Virtual Network Manager it may have {}", managed.value));
    }
}

/// A tunnel between two VNets that are peered as well.
fn beside_tunnel(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    let Some(gateway) = vnet.vpn_gateway() else { return };
    let mut peers = FxHashMap::default();
    for peering in vnet.peerings() {
        if let Some(peer) = peer(peering, vnet) {
            peers.entry(peer.name()).or_insert(peering);
        }
    }
    for connection in gateway.vnet_to_vnet() {
        let (Some(from), Some(to)) = (connection.from(), connection.to()) else { continue };
        let (Some(one), Some(other)) = (from.vnet(), to.vnet()) else { continue };
        if one.name() != vnet.name() {
            continue;
        }
        if let Some(peering) = peers.get(other.name()).filter(|_| one.name() != other.name()) {
            let message =
                format!("`{}` and `{}` are peered as well, and traffic takes the peering", one.name(), other.name());
            cx.report(connection.name_span(), message)
                .related(peering.name_span(), "the peering")
                .remove(connection.span(), "Remove the tunnel");
        }
    }
}
