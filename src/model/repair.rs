//! Closes nested blocks that were left open, where the schema shows that they were.
//!
//! A nested block without its brace swallows what follows: `subnet A {` … `subnet B {`. The grammar
//! can't see it, since it knows no kinds. The schema can: a `subnet` doesn't stand in a `subnet` but
//! does one level up. So what follows is lifted out, and the missing brace is reported there instead
//! of at the end of the outermost block, which only seemed to lack one.

use crate::finding::Extent;
use crate::schema::{self, BlockSchema, Kind};
use crate::syntax::ast::{Ast, Block, Item, Member, Mistake, SyntaxError};

pub(super) fn close_open_blocks(ast: &mut Ast, text: &str) {
    for item in &mut ast.items {
        let (Item::Block(block) | Item::Defaults(block)) = item else { continue };
        if block.closed {
            continue;
        }
        let Some(schema) = schema_of(block, text) else { continue };
        let mut ends = Vec::new();
        lift(block, schema, text, &mut ends);
        if !ends.is_empty() {
            let seeming = block.extent.end;
            ast.errors.retain(|error| !(error.kind == Mistake::MissingBrace && error.extent.start == seeming));
            let missing = |end| SyntaxError { extent: Extent { start: end, end }, kind: Mistake::MissingBrace };
            ast.errors.extend(ends.into_iter().map(missing));
            ast.errors.sort_by_key(|error| (error.extent.start, error.kind));
        }
    }
}

fn schema_of(block: &Block, text: &str) -> Option<&'static BlockSchema> {
    let keyword = block.kind.of(text);
    let variant = block.labels.first().map(|label| label.of(text));
    schema::top_level(keyword)
        .find(|schema| schema.variant.is_none() || schema.variant == variant)
        .or_else(|| (keyword == "device").then(|| Kind::Device.schema()))
}

/// Lifts out of each nested block what belongs one level up; notes where each such block ends.
fn lift(block: &mut Block, schema: &'static BlockSchema, text: &str, ends: &mut Vec<u32>) {
    let mut members = Vec::with_capacity(block.members.len());
    let mut pending: std::collections::VecDeque<Member> = std::mem::take(&mut block.members).into();
    while let Some(mut member) = pending.pop_front() {
        if let Member::Block(nested) = &mut member
            && let Some(inner) = schema::nested(schema.kind, nested.kind.of(text))
        {
            lift(nested, inner, text, ends);
            if let Some(at) = nested.members.iter().position(|member| belongs_above(member, inner, schema, text)) {
                let lifted = nested.members.split_off(at);
                let end = nested.members.last().map_or(nested.body.start + 1, |last| last.extent().end);
                nested.extent.end = end;
                nested.body.end = end;
                nested.closed = false;
                ends.push(end);
                for member in lifted.into_iter().rev() {
                    pending.push_front(member);
                }
            }
        }
        members.push(member);
    }
    block.members = members;
}

fn belongs_above(member: &Member, inner: &BlockSchema, outer: &BlockSchema, text: &str) -> bool {
    match member {
        Member::Block(block) => {
            let keyword = block.kind.of(text);
            schema::nested(inner.kind, keyword).is_none() && schema::nested(outer.kind, keyword).is_some()
        }
        Member::Attribute(attribute) => {
            let name = attribute.name.of(text);
            inner.attribute(name).is_none() && outer.attribute(name).is_some()
        }
        Member::Incomplete(_) => false,
    }
}
