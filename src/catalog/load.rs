//! Reading and checking the data files. The build script runs this; the crate itself only in tests.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Deserialize;

use super::types::{Edition, EditionId, Source};

/// Something wrong in a data file.
#[derive(Debug, PartialEq, Eq)]
pub struct DataError {
    /// The file.
    pub file: String,
    /// The row, or where in the file.
    pub row: String,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.file, self.row, self.message)
    }
}

fn error<T>(file: &str, row: impl Into<String>, message: impl Into<String>) -> Result<T, DataError> {
    Err(DataError { file: file.to_owned(), row: row.into(), message: message.into() })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'static"))]
struct SourceFile {
    source: Vec<Source>,
}

/// Reads the register of sources, sorted by id.
pub fn sources(file: &str, text: &'static str) -> Result<Vec<Source>, DataError> {
    let mut sources = match toml::from_str::<SourceFile>(text) {
        Ok(read) => read.source,
        Err(wrong) => return error(file, "file", wrong.to_string()),
    };
    sources.sort_by_key(|source| source.id);
    for pair in sources.windows(2) {
        if pair[0].id == pair[1].id {
            return error(file, pair[0].id, "stands here twice");
        }
    }
    for source in &sources {
        if !source.url.starts_with("https://") {
            return error(file, source.id, "its address doesn't begin with https://");
        }
        if source.title.is_empty() || source.date.is_empty() {
            return error(file, source.id, "has no title or no date (write `undated`)");
        }
    }
    Ok(sources)
}

/// Reads the files of an edition, given as name and text, into one whole.
pub fn edition(files: &[(String, &'static str)], sources: &[Source]) -> Result<Edition, DataError> {
    let known: BTreeSet<&str> = sources.iter().map(|source| source.id).collect();
    let mut whole = Edition::default();
    for (file, text) in files {
        check_sources(file, text, &known)?;
        match toml::from_str::<Edition>(text) {
            Ok(part) => {
                check_unique(file, &part)?;
                whole.absorb(part);
            }
            Err(wrong) => return error(file, "file", wrong.to_string()),
        }
    }
    check_unique("all files", &whole)?;
    Ok(whole)
}

/// Every row must name sources, and all sources named must be in the register. This looks at the
/// bare text, so that no type can forget it.
fn check_sources(file: &str, text: &str, known: &BTreeSet<&str>) -> Result<(), DataError> {
    let data: toml::Table = match toml::from_str(text) {
        Ok(data) => data,
        Err(wrong) => return error(file, "file", wrong.to_string()),
    };
    for (table, rows) in &data {
        let Some(rows) = rows.as_array() else {
            return error(file, table, "stands outside of a row: a value without a source");
        };
        for (index, row) in rows.iter().enumerate() {
            let label = label(table, index, row);
            let Some(row) = row.as_table() else {
                return error(file, label, "is no row");
            };
            check_list(file, &label, "source", row.get("source"), known)?;
            if let Some(fields) = row.get("field-source") {
                let Some(fields) = fields.as_table() else {
                    return error(file, label, "`field-source` is no table");
                };
                for (field, ids) in fields {
                    if !row.contains_key(field) {
                        return error(file, label, format!("has a source for `{field}`, which it lacks"));
                    }
                    check_list(file, &label, field, Some(ids), known)?;
                }
            }
            for entry in row.get("disputed").and_then(|d| d.as_array()).into_iter().flatten() {
                let field = entry.get("field").and_then(|field| field.as_str());
                if field.is_some_and(|field| !row.contains_key(field)) {
                    return error(file, label, "disputes a field that it lacks");
                }
                check_list(file, &label, "disputed.sources", entry.get("sources"), known)?;
            }
        }
    }
    Ok(())
}

fn check_list(
    file: &str,
    row: &str,
    what: &str,
    ids: Option<&toml::Value>,
    known: &BTreeSet<&str>,
) -> Result<(), DataError> {
    let ids = ids.and_then(|ids| ids.as_array());
    let Some(ids) = ids.filter(|ids| !ids.is_empty()) else {
        return error(file, row, format!("`{what}` names no source"));
    };
    for id in ids {
        match id.as_str() {
            Some(id) if known.contains(id) => {}
            _ => {
                let message = format!("`{what}` names the source {id}, which sources.toml lacks");
                return error(file, row, message);
            }
        }
    }
    Ok(())
}

/// Names a row by what it says first about itself.
fn label(table: &str, index: usize, row: &toml::Value) -> String {
    let name = ["id", "name", "topic", "attribute", "value", "purpose"].iter().find_map(|key| row.get(key)?.as_str());
    match name {
        Some(name) => format!("{table} `{name}`"),
        None => format!("{table} number {}", index + 1),
    }
}

/// No two rows of a table may have the same key.
fn check_unique(file: &str, edition: &Edition) -> Result<(), DataError> {
    for (table, rows) in edition.tables() {
        let mut seen = BTreeSet::new();
        for row in rows {
            if !seen.insert(row.key()) {
                return error(file, format!("{table} `{}`", row.key()), "stands here twice");
            }
        }
    }
    Ok(())
}

/// What must hold between the rows of an edition.
pub fn check_whole(id: EditionId, edition: &Edition) -> Result<(), DataError> {
    let file = id.as_str();
    let names: BTreeSet<&str> = edition.vpn_skus.iter().map(|sku| sku.name).collect();
    let er_names: BTreeSet<&str> = edition.er_skus.iter().map(|sku| sku.name).collect();
    let lives = (edition.vpn_skus.iter().map(|sku| (sku.name, &sku.lifecycle, &names)))
        .chain(edition.er_skus.iter().map(|sku| (sku.name, &sku.lifecycle, &er_names)));
    for (name, life, names) in lives {
        if life.replacement.is_some_and(|to| !names.contains(to)) {
            return error(file, name, "is replaced by a SKU that isn't there");
        }
        if let (Some(blocked), Some(retired)) = (life.new_refused, life.retired)
            && blocked > retired
        {
            return error(file, name, "is refused only after it is retired");
        }
    }
    let regions: BTreeSet<&str> = edition.regions.iter().map(|region| region.id).collect();
    let named = (edition.peering_locations.iter())
        .flat_map(|location| location.local_regions.iter().map(|id| (location.name, id)))
        .chain((edition.er_skus.iter()).flat_map(|sku| sku.unsupported_regions.iter().map(|id| (sku.name, id))));
    for (name, region) in named {
        if !regions.contains(region) {
            return error(file, name, format!("names the region `{region}`, which isn't there"));
        }
    }
    for range in &edition.ranges {
        if range.first > range.last || range.first.is_ipv4() != range.last.is_ipv4() {
            return error(file, range.id, "ends before it begins");
        }
    }
    for range in &edition.asns {
        if range.first > range.last {
            return error(file, range.title, "ends before it begins");
        }
    }
    Ok(())
}

/// Sources that no row names: a register with dead entries is a mistake.
pub fn unused<'a>(sources: &'a [Source], editions: &[&Edition]) -> Vec<&'a str> {
    let mut used: BTreeMap<&str, ()> = BTreeMap::new();
    for row in editions.iter().flat_map(|edition| edition.tables()).flat_map(|table| table.1) {
        used.extend(row.source_ids().iter().map(|id| (*id, ())));
        used.extend(row.field_sources().values().flatten().map(|id| (*id, ())));
        used.extend(row.disputed().iter().flat_map(|d| &d.sources).map(|id| (*id, ())));
    }
    sources.iter().map(|source| source.id).filter(|id| !used.contains_key(id)).collect()
}
