//! Features that a gateway's SKU doesn't have. Where it lacks one that is used, the SKU is to blame.

use super::super::ipsec::gateways;
use super::sku::is_overtaxed;
use crate::catalog::{FeatureId, P2sProtocol, Support, VpnFeature, VpnType};
use crate::finding::{Span, Suggestion};
use crate::model::View;
use crate::model::entities::*;
use crate::rules::facts::{sku_without, vpn_sku, vpn_type};
use crate::rules::{Check, Cx, Rule};
use crate::schema::Attr;

pub const RULES: &[Rule] = &[
    Rule { name: "gateway/active-active", check: Check::VpnGateway(active_active) },
    Rule { name: "gateway/bgp", check: Check::VpnGateway(bgp) },
    Rule { name: "gateway/ikev1", check: Check::Connection(ikev1) },
    Rule { name: "gateway/ikev2", check: Check::SiteToSite(ikev2) },
    Rule { name: "gateway/maintenance-window", check: Check::VpnGateway(maintenance_window) },
    Rule { name: "gateway/p2s-ikev2", check: Check::VpnGateway(p2s_ikev2) },
    Rule { name: "gateway/p2s-openvpn", check: Check::VpnGateway(p2s_openvpn) },
];

/// Reports the SKU of a gateway that lacks a feature used at `place`.
fn lacks(feature: VpnFeature, place: Span, what: &str, gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(sku) = sku_without(feature, gateway, cx) else { return };
    let title = cx.facts.vpn_feature(feature).map_or("it", |it| it.title);
    cx.report(gateway.place_of(Attr::Sku), format!("`{}` has no {}", sku.name, title.trim_start_matches("a ")))
        .related(place, what)
        .cite(sku)
        .suggest(Suggestion::GatewaySku { gateway: gateway.span() });
}

/// BGP on a SKU without it.
fn bgp(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let enabled = gateway.connections().find_map(|it| Some(it.boolean(Attr::EnableBgp).filter(|it| it.value)?.span));
    let place = enabled.or_else(|| gateway.bgp().map(|bgp| bgp.header()));
    if let Some(place) = place {
        lacks(VpnFeature::Bgp, place, "BGP is used here", gateway, cx);
    }
}

/// A maintenance window on a SKU without it.
fn maintenance_window(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    if let Some(flag) = gateway.boolean(Attr::MaintenanceWindow).filter(|it| it.value) {
        lacks(VpnFeature::MaintenanceWindow, flag.span, "the window is asked for here", gateway, cx);
    }
}

/// Clients over IKEv2 on a SKU without it.
fn p2s_ikev2(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    if let Some(place) = protocol(gateway, "IKEv2") {
        lacks(VpnFeature::P2sIkev2, place, "the protocol is offered here", gateway, cx);
    }
}

/// Clients over OpenVPN on a SKU without it.
fn p2s_openvpn(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    if let Some(place) = protocol(gateway, "OpenVPN") {
        lacks(VpnFeature::P2sOpenVpn, place, "the protocol is offered here", gateway, cx);
    } else if let Some(place) = implied_openvpn(gateway, cx) {
        lacks(VpnFeature::P2sOpenVpn, place, "this way to sign in works over it only", gateway, cx);
    }
}

/// Where clients sign in by a way that works over OpenVPN only, while no protocols are said.
fn implied_openvpn(gateway: VpnGateway<'_>, cx: &Cx<'_>) -> Option<Span> {
    let clients = gateway.point_to_site().filter(|clients| !clients.says(Attr::Protocols))?;
    let is_over_openvpn = |auth: &str| {
        let info = auth.parse().ok().and_then(|auth| cx.facts.p2s_auth(auth));
        info.is_some_and(|info| *info.protocols == [P2sProtocol::OpenVpn])
    };
    clients.choices(Attr::Auth).into_iter().find(|at| is_over_openvpn(at.value)).map(|at| at.span)
}

/// Where a protocol is offered to clients of the gateway.
fn protocol(gateway: VpnGateway<'_>, name: &str) -> Option<Span> {
    let protocols = gateway.point_to_site()?.choices(Attr::Protocols);
    protocols.into_iter().find(|it| it.value == name).map(|it| it.span)
}

/// IKEv1 on a route-based gateway that speaks IKEv2 only.
fn ikev1(tunnel: View<'_>, cx: &mut Cx<'_>) {
    let Some(protocol) = tunnel.choice(Attr::Protocol).filter(|it| it.value == "IKEv1") else { return };
    let ends = gateways(tunnel).into_iter().filter(|gateway| vpn_type(*gateway) == Some(VpnType::RouteBased));
    let lacks = |gateway| Some((gateway, sku_without(VpnFeature::Ikev1RouteBased, gateway, cx)?));
    let Some((gateway, sku)) = ends.into_iter().find_map(lacks) else { return };
    cx.report(protocol, format!("a route-based gateway of SKU `{}` speaks IKEv2 only", sku.name))
        .related(gateway.place_of(Attr::Sku), "the SKU")
        .cite(sku)
        .replace(protocol, "IKEv2", false)
        .suggest(Suggestion::GatewaySku { gateway: gateway.span() });
}

/// IKEv2 on a policy-based gateway, which speaks IKEv1 only.
fn ikev2(tunnel: SiteToSite<'_>, cx: &mut Cx<'_>) {
    let Some(protocol) = tunnel.choice(Attr::Protocol).filter(|it| it.value == "IKEv2") else { return };
    let Some(gateway) = tunnel.gateway().filter(|gateway| gateway.is_policy_based()) else { return };
    // Where the gateway is asked for more than one plain tunnel, its type is the mistake.
    if is_overtaxed(gateway, cx) {
        return;
    }
    cx.report(protocol, format!("`{}` is policy-based and speaks IKEv1 only", gateway.name()))
        .related(gateway.place_of(Attr::VpnType), "the VPN type")
        .replace(protocol, "IKEv1", false)
        .set(*gateway, Attr::VpnType.name(), VpnType::RouteBased.as_str());
}

/// An active-active gateway where there can't be one.
fn active_active(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(flag) = gateway.boolean(Attr::ActiveActive).filter(|it| it.value) else { return };
    let nowhere = cx.facts.feature(FeatureId::ActiveActive).is_some_and(|it| it.support == Support::No);
    if nowhere {
        let message = format!("edition {} knows no active-active gateways", cx.edition);
        cx.report(flag, message).replace(flag, "false", false);
        return;
    }
    if gateway.is_policy_based() {
        cx.report(flag, "a policy-based gateway can't be active-active")
            .related(gateway.place_of(Attr::VpnType), "the gateway is policy-based")
            .replace(flag, "false", false);
        return;
    }
    let Some(sku) = vpn_sku(gateway, cx).filter(|sku| sku.support(VpnFeature::ActiveActive) == Support::No) else {
        return;
    };
    cx.report(flag, format!("a gateway of SKU `{}` can't be active-active", sku.name))
        .related(gateway.place_of(Attr::Sku), "the SKU")
        .cite(sku)
        .suggest(Suggestion::GatewaySku { gateway: gateway.span() })
        .replace(flag, "false", false);
}
