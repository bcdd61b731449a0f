//! What several tests share: a text loaded as a spec of one file.
#![allow(dead_code)]

mod typed;

use connspec::finding::Severity;
use connspec::model::{Block, EntityId, FileId, Model, Typed, Value};
use connspec::rules::{Settings, evaluate};
use connspec::workspace::File;
use std::ops::Range;
use typed::TYPED;

/// A finding with its place in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub line: usize,
    pub range: Range<usize>,
    pub rule: &'static str,
    pub severity: Severity,
    pub message: String,
}

/// What a declaration says, without where it says it.
#[derive(Clone, Debug)]
pub struct Shape {
    pub kind: String,
    pub name: String,
    pub range: Range<usize>,
    pub text: String,
    pub attributes: Vec<String>,
    pub refers: Vec<String>,
    pub debug: String,
}

pub struct Loaded {
    pub findings: Vec<Found>,
    pub shapes: Vec<Shape>,
}

pub fn settings() -> Settings {
    Settings::as_of("2026-11-22".parse().expect("a day"))
}

pub fn model_of(files: &[&File]) -> Model {
    let items = files.iter().map(|file| file.items()).collect();
    Model::build(items, |id| files.iter().find_map(|file| file.item(id)).expect("an item of a file").clone())
}

pub fn load(text: &str) -> Loaded {
    let file = File::new(FileId(0), "main.connspec", text);
    let model = model_of(&[&file]);
    let findings = evaluate(&model, &settings()).into_iter().map(|finding| {
        let range = file.range(finding.span).expect("a place in the file");
        let line = file.text().line_of(range.start) + 1;
        Found { line, range, rule: finding.rule, severity: finding.severity, message: finding.message.clone() }
    });
    Loaded { findings: findings.collect(), shapes: shapes_of(&file, &model, text) }
}

pub fn shapes(text: &str) -> Vec<Shape> {
    let file = File::new(FileId(0), "main.connspec", text);
    shapes_of(&file, &model_of(&[&file]), text)
}

fn shapes_of(file: &File, model: &Model, text: &str) -> Vec<Shape> {
    let shape = |id: EntityId| {
        let block = model.block(id);
        let range = file.range(block.span(id.item)).expect("a place in the file");
        let mut refers = Vec::new();
        names(block, &mut refers);
        // What the file's defaults give it refers to something as well.
        if let Some((_, defaults)) = model.defaults_of(id.item, block.kind) {
            names(defaults, &mut refers);
        }
        Shape {
            kind: format!("{:?}", block.kind),
            name: block.name.as_ref().map(|name| name.text.to_string()).unwrap_or_default(),
            text: text.get(range.clone()).unwrap_or_default().to_owned(),
            range,
            attributes: attributes(block),
            refers,
            debug: describe(block),
        }
    };
    model.entities().map(shape).collect()
}

fn attributes(block: &Block) -> Vec<String> {
    block.attributes.iter().map(|it| format!("{} = {}", it.attr.name(), value(&it.value))).collect()
}

fn describe(block: &Block) -> String {
    let nested: Vec<_> = block.blocks.iter().map(describe).collect();
    let name = block.name.as_ref().map(|name| &*name.text);
    format!("{:?} {name:?} {:?} {nested:?}", block.kind, attributes(block))
}

fn value(typed: &Typed) -> String {
    match &typed.value {
        Value::List(values) => format!("[{}]", values.iter().map(value).collect::<Vec<_>>().join(", ")),
        other => format!("{other:?}"),
    }
}

fn names(block: &Block, into: &mut Vec<String>) {
    fn of(typed: &Typed, into: &mut Vec<String>) {
        match &typed.value {
            Value::Name(path) => into.push(path[0].to_string()),
            Value::List(values) => values.iter().for_each(|it| of(it, into)),
            _ => {}
        }
    }
    block.attributes.iter().for_each(|it| of(&it.value, into));
    block.blocks.iter().for_each(|it| names(it, into));
}

/// Examples that hold every construct between them.
const CHOSEN: [&str; 4] = ["aws-apipa", "coexistence", "contoso-hub", "dual-redundancy"];

/// Some of the shipped examples, and a text with what they lack.
pub fn texts() -> Vec<String> {
    let chosen = |name: &str| CHOSEN.contains(&name);
    examples(chosen).into_iter().chain([REST.to_owned()]).collect()
}

/// The example for newcomers. Its site overlaps a VNet that only a connection and a gateway lead to, so a mistake in the VNet
/// silences what is said at a site which has nothing to do with it by name.
const FAR: &str = "first-look";

/// The other examples.
pub fn other_texts() -> Vec<String> {
    examples(|name| !CHOSEN.contains(&name) && name != FAR)
}

fn examples(wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let folders = std::fs::read_dir("docs/examples").expect("the examples");
    let mut paths: Vec<_> = folders.map(|entry| entry.expect("an entry").path()).filter(|it| it.is_dir()).collect();
    paths.sort();
    paths.retain(|path| wanted(&path.file_name().expect("a name").to_string_lossy()));
    let read = |path: std::path::PathBuf| std::fs::read_to_string(path.join("main.connspec")).expect("an example");
    paths.into_iter().map(read).collect()
}

const REST: &str = r#"edition 2026-10

// Two hubs, joined by a tunnel.
vnet north { region = westeurope, prefixes = [10.1.0.0/16, fd00:1::/48] }
vnet south { region = northeurope, prefixes = 10.2.0.0/16 }

gateway vpn north_vpn { vnet = north, sku = VpnGw2AZ, bgp { asn = 65010, apipa = [169.254.21.1] } }
gateway vpn south_vpn {
  vnet = south
  sku  = VpnGw2AZ
  bgp { asn = 65020 }
  nat-rule branch {
    mode     = IngressSnat
    type     = Static
    internal = 10.9.0.0/24
    external = 100.64.9.0/24
  }
}

site "HQ (old)" {
  prefixes = [
    172.16.0.0/16, # the campus
    172.17.0.0/16,
  ]
  location = "Den \"Haag\""
  device edge { model = custom, public-ip = 198.51.100.9, behind-nat = false }
}

connection vnet-to-vnet across {
  from       = north_vpn
  to         = south_vpn
  enable-bgp = true
  ipsec {
    ike-encryption = AES256, ike-integrity = SHA384, dh-group = ECP384
    ipsec-encryption = GCMAES256, ipsec-integrity = GCMAES256, pfs-group = ECP384
    sa-lifetime = 27000 s
  }
}

connection site-to-site hq {
  site = "HQ (old)".edge
  gateway = south_vpn
  ingress-nat-rules = [branch]
  dpd-timeout = 45 s
  traffic-selector { azure = 10.2.0.0/16, on-premises = [172.16.0.0/16, 172.17.0.0/16] }
}
"#;

/// A random edit; its place is a fraction of the text's length.
#[derive(Clone, Debug)]
pub struct Edit {
    place: f64,
    length: usize,
    replacement: String,
}

impl Edit {
    /// The stretch of `text` that it replaces, whole characters, and what by.
    pub fn on(&self, text: &str) -> (Range<usize>, &str) {
        let boundary = |mut at: usize| {
            at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let start = boundary((self.place * text.len() as f64) as usize);
        (start..boundary(start + self.length).max(start), &self.replacement)
    }
}

/// An arbitrary edit: insertions, deletions across lines, replacements.
pub fn edit() -> impl proptest::strategy::Strategy<Value = Edit> {
    use proptest::prelude::*;
    let lengths = prop_oneof![4 => Just(0usize), 3 => 1usize..4, 2 => 4usize..80, 1 => 80usize..600];
    (0.0f64..=1.0, lengths, prop::sample::select(TYPED)).prop_map(|(place, length, replacement)| Edit {
        place,
        length,
        replacement: replacement.to_owned(),
    })
}

/// So many cases, the same ones each time; with `CONNSPEC_CASES` as many as it says, others each time.
pub fn cases(usual: u32) -> proptest::prelude::ProptestConfig {
    use proptest::test_runner::RngSeed;
    let more = std::env::var("CONNSPEC_CASES").ok().and_then(|it| it.parse().ok());
    let rng_seed = if more.is_some() { RngSeed::Random } else { RngSeed::Fixed(20_161_026) };
    let cases = more.unwrap_or(usual);
    proptest::prelude::ProptestConfig {
        cases,
        rng_seed,
        max_global_rejects: cases.max(1024),
        failure_persistence: None,
        ..Default::default()
    }
}
