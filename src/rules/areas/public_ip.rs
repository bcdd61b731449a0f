//! `public-ip`: the public addresses of gateways.

use crate::catalog::{FeatureId, LimitId, Retirement, RetirementId, SkuFamily, Support, VpnFeature, VpnSku};
use crate::finding::{Change, Severity};
use crate::model::View;
use crate::model::entities::*;
use crate::rules::facts::{Due, active_active, due, may_have_zones, vpn_sku, when};
use crate::rules::{Check, Cx, Report, Rule};
use crate::schema::{Attr, Kind};

pub const RULES: &[Rule] = &[
    Rule { name: "public-ip/active-active-count", check: Check::VpnGateway(active_active_count) },
    Rule { name: "public-ip/active-standby-count", check: Check::VpnGateway(active_standby_count) },
    Rule { name: "public-ip/basic", check: Check::VpnGateway(basic) },
    Rule { name: "public-ip/different", check: Check::VpnGateway(different) },
    Rule { name: "public-ip/dynamic", check: Check::VpnGateway(dynamic) },
    Rule { name: "public-ip/expressroute", check: Check::ErGateway(expressroute) },
    Rule { name: "public-ip/expressroute-basic", check: Check::ErGateway(expressroute_basic) },
    Rule { name: "public-ip/unknown-zone", check: Check::Any(unknown_zone) },
    Rule { name: "public-ip/zones-in-region", check: Check::Any(zones_in_region) },
    Rule { name: "public-ip/zones-missing", check: Check::VpnGateway(zones_missing) },
    Rule { name: "public-ip/zones-on-regional", check: Check::VpnGateway(zones_on_regional) },
];

/// All availability zones of a region, as written in a spec.
pub fn all_zones(cx: &Cx<'_>) -> Option<String> {
    let zones = cx.facts.limit(LimitId::AvailabilityZones)?.value;
    let zones: Vec<_> = (1..=zones).map(|zone| zone.to_string()).collect();
    Some(format!("[{}]", zones.join(", ")))
}

fn is_basic(ip: View<'_>) -> bool {
    ip.choice(Attr::Sku).is_some_and(|it| it.value == "Basic")
}

fn is_dynamic(ip: View<'_>) -> bool {
    ip.choice(Attr::Allocation).is_some_and(|it| it.value == "Dynamic")
}

/// When new gateways stopped to take Basic and dynamic addresses; none where the SKU can't be told.
fn end_of_basic(gateway: VpnGateway<'_>, cx: &Cx<'_>) -> Option<&'static Retirement> {
    let sku = vpn_sku(gateway, cx);
    if sku.is_none() && gateway.says(Attr::Sku) {
        return None;
    }
    let is_basic = sku.is_some_and(|sku| sku.family == SkuFamily::Basic);
    cx.facts.retirement(if is_basic { RetirementId::BasicIpBasicGateway } else { RetirementId::BasicIpVpnGateway })
}

/// The title of the fix for what is Basic or dynamic.
const MODERNIZE: &str = "Use a Standard, static address";

/// Says what was refused and since when; a refusal to come is a warning, and one far ahead nothing.
fn refused<'c>(
    ip: View<'_>,
    attr: Attr,
    what: &str,
    row: &'static Retirement,
    cx: &'c mut Cx<'_>,
) -> Option<Report<'c>> {
    let day = row.new_refused?;
    let distance = due(day, cx);
    if distance == Due::Later {
        return None;
    }
    let when = when(day, cx);
    let report = cx.report(ip.place_of(attr), format!("{what} is refused for new gateways {when}")).cite(row);
    let report = if distance == Due::Now { report } else { report.severity(Severity::Warning) };
    let about_new = row.disputed.iter().filter(|it| it.field == Some("new-refused"));
    Some(about_new.fold(report, |report, it| report.dispute(it)))
}

fn set(block: View<'_>, attr: Attr, value: &str) -> Change {
    Change::SetAttribute { block: block.span(), name: attr.name(), value: value.into() }
}

/// What makes an address Standard and static.
fn modernized(ip: View<'_>) -> Vec<Change> {
    let mut changes = vec![set(ip, Attr::Sku, "Standard")];
    if ip.choice(Attr::Allocation).is_some_and(|it| it.value != "Static") {
        changes.push(set(ip, Attr::Allocation, "Static"));
    }
    changes
}

/// A Basic address for a new VPN gateway.
fn basic(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(row) = end_of_basic(gateway, cx).filter(|_| !is_existing(*gateway)) else { return };
    for ip in gateway.public_ips().filter(|ip| is_basic(*ip)) {
        if let Some(report) = refused(ip, Attr::Sku, "a Basic public IP", row, cx) {
            report.fix(MODERNIZE, false, modernized(ip));
        }
    }
}

/// A dynamic address for a new VPN gateway.
fn dynamic(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    if is_existing(*gateway) {
        return;
    }
    // A Basic address is reported as such.
    for ip in gateway.public_ips().filter(|ip| is_dynamic(*ip) && !is_basic(*ip)) {
        let report = match end_of_basic(gateway, cx) {
            _ if ip.says(Attr::Sku) => Some(never_dynamic(ip, cx)),
            Some(row) => refused(ip, Attr::Allocation, "a dynamic public IP", row, cx),
            None => None,
        };
        if let Some(report) = report {
            report.fix(MODERNIZE, false, vec![set(ip, Attr::Allocation, "Static")]);
        }
    }
}

/// A Standard address that is to be dynamic, which none can be.
fn never_dynamic<'c>(ip: View<'_>, cx: &'c mut Cx<'_>) -> Report<'c> {
    cx.report(ip.place_of(Attr::Allocation), "a Standard public IP is static, never `Dynamic`")
        .azure_error(Some("StandardSkuPublicIPAddressesMustBeStatic"))
        .related(ip.place_of(Attr::Sku), "the SKU")
}

/// A Basic address for a new ExpressRoute gateway.
fn expressroute_basic(gateway: ErGateway<'_>, cx: &mut Cx<'_>) {
    let Some(row) = cx.facts.retirement(RetirementId::BasicIpErGateway) else { return };
    if is_existing(*gateway) {
        return;
    }
    for ip in gateway.nested(Kind::PublicIp) {
        let report = match (is_basic(ip), is_dynamic(ip)) {
            (true, _) => refused(ip, Attr::Sku, "a Basic public IP", row, cx),
            (false, true) if ip.says(Attr::Sku) => Some(never_dynamic(ip, cx)),
            (false, true) => refused(ip, Attr::Allocation, "a dynamic public IP", row, cx),
            (false, false) => continue,
        };
        if let Some(report) = report {
            report.remove(ip.span(), format!("Remove `{}`", ip.name())).fix(MODERNIZE, false, modernized(ip));
        }
    }
}

/// An address of one's own on a new ExpressRoute gateway.
fn expressroute(gateway: ErGateway<'_>, cx: &mut Cx<'_>) {
    if is_existing(*gateway) || cx.facts.feature(FeatureId::ErPublicIp).is_none() {
        return;
    }
    for ip in gateway.nested(Kind::PublicIp).filter(|ip| !is_basic(*ip) && !is_dynamic(*ip)) {
        let message = format!("`{}` needs no `{}`: Microsoft provides the address", gateway.name(), ip.name());
        cx.report(ip, message).remove(ip.span(), format!("Remove `{}`", ip.name()));
    }
}

/// A new gateway with zones whose address is said to have none.
fn zones_missing(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(sku) = vpn_sku(gateway, cx).filter(|sku| sku.family == SkuFamily::Zonal) else { return };
    if is_existing(*gateway) || !may_have_zones(gateway.vnet(), cx) {
        return;
    }
    // Where another address of an active-active gateway has zones, the difference is the mistake.
    if active_active(gateway) == Some(true) && gateway.public_ips().any(has_zones) {
        return;
    }
    let zones = all_zones(cx);
    for ip in gateway.public_ips().filter(|ip| ip.is_empty_list(Attr::Zones) && !is_basic(*ip)) {
        let message = format!("`{}` has no zones, and `{}` needs an address in them", ip.name(), sku.name);
        let report =
            cx.report(ip.place_of(Attr::Zones), message).related(gateway.place_of(Attr::Sku), "the SKU has zones");
        if let Some(zones) = &zones {
            report.set(ip, Attr::Zones.name(), zones.clone());
        }
    }
}

/// A zone that no region has.
fn unknown_zone(gateway: View<'_>, cx: &mut Cx<'_>) {
    let Some(limit) = cx.facts.limit(LimitId::AvailabilityZones) else { return };
    for ip in gateway.nested(Kind::PublicIp) {
        let known = |zone: u64| (1..=limit.value).contains(&zone);
        let Some(zone) = ip.integers(Attr::Zones).into_iter().find(|zone| !known(zone.value)) else { continue };
        let zones = all_zones(cx).unwrap_or_default();
        let message = format!("there is no availability zone {}: a region has {zones}", zone.value);
        cx.report(zone, message).cite(limit).set(ip, Attr::Zones.name(), zones);
    }
}

/// An address in zones for a new gateway in a region without them.
fn zones_in_region(gateway: View<'_>, cx: &mut Cx<'_>) {
    if is_existing(gateway) {
        return;
    }
    let vnet = gateway.target(Attr::Vnet).and_then(|vnet| Vnet::of(vnet.value));
    let Some(region) = vnet.and_then(Vnet::region).filter(|_| !may_have_zones(vnet, cx)) else { return };
    let title = cx.facts.region(&region).map_or("the region", |row| row.title);
    for ip in gateway.nested(Kind::PublicIp).filter(|ip| has_zones(*ip) && !is_basic(*ip)) {
        let Some(field) = ip.field(Attr::Zones) else { continue };
        cx.report(field.value_span(), format!("`{}` stands in zones, and {title} has none", ip.name()))
            .related(&region, "the region")
            .remove(field.span(), "Remove `zones`");
    }
}

/// An address in zones for a new gateway without them.
fn zones_on_regional(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(sku) = vpn_sku(gateway, cx).filter(|sku| sku.family == SkuFamily::Regional) else { return };
    // Once the SKU is refused altogether, that is the mistake; where the region has no zones, that is.
    if is_existing(*gateway) || !sku.lifecycle.allows_new(cx.today) || !may_have_zones(gateway.vnet(), cx) {
        return;
    }
    for ip in gateway.public_ips().filter(|ip| !ip.integers(Attr::Zones).is_empty() && !is_basic(*ip)) {
        let Some(field) = ip.field(Attr::Zones) else { continue };
        let message = format!("`{}` stands in zones, and `{}` has none", ip.name(), sku.name);
        let report = cx
            .report(field.value_span(), message)
            .related(gateway.place_of(Attr::Sku), "the SKU has no zones")
            .cite(sku);
        let report = match sku.lifecycle.replacement {
            Some(other) => report.set(*gateway, Attr::Sku.name(), other),
            None => report,
        };
        report.remove(field.span(), "Remove `zones`");
    }
}

/// The SKU of a gateway that is active-active and can be so.
fn can_be_active_active(gateway: VpnGateway<'_>, cx: &Cx<'_>) -> bool {
    let lacks = |sku: &VpnSku| sku.support(VpnFeature::ActiveActive) == Support::No;
    let unknown = gateway.says(Attr::Sku) && vpn_sku(gateway, cx).is_none();
    !unknown && !gateway.is_policy_based() && !vpn_sku(gateway, cx).is_some_and(lacks)
}

/// An active-active gateway with too few or too many addresses.
fn active_active_count(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let ips: Vec<_> = gateway.public_ips().collect();
    // Of one that can't be read, or has its name from another, it can't be told how many there are.
    if gateway.is_vague()
        || ips.is_empty()
        || active_active(gateway) != Some(true)
        || !can_be_active_active(gateway, cx)
    {
        return;
    }
    let limits = (cx.facts.limit(LimitId::PublicIpsActiveActive), cx.facts.limit(LimitId::PublicIpsActiveActiveP2s));
    let (Some(two), Some(three)) = limits else { return };
    let clients = gateway.point_to_site();
    let sku = vpn_sku(gateway, cx);
    let has_zones = sku.map(|sku| sku.family == SkuFamily::Zonal);
    let in_zones = may_have_zones(gateway.vnet(), cx);
    let (least, most) = match (clients, has_zones) {
        (Some(_), Some(true)) if in_zones => (three.value, three.value),
        // What a gateway without zones does with a third address for its clients was not seen.
        (Some(_), _) => (two.value, three.value),
        // What is there already may serve clients that the spec doesn't tell of.
        (None, _) if is_existing(*gateway) => (two.value, three.value),
        _ => (two.value, two.value),
    };
    let number = ips.len() as u64;
    if (least..=most).contains(&number) {
        return;
    }
    let needed = if number < least { least } else { most };
    let with = if needed == three.value && clients.is_some() { " with Point-to-Site" } else { "" };
    let message = format!("an active-active gateway{with} has {needed} public IPs; `{}` has {number}", gateway.name());
    let code = match needed == three.value {
        true => "ActiveActiveP2SGatewayMustHaveExactlyThreeIpConfigurations",
        false => "ActiveActiveGatewayMustHaveExactlyTwoIpConfigurations",
    };
    let place = if number < least { gateway.place_of(Attr::ActiveActive) } else { ips[most as usize].header() };
    let mut report =
        cx.report(place, message).azure_error(Some(code)).cite(if needed == three.value { three } else { two });
    if let Some(clients) = clients.filter(|_| needed == three.value) {
        report = report.related(clients.name_span(), "clients have an address of their own");
    }
    if number < least {
        let missing = (number..least).map(|index| insertion(gateway, &ips, index));
        report.fix("Add the missing public IP", false, missing.collect());
    } else {
        let extra = ips[most as usize..].iter().map(|ip| Change::Remove { span: ip.span() });
        report.fix("Remove what is too much", false, extra.collect());
    }
}

/// Another address like the first.
fn insertion(gateway: VpnGateway<'_>, ips: &[View<'_>], index: u64) -> Change {
    let first = ips[0];
    let is_taken = |name: &str| ips.iter().any(|ip| ip.name() == name);
    let free = (index + 1..).map(|number| format!("ip{number}")).find(|name| !is_taken(name));
    let mut says = Vec::new();
    for attr in [Attr::Sku, Attr::Allocation] {
        says.extend(first.choice(attr).map(|it| format!("{} = {}", attr.name(), it.value)));
    }
    if first.says(Attr::Zones) {
        let zones: Vec<_> = first.integers(Attr::Zones).iter().map(|zone| zone.value.to_string()).collect();
        says.push(format!("{} = [{}]", Attr::Zones.name(), zones.join(", ")));
    }
    let body = if says.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", says.join(", ")) };
    let text = format!("{} {} {body}", Kind::PublicIp.schema().keyword, free.unwrap_or_default());
    Change::InsertBlock { block: gateway.span(), text }
}

/// What makes a gateway active-active, with the addresses that this needs.
pub fn to_active_active(gateway: VpnGateway<'_>, cx: &Cx<'_>) -> Option<Vec<Change>> {
    let ips: Vec<_> = gateway.public_ips().collect();
    let has_zones = vpn_sku(gateway, cx).is_some_and(|sku| sku.family == SkuFamily::Zonal);
    let with_clients = gateway.point_to_site().is_some() && has_zones && may_have_zones(gateway.vnet(), cx);
    let limit = if with_clients { LimitId::PublicIpsActiveActiveP2s } else { LimitId::PublicIpsActiveActive };
    let needed = cx.facts.limit(limit)?.value;
    let number = ips.len() as u64;
    if number > needed || !can_be_active_active(gateway, cx) {
        return None;
    }
    let mut changes = vec![set(*gateway, Attr::ActiveActive, "true")];
    if number > 0 {
        changes.extend((number..needed).map(|index| insertion(gateway, &ips, index)));
    }
    Some(changes)
}

/// A gateway of which one instance is active, with an address too many.
fn active_standby_count(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(limit) = cx.facts.limit(LimitId::PublicIpsActiveStandby) else { return };
    if gateway.is_vague() || active_active(gateway) != Some(false) {
        return;
    }
    let ips: Vec<_> = gateway.public_ips().collect();
    let Some(extra) = ips.get(limit.value as usize) else { return };
    let both = to_active_active(gateway, cx);
    let message = format!(
        "only one instance of `{}` is active, which uses {} of {} public IPs",
        gateway.name(),
        limit.value,
        ips.len()
    );
    let mut report = cx.report(*extra, message).cite(limit);
    if let Some(both) = both {
        report = report.fix("Make the gateway active-active", false, both);
    }
    let changes = ips[limit.value as usize..].iter().map(|ip| Change::Remove { span: ip.span() }).collect();
    report.fix("Remove what isn't used", false, changes);
}

/// Addresses of one active-active gateway that aren't alike.
fn different(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    if active_active(gateway) != Some(true) {
        return;
    }
    // One in zones is what the others are to be like.
    let Some(first) = gateway.public_ips().find(|ip| has_zones(*ip)).or_else(|| gateway.public_ips().next()) else {
        return;
    };
    // A Basic or dynamic address is refused anyway, and told of by another rule.
    let end = end_of_basic(gateway, cx);
    let refused = end.and_then(|row| if is_existing(*gateway) { row.existing_refused } else { row.new_refused });
    let is_refused = refused.is_some_and(|day| due(day, cx) == Due::Now);
    for ip in gateway.public_ips().filter(|ip| ip.span() != first.span()) {
        // What differs in its SKU mostly differs in its allocation as well: that is one mistake.
        let differs = [Attr::Sku, Attr::Allocation].into_iter().filter_map(|attr| {
            let (one, other) = (first.choice(attr)?, ip.choice(attr)?);
            (one.value != other.value && !is_refused).then_some((attr, one, other))
        });
        let differs: Vec<_> = differs.collect();
        if let Some((_, one, other)) = differs.first() {
            let message =
                format!("`{}` is {}, `{}` is {}: both must be alike", ip.name(), **other, first.name(), **one);
            let changes = differs.iter().map(|(attr, one, _)| Change::SetAttribute {
                block: ip.span(),
                name: attr.name(),
                value: one.value.into(),
            });
            let title = format!("Make `{}` like `{}`", ip.name(), first.name());
            cx.report(*other, message).related(*one, "the first address").fix(title, false, changes.collect());
        }
        let (Some(one), Some(other)) = (zones(first), zones(ip)) else { continue };
        if one != other {
            let message = format!(
                "`{}` is in zones {}, `{}` in {}: both must be alike",
                ip.name(),
                zone_words(&other),
                first.name(),
                zone_words(&one)
            );
            cx.report(ip.place_of(Attr::Zones), message).related(first.place_of(Attr::Zones), "the first address").set(
                ip,
                Attr::Zones.name(),
                zone_words(&one),
            );
        }
    }
}

fn has_zones(ip: View<'_>) -> bool {
    zones(ip).is_some_and(|zones| !zones.is_empty())
}

/// The zones said, in order; none where they aren't.
fn zones(ip: View<'_>) -> Option<Vec<u64>> {
    let mut zones: Vec<_> = ip.integers(Attr::Zones).iter().map(|it| it.value).collect();
    zones.sort_unstable();
    (ip.says(Attr::Zones) && !ip.is_wrong(Attr::Zones)).then_some(zones)
}

fn zone_words(zones: &[u64]) -> String {
    let zones: Vec<_> = zones.iter().map(u64::to_string).collect();
    format!("[{}]", zones.join(", "))
}
