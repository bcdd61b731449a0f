//! What connspec is made of, held against `deny.toml`: licences, and where everything comes from.
//! `cargo deny check` says the same and more where it is installed; this runs everywhere, offline.

use serde_json::Value;
use std::process::Command;

fn policy() -> toml::Table {
    std::fs::read_to_string("deny.toml").unwrap().parse().unwrap()
}

fn strings(value: &toml::Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect()
}

fn packages() -> Vec<Value> {
    let host = Command::new("rustc").arg("-vV").output().unwrap();
    let host = String::from_utf8(host.stdout).unwrap();
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--locked", "--offline", "--filter-platform", host])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

/// Whether a licence expression can be satisfied: every part of an `AND`, one of an `OR`.
fn is_allowed(expression: &str, allowed: &[&str]) -> bool {
    let expression = expression.trim();
    for (word, all) in [(" AND ", true), (" OR ", false)] {
        let mut depth = 0;
        for (at, c) in expression.char_indices() {
            match c {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ if depth == 0 && expression[at..].starts_with(word) => {
                    let (left, right) = (&expression[..at], &expression[at + word.len()..]);
                    let (left, right) = (is_allowed(left, allowed), is_allowed(right, allowed));
                    return if all { left && right } else { left || right };
                }
                _ => {}
            }
        }
    }
    match expression.strip_prefix('(').and_then(|it| it.strip_suffix(')')) {
        Some(inner) => is_allowed(inner, allowed),
        // Before SPDX a slash meant `OR`.
        None => expression.split('/').any(|licence| allowed.contains(&licence.trim())),
    }
}

#[test]
fn every_dependency_is_one_that_the_policy_allows() {
    let policy = policy();
    let (allowed, denied) = (strings(&policy["licenses"]["allow"]), strings(&policy["bans"]["deny"]));
    let packages = packages();
    assert!(packages.len() > 50);
    let mut wrong = Vec::new();
    for package in &packages {
        let name = package["name"].as_str().unwrap();
        let licence = package["license"].as_str().unwrap_or("none");
        if !is_allowed(licence, &allowed) {
            wrong.push(format!("{name}: licence {licence}"));
        }
        if denied.contains(&name) {
            wrong.push(format!("{name}: denied"));
        }
        match package["source"].as_str() {
            None | Some("registry+https://github.com/rust-lang/crates.io-index") => {}
            Some(source) => wrong.push(format!("{name}: from {source}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn licence_expressions_are_understood() {
    let allowed = ["MIT", "Unicode-3.0"];
    for (expression, expected) in [
        ("MIT OR Apache-2.0", true),
        ("Apache-2.0/MIT", true),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
        ("(MIT OR Apache-2.0) AND GPL-3.0", false),
        ("GPL-3.0", false),
    ] {
        assert_eq!(is_allowed(expression, &allowed), expected, "{expression}");
    }
}

/// What crates.io gets is enough to build from: build.rs reads the catalogue and the rules' pages.
#[test]
fn the_package_holds_what_it_is_built_from() {
    let output = Command::new(env!("CARGO"))
        .args(["package", "--package", "connspec", "--list", "--allow-dirty", "--offline"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let listed = String::from_utf8(output.stdout).unwrap();
    let listed: std::collections::HashSet<&str> = listed.lines().collect();
    let mut pending = vec![std::path::PathBuf::from("src"), "docs/rules".into()];
    while let Some(path) = pending.pop() {
        if path.is_dir() {
            pending.extend(std::fs::read_dir(&path).unwrap().map(|it| it.unwrap().path()));
        } else {
            assert!(listed.contains(path.to_str().unwrap()), "{} is missing", path.display());
        }
    }
    for name in ["build.rs", "Cargo.lock", "README.md", "LICENSE-APACHE", "LICENSE-MIT"] {
        assert!(listed.contains(name), "{name} is missing");
    }
    assert!(listed.iter().all(|it| !it.starts_with("tests/") && !it.starts_with("editors/")));
}
