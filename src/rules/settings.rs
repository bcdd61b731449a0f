//! What is in force: edition, day, severities.

use crate::catalog::EditionId;
use crate::finding::{RuleName, Severity, area_of};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What a rule's or an area's severity is set to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not reported.
    Off,
    /// Reported as a hint.
    Hint,
    /// Reported as information.
    Info,
    /// Reported as a warning.
    Warning,
    /// Reported as an error.
    Error,
}

impl Level {
    /// The severity, or none where the rule is off.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Level::Off => None,
            Level::Hint => Some(Severity::Hint),
            Level::Info => Some(Severity::Info),
            Level::Warning => Some(Severity::Warning),
            Level::Error => Some(Severity::Error),
        }
    }
}

/// The settings of an evaluation, merged from flags, the spec, `connspec.toml` and defaults.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The edition that overrides the spec's own, if any.
    pub edition: Option<EditionId>,
    /// The edition of a spec that names none; the newest where this doesn't either.
    pub default_edition: Option<EditionId>,
    /// The day as of which the spec is judged.
    pub today: Date,
    /// Severities by rule (`gateway/tunnel-limit`) or area (`gateway`).
    pub severities: BTreeMap<String, Level>,
}

impl Settings {
    /// The defaults, as of a day.
    pub fn as_of(today: Date) -> Settings {
        Settings { edition: None, default_edition: None, today, severities: BTreeMap::new() }
    }

    /// What the settings say about a rule: of the rule itself, else of its area.
    pub fn level(&self, rule: RuleName) -> Option<Level> {
        if self.severities.is_empty() {
            return None;
        }
        self.severities.get(rule).or_else(|| self.severities.get(area_of(rule))).copied()
    }
}
