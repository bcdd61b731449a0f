//! The session's beginning: what both sides can do.

use super::client::{Abilities, UserSettings};
use super::session::Session;
use super::{capabilities, convert, lsp, sync};
use std::path::PathBuf;
use std::sync::Arc;

pub fn initialize(session: &Arc<Session>, params: &lsp::InitializeParams) -> lsp::InitializeResult {
    let abilities = Abilities::of(&params.capabilities);
    let own_commands: Vec<String> = params
        .initialization_options
        .as_ref()
        .and_then(|it| serde_json::from_value(it.get("commands")?.clone()).ok())
        .unwrap_or_default();
    let capabilities = capabilities::of(&abilities, &own_commands);
    session.set_abilities(abilities);
    session.workspace().set_folders(folders(params));
    if let Some(options) = &params.initialization_options {
        let section = options.get("connspec").unwrap_or(options);
        if section.is_object() {
            session.set_settings(UserSettings::of(section));
        }
    }
    let version = Some(env!("CARGO_PKG_VERSION").to_owned());
    lsp::InitializeResult { capabilities, server_info: Some(lsp::ServerInfo { name: "connspec".to_owned(), version }) }
}

#[allow(deprecated, reason = "Helix and others still send a root rather than folders")]
fn folders(params: &lsp::InitializeParams) -> Vec<PathBuf> {
    let path = |uri: &lsp::Uri| convert::path(&uri.0, &[]);
    if let Some(lsp::WorkspaceFolders::WorkspaceFolderList(folders)) =
        &params.workspace_folders_initialize_params.workspace_folders
        && !folders.is_empty()
    {
        return folders.iter().map(|folder| path(&folder.uri)).collect();
    }
    if let Some(root) = &params.root_uri {
        return vec![path(root)];
    }
    match &params.root_path {
        Some(lsp::RootPath::String(root)) if !root.is_empty() => {
            vec![crate::workspace::normalized(std::path::Path::new(root))]
        }
        _ => Vec::new(),
    }
}

/// What is done once the client is ready; nothing here waits for it.
pub fn initialized(session: &Arc<Session>) {
    let mut registrations = Vec::new();
    let can = session.can();
    if can.register_watchers {
        let watcher = |glob: &str| serde_json::json!({ "globPattern": glob });
        registrations.push(lsp::Registration {
            id: "watched-files".to_owned(),
            method: "workspace/didChangeWatchedFiles".to_owned(),
            register_options: Some(
                serde_json::json!({ "watchers": [watcher("**/*.connspec"), watcher("**/connspec.toml")] }),
            ),
        });
    }
    if can.register_configuration {
        registrations.push(lsp::Registration {
            id: "configuration".to_owned(),
            method: "workspace/didChangeConfiguration".to_owned(),
            register_options: Some(serde_json::json!({ "section": "connspec" })),
        });
    }
    if !registrations.is_empty() {
        session.spawn(|session| async move {
            let _ = session.client.register_capability(registrations).await;
        });
    }
    sync::fetch_settings(session);
    session.spawn(super::diagnostics::watch_the_day);
    if session.can().progress {
        session.spawn(super::progress::show);
    }
}
