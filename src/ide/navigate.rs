//! Definition, references, highlights and renaming: all from the names of the spec.

use super::names::{self, Occurrence, Symbol};
use super::{Place, diagnostics::place};
use crate::model::literal::{is_identifier, quote, unquote};
use crate::workspace::{File, Judged, Snapshot};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// The name at an offset of a file.
pub fn name_at(judged: &Judged, file: &File, offset: usize) -> Option<Occurrence> {
    let (id, start) = file.item_at(offset);
    let model = judged.spec.model();
    let at = (offset - start) as u32;
    let found = names::in_item(model, id, model.item(id)?, &file.text_of(id));
    // Where two names touch (`hq.edge1`), the later one wins at its first character.
    found.into_iter().rfind(|it| it.span.extent.touches(at))
}

/// Every place of a symbol in one spec.
pub fn occurrences(judged: &Judged, symbol: &Symbol) -> Vec<(Place, bool)> {
    let model = judged.spec.model();
    let mut places = Vec::new();
    for file in judged.spec.files() {
        for (id, item) in file.each_item() {
            let has_names = !(item.blocks.is_empty() && item.defaults.is_empty() && item.lets.is_empty());
            if !has_names {
                continue;
            }
            let text = file.text_of(id);
            if !text.contains(symbol.name()) {
                continue;
            }
            for it in names::in_item(model, id, item, &text) {
                if it.symbol == *symbol
                    && let Some(place) = place(judged, it.span)
                {
                    places.push((place, it.declares));
                }
            }
        }
    }
    places
}

/// Where the name at the offset is declared, with the extent of the name itself.
pub fn definition(judged: &Judged, file: &File, offset: usize) -> Option<(Range<usize>, Vec<Place>)> {
    let name = name_at(judged, file, offset)?;
    let origin = file.range(name.span)?;
    let declared = occurrences(judged, &name.symbol).into_iter().filter(|(_, declares)| *declares);
    Some((origin, declared.map(|(place, _)| place).collect()))
}

/// Every place of what is named at the offset, over all specs that the file is part of.
pub fn references(snapshot: &Snapshot, path: &Path, offset: usize, with_declaration: bool) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    for judged in snapshot.specs_of(path) {
        let Some(file) = own(&judged, path) else { continue };
        let Some(name) = name_at(&judged, &file, offset) else { continue };
        for (place, declares) in occurrences(&judged, &name.symbol) {
            let known = places.iter().any(|it| it.file.path() == place.file.path() && it.range == place.range);
            if (with_declaration || !declares) && !known {
                places.push(place);
            }
        }
    }
    places
}

/// The file of that path in a spec.
pub fn own(judged: &Judged, path: &Path) -> Option<Arc<File>> {
    judged.spec.file_at(path).cloned()
}

/// The places in this file of what is named at the offset, and whether each declares it.
pub fn highlights(judged: &Judged, file: &File, offset: usize) -> Vec<(Range<usize>, bool)> {
    let Some(name) = name_at(judged, file, offset) else { return Vec::new() };
    let here = occurrences(judged, &name.symbol).into_iter().filter(|(place, _)| place.file.id() == file.id());
    here.map(|(place, declares)| (place.range, declares)).collect()
}

/// What would be renamed: its range, without quotes' meaning changed, and its present name.
pub fn prepare_rename(judged: &Judged, file: &File, offset: usize) -> Option<(Range<usize>, String)> {
    let name = name_at(judged, file, offset)?;
    // A name that nothing declares can't be renamed: it is a mistake, not a thing.
    let declared = occurrences(judged, &name.symbol).iter().any(|(_, declares)| *declares);
    declared.then(|| Some((file.range(name.span)?, name.symbol.name().to_owned())))?
}

/// The edits that give what is named at the offset another name.
///
/// # Errors
/// Why it can't have that name, in words.
pub fn rename(snapshot: &Snapshot, path: &Path, offset: usize, new: &str) -> Result<Vec<(Place, String)>, String> {
    let new = unquote(new.trim()).into_owned();
    if new.is_empty() {
        return Err("a name can't be empty".to_owned());
    }
    let mut found = None;
    for judged in snapshot.specs_of(path) {
        let Some(name) = own(&judged, path).and_then(|file| name_at(&judged, &file, offset)) else { continue };
        let taken = is_taken(&judged, &name.symbol, &new);
        if taken && name.symbol.name() != new {
            return Err(format!("there is a `{new}` already"));
        }
        found = Some(name.symbol);
    }
    let Some(symbol) = found else { return Err("there is no name here".to_owned()) };
    let written = match &symbol {
        _ if is_identifier(&new) => new,
        Symbol::Let(_) => return Err(format!("`{new}` is no identifier, and the name of a `let` must be one")),
        _ => quote(&new),
    };
    let places = references(snapshot, path, offset, true);
    Ok(places.into_iter().map(|place| (place, written.clone())).collect())
}

fn is_taken(judged: &Judged, symbol: &Symbol, new: &str) -> bool {
    let model = judged.spec.model();
    match symbol {
        Symbol::Declared(family, _) => !model.declared(*family, new).is_empty(),
        Symbol::Let(_) => model.let_named(new).is_some(),
        Symbol::Device(owner, _) => !occurrences(judged, &Symbol::Device(owner.clone(), new.into())).is_empty(),
        Symbol::NatRule(owner, _) => !occurrences(judged, &Symbol::NatRule(owner.clone(), new.into())).is_empty(),
    }
}

/// The places that are edited together with the declaration at the offset: all of its name's, where all
/// of them stand in this file and are written alike. A reference may be meant to become another name,
/// so from there nothing is linked.
pub fn linked(judged: &Judged, file: &File, offset: usize) -> Option<Vec<Range<usize>>> {
    let name = name_at(judged, file, offset).filter(|it| it.declares)?;
    let text = file.text();
    let places = occurrences(judged, &name.symbol);
    let written = text.slice(file.range(name.span)?);
    let declarations = places.iter().filter(|(_, declares)| *declares).count();
    let alike = |(place, _): &(Place, bool)| place.file.id() == file.id() && text.slice(place.range.clone()) == written;
    let links = places.len() > 1 && declarations == 1 && places.iter().all(alike) && !written.starts_with('"');
    links.then(|| places.into_iter().map(|(place, _)| place.range).collect())
}
