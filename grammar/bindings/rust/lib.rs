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

/// Colours of the text.
pub const HIGHLIGHTS_QUERY: &str = include_str!("../../queries/highlights.scm");

/// What folds.
pub const FOLDS_QUERY: &str = include_str!("../../queries/folds.scm");

/// What indents, in the style of nvim-treesitter.
pub const INDENTS_QUERY: &str = include_str!("../../queries/indents.scm");

/// Definitions and references.
pub const LOCALS_QUERY: &str = include_str!("../../queries/locals.scm");

/// What a symbol index lists.
pub const TAGS_QUERY: &str = include_str!("../../queries/tags.scm");

/// What can be selected as one thing.
pub const TEXTOBJECTS_QUERY: &str = include_str!("../../queries/textobjects.scm");

/// Other languages inside.
pub const INJECTIONS_QUERY: &str = include_str!("../../queries/injections.scm");

#[cfg(test)]
mod tests {
    use super::*;

    fn parser() -> tree_sitter::Parser {
        let mut parser = tree_sitter::Parser::new();
        parser.set_language(&LANGUAGE.into()).expect("the grammar's ABI is one that tree-sitter reads");
        parser
    }

    #[test]
    fn queries_compile() {
        for (name, query) in [
            ("highlights", HIGHLIGHTS_QUERY),
            ("folds", FOLDS_QUERY),
            ("indents", INDENTS_QUERY),
            ("locals", LOCALS_QUERY),
            ("tags", TAGS_QUERY),
            ("textobjects", TEXTOBJECTS_QUERY),
            ("injections", INJECTIONS_QUERY),
        ] {
            if let Err(error) = tree_sitter::Query::new(&LANGUAGE.into(), query) {
                panic!("queries/{name}.scm: {error}");
            }
        }
    }

    #[test]
    fn no_cut_text_has_error_nodes() {
        let text = "edition 2026-10\nlet x = [10.0.0.0/8, 1 Gbps]\n@allow(a/b, \"c\", until = 2027-01-01)\n\
            gateway vpn g {\n  key = keyvault(\"a\", \"b\\n\")\n  site = hq.edge1, bgp { asn = 65010 }\n}\n";
        let mut parser = parser();
        for end in 0..=text.len() {
            let tree = parser.parse(&text[..end], None).unwrap();
            assert!(!tree.root_node().has_error(), "{:?}: {}", &text[..end], tree.root_node().to_sexp());
        }
    }
}
