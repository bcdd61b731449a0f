//! Which VNets a circuit links, how many, and where.

use super::{geography, tier};
use crate::catalog::{Bandwidth, PeeringLocation, Reach, Region, Row, Support, TierId};
use crate::model::entities::*;
use crate::model::{View, did_you_mean, nearest};
use crate::rules::Cx;
use crate::rules::prefixes::{PrefixSet, Relation, address_space, behind};
use crate::schema::{Attr, Family};
use rustc_hash::{FxHashMap, FxHashSet};

/// The peering location of a circuit, if it is a known one.
pub(in crate::rules::areas) fn location(circuit: Circuit<'_>) -> Option<&'static PeeringLocation> {
    let name = circuit.text(Attr::PeeringLocation)?;
    geography().peering_locations.iter().find(|it| it.name.eq_ignore_ascii_case(&name))
}

/// The region of a VNet, if it is a known one.
pub(in crate::rules::areas) fn region(vnet: Vnet<'_>) -> Option<&'static Region> {
    geography().region(&vnet.region()?)
}

/// The VNets that a circuit links, each once, with the connection.
fn vnets<'m>(circuit: Circuit<'m>) -> Vec<(View<'m>, Vnet<'m>)> {
    let mut found: Vec<(View<'m>, Vnet<'m>)> = Vec::new();
    for connection in circuit.connections() {
        let Some(vnet) = connection.gateway().and_then(|it| it.vnet()) else { continue };
        if !found.iter().any(|(_, it)| it.id() == vnet.id()) {
            found.push((connection.0, vnet));
        }
    }
    found
}

/// The circuits joined to this one through Global Reach, whichever end says so.
pub(super) fn joined<'m>(circuit: Circuit<'m>) -> Vec<Circuit<'m>> {
    let own = circuit.targets(Attr::GlobalReach).into_iter().filter_map(|at| Circuit::of(at.value));
    let others = circuit.spec().referrers(Family::Circuit, circuit.name()).filter_map(Circuit::of);
    let mut found: Vec<Circuit<'m>> = Vec::new();
    for other in own.chain(others).filter(|it| it.id() != circuit.id()) {
        if !found.iter().any(|it| it.id() == other.id()) {
            found.push(other);
        }
    }
    found
}

/// More VNets and Global Reach links than the circuit takes.
pub(super) fn circuit_links(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    let vnets = vnets(circuit);
    let links = vnets.len() + joined(circuit).len();
    let bandwidth = circuit.bandwidth(Attr::Bandwidth).map(|it| Bandwidth(it.value));
    let rows: Vec<_> =
        cx.facts.circuit_bandwidths.iter().filter(|it| bandwidth.is_none_or(|b| it.bandwidth == b)).collect();
    let is_premium = tier(circuit).is_none_or(|it| it == TierId::Premium);
    // The row that is most generous, where the bandwidth isn't said.
    let Some(row) = rows.into_iter().max_by_key(|it| it.vnet_links_premium) else { return };
    let limit = if is_premium { row.vnet_links_premium } else { Some(row.vnet_links) };
    let Some(limit) = limit.filter(|limit| links > *limit as usize) else { return };
    let what = match joined(circuit).len() {
        0 => format!("{links} VNets"),
        reach => format!("{} VNets and {reach} Global Reach links", vnets.len()),
    };
    let of = bandwidth.map_or(String::new(), |it| format!(" of {it}"));
    let kind = if is_premium { "a Premium circuit" } else { "a circuit without Premium" };
    let premium = row.vnet_links_premium.filter(|it| !is_premium && links <= *it as usize);
    let mut report = cx.report(circuit.place_of(Attr::Tier), format!("{what}, but {kind}{of} takes {limit}")).cite(row);
    if let Some((over, _)) = vnets.get(limit as usize) {
        report = report.related(over.name_span(), format!("number {}", limit + 1));
    }
    for disputed in row.disputed().iter().filter(|it| is_premium && it.field == Some("vnet-links-premium")) {
        report = report.dispute(disputed);
    }
    if premium.is_some() {
        report.set(circuit.0, Attr::Tier.name(), TierId::Premium.as_str());
    }
}

/// A VNet in a region that the circuit's tier doesn't reach.
pub(super) fn out_of_reach(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    let (Some(place), Some(tier)) = (location(circuit), circuit.choice(Attr::Tier)) else { return };
    let Some(row) = self::tier(circuit).and_then(|id| cx.facts.circuit_tier(id)) else { return };
    let reaches = |region: &Region| match row.reach {
        Reach::LocalRegions => place.local_regions.contains(&region.id),
        Reach::Geopolitical => region.geopolitical == place.geopolitical,
        Reach::Global => true,
    };
    let mut far = vnets(circuit).into_iter().filter_map(|(connection, vnet)| Some((connection, vnet, region(vnet)?)));
    let far = far.find(|(_, _, region)| region.cloud == place.cloud && !reaches(region));
    let Some((connection, vnet, region)) = far else { return };
    let reach = match row.reach {
        Reach::LocalRegions if place.local_regions.is_empty() => "is not offered there".to_owned(),
        Reach::LocalRegions => format!("reaches {} only", place.local_regions.join(" and ")),
        _ => format!("reaches the regions of {} only", place.geopolitical),
    };
    let message =
        format!("a {} circuit at {} {reach}, but VNet `{}` is in {}", row.id, place.name, vnet.name(), region.title);
    let better = cx.facts.circuit_tiers.iter().find(|it| match it.reach {
        Reach::Geopolitical => it.id == TierId::Standard && region.geopolitical == place.geopolitical,
        Reach::Global => true,
        Reach::LocalRegions => false,
    });
    let report = cx.report(tier, message).cite(row).cite(place).related(connection.name_span(), "the link");
    let report = report.related(vnet.place_of(Attr::Region), "the region");
    if let Some(better) = better {
        report.replace(tier, better.id.as_str(), false);
    }
}

/// A peering location that is none, but nearly one.
pub(super) fn location_spelling(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    let Some(name) = circuit.text(Attr::PeeringLocation).filter(|_| location(circuit).is_none()) else { return };
    let known = geography().peering_locations.iter().map(|it| it.name);
    let Some(near) = nearest(&name, known) else { return };
    // A city's next location may be newer than the catalogue.
    let city = |name: &str| name.trim_end_matches(|it: char| it.is_ascii_digit() || it == ' ').to_lowercase();
    if city(&name) == city(near) {
        return;
    }
    let message = format!("no peering location `{}` is known{}", *name, did_you_mean(Some(near)));
    cx.report(&name, message).replace(&name, format!("\"{near}\""), false);
}

/// A circuit linked to a gateway twice.
pub(super) fn duplicate_link(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    let mut seen: FxHashMap<_, ErConnection<'_>> = FxHashMap::default();
    for connection in circuit.connections() {
        let Some(gateway) = connection.gateway() else { continue };
        let first = *seen.entry(gateway.id()).or_insert(connection);
        if first.id() == connection.id() {
            continue;
        }
        let message = format!("`{}` links `{}` and `{}` already", first.name(), circuit.name(), gateway.name());
        cx.report(connection.name_span(), message)
            .related(first.name_span(), "the first link")
            .remove(connection.span(), format!("Remove `{}`", connection.name()));
    }
}

/// Two VNets of one circuit that hold the same addresses.
pub(super) fn linked_vnets_overlap(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    let linked = vnets(circuit);
    let all = linked.iter().enumerate().flat_map(|(order, (connection, vnet))| {
        let held = vnet.prefixes(Attr::Prefixes);
        held.into_iter().map(move |at| (at.value, (order, *connection, *vnet, at.span)))
    });
    let mut all: Vec<_> = all.collect();
    // Of equal prefixes each is held against the one before it.
    all.sort_by_key(|(_, (.., vnet, _))| vnet.name());
    let set = PrefixSet::new(all);
    let mut pairs = FxHashSet::default();
    for (narrow, wide) in set.clashes(|one, other| one.0 != other.0) {
        let (first, second) = if narrow.owner.0 < wide.owner.0 { (narrow, wide) } else { (wide, narrow) };
        let (_, _, vnet, place) = first.owner;
        let (_, connection, other, other_place) = second.owner;
        // VNets joined in another way as well are told of it there.
        if !pairs.insert((first.owner.0, second.owner.0)) || are_joined(vnet, other) {
            continue;
        }
        let Some(relation) = Relation::of(&second.prefix, &first.prefix) else { continue };
        let message = format!(
            "`{}` of VNet `{}` {} `{}` of VNet `{}`, and the circuit `{}` routes to both",
            second.prefix,
            other.name(),
            relation.verb(),
            first.prefix,
            vnet.name(),
            circuit.name()
        );
        cx.report(connection.place_of(Attr::Gateway), message)
            .related(place, "the one prefix")
            .related(other_place, "the other prefix");
    }
}

/// Whether a peering or a tunnel joins two VNets.
fn are_joined(one: Vnet<'_>, other: Vnet<'_>) -> bool {
    let is_other = |end: Option<Vnet<'_>>| end.is_some_and(|it| it.id() == other.id());
    let tunnels = one.vpn_gateway().into_iter().flat_map(VpnGateway::vnet_to_vnet);
    one.peerings().any(|it| is_other(it.from()) || is_other(it.to()))
        || tunnels.flat_map(|it| [it.from(), it.to()]).any(|end| is_other(end.and_then(VpnGateway::vnet)))
}

/// A site behind a circuit that holds addresses of a VNet.
pub(super) fn site_overlaps_vnet(connection: ErConnection<'_>, cx: &mut Cx<'_>) {
    let Some(vnet) = connection.gateway().and_then(ErGateway::vnet) else { return };
    let sites = connection.targets(Attr::Sites);
    if sites.is_empty() {
        return;
    }
    let space = address_space(&behind(vnet));
    for site in sites.into_iter().filter_map(|at| Site::of(at.value)) {
        // A tunnel to the same VNet tells it already.
        let by_tunnel =
            |it: SiteToSite<'_>| it.gateway().and_then(VpnGateway::vnet).is_some_and(|it| it.id() == vnet.id());
        if site.site_to_site().any(by_tunnel) {
            continue;
        }
        for prefix in site.prefixes(Attr::Prefixes) {
            // A summary around the VNet does no harm: the VNet's own prefix is the longer one.
            let clash = space.overlapping(&prefix.value).filter(|(relation, _)| *relation != Relation::Contains);
            let Some((relation, entry)) = clash else { continue };
            let (owner, place) = entry.owner;
            let message = format!(
                "`{}` of the site `{}` {} `{}` of the VNet `{}`, which the circuit joins",
                prefix.value,
                site.name(),
                relation.verb(),
                entry.prefix,
                owner.name()
            );
            cx.report(prefix, message)
                .related(place, "the prefix of the VNet")
                .related(connection.name_span(), "the link");
        }
    }
}

/// A VNet in another cloud than the circuit.
pub(super) fn cloud(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    let Some(name) = circuit.text(Attr::PeeringLocation) else { return };
    let places = geography().peering_locations.iter().filter(|it| it.name.eq_ignore_ascii_case(&name));
    let clouds: Vec<_> = places.map(|it| it.cloud).collect();
    for (connection, vnet) in vnets(circuit) {
        let Some(region) = region(vnet).filter(|it| !clouds.is_empty() && !clouds.contains(&it.cloud)) else {
            continue;
        };
        let message =
            format!("VNet `{}` is in the {} cloud, the circuit in the {} cloud", vnet.name(), region.cloud, clouds[0]);
        cx.report(connection.place_of(Attr::Circuit), message)
            .related(&name, "the peering location")
            .related(vnet.place_of(Attr::Region), "the region");
    }
}

/// Whether a feature of circuits is to be had at all.
pub(super) fn offered(id: crate::catalog::FeatureId, cx: &Cx<'_>) -> bool {
    cx.facts.feature(id).is_some_and(|it| it.on(cx.today) == Support::Yes)
}
