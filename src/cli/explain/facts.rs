//! What the catalogue says about a name, in every edition that knows it.

use super::{Explanation, cited};
use crate::catalog::{self, EditionId};
use crate::cli::catalog::{Row, cell, rows};
use serde_json::Value;

/// The tables whose rows can be asked for, with the columns that name a row.
const TABLES: &[(&str, &[&str], &str)] = &[
    ("vpn-sku", &["name"], "a VPN gateway SKU"),
    ("er-sku", &["name"], "an ExpressRoute gateway SKU"),
    ("connection-type", &["id"], "a connection type"),
    ("device", &["id"], "a VPN device"),
    ("circuit-tier", &["id"], "a circuit tier"),
    ("circuit-peering", &["id"], "a circuit peering"),
    ("p2s-protocol", &["id"], "a Point-to-Site protocol"),
    ("p2s-auth", &["id"], "a Point-to-Site authentication"),
    ("vpn-feature", &["id"], "a feature of VPN gateways"),
    ("limit", &["id"], "a limit"),
    ("feature", &["id"], "a feature"),
    ("retirement", &["id"], "a retirement"),
    ("region", &["id", "title"], "an Azure region"),
    ("peering-location", &["name"], "a peering location"),
];

fn is_named(row: &Row, columns: &[&str], name: &str) -> bool {
    columns.iter().any(|column| row.get(column).is_some_and(|it| cell(it).eq_ignore_ascii_case(name)))
}

/// What the catalogue says about a name.
pub fn facts(name: &str) -> Vec<Explanation> {
    let mut found = Vec::new();
    for (table, columns, what) in TABLES {
        let mut text = String::new();
        let mut spelled = None;
        let mut ids: Vec<&'static str> = Vec::new();
        for edition in EditionId::ALL.iter().rev() {
            for row in rows(catalog::edition(*edition), table).iter().filter(|row| is_named(row, columns, name)) {
                spelled = spelled.or_else(|| row.get(columns[0]).map(cell));
                text.push_str(&section(*edition, row, &mut ids));
            }
        }
        if let Some(spelled) = spelled {
            found.push(Explanation {
                kind: table,
                url: None,
                markdown: format!("# {spelled}, {what}\n{text}"),
                name: spelled,
                sources: cited(&ids),
            });
        }
    }
    found
}

fn section(edition: EditionId, row: &Row, ids: &mut Vec<&'static str>) -> String {
    let generation = row.get("generation").map(cell).filter(|it| !it.is_empty());
    let generation = generation.map(|it| format!(", {it}")).unwrap_or_default();
    let mut text = format!("\n## Edition {edition}{generation}\n\n");
    let mut disputed = Vec::new();
    for (column, value) in &row.0 {
        match (column.as_str(), value) {
            ("source", Value::Array(sources)) => {
                for id in sources.iter().filter_map(Value::as_str).filter_map(catalog::source).map(|it| it.id) {
                    if !ids.contains(&id) {
                        ids.push(id);
                    }
                }
            }
            ("disputed", Value::Array(points)) => {
                disputed.extend(points.iter().filter_map(|point| point.get("note")).map(cell));
            }
            ("field-source", _) => {}
            (_, Value::Array(values)) if values.iter().map(|it| cell(it).len()).max() > Some(40) => {
                text.push_str(&format!("- {}:\n", words(column)));
                values.iter().for_each(|value| text.push_str(&format!("  - {}\n", cell(value))));
            }
            (column, value) => {
                let cell = cell(value);
                if !cell.is_empty() {
                    text.push_str(&format!("- {}: {cell}\n", words(column)));
                }
            }
        }
    }
    for note in disputed {
        text.push_str(&format!("- the documents disagree: {note}\n"));
    }
    text
}

fn words(column: &str) -> String {
    column.replace('-', " ")
}

/// Every name that can be asked for.
pub fn names() -> Vec<String> {
    let facts = EditionId::ALL.iter().map(|id| catalog::edition(*id));
    let mut names = Vec::new();
    for facts in facts {
        names.extend(facts.vpn_sku_names().iter().map(|name| (*name).to_owned()));
        names.extend(facts.er_skus.iter().map(|row| row.name.to_owned()));
        names.extend(facts.connection_types.iter().map(|row| row.id.to_string()));
        names.extend(facts.devices.iter().map(|row| row.id.to_owned()));
        names.extend(facts.limits.iter().map(|row| row.id.to_string()));
        names.extend(facts.features.iter().map(|row| row.id.to_string()));
        names.extend(facts.regions.iter().map(|row| row.id.to_owned()));
        names.extend(facts.peering_locations.iter().map(|row| row.name.to_owned()));
    }
    names
}
