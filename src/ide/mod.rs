//! What an editor asks about a spec, one file a feature: pure functions of a snapshot and a place to
//! plain results.
//!
//! Architecture invariant: no type of the protocol and no I/O in here. The server's `convert.rs`
//! gives results their shape.

mod actions;
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
mod shape;
mod tokens;

pub use actions::{Action, ActionKind, actions, fix_all};
use complete::relative as complete_relative;
pub use complete::{Completion, CompletionKind, Completions, complete, documentation};
pub use diagnostics::{Diagnostic, ToldFile, diagnostics, told_files};
pub use files::moved;
pub use format::{format, on_type};
pub use hints::{Hint, hints};
pub use hover::{Hover, hover};
pub use lenses::{Lens, lenses};
pub use links::{Link, links};
pub use names::{Occurrence, Symbol};
pub use navigate::{definition, highlights, name_at, prepare_rename, references, rename};
pub use outline::{Outline, SymbolKind, outline, workspace_symbols};
pub use refactor::refactorings;
pub use shape::{Fold, FoldKind, folds, selections};
pub use tokens::{Token, TokenKind, tokens};

use crate::model::Model;
use crate::rules::{Context, Settings};
use crate::workspace::{File, Snapshot};
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
