//! The comparison, for a terminal, in Markdown and as JSON.

use super::super::out::wrap;
use super::super::table::Table;
use super::decide::{Answer, Decision};
use crate::catalog::EditionId;
use crate::text::printable;
use jiff::civil::Date;
use serde::Serialize;

fn word(met: Option<bool>) -> &'static str {
    match met {
        Some(true) => "yes",
        Some(false) => "no",
        None => "-",
    }
}

fn gateway(decision: &Decision) -> String {
    match (&decision.sku, &decision.circuit) {
        (Some(sku), Some(circuit)) => format!("{sku}, circuit of {circuit}"),
        (Some(sku), None) => sku.clone(),
        _ => String::new(),
    }
}

fn overview(decisions: &[Decision]) -> Table {
    let mut table = Table::new(&["connection", "fits", "smallest gateway", "typical bandwidth"]);
    for decision in decisions {
        let fits = word(Some(decision.fits)).to_owned();
        table.row([decision.connection.to_string(), fits, gateway(decision), decision.bandwidth.to_owned()]);
    }
    table
}

/// For a terminal: an overview, then the reasons.
pub fn terminal(decisions: &[Decision], edition: EditionId, today: Date, width: Option<usize>) -> String {
    let width = width.unwrap_or(usize::MAX);
    let mut text = overview(decisions).plain();
    for decision in decisions {
        let about = wrap(&printable(&format!("{}: {}", decision.title, decision.summary)), 2, width);
        let bold = format!("\u{1b}[1m{}\u{1b}[0m", decision.title);
        text.push_str(&format!("\n{}\n", about.replacen(decision.title, &bold, 1)));
        let longest = decision.answers.iter().map(|answer| answer.need.chars().count()).max().unwrap_or(0);
        for Answer { need, met, reason } in &decision.answers {
            let colour = match met {
                Some(true) => "\u{1b}[32m",
                Some(false) => "\u{1b}[31m",
                None => "\u{1b}[2m",
            };
            // Reasons keep to their column.
            let column = 8 + longest;
            let reason = wrap(&format!("{:column$}{}", "", printable(reason)), column, width);
            text.push_str(&format!("  {colour}{:<3}\u{1b}[0m {need:<longest$}  {}\n", word(*met), reason.trim_start()));
        }
    }
    let by = format!("By the documents of edition {edition}, for gateways made on {today}.");
    text.push_str(&format!("\n{}\n", wrap(&by, 0, width)));
    text
}

/// In Markdown: one table, a row for each need.
pub fn markdown(decisions: &[Decision], edition: EditionId, today: Date) -> String {
    let mut head = vec!["need"];
    head.extend(decisions.iter().map(|decision| decision.title));
    let mut table = Table::new(&head);
    let mut needs: Vec<&str> = Vec::new();
    for answer in decisions.iter().flat_map(|decision| &decision.answers) {
        if !needs.contains(&answer.need.as_str()) {
            needs.push(&answer.need);
        }
    }
    for need in needs {
        let cell = |decision: &Decision| {
            let answer = decision.answers.iter().find(|answer| answer.need == need);
            answer.map(|answer| format!("{}: {}", word(answer.met), answer.reason)).unwrap_or_default()
        };
        table.row(std::iter::once(need.to_owned()).chain(decisions.iter().map(cell)));
    }
    let row = |title: &str, cell: &dyn Fn(&Decision) -> String| {
        std::iter::once(title.to_owned()).chain(decisions.iter().map(cell)).collect::<Vec<_>>()
    };
    table.row(row("smallest gateway", &gateway));
    table.row(row("typical bandwidth", &|it| it.bandwidth.to_owned()));
    table.row(row("fits", &|it| format!("**{}**", word(Some(it.fits)))));
    format!("{}\nBy the documents of edition {edition}, for gateways made on {today}.\n", table.markdown())
}

#[derive(Serialize)]
struct Whole<'a> {
    version: u32,
    edition: EditionId,
    as_of: String,
    options: &'a [Decision],
}

/// As JSON.
pub fn json(decisions: &[Decision], edition: EditionId, today: Date) -> String {
    let whole = Whole { version: 1, edition, as_of: today.to_string(), options: decisions };
    serde_json::to_string_pretty(&whole).unwrap_or_default() + "\n"
}
