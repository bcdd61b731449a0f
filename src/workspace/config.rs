//! `connspec.toml`: what a project says once for all its specs.

use crate::catalog::EditionId;
use crate::model::{did_you_mean, nearest};
use crate::rules::{Level, registry};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;

/// The name of the settings file.
pub const CONFIG_FILE: &str = "connspec.toml";

/// Whether a file is a settings file, by its name.
pub fn is_settings(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == CONFIG_FILE)
}

/// A pattern of file names, with its place in the settings file.
pub type Pattern = Spanned<String>;

/// The settings of a project.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// The edition of specs that name none.
    pub edition: Option<EditionId>,
    /// The root files, as patterns relative to the project's folder; absent: those nobody imports.
    pub roots: Option<Vec<Pattern>>,
    /// Files left out, as patterns in the manner of `.gitignore`.
    pub exclude: Vec<Pattern>,
    /// Severities by rule or area.
    pub severity: BTreeMap<String, Level>,
}

/// What is wrong with a settings file, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// What.
    pub message: String,
    /// The bytes to blame.
    pub range: Range<usize>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Written {
    edition: Option<Spanned<String>>,
    roots: Option<Vec<Pattern>>,
    #[serde(default)]
    exclude: Vec<Pattern>,
    #[serde(default)]
    severity: BTreeMap<Spanned<String>, Spanned<String>>,
}

impl Config {
    /// Reads the text of a settings file. What can be used is used; the rest is said.
    pub fn parse(text: &str) -> (Config, Vec<ConfigError>) {
        let written: Written = match toml::from_str(text) {
            Ok(written) => written,
            Err(error) => {
                let range = error.span().unwrap_or(0..text.len().min(1));
                return (Config::default(), vec![ConfigError { message: error.message().to_owned(), range }]);
            }
        };
        let mut errors = Vec::new();
        let mut config = Config { roots: written.roots, exclude: written.exclude, ..Config::default() };
        if let Some(edition) = written.edition {
            match edition.get_ref().parse() {
                Ok(id) => config.edition = Some(id),
                Err(()) => {
                    let message = format!("there is no edition `{}`; there are {}", edition.get_ref(), editions());
                    errors.push(ConfigError { message, range: edition.span() });
                }
            }
        }
        for (rule, level) in written.severity {
            if !is_rule_or_area(rule.get_ref()) {
                let hint = did_you_mean(nearest(rule.get_ref(), registry().map(|rule| rule.name)));
                let message = format!("there is no rule or area `{}`{hint}", rule.get_ref());
                errors.push(ConfigError { message, range: rule.span() });
                continue;
            }
            match level_of(level.get_ref()) {
                Some(level) => {
                    config.severity.insert(rule.into_inner(), level);
                }
                None => {
                    let message =
                        format!("`{}` is no severity; there are off, hint, info, warning and error", level.get_ref());
                    errors.push(ConfigError { message, range: level.span() });
                }
            }
        }
        (config, errors)
    }
}

/// The editions, in words.
pub fn editions() -> String {
    EditionId::ALL.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}

/// The level a word names.
pub fn level_of(word: &str) -> Option<Level> {
    Some(match word {
        "off" => Level::Off,
        "hint" => Level::Hint,
        "info" => Level::Info,
        "warning" => Level::Warning,
        "error" => Level::Error,
        _ => return None,
    })
}

/// Whether some rule has the name, or is of the area.
pub fn is_rule_or_area(name: &str) -> bool {
    registry().any(|rule| rule.name == name || crate::finding::area_of(rule.name) == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_have_their_place_and_the_rest_is_used() {
        let text = "edition = \"2016-05\"\n[severity]\nsyntax = \"wrong\"\nschema = \"off\"\nnowhere = \"off\"\n";
        let (config, errors) = Config::parse(text);
        assert_eq!(config.edition, Some(EditionId::E2016_05));
        assert_eq!(config.severity.get("schema"), Some(&Level::Off));
        let blamed: Vec<_> = errors.iter().map(|error| &text[error.range.clone()]).collect();
        assert_eq!(blamed, ["nowhere", "\"wrong\""]);
        assert_eq!(Config::parse("edition = ").1.len(), 1);
        assert_eq!(&"colour = 1"[Config::parse("colour = 1").1[0].range.clone()], "colour");
    }
}
