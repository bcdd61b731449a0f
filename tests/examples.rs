//! The shipped examples give exactly the findings listed, reviewed one by one, in
//! `tests/examples/NAME.txt`; the corpus of configurations that Azure accepted gives no error.

mod checked;

use checked::Checked;
use connspec::finding::Severity;
use std::path::{Path, PathBuf};

/// The day the lists were reviewed for.
const TODAY: &str = "2026-11-22";
/// The day by which the corpus was accepted.
const ACCEPTED: &str = "2025-06-01";

fn entries(folder: &str) -> Vec<PathBuf> {
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("the folder is there").map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

#[test]
fn examples_give_the_reviewed_findings() {
    let mut wrong = Vec::new();
    for example in entries("docs/examples").iter().filter(|path| path.is_dir()) {
        let name = example.file_name().unwrap().to_string_lossy().into_owned();
        let checked = Checked::file(&example.join("main.connspec"), TODAY);
        let listed = Path::new("tests/examples").join(format!("{name}.txt"));
        let expected = std::fs::read_to_string(&listed).unwrap_or_default();
        let found = checked.list();
        if std::env::var_os("UPDATE_EXAMPLES").is_some() {
            std::fs::write(&listed, &found).expect("the list can be written");
        } else if found != expected {
            wrong.push(format!("{name}: expected\n{expected}found\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A snippet's body as it is inserted: what stands in for `${1:text}` is the text.
#[cfg(feature = "cli")]
fn inserted(body: &str) -> String {
    let mut pieces = body.split("${");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (stop, rest) = piece.split_once('}').expect("a closed placeholder");
        text.extend([stop.split_once(':').expect("a placeholder with a text").1, rest]);
    }
    text.replace("$0", "")
}

#[test]
#[cfg(feature = "cli")]
fn snippets_are_whole_designs_without_a_finding() {
    let snippets = std::fs::read_to_string("editors/vscode/snippets/connspec.json").expect("the snippets");
    let snippets: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&snippets).expect("an object");
    assert!(!snippets.is_empty());
    for (name, snippet) in snippets {
        let lines: Vec<&str> = snippet["body"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
        let text = inserted(&lines.join("\n"));
        assert_eq!(Checked::text(Path::new("snippet.connspec"), &text, TODAY).list(), "", "{name}");
        assert_eq!(connspec::format::format(&text).as_ref(), Some(&text), "{name} is not as the formatter writes it");
        assert!(text.starts_with(&format!("edition {}\n", connspec::catalog::EditionId::NEWEST)), "{name}");
    }
}

#[test]
fn what_azure_accepted_is_no_error() {
    let mut wrong = Vec::new();
    let files = entries("tests/corpus/accepted");
    assert!(files.len() > 50, "the corpus is there");
    for path in files {
        let checked = Checked::file(&path, ACCEPTED);
        for (finding, line) in checked.findings() {
            let about_text = matches!(finding.area(), "syntax" | "schema") && finding.rule != "schema/edition-missing";
            if finding.severity == Severity::Error || about_text {
                wrong.push(format!(
                    "{}:{line}: {} [{}] {}",
                    path.display(),
                    finding.severity,
                    finding.rule,
                    finding.message
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
