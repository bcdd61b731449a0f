//! Code actions: what can be done about a finding.

use super::format::line_edits;
use super::{Diagnostic, Place, diagnostics::place, entity_at, requirements};
use crate::finding::{Extent, Finding, Severity};
use crate::workspace::{self, File, Fixer, Judged};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

/// Something that can be done.
#[derive(Clone, Debug)]
pub struct Action {
    /// What a person reads.
    pub title: String,
    /// What it is.
    pub kind: ActionKind,
    /// The finding that goes away.
    pub of: Option<Diagnostic>,
    /// Whether it is the obvious thing to do.
    pub preferred: bool,
    /// What it changes.
    pub edits: Vec<(Place, String)>,
    /// A file that it makes, with its text.
    pub creates: Option<(PathBuf, String)>,
    /// What it shows, instead of changing anything.
    pub shows: Option<Page>,
}

impl Action {
    /// One that does nothing yet.
    pub(super) fn new(title: impl Into<String>, kind: ActionKind) -> Action {
        Action { title: title.into(), kind, of: None, preferred: false, edits: Vec::new(), creates: None, shows: None }
    }
}

/// What an action shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// The page of a rule.
    Rule(&'static str),
    /// What satisfies the requirements at an offset.
    Requirements(usize),
}

/// What an action is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionKind {
    /// Puts a finding right.
    Fix,
    /// Accepts a finding, with a reason, or explains it.
    About,
    /// Every safe fix of the file.
    FixAll,
    /// Another way to write the same.
    Rewrite,
    /// Changes nothing, and is about no finding.
    Ask,
}

/// What can be done about these findings of a file.
pub fn actions(judged: &Judged, file: &Arc<File>, found: &[Diagnostic]) -> Vec<Action> {
    let mut fixes = Vec::new();
    let mut about = Vec::new();
    let mut fixer = None;
    for diagnostic in found {
        let Some(finding) = &diagnostic.finding else { continue };
        // Trying a fix in place needs the spec's tally: taken once, and only where there is one to try.
        let of_finding = match finding.intents.is_empty() {
            true => Vec::new(),
            false => fixes_of(judged, fixer.get_or_insert_with(|| Fixer::new(&judged.spec)), finding),
        };
        let only = of_finding.len() == 1;
        for (title, safe, edits) in of_finding {
            let (of, preferred) = (Some(diagnostic.clone()), safe || only);
            fixes.push(Action { of, preferred, edits, ..Action::new(title, ActionKind::Fix) });
        }
        about.extend(suppress(judged, file, diagnostic));
        about.push(Action {
            of: Some(diagnostic.clone()),
            shows: Some(Page::Rule(finding.rule)),
            ..Action::new(format!("Explain {}", finding.rule), ActionKind::About)
        });
    }
    fixes.extend(about);
    fixes
}

/// To show what satisfies the requirements of the declaration there; none where it requires nothing.
pub fn ask_about(judged: &Judged, file: &File, within: &Range<usize>) -> Option<Action> {
    let (item, start) = file.item_at(within.start);
    let answered = requirements::of(judged, entity_at(judged, item, (within.start - start) as u32)?)?;
    let title = format!("Show what satisfies `{}`: {}", answered.title, answered.summary());
    Some(Action { shows: Some(Page::Requirements(within.start)), ..Action::new(title, ActionKind::Ask) })
}

/// Every safe fix of the spec together, again and again until none is left; none where there is
/// nothing to do in this file. What it would change in other files is left to these.
pub fn fix_all(judged: &Judged, file: &Arc<File>) -> Option<Action> {
    let has_safe = |it: &Arc<Finding>| it.intents.iter().any(|intent| intent.safe);
    if !judged.findings().iter().any(has_safe) {
        return None;
    }
    let (fixed, _) = workspace::fix_all(&judged.spec, false);
    let after = fixed.file(file.id())?.text().to_string();
    let edits = line_edits(&file.text().to_string(), &after);
    let place = |range| Place { file: file.clone(), range };
    (!edits.is_empty()).then(|| Action {
        edits: edits.into_iter().map(|(range, text)| (place(range), text)).collect(),
        ..Action::new("Fix everything that is safe to fix", ActionKind::FixAll)
    })
}

type Rendered = (String, bool, Vec<(Place, String)>);

/// The fixes of a finding as edits: title, whether safe, edits. Each was tried: it helps.
fn fixes_of(judged: &Judged, fixer: &Fixer, finding: &Finding) -> Vec<Rendered> {
    let fixes = fixer.fixes(finding).into_iter().filter_map(|fix| {
        let edits = fix.edits.into_iter().map(|edit| Some((place(judged, edit.span)?, edit.text)));
        Some((fix.title, fix.safe, edits.collect::<Option<Vec<_>>>()?))
    });
    fixes.collect()
}

/// Whether there is nothing to accept: what isn't understood can only be put right.
fn is_mended(finding: &Finding) -> bool {
    let is_of_text = matches!(finding.area(), "schema" | "name" | "import") && finding.severity == Severity::Error;
    is_of_text || finding.area() == "syntax"
}

/// An `@allow` above the attribute or block that the finding stands in.
fn suppress(judged: &Judged, file: &Arc<File>, diagnostic: &Diagnostic) -> Option<Action> {
    let finding = diagnostic.finding.as_ref()?;
    // A finding about the file as a whole has no block that could allow it.
    if is_mended(finding) || finding.span.extent == Extent::default() {
        return None;
    }
    let item = judged.spec.model().item(finding.span.item)?;
    let holds = |extent: Extent| extent.contains(finding.span.extent);
    let block = item.blocks.iter().chain(&item.defaults).find(|block| holds(block.extent))?;
    // `defaults` can't be annotated in place of the blocks they speak for.
    let attribute = block.attributes.iter().find(|it| holds(it.extent));
    let start = file.start_of(finding.span.item)?;
    let offset = attribute.map_or(block.extent, |it| it.extent).shifted(start).start;
    let text = file.text();
    let line_start = text.line_start(text.line_of(offset));
    let indent = text.slice(line_start..offset);
    let annotation = format!("@allow({}, \"TODO: say why\")", finding.rule);
    // On a line with something before it, the annotation goes right there.
    let insert = if indent.trim().is_empty() { format!("{annotation}\n{indent}") } else { format!("{annotation} ") };
    let what = match attribute {
        Some(_) => "here".to_owned(),
        None => format!("for this {}", block.kind.schema().keyword),
    };
    Some(Action {
        of: Some(diagnostic.clone()),
        edits: vec![(Place { file: file.clone(), range: offset..offset }, insert)],
        ..Action::new(format!("Allow {} {what}, with a reason", finding.rule), ActionKind::About)
    })
}
