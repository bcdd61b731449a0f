//! Blocks and what they hold, by name.

use super::super::ast::*;
use super::{Builder, Separators, extent, first_line, trimmed_end};
use crate::finding::Extent;
use tree_sitter::Node;

impl<'t> Builder<'t> {
    pub(super) fn block(&mut self, node: Node<'t>) -> Block {
        let whole = extent(node);
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
        self.children(node, |b, node, id| {
            if id == b.kinds.body {
                block.body = extent(node);
                let Some(end) = b.deeper(node, |b| b.body(node, &mut block)) else {
                    block.closed = true;
                    return;
                };
                if !block.closed {
                    block.body.end = end;
                }
            } else if id == b.kinds.annotation {
                let annotation = b.annotation(node);
                block.annotations.push(annotation);
            } else if id == b.kinds.identifier || id == b.kinds.string {
                match kind {
                    None => kind = Some(extent(node)),
                    Some(_) => block.labels.push(extent(node)),
                }
            } else if id == b.kinds.error || id == b.kinds.unexpected {
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
    fn body(&mut self, body: Node<'t>, block: &mut Block) -> u32 {
        let mut end = block.body.start + 1;
        let mut separators = Separators { seen: true, ..Separators::default() };
        block.members.reserve(body.child_count().saturating_sub(2) as usize);
        self.children(body, |b, node, kind| {
            let k = b.kinds;
            let member = if kind == k.attribute {
                Member::Attribute(b.attribute(node))
            } else if kind == k.block {
                Member::Block(b.block(node))
            } else if kind == k.incomplete {
                Member::Incomplete(b.incomplete(node))
            } else if kind == k.defaults {
                Member::Block(b.misplaced_defaults(node))
            } else if kind == k.close_brace {
                block.closed = !node.is_missing() && node.end_byte() > node.start_byte();
                return;
            } else {
                if kind != k.open_brace {
                    end = end.max(b.significant_end(node));
                    let last = block.members.last_mut().and_then(Member::value_mut);
                    b.separator_or_junk(node, kind, &mut separators, last);
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
    pub(super) fn significant_end(&self, mut node: Node<'t>) -> u32 {
        let is_text = |child: &Node<'_>| child.kind_id() != self.kinds.comment && child.end_byte() > child.start_byte();
        let last = |node: Node<'t>| (0..node.child_count()).rev().filter_map(|index| node.child(index)).find(is_text);
        while let Some(child) = last(node) {
            node = child;
        }
        trimmed_end(extent(node), self.text)
    }

    /// `defaults …` within a block: its keyword is the kind of a block that doesn't stand there.
    fn misplaced_defaults(&mut self, node: Node<'t>) -> Block {
        let mut block = self.block(node);
        let start = extent(node).start;
        block.labels.insert(0, block.kind);
        block.kind = Extent { start, end: start + "defaults".len() as u32 };
        block.extent.start = start;
        block
    }

    pub(super) fn attribute(&mut self, node: Node<'t>) -> Attribute {
        let whole = extent(node);
        let (mut name, mut value, mut annotations) = (None, None, Vec::new());
        self.children(node, |b, node, id| {
            if id == b.kinds.annotation {
                annotations.push(b.annotation(node));
            } else if name.is_none() && id == b.kinds.identifier {
                name = Some(extent(node));
            } else if id == b.kinds.colon {
                b.error(extent(node), Mistake::Colon);
            } else if id == b.kinds.wrong_operator {
                b.error(extent(node), Mistake::WrongOperator);
            } else if id == b.kinds.error {
                b.junk(node);
            } else if let Some(found) = b.value(node, id) {
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

    pub(super) fn incomplete(&mut self, node: Node<'t>) -> Incomplete {
        let whole = extent(node);
        let (mut name, mut rest, mut junk) = (None, Vec::new(), None);
        self.children(node, |b, node, id| {
            let k = b.kinds;
            if k.annotation == id {
                b.annotation(node);
            } else if name.is_none() && id == k.identifier {
                name = Some(extent(node));
            } else if let Some(value) = b.value(node, id) {
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

    fn annotation(&mut self, node: Node<'t>) -> Annotation {
        let whole = extent(node);
        let mut annotation = Annotation {
            extent: whole,
            name: whole.end_point(),
            rules: Vec::new(),
            strings: Vec::new(),
            named: Vec::new(),
        };
        let (mut named, mut closed, mut nothing) = (false, true, false);
        self.children(node, |b, node, id| {
            let nothing_before = std::mem::replace(&mut nothing, id == b.kinds.comma);
            if id == b.kinds.comma {
                b.comma(node, nothing_before);
            } else if id == b.kinds.open_parenthesis {
                closed = false;
            } else if id == b.kinds.rule_name {
                annotation.rules.push(extent(node));
            } else if id == b.kinds.string {
                b.value(node, id);
                annotation.strings.push(extent(node));
            } else if id == b.kinds.identifier && !named {
                named = true;
                annotation.name = extent(node);
            } else if id == b.kinds.named_argument {
                let mut name = None;
                let mut value = None;
                b.children(node, |b, node, id| {
                    if name.is_none() && id == b.kinds.identifier {
                        name = Some(extent(node));
                    } else if let Some(found) = b.value(node, id) {
                        value = Some(found);
                    }
                });
                annotation.named.extend(name.zip(value));
            } else if id == b.kinds.close_parenthesis {
                closed = node.end_byte() > node.start_byte();
            } else if id == b.kinds.error || id == b.kinds.unexpected {
                b.error(first_line(extent(node), b.text), Mistake::Unexpected);
            }
        });
        if !closed {
            annotation.extent.end = trimmed_end(whole, self.text);
            self.error(annotation.extent.end_point(), Mistake::MissingParenthesis);
        }
        annotation
    }
}
