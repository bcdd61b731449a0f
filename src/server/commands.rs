//! `workspace/executeCommand`

use super::session::{Ask, Document, Session};
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
    let first = arguments.first().and_then(Value::as_str).map(str::to_owned);
    let answer = carry_out(session, &params.command, arguments).await?;
    if !session.can().shows_answers {
        super::show::answer(session, &params.command, first.as_deref(), answer.as_ref());
    }
    Ok(answer)
}

async fn carry_out(session: &Arc<Session>, command: &str, arguments: Vec<Value>) -> lsp::Result<Option<Value>> {
    match command {
        EXPLAIN => {
            let Some(rule) = arguments.first().and_then(Value::as_str).map(str::to_owned) else {
                return Err(lsp::Error::invalid_params("name a rule, such as gateway/tunnel-limit"));
            };
            session.ask(move |ask| explain(ask, &rule)).await?.map(Some)
        }
        EDITION => session.ask(move |ask| edition(ask, &arguments)).await?,
        REQUIREMENTS => session.ask(move |ask| requirements(ask, &arguments)).await?.map(Some),
        GRAPH => session.ask(move |ask| graph(ask, &arguments)).await?.map(Some),
        RESTART => {
            session.restart();
            Ok(None)
        }
        VERSION => Ok(Some(json!({
            "version": env!("CARGO_PKG_VERSION"),
            "log": super::logging::file(),
            "level": session.log.level(),
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

/// The document that the first argument names; without one, the document that was asked about last: some
/// editors carry out a command without arguments.
fn document(ask: &Ask, arguments: &[Value]) -> lsp::Result<Option<Document>> {
    match arguments.first() {
        None | Some(Value::Null) => Ok(ask.last_document()),
        Some(Value::String(uri)) => Ok(ask.document(&lsp::TextDocumentIdentifier { uri: uri.as_str().into() })),
        Some(_) => Err(lsp::Error::invalid_params("name a document by its URI")),
    }
}

/// The same for commands that need one.
fn known_document(ask: &Ask, arguments: &[Value]) -> lsp::Result<Document> {
    document(ask, arguments)?.ok_or_else(|| {
        let named = arguments.first().and_then(Value::as_str).unwrap_or("a spec");
        lsp::Error::invalid_params(format!("{named} is not open, and part of no spec that is"))
    })
}

fn edition(ask: &Ask, arguments: &[Value]) -> lsp::Result<Option<Value>> {
    let document = document(ask, arguments)?;
    Ok(document.map(|it| json!(it.judged.spec.evaluation().context().edition.as_str())))
}

fn requirements(ask: &Ask, arguments: &[Value]) -> lsp::Result<Value> {
    let document = known_document(ask, arguments)?;
    let at = arguments.get(1).and_then(|it| serde_json::from_value::<lsp::Position>(it.clone()).ok());
    let offset = at.map(|at| convert::offset(at, document.file.text(), ask.can().encoding));
    let said = ide::explained(&document.judged, &document.file, offset);
    Ok(Value::String(said.unwrap_or_else(|| "Nothing in this file has `requires`.\n".to_owned())))
}

fn graph(ask: &Ask, arguments: &[Value]) -> lsp::Result<Value> {
    Ok(Value::String(ide::picture(&known_document(ask, arguments)?.judged)))
}
