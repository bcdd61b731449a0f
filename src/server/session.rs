//! What the handlers share: the workspace, the client, the workers.
//!
//! Architecture invariants, kept here and by `tests/lsp/ordering.rs`:
//! - A notification changes state, and a request takes its snapshot, before the first `.await` of its
//!   handler. tower-lsp polls handlers in order of arrival but runs them concurrently, so anything
//!   later would mix up versions. [`Session::ask`] takes the snapshot when it is called.
//! - No handler awaits a request to the client: such calls are spawned.
//! - Work of more than a millisecond runs on a worker, and doesn't begin if its request was cancelled.

use super::client::{Abilities, UserSettings};
use super::workers::Workers;
use super::{convert, lsp};
use crate::text::Text;
use crate::workspace::{File, Judged, Snapshot, Workspace};
use jiff::civil::Date;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use tokio::sync::{oneshot, watch};

/// An answer that a worker is working on.
pub type Answer<T> = std::pin::Pin<Box<dyn Future<Output = lsp::Result<T>> + Send>>;

/// The server's state.
pub struct Session {
    pub client: lsp::Client,
    pub workers: Workers,
    runtime: OnceLock<tokio::runtime::Handle>,
    abilities: OnceLock<Abilities>,
    workspace: Mutex<Workspace>,
    settings: Mutex<UserSettings>,
    /// Counts changes, for those who wait for one.
    pub changes: watch::Sender<u64>,
    /// Set when the session ends, so that nothing is held open.
    pub closing: watch::Sender<bool>,
    pub was_shut_down: AtomicBool,
    pub told: super::diagnostics::Told,
    pub tokens: super::structure::SentTokens,
}

impl Session {
    pub fn new(client: lsp::Client) -> Session {
        Session {
            client,
            workers: Workers::default(),
            runtime: OnceLock::new(),
            abilities: OnceLock::new(),
            workspace: Mutex::new(Workspace::new(Vec::new(), today())),
            settings: Mutex::default(),
            changes: watch::Sender::new(0),
            closing: watch::Sender::new(false),
            was_shut_down: AtomicBool::new(false),
            told: Default::default(),
            tokens: Default::default(),
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

    pub fn settings(&self) -> UserSettings {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes over what the user has set; asks the client to ask again for what shows it.
    pub fn set_settings(self: &Arc<Self>, settings: UserSettings) {
        let before = {
            let mut current = self.settings.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *current, settings.clone())
        };
        if before == settings {
            return;
        }
        let judged_anew = self.workspace().set_client(settings.judging);
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

    /// The document, if it is known: open, or part of an open spec.
    pub fn document(&self, id: &lsp::TextDocumentIdentifier) -> Option<Document> {
        let path = self.session.path(&id.uri);
        let (judged, file) = self.snapshot.spec_of(&path)?;
        Some(Document { judged, file })
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
