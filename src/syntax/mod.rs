//! From text to structure: segments, the parse of each, and what is wrong with the text as text.
//!
//! Architecture invariant: parsing never fails. It gives an [`ast::Ast`] and a list of errors.

pub mod ast;
mod build;
pub mod edit;
mod kinds;
mod mistakes;
pub mod segment;

use crate::finding::Extent;
use std::cell::RefCell;

pub use ast::Ast;
pub(crate) use mistakes::one_per_mistake;

/// Parses one segment (see [`segment::starts`]).
pub fn parse(text: &str) -> Ast {
    let mut ast = parse_all_errors(text);
    ast.errors = mistakes::one_per_mistake(ast.errors, text);
    ast
}

/// The same, with every trace of a mistake in `errors`.
pub(crate) fn parse_all_errors(text: &str) -> Ast {
    let mut ast = with_tree(text, |tree| build::ast(tree, text));
    // To tree-sitter a NUL is no character at all, wherever it stands: no node says that it is there.
    if let Some(at) = memchr::memchr(0, text.as_bytes()) {
        ast.errors.push(ast::SyntaxError { extent: Extent::new(at, at + 1), kind: ast::Mistake::Unexpected });
    }
    ast
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
