//! The lines in question, as rustc shows them.

use super::{Report, sources};
use crate::finding::Severity;
use crate::model::secrets::without_secrets;
use crate::workspace::Source;
use crate::workspace::check::{Place, Placed};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};
use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;

/// Places further apart than this many lines are shown as two excerpts.
const FAR: usize = 60;
/// How many documents are named; `explain` and the machine-readable formats name all.
const SOURCES: usize = 2;
/// How wide lines are where there is no terminal.
const WIDTH: usize = 140;

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let renderer = renderer(report.colour, report.width);
    for placed in &report.outcome.findings {
        writeln!(out, "{}\n", renderer.render(&[group(placed)]))?;
    }
    writeln!(out, "{}", count_line(report))
}

fn renderer(colour: bool, width: Option<usize>) -> Renderer {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(width.unwrap_or(WIDTH))
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
        Severity::Hint => Level::INFO.with_name("hint"),
    }
}

fn group(placed: &Placed) -> Group<'_> {
    let finding = &placed.finding;
    let title = level(finding.severity).primary_title(placed.message()).id(finding.rule);
    let mut group = title.elements(excerpts(placed));
    for note in &finding.notes {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    for source in sources(placed).take(SOURCES) {
        group = group.element(Level::NOTE.message(format!("{} <{}>", source.title, source.url)));
    }
    if let Some(code) = finding.azure_error {
        group = group.element(Level::NOTE.message(format!("Azure answers `{code}`")));
    }
    let titles = placed.fixes.iter().map(|fix| fix.title.clone()).collect::<Vec<_>>();
    if !titles.is_empty() {
        group = group.element(Level::HELP.message(choice(&titles)));
    } else if let Some(intent) = finding.intents.iter().find(|intent| !intent.title.is_empty()) {
        group = group.element(Level::HELP.message(intent.title.to_string()));
    }
    group
}

/// The ways out, the best first: "Use `VpnGw2AZ`, or use `VpnGw3AZ`".
fn choice(titles: &[String]) -> String {
    let mut text = titles[0].clone();
    for title in &titles[1..] {
        let mut letters = title.chars();
        let first = letters.next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
        text.push_str(&format!(", or {first}{}", letters.as_str()));
    }
    text
}

/// Places of one file that stand close together.
struct Excerpt<'a> {
    source: &'a Arc<Source>,
    lines: Range<usize>,
    annotations: Vec<(Range<usize>, AnnotationKind, Option<&'a str>)>,
}

/// The excerpts to show: the primary place's first.
fn excerpts(placed: &Placed) -> Vec<Snippet<'static, Annotation<'static>>> {
    let mut found: Vec<Excerpt<'_>> = Vec::new();
    let add = |place: &'_ Place, kind: AnnotationKind, label: Option<&'_ str>| {
        let lines = place.source.lines();
        let range = lines.line_of(place.range.start)..lines.line_of(place.range.end) + 1;
        (place.clone(), range, kind, label.map(str::to_owned))
    };
    let mut all = vec![add(&placed.place, AnnotationKind::Primary, None)];
    all.extend(placed.related.iter().map(|(place, message)| add(place, AnnotationKind::Context, Some(message))));
    for (place, lines, kind, label) in &all {
        let near = found.iter_mut().find(|it| {
            it.source.path() == place.source.path()
                && lines.start <= it.lines.end + FAR
                && it.lines.start <= lines.end + FAR
        });
        let annotation = (place.range.clone(), *kind, label.as_deref());
        match near {
            Some(excerpt) => {
                excerpt.lines = excerpt.lines.start.min(lines.start)..excerpt.lines.end.max(lines.end);
                excerpt.annotations.push(annotation);
            }
            None => found.push(Excerpt { source: &place.source, lines: lines.clone(), annotations: vec![annotation] }),
        }
    }
    found.iter().map(snippet).collect()
}

fn snippet(excerpt: &Excerpt<'_>) -> Snippet<'static, Annotation<'static>> {
    let text = excerpt.source.lines();
    let start = text.line_start(excerpt.lines.start);
    let end = text.line_start(excerpt.lines.end);
    let annotations = excerpt.annotations.iter().map(|(range, kind, label)| {
        let span = kind.span(range.start - start..range.end - start);
        match label {
            Some(label) => span.label((*label).to_owned()),
            None => span,
        }
    });
    Snippet::source(one_kind_of_line_end(&without_secrets(&excerpt.source.text()[start..end])))
        .line_start(excerpt.lines.start + 1)
        .path(excerpt.source.shown().to_owned())
        .annotations(annotations.collect::<Vec<_>>())
}

/// The renderer knows LF only; a lone CR ends a line too. The length stays.
fn one_kind_of_line_end(text: &str) -> String {
    if !text.contains('\r') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let ends = |at: usize, c: char| if c == '\r' && bytes.get(at + 1) != Some(&b'\n') { '\n' } else { c };
    text.char_indices().map(|(at, c)| ends(at, c)).collect()
}

/// What was found, in a sentence: `2 errors and 1 warning in 3 files (edition 2026-10, as of 2026-11-22)`.
pub fn count_line(report: &Report<'_>) -> String {
    let outcome = report.outcome;
    let mut counts: Vec<String> = Vec::new();
    for severity in Severity::ALL {
        let count = outcome.count(severity);
        let plural = if count == 1 || severity == Severity::Info { "" } else { "s" };
        if count > 0 {
            counts.push(format!("{count} {severity}{plural}"));
        }
    }
    let found = match counts.split_last() {
        None => "No findings".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    };
    let files = outcome.files.len();
    let mut editions: Vec<&str> = outcome.roots.iter().map(|root| root.edition.as_str()).collect();
    editions.sort_unstable();
    editions.dedup();
    let edition = match editions.as_slice() {
        [] => String::new(),
        [one] => format!("edition {one}, "),
        several => format!("editions {}, ", several.join(" and ")),
    };
    let accepted = match report.accepted.len() {
        0 => String::new(),
        count => format!("; {count} more in the baseline"),
    };
    let plural = if files == 1 { "" } else { "s" };
    format!("{found} in {files} file{plural} ({edition}as of {}){accepted}", report.today)
}

/// A mistake in a settings file, shown in place.
pub fn config_problem(path: &str, text: &str, message: &str, range: Range<usize>, colour: bool) -> String {
    let end = range.end.min(text.len());
    let start = range.start.min(end);
    let snippet = Snippet::source(one_kind_of_line_end(text))
        .path(path.to_owned())
        .annotation(AnnotationKind::Primary.span(start..end));
    let group = Level::ERROR.primary_title(message.to_owned()).element(snippet);
    renderer(colour, None).render(&[group])
}
