//! `bgp`: BGP over VPN connections, at the gateway's end and at the device's.

pub mod device;
pub mod gateway;

use crate::catalog::{AsnKind, AsnRange, LimitId, RangeKind};
use crate::finding::Span;
use crate::model::At;
use crate::model::entities::*;
use crate::rules::Cx;
use crate::schema::Attr;
use std::net::IpAddr;

/// Whether an address is an IPv4 link-local one, as BGP over APIPA uses them.
pub fn is_apipa(address: IpAddr, cx: &Cx<'_>) -> bool {
    address.is_ipv4() && cx.facts.ranges_of_kind(RangeKind::LinkLocal).any(|range| range.contains(address))
}

/// The ASN of a gateway: as said, else the default, which holds for a new gateway only.
fn asn_of(gateway: VpnGateway<'_>, cx: &Cx<'_>) -> Option<At<u64>> {
    if gateway.bgp().is_some_and(|bgp| bgp.says(Attr::Asn)) {
        return gateway.asn();
    }
    let default = cx.facts.limit(LimitId::GatewayAsn)?.value;
    (!is_existing(gateway.0)).then(|| At { value: default, span: gateway.header(), via: None })
}

/// The range that keeps an ASN from being used at one end.
fn reserved(asn: u64, kinds: &[AsnKind], cx: &Cx<'_>) -> Option<&'static AsnRange> {
    let asn = u32::try_from(asn).ok()?;
    cx.facts.asns_of(asn).find(|range| kinds.contains(&range.kind))
}

/// The smallest private ASN that isn't one of `taken`.
fn free_asn(taken: &[u64], cx: &Cx<'_>) -> Option<u64> {
    let usable = cx.facts.asns.iter().filter(|range| range.kind == AsnKind::UsablePrivate);
    usable.flat_map(|range| range.first..=range.last).map(u64::from).find(|asn| !taken.contains(asn))
}

/// The connections that end at a device.
fn connections_of<'m>(site: Site<'m>, device: Device<'m>) -> impl Iterator<Item = SiteToSite<'m>> {
    site.site_to_site().filter(move |connection| connection.devices().iter().any(|it| it.name() == device.name()))
}

/// Whether BGP is said to be off wherever the device is connected.
fn is_off_everywhere(site: Site<'_>, device: Device<'_>) -> bool {
    let mut connections = connections_of(site, device).peekable();
    connections.peek().is_some()
        && connections.all(|connection| connection.boolean(Attr::EnableBgp).is_some_and(|it| !it.value))
}

/// The devices of a site with their BGP speakers.
fn speakers<'m>(site: Site<'m>) -> impl Iterator<Item = (Device<'m>, crate::model::View<'m>)> {
    site.devices().filter_map(|device| Some((device, device.bgp()?)))
}

/// Where BGP is switched on, else the block.
fn switch(connection: crate::model::View<'_>) -> Span {
    connection.place_of(Attr::EnableBgp)
}
