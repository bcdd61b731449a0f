//! Findings with their places: absolute, and free of the spec they were made of.

use super::check::Judged;
use super::fixes::MANY_FIXES;
use super::parallel::parallel;
use super::sources::Source;
use super::{Fixer, Spec};
use crate::finding::{Finding, Span};
use crate::text::printable;
use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

/// A place in a file, as it can be shown.
#[derive(Clone, Debug)]
pub struct Place {
    /// The file.
    pub source: Arc<Source>,
    /// The bytes.
    pub range: Range<usize>,
}

impl PartialEq for Place {
    fn eq(&self, other: &Place) -> bool {
        self.range == other.range && self.source.path() == other.source.path()
    }
}

/// An edit of a file, as it can be shown or applied.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedEdit {
    /// What is replaced.
    pub place: Place,
    /// By what.
    pub text: String,
}

/// A fix with its edits' places.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedFix {
    /// What a person reads in a menu.
    pub title: String,
    /// Whether it may be applied unasked.
    pub safe: bool,
    /// The edits.
    pub edits: Vec<PlacedEdit>,
}

/// A finding with its places.
#[derive(Clone, Debug)]
pub struct Placed {
    /// What the evaluator said. Its spans belong to the root's spec and mean nothing outside.
    pub finding: Arc<Finding>,
    /// The primary place.
    pub place: Place,
    /// The related places.
    pub related: Vec<(Place, String)>,
    /// The declaration that holds the primary place: `gateway hub_vpn`.
    pub declaration: Option<String>,
    /// The fixes, where they were asked for.
    pub fixes: Vec<PlacedFix>,
    /// The roots that report it, where others that share the file don't.
    pub only_in: Vec<String>,
}

impl Placed {
    /// The message as it can be shown, with the roots it is restricted to.
    pub fn message(&self) -> String {
        let message = printable(&self.finding.message);
        if self.only_in.is_empty() {
            return message.into_owned();
        }
        let roots: Vec<_> = self.only_in.iter().map(|root| format!("`{root}`")).collect();
        format!("{message} (as part of {})", roots.join(", "))
    }

    /// By file, place, rule and message.
    pub(super) fn order(&self, other: &Placed) -> Ordering {
        let range = |it: &Placed| (it.place.range.start, it.place.range.end);
        (self.place.source.shown().cmp(other.place.source.shown()))
            .then_with(|| range(self).cmp(&range(other)))
            .then_with(|| self.finding.rule.cmp(other.finding.rule))
            .then_with(|| self.finding.message.cmp(&other.finding.message))
    }

    pub(super) fn same(&self, other: &Placed) -> bool {
        self.place == other.place
            && self.finding.rule == other.finding.rule
            && self.finding.severity == other.finding.severity
            && self.finding.message == other.finding.message
            && self.finding.notes == other.finding.notes
            && self.related == other.related
    }
}

/// A root's findings with their places, and the fixes of the first so many.
pub fn placed(judged: &Judged<'_>, fixes: usize) -> Vec<Placed> {
    let findings: Vec<_> = judged.spec.findings().into_iter().enumerate().collect();
    let to_fix = |(index, finding): &(usize, Arc<Finding>)| *index < fixes && !finding.intents.is_empty();
    let fixer = findings.iter().any(to_fix).then(|| Fixer::new(judged.spec));
    let worthwhile = if fixer.is_some() { MANY_FIXES } else { usize::MAX };
    let placed = parallel(&findings, worthwhile, |found| {
        let finding = found.1.clone();
        let place = place_of(judged, finding.span)?;
        let fixer = fixer.as_ref().filter(|_| to_fix(found));
        let fixes = fixer.map(|fixer| fixes_of(judged, fixer, &finding)).unwrap_or_default();
        let related = finding.related.iter();
        let related = related.filter_map(|it| Some((place_of(judged, it.span)?, it.message.clone()))).collect();
        let declaration = declaration_of(judged.spec, finding.span);
        Some(Placed { finding, place, related, declaration, fixes, only_in: Vec::new() })
    });
    placed.into_iter().flatten().collect()
}

fn fixes_of(judged: &Judged<'_>, fixer: &Fixer, finding: &Finding) -> Vec<PlacedFix> {
    let place =
        |edit: crate::finding::TextEdit| Some(PlacedEdit { place: place_of(judged, edit.span)?, text: edit.text });
    let fixes = fixer.fixes(finding).into_iter();
    fixes
        .filter_map(|fix| {
            let edits = fix.edits.into_iter().map(place).collect::<Option<Vec<_>>>()?;
            Some(PlacedFix { title: fix.title, safe: fix.safe, edits })
        })
        .collect()
}

/// Where a span of a root's spec is.
pub fn place_of(judged: &Judged<'_>, span: Span) -> Option<Place> {
    let file = judged.spec.file_of(span)?;
    let range = file.range(span)?;
    Some(Place { source: judged.sources.get(file.path())?, range })
}

/// The declaration that holds a span: `gateway hub_vpn`, `let corp`.
pub fn declaration_of(spec: &Spec, span: Span) -> Option<String> {
    use crate::model::literal::quote_name;
    let item = spec.model().item(span.item)?;
    if let Some(block) = item.blocks.iter().find(|block| block.extent.contains(span.extent)) {
        let name = block.name.as_ref()?;
        return Some(format!("{} {}", block.kind.schema().keyword, quote_name(&name.text)));
    }
    if let Some(block) = item.defaults.iter().find(|block| block.extent.contains(span.extent)) {
        return Some(format!("defaults {}", block.kind.schema().header()));
    }
    let named = item.lets.iter().find(|it| it.extent.contains(span.extent))?;
    Some(format!("let {}", named.name.text))
}
