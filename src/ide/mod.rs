//! What an editor asks about a spec, one file a feature: pure functions of a snapshot and a place to
//! plain results.
//!
//! Architecture invariant: no type of the protocol and no I/O in here. The server's `convert.rs`
//! gives results their shape.

mod diagnostics;

pub use diagnostics::{Diagnostic, ToldFile, diagnostics, told_files};

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
