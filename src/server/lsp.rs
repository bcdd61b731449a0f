//! The only module that names the crates of the protocol, so that an update of a release candidate
//! has one place to look at.

pub use tower_lsp_server::gen_lsp_types::*;
pub use tower_lsp_server::jsonrpc::{Error, Request, Response, Result};
pub use tower_lsp_server::{Client, LanguageServer, LspService, Server};
