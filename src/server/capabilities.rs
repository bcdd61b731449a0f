//! What the server can do.

use super::client::Abilities;
use super::commands::COMMANDS;
use super::lsp::*;
use super::structure::MODIFIERS;
use super::writing::{ASK, FIX_ALL};
use crate::ide::TokenKind;
use crate::text::Encoding;

/// What a client with these abilities is told.
///
/// A command that the client carries out by itself isn't offered: some clients take each command that is
/// for one of theirs to make, and have it already.
pub fn of(can: &Abilities, own_commands: &[String]) -> ServerCapabilities {
    let commands = COMMANDS.into_iter().filter(|name| !own_commands.iter().any(|own| own == name));
    ServerCapabilities {
        position_encoding: Some(match can.encoding {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }),
        text_document_sync: Some(TextDocumentSync::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::Incremental),
            save: Some(Save::Bool(true)),
            ..Default::default()
        })),
        diagnostic_provider: can.pulls.then(|| {
            DiagnosticProvider::DiagnosticOptions(DiagnosticOptions {
                identifier: Some("connspec".to_owned()),
                inter_file_dependencies: true,
                workspace_diagnostics: true,
                ..Default::default()
            })
        }),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(["=", " ", "[", ",", "\"", "/", ".", "@", "("].map(str::to_owned).to_vec()),
            resolve_provider: Some(true),
            ..Default::default()
        }),
        hover_provider: Some(HoverProvider::Bool(true)),
        definition_provider: Some(DefinitionProvider::Bool(true)),
        references_provider: Some(ReferencesProvider::Bool(true)),
        document_highlight_provider: Some(DocumentHighlightProvider::Bool(true)),
        document_symbol_provider: Some(DocumentSymbolProvider::Bool(true)),
        workspace_symbol_provider: Some(WorkspaceSymbolProvider::Bool(true)),
        code_action_provider: can.code_action_literals.then(|| {
            CodeActionProvider::CodeActionOptions(CodeActionOptions {
                code_action_kinds: Some(vec![
                    CodeActionKind::QuickFix,
                    CodeActionKind::RefactorRewrite,
                    CodeActionKind::Custom(FIX_ALL.into()),
                    CodeActionKind::Custom(ASK.into()),
                ]),
                ..Default::default()
            })
        }),
        code_lens_provider: Some(CodeLensOptions::default()),
        document_link_provider: Some(DocumentLinkOptions::default()),
        document_formatting_provider: Some(DocumentFormattingProvider::Bool(true)),
        document_range_formatting_provider: Some(DocumentRangeFormattingProvider::Bool(true)),
        document_on_type_formatting_provider: Some(DocumentOnTypeFormattingOptions {
            first_trigger_character: "}".to_owned(),
            more_trigger_character: Some(vec!["\n".to_owned()]),
        }),
        rename_provider: Some(RenameProvider::RenameOptions(RenameOptions {
            prepare_provider: Some(true),
            ..Default::default()
        })),
        linked_editing_range_provider: Some(LinkedEditingRangeProvider::Bool(true)),
        folding_range_provider: Some(FoldingRangeProvider::Bool(true)),
        selection_range_provider: Some(SelectionRangeProvider::Bool(true)),
        inlay_hint_provider: Some(InlayHintProvider::Bool(true)),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: commands.map(str::to_owned).collect(),
            ..Default::default()
        }),
        semantic_tokens_provider: Some(SemanticTokensProvider::SemanticTokensOptions(SemanticTokensOptions {
            legend: SemanticTokensLegend {
                token_types: TokenKind::LEGEND.map(str::to_owned).to_vec(),
                token_modifiers: MODIFIERS.map(str::to_owned).to_vec(),
            },
            range: Some(SemanticTokensOptionsRange::Bool(true)),
            full: Some(Full::SemanticTokensFullDelta(SemanticTokensFullDelta { delta: Some(true) })),
            ..Default::default()
        })),
        workspace: Some(WorkspaceOptions {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(ChangeNotifications::Bool(true)),
            }),
            file_operations: Some(FileOperationOptions {
                will_rename: Some(specs_and_folders()),
                did_rename: Some(specs_and_folders()),
                ..Default::default()
            }),
            ..Default::default()
        }),
        ..Default::default()
    }
}

fn specs_and_folders() -> FileOperationRegistrationOptions {
    let filter = |glob: &str, matches| FileOperationFilter {
        scheme: Some("file".to_owned()),
        pattern: FileOperationPattern { glob: glob.to_owned(), matches: Some(matches), options: None },
    };
    FileOperationRegistrationOptions {
        filters: vec![
            filter("**/*.connspec", FileOperationPatternKind::File),
            filter("**", FileOperationPatternKind::Folder),
        ],
    }
}
