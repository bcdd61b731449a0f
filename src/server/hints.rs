//! Inlay hints, lenses and links.

use super::session::Session;
use std::sync::Arc;

/// Asks the client to ask again for what shows settings.
pub fn spawn_refresh(session: &Arc<Session>) {
    let can = session.can();
    let (hints, lenses) = (can.refresh_hints, can.refresh_lenses);
    if hints || lenses {
        session.spawn(move |session| async move {
            if hints {
                let _ = session.client.inlay_hint_refresh().await;
            }
            if lenses {
                let _ = session.client.code_lens_refresh().await;
            }
        });
    }
}
