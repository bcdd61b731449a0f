//! What a check found, in the formats that people and other tools read: one file each.

mod github;
mod gitlab;
mod human;
pub mod json;
mod junit;
mod sarif;
mod short;

pub use human::{config_problem, count_line};

use crate::catalog::{self, Source};
use crate::workspace::check::{Outcome, Placed};
use jiff::civil::Date;
use std::io::{self, Write};

/// A format of `connspec check`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// The lines in question, as rustc shows them
    Human,
    /// One line for each finding
    Short,
    /// One JSON object, of a stable shape
    Json,
    /// One JSON object a line for each finding
    Jsonl,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// GitLab's code quality report
    Gitlab,
    /// JUnit's XML, for test reports
    Junit,
}

/// What is to be reported.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// What the check found.
    pub outcome: &'a Outcome,
    /// Findings that a baseline accepts; most formats leave them out.
    pub accepted: &'a [Placed],
    /// The day as of which specs were judged.
    pub today: Date,
    /// Whether colours may be written.
    pub colour: bool,
    /// The terminal's width, where there is one.
    pub width: Option<usize>,
}

impl Report<'_> {
    /// Writes the report.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&self, format: Format, out: &mut dyn Write) -> io::Result<()> {
        match format {
            Format::Human => human::write(self, out),
            Format::Short => short::write(self, out),
            Format::Json => json::write(self, out),
            Format::Jsonl => json::write_lines(self, out),
            Format::Sarif => sarif::write(self, out),
            Format::Github => github::write(self, out),
            Format::Gitlab => gitlab::write(self, out),
            Format::Junit => junit::write(self, out),
        }
    }
}

/// The documents a finding rests on.
fn sources(placed: &Placed) -> impl Iterator<Item = &'static Source> {
    placed.finding.sources.iter().filter_map(|id| catalog::source(id))
}

/// A number that stays the same while code moves: of rule, file, declaration, and which of several.
fn fingerprints(findings: &[Placed]) -> Vec<String> {
    let mut prints = Vec::with_capacity(findings.len());
    let mut count = std::collections::HashMap::<u64, u32>::new();
    for placed in findings {
        let declaration = placed.declaration.as_deref().unwrap_or("");
        let key = fnv(&[placed.finding.rule, placed.place.source.shown(), declaration]);
        let nth = count.entry(key).or_default();
        *nth += 1;
        prints.push(format!("{key:016x}-{nth}"));
    }
    prints
}

/// FNV-1a over texts: the same on every machine and in every version.
fn fnv(texts: &[&str]) -> u64 {
    let bytes = texts.iter().flat_map(|text| text.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
