//! Definition, references, highlights, renaming.

use super::session::Ask;
use super::{convert, lsp};
use crate::ide;
use std::path::PathBuf;

/// `textDocument/definition`
pub fn definition(ask: &Ask, params: &lsp::TextDocumentPositionParams) -> Option<lsp::DefinitionResponse> {
    let (document, offset) = ask.at(params)?;
    let (origin, places) =
        match ide::imports(&document.judged, &document.file).into_iter().find(|it| it.range.contains(&offset)) {
            Some(ide::Link { range, target: ide::Target::File(path), .. }) => {
                let file = document.judged.spec.file_at(&path)?.clone();
                (range, vec![ide::Place { file, range: 0..0 }])
            }
            _ => ide::definition(&document.judged, &document.file, offset)?,
        };
    if places.is_empty() {
        return None;
    }
    let locations = places.iter().map(|place| convert::location(place, &ask.snapshot, ask.can().encoding));
    if !ask.can().definition_links {
        return Some(lsp::DefinitionResponse::Definition(lsp::Definition::LocationList(locations.collect())));
    }
    let origin = ask.range(&origin, document.file.text());
    let links = locations.map(|it| lsp::LocationLink {
        origin_selection_range: Some(origin),
        target_uri: it.uri,
        target_range: it.range,
        target_selection_range: it.range,
    });
    Some(lsp::DefinitionResponse::DefinitionLinkList(links.collect()))
}

/// `textDocument/references`
pub fn references(ask: &Ask, params: &lsp::ReferenceParams) -> Option<Vec<lsp::Location>> {
    let (document, offset) = ask.at(&params.text_document_position_params)?;
    let with_declaration = params.context.include_declaration;
    let places = ide::references(&ask.snapshot, document.file.path(), offset, with_declaration);
    Some(places.iter().map(|place| convert::location(place, &ask.snapshot, ask.can().encoding)).collect())
}

/// `textDocument/documentHighlight`
pub fn highlights(ask: &Ask, params: &lsp::TextDocumentPositionParams) -> Option<Vec<lsp::DocumentHighlight>> {
    let (document, offset) = ask.at(params)?;
    let found = ide::highlights(&document.judged, &document.file, offset).into_iter();
    let kind = |declares| if declares { lsp::DocumentHighlightKind::Write } else { lsp::DocumentHighlightKind::Read };
    let highlight = |(range, declares)| lsp::DocumentHighlight {
        range: ask.range(&range, document.file.text()),
        kind: Some(kind(declares)),
    };
    Some(found.map(highlight).collect())
}

/// `textDocument/prepareRename`
pub fn prepare_rename(ask: &Ask, params: &lsp::TextDocumentPositionParams) -> Option<lsp::PrepareRenameResult> {
    let (document, offset) = ask.at(params)?;
    let (range, placeholder) = ide::prepare_rename(&document.judged, &document.file, offset)?;
    let range = ask.range(&range, document.file.text());
    let placeholder = lsp::PrepareRenamePlaceholder { range, placeholder };
    Some(lsp::PrepareRenameResult::PrepareRenamePlaceholder(placeholder))
}

/// `textDocument/linkedEditingRange`
pub fn linked(ask: &Ask, params: &lsp::TextDocumentPositionParams) -> Option<lsp::LinkedEditingRanges> {
    let (document, offset) = ask.at(params)?;
    let ranges = ide::linked(&document.judged, &document.file, offset)?;
    let ranges = ranges.iter().map(|range| ask.range(range, document.file.text())).collect();
    Some(lsp::LinkedEditingRanges { ranges, word_pattern: Some("[A-Za-z_][A-Za-z0-9_-]*".to_owned()) })
}

/// `textDocument/rename`
pub fn rename(ask: &Ask, params: &lsp::RenameParams) -> lsp::Result<Option<lsp::WorkspaceEdit>> {
    let Some((document, offset)) = ask.at(&params.text_document_position_params) else { return Ok(None) };
    match ide::rename(&ask.snapshot, document.file.path(), offset, &params.new_name) {
        Ok(edits) => Ok(Some(convert::workspace_edit(&edits, None, &ask.snapshot, ask.can()))),
        Err(reason) => Err(lsp::Error::invalid_params(reason)),
    }
}

/// `workspace/willRenameFiles`
pub fn will_rename(ask: &Ask, params: &lsp::RenameFilesParams) -> Option<lsp::WorkspaceEdit> {
    let path = |uri: &String| ask.session.path(&uri.as_str().into());
    let moves: Vec<(PathBuf, PathBuf)> =
        params.files.iter().map(|it| (path(&it.old_uri.to_string()), path(&it.new_uri.to_string()))).collect();
    let edits = ide::moved(&ask.snapshot, &moves);
    (!edits.is_empty()).then(|| convert::workspace_edit(&edits, None, &ask.snapshot, ask.can()))
}
