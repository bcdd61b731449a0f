//! The language, case by case, as users meet it: `language.txt` holds small specs in which a line that
//! is to be blamed ends with `# <- area/rule`. Each gives exactly these findings.

mod common;

const CASES: &str = include_str!("language.txt");

fn expected(text: &str) -> Vec<(usize, String)> {
    let mut expected = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if let Some((_, rules)) = line.split_once("# <- ") {
            expected.extend(rules.split(", ").map(|rule| (index + 1, rule.to_owned())));
        }
    }
    expected.sort();
    expected
}

#[test]
fn every_case_gives_exactly_what_it_says() {
    let mut wrong = Vec::new();
    let cases: Vec<_> = CASES.split("=== ").skip(1).collect();
    for case in &cases {
        let (title, text) = case.split_once('\n').expect("a title and a text");
        let text = text.trim_end();

        let judged = ["syntax/", "schema/", "name/", "address/"];
        for text in [text.to_owned(), text.replace('\n', "\r\n")] {
            let loaded = common::load(&text);
            let mut found: Vec<_> = loaded
                .findings
                .iter()
                .filter(|it| judged.iter().any(|area| it.rule.starts_with(area)))
                .filter(|it| it.rule != "schema/edition-missing" || title.starts_with("edition"))
                .map(|it| (it.line, it.rule.to_owned()))
                .collect();
            found.sort();
            if found != expected(&text) {
                let messages: Vec<_> =
                    loaded.findings.iter().map(|it| format!("    {} {} {}", it.line, it.rule, it.message)).collect();
                wrong.push(format!(
                    "{title}\n  expected {:?}\n  found    {found:?}\n{}",
                    expected(&text),
                    messages.join("\n")
                ));
                break;
            }
        }
    }
    assert!(cases.len() >= 60, "{}", cases.len());
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// What the lowering reports has the severity of its page.
#[test]
fn findings_of_the_lowering_have_their_page_s_severity() {
    let judged = ["syntax/", "schema/", "name/", "address/"];
    for case in CASES.split("=== ").skip(1) {
        for finding in common::load(case.split_once('\n').expect("a title and a text").1).findings {
            if judged.iter().any(|area| finding.rule.starts_with(area)) {
                let page =
                    connspec::rules::page(finding.rule).unwrap_or_else(|| panic!("{} has no page", finding.rule));
                assert_eq!(page.severity.get("2026-10"), Some(&finding.severity), "{}", finding.rule);
            }
        }
    }
}
