//! Holds each room's `use crate::` lines against the table in docs/architecture.md: modules enforce
//! nothing by themselves.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const ROOMS: [&str; 14] = [
    "finding",
    "text",
    "syntax",
    "catalog",
    "schema",
    "model",
    "format",
    "rules",
    "workspace",
    "graph",
    "ide",
    "server",
    "report",
    "cli",
];

/// What each room may know, as the table says it.
fn allowed() -> BTreeMap<&'static str, Vec<&'static str>> {
    let page = include_str!("../docs/architecture.md");
    let mut allowed = BTreeMap::new();
    for line in page.lines().filter(|line| line.starts_with("| `src/")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let rooms: Vec<&str> = cells[1].split("`src/").skip(1).filter_map(|cell| cell.split('/').next()).collect();
        let first = ROOMS.iter().position(|room| *room == rooms[0]).expect("a room of ours");
        let known: Vec<&str> = match cells[3] {
            "all above" => ROOMS[..first].to_vec(),
            "all above but server" => ROOMS[..first].iter().copied().filter(|room| *room != "server").collect(),
            listed => ROOMS.iter().copied().filter(|room| listed.split(", ").any(|word| word == *room)).collect(),
        };
        for room in &rooms {
            let known = known.iter().chain(&rooms).copied().collect();
            allowed.insert(ROOMS[ROOMS.iter().position(|it| it == room).expect("a room of ours")], known);
        }
    }
    allowed
}

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push(path);
        }
    }
}

#[test]
fn rooms_know_only_what_the_table_allows() {
    let allowed = allowed();
    assert!(allowed.len() >= 10, "the table was read: {allowed:?}");
    let mut wrong = Vec::new();
    for room in ROOMS {
        let folder = Path::new("src").join(room);
        if !folder.is_dir() {
            continue;
        }
        let mut files = Vec::new();
        sources(&folder, &mut files);
        for file in files {
            if file.ends_with("tests.rs") {
                continue;
            }
            let text = std::fs::read_to_string(&file).expect("a source");
            // Tests may use what they like.
            let own = text.lines().take_while(|line| line.trim() != "#[cfg(test)]");
            for (number, line) in own.enumerate() {
                for used in line.split("crate::").skip(1) {
                    let other = used.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default();
                    let comment = line.trim_start().starts_with("//");
                    if ROOMS.contains(&other) && other != room && !comment && !allowed[room].contains(&other) {
                        wrong.push(format!("{}:{}: {room} may not know {other}", file.display(), number + 1));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
