//! Answers of commands, shown by the server where the client would drop them: an editor that has no client of
//! ours carries a command out and has no use for what comes back.

use super::lsp::{self, MessageType};
use super::session::Session;
use super::{commands, convert};
use serde_json::Value;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tempfile::TempDir;

/// The folder of this session's pages: of nobody else's to read, made when there is one to show, gone with
/// the session.
#[derive(Default)]
pub struct Pages(Mutex<Option<TempDir>>);

impl Pages {
    /// Writes a page and gives its path. A page that is open already in an editor isn't changed under it.
    fn write(&self, name: &str, ending: &str, text: &str) -> io::Result<PathBuf> {
        let mut folder = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = match &mut *folder {
            Some(folder) => folder,
            none => none.insert(private_folder()?),
        };
        let path = (1..).map(|count: u32| match count {
            1 => folder.path().join(format!("{name}.{ending}")),
            _ => folder.path().join(format!("{name}-{count}.{ending}")),
        });
        let is_free = |path: &Path| !path.exists() || std::fs::read_to_string(path).is_ok_and(|it| it == text);
        let path = path.into_iter().find(|path| is_free(path)).unwrap_or_default();
        std::fs::write(&path, text)?;
        Ok(path)
    }

    /// Takes the folder away.
    pub fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

fn private_folder() -> io::Result<TempDir> {
    let mut folder = tempfile::Builder::new();
    folder.prefix("connspec-");
    #[cfg(unix)]
    folder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    folder.tempdir()
}

/// Shows what a command answered, without waiting for it to be shown.
pub fn answer(session: &Arc<Session>, command: &str, first: Option<&str>, answer: Option<&Value>) {
    let text = |it: Option<&Value>| it.and_then(Value::as_str).unwrap_or_default().to_owned();
    match command {
        commands::EXPLAIN => page(session, &first.unwrap_or_default().replace('/', "-"), "md", text(answer)),
        commands::REQUIREMENTS => page(session, "requirements", "md", text(answer)),
        commands::GRAPH => page(session, "picture", "svg", text(answer)),
        commands::EDITION => match answer {
            Some(edition) => say(session, format!("checked against edition {}", text(Some(edition)))),
            None => say(session, "this document is part of no spec".to_owned()),
        },
        commands::RESTART => say(session, "connspec has read everything anew".to_owned()),
        commands::VERSION => {
            let at = |name: &str| answer.and_then(|it| it.get(name)).and_then(Value::as_str);
            let file = at("log").map(|file| format!(", and everything to {file}")).unwrap_or_default();
            let (version, level) = (at("version").unwrap_or_default(), at("level").unwrap_or_default());
            say(session, format!("connspec {version}; it logs to this editor from level {level} on{file}"));
        }
        _ => {}
    }
}

fn say(session: &Arc<Session>, text: String) {
    session.spawn(|session| async move { session.client.show_message(MessageType::Info, text).await });
}

/// Shows a page as a document, where the client can; a picture in the program for pictures. Else, or where it
/// can't after all, as a message.
fn page(session: &Arc<Session>, name: &str, ending: &'static str, text: String) {
    let path = session.can().show_document.then(|| session.pages.write(name, ending, &text));
    if let Some(Err(error)) = &path {
        tracing::warn!("a page can't be written to a temporary folder: {error}");
    }
    let path = path.and_then(Result::ok);
    session.spawn(move |session| async move {
        if let Some(path) = &path {
            let is_picture = ending == "svg";
            let params = lsp::ShowDocumentParams {
                uri: convert::file_uri(path),
                external: is_picture.then_some(true),
                take_focus: Some(true),
                selection: None,
            };
            if session.client.show_document(params).await.unwrap_or(false) {
                return;
            }
        }
        let said = match (ending, path) {
            ("md", _) => convert::markup(&text, false).value,
            (_, Some(path)) => format!("the picture is {}", path.display()),
            _ => "this editor shows no pictures; `connspec graph FILE` draws one".to_owned(),
        };
        session.client.show_message(MessageType::Info, said).await;
    });
}
