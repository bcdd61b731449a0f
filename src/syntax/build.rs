//! Builds the typed view from the concrete tree in one walk.

use super::ast::*;
use super::kinds::{KINDS, Kinds};
use super::mistakes::has_line_end;
use crate::finding::Extent;
use tree_sitter::{Node, Tree, TreeCursor};

pub(super) fn ast(tree: &Tree, text: &str) -> Ast {
    let mut builder = Builder { kinds: &KINDS, text, cursor: tree.walk(), errors: Vec::new() };
    let items = builder.items();
    Ast { items, errors: builder.errors }
}

struct Builder<'t> {
    kinds: &'static Kinds,
    text: &'t str,
    cursor: TreeCursor<'t>,
    errors: Vec<SyntaxError>,
}

impl<'t> Builder<'t> {
    fn error(&mut self, extent: Extent, kind: Mistake) {
        self.errors.push(SyntaxError { extent, kind });
    }

    /// Calls `visit` with each child of the node under the cursor; the cursor stands on the child.
    fn children(&mut self, mut visit: impl FnMut(&mut Self, Node<'t>)) {
        if !self.cursor.goto_first_child() {
            return;
        }
        loop {
            let node = self.cursor.node();
            if node.kind_id() != self.kinds.comment {
                visit(self, node);
            }
            if !self.cursor.goto_next_sibling() {
                break;
            }
        }
        self.cursor.goto_parent();
    }

    fn items(&mut self) -> Vec<Item> {
        let mut items = Vec::new();
        let mut separators = Separators::default();
        self.children(|b, node| b.item(node, &mut items, &mut separators));
        items
    }

    fn item(&mut self, node: Node<'t>, items: &mut Vec<Item>, separators: &mut Separators) {
        let (kind, k, extent) = (node.kind_id(), self.kinds, extent(node));
        let item = if kind == k.block {
            Item::Block(self.block())
        } else if kind == k.defaults {
            Item::Defaults(self.block())
        } else if kind == k.let_ {
            self.let_item(extent)
        } else if kind == k.edition {
            let value = self.last_value();
            if value.is_none() {
                self.error(extent.end_point(), Mistake::MissingValue);
            }
            Item::Edition { extent, value }
        } else if kind == k.import {
            let path = self.last_value();
            if path.is_none() {
                self.error(extent.end_point(), Mistake::MissingValue);
            }
            Item::Import { extent, path }
        } else if kind == k.attribute {
            Item::Attribute(self.attribute())
        } else if kind == k.incomplete {
            Item::Incomplete(self.incomplete())
        } else {
            let last = items.last_mut().and_then(Item::value_mut);
            self.separator_or_junk(node, separators, last);
            return;
        };
        if let Item::Incomplete(incomplete) = &item {
            self.spoil(items.last_mut().and_then(Item::value_mut), incomplete.extent, separators.seen);
        }
        self.between(separators, extent);
        items.push(item);
    }

    /// A value that runs into something else is not what was meant, nor is one of a list whose `[` is missing.
    fn spoil(&self, value: Option<&mut Option<Value>>, next: Extent, separated: bool) {
        let Some(Some(value)) = value else { return };
        let same_line = !has_line_end(&self.text[value.extent.end as usize..next.start.max(value.extent.end) as usize]);
        if same_line && (!separated || next.of(self.text).contains(']')) {
            value.form = Form::Broken;
        }
    }

    /// Reports two neighbours on one line with nothing between them.
    fn between(&mut self, separators: &mut Separators, next: Extent) {
        if let Some(previous) = separators.previous.replace(next.end)
            && !separators.seen
            && !has_line_end(&self.text[previous as usize..next.start as usize])
        {
            self.error(Extent { start: previous, end: next.start }, Mistake::MissingSeparator);
        }
        separators.seen = false;
    }

    fn separator_or_junk(&mut self, node: Node<'t>, separators: &mut Separators, last: Option<&mut Option<Value>>) {
        let kind = node.kind_id();
        if kind == self.kinds.comma {
            separators.seen = true;
        } else if kind == self.kinds.wrong_separator {
            separators.seen = true;
            self.error(extent(node), Mistake::WrongSeparator);
        } else if node.is_error() || (node.is_named() && !node.is_extra()) {
            if !self.adopt(node, separators, last) {
                self.junk(node);
            }
            separators.seen = true;
        }
    }

    /// `sku = = VpnGw2AZ`: the value after the second sign is the attribute's. Otherwise junk on a
    /// value's line spoils the value.
    fn adopt(&mut self, node: Node<'t>, separators: &Separators, last: Option<&mut Option<Value>>) -> bool {
        let extent = extent(node);
        match (last, separators.previous) {
            (Some(value @ None), Some(end)) if !has_line_end(&self.text[end as usize..extent.start as usize]) => {
                let Some(sign) = self.operator_of(node) else { return false };
                *value = self.last_value();
                let missing =
                    |error: &SyntaxError| error.kind == Mistake::MissingValue && error.extent.start <= extent.start;
                if let Some(index) = self.errors.iter().rposition(missing) {
                    self.errors.remove(index);
                }
                self.error(sign, Mistake::Unexpected);
                true
            }
            (value, _) => {
                self.spoil(value, extent, separators.seen);
                false
            }
        }
    }

    /// The `=` that a stretch of junk begins with.
    fn operator_of(&self, node: Node<'t>) -> Option<Extent> {
        let first = node.child(0)?;
        let k = self.kinds;
        [k.equals, k.colon, k.wrong_operator].contains(&first.kind_id()).then(|| extent(first))
    }

    fn junk(&mut self, node: Node<'t>) {
        let whole = extent(node);
        if node.kind_id() == self.kinds.nameless_block {
            let brace = Extent { start: whole.start, end: whole.start + 1 };
            return self.error(brace, Mistake::MissingName);
        }
        if let Some(sign) = self.operator_of(node) {
            return self.error(sign, Mistake::MissingName);
        }
        let kind = match whole.of(self.text) {
            "}" => Mistake::StrayBrace,
            _ => Mistake::Unexpected,
        };
        self.error(first_line(whole, self.text), kind);
    }

    fn let_item(&mut self, extent: Extent) -> Item {
        let (mut name, mut value) = (None, None);
        self.children(|b, node| {
            if node.kind_id() == b.kinds.identifier && name.is_none() {
                name = Some(self::extent(node));
            } else if node.kind_id() == b.kinds.colon {
                b.error(self::extent(node), Mistake::Colon);
            } else if node.kind_id() == b.kinds.wrong_operator {
                b.error(self::extent(node), Mistake::WrongOperator);
            } else if let Some(found) = b.value(node) {
                value = Some(found);
            }
        });
        if value.is_none() {
            self.error(extent.end_point(), Mistake::MissingValue);
        }
        Item::Let { extent, name: name.unwrap_or(Extent { start: extent.end, end: extent.end }), value }
    }

    fn last_value(&mut self) -> Option<Value> {
        let mut value = None;
        self.children(|b, node| value = b.value(node).or(value.take()));
        value
    }

    fn block(&mut self) -> Block {
        let whole = extent(self.cursor.node());
        let mut kind = None;
        let mut block = Block {
            extent: whole,
            kind: whole,
            labels: Vec::new(),
            body: whole.end_point(),
            closed: false,
            members: Vec::new(),
            annotations: Vec::new(),
        };
        self.children(|b, node| {
            let id = node.kind_id();
            if id == b.kinds.body {
                block.body = extent(node);
                let end = b.body(&mut block);
                if !block.closed {
                    block.body.end = end;
                }
            } else if id == b.kinds.annotation {
                let annotation = b.annotation();
                block.annotations.push(annotation);
            } else if id == b.kinds.identifier || id == b.kinds.string {
                match kind {
                    None => kind = Some(extent(node)),
                    Some(_) => block.labels.push(extent(node)),
                }
            } else if node.is_error() || id == b.kinds.unexpected {
                b.error(first_line(extent(node), b.text), Mistake::Unexpected);
            }
        });
        block.kind = kind.unwrap_or(Extent { start: whole.start, end: whole.start });
        block.extent.start = block.kind.start;
        if !block.closed {
            let end = block.body.end;
            block.extent.end = end;
            block.body.end = end;
            self.error(Extent { start: end, end }, Mistake::MissingBrace);
        }
        block
    }

    /// Reads what stands between the braces; gives the end of the last of it, comments left out.
    fn body(&mut self, block: &mut Block) -> u32 {
        let mut end = block.body.start + 1;
        let mut separators = Separators { seen: true, previous: None };
        self.children(|b, node| {
            let (kind, k) = (node.kind_id(), b.kinds);
            let member = if kind == k.attribute {
                Member::Attribute(b.attribute())
            } else if kind == k.block {
                Member::Block(b.block())
            } else if kind == k.incomplete {
                Member::Incomplete(b.incomplete())
            } else if kind == k.defaults {
                Member::Block(b.misplaced_defaults(node))
            } else if kind == k.close_brace {
                block.closed = !node.is_missing() && node.end_byte() > node.start_byte();
                return;
            } else {
                if kind != k.open_brace {
                    end = end.max(b.significant_end(node));
                    let last = block.members.last_mut().and_then(Member::value_mut);
                    b.separator_or_junk(node, &mut separators, last);
                }
                return;
            };
            if let Member::Incomplete(incomplete) = &member {
                b.spoil(block.members.last_mut().and_then(Member::value_mut), incomplete.extent, separators.seen);
            }
            b.between(&mut separators, extent(node));
            end = end.max(member.extent().end);
            block.members.push(member);
        });
        end
    }

    /// Where a node ends, comments that follow it left out.
    fn significant_end(&self, mut node: Node<'t>) -> u32 {
        let is_text = |child: &Node<'_>| child.kind_id() != self.kinds.comment && child.end_byte() > child.start_byte();
        let last = |node: Node<'t>| (0..node.child_count()).rev().filter_map(|index| node.child(index)).find(is_text);
        while let Some(child) = last(node) {
            node = child;
        }
        trimmed_end(extent(node), self.text)
    }

    /// `defaults …` within a block: its keyword is the kind of a block that doesn't stand there.
    fn misplaced_defaults(&mut self, node: Node<'t>) -> Block {
        let mut block = self.block();
        let start = extent(node).start;
        block.labels.insert(0, block.kind);
        block.kind = Extent { start, end: start + "defaults".len() as u32 };
        block.extent.start = start;
        block
    }

    fn attribute(&mut self) -> Attribute {
        let whole = extent(self.cursor.node());
        let (mut name, mut value, mut annotations) = (None, None, Vec::new());
        self.children(|b, node| {
            let id = node.kind_id();
            if id == b.kinds.annotation {
                annotations.push(b.annotation());
            } else if name.is_none() && id == b.kinds.identifier {
                name = Some(extent(node));
            } else if id == b.kinds.colon {
                b.error(extent(node), Mistake::Colon);
            } else if id == b.kinds.wrong_operator {
                b.error(extent(node), Mistake::WrongOperator);
            } else if node.is_error() {
                b.junk(node);
            } else if let Some(found) = b.value(node) {
                value = Some(found);
            }
        });
        let name = name.unwrap_or(Extent { start: whole.start, end: whole.start });
        let end = value.as_ref().map_or_else(|| trimmed_end(whole, self.text), |value: &Value| value.extent.end);
        if value.is_none() {
            self.error(Extent { start: end, end }, Mistake::MissingValue);
        }
        Attribute { extent: Extent { start: name.start, end }, name, value, annotations }
    }

    fn incomplete(&mut self) -> Incomplete {
        let whole = extent(self.cursor.node());
        let (mut name, mut rest, mut junk) = (None, Vec::new(), None);
        self.children(|b, node| {
            let (id, k) = (node.kind_id(), b.kinds);
            if k.annotation == id {
                b.annotation();
            } else if name.is_none() && id == k.identifier {
                name = Some(extent(node));
            } else if let Some(value) = b.value(node) {
                rest.push(value);
            } else if ![k.equals, k.colon, k.wrong_operator].contains(&id) && node.end_byte() > node.start_byte() {
                junk.get_or_insert(extent(node));
            }
        });
        let name = name.unwrap_or(whole);
        let end = rest.last().map_or(name.end, |last: &Value| last.extent.end);
        match junk {
            Some(junk) => self.error(junk, Mistake::Unexpected),
            None => self.error(name.end_point(), Mistake::MissingEquals),
        }
        Incomplete { extent: Extent { start: name.start, end }, name, rest }
    }

    fn annotation(&mut self) -> Annotation {
        let whole = extent(self.cursor.node());
        let mut annotation = Annotation {
            extent: whole,
            name: whole.end_point(),
            rules: Vec::new(),
            strings: Vec::new(),
            named: Vec::new(),
        };
        let (mut named, mut closed) = (false, true);
        self.children(|b, node| {
            let id = node.kind_id();
            if id == b.kinds.open_parenthesis {
                closed = false;
            } else if id == b.kinds.rule_name {
                annotation.rules.push(extent(node));
            } else if id == b.kinds.string {
                b.value(node);
                annotation.strings.push(extent(node));
            } else if id == b.kinds.identifier && !named {
                named = true;
                annotation.name = extent(node);
            } else if id == b.kinds.named_argument {
                let mut name = None;
                let mut value = None;
                b.children(|b, node| {
                    if name.is_none() && node.kind_id() == b.kinds.identifier {
                        name = Some(extent(node));
                    } else if let Some(found) = b.value(node) {
                        value = Some(found);
                    }
                });
                annotation.named.extend(name.zip(value));
            } else if id == b.kinds.close_parenthesis {
                closed = node.end_byte() > node.start_byte();
            } else if node.is_error() || id == b.kinds.unexpected {
                b.error(first_line(extent(node), b.text), Mistake::Unexpected);
            }
        });
        if !closed {
            annotation.extent.end = trimmed_end(whole, self.text);
            self.error(annotation.extent.end_point(), Mistake::MissingParenthesis);
        }
        annotation
    }

    /// The value under the cursor, or nothing where no value stands there.
    fn value(&mut self, node: Node<'t>) -> Option<Value> {
        let (id, k) = (node.kind_id(), self.kinds);
        let form = if id == k.identifier {
            Form::Word
        } else if id == k.ip_prefix {
            Form::Prefix
        } else if id == k.ip_address {
            Form::Address
        } else if id == k.integer {
            Form::Integer
        } else if id == k.quantity {
            Form::Quantity
        } else if id == k.list {
            Form::List(self.list(node))
        } else if id == k.string {
            self.string(node);
            Form::String
        } else if id == k.boolean {
            Form::Boolean(extent(node).of(self.text) == "true")
        } else if id == k.reference {
            let mut parts = Vec::with_capacity(2);
            self.children(|b, node| {
                if node.is_named() && !node.is_error() {
                    if node.kind_id() == b.kinds.string {
                        b.string(node);
                    }
                    parts.push(extent(node));
                }
            });
            Form::Reference(parts)
        } else if id == k.call {
            self.call(node)
        } else if id == k.decimal {
            Form::Decimal
        } else if id == k.date {
            Form::Date
        } else if id == k.edition_date {
            Form::Edition
        } else if node.is_error() || id == k.unexpected {
            self.error(first_line(extent(node), self.text), Mistake::Unexpected);
            Form::Broken
        } else {
            return None;
        };
        if node.is_missing() {
            return None;
        }
        Some(Value { extent: extent(node), form })
    }

    fn string(&mut self, node: Node<'t>) {
        let last = node.child_count().checked_sub(1).and_then(|last| node.child(last));
        let closed = node.child_count() > 1
            && last.is_some_and(|last| last.kind_id() == self.kinds.quote && last.end_byte() > last.start_byte());
        if !closed {
            let extent = extent(node);
            let end = trimmed_end(extent, self.text).max(extent.start);
            self.error(Extent { start: extent.start, end }, Mistake::MissingQuote);
        }
    }

    fn list(&mut self, node: Node<'t>) -> Vec<Value> {
        let (mut values, mut closed) = (Vec::new(), false);
        let mut after_value: Option<u32> = None;
        self.children(|b, child| {
            let id = child.kind_id();
            if id == b.kinds.comma {
                after_value = None;
            } else if id == b.kinds.wrong_separator {
                after_value = None;
                b.error(extent(child), Mistake::WrongSeparator);
            } else if id == b.kinds.close_bracket {
                closed = child.end_byte() > child.start_byte();
            } else if let Some(value) = b.value(child) {
                if let Some(end) = after_value.replace(value.extent.end) {
                    b.error(Extent { start: end, end }, Mistake::MissingSeparator);
                }
                values.push(value);
            }
        });
        if !closed {
            let end = values.last().map_or(extent(node).start + 1, |last: &Value| last.extent.end);
            self.error(Extent { start: end, end }, Mistake::MissingBracket);
        }
        values
    }

    fn call(&mut self, node: Node<'t>) -> Form {
        let (mut function, mut arguments, mut closed) = (None, Vec::new(), false);
        let mut after_value: Option<u32> = None;
        self.children(|b, child| {
            if child.kind_id() == b.kinds.comma {
                after_value = None;
            } else if function.is_none() && child.kind_id() == b.kinds.identifier {
                function = Some(extent(child));
            } else if child.kind_id() == b.kinds.close_parenthesis {
                closed = child.end_byte() > child.start_byte();
            } else if let Some(value) = b.value(child) {
                if let Some(end) = after_value.replace(value.extent.end) {
                    b.error(Extent { start: end, end }, Mistake::MissingSeparator);
                }
                arguments.push(value);
            }
        });
        if !closed {
            let end = arguments.last().map_or(trimmed_end(extent(node), self.text), |last: &Value| last.extent.end);
            self.error(Extent { start: end, end }, Mistake::MissingParenthesis);
        }
        Form::Call(function.unwrap_or(extent(node)), arguments)
    }
}

/// What has been seen since the last member.
#[derive(Default)]
struct Separators {
    seen: bool,
    previous: Option<u32>,
}

fn extent(node: Node<'_>) -> Extent {
    Extent::new(node.start_byte(), node.end_byte())
}

/// The end of `extent` without trailing blanks.
fn trimmed_end(extent: Extent, text: &str) -> u32 {
    extent.start + extent.of(text).trim_end().len() as u32
}

/// The part of `extent` on its first line: a long broken stretch is shown where it begins.
fn first_line(extent: Extent, text: &str) -> Extent {
    let line = extent.of(text).split(['\n', '\r']).next().unwrap_or("").trim_end();
    Extent { start: extent.start, end: extent.start + line.len() as u32 }
}
