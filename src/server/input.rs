//! Standard input that says when it ends.

use super::session::Session;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, ReadBuf, Stdin};

/// Standard input. When it ends, the client is gone, and whatever is held open for it is let go: the
/// transport waits for every answer before it ends.
pub struct Input {
    stdin: Stdin,
    session: Arc<Session>,
}

impl Input {
    pub fn new(session: Arc<Session>) -> Input {
        Input { stdin: tokio::io::stdin(), session }
    }
}

impl AsyncRead for Input {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stdin).poll_read(cx, buffer);
        if let Poll::Ready(result) = &read
            && (result.is_err() || buffer.filled().len() == before)
        {
            self.session.closing.send_replace(true);
        }
        read
    }
}
