//! `vnet-to-vnet`: tunnels between VPN gateways.

use crate::catalog::{FeatureId, Support};
use crate::finding::{Change, Severity};
use crate::model::entities::*;
use crate::model::{Secret, View, literal::quote_name};
use crate::rules::facts::clouds_apart;
use crate::rules::{Check, Cx, Rule};
use crate::schema::{Attr, Kind};
use rustc_hash::FxHashMap;

pub const RULES: &[Rule] = &[
    Rule { name: "vnet-to-vnet/policy-based", check: Check::VnetToVnet(policy_based) },
    Rule { name: "vnet-to-vnet/across-clouds", check: Check::VnetToVnet(across_clouds) },
    Rule { name: "vnet-to-vnet/bgp-one-sided", check: Check::VnetToVnet(bgp_one_sided) },
    Rule { name: "vnet-to-vnet/nobody-dials", check: Check::VnetToVnet(nobody_dials) },
    Rule { name: "vnet-to-vnet/one-way", check: Check::VnetToVnet(one_way) },
    Rule { name: "vnet-to-vnet/parallel-tunnels", check: Check::VpnGateway(parallel_tunnels) },
    Rule { name: "vnet-to-vnet/same-gateway", check: Check::VnetToVnet(same_gateway) },
    Rule { name: "vnet-to-vnet/same-region", check: Check::VnetToVnet(same_region) },
    Rule { name: "vnet-to-vnet/policies-differ", check: Check::VnetToVnet(policies_differ) },
    Rule { name: "vnet-to-vnet/shared-keys-differ", check: Check::VnetToVnet(shared_keys_differ) },
];

/// A policy-based gateway at one end.
fn policy_based(connection: VnetToVnet<'_>, cx: &mut Cx<'_>) {
    if is_answer(connection) {
        return;
    }
    for (attr, gateway) in [(Attr::From, connection.from()), (Attr::To, connection.to())] {
        let Some(gateway) = gateway.filter(|gateway| gateway.is_policy_based()) else { continue };
        let message = format!("VNet-to-VNet needs route-based gateways, but `{}` is policy-based", gateway.name());
        cx.report(connection.place_of(attr), message).related(gateway.place_of(Attr::VpnType), "the VPN type").set(
            gateway.0,
            "vpn-type",
            "RouteBased",
        );
    }
}

/// A gateway joined to itself.
fn same_gateway(connection: VnetToVnet<'_>, cx: &mut Cx<'_>) {
    let (Some(from), Some(to)) = (connection.from(), connection.to()) else { return };
    if from.id() == to.id() {
        let message = format!("`{}` is at both ends: VNet-to-VNet joins two gateways", to.name());
        cx.report(connection.place_of(Attr::To), message).related(connection.place_of(Attr::From), "the other end");
    }
}

/// The VNets of the two ends.
fn vnets<'m>(connection: VnetToVnet<'m>) -> Option<(Vnet<'m>, Vnet<'m>)> {
    Some((connection.from()?.vnet()?, connection.to()?.vnet()?))
}

/// Two ends in clouds that are apart.
fn across_clouds(connection: VnetToVnet<'_>, cx: &mut Cx<'_>) {
    let Some((from, to)) = vnets(connection).filter(|_| !is_answer(connection)) else { return };
    let Some(apart) = clouds_apart(from, to, cx) else { return };
    let [one, other] = &apart.regions;
    cx.report(connection.place_of(Attr::To), format!("VNet-to-VNet stays within one cloud: {}", apart.words))
        .related(one, "the one region")
        .related(other, "the other region")
        .note("a Site-to-Site connection on each side joins networks of different clouds");
}

/// Whether a connection stands for the direction from one gateway to the other.
fn goes(connection: VnetToVnet<'_>, from: &str, to: &str) -> bool {
    let is = |one: Option<VpnGateway<'_>>, name: &str| one.is_some_and(|gateway| gateway.name() == name);
    (is(connection.from(), from) && is(connection.to(), to))
        || (!connection.is_one_way() && is(connection.from(), to) && is(connection.to(), from))
}

/// The first other connection for the opposite direction of a one-way one.
fn opposite<'m>(connection: VnetToVnet<'m>) -> Option<VnetToVnet<'m>> {
    let (from, to) = (connection.from()?, connection.to()?);
    to.vnet_to_vnet().find(|other| other.id() != connection.id() && goes(*other, to.name(), from.name()))
}

/// One direction only.
fn one_way(connection: VnetToVnet<'_>, cx: &mut Cx<'_>) {
    let (Some(from), Some(to)) = (connection.from(), connection.to()) else { return };
    if !connection.is_one_way() || opposite(connection).is_some() {
        return;
    }
    let message = format!("nothing leads from `{}` back to `{}`, so the tunnel won't come up", to.name(), from.name());
    let both = match connection.own(Attr::OneWay) {
        Some(_) => connection.field(Attr::OneWay).map(|field| Change::Remove { span: field.span() }),
        None => Some(Change::SetAttribute { block: connection.span(), name: "one-way", value: "false".into() }),
    };
    let report = cx
        .report(connection.place_of(Attr::OneWay), message)
        .related(to.name_span(), "the other gateway")
        .note("its own connection may be declared elsewhere");
    if let Some(both) = both {
        report.fix("Let it stand for both directions", false, vec![both]);
    }
}

/// A second tunnel between two gateways of which neither is active-active.
fn parallel_tunnels(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let is_standby = |gateway: VpnGateway<'_>| {
        let is_unknown =
            gateway.is_wrong(Attr::ActiveActive) || (is_existing(gateway.0) && !gateway.says(Attr::ActiveActive));
        !gateway.is_active_active() && !is_unknown
    };
    let never = cx.facts.feature(FeatureId::VnetMultiTunnel).is_some_and(|it| it.support == Support::No);
    let mut by_peer: FxHashMap<&str, Vec<VnetToVnet<'_>>> = FxHashMap::default();
    for connection in gateway.vnet_to_vnet() {
        let (Some(from), Some(to)) = (connection.from(), connection.to()) else { continue };
        let peer = if from.name() == gateway.name() { to } else { from };
        // Each pair is looked at from one of its ends only.
        if peer.name() <= gateway.name() {
            continue;
        }
        let earlier = by_peer.entry(peer.name()).or_default();
        let same = earlier.iter().find(|other| {
            goes(**other, from.name(), to.name()) || (!connection.is_one_way() && goes(**other, to.name(), from.name()))
        });
        if let Some(first) = same
            && (never || (is_standby(gateway) && is_standby(peer)))
        {
            // The other way round is how Azure's own resources are written, one a direction.
            if is_answer(connection) {
                let message =
                    format!("`{}` joins `{}` and `{}` already", quote_name(first.name()), from.name(), to.name());
                let one_way = |it: &VnetToVnet<'_>| Change::SetAttribute {
                    block: it.span(),
                    name: "one-way",
                    value: "true".into(),
                };
                cx.report(connection.name_span(), message)
                    .severity(Severity::Warning)
                    .related(first.name_span(), "the first")
                    .note("a connection stands for both directions, unless it says `one-way = true`")
                    .fix("Let each stand for one direction", false, vec![one_way(first), one_way(&connection)])
                    .remove(connection.span(), format!("Remove `{}`", connection.name()));
                continue;
            }
            let why = if never { "which isn't supported" } else { "but neither is active-active" };
            let message = format!("a second tunnel between `{}` and `{}`, {why}", from.name(), to.name());
            let mut report = cx
                .report(connection.name_span(), message)
                .related(first.name_span(), "the first tunnel")
                .related(gateway.place_of(Attr::ActiveActive), format!("`{}`", gateway.name()))
                .related(peer.place_of(Attr::ActiveActive), format!("`{}`", peer.name()));
            if !never {
                report = report.set(gateway.0, "active-active", "true").set(peer.0, "active-active", "true");
            }
            report.remove(connection.span(), "Remove the second tunnel");
        }
        earlier.push(connection);
    }
}

/// Two VNets of one region, where a peering would do.
fn same_region(connection: VnetToVnet<'_>, cx: &mut Cx<'_>) {
    let Some((from, to)) = vnets(connection).filter(|_| !is_existing(connection.0) && !is_answer(connection)) else {
        return;
    };
    let (Some(one), Some(other)) = (from.region(), to.region()) else { return };
    let (Some(first), Some(second)) = (cx.facts.region(&one), cx.facts.region(&other)) else { return };
    let is_peered = from
        .peerings()
        .any(|peering| [peering.from(), peering.to()].into_iter().flatten().any(|vnet| vnet.name() == to.name()));
    if first.id != second.id || from.name() == to.name() || is_peered {
        return;
    }
    let message = format!(
        "`{}` and `{}` are both in {}, where a VNet peering is the usual way",
        from.name(),
        to.name(),
        first.title
    );
    cx.report(connection.name_span(), message).note("a peering is faster than a tunnel and needs no gateway");
}

/// Two directions with different policies.
fn policies_differ(connection: VnetToVnet<'_>, cx: &mut Cx<'_>) {
    let Some((first, second)) = pair(connection) else { return };
    let (Some(one), Some(other)) = (first.only(Kind::Ipsec), second.only(Kind::Ipsec)) else { return };
    for row in Kind::Ipsec.schema().attributes {
        let of = |policy: View<'_>| policy.choice(row.attr);
        let (Some(left), Some(right)) = (of(one), of(other)) else { continue };
        if left.value != right.value {
            let message = format!(
                "`{}` is `{}` here and `{}` in `{}`, the other direction of the tunnel",
                row.name(),
                right.value,
                left.value,
                first.name()
            );
            cx.report(right, message).related(left, "the other direction").replace(right, left.value, false);
        }
    }
}

/// Two directions with different pre-shared keys.
fn shared_keys_differ(connection: VnetToVnet<'_>, cx: &mut Cx<'_>) {
    let Some((first, second)) = pair(connection) else { return };
    let (Some(one), Some(other)) = (first.secret(Attr::SharedKey), second.secret(Attr::SharedKey)) else { return };
    if let (Secret::Literal(left), Secret::Literal(right)) = (&one.value, &other.value)
        && left != right
    {
        let message =
            format!("the pre-shared key differs from that of `{}`, the other direction", quote_name(first.name()));
        cx.report(&other, message).related(&one, "the other key");
    }
}

/// BGP in one direction only.
fn bgp_one_sided(connection: VnetToVnet<'_>, cx: &mut Cx<'_>) {
    let Some((first, second)) = pair(connection) else { return };
    let (Some(one), Some(other)) = (first.boolean(Attr::EnableBgp), second.boolean(Attr::EnableBgp)) else { return };
    if one.value == other.value {
        return;
    }
    let (off, on) = if one.value { (other, one) } else { (one, other) };
    let message = format!("BGP is on in one direction of `{}` only, so it won't come up", quote_name(first.name()));
    cx.report(off, message)
        .related(on, "on in the other direction")
        .replace(off, "true", false)
        .replace(on, "false", false);
}

/// Whether it is the later one-way connection of two that make up one tunnel: what is wrong with both
/// is said of the first.
pub(super) fn is_answer(connection: VnetToVnet<'_>) -> bool {
    pair(connection).is_some()
}

/// A connection with the one for the other direction, the earlier first; none unless this is the later one.
/// Both are one-way, or both say nothing and one is written from each end.
fn pair<'m>(connection: VnetToVnet<'m>) -> Option<(VnetToVnet<'m>, VnetToVnet<'m>)> {
    let other = opposite(connection).filter(|other| connection.is_one_way() == other.is_one_way())?;
    let (from, _) = (connection.from()?, connection.to()?);
    if other.to()?.id() != from.id() {
        return None;
    }
    let first = from.vnet_to_vnet().find(|it| it.id() == connection.id() || it.id() == other.id())?;
    (first.id() == other.id()).then_some((other, connection))
}

/// A tunnel whose gateways both wait for the other.
fn nobody_dials(connection: VnetToVnet<'_>, cx: &mut Cx<'_>) {
    let waits = |it: VnetToVnet<'_>| it.choice(Attr::ConnectionMode).filter(|mode| mode.value == "ResponderOnly");
    let Some(mode) = waits(connection) else { return };
    let other = match pair(connection) {
        Some((first, _)) => Some(waits(first)).filter(|other| other.is_some()),
        // Of a pair the later one is to blame.
        None if connection.is_one_way() || opposite(connection).is_some_and(is_answer) => None,
        None => Some(None),
    };
    let Some(other) = other else { return };
    let report = cx.report(mode, "both gateways wait for the other to dial, so the tunnel never comes up");
    let report = match other {
        Some(other) => report.related(other, "the other direction"),
        None => report.note("the connection stands for both directions"),
    };
    report.replace(mode, "Default", false);
}
