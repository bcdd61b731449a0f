//! What nobody in a spec has yet: prefixes and ASNs. Fixes and completion both take them from here.

use crate::catalog::{self, AsnKind, EditionId, RangeKind};
use crate::finding::Span;
use crate::model::{Spec, View};
use crate::schema::{Attr, Family};
use ipnet::{IpNet, Ipv4Net};
use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};

use super::prefixes::overlap;

/// How many places in an address space are looked at for a free one.
const TRIES: usize = 4096;

/// The free networks of a length in a space, from its start.
pub fn from_start(space: Ipv4Net, length: u8, taken: &[IpNet]) -> impl Iterator<Item = Ipv4Net> {
    let networks = (space.prefix_len() <= length).then(|| space.subnets(length).ok()).flatten();
    networks.into_iter().flatten().take(TRIES).filter(|net| is_free(*net, taken))
}

/// The free networks of a length in a space, from its end.
pub fn from_end(space: Ipv4Net, length: u8, taken: &[IpNet]) -> impl Iterator<Item = Ipv4Net> {
    let back = (0..TRIES).map_while(move |step| nth_from_end(space, length, step));
    back.filter(|net| is_free(*net, taken))
}

fn is_free(net: Ipv4Net, taken: &[IpNet]) -> bool {
    taken.iter().all(|other| !overlap(&net.into(), other))
}

/// The `step`th network of `length` in `space`, counted from its end.
fn nth_from_end(space: Ipv4Net, length: u8, step: usize) -> Option<Ipv4Net> {
    let size = 1u64.checked_shl(32 - u32::from(length))?;
    let end = u64::from(u32::from(space.broadcast())) + 1;
    let start = end.checked_sub(size * (step as u64 + 1))?;
    if start < u64::from(u32::from(space.network())) {
        return None;
    }
    Ipv4Net::new(Ipv4Addr::from(u32::try_from(start).ok()?), length).ok()
}

/// Private address space, in the order of the catalogue.
pub fn private_spaces() -> Vec<Ipv4Net> {
    let ranges = catalog::edition(EditionId::NEWEST).ranges_of_kind(RangeKind::Private);
    let space = |first: Ipv4Addr, last: Ipv4Addr| {
        let bits = (u32::from(last) - u32::from(first)).count_ones() as u8;
        Ipv4Net::new(first, 32 - bits).ok()
    };
    let of = |range: &catalog::AddressRange| match (range.first, range.last) {
        (IpAddr::V4(first), IpAddr::V4(last)) => space(first, last),
        _ => None,
    };
    ranges.filter_map(of).collect()
}

/// Every prefix that the spec uses somewhere, but for those at places to leave out.
pub fn prefixes_in_use(spec: Spec<'_>, leave_out: impl Fn(Span) -> bool) -> Vec<IpNet> {
    fn collect(view: View<'_>, leave_out: &impl Fn(Span) -> bool, into: &mut Vec<IpNet>) {
        for attr in [Attr::Prefixes, Attr::ClientAddressPool, Attr::Primary, Attr::Secondary, Attr::CustomRoutes] {
            into.extend(view.prefixes(attr).iter().filter(|at| !leave_out(at.span)).map(|at| at.value));
        }
        for kind in view.kind().schema().blocks {
            view.nested(*kind).for_each(|nested| collect(nested, leave_out, into));
        }
    }
    let mut prefixes = Vec::new();
    for id in spec.model().entities() {
        collect(spec.entity(id), &leave_out, &mut prefixes);
    }
    prefixes
}

/// Private ASNs that may be used in the edition and that nobody in the spec has, in the order in which
/// people count them.
pub fn asns(spec: Spec<'_>, edition: EditionId) -> impl Iterator<Item = u32> {
    // People count private ASNs from 65001.
    const FROM: u32 = 65_001;
    let used = asns_in_use(spec);
    let known = |edition| {
        let ranges = catalog::edition(edition).asns.iter();
        ranges.filter(|range| range.kind == AsnKind::UsablePrivate).collect::<Vec<_>>()
    };
    let ranges = Some(known(edition)).filter(|ranges| !ranges.is_empty()).unwrap_or_else(|| known(EditionId::NEWEST));
    let within = move |least: u32, most: u32| {
        let ranges = ranges.clone();
        ranges.into_iter().flat_map(move |range| range.first.max(least)..=range.last.min(most))
    };
    within(FROM, u32::MAX).chain(within(0, FROM - 1)).filter(move |asn| !used.contains(&u64::from(*asn)))
}

fn asns_in_use(spec: Spec<'_>) -> BTreeSet<u64> {
    let mut used = BTreeSet::new();
    for family in [Family::Site, Family::Gateway, Family::Circuit] {
        for view in spec.all(family) {
            let speakers = view.kind().schema().blocks.iter().flat_map(|kind| view.nested(*kind));
            for block in speakers {
                let nested = block.kind().schema().blocks.iter().flat_map(|kind| block.nested(*kind));
                let own = [block].into_iter().chain(nested);
                used.extend(own.filter_map(|block| Some(block.integer(Attr::Asn)?.value)));
            }
        }
    }
    used
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(nets: impl Iterator<Item = Ipv4Net>) -> Vec<String> {
        nets.take(2).map(|net| net.to_string()).collect()
    }

    #[test]
    fn networks_are_found_from_both_ends_past_what_is_taken() {
        let space = "10.0.0.0/24".parse().expect("a prefix");
        let taken = ["10.0.0.0/27", "10.0.0.224/28", "fd00::/64"].map(|it| it.parse().expect("a prefix"));
        assert_eq!(texts(from_start(space, 27, &taken)), ["10.0.0.32/27", "10.0.0.64/27"]);
        assert_eq!(texts(from_end(space, 27, &taken)), ["10.0.0.192/27", "10.0.0.160/27"]);
        assert_eq!(texts(from_start(space, 24, &taken)), [""; 0]);
        assert_eq!(texts(from_end(space, 16, &taken)), [""; 0]);
    }
}
