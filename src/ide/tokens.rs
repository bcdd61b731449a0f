//! Semantic tokens: what each word is.

use super::around::top_schema;
use crate::finding::{Extent, Finding, Tag};
use crate::schema::{self, BlockSchema, Type};
use crate::syntax::ast::{Annotation, Attribute, Block, Form, Item, Member, Value};
use crate::syntax::{self};
use crate::workspace::{File, Judged};
use std::ops::Range;

/// What a word is. The order is that of the legend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TokenKind {
    /// A comment.
    Comment,
    /// `@allow` and the rules it names.
    Decorator,
    /// A word of Azure's, or ours, as a value.
    EnumMember,
    /// `keyvault`
    Function,
    /// `site`, `let`, `true`
    Keyword,
    /// A number, address, prefix, bandwidth, date.
    Number,
    /// An attribute's name.
    Property,
    /// Text in quotes.
    String,
    /// `site-to-site`
    Type,
    /// A name.
    Variable,
}

impl TokenKind {
    /// The names of the protocol, in the order of the kinds.
    pub const LEGEND: [&'static str; 10] = [
        "comment",
        "decorator",
        "enumMember",
        "function",
        "keyword",
        "number",
        "property",
        "string",
        "type",
        "variable",
    ];
}

/// A word and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where; on one line.
    pub range: Range<usize>,
    /// What.
    pub kind: TokenKind,
    /// Whether a name is declared here.
    pub declares: bool,
    /// Whether a finding says that it is retired.
    pub retired: bool,
}

/// The tokens of a file that touch `within`, in order.
pub fn tokens(judged: &Judged, file: &File, within: Range<usize>) -> Vec<Token> {
    let mut tokens = Vec::new();
    let ends = file.starts().skip(1).map(|(_, start)| start).chain([file.text().len()]);
    for ((id, start), end) in file.starts().zip(ends) {
        if end < within.start || within.end < start {
            continue;
        }
        let text = file.text_of(id);
        let mut of_item = Tokens { text: &text, found: Vec::new() };
        let ast = syntax::parse(&text);
        ast.items.iter().for_each(|item| of_item.item(item));
        of_item.comments();
        of_item.found.sort_by_key(|(extent, ..)| (extent.start, extent.end));
        let mut last = 0;
        for (extent, kind, declares) in of_item.found {
            // What is broken may be seen twice; the first look wins.
            if extent.start >= last && extent.end > extent.start && !extent.of(&text).contains(['\n', '\r']) {
                tokens.push(Token { range: extent.shifted(start), kind, declares, retired: false });
                last = extent.end;
            }
        }
    }
    let is_retired = |it: &&std::sync::Arc<Finding>| it.tag == Some(Tag::Retired);
    for finding in judged.findings().iter().filter(is_retired) {
        let here = finding.span.item.file == file.id();
        if let Some(range) = file.range(finding.span).filter(|_| here) {
            let within = tokens.iter_mut().filter(|it| range.start <= it.range.start && it.range.end <= range.end);
            within.for_each(|token| token.retired = true);
        }
    }
    tokens.retain(|token| token.range.start < within.end && within.start < token.range.end);
    tokens
}

struct Tokens<'a> {
    text: &'a str,
    found: Vec<(Extent, TokenKind, bool)>,
}

impl Tokens<'_> {
    fn add(&mut self, extent: Extent, kind: TokenKind) {
        self.found.push((extent, kind, false));
    }

    /// The first word of an extent, as a keyword.
    fn keyword(&mut self, extent: Extent) {
        let word = extent.of(self.text).split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or("").len();
        self.add(Extent { start: extent.start, end: extent.start + word as u32 }, TokenKind::Keyword);
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Edition { extent, value } => {
                self.keyword(*extent);
                value.iter().for_each(|value| self.value(value, None));
            }
            Item::Import { extent, path } => {
                self.keyword(*extent);
                path.iter().for_each(|value| self.value(value, None));
            }
            Item::Let { extent, name, value } => {
                self.keyword(*extent);
                self.found.push((*name, TokenKind::Variable, true));
                value.iter().for_each(|value| self.value(value, None));
            }
            Item::Defaults(block) => {
                // `defaults` stands before the kind.
                let before = self.text[..block.kind.start as usize].trim_end().len() as u32;
                if let Some(start) = before.checked_sub("defaults".len() as u32) {
                    self.add(Extent { start, end: before }, TokenKind::Keyword);
                }
                self.block(block, top_schema(block, self.text));
            }
            Item::Block(block) => self.block(block, top_schema(block, self.text)),
            Item::Attribute(attribute) => self.attribute(attribute, None),
            Item::Incomplete(it) => {
                self.add(it.name, TokenKind::Keyword);
                it.rest.iter().for_each(|value| self.value(value, None));
            }
        }
    }

    fn block(&mut self, block: &Block, schema: Option<&'static BlockSchema>) {
        block.annotations.iter().for_each(|it| self.annotation(it));
        self.add(block.kind, TokenKind::Keyword);
        let variants = usize::from(schema.is_some_and(|schema| schema.variant.is_some()));
        for (index, label) in block.labels.iter().enumerate() {
            match index < variants {
                true => self.add(*label, TokenKind::Type),
                false => self.found.push((*label, self.name_kind(*label), true)),
            }
        }
        for member in &block.members {
            match member {
                Member::Attribute(attribute) => self.attribute(attribute, schema),
                Member::Block(nested) => {
                    let inner = schema.and_then(|it| schema::nested(it.kind, nested.kind.of(self.text)));
                    self.block(nested, inner);
                }
                Member::Incomplete(it) => {
                    self.add(it.name, TokenKind::Property);
                    it.rest.iter().for_each(|value| self.value(value, None));
                }
            }
        }
    }

    /// A name is a variable, one in quotes looks like the text it is.
    fn name_kind(&self, name: Extent) -> TokenKind {
        if name.of(self.text).starts_with('"') { TokenKind::String } else { TokenKind::Variable }
    }

    fn attribute(&mut self, attribute: &Attribute, schema: Option<&'static BlockSchema>) {
        attribute.annotations.iter().for_each(|it| self.annotation(it));
        self.add(attribute.name, TokenKind::Property);
        let row = schema.and_then(|schema| schema.attribute(attribute.name.of(self.text)));
        if let Some(value) = &attribute.value {
            self.value(value, row.map(|row| row.value.element()));
        }
    }

    fn value(&mut self, value: &Value, ty: Option<&Type>) {
        let kind = match &value.form {
            Form::Word => match ty {
                Some(Type::OneOf(choices))
                    if crate::model::literal::choose(choices, value.extent.of(self.text)).is_some() =>
                {
                    TokenKind::EnumMember
                }
                Some(Type::Word(vocabulary)) if vocabulary.knows(value.extent.of(self.text)) => TokenKind::EnumMember,
                _ => TokenKind::Variable,
            },
            Form::Reference(parts) => {
                return parts.iter().for_each(|part| self.add(*part, self.name_kind(*part)));
            }
            Form::String => TokenKind::String,
            Form::Boolean(_) => TokenKind::Keyword,
            Form::Integer
            | Form::Decimal
            | Form::Quantity
            | Form::Address
            | Form::Prefix
            | Form::Date
            | Form::Edition => TokenKind::Number,
            Form::List(values) => return values.iter().for_each(|value| self.value(value, ty)),
            Form::Call(function, arguments) => {
                self.add(*function, TokenKind::Function);
                return arguments.iter().for_each(|value| self.value(value, None));
            }
            Form::Broken => return,
        };
        self.add(value.extent, kind);
    }

    fn annotation(&mut self, annotation: &Annotation) {
        let start = annotation.extent.start.min(annotation.name.start);
        self.add(Extent { start, end: annotation.name.end }, TokenKind::Decorator);
        annotation.rules.iter().for_each(|rule| self.add(*rule, TokenKind::Decorator));
        annotation.strings.iter().for_each(|text| self.add(*text, TokenKind::String));
        for (name, value) in &annotation.named {
            self.add(*name, TokenKind::Property);
            self.value(value, None);
        }
    }

    /// Comments stand outside the tree.
    fn comments(&mut self) {
        let mut offset = 0;
        for line in self.text.split_inclusive(['\n', '\r']) {
            if let Some(at) = comment_start(line) {
                let extent = Extent::new(offset + at, offset + line.trim_end().len());
                // Within a string that reaches over the place there is no comment.
                self.found.retain(|(other, ..)| other.start < extent.start || other.end > extent.end);
                self.add(extent, TokenKind::Comment);
            }
            offset += line.len();
        }
    }
}

/// How many braces and brackets are open at the end of a text, comments and strings left out.
pub fn open_at_end(text: &str) -> (usize, usize) {
    let (mut braces, mut brackets) = (0usize, 0usize);
    for line in text.split(['\n', '\r']) {
        let code = &line[..comment_start(line).unwrap_or(line.len())];
        // A string ends with its line.
        let mut quoted = false;
        for byte in code.bytes() {
            match byte {
                b'"' => quoted = !quoted,
                b'{' if !quoted => braces += 1,
                b'}' if !quoted => braces = braces.saturating_sub(1),
                b'[' if !quoted => brackets += 1,
                b']' if !quoted => brackets = brackets.saturating_sub(1),
                _ => {}
            }
        }
    }
    (braces, brackets)
}

/// Where a comment begins in a line: at `#` or `//` outside quotes.
pub fn comment_start(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let (mut quoted, mut at) = (false, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quoted => at += 1,
            b'"' => quoted = !quoted,
            b'#' if !quoted => return Some(at),
            b'/' if !quoted && bytes.get(at + 1) == Some(&b'/') => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::open_at_end;

    #[test]
    fn comments_and_strings_open_nothing() {
        assert_eq!(open_at_end("site a {\n  x = [ # {\n  \"{\",\n"), (1, 1));
        assert_eq!(open_at_end("site a { }\n"), (0, 0));
    }
}
