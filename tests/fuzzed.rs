//! The bodies of the fuzz targets on stable Rust: what the fuzzer once found, and a few inputs of its
//! kind. `tests/fuzz/run` goes on from there for as long as one likes.

#[path = "fuzz/bodies/mod.rs"]
mod bodies;
mod common;

use proptest::prelude::*;
use std::path::Path;

#[test]
fn what_was_found_once_is_not_found_again() {
    let mut tried = 0;
    for (name, body) in bodies::ALL {
        let folder = Path::new("tests/fuzz/found").join(name);
        let mut paths: Vec<_> =
            std::fs::read_dir(&folder).into_iter().flatten().flatten().map(|it| it.path()).collect();
        paths.sort();
        for path in paths {
            println!("{}", path.display());
            body(&std::fs::read(&path).expect("a file that can be read"));
            tried += 1;
        }
    }
    assert!(tried > 0, "inputs were found");
}

proptest! {
    #![proptest_config(common::cases(3))]

    /// Hundreds of edits, asked about now and then.
    #[test]
    fn a_long_session_equals_a_fresh_one(which in any::<prop::sample::Index>(), edits in prop::collection::vec(any::<u8>(), 1600)) {
        let texts = common::texts();
        let mut bytes = which.get(&texts).clone().into_bytes();
        bytes.push(0);
        bytes.extend(edits);
        bodies::sequence(&bytes, 400, 40);
    }
}

/// A spec, some edits, and the choices that a body makes.
fn input() -> impl Strategy<Value = Vec<u8>> {
    let edits = prop::collection::vec(common::edit(), 0..5);
    let line_ends = prop::sample::select(vec!["\n", "\r\n", "\r"]);
    (any::<prop::sample::Index>(), line_ends, edits, prop::collection::vec(any::<u8>(), 0..24)).prop_map(
        |(which, line_end, edits, choices)| {
            let texts = common::texts();
            let mut text = which.get(&texts).replace('\n', line_end);
            for edit in &edits {
                let (range, replacement) = edit.on(&text);
                text.replace_range(range, replacement);
            }
            let mut bytes = text.into_bytes();
            bytes.push(0);
            bytes.extend(choices);
            bytes
        },
    )
}

macro_rules! on_stable {
    ($($body:ident: $cases:expr;)*) => {
        $(mod $body {
            use super::*;

            proptest! {
                #![proptest_config(common::cases($cases))]

                #[test]
                fn of_specs(bytes in input()) {
                    bodies::$body(&bytes);
                }

                #[test]
                fn of_anything(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
                    bodies::$body(&bytes);
                }
            }
        })*
    };
}

on_stable! {
    parse: 40;
    evaluate: 20;
    format: 20;
    edits: 6;
    ask: 20;
    messages: 40;
}
