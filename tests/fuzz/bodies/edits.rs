//! Any sequence of edits: what was updated equals what is read anew.

use super::typed::TYPED;
use super::{Choices, NOWHERE, boundary};
use connspec::ide;
use connspec::text::Encoding;
use connspec::workspace::{Buffer, Snapshot, Workspace};
use std::path::{Path, PathBuf};

/// Another file of the same spec: it shares `let`s, names and defaults with the first.
const OTHER: &str = "defaults connection site-to-site { gateway = g }\nlet branches = [10.3.0.0/20, on_premises]\n\
    site breda {\n  prefixes = branches\n  device d { model = cisco-asr }\n}\nvnet apps { prefixes = 10.5.0.0/16 }\n\
    # about d\nconnection site-to-site d { site = breda.d }\n";

fn paths() -> [PathBuf; 2] {
    [Path::new(NOWHERE).join("a.connspec"), Path::new(NOWHERE).join("b.connspec")]
}

fn workspace(texts: &[String; 2]) -> Workspace {
    let mut workspace = Workspace::new(vec![NOWHERE.into()], "2026-11-22".parse().expect("a day"));
    for (path, text) in paths().iter().zip(texts) {
        workspace.open(Buffer::new(path.clone(), &path.display().to_string(), 1, text));
    }
    workspace
}

/// The tree, the model and the findings, each with places in the whole file.
fn said(snapshot: &Snapshot) -> Vec<String> {
    let mut lines = Vec::new();
    for path in paths() {
        let Some((judged, file)) = snapshot.spec_of(&path) else { continue };
        lines.extend(file.starts().map(|(id, start)| format!("{start}: {:?}", file.text_of(id))));
        let model = judged.spec.model();
        for entity in model.entities().filter(|entity| file.item(entity.item).is_some()) {
            lines.push(format!("{:?}", model.block(entity)));
        }
        for it in ide::diagnostics(snapshot, &path) {
            let related: Vec<_> = it.related.iter().map(|(place, what)| format!("{:?} {what}", place.range)).collect();
            lines.push(format!("{:?} {} {:?} {} {related:?}", it.range, it.rule, it.severity, it.message));
        }
    }
    lines
}

/// A text, and edits of four bytes each: which file and what, where (two bytes), how much goes.
pub fn edits(bytes: &[u8]) {
    // Long inputs would test long inputs.
    sequence(bytes, 24, 1);
}

/// The same, as many edits as there may be, and a look after each so many.
pub fn sequence(bytes: &[u8], most: usize, every: usize) {
    let (text, mut choices) = Choices::after_text(bytes);
    let mut texts = [text, OTHER.to_owned()];
    let mut edited = workspace(&texts);
    for count in 1..=most {
        if choices.is_done() {
            break;
        }
        let choice = choices.byte();
        let (which, typed) = (choice / 64 % 4 / 3, TYPED[choice % 64 % TYPED.len()]);
        let start = choices.place(&texts[which]);
        let length = choices.byte();
        // Mostly a few characters, now and then several lines.
        let length = if length < 232 { length / 40 } else { (length - 232) * 8 };
        let end = boundary(&texts[which], start + length).max(start);
        texts[which].replace_range(start..end, typed);
        // By positions, as an editor says it.
        edited.edit(&paths()[which], |buffer| {
            let [start, end] = [start, end].map(|at| buffer.text().position(at, Encoding::Utf16));
            let [start, end] = [start, end].map(|at| buffer.text().offset(at, Encoding::Utf16));
            buffer.edit(start..end, typed);
        });
        if count % every != 0 {
            continue;
        }
        let incremental = said(&edited.snapshot());
        let fresh = said(&workspace(&texts).snapshot());
        assert_eq!(
            incremental, fresh,
            "after {typed:?} at {start}..{end} of file {which}:\n{}\n----\n{}",
            texts[0], texts[1]
        );
    }
}
