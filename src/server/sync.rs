//! Notifications that change the workspace. Each changes state before anything else happens.

use super::client::UserSettings;
use super::session::Session;
use super::{convert, lsp};
use crate::workspace::{Buffer, is_settings};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

pub fn did_open(session: &Arc<Session>, params: lsp::DidOpenTextDocumentParams) {
    let item = params.text_document;
    let path = session.path(&item.uri);
    session.told.opened(&path);
    session.note_document(&path);
    session.workspace().open(Buffer::new(path.clone(), &item.uri.0, item.version, &item.text));
    changed(session, &path);
}

/// To be called after a document changed: settings reach all that was told of other files.
fn changed(session: &Arc<Session>, path: &Path) {
    session.changed();
    if is_settings(path) {
        super::diagnostics::spawn_refresh(session);
    }
}

pub fn did_change(session: &Arc<Session>, params: lsp::DidChangeTextDocumentParams) {
    let path = session.path(&params.text_document.text_document_identifier.uri);
    let encoding = session.can().encoding;
    let known = session.workspace().edit(&path, |buffer| {
        for change in &params.content_changes {
            match change {
                lsp::TextDocumentContentChangeEvent::TextDocumentContentChangePartial(it) => {
                    let range = convert::offsets(it.range, buffer.text(), encoding);
                    buffer.edit(range, &it.text);
                }
                lsp::TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(it) => {
                    buffer.replace(&it.text);
                }
            }
        }
        buffer.set_version(params.text_document.version);
    });
    if known {
        changed(session, &path);
    } else {
        tracing::warn!("a change of a document that isn't open: {}", path.display());
    }
}

pub fn did_close(session: &Arc<Session>, params: lsp::DidCloseTextDocumentParams) {
    let path = session.path(&params.text_document.uri);
    let was_open = session.workspace().is_open(&path);
    if was_open {
        session.workspace().close(&path);
        session.tokens.forget(&path);
        changed(session, &path);
    }
}

/// A document that is open counts as its buffer says, so saving it changes nothing. Where the client
/// watches no files, it is a moment to look at the others.
pub fn did_save(session: &Arc<Session>) {
    if !session.can().register_watchers {
        session.workspace().disk_changed();
        session.changed();
    }
}

pub fn did_change_watched_files(session: &Arc<Session>, params: &lsp::DidChangeWatchedFilesParams) {
    let paths: Vec<PathBuf> = params.changes.iter().map(|change| session.path(&change.uri)).collect();
    files_changed(session, &paths);
}

/// Files came, went or changed on disk.
pub fn files_changed(session: &Arc<Session>, paths: &[PathBuf]) {
    {
        let mut workspace = session.workspace();
        if paths.iter().all(|path| workspace.is_open(path)) {
            return;
        }
        workspace.disk_changed();
    }
    session.changed();
    super::diagnostics::spawn_refresh(session);
}

pub fn did_change_folders(session: &Arc<Session>, event: &lsp::WorkspaceFoldersChangeEvent) {
    {
        let mut workspace = session.workspace();
        let mut folders = workspace.folders().to_vec();
        let path = |folder: &lsp::WorkspaceFolder| convert::path(&folder.uri.0, &[]);
        folders.retain(|known| event.removed.iter().all(|it| path(it) != *known));
        for added in event.added.iter().map(path) {
            if !folders.contains(&added) {
                folders.push(added);
            }
        }
        workspace.set_folders(folders);
    }
    fetch_settings(session);
    session.changed();
    super::diagnostics::spawn_refresh(session);
}

/// The settings came with the notification, or are fetched; what came is what holds for everything.
pub fn did_change_configuration(session: &Arc<Session>, params: &lsp::DidChangeConfigurationParams) {
    if let Some(section) = params.settings.get("connspec").filter(|it| it.is_object()) {
        let settings = UserSettings::of(section);
        session.change_settings(|it| it.general = settings);
    }
    fetch_settings(session);
}

/// Asks the client for its settings, those for everything and those of each folder, without waiting.
pub fn fetch_settings(session: &Arc<Session>) {
    if !session.can().configuration {
        return;
    }
    let number = session.asked_settings.fetch_add(1, Ordering::AcqRel) + 1;
    session.spawn(move |session| async move {
        let folders = session.workspace().folders().to_vec();
        let item = |scope_uri| lsp::ConfigurationItem { scope_uri, section: Some("connspec".to_owned()) };
        let mut items = vec![item(None)];
        items.extend(folders.iter().map(|folder| item(Some(convert::file_uri(folder)))));
        let Ok(answer) = session.client.configuration(items).await else { return };
        if session.asked_settings.load(Ordering::Acquire) != number {
            return;
        }
        // A client that has nothing set answers with nothing: what it said at the start stays.
        let read = |section: &serde_json::Value| section.is_object().then(|| UserSettings::of(section));
        let mut answer = answer.iter().map(read);
        let general = answer.next().flatten();
        let own = folders.into_iter().zip(answer).filter_map(|(folder, it)| Some((folder, it?))).collect();
        session.change_settings(|it| {
            it.general = general.unwrap_or_else(|| it.general.clone());
            it.folders = own;
        });
    });
}
