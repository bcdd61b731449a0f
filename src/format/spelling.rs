//! Puts right how things are written: quotes, colons, names of Azure, units.
//!
//! What the lowering reports as a matter of spelling is applied as it says; so a text that was
//! formatted has none of these hints.

use super::Parsed;
use crate::finding::{Change, Extent, ItemId, Plan};
use crate::model::{literal, lower, quantity};
use crate::schema::{self, BlockSchema, Type};
use crate::syntax::ast::{self, Form, Item, Member};

/// The findings of the lowering that are the formatter's business.
const OURS: [&str; 4] = ["syntax/colon", "schema/quoted-literal", "schema/unquoted-text", "schema/spelling"];

/// The text with canonical spellings.
pub(super) fn canonical(text: &str, parsed: &[Parsed]) -> String {
    let ends = parsed.iter().skip(1).map(|it| it.start).chain([text.len()]);
    let mut whole = String::with_capacity(text.len());
    for (it, end) in parsed.iter().zip(ends) {
        let segment = &text[it.start..end];
        let reported = reported(segment);
        let mut edits = Vec::new();
        if reported.is_empty() {
            Words { text: segment, edits: &mut edits }.file(&it.ast);
            whole.push_str(&applied(segment, edits));
        } else {
            // First what is reported: a word that loses its quotes may still be spelled in another way.
            let segment = applied(segment, reported);
            Words { text: &segment, edits: &mut edits }.file(&crate::syntax::parse(&segment));
            whole.push_str(&applied(&segment, edits));
        }
    }
    whole
}

fn reported(text: &str) -> Vec<(Extent, String)> {
    let item = lower(text, ItemId::default());
    let ours = item.findings.iter().filter(|finding| OURS.contains(&finding.rule));
    let intents = ours.filter_map(|finding| finding.intents.iter().find(|intent| intent.safe));
    let mut edits = Vec::new();
    for intent in intents {
        let Plan::Changes(changes) = &intent.plan else { continue };
        for change in changes {
            if let Change::Replace { span, text } = change {
                edits.push((span.extent, text.clone()));
            }
        }
    }
    edits
}

/// The text after the edits; of two that overlap, the first is applied.
fn applied(text: &str, mut edits: Vec<(Extent, String)>) -> String {
    edits.sort();
    let mut changed = String::with_capacity(text.len());
    let mut done = 0;
    for (extent, replacement) in edits {
        let (start, end) = (extent.start as usize, extent.end as usize);
        if start < done {
            continue;
        }
        changed.push_str(&text[done..start]);
        // Quotes part words, too: `vnet"hub"` is no `vnethub`.
        let loses_quotes = text[start..].starts_with('"') && !replacement.starts_with('"');
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '"');
        let parts = |touching: Option<char>| if loses_quotes && touching.is_some_and(is_word) { " " } else { "" };
        changed.push_str(parts(text[..start].chars().next_back()));
        changed.push_str(&replacement);
        changed.push_str(parts(text[end..].chars().next()));
        done = end;
    }
    changed.push_str(&text[done..]);
    changed
}

/// Spellings that nobody reports at a keystroke: units, and the catalogue's words.
struct Words<'a> {
    text: &'a str,
    edits: &'a mut Vec<(Extent, String)>,
}

impl Words<'_> {
    fn file(&mut self, ast: &ast::Ast) {
        for item in &ast.items {
            match item {
                Item::Block(block) | Item::Defaults(block) => {
                    let first = block.labels.first().map(|label| label.of(self.text));
                    let schema = schema::of_header(block.kind.of(self.text), first);
                    let skip = usize::from(schema.is_some_and(|it| it.variant.is_some()));
                    self.labels(block.labels.get(skip..).unwrap_or_default());
                    self.block(block, schema);
                }
                Item::Let { value: Some(value), .. } => self.value(value, None),
                Item::Attribute(ast::Attribute { value: Some(value), .. }) => self.value(value, None),
                _ => {}
            }
        }
    }

    /// A name that needs no quotes has none.
    fn labels(&mut self, labels: &[Extent]) {
        for label in labels {
            let written = label.of(self.text);
            let name = literal::unquote(written);
            if written.starts_with('"') && literal::is_identifier(&name) {
                self.edits.push((*label, name.into_owned()));
            }
        }
    }

    fn block(&mut self, block: &ast::Block, schema: Option<&'static BlockSchema>) {
        for member in &block.members {
            match member {
                Member::Attribute(attribute) => {
                    let ty = schema.and_then(|it| it.attribute(attribute.name.of(self.text))).map(|row| &row.value);
                    if let Some(value) = &attribute.value {
                        self.value(value, ty);
                    }
                }
                Member::Block(nested) => {
                    let schema = schema.and_then(|it| schema::nested(it.kind, nested.kind.of(self.text)));
                    self.labels(&nested.labels);
                    self.block(nested, schema);
                }
                Member::Incomplete(_) => {}
            }
        }
    }

    fn value(&mut self, value: &ast::Value, ty: Option<&'static Type>) {
        let written = value.extent.of(self.text);
        let better = match &value.form {
            Form::List(values) => {
                let element = ty.map(Type::element);
                values.iter().for_each(|value| self.value(value, element));
                return;
            }
            // What stands where no quantity belongs is a mistake, and stays as it was typed.
            Form::Quantity => quantity::spelled(ty.map(Type::element), written),
            Form::Word => match ty.map(Type::element) {
                Some(Type::Word(vocabulary)) => vocabulary.canonical(written).map(str::to_owned),
                _ => return,
            },
            _ => return,
        };
        if let Some(better) = better.filter(|better| better != written) {
            self.edits.push((value.extent, better));
        }
    }
}
