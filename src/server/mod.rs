//! The language server: a shell around [`crate::ide`] and [`crate::workspace`].
//!
//! Architecture invariant: only this room knows JSON-RPC and LSP; within it `lsp.rs` alone names the
//! crates, and `convert.rs` alone gives our values their shape. See `session.rs` for what every
//! handler must keep to.

mod capabilities;
mod client;
mod convert;
mod diagnostics;
mod hints;
mod input;
mod lifecycle;
mod lsp;
mod session;
mod structure;
mod sync;
mod workers;

use lsp::*;
use session::{Session, guarded, shut_down};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// How many messages may be under way. Pulls of the workspace are held open, and a cancellation must
/// get past requests that wait, so there is room.
const UNDER_WAY: usize = 512;

/// Serves one client over standard input and output until it says `exit` or goes away.
pub fn run() -> ExitCode {
    start_log();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .max_blocking_threads(3)
        .thread_stack_size(256 << 10)
        .thread_keep_alive(std::time::Duration::from_secs(3600))
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("connspec: the language server can't start: {error}");
            return ExitCode::from(2);
        }
    };
    let was_shut_down = runtime.block_on(async {
        let mut session = None;
        let (service, socket) = LspService::new(|client| {
            let shared = Arc::new(Session::new(client));
            session = Some(shared.clone());
            Shell { session: shared }
        });
        let session = session.expect("the service was made with a session");
        session.runtime();
        let input = input::Input::new(session.clone());
        Server::new(input, tokio::io::stdout(), socket).concurrency_level(UNDER_WAY).serve(service).await;
        session.was_shut_down.load(Ordering::Acquire)
    });
    // A client that says `exit` may leave its end open: the thread that reads it isn't waited for.
    runtime.shutdown_background();
    if was_shut_down { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Logs to the file that `CONNSPEC_LOG` names, if it names one.
fn start_log() {
    let Some(path) = std::env::var_os("CONNSPEC_LOG") else { return };
    if let Ok(file) = std::fs::OpenOptions::new().create(true).append(true).open(path) {
        let _ = tracing_subscriber::fmt()
            .with_writer(std::sync::Mutex::new(file))
            .with_ansi(false)
            .with_max_level(tracing::Level::DEBUG)
            .try_init();
    }
}

struct Shell {
    session: Arc<Session>,
}

impl LanguageServer for Shell {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        Ok(lifecycle::initialize(&self.session, &params))
    }

    async fn initialized(&self, _: InitializedParams) {
        guarded(|| lifecycle::initialized(&self.session));
    }

    async fn shutdown(&self) -> Result<()> {
        shut_down(&self.session);
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        guarded(|| sync::did_open(&self.session, params));
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        guarded(|| sync::did_change(&self.session, params));
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        guarded(|| sync::did_close(&self.session, params));
    }

    async fn did_save(&self, _: DidSaveTextDocumentParams) {
        guarded(|| sync::did_save(&self.session));
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        guarded(|| sync::did_change_watched_files(&self.session, &params));
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        guarded(|| sync::did_change_folders(&self.session, &params.event));
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        guarded(|| sync::did_change_configuration(&self.session, &params));
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReport> {
        diagnostics::pull(&self.session, params).await
    }

    async fn workspace_diagnostic(&self, params: WorkspaceDiagnosticParams) -> Result<WorkspaceDiagnosticReport> {
        diagnostics::pull_all(&self.session, params).await
    }
}
