//! Values that nobody has yet: the next subnet, a client pool that overlaps nothing, an ASN.

use super::place::Marked;
use super::{Completion, CompletionKind};
use crate::catalog::{self, AsnKind, RangeKind, SubnetPurpose};
use crate::ide::around::Around;
use crate::model::{Block, Value};
use crate::schema::{Attr, AttributeSchema, Kind};
use ipnet::{IpNet, Ipv4Net};
use std::net::IpAddr;

/// How many are offered.
const OFFERED: usize = 3;
/// How many places in an address space are looked at.
const TRIED: usize = 4096;
/// How large a subnet or a pool is where nothing says otherwise: what people draw first.
const USUAL: u8 = 24;
/// From where people count private ASNs.
const FIRST_ASN: u32 = 65_001;

/// Free values for an attribute, if it is one that has such.
pub fn free(place: &Marked<'_>, around: &Around<'_>, row: &AttributeSchema) -> Vec<Completion> {
    let Some((block, Some(schema))) = around.blocks.last().copied() else { return Vec::new() };
    let name = block.labels.last().map_or("", |label| label.of(place.marked()));
    let found = match (schema.kind, row.attr) {
        (Kind::Subnet, Attr::Prefixes) => subnets(place, name),
        (Kind::PointToSite, Attr::ClientAddressPool) => pools(place),
        (Kind::DeviceBgp, Attr::Asn) => return asns(place),
        _ => return Vec::new(),
    };
    let item = |it: Ipv4Net| Completion::new(it.to_string(), CompletionKind::Word).detail(size(it));
    found.into_iter().map(item).collect()
}

fn size(prefix: Ipv4Net) -> String {
    format!("free, {} addresses", 1u64 << (32 - prefix.prefix_len()))
}

/// Free stretches of the VNet that the cursor is in: from its end for gateways, from its start for
/// everything else, as large as the subnet before.
fn subnets(place: &Marked<'_>, name: &str) -> Vec<Ipv4Net> {
    let model = place.judged.spec.model();
    let vnet = model.item(place.id).and_then(|item| item.blocks.iter().find(|it| it.kind == Kind::Vnet));
    let Some(vnet) = vnet else { return Vec::new() };
    let spaces = vnet.attribute(Attr::Prefixes).map(|it| v4(&it.value.value)).unwrap_or_default();
    let siblings = vnet.blocks.iter().filter(|it| it.kind == Kind::Subnet);
    let taken: Vec<Ipv4Net> =
        siblings.filter_map(|it| it.attribute(Attr::Prefixes)).flat_map(|it| v4(&it.value.value)).collect();
    let facts = catalog::edition(place.context.edition);
    let is_gateways = name.eq_ignore_ascii_case("GatewaySubnet");
    let length = match is_gateways {
        true => facts.subnet_size(SubnetPurpose::Recommended).map_or(USUAL, |it| it.prefix_length),
        false => taken.last().map_or(USUAL, Ipv4Net::prefix_len),
    };
    let is_free = |net: &Ipv4Net| taken.iter().all(|other| !overlap(net, other));
    let mut found = Vec::new();
    for space in spaces.iter().filter(|space| space.prefix_len() <= length) {
        let Ok(all) = space.subnets(length) else { continue };
        if is_gateways {
            let step = 1u32 << (32 - length);
            let last = u32::from(space.broadcast()).saturating_sub(step - 1);
            let back = (0..TRIED as u32).map_while(|count| last.checked_sub(count.checked_mul(step)?));
            let nets = back.take_while(|start| *start >= u32::from(space.network()));
            found.extend(nets.filter_map(|at| Ipv4Net::new(at.into(), length).ok()).filter(is_free).take(OFFERED));
        } else {
            found.extend(all.take(TRIED).filter(is_free).take(OFFERED));
        }
    }
    found.truncate(OFFERED);
    found
}

/// Private prefixes that nothing in the spec overlaps.
fn pools(place: &Marked<'_>) -> Vec<Ipv4Net> {
    let model = place.judged.spec.model();
    let mut taken = Vec::new();
    for id in model.entities().filter(|id| id.item != place.id) {
        collect(model.block(id), &mut taken);
    }
    let facts = catalog::edition(catalog::EditionId::NEWEST);
    let mut found = Vec::new();
    for range in facts.ranges_of_kind(RangeKind::Private) {
        let (IpAddr::V4(first), IpAddr::V4(last)) = (range.first, range.last) else { continue };
        let bits = (u32::from(last) - u32::from(first)).count_ones() as u8;
        let nets = Ipv4Net::new(first, 32 - bits).ok().and_then(|net| net.subnets(USUAL.max(32 - bits)).ok());
        let is_free = |net: &Ipv4Net| taken.iter().all(|other| !overlap(net, other));
        // One of each private range: they are chosen by what else people have there.
        found.extend(nets.into_iter().flat_map(|nets| nets.take(TRIED).find(is_free)));
    }
    found.truncate(OFFERED);
    found
}

fn asns(place: &Marked<'_>) -> Vec<Completion> {
    let model = place.judged.spec.model();
    let mut used = Vec::new();
    for id in model.entities() {
        numbers(model.block(id), &mut used);
    }
    let facts = catalog::edition(catalog::EditionId::NEWEST);
    let usable = |asn: &u32| facts.asns_of(*asn).any(|range| range.kind == AsnKind::UsablePrivate);
    let free = (FIRST_ASN..).take(TRIED).filter(|asn| usable(asn) && !used.contains(&u64::from(*asn)));
    let item = |asn: u32| Completion::new(asn.to_string(), CompletionKind::Word).detail("private, used by nobody here");
    free.take(OFFERED).map(item).collect()
}

fn numbers(block: &Block, into: &mut Vec<u64>) {
    for attribute in block.attributes.iter().filter(|it| it.attr == Attr::Asn) {
        if let Value::Integer(asn) = attribute.value.value {
            into.push(asn);
        }
    }
    block.blocks.iter().for_each(|it| numbers(it, into));
}

fn collect(block: &Block, into: &mut Vec<Ipv4Net>) {
    block.attributes.iter().for_each(|it| into.extend(v4(&it.value.value)));
    block.blocks.iter().for_each(|it| collect(it, into));
}

fn v4(value: &Value) -> Vec<Ipv4Net> {
    match value {
        Value::Prefix(IpNet::V4(net)) => vec![*net],
        Value::List(values) => values.iter().flat_map(|it| v4(&it.value)).collect(),
        _ => Vec::new(),
    }
}

fn overlap(a: &Ipv4Net, b: &Ipv4Net) -> bool {
    a.contains(b) || b.contains(a)
}
