//! `workspace/executeCommand`

use super::lsp;
use super::session::Session;
use crate::ide;
use serde_json::{Value, json};
use std::sync::Arc;

/// Gives the page of a rule, in Markdown.
pub const EXPLAIN: &str = "connspec.explain";
/// Gives the edition that a document is checked against.
pub const EDITION: &str = "connspec.edition";
/// Gives the version.
pub const VERSION: &str = "connspec.version";
/// Carried out by the client: it shows places that a lens leads to.
pub const SHOW_REFERENCES: &str = "connspec.showReferences";
/// Fails, so that a test can see what becomes of it. Known only if the environment asks for it.
const PANIC: &str = "connspec.panic";

/// The commands that the server carries out.
pub const COMMANDS: [&str; 3] = [EDITION, EXPLAIN, VERSION];

pub async fn execute(session: &Arc<Session>, params: lsp::ExecuteCommandParams) -> lsp::Result<Option<Value>> {
    let arguments = params.arguments.unwrap_or_default();
    match params.command.as_str() {
        EXPLAIN => {
            let Some(rule) = arguments.first().and_then(Value::as_str).map(str::to_owned) else {
                return Err(lsp::Error::invalid_params("name a rule, such as gateway/tunnel-limit"));
            };
            session.ask(move |ask| explain(ask, &rule)).await?.map(Some)
        }
        EDITION => {
            let Some(uri) = arguments.first().and_then(Value::as_str).map(str::to_owned) else {
                return Err(lsp::Error::invalid_params("name a document by its URI"));
            };
            session.ask(move |ask| edition(ask, uri)).await
        }
        VERSION => Ok(Some(json!({
            "version": env!("CARGO_PKG_VERSION"),
            "log": std::env::var("CONNSPEC_LOG").ok(),
        }))),
        PANIC if std::env::var_os("CONNSPEC_TEST").is_some() => {
            session.ask(|_| -> Option<Value> { panic!("asked for by a test") }).await
        }
        other => Err(lsp::Error::invalid_params(format!("there is no command {other}"))),
    }
}

fn explain(ask: &super::session::Ask, rule: &str) -> lsp::Result<Value> {
    ide::rule_page(&ask.snapshot, rule)
        .map(Value::String)
        .ok_or_else(|| lsp::Error::invalid_params(format!("there is no rule {rule}")))
}

fn edition(ask: &super::session::Ask, uri: String) -> Option<Value> {
    let document = ask.document(&lsp::TextDocumentIdentifier { uri: lsp::Uri(uri) })?;
    Some(json!(document.judged.spec.evaluation().context().edition.as_str()))
}
