//! The connspec grammar for [tree-sitter](https://tree-sitter.github.io/).
//!
//! ```
//! let mut parser = tree_sitter::Parser::new();
//! parser.set_language(&tree_sitter_connspec::LANGUAGE.into()).expect("the grammar loads");
//! let tree = parser.parse("site hq { prefixes = 10.1.0.0/16 }", None).unwrap();
//! assert!(!tree.root_node().has_error());
//! ```

use tree_sitter_language::LanguageFn;

extern "C" {
    fn tree_sitter_connspec() -> *const ();
}

/// The language, for `tree_sitter::Parser::set_language`.
// SAFETY: the function is defined by the generated parser, which the build script compiles.
pub const LANGUAGE: LanguageFn = unsafe { LanguageFn::from_raw(tree_sitter_connspec) };

/// What kinds of node there are, as `node-types.json` says it.
pub const NODE_TYPES: &str = include_str!("../../src/node-types.json");
