//! `coexistence`: VPN and ExpressRoute side by side.

use super::address::held;
use super::expressroute::er_workload;
use crate::catalog::{Bandwidth, FeatureId, LimitId, Row, Support, VpnFeature, VpnSku};
use crate::finding::{Change, Severity, Suggestion};
use crate::model::entities::*;
use crate::model::{At, View};
use crate::rules::facts::{er_sku, vpn_sku};
use crate::rules::prefixes::{PrefixSet, Relation, written};
use crate::rules::{Check, Cx, Rule};
use crate::schema::{Attr, Family, Kind};
use ipnet::IpNet;

pub const RULES: &[Rule] = &[
    Rule { name: "coexistence/asn", check: Check::VpnGateway(asn) },
    Rule { name: "coexistence/backup-for-microsoft-peering", check: Check::SiteToSite(backup_for_microsoft_peering) },
    Rule { name: "coexistence/bgp", check: Check::SiteToSite(bgp) },
    Rule { name: "coexistence/expressroute-sku", check: Check::ErGateway(expressroute_sku) },
    Rule { name: "coexistence/forced-tunneling", check: Check::VpnGateway(forced_tunneling) },
    Rule { name: "coexistence/internet-route", check: Check::Site(internet_route) },
    Rule { name: "coexistence/point-to-site", check: Check::PointToSite(point_to_site) },
    Rule { name: "coexistence/policy-based", check: Check::VpnGateway(policy_based) },
    Rule { name: "coexistence/resource-manager", check: Check::VpnGateway(resource_manager) },
    Rule { name: "coexistence/route-server", check: Check::VpnGateway(route_server) },
    Rule { name: "coexistence/sku", check: Check::VpnGateway(sku) },
    Rule { name: "coexistence/tunnel-over-private-peering", check: Check::SiteToSite(tunnel_over_private_peering) },
    Rule { name: "coexistence/unencrypted-path", check: Check::SiteToSite(unencrypted_path) },
    Rule { name: "coexistence/vpn-as-backup", check: Check::ErConnection(vpn_as_backup) },
    Rule { name: "coexistence/vpn-first", check: Check::ErConnection(vpn_first) },
];

/// A policy-based VPN gateway beside ExpressRoute.
fn policy_based(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(er) = gateway.coexists_with().filter(|_| gateway.is_policy_based()) else { return };
    let message = format!("beside the ExpressRoute gateway `{}` a VPN gateway has to be route-based", er.name());
    let set = |attr: Attr, value: &str| Change::SetAttribute {
        block: gateway.span(),
        name: attr.name(),
        value: value.to_owned(),
    };
    let mut changes = vec![set(Attr::VpnType, "RouteBased")];
    // The SKU of a policy-based gateway is rarely one that can stand here.
    let stands = |sku: &VpnSku| sku.support(VpnFeature::ExpressRouteCoexistence) != Support::No;
    if vpn_sku(gateway, cx).is_some_and(|sku| !stands(sku)) {
        let better = cx.facts.new_vpn_skus(cx.today).find(|sku| stands(sku));
        changes.extend(better.map(|sku| set(Attr::Sku, sku.name)));
    }
    cx.report(gateway.place_of(Attr::VpnType), message).related(er.name_span(), "the ExpressRoute gateway").fix(
        "Make the gateway route-based",
        false,
        changes,
    );
}

/// A VPN SKU that doesn't stand beside ExpressRoute.
fn sku(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let (Some(er), Some(sku)) = (gateway.coexists_with(), vpn_sku(gateway, cx)) else { return };
    if gateway.is_policy_based() || sku.support(VpnFeature::ExpressRouteCoexistence) != Support::No {
        return;
    }
    let message =
        format!("a VPN gateway of SKU `{}` can't stand beside the ExpressRoute gateway `{}`", sku.name, er.name());
    cx.report(gateway.place_of(Attr::Sku), message)
        .cite(sku)
        .related(er.name_span(), "the ExpressRoute gateway")
        .suggest(Suggestion::GatewaySku { gateway: gateway.span() });
}

/// An ExpressRoute SKU that doesn't stand beside a VPN gateway.
fn expressroute_sku(gateway: ErGateway<'_>, cx: &mut Cx<'_>) {
    let Some(sku) = er_sku(gateway, cx).filter(|it| !it.coexistence) else { return };
    let Some(vpn) = gateway.vnet().and_then(|it| it.vpn_gateway()) else { return };
    let message =
        format!("an ExpressRoute gateway of SKU `{}` can't stand beside the VPN gateway `{}`", sku.name, vpn.name());
    cx.report(gateway.place_of(Attr::Sku), message)
        .cite(sku)
        .related(vpn.name_span(), "the VPN gateway")
        .suggest(Suggestion::GatewaySku { gateway: gateway.span() });
}

/// Point-to-Site in a VNet with ExpressRoute, where the edition forbids it.
fn point_to_site(connection: PointToSite<'_>, cx: &mut Cx<'_>) {
    let Some(feature) = cx.facts.feature(FeatureId::P2sBesideExpressRoute).filter(|it| it.support == Support::No)
    else {
        return;
    };
    let Some(er) = connection.gateway().and_then(|it| it.coexists_with()) else { return };
    let mut report = cx
        .report(connection.place_of(Attr::Gateway), "Point-to-Site and ExpressRoute can't be had in one VNet")
        .cite(feature)
        .related(er.name_span(), "the ExpressRoute gateway");
    for disputed in feature.disputed() {
        report = report.dispute(disputed);
    }
}

/// Both gateways in a Resource Manager VNet, where the documents don't agree that it works.
fn resource_manager(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(feature) = cx.facts.feature(FeatureId::CoexistenceResourceManager).filter(|it| it.support != Support::Yes)
    else {
        return;
    };
    let (Some(er), Some(vnet)) = (gateway.coexists_with(), gateway.vnet()) else { return };
    if vnet.is_classic() || gateway.site_to_site().next().is_none() {
        return;
    }
    let message = format!(
        "whether Site-to-Site works beside ExpressRoute in the Resource Manager VNet `{}` is in doubt",
        vnet.name()
    );
    let contradiction = cx.facts.contradiction("Coexistence with Resource Manager");
    cx.report(gateway.0, message)
        .cite(feature)
        .contradiction(contradiction)
        .related(er.name_span(), "the ExpressRoute gateway");
}

/// BGP on a tunnel beside ExpressRoute, where the edition has none.
fn bgp(connection: SiteToSite<'_>, cx: &mut Cx<'_>) {
    let Some(feature) = cx.facts.feature(FeatureId::BgpBesideEr).filter(|it| it.support == Support::No) else { return };
    let Some(er) = connection.gateway().and_then(|it| it.coexists_with()) else { return };
    let Some(at) = connection.boolean(Attr::EnableBgp).filter(|it| it.value) else { return };
    cx.report(at, "BGP is not supported on Site-to-Site beside ExpressRoute")
        .cite(feature)
        .related(er.name_span(), "the ExpressRoute gateway")
        .replace(at, "false", false);
}

/// Forced tunneling through the VPN beside ExpressRoute, where the edition forbids it.
fn forced_tunneling(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let feature = cx.facts.feature(FeatureId::ForcedTunnelingBesideEr).filter(|it| it.support == Support::No);
    let (Some(feature), Some(er)) = (feature, gateway.coexists_with()) else { return };
    let Some(field) = gateway.field(Attr::DefaultSite).filter(|_| gateway.target(Attr::DefaultSite).is_some()) else {
        return;
    };
    cx.report(field.value_span(), "beside ExpressRoute the Internet's traffic can't be forced through the VPN")
        .cite(feature)
        .related(er.name_span(), "the ExpressRoute gateway")
        .note("a default route advertised over private peering does it")
        .remove(field.span(), "Remove the default site");
}

/// Another ASN than the default beside ExpressRoute.
fn asn(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(limit) = cx.facts.limit(LimitId::CoexistenceAsn) else { return };
    let (Some(er), Some(asn)) = (gateway.coexists_with(), gateway.asn()) else { return };
    // Beside a Route Server the rule on it reports.
    if asn.value == limit.value || gateway.vnet().is_some_and(|it| it.only(Kind::RouteServer).is_some()) {
        return;
    }
    let message =
        format!("ASN {}, but beside ExpressRoute the documents want a VPN gateway to keep {}", asn.value, limit.value);
    let contradiction = cx.facts.contradiction("ASN beside ExpressRoute");
    cx.report(asn, message)
        .cite(limit)
        .related(er.name_span(), "the ExpressRoute gateway")
        .contradiction(contradiction)
        .replace(asn, limit.value.to_string(), false);
}

/// A VPN gateway that a Route Server in its VNet can't work with.
fn route_server(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(server) = gateway.vnet().and_then(|it| it.only(Kind::RouteServer)) else { return };
    if cx.facts.feature(FeatureId::RouteServer).is_none_or(|it| it.support == Support::No) {
        let message = format!("edition {} has no Route Server", cx.edition);
        cx.report(server, message).remove(server.span(), "Remove the Route Server");
        return;
    }
    let active = gateway.boolean(Attr::ActiveActive);
    if !gateway.is_active_active()
        && !gateway.is_wrong(Attr::ActiveActive)
        && (active.is_some() || !is_existing(gateway.0))
    {
        let place = active.map_or(gateway.header(), |it| it.span);
        cx.report(
            place,
            format!("beside a Route Server a VPN gateway has to be active-active, and `{}` is not", gateway.name()),
        )
        .related(server, "the Route Server")
        .set(gateway.0, Attr::ActiveActive.name(), "true");
    }
    let Some(limit) = cx.facts.limit(LimitId::RouteServerAsn).or(cx.facts.limit(LimitId::CoexistenceAsn)) else {
        return;
    };
    let Some(asn) = gateway.asn().filter(|it| it.value != limit.value) else { return };
    cx.report(asn, format!("ASN {}, but beside a Route Server a VPN gateway has to keep {}", asn.value, limit.value))
        .cite(limit)
        .related(server, "the Route Server")
        .replace(asn, limit.value.to_string(), false);
}

/// A tunnel whose packets to the gateway would take the circuit.
fn internet_route(site: Site<'_>, cx: &mut Cx<'_>) {
    for device in site.devices() {
        let Some(at) = device.boolean(Attr::InternetRoute).filter(|it| !it.value) else { continue };
        let Some(circuit) = site.connections().find(|it| it.kind() == Kind::ErConnection) else { return };
        let over_internet =
            |it: &SiteToSite<'_>| !it.says(Attr::Over) && it.devices().iter().any(|d| d.span() == device.span());
        let Some(tunnel) = site.site_to_site().find(over_internet) else { continue };
        let message = format!(
            "the tunnel `{}` may take the circuit: `{}` has no route of its own to the gateway's public address",
            tunnel.name(),
            device.name()
        );
        cx.report(at, message)
            .related(circuit.name_span(), "the ExpressRoute connection")
            .related(tunnel.name_span(), "the tunnel")
            .note("a static route to that address over the Internet link keeps the tunnel up when the circuit fails");
    }
}

/// A VPN that stands in for a circuit without private peering.
fn backup_for_microsoft_peering(tunnel: SiteToSite<'_>, cx: &mut Cx<'_>) {
    for at in tunnel.targets(Attr::BackupFor) {
        let Some(circuit) = ErConnection::of(at.value).and_then(|it| it.circuit()) else { continue };
        let Some(peering) = circuit.peerings().next().filter(|_| circuit.only(Kind::PrivatePeering).is_none()) else {
            continue;
        };
        let keyword = peering.kind().schema().keyword;
        let message = format!("a VPN stands in for private peering only, and `{}` has {keyword} alone", circuit.name());
        let report = cx.report(at, message).related(peering, "the peering");
        if let Some(field) = tunnel.field(Attr::BackupFor) {
            report.remove(field.span(), "Remove `backup-for`");
        }
    }
}

/// The connections that stand in for this one.
fn backups<'m>(connection: View<'m>) -> Vec<View<'m>> {
    let stands_in = |it: &View<'m>| it.targets(Attr::BackupFor).iter().any(|at| at.value.id() == connection.id());
    connection.spec().referrers(Family::Connection, connection.name()).filter(stands_in).collect()
}

/// A VPN as the only backup of a circuit that is critical, or faster than the VPN.
fn vpn_as_backup(connection: ErConnection<'_>, cx: &mut Cx<'_>) {
    let backups = backups(connection.0);
    if backups.is_empty() || backups.iter().any(|it| it.kind() != Kind::SiteToSite) || has_second_circuit(connection) {
        return;
    }
    let slow = connection.circuit().and_then(|it| it.bandwidth(Attr::Bandwidth)).and_then(|bandwidth| {
        let gateway = SiteToSite::of(backups[0])?.gateway()?;
        let sku = vpn_sku(gateway, cx).filter(|it| it.throughput.bps() < bandwidth.value)?;
        Some((bandwidth, gateway, sku))
    });
    let critical = connection.gateway().and_then(er_workload).filter(|it| it.value == "mission-critical");
    let message = match (&critical, &slow) {
        (Some(_), _) => "a VPN alone stands in for a mission-critical circuit".to_owned(),
        (None, Some((bandwidth, _, sku))) => format!(
            "the VPN that stands in carries {} with `{}`, the circuit {}",
            sku.throughput,
            sku.name,
            Bandwidth(bandwidth.value)
        ),
        (None, None) => return,
    };
    let mut report = cx.report(connection.name_span(), message).related(backups[0].name_span(), "the backup");
    if let Some(at) = critical {
        report = report.related(at, "mission-critical here");
    }
    if let Some((_, gateway, sku)) = slow {
        report = report.cite(sku).related(gateway.place_of(Attr::Sku), "the VPN gateway's SKU");
        report = report.suggest(Suggestion::GatewaySku { gateway: gateway.span() });
    }
    report.note("a second circuit at another peering location is the better backup");
}

/// Whether another circuit joins the same gateway.
fn has_second_circuit(connection: ErConnection<'_>) -> bool {
    let Some(gateway) = connection.gateway() else { return false };
    let own = connection.circuit().map(|it| it.id());
    gateway.connections().filter_map(|it| it.circuit()).any(|it| Some(it.id()) != own)
}

/// A circuit that is to stand in for a VPN, though Azure prefers it.
fn vpn_first(connection: ErConnection<'_>, cx: &mut Cx<'_>) {
    let Some(at) = connection.targets(Attr::BackupFor).into_iter().find(|at| at.value.kind() == Kind::SiteToSite)
    else {
        return;
    };
    let message =
        format!("Azure prefers ExpressRoute to `{}` for the same prefixes, so it is no backup", at.value.name());
    cx.report(at, message).related(at.value.name_span(), "the VPN");
}

/// A tunnel over private peering on a gateway that can't carry it.
fn tunnel_over_private_peering(tunnel: SiteToSite<'_>, cx: &mut Cx<'_>) {
    let (Some(over), Some(gateway)) = (tunnel.target(Attr::Over), tunnel.gateway()) else { return };
    if let Some(sku) = vpn_sku(gateway, cx).filter(|it| it.support(VpnFeature::PrivateIp) == Support::No) {
        cx.report(
            over,
            format!("tunnels over private peering need a private address of the gateway, which `{}` has not", sku.name),
        )
        .cite(sku)
        .related(gateway.place_of(Attr::Sku), "the SKU")
        .suggest(Suggestion::GatewaySku { gateway: gateway.span() });
        return;
    }
    if let Some(at) = gateway.boolean(Attr::PrivateIp).filter(|it| !it.value) {
        cx.report(
            over,
            format!("the tunnel runs over private peering, but `{}` has no private address", gateway.name()),
        )
        .severity(Severity::Error)
        .related(at, "none here")
        .set(gateway.0, Attr::PrivateIp.name(), "true");
    }
}

/// A tunnel over private peering for prefixes that the circuit brings as well, so that they go past it.
fn unencrypted_path(tunnel: SiteToSite<'_>, cx: &mut Cx<'_>) {
    let Some(feature) = cx.facts.feature(FeatureId::IpsecOverPrivatePeering) else { return };
    let Some(at) = tunnel.target(Attr::Over) else { return };
    let Some(gateway) = ErConnection::of(at.value).and_then(|it| it.gateway()) else { return };
    let devices = tunnel.devices();
    // Over BGP a device may announce something else than its site has.
    if tunnel.bgp_enabled() && !devices.iter().all(|it| it.says(Attr::Prefixes)) {
        return;
    }
    let sites = gateway.connections().flat_map(|circuit| circuit.targets(Attr::Sites));
    let advertised = sites.filter_map(|at| Site::of(at.value)).flat_map(|it| it.prefixes(Attr::Prefixes));
    let advertised = PrefixSet::new(advertised.map(|at| (at.value, at.span)));
    let held = held(tunnel);
    let competitor = |at: &At<IpNet>| {
        let (relation, entry) = advertised.overlapping(&at.value)?;
        (relation != Relation::Inside).then_some((*at, relation, entry.prefix, entry.owner))
    };
    let Some((prefix, relation, theirs, place)) = held.iter().find_map(competitor) else { return };
    let holds = if relation == Relation::Equal { "the same".to_owned() } else { format!("`{}`", prefix.value) };
    let message =
        format!("`{theirs}` goes past the tunnel, unencrypted: ExpressRoute brings it, and the tunnel holds {holds}");
    let mut report =
        cx.report(at, message).cite(feature).related(place, "what ExpressRoute brings").note(
            "the longest prefix decides, and ExpressRoute where they are equal: give the tunnel narrower prefixes",
        );
    if prefix.span != place {
        report = report.related(prefix, "what the tunnel holds");
    }
    let narrower = held.iter().map(|at| match competitor(at) {
        Some((_, Relation::Equal, ..)) => halves(at.value),
        Some(_) => None,
        None => Some(vec![at.value]),
    });
    let narrower: Option<Vec<Vec<IpNet>>> = narrower.collect();
    if let (Some(narrower), [device]) = (narrower, devices.as_slice()) {
        let value = written(&narrower.concat());
        report.set(**device, Attr::Prefixes.name(), value);
    }
}

/// The two halves of a prefix.
fn halves(prefix: IpNet) -> Option<Vec<IpNet>> {
    Some(prefix.subnets(prefix.prefix_len() + 1).ok()?.collect())
}
