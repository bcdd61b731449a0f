//! Links: the files that an import names, and the documents behind rules and types.

use super::around::top_schema;
use crate::catalog::{self, ConnectionKind};
use crate::rules::page_url;
use crate::syntax;
use crate::syntax::ast::{Annotation, Block, Item, Member};
use crate::workspace::{File, Judged, import_names};
use std::ops::Range;
use std::path::PathBuf;

/// A stretch that leads somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where.
    pub range: Range<usize>,
    /// To what.
    pub target: Target,
    /// What is there, in a few words.
    pub tooltip: String,
}

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A file of the spec.
    File(PathBuf),
    /// A page on the web.
    Page(String),
}

/// The links of a file: its imports, and the sources of what stands in it.
pub fn links(judged: &Judged, file: &File) -> Vec<Link> {
    let mut links = imports(judged, file);
    links.extend(sources(judged, file));
    links.sort_by_key(|link| link.range.start);
    links
}

/// A pattern with several files leads to the first.
pub fn imports(judged: &Judged, file: &File) -> Vec<Link> {
    let Some(folder) = file.path().parent() else { return Vec::new() };
    let mut links = Vec::new();
    for ((_, item), (_, start)) in file.each_item().zip(file.starts()) {
        for import in &item.imports {
            let named: Vec<_> =
                judged.spec.files().filter(|it| import_names(&import.pattern, folder, it.path())).collect();
            if let Some(first) = named.first() {
                let whole = import.extent.shifted(start);
                // Without the quotes.
                let range = whole.start + 1..whole.end.saturating_sub(1).max(whole.start + 1);
                let name = first.path().file_name().unwrap_or_default().to_string_lossy();
                let tooltip = match named.len() {
                    1 => name.into_owned(),
                    count => format!("{name}, the first of {count} files"),
                };
                links.push(Link { range, target: Target::File(first.path().to_owned()), tooltip });
            }
        }
    }
    links
}

/// From a connection's type to Azure's page about it, from a rule in `@allow` to its page.
fn sources(judged: &Judged, file: &File) -> Vec<Link> {
    let facts = catalog::edition(judged.spec.evaluation().context().edition);
    let mut links = Vec::new();
    for (id, start) in file.starts() {
        let text = file.text_of(id);
        if !text.contains("connection") && !text.contains('@') {
            continue;
        }
        for item in &syntax::parse(&text).items {
            let (Item::Block(block) | Item::Defaults(block)) = item else { continue };
            let variant = top_schema(block, &text).and_then(|schema| schema.variant);
            if let Some(kind) = variant.and_then(|it| it.parse::<ConnectionKind>().ok())
                && block.kind.of(&text) == "connection"
                && let (Some(row), Some(label)) = (facts.connection_type(kind), block.labels.first())
            {
                let target = Target::Page(row.links.docs.to_owned());
                links.push(Link { range: label.shifted(start), target, tooltip: format!("About {}", row.title) });
            }
            each_annotation(block, &mut |annotation| {
                for rule in &annotation.rules {
                    let name = rule.of(&text);
                    if crate::rules::page(name).is_some() {
                        let target = Target::Page(page_url(name));
                        links.push(Link { range: rule.shifted(start), target, tooltip: format!("The page of {name}") });
                    }
                }
            });
        }
    }
    links
}

fn each_annotation(block: &Block, visit: &mut impl FnMut(&Annotation)) {
    block.annotations.iter().for_each(&mut *visit);
    for member in &block.members {
        match member {
            Member::Attribute(it) => it.annotations.iter().for_each(&mut *visit),
            Member::Block(it) => each_annotation(it, visit),
            Member::Incomplete(_) => {}
        }
    }
}
