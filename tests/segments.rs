//! A file is its segments: reading it whole and reading it in pieces give the same.

mod common;

use connspec::syntax::{Ast, parse, segment};
use proptest::prelude::*;

/// The items and errors of a text, read segment by segment. Blanks stand in for what is before, so
/// that extents are those of the whole.
fn in_pieces(text: &str) -> Ast {
    let starts = segment::starts(text);
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let mut whole = Ast::default();
    for (&start, end) in starts.iter().zip(ends) {
        let piece = parse(&format!("{}{}", " ".repeat(start), &text[start..end]));
        whole.items.extend(piece.items);
        whole.errors.extend(piece.errors);
    }
    whole
}

fn check(text: &str) -> Result<(), TestCaseError> {
    let (whole, pieces) = (parse(text), in_pieces(text));
    prop_assert!(whole.items == pieces.items, "other items in {text}");
    prop_assert!(whole.errors == pieces.errors, "{:?}, in pieces {:?} in {text}", whole.errors, pieces.errors);
    Ok(())
}

#[test]
fn the_examples_are_their_segments() {
    for text in common::texts() {
        check(&text).expect("the same");
    }
}

#[test]
fn a_comment_behind_an_open_list_belongs_to_what_follows() {
    for text in [
        "a [b\n# about the edition\nedition 2026-10\n",
        "a [b # ]\n# about v\nvnet v {}\n",
        "a b(c\n# about v\nvnet v {}\n",
    ] {
        check(text).expect("the same");
    }
}

proptest! {
    #![proptest_config(common::cases(300))]

    #[test]
    fn a_broken_text_is_its_segments(which in 0usize..2, edits in prop::collection::vec(common::edit(), 1..6)) {
        let texts = common::texts();
        let mut text = texts[which % texts.len()].clone();
        for edit in &edits {
            let (range, replacement) = edit.on(&text);
            text.replace_range(range, replacement);
        }
        // An annotation behind something else, right before a header, is the header's only in the whole.
        prop_assume!(text.lines().all(|line| !line.trim_start().trim_start_matches('\u{feff}').trim_start().get(1..).is_some_and(|rest| rest.contains('@'))));
        check(&text)?;
    }
}
