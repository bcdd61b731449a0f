//! The rules, by area. A rule's function stands in its area's file; its page has the same name.

mod coexistence;
mod expressroute;
mod gateway;
mod name;
mod point_to_site;
pub mod requires;
mod resiliency;
mod schema;
mod syntax;

use super::Rule;

/// Every area's rules.
static AREAS: &[&[Rule]] = &[
    syntax::RULES,
    schema::RULES,
    name::RULES,
    coexistence::RULES,
    expressroute::RULES,
    gateway::RULES,
    point_to_site::RULES,
    requires::RULES,
    resiliency::RULES,
];

/// Every rule, area by area.
pub fn registry() -> impl Iterator<Item = &'static Rule> {
    AREAS.iter().flat_map(|area| area.iter())
}
