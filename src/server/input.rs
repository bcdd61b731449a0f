//! Standard input that says when it ends, and lets nothing malformed through.

use super::framing::Sieve;
use super::session::Session;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, ReadBuf, Stdin};

/// Standard input, message by message.
pub struct Input {
    stdin: Stdin,
    session: Arc<Session>,
    sieve: Sieve,
    /// What can be handed on, from the position.
    ready: (Vec<u8>, usize),
}

impl Input {
    pub fn new(session: Arc<Session>) -> Input {
        Input { stdin: tokio::io::stdin(), session, sieve: Sieve::default(), ready: (Vec::new(), 0) }
    }
}

impl AsyncRead for Input {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        loop {
            let (ready, from) = &mut self.ready;
            if *from < ready.len() {
                let count = buffer.remaining().min(ready.len() - *from);
                buffer.put_slice(&ready[*from..*from + count]);
                *from += count;
                if *from == ready.len() {
                    self.ready = (Vec::new(), 0);
                }
                return Poll::Ready(Ok(()));
            }
            let mut chunk = [0; 16 << 10];
            let mut read = ReadBuf::new(&mut chunk);
            let result = std::task::ready!(Pin::new(&mut self.stdin).poll_read(cx, &mut read));
            if result.is_err() || read.filled().is_empty() {
                // The client is gone, and whatever is held open for it is let go: the transport waits
                // for every answer before it ends.
                self.session.closing.send_replace(true);
                return Poll::Ready(result);
            }
            self.sieve.feed(read.filled());
            self.ready = (self.sieve.take(), 0);
        }
    }
}
