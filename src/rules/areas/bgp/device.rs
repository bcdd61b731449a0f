//! BGP at the device's end.

use super::super::address::{self, judged_by_bgp};
use super::super::nat;
use super::gateway::free_apipa;
use super::{asn_of, connections_of, free_asn, is_apipa, is_off_everywhere, reserved, speakers, switch};
use crate::catalog::{AsnKind, FeatureId, LimitId, Support};
use crate::finding::{Change, Severity, Suggestion};
use crate::model::entities::*;
use crate::rules::prefixes::{Relation, behind, written};
use crate::rules::{Check, Cx, Rule};
use crate::schema::Attr;
use ipnet::IpNet;
use rustc_hash::FxHashMap;

pub const RULES: &[Rule] = &[
    Rule { name: "bgp/same-asn", check: Check::SiteToSite(same_asn) },
    Rule { name: "bgp/reserved-asn", check: Check::Site(reserved_asn) },
    Rule { name: "bgp/doubtful-asn", check: Check::Site(doubtful_asn) },
    Rule { name: "bgp/asn-missing", check: Check::SiteToSite(asn_missing) },
    Rule { name: "bgp/unused-settings", check: Check::Site(unused_settings) },
    Rule { name: "bgp/peer-is-public-ip", check: Check::Site(peer_is_public_ip) },
    Rule { name: "bgp/peer-in-vnet", check: Check::SiteToSite(peer_in_vnet) },
    Rule { name: "bgp/shared-peer-address", check: Check::VpnGateway(shared_peer_address) },
    Rule { name: "bgp/apipa-without-gateway", check: Check::SiteToSite(apipa_without_gateway) },
    Rule { name: "bgp/apipa-prefix", check: Check::Site(apipa_prefix) },
    Rule { name: "bgp/peer-prefix-missing", check: Check::Site(peer_prefix_missing) },
    Rule { name: "bgp/peer-prefix-redundant", check: Check::Site(peer_prefix_redundant) },
    Rule { name: "bgp/prefix-limit", check: Check::Site(prefix_limit) },
    Rule { name: "bgp/advertises-vnet-prefix", check: Check::VpnGateway(advertises_vnet_prefix) },
];

/// The ranges that a device's ASN can't be from.
const NOT_FOR_DEVICES: [AsnKind; 3] = [AsnKind::AzurePublic, AsnKind::AzurePrivate, AsnKind::Iana];

/// A device with the ASN of the gateway it speaks to.
fn same_asn(connection: SiteToSite<'_>, cx: &mut Cx<'_>) {
    let Some(gateway) = connection.gateway().filter(|_| connection.bgp_enabled()) else { return };
    let Some(own) = asn_of(gateway, cx) else { return };
    for device in connection.devices() {
        let Some(asn) = device.bgp().and_then(|bgp| bgp.integer(Attr::Asn)) else { continue };
        // One that no device may have is reported as such.
        if asn.value != own.value || reserved(asn.value, &NOT_FOR_DEVICES, cx).is_some() {
            continue;
        }
        let message = format!(
            "the device `{}` has ASN {}, as has the gateway `{}`, so BGP won't come up",
            device.name(),
            asn.value,
            gateway.name()
        );
        cx.report(asn, message).related(own.span, "the gateway's ASN").suggest(Suggestion::Asn { replace: asn.span });
    }
}

/// An ASN that no device can have.
fn reserved_asn(site: Site<'_>, cx: &mut Cx<'_>) {
    for (device, bgp) in speakers(site) {
        let Some(asn) = bgp.integer(Attr::Asn) else { continue };
        let Some(range) = reserved(asn.value, &NOT_FOR_DEVICES, cx) else { continue };
        if !is_off_everywhere(site, device) {
            let message = format!("the device `{}` can't have ASN {}: {}", device.name(), asn.value, range.title);
            cx.report(asn, message).cite(range).suggest(Suggestion::Asn { replace: asn.span });
        }
    }
}

/// An ASN of which the documents don't say whether a device can have it.
fn doubtful_asn(site: Site<'_>, cx: &mut Cx<'_>) {
    for (device, bgp) in speakers(site) {
        let Some(asn) = bgp.integer(Attr::Asn) else { continue };
        let Some(range) = reserved(asn.value, &[AsnKind::Doubtful], cx) else { continue };
        if !is_off_everywhere(site, device) {
            let message = format!("ASN {} of the device `{}` is {}", asn.value, device.name(), range.title);
            let mut report = cx.report(asn, message).cite(range).suggest(Suggestion::Asn { replace: asn.span });
            for disputed in &range.disputed {
                report = report.disputed(disputed);
            }
        }
    }
}

/// BGP switched on towards a device that has no ASN.
fn asn_missing(connection: SiteToSite<'_>, cx: &mut Cx<'_>) {
    let Some(site) = connection.site().filter(|site| connection.bgp_enabled() && !is_existing(site.0)) else { return };
    let own = connection.gateway().and_then(|gateway| asn_of(gateway, cx)).map(|asn| asn.value);
    for device in connection.devices().into_iter().filter(|device| device.bgp().is_none()) {
        let message = format!("BGP is on, but the device `{}` of the site `{}` has no ASN", device.name(), site.name());
        let free = free_asn(own.as_slice(), cx);
        let mut report = cx.report(switch(connection.0), message).related(device.name_span(), "the device");
        if let Some(free) = free {
            let change = Change::InsertBlock { block: device.span(), text: format!("bgp {{ asn = {free} }}") };
            report = report.fix(format!("Give `{}` the ASN {free}", device.name()), false, vec![change]);
        }
        report.set(connection.0, "enable-bgp", "false");
    }
}

/// A BGP speaker that no connection speaks to.
fn unused_settings(site: Site<'_>, cx: &mut Cx<'_>) {
    for (device, bgp) in speakers(site).filter(|(device, _)| is_off_everywhere(site, *device)) {
        let message =
            format!("the device `{}` has BGP settings, but every connection to it is without BGP", device.name());
        let changes = connections_of(site, device).map(|connection| Change::SetAttribute {
            block: connection.span(),
            name: "enable-bgp",
            value: "true".into(),
        });
        let changes: Vec<_> = changes.collect();
        let mut report = cx.report(bgp, message).fix("Switch BGP on", false, changes);
        for connection in connections_of(site, device) {
            report = report.related(switch(connection.0), "BGP is off here");
        }
        let _ = report;
    }
}

/// A device that would speak BGP from the address of its tunnel.
fn peer_is_public_ip(site: Site<'_>, cx: &mut Cx<'_>) {
    for (device, bgp) in speakers(site) {
        let (Some(peer), Some(public)) = (bgp.address(Attr::PeeringAddress), device.address(Attr::PublicIp)) else {
            continue;
        };
        if peer.value == public.value {
            let message =
                format!("the BGP address `{}` of the device `{}` is its public address", peer.value, device.name());
            cx.report(peer, message)
                .related(public, "the public address")
                .note("BGP runs inside the tunnel, from an address of the device's own network, often a loopback one");
        }
    }
}

/// A device whose BGP address lies in the VNet.
fn peer_in_vnet(connection: SiteToSite<'_>, cx: &mut Cx<'_>) {
    if connection.boolean(Attr::EnableBgp).is_some_and(|it| !it.value) {
        return;
    }
    let Some(vnet) = connection.gateway().and_then(VpnGateway::vnet) else { return };
    for device in connection.devices() {
        let Some(peer) = device.bgp().and_then(|bgp| bgp.address(Attr::PeeringAddress)) else { continue };
        let host = IpNet::from(peer.value);
        let around = vnet.prefixes(Attr::Prefixes).into_iter().filter(|at| at.value.contains(&host));
        let Some(narrowest) = around.max_by_key(|at| at.value.prefix_len()) else { continue };
        // With an ingress rule the address after translation is the one to give.
        let rules = nat::used(connection, Attr::IngressNatRules);
        let is_translated = nat::translates(&rules, &host)
            || rules.iter().any(|rule| rule.prefixes(Attr::External).iter().any(|at| at.value.contains(&host)));
        if is_translated {
            continue;
        }
        let message = format!(
            "the BGP address `{}` of the device `{}` lies in `{}` of the VNet `{}`",
            peer.value,
            device.name(),
            narrowest.value,
            vnet.name()
        );
        cx.report(peer, message).related(narrowest.span, "the VNet's prefix");
    }
}

/// Two devices of one gateway with one BGP address.
fn shared_peer_address(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let mut first = FxHashMap::default();
    for connection in gateway.site_to_site() {
        let Some(site) = connection.site() else { continue };
        if connection.boolean(Attr::EnableBgp).is_some_and(|it| !it.value) {
            continue;
        }
        for device in connection.devices() {
            let Some(peer) = device.bgp().and_then(|bgp| bgp.address(Attr::PeeringAddress)) else { continue };
            let (holder, place) = *first.entry(peer.value).or_insert(((site.name(), device.name()), peer.span));
            if holder != (site.name(), device.name()) {
                let message = format!(
                    "the devices `{}.{}` and `{}.{}` of one gateway share the BGP address `{}`",
                    holder.0,
                    holder.1,
                    site.name(),
                    device.name(),
                    peer.value
                );
                cx.report(peer, message).related(place, "the other device's");
            }
        }
    }
}

/// A device that speaks BGP from an APIPA address to a gateway that is said to have none.
fn apipa_without_gateway(connection: SiteToSite<'_>, cx: &mut Cx<'_>) {
    let Some(gateway) = connection.gateway().filter(|_| connection.bgp_enabled()) else { return };
    // A list of none is said to be so; of a new gateway whose speaker is described it is likely.
    let Some(bgp) = gateway.bgp() else { return };
    let none = bgp.is_empty_list(Attr::Apipa);
    let unsaid = !bgp.says(Attr::Apipa) && !is_existing(gateway.0) && !connection.says(Attr::CustomBgpAddresses);
    if !none && !unsaid {
        return;
    }
    for device in connection.devices() {
        let Some(peer) = device.bgp().and_then(|bgp| bgp.address(Attr::PeeringAddress)) else { continue };
        if is_apipa(peer.value, cx) {
            let message = format!(
                "the device `{}` speaks BGP from `{}`, but the gateway `{}` has no APIPA address",
                device.name(),
                peer.value,
                gateway.name()
            );
            let own = free_apipa(gateway, &[peer.value], cx);
            let report = match none {
                true => cx.report(peer, message).related(bgp.place_of(Attr::Apipa), "the gateway's APIPA addresses"),
                false => cx
                    .report(peer, message)
                    .severity(Severity::Warning)
                    .related(bgp, "the gateway's BGP, without `apipa`"),
            };
            if let Some(own) = own {
                report.set(bgp, Attr::Apipa.name(), own.to_string());
            }
        }
    }
}

/// The prefixes of a site and of those of its devices that have their own.
fn prefix_lists<'m>(site: Site<'m>) -> impl Iterator<Item = crate::model::View<'m>> {
    let devices = site.devices().map(|device| device.0).filter(|device| device.own(Attr::Prefixes).is_some());
    std::iter::once(site.0).chain(devices)
}

/// An APIPA prefix among those of a local network gateway.
fn apipa_prefix(site: Site<'_>, cx: &mut Cx<'_>) {
    for list in prefix_lists(site) {
        let prefixes = list.prefixes(Attr::Prefixes);
        for at in &prefixes {
            if !is_apipa(at.value.addr(), cx) {
                continue;
            }
            let message = format!("`{}` is APIPA: it can't be among the prefixes of a site", at.value);
            let report = cx.report(at, message);
            let rest: Vec<_> = prefixes.iter().filter(|it| it.value != at.value).map(|it| it.value).collect();
            if !rest.is_empty() && prefixes.iter().all(|it| it.via.is_none()) {
                let value = written(&rest);
                let change = Change::SetAttribute { block: list.span(), name: "prefixes", value };
                report.fix(format!("Leave out `{}`", at.value), true, vec![change]);
            }
        }
    }
}

/// The BGP peer that isn't among the prefixes, as 2016 wanted it.
fn peer_prefix_missing(site: Site<'_>, cx: &mut Cx<'_>) {
    for (device, bgp) in speakers(site) {
        let Some(peer) = bgp.address(Attr::PeeringAddress) else { continue };
        // An address that can't be the peer's is wrong before it is missing.
        if device.address(Attr::PublicIp).is_some_and(|public| public.value == peer.value) {
            continue;
        }
        let list = if device.says(Attr::Prefixes) { device.0 } else { site.0 };
        let prefixes = device.prefixes(site);
        let is_listed = prefixes.iter().any(|at| at.value == IpNet::from(peer.value));
        if is_listed || !list.says(Attr::Prefixes) || list.is_wrong(Attr::Prefixes) {
            continue;
        }
        if !connections_of(site, device).any(SiteToSite::bgp_enabled) {
            continue;
        }
        let host = IpNet::from(peer.value);
        let message =
            format!("the BGP address of the device `{}` must be among the prefixes, as `{host}`", device.name());
        let report = cx.report(list.place_of(Attr::Prefixes), message).related(peer, "the BGP address");
        if prefixes.iter().all(|it| it.via.is_none()) {
            let all: Vec<_> = prefixes.iter().map(|it| it.value).chain([host]).collect();
            let change = Change::SetAttribute { block: list.span(), name: "prefixes", value: written(&all) };
            report.fix(format!("Add `{host}`"), false, vec![change]);
        }
    }
}

/// The BGP peer among the prefixes, where it isn't needed any more.
fn peer_prefix_redundant(site: Site<'_>, cx: &mut Cx<'_>) {
    for (device, bgp) in speakers(site) {
        let Some(peer) = bgp.address(Attr::PeeringAddress).filter(|it| !is_apipa(it.value, cx)) else { continue };
        let prefixes = device.prefixes(site);
        let host = IpNet::from(peer.value);
        let Some(at) = prefixes.iter().find(|at| at.value == host) else { continue };
        if !connections_of(site, device).any(SiteToSite::bgp_enabled) {
            continue;
        }
        let message =
            format!("`{host}` is the BGP address of the device `{}`, which Azure adds by itself", device.name());
        let report = cx.report(at, message).related(peer, "the BGP address");
        let rest: Vec<_> = prefixes.iter().filter(|it| it.value != host).map(|it| it.value).collect();
        if prefixes.iter().all(|it| it.via.is_none()) {
            let list = if device.says(Attr::Prefixes) { device.0 } else { site.0 };
            let change = Change::SetAttribute { block: list.span(), name: "prefixes", value: written(&rest) };
            report.fix(format!("Leave out `{host}`"), true, vec![change]);
        }
    }
}

/// More prefixes than a gateway accepts over BGP.
fn prefix_limit(site: Site<'_>, cx: &mut Cx<'_>) {
    let Some(limit) = cx.facts.limit(LimitId::VpnBgpPrefixes) else { return };
    for list in prefix_lists(site) {
        let prefixes = list.prefixes(Attr::Prefixes);
        let Some(over) = prefixes.get(limit.value as usize) else { continue };
        if uses_bgp(site, list) {
            let message = format!(
                "`{}` advertises {} prefixes, but a VPN gateway accepts {} over BGP",
                list.name(),
                prefixes.len(),
                limit.value
            );
            cx.report(over, message).cite(limit);
        }
    }
}

/// Whether what a site or one of its devices holds is advertised over BGP on some connection.
pub fn uses_bgp(site: Site<'_>, list: crate::model::View<'_>) -> bool {
    site.site_to_site().filter(|connection| connection.bgp_enabled()).any(|connection| {
        let devices = connection.devices();
        list.kind() == crate::schema::Kind::Site || devices.iter().any(|device| device.name() == list.name())
    })
}

/// A prefix of the VNet, or one inside it, that a site advertises over BGP.
fn advertises_vnet_prefix(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(feature) = cx.facts.feature(FeatureId::AdvertiseVnetPrefix).filter(|it| it.support != Support::Yes) else {
        return;
    };
    let Some(vnet) = gateway.vnet() else { return };
    let has_transit = behind(vnet).len() > 1;
    for overlap in address::overlaps(gateway) {
        let relation = overlap.relation;
        if relation == Relation::Contains || !judged_by_bgp(overlap.connection, relation, has_transit, cx) {
            continue;
        }
        if overlap.translated() != (false, false) {
            continue;
        }
        let how = if relation == Relation::Equal { "as" } else { "inside" };
        let message = format!(
            "the site `{}` advertises `{}` over BGP, {how} `{}` of the VNet `{}`",
            overlap.site.name(),
            overlap.prefix.value,
            overlap.with,
            overlap.vnet.name()
        );
        let mut report = cx
            .report(overlap.prefix, message)
            .cite(feature)
            .related(overlap.vnet_place, "the VNet's prefix")
            .related(switch(overlap.connection.0), "BGP is on here");
        if has_transit {
            report = report.note("Azure filters the prefix, so the site gets no traffic for it");
        }
        let _ = report;
    }
}
