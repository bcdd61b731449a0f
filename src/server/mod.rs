//! The language server: a shell around [`crate::ide`] and [`crate::workspace`].
//!
//! Architecture invariant: only this room knows JSON-RPC and LSP; within it `lsp.rs` alone names the
//! crates, and `convert.rs` alone gives our values their shape. See `session.rs` for what every
//! handler must keep to.

mod capabilities;
mod client;
mod commands;
mod convert;
mod diagnostics;
pub mod framing;
mod hints;
mod input;
mod lifecycle;
mod logging;
mod lsp;
mod navigation;
mod parent;
mod progress;
mod session;
mod show;
mod structure;
mod sync;
mod workers;
mod writing;

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
    let log = logging::Log::new();
    logging::start(&log);
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
        let shell = |client| {
            let shared = Arc::new(Session::new(client, log));
            session = Some(shared.clone());
            Shell { session: shared }
        };
        let (service, socket) = LspService::build(shell)
            .custom_method(framing::MALFORMED, Shell::malformed)
            .custom_method("$/setTrace", Shell::set_trace)
            .finish();
        let session = session.expect("the service was made with a session");
        session.runtime();
        let input = input::Input::new(session.clone());
        let server = Server::new(input, tokio::io::stdout(), socket).concurrency_level(UNDER_WAY);
        tokio::select! {
            () = server.serve(logging::Logged(service)) => {}
            () = lifecycle::client_gone(&session) => tracing::info!("the client's process is gone"),
        }
        session.pages.clear();
        session.was_shut_down.load(Ordering::Acquire)
    });
    // A client that says `exit` may leave its end open: the thread that reads it isn't waited for.
    runtime.shutdown_background();
    if was_shut_down { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

struct Shell {
    session: Arc<Session>,
}

impl Shell {
    #[allow(clippy::unused_async, reason = "a handler is asynchronous")]
    async fn malformed(&self, is_json: bool) -> Result<()> {
        Err(framing::error(is_json))
    }

    #[allow(clippy::unused_async, reason = "a handler is asynchronous")]
    async fn set_trace(&self, params: SetTraceParams) {
        self.session.log.set_trace(&params.value);
    }
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

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        self.session.ask(move |ask| writing::hover(ask, &params.text_document_position_params)).await
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        self.session.ask(move |ask| writing::complete(ask, &params)).await
    }

    async fn completion_resolve(&self, params: CompletionItem) -> Result<CompletionItem> {
        self.session.ask(move |ask| writing::resolve_completion(ask, params)).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<Vec<CodeActionResponse>>> {
        self.session.ask(move |ask| writing::actions(ask, &params)).await
    }

    async fn formatting(&self, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        self.session.ask(move |ask| writing::format(ask, &params)).await
    }

    async fn range_formatting(&self, params: DocumentRangeFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        self.session.ask(move |ask| writing::format_range(ask, &params)).await
    }

    async fn on_type_formatting(&self, params: DocumentOnTypeFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        self.session.ask(move |ask| writing::format_on_type(ask, &params)).await
    }

    async fn goto_definition(&self, params: DefinitionParams) -> Result<Option<DefinitionResponse>> {
        self.session.ask(move |ask| navigation::definition(ask, &params.text_document_position_params)).await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        self.session.ask(move |ask| navigation::references(ask, &params)).await
    }

    async fn document_highlight(&self, params: DocumentHighlightParams) -> Result<Option<Vec<DocumentHighlight>>> {
        self.session.ask(move |ask| navigation::highlights(ask, &params.text_document_position_params)).await
    }

    async fn prepare_rename(&self, params: TextDocumentPositionParams) -> Result<Option<PrepareRenameResult>> {
        self.session.ask(move |ask| navigation::prepare_rename(ask, &params)).await
    }

    async fn linked_editing_range(&self, params: LinkedEditingRangeParams) -> Result<Option<LinkedEditingRanges>> {
        self.session.ask(move |ask| navigation::linked(ask, &params.text_document_position_params)).await
    }

    async fn will_rename_files(&self, params: RenameFilesParams) -> Result<Option<WorkspaceEdit>> {
        self.session.ask(move |ask| navigation::will_rename(ask, &params)).await
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        self.session.ask(move |ask| structure::symbols(ask, &params)).await
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        self.session.ask(move |ask| structure::folds(ask, &params)).await
    }

    async fn selection_range(&self, params: SelectionRangeParams) -> Result<Option<Vec<SelectionRange>>> {
        self.session.ask(move |ask| structure::selections(ask, &params)).await
    }

    async fn semantic_tokens_full(&self, params: SemanticTokensParams) -> Result<Option<SemanticTokens>> {
        self.session.ask(move |ask| structure::tokens(ask, &params)).await
    }

    async fn semantic_tokens_full_delta(
        &self,
        params: SemanticTokensDeltaParams,
    ) -> Result<Option<SemanticTokensDeltaResponse>> {
        self.session.ask(move |ask| structure::tokens_delta(ask, &params)).await
    }

    async fn semantic_tokens_range(&self, params: SemanticTokensRangeParams) -> Result<Option<SemanticTokens>> {
        self.session.ask(move |ask| structure::tokens_range(ask, &params)).await
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        self.session.ask(move |ask| Some(structure::workspace_symbols(ask, &params.query))).await
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        self.session.ask(move |ask| hints::inlay_hints(ask, &params)).await
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        self.session.ask(move |ask| hints::lenses(ask, &params)).await
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        self.session.ask(move |ask| hints::links(ask, &params)).await
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        self.session.ask(move |ask| navigation::rename(ask, &params)).await?
    }

    async fn did_rename_files(&self, params: RenameFilesParams) {
        guarded(|| {
            let paths: Vec<_> =
                params.files.iter().map(|it| self.session.path(&it.new_uri.to_string().into())).collect();
            sync::files_changed(&self.session, &paths);
        });
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<LspAny>> {
        commands::execute(&self.session, params).await
    }
}
