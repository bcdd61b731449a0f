//! ExpressRoute gateways: SKU, scale units, what they carry.

use super::links::region;
use crate::catalog::{Bandwidth, ErSku, FeatureId, Limit, LimitId, RetirementId, SkuFamily, Support};
use crate::finding::{Severity, Suggestion};
use crate::model::View;
use crate::model::entities::*;
use crate::rules::Cx;
use crate::rules::facts::{er_sku, words};
use crate::rules::prefixes::behind;
use crate::schema::{Attr, Kind};
use rustc_hash::{FxHashMap, FxHashSet};

/// The scale units a gateway is sure of: its minimum.
pub(in crate::rules::areas) fn units(gateway: ErGateway<'_>) -> Option<u32> {
    u32::try_from(gateway.only(Kind::ScaleUnits)?.integer(Attr::Min)?.value).ok()
}

fn most_units(gateway: ErGateway<'_>) -> Option<u32> {
    u32::try_from(gateway.only(Kind::ScaleUnits)?.integer(Attr::Max)?.value).ok()
}

fn suggest(gateway: ErGateway<'_>) -> Suggestion {
    Suggestion::GatewaySku { gateway: gateway.span() }
}

/// A SKU that the edition doesn't know for any gateway.
pub(super) fn unknown_sku(gateway: ErGateway<'_>, cx: &mut Cx<'_>) {
    let Some(sku) = gateway.sku() else { return };
    if cx.facts.er_sku(&sku).is_some() || cx.facts.vpn_sku(&sku, None).is_some() {
        return;
    }
    let known: Vec<_> = cx.facts.er_skus.iter().map(|it| it.name).collect();
    let near = crate::model::nearest(&sku, known.iter().copied());
    let hint = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", words(known)),
    };
    let message = format!("edition {} knows no ExpressRoute gateway SKU `{}`; {hint}", cx.edition, *sku);
    let report = cx.report(&sku, message);
    let report = match near {
        Some(near) => report.replace(&sku, near, false),
        None => report,
    };
    report.suggest(suggest(gateway));
}

/// The Basic SKU, which is refused for new gateways.
pub(super) fn basic(gateway: ErGateway<'_>, cx: &mut Cx<'_>) {
    let (Some(at), Some(sku)) = (gateway.sku(), er_sku(gateway, cx)) else { return };
    if sku.family != SkuFamily::Basic || !sku.lifecycle.deprecated {
        return;
    }
    let existing = is_existing(gateway.0);
    let (severity, message) = match existing {
        true => (Severity::Warning, format!("`{}` is deprecated for ExpressRoute gateways", sku.name)),
        false => (Severity::Error, format!("Azure refuses a new ExpressRoute gateway of SKU `{}`", sku.name)),
    };
    let report = cx.report(&at, message).severity(severity).cite(sku);
    let report = if existing { report.azure_error(None) } else { report };
    match sku.lifecycle.replacement {
        Some(better) => report.replace(&at, better, false),
        None => report.suggest(suggest(gateway)),
    };
}

/// A SKU without availability zones, for which Azure offers a migration.
pub(super) fn regional(gateway: ErGateway<'_>, cx: &mut Cx<'_>) {
    let Some(row) = cx.facts.retirement(RetirementId::RegionalErGateways) else { return };
    let (Some(at), Some(sku)) = (gateway.sku(), er_sku(gateway, cx)) else { return };
    let Some(better) = sku.lifecycle.replacement.filter(|_| sku.family == SkuFamily::Legacy) else { return };
    let message = format!("`{}` has no availability zones; Azure offers a migration to `{better}`", sku.name);
    cx.report(&at, message).cite(row).note(row.summary).replace(&at, better, false);
}

/// More circuits than the gateway links.
pub(super) fn circuits_per_gateway(gateway: ErGateway<'_>, cx: &mut Cx<'_>) {
    let linked = circuits(gateway.connections());
    let sku = er_sku(gateway, cx);
    let of_vnet = cx.facts.limit(LimitId::CircuitsPerVnet).map(|it| it.value as usize);
    let of_sku = sku.and_then(|it| it.circuits_at(units(gateway))).map(|it| it as usize);
    let of_place = limit_of_place(cx).map_or(usize::MAX, |it| it.value as usize);
    // One too many of its location is reported as that.
    let counted: Vec<_> = ranked(&linked).into_iter().filter(|(.., rank)| *rank <= of_place).collect();
    let Some(limit) = of_vnet.or(of_sku).filter(|it| counted.len() > *it) else { return };
    let what = sku.filter(|_| of_vnet.is_none()).map_or("a VNet".to_owned(), |it| format!("`{}`", it.name));
    let message = format!("{} circuits, but {what} takes {limit}", linked.len());
    let place = if of_vnet.is_none() { gateway.place_of(Attr::Sku) } else { gateway.header() };
    let report = cx.report(place, message).related(counted[limit].0.name_span(), format!("number {}", limit + 1));
    let report = match sku {
        Some(sku) => report.cite(sku),
        None => report,
    };
    if of_vnet.is_none() {
        report.suggest(suggest(gateway));
    }
}

/// More circuits of one peering location than a VNet takes.
pub(super) fn circuits_per_location(gateway: ErGateway<'_>, cx: &mut Cx<'_>) {
    // The documents of 2016 want each circuit at another location.
    let same = limit_of_place(cx).map(|it| (it.value as usize, it));
    let other = cx.facts.limit(LimitId::CircuitsPerVnet).map(|it| (1, it));
    let Some((limit, row)) = same.or(other) else { return };
    for (connection, circuit, rank) in ranked(&circuits(gateway.connections())) {
        let Some(place) = circuit.text(Attr::PeeringLocation).filter(|_| rank == limit + 1) else { continue };
        let message =
            format!("circuit number {rank} from {}, but a VNet takes {limit} of one peering location", *place);
        cx.report(connection.place_of(Attr::Circuit), message).cite(row).related(&place, "the location");
    }
}

/// How many circuits of one peering location a VNet takes.
fn limit_of_place(cx: &Cx<'_>) -> Option<&'static Limit> {
    cx.facts.limit(LimitId::CircuitsPerVnetSameLocation)
}

/// The circuits that connections link, each once, with the connection.
fn circuits<'m>(connections: impl Iterator<Item = ErConnection<'m>>) -> Vec<(View<'m>, Circuit<'m>)> {
    let mut known = FxHashSet::default();
    let linked = connections.filter_map(|it| Some((it.0, it.circuit()?)));
    linked.filter(|(_, circuit)| known.insert(circuit.id())).collect()
}

/// Circuits, each with its number among those of its peering location; 0 where that isn't said.
fn ranked<'m>(circuits: &[(View<'m>, Circuit<'m>)]) -> Vec<(View<'m>, Circuit<'m>, usize)> {
    let mut seen: FxHashMap<String, usize> = FxHashMap::default();
    let mut rank = |circuit: Circuit<'m>| {
        let Some(place) = circuit.text(Attr::PeeringLocation) else { return 0 };
        let count = seen.entry(place.to_lowercase()).or_default();
        *count += 1;
        *count
    };
    circuits.iter().map(|(connection, circuit)| (*connection, *circuit, rank(*circuit))).collect()
}

/// A gateway slower than its circuits together.
pub(super) fn throughput(gateway: ErGateway<'_>, cx: &mut Cx<'_>) {
    let Some(sku) = er_sku(gateway, cx) else { return };
    let carries = sku.figures_at(most_units(gateway)).throughput;
    let through = |it: &ErConnection<'_>| !it.is_true(Attr::Fastpath) && !it.says(Attr::BackupFor);
    let linked = circuits(gateway.connections().filter(through));
    let circuits: Vec<_> = linked.iter().filter_map(|(_, it)| it.bandwidth(Attr::Bandwidth)).collect();
    let sum: u64 = circuits.iter().map(|it| it.value).sum();
    if sum <= carries.bps() {
        return;
    }
    let what = if circuits.len() == 1 {
        "the circuit brings".to_owned()
    } else {
        format!("{} circuits bring", circuits.len())
    };
    let message = format!("`{}` carries {carries}, but {what} {}", sku.name, Bandwidth(sum));
    let mut report = cx.report(gateway.place_of(Attr::Sku), message).cite(sku).suggest(suggest(gateway));
    for bandwidth in circuits.iter().take(3) {
        report = report.related(bandwidth, "this bandwidth");
    }
    // Circuits are mostly doubled to survive the loss of one, not to be filled together.
    if circuits.iter().all(|it| it.value <= carries.bps()) {
        report.severity(Severity::Info).note("one that only stands in for another says so with `backup-for`");
    }
}

/// More virtual machines than the gateway supports.
pub(super) fn vms(gateway: ErGateway<'_>, cx: &mut Cx<'_>) {
    let (Some(sku), Some(vnet)) = (er_sku(gateway, cx), gateway.vnet()) else { return };
    let Some(supported) = sku.figures_at(most_units(gateway)).vms else { return };
    let counts: Vec<_> = behind(vnet).into_iter().filter_map(|it| it.integer(Attr::Vms)).collect();
    let sum: u64 = counts.iter().map(|it| it.value).fold(0, u64::saturating_add);
    if sum > u64::from(supported) {
        let message = format!("{sum} virtual machines behind `{}`, which supports {supported}", sku.name);
        cx.report(gateway.place_of(Attr::Sku), message)
            .cite(sku)
            .related(counts[0], "counted here")
            .suggest(suggest(gateway));
    }
}

/// Scale units out of bounds.
pub(super) fn scale_units(gateway: ErGateway<'_>, cx: &mut Cx<'_>) {
    let Some(scale) = er_sku(gateway, cx).and_then(|it| it.units.as_ref()) else { return };
    let Some(block) = gateway.only(Kind::ScaleUnits) else { return };
    let (Some(min), Some(max)) = (block.integer(Attr::Min), block.integer(Attr::Max)) else { return };
    let least = if min.value == max.value { scale.min } else { scale.autoscale_min };
    if max.value > u64::from(scale.max) {
        let message = format!("{} scale units, but there are {} at most", max.value, scale.max);
        cx.report(max, message).replace(max, scale.max.to_string(), false);
    } else if min.value > max.value {
        let message = format!("the least number of scale units, {}, is above the greatest, {}", min.value, max.value);
        cx.report(min, message).related(max, "the greatest").set(block, Attr::Max.name(), min.value.to_string());
    } else if min.value < u64::from(least) {
        let why = if min.value == max.value { "a fixed number of" } else { "autoscaling between different numbers of" };
        let message = format!("{} as the least, but {why} scale units starts at {least}", min.value);
        cx.report(min, message).replace(min, least.to_string(), false);
    }
}

/// Scale units on a SKU that has none.
pub(super) fn scale_units_unused(gateway: ErGateway<'_>, cx: &mut Cx<'_>) {
    let Some(sku) = er_sku(gateway, cx).filter(|it| it.units.is_none()) else { return };
    if let Some(block) = gateway.only(Kind::ScaleUnits) {
        cx.report(block, format!("`{}` has no scale units", sku.name))
            .related(gateway.place_of(Attr::Sku), "the SKU")
            .remove(block.span(), "Remove `scale-units`");
    }
}

/// A SKU that the region doesn't have.
pub(super) fn scale_region(gateway: ErGateway<'_>, cx: &mut Cx<'_>) {
    let (Some(sku), Some(vnet)) = (er_sku(gateway, cx), gateway.vnet()) else { return };
    let Some(region) = region(vnet).filter(|it| sku.unsupported_regions.contains(&it.id)) else { return };
    if is_existing(gateway.0) {
        return;
    }
    let message = format!("`{}` is not offered in {}", sku.name, region.title);
    let contradiction = cx.facts.contradiction("Regions of ErGwScale");
    cx.report(gateway.place_of(Attr::Sku), message)
        .cite(sku)
        .contradiction(contradiction)
        .suggest(suggest(gateway))
        .related(vnet.place_of(Attr::Region), "the region");
}

/// FastPath on a gateway that hasn't got it.
pub(super) fn fastpath_sku(gateway: ErGateway<'_>, cx: &mut Cx<'_>) {
    let Some(sku) = er_sku(gateway, cx) else { return };
    let units = units(gateway);
    if sku.units.is_some() && units.is_none() || sku.fastpath_at(units) || !fastpath_is_known(cx) {
        return;
    }
    for connection in gateway.connections() {
        let Some(at) = connection.boolean(Attr::Fastpath).filter(|it| it.value) else { continue };
        let message = match &sku.units {
            Some(scale) => {
                let from = scale.fastpath_from;
                format!(
                    "FastPath needs {from} scale units, and `{}` starts with {}",
                    gateway.name(),
                    units.unwrap_or(scale.min)
                )
            }
            None => format!("FastPath is not to be had on `{}`, only on {}", sku.name, with_fastpath(cx)),
        };
        let field = connection.field(Attr::Fastpath).map_or(at.span, |it| it.span());
        cx.report(at, message)
            .cite(sku)
            .related(gateway.place_of(Attr::Sku), "the gateway's SKU")
            .suggest(suggest(gateway))
            .remove(field, "Do without FastPath");
    }
}

fn fastpath_is_known(cx: &Cx<'_>) -> bool {
    cx.facts.feature(FeatureId::FastPath).is_some_and(|it| it.on(cx.today) == Support::Yes)
}

fn with_fastpath(cx: &Cx<'_>) -> String {
    words(cx.facts.er_skus.iter().filter(|it: &&ErSku| it.fastpath).map(|it| it.name))
}

/// A tunnel over private peering beside a gateway that doesn't carry such.
pub(super) fn ipsec_over_private_peering(tunnel: SiteToSite<'_>, cx: &mut Cx<'_>) {
    let Some(over) = tunnel.target(Attr::Over) else { return };
    let Some(gateway) = ErConnection::of(over.value).and_then(|it| it.gateway()) else { return };
    if let Some(feature) = cx.facts.feature(FeatureId::IpsecOverPrivatePeering).filter(|it| it.support == Support::No) {
        let field = tunnel.field(Attr::Over).map_or(over.span, |it| it.span());
        cx.report(over, format!("edition {} has no {}", cx.edition, feature.title))
            .cite(feature)
            .remove(field, "Remove `over`");
        return;
    }
    let Some(sku) = er_sku(gateway, cx).filter(|it| !it.ipsec_over_private_peering) else { return };
    cx.report(
        over,
        format!("tunnels over private peering don't work beside an ExpressRoute gateway of SKU `{}`", sku.name),
    )
    .cite(sku)
    .related(gateway.place_of(Attr::Sku), "the SKU")
    .suggest(suggest(gateway));
}

/// A routing weight out of bounds.
pub(super) fn routing_weight(connection: ErConnection<'_>, cx: &mut Cx<'_>) {
    let limits = (cx.facts.limit(LimitId::RoutingWeightMin), cx.facts.limit(LimitId::RoutingWeightMax));
    let (Some(min), Some(max)) = limits else { return };
    let Some(at) = connection.integer(Attr::RoutingWeight) else { return };
    if at.value < min.value || at.value > max.value {
        let message =
            format!("routing weight {} is out of bounds: they go from {} to {}", at.value, min.value, max.value);
        cx.report(at, message).cite(max).replace(at, at.value.clamp(min.value, max.value).to_string(), false);
    }
}

/// More routes than a gateway learns from its circuits, or holds at all.
pub(super) fn learned_routes(gateway: ErGateway<'_>, cx: &mut Cx<'_>) {
    let Some(sku) = er_sku(gateway, cx) else { return };
    let of = |circuit: Circuit<'_>| circuit.only(Kind::PrivatePeering)?.integer(Attr::Routes);
    let routes: Vec<_> = circuits(gateway.connections()).into_iter().filter_map(|(_, circuit)| of(circuit)).collect();
    let learned = routes.iter().map(|it| it.value).fold(0, u64::saturating_add);
    let vnets = gateway.vnet().map(behind).unwrap_or_default();
    let own: usize = vnets.iter().map(|it| it.prefixes(Attr::Prefixes).len()).sum();
    let total = cx.facts.limit(LimitId::GatewayRoutesTotal).filter(|it| learned.saturating_add(own as u64) > it.value);
    let place = gateway.place_of(Attr::Sku);
    let mut report = match (total, sku.learned_routes) {
        (Some(total), _) => {
            let message = format!(
                "{learned} routes from the premises and {own} of VNets, but an ExpressRoute gateway holds {}",
                total.value
            );
            cx.report(place, message).cite(total).severity(Severity::Error)
        }
        (None, Some(most)) if learned > u64::from(most) => {
            let message = format!("{learned} routes from the premises, but `{}` learns {most}", sku.name);
            cx.report(place, message).cite(sku).suggest(suggest(gateway))
        }
        _ => return,
    };
    for at in routes.iter().take(3) {
        report = report.related(at, "these routes");
    }
}

/// More prefixes than a gateway advertises to its circuits.
pub(super) fn routes_out(gateway: ErGateway<'_>, cx: &mut Cx<'_>) {
    let Some(first) = gateway.connections().next() else { return };
    let vnets = gateway.vnet().map(behind).unwrap_or_default();
    let prefixes: Vec<_> = vnets.into_iter().flat_map(|it| it.prefixes(Attr::Prefixes)).collect();
    let v6 = prefixes.iter().filter(|it| it.value.addr().is_ipv6()).count();
    let counts = [(prefixes.len() - v6, LimitId::GatewayRoutesOut), (v6, LimitId::GatewayRoutesOutIpv6)];
    for (count, id) in counts {
        let Some(limit) = cx.facts.limit(id).filter(|it| count as u64 > it.value) else { continue };
        let message =
            format!("{count} prefixes of VNets behind `{}`, but {}: {}", gateway.name(), limit.title, limit.value);
        let report = cx.report(gateway.name_span(), message).cite(limit).related(first.name_span(), "this connection");
        if let Some(note) = limit.note {
            report.note(note);
        }
    }
}

/// FastPath that doesn't reach a spoke in another region.
pub(super) fn fastpath_region(gateway: ErGateway<'_>, cx: &mut Cx<'_>) {
    let fast = |it: ErConnection<'_>| it.boolean(Attr::Fastpath).filter(|at| at.value);
    let Some(at) = gateway.connections().find_map(fast).filter(|_| fastpath_is_known(cx)) else { return };
    let Some((vnet, hub)) = gateway.vnet().and_then(|it| Some((it, it.region()?))) else { return };
    let far = behind(vnet).into_iter().find_map(|spoke| {
        let region = spoke.region().filter(|it| !it.eq_ignore_ascii_case(&hub))?;
        Some((spoke, region))
    });
    let Some((spoke, region)) = far else { return };
    let message = format!(
        "FastPath stays within a region: VNet `{}` in {}, away from {}, is reached through the gateway",
        spoke.name(),
        *region,
        *hub
    );
    let report = cx.report(at, message).related(&region, "the other region");
    let between = |it: &Peering<'_>| [it.from(), it.to()].into_iter().flatten().any(|end| end.id() == spoke.id());
    if let Some(peering) = vnet.peerings().find(between) {
        report.related(peering.name_span(), "the peering");
    }
}

/// A SKU with zones in a region that has none.
pub(super) fn az_sku_region(gateway: ErGateway<'_>, cx: &mut Cx<'_>) {
    let (Some(at), Some(sku), Some(vnet)) = (gateway.sku(), er_sku(gateway, cx), gateway.vnet()) else { return };
    let Some(region) = region(vnet).filter(|it| it.zones == Support::No) else { return };
    if is_existing(gateway.0) || sku.family != SkuFamily::Zonal {
        return;
    }
    let message = format!("`{}` has availability zones, and {} has none: Azure may refuse it", sku.name, region.title);
    let contradiction = cx.facts.contradiction("AZ SKUs of ExpressRoute gateways in regions without zones");
    cx.report(&at, message)
        .cite(region)
        .related(vnet.place_of(Attr::Region), "the region")
        .contradiction(contradiction);
}
