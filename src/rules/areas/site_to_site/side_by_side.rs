//! The Site-to-Site connections of a gateway, seen together.

use crate::catalog::FeatureId;
use crate::finding::{Change, Severity};
use crate::model::entities::*;
use crate::rules::areas::address;
use crate::rules::{Check, Cx, Rule};
use crate::schema::Attr;
use rustc_hash::{FxHashMap, FxHashSet};

pub const RULES: &[Rule] = &[
    Rule { name: "site-to-site/default-site", check: Check::VpnGateway(default_site) },
    Rule { name: "site-to-site/parallel-tunnels", check: Check::VpnGateway(parallel_tunnels) },
    Rule { name: "site-to-site/static-tunnels", check: Check::VpnGateway(static_tunnels) },
];

/// Whether a connection ends at the one device of another, over the same way.
fn repeats(connection: SiteToSite<'_>, first: SiteToSite<'_>) -> bool {
    let (own, other) = (connection.devices(), first.devices());
    let ([own], [other]) = (own.as_slice(), other.as_slice()) else { return false };
    own.span() == other.span() && connection.name_of(Attr::Over) == first.name_of(Attr::Over)
}

/// A second connection between a gateway and a device.
fn parallel_tunnels(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let mut by_device: FxHashMap<_, Vec<SiteToSite<'_>>> = FxHashMap::default();
    for connection in gateway.site_to_site() {
        let [device] = connection.devices()[..] else { continue };
        let earlier = by_device.entry(device.span()).or_default();
        let Some(first) = earlier.iter().find(|first| repeats(connection, **first)) else {
            earlier.push(connection);
            continue;
        };
        let message =
            format!("`{}` joins `{}` and the device `{}` already", first.name(), gateway.name(), device.name());
        cx.report(connection.name_span(), message)
            .related(first.name_span(), "the first connection")
            .note("each connection of a gateway has a device with an address of its own at its other end")
            .remove(connection.span(), format!("Remove `{}`", connection.name()));
    }
}

/// Several connections to one site, and one of them without BGP.
fn static_tunnels(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let mut by_site: FxHashMap<&str, Vec<SiteToSite<'_>>> = FxHashMap::default();
    let mut order = Vec::new();
    for connection in gateway.site_to_site() {
        let Some(site) = connection.site() else { continue };
        let group = by_site.entry(site.name()).or_default();
        if group.is_empty() {
            order.push(site);
        }
        // One that repeats another is reported as that.
        if !group.iter().any(|first| repeats(connection, *first)) {
            group.push(connection);
        }
    }
    for site in order {
        let group = &by_site[site.name()];
        if group.len() < 2 || !share_prefixes(group) {
            continue;
        }
        let is_static = |it: &&SiteToSite<'_>| it.boolean(Attr::EnableBgp).is_some_and(|bgp| !bgp.value);
        // The second is one too many; the first is to blame only if it alone is static.
        let Some(blamed) = group[1..].iter().find(is_static).or_else(|| group.first().filter(is_static)) else {
            continue;
        };
        let message = format!(
            "the site `{}` has {} connections to one gateway, which needs BGP on each, and this one is static",
            site.name(),
            group.len()
        );
        let feature = cx.facts.feature(FeatureId::StaticMultiTunnel);
        let statics: Vec<_> = group.iter().filter(is_static).collect();
        let has_bgp = !gateway.is_policy_based()
            && statics.iter().all(|it| it.devices().iter().all(|device| device.bgp().is_some()));
        let mut report = cx.report(blamed.place_of(Attr::EnableBgp), message);
        for other in group.iter().filter(|other| other.id() != blamed.id()) {
            report = report.related(other.name_span(), "another connection to the site");
        }
        for disputed in feature.iter().flat_map(|feature| &feature.disputed) {
            report = report.disputed(disputed);
        }
        if has_bgp {
            let changes = statics.iter().map(|it| Change::SetAttribute {
                block: it.span(),
                name: "enable-bgp",
                value: "true".into(),
            });
            report.fix("Switch BGP on", false, changes.collect());
        }
    }
}

/// Whether the connections stand for the same prefixes in part; devices with prefixes of their own may not.
fn share_prefixes(group: &[SiteToSite<'_>]) -> bool {
    let mut seen = FxHashSet::default();
    group.iter().any(|connection| {
        let held: FxHashSet<_> = address::held(*connection).into_iter().map(|at| at.value).collect();
        held.is_empty() || held.into_iter().any(|prefix| !seen.insert(prefix))
    })
}

/// Forced tunneling by a default site: on a policy-based gateway, or to a site that no tunnel reaches.
fn default_site(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(field) = gateway.field(Attr::DefaultSite) else { return };
    if gateway.is_policy_based() {
        let message = format!("forced tunneling needs a route-based gateway, but `{}` is policy-based", gateway.name());
        cx.report(field.value_span(), message)
            .related(gateway.place_of(Attr::VpnType), "the VPN type")
            .set(gateway.0, "vpn-type", "RouteBased")
            .remove(field.span(), "Remove the default site");
        return;
    }
    let Some(site) = gateway.target(Attr::DefaultSite).and_then(|at| Site::of(at.value)) else { return };
    let mut tunnels = gateway.site_to_site().peekable();
    // A gateway without any connection is described no further.
    let Some(first) = tunnels.peek().copied() else { return };
    if is_existing(gateway.0) || tunnels.any(|it| it.site().is_none_or(|other| other.id() == site.id())) {
        return;
    }
    let message = format!(
        "everything bound for the Internet goes to `{}`, but no tunnel of `{}` does",
        site.name(),
        gateway.name()
    );
    cx.report(field.value_span(), message)
        .severity(Severity::Warning)
        .related(first.name_span(), "a tunnel to another site")
        .remove(field.span(), "Remove the default site");
}
