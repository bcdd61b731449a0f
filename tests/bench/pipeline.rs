//! What a spec costs from text to findings, side by side with the bare parse of the same text.
//!
//! `cargo bench --bench pipeline` prints a table; only ratios within one run mean anything.

mod design;

use connspec::finding::ItemId;
use connspec::model::{FileId, Model, lower};
use connspec::rules::{Context, Evaluation, Settings};
use connspec::syntax::segment;
use connspec::workspace::{File, Files, Project, Purpose, Spec};
use design::{design, shortest, site};
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// The program's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    println!("{:<42}{:>10}{:>10}{:>10}{:>12}{:>10}", "spec", "parse ms", "lower", "evaluate", "ns/block", "findings");
    for (name, dirty) in [("clean", false), ("a finding every twenty lines", true)] {
        for size in [3 << 10, 30 << 10, 300 << 10, 1 << 20, 3 << 20] {
            from_scratch(&format!("{name}, {} KiB", size >> 10), &design(size, dirty));
        }
    }
    for sites in [1_000, 30_000] {
        let text: String = (0..sites).map(site).collect();
        from_scratch(&format!("{sites} sites"), &text);
    }
    println!("\n{:<34}{:>14}{:>14}{:>14}", "keystroke (µs)", "digit", "brace", "name");
    for size in [3 << 10, 30 << 10, 300 << 10, 1 << 20] {
        keystrokes(&format!("{} KiB", size >> 10), &design(size, true));
    }
}

fn from_scratch(name: &str, text: &str) {
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&tree_sitter_connspec::LANGUAGE.into()).expect("the grammar loads");
    let starts = segment::starts(text);
    let pieces: Vec<&str> =
        starts.iter().zip(starts.iter().skip(1).copied().chain([text.len()])).map(|(&a, b)| &text[a..b]).collect();
    let file = File::new(FileId(0), "bench.connspec", text);
    let build = || Model::build(vec![file.items()], |id| file.item(id).expect("an item of the file").clone());
    let model = build();
    let settings = Settings::as_of("2026-11-22".parse().expect("a day"));
    let context = Context::of(&model, &settings);
    // The segments' own parse is the bare parse of the same text in pieces; what is above it is lowering.
    let rounds = if text.len() > 2 << 20 { 7 } else { 15 };
    let [parse, in_pieces, lowered, index, evaluate] = shortest(
        rounds,
        [
            &mut || drop(black_box(parser.parse(text, None))),
            &mut || pieces.iter().for_each(|piece| connspec::syntax::with_tree(piece, |_| ())),
            &mut || {
                let item = |(n, piece): (usize, &&str)| lower(piece, ItemId { file: FileId(0), rank: n as u32 });
                drop(black_box(pieces.iter().enumerate().map(item).collect::<Vec<_>>()));
            },
            &mut || drop(black_box(build())),
            &mut || drop(black_box(Evaluation::once(&model, context).findings(&model, &settings))),
        ],
    );
    let findings = Evaluation::once(&model, context).findings(&model, &settings).len();
    let of_parse = |time: Duration| time.as_secs_f64() / parse.as_secs_f64();
    let blocks = model.entities().count() as u128;
    println!(
        "{name:<42}{:>10.2}{:>10.2}{:>10.2}{:>12}{findings:>10}",
        parse.as_secs_f64() * 1e3,
        of_parse(lowered.saturating_sub(in_pieces) + index),
        of_parse(evaluate),
        (lowered + index + evaluate).as_nanos() / blocks.max(1),
    );
}

struct NoFiles;

impl Files for NoFiles {
    fn file(&mut self, _: &Path) -> Option<Arc<File>> {
        None
    }
}

fn keystrokes(name: &str, text: &str) {
    let file = Arc::new(File::new(FileId(0), "bench.connspec", text));
    let project = Project::of(Path::new("bench.connspec"), None, &|_| None);
    let settings = Settings::as_of("2026-11-22".parse().expect("a day"));
    let spec = Spec::read(file.clone(), &project, settings, &mut NoFiles, Purpose::Kept);
    let middle = text.len() / 2;
    let at = |mark: &str| middle + text[middle..].find(mark).expect("the mark") + mark.len();
    let stroke = |range: std::ops::Range<usize>, new: &str| {
        let [time] = shortest(
            25,
            [&mut || {
                let (edited, changes) = file.edited(range.clone(), new);
                let spec = spec.updated(&[(Arc::new(edited), changes)]).expect("no import changed");
                black_box(spec.findings());
            }],
        );
        time.as_secs_f64() * 1e6
    };
    let digit_at = at("asn = 65");
    let digit = stroke(digit_at..digit_at, "1");
    let brace_at = at("bgp { asn");
    let brace = stroke(brace_at - 5..brace_at - 4, "");
    let name_at = at("gateway vpn gw");
    let renamed = stroke(name_at..name_at, "x");
    println!("{name:<34}{digit:>14.0}{brace:>14.0}{renamed:>14.0}");
}
