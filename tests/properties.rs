//! What holds of every spec: the order of declarations and their files say nothing, an `@allow` takes
//! away what it names and nothing else, a larger gateway is never too small.

mod common;

use common::settings;
use connspec::finding::Finding;
use connspec::model::FileId;
use connspec::syntax::segment;
use connspec::text::{Encoding, Position, Text};
use connspec::workspace::{File, Files, Project, Purpose, Spec};
use proptest::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A spec whose files are texts in memory; the first is the root.
struct Memory {
    texts: Vec<(PathBuf, String)>,
}

impl Files for Memory {
    fn file(&mut self, path: &Path) -> Option<Arc<File>> {
        let index = self.texts.iter().position(|(known, _)| known == path)?;
        Some(Arc::new(File::new(FileId(index as u32), path, &self.texts[index].1)))
    }

    fn open(&self) -> Vec<PathBuf> {
        self.texts.iter().map(|(path, _)| path.clone()).collect()
    }
}

fn spec(texts: &[(&str, String)]) -> Spec {
    let texts: Vec<_> = texts.iter().map(|(name, text)| (Path::new("/\u{1}").join(name), text.clone())).collect();
    let root = texts[0].0.clone();
    let mut memory = Memory { texts };
    let file = memory.file(&root).expect("the root");
    let project = Project::of(&root, None, &|_| None);
    Spec::read(file, &project, settings(), &mut memory, Purpose::Once)
}

/// What a finding is without its place: the text it blames instead.
fn told(spec: &Spec, finding: &Finding) -> String {
    let file = spec.file_of(finding.span).expect("a file of the spec");
    let blamed = file.text().slice(file.range(finding.span).expect("a place in it"));
    format!("{} {} {} `{blamed}`", finding.rule, finding.severity, finding.message)
}

fn all_told(spec: &Spec) -> Vec<String> {
    let mut told: Vec<_> = spec.findings().iter().map(|finding| told(spec, finding)).collect();
    told.sort();
    told
}

/// The examples, and what the rules' pages report: every rule has its finding there.
fn specs() -> Vec<(String, String)> {
    let mut specs = Vec::new();
    for folder in std::fs::read_dir("docs/examples").unwrap() {
        let path = folder.unwrap().path().join("main.connspec");
        specs.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
    }
    for page in connspec::rules::pages() {
        for (index, example) in page.markdown.split("```connspec").skip(1).enumerate() {
            let text = example.split_once('\n').unwrap().1.split("```").next().unwrap();
            specs.push((format!("{} #{index}", page.rule), text.to_owned()));
        }
    }
    specs.sort();
    specs
}

/// What Azure refuses, in which several equals are often the mistake.
fn refused() -> Vec<(String, String)> {
    let mut specs = vec![("sites that overlap in many ways".to_owned(), OVERLAPS.to_owned())];
    for file in std::fs::read_dir("tests/corpus/refused").unwrap() {
        let path = file.unwrap().path();
        for spec in std::fs::read_to_string(&path).unwrap().split("#### ").skip(1) {
            let (title, text) = spec.split_once('\n').unwrap();
            specs.push((format!("{}: {title}", path.display()), text.to_owned()));
        }
    }
    specs.sort();
    specs
}

/// Prefixes in prefixes, equal ones, some of them over BGP.
const OVERLAPS: &str = "
vnet hub { prefixes = 10.0.0.0/16 }
gateway vpn hub_vpn { vnet = hub, sku = VpnGw1AZ }
site wide { prefixes = 10.0.0.0/8, device d { public-ip = 203.0.113.1 } }
site two { prefixes = [10.1.0.0/16, 10.2.0.0/16], device d { public-ip = 203.0.113.2 } }
site same { prefixes = [10.1.0.0/16, 10.2.4.0/24, 10.3.0.0/16], device d { public-ip = 203.0.113.3, bgp { asn = 65003 } } }
site equal { prefixes = [10.1.0.0/16, 10.3.0.0/16], device d { public-ip = 203.0.113.4, bgp { asn = 65004 } } }
connection site-to-site wide { site = wide, gateway = hub_vpn }
connection site-to-site two { site = two, gateway = hub_vpn }
connection site-to-site same { site = same, gateway = hub_vpn, enable-bgp = true }
connection site-to-site equal { site = equal, gateway = hub_vpn, enable-bgp = true }
";

/// The items of a text, what fixes the edition first, each with its end.
fn items(text: &str) -> (String, Vec<String>) {
    let starts = segment::starts(text);
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let pieces = starts.iter().zip(ends).map(|(&start, end)| format!("{}\n", &text[start..end]));
    let (first, rest): (Vec<_>, Vec<_>) = pieces.partition(|it| it.lines().any(|line| line.starts_with("edition ")));
    (first.concat(), rest)
}

struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end.max(1)
    }

    fn shuffled<T>(&mut self, mut items: Vec<T>) -> Vec<T> {
        for index in (1..items.len()).rev() {
            items.swap(index, self.below(index + 1));
        }
        items
    }
}

/// What is about the order itself, or about which of two equals is the second.
fn is_about_order(name: &str) -> bool {
    let about = ["schema/edition", "name/duplicate", "schema/duplicate", "name/let", "schema/outside-block"];
    about.iter().any(|it| name.starts_with(it)) || name.starts_with("schema/missing-name")
}

/// Rules about several equals, reported at the one that stands later: which of them it is follows the
/// order, and it may be the others that are named in the message. How many findings there are doesn't.
const AT_ONE_OF_SEVERAL: [&str; 20] = [
    "address/sites-overlap",
    "bgp/shared-peer-address",
    "expressroute/circuits-per-location",
    "expressroute/duplicate-link",
    "expressroute/linked-vnets-overlap",
    "gateway/second-in-vnet",
    "name/circular-let",
    "nat/shared-ingress-rule",
    "peering/duplicate",
    "peering/limit",
    "peering/overlap",
    "peering/overlapping-peers",
    "peering/several-remote-gateways",
    "point-to-site/second-on-gateway",
    "site/shared-address",
    "site-to-site/parallel-tunnels",
    "vnet-to-vnet/bgp-one-sided",
    "vnet-to-vnet/parallel-tunnels",
    "vnet-to-vnet/policies-differ",
    "vnet-to-vnet/shared-keys-differ",
];

/// What may not depend on order: everything told, but only how often and how gravely by the rules above.
fn whatever_the_order(spec: &Spec) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    for finding in spec.findings() {
        let several = AT_ONE_OF_SEVERAL.contains(&finding.rule);
        let gravely = || format!("{} {}", finding.rule, finding.severity);
        told.push(if several { gravely() } else { self::told(spec, &finding) });
    }
    told.sort();
    told
}

#[test]
fn the_order_of_declarations_says_nothing() {
    let mut random = Random(3);
    let mut wrong = Vec::new();
    for (name, text) in specs().into_iter().chain(refused()).filter(|(name, _)| !is_about_order(name)) {
        let (head, mut rest) = items(&text);
        let before = whatever_the_order(&spec(&[("a.connspec", format!("{head}{}", rest.concat()))]));
        for _ in 0..2 {
            rest = random.shuffled(rest);
            let after = whatever_the_order(&spec(&[("a.connspec", format!("{head}{}", rest.concat()))]));
            if before != after {
                wrong.push(format!("{name}:\n  {}\nshuffled:\n  {}", before.join("\n  "), after.join("\n  ")));
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "{} specs\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn nor_does_the_file_that_they_stand_in() {
    let mut random = Random(4);
    let mut wrong = Vec::new();
    let can_be_split = |(name, text): &&(String, String)| {
        !is_about_order(name) && !text.lines().any(|line| line.starts_with("defaults") || line.starts_with("import"))
    };
    for (name, text) in specs().iter().filter(can_be_split) {
        let (head, rest) = items(text);
        let before = whatever_the_order(&spec(&[("a.connspec", format!("{head}{}", rest.concat()))]));
        let mut parts = [String::new(), String::new(), String::new()];
        rest.into_iter().for_each(|item| parts[random.below(3)].push_str(&item));
        let [own, one, two] = parts;
        let root = format!("{head}import \"*-part.connspec\"\n{own}");
        let after =
            whatever_the_order(&spec(&[("a.connspec", root), ("b-part.connspec", one), ("c-part.connspec", two)]));
        if before != after {
            wrong.push(format!("{name}:\n  {}\nsplit:\n  {}", before.join("\n  "), after.join("\n  ")));
        }
    }
    assert!(wrong.is_empty(), "{} specs\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn an_annotation_takes_away_what_it_names_and_nothing_else() {
    let mut wrong = Vec::new();
    let mut tried = 0;
    for (name, text) in specs() {
        let before = spec(&[("a.connspec", text.clone())]);
        // One of each spec: that is one of every rule.
        let mut left = 1;
        for finding in before.findings() {
            let file = before.file_of(finding.span).unwrap();
            let Some(block) = before.model().item(finding.span.item).and_then(|item| item.blocks.first()) else {
                continue;
            };
            let inside = block.extent.start <= finding.span.extent.start && finding.span.extent.end <= block.extent.end;
            // That no edition is named is told at the beginning, wherever that is.
            if left == 0 || !inside || text.contains("@allow") || finding.rule == "schema/edition-missing" {
                continue;
            }
            left -= 1;
            tried += 1;
            let at = file.range(block.span(finding.span.item)).unwrap().start;
            let annotation = format!("@allow({}, \"a test\")\n", finding.rule);
            let after = spec(&[("a.connspec", format!("{}{annotation}{}", &text[..at], &text[at..]))]);
            let (mut expected, mut found) = (all_told(&before), all_told(&after));
            let whole = file.range(block.span(finding.span.item)).unwrap();
            for other in before.findings().iter().filter(|it| it.rule == finding.rule) {
                let is_here = file.range(other.span).is_some_and(|it| whole.start <= it.start && it.end <= whole.end);
                if is_here {
                    let gone = told(&before, other);
                    let index = expected.iter().position(|it| *it == gone).unwrap();
                    expected.remove(index);
                }
            }
            // What stands in lines below has moved; texts say so in no message.
            expected.sort();
            found.sort();
            if expected != found {
                wrong.push(format!(
                    "{name}, {}:\n  {}\nfound:\n  {}",
                    finding.rule,
                    expected.join("\n  "),
                    found.join("\n  ")
                ));
            }
        }
    }
    assert!(tried > 100 && wrong.is_empty(), "{} of {tried}\n{}", wrong.len(), wrong.join("\n"));
}

proptest! {
    #![proptest_config(common::cases(24))]

    /// As many connections as one likes: where a SKU carries them, every larger one does.
    #[test]
    fn a_larger_gateway_is_never_too_small(connections in 1usize..130, edition in prop::sample::select(vec!["2016-05", "2026-10"])) {
        let facts = connspec::catalog::edition(edition.parse().expect("an edition"));
        let mut rows: Vec<_> = facts.vpn_skus.iter().map(|sku| (sku.tunnels, sku.name)).collect();
        rows.sort();
        let most = rows.last().map_or(0, |(tunnels, _)| *tunnels as usize);
        let mut before: Option<usize> = None;
        for (_, sku) in rows {
            let mut text = format!(
                "edition {edition}\nvnet hub {{ prefixes = 10.0.0.0/16 }}\ngateway vpn g {{ vnet = hub, sku = {sku} }}\n"
            );
            for n in 0..connections {
                text.push_str(&format!(
                    "site s{n} {{ prefixes = 172.16.{n}.0/24 }}\nconnection site-to-site c{n} {{ site = s{n}, gateway = g }}\n"
                ));
            }
            let spec = spec(&[("a.connspec", text)]);
            let found = spec.findings().iter().filter(|it| it.rule == "gateway/tunnel-limit").count();
            prop_assert!(before.is_none_or(|before| found <= before), "{sku} with {connections} in {edition}");
            before = Some(found);
        }
        prop_assert_eq!(before, Some(usize::from(connections > most)));
    }
}

/// Text with everything that positions stumble over.
fn any_text() -> impl Strategy<Value = String> {
    let pieces = [
        "a",
        " ",
        "\n",
        "\r\n",
        "\r",
        "é",
        "e\u{301}",
        "🛰",
        "👩\u{200d}🚀",
        "\u{feff}",
        "\u{2028}",
        "\u{b}",
        "\t",
        "中",
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..60).prop_map(|pieces| pieces.concat())
}

/// Lines and columns counted one character at a time.
fn counted(text: &str, offset: usize, encoding: Encoding) -> Position {
    let (mut line, mut column) = (0, 0);
    let next_is = |at: usize, c: char| text[at..].starts_with(c);
    let mut at = 0;
    for c in text[..offset].chars() {
        at += c.len_utf8();
        if c == '\n' || (c == '\r' && !next_is(at, '\n')) {
            (line, column) = (line + 1, 0);
        } else {
            column += match encoding {
                Encoding::Utf8 => c.len_utf8(),
                Encoding::Utf16 => c.len_utf16(),
                Encoding::Utf32 => 1,
            } as u32;
        }
    }
    Position { line, column }
}

proptest! {
    #![proptest_config(common::cases(200))]

    #[test]
    fn positions_go_to_and_fro(text in any_text()) {
        let rope = Text::new(&text);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for offset in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                let position = rope.position(offset, encoding);
                prop_assert_eq!(position, counted(&text, offset, encoding), "{:?} at {}", encoding, offset);
                // Between CR and LF is beyond the line's end.
                let inside_end = text[..offset].ends_with('\r') && text[offset..].starts_with('\n');
                prop_assert_eq!(rope.offset(position, encoding), offset - usize::from(inside_end));
            }
            let last = rope.position(text.len(), encoding);
            let beyond = Position { line: last.line, column: u32::MAX };
            prop_assert_eq!(rope.offset(beyond, encoding), text.len());
        }
    }

    #[test]
    fn an_edit_by_positions_is_the_edit(text in any_text(), start in 0.0f64..1.0, length in 0usize..20, new in any_text()) {
        let boundary = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let start = boundary((start * text.len() as f64) as usize);
        let end = boundary(start + length).max(start);
        // An editor can't name the place between CR and LF.
        let splits = |at: usize| text[..at].ends_with('\r') && text[at..].starts_with('\n');
        prop_assume!(!splits(start) && !splits(end));
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            let mut rope = Text::new(&text);
            let [from, to] = [start, end].map(|at| rope.offset(rope.position(at, encoding), encoding));
            rope.edit(from..to, &new);
            let mut expected = text.clone();
            expected.replace_range(start..end, &new);
            prop_assert_eq!(rope.to_string(), expected);
        }
    }
}
