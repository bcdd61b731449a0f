//! SARIF 2.1.0, as code scanning services read it.

use super::{Report, fingerprints, json};
use crate::finding::Severity;
use crate::rules;
use crate::rules::page_url;
use crate::workspace::check::{Place, Placed, PlacedFix};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<Result<'a>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    information_uri: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    name: String,
    short_description: Message,
    help: Help,
    help_uri: String,
    default_configuration: Configuration,
    properties: Properties,
}

#[derive(Serialize)]
struct Properties {
    tags: Vec<&'static str>,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
struct Help {
    text: &'static str,
    markdown: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Result<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: [Location<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Fix<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Suppression>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Properties>,
}

#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    justification: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: Physical,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<Logical<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical<'a> {
    fully_qualified_name: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Clone, Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
    byte_offset: usize,
    byte_length: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fix<'a> {
    description: Message,
    artifact_changes: Vec<ArtifactChange<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange<'a> {
    artifact_location: Artifact,
    replacements: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region,
    inserted_content: Content<'a>,
}

#[derive(Serialize)]
struct Content<'a> {
    text: &'a str,
}

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let findings = &report.outcome.findings;
    let accepted = report.accepted;
    let used: BTreeSet<&'static str> = findings.iter().chain(accepted).map(|placed| placed.finding.rule).collect();
    let order: Vec<&'static str> = used.into_iter().collect();
    let index = |rule: &str| order.iter().position(|it| *it == rule).unwrap_or_default();
    let mut results = Vec::with_capacity(findings.len() + accepted.len());
    for (group, suppressed) in [(findings.as_slice(), false), (accepted, true)] {
        for (placed, fingerprint) in group.iter().zip(fingerprints(group)) {
            results.push(result(placed, index(placed.finding.rule), fingerprint, suppressed));
        }
    }
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "connspec",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    information_uri: "https://github.com/connspec/connspec",
                    rules: order.iter().map(|rule| descriptor(rule)).collect(),
                },
            },
            column_kind: "unicodeCodePoints",
            results,
        }],
    };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn descriptor(rule: &'static str) -> Descriptor {
    let page = rules::page(rule);
    let markdown = page.map_or("", |page| page.markdown);
    let worst = page.and_then(|page| page.severity.values().min().copied()).unwrap_or(Severity::Warning);
    let words = rule.split(['/', '-']).map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_uppercase() + rest
    });
    Descriptor {
        id: rule,
        name: words.collect(),
        short_description: Message { text: page.map_or(rule, |page| page.title).to_owned() },
        help: Help { text: markdown, markdown },
        help_uri: page_url(rule),
        default_configuration: Configuration { level: level(worst) },
        properties: Properties { tags: vec![crate::finding::area_of(rule)] },
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Hint => "note",
    }
}

fn result<'a>(placed: &'a Placed, rule_index: usize, fingerprint: String, suppressed: bool) -> Result<'a> {
    let mut place = location(&placed.place, None, None);
    place.logical_locations =
        placed.declaration.iter().map(|name| Logical { fully_qualified_name: name.as_str() }).collect();
    let related = placed.related.iter().enumerate();
    let related = related.map(|(index, (place, message))| location(place, Some(index + 1), Some(message)));
    let baseline = Suppression { kind: "external", justification: "in the baseline" };
    let tags: Vec<_> = placed.finding.tag.iter().map(|tag| json::tag_name(*tag)).collect();
    Result {
        rule_id: placed.finding.rule,
        rule_index,
        level: level(placed.finding.severity),
        message: Message { text: text(placed) },
        locations: [place],
        related_locations: related.collect(),
        partial_fingerprints: BTreeMap::from([("connspec/v1", fingerprint)]),
        fixes: placed.fixes.iter().map(fix).collect(),
        suppressions: suppressed.then_some(baseline).into_iter().collect(),
        properties: (!tags.is_empty()).then_some(Properties { tags }),
    }
}

/// Message and notes: viewers show nothing else beside the line.
fn text(placed: &Placed) -> String {
    let mut text = placed.message();
    for note in &placed.finding.notes {
        text.push('\n');
        text.push_str(note);
    }
    text
}

fn location<'a>(place: &Place, id: Option<usize>, message: Option<&String>) -> Location<'a> {
    Location {
        id,
        physical_location: Physical { artifact_location: artifact(place), region: region(place) },
        logical_locations: Vec::new(),
        message: message.map(|text| Message { text: text.clone() }),
    }
}

fn region(place: &Place) -> Region {
    let (start, end) = (place.source.position(place.range.start), place.source.position(place.range.end));
    Region {
        start_line: start.line,
        start_column: start.column,
        end_line: end.line,
        end_column: end.column,
        byte_offset: place.range.start,
        byte_length: place.range.len(),
    }
}

/// A path as a URI reference: relative where the path is, escaped where it must be.
fn artifact(place: &Place) -> Artifact {
    let shown = place.source.shown().replace('\\', "/");
    let mut uri = if shown.starts_with('/') { "file://".to_owned() } else { String::new() };
    for byte in shown.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => uri.push(byte as char),
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    Artifact { uri }
}

fn fix(fix: &PlacedFix) -> Fix<'_> {
    let mut changes: Vec<ArtifactChange<'_>> = Vec::new();
    for edit in &fix.edits {
        let file = artifact(&edit.place);
        let replacement =
            Replacement { deleted_region: region(&edit.place), inserted_content: Content { text: &edit.text } };
        match changes.iter_mut().find(|change| change.artifact_location.uri == file.uri) {
            Some(change) => change.replacements.push(replacement),
            None => changes.push(ArtifactChange { artifact_location: file, replacements: vec![replacement] }),
        }
    }
    Fix { description: Message { text: fix.title.clone() }, artifact_changes: changes }
}
