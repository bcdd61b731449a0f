//! The rules, by area. A rule's function stands in its area's file; its page has the same name.

mod expressroute;
mod gateway;
mod name;
mod point_to_site;
mod schema;
mod syntax;

use super::Rule;

/// Every area's rules.
static AREAS: &[&[Rule]] =
    &[syntax::RULES, schema::RULES, name::RULES, expressroute::RULES, gateway::RULES, point_to_site::RULES];

/// Every rule, area by area.
pub fn registry() -> impl Iterator<Item = &'static Rule> {
    AREAS.iter().flat_map(|area| area.iter())
}
