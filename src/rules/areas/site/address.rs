//! Where a site's devices are reached.

use super::tunnels;
use crate::catalog::{AddressRange, FeatureId, LimitId, RangeKind, Support};
use crate::finding::{Change, Severity, Span};
use crate::model::entities::*;
use crate::rules::{Check, Cx, Rule};
use crate::schema::Attr;
use rustc_hash::FxHashMap;
use std::net::IpAddr;

pub const RULES: &[Rule] = &[
    Rule { name: "site/address-missing", check: Check::Site(address_missing) },
    Rule { name: "site/azure-dials-behind-nat", check: Check::SiteToSite(azure_dials_behind_nat) },
    Rule { name: "site/behind-nat", check: Check::Site(behind_nat) },
    Rule { name: "site/device-by-name", check: Check::Site(device_by_name) },
    Rule { name: "site/device-missing", check: Check::Site(device_missing) },
    Rule { name: "site/invalid-name", check: Check::Site(invalid_name) },
    Rule { name: "site/ipv6-address", check: Check::Site(ipv6_address) },
    Rule { name: "site/overlapping-devices", check: Check::Site(overlapping_devices) },
    Rule { name: "site/private-address", check: Check::Site(private_address) },
    Rule { name: "site/segment-size", check: Check::Site(segment_size) },
    Rule { name: "site/shared-address", check: Check::VpnGateway(shared_address) },
    Rule { name: "site/two-addresses", check: Check::Site(two_addresses) },
];

/// A site of a Site-to-Site connection without any device.
fn device_missing(site: Site<'_>, cx: &mut Cx<'_>) {
    if is_existing(*site) || site.devices().next().is_some() {
        return;
    }
    // A connection that names a device which isn't there is a mistake of its own.
    let names_site = |tunnel: &SiteToSite<'_>| tunnel.names(Attr::Site).iter().all(|path| path.len() == 1);
    let Some(tunnel) = site.site_to_site().find(names_site) else { return };
    let message = format!("`{}` has no `device` for its Site-to-Site connection `{}`", site.name(), tunnel.name());
    let device = Change::InsertBlock { block: site.span(), text: "device edge { model = custom }".into() };
    cx.report(*site, message).related(tunnel.name_span(), "the connection").fix("Add a device", false, vec![device]);
}

/// A device with neither an address nor a name.
fn address_missing(site: Site<'_>, cx: &mut Cx<'_>) {
    for device in site.devices() {
        let Some(name) = device.text(Attr::Fqdn) else { continue };
        if name.trim().is_empty() && !device.says(Attr::PublicIp) && tunnels(site, device).next().is_some() {
            cx.report(&name, format!("the device `{}` has neither a public IP nor a name in DNS", device.name()));
        }
    }
}

/// A name in DNS that can't be one.
fn invalid_name(site: Site<'_>, cx: &mut Cx<'_>) {
    for device in site.devices() {
        let Some(at) = device.text(Attr::Fqdn).filter(|it| !it.trim().is_empty()) else { continue };
        let name = at.trim();
        if let Ok(address) = name.parse::<IpAddr>() {
            let report = cx.report(&at, format!("`{address}` is an address, not a name in DNS"));
            let field = device.field(Attr::Fqdn).filter(|_| !device.says(Attr::PublicIp));
            if let Some(field) = field {
                let text = format!("{} = {address}", Attr::PublicIp.name());
                report.fix(format!("Say `{text}`"), false, vec![Change::Replace { span: field.span(), text }]);
            }
            continue;
        }
        if is_name(name) {
            continue;
        }
        let report = cx.report(&at, format!("`{name}` can't be a name in DNS"));
        // Of a URL the host's name is meant.
        let host = name.split_once("://").map_or(name, |(_, rest)| rest);
        let host = host.split(['/', ':']).next().unwrap_or_default();
        if is_name(host) {
            report.replace(&at, format!("\"{host}\""), false);
        }
    }
}

/// Whether a text is made as a name in DNS is: labels of up to 63 letters, digits, hyphens and underscores.
fn is_name(text: &str) -> bool {
    let is_part = |it: char| it.is_alphanumeric() || matches!(it, '-' | '_');
    let is_label = |label: &str| (1..=63).contains(&label.len()) && label.chars().all(is_part);
    text.len() <= 253 && text.strip_suffix('.').unwrap_or(text).split('.').all(is_label)
}

/// A device with both an address and a name.
fn two_addresses(site: Site<'_>, cx: &mut Cx<'_>) {
    for device in site.devices() {
        let (Some(name), Some(address)) = (device.text(Attr::Fqdn), device.address(Attr::PublicIp)) else { continue };
        if name.trim().is_empty() || tunnels(site, device).next().is_none() {
            continue;
        }
        let message = format!("the device `{}` has a public IP and a name: Azure takes one of them", device.name());
        let mut report = cx.report(&name, message).related(address, "the public IP");
        if let Some(field) = device.field(Attr::Fqdn) {
            report = report.remove(field.span(), "Use the address");
        }
        if let Some(field) = device.field(Attr::PublicIp) {
            report.remove(field.span(), "Use the name");
        }
    }
}

/// A device address that the Internet doesn't route.
fn private_address(site: Site<'_>, cx: &mut Cx<'_>) {
    for device in site.devices() {
        let Some(address) = device.address(Attr::PublicIp).filter(|it| it.is_ipv4()) else { continue };
        let Some(range) = unroutable(address.value, cx) else { continue };
        // A tunnel over private peering needs no Internet.
        let Some(tunnel) = tunnels(site, device).find(|tunnel| !tunnel.says(Attr::Over)) else { continue };
        let is = if range.first == range.last { "is" } else { "is in" };
        let message = format!("`{}` {is} {}: Azure's gateway can't reach it over the Internet", *address, range.title);
        let contradiction = cx.facts.contradiction("Device addresses that the Internet does not route");
        cx.report(address, message)
            .related(tunnel.name_span(), "the connection that ends here")
            .cite(range)
            .contradiction(contradiction);
    }
}

fn unroutable(address: IpAddr, cx: &Cx<'_>) -> Option<&'static AddressRange> {
    let range = cx.facts.ranges_of(address).into_iter().next()?;
    (!range.internet && range.kind != RangeKind::Documentation).then_some(range)
}

/// A device address of IPv6.
fn ipv6_address(site: Site<'_>, cx: &mut Cx<'_>) {
    for device in site.devices() {
        let Some(address) = device.address(Attr::PublicIp).filter(|it| it.is_ipv6()) else { continue };
        let Some(tunnel) = tunnels(site, device).next() else { continue };
        let message = format!("`{}` is an IPv6 address, and tunnels run between IPv4 addresses", *address);
        cx.report(address, message).related(tunnel.name_span(), "the connection that ends here");
    }
}

/// A device given by name where only addresses are possible.
fn device_by_name(site: Site<'_>, cx: &mut Cx<'_>) {
    if cx.facts.feature(FeatureId::DeviceFqdn).is_none_or(|feature| feature.support != Support::No) {
        return;
    }
    for device in site.devices() {
        let Some(name) = device.text(Attr::Fqdn).filter(|it| !it.trim().is_empty()) else { continue };
        if tunnels(site, device).next().is_none() {
            continue;
        }
        let message = format!("edition {} knows a device by its IPv4 address only, not by a name", cx.edition);
        let report = cx.report(&name, message);
        if let Some(field) = device.field(Attr::Fqdn).filter(|_| device.says(Attr::PublicIp)) {
            report.remove(field.span(), "Remove `fqdn`");
        }
    }
}

/// A device behind NAT.
fn behind_nat(site: Site<'_>, cx: &mut Cx<'_>) {
    for device in site.devices() {
        let Some(flag) = device.boolean(Attr::BehindNat).filter(|it| it.value) else { continue };
        let traversal = cx.facts.feature(FeatureId::DeviceBehindNat).map_or(Support::Unclear, |it| it.support);
        // Where the device dials, as it must, nothing is left to say; where Azure dials, another rule says it.
        let settled = |tunnel: &SiteToSite<'_>| {
            tunnel.says(Attr::Over)
                || traversal != Support::No && tunnel.choice(Attr::ConnectionMode).is_some_and(dials)
        };
        let open: Vec<_> = tunnels(site, device).filter(|tunnel| !settled(tunnel)).collect();
        let Some(first) = open.first() else { continue };
        let message = match traversal {
            Support::No => {
                format!("`{}` is behind NAT, and edition {} wants its own public IPv4", device.name(), cx.edition)
            }
            _ => format!("`{}` is behind NAT: it must start the tunnel, since Azure can't", device.name()),
        };
        let report = cx.report(flag, message).related(first.name_span(), "the connection that ends here");
        let can_answer = |tunnel: &SiteToSite<'_>| {
            let is_ikev1 = tunnel.choice(Attr::Protocol).is_some_and(|it| it.value == "IKEv1");
            !is_ikev1 && tunnel.gateway().is_some_and(|gateway| !gateway.is_policy_based())
        };
        if traversal != Support::No && open.iter().all(can_answer) {
            let answer = |tunnel: &SiteToSite<'_>| mode(tunnel, "ResponderOnly");
            report.fix("Let the device start the tunnel", false, open.iter().map(answer).collect());
        }
    }
}

fn dials(mode: crate::model::At<&str>) -> bool {
    mode.value != "Default"
}

fn mode(tunnel: &SiteToSite<'_>, value: &str) -> Change {
    Change::SetAttribute { block: tunnel.span(), name: Attr::ConnectionMode.name(), value: value.into() }
}

/// Azure is to start a tunnel to a device behind NAT.
fn azure_dials_behind_nat(tunnel: SiteToSite<'_>, cx: &mut Cx<'_>) {
    let Some(mode) = tunnel.choice(Attr::ConnectionMode).filter(|it| it.value == "InitiatorOnly") else { return };
    if tunnel.says(Attr::Over) {
        return;
    }
    let hidden = |device: &Device<'_>| device.is_true(Attr::BehindNat);
    let Some(device) = tunnel.devices().into_iter().find(hidden) else { return };
    let message = format!("only Azure starts this tunnel, but it can't reach `{}` behind NAT", device.name());
    cx.report(mode, message)
        .related(device.place_of(Attr::BehindNat), "the device is behind NAT")
        .replace(mode, "ResponderOnly", false)
        .replace(mode, "Default", false);
}

/// Neither the MSS nor the MTU of a device leaves room for IPsec.
fn segment_size(site: Site<'_>, cx: &mut Cx<'_>) {
    let (Some(mss_limit), Some(mtu_limit)) = (cx.facts.limit(LimitId::TcpMss), cx.facts.limit(LimitId::TunnelMtu))
    else {
        return;
    };
    for device in site.devices() {
        let mss = device.integer(Attr::TcpMss);
        let mtu = device.integer(Attr::TunnelMtu);
        let fits =
            mss.is_some_and(|it| it.value <= mss_limit.value) || mtu.is_some_and(|it| it.value <= mtu_limit.value);
        if fits || device.is_wrong(Attr::TcpMss) || device.is_wrong(Attr::TunnelMtu) {
            continue;
        }
        let Some((at, limit, what)) =
            mss.map(|it| (it, mss_limit, "TCP MSS")).or_else(|| mtu.map(|it| (it, mtu_limit, "tunnel MTU")))
        else {
            continue;
        };
        let message = format!("a {what} of {} bytes is too large for the tunnel: at most {}", *at, limit.value);
        let mut report = cx.report(at, message).replace(at, limit.value.to_string(), false);
        if let (Some(_), Some(mtu)) = (mss, mtu) {
            report = report.related(mtu, format!("an MTU of at most {} would do, too", mtu_limit.value));
        }
        let _ = report;
    }
}

/// Two devices of one gateway with one address.
fn shared_address(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let mut seen: FxHashMap<String, (Span, Device<'_>)> = FxHashMap::default();
    for tunnel in gateway.site_to_site().filter(|tunnel| !tunnel.says(Attr::Over)) {
        for device in tunnel.devices() {
            let Some((span, address)) = address_of(device) else { continue };
            let (first, other) = *seen.entry(address.clone()).or_insert((span, device));
            if other.span() == device.span() {
                continue;
            }
            let message = format!(
                "`{}` has the address of `{}`, `{address}`; each device of a gateway needs its own",
                path(device, cx),
                path(other, cx)
            );
            cx.report(span, message).related(first, "the same address");
        }
    }
}

/// The gateways that a device is connected to.
fn gateways<'m>(site: Site<'m>, device: Device<'m>) -> Vec<&'m str> {
    tunnels(site, device).filter_map(|tunnel| Some(tunnel.gateway()?.name())).collect()
}

/// Two devices of a site whose local network gateways hold the same addresses, on one gateway.
fn overlapping_devices(site: Site<'_>, cx: &mut Cx<'_>) {
    let shared = cx.facts.feature(FeatureId::SharedDevicePrefixes);
    // What the devices have from their site they share on purpose.
    let devices: Vec<_> = site.devices().filter(|device| device.own(Attr::Prefixes).is_some()).collect();
    for (index, device) in devices.iter().enumerate() {
        let here = gateways(site, *device);
        let rivals =
            devices[..index].iter().filter(|other| gateways(site, **other).iter().any(|name| here.contains(name)));
        let held: Vec<_> =
            rivals.flat_map(|other| other.prefixes(site).into_iter().map(move |at| (other, at))).collect();
        let clash = device.prefixes(site).into_iter().find_map(|at| {
            let overlaps = |(_, it): &&(&Device<'_>, crate::model::At<ipnet::IpNet>)| {
                it.value.contains(&at.value) || at.value.contains(&it.value)
            };
            Some((at, *held.iter().find(overlaps)?))
        });
        let Some((at, (other, rival))) = clash else { continue };
        let message = format!(
            "`{}` of `{}` overlaps `{}` of `{}`: two local network gateways of one gateway are to hold different prefixes",
            at.value,
            device.name(),
            rival.value,
            other.name()
        );
        let mut report = cx.report(at, message).related(rival, "the other prefix");
        for disputed in shared.iter().flat_map(|feature| &feature.disputed) {
            report = report.disputed(disputed);
        }
        // Over BGP path lengths decide, and the newer documents don't forbid it.
        if [*other, *device].into_iter().all(|it| tunnels(site, it).all(SiteToSite::bgp_enabled)) {
            report.severity(Severity::Info);
        }
    }
}

/// A device as references name it: `hq.edge1`.
fn path(device: Device<'_>, cx: &Cx<'_>) -> String {
    format!("{}.{}", cx.spec.entity(device.id()).name(), device.name())
}

/// Where a device is reached, and the place that says it.
fn address_of(device: Device<'_>) -> Option<(Span, String)> {
    if let Some(address) = device.address(Attr::PublicIp) {
        return Some((address.span, address.to_string()));
    }
    let name = device.text(Attr::Fqdn).filter(|it| !it.trim().is_empty())?;
    Some((name.span, name.trim().trim_end_matches('.').to_ascii_lowercase()))
}
