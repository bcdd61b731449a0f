//! The use of a peer's gateways.

use super::{directions_here, is_own, peer};
use crate::catalog::{LimitId, RetirementId, Support, VpnFeature};
use crate::finding::{Severity, Suggestion};
use crate::model::View;
use crate::model::entities::*;
use crate::rules::facts::vpn_sku;
use crate::rules::prefixes::PrefixSet;
use crate::rules::{Check, Cx, Report, Rule};
use crate::schema::{Attr, Kind};

pub const RULES: &[Rule] = &[
    Rule { name: "peering/own-gateway", check: Check::Vnet(own_gateway) },
    Rule { name: "peering/several-remote-gateways", check: Check::Vnet(several_remote_gateways) },
    Rule { name: "peering/no-remote-gateway", check: Check::Peering(no_remote_gateway) },
    Rule { name: "peering/transit-not-allowed", check: Check::Vnet(transit_not_allowed) },
    Rule { name: "peering/mutual-remote-gateways", check: Check::Vnet(mutual_remote_gateways) },
    Rule { name: "peering/transit-elsewhere", check: Check::Peering(transit_elsewhere) },
    Rule { name: "peering/transit-sku", check: Check::VpnGateway(transit_sku) },
    Rule { name: "peering/transit-without-gateway", check: Check::Peering(transit_without_gateway) },
    Rule { name: "peering/classic-hub", check: Check::Peering(classic_hub) },
    Rule { name: "peering/summary-overlap", check: Check::Vnet(summary_overlap) },
    Rule { name: "peering/summary-on-spoke", check: Check::Vnet(summary_on_spoke) },
    Rule { name: "peering/summary-without-hub", check: Check::Vnet(summary_without_hub) },
];

/// Whether a VNet stands at one of the ends.
fn is_end(peering: Peering<'_>, vnet: View<'_>) -> bool {
    [peering.from(), peering.to()].into_iter().flatten().any(|end| end.id() == vnet.id())
}

/// Whether it has the VNet use its peer's gateways.
fn uses_remote(peering: Peering<'_>, vnet: Vnet<'_>) -> bool {
    match peering.target(Attr::GatewayTransit) {
        Some(owner) => is_own(peering, vnet) && owner.value.name() != vnet.name() && is_end(peering, owner.value),
        None => is_own(peering, vnet) && peering.is_true(Attr::UseRemoteGateways),
    }
}

/// The attribute that says whose gateways are used.
fn transit_attr(peering: Peering<'_>) -> Attr {
    let said = [Attr::GatewayTransit, Attr::UseRemoteGateways].into_iter().find(|attr| peering.says(*attr));
    said.unwrap_or(Attr::AllowGatewayTransit)
}

/// Offers to have no gateway used over a peering.
fn without_transit(report: Report<'_>, peering: Peering<'_>) {
    if let Some(field) = peering.field(transit_attr(peering)) {
        report.remove(field.span(), "Don't use the peer's gateways");
    }
}

/// A VNet that uses its peer's gateways and has one itself.
fn own_gateway(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    let Some(gateway) = vnet.gateways().next() else { return };
    // Where the peer has nothing to use, that is the mistake.
    let is_used = |it: &Peering<'_>| uses_remote(*it, vnet) && !used_end(*it).is_some_and(has_nothing_to_use);
    for peering in vnet.peerings().filter(is_used) {
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
        Some(owner) => Vnet::of(owner.value).filter(|_| is_end(peering, owner.value)),
        None => peering.to().filter(|_| peering.is_true(Attr::UseRemoteGateways)),
    }
}

/// A peer without gateways whose gateways are to be used.
fn no_remote_gateway(peering: Peering<'_>, cx: &mut Cx<'_>) {
    let Some(owner) = used_end(peering).filter(|owner| has_nothing_to_use(*owner)) else { return };
    let message =
        format!("the gateways of `{}` are to be used, but it has neither a gateway nor a Route Server", owner.name());
    let report = cx.report(peering.place_of(transit_attr(peering)), message).related(owner.name_span(), "the VNet");
    let own = peer(peering, owner).and_then(|it| it.gateways().next());
    let report = match own {
        Some(own) => report.related(own.name_span(), "the gateway is at the other end"),
        None => report,
    };
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
        let flag = other.boolean(Attr::AllowGatewayTransit);
        let place = peering.place_of(Attr::UseRemoteGateways);
        let report = match flag {
            Some(flag) if flag.value => continue,
            Some(flag) => {
                let message =
                    format!("`{}` uses the gateways of `{}`, which doesn't allow it", vnet.name(), peer.name());
                cx.report(place, message).related(flag, "not allowed here")
            }
            // What is there already may allow it without saying so.
            None if other.says(Attr::GatewayTransit) || other.says(Attr::AllowGatewayTransit) => continue,
            None if is_existing(other.0) || uses_remote(*other, peer) => continue,
            None => {
                let message = format!(
                    "`{}` uses the gateways of `{}`, whose peering doesn't say that it allows it",
                    vnet.name(),
                    peer.name()
                );
                let report =
                    cx.report(place, message).severity(Severity::Warning).related(other.name_span(), "its peering");
                report.note("left out, Azure takes `allow-gateway-transit` as false, and refuses this peering")
            }
        };
        report.set(other.0, "allow-gateway-transit", "true");
    }
}

/// Transit given to a VNet that stands at neither end.
fn transit_elsewhere(peering: Peering<'_>, cx: &mut Cx<'_>) {
    let (Some(owner), Some(from), Some(to)) = (peering.target(Attr::GatewayTransit), peering.from(), peering.to())
    else {
        return;
    };
    if [from, to].iter().any(|end| end.id() == owner.value.id()) {
        return;
    }
    let message = format!(
        "`gateway-transit` names one of the two ends, `{}` or `{}`, and `{}` is neither",
        from.name(),
        to.name(),
        owner.value.name()
    );
    let mut report = cx.report(owner, message).related(peering.place_of(Attr::From), "one end");
    for end in [from, to].into_iter().filter(|end| end.gateways().next().is_some()) {
        report = report.replace(owner, end.name(), false);
    }
    without_transit(report, peering);
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
        // Each pair is reported once, at its second name; a flag that is wrong by itself is reported there.
        let alone = |one: Vnet<'_>| one.gateways().next().is_none() && !has_nothing_to_use(one);
        if peer.name() < vnet.name() && alone(vnet) && alone(peer) {
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
    // Beside ExpressRoute the SKU can't stand anyway, and peers may use that gateway.
    let Some(vnet) = gateway.vnet().filter(|_| gateway.coexists_with().is_none()) else { return };
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
    let Some(vnet) = peering.from().filter(|vnet| has_nothing_to_use(*vnet)) else { return };
    // Where the other end uses it, that is the error.
    let is_used_here = used_end(peering).is_some_and(|owner| owner.id() == vnet.id());
    if is_used_here || !peering.is_true(Attr::AllowGatewayTransit) {
        return;
    }
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
    if let Some(field) = peering.field(Attr::AllowGatewayTransit) {
        report.remove(field.span(), "Don't give gateways away that aren't there");
    }
}

/// A hub of the classic model whose gateway is to be used.
fn classic_hub(peering: Peering<'_>, cx: &mut Cx<'_>) {
    // Once classic gateways are gone, that is what there is to say.
    let gone = cx.facts.retirement(RetirementId::ClassicVpnGateway).and_then(|it| it.retired.or(it.existing_refused));
    if gone.is_some_and(|day| day <= cx.today) {
        return;
    }
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
            let contradiction = cx.facts.contradiction("Advertised gateway prefixes");
            cx.report(vnet.place_of(Attr::SummarizedGatewayPrefixes), message)
                .related(at, "the VNet's prefix")
                .contradiction(contradiction);
            return;
        }
    }
}
