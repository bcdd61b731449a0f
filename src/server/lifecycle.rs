//! The session's beginning: what both sides can do.

use super::client::{Abilities, UserSettings};
use super::session::Session;
use super::{capabilities, convert, lsp, sync};
use std::path::PathBuf;
use std::sync::Arc;

pub fn initialize(session: &Arc<Session>, params: &lsp::InitializeParams) -> lsp::InitializeResult {
    let options = params.initialization_options.clone().unwrap_or_default();
    let abilities = Abilities::of(&params.capabilities, &options);
    let own_commands = options.get("commands").and_then(|it| serde_json::from_value(it.clone()).ok());
    let own_commands: Vec<String> = own_commands.unwrap_or_default();
    let capabilities = capabilities::of(&abilities, &own_commands);
    session.parent.send_replace(params.process_id);
    if let Some(trace) = &params.trace {
        session.log.set_trace(trace);
    }
    let folders = folders(params);
    let client = params.client_info.as_ref().map_or("a client".to_owned(), |it| {
        let version = it.version.as_deref().map(|version| format!(" {version}"));
        format!("{}{}", it.name, version.unwrap_or_default())
    });
    tracing::info!(
        "connspec {} serves {client}; folders: {}, columns in {:?}, findings are {}",
        env!("CARGO_PKG_VERSION"),
        folders.len(),
        abilities.encoding,
        if abilities.pulls { "asked for" } else { "sent" },
    );
    session.set_abilities(abilities);
    session.workspace().set_folders(folders);
    let section = options.get("connspec").unwrap_or(&options);
    if section.is_object() {
        let settings = UserSettings::of(section);
        session.change_settings(|it| it.general = settings);
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

/// Waits until the process that started the server is gone.
pub async fn client_gone(session: &Session) {
    let mut named = session.parent.subscribe();
    let process = named.wait_for(Option::is_some).await.map_or(None, |it| *it);
    super::parent::gone(process).await;
}

/// What is done once the client is ready; nothing here waits for it.
pub fn initialized(session: &Arc<Session>) {
    session.spawn(super::logging::Log::send);
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
