//! Where the cursor is, found by writing a word there.

use super::{Completion, annotation, members, values};
use crate::finding::ItemId;
use crate::ide::around::{Around, Spot, around};
use crate::ide::tokens::{comment_start, open_at_end};
use crate::rules::{Context, Gap};
use crate::syntax::ast::{Attribute, Form, Value};
use crate::syntax::{self, Ast};
use crate::workspace::{File, Judged, Snapshot};
use std::ops::Range;

/// The word that is written at the cursor: nobody else writes it.
const MARK: &str = "zz0zz";

/// An item with a mark where the cursor is.
pub(super) struct Marked<'a> {
    pub judged: &'a Judged,
    pub file: &'a File,
    pub id: ItemId,
    /// Where the item begins.
    start: usize,
    /// The item as it is.
    text: String,
    /// The stretch of the item that a choice replaces.
    replace: Range<usize>,
    /// What follows it, with what is left open closed.
    closed: String,
    marked: String,
    ast: Ast,
    pub context: Context,
}

impl<'a> Marked<'a> {
    pub fn at(judged: &'a Judged, file: &'a File, offset: usize) -> Option<Marked<'a>> {
        let (id, start) = file.item_at(offset);
        let text = file.text_of(id);
        let at = offset - start;
        let line = text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
        if comment_start(&text[line..at]).is_some() {
            return None;
        }
        let replace = token(&text, line, at);
        let marked = format!("{}{MARK}{}", &text[..replace.start], &text[replace.end..]);
        let ast = syntax::parse(&marked);
        let context = judged.spec.evaluation().context();
        let closed = closed(&text, &replace);
        Some(Marked { judged, file, id, start, text, replace, closed, marked, ast, context })
    }

    /// The stretch of the file that a choice replaces.
    pub fn replaced(&self) -> Range<usize> {
        self.start + self.replace.start..self.start + self.replace.end
    }

    /// Where a choice is tried: bare, in an item that is whole. What is still open is closed, since of what
    /// is half-written little is said; and quotes around the choice are left out.
    pub fn gap(&self) -> Gap<'_> {
        let before = &self.text[..self.replace.start];
        let before = if self.in_quotes() { &before[..before.len() - 1] } else { before };
        Gap { item: self.id, before, after: &self.closed }
    }

    /// Whether the word being written stands after an opening quote.
    pub fn in_quotes(&self) -> bool {
        self.line_before().ends_with('"')
    }

    /// A choice with the quotes that are not there yet.
    pub fn quoted(&self, choice: &str) -> String {
        let start = if self.in_quotes() { "" } else { "\"" };
        let is_closed = self.in_quotes() && self.text[self.replace.end..].starts_with('"');
        format!("{start}{choice}{}", if is_closed { "" } else { "\"" })
    }

    /// The text that the tree is of.
    pub fn marked(&self) -> &str {
        &self.marked
    }

    /// What is before the cursor on its line, without the word being written.
    pub fn line_before(&self) -> &str {
        let before = &self.text[..self.replace.start];
        &before[before.rfind(['\n', '\r']).map_or(0, |end| end + 1)..]
    }

    /// What stands right after the word being written, on its line.
    pub fn line_after(&self) -> &str {
        let after = &self.text[self.replace.end..];
        after[..after.find(['\n', '\r']).unwrap_or(after.len())].trim_start()
    }

    /// The word that a choice replaces.
    pub fn word(&self) -> &str {
        &self.text[self.replace.clone()]
    }

    /// What can be written here.
    pub fn choices(&self, snapshot: &Snapshot) -> Option<Vec<Completion>> {
        let at = self.replace.start as u32 + 1;
        if let Some(of_line) = annotation::choices(self).or_else(|| members::defaults(self)) {
            return Some(of_line);
        }
        // After a number and a blank stands its unit, which the mark isn't.
        let before = self.line_before().trim_end();
        if before.ends_with(|c: char| c.is_ascii_digit()) && before.len() < self.line_before().len() {
            let digit = self.replace.start - (self.line_before().len() - before.len());
            let number = around(&self.ast, &self.marked, digit as u32);
            if let Spot::Value(attribute, _) = number.spot
                && let Some((_, Some(schema))) = number.blocks.last()
                && let Some(row) = schema.attribute(attribute.name.of(&self.marked))
            {
                return Some(values::units(row.value.element()));
            }
        }
        let around = around(&self.ast, &self.marked, at);
        let of_blocks = || around.blocks.last().copied();
        match &around.spot {
            Spot::Elsewhere if of_blocks().is_none() => Some(members::top_level(self)),
            Spot::Elsewhere => members::members(self, &around, true),
            Spot::Incomplete(it) if it.name.touches(at) => match of_blocks() {
                None => Some(members::top_level(self)),
                Some(_) => members::members(self, &around, true),
            },
            Spot::Incomplete(it) => {
                let name = it.name.of(&self.marked);
                match of_blocks() {
                    // After the type stands a name, which is for its author to choose.
                    None if it.rest.first().is_some_and(|first| !first.extent.touches(at)) => None,
                    None => members::variants(self, name, false),
                    Some((_, schema)) => {
                        let row = schema?.attribute(name)?;
                        values::values(self, &around, row, &it.rest)
                    }
                }
            }
            Spot::Kind => self.of_kind(&around, at),
            Spot::Attribute(_) => members::members(self, &around, false),
            Spot::Value(attribute, value) => self.of_value(&around, attribute, value, at),
            Spot::NoValue(attribute) => self.of_attribute(&around, attribute),
            Spot::LetValue(value) if value.form == Form::String => None,
            Spot::LetValue(_) => Some(values::anything(self)),
            Spot::Import => values::paths(self, snapshot),
            Spot::Edition(_) => Some(values::editions()),
            Spot::Rule(_) => Some(values::rules(self)),
            Spot::Name => values::given_name(self, &around),
            Spot::Annotation | Spot::LetName => None,
        }
    }

    fn of_kind(&self, around: &Around<'_>, at: u32) -> Option<Vec<Completion>> {
        let (block, _) = *around.blocks.last()?;
        if block.kind.touches(at) {
            return match around.blocks.len() {
                1 => Some(members::keywords()),
                _ => None,
            };
        }
        members::variants(self, block.kind.of(&self.marked), true)
    }

    fn of_value(&self, around: &Around<'_>, attribute: &Attribute, value: &Value, at: u32) -> Option<Vec<Completion>> {
        if let Form::Reference(parts) = &value.form
            && parts.get(1).is_some_and(|part| part.touches(at))
        {
            return Some(values::devices(self, parts[0].of(&self.marked)));
        }
        self.of_attribute(around, attribute)
    }

    fn of_attribute(&self, around: &Around<'_>, attribute: &Attribute) -> Option<Vec<Completion>> {
        let (_, schema) = *around.blocks.last()?;
        let row = schema?.attribute(attribute.name.of(&self.marked))?;
        let others = match &attribute.value {
            Some(Value { form: Form::List(values), .. }) => &values[..],
            _ => &[],
        };
        values::values(self, around, row, others)
    }
}

/// What follows the word, without its closing quote, and with the brackets and braces that are left open in
/// the item closed.
fn closed(text: &str, word: &Range<usize>) -> String {
    let (braces, brackets) = open_at_end(text);
    let after = &text[word.end..];
    let after = if text[..word.start].ends_with('"') { after.strip_prefix('"').unwrap_or(after) } else { after };
    let bracket = if brackets > 0 { "]" } else { "" };
    let end = if braces > 0 { "\n" } else { "" };
    format!("{bracket}{after}{end}{}", "}".repeat(braces))
}

/// The word at the cursor; within quotes, all between them.
fn token(text: &str, line: usize, at: usize) -> Range<usize> {
    let before = &text[line..at];
    let rest_of_line = text[at..].find(['\n', '\r']).map_or(text.len(), |end| at + end);
    if before.bytes().filter(|byte| *byte == b'"').count() % 2 == 1 {
        let start = line + before.rfind('"').map_or(0, |quote| quote + 1);
        let end = text[at..rest_of_line].find('"').map_or(at, |quote| at + quote);
        return start..end;
    }
    let is_rule = before.contains('@');
    let in_number = |c: char| c.is_ascii_hexdigit() || matches!(c, '.' | ':' | '/');
    let in_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-') || (is_rule && c == '/');
    let start_of = |fits: &dyn Fn(char) -> bool| at - before.chars().rev().take_while(|c| fits(*c)).count();
    let end_of = |fits: &dyn Fn(char) -> bool| at + text[at..rest_of_line].chars().take_while(|c| fits(*c)).count();
    let number = start_of(&in_number);
    if text[number..at].starts_with(|c: char| c.is_ascii_digit()) && text[number..at].contains(['.', ':']) {
        return number..end_of(&in_number);
    }
    start_of(&in_word)..end_of(&in_word)
}
