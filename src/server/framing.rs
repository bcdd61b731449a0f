//! Which bytes are messages: the sieve between a client's output and the transport.
//!
//! The transport ends the session at the first message it can't read. A client's slip shall cost an
//! error instead, so messages are looked at here: one that is none is passed on as a request for
//! [`MALFORMED`], which is answered with the error that the protocol asks for.

use super::lsp;
use serde::Deserialize;
use std::borrow::Cow;

/// The method that stands for a message that is none. Its parameter says whether it is JSON at least.
pub const MALFORMED: &str = "connspec/malformed";

/// A message longer than this isn't meant.
const LONGEST: usize = 1 << 28;
/// As much room is kept for the next messages.
const USUAL: usize = 1 << 16;
/// What goes on longer than this without the blank line that ends a head is none.
const LONGEST_HEAD: usize = 1 << 12;

/// Takes bytes as they come and gives whole messages.
#[derive(Debug, Default)]
pub struct Sieve {
    /// What was read and is no whole message yet.
    raw: Vec<u8>,
    /// What can be handed on.
    ready: Vec<u8>,
}

impl Sieve {
    /// Takes what has come. How it is cut makes no difference.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.raw.extend_from_slice(bytes);
        self.sort();
    }

    /// What can be handed on: whole messages, each of which the transport can read.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.ready)
    }

    /// Moves whole messages from `raw` to `ready`.
    fn sort(&mut self) {
        let mut at = 0;
        loop {
            let rest = &self.raw[at..];
            let Some(head) = memchr::memmem::find(&rest[..rest.len().min(LONGEST_HEAD)], b"\r\n\r\n") else {
                if rest.len() < LONGEST_HEAD {
                    break;
                }
                refuse(&mut self.ready, false);
                at += LONGEST_HEAD;
                continue;
            };
            let body = head + 4;
            let Some(length) = length(&rest[..head]) else {
                refuse(&mut self.ready, false);
                at += body;
                continue;
            };
            if rest.len() < body + length {
                break;
            }
            let message = whole_characters(&rest[body..body + length]);
            match fault(&message) {
                // With a head of our own: the transport doesn't know every head that clients write.
                None => pass(&mut self.ready, &message),
                Some(is_json) => refuse(&mut self.ready, is_json),
            }
            at += body + length;
        }
        if at > 0 {
            self.raw.drain(..at);
            // A file of megabytes was one message; the next ones are short.
            self.raw.shrink_to(USUAL);
        }
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
}

/// What is wrong with a body: none, or whether it is JSON at least. What passes here is read by the
/// transport too: it is read by the same types.
fn fault(body: &[u8]) -> Option<bool> {
    let Ok(text) = std::str::from_utf8(body) else { return Some(false) };
    let unread = match serde_json::from_str::<Shape<'_>>(text) {
        Ok(shape) if shape.jsonrpc != "2.0" => return Some(true),
        Ok(Shape { method: Some(_), .. }) => serde_json::from_str::<lsp::Request>(text).err(),
        Ok(_) => serde_json::from_str::<lsp::Response>(text).err(),
        Err(error) => Some(error),
    };
    unread.map(|error| error.is_data())
}

/// The body with halves of surrogate pairs replaced. Editors written in JavaScript may send them, no
/// string of ours can hold them, and a change that is refused would leave both sides with other texts.
fn whole_characters(body: &[u8]) -> Cow<'_, [u8]> {
    let unit = |at: usize| -> Option<u16> {
        let escape = body.get(at..at + 6).filter(|escape| escape.starts_with(b"\\u"))?;
        u16::from_str_radix(std::str::from_utf8(&escape[2..]).ok()?, 16).ok()
    };
    let mut mended = Cow::Borrowed(body);
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &body[at..]) {
        at += found;
        at += match (unit(at), unit(at + 6)) {
            (Some(0xD800..0xDC00), Some(0xDC00..0xE000)) => 12,
            (Some(0xD800..0xE000), _) => {
                mended.to_mut()[at..at + 6].copy_from_slice(b"\\ufffd");
                6
            }
            _ => 2.min(body.len() - at),
        };
    }
    mended
}

fn pass(into: &mut Vec<u8>, body: &[u8]) {
    into.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
    into.extend_from_slice(body);
}

fn refuse(into: &mut Vec<u8>, is_json: bool) {
    let body = format!("{{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"{MALFORMED}\",\"params\":{is_json}}}");
    pass(into, body.as_bytes());
}

/// Answers [`MALFORMED`].
pub fn error(is_json: bool) -> lsp::Error {
    if is_json { lsp::Error::invalid_request() } else { lsp::Error::parse_error() }
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
        assert_eq!(fault(b"{\"jsonrpc\":\"2.0\",\"method\":\"a\",\"params\":\"\xff\"}"), Some(false));
        let deep = "[".repeat(200) + &"]".repeat(200);
        assert_eq!(fault(format!(r#"{{"jsonrpc":"2.0","method":"a","params":{deep}}}"#).as_bytes()), Some(false));
        assert_eq!(length(b"Content-Type: x\r\ncontent-length: 12"), Some(12));
        assert_eq!(length(b"Content-Length: many"), None);
    }

    #[test]
    fn half_a_character_becomes_a_whole_one() {
        let mended = |text: &str| String::from_utf8(whole_characters(text.as_bytes()).into_owned()).unwrap();
        assert_eq!(mended(r"a\ud83d\ude00b"), r"a\ud83d\ude00b");
        assert_eq!(mended(r"\ud83dx\ude00 \\ud83d \ud83d"), r"\ufffdx\ufffd \\ud83d \ufffd");
        assert_eq!(mended(r"\ud83d\ud83d\ude00"), r"\ufffd\ud83d\ude00");
        assert_eq!(mended("\\"), "\\");
    }

    #[test]
    fn what_never_becomes_a_head_is_not_kept() {
        let mut sieve = Sieve::default();
        (0..100).for_each(|_| sieve.feed(&[b'x'; 1000]));
        assert!(sieve.raw.len() < LONGEST_HEAD);
        let refusals = String::from_utf8(sieve.take()).unwrap();
        assert_eq!(refusals.matches(MALFORMED).count(), 100_000 / LONGEST_HEAD);
    }
}
