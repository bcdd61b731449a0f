//! What an editor asks about a spec, one file a feature: pure functions of a snapshot and a place to
//! plain results.
//!
//! Architecture invariant: no type of the protocol and no I/O in here. The server's `convert.rs`
//! gives results their shape.

mod actions;
mod addresses;
mod around;
mod complete;
mod describe;
mod diagnostics;
mod files;
mod format;
mod hints;
mod hover;
mod lenses;
mod links;
mod names;
mod navigate;
mod outline;
mod refactor;
mod requirements;
mod shape;
mod tokens;
mod usage;

pub use actions::{Action, ActionKind, Page, actions, ask_about, fix_all};
use complete::relative as complete_relative;
pub use complete::{Completion, CompletionKind, Completions, complete, documentation};
pub use diagnostics::{Diagnostic, ToldFile, diagnostics, diagnostics_within, told_files, worst_diagnostics};
pub use files::moved;
pub use format::{format, on_type};
pub use hints::{Hint, hints};
pub use hover::{Hover, hover};
pub use lenses::{Leads, Lens, lenses};
pub use links::{Link, Target, imports, links};
pub use names::{Occurrence, Symbol};
pub use navigate::{definition, highlights, linked, name_at, prepare_rename, references, rename};
pub use outline::{Outline, SymbolKind, outline, workspace_symbols};
pub use refactor::refactorings;
pub use requirements::{Answered, explained, requirements};
pub use shape::{Fold, FoldKind, folds, selections};
pub use tokens::{Token, TokenKind, tokens};

use crate::finding::ItemId;
use crate::graph::Picture;
use crate::model::{EntityId, Model};
use crate::rules::{Context, Settings};
use crate::workspace::{File, Judged, Snapshot};
use std::ops::Range;
use std::sync::Arc;

/// A stretch of a file.
#[derive(Clone, Debug)]
pub struct Place {
    /// The file.
    pub file: Arc<File>,
    /// Bytes of its text.
    pub range: Range<usize>,
}

/// The page of a rule in Markdown, as of the edition of what is open; without that, of the newest.
pub fn rule_page(snapshot: &Snapshot, rule: &str) -> Option<String> {
    let open = snapshot.open_specs().next().and_then(|buffer| snapshot.spec_of(buffer.path()));
    let context = match open {
        Some((judged, _)) => judged.spec.evaluation().context(),
        None => Context::of(&Model::default(), &Settings::as_of(snapshot.today())),
    };
    describe::rule(rule, context)
}

/// The picture of a spec, as SVG.
pub fn picture(judged: &Judged) -> String {
    Picture::of(&judged.spec, judged.findings()).svg()
}

/// The declaration that holds an offset of an item; none in `defaults` and the like.
fn entity_at(judged: &Judged, item: ItemId, at: u32) -> Option<EntityId> {
    let blocks = &judged.spec.model().item(item)?.blocks;
    let index = blocks.iter().position(|block| block.extent.touches(at))?;
    Some(EntityId { item, index: index as u16 })
}
