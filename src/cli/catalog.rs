//! `connspec catalog`: the facts, as tables.

use super::rules::Format;
use super::table::Table;
use super::{Exit, complain, out};
use crate::catalog::{self, Edition, EditionId};
use crate::model::nearest;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;
use std::fmt;

/// Show the facts the rules rest on: SKUs, limits, devices and more
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  connspec catalog                               which tables there are
  connspec catalog vpn-sku                       the SKUs of VPN gateways
  connspec catalog vpn-sku --edition 2016-05     as they were in 2016
  connspec catalog device cisco                  rows that hold a word
  connspec catalog region --where zones=yes --columns id,title
  connspec catalog limit --format json           with the sources of every row")]
pub struct Args {
    /// The table [default: list the tables]
    table: Option<String>,
    /// Words that a row must hold
    #[arg(value_name = "WORD")]
    words: Vec<String>,
    /// The edition
    #[arg(long, value_parser = super::parse_edition, default_value_t = EditionId::NEWEST)]
    edition: EditionId,
    /// Values that columns must have
    #[arg(long = "where", value_name = "COLUMN=VALUE", value_delimiter = ',', value_parser = parse_condition)]
    conditions: Vec<(String, String)>,
    /// The columns to show, or `all`
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    columns: Vec<String>,
    /// How to show them
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
}

fn parse_condition(text: &str) -> Result<(String, String), String> {
    let (column, value) = text.split_once('=').ok_or("write COLUMN=VALUE, such as zones=yes")?;
    Ok((column.to_owned(), value.to_owned()))
}

/// What a reader sees of a table unless asked for more.
const SHORT: &[(&str, &[&str])] = &[
    (
        "vpn-sku",
        &[
            "name",
            "generation",
            "tunnels",
            "policy-based-tunnels",
            "sstp-clients",
            "ikev2-openvpn-clients",
            "throughput",
            "supported-vms",
            "production",
            "lifecycle",
        ],
    ),
    ("er-sku", &["name", "figures", "learned-routes", "circuits", "fastpath", "zone-redundant", "lifecycle"]),
    ("connection-type", &["id", "title", "bandwidth", "path", "persistent", "encrypted", "needs"]),
    ("device", &["id", "vendor", "family", "policy-based", "route-based"]),
    ("limit", &["id", "title", "value", "unit", "note"]),
    ("circuit-peering", &["id", "title", "private-addresses", "private-asn", "routes", "routes-premium", "retired"]),
    ("vpn-feature", &["id", "title", "summary"]),
];

/// What each table holds.
const ABOUT: &[(&str, &str)] = &[
    ("vpn-sku", "SKUs of VPN gateways"),
    ("vpn-feature", "what depends on the SKU of a VPN gateway"),
    ("er-sku", "SKUs of ExpressRoute gateways"),
    ("connection-type", "the connection types"),
    ("comparison", "how the documents compare connection types"),
    ("question", "what to ask before choosing one"),
    ("device", "VPN devices and how far they are validated"),
    ("circuit-bandwidth", "bandwidths of ExpressRoute circuits"),
    ("direct-port", "port speeds of ExpressRoute Direct"),
    ("circuit-tier", "tiers of circuits"),
    ("circuit-peering", "peerings of circuits"),
    ("range", "address ranges with a meaning"),
    ("asn", "AS numbers with a meaning"),
    ("ipsec-value", "values of custom IPsec policies"),
    ("ipsec-default", "what gateways propose by themselves"),
    ("p2s-protocol", "tunnel protocols of Point-to-Site"),
    ("p2s-auth", "authentication of Point-to-Site"),
    ("p2s-client", "clients of Point-to-Site"),
    ("p2s-system", "client operating systems"),
    ("limit", "limits"),
    ("gateway-subnet", "sizes of the GatewaySubnet"),
    ("name", "lists of names"),
    ("shared-key", "what a pre-shared key may be"),
    ("feature", "what is supported, and what isn't"),
    ("retirement", "what ends, and when"),
    ("deployment", "which tool deploys what"),
    ("vpn-type-support", "what each VPN type carries"),
    ("region", "Azure regions"),
    ("peering-location", "ExpressRoute peering locations"),
    ("global-reach-country", "where Global Reach is offered"),
    ("change", "what changed between editions"),
    ("contradiction", "where documents disagree"),
];

/// A row with its columns in the order of the data.
#[derive(Debug)]
pub(super) struct Row(pub Vec<(String, Value)>);

impl Row {
    /// A column's value.
    pub fn get(&self, column: &str) -> Option<&Value> {
        self.0.iter().find(|(name, _)| name == column).map(|(_, value)| value)
    }
}

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Row, D::Error> {
        struct Columns;
        impl<'de> Visitor<'de> for Columns {
            type Value = Row;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a row")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Row, A::Error> {
                let mut columns = Vec::new();
                while let Some(column) = map.next_entry()? {
                    columns.push(column);
                }
                Ok(Row(columns))
            }
        }
        deserializer.deserialize_map(Columns)
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// The rows of a table, with their columns in order.
pub(super) fn rows(facts: &Edition, table: &str) -> Vec<Row> {
    // By way of text: the only form that keeps the order of columns.
    let Ok(text) = serde_json::to_string(facts) else { return Vec::new() };
    let tables: std::collections::HashMap<String, Vec<Row>> = serde_json::from_str(&text).unwrap_or_default();
    tables.into_iter().find(|(name, _)| name == table).map(|(_, rows)| rows).unwrap_or_default()
}

/// A value as a cell.
pub(super) fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "yes".into(),
        Value::Bool(false) => "no".into(),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(values) => values.iter().map(cell).collect::<Vec<_>>().join(", "),
        Value::Object(map) => {
            let said = map.iter().filter(|(_, value)| !matches!(value, Value::Null | Value::Bool(false)));
            let parts = said.map(|(name, value)| match (name.as_str(), cell(value)) {
                (_, text) if text.is_empty() => String::new(),
                ("status", text) => text,
                (name, text) if text == "yes" => name.to_owned(),
                (name, text) if value.is_object() => format!("{name} ({text})"),
                (name, text) => format!("{name} {text}"),
            });
            let mut parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
            // Whether it works comes before how.
            if let Some(status) = map.get("status").map(cell) {
                parts.retain(|part| *part != status);
                parts.insert(0, status);
            }
            parts.join(", ")
        }
    }
}

/// Shows a table.
pub fn run(args: &Args) -> Exit {
    let facts = catalog::edition(args.edition);
    let Some(name) = &args.table else { return list(facts, args.format) };
    let names: Vec<&str> = ABOUT.iter().map(|(name, _)| *name).collect();
    let singular = name.strip_suffix('s').unwrap_or(name);
    let Some(table) = names.iter().find(|it| *it == name || **it == singular) else {
        let hint = out::hint(nearest(name, names), "`connspec catalog` lists them");
        complain(format!("there is no table `{name}`{hint}"));
        return Exit::Failed;
    };
    let mut rows = rows(facts, table);
    let columns: Vec<String> =
        rows.first().map(|row| row.0.iter().map(|it| it.0.clone()).collect()).unwrap_or_default();
    let asked = args.conditions.iter().map(|(column, _)| column).chain(&args.columns);
    if let Some(unknown) = asked.into_iter().find(|it| *it != "all" && !columns.is_empty() && !columns.contains(it)) {
        complain(format!("`{table}` has no column `{unknown}`; it has {}", columns.join(", ")));
        return Exit::Failed;
    }
    rows.retain(|row| fits(row, args));
    let text = match args.format {
        Format::Json => serde_json::to_string_pretty(&rows).unwrap_or_default() + "\n",
        Format::Table => shape(table, &columns, &rows, args).plain(),
        Format::Markdown => shape(table, &columns, &rows, args).markdown(),
    };
    out::print(&text)
}

fn fits(row: &Row, args: &Args) -> bool {
    let whole = row.0.iter().filter(|(name, _)| !is_about_sources(name));
    let whole = whole.map(|(_, value)| cell(value)).collect::<Vec<_>>().join("\n").to_lowercase();
    args.words.iter().all(|word| whole.contains(&word.to_lowercase()))
        && args.conditions.iter().all(|(column, wanted)| {
            row.get(column).is_some_and(|value| match value {
                Value::Array(values) => values.iter().any(|value| cell(value).eq_ignore_ascii_case(wanted)),
                value => cell(value).eq_ignore_ascii_case(wanted),
            })
        })
}

fn is_about_sources(column: &str) -> bool {
    matches!(column, "source" | "field-source" | "disputed")
}

fn shape(name: &str, columns: &[String], rows: &[Row], args: &Args) -> Table {
    let all = args.columns.iter().any(|column| column == "all");
    let short = SHORT.iter().find(|(table, _)| *table == name).map(|(_, columns)| *columns);
    let shown: Vec<&String> = if !args.columns.is_empty() && !all {
        args.columns.iter().collect()
    } else {
        let is_shown = |column: &str| short.is_none_or(|short| short.contains(&column));
        columns.iter().filter(|column| !is_about_sources(column) && (all || is_shown(column))).collect()
    };
    let head: Vec<&str> = shown.iter().map(|column| column.as_str()).collect();
    let mut table = Table::new(&head);
    for row in rows {
        table.row(shown.iter().map(|column| row.get(column).map(cell).unwrap_or_default()));
    }
    table.without_empty_columns()
}

fn list(facts: &Edition, format: Format) -> Exit {
    let tables = facts.tables();
    let count = |name: &str| tables.iter().find(|(table, _)| *table == name).map_or(0, |(_, rows)| rows.len());
    let mut table = Table::new(&["table", "rows", "about"]);
    for (name, about) in ABOUT {
        table.row([(*name).to_owned(), count(name).to_string(), (*about).to_owned()]);
    }
    out::print(&match format {
        Format::Table => table.plain(),
        Format::Markdown => table.markdown(),
        Format::Json => {
            let keys: std::collections::BTreeMap<_, Vec<_>> =
                tables.iter().map(|(name, rows)| (*name, rows.iter().map(|row| row.key()).collect())).collect();
            serde_json::to_string_pretty(&keys).unwrap_or_default() + "\n"
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_described_and_short_columns_exist() {
        let facts = catalog::edition(EditionId::NEWEST);
        let names: Vec<_> = facts.tables().iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ABOUT.iter().map(|(name, _)| *name).collect::<Vec<_>>());
        for (table, columns) in SHORT {
            let rows = rows(facts, table);
            for column in *columns {
                assert!(rows[0].get(column).is_some(), "{table} has no {column}");
            }
        }
    }
}
