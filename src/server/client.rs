//! What the client can do, and what its user has set.

use super::{logging, lsp};
use crate::text::Encoding;
use crate::workspace::{ClientSettings, config};
use serde_json::Value;
use std::collections::BTreeMap;
use tracing::Level;

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
    pub adjusts_indentation: bool,
    pub completion_markdown: bool,
    pub symbol_tree: bool,
    pub definition_links: bool,
    pub document_changes: bool,
    pub creates_files: bool,
    pub link_tooltips: bool,
    pub markup_messages: bool,
    pub progress: bool,
    pub show_document: bool,
    pub label_details: bool,
    /// The client shows by itself what commands answer.
    pub shows_answers: bool,
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
    /// From its capabilities, and its `initializationOptions`.
    pub fn of(capabilities: &lsp::ClientCapabilities, options: &Value) -> Abilities {
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
            adjusts_indentation: at("/textDocument/completion/completionItem/insertTextModeSupport/valueSet")
                .and_then(Value::as_array)
                .is_some_and(|modes| modes.iter().any(|it| it == 2)),
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
            show_document: flag("/window/showDocument/support"),
            label_details: flag("/textDocument/completion/completionItem/labelDetailsSupport"),
            shows_answers: options.get("showsAnswers").and_then(Value::as_bool).unwrap_or(false),
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
    /// From which level on the client gets the log.
    pub log: Level,
    /// What can't be understood, in words.
    pub mistakes: Vec<String>,
}

impl Default for UserSettings {
    fn default() -> Self {
        UserSettings {
            judging: ClientSettings::default(),
            inlay_hints: true,
            code_lenses: true,
            log: logging::DEFAULT,
            mistakes: Vec::new(),
        }
    }
}

impl UserSettings {
    /// Reads the `connspec` section. What can't be read counts as not said, and is named among the mistakes.
    pub fn of(section: &Value) -> UserSettings {
        let text = |name: &str| {
            let words = section.pointer(&format!("/{}", name.replace('.', "/"))).and_then(Value::as_str);
            words.map(str::trim).filter(|it| !it.is_empty())
        };
        let enabled = |name: &str| section.pointer(&format!("/{name}/enable")).and_then(Value::as_bool).unwrap_or(true);
        let mut mistakes = Vec::new();
        let mut wrong = |name: &str, expected: &str| {
            mistakes.push(format!("the setting connspec.{name} isn't understood: {expected}"));
        };
        let edition = text("edition").and_then(|it| it.parse().ok());
        if edition.is_none() && text("edition").is_some() {
            wrong("edition", &format!("there are {}", config::editions()));
        }
        let as_of = text("asOf").and_then(|it| it.parse().ok());
        if as_of.is_none() && text("asOf").is_some() {
            wrong("asOf", "a day is written like 2027-03-31");
        }
        let level = text("log.level").map(|word| logging::LEVELS.iter().find(|(name, _)| *name == word));
        if level == Some(None) {
            wrong("log.level", "there are error, warning, info and debug");
        }
        let mut severities = BTreeMap::new();
        for (rule, word) in section.get("severities").and_then(Value::as_object).into_iter().flatten() {
            match word.as_str().and_then(config::level_of) {
                Some(level) if config::is_rule_or_area(rule) => {
                    severities.insert(rule.clone(), level);
                }
                Some(_) => wrong("severities", &format!("there is no rule or area {rule}")),
                None => wrong("severities", &format!("{rule} can be off, hint, info, warning or error")),
            }
        }
        UserSettings {
            judging: ClientSettings { edition, as_of, severities },
            inlay_hints: enabled("inlayHints"),
            code_lenses: enabled("codeLens"),
            log: level.flatten().map_or(logging::DEFAULT, |(_, level)| *level),
            mistakes,
        }
    }
}
