//! From text to structure: segments, the parse of each, and what is wrong with the text as text.
//!
//! Architecture invariant: parsing never fails. It gives an [`ast::Ast`] and a list of errors.

pub mod ast;
mod build;
pub mod edit;
pub mod format;
pub mod segment;

use std::cell::RefCell;

pub use ast::Ast;

/// Parses one segment (see [`segment::starts`]).
pub fn parse(text: &str) -> Ast {
    with_tree(text, |tree| build::ast(tree, text))
}

/// Parses `text` with the grammar and hands the concrete tree to `read`.
///
/// Trees are made when needed and dropped at once: a segment is small, so parsing it again is
/// cheaper than keeping ten times its size in memory.
pub fn with_tree<T>(text: &str, read: impl FnOnce(&tree_sitter::Tree) -> T) -> T {
    thread_local! {
        static PARSER: RefCell<tree_sitter::Parser> = RefCell::new({
            let mut parser = tree_sitter::Parser::new();
            parser.set_language(&tree_sitter_connspec::LANGUAGE.into()).expect("the grammar's ABI is one that tree-sitter reads");
            parser
        });
    }
    PARSER.with_borrow_mut(|parser| {
        let tree = parser.parse(text, None).expect("a parse without time limit or cancellation gives a tree");
        read(&tree)
    })
}
