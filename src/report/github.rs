//! Annotations of GitHub Actions: workflow commands on standard output.

use super::Report;
use crate::finding::Severity;
use std::io::{self, Write};

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for placed in &report.outcome.findings {
        let command = match placed.finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info | Severity::Hint => "notice",
        };
        let source = &placed.place.source;
        let (start, end) = (source.position(placed.place.range.start), source.position(placed.place.range.end));
        let mut place = format!("file={},line={}", property(source.shown()), start.line);
        // GitHub shows columns only within one line, and refuses others.
        if start.line == end.line {
            place.push_str(&format!(",col={},endColumn={}", start.column, end.column));
        } else {
            place.push_str(&format!(",endLine={}", end.line));
        }
        let title = property(&format!("connspec {}", placed.finding.rule));
        writeln!(out, "::{command} {place},title={title}::{}", data(&placed.message()))?;
    }
    Ok(())
}

/// A message, escaped.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property's value, escaped.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_and_messages_are_escaped() {
        assert_eq!(data("50% of\nall: a, b"), "50%25 of%0Aall: a, b");
        assert_eq!(property("C:\\a,b%.connspec"), "C%3A\\a%2Cb%25.connspec");
    }
}
