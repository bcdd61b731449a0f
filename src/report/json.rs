//! The JSON report. Its shape is a promise: what is there stays, and keeps its meaning.

use super::{Report, sources};
use crate::catalog::EditionId;
use crate::finding::{Severity, Tag};
use crate::rules::page_url;
use crate::workspace::check::{Place, Placed, PlacedFix};
use serde::{Serialize, Serializer};
use std::io::{self, Write};

/// The version of the shape.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Whole<'a> {
    version: u32,
    as_of: String,
    roots: Vec<Root<'a>>,
    #[serde(serialize_with = "each")]
    findings: &'a [Placed],
    summary: Summary,
}

#[derive(Serialize)]
struct Root<'a> {
    path: &'a str,
    edition: EditionId,
}

/// A finding as JSON has it.
#[derive(Serialize)]
pub struct Finding<'a> {
    rule: &'a str,
    url: String,
    severity: Severity,
    tags: Vec<&'static str>,
    message: String,
    declaration: Option<&'a str>,
    path: &'a str,
    range: Range,
    related: Vec<Related<'a>>,
    sources: Vec<Source>,
    azure_error: Option<&'static str>,
    fixes: Vec<Fix<'a>>,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
    offset: usize,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    path: &'a str,
    range: Range,
}

#[derive(Serialize)]
struct Source {
    title: &'static str,
    url: &'static str,
    date: &'static str,
}

#[derive(Serialize)]
struct Fix<'a> {
    title: &'a str,
    safe: bool,
    edits: Vec<Edit<'a>>,
}

#[derive(Serialize)]
struct Edit<'a> {
    path: &'a str,
    range: Range,
    text: &'a str,
}

#[derive(Serialize)]
struct Summary {
    error: usize,
    warning: usize,
    info: usize,
    hint: usize,
    files: usize,
}

fn range(place: &Place) -> Range {
    let position = |offset: usize| {
        let at = place.source.position(offset);
        Position { line: at.line, column: at.column, offset }
    };
    Range { start: position(place.range.start), end: position(place.range.end) }
}

fn fix(fix: &PlacedFix) -> Fix<'_> {
    let edits = fix.edits.iter();
    let edits = edits.map(|it| Edit { path: it.place.source.shown(), range: range(&it.place), text: &it.text });
    Fix { title: &fix.title, safe: fix.safe, edits: edits.collect() }
}

impl<'a> Finding<'a> {
    /// The finding as JSON has it.
    pub fn of(placed: &'a Placed) -> Finding<'a> {
        let finding = &placed.finding;
        let related = placed.related.iter();
        let related =
            related.map(|(place, message)| Related { message, path: place.source.shown(), range: range(place) });
        Finding {
            rule: finding.rule,
            url: page_url(finding.rule),
            severity: finding.severity,
            tags: finding.tag.iter().map(|tag| tag_name(*tag)).collect(),
            message: placed.message(),
            declaration: placed.declaration.as_deref(),
            path: placed.place.source.shown(),
            range: range(&placed.place),
            related: related.collect(),
            sources: sources(placed).map(|it| Source { title: it.title, url: it.url, date: it.date }).collect(),
            azure_error: finding.azure_error,
            fixes: placed.fixes.iter().map(fix).collect(),
        }
    }
}

/// One finding after the other: there may be many.
fn each<S: Serializer>(findings: &[Placed], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(findings.iter().map(Finding::of))
}

/// A tag's name in reports.
pub(super) fn tag_name(tag: Tag) -> &'static str {
    match tag {
        Tag::Retired => "retired",
        Tag::Unused => "unused",
    }
}

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let outcome = report.outcome;
    let whole = Whole {
        version: VERSION,
        as_of: report.today.to_string(),
        roots: outcome.roots.iter().map(|root| Root { path: &root.path, edition: root.edition }).collect(),
        findings: &outcome.findings,
        summary: Summary {
            error: outcome.count(Severity::Error),
            warning: outcome.count(Severity::Warning),
            info: outcome.count(Severity::Info),
            hint: outcome.count(Severity::Hint),
            files: outcome.files.len(),
        },
    };
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}

pub(super) fn write_lines(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for placed in &report.outcome.findings {
        serde_json::to_writer(&mut *out, &Finding::of(placed))?;
        writeln!(out)?;
    }
    Ok(())
}
