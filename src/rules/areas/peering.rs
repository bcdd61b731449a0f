//! `peering`: VNet peerings and the use of a peer's gateways.

use crate::catalog::{FeatureId, LimitId, Support, VpnFeature};
use crate::finding::{Change, Severity, Suggestion};
use crate::model::entities::*;
use crate::model::literal::quote_name;
use crate::rules::facts::vpn_sku;
use crate::rules::prefixes::{PrefixSet, address_space};
use crate::rules::{Check, Cx, Rule};
use crate::schema::{Attr, Kind};
use rustc_hash::{FxHashMap, FxHashSet};

pub const RULES: &[Rule] = &[
    Rule { name: "peering/not-yet-available", check: Check::Peering(not_yet_available) },
    Rule { name: "peering/overlap", check: Check::Peering(overlap) },
    Rule { name: "peering/overlapping-peers", check: Check::Vnet(overlapping_peers) },
    Rule { name: "peering/one-direction", check: Check::Vnet(one_direction) },
    Rule { name: "peering/own-gateway", check: Check::Vnet(own_gateway) },
    Rule { name: "peering/several-remote-gateways", check: Check::Vnet(several_remote_gateways) },
    Rule { name: "peering/no-remote-gateway", check: Check::Peering(no_remote_gateway) },
    Rule { name: "peering/transit-not-allowed", check: Check::Vnet(transit_not_allowed) },
    Rule { name: "peering/mutual-remote-gateways", check: Check::Vnet(mutual_remote_gateways) },
    Rule { name: "peering/transit-sku", check: Check::VpnGateway(transit_sku) },
    Rule { name: "peering/transit-without-gateway", check: Check::Peering(transit_without_gateway) },
    Rule { name: "peering/classic-hub", check: Check::Peering(classic_hub) },
    Rule { name: "peering/across-clouds", check: Check::Peering(across_clouds) },
    Rule { name: "peering/limit", check: Check::Vnet(limit) },
    Rule { name: "peering/beside-tunnel", check: Check::Vnet(beside_tunnel) },
    Rule { name: "peering/summary-overlap", check: Check::Vnet(summary_overlap) },
    Rule { name: "peering/summary-on-spoke", check: Check::Vnet(summary_on_spoke) },
    Rule { name: "peering/summary-without-hub", check: Check::Vnet(summary_without_hub) },
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

/// Whether it has the VNet use its peer's gateways.
fn uses_remote(peering: Peering<'_>, vnet: Vnet<'_>) -> bool {
    match peering.target(Attr::GatewayTransit) {
        Some(owner) => owner.value.name() != vnet.name(),
        None => is_own(peering, vnet) && peering.is_true(Attr::UseRemoteGateways),
    }
}

/// The attribute that says whose gateways are used.
fn transit_attr(peering: Peering<'_>) -> Attr {
    let said = [Attr::GatewayTransit, Attr::UseRemoteGateways].into_iter().find(|attr| peering.says(*attr));
    said.unwrap_or(Attr::AllowGatewayTransit)
}

/// Offers to have no gateway used over a peering.
fn without_transit(report: crate::rules::Report<'_>, peering: Peering<'_>) {
    if let Some(field) = peering.field(transit_attr(peering)) {
        report.remove(field.span(), "Don't use the peer's gateways");
    }
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
    if from.name() == to.name() {
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
    for peering in vnet.peerings().filter(|peering| peering.is_one_way() && is_own(*peering, vnet)) {
        let Some(peer) = peer(peering, vnet).filter(|peer| !back.contains_key(peer.name())) else { continue };
        let message = format!(
            "`{}` is peered with `{}`, but not `{}` with `{}`: no traffic passes",
            vnet.name(),
            peer.name(),
            peer.name(),
            vnet.name()
        );
        let mut flags = String::new();
        if peering.is_true(Attr::UseRemoteGateways) {
            flags.push_str("  allow-gateway-transit = true\n");
        }
        if peering.is_true(Attr::AllowGatewayTransit) {
            flags.push_str("  use-remote-gateways = true\n");
        }
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

/// A VNet that uses its peer's gateways and has one itself.
fn own_gateway(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    let Some(gateway) = vnet.gateways().next() else { return };
    for peering in vnet.peerings().filter(|peering| uses_remote(*peering, vnet)) {
        let message =
            format!("`{}` can't use the gateways of a peer, since it has its own: `{}`", vnet.name(), gateway.name());
        let report =
            cx.report(peering.place_of(transit_attr(peering)), message).related(gateway.name_span(), "its own gateway");
        without_transit(report, peering);
    }
}

/// A VNet that uses the gateways of several peers.
fn several_remote_gateways(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    let Some(limit) = cx.facts.limit(LimitId::RemoteGatewaysPerVnet) else { return };
    let users: Vec<_> = vnet.peerings().filter(|peering| uses_remote(*peering, vnet)).collect();
    for peering in users.iter().skip(limit.value as usize) {
        let message = format!(
            "`{}` uses the gateways of {} peers, but can use those of {}",
            vnet.name(),
            users.len(),
            limit.value
        );
        let report = cx
            .report(peering.place_of(transit_attr(*peering)), message)
            .cite(limit)
            .related(users[0].place_of(transit_attr(users[0])), "the first");
        without_transit(report, *peering);
    }
}

/// Whether nothing in a VNet could be used by its peers; what exists may hold more than is said.
fn has_nothing_to_use(vnet: Vnet<'_>) -> bool {
    !is_existing(vnet.0) && vnet.gateways().next().is_none() && vnet.only(Kind::RouteServer).is_none()
}

/// The VNet whose gateways are used over a peering by the other end, as far as this peering says.
fn used_end<'m>(peering: Peering<'m>) -> Option<Vnet<'m>> {
    match peering.target(Attr::GatewayTransit) {
        Some(owner) => Vnet::of(owner.value),
        None => peering.to().filter(|_| peering.is_true(Attr::UseRemoteGateways)),
    }
}

/// A peer without gateways whose gateways are to be used.
fn no_remote_gateway(peering: Peering<'_>, cx: &mut Cx<'_>) {
    let Some(owner) = used_end(peering).filter(|owner| has_nothing_to_use(*owner)) else { return };
    let message =
        format!("the gateways of `{}` are to be used, but it has neither a gateway nor a Route Server", owner.name());
    let report = cx.report(peering.place_of(transit_attr(peering)), message).related(owner.name_span(), "the VNet");
    without_transit(report, peering);
}

/// A peer that doesn't give its gateways away.
fn transit_not_allowed(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    if !vnet.peerings().any(|peering| peering.is_one_way() && uses_remote(peering, vnet)) {
        return;
    }
    let back = directions_here(vnet);
    for peering in vnet.peerings().filter(|it| it.is_one_way() && uses_remote(*it, vnet)) {
        let Some(peer) = peer(peering, vnet) else { continue };
        let Some(other) = back.get(peer.name()).filter(|other| other.is_one_way()) else { continue };
        let Some(flag) = other.boolean(Attr::AllowGatewayTransit).filter(|flag| !flag.value) else { continue };
        let message = format!("`{}` uses the gateways of `{}`, which doesn't allow it", vnet.name(), peer.name());
        cx.report(peering.place_of(Attr::UseRemoteGateways), message).related(flag, "not allowed here").set(
            other.0,
            "allow-gateway-transit",
            "true",
        );
    }
}

/// Two VNets that use each other's gateways.
fn mutual_remote_gateways(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    if !vnet.peerings().any(|peering| peering.is_one_way() && uses_remote(peering, vnet)) {
        return;
    }
    let back = directions_here(vnet);
    for peering in vnet.peerings().filter(|it| it.is_one_way() && uses_remote(*it, vnet)) {
        let Some(peer) = peer(peering, vnet) else { continue };
        let Some(other) = back.get(peer.name()).filter(|other| uses_remote(**other, peer)) else { continue };
        // Each pair is reported once, at its second name.
        if peer.name() < vnet.name() {
            let message = format!("`{}` and `{}` each use the gateways of the other", peer.name(), vnet.name());
            let report = cx
                .report(peering.place_of(Attr::UseRemoteGateways), message)
                .related(other.place_of(transit_attr(*other)), "the other one");
            without_transit(report, peering);
        }
    }
}

/// A gateway used by peers whose SKU isn't for that.
fn transit_sku(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(sku) = vpn_sku(gateway, cx).filter(|sku| sku.support(VpnFeature::GatewayTransit) == Support::No) else {
        return;
    };
    let Some(vnet) = gateway.vnet() else { return };
    let owned = |peering: &Peering<'_>| peering.gateway_owner().is_some_and(|owner| owner.name() == vnet.name());
    let Some(peering) = vnet.peerings().find(owned) else { return };
    let message = format!("the SKU `{}` gives no gateway transit, but peers of `{}` use it", sku.name, vnet.name());
    cx.report(gateway.place_of(Attr::Sku), message)
        .cite(sku)
        .related(peering.place_of(transit_attr(peering)), "used over this peering")
        .suggest(Suggestion::GatewaySku { gateway: gateway.span() });
}

/// Transit given by a VNet that has no gateway.
fn transit_without_gateway(peering: Peering<'_>, cx: &mut Cx<'_>) {
    // Where the other end uses it, that is the error.
    if used_end(peering).is_some() || !peering.is_true(Attr::AllowGatewayTransit) {
        return;
    }
    let Some(vnet) = peering.from().filter(|vnet| has_nothing_to_use(*vnet)) else { return };
    let is_used = peering.to().is_some_and(|to| {
        to.peerings().any(|other| {
            other.is_one_way()
                && uses_remote(other, to)
                && other.to().is_some_and(|target| target.name() == vnet.name())
        })
    });
    if is_used {
        return;
    }
    let message = format!("`{}` lets its peer use its gateways, but has none", vnet.name());
    let report = cx.report(peering.place_of(Attr::AllowGatewayTransit), message).related(vnet.name_span(), "the VNet");
    without_transit(report, peering);
}

/// A hub of the classic model whose gateway is to be used.
fn classic_hub(peering: Peering<'_>, cx: &mut Cx<'_>) {
    let Some(owner) = peering.gateway_owner().filter(|owner| owner.is_classic() && owner.gateways().next().is_some())
    else {
        return;
    };
    let message = format!("the gateways of `{}` can't be used by peers: it is a classic VNet", owner.name());
    let report = cx
        .report(peering.place_of(transit_attr(peering)), message)
        .related(owner.place_of(Attr::Deployment), "the deployment model");
    without_transit(report, peering);
}

/// Two VNets in clouds that are apart.
fn across_clouds(peering: Peering<'_>, cx: &mut Cx<'_>) {
    let (Some(from), Some(to)) = (peering.from(), peering.to()) else { return };
    let (Some(one), Some(other)) = (from.region(), to.region()) else { return };
    let (Some(first), Some(second)) = (cx.facts.region(&one), cx.facts.region(&other)) else { return };
    if first.cloud != second.cloud {
        let message = format!(
            "VNets of different clouds can't be peered: `{}` is in {} (`{}`), `{}` in {} (`{}`)",
            from.name(),
            first.title,
            first.cloud,
            to.name(),
            second.title,
            second.cloud
        );
        cx.report(peering.place_of(Attr::To), message)
            .related(&one, "the one region")
            .related(&other, "the other region");
    }
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
    let managed = cx.facts.limit(LimitId::PeeringsPerVnetManaged).filter(|managed| peers.len() as u64 <= managed.value);
    let message = format!("`{}` has {} peerings, but a VNet has {} at most", vnet.name(), peers.len(), limit.value);
    let report = cx.report(over.name_span(), message).cite(limit).related(vnet.name_span(), "the VNet");
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

/// Prefixes of a summary that overlap each other.
fn summary_overlap(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    let summary = vnet.prefixes(Attr::SummarizedGatewayPrefixes);
    let set = PrefixSet::new(summary.iter().map(|at| (at.value, at)));
    for (one, other) in set.clashes(|_, _| true) {
        let message = format!("`{}` lies inside `{}` of the same list", one.prefix, other.prefix);
        cx.report(one.owner, message).related(other.owner, "the other prefix");
    }
}

/// A summary on a VNet that uses its peer's gateways.
fn summary_on_spoke(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    let Some(field) = vnet.field(Attr::SummarizedGatewayPrefixes) else { return };
    let Some(peering) = vnet.peerings().find(|peering| uses_remote(*peering, vnet)) else { return };
    if vnet.gateways().next().is_some() {
        return;
    }
    let message = format!("`{}` uses its peer's gateways, where a summary has no effect", vnet.name());
    cx.report(field, message)
        .related(peering.place_of(transit_attr(peering)), "the peer's gateways are used here")
        .remove(field.span(), "Remove the summary");
}

/// A summary that leaves out the hub itself.
fn summary_without_hub(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    let summary = vnet.prefixes(Attr::SummarizedGatewayPrefixes);
    if summary.is_empty() || vnet.is_wrong(Attr::SummarizedGatewayPrefixes) || vnet.gateways().next().is_none() {
        return;
    }
    for at in vnet.prefixes(Attr::Prefixes) {
        if !summary.iter().any(|it| it.value.contains(&at.value)) {
            let message = format!("the summary doesn't contain `{}` of `{}` itself", at.value, vnet.name());
            cx.report(vnet.place_of(Attr::SummarizedGatewayPrefixes), message).related(at, "the VNet's prefix");
            return;
        }
    }
}
