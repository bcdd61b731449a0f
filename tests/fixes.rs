//! Every fix of every finding of every spec of the suite, applied: the finding is gone, no new error
//! has come, the text still parses. And fixes are there where they are promised.

mod checked;

use checked::Checked;
use connspec::finding::{Finding, Severity};
use connspec::rules::pages;
use connspec::workspace::{Fixer, applied, fix_all};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const TODAY: &str = "2026-11-22";

/// Every spec of the suite: name, text, day, edition.
fn specs() -> Vec<(String, Checked)> {
    let mut specs = Vec::new();
    for page in pages() {
        for (index, example) in page.markdown.split("```connspec").skip(1).enumerate() {
            let (info, rest) = example.split_once('\n').expect("a fence has a line");
            let text = rest.split("```").next().unwrap_or_default();
            let option = |name: &str| info.split(' ').find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
            let edition = option("edition").map(|it| it.parse().expect("an edition"));
            let path = Path::new("tests/corpus/unreadable/example.connspec");
            let checked = Checked::judged(path, text, option("as-of").unwrap_or(TODAY), edition);
            specs.push((format!("{} #{index}", page.rule), checked));
        }
    }
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in ["docs/examples", "tests/corpus/accepted"] {
        for entry in std::fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("an entry").path();
            files.push(if path.is_dir() { path.join("main.connspec") } else { path });
        }
    }
    files.sort();
    for path in files {
        specs.push((path.display().to_string(), Checked::file(&path, TODAY)));
    }
    specs
}

fn count(findings: &[Arc<Finding>], severity: Severity) -> usize {
    findings.iter().filter(|finding| finding.severity == severity).count()
}

/// What was tried on some specs: the rules whose findings have a fix, and what went wrong.
#[derive(Default)]
struct Tried {
    fixed: BTreeSet<&'static str>,
    wrong: Vec<String>,
}

/// Applies every fix of every finding of a spec, each by itself.
fn try_fixes(name: &str, checked: &Checked, tried: &mut Tried) {
    let before = checked.spec.findings();
    let fixer = Fixer::new(&checked.spec);
    for finding in &before {
        for fix in fixer.fixes(finding) {
            tried.fixed.insert(finding.rule);
            let Some(after) = applied(&checked.spec, &fix.edits) else {
                tried.wrong.push(format!("{name}: `{}` can't be applied", fix.title));
                continue;
            };
            let after = after.findings();
            let same = |findings: &[Arc<Finding>]| {
                findings.iter().filter(|it| it.rule == finding.rule && it.message == finding.message).count()
            };
            let syntax = |findings: &[Arc<Finding>]| findings.iter().filter(|it| it.area() == "syntax").count();
            if same(&after) >= same(&before) {
                tried.wrong.push(format!("{name}: `{}` leaves {}", fix.title, finding.rule));
            }
            if count(&after, Severity::Error) > count(&before, Severity::Error) || syntax(&after) > syntax(&before) {
                tried.wrong.push(format!("{name}: `{}` for {} brings an error", fix.title, finding.rule));
            }
        }
    }
}

/// Tries the fixes of all specs, on as many threads as there are processors.
fn tried() -> Tried {
    let specs = specs();
    let threads = std::thread::available_parallelism().map_or(1, |it| it.get());
    let share = specs.len().div_ceil(threads);
    let all = std::thread::scope(|scope| {
        let run = |specs: &[(String, Checked)]| {
            let mut tried = Tried::default();
            specs.iter().for_each(|(name, checked)| try_fixes(name, checked, &mut tried));
            tried
        };
        let workers: Vec<_> = specs.chunks(share).map(|specs| scope.spawn(move || run(specs))).collect();
        workers.into_iter().map(|worker| worker.join().expect("a worker ends well")).collect::<Vec<_>>()
    });
    all.into_iter().fold(Tried::default(), |mut sum, mut part| {
        sum.fixed.append(&mut part.fixed);
        sum.wrong.append(&mut part.wrong);
        sum
    })
}

#[test]
fn every_fix_helps_and_harms_nothing() {
    let Tried { fixed, wrong } = tried();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let promised: Vec<_> =
        pages().iter().filter(|page| page.fix && !fixed.contains(page.rule)).map(|page| page.rule).collect();
    assert!(promised.is_empty(), "pages that promise a fix, and no example that has one: {promised:?}");
    let unsaid: Vec<_> =
        pages().iter().filter(|page| !page.fix && fixed.contains(page.rule)).map(|page| page.rule).collect();
    assert!(unsaid.is_empty(), "rules with fixes whose pages don't say so: {unsaid:?}");
}

#[test]
fn six_in_ten_error_rules_offer_a_fix() {
    let errors: Vec<_> =
        pages().iter().filter(|page| page.severity.values().any(|it| *it == Severity::Error)).collect();
    let with_fix = errors.iter().filter(|page| page.fix).count();
    assert!(with_fix * 10 >= errors.len() * 6, "{with_fix} of {} error rules offer a fix", errors.len());
}

#[test]
fn safe_fixes_leave_nothing_safe_to_fix() {
    for (name, checked) in specs() {
        let (once, _) = fix_all(&checked.spec, false);
        let (_, again) = fix_all(&once, false);
        assert_eq!(again, 0, "{name}: fixing what is fixed changes something");
    }
}

/// What people write who know other languages: one error, which says what was meant, and its first fix.
#[test]
fn habits_of_other_languages_are_one_mistake_with_a_fix() {
    let mut wrong = Vec::new();
    let cases: Vec<_> = include_str!("habits.txt").split("=== ").skip(1).collect();
    for case in &cases {
        let (title, rest) = case.split_once('\n').expect("a title");
        let (text, rest) = rest.split_once("--- ").expect("a message");
        let (message, fixed) = rest.split_once('\n').expect("a text that is fixed");
        let checked = Checked::text(Path::new("tests/corpus/unreadable/habits.connspec"), text, TODAY);
        let findings = checked.spec.findings();
        let of_text = |it: &&Arc<Finding>| ["syntax", "schema", "name"].contains(&it.area());
        let errors: Vec<_> = findings.iter().filter(of_text).filter(|it| it.severity == Severity::Error).collect();
        let messages: Vec<&str> = errors.iter().map(|it| &*it.message).collect();
        if messages != [message] {
            wrong.push(format!("{title}: {messages:?}"));
            continue;
        }
        let fix = Fixer::new(&checked.spec).fixes(errors[0]).into_iter().next();
        let after = fix.and_then(|fix| applied(&checked.spec, &fix.edits));
        let after = after.map(|spec| spec.root().text().to_string());
        if after.as_deref().unwrap_or_default().trim_end() != fixed.trim_end() {
            wrong.push(format!("{title}: its fix gives\n{}", after.unwrap_or_default()));
        }
    }
    assert!(cases.len() > 40, "{}", cases.len());
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// What a block or an attribute is called elsewhere is put right whatever else is wrong with it.
#[test]
fn a_name_of_another_language_is_replaced_whatever_else_is_wrong() {
    let text = "edition 2026-10\nsite a { prefixes = 10.1.0.0/16 }\nvnet v { location = \"nowhere\", prefixes = 10.2.0.0/16 }\n\
                gateway vpn g { vnet = v }\nconnection s2s c { site = a, virtual_network_gateway_id = h, bogus = 1 }\n";
    let checked = Checked::text(Path::new("tests/corpus/unreadable/names.connspec"), text, TODAY);
    let fixer = Fixer::new(&checked.spec);
    let titles: Vec<String> =
        checked.spec.findings().iter().flat_map(|it| fixer.fixes(it)).map(|fix| fix.title).collect();
    for title in ["Use `region`", "Use `site-to-site`", "Use `gateway`"] {
        assert!(titles.iter().any(|it| it == title), "{title}: {titles:?}");
    }
}
