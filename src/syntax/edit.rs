//! Changes of a segment's text that keep its layout: where an attribute goes, how one is taken out.
//!
//! Each function gives the extent to replace and the new text; nothing is applied here.

use super::ast::{Ast, Attribute, Block, Item, Member};
use crate::finding::Extent;

/// A replacement of a stretch of a segment.
pub type Replacement = (Extent, String);

/// Gives the block at `block` the attribute, or another value if it has it.
pub fn set_attribute(text: &str, block: Extent, name: &str, value: &str) -> Option<Replacement> {
    let ast = super::parse(text);
    let block = find_block(&ast, block)?;
    if let Some(attribute) = attributes(block).find(|attribute| attribute.name.of(text) == name) {
        return Some(match &attribute.value {
            Some(old) => (old.extent, value.to_owned()),
            None => (attribute.extent, format!("{name} = {value}")),
        });
    }
    let last_attribute = attributes(block).last();
    if is_on_one_line(block, text) {
        return Some(insert_inline(text, block, last_attribute.map(|it| it.extent), &format!("{name} = {value}")));
    }
    let padded = match last_attribute {
        Some(last) => {
            let to_equals = last.value.as_ref().map_or(0, |value| {
                let between = &text[last.name.start as usize..value.extent.start as usize];
                between.find('=').map_or(0, |at| between[..at].chars().count())
            });
            format!("{name:<width$} = {value}", width = to_equals.saturating_sub(1))
        }
        None => format!("{name} = {value}"),
    };
    Some(insert_line(text, block, last_attribute.map(|it| it.extent), &padded))
}

/// Adds a nested block at the end of the block at `block`.
pub fn insert_block(text: &str, block: Extent, nested: &str) -> Option<Replacement> {
    let ast = super::parse(text);
    let block = find_block(&ast, block)?;
    let last = block.members.last().map(Member::extent);
    if is_on_one_line(block, text) {
        let nested = nested.lines().map(str::trim).collect::<Vec<_>>().join(" ");
        return Some(insert_inline(text, block, last, &nested));
    }
    Some(insert_line(text, block, last, nested))
}

/// Takes out the attribute or block at `extent`, with its line or its comma.
pub fn remove(text: &str, extent: Extent) -> Replacement {
    let (start, end) = (extent.start as usize, extent.end as usize);
    let line_start = text[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let after = &text[end..];
    let comma = after.trim_start_matches([' ', '\t']).starts_with(',');
    let after_comma = if comma { end + after.find(',').unwrap_or(0) + 1 } else { end };
    let rest_of_line = text[after_comma..].split(['\n', '\r']).next().unwrap_or("");
    let alone = text[line_start..start].trim().is_empty() && rest_of_line.trim().is_empty();
    if alone {
        let line_end = after_comma + rest_of_line.len();
        let line_end =
            line_end + text[line_end..].strip_prefix("\r\n").map_or_else(|| usize::from(line_end < text.len()), |_| 2);
        return (Extent::new(line_start, line_end), String::new());
    }
    if comma {
        let blanks = text[after_comma..].len() - text[after_comma..].trim_start_matches([' ', '\t']).len();
        return (Extent::new(start, after_comma + blanks), String::new());
    }
    let before = text[..start].trim_end_matches([' ', '\t']);
    let start = before.strip_suffix(',').map_or(before.len(), str::len);
    (Extent::new(start, end), String::new())
}

fn attributes(block: &Block) -> impl Iterator<Item = &Attribute> {
    block.members.iter().filter_map(|member| match member {
        Member::Attribute(attribute) => Some(attribute),
        _ => None,
    })
}

/// The block of that extent, at any depth.
fn find_block(ast: &Ast, extent: Extent) -> Option<&Block> {
    fn within(block: &Block, extent: Extent) -> Option<&Block> {
        if block.extent.start == extent.start {
            return Some(block);
        }
        let nested = block.members.iter().filter_map(|member| match member {
            Member::Block(nested) => Some(nested),
            _ => None,
        });
        nested.into_iter().find_map(|nested| within(nested, extent))
    }
    ast.items.iter().find_map(|item| match item {
        Item::Block(block) | Item::Defaults(block) => within(block, extent),
        _ => None,
    })
}

fn is_on_one_line(block: &Block, text: &str) -> bool {
    !block.body.of(text).contains(['\n', '\r'])
}

/// Adds to `{ a = 1 }` after the member at `after`, or as the first.
fn insert_inline(text: &str, block: &Block, after: Option<Extent>, added: &str) -> Replacement {
    match after.or_else(|| block.members.last().map(Member::extent)) {
        Some(after) => (after.end_point(), format!(", {added}")),
        None => {
            let inner = Extent { start: block.body.start + 1, end: block.body.end - u32::from(block.closed) };
            let close = if inner.of(text).is_empty() || block.closed { " " } else { "" };
            (inner, format!(" {added}{close}"))
        }
    }
}

/// Adds a line of its own after the member at `after`, or as the first.
fn insert_line(text: &str, block: &Block, after: Option<Extent>, added: &str) -> Replacement {
    let first = block.members.first().map(|member| indentation(text, member.extent().start));
    let indent = match first {
        Some(indent) => indent.to_owned(),
        None => format!("{}  ", indentation(text, block.kind.start)),
    };
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let lines = added.lines().map(|line| format!("{line_end}{indent}{line}")).collect::<String>();
    let at = after.map_or(block.body.start + 1, |after| after.end);
    // A comma, a comment: what follows on the line stays with the line.
    let rest = text[at as usize..].split(['\n', '\r']).next().unwrap_or("");
    let stays = rest.trim_start().is_empty()
        || rest.trim_start().starts_with([',', '#'])
        || rest.trim_start().starts_with("//");
    let at = if stays { at + rest.len() as u32 } else { at };
    (Extent { start: at, end: at }, lines)
}

/// The blanks before the line that holds `offset`.
fn indentation(text: &str, offset: u32) -> &str {
    let start = text[..offset as usize].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let line = &text[start..];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apply(text: &str, (extent, new): Replacement) -> String {
        format!("{}{new}{}", &text[..extent.start as usize], &text[extent.end as usize..])
    }

    fn block_of(text: &str) -> Extent {
        match &super::super::parse(text).items[0] {
            Item::Block(block) => block.extent,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn attributes_go_where_people_put_them() {
        let set = |text: &str| apply(text, set_attribute(text, block_of(text), "sku", "VpnGw2AZ").unwrap());
        assert_eq!(set("gateway vpn g { vnet = hub }"), "gateway vpn g { vnet = hub, sku = VpnGw2AZ }");
        assert_eq!(set("gateway vpn g {}"), "gateway vpn g { sku = VpnGw2AZ }");
        assert_eq!(
            set("gateway vpn g {\n  vnet   = hub # the hub\n}\n"),
            "gateway vpn g {\n  vnet   = hub # the hub\n  sku    = VpnGw2AZ\n}\n"
        );
        assert_eq!(set("gateway vpn g {\n  sku = Basic,\n}\n"), "gateway vpn g {\n  sku = VpnGw2AZ,\n}\n");
        assert_eq!(set("gateway vpn g {\n}\n"), "gateway vpn g {\n  sku = VpnGw2AZ\n}\n");
    }

    #[test]
    fn what_is_removed_takes_its_line_or_comma_along() {
        let cut = |text: &str, what: &str| {
            let at = text.find(what).unwrap();
            apply(text, remove(text, Extent::new(at, at + what.len())))
        };
        assert_eq!(cut("v a { x = 1, y = 2 }", "x = 1"), "v a { y = 2 }");
        assert_eq!(cut("v a { x = 1, y = 2 }", "y = 2"), "v a { x = 1 }");
        assert_eq!(cut("v a {\n  x = 1\n  y = 2,\n}", "y = 2"), "v a {\n  x = 1\n}");
        assert_eq!(cut("v a { x = 1 }", "x = 1"), "v a { }");
    }

    #[test]
    fn nested_blocks_go_last() {
        let text = "gateway vpn g {\n  vnet = hub\n}\n";
        let added = apply(text, insert_block(text, block_of(text), "public-ip a { sku = Standard }").unwrap());
        assert_eq!(added, "gateway vpn g {\n  vnet = hub\n  public-ip a { sku = Standard }\n}\n");
    }
}
