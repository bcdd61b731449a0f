//! Inlay hints, lenses and links.

use super::session::{Ask, Session};
use super::{commands, convert, lsp};
use crate::ide;
use serde_json::json;
use std::sync::Arc;

/// `textDocument/inlayHint`
pub fn inlay_hints(ask: &Ask, params: &lsp::InlayHintParams) -> Option<Vec<lsp::InlayHint>> {
    if !ask.settings(&params.text_document).inlay_hints {
        return None;
    }
    let document = ask.document(&params.text_document)?;
    let text = document.file.text();
    let within = ask.offsets(params.range, text);
    let hints = ide::hints(&document.judged, &document.file, within).into_iter().map(|hint| lsp::InlayHint {
        position: convert::position(hint.offset, text, ask.can().encoding),
        label: lsp::Label::String(hint.label),
        kind: None,
        text_edits: None,
        tooltip: Some(lsp::Tooltip::String(hint.tooltip)),
        padding_left: Some(true),
        padding_right: None,
        data: None,
    });
    Some(hints.collect())
}

/// `textDocument/codeLens`
pub fn lenses(ask: &Ask, params: &lsp::CodeLensParams) -> Option<Vec<lsp::CodeLens>> {
    if !ask.settings(&params.text_document).code_lenses {
        return None;
    }
    let document = ask.document(&params.text_document)?;
    let text = document.file.text();
    let lens = |lens: ide::Lens| {
        let range = ask.range(&lens.at.range, text);
        let place = |it: &ide::Place| convert::location(it, &ask.snapshot, ask.can().encoding);
        let mut arguments = vec![json!(params.text_document.uri), json!(range.start)];
        let command = match &lens.leads {
            ide::Leads::Places(places) => {
                arguments.push(json!(places.iter().map(place).collect::<Vec<_>>()));
                commands::SHOW_REFERENCES
            }
            ide::Leads::Requirements => commands::REQUIREMENTS,
        };
        let command =
            lsp::Command { title: lens.title, command: command.to_owned(), arguments: Some(arguments), tooltip: None };
        lsp::CodeLens { range, command: Some(command), data: None }
    };
    Some(ide::lenses(&document.judged, &document.file).into_iter().map(lens).collect())
}

/// `textDocument/documentLink`
pub fn links(ask: &Ask, params: &lsp::DocumentLinkParams) -> Option<Vec<lsp::DocumentLink>> {
    let document = ask.document(&params.text_document)?;
    let links = ide::links(&document.judged, &document.file).into_iter().map(|link| lsp::DocumentLink {
        range: ask.range(&link.range, document.file.text()),
        target: Some(match link.target {
            ide::Target::File(path) => convert::uri(&path, &ask.snapshot),
            ide::Target::Page(address) => address.into(),
        }),
        tooltip: Some(link.tooltip).filter(|_| ask.can().link_tooltips),
        data: None,
    });
    Some(links.collect())
}

/// Asks the client to ask again for what shows settings.
pub fn spawn_refresh(session: &Arc<Session>) {
    let can = session.can();
    let (hints, lenses) = (can.refresh_hints, can.refresh_lenses);
    if hints || lenses {
        session.spawn(move |session| async move {
            if hints {
                let _ = session.client.inlay_hint_refresh().await;
            }
            if lenses {
                let _ = session.client.code_lens_refresh().await;
            }
        });
    }
}
