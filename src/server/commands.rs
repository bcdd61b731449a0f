//! `workspace/executeCommand`

use super::session::{Ask, Session};
use super::{convert, lsp};
use crate::ide;
use serde_json::{Value, json};
use std::sync::Arc;

/// Gives the page of a rule, in Markdown.
pub const EXPLAIN: &str = "connspec.explain";
/// Gives the edition that a document is checked against.
pub const EDITION: &str = "connspec.edition";
/// Gives what satisfies the requirements at a place, or of a whole document, in Markdown.
pub const REQUIREMENTS: &str = "connspec.requirements";
/// Gives the picture of the spec that a document is part of, as SVG.
pub const GRAPH: &str = "connspec.graph";
/// Forgets what is known, and reads everything anew.
pub const RESTART: &str = "connspec.restart";
/// Gives the version, and where the log is.
pub const VERSION: &str = "connspec.version";
/// Carried out by the client: it shows places that a lens leads to.
pub const SHOW_REFERENCES: &str = "connspec.showReferences";
/// Fails, so that a test can see what becomes of it. Known only if the environment asks for it.
const PANIC: &str = "connspec.panic";
/// Takes its time, likewise.
const SLEEP: &str = "connspec.sleep";

/// The commands that the server carries out.
pub const COMMANDS: [&str; 6] = [EDITION, EXPLAIN, REQUIREMENTS, GRAPH, RESTART, VERSION];

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
            let document = document(&arguments)?;
            session.ask(move |ask| edition(ask, &document)).await
        }
        REQUIREMENTS => {
            let document = document(&arguments)?;
            let at = arguments.get(1).and_then(|it| serde_json::from_value(it.clone()).ok());
            session.ask(move |ask| requirements(ask, &document, at)).await?.map(Some)
        }
        GRAPH => {
            let document = document(&arguments)?;
            session.ask(move |ask| graph(ask, &document)).await?.map(Some)
        }
        RESTART => {
            session.restart();
            Ok(None)
        }
        VERSION => Ok(Some(json!({
            "version": env!("CARGO_PKG_VERSION"),
            "log": std::env::var("CONNSPEC_LOG").ok(),
        }))),
        PANIC if std::env::var_os("CONNSPEC_TEST").is_some() => {
            session.ask(|_| -> Option<Value> { panic!("asked for by a test") }).await
        }
        SLEEP if std::env::var_os("CONNSPEC_TEST").is_some() => {
            session.ask(|_| std::thread::sleep(std::time::Duration::from_secs(2))).await.map(|()| None)
        }
        other => Err(lsp::Error::invalid_params(format!("there is no command {other}"))),
    }
}

fn explain(ask: &Ask, rule: &str) -> lsp::Result<Value> {
    ide::rule_page(&ask.snapshot, rule)
        .map(Value::String)
        .ok_or_else(|| lsp::Error::invalid_params(format!("there is no rule {rule}")))
}

fn edition(ask: &Ask, id: &lsp::TextDocumentIdentifier) -> Option<Value> {
    let document = ask.document(id)?;
    Some(json!(document.judged.spec.evaluation().context().edition.as_str()))
}

/// The document that the first argument names.
fn document(arguments: &[Value]) -> lsp::Result<lsp::TextDocumentIdentifier> {
    let uri = arguments.first().and_then(Value::as_str);
    let uri = uri.ok_or_else(|| lsp::Error::invalid_params("name a document by its URI"))?;
    Ok(lsp::TextDocumentIdentifier { uri: uri.into() })
}

fn unknown(document: &lsp::TextDocumentIdentifier) -> lsp::Error {
    lsp::Error::invalid_params(format!("{} is not open, and part of no spec that is", document.uri.0))
}

fn requirements(ask: &Ask, id: &lsp::TextDocumentIdentifier, at: Option<lsp::Position>) -> lsp::Result<Value> {
    let document = ask.document(id).ok_or_else(|| unknown(id))?;
    let offset = at.map(|at| convert::offset(at, document.file.text(), ask.can().encoding));
    let said = ide::explained(&document.judged, &document.file, offset);
    Ok(Value::String(said.unwrap_or_else(|| "Nothing in this file has `requires`.\n".to_owned())))
}

fn graph(ask: &Ask, id: &lsp::TextDocumentIdentifier) -> lsp::Result<Value> {
    let document = ask.document(id).ok_or_else(|| unknown(id))?;
    Ok(Value::String(ide::picture(&document.judged)))
}
