//! Progress on long work: what takes longer than a person waits in patience is shown.

use super::lsp;
use super::session::Session;
use std::sync::Arc;
use std::time::Duration;

/// Shorter work isn't worth a word: it would only flicker.
const PATIENCE: Duration = Duration::from_millis(500);

/// Shows that the server is at work, for as long as the session lives. Nobody waits for it: where the
/// client doesn't answer, nothing is shown.
pub async fn show(session: Arc<Session>) {
    let mut busy = session.workers.busy();
    let mut count = 0u32;
    loop {
        if busy.wait_for(|it| it.is_busy).await.is_err() {
            return;
        }
        let since = busy.borrow().idle_times;
        let over = busy.wait_for(|it| it.idle_times != since || !it.is_busy);
        if tokio::time::timeout(PATIENCE, over).await.is_ok() {
            continue;
        }
        count += 1;
        let token = lsp::ProgressToken::String(format!("connspec/{count}"));
        if session.client.create_work_done_progress(token.clone()).await.is_err() {
            return;
        }
        let shown = session.client.progress(token, "connspec: checking").begin().await;
        let _ = busy.wait_for(|it| !it.is_busy).await;
        shown.finish().await;
    }
}
