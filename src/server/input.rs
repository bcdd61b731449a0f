//! Standard input that says when it ends, and lets nothing malformed through.
//!
//! The transport ends the session at the first message it can't read. A client's slip shall cost an
//! error instead, so messages are looked at here: one that is none is passed on as a request for
//! [`MALFORMED`], which is answered with the error that the protocol asks for.

use super::lsp;
use super::session::Session;
use serde::Deserialize;
use std::borrow::Cow;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, ReadBuf, Stdin};

/// The method that stands for a message that is none. Its parameter says whether it is JSON at least.
pub const MALFORMED: &str = "connspec/malformed";

/// A message longer than this isn't meant.
const LONGEST: usize = 1 << 28;

/// Standard input, message by message.
pub struct Input {
    stdin: Stdin,
    session: Arc<Session>,
    /// What was read and is no whole message yet.
    raw: Vec<u8>,
    /// What can be handed on, from the position.
    ready: (Vec<u8>, usize),
}

impl Input {
    pub fn new(session: Arc<Session>) -> Input {
        Input { stdin: tokio::io::stdin(), session, raw: Vec::new(), ready: (Vec::new(), 0) }
    }

    /// Moves whole messages from `raw` to `ready`.
    fn sort(&mut self) {
        let mut at = 0;
        loop {
            let rest = &self.raw[at..];
            let Some(head) = memchr::memmem::find(rest, b"\r\n\r\n") else { break };
            let body = head + 4;
            let Some(length) = length(&rest[..head]) else {
                refuse(&mut self.ready.0, false);
                at += body;
                continue;
            };
            if rest.len() < body + length {
                break;
            }
            let whole = &rest[..body + length];
            match fault(&whole[body..]) {
                None => self.ready.0.extend_from_slice(whole),
                Some(is_json) => refuse(&mut self.ready.0, is_json),
            }
            at += body + length;
        }
        self.raw.drain(..at);
    }
}

/// The length that a message's head gives.
fn length(head: &[u8]) -> Option<usize> {
    let head = std::str::from_utf8(head).ok()?;
    let value = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("content-length").then_some(value)
    });
    value?.trim().parse().ok().filter(|length| *length <= LONGEST)
}

#[derive(Deserialize)]
struct Shape<'a> {
    #[serde(borrow)]
    jsonrpc: Cow<'a, str>,
    #[serde(borrow, default)]
    method: Option<Cow<'a, str>>,
    #[serde(rename = "id", default)]
    _id: Option<Id<'a>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Id<'a> {
    Number(#[allow(dead_code, reason = "read to see that it can be read")] i64),
    Text(
        #[allow(dead_code, reason = "read to see that it can be read")]
        #[serde(borrow)]
        Cow<'a, str>,
    ),
}

/// What is wrong with a body: none, or whether it is JSON at least.
fn fault(body: &[u8]) -> Option<bool> {
    match serde_json::from_slice::<Shape<'_>>(body) {
        Ok(shape) if shape.jsonrpc != "2.0" => Some(true),
        Ok(Shape { method: Some(_), .. }) => None,
        Ok(_) => serde_json::from_slice::<lsp::Response>(body).err().map(|_| true),
        Err(error) => Some(error.is_data()),
    }
}

fn refuse(into: &mut Vec<u8>, is_json: bool) {
    let body = format!("{{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"{MALFORMED}\",\"params\":{is_json}}}");
    into.extend_from_slice(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
}

/// Answers [`MALFORMED`].
pub fn error(is_json: bool) -> lsp::Error {
    if is_json { lsp::Error::invalid_request() } else { lsp::Error::parse_error() }
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
                    ready.clear();
                    *from = 0;
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
            let filled = read.filled().len();
            self.raw.extend_from_slice(&chunk[..filled]);
            self.sort();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_told_from_what_is_none() {
        assert_eq!(fault(br#"{"jsonrpc":"2.0","id":1,"method":"a","params":{"x":[1]}}"#), None);
        assert_eq!(fault(br#"{"jsonrpc":"2.0","method":"a"}"#), None);
        assert_eq!(fault(br#"{"jsonrpc":"2.0","id":"x","result":null}"#), None);
        assert_eq!(fault(br#"{"jsonrpc":"2.0","id":1}"#), Some(true));
        assert_eq!(fault(br#"{"jsonrpc":"1.0","method":"a"}"#), Some(true));
        assert_eq!(fault(b"[1]"), Some(true));
        assert_eq!(fault(b"{\"jsonrpc"), Some(false));
        assert_eq!(length(b"Content-Type: x\r\ncontent-length: 12"), Some(12));
        assert_eq!(length(b"Content-Length: many"), None);
    }
}
