//! `resiliency`: what stands when a part fails.

pub mod circuit;

use crate::catalog::{SkuFamily, VpnFeature};
use crate::model::View;
use crate::model::entities::*;
use crate::rules::facts::{active_active, production, vpn_sku};
use crate::rules::{Check, Cx, Rule};
use crate::schema::Attr;

pub const RULES: &[Rule] = &[
    Rule { name: "resiliency/single-device", check: Check::Site(single_device) },
    Rule { name: "resiliency/single-instance", check: Check::VpnGateway(single_instance) },
    Rule { name: "resiliency/zonal-address", check: Check::VpnGateway(zonal_address) },
];

/// A production gateway of which one instance carries all tunnels.
fn single_instance(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    if production(*gateway).is_none() || active_active(gateway) != Some(false) || gateway.is_policy_based() {
        return;
    }
    // A SKU that can't do better is another matter.
    if vpn_sku(gateway, cx).is_some_and(|sku| !sku.has(VpnFeature::ActiveActive)) {
        return;
    }
    let place = match gateway.field(Attr::ActiveActive) {
        Some(field) => field.value_span(),
        None => gateway.place_of(Attr::Workload),
    };
    let message = format!("`{}` is for production, but only one of its instances is active", gateway.name());
    let both = super::public_ip::to_active_active(gateway, cx);
    let report = cx.report(place, message);
    if let Some(both) = both {
        report.fix("Make the gateway active-active", false, both);
    }
}

/// A site with one device on a production gateway.
fn single_device(site: Site<'_>, cx: &mut Cx<'_>) {
    let devices: Vec<_> = site.devices().collect();
    let [device] = devices[..] else { return };
    if is_existing(*site) || site.is_vague() {
        return;
    }
    let production = |tunnel: &SiteToSite<'_>| tunnel.gateway().is_some_and(|it| production(*it).is_some());
    let Some(tunnel) = site.site_to_site().find(production) else { return };
    let message =
        format!("`{}` reaches a production gateway through one device only, `{}`", site.name(), device.name());
    let report = cx.report(device.name_span(), message).related(tunnel.name_span(), "the connection");
    if let Some(gateway) = tunnel.gateway() {
        report.related(gateway.place_of(Attr::Workload), "the gateway is for production");
    }
}

/// A gateway with availability zones whose address stands in one of them.
fn zonal_address(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(sku) = vpn_sku(gateway, cx).filter(|sku| sku.family == SkuFamily::Zonal) else { return };
    // Where the addresses of an active-active gateway differ, that is the mistake.
    let zones_of = |ip: View<'_>| ip.integers(Attr::Zones).iter().map(|zone| zone.value).collect::<Vec<_>>();
    let mut all = gateway.public_ips().map(zones_of);
    let first = all.next();
    if gateway.is_active_active() && all.any(|zones| Some(&zones) != first.as_ref()) {
        return;
    }
    for ip in gateway.public_ips() {
        let zones = ip.integers(Attr::Zones);
        let [zone] = zones[..] else { continue };
        let message = format!(
            "`{}` ties `{}` to zone {}: a failure of that zone is one of the gateway",
            ip.name(),
            sku.name,
            *zone
        );
        let all = super::public_ip::all_zones(cx);
        let report =
            cx.report(ip.place_of(Attr::Zones), message).related(gateway.place_of(Attr::Sku), "the SKU has zones");
        if let Some(all) = all {
            report.set(ip, Attr::Zones.name(), all);
        }
    }
}
