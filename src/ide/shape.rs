//! Folds and selections: the shape of the text.

use crate::finding::Extent;
use crate::syntax::ast::{Ast, Block, Item, Member, Value};
use crate::syntax::{self, ast::Form};
use crate::workspace::File;
use std::ops::Range;

/// A stretch that can be folded away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fold {
    /// What disappears, from the line's end it begins on.
    pub range: Range<usize>,
    /// What it is.
    pub kind: FoldKind,
}

/// What a fold hides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoldKind {
    /// A block or a list.
    Body,
    /// Comment lines.
    Comment,
    /// Imports that stand together.
    Imports,
}

/// Everything in a file that can be folded.
pub fn folds(file: &File) -> Vec<Fold> {
    let mut folds = Vec::new();
    let text = file.text();
    let several_lines = |range: &Range<usize>| text.line_of(range.start) < text.line_of(range.end);
    let mut imports: Option<Range<usize>> = None;
    for (id, start) in file.starts() {
        let item = file.text_of(id);
        let ast = syntax::parse(&item);
        let mut bodies = Vec::new();
        for it in &ast.items {
            each_body(it, &mut bodies);
            if let Item::Import { extent, .. } = it {
                let here = extent.shifted(start);
                imports = Some(imports.map_or(here.start, |range| range.start)..here.end);
            } else if let Some(range) = imports.take() {
                folds.push(Fold { range, kind: FoldKind::Imports });
            }
        }
        folds.extend(bodies.into_iter().map(|it| Fold { range: it.shifted(start), kind: FoldKind::Body }));
    }
    folds.extend(imports.map(|range| Fold { range, kind: FoldKind::Imports }));
    folds.extend(comments(file));
    folds.retain(|fold| several_lines(&fold.range));
    folds.sort_by_key(|fold| (fold.range.start, fold.range.end));
    folds
}

/// Two or more comment lines that follow each other.
fn comments(file: &File) -> Vec<Fold> {
    let whole = file.text().to_string();
    let (mut folds, mut run, mut offset) = (Vec::new(), None::<(usize, usize, usize)>, 0);
    for line in whole.split_inclusive(['\n', '\r']) {
        let trimmed = line.trim();
        let end = offset + line.trim_end().len();
        if trimmed.starts_with('#') || trimmed.starts_with("//") {
            let (start, count) = run.map_or((offset, 0), |(start, _, count)| (start, count));
            run = Some((start, end, count + 1));
        } else if let Some((start, end, 2..)) = run.take_if(|_| line != "\n") {
            folds.push(Fold { range: start..end, kind: FoldKind::Comment });
        }
        offset += line.len();
    }
    if let Some((start, end, 2..)) = run {
        folds.push(Fold { range: start..end, kind: FoldKind::Comment });
    }
    folds
}

fn each_body(item: &Item, into: &mut Vec<Extent>) {
    match item {
        Item::Block(block) | Item::Defaults(block) => of_block(block, into),
        Item::Let { value: Some(value), .. } => of_value(value, into),
        _ => {}
    }
}

fn of_block(block: &Block, into: &mut Vec<Extent>) {
    into.push(block.body);
    for member in &block.members {
        match member {
            Member::Block(nested) => of_block(nested, into),
            Member::Attribute(attribute) => {
                if let Some(value) = &attribute.value {
                    of_value(value, into);
                }
            }
            Member::Incomplete(_) => {}
        }
    }
}

fn of_value(value: &Value, into: &mut Vec<Extent>) {
    if let Form::List(values) = &value.form {
        into.push(value.extent);
        values.iter().for_each(|value| of_value(value, into));
    }
}

/// The stretches around an offset, innermost first: value, attribute, body, block, item, file.
pub fn selections(file: &File, offset: usize) -> Vec<Range<usize>> {
    let (id, start) = file.item_at(offset);
    let text = file.text_of(id);
    let at = (offset - start) as u32;
    let ast = syntax::parse(&text);
    let mut chain = vec![Extent::new(0, text.len())];
    chain_of(&ast, at, &mut chain);
    let mut ranges: Vec<Range<usize>> = chain.into_iter().rev().map(|it| it.shifted(start)).collect();
    ranges.push(0..file.text().len());
    ranges.dedup();
    ranges
}

fn chain_of(ast: &Ast, at: u32, chain: &mut Vec<Extent>) {
    for item in &ast.items {
        match item {
            Item::Block(block) | Item::Defaults(block) if block.extent.touches(at) => {
                return chain_of_block(block, at, chain);
            }
            Item::Let { extent, value, .. } if extent.touches(at) => {
                chain.push(*extent);
                if let Some(value) = value {
                    chain_of_value(value, at, chain);
                }
                return;
            }
            _ => {}
        }
    }
}

fn chain_of_block(block: &Block, at: u32, chain: &mut Vec<Extent>) {
    chain.push(block.extent);
    if let Some(label) = block.labels.iter().find(|label| label.touches(at)) {
        return chain.push(*label);
    }
    if block.kind.touches(at) {
        return chain.push(block.kind);
    }
    if !block.body.touches(at) {
        return;
    }
    chain.push(block.body);
    for member in &block.members {
        match member {
            Member::Block(nested) if nested.extent.touches(at) => return chain_of_block(nested, at, chain),
            Member::Attribute(attribute) if attribute.extent.touches(at) => {
                chain.push(attribute.extent);
                if attribute.name.touches(at) {
                    return chain.push(attribute.name);
                }
                if let Some(value) = &attribute.value {
                    chain_of_value(value, at, chain);
                }
                return;
            }
            Member::Incomplete(it) if it.extent.touches(at) => return chain.push(it.extent),
            _ => {}
        }
    }
}

fn chain_of_value(value: &Value, at: u32, chain: &mut Vec<Extent>) {
    if !value.extent.touches(at) {
        return;
    }
    chain.push(value.extent);
    // Where a comma is missing two values may touch: one is the innermost.
    if let Form::List(values) = &value.form
        && let Some(value) = values.iter().find(|value| value.extent.touches(at))
    {
        chain_of_value(value, at, chain);
    }
}
