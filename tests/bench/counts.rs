//! Fixed pieces of work, each in a function of its own, for `tests/bench/guard.py` to count their instructions.

mod design;

use connspec::finding::ItemId;
use connspec::ide;
use connspec::model::{FileId, Item, Model, lower};
use connspec::rules::{Context, Evaluation, Settings};
use connspec::syntax::segment;
use connspec::workspace::{Buffer, File, Snapshot, Workspace};
use design::{STROKES, after, design};
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

const PATH: &str = "/\u{1}nowhere/bench.connspec";

/// Names under which work can be found in a profile.
macro_rules! counted {
    ($($name:ident)*) => {
        $(#[inline(never)]
        fn $name<T>(work: impl FnOnce() -> T) -> T {
            // Its name is in it, or the linker would make one of several that do the same.
            black_box(stringify!($name));
            black_box(work())
        })*
    };
}

counted! {
    parse_clean_30 lower_clean_30 evaluate_clean_30
    parse_dirty_30 lower_dirty_30 evaluate_dirty_30
    parse_clean_300 lower_clean_300 evaluate_clean_300
    parse_dirty_300 lower_dirty_300 evaluate_dirty_300
    digit_30 brace_30 quote_30 name_30
    digit_300 brace_300 quote_300 name_300
    completion_30 hover_30 completion_300 hover_300
}

macro_rules! from_scratch {
    ($text:expr, $parse:ident, $lower:ident, $evaluate:ident) => {{
        let text = $text;
        let mut parser = tree_sitter::Parser::new();
        parser.set_language(&tree_sitter_connspec::LANGUAGE.into()).expect("the grammar loads");
        $parse(|| parser.parse(&text, None));
        $lower(|| lowered(&text));
        let file = File::new(FileId(0), PATH, &text);
        let model = Model::build(vec![file.items()], |id| file.item(id).expect("an item of the file").clone());
        let settings = Settings::as_of("2026-11-22".parse().expect("a day"));
        let context = Context::of(&model, &settings);
        $evaluate(|| Evaluation::once(&model, context).findings(&model, &settings));
    }};
}

fn lowered(text: &str) -> Vec<Item> {
    let starts = segment::starts(text);
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let pieces = starts.iter().zip(ends).enumerate();
    pieces.map(|(n, (&start, end))| lower(&text[start..end], ItemId { file: FileId(0), rank: n as u32 })).collect()
}

macro_rules! strokes {
    ($text:expr, $($counted:ident)*) => {{
        let text = $text;
        let mut strokes = STROKES.into_iter();
        $({
            let (_, typed, place) = strokes.next().expect("as many as are counted");
            let range = place(&text);
            let (mut workspace, snapshot) = opened(&text);
            ide::diagnostics(&snapshot, Path::new(PATH));
            $counted(|| {
                workspace.edit(Path::new(PATH), |buffer| buffer.edit(range, typed));
                ide::diagnostics(&workspace.snapshot(), Path::new(PATH))
            });
        })*
    }};
}

macro_rules! questions {
    ($text:expr, $completion:ident, $hover:ident) => {{
        let text = $text;
        let sku = after(&text, "= VpnGw2AZ", 0).start;
        let (_workspace, snapshot) = opened(&text);
        let (judged, file) = snapshot.spec_of(Path::new(PATH)).expect("an open file has a spec");
        $completion(|| ide::complete(&snapshot, &judged, &file, sku).expect("something to offer"));
        $hover(|| ide::hover(&judged, &file, sku).expect("something to say"));
    }};
}

fn opened(text: &str) -> (Workspace, Arc<Snapshot>) {
    let mut workspace = Workspace::new(Vec::new(), "2026-11-22".parse().expect("a day"));
    workspace.open(Buffer::new(PATH.into(), PATH, 1, text));
    let snapshot = workspace.snapshot();
    (workspace, snapshot)
}

fn main() {
    // `cargo bench` runs every benchmark; this one has nothing to say by itself.
    if !std::env::args().any(|argument| argument == "count") {
        return;
    }
    let (small, big) = (30 << 10, 300 << 10);
    from_scratch!(design(small, false), parse_clean_30, lower_clean_30, evaluate_clean_30);
    from_scratch!(design(small, true), parse_dirty_30, lower_dirty_30, evaluate_dirty_30);
    from_scratch!(design(big, false), parse_clean_300, lower_clean_300, evaluate_clean_300);
    from_scratch!(design(big, true), parse_dirty_300, lower_dirty_300, evaluate_dirty_300);
    strokes!(design(small, true), digit_30 brace_30 quote_30 name_30);
    strokes!(design(big, true), digit_300 brace_300 quote_300 name_300);
    questions!(design(small, true), completion_30, hover_30);
    questions!(design(big, true), completion_300, hover_300);
}
