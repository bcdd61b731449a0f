//! `check --statistics`: how often each rule reports.

use super::super::table::Table;
use crate::report::{Report, count_line};
use crate::rules;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Writes the counts, the most frequent first.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for placed in &report.outcome.findings {
        *counts.entry((placed.finding.rule, placed.finding.severity.as_str())).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut table = Table::new(&["count", "severity", "rule", "about"]);
    for ((rule, severity), count) in counts {
        let title = rules::page(rule).map_or("", |page| page.title);
        table.row([format!("{count:>5}"), severity.to_owned(), rule.to_owned(), title.to_owned()]);
    }
    if !table.rows.is_empty() {
        let text = table.plain();
        let text = if report.colour { text } else { anstream::adapter::strip_str(&text).to_string() };
        writeln!(out, "{text}")?;
    }
    writeln!(out, "{}", count_line(report))
}
