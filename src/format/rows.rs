//! From the typed view of a text to rows: what stands on lines, before they are indented and aligned.

use super::{INDENT, Parsed, WIDTH};
use crate::finding::Extent;
use crate::syntax::ast::{self, Annotation, Attribute, Block, Form, Item, Member, Value};
use std::ops::Range;

/// What stands on a line, or on several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Row {
    /// An empty line.
    Blank,
    /// A line as it is: a comment, an annotation, an import.
    Line(String),
    /// `name = value`, aligned with its neighbours.
    Attribute { name: String, value: Vec<String>, comment: Option<String> },
    /// A block on one line, its brace aligned with its neighbours of the same keyword.
    OneLine { keyword: String, header: String, body: String, comment: Option<String> },
    /// A block on several lines.
    Block { header: String, open: Option<String>, rows: Vec<Row>, comment: Option<String> },
}

/// Reads a parsed text into rows.
pub(super) struct Reader<'t> {
    text: &'t str,
    segments: &'t [Parsed],
    comments: Vec<Range<usize>>,
    next: usize,
    /// Where the segment at hand begins.
    base: usize,
    /// Where the last thing read ended.
    last: usize,
}

impl<'t> Reader<'t> {
    pub fn new(text: &'t str, segments: &'t [Parsed]) -> Reader<'t> {
        let comments = segments.iter().flat_map(|segment| segment.comments.iter().cloned()).collect();
        Reader { text, segments, comments, next: 0, base: 0, last: 0 }
    }

    /// The whole file.
    pub fn file(mut self) -> Vec<Row> {
        let mut rows = Vec::new();
        for segment in self.segments {
            self.base = segment.start;
            for item in &segment.ast.items {
                self.item(item, &mut rows);
            }
        }
        self.lead(self.text.len(), &mut rows);
        while rows.last() == Some(&Row::Blank) {
            rows.pop();
        }
        rows
    }

    fn of(&self, extent: Extent) -> &'t str {
        &self.text[extent.shifted(self.base)]
    }

    fn item(&mut self, item: &Item, rows: &mut Vec<Row>) {
        match item {
            Item::Block(block) => self.block(block, "", 0, rows),
            Item::Defaults(block) => self.block(block, "defaults ", 0, rows),
            Item::Attribute(attribute) => self.attribute(attribute, 0, rows),
            Item::Edition { extent, value } => self.line("edition", *extent, value.as_ref(), rows),
            Item::Import { extent, path } => self.line("import", *extent, path.as_ref(), rows),
            Item::Let { extent, name, value } => {
                let head = format!("let {} =", self.of(*name));
                self.line(&head, *extent, value.as_ref(), rows);
            }
            Item::Incomplete(it) => {
                self.lead(it.extent.shifted(self.base).start, rows);
                rows.push(Row::Line(self.of(it.extent).to_owned()));
            }
        }
    }

    /// `edition 2016-05` and the like.
    fn line(&mut self, head: &str, extent: Extent, value: Option<&Value>, rows: &mut Vec<Row>) {
        let range = extent.shifted(self.base);
        self.lead(range.start, rows);
        let mut lines = match value {
            Some(value) => self.value(value, head.chars().count() + 1, rows),
            None => vec![String::new()],
        };
        lines[0] = format!("{head} {}", lines[0]);
        self.last = range.end;
        if let (Some(comment), Some(last)) = (self.trailing(), lines.last_mut()) {
            last.push_str(&format!(" {comment}"));
        }
        rows.extend(lines.into_iter().map(Row::Line));
    }

    /// Rows for the comments before `upto`, and the blank line before what stands there.
    fn lead(&mut self, upto: usize, rows: &mut Vec<Row>) {
        while let Some(comment) = self.comments.get(self.next).filter(|comment| comment.start < upto).cloned() {
            self.blank(comment.start, rows);
            rows.push(Row::Line(self.text[comment.clone()].trim_end().to_owned()));
            self.next += 1;
            self.last = comment.end;
        }
        self.blank(upto, rows);
    }

    fn blank(&self, upto: usize, rows: &mut Vec<Row>) {
        let between = self.text.get(self.last..upto).unwrap_or_default();
        if line_ends(between) > 1 && !rows.is_empty() && rows.last() != Some(&Row::Blank) {
            rows.push(Row::Blank);
        }
    }

    /// The comment on the line on which the last thing ended.
    fn trailing(&mut self) -> Option<String> {
        let comment = self.comments.get(self.next)?.clone();
        let between = self.text.get(self.last..comment.start)?;
        if between.chars().any(|c| !matches!(c, ' ' | '\t' | ',')) {
            return None;
        }
        self.next += 1;
        self.last = comment.end;
        Some(self.text[comment].trim_end().to_owned())
    }

    fn has_comments(&self, range: &Range<usize>) -> bool {
        let rest = &self.comments[self.next.min(self.comments.len())..];
        rest.iter().skip_while(|it| it.start < range.start).take(1).any(|it| it.start < range.end)
    }

    fn annotations(&mut self, annotations: &[Annotation], rows: &mut Vec<Row>) {
        for annotation in annotations {
            let range = annotation.extent.shifted(self.base);
            self.lead(range.start, rows);
            let mut line = self.annotation(annotation);
            self.last = range.end;
            if let Some(comment) = self.trailing() {
                line.push_str(&format!(" {comment}"));
            }
            rows.push(Row::Line(line));
        }
    }

    fn annotation(&self, annotation: &Annotation) -> String {
        let mut arguments: Vec<(u32, String)> = Vec::new();
        let plain = annotation.rules.iter().chain(&annotation.strings);
        arguments.extend(plain.map(|it| (it.start, self.of(*it).to_owned())));
        let named = annotation.named.iter();
        arguments.extend(named.map(|(name, it)| (name.start, format!("{} = {}", self.of(*name), self.inline(it)))));
        arguments.sort();
        let arguments: Vec<String> = arguments.into_iter().map(|(_, text)| text).collect();
        format!("@{}({})", self.of(annotation.name), arguments.join(", "))
    }

    fn members(&mut self, block: &Block, depth: usize) -> Vec<Row> {
        let mut rows = Vec::new();
        for member in &block.members {
            match member {
                Member::Attribute(attribute) => self.attribute(attribute, depth, &mut rows),
                Member::Block(nested) => self.block(nested, "", depth, &mut rows),
                Member::Incomplete(it) => {
                    self.lead(it.extent.shifted(self.base).start, &mut rows);
                    rows.push(Row::Line(self.of(it.extent).to_owned()));
                    self.last = it.extent.shifted(self.base).end;
                }
            }
        }
        rows
    }

    fn attribute(&mut self, attribute: &Attribute, depth: usize, rows: &mut Vec<Row>) {
        self.annotations(&attribute.annotations, rows);
        let range = attribute.extent.shifted(self.base);
        self.lead(range.start, rows);
        let name = self.of(attribute.name).to_owned();
        let value = match &attribute.value {
            Some(value) => self.value(value, depth * INDENT + name.chars().count() + 3, rows),
            None => vec![String::new()],
        };
        self.last = range.end;
        let comment = self.trailing();
        rows.push(Row::Attribute { name, value, comment });
    }

    /// A value's lines: one, unless it is a list that doesn't fit or that holds comments.
    fn value(&mut self, value: &Value, column: usize, rows: &mut Vec<Row>) -> Vec<String> {
        let range = value.extent.shifted(self.base);
        let Form::List(values) = &value.form else {
            // A comment in the midst of a value goes above it.
            self.lead_inside(range.end, rows);
            return vec![self.inline(value)];
        };
        self.lead_inside(range.start, rows);
        let inline = self.inline(value);
        let written = &self.text[range.clone()];
        let stays_broken = written.contains(['\n', '\r']) && is_comma_before_bracket(written);
        let fits = column + inline.chars().count() <= WIDTH;
        if !self.has_comments(&range) && (values.is_empty() || (fits && !stays_broken)) {
            return vec![inline];
        }
        let indent = " ".repeat(INDENT);
        let mut inner = Vec::new();
        self.last = range.start + 1;
        let open = self.trailing();
        for value in values {
            let range = value.extent.shifted(self.base);
            self.lead(range.start, &mut inner);
            self.lead_inside(range.end, &mut inner);
            let mut line = format!("{},", self.inline(value));
            self.last = range.end;
            if let Some(comment) = self.trailing() {
                line.push_str(&format!(" {comment}"));
            }
            inner.push(Row::Line(line));
        }
        self.lead(range.end.saturating_sub(1), &mut inner);
        let mut lines = vec![open.map_or("[".to_owned(), |comment| format!("[ {comment}"))];
        while inner.last() == Some(&Row::Blank) {
            inner.pop();
        }
        lines.extend(inner.into_iter().map(|row| match row {
            Row::Line(line) => format!("{indent}{line}"),
            _ => String::new(),
        }));
        lines.push("]".to_owned());
        lines
    }

    /// Comments before `upto`, without a blank line after them.
    fn lead_inside(&mut self, upto: usize, rows: &mut Vec<Row>) {
        if self.comments.get(self.next).is_some_and(|comment| comment.start < upto) {
            self.lead(upto, rows);
            if rows.last() == Some(&Row::Blank) {
                rows.pop();
            }
        }
    }

    /// A value on one line.
    fn inline(&self, value: &Value) -> String {
        match &value.form {
            Form::List(values) => {
                let values: Vec<String> = values.iter().map(|value| self.inline(value)).collect();
                format!("[{}]", values.join(", "))
            }
            Form::Call(function, arguments) => {
                let arguments: Vec<String> = arguments.iter().map(|value| self.inline(value)).collect();
                format!("{}({})", self.of(*function), arguments.join(", "))
            }
            Form::Reference(parts) => parts.iter().map(|part| self.of(*part)).collect::<Vec<_>>().join("."),
            _ => self.of(value.extent).to_owned(),
        }
    }

    fn header(&self, block: &Block, before: &str) -> String {
        let mut header = format!("{before}{}", self.of(block.kind));
        for label in &block.labels {
            header.push(' ');
            header.push_str(self.of(*label));
        }
        header
    }

    fn block(&mut self, block: &Block, before: &str, depth: usize, rows: &mut Vec<Row>) {
        let mut lead = Vec::new();
        // What stands above belongs to the block, and so does the blank line before it.
        let had_rows = !rows.is_empty();
        if had_rows {
            lead.push(Row::Line(String::new()));
        }
        self.annotations(&block.annotations, &mut lead);
        let mut start = block.extent.shifted(self.base).start;
        if !before.is_empty() {
            start = self.text[..start].rfind(before.trim_end()).unwrap_or(start);
        }
        self.lead(start, &mut lead);
        if had_rows {
            lead.remove(0);
        }
        let row = self.block_row(block, before, depth);
        let is_long = |row: &Row| matches!(row, Row::Block { .. });
        let is_block = |row: &Row| matches!(row, Row::Block { .. } | Row::OneLine { .. });
        let top = depth == 0;
        let previous = rows.last();
        let apart = previous.is_some_and(|previous| {
            (is_block(previous) || top) && previous != &Row::Blank && (is_long(previous) || is_long(&row))
        });
        if apart && lead.first() != Some(&Row::Blank) && !is_comment(previous) {
            rows.push(Row::Blank);
        }
        rows.append(&mut lead);
        rows.push(row);
    }

    fn block_row(&mut self, block: &Block, before: &str, depth: usize) -> Row {
        let range = block.extent.shifted(self.base);
        let header = self.header(block, before);
        if let Some(body) = self.one_line(block)
            && depth * INDENT + header.chars().count() + 1 + body.chars().count() <= WIDTH
        {
            self.last = range.end;
            let comment = self.trailing();
            return Row::OneLine { keyword: self.of(block.kind).to_owned(), header, body, comment };
        }
        self.last = block.body.shifted(self.base).start + 1;
        let open = self.trailing();
        let mut rows = self.members(block, depth + 1);
        self.lead(range.end.saturating_sub(1), &mut rows);
        while rows.last() == Some(&Row::Blank) {
            rows.pop();
        }
        self.last = range.end;
        let comment = self.trailing();
        Row::Block { header, open, rows, comment }
    }

    /// The body of a block that stood on one line and can stay there.
    fn one_line(&self, block: &Block) -> Option<String> {
        let range = block.extent.shifted(self.base);
        if self.has_comments(&range) {
            return None;
        }
        if block.members.is_empty() {
            return Some("{}".to_owned());
        }
        if self.text[range].contains(['\n', '\r']) {
            return None;
        }
        let mut members = Vec::with_capacity(block.members.len());
        for member in &block.members {
            members.push(match member {
                Member::Attribute(ast::Attribute { annotations, .. }) if !annotations.is_empty() => return None,
                Member::Block(nested) if !nested.annotations.is_empty() => return None,
                Member::Attribute(ast::Attribute { name, value: Some(value), .. }) => {
                    format!("{} = {}", self.of(*name), self.inline(value))
                }
                Member::Attribute(_) | Member::Incomplete(_) => return None,
                Member::Block(nested) => format!("{} {}", self.header(nested, ""), self.one_line(nested)?),
            });
        }
        Some(format!("{{ {} }}", members.join(", ")))
    }
}

fn is_comment(row: Option<&Row>) -> bool {
    matches!(row, Some(Row::Line(line)) if line.starts_with('#') || line.starts_with("//"))
}

/// Whether the last thing in a list is a comma: whoever writes it wants the list broken.
fn is_comma_before_bracket(list: &str) -> bool {
    list.trim_end_matches(']').trim_end().ends_with(',')
}

/// How many lines end in the text.
fn line_ends(text: &str) -> usize {
    let crlf = text.matches("\r\n").count();
    text.bytes().filter(|byte| matches!(byte, b'\n' | b'\r')).count() - crlf
}
