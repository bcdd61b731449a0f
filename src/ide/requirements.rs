//! Requirements: whether and by what each is met, and what would meet it.

use super::{Place, diagnostics::place, entity_at};
use crate::catalog;
use crate::model::{EntityId, Reads, Spec as Looks, View};
use crate::rules::requires::{Candidate, Given, Outcome, Verdict, candidates, verdicts};
use crate::schema::{Attr, Kind};
use crate::workspace::{File, Judged};
use std::fmt::Write;

/// How the requirements of one declaration are answered.
pub struct Answered {
    /// The declaration: `connection hq`.
    pub title: String,
    /// Its header.
    pub at: Place,
    /// One verdict each.
    verdicts: Vec<Verdict>,
    /// What would do for a site that nothing connects.
    candidates: Vec<Candidate>,
}

/// The declarations of a file that require something, with the answers.
pub fn requirements(judged: &Judged, file: &File) -> Vec<Answered> {
    let blocks = file
        .each_item()
        .flat_map(|(item, lowered)| (0..lowered.blocks.len()).map(move |index| EntityId { item, index: index as u16 }));
    blocks.filter_map(|id| of(judged, id)).collect()
}

/// What satisfies the requirements of the declaration at `offset`, or of all of the file, in Markdown.
pub fn explained(judged: &Judged, file: &File, offset: Option<usize>) -> Option<String> {
    let here = offset.and_then(|offset| {
        let (item, start) = file.item_at(offset);
        of(judged, entity_at(judged, item, (offset - start) as u32)?)
    });
    let all = match here {
        Some(one) => vec![one],
        None => requirements(judged, file),
    };
    let parts: Vec<String> = all.iter().map(|it| format!("## `{}`\n\n{}", it.title, it.markdown())).collect();
    (!parts.is_empty()).then(|| format!("# What is required, and what meets it\n\n{}", parts.join("\n")))
}

/// The answers of a declaration, if it requires something.
pub(super) fn of(judged: &Judged, id: EntityId) -> Option<Answered> {
    let reads = Reads::ignored();
    let view = Looks::new(judged.spec.model(), &reads).entity(id);
    let requires = view.only(Kind::Requires)?;
    let context = judged.spec.evaluation().context();
    let given = Given { facts: catalog::edition(context.edition), today: context.today };
    let verdicts = verdicts(view, &given);
    let is_alone = verdicts.is_empty() && view.kind() == Kind::Site && asks(requires);
    let candidates = if is_alone { candidates(requires, &given) } else { Vec::new() };
    if verdicts.is_empty() && candidates.is_empty() {
        return None;
    }
    let title = format!("{} {}", view.kind().schema().keyword, crate::model::literal::quote_name(view.name()));
    Some(Answered { title, at: place(judged, view.header())?, verdicts, candidates })
}

fn asks(requires: View<'_>) -> bool {
    Kind::Requires.schema().attributes.iter().any(|row| requires.says(row.attr))
}

impl Answered {
    /// How many are met, of how many.
    pub fn met(&self) -> (usize, usize) {
        let met = self.verdicts.iter().filter(|it| matches!(it.outcome, Outcome::Met { .. })).count();
        (met, self.verdicts.len())
    }

    /// In a few words: `2 of 3 requirements met`.
    pub fn summary(&self) -> String {
        match self.met() {
            (_, 0) => "requirements, and nothing connects it".to_owned(),
            (1, 1) => "requirement met".to_owned(),
            (met, all) if met == all => format!("all {all} requirements met"),
            (met, all) => format!("{met} of {all} requirements met"),
        }
    }

    /// The answers as a list in Markdown.
    pub fn markdown(&self) -> String {
        let mut text = String::new();
        for verdict in &self.verdicts {
            let _ = writeln!(text, "- {}", line(verdict));
        }
        if !self.candidates.is_empty() {
            text.push_str("Nothing connects it yet.\n\n");
        }
        for candidate in &self.candidates {
            let title = candidate.kind.title;
            let _ = match candidate.would_do() {
                true if candidate.provided.is_empty() => writeln!(text, "- **{title}** would do"),
                true => writeln!(text, "- **{title}** would do {}", candidate.provided.join(", ")),
                false => writeln!(text, "- {title} would not: it {}", candidate.against.join(", ")),
            };
        }
        text
    }

    /// The answers on one requirement, or on one of the words that it lists.
    pub(super) fn on(&self, attr: Attr, asked: Option<&str>) -> String {
        let fits = |it: &&Verdict| it.requirement == attr && asked.is_none_or(|asked| it.asked == asked);
        self.verdicts.iter().filter(fits).map(|it| format!("- {}\n", line(it))).collect()
    }
}

/// `throughput = 500 Mbps`: **met** by …
fn line(verdict: &Verdict) -> String {
    let asked = format!("`{} = {}`", verdict.requirement.name(), verdict.asked);
    match &verdict.outcome {
        Outcome::Met { by } => format!("{asked}: **met**: {by}"),
        Outcome::NotMet { why, would, .. } => {
            let would = would.as_ref().map(|it| format!(". What would do: {it}")).unwrap_or_default();
            format!("{asked}: **not met**: {why}{would}")
        }
        Outcome::Unknown { missing } => format!("{asked}: **can't be told**: the spec doesn't say {missing}"),
    }
}
