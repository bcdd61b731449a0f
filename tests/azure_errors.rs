//! What Azure refuses, in many phrasings: each file of `tests/corpus/refused` holds specs of one kind
//! of mistake, each begun by a line `#### title`, which may end with `: as-of=DAY edition=EDITION`.
//! A line to be blamed ends with `# <- area/rule`, or `# <- area/rule = CodeOfAzure`; a spec has exactly
//! these errors, with exactly these codes, on exactly these lines.
//!
//! And what documents disagree on: `tests/corpus/disputed.connspec`, by the topics of the catalogue.

mod checked;

use checked::Checked;
use connspec::catalog::EditionId;
use connspec::finding::Severity;
use std::path::Path;

/// The day of specs that name none.
const TODAY: &str = "2026-11-22";

/// A line to blame, the rule, Azure's code where it is marked.
type Mark = (usize, String, Option<String>);

struct Variant {
    title: String,
    /// The line that the title stands on.
    line: usize,
    text: String,
}

impl Variant {
    fn option(&self, name: &str) -> Option<&str> {
        self.title.split(' ').find_map(|word| word.strip_prefix(name)?.strip_prefix('='))
    }
}

fn variants(text: &str) -> Vec<Variant> {
    let mut found: Vec<Variant> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        match (line.strip_prefix("#### "), found.last_mut()) {
            (Some(title), _) => {
                found.push(Variant { title: title.to_owned(), line: index + 1, text: String::new() });
            }
            (None, Some(variant)) => {
                variant.text.push_str(line);
                variant.text.push('\n');
            }
            (None, None) => {}
        }
    }
    found
}

fn marks(variant: &Variant) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (index, line) in variant.text.lines().enumerate() {
        let Some((_, blamed)) = line.split_once("# <- ") else { continue };
        for mark in blamed.split(", ") {
            let (rule, code) = match mark.split_once(" = ") {
                Some((rule, code)) => (rule, Some(code.trim().to_owned())),
                None => (mark, None),
            };
            marks.push((index + 1, rule.trim().to_owned(), code));
        }
    }
    marks.sort();
    marks
}

fn checked(variant: &Variant) -> Checked {
    let edition = variant.option("edition").map(|it| it.parse().expect("an edition"));
    let day = variant.option("as-of").unwrap_or(TODAY);
    let path = Path::new("tests/corpus/unreadable/example.connspec");
    Checked::judged(path, &variant.text, day, edition)
}

fn errors(variant: &Variant) -> Vec<Mark> {
    let mut errors: Vec<Mark> = checked(variant)
        .findings()
        .into_iter()
        .filter(|(finding, _)| finding.severity == Severity::Error)
        .map(|(finding, line)| (line, finding.rule.to_owned(), finding.azure_error.map(str::to_owned)))
        .collect();
    errors.sort();
    errors
}

#[test]
fn odd_configurations_are_no_errors() {
    let text = std::fs::read_to_string("tests/corpus/odd.connspec").expect("the corpus is there");
    let all = variants(&text);
    assert!(all.len() > 100, "{} configurations", all.len());
    for variant in all {
        assert_eq!(errors(&variant), [], "line {}: {}", variant.line, variant.title);
    }
}

#[test]
fn what_azure_refuses_is_an_error_with_azures_code() {
    let mut wrong = Vec::new();
    let mut paths: Vec<_> =
        std::fs::read_dir("tests/corpus/refused").expect("the folder is there").map(|it| it.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() > 20, "the corpus is there");
    for path in paths {
        let text = std::fs::read_to_string(&path).expect("a file");
        for variant in variants(&text) {
            let (found, expected) = (errors(&variant), marks(&variant));

            assert!(!expected.is_empty(), "{}: `{}` blames no line", path.display(), variant.title);
            if found != expected {
                wrong.push(format!(
                    "{}:{}: {}\n  expected {expected:?}\n  found    {found:?}",
                    path.display(),
                    variant.line,
                    variant.title
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Contradictions that no rule judges by.
const WITHOUT_RULE: [&str; 4] = [
    "Point-to-Site client to client",
    "Packets of ErGwScale",
    "Who opens a BGP session over APIPA",
    "GatewaySubnet for the migration of ExpressRoute gateways",
];

#[test]
fn where_documents_disagree_the_milder_holds_and_says_so() {
    let text = std::fs::read_to_string("tests/corpus/disputed.connspec").expect("the corpus is there");
    let all = variants(&text);
    let topic = |variant: &Variant| variant.title.split(": ").next().unwrap_or_default().to_owned();
    let mut wrong = Vec::new();
    for variant in &all {
        let expected = marks(variant);
        let edition: EditionId = variant.option("edition").unwrap_or("2026-10").parse().expect("an edition");
        let dispute = connspec::catalog::edition(edition).contradictions.iter().find(|it| it.topic == topic(variant));
        let dispute = dispute.unwrap_or_else(|| panic!("the catalogue has no contradiction `{}`", variant.title));
        let mut found: Vec<Mark> = Vec::new();
        for (finding, line) in checked(variant).findings() {
            let told = format!("{} {}", finding.rule, finding.severity);
            let is_marked = expected.iter().any(|(_, rule, _)| *rule == told);
            if finding.severity > Severity::Warning && !is_marked {
                continue;
            }
            // One that is about the dispute cites a document of it; what is milder for it says that they disagree.
            let cites = finding.sources.iter().filter(|id| dispute.source.contains(id)).count();
            let says = finding.notes.iter().any(|note| note.starts_with("the documentation disagrees: "));
            // That the table of devices is old is no disagreement.
            let is_old = dispute.topic == "Age of the device table";
            if cites > 0 && finding.severity == Severity::Warning && !says && !is_old {
                wrong.push(format!("{}: {told} doesn't say that the documentation disagrees", variant.title));
            }
            found.push((line, told, None));
        }
        found.sort();
        if found != expected {
            wrong.push(format!("{}\n  expected {expected:?}\n  found    {found:?}", variant.title));
        }
    }
    for edition in [EditionId::E2016_05, EditionId::E2026_10] {
        for row in &connspec::catalog::edition(edition).contradictions {
            if !WITHOUT_RULE.contains(&row.topic) && !all.iter().any(|it| topic(it) == row.topic) {
                wrong.push(format!("no spec is about the contradiction `{}`", row.topic));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
