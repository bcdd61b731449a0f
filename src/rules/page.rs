//! A rule's page: `docs/rules/AREA/NAME.md`. It is the rule's documentation, what `explain` and hovers
//! show, its metadata, and its test. The build script reads the pages and compiles them in.

use crate::finding::Severity;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A page, with the metadata of its front matter.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Page {
    /// The rule's name: the page's path below `docs/rules`, without its ending.
    pub rule: &'static str,
    /// The first heading, without the rule's name: what the rule is about, in a few words.
    pub title: &'static str,
    /// The severity by edition (`2016-05`); an edition that is missing doesn't have the rule.
    #[serde(borrow)]
    pub severity: BTreeMap<&'static str, Severity>,
    /// The documents the rule comes from, by their id in the catalogue.
    pub sources: Vec<&'static str>,
    /// The code Azure answers with, if one was seen verbatim.
    pub azure_error: Option<&'static str>,
    /// How clients may show its findings: `retired` or `unused`.
    pub tag: Option<&'static str>,
    /// Whether its findings offer a fix.
    pub fix: bool,
    /// The page after its front matter, in Markdown, without the list of its documents at the end: that is generated
    /// for those who read the file itself.
    pub markdown: &'static str,
}

/// What begins the generated list of a page's documents.
pub const SOURCES: &str = "\n## Sources\n";

/// The front matter as written.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct FrontMatter {
    severity: WrittenSeverity,
    #[serde(default)]
    sources: Vec<String>,
    azure_error: Option<String>,
    tag: Option<String>,
    #[serde(default)]
    fix: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenSeverity {
    Same(Severity),
    ByEdition(BTreeMap<String, Severity>),
}

impl Page {
    /// Reads the page of `rule`. What it reads is leaked: only the build script and tests call it.
    ///
    /// # Errors
    /// What is wrong with the front matter, in words.
    pub fn parse(rule: &'static str, text: &'static str, editions: &[&'static str]) -> Result<Page, String> {
        let rest = text.strip_prefix("```toml\n").ok_or("a page begins with its front matter, in a block of `toml`")?;
        let (front, markdown) = rest.split_once("\n```\n").ok_or("the front matter's block isn't closed")?;
        let front: FrontMatter = toml::from_str(front).map_err(|error| error.to_string())?;
        let severity = match front.severity {
            WrittenSeverity::Same(severity) => editions.iter().map(|edition| (*edition, severity)).collect(),
            WrittenSeverity::ByEdition(map) => {
                if let Some(unknown) = map.keys().find(|edition| !editions.contains(&edition.as_str())) {
                    return Err(format!("there is no edition {unknown}"));
                }
                map.into_iter().map(|(edition, severity)| (&*edition.leak(), severity)).collect()
            }
        };
        if let Some(tag) = &front.tag
            && !matches!(tag.as_str(), "retired" | "unused")
        {
            return Err(format!("there is no tag {tag}"));
        }
        let markdown = markdown.split_once(SOURCES).map_or(markdown, |(own, _)| own).trim_start();
        let heading = markdown.lines().next().and_then(|line| line.strip_prefix("# "));
        let title = heading.ok_or("after the front matter stands a heading: `# What the rule is about`")?;
        Ok(Page {
            rule,
            title,
            severity,
            sources: front.sources.into_iter().map(|id| &*id.leak()).collect(),
            azure_error: front.azure_error.map(|code| &*code.leak()),
            tag: front.tag.map(|tag| &*tag.leak()),
            fix: front.fix,
            markdown,
        })
    }
}
