//! The rules, by area. A rule's function stands in its area's file; its page has the same name.

mod address;
mod gateway;
mod import;
mod name;
mod public_ip;
mod resiliency;
mod retirement;
mod schema;
mod site;
mod syntax;
mod vnet;

use super::Rule;

/// Every area's rules: first the text and the language, then Azure's.
static AREAS: &[&[Rule]] = &[
    syntax::RULES,
    schema::RULES,
    import::RULES,
    name::RULES,
    address::RULES,
    gateway::RULES,
    gateway::feature::RULES,
    gateway::limit::RULES,
    gateway::sku::RULES,
    public_ip::RULES,
    resiliency::RULES,
    retirement::RULES,
    site::address::RULES,
    site::device::RULES,
    vnet::RULES,
    vnet::gateway_subnet::RULES,
    vnet::size::RULES,
];

/// Every rule, area by area.
pub fn registry() -> impl Iterator<Item = &'static Rule> {
    AREAS.iter().flat_map(|area| area.iter())
}
