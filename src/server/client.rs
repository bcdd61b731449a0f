//! What the client can do, and what its user has set.

use super::lsp;
use crate::text::Encoding;
use crate::workspace::ClientSettings;
use serde_json::Value;

/// What the client said it can do, as far as answers depend on it.
#[derive(Clone, Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of the protocol")]
pub struct Abilities {
    /// How columns are counted.
    pub encoding: Encoding,
    /// Diagnostics are asked for rather than sent.
    pub pulls: bool,
    pub related_information: bool,
    pub diagnostic_tags: bool,
    pub hover_markdown: bool,
    pub snippets: bool,
    pub completion_tags: bool,
    pub completion_markdown: bool,
    pub symbol_tree: bool,
    pub definition_links: bool,
    pub document_changes: bool,
    pub creates_files: bool,
    pub link_tooltips: bool,
    pub markup_messages: bool,
    pub progress: bool,
    pub code_action_literals: bool,
    pub configuration: bool,
    pub register_configuration: bool,
    pub register_watchers: bool,
    pub refresh_diagnostics: bool,
    pub refresh_tokens: bool,
    pub refresh_hints: bool,
    pub refresh_lenses: bool,
}

impl Abilities {
    pub fn of(capabilities: &lsp::ClientCapabilities) -> Abilities {
        // As a tree of values: most of it is a flag somewhere, and what is missing is false.
        let tree = serde_json::to_value(capabilities).unwrap_or_default();
        let at = |path: &str| tree.pointer(path);
        let flag = |path: &str| at(path).and_then(Value::as_bool).unwrap_or(false);
        let has = |path: &str| at(path).is_some_and(|it| !it.is_null());
        let lists = |path: &str, word: &str| {
            at(path).and_then(Value::as_array).is_some_and(|list| list.iter().any(|it| it == word))
        };
        let pulls = has("/textDocument/diagnostic");
        let of_diagnostics = if pulls { "/textDocument/diagnostic" } else { "/textDocument/publishDiagnostics" };
        let diagnostic = |name: &str| format!("{of_diagnostics}/{name}");
        // Helix says what it can show under the pushed kind only, though it pulls.
        let shows = |name: &str| flag(&diagnostic(name)) || flag(&format!("/textDocument/publishDiagnostics/{name}"));
        Abilities {
            encoding: encoding(at("/general/positionEncodings")),
            pulls,
            related_information: shows("relatedInformation"),
            diagnostic_tags: has(&diagnostic("tagSupport")) || has("/textDocument/publishDiagnostics/tagSupport"),
            hover_markdown: lists("/textDocument/hover/contentFormat", "markdown"),
            snippets: flag("/textDocument/completion/completionItem/snippetSupport"),
            completion_tags: has("/textDocument/completion/completionItem/tagSupport"),
            completion_markdown: lists("/textDocument/completion/completionItem/documentationFormat", "markdown"),
            symbol_tree: flag("/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            definition_links: flag("/textDocument/definition/linkSupport"),
            document_changes: flag("/workspace/workspaceEdit/documentChanges"),
            creates_files: flag("/workspace/workspaceEdit/documentChanges")
                && lists("/workspace/workspaceEdit/resourceOperations", "create"),
            link_tooltips: flag("/textDocument/documentLink/tooltipSupport"),
            markup_messages: pulls && flag("/textDocument/diagnostic/markupMessageSupport"),
            progress: flag("/window/workDoneProgress"),
            code_action_literals: has("/textDocument/codeAction/codeActionLiteralSupport"),
            configuration: flag("/workspace/configuration"),
            register_configuration: flag("/workspace/didChangeConfiguration/dynamicRegistration"),
            register_watchers: flag("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            refresh_diagnostics: flag("/workspace/diagnostics/refreshSupport"),
            refresh_tokens: flag("/workspace/semanticTokens/refreshSupport"),
            refresh_hints: flag("/workspace/inlayHint/refreshSupport"),
            refresh_lenses: flag("/workspace/codeLens/refreshSupport"),
        }
    }
}

/// The first of UTF-8 and UTF-32 that the client offers, else UTF-16, which all must understand.
fn encoding(offered: Option<&Value>) -> Encoding {
    let offered = offered.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let first = offered.iter().find_map(|it| match it.as_str() {
        Some("utf-8") => Some(Encoding::Utf8),
        Some("utf-32") => Some(Encoding::Utf32),
        _ => None,
    });
    first.unwrap_or_default()
}

/// What the user has set in the editor.
#[derive(Clone, Debug, PartialEq)]
pub struct UserSettings {
    /// What findings depend on.
    pub judging: ClientSettings,
    pub inlay_hints: bool,
    pub code_lenses: bool,
}

impl Default for UserSettings {
    fn default() -> Self {
        UserSettings { judging: ClientSettings::default(), inlay_hints: true, code_lenses: true }
    }
}

impl UserSettings {
    /// Reads the `connspec` section. What can't be read counts as not said.
    pub fn of(section: &Value) -> UserSettings {
        let text = |name: &str| section.get(name).and_then(Value::as_str).map(str::trim).filter(|it| !it.is_empty());
        let enabled = |name: &str| section.pointer(&format!("/{name}/enable")).and_then(Value::as_bool).unwrap_or(true);
        let severities = section.get("severities").and_then(Value::as_object).into_iter().flatten();
        let judging = ClientSettings {
            edition: text("edition").and_then(|it| it.parse().ok()),
            as_of: text("asOf").and_then(|it| it.parse().ok()),
            severities: severities
                .filter_map(|(rule, level)| Some((rule.clone(), crate::workspace::config::level_of(level.as_str()?)?)))
                .collect(),
        };
        UserSettings { judging, inlay_hints: enabled("inlayHints"), code_lenses: enabled("codeLens") }
    }
}
