//! The symbols of a document and of the workspace.

use super::Place;
use crate::finding::{Extent, ItemId};
use crate::model::{Block, Item};
use crate::schema::{Family, Kind};
use crate::workspace::{File, Snapshot};
use std::ops::Range;

/// What a symbol is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SymbolKind {
    /// A site.
    Site,
    /// A VNet.
    Vnet,
    /// A gateway.
    Gateway,
    /// A circuit.
    Circuit,
    /// A connection or a peering.
    Connection,
    /// A device of a site.
    Device,
    /// Another nested block.
    Nested,
    /// A named value.
    Let,
    /// `defaults`
    Defaults,
    /// `import`
    Import,
}

/// A symbol with those in it.
#[derive(Clone, Debug)]
pub struct Outline {
    /// Its name, or its keyword where it has none.
    pub name: String,
    /// Its kind in words: `gateway vpn`.
    pub detail: String,
    /// What it is.
    pub kind: SymbolKind,
    /// All of it.
    pub range: Range<usize>,
    /// Its name.
    pub selection: Range<usize>,
    /// What is in it.
    pub children: Vec<Outline>,
}

/// The symbols of a file, in order.
pub fn outline(file: &File) -> Vec<Outline> {
    let starts: Vec<(ItemId, usize)> = file.starts().collect();
    let mut symbols = Vec::new();
    for ((_, item), (_, start)) in file.each_item().zip(starts) {
        of_item(item, start, &mut symbols);
    }
    symbols
}

fn of_item(item: &Item, start: usize, into: &mut Vec<Outline>) {
    let at = |extent: Extent| extent.shifted(start);
    for import in &item.imports {
        into.push(leaf(&import.pattern, "import", SymbolKind::Import, at(import.extent), at(import.extent)));
    }
    for it in &item.lets {
        into.push(leaf(&it.name.text, "let", SymbolKind::Let, at(it.extent), at(it.name.extent)));
    }
    for block in &item.defaults {
        let name = format!("defaults {}", block.kind.schema().header());
        let children = block.blocks.iter().map(|it| of_block(it, start)).collect();
        let whole = leaf(&name, "", SymbolKind::Defaults, at(block.extent), at(block.header));
        into.push(Outline { children, ..whole });
    }
    into.extend(item.blocks.iter().map(|block| of_block(block, start)));
}

fn leaf(name: &str, detail: &str, kind: SymbolKind, range: Range<usize>, selection: Range<usize>) -> Outline {
    Outline { name: name.to_owned(), detail: detail.to_owned(), kind, range, selection, children: Vec::new() }
}

fn of_block(block: &Block, start: usize) -> Outline {
    let header = block.kind.schema().header();
    let (name, selection) = match &block.name {
        Some(name) if !name.text.is_empty() => (name.text.to_string(), name.extent),
        _ => (header.clone(), block.header),
    };
    Outline {
        detail: if block.name.is_some() { header } else { String::new() },
        name,
        kind: kind_of(block.kind),
        range: block.extent.shifted(start),
        selection: selection.shifted(start),
        children: block.blocks.iter().map(|it| of_block(it, start)).collect(),
    }
}

fn kind_of(kind: Kind) -> SymbolKind {
    match kind.family() {
        Some(Family::Site) => SymbolKind::Site,
        Some(Family::Vnet) => SymbolKind::Vnet,
        Some(Family::Gateway) => SymbolKind::Gateway,
        Some(Family::Circuit) => SymbolKind::Circuit,
        Some(Family::Connection | Family::Peering) => SymbolKind::Connection,
        None if kind == Kind::Device => SymbolKind::Device,
        None => SymbolKind::Nested,
    }
}

/// The declarations and `let`s of the workspace whose names hold the letters of `query` in order.
pub fn workspace_symbols(snapshot: &Snapshot, query: &str) -> Vec<(Outline, Place)> {
    let mut found: Vec<(Outline, Place)> = Vec::new();
    let mut seen = Vec::new();
    for root in snapshot.roots() {
        let Some(judged) = snapshot.judged(&root) else { continue };
        for file in judged.spec.files() {
            if seen.contains(&file.id()) {
                continue;
            }
            seen.push(file.id());
            for symbol in outline(file) {
                if !matches!(symbol.kind, SymbolKind::Import | SymbolKind::Defaults) && fits(&symbol.name, query) {
                    let place = Place { file: file.clone(), range: symbol.selection.clone() };
                    found.push((symbol, place));
                }
            }
        }
    }
    found
}

fn fits(name: &str, query: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    query.chars().flat_map(char::to_lowercase).all(|wanted| letters.any(|letter| letter == wanted))
}
