//! BGP at the gateway's end.

use super::{asn_of, free_asn, is_apipa, reserved, switch};
use crate::catalog::{AsnKind, FeatureId, LimitId, RangeKind, Support, VpnFeature};
use crate::finding::{Change, Suggestion};
use crate::model::View;
use crate::model::entities::*;
use crate::rules::areas::public_ip::to_active_active;
use crate::rules::areas::vnet_to_vnet;
use crate::rules::facts::{active_active, vpn_sku};
use crate::rules::{Check, Cx, Rule};
use crate::schema::{Attr, Kind};
use rustc_hash::{FxHashMap, FxHashSet};
use std::net::{IpAddr, Ipv4Addr};

pub const RULES: &[Rule] = &[
    Rule { name: "bgp/policy-based", check: Check::VpnGateway(policy_based) },
    Rule { name: "bgp/sku-2016", check: Check::VpnGateway(sku_2016) },
    Rule { name: "bgp/same-gateway-asn", check: Check::VnetToVnet(same_gateway_asn) },
    Rule { name: "bgp/reserved-gateway-asn", check: Check::VpnGateway(reserved_gateway_asn) },
    Rule { name: "bgp/asn-range", check: Check::Any(asn_range) },
    Rule { name: "bgp/gateway-address", check: Check::VpnGateway(gateway_address) },
    Rule { name: "bgp/address-count", check: Check::VpnGateway(address_count) },
    Rule { name: "bgp/apipa-not-yet-available", check: Check::VpnGateway(apipa_not_yet_available) },
    Rule { name: "bgp/apipa-range", check: Check::VpnGateway(apipa_range) },
    Rule { name: "bgp/custom-address", check: Check::VpnGateway(custom_address) },
    Rule { name: "bgp/duplicate-apipa", check: Check::VpnGateway(duplicate_apipa) },
    Rule { name: "bgp/apipa-limit", check: Check::VpnGateway(apipa_limit) },
    Rule { name: "bgp/apipa-standby", check: Check::VpnGateway(apipa_standby) },
];

/// The connections of a gateway on which BGP is said to be on.
fn bgp_connections<'m>(gateway: VpnGateway<'m>) -> impl Iterator<Item = View<'m>> {
    gateway.connections().filter(|connection| connection.is_true(Attr::EnableBgp))
}

/// BGP on a policy-based gateway.
fn policy_based(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    if !gateway.is_policy_based() {
        return;
    }
    let message = format!("BGP needs a route-based gateway, but `{}` is policy-based", gateway.name());
    let type_place = gateway.place_of(Attr::VpnType);
    let mut is_used = false;
    for connection in bgp_connections(gateway) {
        is_used = true;
        cx.report(switch(connection), message.clone())
            .related(type_place, "the VPN type")
            .set(gateway.0, "vpn-type", "RouteBased")
            .set(connection, "enable-bgp", "false");
    }
    if let Some(bgp) = gateway.bgp().filter(|_| !is_used) {
        cx.report(bgp, message)
            .related(type_place, "the VPN type")
            .set(gateway.0, "vpn-type", "RouteBased")
            .remove(bgp.span(), "Remove the BGP settings");
    }
}

/// BGP on a SKU that has none, or none for certain, by the documents of 2016.
fn sku_2016(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(sku) = vpn_sku(gateway, cx) else { return };
    let Some(feature) = cx.facts.feature(FeatureId::VpnBgp) else { return };
    let support = sku.support(VpnFeature::Bgp);
    if support == Support::Yes || gateway.is_policy_based() {
        return;
    }
    // Beside ExpressRoute there is no BGP on any SKU, which has a rule of its own.
    let beside = cx.facts.feature(FeatureId::BgpBesideEr).is_some_and(|it| it.support == Support::No);
    if beside && gateway.coexists_with().is_some() {
        return;
    }
    let Some(place) = bgp_connections(gateway).map(switch).next() else { return };
    let sku_place = gateway.place_of(Attr::Sku);
    if support == Support::No {
        cx.report(place, format!("the SKU `{}` of the gateway `{}` has no BGP", sku.name, gateway.name()))
            .cite(sku)
            .related(sku_place, "the SKU")
            .suggest(Suggestion::GatewaySku { gateway: gateway.span() });
        return;
    }
    // Beside ExpressRoute there is no BGP at all, which is another rule's matter.
    if gateway.coexists_with().is_some() {
        return;
    }
    let message = format!("whether the SKU `{}` of the gateway `{}` has BGP is in dispute", sku.name, gateway.name());
    let mut report = cx.report(place, message).related(sku_place, "the SKU");
    for disputed in &feature.disputed {
        report = report.disputed(disputed);
    }
}

/// Two gateways with one ASN on a connection with BGP.
fn same_gateway_asn(connection: VnetToVnet<'_>, cx: &mut Cx<'_>) {
    if !connection.is_true(Attr::EnableBgp) || vnet_to_vnet::is_answer(connection) {
        return;
    }
    let (Some(from), Some(to)) = (connection.from(), connection.to()) else { return };
    let (Some(one), Some(other)) = (asn_of(from, cx), asn_of(to, cx)) else { return };
    if one.value != other.value || from.name() == to.name() {
        return;
    }
    let message =
        format!("the gateways `{}` and `{}` both have ASN {}, so BGP won't come up", from.name(), to.name(), one.value);
    let free = free_asn(&[one.value], cx);
    // The gateway whose ASN is said is the one to look at; the default is blamed on the connection.
    let said = [(from, one), (to, other)].into_iter().rev().find(|(gateway, _)| gateway.asn().is_some());
    match said {
        Some((_, asn)) => {
            let related = if asn.span == other.span { one.span } else { other.span };
            cx.report(asn, message)
                .related(related, "the other gateway")
                .related(switch(connection.0), "BGP is on here")
                .suggest(Suggestion::Asn { replace: asn.span });
        }
        None => {
            let report = cx
                .report(switch(connection.0), message)
                .related(one.span, "the one gateway")
                .related(other.span, "the other gateway");
            let Some(free) = free else { return };
            match to.bgp() {
                Some(bgp) => report.set(bgp, "asn", free.to_string()),
                None => {
                    let change = Change::InsertBlock { block: to.span(), text: format!("bgp {{ asn = {free} }}") };
                    report.fix(format!("Give `{}` the ASN {free}", to.name()), false, vec![change])
                }
            };
        }
    }
}

/// An ASN that no gateway can have: IANA's, and Azure's but for the default.
fn reserved_gateway_asn(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(asn) = gateway.asn() else { return };
    if reserved(asn.value, &[AsnKind::GatewayDefault], cx).is_some() {
        return;
    }
    if let Some(range) = reserved(asn.value, &[AsnKind::Iana, AsnKind::AzurePublic, AsnKind::AzurePrivate], cx) {
        let message = format!("ASN {} is {}", asn.value, range.title);
        cx.report(asn, message).cite(range).suggest(Suggestion::Asn { replace: asn.span });
    }
}

/// A number that is no ASN at all.
fn asn_range(view: View<'_>, cx: &mut Cx<'_>) {
    let speakers: Vec<View<'_>> = match view.kind() {
        Kind::Site => view.nested(Kind::Device).filter_map(|device| device.only(Kind::DeviceBgp)).collect(),
        Kind::VpnGateway => view.only(Kind::GatewayBgp).into_iter().collect(),
        Kind::Circuit => Circuit::of(view).into_iter().flat_map(Circuit::peerings).collect(),
        _ => return,
    };
    let (Some(min), Some(max)) = (cx.facts.limit(LimitId::AsnMin), cx.facts.limit(LimitId::AsnMax)) else { return };
    for asn in speakers.into_iter().filter_map(|speaker| speaker.integer(Attr::Asn)) {
        if !(min.value..=max.value).contains(&asn.value) {
            let message = format!("{} is no ASN: they run from {} to {}", asn.value, min.value, max.value);
            cx.report(asn, message).cite(min).cite(max).suggest(Suggestion::Asn { replace: asn.span });
        }
    }
}

/// An address for the gateway's BGP speaker that Azure wouldn't give it.
fn gateway_address(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(bgp) = gateway.bgp() else { return };
    let Some(subnet) = gateway.vnet().and_then(Vnet::gateway_subnet) else { return };
    let prefixes = subnet.prefixes(Attr::Prefixes);
    if prefixes.is_empty() || subnet.is_wrong(Attr::Prefixes) {
        return;
    }
    for address in bgp.addresses(Attr::PeeringAddress) {
        if is_apipa(address.value, cx) || prefixes.iter().any(|prefix| prefix.value.contains(&address.value)) {
            continue;
        }
        let message =
            format!("the gateway's BGP address `{}` isn't in the `{}` of its VNet", address.value, subnet.name());
        let contradiction = cx.facts.contradiction("BGP address of a gateway");
        let report =
            cx.report(address, message).related(prefixes[0], "the subnet for gateways").contradiction(contradiction);
        if let Some(field) = bgp.field(Attr::PeeringAddress) {
            report.remove(field.span(), "Leave the address to Azure");
        }
    }
}

/// More BGP addresses than the gateway has instances that speak.
fn address_count(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(bgp) = gateway.bgp() else { return };
    let active = active_active(gateway);
    // Of a gateway that is there already, and doesn't say, both instances may speak.
    let id = if active == Some(false) { LimitId::BgpAddresses } else { LimitId::BgpAddressesActiveActive };
    let Some(limit) = cx.facts.limit(id) else { return };
    let addresses = bgp.addresses(Attr::PeeringAddress);
    let Some(over) = addresses.get(limit.value as usize) else { return };
    let why = match active {
        Some(false) => "of which one instance speaks",
        _ => "which has two instances",
    };
    let message =
        format!("{} BGP addresses for `{}`, {why}: it takes {}", addresses.len(), gateway.name(), limit.value);
    let both = cx.facts.limit(LimitId::BgpAddressesActiveActive).is_some_and(|it| addresses.len() as u64 <= it.value);
    let both = to_active_active(gateway, cx).filter(|_| both && active == Some(false));
    let mut report = cx.report(over, message).cite(limit);
    if let Some(at) = gateway.boolean(Attr::ActiveActive) {
        report = report.related(at, "how many instances speak");
    }
    if let Some(both) = both {
        report = report.fix("Make the gateway active-active", false, both);
    }
    if let Some(field) = bgp.field(Attr::PeeringAddress) {
        report.remove(field.span(), "Leave the addresses to Azure");
    }
}

/// APIPA addresses in an edition that knows none.
fn apipa_not_yet_available(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(feature) = cx.facts.feature(FeatureId::CustomApipa).filter(|it| it.support == Support::No) else { return };
    let Some(field) = gateway.bgp().and_then(|bgp| bgp.field(Attr::Apipa)) else { return };
    let message = format!("edition {} doesn't know {}", cx.edition, feature.title);
    cx.report(field.value_span(), message).cite(feature).remove(field.span(), "Remove the addresses");
}

/// An APIPA address outside the range of Azure's gateways.
fn apipa_range(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(range) = cx.facts.ranges_of_kind(RangeKind::GatewayApipa).next() else { return };
    let addresses = gateway.apipa();
    let custom = gateway.site_to_site().flat_map(|it| it.addresses(Attr::CustomBgpAddresses));
    // What a connection takes from the gateway is wrong at the gateway.
    let custom = custom.filter(|at| addresses.iter().all(|it| it.value != at.value));
    for at in addresses.iter().copied().chain(custom).filter(|at| !range.contains(at.value)) {
        let message = format!("`{}` is outside of `{}` to `{}`, {}", at.value, range.first, range.last, range.title);
        let free = free_apipa(gateway, &[], cx);
        let report = cx.report(at, message).cite(range);
        if let Some(free) = free {
            report.replace(at, free.to_string(), false);
        }
    }
}

/// An APIPA address that a connection takes from its gateway, which doesn't have it.
fn custom_address(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let own = gateway.apipa();
    let (Some(bgp), Some(first)) = (gateway.bgp(), own.first()) else { return };
    let Some(range) = cx.facts.ranges_of_kind(RangeKind::GatewayApipa).next() else { return };
    // A wrong address in the gateway's list may be meant for this one.
    if bgp.is_wrong(Attr::Apipa) || own.iter().any(|it| !range.contains(it.value)) {
        return;
    }
    let most = cx.facts.limit(LimitId::ApipaAddresses);
    let mut seen = FxHashSet::default();
    let taken = gateway.site_to_site().flat_map(|it| it.addresses(Attr::CustomBgpAddresses));
    let taken: Vec<_> = taken.filter(|at| range.contains(at.value) && seen.insert(at.value)).collect();
    // Where more are taken than there are, it is the gateway's list that is short, and that is one mistake.
    let is_short = taken.len() > own.len();
    let missing = taken.into_iter().filter(|at| own.iter().all(|it| it.value != at.value));
    for at in missing.take(if is_short { 1 } else { usize::MAX }) {
        let message = format!("`{}` is not among the APIPA addresses of the gateway `{}`", at.value, gateway.name());
        let report = match is_short {
            true => cx.report(bgp.place_of(Attr::Apipa), message).related(at, "a connection takes it"),
            false => cx.report(at, message).related(first, "the gateway's APIPA addresses"),
        };
        if most.is_none_or(|most| (own.len() as u64) < most.value) {
            let all = own.iter().map(|it| it.value).chain([at.value]).map(|it| it.to_string()).collect::<Vec<_>>();
            report.set(bgp, Attr::Apipa.name(), format!("[{}]", all.join(", ")));
        }
    }
}

/// An APIPA address for a gateway that neither it nor one of its devices has, nor is among `taken`.
pub fn free_apipa(gateway: VpnGateway<'_>, taken: &[IpAddr], cx: &Cx<'_>) -> Option<IpAddr> {
    let range = cx.facts.ranges_of_kind(RangeKind::GatewayApipa).next()?;
    let peers = gateway
        .site_to_site()
        .flat_map(|it| it.devices())
        .filter_map(|device| device.bgp()?.address(Attr::PeeringAddress).map(|it| it.value));
    let own = gateway.apipa();
    let taken: Vec<_> = own.iter().map(|it| it.value).chain(peers).chain(taken.iter().copied()).collect();
    free_address(range.first, range.last, &taken)
}

/// Several APIPA addresses of a gateway of which one instance speaks.
fn apipa_standby(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(limit) = cx.facts.limit(LimitId::ApipaAddressesStandby) else { return };
    if active_active(gateway) != Some(false) {
        return;
    }
    // The same one twice, and more than any gateway takes, are other mistakes.
    let mut addresses = gateway.apipa();
    let mut seen = FxHashSet::default();
    addresses.retain(|at| seen.insert(at.value));
    let most = cx.facts.limit(LimitId::ApipaAddresses);
    let Some(over) = addresses.get(limit.value as usize) else { return };
    if most.is_some_and(|most| addresses.len() as u64 > most.value) {
        return;
    }
    let over = *over;
    let message = format!(
        "{} APIPA addresses, but one instance of `{}` is active, and such a gateway uses {}",
        addresses.len(),
        gateway.name(),
        limit.value
    );
    let both = to_active_active(gateway, cx);
    let mut report = cx.report(over, message).cite(limit);
    for disputed in &limit.disputed {
        report = report.disputed(disputed);
    }
    if let Some(both) = both {
        report.fix("Make the gateway active-active", false, both);
    }
}

/// The first address of a range that nobody has; the device mostly takes the very first of a subnet.
fn free_address(first: IpAddr, last: IpAddr, taken: &[IpAddr]) -> Option<IpAddr> {
    let (IpAddr::V4(first), IpAddr::V4(last)) = (first, last) else { return None };
    (u32::from(first) + 2..=u32::from(last)).map(|it| IpAddr::V4(Ipv4Addr::from(it))).find(|it| !taken.contains(it))
}

/// An APIPA address given twice, at the gateway or at both ends.
fn duplicate_apipa(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let addresses = gateway.apipa();
    if addresses.is_empty() {
        return;
    }
    let mut first = FxHashMap::default();
    for at in &addresses {
        if let Some(other) = first.insert(at.value, at.span) {
            first.insert(at.value, other);
            let message = format!("the APIPA address `{}` stands here twice", at.value);
            cx.report(at, message).related(other, "first here");
        }
    }
    for connection in gateway.site_to_site() {
        for device in connection.devices() {
            let Some(peer) = device.bgp().and_then(|bgp| bgp.address(Attr::PeeringAddress)) else { continue };
            if let Some(own) = first.get(&peer.value) {
                let message = format!(
                    "the device `{}` has the APIPA address `{}`, as has the gateway `{}`",
                    device.name(),
                    peer.value,
                    gateway.name()
                );
                cx.report(peer, message).related(*own, "the gateway's");
            }
        }
    }
}

/// More APIPA addresses than a gateway takes.
fn apipa_limit(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(limit) = cx.facts.limit(LimitId::ApipaAddresses) else { return };
    let addresses = gateway.apipa();
    if let Some(over) = addresses.get(limit.value as usize) {
        let message = format!("{} APIPA addresses, but a gateway takes {}", addresses.len(), limit.value);
        cx.report(over, message).cite(limit);
    }
}
