//! What is half-written: it may be anything, so nothing is said that depends on it.

use super::Lowering;
use crate::finding::Extent;
use crate::model::literal::unquote;
use crate::schema::{self, BlockSchema, Family, Kind, NameRule};
use crate::syntax::ast::{self, Mistake, SyntaxError};

impl Lowering<'_> {
    /// Remembers the name of something half-written, so that references to it are no second finding.
    pub(super) fn vague_name(&mut self, keyword: Extent, names: &[Extent]) {
        let word = keyword.of(self.text);
        let families: Vec<_> = match schema::top_level(word).find_map(|block| block.kind.family()) {
            Some(family) => vec![Some(family)],
            None => Family::ALL.into_iter().map(Some).chain([None]).collect(),
        };
        // Without a name the keyword may be what is missing.
        let names = if names.is_empty() && families.len() > 1 { &[keyword] } else { names };
        for name in names {
            let name: Box<str> = unquote(name.of(self.text)).into();
            self.item.vague.extend(families.iter().map(|family| (*family, name.clone())));
        }
    }

    /// Whether the text there is broken, and not by a mere habit or a bracket that is missing at its end.
    pub(super) fn is_broken(&self, extent: Extent) -> bool {
        let breaks = |error: &&SyntaxError| {
            !matches!(
                error.kind,
                Mistake::Colon
                    | Mistake::WrongOperator
                    | Mistake::WrongSeparator
                    | Mistake::ExtraComma
                    | Mistake::MissingSeparator
                    | Mistake::MissingBracket
                    | Mistake::MissingOpenBracket
                    | Mistake::MissingEquals
            )
        };
        self.errors.iter().filter(breaks).any(|error| extent.touches(error.extent.start))
    }

    /// Whether something directly in the block can't be told.
    pub(super) fn is_vague(&self, block: &ast::Block, schema: &'static BlockSchema) -> bool {
        let nested = |offset: u32| {
            let inside = |member: &ast::Member| matches!(member, ast::Member::Block(it) if it.body.touches(offset));
            block.members.iter().any(inside)
        };
        let junk = |error: &SyntaxError| {
            matches!(error.kind, Mistake::MissingName | Mistake::Unexpected | Mistake::MissingQuote)
                && block.body.touches(error.extent.start)
                && !nested(error.extent.start)
        };
        let unknown = |member: &ast::Member| match member {
            ast::Member::Block(it) => {
                let keyword = schema::kebab(it.kind.of(self.text));
                schema::nested_called(&keyword, schema)
                    .map(Kind::schema)
                    .is_none_or(|nested| nested.name == NameRule::Named && it.labels.len() != 1)
            }
            ast::Member::Incomplete(it) => schema.attribute(it.name.of(self.text)).is_none(),
            ast::Member::Attribute(_) => false,
        };
        !block.closed || self.errors.iter().any(junk) || block.members.iter().any(unknown)
    }

    /// Whether something between the block's keyword and its brace fits nowhere.
    pub(in crate::model) fn header_is_broken(&self, block: &ast::Block) -> bool {
        let header = Extent { start: block.kind.end, end: block.body.start };
        self.errors.iter().any(|error| error.kind == Mistake::Unexpected && header.touches(error.extent.start))
    }
}
