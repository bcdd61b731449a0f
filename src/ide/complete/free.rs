//! Values that nobody has yet: the next subnet, a client pool that overlaps nothing, an ASN.

use super::place::Marked;
use super::{Completion, CompletionKind};
use crate::catalog::{self, RangeKind, SubnetPurpose};
use crate::ide::around::Around;
use crate::ide::describe;
use crate::model::{Reads, Spec, Value};
use crate::rules::free;
use crate::rules::requires::ALL_ZONES;
use crate::schema::{Attr, AttributeSchema, Kind};
use ipnet::{IpNet, Ipv4Net};
use std::net::IpAddr;

/// How many are offered.
const OFFERED: usize = 3;
/// How large a subnet or a pool is where nothing says otherwise: what people draw first.
const USUAL: u8 = 24;
/// How large a VNet is, likewise.
const USUAL_VNET: u8 = 16;

/// Free values for an attribute, if it is one that has such.
pub fn free(place: &Marked<'_>, around: &Around<'_>, row: &AttributeSchema) -> Vec<Completion> {
    let Some((block, Some(schema))) = around.blocks.last().copied() else { return Vec::new() };
    let name = block.labels.last().map_or("", |label| label.of(place.marked()));
    let found = match (schema.kind, row.attr) {
        (Kind::Subnet, Attr::Prefixes) => subnets(place, name),
        (Kind::PointToSite, Attr::ClientAddressPool) => unused(place, USUAL),
        (Kind::Vnet, Attr::Prefixes) => unused(place, USUAL_VNET),
        (Kind::GatewayBgp, Attr::Apipa) => return apipa(place),
        (_, Attr::Asn) => return asns(place),
        (_, Attr::Zones) => return zones(),
        _ => return Vec::new(),
    };
    let item = |it: Ipv4Net| Completion::new(it.to_string(), CompletionKind::Word).detail(size(it));
    found.into_iter().map(item).collect()
}

fn size(prefix: Ipv4Net) -> String {
    format!("free, {} addresses", describe::grouped(1 << (32 - prefix.prefix_len())))
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
    let is_gateways = name.eq_ignore_ascii_case("GatewaySubnet");
    let facts = catalog::edition(place.context.edition);
    let length = match is_gateways {
        true => facts.subnet_size(SubnetPurpose::Recommended).map_or(USUAL, |it| it.prefix_length),
        false => taken.last().map_or(USUAL, Ipv4Net::prefix_len),
    };
    let taken: Vec<IpNet> = taken.into_iter().map(IpNet::V4).collect();
    let mut found = Vec::new();
    for space in spaces.into_iter().filter(|space| space.prefix_len() <= length) {
        match is_gateways {
            true => found.extend(free::from_end(space, length, &taken).take(OFFERED)),
            false => found.extend(free::from_start(space, length, &taken).take(OFFERED)),
        }
    }
    found.truncate(OFFERED);
    found
}

/// Private prefixes of that length that nothing in the spec overlaps: one of each private range, since
/// they are chosen by what else people have there.
fn unused(place: &Marked<'_>, length: u8) -> Vec<Ipv4Net> {
    let reads = Reads::ignored();
    let spec = Spec::new(place.judged.spec.model(), &reads);
    let taken = free::prefixes_in_use(spec, |span| span.item == place.id);
    let spaces = free::private_spaces().into_iter();
    spaces
        .filter_map(|space| free::from_start(space, length.max(space.prefix_len()), &taken).next())
        .take(OFFERED)
        .collect()
}

/// The availability zones of a region.
fn zones() -> Vec<Completion> {
    let zones = (1..=ALL_ZONES).map(|zone| zone.to_string());
    zones.map(|it| Completion::new(it, CompletionKind::Word).detail("an availability zone")).collect()
}

/// Addresses for BGP over APIPA that nobody in the spec has.
fn apipa(place: &Marked<'_>) -> Vec<Completion> {
    let model = place.judged.spec.model();
    let mut taken = Vec::new();
    for id in model.entities() {
        model.block(id).each_value(&mut |typed| {
            if let Value::Address(address) = typed.value {
                taken.push(address);
            }
        });
    }
    let facts = catalog::edition(place.context.edition);
    let mut free = facts.ranges_of_kind(RangeKind::GatewayApipa).flat_map(|range| {
        let (IpAddr::V4(first), IpAddr::V4(last)) = (range.first, range.last) else { return Vec::new() };
        // The lowest of each pair of hosts, as the documents draw it.
        (u32::from(first) + 2..=u32::from(last)).step_by(4).map(|it| IpAddr::V4(it.into())).collect()
    });
    let mut found = Vec::new();
    while let Some(address) = free.next().filter(|_| found.len() < OFFERED) {
        if !taken.contains(&address) {
            found.push(Completion::new(address.to_string(), CompletionKind::Word).detail("free, for BGP over APIPA"));
        }
    }
    found
}

fn asns(place: &Marked<'_>) -> Vec<Completion> {
    let reads = Reads::ignored();
    let spec = Spec::new(place.judged.spec.model(), &reads);
    let item = |asn: u32| Completion::new(asn.to_string(), CompletionKind::Word).detail("private, used by nobody here");
    free::asns(spec, place.context.edition).take(OFFERED).map(item).collect()
}

fn v4(value: &Value) -> Vec<Ipv4Net> {
    match value {
        Value::Prefix(IpNet::V4(net)) => vec![*net],
        Value::List(values) => values.iter().flat_map(|it| v4(&it.value)).collect(),
        _ => Vec::new(),
    }
}
