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
pub use describe::rule as rule_page;
pub use diagnostics::{Diagnostic, ToldFile, diagnostics, told_files};
pub use files::moved;
pub use format::{FORMATTER, format, on_type};
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

use crate::workspace::File;
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
