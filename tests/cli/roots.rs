//! Projects, roots and shared files.

use connspec::workspace::check::{Input, Outcome, Problem, Request, check};
use std::path::Path;

/// A folder with files, one after another: `--- path` and the text.
fn folder(files: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in files.split("--- ").filter(|it| !it.trim().is_empty()) {
        let (path, text) = file.split_once('\n').unwrap();
        let path = folder.path().join(path.trim());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

fn run(folder: &Path, inputs: &[&str]) -> Outcome {
    let inputs = inputs.iter().map(|it| Input::Path(it.into())).collect();
    check(&Request::new(folder.canonicalize().unwrap(), inputs, "2026-11-22".parse().unwrap()))
}

fn roots(outcome: &Outcome) -> Vec<&str> {
    outcome.roots.iter().map(|root| root.path.as_str()).collect()
}

fn shown(outcome: &Outcome) -> Vec<String> {
    let line = |it: &connspec::workspace::check::Placed| format!("{} {}", it.place.source.shown(), it.finding.rule);
    outcome.findings.iter().map(line).collect()
}

const SHARED: &str = "\
--- a.connspec
edition 2026-10
import \"shared/*.connspec\"
--- b.connspec
edition 2026-10
import \"shared/*.connspec\"
site b { colour = 1 }
--- shared/sites.connspec
site shared { prefixes = 10.0.0.0/8, prefixes = 10.1.0.0/16 }
";

#[test]
fn equal_findings_of_a_shared_file_merge() {
    let folder = folder(SHARED);
    let outcome = run(folder.path(), &["."]);
    assert_eq!(roots(&outcome), ["a.connspec", "b.connspec"]);
    assert_eq!(
        shown(&outcome),
        ["b.connspec schema/unknown-attribute", "shared/sites.connspec schema/duplicate-attribute"]
    );
    assert!(outcome.findings.iter().all(|it| it.only_in.is_empty()));
    assert_eq!(outcome.files.len(), 3);
}

#[test]
fn what_only_one_root_reports_names_it() {
    let folder = folder(
        "--- a.connspec\nedition 2026-10\nimport \"shared.connspec\"\nlet lan = [10.0.0.0/8]\n\
         --- b.connspec\nedition 2026-10\nimport \"shared.connspec\"\n\
         --- shared.connspec\nimport \"*.missing\"\nsite s { prefixes = lan }\n",
    );
    let outcome = run(folder.path(), &["."]);
    for it in &outcome.findings {
        let expected: &[&str] = if it.finding.rule.starts_with("name/") { &["b.connspec"] } else { &[] };
        assert_eq!(it.only_in, expected, "{}", it.finding.rule);
    }
}

#[test]
fn a_named_file_is_judged_within_the_roots_that_import_it() {
    let folder = folder(&format!("{SHARED}--- connspec.toml\n"));
    let outcome = run(folder.path(), &["shared/sites.connspec"]);
    assert_eq!(roots(&outcome), ["a.connspec", "b.connspec"]);
    assert_eq!(shown(&outcome), ["shared/sites.connspec schema/duplicate-attribute"]);
    assert_eq!(outcome.files, ["shared/sites.connspec"]);
}

#[test]
fn a_named_root_stands_for_all_that_it_imports() {
    let folder = folder(SHARED);
    let outcome = run(folder.path(), &["a.connspec"]);
    assert_eq!(roots(&outcome), ["a.connspec"]);
    assert_eq!(shown(&outcome), ["shared/sites.connspec schema/duplicate-attribute"]);
}

#[test]
fn a_circle_of_imports_has_a_root_and_exclusions_hold() {
    let folder = folder(
        "--- connspec.toml\nexclude = [\"old/\"]\n--- a.connspec\nimport \"b.connspec\"\n--- b.connspec\nimport \"a.connspec\"\n\
         --- c.connspec\nedition 2026-10\n--- old/d.connspec\nsite {\n--- .gitignore\ne.connspec\n--- e.connspec\nsite {\n",
    );
    let outcome = run(folder.path(), &["."]);
    assert_eq!(roots(&outcome), ["a.connspec", "c.connspec"]);
    assert_eq!(outcome.files, ["a.connspec", "b.connspec", "c.connspec"]);
}

#[test]
fn a_text_stands_in_for_its_file() {
    let folder = folder(&format!("{SHARED}--- connspec.toml\n"));
    let text = Input::Text { name: "shared/sites.connspec".into(), text: "site shared { colour = 1 }\n".into() };
    let request = Request::new(folder.path().canonicalize().unwrap(), vec![text], "2026-11-22".parse().unwrap());
    assert_eq!(shown(&check(&request)), ["shared/sites.connspec schema/unknown-attribute"]);
}

#[test]
fn roots_that_match_nothing_are_said() {
    let folder = folder("--- connspec.toml\nroots = [\"main.conspec\"]\n--- main.connspec\nedition 2026-10\n");
    let outcome = run(folder.path(), &["."]);
    assert!(matches!(outcome.problems[..], [Problem::NoRoots(_)]), "{:?}", outcome.problems);
}

#[test]
fn order_is_the_same_however_often() {
    let mut files = String::new();
    for n in 0..40 {
        files.push_str(&format!("--- {n:02}.connspec\nsite s{n} {{ colour = 1 }}\n"));
    }
    let folder = folder(&files);
    let first = shown(&run(folder.path(), &["."]));
    assert!(first.len() >= 40);
    for _ in 0..5 {
        assert_eq!(shown(&run(folder.path(), &["."])), first);
    }
}

#[test]
fn settings_that_are_no_text_are_said() {
    let folder = folder("--- a.connspec\nedition 2026-10\n");
    std::fs::write(folder.path().join("connspec.toml"), b"# one\nedition = \"\xff\"\n").unwrap();
    let outcome = run(folder.path(), &["."]);
    assert!(matches!(&outcome.problems[..], [Problem::NotText(path, 2)] if path == Path::new("connspec.toml")));
}
