//! What the handlers share: the workspace, the client, the workers.
//!
//! Architecture invariants, kept here and by `tests/lsp/ordering.rs`:
//! - A notification changes state, and a request takes its snapshot, before the first `.await` of its
//!   handler. tower-lsp polls handlers in order of arrival but runs them concurrently, so anything
//!   later would mix up versions. [`Session::ask`] takes the snapshot when it is called.
//! - No handler awaits a request to the client: such calls are spawned.
//! - Work of more than a millisecond runs on a worker, and doesn't begin if its request was cancelled.

use super::client::{Abilities, UserSettings};
use super::logging::Log;
use super::workers::Workers;
use super::{convert, lsp};
use crate::text::Text;
use crate::workspace::{File, Judged, PerFolder, Snapshot, Workspace};
use jiff::civil::Date;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use tokio::sync::{oneshot, watch};

/// An answer that a worker is working on.
pub type Answer<T> = std::pin::Pin<Box<dyn Future<Output = lsp::Result<T>> + Send>>;

/// The server's state.
pub struct Session {
    pub client: lsp::Client,
    pub log: Arc<Log>,
    pub workers: Workers,
    runtime: OnceLock<tokio::runtime::Handle>,
    abilities: OnceLock<Abilities>,
    workspace: Mutex<Workspace>,
    settings: Mutex<PerFolder<UserSettings>>,
    /// Counts the questions about settings: only the newest answer counts.
    pub asked_settings: AtomicU64,
    /// Counts changes, for those who wait for one.
    pub changes: watch::Sender<u64>,
    /// Set when the session ends, so that nothing is held open.
    pub closing: watch::Sender<bool>,
    pub was_shut_down: AtomicBool,
    /// The process that started the server, once the client has named it.
    pub parent: watch::Sender<Option<i32>>,
    pub told: super::diagnostics::Told,
    pub tokens: super::structure::SentTokens,
    pub pages: super::show::Pages,
    /// The document that was asked about last, for commands that name none.
    last: Mutex<Option<PathBuf>>,
}

impl Session {
    pub fn new(client: lsp::Client, log: Arc<Log>) -> Session {
        Session {
            client,
            log,
            workers: Workers::default(),
            runtime: OnceLock::new(),
            abilities: OnceLock::new(),
            workspace: Mutex::new(Workspace::new(Vec::new(), today())),
            settings: Mutex::default(),
            asked_settings: AtomicU64::new(0),
            changes: watch::Sender::new(0),
            closing: watch::Sender::new(false),
            was_shut_down: AtomicBool::new(false),
            parent: watch::Sender::new(None),
            told: Default::default(),
            tokens: Default::default(),
            pages: Default::default(),
            last: Mutex::default(),
        }
    }

    /// Where things are spawned, from any thread.
    pub fn runtime(&self) -> tokio::runtime::Handle {
        self.runtime.get_or_init(tokio::runtime::Handle::current).clone()
    }

    /// What the client can do; nothing before it said so.
    pub fn can(&self) -> &Abilities {
        static NONE: OnceLock<Abilities> = OnceLock::new();
        self.abilities.get().unwrap_or_else(|| NONE.get_or_init(Abilities::default))
    }

    pub fn set_abilities(&self, abilities: Abilities) {
        let _ = self.abilities.set(abilities);
    }

    pub fn workspace(&self) -> MutexGuard<'_, Workspace> {
        self.workspace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the user has set for a file.
    pub fn settings(&self, path: &Path) -> UserSettings {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner).of(path).clone()
    }

    /// Changes what the user has set; asks the client to ask again for what shows it.
    pub fn change_settings(self: &Arc<Self>, change: impl FnOnce(&mut PerFolder<UserSettings>)) {
        let (before, settings) = {
            let mut current = self.settings.lock().unwrap_or_else(PoisonError::into_inner);
            let before = current.clone();
            change(&mut current);
            (before, current.clone())
        };
        if before == settings {
            return;
        }
        self.log.set_level(settings.general.log);
        let mut mistakes: Vec<_> = settings.folders.values().flat_map(|it| &it.mistakes).collect();
        mistakes.extend(&settings.general.mistakes);
        mistakes.sort();
        mistakes.dedup();
        mistakes.into_iter().for_each(|mistake| tracing::warn!("{mistake}"));
        let judged_anew = self.workspace().set_client(settings.map(|it| it.judging.clone()));
        if judged_anew {
            self.changed();
            super::diagnostics::spawn_refresh(self);
            super::structure::spawn_refresh(self);
        }
        super::hints::spawn_refresh(self);
    }

    /// To be called after every change of the workspace.
    pub fn changed(self: &Arc<Self>) {
        self.changes.send_modify(|count| *count += 1);
        if !self.can().pulls {
            super::diagnostics::push(self);
        }
    }

    /// Begins anew: nothing that was understood is kept, and the client is asked to ask again.
    pub fn restart(self: &Arc<Self>) {
        tracing::info!("everything is read anew");
        self.workspace().forget();
        self.changed();
        super::sync::fetch_settings(self);
        super::diagnostics::spawn_refresh(self);
        super::structure::spawn_refresh(self);
        super::hints::spawn_refresh(self);
    }

    /// The workspace as it is now.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        let mut workspace = self.workspace();
        workspace.set_today(today());
        workspace.snapshot()
    }

    pub fn path(&self, uri: &lsp::Uri) -> PathBuf {
        convert::path(&uri.0, self.workspace().folders())
    }

    /// The document that was asked about last.
    pub fn last_document(&self) -> Option<PathBuf> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notes a document that is asked about, or opened.
    pub fn note_document(&self, path: &Path) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.as_deref() != Some(path) {
            *last = Some(path.to_owned());
        }
    }

    /// Runs `work` on a worker, with the snapshot of now.
    ///
    /// # Errors
    /// If the work panicked: then this request fails and the server goes on.
    pub fn ask<T: Send + 'static>(self: &Arc<Self>, work: impl FnOnce(&Ask) -> T + Send + 'static) -> Answer<T> {
        self.ask_of(self.snapshot(), work)
    }

    /// The same with a given snapshot.
    pub fn ask_of<T: Send + 'static>(
        self: &Arc<Self>,
        snapshot: Arc<Snapshot>,
        work: impl FnOnce(&Ask) -> T + Send + 'static,
    ) -> Answer<T> {
        let (answer, answered) = oneshot::channel();
        let ask = Ask { session: self.clone(), snapshot };
        self.workers.run(move || {
            // A cancelled request has dropped its handler, and with it the other end.
            if answer.is_closed() {
                return;
            }
            let result = catch_unwind(AssertUnwindSafe(|| work(&ask)));
            let _ = answer.send(result.map_err(|_| panicked()));
        });
        Box::pin(async move { answered.await.unwrap_or_else(|_| Err(panicked())) })
    }
}

fn panicked() -> lsp::Error {
    let mut error = lsp::Error::internal_error();
    error.message = "connspec failed on this request; it goes on serving others".into();
    error
}

/// A request's view of the world.
pub struct Ask {
    pub session: Arc<Session>,
    pub snapshot: Arc<Snapshot>,
}

/// A document that is asked about.
pub struct Document {
    /// The spec that answers.
    pub judged: Arc<Judged>,
    /// The document in it.
    pub file: Arc<File>,
}

impl Ask {
    pub fn can(&self) -> &Abilities {
        self.session.can()
    }

    /// The document that was asked about last.
    pub fn last_document(&self) -> Option<Document> {
        let (judged, file) = self.snapshot.spec_of(&self.session.last_document()?)?;
        Some(Document { judged, file })
    }

    /// The document, if it is known: open, or part of an open spec.
    pub fn document(&self, id: &lsp::TextDocumentIdentifier) -> Option<Document> {
        let path = self.session.path(&id.uri);
        let (judged, file) = self.snapshot.spec_of(&path)?;
        self.session.note_document(&path);
        Some(Document { judged, file })
    }

    /// What the user has set for the document.
    pub fn settings(&self, id: &lsp::TextDocumentIdentifier) -> UserSettings {
        self.session.settings(&self.session.path(&id.uri))
    }

    /// The document and the offset of a position in it.
    pub fn at(&self, at: &lsp::TextDocumentPositionParams) -> Option<(Document, usize)> {
        let document = self.document(&at.text_document)?;
        let offset = convert::offset(at.position, document.file.text(), self.can().encoding);
        Some((document, offset))
    }

    pub fn range(&self, range: &Range<usize>, text: &Text) -> lsp::Range {
        convert::range(range, text, self.can().encoding)
    }

    pub fn offsets(&self, range: lsp::Range, text: &Text) -> Range<usize> {
        convert::offsets(range, text, self.can().encoding)
    }
}

/// The day, in UTC: the same everywhere.
pub fn today() -> Date {
    jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date()
}

/// Runs the body of a notification; if it panics the notification is lost, the server isn't.
pub fn guarded(body: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(body)).is_err() {
        tracing::error!("a notification failed");
    }
}

/// Marks the session as properly shut down.
pub fn shut_down(session: &Session) {
    session.was_shut_down.store(true, Ordering::Release);
    session.closing.send_replace(true);
}
