//! Inlay hints: what the text leaves out. What a gateway has left, the size of a prefix, what a block
//! got from its file's defaults.

use super::describe::grouped;
use super::usage::usage;
use crate::finding::Extent;
use crate::model::{EntityId, Reads, Spec, Value};
use crate::schema::Attr;
use crate::workspace::{File, Judged};
use ipnet::IpNet;
use std::ops::Range;

/// A few words shown after a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// After which byte.
    pub offset: usize,
    /// What is shown.
    pub label: String,
    /// What it means, in Markdown.
    pub tooltip: String,
}

/// The hints within a range of a file.
pub fn hints(judged: &Judged, file: &File, within: Range<usize>) -> Vec<Hint> {
    let mut hints = Vec::new();
    let model = judged.spec.model();
    let context = judged.spec.evaluation().context();
    let reads = Reads::ignored();
    let spec = Spec::new(model, &reads);
    for ((id, start), (_, item)) in file.starts().zip(file.each_item()) {
        for (index, block) in item.blocks.iter().enumerate() {
            let whole = block.extent.shifted(start);
            if whole.end < within.start || within.end < whole.start {
                continue;
            }
            let mut add = |extent: Extent, label: String, tooltip: &str| {
                let offset = extent.shifted(start).end;
                hints.push(Hint { offset, label, tooltip: tooltip.to_owned() });
            };
            block.each_value(&mut |typed| {
                if let Value::Prefix(prefix) = &typed.value
                    && let Some(size) = size(prefix)
                {
                    add(typed.extent, size, "the size of this prefix; Azure keeps five of a subnet's");
                }
            });
            let view = spec.entity(EntityId { item: id, index: index as u16 });
            if let Some(attribute) = block.attribute(Attr::Sku)
                && let Some(used) = usage(view, context)
            {
                add(attribute.extent, used, "what the connections of this gateway use of its SKU");
            }
            if let Some((_, defaults)) = view.defaults() {
                let given = defaults.attributes.iter().filter(|it| block.attribute(it.attr).is_none());
                let names: Vec<_> = given.map(|it| it.attr.name()).collect();
                if !names.is_empty() {
                    add(block.header, format!("+ {}", names.join(", ")), "given by this file's `defaults`");
                }
            }
        }
    }
    hints.retain(|hint| within.start <= hint.offset && hint.offset <= within.end);
    hints.sort_by_key(|hint| hint.offset);
    hints
}

/// `65 536 addresses`; nobody counts the addresses of an IPv6 prefix, and a single one needs no count.
fn size(prefix: &IpNet) -> Option<String> {
    let bits = prefix.max_prefix_len() - prefix.prefix_len();
    (1..=24).contains(&bits).then(|| format!("{} addresses", grouped(1 << bits)))
}
