//! `site-to-site`: tunnels to sites.

pub mod side_by_side;

use super::bgp::device::uses_bgp;
use super::{address, ipsec};
use crate::catalog::{Cloud, FeatureId, LimitId, Support, VpnFeature};
use crate::finding::{Change, Severity, Span, Suggestion};
use crate::model::View;
use crate::model::entities::*;
use crate::rules::facts::vpn_sku;
use crate::rules::prefixes::behind;
use crate::rules::{Check, Cx, Rule};
use crate::schema::{Attr, Kind};

pub const RULES: &[Rule] = &[
    Rule { name: "site-to-site/not-yet-available", check: Check::Connection(not_yet_available) },
    Rule { name: "site-to-site/certificate-auth", check: Check::SiteToSite(certificate_auth) },
    Rule { name: "site-to-site/no-prefixes", check: Check::SiteToSite(no_prefixes) },
    Rule { name: "site-to-site/prefix-limit", check: Check::Site(prefix_limit) },
    Rule { name: "site-to-site/routing-weight", check: Check::Connection(routing_weight) },
    Rule { name: "site-to-site/ikev1", check: Check::SiteToSite(ikev1) },
    Rule { name: "site-to-site/connection-mode", check: Check::Connection(connection_mode) },
    Rule { name: "site-to-site/ipv6", check: Check::SiteToSite(ipv6) },
    Rule { name: "site-to-site/traffic-selector-limit", check: Check::SiteToSite(traffic_selector_limit) },
    Rule { name: "site-to-site/selectors-without-effect", check: Check::SiteToSite(selectors_without_effect) },
    Rule { name: "site-to-site/selectors-sku", check: Check::SiteToSite(selectors_sku) },
    Rule { name: "site-to-site/selectors-without-policy", check: Check::SiteToSite(selectors_without_policy) },
    Rule { name: "site-to-site/selectors-lack-spokes", check: Check::SiteToSite(selectors_lack_spokes) },
];

/// Options of a tunnel that the edition doesn't have yet.
fn not_yet_available(connection: View<'_>, cx: &mut Cx<'_>) {
    let mut options: Vec<(FeatureId, Span, Span)> = Vec::new();
    let mut note = |feature, attr| {
        let field = connection.field(attr);
        options.extend(field.map(|field| (feature, field.value_span(), field.span())));
    };
    if connection.choice(Attr::ConnectionMode).is_some_and(|it| it.value != "Default") {
        note(FeatureId::ConnectionMode, Attr::ConnectionMode);
    }
    if connection.is_true(Attr::UsePolicyBasedTrafficSelectors) {
        note(FeatureId::PolicyBasedSelectors, Attr::UsePolicyBasedTrafficSelectors);
    }
    if !connection.addresses(Attr::CustomBgpAddresses).is_empty() {
        note(FeatureId::CustomApipa, Attr::CustomBgpAddresses);
    }
    let selectors = connection.nested(Kind::TrafficSelector);
    options.extend(selectors.map(|it| (FeatureId::CustomTrafficSelectors, it.header(), it.span())));
    for (feature, place, whole) in options {
        let Some(feature) = cx.facts.feature(feature).filter(|it| it.support == Support::No) else { continue };
        let message = format!("edition {} doesn't know {}", cx.edition, feature.title);
        cx.report(place, message).cite(feature).remove(whole, "Remove it");
    }
}

/// Certificates where a gateway takes pre-shared keys only.
fn certificate_auth(connection: SiteToSite<'_>, cx: &mut Cx<'_>) {
    let Some(auth) = connection.choice(Attr::Auth).filter(|auth| auth.value == "Certificate") else { return };
    let Some(feature) = cx.facts.feature(FeatureId::S2sCertificate) else { return };
    if feature.on(cx.today) == Support::No {
        let when = feature.since.map_or_else(|| format!("in edition {}", cx.edition), |day| format!("before {day}"));
        let message = format!("Site-to-Site takes pre-shared keys only {when}, not certificates");
        cx.report(auth, message).cite(feature).replace(auth, "PSK", false);
        return;
    }
    let Some(gateway) = connection.gateway() else { return };
    let cloud = gateway.vnet().and_then(Vnet::region).and_then(|region| cx.facts.region(&region)).map(|it| it.cloud);
    if let Some(cloud) = cloud.filter(|cloud| *cloud != Cloud::Public) {
        let message = format!("certificates on Site-to-Site are for the public cloud, not for the cloud `{cloud}`");
        cx.report(auth, message).cite(feature).replace(auth, "PSK", false);
        return;
    }
    let Some(sku) = vpn_sku(gateway, cx) else { return };
    let support = sku.support(VpnFeature::S2sCertificate);
    if support == Support::Yes {
        return;
    }
    let message = match support {
        Support::No => format!("the SKU `{}` of the gateway `{}` takes no certificates", sku.name, gateway.name()),
        _ => format!(
            "no document says that the SKU `{}` of the gateway `{}` takes certificates",
            sku.name,
            gateway.name()
        ),
    };
    let mut report = cx.report(auth, message).cite(sku).related(gateway.place_of(Attr::Sku), "the SKU");
    if support == Support::Unclear {
        report = report.severity(Severity::Warning);
    }
    report.replace(auth, "PSK", false).suggest(Suggestion::GatewaySku { gateway: gateway.span() });
}

/// A local network gateway that neither holds prefixes nor learns them.
fn no_prefixes(connection: SiteToSite<'_>, cx: &mut Cx<'_>) {
    let Some(site) = connection.site().filter(|_| !connection.bgp_enabled()) else { return };
    let mut lists: Vec<(View<'_>, bool)> = connection
        .devices()
        .into_iter()
        .map(|device| (if device.says(Attr::Prefixes) { device.0 } else { site.0 }, device.bgp().is_some()))
        .collect();
    if lists.is_empty() {
        lists.push((site.0, false));
    }
    // A device with BGP settings will learn prefixes if only the connection doesn't say otherwise.
    let is_off = connection.says(Attr::EnableBgp);
    for (list, has_bgp) in lists {
        if !list.is_empty_list(Attr::Prefixes) || (has_bgp && !is_off) {
            continue;
        }
        let message =
            format!("the site `{}` holds no prefixes and BGP is off, so nothing is routed to it", site.name());
        let report = cx.report(list.place_of(Attr::Prefixes), message);
        if has_bgp {
            // Azure takes a local network gateway that has BGP settings, whatever its connection says.
            report.azure_error(None).set(connection.0, "enable-bgp", "true");
        }
    }
}

/// More prefixes than a local network gateway holds.
fn prefix_limit(site: Site<'_>, cx: &mut Cx<'_>) {
    let Some(limit) = cx.facts.limit(LimitId::LocalNetworkPrefixes) else { return };
    let devices = site.devices().map(|device| device.0).filter(|it| it.own(Attr::Prefixes).is_some());
    let lists: Vec<_> = std::iter::once(site.0).chain(devices).collect();
    for list in lists {
        let prefixes = list.prefixes(Attr::Prefixes);
        let Some(over) = prefixes.get(limit.value as usize) else { continue };
        // What BGP carries needn't stand in the local network gateway.
        if site.site_to_site().next().is_some() && !uses_bgp(site, list) {
            let message = format!(
                "`{}` has {} prefixes, but a local network gateway holds {}",
                list.name(),
                prefixes.len(),
                limit.value
            );
            cx.report(over, message).cite(limit).note("aggregate them, or let BGP carry them");
        }
    }
}

/// A routing weight on a connection that has no use for one.
fn routing_weight(connection: View<'_>, cx: &mut Cx<'_>) {
    if connection.kind() == Kind::ErConnection {
        return;
    }
    let Some(weight) = connection.integer(Attr::RoutingWeight).filter(|weight| weight.value > 0) else { return };
    let Some(feature) = cx.facts.feature(FeatureId::VpnRoutingWeight).filter(|it| it.support == Support::No) else {
        return;
    };
    let report = cx
        .report(weight, format!("a routing weight of {} steers nothing on a VPN connection", weight.value))
        .cite(feature)
        .note("with BGP a longer AS path makes a tunnel the second choice");
    if let Some(field) = connection.field(Attr::RoutingWeight) {
        report.remove(field.span(), "Remove the weight");
    }
}

/// IKEv1 on a route-based gateway.
fn ikev1(connection: SiteToSite<'_>, cx: &mut Cx<'_>) {
    let Some(protocol) = connection.choice(Attr::Protocol).filter(|it| it.value == "IKEv1") else { return };
    let Some(gateway) = connection.gateway().filter(|gateway| !gateway.is_policy_based()) else { return };
    let Some(gap) = cx.facts.limit(LimitId::Ikev1RekeyGap) else { return };
    // A SKU without it is reported for that.
    if vpn_sku(gateway, cx).is_some_and(|sku| !sku.has(VpnFeature::Ikev1RouteBased)) {
        return;
    }
    let message = format!("a tunnel with IKEv1 may drop for up to {} s whenever its keys are renewed", gap.value);
    cx.report(protocol, message).cite(gap).replace(protocol, "IKEv2", false);
}

/// A connection mode where both ends always dial.
fn connection_mode(connection: View<'_>, cx: &mut Cx<'_>) {
    let Some(mode) = connection.choice(Attr::ConnectionMode).filter(|mode| mode.value != "Default") else { return };
    let protocol = connection.choice(Attr::Protocol).filter(|it| it.value == "IKEv1");
    let policy_based = ipsec::gateways(connection)
        .into_iter()
        .find(|gateway| connection.kind() == Kind::SiteToSite && gateway.is_policy_based());
    let (why, place) = match (policy_based, &protocol) {
        (Some(gateway), _) => {
            (format!("the gateway `{}` is policy-based", gateway.name()), gateway.place_of(Attr::VpnType))
        }
        (None, Some(protocol)) => ("the tunnel uses IKEv1".to_owned(), protocol.span),
        (None, None) => return,
    };
    let message = format!("the mode `{}` needs a route-based gateway and IKEv2, but {why}", mode.value);
    let feature = cx.facts.feature(FeatureId::ConnectionMode);
    let mut report = cx.report(mode, message).related(place, "here");
    // Azure was seen to store it with IKEv1.
    if policy_based.is_none() {
        for disputed in feature.iter().flat_map(|feature| &feature.disputed) {
            report = report.disputed(disputed);
        }
    }
    report.replace(mode, "Default", false);
}

/// IPv6 prefixes on a tunnel that can't carry them.
fn ipv6(connection: SiteToSite<'_>, cx: &mut Cx<'_>) {
    let Some(feature) = cx.facts.feature(FeatureId::VpnIpv6) else { return };
    let Some(prefix) = address::held(connection).into_iter().find(|at| at.value.addr().is_ipv6()) else { return };
    if feature.support == Support::No {
        let message = format!("edition {} carries no IPv6 in VPN tunnels, and `{}` is IPv6", cx.edition, prefix.value);
        cx.report(prefix, message).cite(feature);
        return;
    }
    let Some(gateway) = connection.gateway() else { return };
    if let Some(protocol) = connection.choice(Attr::Protocol).filter(|it| it.value == "IKEv1") {
        let message = format!("IPv6 needs IKEv2, and the site's `{}` is IPv6", prefix.value);
        cx.report(protocol, message).cite(feature).related(prefix, "the prefix").replace(protocol, "IKEv2", false);
    }
    if let Some(sku) = vpn_sku(gateway, cx).filter(|sku| sku.support(VpnFeature::Ipv6) == Support::No) {
        let message = format!(
            "the SKU `{}` of the gateway `{}` carries no IPv6, and `{}` is IPv6",
            sku.name,
            gateway.name(),
            prefix.value
        );
        cx.report(prefix, message)
            .cite(sku)
            .related(gateway.place_of(Attr::Sku), "the SKU")
            .suggest(Suggestion::GatewaySku { gateway: gateway.span() });
    }
}

/// More traffic selectors than a connection takes.
fn traffic_selector_limit(connection: SiteToSite<'_>, cx: &mut Cx<'_>) {
    let Some(limit) = cx.facts.limit(LimitId::TrafficSelectors) else { return };
    let count = connection.nested(Kind::TrafficSelector).count();
    if let Some(over) = connection.nested(Kind::TrafficSelector).nth(limit.value as usize) {
        let message = format!("{count} traffic selectors, but a connection takes {}", limit.value);
        cx.report(over, message).cite(limit);
    }
}

/// Traffic selectors on a connection that is told not to use them.
fn selectors_without_effect(connection: SiteToSite<'_>, cx: &mut Cx<'_>) {
    let Some(selector) = connection.nested(Kind::TrafficSelector).next() else { return };
    let Some(flag) = connection.boolean(Attr::UsePolicyBasedTrafficSelectors).filter(|flag| !flag.value) else {
        return;
    };
    if connection.gateway().is_some_and(VpnGateway::is_policy_based) {
        return;
    }
    let message = "the traffic selectors have no effect while `use-policy-based-traffic-selectors` is false";
    let contradiction = cx.facts.contradiction("Traffic selectors that are switched off");
    cx.report(selector, message).related(flag, "switched off here").contradiction(contradiction).set(
        connection.0,
        "use-policy-based-traffic-selectors",
        "true",
    );
}

/// The SKU of a gateway that takes no custom policies, and hence no policy-based traffic selectors.
fn sku_without_policies(connection: SiteToSite<'_>, cx: &Cx<'_>) -> Option<&'static str> {
    let sku = vpn_sku(connection.gateway()?, cx)?;
    (sku.support(VpnFeature::CustomIpsecPolicy) == Support::No).then_some(sku.name)
}

/// Policy-based traffic selectors on a SKU without them.
fn selectors_sku(connection: SiteToSite<'_>, cx: &mut Cx<'_>) {
    let Some(flag) = connection.boolean(Attr::UsePolicyBasedTrafficSelectors).filter(|flag| flag.value) else { return };
    let (Some(gateway), Some(sku)) = (connection.gateway(), sku_without_policies(connection, cx)) else { return };
    // A policy on such a SKU is reported as such; a policy-based gateway has selectors anyway.
    if connection.ipsec().is_some() || gateway.is_policy_based() {
        return;
    }
    let message =
        format!("the SKU `{sku}` of the gateway `{}` takes no policy-based traffic selectors", gateway.name());
    cx.report(flag, message)
        .related(gateway.place_of(Attr::Sku), "the SKU")
        .suggest(Suggestion::GatewaySku { gateway: gateway.span() })
        .replace(flag, "false", false);
}

/// Policy-based traffic selectors without a custom policy.
fn selectors_without_policy(connection: SiteToSite<'_>, cx: &mut Cx<'_>) {
    let Some(flag) = connection.boolean(Attr::UsePolicyBasedTrafficSelectors).filter(|flag| flag.value) else { return };
    let Some(feature) = cx.facts.feature(FeatureId::SelectorsWithoutPolicy).filter(|it| it.support != Support::Yes)
    else {
        return;
    };
    let is_route_based = connection.gateway().is_some_and(|gateway| !gateway.is_policy_based());
    let is_refused = sku_without_policies(connection, cx).is_some();
    if connection.ipsec().is_some() || is_existing(connection.0) || !is_route_based || is_refused {
        return;
    }
    let policy = ipsec::complete_policy(cx);
    let message = "policy-based traffic selectors go with a complete `ipsec` policy, and there is none";
    let mut report = cx.report(flag, message).cite(feature);
    for disputed in &feature.disputed {
        report = report.disputed(disputed);
    }
    if let Some(policy) = policy {
        let change = Change::InsertBlock { block: connection.span(), text: policy };
        report.fix("Add a complete policy", false, vec![change]);
    }
}

/// Traffic selectors that leave out networks behind the gateway.
fn selectors_lack_spokes(connection: SiteToSite<'_>, cx: &mut Cx<'_>) {
    let Some(gateway) = connection.gateway().filter(|_| connection.is_true(Attr::UsePolicyBasedTrafficSelectors))
    else {
        return;
    };
    let Some(hub) = gateway.vnet() else { return };
    let mut selectors = connection.nested(Kind::TrafficSelector).peekable();
    let Some(first) = selectors.peek().map(|selector| selector.header()) else { return };
    let azure: Vec<_> = selectors.flat_map(|selector| selector.prefixes(Attr::Azure)).map(|at| at.value).collect();
    let is_left_out = |prefix: &ipnet::IpNet| !azure.iter().any(|it| it.contains(prefix));
    let spokes = behind(hub).into_iter().skip(1).flat_map(|spoke| spoke.prefixes(Attr::Prefixes));
    let pool = gateway.point_to_site().map(|clients| clients.prefixes(Attr::ClientAddressPool)).unwrap_or_default();
    let missing: Vec<_> = spokes.chain(pool).filter(|at| is_left_out(&at.value)).collect();
    let Some(one) = missing.first() else { return };
    let more = match missing.len() {
        1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    let message = format!("the traffic selectors leave out `{}`{more}, reached through the same gateway", one.value);
    cx.report(first, message).related(one, "left out");
}
