//! `connspec rules`.

use super::table::Table;
use super::{Exit, complain, out, select};
use crate::catalog::EditionId;
use crate::finding::{Severity, area_of};
use crate::rules::page_url;
use crate::rules::{Page, page, registry};
use serde::Serialize;

/// List the rules
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  connspec rules                     every rule
  connspec rules gateway bgp         the rules of two areas
  connspec rules --format json | jq -r '.[].rule'")]
pub struct Args {
    /// Rules or areas to list [default: all]
    #[arg(value_name = "RULE", value_parser = select::parse_rule)]
    names: Vec<String>,
    /// Severities of this edition
    #[arg(long, value_parser = super::parse_edition, default_value_t = EditionId::NEWEST)]
    edition: EditionId,
    /// How to show them
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
}

/// How a table is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Aligned columns
    Table,
    /// A table in Markdown
    Markdown,
    /// JSON
    Json,
}

/// A rule as JSON has it.
#[derive(Serialize)]
struct Row {
    rule: &'static str,
    area: &'static str,
    title: &'static str,
    url: String,
    severity: std::collections::BTreeMap<&'static str, Severity>,
    azure_error: Option<&'static str>,
    fix: bool,
}

/// Lists them.
pub fn run(args: &Args) -> Exit {
    let wanted =
        |rule: &str| args.names.is_empty() || args.names.iter().any(|name| name == rule || name == area_of(rule));
    let mut pages: Vec<&'static Page> =
        registry().filter(|rule| wanted(rule.name)).filter_map(|rule| page(rule.name)).collect();
    pages.sort_by_key(|page| page.rule);
    let text = match args.format {
        Format::Json => {
            let rows: Vec<Row> = pages.iter().map(|page| row(page)).collect();
            match serde_json::to_string_pretty(&rows) {
                Ok(text) => text + "\n",
                Err(error) => {
                    complain(error);
                    return Exit::Failed;
                }
            }
        }
        Format::Table => table(&pages, args.edition).plain(),
        Format::Markdown => table(&pages, args.edition).markdown(),
    };
    out::print(&text)
}

fn row(page: &Page) -> Row {
    Row {
        rule: page.rule,
        area: area_of(page.rule),
        title: page.title,
        url: page_url(page.rule),
        severity: page.severity.clone(),
        azure_error: page.azure_error,
        fix: page.fix,
    }
}

fn table(pages: &[&'static Page], edition: EditionId) -> Table {
    let mut table = Table::new(&["rule", "severity", "fix", "about"]);
    for page in pages {
        let severity = page.severity.get(edition.as_str()).map_or("-", |severity| severity.as_str());
        let fix = if page.fix { "fix" } else { "" };
        table.row([page.rule, severity, fix, page.title].map(str::to_owned));
    }
    table
}
