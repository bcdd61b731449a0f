//! One line for each finding: `path:line:column: severity[rule] message`.

use super::{Report, count_line};
use std::io::{self, Write};

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for placed in &report.outcome.findings {
        let source = &placed.place.source;
        let at = source.position(placed.place.range.start);
        let (severity, rule) = (placed.finding.severity, placed.finding.rule);
        writeln!(out, "{}:{}:{}: {severity}[{rule}] {}", source.shown(), at.line, at.column, placed.message())?;
    }
    writeln!(out, "{}", count_line(report))
}
