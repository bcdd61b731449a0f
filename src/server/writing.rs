//! Hover, completion, code actions, formatting: what helps while writing.

use super::session::{Ask, Document};
use super::{commands, convert, lsp};
use crate::ide::{self, Action, ActionKind, Completion, CompletionKind, Page};
use serde_json::json;

/// `textDocument/hover`
pub fn hover(ask: &Ask, params: &lsp::TextDocumentPositionParams) -> Option<lsp::Hover> {
    let (document, offset) = ask.at(params)?;
    let hover = ide::hover(&document.judged, &document.file, offset)?;
    Some(lsp::Hover {
        contents: lsp::Contents::MarkupContent(convert::markup(&hover.markdown, ask.can().hover_markdown)),
        range: Some(ask.range(&hover.range, document.file.text())),
    })
}

/// `textDocument/completion`
pub fn complete(ask: &Ask, params: &lsp::CompletionParams) -> Option<lsp::CompletionResponse> {
    let at = &params.text_document_position_params;
    let (document, offset) = ask.at(at)?;
    let found = ide::complete(&ask.snapshot, &document.judged, &document.file, offset)?;
    let range = ask.range(&found.replace, document.file.text());
    let can = ask.can();
    let items = found.items.into_iter().enumerate().map(|(order, it)| {
        let filter_text = filter_text(&it);
        let adjusts = can.adjusts_indentation && it.insert.contains('\n');
        let new_text = if it.is_snippet && !can.snippets { without_stops(&it.insert) } else { it.insert };
        let data = (!it.about.is_empty()).then(|| json!({ "uri": at.text_document.uri, "about": it.about }));
        lsp::CompletionItem {
            kind: Some(match it.kind {
                CompletionKind::Block => lsp::CompletionItemKind::Struct,
                CompletionKind::Attribute => lsp::CompletionItemKind::Property,
                CompletionKind::Word => lsp::CompletionItemKind::EnumMember,
                CompletionKind::Name => lsp::CompletionItemKind::Reference,
                CompletionKind::Let => lsp::CompletionItemKind::Constant,
                CompletionKind::File => lsp::CompletionItemKind::File,
                CompletionKind::Rule => lsp::CompletionItemKind::Event,
                CompletionKind::Unit => lsp::CompletionItemKind::Unit,
            }),
            tags: (it.retired && can.completion_tags).then(|| vec![lsp::CompletionItemTag::Deprecated]),
            // Clients show `detail` of the chosen row only, and what is described beside the label in every row.
            label_details: (can.label_details && !it.detail.is_empty())
                .then(|| lsp::CompletionItemLabelDetails { detail: None, description: Some(it.detail.clone()) }),
            detail: Some(it.detail).filter(|detail| !detail.is_empty()),
            sort_text: Some(format!("{order:04}")),
            filter_text,
            insert_text_mode: adjusts.then_some(lsp::InsertTextMode::AdjustIndentation),
            insert_text_format: (it.is_snippet && can.snippets).then_some(lsp::InsertTextFormat::Snippet),
            text_edit: Some(lsp::CompletionItemTextEdit::TextEdit(lsp::TextEdit { range, new_text })),
            data,
            label: it.label,
            ..Default::default()
        }
    });
    Some(lsp::CompletionResponse::CompletionList(lsp::CompletionList { items: items.collect(), ..Default::default() }))
}

/// What a client compares with the word that is typed, where that may be another than the label. Templates write
/// `_` for `-`.
fn filter_text(item: &Completion) -> Option<String> {
    let is_of_schema = matches!(item.kind, CompletionKind::Attribute | CompletionKind::Block);
    let names = || std::iter::once(&*item.label).chain(item.other_names.iter().copied());
    let templates = names().filter(|name| is_of_schema && name.contains('-')).map(|name| name.replace('-', "_"));
    let all: Vec<String> = names().map(str::to_owned).chain(templates).collect();
    (all.len() > 1).then(|| all.join(" "))
}

/// A snippet as plain text, for clients that know no stops: its first words, since nobody would be led
/// through a whole block.
fn without_stops(snippet: &str) -> String {
    let mut plain = String::new();
    let first_line = snippet.lines().next().unwrap_or_default();
    if first_line.len() < snippet.len() {
        let words = first_line.split(['$', '{']).next().unwrap_or_default();
        return words.trim_end().to_owned();
    }
    let mut rest = snippet;
    while let Some(at) = rest.find('$') {
        plain.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(inner) = rest.strip_prefix('{') {
            let end = inner.find('}').unwrap_or(inner.len());
            plain.push_str(inner[..end].split_once(':').map_or("", |(_, default)| default));
            rest = inner.get(end + 1..).unwrap_or("");
        } else {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        }
    }
    plain.push_str(rest);
    plain
}

/// `completionItem/resolve`
pub fn resolve_completion(ask: &Ask, mut item: lsp::CompletionItem) -> lsp::CompletionItem {
    let data = item.data.clone().unwrap_or_default();
    let text = |name: &str| data.get(name).and_then(|it| it.as_str()).unwrap_or_default().to_owned();
    let path = ask.session.path(&text("uri").as_str().into());
    if let Some((judged, _)) = ask.snapshot.spec_of(&path) {
        let documentation = ide::documentation(&text("about"), judged.spec.evaluation().context());
        item.documentation = documentation
            .map(|it| lsp::Documentation::MarkupContent(convert::markup(&it, ask.can().completion_markdown)));
    }
    item
}

/// The kind of an action that fixes everything.
pub const FIX_ALL: &str = "source.fixAll.connspec";

/// The kind of an action that only shows something: of `source`, since no light bulb is to shine for it.
pub const ASK: &str = "source.requirements.connspec";

/// `textDocument/codeAction`
pub fn actions(ask: &Ask, params: &lsp::CodeActionParams) -> Option<Vec<lsp::CodeActionResponse>> {
    let document = ask.document(&params.text_document)?;
    let text = document.file.text();
    let within = ask.offsets(params.range, text);
    let found = ide::diagnostics_within(&ask.snapshot, document.file.path(), &within);
    let wanted = |kind: &str| match &params.context.only {
        None => kind != FIX_ALL,
        Some(kinds) => kinds.iter().any(|it| {
            let it = kind_name(it);
            it.is_empty() || kind == it || kind.starts_with(&format!("{it}."))
        }),
    };
    let mut actions = Vec::new();
    if wanted("quickfix") {
        actions.extend(ide::actions(&document.judged, &document.file, &found));
    }
    if wanted("refactor.rewrite") {
        let found = ide::refactorings(&ask.snapshot, &document.judged, &document.file, &within);
        actions.extend(found.into_iter().filter(|it| it.creates.is_none() || ask.can().creates_files));
    }
    if wanted(ASK) {
        actions.extend(ide::ask_about(&document.judged, &document.file, &within));
    }
    if wanted(FIX_ALL) {
        actions.extend(ide::fix_all(&document.judged, &document.file));
    }
    let shown = actions.into_iter().map(|action| {
        let of = action.of.as_ref().map(|it| convert::diagnostic(it, text, &ask.snapshot, ask.can()));
        shown(ask, action, of, &document, &params.text_document)
    });
    Some(shown.collect())
}

fn kind_name(kind: &lsp::CodeActionKind) -> String {
    serde_json::to_value(kind).ok().and_then(|it| it.as_str().map(str::to_owned)).unwrap_or_default()
}

fn shown(
    ask: &Ask,
    action: Action,
    of: Option<lsp::Diagnostic>,
    document: &Document,
    id: &lsp::TextDocumentIdentifier,
) -> lsp::CodeActionResponse {
    let command = action.shows.map(|page| {
        let (command, arguments) = match page {
            Page::Rule(rule) => (commands::EXPLAIN, vec![json!(rule)]),
            Page::Requirements(offset) => {
                let at = convert::position(offset, document.file.text(), ask.can().encoding);
                (commands::REQUIREMENTS, vec![json!(id.uri), json!(at)])
            }
        };
        let title = action.title.clone();
        lsp::Command { title, command: command.to_owned(), arguments: Some(arguments), tooltip: None }
    });
    let changes = !action.edits.is_empty();
    let edit =
        changes.then(|| convert::workspace_edit(&action.edits, action.creates.as_ref(), &ask.snapshot, ask.can()));
    lsp::CodeActionResponse::CodeAction(lsp::CodeAction {
        title: action.title,
        kind: Some(match action.kind {
            ActionKind::Fix | ActionKind::About => lsp::CodeActionKind::QuickFix,
            ActionKind::FixAll => lsp::CodeActionKind::Custom(FIX_ALL.into()),
            ActionKind::Rewrite => lsp::CodeActionKind::RefactorRewrite,
            ActionKind::Ask => lsp::CodeActionKind::Custom(ASK.into()),
        }),
        diagnostics: of.map(|it| vec![it]),
        is_preferred: action.preferred.then_some(true),
        edit,
        command,
        ..Default::default()
    })
}

/// `textDocument/formatting`
pub fn format(ask: &Ask, params: &lsp::DocumentFormattingParams) -> Option<Vec<lsp::TextEdit>> {
    let document = ask.document(&params.text_document)?;
    let whole = 0..document.file.text().len();
    Some(text_edits(ask, &document, ide::format(&document.file, whole)))
}

/// `textDocument/rangeFormatting`
pub fn format_range(ask: &Ask, params: &lsp::DocumentRangeFormattingParams) -> Option<Vec<lsp::TextEdit>> {
    let document = ask.document(&params.text_document)?;
    let within = ask.offsets(params.range, document.file.text());
    Some(text_edits(ask, &document, ide::format(&document.file, within)))
}

/// `textDocument/onTypeFormatting`
pub fn format_on_type(ask: &Ask, params: &lsp::DocumentOnTypeFormattingParams) -> Option<Vec<lsp::TextEdit>> {
    let document = ask.document(&params.text_document)?;
    let offset = convert::offset(params.position, document.file.text(), ask.can().encoding);
    let spaces = " ".repeat(params.options.tab_size.clamp(1, 16) as usize);
    let tab = if params.options.insert_spaces { spaces.as_str() } else { "\t" };
    Some(text_edits(ask, &document, ide::on_type(&document.file, offset, &params.ch, tab)))
}

fn text_edits(ask: &Ask, document: &Document, edits: Vec<(std::ops::Range<usize>, String)>) -> Vec<lsp::TextEdit> {
    let text = document.file.text();
    edits.into_iter().map(|(range, new_text)| lsp::TextEdit { range: ask.range(&range, text), new_text }).collect()
}
