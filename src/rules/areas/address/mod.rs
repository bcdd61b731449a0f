//! `address`: address spaces that meet each other at a VPN gateway.

pub mod reserved;

use super::{nat, vnet_to_vnet};
use crate::catalog::{FeatureId, Support};
use crate::finding::{Severity, Span};
use crate::model::entities::*;
use crate::model::{At, Values};
use crate::rules::prefixes::{Entry, PrefixSet, Relation, address_space, behind};
use crate::rules::{Check, Cx, Rule};
use crate::schema::Attr;
use ipnet::IpNet;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::hash_map::Entry::{Occupied, Vacant};

pub const RULES: &[Rule] = &[
    Rule { name: "address/site-overlaps-vnet", check: Check::VpnGateway(site_overlaps_vnet) },
    Rule { name: "address/site-half-translated", check: Check::VpnGateway(site_half_translated) },
    Rule { name: "address/sites-overlap", check: Check::VpnGateway(sites_overlap) },
    Rule { name: "address/connected-vnets-overlap", check: Check::VnetToVnet(connected_vnets_overlap) },
];

/// The prefixes that the devices of a connection stand for, each once.
pub fn held(connection: SiteToSite<'_>) -> Values<IpNet> {
    let Some(site) = connection.site() else { return Values::new() };
    let devices = connection.devices();
    match devices.as_slice() {
        [] => site.prefixes(Attr::Prefixes),
        [device] => device.prefixes(site),
        devices => {
            // Several devices mostly stand for the same prefixes, those of the site.
            let mut seen = FxHashSet::default();
            let all = devices.iter().flat_map(|device| device.prefixes(site));
            all.filter(|at| seen.insert((at.span, at.value))).collect()
        }
    }
}

/// An overlap of a site's prefix with what the gateway stands for.
pub struct Overlap<'m> {
    pub connection: SiteToSite<'m>,
    pub site: Site<'m>,
    pub prefix: At<IpNet>,
    pub relation: Relation,
    pub with: IpNet,
    pub vnet: Vnet<'m>,
    pub vnet_place: Span,
}

impl Overlap<'_> {
    /// Whether NAT rules of the connection translate the site's side and Azure's side.
    pub fn translated(&self) -> (bool, bool) {
        let common = if self.relation == Relation::Contains { self.with } else { self.prefix.value };
        let by = |attr| {
            let rules = nat::used(self.connection, attr);
            // A rule that can't be found is reported already, and might.
            rules.len() < self.connection.names(attr).len() || nat::translates(&rules, &common)
        };
        (by(Attr::IngressNatRules), by(Attr::EgressNatRules))
    }
}

/// Every prefix of a site that overlaps the VNet or one that uses its gateways.
pub fn overlaps<'m>(gateway: VpnGateway<'m>) -> Vec<Overlap<'m>> {
    overlaps_of(gateway, gateway.site_to_site())
}

/// The same for some of the gateway's connections.
fn overlaps_of<'m>(gateway: VpnGateway<'m>, connections: impl Iterator<Item = SiteToSite<'m>>) -> Vec<Overlap<'m>> {
    let mut connections = connections.peekable();
    if connections.peek().is_none() {
        return Vec::new();
    }
    let Some(vnet) = gateway.vnet() else { return Vec::new() };
    let space = address_space(&behind(vnet));
    let mut seen = FxHashSet::default();
    let mut found = Vec::new();
    for connection in connections {
        let Some(site) = connection.site() else { continue };
        // A default route holds everything, and overlaps nothing.
        for prefix in held(connection).into_iter().filter(|at| at.value.prefix_len() > 0) {
            let Some((relation, entry)) = space.overlapping(&prefix.value) else { continue };
            if seen.insert((prefix.span, prefix.value, connection.id())) {
                let (vnet, vnet_place) = entry.owner;
                let with = entry.prefix;
                found.push(Overlap { connection, site, prefix, relation, with, vnet, vnet_place });
            }
        }
    }
    found
}

/// Whether the site advertises the overlap over BGP and `bgp/advertises-vnet-prefix` judges it.
pub fn judged_by_bgp(connection: SiteToSite<'_>, relation: Relation, has_transit: bool, cx: &Cx<'_>) -> bool {
    connection.bgp_enabled() && (relation == Relation::Contains || cx.is_2016() || has_transit)
}

/// A site's prefix that is, at the same time, in the VNet.
fn site_overlaps_vnet(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(vnet) = gateway.vnet() else { return };
    let overlaps = overlaps(gateway);
    let has_transit = !overlaps.is_empty() && behind(vnet).len() > 1;
    for overlap in overlaps {
        if judged_by_bgp(overlap.connection, overlap.relation, has_transit, cx)
            || overlap.translated() != (false, false)
        {
            continue;
        }
        let message = format!(
            "`{}` of the site `{}` {} `{}` of the VNet `{}`",
            overlap.prefix.value,
            overlap.site.name(),
            overlap.relation.verb(),
            overlap.with,
            overlap.vnet.name()
        );
        let containing = cx.facts.feature(FeatureId::ContainingSitePrefix);
        let mut report = cx.report(overlap.prefix, message).related(overlap.vnet_place, "the prefix of the VNet");
        if overlap.vnet.name() != vnet.name() {
            report = report.note(format!("`{}` uses the gateways of `{}`", overlap.vnet.name(), vnet.name()));
        }
        if overlap.relation == Relation::Contains
            && let Some(feature) = containing.filter(|it| it.support == Support::Unclear)
        {
            for disputed in &feature.disputed {
                report = report.disputed(disputed);
            }
        }
    }
}

/// An overlap of which NAT rules translate one side only.
fn site_half_translated(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let translates = |it: &SiteToSite<'_>| it.says(Attr::IngressNatRules) || it.says(Attr::EgressNatRules);
    for overlap in overlaps_of(gateway, gateway.site_to_site().filter(translates)) {
        let (ingress, egress) = overlap.translated();
        if ingress == egress {
            continue;
        }
        let (has, lacks) = if ingress { ("the site's", "the VNet's") } else { ("the VNet's", "the site's") };
        let message = format!(
            "`{}` overlaps the VNet `{}`: NAT rules translate {has} side of it, but not {lacks}",
            overlap.prefix.value,
            overlap.vnet.name()
        );
        let attr = if ingress { Attr::IngressNatRules } else { Attr::EgressNatRules };
        cx.report(overlap.connection.place_of(attr), message)
            .related(overlap.prefix, "the site's prefix")
            .related(overlap.vnet_place, "the VNet's prefix");
    }
}

/// A site's prefix, for comparison with those of other sites.
#[derive(Clone, Copy)]
struct Held<'m> {
    site: Site<'m>,
    place: Span,
    via: Option<Span>,
    order: usize,
    bgp: bool,
}

/// Two sites of one gateway that hold the same addresses.
///
/// Which overlaps there are follows from the prefixes alone, and a prefix that holds several of another site's is
/// one mistake. The site whose connection stands later is to blame.
fn sites_overlap(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let mut all = Vec::new();
    let mut seen = FxHashSet::default();
    for (order, connection) in gateway.site_to_site().enumerate() {
        let Some(site) = connection.site() else { continue };
        let rules = nat::used(connection, Attr::IngressNatRules);
        let bgp = connection.bgp_enabled();
        for at in held(connection) {
            let is_default = at.value.prefix_len() == 0;
            if !is_default && !nat::translates(&rules, &at.value) && seen.insert((site.name(), at.value, bgp)) {
                all.push((at.value, Held { site, place: at.span, via: at.via, order, bgp }));
            }
        }
    }
    // Of equal prefixes each is held against the one before it.
    all.sort_by_key(|(_, held)| (held.bgp, held.site.name()));
    let set = PrefixSet::new(all);
    let mut overlaps: Vec<[&Entry<Held<'_>>; 2]> = Vec::new();
    let mut places: FxHashMap<_, usize> = FxHashMap::default();
    let mut others: Vec<Vec<&Entry<Held<'_>>>> = Vec::new();
    for (narrow, wide) in set.clashes(|one, other| one.site.name() != other.site.name()) {
        // Over BGP the longer prefix decides, as everywhere in routing.
        if narrow.owner.bgp && wide.owner.bgp && narrow.prefix != wide.prefix {
            continue;
        }
        match places.entry((wide.prefix, wide.owner.site.name(), narrow.owner.site.name())) {
            Vacant(place) => {
                place.insert(overlaps.len());
                overlaps.push([narrow, wide]);
                others.push(Vec::new());
            }
            Occupied(place) => others[*place.get()].push(narrow),
        }
    }
    for ([narrow, wide], others) in overlaps.into_iter().zip(others) {
        let is_equal = narrow.prefix == wide.prefix;
        let (first, second) = if narrow.owner.order < wide.owner.order { (narrow, wide) } else { (wide, narrow) };
        let Some(relation) = Relation::of(&second.prefix, &first.prefix) else { continue };
        let message = format!(
            "`{}` of the site `{}` {} `{}` of the site `{}` on the same gateway",
            second.prefix,
            second.owner.site.name(),
            relation.verb(),
            first.prefix,
            first.owner.site.name()
        );
        let place = At { value: (), span: second.owner.place, via: second.owner.via };
        let is_2016 = cx.is_2016();
        let mut report = cx.report(place, message).related(first.owner.place, "the other site's prefix");
        for other in others {
            report = report.related(other.owner.place, format!("`{}` as well", other.prefix));
        }
        if narrow.owner.bgp && wide.owner.bgp {
            report
                .severity(Severity::Warning)
                .note("both sites advertise it over BGP: path lengths decide which one gets the traffic");
        } else if !is_equal && !is_2016 {
            report.severity(Severity::Warning).note("the longer prefix gets the traffic");
        }
    }
}

/// Two VNets, joined by a tunnel, that hold the same addresses.
fn connected_vnets_overlap(connection: VnetToVnet<'_>, cx: &mut Cx<'_>) {
    let ends = [connection.from(), connection.to()].map(|gateway| gateway.and_then(VpnGateway::vnet));
    let [Some(from), Some(to)] = ends else { return };
    if from.name() == to.name() || vnet_to_vnet::is_answer(connection) {
        return;
    }
    let space = address_space(&[from]);
    for at in to.prefixes(Attr::Prefixes) {
        let Some((relation, entry)) = space.overlapping(&at.value) else { continue };
        let message = format!(
            "the VNets `{}` and `{}` overlap: `{}` {} `{}`",
            from.name(),
            to.name(),
            at.value,
            relation.verb(),
            entry.prefix
        );
        cx.report(connection.place_of(Attr::To), message)
            .related(at, "the one prefix")
            .related(entry.owner.1, "the other prefix");
        return;
    }
}
