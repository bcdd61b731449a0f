//! What the language says about a name: its blocks and attributes.

use super::Explanation;
use crate::schema::{self, Attr, AttributeSchema, BLOCKS, BlockSchema, Kind, NameRule, Type};
use std::collections::BTreeSet;

/// The blocks with that keyword or header.
pub fn block(name: &str) -> Vec<Explanation> {
    let named = |block: &&&BlockSchema| block.keyword == name || block.header() == name || block.variant == Some(name);
    let made = BLOCKS.iter().filter(named).map(|block| Explanation {
        kind: "block",
        name: block.header(),
        url: None,
        markdown: describe(block),
        sources: Vec::new(),
    });
    made.collect()
}

fn describe(block: &BlockSchema) -> String {
    let label = if block.name == NameRule::Named { " NAME" } else { "" };
    let mut text = format!("# Block `{}{label}`\n\n{}\n", block.header(), block.doc);
    let parents: Vec<String> = parents(block.kind).iter().map(|it| format!("`{}`", it.header())).collect();
    if !parents.is_empty() {
        text.push_str(&format!("\nStands in {}.\n", parents.join(", ")));
    }
    if !block.attributes.is_empty() {
        text.push_str("\n## Attributes\n\n");
        block.attributes.iter().for_each(|row| text.push_str(&line(row)));
    }
    if !block.blocks.is_empty() {
        text.push_str("\n## Blocks\n\n");
        for kind in block.blocks {
            let nested = kind.schema();
            text.push_str(&format!("- `{}` – {}\n", nested.header(), nested.doc));
        }
    }
    text
}

fn parents(kind: Kind) -> Vec<&'static BlockSchema> {
    BLOCKS.iter().copied().filter(|block| block.blocks.contains(&kind)).collect()
}

fn line(row: &AttributeSchema) -> String {
    let required = if row.required { ", required" } else { "" };
    let default = row.default.map(|it| format!(", `{it}` unless said")).unwrap_or_default();
    format!("- `{}` ({}{required}{default}) – {}\n", row.name(), row.value.expected(), row.doc)
}

/// The attribute of that name, in every block that has it.
pub fn attribute(name: &str) -> Vec<Explanation> {
    // Blocks that say the same of it share a section.
    let mut sections: Vec<(Vec<String>, String)> = Vec::new();
    for block in BLOCKS {
        let Some(row) = block.attribute(name) else { continue };
        let required = if row.required { " It must be given." } else { "" };
        let default = row.default.map(|it| format!(" Unless said: `{it}`.")).unwrap_or_default();
        let mut text = format!("{}\n\nTakes {}.{required}{default}\n", row.doc, row.value.expected());
        if let Type::OneOf(choices) = row.value.element() {
            text.push('\n');
            choices.iter().for_each(|choice| text.push_str(&format!("- `{}` – {}\n", choice.value, choice.doc)));
        }
        let header = format!("`{}`", block.header());
        match sections.iter_mut().find(|section| section.1 == text) {
            Some(section) => section.0.push(header),
            None => sections.push((vec![header], text)),
        }
    }
    let sections = sections.iter().map(|(headers, text)| format!("\n## In {}\n\n{text}", headers.join(", ")));
    let text: String = sections.collect();
    if text.is_empty() {
        return Vec::new();
    }
    let markdown = format!("# Attribute `{name}`\n{text}");
    vec![Explanation { kind: "attribute", name: name.to_owned(), url: None, markdown, sources: Vec::new() }]
}

/// What Azure's API, Bicep, Terraform or people call so: `psk`, `local_network_gateway`.
pub fn called(name: &str) -> Vec<Explanation> {
    let kebab = schema::kebab(name);
    let attributes: BTreeSet<Attr> = BLOCKS.iter().filter_map(|it| schema::attribute_called(&kebab, it)).collect();
    let blocks = BLOCKS.iter().filter(|it| schema::names_of_kind(it.kind).any(|other| **other == *kebab));
    blocks.flat_map(|it| block(&it.header())).chain(attributes.iter().flat_map(|it| attribute(it.name()))).collect()
}

/// Every name that can be asked for.
pub fn names() -> Vec<String> {
    let attributes = Attr::ALL.iter().map(|attr| attr.name().to_owned());
    attributes.chain(BLOCKS.iter().flat_map(|block| [block.keyword.to_owned(), block.header()])).collect()
}
