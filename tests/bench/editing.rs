//! What an edit and a question cost in an open file, beside tree-sitter's own incremental parse of the whole text.
//!
//! `cargo bench` prints this and the pipeline; only ratios within one run mean anything.

mod design;

use connspec::ide;
use connspec::model::FileId;
use connspec::text::Text;
use connspec::workspace::{Buffer, File, Workspace};
use design::{STROKES, after, design, shortest};
use std::hint::black_box;
use std::ops::Range;
use std::path::Path;
use tree_sitter::{InputEdit, Parser, Point, Tree};

const SIZES: [usize; 4] = [3 << 10, 30 << 10, 300 << 10, 3 << 20];
const PATH: &str = "/\u{1}nowhere/bench.connspec";
/// How often each is tried.
const ROUNDS: usize = 15;

/// The program's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    println!("{:<28}{:>14}{:>14}{:>14}", "keystroke (µs)", "read again", "tree-sitter", "to findings");
    for size in SIZES {
        let text = design(size, true);
        for (name, typed, place) in STROKES {
            let [own, theirs, all] = keystroke(&text, &place(&text), typed);
            println!("{:<28}{own:>14.0}{theirs:>14.0}{all:>14.0}", format!("{}, {name}", shown(size)));
        }
    }
    println!("\n{:<28}{:>14}{:>14}", "question (µs)", "hover", "completion");
    for size in SIZES {
        let [hover, completion] = questions(&design(size, true));
        println!("{:<28}{hover:>14.0}{completion:>14.0}", shown(size));
    }
}

fn shown(size: usize) -> String {
    if size < 1 << 20 { format!("{} KiB", size >> 10) } else { format!("{} MiB", size >> 20) }
}

fn micros<const N: usize>(works: [&mut dyn FnMut(); N]) -> [f64; N] {
    shortest(ROUNDS, works).map(|time| time.as_secs_f64() * 1e6)
}

fn opened(text: &str) -> Workspace {
    let mut workspace = Workspace::new(Vec::new(), "2026-11-22".parse().expect("a day"));
    workspace.open(Buffer::new(PATH.into(), PATH, 1, text));
    workspace
}

/// What we read again down to its meaning; what tree-sitter parses again; all up to the findings of the file.
fn keystroke(text: &str, range: &Range<usize>, typed: &str) -> [f64; 3] {
    let file = File::new(FileId(0), PATH, text);
    let (mut parser, tree, edited) = parsed(text, range, typed);
    let path = Path::new(PATH);
    let mut workspace = opened(text);
    ide::diagnostics(&workspace.snapshot(), path);
    let mut edit = |range: Range<usize>, typed: &str| {
        workspace.edit(path, |buffer| buffer.edit(range, typed));
        black_box(ide::diagnostics(&workspace.snapshot(), path));
    };
    let [own, theirs, there_and_back] = micros([
        &mut || drop(black_box(file.edited(range.clone(), typed))),
        &mut || drop(black_box(parser.parse(&edited, Some(&tree)))),
        &mut || {
            edit(range.clone(), typed);
            edit(range.start..range.start + typed.len(), &text[range.clone()]);
        },
    ]);
    [own, theirs, there_and_back / 2.0]
}

/// A parser, the tree of the text with the edit noted in it, and the text after the edit.
fn parsed(text: &str, range: &Range<usize>, typed: &str) -> (Parser, Tree, String) {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_connspec::LANGUAGE.into()).expect("the grammar loads");
    let mut tree = parser.parse(text, None).expect("a tree");
    let mut edited = text.to_owned();
    edited.replace_range(range.clone(), typed);
    let point = |text: &str, at: usize| {
        let (lines, row) = (Text::new(text), Text::new(text).line_of(at));
        Point::new(row, at - lines.line_start(row))
    };
    let end = range.start + typed.len();
    tree.edit(&InputEdit {
        start_byte: range.start,
        old_end_byte: range.end,
        new_end_byte: end,
        start_position: point(text, range.start),
        old_end_position: point(text, range.end),
        new_end_position: point(&edited, end),
    });
    (parser, tree, edited)
}

/// A hover, and a completion that judges every SKU.
fn questions(text: &str) -> [f64; 2] {
    let snapshot = opened(text).snapshot();
    let (judged, file) = snapshot.spec_of(Path::new(PATH)).expect("an open file has a spec");
    let sku = after(text, "= VpnGw2AZ", 0).start;
    micros([&mut || drop(black_box(ide::hover(&judged, &file, sku).expect("something to say"))), &mut || {
        drop(black_box(ide::complete(&snapshot, &judged, &file, sku).expect("something to offer")))
    }])
}
