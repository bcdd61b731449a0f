//! The only place that knows how our plain values look in the protocol.

use super::client::Abilities;
use super::lsp;
use crate::finding::{Severity, Tag};
use crate::ide::{Diagnostic, Place};
use crate::text::{Encoding, Position, Text};
use crate::workspace::Snapshot;
use std::path::{Path, PathBuf};

/// Where documents live that are on no disk: no file can have such a path, so no import names one.
const NOWHERE: &str = "/\u{1}";

/// The path of a document. What is no file (`untitled:`) gets one that no file has; in a workspace
/// it stands in the first folder, so that its imports are looked up there.
pub fn path(uri: &str, folders: &[PathBuf]) -> PathBuf {
    match uri.strip_prefix("file://") {
        Some(rest) => crate::workspace::normalized(Path::new(&local_path(rest, cfg!(windows)))),
        None => {
            let name = format!("\u{1}{}", uri.replace(['/', '\\'], "\u{1}"));
            folders.first().map_or_else(|| Path::new(NOWHERE).join(&name), |folder| folder.join(&name))
        }
    }
}

/// A file's address; an open document's is what the editor calls it.
pub fn uri(path: &Path, snapshot: &Snapshot) -> lsp::Uri {
    match snapshot.buffer(path) {
        Some(buffer) => buffer.name().into(),
        None => file_uri(path),
    }
}

/// The path in a `file://` address, without that. Windows has drives, which clients write as `c%3A` or
/// `C:`, and shares of other machines.
fn local_path(rest: &str, windows: bool) -> String {
    let (host, rest) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let path = decode(if rest.is_empty() { "/" } else { rest });
    if !windows {
        return path;
    }
    let bytes = path.as_bytes();
    let local = if !matches!(host, "" | "localhost") {
        format!("//{}{path}", decode(host))
    } else if bytes.len() > 2 && bytes[1].is_ascii_alphabetic() && bytes[2] == b':' {
        format!("{}{}", path[1..2].to_ascii_uppercase(), &path[2..])
    } else {
        path
    };
    local.replace('/', "\\")
}

/// The address of a file on disk.
pub fn file_uri(path: &Path) -> lsp::Uri {
    address(&path.to_string_lossy(), cfg!(windows))
}

fn address(path: &str, windows: bool) -> lsp::Uri {
    // What Windows writes before paths that are very long.
    let path = if windows { path.strip_prefix(r"\\?\").unwrap_or(path) } else { path };
    let text = if windows { path.replace('\\', "/") } else { path.to_owned() };
    let scheme = match (text.starts_with("//"), text.starts_with('/')) {
        (true, _) if windows => "file:",
        (_, true) => "file://",
        _ => "file:///",
    };
    let mut uri = String::from(scheme);
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => uri.push(byte as char),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri.into()
}

fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = |i: usize| bytes.get(i).and_then(|it| (*it as char).to_digit(16));
        match (bytes[at], hex(at + 1), hex(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

pub fn position(offset: usize, text: &Text, encoding: Encoding) -> lsp::Position {
    shown(text.position(offset, encoding))
}

pub fn range(range: &std::ops::Range<usize>, text: &Text, encoding: Encoding) -> lsp::Range {
    let std::ops::Range { start, end } = text.positions(range.clone(), encoding);
    lsp::Range { start: shown(start), end: shown(end) }
}

fn shown(at: Position) -> lsp::Position {
    lsp::Position { line: at.line, character: at.column }
}

/// A client's position is clamped, never trusted.
pub fn offset(at: lsp::Position, text: &Text, encoding: Encoding) -> usize {
    text.offset(Position { line: at.line, column: at.character }, encoding)
}

/// A client's range; its ends may stand in either order.
pub fn offsets(range: lsp::Range, text: &Text, encoding: Encoding) -> std::ops::Range<usize> {
    let (start, end) = (offset(range.start, text, encoding), offset(range.end, text, encoding));
    start.min(end)..start.max(end)
}

pub fn location(place: &Place, snapshot: &Snapshot, encoding: Encoding) -> lsp::Location {
    lsp::Location { uri: uri(place.file.path(), snapshot), range: range(&place.range, place.file.text(), encoding) }
}

/// Text for a client: Markdown as it is, else with its marks taken away.
pub fn markup(markdown: &str, takes_markdown: bool) -> lsp::MarkupContent {
    if takes_markdown {
        return lsp::MarkupContent { kind: lsp::MarkupKind::Markdown, value: markdown.to_owned() };
    }
    let plain: Vec<String> = markdown
        .lines()
        .filter(|line| !line.starts_with("```"))
        .map(|line| line.trim_start_matches('#').replace("**", "").replace('`', "").trim_end().to_owned())
        .collect();
    lsp::MarkupContent { kind: lsp::MarkupKind::PlainText, value: plain.join("\n").trim().to_owned() }
}

pub fn diagnostic(it: &Diagnostic, text: &Text, snapshot: &Snapshot, can: &Abilities) -> lsp::Diagnostic {
    let mut message = it.message.clone();
    let mut related = Vec::new();
    for (place, what) in &it.related {
        if can.related_information {
            let location = location(place, snapshot, can.encoding);
            related.push(lsp::DiagnosticRelatedInformation { location, message: what.clone() });
        } else {
            let line = place.file.text().position(place.range.start, can.encoding).line + 1;
            let name = place.file.path().file_name().unwrap_or_default().to_string_lossy();
            message.push_str(&format!("\n{name}:{line}: {what}"));
        }
    }
    let tag = it.tag.map(|tag| match tag {
        Tag::Retired => lsp::DiagnosticTag::Deprecated,
        Tag::Unused => lsp::DiagnosticTag::Unnecessary,
    });
    lsp::Diagnostic {
        range: range(&it.range, text, can.encoding),
        severity: Some(severity(it.severity)),
        code: Some(lsp::Code::String(it.rule.to_owned())),
        // Some clients take it without saying so; the others pass it over.
        code_description: it.link.as_ref().map(|href| lsp::CodeDescription { href: href.as_str().into() }),
        source: Some("connspec".to_owned()),
        message: match can.markup_messages {
            // In Markdown a single line break is none.
            true => lsp::Message::MarkupContent(markup(&message.replace('\n', "\n\n"), true)),
            false => lsp::Message::String(message),
        },
        tags: tag.filter(|_| can.diagnostic_tags).map(|tag| vec![tag]),
        related_information: Some(related).filter(|list| !list.is_empty()),
        data: None,
    }
}

fn severity(severity: Severity) -> lsp::DiagnosticSeverity {
    match severity {
        Severity::Error => lsp::DiagnosticSeverity::Error,
        Severity::Warning => lsp::DiagnosticSeverity::Warning,
        Severity::Info => lsp::DiagnosticSeverity::Information,
        Severity::Hint => lsp::DiagnosticSeverity::Hint,
    }
}

/// A new file with its text.
pub type NewFile = (PathBuf, String);

/// Edits of the workspace's documents, with their versions where the client takes them, after the files
/// that are made. Files can be made only by a client that says so.
pub fn workspace_edit(
    edits: &[(Place, String)],
    creates: Option<&NewFile>,
    snapshot: &Snapshot,
    can: &Abilities,
) -> lsp::WorkspaceEdit {
    let mut files: Vec<(&Path, Vec<lsp::TextEdit>)> = Vec::new();
    for (place, new_text) in edits {
        let edit =
            lsp::TextEdit { range: range(&place.range, place.file.text(), can.encoding), new_text: new_text.clone() };
        match files.iter_mut().find(|(path, _)| *path == place.file.path()) {
            Some((_, edits)) => edits.push(edit),
            None => files.push((place.file.path(), vec![edit])),
        }
    }
    if !can.document_changes {
        let changes = files.into_iter().map(|(path, edits)| (uri(path, snapshot), edits));
        return lsp::WorkspaceEdit { changes: Some(changes.collect()), ..Default::default() };
    }
    let change = |(path, edits): (&Path, Vec<lsp::TextEdit>)| {
        let document = lsp::OptionalVersionedTextDocumentIdentifier {
            version: snapshot.buffer(path).map(|buffer| buffer.version()),
            text_document_identifier: lsp::TextDocumentIdentifier { uri: uri(path, snapshot) },
        };
        lsp::DocumentChange::TextDocumentEdit(lsp::TextDocumentEdit {
            text_document: document,
            edits: edits.into_iter().map(lsp::Edit::TextEdit).collect(),
        })
    };
    let new = creates.into_iter().flat_map(|(path, text)| created(file_uri(path), text));
    let changes = new.chain(files.into_iter().map(change)).collect();
    lsp::WorkspaceEdit { document_changes: Some(changes), ..Default::default() }
}

/// A file is made, then filled.
fn created(uri: lsp::Uri, text: &str) -> [lsp::DocumentChange; 2] {
    let start = lsp::Position { line: 0, character: 0 };
    let edit = lsp::TextEdit { range: lsp::Range { start, end: start }, new_text: text.to_owned() };
    let document = lsp::OptionalVersionedTextDocumentIdentifier {
        version: None,
        text_document_identifier: lsp::TextDocumentIdentifier { uri: uri.clone() },
    };
    let file = lsp::CreateFile { uri, options: None, annotation_id: None };
    [
        lsp::DocumentChange::CreateFile(file),
        lsp::DocumentChange::TextDocumentEdit(lsp::TextDocumentEdit {
            text_document: document,
            edits: vec![lsp::Edit::TextEdit(edit)],
        }),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_paths_round_trip() {
        for text in ["/a/b c/\u{e9}.connspec", "/x/100%/#.connspec"] {
            assert_eq!(path(&file_uri(Path::new(text)).0, &[]), Path::new(text));
        }
        assert_eq!(path("file:///a/../b/c.connspec", &[]), Path::new("/b/c.connspec"));
        assert!(path("untitled:Untitled-1", &[]).starts_with(NOWHERE));
        assert!(path("untitled:Untitled-1", &["/w".into()]).starts_with("/w"));
    }

    #[test]
    fn drives_and_shares_are_understood_on_windows() {
        for (uri, expected) in [
            ("/c%3A/Users/a%20b/x.connspec", r"C:\Users\a b\x.connspec"),
            ("/C:/x.connspec", r"C:\x.connspec"),
            ("localhost/d:/x", r"D:\x"),
            ("server/share/x.connspec", r"\\server\share\x.connspec"),
        ] {
            assert_eq!(local_path(uri, true), expected, "{uri}");
        }
        assert_eq!(local_path("/c%3A/x", false), "/c:/x");
        assert_eq!(address(r"C:\a b\x.connspec", true).0, "file:///C%3A/a%20b/x.connspec");
        assert_eq!(address(r"\\?\C:\x", true).0, "file:///C%3A/x");
        assert_eq!(address(r"\\server\share\x", true).0, "file://server/share/x");
        // Elsewhere a backslash is a character like any other.
        assert_eq!(address(r"/a\b", false).0, "file:///a%5Cb");
        assert_eq!(local_path("/a%5Cb", false), r"/a\b");
    }
}
