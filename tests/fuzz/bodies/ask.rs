//! Any question of an editor at any place of any text.

use super::{Choices, NOWHERE};
use connspec::ide;
use connspec::text::Text;
use connspec::workspace::{Buffer, Snapshot, Workspace};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// A text, and questions of three bytes each: which, and where.
pub fn ask(bytes: &[u8]) {
    let (text, mut choices) = Choices::after_text(bytes);
    let path = Path::new(NOWHERE).join("a.connspec");
    let mut workspace = Workspace::new(Vec::new(), "2026-11-22".parse().expect("a day"));
    workspace.open(Buffer::new(path.clone(), "a", 1, &text));
    let snapshot = workspace.snapshot();
    about_the_whole(&snapshot, &path, &text);
    for _ in 0..8 {
        let which = choices.byte();
        let at = choices.place(&text);
        about_a_place(&snapshot, &path, &text, which, at);
        if choices.is_done() {
            break;
        }
    }
}

fn inside(range: &Range<usize>, text: &str) {
    assert!(text.get(range.clone()).is_some(), "{range:?} lies on characters");
}

fn about_the_whole(snapshot: &Arc<Snapshot>, path: &Path, text: &str) {
    let (judged, file) = snapshot.spec_of(path).expect("an open file has a spec");
    let whole = 0..text.len();
    ide::folds(&file).iter().for_each(|it| inside(&it.range, text));
    ide::outline(&file);
    ide::lenses(&judged, &file);
    ide::links(&judged, &file);
    ide::hints(&judged, &file, whole.clone());
    ide::workspace_symbols(snapshot, "a");
    let tokens = ide::tokens(&judged, &file, whole.clone());
    tokens.iter().for_each(|it| inside(&it.range, text));
    assert!(tokens.windows(2).all(|it| it[0].range.end <= it[1].range.start), "tokens in order");
    let mut formatted = Text::new(text);
    for (range, new) in ide::format(&file, whole).into_iter().rev() {
        formatted.edit(range, &new);
    }
    assert_eq!(formatted.to_string(), connspec::format::format(text).unwrap_or_else(|| text.to_owned()));
}

fn about_a_place(snapshot: &Arc<Snapshot>, path: &Path, text: &str, which: usize, at: usize) {
    let (judged, file) = snapshot.spec_of(path).expect("an open file has a spec");
    match which % 10 {
        0 => {
            if let Some(hover) = ide::hover(&judged, &file, at) {
                inside(&hover.range, text);
            }
        }
        1 => {
            ide::complete(snapshot, &judged, &file, at);
        }
        2 => {
            if let Some((origin, _)) = ide::definition(&judged, &file, at) {
                inside(&origin, text);
            }
        }
        3 => ide::references(snapshot, path, at, true).iter().for_each(|it| inside(&it.range, text)),
        4 => {
            if let Some((range, _)) = ide::prepare_rename(&judged, &file, at) {
                inside(&range, text);
                for new in ["renamed", "with blanks", "\"", "ends\nhere"] {
                    for (place, _) in ide::rename(snapshot, path, at, new).unwrap_or_default() {
                        inside(&place.range, text);
                    }
                }
            }
        }
        5 => {
            let around = ide::selections(&file, at);
            around.iter().for_each(|it| inside(it, text));
            assert!(around.windows(2).all(|it| it[1].start <= it[0].start && it[0].end <= it[1].end), "{around:?}");
        }
        6 => ide::highlights(&judged, &file, at).iter().for_each(|(range, _)| inside(range, text)),
        7 => {
            ide::refactorings(snapshot, &judged, &file, &(at..at));
        }
        8 => {
            let found = ide::diagnostics_within(snapshot, path, &(at..at));
            for action in ide::actions(&judged, &file, &found) {
                action.edits.iter().for_each(|(place, _)| inside(&place.range, text));
            }
        }
        _ => {
            for typed in ["}", "\n", ","] {
                ide::on_type(&file, at, typed, "  ").iter().for_each(|(range, _)| inside(range, text));
            }
        }
    }
}
