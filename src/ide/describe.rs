//! Facts of the catalogue in words, for hovers and completions.

use crate::catalog::{
    self, Cited, ConnectionKind, ConnectionType, Device, Edition, ErSku, Lifecycle, PeeringLocation, Region, Source,
    Support, VpnFeature, VpnSku,
};
use crate::rules::Context;
use crate::schema::{AttributeSchema, BlockSchema, Type};
use jiff::civil::Date;
use std::fmt::Write;

/// A VPN SKU's figures in a line: `1 Gbps · 30 tunnels · zones`.
pub fn vpn_figures(sku: &VpnSku) -> String {
    let mut parts = vec![sku.throughput.to_string(), format!("{} tunnels", sku.tunnels)];
    if sku.has(VpnFeature::ZoneRedundant) {
        parts.push("zones".to_owned());
    }
    if !sku.has(VpnFeature::Bgp) {
        parts.push("no BGP".to_owned());
    }
    parts.join(" · ")
}

/// An ExpressRoute SKU's figures in a line.
pub fn er_figures(sku: &ErSku) -> String {
    let mut parts = vec![sku.figures.throughput.to_string()];
    parts.extend(sku.circuits.map(|count| format!("{count} circuits")));
    if sku.zone_redundant {
        parts.push("zones".to_owned());
    }
    if sku.fastpath {
        parts.push("FastPath".to_owned());
    }
    parts.join(" · ")
}

/// Whether, and how, a SKU is on its way out on that day.
pub fn ending(life: &Lifecycle, today: Date) -> Option<String> {
    let replaced = life.replacement.map(|name| format!("; use `{name}`")).unwrap_or_default();
    let said = match (life.retired, life.new_refused) {
        (Some(day), _) if day <= today => format!("retired on {day}"),
        (Some(day), Some(refused)) if refused <= today => format!("refused for new gateways, retires on {day}"),
        (Some(day), _) => format!("retires on {day}"),
        (None, Some(day)) if day <= today => format!("refused for new gateways since {day}"),
        (None, Some(day)) => format!("refused for new gateways from {day}"),
        (None, None) if life.deprecated => "deprecated".to_owned(),
        (None, None) => return None,
    };
    Some(said + &replaced)
}

/// A VPN SKU's row in Markdown; where generations differ, each has a column.
pub fn vpn_sku(facts: &'static Edition, name: &str, today: Date) -> Option<String> {
    let rows: Vec<&VpnSku> = facts.vpn_skus.iter().filter(|sku| sku.name.eq_ignore_ascii_case(name)).collect();
    let first = *rows.first()?;
    let row = |what: &str, cell: &dyn Fn(&VpnSku) -> String| {
        std::iter::once(what.to_owned()).chain(rows.iter().map(|sku| cell(sku))).collect::<Vec<_>>()
    };
    let or_none = |it: Option<u32>| it.map_or("–".to_owned(), |it| it.to_string());
    let mut text = format!("**{}** — VPN gateway SKU\n\n", first.name);
    text += &table(&[
        row("", &|sku| sku.generation.map(|it| it.to_string()).unwrap_or_default()),
        row("throughput (benchmark)", &|sku| sku.throughput.to_string()),
        row("tunnels", &|sku| sku.tunnels.to_string()),
        row("clients over SSTP", &|sku| sku.sstp_clients.to_string()),
        row("clients over IKEv2, OpenVPN", &|sku| or_none(sku.ikev2_openvpn_clients)),
        row("supported VMs", &|sku| or_none(sku.supported_vms)),
        row("zone-redundant", &|sku| yes(sku.support(VpnFeature::ZoneRedundant)).to_owned()),
        row("BGP", &|sku| yes(sku.support(VpnFeature::Bgp)).to_owned()),
        row("active-active", &|sku| yes(sku.support(VpnFeature::ActiveActive)).to_owned()),
    ]);
    after_row(&mut text, &first.lifecycle, first.note, today);
    cite(&mut text, first.sources());
    Some(text)
}

/// A Markdown table under its first row, aligned: in a terminal its source is what one reads.
fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0).max(3);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for (index, row) in rows.iter().enumerate() {
        for (cell, width) in row.iter().zip(&widths) {
            let _ = write!(text, "| {cell:width$} ");
        }
        text.push_str("|\n");
        if index == 0 {
            for width in &widths {
                let _ = write!(text, "| {:-<width$} ", "");
            }
            text.push_str("|\n");
        }
    }
    text
}

/// An ExpressRoute SKU's row in Markdown.
pub fn er_sku(facts: &'static Edition, name: &str, today: Date) -> Option<String> {
    let sku = facts.er_sku(name)?;
    let row = |what: &str, cell: String| vec![what.to_owned(), cell];
    let yes = |it: bool| if it { "yes" } else { "no" }.to_owned();
    let mut rows = vec![row("", String::new()), row("throughput", sku.figures.throughput.to_string())];
    let figures = [("circuits", sku.circuits), ("flows", sku.figures.flows), ("virtual machines", sku.figures.vms)];
    rows.extend(figures.into_iter().filter_map(|(what, figure)| Some(row(what, grouped(u64::from(figure?))))));
    rows.push(row("zone-redundant", yes(sku.zone_redundant)));
    rows.push(row("FastPath", yes(sku.fastpath)));
    rows.push(row("beside a VPN gateway", yes(sku.coexistence)));
    let mut text = format!("**{}** — ExpressRoute gateway SKU\n\n{}", sku.name, table(&rows));
    after_row(&mut text, &sku.lifecycle, sku.note, today);
    cite(&mut text, sku.sources());
    Some(text)
}

fn after_row(text: &mut String, life: &Lifecycle, note: Option<&str>, today: Date) {
    if let Some(ending) = ending(life, today) {
        let _ = write!(text, "\n**{}**\n", first_upper(&ending));
    }
    if let Some(note) = note {
        let _ = write!(text, "\n{note}\n");
    }
}

/// `65 536`, with plain blanks: Emacs marks any others. Four digits are read at a glance.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && digits.len() > 4 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    grouped
}

fn first_upper(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn yes(support: Support) -> &'static str {
    match support {
        Support::Yes => "yes",
        Support::No => "no",
        _ => "unclear",
    }
}

/// A device's row in Markdown.
pub fn device(device: &'static Device) -> String {
    let mut text = format!("**{}** — {} {}\n\n", device.id, device.vendor, device.family);
    for (name, support) in [("RouteBased", &device.route_based), ("PolicyBased", &device.policy_based)] {
        let _ = write!(text, "- {name}: {}", support.status);
        for minimum in &support.minimum {
            let _ = write!(text, ", {} {} or later", minimum.os, minimum.version);
        }
        if let Some(note) = support.note {
            let _ = write!(text, " ({note})");
        }
        text.push('\n');
    }
    for note in device.note.iter().chain(device.known_issue.iter().map(|it| &it.note)) {
        let _ = write!(text, "\n{note}\n");
    }
    cite(&mut text, device.sources());
    text
}

/// The number of an autonomous system in Markdown; none where the documents say nothing about it.
pub fn asn(number: u32, facts: &'static Edition) -> Option<String> {
    let titles: Vec<&str> = facts.asns_of(number).map(|range| range.title).collect();
    let mut text = format!("**{number}** — {}\n", titles.join("; "));
    let mut sources: Vec<&'static Source> = facts.asns_of(number).flat_map(Cited::sources).collect();
    sources.dedup_by_key(|source| source.id);
    cite(&mut text, sources.into_iter());
    (!titles.is_empty()).then_some(text)
}

/// A region in Markdown.
pub fn region(region: &'static Region) -> String {
    let mut text = format!("**{}** — {}\n\n", region.id, region.title);
    let _ = writeln!(text, "Geopolitical region {}; availability zones: {}.", region.geopolitical, yes(region.zones));
    cite(&mut text, region.sources());
    text
}

/// A peering location in Markdown.
pub fn peering_location(location: &'static PeeringLocation) -> String {
    let mut text = format!("**{}** — peering location, {}\n\n", location.name, location.country);
    let _ = writeln!(text, "Geopolitical region {}.", location.geopolitical);
    if location.local_regions.is_empty() {
        text.push_str("No Local circuits from here.\n");
    } else {
        let facts = catalog::edition(catalog::EditionId::NEWEST);
        let title = |id: &&'static str| facts.region(id).map_or(*id, |region| region.title);
        let regions: Vec<&str> = location.local_regions.iter().map(title).collect();
        let _ = writeln!(text, "A Local circuit reaches {}.", regions.join(", "));
    }
    let direct = if location.direct { "is offered" } else { "is not offered" };
    let _ = writeln!(text, "ExpressRoute Direct {direct}.");
    cite(&mut text, location.sources());
    text
}

/// A connection type in Markdown: what it is for, what it needs, what changed.
pub fn connection_type(facts: &'static Edition, variant: &str) -> Option<String> {
    let kind: ConnectionKind = variant.parse().ok()?;
    let row: &'static ConnectionType = facts.connection_type(kind)?;
    let mut text = format!("**{}**\n\n{}\n\n", row.title, row.summary);
    let mut line = |what: &str, values: &[&str]| {
        if !values.is_empty() {
            let _ = writeln!(text, "- {what}: {}", values.join("; "));
        }
    };
    line("bandwidth", &[row.bandwidth]);
    line("protocols", &row.protocols);
    line("routing", &row.routing);
    line("path", &[row.path.in_words()]);
    let resiliency: Vec<&str> = row.resiliency.iter().map(|it| it.as_str()).collect();
    line("resiliency", &resiliency);
    let needs: Vec<&str> = row.needs.iter().map(|it| it.in_words()).collect();
    line("needs", &needs);
    let mut list = |title: &str, values: &[&str]| {
        if !values.is_empty() {
            let _ = write!(text, "\n**{title}**\n\n");
            values.iter().for_each(|it| {
                let _ = writeln!(text, "- {it}");
            });
        }
    };
    list("Requirements", &row.requirements);
    list("Use it when", &row.use_when);
    list("Use cases", &row.use_cases);
    list("Changed since the edition before", &row.changed);
    cite(&mut text, row.sources());
    Some(text)
}

/// The documents, each a link.
pub fn cite(text: &mut String, sources: impl Iterator<Item = &'static Source>) {
    let links: Vec<String> = sources.map(|source| format!("[{}]({})", source.title, source.url)).collect();
    if !links.is_empty() {
        let _ = writeln!(text, "\nSource: {}", links.join(", "));
    }
}

/// A kind of block in Markdown.
pub fn block(schema: &'static BlockSchema, context: Context) -> String {
    let mut text = format!("```connspec\n{}\n```\n\n{}\n", head(schema), schema.doc);
    if schema.keyword == "connection"
        && let Some(variant) = schema.variant
        && let Some(facts) = connection_type(catalog::edition(context.edition), variant)
    {
        text.push_str("\n---\n\n");
        text.push_str(&facts);
    }
    text
}

fn head(schema: &BlockSchema) -> String {
    match schema.name {
        crate::schema::NameRule::Named => format!("{} NAME {{ … }}", schema.header()),
        crate::schema::NameRule::Unnamed => format!("{} {{ … }}", schema.header()),
    }
}

/// An attribute in Markdown.
pub fn attribute(row: &'static AttributeSchema) -> String {
    let mut text = format!("**{}**{}\n\n{}\n\n", row.name(), if row.required { " (required)" } else { "" }, row.doc);
    match row.value.element() {
        Type::OneOf(choices) => {
            let several = if row.value.is_list() { "Some of:" } else { "One of:" };
            let _ = writeln!(text, "{several}\n");
            for choice in *choices {
                let _ = writeln!(text, "- `{}`: {}", choice.value, choice.doc);
            }
        }
        _ => {
            let _ = writeln!(text, "Takes {}.", row.value.expected());
        }
    }
    if let Some(default) = row.default {
        let _ = write!(text, "\nDefault: `{default}`\n");
    }
    text
}

/// A rule's page in Markdown, with its documents.
pub fn rule(name: &str, context: Context) -> Option<String> {
    let page = crate::rules::page(name)?;
    let mut text = page.markdown.replacen("# ", &format!("# `{name}`: "), 1);
    if let Some(severity) = page.severity.get(context.edition.as_str()) {
        let _ = write!(text, "\nSeverity in edition {}: {severity}.\n", context.edition);
    }
    if let Some(code) = page.azure_error {
        let _ = write!(text, "\nAzure answers `{code}`.\n");
    }
    cite(&mut text, page.sources.iter().filter_map(|id| catalog::source(id)));
    Some(text)
}

/// The editions, and what changed with the one in force.
pub fn editions(context: Context) -> String {
    let facts = catalog::edition(context.edition);
    let mut text = format!("**Edition {}** of Azure's facts\n\n", context.edition);
    let _ = writeln!(text, "There are {}.", crate::workspace::config::editions());
    if !facts.changes.is_empty() {
        text.push_str("\nChanged since the edition before:\n\n");
        for change in &facts.changes {
            let _ = writeln!(text, "- {}: {} → {}", change.topic, change.then, change.now);
        }
    }
    text
}

/// What a word that begins a line outside blocks is for.
pub fn keyword(word: &str) -> Option<&'static str> {
    Some(match word {
        "let" => {
            "A named value. It is shared by all files of the spec, typed where it is used, and spliced into lists."
        }
        "import" => {
            "Brings the declarations and `let`s of other files: a path from this file, in which `*` stands for any \
             letters of a name. `defaults` stay with their file."
        }
        "edition" => "The edition of Azure's facts that the spec is checked against; it stands first in the root file.",
        "allow" => {
            "Accepts findings of a rule, or of an area of rules, at the block or attribute below: `@allow(AREA/RULE, \
             \"why\", until = DAY)`. The reason is shown where the finding was; after the day it is reported again."
        }
        "defaults" => {
            "What every such block of this file says unless it says otherwise itself: at most one for each kind and \
             file. Blocks inside merge attribute by attribute, a list replaces a list."
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn tables_are_aligned() {
        let rows = [["", "Generation1"], ["BGP", "–"], ["tunnels", "30"]].map(|row| row.map(str::to_owned).to_vec());
        let expected = "\
|         | Generation1 |
| ------- | ----------- |
| BGP     | –           |
| tunnels | 30          |
";
        assert_eq!(super::table(&rows), expected);
    }
}
