//! Candidates for a value that has to be worked out: each is tried in place before it is offered.

use crate::catalog::{self, AsnKind, RangeKind};
use crate::finding::{Change, Span, Suggestion};
use crate::model::{Model, Reads, Spec, View};
use crate::rules::Context;
use crate::rules::prefixes::overlap;
use crate::schema::{Attr, Family, Kind};
use ipnet::{IpNet, Ipv4Net};
use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};

/// How many places in an address space are looked at for a free one.
const TRIES: usize = 4096;
/// How many candidates of one kind are worth offering.
const ENOUGH: usize = 3;

/// A candidate: what a person reads, and what it changes.
pub struct Candidate {
    /// The fix's title.
    pub title: String,
    /// The changes.
    pub changes: Vec<Change>,
}

/// The candidates, the best guess first. Whether they hold is for the evaluator to say.
pub fn candidates(suggestion: Suggestion, model: &Model, context: Context) -> Vec<Candidate> {
    let reads = Reads::ignored();
    let spec = Spec::new(model, &reads);
    match suggestion {
        Suggestion::GatewaySku { gateway } => skus(gateway, model, context),
        Suggestion::GatewaySubnet { vnet, replace, length } => {
            let Some(view) = view_at(spec, vnet) else { return Vec::new() };
            let subnet = |prefix: IpNet| match replace {
                Some(span) => Change::Replace { span, text: prefix.to_string() },
                None => {
                    Change::InsertBlock { block: vnet, text: format!("subnet GatewaySubnet {{ prefixes = {prefix} }}") }
                }
            };
            offer("GatewaySubnet", gateway_subnets(view, replace, length), subnet)
        }
        Suggestion::ClientPool { connection, replace, length } => {
            let pool = |prefix: IpNet| match replace {
                Some(span) => Change::Replace { span, text: prefix.to_string() },
                None => Change::SetAttribute {
                    block: connection,
                    name: Attr::ClientAddressPool.name(),
                    value: prefix.to_string(),
                },
            };
            offer("client pool", client_pools(spec, replace, length), pool)
        }
        Suggestion::Asn { replace } => {
            let change = |asn: u32| Candidate {
                title: format!("Use the free ASN `{asn}`"),
                changes: vec![Change::Replace { span: replace, text: asn.to_string() }],
            };
            free_asns(spec, context).into_iter().take(ENOUGH).map(change).collect()
        }
    }
}

fn offer(what: &str, prefixes: Vec<IpNet>, change: impl Fn(IpNet) -> Change) -> Vec<Candidate> {
    let offer = |prefix: IpNet| Candidate { title: format!("Use `{prefix}` as {what}"), changes: vec![change(prefix)] };
    prefixes.into_iter().take(ENOUGH).map(offer).collect()
}

/// The declaration, or nested block, of that span.
fn view_at<'m>(spec: Spec<'m>, span: Span) -> Option<View<'m>> {
    let index = spec.model().item(span.item)?.blocks.iter().position(|block| block.extent.contains(span.extent))?;
    Some(spec.entity(crate::model::EntityId { item: span.item, index: index as u16 }))
}

/// Every SKU that can be chosen on the day, smallest first.
fn skus(gateway: Span, model: &Model, context: Context) -> Vec<Candidate> {
    let reads = Reads::ignored();
    let Some(view) = view_at(Spec::new(model, &reads), gateway) else { return Vec::new() };
    let facts = catalog::edition(context.edition);
    let mut names: Vec<&str> = match view.kind() {
        Kind::ErGateway => facts.new_er_skus(context.today).map(|sku| sku.name).collect(),
        _ => facts.new_vpn_skus(context.today).map(|sku| sku.name).collect(),
    };
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(*name));
    let set = |name: &str| Candidate {
        title: format!("Use `{name}`"),
        changes: vec![Change::SetAttribute { block: gateway, name: Attr::Sku.name(), value: name.to_owned() }],
    };
    names.into_iter().map(set).collect()
}

/// Free prefixes of a VNet, first where people put the gateway's subnet: in the last /24.
fn gateway_subnets(vnet: View<'_>, replace: Option<Span>, length: u8) -> Vec<IpNet> {
    let taken: Vec<IpNet> = vnet
        .nested(Kind::Subnet)
        .flat_map(|subnet| subnet.prefixes(Attr::Prefixes))
        .filter(|prefix| Some(prefix.span) != replace)
        .map(|prefix| prefix.value)
        .collect();
    let mut found = Vec::new();
    for space in vnet.prefixes(Attr::Prefixes) {
        let IpNet::V4(space) = space.value else { continue };
        if space.prefix_len() > length {
            continue;
        }
        let last_24 = Ipv4Net::new(space.broadcast(), space.prefix_len().max(24)).map(|net| net.trunc());
        let preferred = last_24.ok().and_then(|net| net.subnets(length.max(net.prefix_len())).ok()?.next());
        let backwards = (0..TRIES).map_while(|step| from_the_end(space, length, step));
        let free = preferred.into_iter().chain(backwards).map(IpNet::V4).filter(|net| net.prefix_len() == length);
        for candidate in free.filter(|net| taken.iter().all(|other| !overlap(net, other))) {
            if !found.contains(&candidate) {
                found.push(candidate);
            }
            if found.len() == ENOUGH {
                return found;
            }
        }
    }
    found
}

/// The `step`th network of `length` in `space`, counted from its end.
fn from_the_end(space: Ipv4Net, length: u8, step: usize) -> Option<Ipv4Net> {
    let size = 1u64.checked_shl(32 - u32::from(length))?;
    let end = u64::from(u32::from(space.broadcast())) + 1;
    let start = end.checked_sub(size * (step as u64 + 1))?;
    if start < u64::from(u32::from(space.network())) {
        return None;
    }
    Ipv4Net::new(Ipv4Addr::from(u32::try_from(start).ok()?), length).ok()
}

/// Private prefixes that nothing in the spec overlaps: first from the range that networks use least.
fn client_pools(spec: Spec<'_>, replace: Option<Span>, length: u8) -> Vec<IpNet> {
    let mut taken = prefixes_of(spec, replace);
    taken.sort();
    let facts = catalog::edition(catalog::EditionId::NEWEST);
    let mut spaces: Vec<Ipv4Net> = facts
        .ranges_of_kind(RangeKind::Private)
        .filter_map(|range| match (range.first, range.last) {
            (IpAddr::V4(first), IpAddr::V4(last)) => {
                Ipv4Net::new(first, 32 - (u32::from(last) - u32::from(first)).count_ones() as u8).ok()
            }
            _ => None,
        })
        .collect();
    // 172.16.0.0/12 is neither what homes use nor what companies start with.
    spaces.sort_by_key(|space| space.prefix_len().abs_diff(12));
    let mut found = Vec::new();
    for space in spaces {
        let Ok(networks) = space.subnets(length.max(space.prefix_len())) else { continue };
        let free = networks.take(TRIES).map(IpNet::V4).filter(|net| taken.iter().all(|other| !overlap(net, other)));
        found.extend(free.take(ENOUGH - found.len()));
        if found.len() == ENOUGH {
            break;
        }
    }
    found
}

/// Every prefix that the spec uses somewhere.
fn prefixes_of(spec: Spec<'_>, except: Option<Span>) -> Vec<IpNet> {
    fn collect(view: View<'_>, except: Option<Span>, into: &mut Vec<IpNet>) {
        for attr in [Attr::Prefixes, Attr::ClientAddressPool, Attr::Primary, Attr::Secondary, Attr::CustomRoutes] {
            into.extend(
                view.prefixes(attr).iter().filter(|prefix| Some(prefix.span) != except).map(|prefix| prefix.value),
            );
        }
        for kind in view.kind().schema().blocks {
            view.nested(*kind).for_each(|nested| collect(nested, except, into));
        }
    }
    let mut prefixes = Vec::new();
    for id in spec.model().entities() {
        collect(spec.entity(id), except, &mut prefixes);
    }
    prefixes
}

/// Private ASNs that may be used and that nobody in the spec has.
fn free_asns(spec: Spec<'_>, context: Context) -> Vec<u32> {
    let mut used = BTreeSet::new();
    for family in [Family::Site, Family::Gateway, Family::Circuit] {
        for view in spec.all(family) {
            let speakers = view.kind().schema().blocks.iter().flat_map(|kind| view.nested(*kind));
            for block in speakers {
                let nested =
                    block.kind().schema().blocks.iter().flat_map(|kind| block.nested(*kind)).collect::<Vec<_>>();
                let own = [block].into_iter().chain(nested);
                used.extend(own.filter_map(|block| Some(block.integer(Attr::Asn)?.value)));
            }
        }
    }
    let facts = catalog::edition(context.edition);
    let newest = catalog::edition(catalog::EditionId::NEWEST);
    let known = |facts: &'static catalog::Edition| {
        facts.asns.iter().filter(|range| range.kind == AsnKind::UsablePrivate).collect::<Vec<_>>()
    };
    let ranges = Some(known(facts)).filter(|ranges| !ranges.is_empty()).unwrap_or_else(|| known(newest));
    // Some ranges hold millions: only as many are looked at as are wanted.
    let free = |least: u32, most: u32| {
        let within = ranges.iter().flat_map(move |range| range.first.max(least)..=range.last.min(most));
        within.filter(|asn| !used.contains(&u64::from(*asn))).take(ENOUGH)
    };
    // People count private ASNs from 65001.
    const FROM: u32 = 65_001;
    free(FROM, u32::MAX).chain(free(0, FROM - 1)).take(ENOUGH).collect()
}
