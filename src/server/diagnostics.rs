//! Diagnostics: asked for by clients that can, sent to the others; never both.

use super::session::{Ask, Session, today};
use super::{convert, lsp};
use crate::ide;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// What the client was told last.
#[derive(Default)]
pub struct Told {
    /// By file: the fingerprint of its diagnostics.
    known: Mutex<FxHashMap<PathBuf, (lsp::Uri, u64)>>,
    /// By file: how often it was opened.
    opened: Mutex<FxHashMap<PathBuf, u64>>,
    /// The newest generation that was told, and for which a refresh was asked.
    newest: Mutex<u64>,
    refreshed: Mutex<u64>,
    /// The open pull of the whole workspace: a newer one releases it.
    waiting: Mutex<Option<watch::Sender<bool>>>,
}

impl Told {
    /// Notes that a document is opened anew: ids from before are worth nothing, since clients keep them
    /// without keeping the diagnostics.
    pub fn opened(&self, path: &Path) {
        *locked(&self.opened).entry(path.to_owned()).or_default() += 1;
    }

    /// The id of a file's diagnostics, the same whichever way they are asked for.
    fn id(&self, path: &Path, mark: u64) -> String {
        let opened = locked(&self.opened).get(path).copied().unwrap_or(0);
        format!("{mark:x}-{opened}")
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many findings of a file an editor is told. Nobody reads more, and editors take seconds to show them at every
/// keystroke; VS Code itself stops at a thousand.
const MOST: usize = 10_000;

fn of_file(ask: &Ask, path: &Path, text: &crate::text::Text) -> Vec<lsp::Diagnostic> {
    let (found, left_out) = ide::worst_diagnostics(&ask.snapshot, path, MOST);
    let told = found.iter().map(|it| convert::diagnostic(it, text, &ask.snapshot, ask.can()));
    told.chain((left_out > 0).then(|| left_out_of_file(left_out))).collect()
}

/// Says at the top of the file that it has more findings.
fn left_out_of_file(count: usize) -> lsp::Diagnostic {
    let message = format!("{count} more findings of this file aren't shown here; `connspec check` shows all");
    lsp::Diagnostic {
        severity: Some(lsp::DiagnosticSeverity::Information),
        source: Some("connspec".to_owned()),
        message: lsp::Message::String(message),
        ..Default::default()
    }
}

fn fingerprint(items: &[lsp::Diagnostic]) -> u64 {
    let mut hasher = FxHasher::default();
    items.hash(&mut hasher);
    hasher.finish()
}

/// `textDocument/diagnostic`
pub async fn pull(
    session: &Arc<Session>,
    params: lsp::DocumentDiagnosticParams,
) -> lsp::Result<lsp::DocumentDiagnosticReport> {
    session
        .ask(move |ask| {
            let path = ask.session.path(&params.text_document.uri);
            let text = match ask.snapshot.buffer(&path) {
                Some(buffer) => Some(buffer.text().clone()),
                // A client asks a last time when it has closed a file, and keeps what it gets: nothing, unless an open
                // spec holds the file, as in the answers about the whole workspace.
                None => ide::told_files(&ask.snapshot).into_iter().find(|it| it.path == path).map(|it| it.text),
            };
            let items = text.map(|text| of_file(ask, &path, &text)).unwrap_or_default();
            let mark = fingerprint(&items);
            let id = ask.session.told.id(&path, mark);
            locked(&ask.session.told.known).insert(path, (params.text_document.uri.clone(), mark));
            refresh_others(ask);
            if params.previous_result_id.as_ref() == Some(&id) {
                let report = lsp::RelatedUnchangedDocumentDiagnosticReport {
                    related_documents: None,
                    unchanged_document_diagnostic_report: lsp::UnchangedDocumentDiagnosticReport { result_id: id },
                };
                return lsp::DocumentDiagnosticReport::RelatedUnchangedDocumentDiagnosticReport(report);
            }
            lsp::DocumentDiagnosticReport::RelatedFullDocumentDiagnosticReport(
                lsp::RelatedFullDocumentDiagnosticReport {
                    related_documents: None,
                    full_document_diagnostic_report: lsp::FullDocumentDiagnosticReport { result_id: Some(id), items },
                },
            )
        })
        .await
}

/// If the change reached open files that were asked about before, asks the client to ask again: once
/// a change, and without waiting.
fn refresh_others(ask: &Ask) {
    if !ask.can().refresh_diagnostics || !ask.snapshot.is_current() {
        return;
    }
    let generation = ask.snapshot.generation();
    {
        let mut refreshed = locked(&ask.session.told.refreshed);
        if *refreshed == generation {
            return;
        }
        *refreshed = generation;
    }
    let open: Vec<_> = ask.snapshot.open_specs().cloned().collect();
    if open.len() < 2 {
        return;
    }
    let outdated = open.iter().any(|buffer| {
        let known = locked(&ask.session.told.known).get(buffer.path()).map(|(_, mark)| *mark);
        known.is_some_and(|mark| mark != fingerprint(&of_file(ask, buffer.path(), buffer.text())))
    });
    if outdated {
        ask.session.spawn(|session| async move {
            let _ = session.client.workspace_diagnostic_refresh().await;
        });
    }
}

/// Asks the client to ask again, after something other than an edit changed.
pub fn spawn_refresh(session: &Arc<Session>) {
    if session.can().refresh_diagnostics {
        session.spawn(|session| async move {
            let _ = session.client.workspace_diagnostic_refresh().await;
        });
    }
}

/// `workspace/diagnostic`: answered when there is something new, held open until then.
pub async fn pull_all(
    session: &Arc<Session>,
    params: lsp::WorkspaceDiagnosticParams,
) -> lsp::Result<lsp::WorkspaceDiagnosticReport> {
    let mut changes = session.changes.subscribe();
    let mut closing = session.closing.subscribe();
    let (mine, mut replaced) = watch::channel(false);
    if let Some(earlier) = locked(&session.told.waiting).replace(mine) {
        let _ = earlier.send(true);
    }
    let known: FxHashMap<String, String> =
        params.previous_result_ids.into_iter().map(|it| (it.uri.0, it.value)).collect();
    let known = Arc::new(known);
    loop {
        let before = known.clone();
        let items = session.ask(move |ask| reports(ask, &before)).await?;
        let nothing = || lsp::WorkspaceDiagnosticReport { items: Vec::new() };
        if !items.is_empty() || *closing.borrow() || *replaced.borrow() {
            return Ok(lsp::WorkspaceDiagnosticReport { items });
        }
        tokio::select! {
            _ = changes.changed() => {}
            _ = closing.changed() => return Ok(nothing()),
            _ = replaced.changed() => return Ok(nothing()),
        }
    }
}

/// The result ids of files whose findings were taken back once, and twice.
const GONE: &str = "gone";
const GONE_FOR_GOOD: &str = "gone for good";

/// What the client doesn't know yet.
fn reports(ask: &Ask, known: &FxHashMap<String, String>) -> Vec<lsp::WorkspaceDocumentDiagnosticReport> {
    let files = ide::told_files(&ask.snapshot);
    let mut seen = FxHashSet::default();
    let mut reports = Vec::new();
    for file in &files {
        let uri = convert::uri(&file.path, &ask.snapshot);
        let items = of_file(ask, &file.path, &file.text);
        let id = ask.session.told.id(&file.path, fingerprint(&items));
        let before = known.get(&uri.0);
        let is_new = before != Some(&id) && (before.is_some() || !items.is_empty());
        seen.insert(uri.0.clone());
        if is_new {
            reports.push(full(uri, file.version, Some(id), items));
        }
    }
    // What was told of a file that is no longer part of anything is taken back; twice, since VS Code passes over the first
    // time while its own last question about a file that it closes is under way.
    for (uri, id) in known.iter().filter(|(uri, _)| !seen.contains(*uri)) {
        let uri = lsp::Uri::from(uri.as_str());
        let nothing = ask.session.told.id(&ask.session.path(&uri), fingerprint(&[]));
        let next = match id.as_str() {
            GONE_FOR_GOOD => continue,
            GONE => GONE_FOR_GOOD,
            id if id == nothing => continue,
            _ => GONE,
        };
        reports.push(full(uri, None, Some(next.to_owned()), Vec::new()));
    }
    reports
}

fn full(
    uri: lsp::Uri,
    version: Option<i32>,
    result_id: Option<String>,
    items: Vec<lsp::Diagnostic>,
) -> lsp::WorkspaceDocumentDiagnosticReport {
    let report = lsp::FullDocumentDiagnosticReport { result_id, items };
    lsp::WorkspaceDocumentDiagnosticReport::WorkspaceFullDocumentDiagnosticReport(
        lsp::WorkspaceFullDocumentDiagnosticReport { uri, version, full_document_diagnostic_report: report },
    )
}

/// Sends diagnostics after a change: no delay, but what is overtaken by another change is dropped.
pub fn push(session: &Arc<Session>) {
    let (session, snapshot) = (session.clone(), session.snapshot());
    let runtime = session.runtime();
    session.workers.clone().run(move || {
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            if !snapshot.is_current() {
                return;
            }
            let ask = Ask { session, snapshot };
            let news = news(&ask);
            let mut newest = locked(&ask.session.told.newest);
            if *newest > ask.snapshot.generation() {
                return;
            }
            *newest = ask.snapshot.generation();
            // While the lock is held, so that an older state is never sent after a newer one.
            for (uri, version, items) in news {
                runtime.block_on(ask.session.client.publish_diagnostics(uri, items, version));
            }
        }));
    });
}

/// What the client is to be told: of the documents that are open, always, since it waits for their
/// versions; of other files where something changed.
fn news(ask: &Ask) -> Vec<(lsp::Uri, Option<i32>, Vec<lsp::Diagnostic>)> {
    let mut news = Vec::new();
    let files = ide::told_files(&ask.snapshot);
    let mut known = locked(&ask.session.told.known);
    let mut gone: FxHashMap<PathBuf, (lsp::Uri, u64)> = std::mem::take(&mut *known);
    for file in &files {
        let uri = convert::uri(&file.path, &ask.snapshot);
        let items = of_file(ask, &file.path, &file.text);
        let version_of = |version: Option<i32>| version.unwrap_or(-1).cast_unsigned();
        let mark = fingerprint(&items) ^ u64::from(version_of(file.version));
        let before = gone.remove(&file.path);
        let is_new = before.as_ref().is_none_or(|(_, known)| *known != mark);
        if is_new && !(before.is_none() && items.is_empty() && file.version.is_none()) {
            news.push((uri.clone(), file.version, items));
        }
        known.insert(file.path.clone(), (uri, mark));
    }
    news.extend(gone.into_values().map(|(uri, _)| (uri, None, Vec::new())));
    news
}

/// Judges again when the day changes.
pub async fn watch_the_day(session: Arc<Session>) {
    loop {
        let second = jiff::Timestamp::now().as_second().rem_euclid(86_400).cast_unsigned();
        // A laptop may sleep meanwhile: look at least once an hour.
        tokio::time::sleep(Duration::from_secs((86_400 - second).min(3600))).await;
        let changed = session.workspace().set_today(today());
        if changed {
            session.changed();
            spawn_refresh(&session);
        }
    }
}

impl Session {
    /// Runs something that talks to the client without anybody waiting for it.
    pub fn spawn<F: Future<Output = ()> + Send + 'static>(self: &Arc<Self>, task: impl FnOnce(Arc<Session>) -> F) {
        self.runtime().spawn(task(self.clone()));
    }
}
