//! Every page of `docs/rules` is an executed test: what it shows as reported is reported, exactly
//! that, on exactly those lines; what it shows as fine is fine.
//!
//! In an example a line that is to be blamed ends with `# <- area/rule`. A fence may say an edition
//! and a day: ```` ```connspec edition=2016-05 as-of=2025-01-01 ````.

mod checked;

use checked::Checked;
use connspec::catalog::EditionId;
use connspec::rules::{pages, registry};
use std::path::Path;

/// The day of examples that name none.
const TODAY: &str = "2026-11-22";

struct Example {
    text: String,
    edition: Option<EditionId>,
    as_of: String,
}

/// The examples under a heading.
fn examples(markdown: &str, heading: &str) -> Vec<Example> {
    let mut found = Vec::new();
    let mut here = false;
    let mut open: Option<Example> = None;
    for line in markdown.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (Some(_), Some(_)) => found.extend(open.take().filter(|_| here)),
            (Some(example), None) => {
                example.text.push_str(line);
                example.text.push('\n');
            }
            (None, Some(info)) => {
                let option = |name: &str| info.split(' ').find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
                open = Some(Example {
                    text: String::new(),
                    edition: option("edition").map(|it| it.parse().expect("an edition")),
                    as_of: option("as-of").unwrap_or(TODAY).to_owned(),
                });
            }
            (None, None) => {
                if let Some(title) = line.strip_prefix("## ") {
                    here = title == heading;
                }
            }
        }
    }
    found
}

/// Where examples seem to stand: beside a file that can't be read.
const FOLDER: &str = "tests/corpus/unreadable/example.connspec";

/// What an example gives: (line, rule), in order.
fn findings(example: &Example) -> Vec<(usize, String)> {
    let checked = Checked::judged(Path::new(FOLDER), &example.text, &example.as_of, example.edition);
    let mut found: Vec<_> = checked
        .findings()
        .into_iter()
        // An example is a fragment: which edition it is for stands in its fence.
        .filter(|(it, _)| it.rule != "schema/edition-missing" || example.text.contains("schema/edition-missing"))
        .map(|(finding, line)| (line, finding.rule.to_owned()))
        .collect();
    found.sort();
    found
}

fn expected(example: &Example) -> Vec<(usize, String)> {
    let mut expected = Vec::new();
    for (index, line) in example.text.lines().enumerate() {
        if let Some((_, rules)) = line.split_once("# <- ") {
            expected.extend(rules.split(", ").map(|rule| (index + 1, rule.trim().to_owned())));
        }
    }
    expected.sort();
    expected
}

#[test]
fn examples_give_exactly_what_they_show() {
    let mut wrong = Vec::new();
    for page in pages() {
        let reported = examples(page.markdown, "Reported");
        let fine = examples(page.markdown, "Fine");
        if reported.is_empty() || fine.is_empty() {
            wrong.push(format!("{}: a page has examples under `## Reported` and `## Fine`", page.rule));
        }
        for example in &reported {
            let (found, expected) = (findings(example), expected(example));
            if !expected.iter().any(|(_, rule)| rule == page.rule) {
                wrong.push(format!("{}: an example under `## Reported` doesn't blame a line for it", page.rule));
            }
            if found != expected {
                wrong.push(format!("{}: reported example\n  expected {expected:?}\n  found    {found:?}", page.rule));
            }
        }
        for example in &fine {
            let found = findings(example);
            if !found.is_empty() {
                wrong.push(format!("{}: the fine example gives {found:?}", page.rule));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_a_page_and_every_page_a_rule() {
    let mut rules: Vec<_> = registry().map(|rule| rule.name).collect();
    rules.sort();
    let pages: Vec<_> = pages().iter().map(|page| page.rule).collect();
    let twice = rules.windows(2).find(|pair| pair[0] == pair[1]);
    assert_eq!(twice, None, "a rule is registered twice");
    let no_page: Vec<_> = rules.iter().filter(|rule| !pages.contains(rule)).collect();
    let no_rule: Vec<_> = pages.iter().filter(|page| !rules.contains(page)).collect();
    assert!(
        no_page.is_empty() && no_rule.is_empty(),
        "rules without a page: {no_page:?}; pages without a rule: {no_rule:?}"
    );
}

/// A rule that can be an error, and isn't only in a dispute, says where it is from.
#[test]
fn rules_about_azure_name_their_sources() {
    let own = ["syntax", "schema", "name", "import", "address", "requires", "security"];
    for page in pages() {
        let area = page.rule.split('/').next().unwrap_or_default();
        assert!(own.contains(&area) || !page.sources.is_empty(), "{} names no source", page.rule);
    }
}

/// Which edition or day an example is for stands in its fence, which readers don't see: the line before says it too.
#[test]
fn examples_of_another_edition_or_day_say_so() {
    for page in pages() {
        let mut before = "";
        for line in page.markdown.lines().filter(|line| !line.is_empty()) {
            if let Some(fence) = line.strip_prefix("```connspec ") {
                for (_, value) in fence.split(' ').filter_map(|word| word.split_once('=')) {
                    assert!(before.contains(value), "{}: before `{line}` stands no line with {value}", page.rule);
                }
            }
            before = line;
        }
    }
}
