//! The rules, by area. A rule's function stands in its area's file; its page has the same name.

mod address;
mod bgp;
mod coexistence;
mod expressroute;
mod gateway;
mod import;
mod ipsec;
mod name;
mod nat;
mod peering;
mod point_to_site;
mod public_ip;
pub mod requires;
mod resiliency;
mod retirement;
mod schema;
mod security;
mod site;
mod site_to_site;
mod syntax;
mod vnet;
mod vnet_to_vnet;

use super::Rule;

/// Every area's rules: first the text and the language, then Azure's.
static AREAS: &[&[Rule]] = &[
    syntax::RULES,
    schema::RULES,
    import::RULES,
    name::RULES,
    address::RULES,
    address::reserved::RULES,
    bgp::device::RULES,
    bgp::gateway::RULES,
    coexistence::RULES,
    expressroute::RULES,
    gateway::RULES,
    gateway::feature::RULES,
    gateway::limit::RULES,
    gateway::sku::RULES,
    ipsec::RULES,
    nat::RULES,
    peering::RULES,
    peering::transit::RULES,
    point_to_site::RULES,
    public_ip::RULES,
    requires::RULES,
    resiliency::RULES,
    resiliency::circuit::RULES,
    retirement::RULES,
    security::RULES,
    site::address::RULES,
    site::device::RULES,
    site_to_site::RULES,
    site_to_site::side_by_side::RULES,
    vnet::RULES,
    vnet::gateway_subnet::RULES,
    vnet::size::RULES,
    vnet_to_vnet::RULES,
];

/// Every rule, area by area.
pub fn registry() -> impl Iterator<Item = &'static Rule> {
    AREAS.iter().flat_map(|area| area.iter())
}
