//! JUnit's XML: a suite for each file, a failed case for each finding.

use super::Report;
use crate::finding::Severity;
use crate::rules::page_url;
use crate::text::escape_xml as escape;
use crate::workspace::check::Placed;
use std::collections::BTreeMap;
use std::io::{self, Write};

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut suites: BTreeMap<&str, Vec<&Placed>> =
        report.outcome.files.iter().map(|file| (file.as_str(), Vec::new())).collect();
    for placed in &report.outcome.findings {
        suites.entry(placed.place.source.shown()).or_default().push(placed);
    }
    let tests: usize = suites.values().map(|findings| findings.len().max(1)).sum();
    let failures = report.outcome.findings.len();
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<testsuites name="connspec" tests="{tests}" failures="{failures}" errors="0" time="0">"#)?;
    for (file, findings) in suites {
        let count = findings.len();
        let name = escape(file);
        let cases = count.max(1);
        writeln!(
            out,
            r#"  <testsuite name="{name}" tests="{cases}" failures="{count}" errors="0" skipped="0" time="0">"#
        )?;
        if findings.is_empty() {
            writeln!(out, r#"    <testcase name="no findings" classname="{name}" time="0"/>"#)?;
        }
        for placed in findings {
            case(out, &name, placed)?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn case(out: &mut dyn Write, class: &str, placed: &Placed) -> io::Result<()> {
    let source = &placed.place.source;
    let at = source.position(placed.place.range.start);
    let (rule, severity) = (placed.finding.rule, placed.finding.severity);
    let kind = if severity == Severity::Error { "error" } else { severity.as_str() };
    let place = format!("{}:{}:{}", source.shown(), at.line, at.column);
    writeln!(out, r#"    <testcase name="{} (line {})" classname="{class}" time="0">"#, escape(rule), at.line)?;
    let message = escape(&placed.message());
    writeln!(out, r#"      <failure message="{message}" type="{kind}">{}"#, escape(&place))?;
    for note in &placed.finding.notes {
        writeln!(out, "{}", escape(note))?;
    }
    writeln!(out, "{}</failure>", escape(&page_url(rule)))?;
    writeln!(out, "    </testcase>")
}
