//! Facts of the catalogue as rules ask for them: about a declaration, in words.

use super::Cx;
use crate::catalog::{ErSku, Generation, NameList, Support, VpnFeature, VpnSku, VpnType};
use crate::model::entities::*;
use crate::model::{At, View};
use crate::schema::Attr;
use jiff::civil::Date;
use std::borrow::Cow;

/// So many days ahead of its day a change is announced: our own choice, not Azure's.
pub const NOTICE_DAYS: i32 = 180;

/// How far away a day of Azure's is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// It has come.
    Now,
    /// It comes in so many days, at most [`NOTICE_DAYS`].
    Soon(i32),
    /// It is farther away.
    Later,
}

/// How far away a day of Azure's is from the day of the judgement.
pub fn due(day: Date, cx: &Cx<'_>) -> Due {
    match (day - cx.today).get_days() {
        ..=0 => Due::Now,
        days @ 1..=NOTICE_DAYS => Due::Soon(days),
        _ => Due::Later,
    }
}

/// When a day of Azure's is, in words that end a sentence: `since 2026-09-30`, `from 2026-09-30 on, in 30 days`.
pub fn when(day: Date, cx: &Cx<'_>) -> String {
    match due(day, cx) {
        Due::Now => format!("since {day}"),
        Due::Soon(days) => format!("from {day} on, {}", in_days(days)),
        Due::Later => format!("from {day} on"),
    }
}

/// So many days ahead, in words.
pub fn in_days(days: i32) -> String {
    if days == 1 { "tomorrow".to_owned() } else { format!("in {days} days") }
}

/// The VPN type: what is said, or the default for a gateway that isn't there already.
pub fn vpn_type(gateway: VpnGateway<'_>) -> Option<VpnType> {
    match gateway.choice(Attr::VpnType) {
        Some(said) => said.value.parse().ok(),
        None if gateway.says(Attr::VpnType) || is_existing(*gateway) => None,
        None => Some(VpnType::RouteBased),
    }
}

/// A VPN type as people write it within a sentence.
pub fn vpn_type_words(vpn_type: VpnType) -> &'static str {
    match vpn_type {
        VpnType::RouteBased => "route-based",
        VpnType::PolicyBased => "policy-based",
    }
}

/// Whether both instances carry tunnels: what is said, or the default for a gateway that isn't there already.
pub fn active_active(gateway: VpnGateway<'_>) -> Option<bool> {
    match gateway.boolean(Attr::ActiveActive) {
        Some(said) => Some(said.value),
        None if gateway.says(Attr::ActiveActive) || is_existing(*gateway) => None,
        None => Some(false),
    }
}

/// The gateway's SKU where it certainly lacks a feature. None for a policy-based gateway and a feature
/// that those never have: the VPN type is to blame there, not the SKU.
pub fn sku_without(feature: VpnFeature, gateway: VpnGateway<'_>, cx: &Cx<'_>) -> Option<&'static VpnSku> {
    let route_based_only = cx.facts.vpn_feature(feature).is_some_and(|it| it.route_based_only);
    if route_based_only && gateway.is_policy_based() {
        return None;
    }
    vpn_sku(gateway, cx).filter(|sku| sku.support(feature) == Support::No)
}

/// Whether the gateway's region has availability zones; a region that isn't said or known may have them.
pub fn may_have_zones(vnet: Option<Vnet<'_>>, cx: &Cx<'_>) -> bool {
    let region = vnet.and_then(|vnet| vnet.region()).and_then(|region| cx.facts.region(&region));
    region.is_none_or(|region| region.zones != Support::No)
}

/// Two VNets in clouds that are apart.
pub struct CloudsApart<'m> {
    /// Where their regions are said.
    pub regions: [At<Cow<'m, str>>; 2],
    /// Where they are, in words: `hub` is in …, `spoke` in ….
    pub words: String,
}

/// Whether two VNets are in clouds that are apart, as far as their regions are said and known.
pub fn clouds_apart<'m>(one: Vnet<'m>, other: Vnet<'m>, cx: &Cx<'_>) -> Option<CloudsApart<'m>> {
    let regions = [one.region()?, other.region()?];
    let (first, second) = (cx.facts.region(&regions[0])?, cx.facts.region(&regions[1])?);
    let words = format!(
        "`{}` is in {} (`{}`), `{}` in {} (`{}`)",
        one.name(),
        first.title,
        first.cloud,
        other.name(),
        second.title,
        second.cloud
    );
    (first.cloud != second.cloud).then_some(CloudsApart { regions, words })
}

/// The name of the subnet for gateways.
pub fn gateway_subnet_name(cx: &Cx<'_>) -> &'static str {
    cx.facts.names_of(NameList::GatewaySubnet).next().map_or("", |name| name.value)
}

/// What a gateway is for, if the business depends on it.
pub fn production(gateway: View<'_>) -> Option<At<&'static str>> {
    gateway.choice(Attr::Workload).filter(|it| matches!(it.value, "production" | "mission-critical"))
}

/// A number with its noun: `1 circuit`, `2 circuits`.
pub fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// All of several: `both circuits`, `all 3 circuits`.
pub fn all_of(number: usize, noun: &str) -> String {
    if number == 2 { format!("both {noun}s") } else { format!("all {number} {noun}s") }
}

/// Names of declarations, in backticks.
pub fn names<'m>(views: impl IntoIterator<Item = View<'m>>) -> String {
    words(views.into_iter().map(View::name))
}

/// The catalogue's row for a VPN gateway's SKU: of the generation the gateway names, else the newest
/// that has it. None where no SKU is said or the edition doesn't know it.
pub fn vpn_sku(gateway: VpnGateway<'_>, cx: &Cx<'_>) -> Option<&'static VpnSku> {
    let sku = gateway.sku()?;
    let generation: Option<Generation> = gateway.choice(Attr::Generation).and_then(|it| it.value.parse().ok());
    cx.facts.vpn_sku(&sku, generation).or_else(|| cx.facts.vpn_sku(&sku, None))
}

/// The catalogue's row for an ExpressRoute gateway's SKU.
pub fn er_sku(gateway: ErGateway<'_>, cx: &Cx<'_>) -> Option<&'static ErSku> {
    cx.facts.er_sku(&gateway.sku()?)
}

/// A bandwidth as people write it: `1.25 Gbps`, `500 Mbps`.
pub fn bandwidth(bits_per_second: u64) -> String {
    let (unit, name) = match bits_per_second {
        1_000_000_000.. => (1_000_000_000, "Gbps"),
        1_000_000.. => (1_000_000, "Mbps"),
        1_000.. => (1_000, "kbps"),
        _ => (1, "bps"),
    };
    let whole = bits_per_second / unit;
    let fraction = format!("{:09}", bits_per_second % unit * (1_000_000_000 / unit));
    match fraction.trim_end_matches('0') {
        "" => format!("{whole} {name}"),
        fraction => format!("{whole}.{fraction} {name}"),
    }
}

/// The days from today to a day ahead that is to be reported already; none where it has come, or is
/// too far away.
pub fn notice(day: Date, cx: &Cx<'_>) -> Option<i32> {
    match due(day, cx) {
        Due::Soon(days) => Some(days),
        Due::Now | Due::Later => None,
    }
}

/// Words in backticks, separated by commas.
pub fn words<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    words.into_iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bandwidths_read_as_people_write_them() {
        assert_eq!(bandwidth(1_250_000_000), "1.25 Gbps");
        assert_eq!(bandwidth(500_000_000), "500 Mbps");
        assert_eq!(bandwidth(64_000), "64 kbps");
        assert_eq!(bandwidth(10_000_000_000), "10 Gbps");
    }
}
