//! Builds the typed view from the concrete tree in one walk.

mod block;
mod value;

use super::ast::*;
use super::kinds::{KINDS, Kinds};
use super::mistakes::has_line_end;
use crate::finding::Extent;
use tree_sitter::{Node, Tree};

/// A node of at most so many children is asked for each by its number; where there are more, a cursor
/// that goes from one to the next is quicker.
const FEW: u32 = 12;

/// How deep blocks, lists and calls may stand in each other. The language needs four; this is what keeps
/// whoever walks a tree, here and later, from running out of stack.
const DEEPEST: usize = 32;

pub(super) fn ast(tree: &Tree, text: &str) -> Ast {
    let mut builder = Builder { kinds: &KINDS, text, errors: Vec::new(), depth: 0 };
    let items = builder.items(tree.root_node());
    Ast { items, errors: builder.errors }
}

struct Builder<'t> {
    kinds: &'static Kinds,
    text: &'t str,
    errors: Vec<SyntaxError>,
    depth: usize,
}

impl<'t> Builder<'t> {
    fn error(&mut self, extent: Extent, kind: Mistake) {
        self.errors.push(SyntaxError { extent, kind });
    }

    /// Reads what is one level deeper; none, and an error, where that is too deep.
    fn deeper<T>(&mut self, node: Node<'t>, read: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth == DEEPEST {
            let start = extent(node).start;
            let first = extent(node).of(self.text).chars().next().map_or(0, |it| it.len_utf8() as u32);
            self.error(Extent { start, end: start + first }, Mistake::TooDeep);
            return None;
        }
        self.depth += 1;
        let made = read(self);
        self.depth -= 1;
        Some(made)
    }

    /// Calls `visit` with each child of a node and the child's kind; comments are left out.
    fn children(&mut self, parent: Node<'t>, mut visit: impl FnMut(&mut Self, Node<'t>, u16)) {
        let comment = self.kinds.comment;
        let mut visit = |node: Node<'t>| {
            let kind = node.kind_id();
            if kind != comment {
                visit(self, node, kind);
            }
        };
        let count = parent.child_count();
        if count <= FEW {
            (0..count).filter_map(|index| parent.child(index)).for_each(visit);
        } else {
            parent.children(&mut parent.walk()).for_each(&mut visit);
        }
    }

    fn items(&mut self, root: Node<'t>) -> Vec<Item> {
        let mut items = Vec::new();
        let mut separators = Separators::default();
        self.children(root, |b, node, kind| b.item(node, kind, &mut items, &mut separators));
        items
    }

    fn item(&mut self, node: Node<'t>, kind: u16, items: &mut Vec<Item>, separators: &mut Separators) {
        let (k, extent) = (self.kinds, extent(node));
        let item = if kind == k.block {
            Item::Block(self.block(node))
        } else if kind == k.defaults {
            Item::Defaults(self.block(node))
        } else if kind == k.let_ {
            self.let_item(node)
        } else if kind == k.edition {
            let value = self.last_value(node);
            if value.is_none() {
                self.error(extent.end_point(), Mistake::MissingValue);
            }
            Item::Edition { extent, value }
        } else if kind == k.import {
            let path = self.last_value(node);
            if path.is_none() {
                self.error(extent.end_point(), Mistake::MissingValue);
            }
            Item::Import { extent, path }
        } else if kind == k.attribute {
            Item::Attribute(self.attribute(node))
        } else if kind == k.incomplete {
            Item::Incomplete(self.incomplete(node))
        } else {
            let last = items.last_mut().and_then(Item::value_mut);
            self.separator_or_junk(node, kind, separators, last);
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

    /// Reports a comma with nothing but another comma, or an opening bracket, before it.
    fn comma(&mut self, node: Node<'t>, nothing_before: bool) {
        if nothing_before {
            self.error(extent(node), Mistake::ExtraComma);
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
        separators.comma = false;
    }

    fn separator_or_junk(
        &mut self,
        node: Node<'t>,
        kind: u16,
        separators: &mut Separators,
        last: Option<&mut Option<Value>>,
    ) {
        if kind == self.kinds.comma {
            self.comma(node, separators.comma);
            separators.seen = true;
            separators.comma = true;
            return;
        }
        separators.comma = false;
        if kind == self.kinds.wrong_separator {
            separators.seen = true;
            self.error(extent(node), Mistake::WrongSeparator);
        } else if kind == self.kinds.error || (node.is_named() && !node.is_extra()) {
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
                *value = self.last_value(node);
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

    fn let_item(&mut self, item: Node<'t>) -> Item {
        let extent = extent(item);
        let (mut name, mut value) = (None, None);
        self.children(item, |b, node, kind| {
            if kind == b.kinds.identifier && name.is_none() {
                name = Some(self::extent(node));
            } else if kind == b.kinds.colon {
                b.error(self::extent(node), Mistake::Colon);
            } else if kind == b.kinds.wrong_operator {
                b.error(self::extent(node), Mistake::WrongOperator);
            } else if let Some(found) = b.value(node, kind) {
                value = Some(found);
            }
        });
        if value.is_none() {
            self.error(extent.end_point(), Mistake::MissingValue);
        }
        Item::Let { extent, name: name.unwrap_or(Extent { start: extent.end, end: extent.end }), value }
    }

    fn last_value(&mut self, parent: Node<'t>) -> Option<Value> {
        let mut value = None;
        self.children(parent, |b, node, kind| value = b.value(node, kind).or(value.take()));
        value
    }
}

/// What has been seen since the last member.
#[derive(Default)]
struct Separators {
    seen: bool,
    /// The last thing was a comma.
    comma: bool,
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
