//! The SKU of a gateway with what is said beside it: type, generation, purpose.

use crate::catalog::{EditionId, FeatureId, Support, VpnFeature, edition};
use crate::finding::Suggestion;
use crate::model::View;
use crate::model::entities::*;
use crate::rules::facts::{production, vpn_sku, words};
use crate::rules::{Check, Cx, Rule};
use crate::schema::Attr;

pub const RULES: &[Rule] = &[
    Rule { name: "gateway/generation", check: Check::VpnGateway(generation) },
    Rule { name: "gateway/not-in-edition", check: Check::VpnGateway(not_in_edition) },
    Rule { name: "gateway/policy-based", check: Check::VpnGateway(policy_based) },
    Rule { name: "gateway/policy-based-sku", check: Check::VpnGateway(policy_based_sku) },
    Rule { name: "gateway/sku-of-other-type", check: Check::Any(sku_of_other_type) },
    Rule { name: "gateway/sku-spelling", check: Check::Any(sku_spelling) },
    Rule { name: "gateway/unfit-for-production", check: Check::VpnGateway(unfit_for_production) },
    Rule { name: "gateway/unknown-sku", check: Check::VpnGateway(unknown_sku) },
];

/// A SKU that the edition doesn't know.
fn unknown_sku(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(sku) = gateway.sku() else { return };
    if cx.facts.vpn_sku(&sku, None).is_some() || is_er_sku(&sku) {
        return;
    }
    // Only a gateway that is there can be of a SKU that isn't to be had any more.
    let can_have =
        |name: &&'static str| is_existing(*gateway) || cx.facts.new_vpn_skus(cx.today).any(|sku| sku.name == *name);
    let known: Vec<_> = cx.facts.vpn_sku_names().into_iter().filter(can_have).collect();
    let near = crate::model::nearest(&sku, known.iter().copied());
    let elsewhere = EditionId::ALL.iter().find(|id| edition(**id).vpn_sku(&sku, None).is_some());
    let hint = match (elsewhere, near) {
        (Some(id), _) => format!("edition {id} does"),
        (None, Some(near)) => format!("did you mean `{near}`?"),
        (None, None) => format!("there are {}", words(known)),
    };
    let message = format!("edition {} knows no VPN gateway SKU `{}`; {hint}", cx.edition, *sku);
    let report = cx.report(&sku, message);
    let report = if elsewhere.is_some() { report.azure_error(None) } else { report };
    let report = match near.filter(|_| elsewhere.is_none()) {
        Some(near) => report.replace(&sku, near, false),
        None => report,
    };
    report.suggest(Suggestion::GatewaySku { gateway: gateway.span() });
}

/// A SKU in other letters than Azure's.
fn sku_spelling(view: View<'_>, cx: &mut Cx<'_>) {
    let (sku, name) = if let Some(gateway) = VpnGateway::of(view) {
        let Some(sku) = gateway.sku() else { return };
        let name = cx.facts.vpn_sku(&sku, None).map(|row| row.name);
        (sku, name)
    } else if let Some(gateway) = ErGateway::of(view) {
        let Some(sku) = gateway.sku() else { return };
        let name = cx.facts.er_sku(&sku).map(|row| row.name);
        (sku, name)
    } else {
        return;
    };
    if let Some(name) = name.filter(|name| *name != &*sku.value) {
        cx.report(&sku, format!("`{}` is written `{name}`", *sku)).replace(&sku, name, true);
    }
}

/// Whether any edition knows it as a SKU of ExpressRoute gateways.
fn is_er_sku(sku: &str) -> bool {
    EditionId::ALL.iter().any(|id| edition(*id).er_sku(sku).is_some())
}

/// A SKU that only gateways of the other type have.
fn sku_of_other_type(view: View<'_>, cx: &mut Cx<'_>) {
    let (sku, own, other) = if let Some(gateway) = VpnGateway::of(view) {
        let Some(sku) = gateway.sku() else { return };
        let own = cx.facts.vpn_sku(&sku, None).is_some();
        let other = is_er_sku(&sku);
        (sku, own, other)
    } else if let Some(gateway) = ErGateway::of(view) {
        let Some(sku) = gateway.sku() else { return };
        let own = cx.facts.er_sku(&sku).is_some();
        let other = EditionId::ALL.iter().any(|id| edition(*id).vpn_sku(&sku, None).is_some());
        (sku, own, other)
    } else {
        return;
    };
    if own || !other {
        return;
    }
    let (this, that) = match VpnGateway::of(view) {
        Some(_) => ("a VPN gateway", "an ExpressRoute gateway"),
        None => ("an ExpressRoute gateway", "a VPN gateway"),
    };
    cx.report(&sku, format!("`{}` is a SKU of {that}, and `{}` is {this}", *sku, view.name()))
        .suggest(Suggestion::GatewaySku { gateway: view.span() });
}

/// A SKU that doesn't exist in the generation said.
fn generation(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(generation) = gateway.choice(Attr::Generation) else { return };
    let Some(sku) = gateway.sku() else { return };
    let rows: Vec<_> = cx.facts.vpn_sku_rows(&sku).collect();
    // A SKU without generations takes any.
    if rows.is_empty() || rows.iter().any(|row| row.generation.is_none_or(|it| it.as_str() == generation.value)) {
        return;
    }
    let right = rows[0].generation.map_or("", |it| it.as_str());
    let message = format!("`{}` is of `{right}`; there is none in `{}`", rows[0].name, generation.value);
    cx.report(generation, message)
        .related(&sku, "the SKU")
        .replace(generation, right, false)
        .suggest(Suggestion::GatewaySku { gateway: gateway.span() });
}

/// What the edition's gateways don't have yet.
fn not_in_edition(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let is_missing = |feature, cx: &Cx<'_>| cx.facts.feature(feature).is_some_and(|it| it.support == Support::No);
    if let Some(field) = gateway.field(Attr::Generation)
        && is_missing(FeatureId::GatewayGeneration, cx)
    {
        let message = format!("edition {} knows no generations of gateways", cx.edition);
        cx.report(field, message).remove(field.span(), "Remove `generation`");
    }
    for ip in gateway.public_ips() {
        let Some(field) = ip.field(Attr::Zones).filter(|_| !ip.integers(Attr::Zones).is_empty()) else { continue };
        if is_missing(FeatureId::ZoneRedundantGateway, cx) {
            let message = format!("edition {} knows no availability zones of gateways", cx.edition);
            cx.report(field, message).remove(field.span(), "Remove `zones`");
        }
    }
}

/// A policy-based gateway of a SKU that has none.
fn policy_based_sku(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    if !gateway.is_policy_based() {
        return;
    }
    let Some(sku) = vpn_sku(gateway, cx).filter(|sku| sku.support(VpnFeature::PolicyBased) == Support::No) else {
        return;
    };
    let place = gateway.place_of(Attr::VpnType);
    let mut report = cx
        .report(place, format!("a gateway of SKU `{}` can't be policy-based", sku.name))
        .related(gateway.place_of(Attr::Sku), "the SKU")
        .cite(sku)
        .replace(place, "RouteBased", false);
    for basic in policy_based_skus(gateway) {
        report = report.set(*gateway, Attr::Sku.name(), basic);
    }
    let _ = report;
}

/// The SKUs that can be policy-based, for a gateway that a small one could do for.
fn policy_based_skus(gateway: VpnGateway<'_>) -> Vec<&'static str> {
    if gateway.connections().count() > 1 || is_existing(*gateway) {
        return Vec::new();
    }
    let facts = edition(EditionId::NEWEST);
    let mut names: Vec<_> =
        facts.vpn_skus.iter().filter(|sku| sku.has(VpnFeature::PolicyBased)).map(|sku| sku.name).collect();
    names.dedup();
    names
}

/// A new gateway that is policy-based.
fn policy_based(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    // Where it is asked for more than it can do, that is the mistake.
    let has_ikev2 = gateway.connections().any(|it| it.choice(Attr::Protocol).is_some_and(|it| it.value == "IKEv2"));
    if !gateway.is_policy_based() || is_existing(*gateway) || has_ikev2 || is_overtaxed(gateway, cx) {
        return;
    }
    let place = gateway.place_of(Attr::VpnType);
    cx.report(place, format!("`{}` is policy-based: one tunnel, IKEv1, Site-to-Site only", gateway.name())).replace(
        place,
        "RouteBased",
        false,
    );
}

/// Whether more is asked of a policy-based gateway than one plain Site-to-Site connection.
pub fn is_overtaxed(gateway: VpnGateway<'_>, cx: &Cx<'_>) -> bool {
    let Some(limit) = super::limit::policy_based_tunnels(gateway, cx) else { return true };
    let is_plain = |view: View<'_>| {
        let default_mode = view.choice(Attr::ConnectionMode).is_none_or(|it| it.value == "Default");
        SiteToSite::of(view).is_some_and(|tunnel| !tunnel.bgp_enabled()) && default_mode
    };
    gateway.connections().count() > limit as usize
        || !gateway.connections().all(is_plain)
        || gateway.is_active_active()
        || gateway.bgp().is_some()
        || gateway.nat_rules().next().is_some()
        || gateway.says(Attr::DefaultSite)
        || gateway.coexists_with().is_some()
}

/// A SKU for development under a production gateway.
fn unfit_for_production(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(workload) = production(*gateway) else { return };
    // What is retired is another rule's matter.
    let Some(sku) = vpn_sku(gateway, cx).filter(|sku| !sku.production && !sku.lifecycle.ends()) else { return };
    cx.report(
        gateway.place_of(Attr::Sku),
        format!("`{}` is a SKU for development and tests, not for production", sku.name),
    )
    .related(workload, "the gateway is for production")
    .cite(sku)
    .suggest(Suggestion::GatewaySku { gateway: gateway.span() });
}
