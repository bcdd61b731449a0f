//! connspec: the type checker for hybrid networks.

pub mod finding;
pub mod model;
pub mod schema;
pub mod syntax;
