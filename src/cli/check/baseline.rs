//! `check --baseline` and `--write-baseline`: findings that are accepted for now.
//!
//! An entry is a rule and the name of a declaration, so code may move. What is not in it is new; an
//! entry that nothing reports any more is stale and said to be.

use crate::workspace::check::{Outcome, Placed};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

const VERSION: u32 = 1;

/// The file as written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    version: u32,
    findings: Vec<Entry>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    path: String,
    rule: String,
    declaration: Option<String>,
    count: usize,
}

/// Rule, declaration and file.
type Key = (String, Option<String>, String);

fn key(placed: &Placed) -> Key {
    let path = placed.place.source.shown().replace('\\', "/");
    (placed.finding.rule.to_owned(), placed.declaration.clone(), path)
}

/// The baseline that accepts all findings, as text.
pub fn text_of(outcome: &Outcome) -> String {
    let mut counts: BTreeMap<Key, usize> = BTreeMap::new();
    for placed in &outcome.findings {
        *counts.entry(key(placed)).or_default() += 1;
    }
    let mut findings: Vec<Entry> =
        counts.into_iter().map(|((rule, declaration, path), count)| Entry { path, rule, declaration, count }).collect();
    findings.sort_by(|a, b| (&a.path, &a.rule, &a.declaration).cmp(&(&b.path, &b.rule, &b.declaration)));
    serde_json::to_string_pretty(&Written { version: VERSION, findings }).unwrap_or_default() + "\n"
}

/// What a baseline makes of findings.
#[derive(Debug, Default)]
pub struct Sorted {
    /// Those it accepts.
    pub accepted: Vec<Placed>,
    /// Entries that nothing reports any more, in words.
    pub stale: Vec<String>,
}

/// Takes the accepted findings out of the outcome.
///
/// # Errors
/// Why the baseline can't be used, in words.
pub fn apply(file: &Path, outcome: &mut Outcome) -> Result<Sorted, String> {
    let shown = file.display();
    let text = std::fs::read_to_string(file).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            format!("there is no baseline `{shown}`; `connspec check --write-baseline {shown}` makes one")
        }
        _ => format!("the baseline `{shown}` can't be read: {}", crate::cli::out::why(&error)),
    })?;
    let written: Written = serde_json::from_str(&text).map_err(|error| format!("`{shown}` is no baseline: {error}"))?;
    if written.version != VERSION {
        return Err(format!("the baseline `{shown}` has version {}; this connspec reads {VERSION}", written.version));
    }
    let mut left: BTreeMap<Key, usize> = BTreeMap::new();
    for it in written.findings {
        *left.entry((it.rule, it.declaration, it.path)).or_default() += it.count;
    }
    let mut sorted = Sorted::default();
    let mut rest = Vec::new();
    for placed in std::mem::take(&mut outcome.findings) {
        match left.get_mut(&key(&placed)).filter(|count| **count > 0) {
            Some(count) => {
                *count -= 1;
                sorted.accepted.push(placed);
            }
            None => rest.push(placed),
        }
    }
    // A declaration that moved to another file takes its entries along.
    for placed in rest {
        let (rule, declaration, _) = key(&placed);
        let alike = left.range_mut((rule.clone(), declaration.clone(), String::new())..);
        let mut alike = alike.take_while(|((its, name, _), _)| *its == rule && *name == declaration);
        let moved = alike.find(|(_, count)| **count > 0 && declaration.is_some());
        match moved {
            Some((_, count)) => {
                *count -= 1;
                sorted.accepted.push(placed);
            }
            None => outcome.findings.push(placed),
        }
    }
    for ((rule, declaration, path), count) in left.into_iter().filter(|(_, count)| *count > 0) {
        // A file that wasn't asked about proves nothing.
        if outcome.files.iter().any(|file| file.replace('\\', "/") == path) || !Path::new(&path).exists() {
            let of = declaration.map(|name| format!(" of `{name}`")).unwrap_or_default();
            let times = if count == 1 { String::new() } else { format!(" ({count} times)") };
            sorted.stale.push(format!("`{rule}`{of} in {path}{times}"));
        }
    }
    Ok(sorted)
}
