//! One mistake, one finding, at its place; what stands around it keeps its meaning.
//!
//! Every token of the examples is deleted, doubled and swapped with its neighbour, one at a time.

mod common;

use common::{Loaded, Shape, load, shapes};
use connspec::finding::Severity;
use std::collections::BTreeMap;
use std::ops::Range;

#[derive(Clone, Debug)]
struct Token {
    kind: String,
    range: Range<usize>,
    /// The last lines of the blocks around it, and the lines before those.
    ends: Vec<usize>,
}

/// The tokens of a text: leaves of the tree, and strings as a whole besides their quotes.
fn tokens(text: &str) -> Vec<Token> {
    fn walk(node: tree_sitter::Node<'_>, ends: &mut Vec<usize>, into: &mut Vec<Token>) {
        let range = node.byte_range();
        if range.is_empty() || node.kind() == "comment" {
            return;
        }
        let is_block = matches!(node.kind(), "block" | "defaults" | "list");
        if is_block {
            ends.push(node.end_position().row + 1);
        }
        let whole = matches!(node.kind(), "string" | "quantity" | "reference");
        if node.child_count() == 0 || whole {
            into.push(Token { kind: node.kind().to_owned(), range, ends: ends.clone() });
        }
        for index in 0..node.child_count() {
            walk(node.child(index).expect("a child"), ends, into);
        }
        if is_block {
            ends.pop();
        }
    }
    let mut found = Vec::new();
    connspec::syntax::with_tree(text, |tree| walk(tree.root_node(), &mut Vec::new(), &mut found));
    found
}

fn line_at(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count() + 1
}

/// The names that a text mentions.
fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-')))
        .filter(|word| !word.is_empty())
        .collect()
}

/// Whether two declarations have to do with each other: one names the other, or both name a third.
fn related(a: &Shape, b: &Shape) -> bool {
    let names = |text: &str, name: &str| words(text).contains(&name) || (name.contains(' ') && text.contains(name));
    a.name == b.name
        || names(&a.text, &b.name)
        || names(&b.text, &a.name)
        || a.refers.iter().any(|name| b.refers.contains(name))
        // By way of `defaults`, too.
        || a.refers.contains(&b.name)
        || b.refers.contains(&a.name)
}

/// Which declarations of a text have to do with each other, worked out once: it is asked about every edit.
struct Relations {
    /// By two numbers of declarations: whether they are related.
    related: Vec<Vec<bool>>,
    /// By the number of one: to which group of those that chains of relations connect it belongs.
    group: Vec<usize>,
}

impl Relations {
    fn of(shapes: &[Shape]) -> Relations {
        let related: Vec<Vec<bool>> =
            shapes.iter().map(|one| shapes.iter().map(|other| related(one, other)).collect()).collect();
        let mut group: Vec<usize> = (0..shapes.len()).collect();
        for (one, row) in related.iter().enumerate() {
            for other in (0..row.len()).filter(|other| row[*other]) {
                let (from, to) = (group[other], group[one]);
                group.iter_mut().filter(|it| **it == from).for_each(|it| *it = to);
            }
        }
        Relations { related, group }
    }
}

#[derive(Default)]
struct Tally(BTreeMap<(String, &'static str), (usize, Vec<String>)>);

impl Tally {
    fn fail(&mut self, kind: &str, operation: &'static str, what: String) {
        let entry = self.0.entry((kind.to_owned(), operation)).or_default();
        entry.0 += 1;
        if entry.1.len() < 4 {
            entry.1.push(what);
        }
    }
}

/// What an edit may not do; says what it did.
fn check(
    text: &str,
    before: &Loaded,
    relations: &Relations,
    after: &Loaded,
    token: &Token,
    lines: &[usize],
) -> Option<String> {
    let is_syntax = |rule: &str| rule.starts_with("syntax/");
    let syntax: Vec<_> = after.findings.iter().filter(|finding| is_syntax(finding.rule)).collect();
    if syntax.len() > 1 {
        return Some(format!("{} syntax findings: {:?}", syntax.len(), brief(after)));
    }
    if let Some(finding) = syntax.first() {
        let mut allowed = lines.to_vec();
        for end in &token.ends {
            let above = text.lines().take(end - 1).collect::<Vec<_>>();
            let last = above.iter().rposition(|line| !line.trim().is_empty()).map_or(*end, |index| index + 1);
            allowed.extend([*end, last]);
        }
        if !allowed.contains(&finding.line) {
            return Some(format!("reported elsewhere: {:?}, allowed {allowed:?}", brief(after)));
        }
    }
    let (old, new) = (&before.shapes, &after.shapes);
    let here = |shape: &&Shape| shape.range.contains(&token.range.start);
    let edited_shape = old.iter().position(|shape| here(&shape));
    for (index, shape) in old.iter().enumerate().filter(|(_, shape)| !here(shape)) {
        // What stands in the edited line's own item, or is named by it, may change; nothing else.
        let same =
            new.iter().any(|other| other.kind == shape.kind && other.name == shape.name && other.debug == shape.debug);
        if !same {
            return Some(format!("{} {} changed: {:?}", shape.kind, shape.name, brief(after)));
        }
        let Some(edited) = edited_shape else { continue };
        if !relations.related[edited][index] {
            // Who is reached from where has everything on the way as its subject.
            let reaches = relations.group[edited] == relations.group[index];
            let is_subject = |rule: &str| reaches && rule.starts_with("requires/reach-");
            let of = |loaded: &Loaded| -> Vec<String> {
                let owned = loaded.shapes.iter().find(|it| it.kind == shape.kind && it.name == shape.name);
                let range = owned.map(|it| it.range.clone()).unwrap_or_default();
                let inside = loaded
                    .findings
                    .iter()
                    .filter(|finding| range.contains(&finding.range.start) && !is_subject(finding.rule));
                inside.map(|finding| format!("{} {}", finding.rule, finding.message)).collect()
            };
            if of(before) != of(after) {
                return Some(format!(
                    "findings of {} {}: {:?}, before {:?}",
                    shape.kind,
                    shape.name,
                    of(after),
                    of(before)
                ));
            }
        }
    }
    None
}

fn brief(loaded: &Loaded) -> Vec<String> {
    let serious = loaded.findings.iter().filter(|finding| finding.severity == Severity::Error);
    serious.map(|finding| format!("{}:{} {}", finding.line, finding.rule, finding.message)).take(6).collect()
}

fn run(text: &str, every: usize, tally: &mut Tally) -> (usize, usize, usize) {
    let before = load(text);
    let own = |rule: &str| ["syntax/", "schema/", "name/"].iter().any(|area| rule.starts_with(area));
    let broken =
        |loaded: &Loaded| loaded.findings.iter().filter(|it| it.severity == Severity::Error && own(it.rule)).count();
    assert_eq!(broken(&before), 0, "{:?}", brief(&before));
    let relations = Relations::of(&before.shapes);
    let tokens = tokens(text);
    let (mut trials, mut several, mut silent) = (0, 0, 0);
    for (index, token) in tokens.iter().enumerate().step_by(every) {
        let written = &text[token.range.clone()];
        let line = line_at(text, token.range.start);
        let mut edits = vec![
            ("delete", format!("{}{}", &text[..token.range.start], &text[token.range.end..]), vec![line]),
            ("double", format!("{} {written}{}", &text[..token.range.end], &text[token.range.end..]), vec![line]),
        ];
        // A swap across lines would be two mistakes.
        let next = tokens[index + 1..].iter().find(|next| next.range.start >= token.range.end);
        if let Some(next) = next.filter(|next| line_at(text, next.range.start) == line) {
            let swapped = format!(
                "{} {} {}{written} {}",
                &text[..token.range.start],
                &text[next.range.clone()],
                &text[token.range.end..next.range.start],
                &text[next.range.end..]
            );
            edits.push(("swap", swapped, vec![line]));
        }
        for (operation, edited, lines) in edits {
            trials += 1;
            let after = load(&edited);
            let errors = broken(&after);
            several += usize::from(errors > 1);
            if errors != 1 && std::env::var_os("CONNSPEC_SHOW").is_some() {
                println!("{operation} {} line {line} `{written}`: {:?}", token.kind, brief(&after));
            }
            silent += usize::from(errors == 0);
            if let Some(what) = check(text, &before, &relations, &after, token, &lines) {
                tally.fail(&token.kind, operation, format!("line {line} `{written}`: {what}"));
            }
        }
    }
    (trials, several, silent)
}

#[test]
fn one_token_wrong_is_one_finding_at_its_place() {
    // Each text costs a thousand edits, so of those that hold nothing new every fifth token is tried;
    // `CONNSPEC_ALL=1` tries every one.
    let others = if std::env::var_os("CONNSPEC_ALL").is_some() { 1 } else { 5 };
    let mut texts: Vec<_> = common::texts().into_iter().map(|text| (text, 1)).collect();
    texts.extend(common::other_texts().into_iter().map(|text| (text, others)));
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let runs = texts.iter().map(|(text, every)| {
            scope.spawn(move || {
                let mut tally = Tally::default();
                let (trials, several, silent) = run(text, *every, &mut tally);
                println!("{trials} edits, {several} with several errors, {silent} with none");
                tally
            })
        });
        let runs: Vec<_> = runs.collect();
        runs.into_iter().map(|run| run.join().expect("a run that ends")).collect()
    });
    let mut total = 0;
    for ((kind, operation), (count, samples)) in tallies.iter().flat_map(|tally| &tally.0) {
        println!("{count:4} {operation:7} {kind}");
        samples.iter().for_each(|sample| println!("       {sample}"));
        total += count;
    }
    assert_eq!(total, 0, "edits that did more than they should");
}

/// Typing an attribute never throws what follows out of its block.
#[test]
fn an_attribute_can_be_typed_letter_by_letter() {
    let mut wrong = Vec::new();
    for text in common::texts() {
        let before = load(&text);
        for shape in before.shapes.iter().filter(|shape| {
            shape.kind.contains("ToSite") || shape.kind.contains("ToVnet") || shape.kind == "ErConnection"
        }) {
            let body = shape.range.start + text[shape.range.clone()].find('{').expect("a body") + 1;
            let last = shape.range.end - 1;
            for line in [
                "site = amsterdam",
                "gateway = hub_vpn",
                "connection = x",
                "edition = 2026-10",
                "let x = 5",
                "import = 3",
                "defaults = x",
                "vnet = hub",
                "circuit = amsterdam_primary",
                "peering = x",
                "routing-weight = 10",
                "shared-key = keyvault(\"a\", \"b\")",
                "requires { throughput = 10 Mbps }",
                "ingress-nat-rules = [a, b]",
                "dpd-timeout = 45 s",
            ] {
                for length in 1..=line.len() {
                    let typed = &line[..length];
                    // A whole top-level item ends the block: the language says so.
                    let is_item = typed.starts_with("let x =");
                    for at in [body, last] {
                        if is_item {
                            continue;
                        }
                        let edited = format!("{}\n  {typed}\n{}", &text[..at], &text[at..]);
                        let after = shapes(&edited);
                        let kept = after.iter().find(|it| it.kind == shape.kind && it.name == shape.name);
                        let twice = shape.attributes.iter().any(|it| typed.split('=').next() == it.split('=').next());
                        if twice
                            && typed.trim_end() != typed.split(' ').next().unwrap_or_default()
                            && !typed.trim_end().ends_with('=')
                        {
                            continue; // Given twice: the first counts.
                        }
                        let lost =
                            kept.is_none_or(|kept| shape.attributes.iter().any(|it| !kept.attributes.contains(it)));
                        let others = before.shapes.iter().filter(|it| it.range != shape.range).any(|other| {
                            !after
                                .iter()
                                .any(|it| it.kind == other.kind && it.name == other.name && it.debug == other.debug)
                        });
                        if lost || others {
                            wrong.push(format!(
                                "{} {}: `{typed}` at {}",
                                shape.kind,
                                shape.name,
                                if at == body { "start" } else { "end" }
                            ));
                        }
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
}
