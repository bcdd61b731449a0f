//! `schema`: blocks, attributes and values as the language knows them. Mostly reported by the
//! lowering; what needs `defaults` or `let` is here.

use crate::catalog::EditionId;
use crate::finding::{Change, Extent, ItemId, Span};
use crate::model::{EditionItem, Item, View, nearest};
use crate::rules::{Check, Cx, Rule, facts};

pub const RULES: &[Rule] = &[
    Rule { name: "address/host-bits", check: Check::Elsewhere },
    Rule { name: "address/invalid-address", check: Check::Elsewhere },
    Rule { name: "address/invalid-prefix", check: Check::Elsewhere },
    Rule { name: "schema/bit-or-byte", check: Check::Elsewhere },
    Rule { name: "schema/duplicate-attribute", check: Check::Elsewhere },
    Rule { name: "schema/duplicate-block", check: Check::Spec(duplicate_defaults) },
    Rule { name: "schema/edition-misplaced", check: Check::Spec(edition_misplaced) },
    Rule { name: "schema/edition-missing", check: Check::Spec(edition_missing) },
    Rule { name: "schema/expired-allow", check: Check::Elsewhere },
    Rule { name: "schema/missing-attribute", check: Check::Any(missing_attribute) },
    Rule { name: "schema/missing-name", check: Check::Elsewhere },
    Rule { name: "schema/missing-reason", check: Check::Elsewhere },
    Rule { name: "schema/missing-rule", check: Check::Elsewhere },
    Rule { name: "schema/outside-block", check: Check::Elsewhere },
    Rule { name: "schema/quoted-literal", check: Check::Elsewhere },
    Rule { name: "schema/spelling", check: Check::Elsewhere },
    Rule { name: "schema/unexpected-name", check: Check::Elsewhere },
    Rule { name: "schema/unknown-annotation", check: Check::Elsewhere },
    Rule { name: "schema/unknown-attribute", check: Check::Elsewhere },
    Rule { name: "schema/unknown-block", check: Check::Elsewhere },
    Rule { name: "schema/unknown-edition", check: Check::Spec(unknown_edition) },
    Rule { name: "schema/unknown-rule", check: Check::Elsewhere },
    Rule { name: "schema/unknown-type", check: Check::Elsewhere },
    Rule { name: "schema/unknown-value", check: Check::Elsewhere },
    Rule { name: "schema/unquoted-text", check: Check::Elsewhere },
    Rule { name: "schema/unused-allow", check: Check::Elsewhere },
    Rule { name: "schema/wrong-type", check: Check::Elsewhere },
];

/// The second `defaults` of a file for one kind; other blocks are the lowering's, which sees one item.
fn duplicate_defaults(cx: &mut Cx<'_>) {
    let spec = cx.spec;
    let header = |(item, index): (ItemId, u16)| {
        let block = &spec.item(item)?.defaults[index as usize];
        Some((block.kind, Span::new(item, block.header)))
    };
    for places in spec.defaults() {
        let mut headers = places.iter().filter_map(|place| header(*place));
        let Some((kind, first)) = headers.next() else { continue };
        let kind = kind.schema().header();
        for (_, second) in headers {
            cx.report(second, format!("`defaults {kind}` is given twice in this file")).related(first, "first here");
        }
    }
}

/// A block without an attribute that it can't do without. Needs `defaults`, hence not in the lowering.
fn missing_attribute(view: View<'_>, cx: &mut Cx<'_>) {
    let schema = view.kind().schema();
    let missing = || schema.attributes.iter().filter(|row| row.required && !view.says(row.attr)).map(|row| row.name());
    if missing().next().is_some() && !view.is_vague() {
        cx.report(view, format!("this {} has no {}", schema.header(), facts::words(missing())));
    }
    for row in schema.attributes.iter().filter(|row| row.required && view.is_empty_list(row.attr)) {
        if let Some(field) = view.field(row.attr) {
            cx.report(field, format!("`{}` of this {} is empty", row.name(), schema.header()));
        }
    }
    for block in view.blocks() {
        missing_attribute(block, cx);
    }
}

/// Every `edition` of the spec, and whether it is the first item of the root file.
fn editions<'m>(cx: &Cx<'m>) -> Vec<(ItemId, &'m EditionItem, bool)> {
    let mut found: Vec<(ItemId, &EditionItem, bool)> = Vec::new();
    for (id, item) in cx.spec.editions() {
        for edition in &item.editions {
            let first = found.is_empty() && stands_first(id, item, edition, cx);
            found.push((id, edition, first));
        }
    }
    found
}

/// Whether nothing is declared in the root file before an edition.
fn stands_first(id: ItemId, item: &Item, edition: &EditionItem, cx: &Cx<'_>) -> bool {
    let Some(root) = cx.spec.files().first().filter(|root| root.file == id.file) else { return false };
    let before = root.items.iter().take_while(|it| **it != id);
    let mut before = before.filter_map(|it| cx.spec.item(*it));
    !before.any(|it| stands_before(it, u32::MAX)) && !stands_before(item, edition.extent.start)
}

/// Whether the item declares something before the offset.
fn stands_before(item: &Item, offset: u32) -> bool {
    let blocks = item.blocks.iter().chain(&item.defaults).map(|block| block.extent.start);
    let values = item.lets.iter().map(|it| it.extent.start);
    let imports = item.imports.iter().map(|it| it.extent.start);
    blocks.chain(values).chain(imports).any(|start| start < offset)
}

/// An `edition` that is not the first item of the root file.
fn edition_misplaced(cx: &mut Cx<'_>) {
    let editions = editions(cx);
    let root = cx.spec.files().first().map(|file| file.file);
    for (index, (id, edition, first)) in editions.iter().enumerate() {
        if *first {
            continue;
        }
        let imported = Some(id.file) != root;
        let earlier = editions[..index].first().filter(|_| !imported);
        let message = match earlier {
            _ if imported => "an edition stands in the root file and speaks for this one too",
            Some(_) => "there is an edition already",
            None => "the edition stands first in the file",
        };
        let span = Span::new(*id, edition.extent);
        let mut report = cx.report(span, message).remove(span, "Remove it");
        if let Some((id, edition, _)) = earlier {
            report = report.related(Span::new(*id, edition.extent), "first here");
        }
        let _ = report;
    }
}

/// An `edition` that there is none of.
fn unknown_edition(cx: &mut Cx<'_>) {
    let Some((id, edition, true)) = editions(cx).first().copied() else { return };
    if edition.value.is_empty() || edition.value.parse::<EditionId>().is_ok() {
        return;
    }
    let known = EditionId::ALL.iter().map(|edition| edition.as_str());
    let span = Span::new(id, edition.value_extent);
    let near = nearest(&edition.value, known.clone()).unwrap_or(EditionId::NEWEST.as_str());
    let message = format!("there is no edition `{}`; there are {}", edition.value, facts::words(known));
    cx.report(span, message).replace(span, near, false);
}

/// A root file that names no edition.
fn edition_missing(cx: &mut Cx<'_>) {
    if cx.edition_chosen {
        return;
    }
    let Some(root) = cx.spec.files().first() else { return };
    if cx.spec.editions().any(|(id, _)| id.file == root.file) {
        return;
    }
    let says_something = root.items.iter().any(|id| cx.spec.item(*id).is_some_and(|it| stands_before(it, u32::MAX)));
    let Some(&first) = root.items.first().filter(|_| says_something) else { return };
    let newest = EditionId::NEWEST;
    let pin = Change::InsertAtTop { file_of: first, text: format!("edition {newest}") };
    cx.report(Span::new(first, Extent::default()), format!("no edition is named, so the newest counts: {newest}")).fix(
        format!("Add `edition {newest}`"),
        true,
        vec![pin],
    );
}
