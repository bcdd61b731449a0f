//! From an intent to a fix: rendered to text, tried in place, offered only if it helps.

use super::parallel::parallel;
use super::spec::Spec;
use crate::finding::{Change, Extent, Finding, Fix, Intent, ItemId, Plan, Severity, Span, TextEdit};
use crate::rules::suggest;
use crate::syntax::edit;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How often fix-all evaluates again before it stops: each round can only uncover so much.
const ROUNDS: usize = 8;
/// How many suggestions of one kind are offered.
const OFFERED: usize = 3;
/// With fewer findings to fix than this, threads cost more than they save.
pub(super) const MANY_FIXES: usize = 50;

/// Works out the fixes of a spec's findings.
pub struct Fixer {
    spec: Spec,
}

impl Fixer {
    /// Prepares for the findings of `spec`.
    pub fn new(spec: &Spec) -> Fixer {
        Fixer { spec: spec.kept() }
    }

    /// The fixes of a finding, best first. Each makes the finding go away and brings no new error.
    pub fn fixes(&self, finding: &Finding) -> Vec<Fix> {
        let mut fixes: Vec<Fix> = Vec::new();
        for intent in &finding.intents {
            for fix in self.fixes_of(finding, intent) {
                if fixes.iter().all(|other| other.edits != fix.edits) {
                    fixes.push(fix);
                }
            }
        }
        fixes
    }

    fn fixes_of(&self, finding: &Finding, intent: &Intent) -> Vec<Fix> {
        match &intent.plan {
            Plan::Changes(changes) => {
                let edits = render(&self.spec, changes);
                let fix = edits.map(|edits| Fix { title: intent.title.to_string(), safe: intent.safe, edits });
                fix.filter(|fix| self.outcome(finding, &fix.edits).is_some()).into_iter().collect()
            }
            Plan::Suggest(suggestion) => {
                let mut tried: Vec<(isize, Fix)> = Vec::new();
                for candidate in suggest::candidates(*suggestion, self.spec.model(), self.spec.evaluation().context()) {
                    let Some(edits) = render(&self.spec, &candidate.changes) else { continue };
                    if let Some(worries) = self.outcome(finding, &edits) {
                        tried.push((worries, Fix { title: candidate.title, safe: false, edits }));
                    }
                }
                // Stable: among equals the smallest comes first, as the candidates do.
                tried.sort_by_key(|(worries, _)| *worries);
                tried.into_iter().take(OFFERED).map(|(_, fix)| fix).collect()
            }
        }
    }

    /// How many warnings more the edits bring; none if the finding stays or an error comes.
    fn outcome(&self, finding: &Finding, edits: &[TextEdit]) -> Option<isize> {
        let [before, after] = applied(&self.spec, edits)?.difference(&self.spec);
        let more = |counts: &dyn Fn(&Finding) -> bool| {
            let [before, after] = [&before, &after].map(|it| it.iter().filter(|it| counts(it)).count().cast_signed());
            after - before
        };
        let same = |it: &Finding| it.rule == finding.rule && it.message == finding.message;
        // A finding that is said again in other words, of another SKU say, isn't gone.
        let like = |it: &Finding| it.rule == finding.rule && it.severity <= finding.severity;
        let is_error = isize::from(finding.severity == Severity::Error);
        let helps = more(&same) < 0 && more(&like) < 0 && more(&|it| it.severity == Severity::Error) + is_error <= 0;
        helps.then(|| more(&|it| it.severity == Severity::Warning))
    }
}

/// The spec after the edits; none if imports would change.
pub fn applied(spec: &Spec, edits: &[TextEdit]) -> Option<Spec> {
    let mut changed: Vec<(Arc<super::File>, super::Changes)> = Vec::new();
    for file in spec.files() {
        let mut here: Vec<_> = edits.iter().filter_map(|edit| Some((file.range(edit.span)?, &edit.text))).collect();
        if here.is_empty() {
            continue;
        }
        // From the end, so that nothing moves; of several at one place the last first, so that they keep their order.
        here.reverse();
        here.sort_by_key(|(range, _)| std::cmp::Reverse((range.start, range.end)));
        let mut file = file.clone();
        let mut changes = BTreeMap::new();
        for (range, text) in here {
            let (next, edited) = file.edited(range, text);
            changes.extend(edited);
            file = Arc::new(next);
        }
        changed.push((file, changes.into_iter().collect()));
    }
    spec.updated(&changed)
}

/// The edits that changes come to, none overlapping another.
fn render(spec: &Spec, changes: &[Change]) -> Option<Vec<TextEdit>> {
    let mut edits = Vec::with_capacity(changes.len());
    for change in changes {
        edits.push(render_one(spec, change)?);
    }
    let overlap = |a: &TextEdit, b: &TextEdit| {
        a.span.item == b.span.item && a.span.extent.start < b.span.extent.end && b.span.extent.start < a.span.extent.end
    };
    let clash =
        edits.iter().enumerate().any(|(index, edit)| edits[index + 1..].iter().any(|other| overlap(edit, other)));
    (!clash).then_some(edits)
}

fn render_one(spec: &Spec, change: &Change) -> Option<TextEdit> {
    let text = |span: Span| spec.file_of(span).map(|file| file.text_of(span.item));
    let at = |span: Span, (extent, text): edit::Replacement| TextEdit { span: Span::new(span.item, extent), text };
    Some(match change {
        Change::Replace { span, text } => TextEdit { span: *span, text: text.clone() },
        Change::SetAttribute { block, name, value } => {
            at(*block, edit::set_attribute(&text(*block)?, block.extent, name, value)?)
        }
        Change::InsertBlock { block, text: nested } => {
            at(*block, edit::insert_block(&text(*block)?, block.extent, nested)?)
        }
        Change::Remove { span } => at(*span, edit::remove(&text(*span)?, span.extent)),
        Change::InsertItem { after, text: added } => {
            let span = Span::new(*after, Extent::default());
            let end = text(span)?.trim_end().len();
            TextEdit { span: Span::new(*after, Extent::new(end, end)), text: format!("\n\n{added}") }
        }
        Change::InsertAtTop { file_of, text: added } => {
            let file = spec.file_of(Span::new(*file_of, Extent::default()))?;
            let (first, _) = file.item_at(0);
            let bom = if file.text_of(first).starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
            TextEdit { span: Span::new(first, Extent::new(bom, bom)), text: format!("{added}\n") }
        }
    })
}

/// The spec after every fix that may be applied unasked (or, with `unsafe_too`, the best of every
/// finding), again and again until nothing is left to fix; and how many were applied.
pub fn fix_all(spec: &Spec, unsafe_too: bool) -> (Spec, usize) {
    let mut spec = spec.clone();
    let mut count = 0;
    for _ in 0..ROUNDS {
        let mut round: Vec<TextEdit> = Vec::new();
        let mut places: FxHashMap<ItemId, Vec<Extent>> = FxHashMap::default();
        let fixer = Fixer::new(&spec);
        let mut findings = spec.findings();
        findings.retain(|finding| finding.intents.iter().any(|intent| intent.safe || unsafe_too));
        let best = |finding: &Arc<Finding>| fixer.fixes(finding).into_iter().find(|fix| fix.safe || unsafe_too);
        let fixes = parallel(&findings, MANY_FIXES, best);
        for fix in fixes.into_iter().flatten() {
            let is_touched = |edit: &TextEdit| {
                let known = places.get(&edit.span.item).map_or(&[][..], |it| it);
                known.iter().any(|it| it.start <= edit.span.extent.end && edit.span.extent.start <= it.end)
            };
            if !fix.edits.iter().any(is_touched) {
                fix.edits.iter().for_each(|it| places.entry(it.span.item).or_default().push(it.span.extent));
                round.extend(fix.edits);
                count += 1;
            }
        }
        match applied(&spec, &round) {
            Some(next) if !round.is_empty() => spec = next,
            _ => break,
        }
    }
    (spec, count)
}
