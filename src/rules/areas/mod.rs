//! The rules, by area. A rule's function stands in its area's file; its page has the same name.

mod gateway;
mod import;
mod name;
mod schema;
mod syntax;

use super::Rule;

/// Every area's rules.
static AREAS: &[&[Rule]] = &[
    // One a line.
    syntax::RULES,
    schema::RULES,
    import::RULES,
    name::RULES,
    gateway::RULES,
];

/// Every rule, area by area.
pub fn registry() -> impl Iterator<Item = &'static Rule> {
    AREAS.iter().flat_map(|area| area.iter())
}
