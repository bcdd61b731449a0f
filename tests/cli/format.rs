//! The formatter on every spec of the repository: idempotent, and what is found stays.

use connspec::format::format;
use connspec::model::{FileId, Model};
use connspec::rules::{Settings, evaluate};
use connspec::workspace::File;
use std::path::{Path, PathBuf};

fn specs(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            specs(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "connspec") {
            into.push(path);
        }
    }
}

/// What is found, without places, and without what the formatter puts right.
fn findings(text: &str) -> Vec<(String, String)> {
    let put_right =
        ["syntax/colon", "schema/quoted-literal", "schema/unquoted-text", "schema/spelling", "name/spelling"];
    let file = File::new(FileId(0), "spec.connspec", text);
    let model = Model::build(vec![file.items()], |id| file.item(id).unwrap().clone());
    let mut found: Vec<_> = evaluate(&model, &Settings::as_of("2026-11-22".parse().unwrap()))
        .into_iter()
        .filter(|finding| !put_right.contains(&finding.rule) && !finding.rule.ends_with("-spelling"))
        .map(|finding| (finding.rule.to_owned(), finding.message.clone()))
        .collect();
    found.sort();
    found
}

#[test]
fn formatting_keeps_what_is_found() {
    let mut paths = Vec::new();
    for folder in ["docs", "tests", "src", "editors"] {
        specs(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut paths);
    }
    assert!(!paths.is_empty());
    for path in paths {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let Some(formatted) = format(&text) else { continue };
        assert_eq!(format(&formatted).as_deref(), Some(formatted.as_str()), "{}", path.display());
        assert_eq!(findings(&text), findings(&formatted), "{}", path.display());
    }
}

proptest::proptest! {
    /// Blank lines, commas for line ends, and comments anywhere: the layout comes to rest at once.
    #[test]
    fn formatting_twice_is_formatting_once(seed in proptest::collection::vec(0u8..6, 40)) {
        let pieces = ["\n", "\n\n\n", ", ", " # a comment\n", "\n  // another\n", "\t\n"];
        let members = ["a = 1", "bb = [1, 2,3]", "ccc = \"x\"", "bgp { asn = 65010 }", "d = [10.0.0.0/8\n, 10.1.0.0/16,]"];
        let mut text = String::from("# head\nsite s {\n");
        for (index, choice) in seed.iter().enumerate() {
            text.push_str(members[index % members.len()]);
            text.push_str(pieces[*choice as usize]);
        }
        text.push_str("\n}\n# tail");
        if let Some(once) = format(&text) {
            proptest::prop_assert_eq!(format(&once), Some(once.clone()));
            let comments = |text: &str| text.matches(['#']).count() + text.matches("//").count();
            proptest::prop_assert_eq!(comments(&once), comments(&text));
            proptest::prop_assert_eq!(findings(&once), findings(&text));
        }
    }
}
