//! Completion: what could be written at a place, in any half-written state.
//!
//! What the place is, is found by writing a word there and parsing the item with it. What could stand
//! there comes from the schema, the catalogue and the spec. How good it is, the evaluator says: each
//! value is tried in place ([`crate::rules::judge`]).

mod annotation;
mod ends;
mod free;
mod members;
mod place;
mod values;

use super::describe;
use crate::catalog;
use crate::rules::Context;
use crate::schema::BLOCKS;
use crate::workspace::{File, Judged, Snapshot};
use std::ops::Range;
pub use values::relative;

/// What can be written at a place.
#[derive(Clone, Debug)]
pub struct Completions {
    /// What the chosen one replaces.
    pub replace: Range<usize>,
    /// The choices, best first.
    pub items: Vec<Completion>,
}

/// One choice.
#[derive(Clone, Debug, Default)]
pub struct Completion {
    /// What is shown, and typed to find it.
    pub label: String,
    /// What else may be typed to find it: what Azure's API, Bicep or Terraform call it.
    pub other_names: Vec<&'static str>,
    /// What it is.
    pub kind: CompletionKind,
    /// Its figures, or why it would not do.
    pub detail: String,
    /// What is written; `$1`, `${2:name}`, `$0` are stops if `is_snippet`.
    pub insert: String,
    /// Whether `insert` has stops.
    pub is_snippet: bool,
    /// Whether it is on its way out.
    pub retired: bool,
    /// Whether it would break the spec.
    pub breaks: bool,
    /// What [`documentation`] explains.
    pub about: String,
}

/// What a choice is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CompletionKind {
    /// A block.
    Block,
    /// An attribute.
    Attribute,
    /// A word of Azure's, or ours.
    #[default]
    Word,
    /// A name of the spec.
    Name,
    /// A named value.
    Let,
    /// A file.
    File,
    /// A rule.
    Rule,
    /// A unit.
    Unit,
}

impl Completion {
    fn new(label: impl Into<String>, kind: CompletionKind) -> Completion {
        let label = label.into();
        Completion { insert: label.clone(), label, kind, ..Completion::default() }
    }

    fn label(self, label: impl Into<String>) -> Completion {
        Completion { label: label.into(), ..self }
    }

    fn detail(self, detail: impl Into<String>) -> Completion {
        Completion { detail: detail.into(), ..self }
    }

    fn snippet(self, insert: impl Into<String>) -> Completion {
        Completion { insert: insert.into(), is_snippet: true, ..self }
    }

    fn insert(self, insert: impl Into<String>) -> Completion {
        Completion { insert: insert.into(), ..self }
    }

    fn called(mut self, names: impl IntoIterator<Item = &'static &'static str>) -> Completion {
        self.other_names.extend(names);
        self
    }

    fn about(self, about: impl Into<String>) -> Completion {
        Completion { about: about.into(), ..self }
    }
}

/// What can be written at an offset of a file.
pub fn complete(snapshot: &Snapshot, judged: &Judged, file: &File, offset: usize) -> Option<Completions> {
    let place = place::Marked::at(judged, file, offset)?;
    let items = place.choices(snapshot)?;
    Some(Completions { replace: place.replaced(), items })
}

/// The documentation of a choice, by its `about`.
pub fn documentation(about: &str, context: Context) -> Option<String> {
    let facts = catalog::edition(context.edition);
    let (what, name) = about.split_once(':')?;
    match what {
        "vpn-sku" => describe::vpn_sku(facts, name, context.today),
        "er-sku" => describe::er_sku(facts, name, context.today),
        "device" => facts.device(name).map(describe::device),
        "region" => facts.region(name).map(describe::region),
        "rule" => describe::rule(name, context),
        "block" => Some(describe::block(BLOCKS.get(name.parse::<usize>().ok()?)?, context)),
        "attribute" => {
            let (block, name) = name.split_once(':')?;
            let schema = BLOCKS.get(block.parse::<usize>().ok()?)?;
            schema.attribute(name).map(describe::attribute)
        }
        "text" => Some(name.to_owned()),
        _ => None,
    }
}
