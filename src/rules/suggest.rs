//! Candidates for a value that has to be worked out: each is tried in place before it is offered.

use crate::catalog::{self, SkuFamily, VpnSku};
use crate::finding::{Change, Span, Suggestion};
use crate::model::{Model, Reads, Spec, View};
use crate::rules::{Context, free};
use crate::schema::{Attr, Kind};
use ipnet::{IpNet, Ipv4Net};
use std::collections::BTreeSet;

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
            free::asns(spec, context.edition).take(ENOUGH).map(change).collect()
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
        _ => {
            let mut skus: Vec<_> = facts.new_vpn_skus(context.today).collect();
            // Who writes a SKU with zones, if a wrong one, wants zones; and one for tests alone is the last resort.
            let wants_zones = view.word(Attr::Sku).is_some_and(|sku| sku.to_ascii_uppercase().ends_with("AZ"));
            let is_test = view.choice(Attr::Workload).is_some_and(|it| it.value == "dev-test");
            let for_tests = |sku: &VpnSku| !is_test && !sku.production;
            skus.sort_by_key(|sku| (wants_zones && sku.family != SkuFamily::Zonal, for_tests(sku)));
            skus.into_iter().map(|sku| sku.name).collect()
        }
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
        let last_24 = Ipv4Net::new(space.broadcast(), space.prefix_len().max(24)).map(|net| net.trunc());
        let start = |net: Ipv4Net| free::from_start(net, length, &taken).next().filter(|it| it.addr() == net.addr());
        let preferred = last_24.ok().and_then(start);
        for candidate in preferred.into_iter().chain(free::from_end(space, length, &taken)).map(IpNet::V4) {
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

/// Private prefixes that nothing in the spec overlaps: first from the range that networks use least.
fn client_pools(spec: Spec<'_>, replace: Option<Span>, length: u8) -> Vec<IpNet> {
    let taken = free::prefixes_in_use(spec, |span| Some(span) == replace);
    let mut spaces = free::private_spaces();
    // 172.16.0.0/12 is neither what homes use nor what companies start with.
    spaces.sort_by_key(|space| space.prefix_len().abs_diff(12));
    let free = spaces.into_iter().flat_map(|space| free::from_start(space, length.max(space.prefix_len()), &taken));
    free.map(IpNet::V4).take(ENOUGH).collect()
}
