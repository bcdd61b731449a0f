//! A file of its own for a declaration, imported where it came from.

use super::rewrite;
use crate::ide::actions::Action;
use crate::ide::{Place, complete_relative as relative, entity_at};
use crate::model::Block;
use crate::model::literal::quote;
use crate::schema::Kind;
use crate::workspace::{EXTENSION, File, Judged, Snapshot, import_names};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// On the header of a declaration that isn't alone in its file.
pub fn move_out(snapshot: &Snapshot, judged: &Judged, file: &Arc<File>, offset: usize) -> Option<Action> {
    let (id, start) = file.item_at(offset);
    let model = judged.spec.model();
    let block = model.block(entity_at(judged, id, (offset - start) as u32)?);
    let name = block.name.as_ref()?;
    let is_here = block.header.touches((offset - start) as u32);
    let is_alone = file.each_item().map(|(_, item)| item.blocks.len()).sum::<usize>() < 2;
    let on_disk = file.path().is_absolute() && !file.path().to_string_lossy().contains('\u{1}');
    if !is_here || is_alone || !on_disk {
        return None;
    }
    let folder = file.path().parent()?;
    let (target, is_imported) = target(snapshot, judged, file, block, &name.text)?;
    let whole = with_lead(file, block.extent.shifted(start));
    let text = file.text();
    let mut moved = String::new();
    // `defaults` are the file's own: what they say for this block goes along.
    for kind in [Some(block.kind), (block.kind == Kind::Site).then_some(Kind::Device)].into_iter().flatten() {
        if let Some((item, defaults)) = model.defaults_of(id, kind)
            && (kind == block.kind || block.blocks.iter().any(|it| it.kind == kind))
        {
            let stretch = &file.text_of(item);
            moved.push_str(written(stretch, defaults.extent));
            moved.push_str("\n\n");
        }
    }
    moved.push_str(text.slice(whole.clone()).trim_end());
    moved.push('\n');

    let mut edits = Vec::new();
    if !is_imported {
        let import = format!("import {}\n", quote(&relative(folder, &target)));
        edits.push(import_at(file, &import));
    }
    edits.push((Place { file: file.clone(), range: with_blank_lines(file, whole) }, String::new()));
    let shown = relative(folder, &target);
    let title = format!("Move `{} {}` to `{shown}`", block.kind.schema().keyword, name.text);
    Some(Action { creates: Some((target, moved)), ..rewrite(title, edits) })
}

/// A stretch of an item's text, `defaults` before the kind included.
fn written(text: &str, extent: crate::finding::Extent) -> &str {
    let start = extent.start as usize;
    let line = text[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let from = if text[line..start].trim_start().starts_with("defaults") { line } else { start };
    text[from..extent.end as usize].trim()
}

/// The new file, and whether an import of the spec names it already: where a pattern of this file
/// brings others of the kind, it goes to them.
fn target(snapshot: &Snapshot, judged: &Judged, file: &File, block: &Block, name: &str) -> Option<(PathBuf, bool)> {
    let folder = file.path().parent()?;
    let stem: String =
        name.chars().map(|c| if c.is_alphanumeric() || matches!(c, '_' | '-') { c } else { '-' }).collect();
    let patterns = || file.each_item().flat_map(|(_, item)| item.imports.iter().map(|it| &*it.pattern));
    let has_kind = |path: &Path| {
        judged
            .spec
            .file_at(path)
            .is_some_and(|it| it.each_item().any(|(_, item)| item.blocks.iter().any(|b| b.kind == block.kind)))
    };
    let of_kind = patterns().filter(|it| it.contains('*')).find_map(|pattern| {
        let mut named = judged.spec.files().filter(|it| import_names(pattern, folder, it.path()));
        named.find(|it| has_kind(it.path()))?.path().parent()
    });
    let is_free = |path: &PathBuf| snapshot.layout().files().all(|known| known != path);
    let names = |index: usize| if index == 1 { stem.clone() } else { format!("{stem}-{index}") };
    let into = of_kind.unwrap_or(folder);
    let target = (1..100).map(|index| into.join(names(index)).with_extension(EXTENSION)).find(is_free)?;
    let is_imported = patterns().any(|pattern| import_names(pattern, folder, &target));
    Some((target, is_imported))
}

/// The block with the comments and annotations directly above it.
fn with_lead(file: &File, block: Range<usize>) -> Range<usize> {
    let text = file.text();
    let mut line = text.line_of(block.start);
    while line > 0 {
        let above = text.line(line - 1);
        let above = above.trim();
        if !(above.starts_with(['#', '@']) || above.starts_with("//")) {
            break;
        }
        line -= 1;
    }
    text.line_start(line)..block.end
}

/// The stretch with its line's end and the blank lines after it.
fn with_blank_lines(file: &File, range: Range<usize>) -> Range<usize> {
    let text = file.text();
    let mut line = text.line_of(range.end) + 1;
    // What follows on the line of the closing brace stays.
    if !text.slice(range.end..text.line_start(line).min(text.len())).trim().is_empty() {
        return range;
    }
    while line < text.line_count() && text.line_start(line) < text.len() && text.line(line).trim().is_empty() {
        line += 1;
    }
    range.start..text.line_start(line).min(text.len())
}

/// Where an import goes: after the last one, else after the edition, else first.
fn import_at(file: &Arc<File>, import: &str) -> (Place, String) {
    let text = file.text();
    let of = |wanted: fn(&crate::model::Item) -> Option<u32>| {
        let ends = file
            .each_item()
            .zip(file.starts())
            .filter_map(|((_, item), (_, start))| Some(start + wanted(item)? as usize));
        ends.last()
    };
    let after = of(|item| item.imports.last().map(|it| it.extent.end))
        .map(|end| (end, ""))
        .or_else(|| of(|item| item.editions.last().map(|it| it.extent.end)).map(|end| (end, "\n")));
    let (offset, new) = match after {
        Some((end, gap)) => {
            let next = text.line_start(text.line_of(end) + 1).min(text.len());
            let ends_line = next > end && text.slice(end..next).ends_with(['\n', '\r']);
            (next, if ends_line { format!("{gap}{import}") } else { format!("\n{gap}{import}") })
        }
        None => {
            let bom = if text.slice(0..text.len().min(3)) == "\u{feff}" { 3 } else { 0 };
            (bom, format!("{import}\n"))
        }
    };
    (Place { file: file.clone(), range: offset..offset }, new)
}
