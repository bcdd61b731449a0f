//! `gateway`: VPN and ExpressRoute gateways by themselves.

use crate::finding::Suggestion;
use crate::model::entities::*;
use crate::rules::facts::{vpn_sku, words};
use crate::rules::{Check, Cx, Rule};
use crate::schema::Attr;

pub const RULES: &[Rule] = &[
    Rule { name: "gateway/tunnel-limit", check: Check::VpnGateway(tunnel_limit) },
    Rule { name: "gateway/unknown-sku", check: Check::VpnGateway(unknown_sku) },
];

/// A SKU that the edition doesn't know.
fn unknown_sku(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(sku) = gateway.sku() else { return };
    if cx.facts.vpn_sku(&sku, None).is_some() || cx.facts.er_sku(&sku).is_some() {
        return;
    }
    let known = cx.facts.vpn_sku_names();
    let near = crate::model::nearest(&sku, known.iter().copied());
    let hint = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", words(known)),
    };
    let message = format!("edition {} knows no VPN gateway SKU `{}`; {hint}", cx.edition, *sku);
    let report = cx.report(&sku, message);
    let report = match near {
        Some(near) => report.replace(&sku, near, false),
        None => report,
    };
    report.suggest(Suggestion::GatewaySku { gateway: gateway.span() });
}

/// More tunnels than the gateway's SKU carries.
fn tunnel_limit(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    if gateway.is_policy_based() {
        return;
    }
    let Some(sku) = vpn_sku(gateway, cx) else { return };
    let tunnels: Vec<_> = gateway.connections().filter(|it| PointToSite::of(*it).is_none()).collect();
    if tunnels.len() <= sku.tunnels as usize {
        return;
    }
    let place = gateway.place_of(Attr::Sku);
    let message = format!("{} connections, but `{}` carries {} tunnels", tunnels.len(), sku.name, sku.tunnels);
    let mut report = cx.report(place, message).cite(sku).suggest(Suggestion::GatewaySku { gateway: gateway.span() });
    if let Some(over) = tunnels.get(sku.tunnels as usize) {
        report = report.related(over.name_span(), format!("number {}", sku.tunnels + 1));
    }
    let _ = report;
}
