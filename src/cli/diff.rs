//! Differences between texts, as patches show them.

use similar::{ChangeTag, TextDiff};

/// A unified diff of a file; empty where nothing differs.
pub fn unified(path: &str, before: &str, after: &str) -> String {
    if before == after {
        return String::new();
    }
    let diff = TextDiff::from_lines(before, after);
    let mut text = format!("\u{1b}[1m--- {path}\u{1b}[0m\n\u{1b}[1m+++ {path}\u{1b}[0m\n");
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        text.push_str(&format!("\u{1b}[36m{}\u{1b}[0m\n", hunk.header()));
        for change in hunk.iter_changes() {
            let line = change.value().trim_end_matches(['\n', '\r']);
            match change.tag() {
                ChangeTag::Delete => text.push_str(&format!("\u{1b}[31m-{line}\u{1b}[0m\n")),
                ChangeTag::Insert => text.push_str(&format!("\u{1b}[32m+{line}\u{1b}[0m\n")),
                ChangeTag::Equal => text.push_str(&format!(" {line}\n")),
            }
            if change.missing_newline() {
                text.push_str("\\ No newline at end of file\n");
            }
        }
    }
    text
}
