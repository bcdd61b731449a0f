//! The shape of a document: tokens, folds, selections, symbols.

use super::session::{Ask, Document, Session};
use super::{convert, lsp};
use crate::ide::{self, FoldKind, Outline, SymbolKind};
use crate::text::Text;
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The semantic tokens that were sent last, by document, for the next difference.
#[derive(Default)]
pub struct SentTokens(Mutex<(u64, FxHashMap<PathBuf, Sent>)>);

type Sent = (String, Arc<Vec<lsp::SemanticToken>>);

impl SentTokens {
    pub fn forget(&self, path: &Path) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1.remove(path);
    }

    /// Remembers what is sent now, and gives its id and what was sent before.
    fn replace(&self, path: &Path, data: Arc<Vec<lsp::SemanticToken>>) -> (String, Option<Sent>) {
        let mut sent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sent.0 += 1;
        let id = sent.0.to_string();
        let before = sent.1.insert(path.to_owned(), (id.clone(), data));
        (id, before)
    }
}

/// The modifiers of tokens, in the order of their bits.
pub const MODIFIERS: [&str; 2] = ["declaration", "deprecated"];

fn encoded(ask: &Ask, document: &Document, within: std::ops::Range<usize>) -> Vec<lsp::SemanticToken> {
    let text = document.file.text();
    let (mut line, mut start) = (0, 0);
    let mut data = Vec::new();
    for token in ide::tokens(&document.judged, &document.file, within) {
        let range = ask.range(&token.range, text);
        let delta_line = range.start.line - line;
        let delta_start = if delta_line == 0 { range.start.character - start } else { range.start.character };
        (line, start) = (range.start.line, range.start.character);
        data.push(lsp::SemanticToken {
            delta_line,
            delta_start,
            length: range.end.character - range.start.character,
            token_type: token.kind as u32,
            token_modifiers_bitset: u32::from(token.declares) | u32::from(token.retired) << 1,
        });
    }
    data
}

/// `textDocument/semanticTokens/full`
pub fn tokens(ask: &Ask, params: &lsp::SemanticTokensParams) -> Option<lsp::SemanticTokens> {
    let document = ask.document(&params.text_document)?;
    let data = encoded(ask, &document, 0..document.file.text().len());
    let (id, _) = ask.session.tokens.replace(document.file.path(), Arc::new(data.clone()));
    Some(lsp::SemanticTokens { result_id: Some(id), data })
}

/// `textDocument/semanticTokens/full/delta`
pub fn tokens_delta(ask: &Ask, params: &lsp::SemanticTokensDeltaParams) -> Option<lsp::SemanticTokensDeltaResponse> {
    let document = ask.document(&params.text_document)?;
    let data = Arc::new(encoded(ask, &document, 0..document.file.text().len()));
    let (id, before) = ask.session.tokens.replace(document.file.path(), data.clone());
    let Some((_, before)) = before.filter(|(id, _)| *id == params.previous_result_id) else {
        let whole = lsp::SemanticTokens { result_id: Some(id), data: data.to_vec() };
        return Some(lsp::SemanticTokensDeltaResponse::SemanticTokens(whole));
    };
    let first = before.iter().zip(data.iter()).take_while(|(a, b)| a == b).count();
    let room = before.len().min(data.len()) - first;
    let last = before.iter().rev().zip(data.iter().rev()).take(room).take_while(|(a, b)| a == b).count();
    let new = &data[first..data.len() - last];
    let gone = before.len() - last - first;
    let numbers =
        new.iter().flat_map(|it| [it.delta_line, it.delta_start, it.length, it.token_type, it.token_modifiers_bitset]);
    let edit = lsp::SemanticTokensEdit {
        start: first as u32 * 5,
        delete_count: gone as u32 * 5,
        data: Some(numbers.collect()),
    };
    let edits = if gone == 0 && new.is_empty() { Vec::new() } else { vec![edit] };
    let delta = lsp::SemanticTokensDelta { result_id: Some(id), edits };
    Some(lsp::SemanticTokensDeltaResponse::SemanticTokensDelta(delta))
}

/// `textDocument/semanticTokens/range`
pub fn tokens_range(ask: &Ask, params: &lsp::SemanticTokensRangeParams) -> Option<lsp::SemanticTokens> {
    let document = ask.document(&params.text_document)?;
    let within = ask.offsets(params.range, document.file.text());
    Some(lsp::SemanticTokens { result_id: None, data: encoded(ask, &document, within) })
}

/// `textDocument/foldingRange`
pub fn folds(ask: &Ask, params: &lsp::FoldingRangeParams) -> Option<Vec<lsp::FoldingRange>> {
    let document = ask.document(&params.text_document)?;
    let text = document.file.text();
    let folds = ide::folds(&document.file).into_iter().map(|fold| {
        let range = ask.range(&fold.range, text);
        lsp::FoldingRange {
            start_line: range.start.line,
            start_character: Some(range.start.character),
            // The closing brace stays in sight.
            end_line: if fold.kind == FoldKind::Body { range.end.line - 1 } else { range.end.line },
            end_character: None,
            kind: match fold.kind {
                FoldKind::Body => None,
                FoldKind::Comment => Some(lsp::FoldingRangeKind::Comment),
                FoldKind::Imports => Some(lsp::FoldingRangeKind::Imports),
            },
            collapsed_text: None,
        }
    });
    Some(folds.filter(|fold| fold.start_line < fold.end_line).collect())
}

/// `textDocument/selectionRange`
pub fn selections(ask: &Ask, params: &lsp::SelectionRangeParams) -> Option<Vec<lsp::SelectionRange>> {
    let document = ask.document(&params.text_document)?;
    let text = document.file.text();
    let chain = |at: &lsp::Position| {
        let offset = convert::offset(*at, text, ask.can().encoding);
        let ranges = ide::selections(&document.file, offset);
        let outer = ranges.iter().rev().fold(None, |parent, range| {
            Some(lsp::SelectionRange { range: ask.range(range, text), parent: parent.map(Box::new) })
        });
        outer.unwrap_or(lsp::SelectionRange { range: ask.range(&(offset..offset), text), parent: None })
    };
    Some(params.positions.iter().map(chain).collect())
}

/// `textDocument/documentSymbol`
pub fn symbols(ask: &Ask, params: &lsp::DocumentSymbolParams) -> Option<lsp::DocumentSymbolResponse> {
    let document = ask.document(&params.text_document)?;
    let outline = ide::outline(&document.file);
    let text = document.file.text();
    if ask.can().symbol_tree {
        let tree = outline.iter().map(|it| tree(it, text, ask)).collect();
        return Some(lsp::DocumentSymbolResponse::DocumentSymbolList(tree));
    }
    let mut flat = Vec::new();
    for symbol in &outline {
        flatten(symbol, None, &params.text_document.uri, text, ask, &mut flat);
    }
    Some(lsp::DocumentSymbolResponse::SymbolInformationList(flat))
}

#[allow(deprecated, reason = "the field must be given")]
fn tree(it: &Outline, text: &Text, ask: &Ask) -> lsp::DocumentSymbol {
    let children: Vec<_> = it.children.iter().map(|child| tree(child, text, ask)).collect();
    lsp::DocumentSymbol {
        name: named(it),
        detail: Some(it.detail.clone()).filter(|detail| !detail.is_empty()),
        kind: kind(it.kind),
        tags: None,
        deprecated: None,
        range: ask.range(&it.range, text),
        selection_range: ask.range(&it.selection, text),
        children: Some(children).filter(|list| !list.is_empty()),
    }
}

/// A symbol must have a name.
fn named(it: &Outline) -> String {
    if it.name.trim().is_empty() { "(no name)".to_owned() } else { it.name.clone() }
}

#[allow(deprecated, reason = "the field must be given")]
fn flatten(
    it: &Outline,
    container: Option<&str>,
    uri: &lsp::Uri,
    text: &Text,
    ask: &Ask,
    into: &mut Vec<lsp::SymbolInformation>,
) {
    into.push(lsp::SymbolInformation {
        deprecated: None,
        location: lsp::Location { uri: uri.clone(), range: ask.range(&it.range, text) },
        base_symbol_information: base(it, container),
    });
    it.children.iter().for_each(|child| flatten(child, Some(&it.name), uri, text, ask, into));
}

fn base(it: &Outline, container: Option<&str>) -> lsp::BaseSymbolInformation {
    lsp::BaseSymbolInformation {
        name: named(it),
        kind: kind(it.kind),
        tags: None,
        container_name: container.map(str::to_owned),
    }
}

fn kind(kind: SymbolKind) -> lsp::SymbolKind {
    match kind {
        SymbolKind::Site => lsp::SymbolKind::Class,
        SymbolKind::Vnet => lsp::SymbolKind::Namespace,
        SymbolKind::Gateway => lsp::SymbolKind::Interface,
        SymbolKind::Circuit => lsp::SymbolKind::Struct,
        SymbolKind::Connection => lsp::SymbolKind::Event,
        SymbolKind::Device => lsp::SymbolKind::Object,
        SymbolKind::Nested => lsp::SymbolKind::Field,
        SymbolKind::Let => lsp::SymbolKind::Constant,
        SymbolKind::Defaults => lsp::SymbolKind::Module,
        SymbolKind::Import => lsp::SymbolKind::File,
    }
}

/// `workspace/symbol`
pub fn workspace_symbols(ask: &Ask, query: &str) -> lsp::WorkspaceSymbolResponse {
    let found = ide::workspace_symbols(&ask.snapshot, query).into_iter().map(|(symbol, place)| {
        let location = convert::location(&place, &ask.snapshot, ask.can().encoding);
        lsp::WorkspaceSymbol {
            location: lsp::WorkspaceSymbolLocation::Location(location),
            data: None,
            base_symbol_information: base(&symbol, Some(symbol.detail.as_str()).filter(|it| !it.is_empty())),
        }
    });
    lsp::WorkspaceSymbolResponse::WorkspaceSymbolList(found.collect())
}

/// Asks the client to ask again for tokens.
pub fn spawn_refresh(session: &Arc<Session>) {
    if session.can().refresh_tokens {
        session.spawn(|session| async move {
            let _ = session.client.semantic_tokens_refresh().await;
        });
    }
}
