//! `vnet`: virtual networks, their subnets, and the one for gateways.

pub mod gateway_subnet;
pub mod size;

use crate::catalog::{EditionId, LimitId, edition};
use crate::finding::{Severity, Span, Suggestion};
use crate::model::entities::*;
use crate::model::{At, View, did_you_mean, nearest};
use crate::rules::facts::gateway_subnet_name;
use crate::rules::prefixes::{PrefixSet, overlap};
use crate::rules::{Check, Cx, Rule};
use crate::schema::Attr;
use ipnet::IpNet;

pub const RULES: &[Rule] = &[
    Rule { name: "vnet/classic", check: Check::Vnet(classic) },
    Rule { name: "vnet/prefixes-overlap", check: Check::Vnet(prefixes_overlap) },
    Rule { name: "vnet/region-spelling", check: Check::Vnet(region_spelling) },
    Rule { name: "vnet/subnet-outside", check: Check::Vnet(subnet_outside) },
    Rule { name: "vnet/subnet-overlap", check: Check::Vnet(subnet_overlap) },
    Rule { name: "vnet/subnet-size", check: Check::Vnet(subnet_size) },
    Rule { name: "vnet/unknown-region", check: Check::Vnet(unknown_region) },
];

/// A VNet of the classic deployment model.
fn classic(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    // With a VPN gateway in it, it is the gateway that is retired: another rule's matter.
    if !vnet.is_classic() || vnet.vpn_gateway().is_some() {
        return;
    }
    let place = vnet.place_of(Attr::Deployment);
    let report =
        cx.report(place, format!("`{}` belongs to the classic deployment model, which is retired", vnet.name()));
    report.set(*vnet, Attr::Deployment.name(), "resource-manager");
}

/// A region that isn't in the list.
fn unknown_region(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    let Some(region) = vnet.region() else { return };
    // The list of regions is the newest edition's: they are places, not facts of an edition.
    let facts = edition(EditionId::NEWEST);
    if facts.region(&region).is_some() {
        return;
    }
    let near = nearest(&region, facts.regions.iter().map(|row| row.id));
    let hint = did_you_mean(near);
    let report = cx.report(&region, format!("no Azure region is known as `{}`{hint}", *region));
    if let Some(near) = near {
        report.replace(&region, near, false);
    }
}

/// A region in other letters than the API's.
fn region_spelling(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    let Some(region) = vnet.region() else { return };
    if let Some(row) = edition(EditionId::NEWEST).region(&region).filter(|row| row.id != &*region.value) {
        cx.report(&region, format!("`{}` is written `{}`", *region, row.id)).replace(&region, row.id, true);
    }
}

/// Two prefixes of one address space that share addresses; reported at the narrower.
fn prefixes_overlap(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    let set = PrefixSet::new(vnet.prefixes(Attr::Prefixes).into_iter().map(|at| (at.value, at)));
    for (one, other) in set.clashes(|_, _| true) {
        let message = match one.prefix == other.prefix {
            true => format!("`{}` stands twice in the address space of `{}`", one.prefix, vnet.name()),
            false => format!("`{}` lies inside `{}` of the same address space", one.prefix, other.prefix),
        };
        let report = cx.report(one.owner, message).related(other.owner, "the other prefix");
        // What Azure makes of the same prefix twice was not seen.
        if one.prefix == other.prefix {
            report.severity(Severity::Warning);
        }
    }
}

fn is_gateway_subnet(subnet: View<'_>, cx: &Cx<'_>) -> bool {
    subnet.name().eq_ignore_ascii_case(gateway_subnet_name(cx))
}

/// Another prefix for the GatewaySubnet.
fn other_prefix(vnet: Vnet<'_>, replace: Span, cx: &Cx<'_>) -> Suggestion {
    let length = size::wanted_length(vnet, cx);
    Suggestion::GatewaySubnet { vnet: vnet.span(), replace: Some(replace), length }
}

/// A subnet that doesn't lie in the VNet.
fn subnet_outside(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    let space = vnet.prefixes(Attr::Prefixes);
    if space.is_empty() || vnet.is_wrong(Attr::Prefixes) {
        return;
    }
    for subnet in vnet.subnets() {
        for prefix in subnet.prefixes(Attr::Prefixes) {
            if space.iter().any(|it| it.value.contains(&prefix.value)) {
                continue;
            }
            let message = format!(
                "the subnet `{}` ({}) lies outside the address space of `{}`",
                subnet.name(),
                prefix.value,
                vnet.name()
            );
            let is_movable = is_gateway_subnet(subnet, cx) && prefix.value.addr().is_ipv4();
            let suggestion = is_movable.then(|| other_prefix(vnet, prefix.span, cx));
            let report = cx.report(prefix, message).related(vnet.place_of(Attr::Prefixes), "the address space");
            if let Some(suggestion) = suggestion {
                report.suggest(suggestion);
            }
        }
    }
}

/// A subnet of a size that Azure doesn't take. That of gateways has rules of its own, but can be too large as well.
fn subnet_size(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    let limit = |id| cx.facts.limit(id);
    let bounds =
        (limit(LimitId::SubnetPrefixLargest), limit(LimitId::SubnetPrefixSmallest), limit(LimitId::SubnetPrefixIpv6));
    let (Some(largest), Some(smallest), Some(ipv6)) = bounds else { return };
    for subnet in vnet.subnets() {
        let of_gateways = is_gateway_subnet(subnet, cx);
        for at in subnet.prefixes(Attr::Prefixes) {
            let length = u64::from(at.value.prefix_len());
            let (limit, rule) = match at.value {
                IpNet::V6(_) if length != ipv6.value && !of_gateways => (ipv6, "an IPv6 subnet is always a"),
                IpNet::V4(_) if length > smallest.value && !of_gateways => (smallest, "the smallest IPv4 subnet is a"),
                IpNet::V4(_) if length < largest.value => (largest, "the largest IPv4 subnet is a"),
                _ => continue,
            };
            let message = format!("the subnet `{}` is a /{length}, but {rule} /{}", subnet.name(), limit.value);
            cx.report(at, message).cite(limit);
        }
    }
}

/// Two subnets that share addresses; reported at the later one.
fn subnet_overlap(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    let mut seen: Vec<(View<'_>, At<IpNet>)> = Vec::new();
    for subnet in vnet.subnets() {
        for prefix in subnet.prefixes(Attr::Prefixes) {
            let other = seen.iter().find(|(_, it)| overlap(&it.value, &prefix.value));
            if let Some(&(other, at)) = other {
                let gateway = [(subnet, prefix), (other, at)].into_iter().find(|(it, _)| is_gateway_subnet(*it, cx));
                let suggestion = gateway
                    .filter(|(_, it)| it.value.addr().is_ipv4() && other.name() != subnet.name())
                    .map(|(_, it)| other_prefix(vnet, it.span, cx));
                let message = format!(
                    "the subnet `{}` ({}) overlaps `{}` ({})",
                    subnet.name(),
                    prefix.value,
                    other.name(),
                    at.value
                );
                let report = cx.report(prefix, message).related(at, "overlaps this one");
                if let Some(suggestion) = suggestion {
                    report.suggest(suggestion);
                }
            }
            seen.push((subnet, prefix));
        }
    }
}
