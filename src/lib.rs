//! connspec: the type checker for hybrid networks.
//!
//! One evaluator, asked by every front door: [`rules::evaluate`] is a function of a
//! [`model::Model`], the [`catalog`] and [`rules::Settings`], and of nothing else.

pub mod catalog;
#[cfg(feature = "cli")]
pub mod cli;
pub mod finding;
pub mod format;
pub mod graph;
pub mod ide;
pub mod model;
#[cfg(feature = "cli")]
pub mod report;
pub mod rules;
pub mod schema;
#[cfg(feature = "lsp")]
pub mod server;
pub mod syntax;
pub mod text;
pub mod workspace;
