//! Finds the brace that is missing or too many, where the schema shows which it is.
//!
//! The grammar knows no kinds, so a brace too few or too many makes it take later lines for something
//! else. Here each place where a brace may be wrong is tried: the text is read again with that brace
//! put right, in place, so that every extent stays as it is; the reading with the fewest mistakes wins.
//!
//! A nested block without its brace swallows what follows: `subnet A {` … `subnet B {`. The grammar
//! can't see it, since it knows no kinds. The schema can: a `subnet` doesn't stand in a `subnet` but
//! does one level up. So what follows is lifted out, and the missing brace is reported there instead
//! of at the end of the outermost block, which only seemed to lack one.

use crate::finding::Extent;
use crate::schema::{self, BlockSchema};
use crate::syntax::ast::{Ast, Attribute, Block, Form, Incomplete, Item, Member, Mistake, SyntaxError, Value};
use crate::syntax::one_per_mistake;

/// More places than this are not tried: the text is no spec.
const MOST_TRIALS: usize = 48;

/// Reads a segment, with the brace put right that its author forgot or typed twice.
pub(super) fn parse(text: &str) -> Ast {
    let ast = read(text);
    let braces = |error: &SyntaxError| {
        let known = matches!(
            error.kind,
            Mistake::StrayBrace | Mistake::MissingBrace | Mistake::MissingName | Mistake::MissingQuote
        );
        known || is_stray_bracket(error, text)
    };
    if !ast.errors.iter().any(braces) {
        return finished(ast, text);
    }
    let mut best = (score(&ast, text), ast);
    for trial in trials(&best.1, text) {
        let Some(mut other) = trial.read(text) else { continue };
        other.errors.push(trial.error);
        let score = score(&other, text);
        if score < best.0 {
            best = (score, other);
        }
    }
    finished(best.1, text)
}

fn finished(mut ast: Ast, text: &str) -> Ast {
    ast.errors = one_per_mistake(std::mem::take(&mut ast.errors), text);
    ast
}

fn read(text: &str) -> Ast {
    let mut ast = crate::syntax::parse_all_errors(text);
    close_open_blocks(&mut ast, text);
    ast
}

/// One brace put right: the byte that changes, and what to report.
struct Trial {
    at: u32,
    byte: u8,
    error: SyntaxError,
}

impl Trial {
    fn read(&self, text: &str) -> Option<Ast> {
        let mut bytes = text.as_bytes().to_vec();
        let byte = bytes.get_mut(self.at as usize)?;
        let fits = match self.byte {
            b' ' => matches!(byte, b'{' | b'}' | b'"'),
            _ => byte.is_ascii_whitespace(),
        };
        if !fits {
            return None;
        }
        *byte = self.byte;
        Some(read(std::str::from_utf8(&bytes).ok()?))
    }
}

fn trials(ast: &Ast, text: &str) -> Vec<Trial> {
    let mut trials = Vec::new();
    for error in &ast.errors {
        let written = error.extent.of(text);
        match error.kind {
            // A brace on the line of a text without its quote seems part of the text.
            Mistake::MissingQuote => {
                let inner = written.trim_end_matches(['{', '}', ' ', '\t']);
                let at = error.extent.start + inner.len() as u32;
                if inner.len() < written.len() {
                    trials.push(Trial {
                        at,
                        byte: b'"',
                        error: SyntaxError { extent: Extent { end: at, ..error.extent }, ..*error },
                    });
                }
            }
            // A quote too many, or one whose partner is missing, takes the brace behind it for text.
            Mistake::Unexpected if written.starts_with('"') && written.ends_with(['{', '}']) => {
                let quote = Extent { start: error.extent.start, end: error.extent.start + 1 };
                trials.push(Trial {
                    at: quote.start,
                    byte: b' ',
                    error: SyntaxError { extent: quote, kind: Mistake::Unexpected },
                });
            }
            Mistake::MissingName if written == "{" => trials.push(Trial {
                at: error.extent.start,
                byte: b' ',
                error: SyntaxError { extent: error.extent, kind: Mistake::Unexpected },
            }),
            _ => {}
        }
    }
    if ast.errors.iter().any(|error| is_stray_bracket(error, text)) {
        for item in &ast.items {
            match item {
                Item::Let { name, value: Some(value), .. } => bracket_before(*name, value, text, &mut trials),
                Item::Block(block) | Item::Defaults(block) => brackets_in(block, text, &mut trials),
                _ => {}
            }
        }
    }
    if ast.errors.iter().any(|error| error.kind == Mistake::StrayBrace) {
        for item in &ast.items {
            match item {
                Item::Incomplete(incomplete) => open_here(incomplete, None, text, &mut trials),
                Item::Block(block) | Item::Defaults(block) => {
                    in_block(block, schema_of(block, text), text, &mut trials)
                }
                _ => {}
            }
        }
    }
    trials.truncate(MOST_TRIALS);
    trials
}

fn is_stray_bracket(error: &SyntaxError, text: &str) -> bool {
    error.kind == Mistake::Unexpected && error.extent.of(text).contains(']')
}

fn brackets_in(block: &Block, text: &str, trials: &mut Vec<Trial>) {
    for member in &block.members {
        match member {
            Member::Attribute(Attribute { name, value: Some(value), .. }) => bracket_before(*name, value, text, trials),
            Member::Block(nested) => brackets_in(nested, text, trials),
            _ => {}
        }
    }
}

/// The value is the first of a list whose `[` is missing.
fn bracket_before(name: Extent, value: &Value, text: &str, trials: &mut Vec<Trial>) {
    // It stood on the line of the name.
    let gap = Extent { start: name.end, end: value.extent.start }.of(text);
    let (at, start) = match gap.find(['\n', '\r']) {
        Some(line_end) => {
            let end = name.end + gap[..line_end].trim_end().len() as u32;
            (end, end)
        }
        None => (value.extent.start.saturating_sub(1), value.extent.start),
    };
    let error = SyntaxError { extent: Extent { start, end: start }, kind: Mistake::MissingOpenBracket };
    trials.push(Trial { at, byte: b'[', error });
}

fn in_block(block: &Block, schema: Option<&'static BlockSchema>, text: &str, trials: &mut Vec<Trial>) {
    for member in &block.members {
        match member {
            Member::Incomplete(incomplete) => open_here(incomplete, schema, text, trials),
            Member::Block(nested) => {
                let inner = schema.and_then(|schema| schema::nested(schema.kind, nested.kind.of(text)));
                in_block(nested, inner, text, trials);
            }
            Member::Attribute(_) => {}
        }
    }
    if block.closed {
        let brace = Extent { start: block.extent.end - 1, end: block.extent.end };
        trials.push(Trial {
            at: brace.start,
            byte: b' ',
            error: SyntaxError { extent: brace, kind: Mistake::StrayBrace },
        });
    }
}

/// The place where a header without its brace would have it.
fn open_here(incomplete: &Incomplete, parent: Option<&'static BlockSchema>, text: &str, trials: &mut Vec<Trial>) {
    let keyword = incomplete.name.of(text);
    let is_label = |value: &&Value| matches!(value.form, Form::Word | Form::String);
    let labels = incomplete.rest.iter().take_while(is_label).count();
    let most = match parent {
        Some(parent) => match schema::nested(parent.kind, keyword) {
            Some(schema) => usize::from(schema.name == schema::NameRule::Named),
            None => return,
        },
        None if keyword == "defaults" => 2,
        None => match schema::top_level(keyword).next() {
            Some(schema) => 1 + usize::from(schema.variant.is_some()),
            None => labels,
        },
    };
    let end = match labels.min(most) {
        0 => incomplete.name.end,
        count => incomplete.rest[count - 1].extent.end,
    };
    let error = SyntaxError { extent: Extent { start: end, end }, kind: Mistake::MissingOpenBrace };
    trials.push(Trial { at: end, byte: b'{', error });
}

/// How wrong a reading is: its mistakes, and what stands where the schema doesn't know it.
fn score(ast: &Ast, text: &str) -> usize {
    let misplaced = |item: &Item| match item {
        Item::Attribute(_) | Item::Incomplete(_) => 1,
        Item::Block(block) => match schema_of(block, text) {
            Some(schema) => strangers(block, schema, text),
            None => 1,
        },
        Item::Defaults(block) => schema_of(block, text).map_or(0, |schema| strangers(block, schema, text)),
        _ => 0,
    };
    ast.errors.len() + ast.items.iter().map(misplaced).sum::<usize>()
}

fn strangers(block: &Block, schema: &'static BlockSchema, text: &str) -> usize {
    let count = |member: &Member| match member {
        Member::Attribute(attribute) => usize::from(schema.attribute(attribute.name.of(text)).is_none()),
        Member::Block(nested) => match schema::nested(schema.kind, nested.kind.of(text)) {
            Some(inner) => strangers(nested, inner, text),
            None => 1,
        },
        Member::Incomplete(_) => 0,
    };
    block.members.iter().map(count).sum()
}

fn close_open_blocks(ast: &mut Ast, text: &str) {
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
    schema::of_header(block.kind.of(text), block.labels.first().map(|label| label.of(text)))
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
