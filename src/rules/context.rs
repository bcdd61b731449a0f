//! What a rule is given, and how it reports.

use super::page::Page;
use crate::catalog::{self, Contradiction, Disputed, Edition, EditionId, Row};
use crate::finding::{Change, Finding, Intent, Plan, Related, RuleName, Severity, Span, Suggestion, Tag};
use crate::model::{At, Field, Spec, View};
use jiff::civil::Date;
use std::borrow::Cow;

/// What a rule is given besides its subject.
pub struct Cx<'m> {
    /// The spec, for looking things up by name.
    pub spec: Spec<'m>,
    /// The facts of the edition in force.
    pub facts: &'static Edition,
    /// The edition in force.
    pub edition: EditionId,
    /// Whether somebody chose it; else it is the newest, whichever that is.
    pub edition_chosen: bool,
    /// The day as of which the spec is judged.
    pub today: Date,
    pub(super) rule: RuleName,
    pub(super) severity: Severity,
    pub(super) page: Option<&'static Page>,
    pub(super) findings: Vec<Finding>,
}

/// Something a finding can point at.
pub trait Place {
    /// Where.
    fn span(&self) -> Span;
    /// The `let` the value comes from.
    fn via(&self) -> Option<Span> {
        None
    }
}

impl Place for Span {
    fn span(&self) -> Span {
        *self
    }
}

impl<T> Place for At<T> {
    fn span(&self) -> Span {
        self.span
    }

    fn via(&self) -> Option<Span> {
        self.via
    }
}

/// A block as a whole is pointed at by its header.
impl Place for View<'_> {
    fn span(&self) -> Span {
        self.header()
    }
}

/// An attribute as a whole: name and value.
impl Place for Field<'_> {
    fn span(&self) -> Span {
        (*self).span()
    }
}

impl<P: Place + ?Sized> Place for &P {
    fn span(&self) -> Span {
        (**self).span()
    }

    fn via(&self) -> Option<Span> {
        (**self).via()
    }
}

impl<'m> Cx<'m> {
    /// Reports at a place, with the severity, sources, code and tag of the rule's page.
    pub fn report(&mut self, place: impl Place, message: impl Into<String>) -> Report<'_> {
        let mut finding = Finding::new(self.rule, self.severity, place.span(), message);
        if let Some(page) = self.page {
            finding.sources = sources_under(page, self.edition);
            finding.azure_error = page.azure_error;
            finding.tag = match page.tag {
                Some("retired") => Some(Tag::Retired),
                Some("unused") => Some(Tag::Unused),
                _ => None,
            };
        }
        if let Some(via) = place.via() {
            finding.related.push(Related { span: via, message: "the value comes from here".into() });
        }
        self.findings.push(finding);
        Report { finding: self.findings.last_mut().expect("a finding was just added") }
    }

    /// Whether the documents of 2016 are in force.
    pub fn is_2016(&self) -> bool {
        self.edition == EditionId::E2016_05
    }
}

/// The page's documents that speak of the edition's time; all of them where none does.
fn sources_under(page: &Page, edition: EditionId) -> Vec<&'static str> {
    let speaks = |id: &&str| catalog::source(id).is_some_and(|source| source.speaks_of(edition));
    let own: Vec<_> = page.sources.iter().copied().filter(speaks).collect();
    if own.is_empty() { page.sources.clone() } else { own }
}

/// A finding being reported.
pub struct Report<'f> {
    finding: &'f mut Finding,
}

impl Report<'_> {
    /// Adds a second place that makes it so.
    pub fn related(self, place: impl Place, message: impl Into<String>) -> Self {
        self.finding.related.push(Related { span: place.span(), message: message.into() });
        self
    }

    /// Adds a sentence: why, or what the documentation says.
    pub fn note(self, note: impl Into<String>) -> Self {
        self.finding.notes.push(note.into());
        self
    }

    /// Sets the severity, where it depends on more than the edition.
    pub fn severity(self, severity: Severity) -> Self {
        self.finding.severity = severity;
        self
    }

    /// Makes it milder where the documents disagree, and says so.
    pub fn disputed(self, disputed: &Disputed) -> Self {
        self.finding.severity = self.finding.severity.milder(Severity::Warning);
        self.dispute(disputed)
    }

    /// Says what the documents disagree on, where the severity has been settled for that already.
    pub fn dispute(self, disputed: &Disputed) -> Self {
        self.disagreement(disputed.note, &disputed.sources)
    }

    /// Says that the documents contradict each other, as the catalogue has it.
    pub fn contradiction(self, row: Option<&Contradiction>) -> Self {
        match row {
            Some(row) => self.disagreement(&row.says.join(" "), &row.source),
            None => self,
        }
    }

    fn disagreement(self, note: &str, sources: &[&'static str]) -> Self {
        self.finding.notes.push(format!("the documentation disagrees: {note}"));
        for id in sources {
            if !self.finding.sources.contains(id) {
                self.finding.sources.push(id);
            }
        }
        self
    }

    /// Cites a row of the catalogue besides the page's sources.
    pub fn cite(self, row: &dyn Row) -> Self {
        for id in row.source_ids() {
            if !self.finding.sources.contains(id) {
                self.finding.sources.push(id);
            }
        }
        self
    }

    /// The code Azure answers with here, where the rule has several.
    pub fn azure_error(self, code: Option<&'static str>) -> Self {
        self.finding.azure_error = code;
        self
    }

    /// Marks what it is about as retired or unused.
    pub fn tag(self, tag: Tag) -> Self {
        self.finding.tag = Some(tag);
        self
    }

    /// Offers ready changes. `safe`: they can't change what the author meant.
    pub fn fix(self, title: impl Into<Cow<'static, str>>, safe: bool, changes: Vec<Change>) -> Self {
        self.finding.intents.push(Intent { title: title.into(), safe, plan: Plan::Changes(changes) });
        self
    }

    /// Offers another text for a place.
    pub fn replace(self, place: impl Place, text: impl Into<String>, safe: bool) -> Self {
        let text = text.into();
        let title = format!("Use `{text}`");
        // A value that comes from a `let` is changed where it is used.
        let change = Change::Replace { span: place.span(), text };
        self.fix(title, safe, vec![change])
    }

    /// Offers to give a block an attribute, or another value if it has it.
    pub fn set(self, block: View<'_>, name: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        let title = format!("Set `{name} = {value}`");
        self.fix(title, false, vec![Change::SetAttribute { block: block.span(), name, value }])
    }

    /// Offers to remove an attribute or a block.
    pub fn remove(self, span: Span, title: impl Into<Cow<'static, str>>) -> Self {
        self.fix(title, false, vec![Change::Remove { span }])
    }

    /// Offers what has been prepared elsewhere.
    pub fn intent(self, intent: Intent) -> Self {
        self.finding.intents.push(intent);
        self
    }

    /// Offers values that are worked out and ranked when somebody asks.
    pub fn suggest(self, suggestion: Suggestion) -> Self {
        self.finding.intents.push(Intent { title: "".into(), safe: false, plan: Plan::Suggest(suggestion) });
        self
    }
}
