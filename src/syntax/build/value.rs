//! Values as written.

use super::super::ast::*;
use super::{Builder, extent, first_line, trimmed_end};
use crate::finding::Extent;
use tree_sitter::Node;

impl<'t> Builder<'t> {
    /// The value that a node of kind `id` is, or nothing where no value stands there.
    pub(super) fn value(&mut self, node: Node<'t>, id: u16) -> Option<Value> {
        let k = self.kinds;
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
            self.deeper(node, |b| b.list(node)).unwrap_or(Form::Broken)
        } else if id == k.string {
            self.string(node);
            Form::String
        } else if id == k.boolean {
            Form::Boolean(extent(node).of(self.text) == "true")
        } else if id == k.reference {
            let mut parts = Vec::with_capacity(2);
            self.children(node, |b, node, id| {
                if node.is_named() && id != b.kinds.error {
                    if id == b.kinds.string {
                        b.string(node);
                    }
                    parts.push(extent(node));
                }
            });
            Form::Reference(parts)
        } else if id == k.call {
            self.deeper(node, |b| b.call(node)).unwrap_or(Form::Broken)
        } else if id == k.decimal {
            Form::Decimal
        } else if id == k.date {
            Form::Date
        } else if id == k.edition_date {
            Form::Edition
        } else if id == k.error || id == k.unexpected {
            self.error(first_line(extent(node), self.text), Mistake::Unexpected);
            Form::Broken
        } else {
            return None;
        };
        if node.is_missing() {
            return None;
        }
        let mut extent = extent(node);
        let closed_by = match form {
            Form::List(_) => Some(']'),
            Form::Call(..) => Some(')'),
            _ => None,
        };
        let written = extent.of(self.text);
        let has_comment = || written.contains('#') || written.contains("//");
        if closed_by.is_some_and(|bracket| !written.ends_with(bracket) || has_comment()) {
            // A comment behind one that is left open belongs to what follows.
            extent.end = self.significant_end(node);
        }
        Some(Value { extent, form })
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

    fn list(&mut self, node: Node<'t>) -> Form {
        let before = self.errors.len();
        let (mut values, mut closed, mut nothing) = (Vec::new(), false, true);
        let mut after_value: Option<u32> = None;
        self.children(node, |b, child, id| {
            let nothing_before = std::mem::replace(&mut nothing, id == b.kinds.comma || id == b.kinds.open_bracket);
            if id == b.kinds.comma {
                b.comma(child, nothing_before);
                after_value = None;
            } else if id == b.kinds.wrong_separator {
                after_value = None;
                b.error(extent(child), Mistake::WrongSeparator);
            } else if id == b.kinds.close_bracket {
                closed = child.end_byte() > child.start_byte();
            } else if let Some(value) = b.value(child, id) {
                if let Some(end) = after_value.replace(value.extent.end) {
                    b.error(Extent { start: end, end }, Mistake::MissingSeparator);
                }
                values.push(value);
            }
        });
        if let [first, _, ..] = &values[..]
            && first.extent.of(self.text) == "for"
            && self.errors.len() > before
        {
            // `[for p in corp : p]`, a loop of other languages, is one mistake.
            self.errors.truncate(before);
            self.error(first.extent, Mistake::Unexpected);
            return Form::Broken;
        }
        if !closed {
            let end = values.last().map_or(extent(node).start + 1, |last: &Value| last.extent.end);
            self.error(Extent { start: end, end }, Mistake::MissingBracket);
        }
        Form::List(values)
    }

    fn call(&mut self, node: Node<'t>) -> Form {
        let (mut function, mut arguments, mut closed, mut nothing) = (None, Vec::new(), false, false);
        let mut after_value: Option<u32> = None;
        self.children(node, |b, child, id| {
            let nothing_before = std::mem::replace(&mut nothing, id == b.kinds.comma);
            if id == b.kinds.comma {
                b.comma(child, nothing_before);
                after_value = None;
            } else if function.is_none() && id == b.kinds.identifier {
                function = Some(extent(child));
            } else if id == b.kinds.close_parenthesis {
                closed = child.end_byte() > child.start_byte();
            } else if let Some(value) = b.value(child, id) {
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
