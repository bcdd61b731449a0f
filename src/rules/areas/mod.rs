//! The rules, by area. A rule's function stands in its area's file; its page has the same name.

mod address;
mod bgp;
mod gateway;
mod ipsec;
mod name;
mod nat;
mod peering;
mod schema;
mod security;
mod site_to_site;
mod syntax;
mod vnet_to_vnet;

use super::Rule;

/// Every area's rules.
static AREAS: &[&[Rule]] = &[
    syntax::RULES,
    schema::RULES,
    name::RULES,
    gateway::RULES,
    address::RULES,
    site_to_site::RULES,
    vnet_to_vnet::RULES,
    bgp::gateway::RULES,
    bgp::device::RULES,
    ipsec::RULES,
    nat::RULES,
    peering::RULES,
    peering::transit::RULES,
    security::RULES,
];

/// Every rule, area by area.
pub fn registry() -> impl Iterator<Item = &'static Rule> {
    AREAS.iter().flat_map(|area| area.iter())
}
