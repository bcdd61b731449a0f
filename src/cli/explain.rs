//! `connspec explain`: what a name means.

mod facts;
mod language;
mod render;

use super::{Exit, complain, out};
use crate::catalog::{Source, source};
use crate::rules;
use crate::rules::page_url;
use serde::Serialize;

/// Explain a rule, a SKU, a connection type, a device or an attribute
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  connspec explain gateway/tunnel-limit     a rule, with examples
  connspec explain gateway                  an area of rules, and a block
  connspec explain VpnGw2AZ                 a SKU, in every edition
  connspec explain point-to-site            a connection type
  connspec explain cisco-asr                a device
  connspec explain backup-for               an attribute
  connspec explain VpnGw2AZ --format json")]
pub struct Args {
    /// What to explain
    #[arg(value_name = "NAME", required = true)]
    names: Vec<String>,
    /// How to show it
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

/// How an explanation is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For a terminal
    Human,
    /// Markdown
    Markdown,
    /// JSON
    Json,
}

/// What a name means, once; a name may mean several things.
#[derive(Debug, Serialize)]
pub struct Explanation {
    /// What kind of thing it is: `rule`, `area`, `vpn-sku`, `attribute` …
    kind: &'static str,
    name: String,
    url: Option<String>,
    markdown: String,
    sources: Vec<Cited>,
}

/// A document.
#[derive(Debug, Serialize)]
struct Cited {
    title: &'static str,
    url: &'static str,
    date: &'static str,
}

impl From<&'static Source> for Cited {
    fn from(source: &'static Source) -> Cited {
        Cited { title: source.title, url: source.url, date: source.date }
    }
}

/// Explains.
pub fn run(args: &Args) -> Exit {
    let mut all = Vec::new();
    for name in &args.names {
        let found = explanations(name);
        if found.is_empty() {
            let known = known_names();
            let near = crate::model::nearest(name, known.iter().map(String::as_str));
            let known = "there are rules, areas, SKUs, connection types, devices, limits, blocks and attributes";
            complain(format!("nothing is called `{name}`{}", out::hint(near, known)));
            return Exit::Failed;
        }
        all.extend(found);
    }
    let text = match args.format {
        Format::Json => serde_json::to_string_pretty(&all).unwrap_or_default() + "\n",
        Format::Markdown => all.iter().map(|it| it.whole()).collect::<Vec<_>>().join("\n"),
        Format::Human => {
            all.iter().map(|it| render::terminal(&it.whole(), out::width())).collect::<Vec<_>>().join("\n")
        }
    };
    out::print(&text)
}

impl Explanation {
    /// The text with its sources.
    fn whole(&self) -> String {
        let mut text = self.markdown.trim_end().to_owned();
        text.push('\n');
        if !self.sources.is_empty() {
            text.push_str("\n## Sources\n\n");
            for source in &self.sources {
                text.push_str(&format!("- {} ({}) <{}>\n", source.title, source.date, source.url));
            }
        }
        text
    }
}

fn cited(ids: &[&'static str]) -> Vec<Cited> {
    ids.iter().filter_map(|id| source(id)).map(Cited::from).collect()
}

/// Everything that a name means.
pub fn explanations(name: &str) -> Vec<Explanation> {
    let mut found = Vec::new();
    found.extend(rule(name));
    found.extend(facts::facts(name));
    found.extend(language::block(name));
    found.extend(language::attribute(name));
    found.extend(area(name));
    if found.is_empty() {
        found = language::called(name);
    }
    found
}

fn rule(name: &str) -> Option<Explanation> {
    let page = rules::page(name)?;
    let mut lines = page.markdown.lines();
    let heading = lines.next().unwrap_or_default();
    let severities: Vec<String> = page.severity.iter().map(|(edition, it)| format!("{it} in {edition}")).collect();
    let mut head = format!("{heading}\n\n`{}`: {}", page.rule, severities.join(", "));
    if let Some(code) = page.azure_error {
        head.push_str(&format!("; Azure answers `{code}`"));
    }
    if page.fix {
        head.push_str("; offers a fix");
    }
    Some(Explanation {
        kind: "rule",
        name: page.rule.to_owned(),
        url: Some(page_url(page.rule)),
        markdown: format!("{head}\n{}\n", lines.collect::<Vec<_>>().join("\n")),
        sources: cited(&page.sources),
    })
}

fn area(name: &str) -> Option<Explanation> {
    let mut pages: Vec<_> = rules::pages().iter().filter(|page| crate::finding::area_of(page.rule) == name).collect();
    pages.sort_by_key(|page| page.rule);
    let lines: Vec<String> = pages.iter().map(|page| format!("- `{}` – {}", page.rule, page.title)).collect();
    (!lines.is_empty()).then(|| Explanation {
        kind: "area",
        name: name.to_owned(),
        url: None,
        markdown: format!("# Rules about {name}\n\n{}\n", lines.join("\n")),
        sources: Vec::new(),
    })
}

fn known_names() -> Vec<String> {
    let mut names: Vec<String> = super::select::names().into_iter().map(str::to_owned).collect();
    names.extend(facts::names());
    names.extend(language::names());
    names.sort();
    names.dedup();
    names
}
