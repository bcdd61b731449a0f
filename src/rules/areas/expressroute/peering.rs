//! The peerings of a circuit: subnets, VLANs, ASNs.

use super::peering_kind;
use crate::catalog::{AsnKind, LimitId, RangeKind, Row, Support};
use crate::finding::{Change, Severity, Suggestion};
use crate::model::entities::*;
use crate::model::{At, View};
use crate::rules::Cx;
use crate::rules::prefixes::written;
use crate::schema::{Attr, Family, Kind};
use ipnet::IpNet;

/// The subnets of a peering's links, primary first.
fn subnets(peering: View<'_>) -> Vec<At<IpNet>> {
    [Attr::Primary, Attr::Secondary].into_iter().flat_map(|attr| peering.prefixes(attr)).collect()
}

/// The prefix lengths of the subnet for both links, and of that for one.
fn lengths(net: &IpNet, cx: &Cx<'_>) -> Option<(u8, u8)> {
    let (both, one) = match net {
        IpNet::V4(_) => (LimitId::PeeringSubnet, LimitId::PeeringSubnetPair),
        IpNet::V6(_) => (LimitId::PeeringSubnetIpv6, LimitId::PeeringSubnetPairIpv6),
    };
    Some((cx.facts.limit(both)?.value as u8, cx.facts.limit(one)?.value as u8))
}

/// A subnet that is of neither size.
pub(super) fn subnet(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    for peering in circuit.peerings() {
        let (first, second) = (peering.prefixes(Attr::Primary), peering.prefixes(Attr::Secondary));
        // One subnet for both links is said once, or at each of them.
        let is_shared = |at: &At<IpNet>| {
            second.is_empty() || [&first, &second].iter().all(|link| link.iter().any(|it| it.value == at.value))
        };
        for is_v4 in [true, false] {
            let mut wrong: Vec<(At<IpNet>, IpNet)> = Vec::new();
            let mut sizes = None;
            for at in subnets(peering).into_iter().filter(|at| at.value.addr().is_ipv4() == is_v4) {
                let Some((both, one)) = lengths(&at, cx) else { continue };
                let length = at.prefix_len();
                if length == one || length == both && is_shared(&at) {
                    continue;
                }
                sizes = Some((both, one));
                let Ok(right) = IpNet::new(at.network(), one).map(|it| it.trunc()) else { continue };
                let is_taken = wrong.iter().any(|(_, other)| *other == right);
                wrong.push((at, if is_taken { neighbour(&right).unwrap_or(right) } else { right }));
            }
            let (Some((both, one)), Some((first, _))) = (sizes, wrong.first()) else { continue };
            let message = format!(
                "`{}` is no peering subnet: there is a /{one} for each link, or one /{both} for both",
                first.value
            );
            let report = cx.report(first, message);
            let report = wrong[1..].iter().fold(report, |report, (at, _)| report.related(at, "nor is this one"));
            let titles: Vec<_> = wrong.iter().map(|(_, right)| format!("`{right}`")).collect();
            let changes = wrong.iter().map(|(at, right)| Change::Replace { span: at.span, text: right.to_string() });
            report.fix(format!("Use {}", titles.join(" and ")), false, changes.collect());
        }
    }
}

/// Both links in one subnet.
pub(super) fn same_subnet(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    for peering in circuit.peerings() {
        let first = peering.prefixes(Attr::Primary);
        for at in peering.prefixes(Attr::Secondary) {
            let Some(same) = first.iter().find(|it| it.value == at.value) else { continue };
            let Some((_, one)) = lengths(&at, cx).filter(|(_, one)| *one == at.prefix_len()) else { continue };
            let message = format!("both links use `{}`, but each has a /{one} of its own", *at);
            let report = cx.report(at, message).related(same, "the other link");
            if let Some(next) = neighbour(&at) {
                report.replace(at, next.to_string(), false);
            }
        }
    }
}

/// One link only, of either address family.
pub(super) fn single_link(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    let Some(limit) = cx.facts.limit(LimitId::SlaSessions) else { return };
    for peering in circuit.peerings() {
        if peering.is_wrong(Attr::Primary) || peering.is_wrong(Attr::Secondary) {
            continue;
        }
        let links = [Attr::Primary, Attr::Secondary].map(|attr| (attr, peering.prefixes(attr)));
        let alone = [true, false].into_iter().find_map(|is_v4| {
            let of_family = |at: &&At<IpNet>| at.value.addr().is_ipv4() == is_v4;
            let [first, second] = [&links[0].1, &links[1].1].map(|link| link.iter().find(of_family));
            match (first, second) {
                (Some(at), None) => Some((*at, &links[1])),
                (None, Some(at)) => Some((*at, &links[0])),
                _ => None,
            }
            // One subnet of the double size holds both links.
            .filter(|(at, _)| lengths(at, cx).is_some_and(|(both, _)| at.prefix_len() > both))
        });
        let Some((at, (missing, link))) = alone else { continue };
        let of = match link.first() {
            None => "",
            Some(_) if at.value.addr().is_ipv4() => " of IPv4",
            Some(_) => " of IPv6",
        };
        let message =
            format!("one link{of} only: without its own `{}` the availability promise is void", missing.name());
        let report = cx.report(at, message).cite(limit);
        if let Some(next) = neighbour(&at) {
            let all: Vec<_> = link.iter().map(|it| it.value).chain([next]).collect();
            report.set(peering, missing.name(), written(&all));
        }
    }
}

/// The other half of the subnet that holds this one.
fn neighbour(net: &IpNet) -> Option<IpNet> {
    net.supernet()?.subnets(net.prefix_len()).ok()?.find(|it| it != net)
}

/// A subnet that a linked VNet or another peering uses.
pub(super) fn overlap(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    let overlaps = |a: &IpNet, b: &IpNet| a.contains(b) || b.contains(a);
    let vnets: Vec<Vnet<'_>> = circuit.connections().filter_map(|it| it.gateway()?.vnet()).collect();
    let mut seen: Vec<(&str, At<IpNet>)> = Vec::new();
    for peering in circuit.peerings() {
        let keyword = peering.kind().schema().keyword;
        // Two links in one other network are one mistake.
        let mut clashes: Vec<(String, At<IpNet>, Vec<At<IpNet>>)> = Vec::new();
        for at in subnets(peering) {
            let other = seen.iter().find(|(of, it)| *of != keyword && overlaps(it, &at));
            let of_vnet = |vnet: &Vnet<'_>| {
                let clash = vnet.prefixes(Attr::Prefixes).into_iter().find(|it| overlaps(it, &at))?;
                Some((format!("VNet `{}`", vnet.name()), clash))
            };
            let other = other.map(|(of, it)| (format!("the {of}"), *it));
            let Some((of, clash)) = other.or_else(|| vnets.iter().find_map(of_vnet)) else { continue };
            match clashes.iter_mut().find(|(known, ..)| *known == of) {
                Some((.., subnets)) => subnets.push(at),
                None => clashes.push((of, clash, vec![at])),
            }
        }
        seen.extend(subnets(peering).into_iter().map(|at| (keyword, at)));
        for (of, clash, subnets) in clashes {
            let message = format!("the peering subnet `{}` overlaps `{}` of {of}", *subnets[0], *clash);
            let report = cx.report(subnets[0], message).related(clash, "used here");
            subnets[1..].iter().fold(report, |report, at| report.related(at, format!("`{}` as well", **at)));
        }
    }
}

/// Private subnets on a peering with Microsoft's public services.
pub(super) fn private_subnet(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    for peering in circuit.peerings() {
        let Some(row) = cx.facts.circuit_peering(peering_kind(peering)) else { continue };
        if row.private_addresses == Support::Yes {
            continue;
        }
        let private = subnets(peering).into_iter().filter_map(|at| {
            let ranges = cx.facts.ranges_of(at.network());
            Some((at, *ranges.first().filter(|it| !it.internet && it.kind != RangeKind::Documentation)?))
        });
        let private: Vec<_> = private.collect();
        let Some((at, range)) = private.first() else { continue };
        let message =
            format!("`{}` is not public ({}), but {} takes public addresses of your own", **at, range.title, row.title);
        let report = cx.report(at, message).cite(row);
        let report = private[1..].iter().fold(report, |report, (at, _)| report.related(at, "nor is this one"));
        match row.disputed().iter().find(|it| it.field == Some("private-addresses")) {
            Some(disputed) => report.disputed(disputed),
            None => report,
        };
    }
}

/// A private ASN on a peering with Microsoft's public services.
pub(super) fn private_asn(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    for (peering, asn) in asns(circuit) {
        let Some(row) = cx.facts.circuit_peering(peering_kind(peering)) else { continue };
        if row.private_asn == Support::Yes || is_reserved(asn.value, cx) {
            continue;
        }
        let is_private = u32::try_from(asn.value)
            .is_ok_and(|asn| cx.facts.asns_of(asn).any(|range| range.kind == AsnKind::UsablePrivate));
        if is_private {
            let message = format!("{} is a private ASN, but {} takes a registered one", asn.value, row.title);
            cx.report(asn, message).cite(row);
        }
    }
}

/// An ASN that Azure keeps for itself, or that IANA gives to nobody.
pub(super) fn reserved_asn(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    for (_, asn) in asns(circuit) {
        let ranges: Vec<_> = u32::try_from(asn.value).ok().into_iter().flat_map(|it| cx.facts.asns_of(it)).collect();
        let of = |kind: AsnKind| ranges.iter().copied().find(|range| range.kind == kind);
        let Some(range) = of(AsnKind::ExpressRoute).or(of(AsnKind::Iana)) else { continue };
        let message = format!("ASN {} can't be the customer's: it is {}", asn.value, range.title);
        let suggestion = Suggestion::Asn { replace: asn.span };
        let report = cx.report(asn, message).cite(range).suggest(suggestion);
        // What Azure says to a number of IANA's was not seen.
        if range.kind == AsnKind::Iana {
            report.severity(Severity::Warning);
        }
    }
}

fn is_reserved(asn: u64, cx: &Cx<'_>) -> bool {
    u32::try_from(asn).is_ok_and(|it| cx.facts.asns_of(it).any(|range| range.kind == AsnKind::ExpressRoute))
}

fn asns<'m>(circuit: Circuit<'m>) -> Vec<(View<'m>, At<u64>)> {
    circuit.peerings().filter_map(|peering| Some((peering, peering.integer(Attr::Asn)?))).collect()
}

/// A peering without the customer's ASN.
pub(super) fn missing_asn(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    // One that is there already has its number, said here or not.
    if is_existing(circuit.0) {
        return;
    }
    for peering in circuit.peerings().filter(|it| !it.says(Attr::Asn)) {
        let keyword = peering.kind().schema().keyword;
        let other = asns(circuit).first().map(|(_, at)| at.value);
        let report = cx.report(peering, format!("the {keyword} has no `asn`: BGP needs the customer's number"));
        if let Some(asn) = other {
            report.set(peering, Attr::Asn.name(), asn.to_string());
        }
    }
}

/// A VLAN id that doesn't exist.
pub(super) fn vlan(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    let limits = (cx.facts.limit(LimitId::VlanMin), cx.facts.limit(LimitId::VlanMax));
    let (Some(min), Some(max)) = limits else { return };
    for (_, at) in vlans(circuit) {
        if at.value < min.value || at.value > max.value {
            let message = format!("{} is no VLAN id: they go from {} to {}", at.value, min.value, max.value);
            cx.report(at, message).cite(max);
        }
    }
}

fn vlans<'m>(circuit: Circuit<'m>) -> Vec<(Kind, At<u64>)> {
    circuit.peerings().filter_map(|it| Some((it.kind(), it.integer(Attr::Vlan)?))).collect()
}

/// Two peerings of a circuit with one VLAN.
pub(super) fn shared_vlan(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    let all = vlans(circuit);
    for (index, (kind, at)) in all.iter().enumerate() {
        let Some((other, first)) = all[..index].iter().find(|(_, it)| it.value == at.value) else { continue };
        let message = format!(
            "{} and {} share VLAN {}, but each peering has its own",
            kind.schema().keyword,
            other.schema().keyword,
            at.value
        );
        let max = cx.facts.limit(LimitId::VlanMax).map_or(u64::MAX, |it| it.value);
        let free = (at.value + 1..=max).find(|id| all.iter().all(|(_, it)| it.value != *id));
        let report = cx.report(at, message).related(first, "used here");
        if let Some(free) = free {
            report.replace(at, free.to_string(), false);
        }
    }
}

/// A circuit that links VNets without the peering by which they are reached.
pub(super) fn no_private_peering(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    let Some(link) = circuit.connections().next().filter(|_| circuit.only(Kind::PrivatePeering).is_none()) else {
        return;
    };
    let peering = circuit.peerings().next();
    // A circuit that is described in full, to its bandwidth and place, is expected to say its peerings.
    let described = [Attr::PeeringLocation, Attr::Bandwidth, Attr::Tier].into_iter().all(|attr| circuit.says(attr));
    if peering.is_none() && (is_existing(circuit.0) || !described) {
        return;
    }
    // A tunnel that stands in for this circuit is told of it there.
    let stands_in = |it: View<'_>| it.kind() == Kind::SiteToSite && !it.targets(Attr::BackupFor).is_empty();
    if peering.is_some() && link.spec().referrers(Family::Connection, link.name()).any(stands_in) {
        return;
    }
    let name = circuit.name();
    let report = match peering {
        Some(peering) => {
            let keyword = peering.kind().schema().keyword;
            let message =
                format!("`{name}` links a VNet, but has {keyword} alone: VNets are reached over private peering");
            cx.report(circuit.name_span(), message).related(peering, "the only peering")
        }
        None => {
            let message = format!("`{name}` links a VNet, but no private peering is declared");
            cx.report(circuit.name_span(), message)
                .severity(Severity::Info)
                .note("where the provider sets it up, say so with what was agreed: `private-peering { asn = … }`")
        }
    };
    report.related(link.name_span(), "the link");
}
