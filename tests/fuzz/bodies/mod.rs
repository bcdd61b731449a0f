//! What the fuzzer runs, and what the suite runs on stable Rust (`tests/fuzzed.rs`): each body takes
//! any bytes and panics if something that must hold does not.
#![allow(dead_code, unused_imports)]

mod ask;
mod edits;
#[path = "../../common/typed.rs"]
#[allow(clippy::duplicate_mod, reason = "the suite has it once more, beside these bodies")]
mod typed;

pub use ask::ask;
pub use edits::{edits, sequence};

use connspec::finding::Finding;
use connspec::model::{FileId, Model};
use connspec::rules::{Context, Evaluation, Settings};
use connspec::server::framing::Sieve;
use connspec::syntax::{self, segment};
use connspec::text::{Encoding, Text};
use connspec::workspace::File;
use std::borrow::Cow;
use std::sync::Arc;

/// Takes any bytes.
type Body = fn(&[u8]);

/// Every body by its name.
pub const ALL: [(&str, Body); 6] = [
    ("parse", parse),
    ("evaluate", evaluate),
    ("format", format),
    ("edits", edits),
    ("ask", ask),
    ("messages", messages),
];

/// Where nothing is, so that no import reads a file.
const NOWHERE: &str = "/\u{1}nowhere";

fn settings() -> Settings {
    Settings::as_of("2026-11-22".parse().expect("a day"))
}

fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// What drives a body's choices: bytes, and zeros after the last.
struct Choices<'b>(std::slice::Iter<'b, u8>);

impl<'b> Choices<'b> {
    /// A text, and the choices that stand after the first NUL.
    fn after_text(bytes: &'b [u8]) -> (String, Choices<'b>) {
        let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
        let rest = bytes.get(end + 1..).unwrap_or_default();
        (text(&bytes[..end]).into_owned(), Choices(rest.iter()))
    }

    fn is_done(&self) -> bool {
        self.0.len() == 0
    }

    fn byte(&mut self) -> usize {
        usize::from(self.0.next().copied().unwrap_or_default())
    }

    /// A place in a text: where a character begins.
    fn place(&mut self, text: &str) -> usize {
        let fraction = self.byte() << 8 | self.byte();
        boundary(text, fraction * text.len() / 0xFFFF)
    }
}

/// The place at or before `at` that an editor can name: between characters, and not between CR and LF.
fn boundary(text: &str, at: usize) -> usize {
    let splits = |at: usize| text[..at].ends_with('\r') && text[at..].starts_with('\n');
    let can_be_named = |at: &usize| text.is_char_boundary(*at) && !splits(*at);
    (0..=at.min(text.len())).rev().find(can_be_named).unwrap_or(0)
}

/// A file alone, with its model.
fn read(text: &str) -> (File, Model) {
    let file = File::new(FileId(0), format!("{NOWHERE}/a.connspec"), text);
    let model = Model::build(vec![file.items()], |id| file.item(id).expect("an item of the file").clone());
    (file, model)
}

fn findings(model: &Model) -> Vec<Arc<Finding>> {
    let settings = settings();
    Evaluation::once(model, Context::of(model, &settings)).findings(model, &settings)
}

/// Any bytes are read: into segments that are the text, each with a tree, and positions go to and fro.
pub fn parse(bytes: &[u8]) {
    let text = text(bytes);
    let starts = segment::starts(&text);
    assert!(starts[0] == 0 && starts.is_sorted_by(|a, b| a < b), "segments in order: {starts:?}");
    let (file, _) = read(&text);
    let pieces: String = file.each_item().map(|(id, _)| file.text_of(id)).collect();
    assert_eq!(pieces, text, "segments are the text");
    for (id, item) in file.each_item() {
        for finding in &item.findings {
            let range = file.range(finding.span).expect("a place in the file");
            assert!(text.get(range).is_some(), "{} lies on characters of {:?}", finding.rule, file.text_of(id));
        }
    }
    // A NUL is the one character that has no node of its own.
    if !text.contains('\0') {
        syntax::with_tree(&text, |tree| assert!(!tree.root_node().has_error(), "an error node"));
    }
    let rope = Text::new(&text);
    for part in 0..64 {
        let offset = boundary(&text, text.len() * part / 63);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            let position = rope.position(offset, encoding);
            assert_eq!(rope.offset(position, encoding), offset, "{encoding:?} {position:?}");
        }
    }
}

/// Any text is judged, every finding has its place, and the first fixes can be worked out.
pub fn evaluate(bytes: &[u8]) {
    let text = text(bytes);
    let (file, model) = read(&text);
    let found = findings(&model);
    for finding in &found {
        assert!(!finding.message.is_empty(), "{} says something", finding.rule);
        for span in std::iter::once(finding.span).chain(finding.related.iter().map(|it| it.span)) {
            let range = file.range(span).expect("a place in the file");
            assert!(text.get(range).is_some(), "{} lies on characters", finding.rule);
        }
    }
    let again = findings(&read(&text).1);
    assert!(found == again, "the same text gives the same findings");
}

/// Formatting twice is formatting once, keeps every comment, and changes no finding but of spelling.
pub fn format(bytes: &[u8]) {
    let text = text(bytes);
    let Some(once) = connspec::format::format(&text) else { return };
    let twice = connspec::format::format(&once);
    assert_eq!(twice.as_deref(), Some(&*once), "formatted twice");
    // A comma too many hides what else is wrong with its list; it is put right, and the rest comes to light.
    let before = findings(&read(&text).1);
    if before.iter().all(|it| it.message != "nothing stands before this comma") {
        assert_eq!(meaning(&findings(&read(&once).1)), meaning(&before), "formatted: {once}");
    }
}

/// What is found, without places and without what the formatter puts right.
fn meaning(found: &[Arc<Finding>]) -> Vec<(&'static str, String)> {
    let put_right =
        ["syntax/colon", "schema/quoted-literal", "schema/unquoted-text", "schema/spelling", "name/spelling"];
    let kept = found.iter().filter(|it| !put_right.contains(&it.rule) && !it.rule.ends_with("-spelling"));
    // Messages quote what is written, and a unit may be written in another way now.
    let spelled = |message: &str| message.to_lowercase().split_whitespace().collect::<String>();
    let mut kept: Vec<_> = kept.map(|it| (it.rule, spelled(&it.message))).collect();
    kept.sort();
    kept
}

/// Any bytes from a client: however they are cut, the same messages come, and each can be read.
pub fn messages(bytes: &[u8]) {
    let mut whole = Sieve::default();
    whole.feed(bytes);
    let whole = whole.take();
    let mut cut = Sieve::default();
    let mut pieces = Vec::new();
    for piece in bytes.chunks(7) {
        cut.feed(piece);
        pieces.extend(cut.take());
    }
    assert_eq!(whole, pieces, "how the bytes are cut makes a difference");
    let mut rest = &whole[..];
    while !rest.is_empty() {
        let head = rest.windows(4).position(|it| it == b"\r\n\r\n").expect("the end of a head");
        let length = std::str::from_utf8(&rest[..head]).expect("a head").strip_prefix("Content-Length: ");
        let length: usize = length.and_then(|it| it.parse().ok()).expect("a length");
        let body = &rest[head + 4..head + 4 + length];
        let message: serde_json::Value = serde_json::from_slice(body).expect("JSON");
        assert_eq!(message["jsonrpc"], "2.0");
        rest = &rest[head + 4 + length..];
    }
}
