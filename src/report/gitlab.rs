//! GitLab's code quality report.

use super::{Report, fingerprints};
use crate::finding::Severity;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let findings = &report.outcome.findings;
    let issues: Vec<Issue<'_>> = findings
        .iter()
        .zip(fingerprints(findings))
        .map(|(placed, fingerprint)| {
            let source = &placed.place.source;
            Issue {
                description: placed.message(),
                check_name: placed.finding.rule,
                fingerprint,
                severity: match placed.finding.severity {
                    Severity::Error => "critical",
                    Severity::Warning => "major",
                    Severity::Info => "minor",
                    Severity::Hint => "info",
                },
                location: Location {
                    path: source.shown(),
                    lines: Lines {
                        begin: source.position(placed.place.range.start).line,
                        end: source.position(placed.place.range.end).line,
                    },
                },
            }
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &issues)?;
    writeln!(out)
}
