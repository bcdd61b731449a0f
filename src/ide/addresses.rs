//! Prefixes and addresses: how large, what kind, and what else of the spec they meet.

use super::describe::grouped;
use crate::catalog::Edition;
use crate::model::{Model, Value};
use ipnet::IpNet;
use std::fmt::Write;
use std::net::IpAddr;

/// How many others are listed.
const LISTED: usize = 8;

/// A prefix: its range, its size, what it contains or lies in.
pub fn prefix(prefix: IpNet, model: &Model) -> String {
    let mut text = format!("**{prefix}**\n\n");
    let bits = u32::from(prefix.max_prefix_len() - prefix.prefix_len());
    let size = if bits < 64 { grouped(1 << bits) } else { format!("2^{bits}") };
    let noun = if bits == 0 { "address" } else { "addresses" };
    let _ = writeln!(text, "{} – {}, {size} {noun}", prefix.network(), prefix.broadcast());
    let others = others(model, |other| match (prefix.contains(&other), other.contains(&prefix)) {
        (true, true) => None,
        (true, false) => Some("contains"),
        (false, true) => Some("lies in"),
        (false, false) => None,
    });
    list(&mut text, &others);
    text
}

/// An address: what kind of address it is, and the prefixes that hold it.
pub fn address(address: IpAddr, model: &Model, facts: &Edition) -> String {
    let mut text = format!("**{address}**\n\n");
    let ranges = facts.ranges_of(address);
    match ranges.as_slice() {
        [] => text.push_str("A public address.\n"),
        ranges => {
            for range in ranges {
                let routed = if range.internet { "" } else { ", not routed on the Internet" };
                let _ = writeln!(text, "{} – {}: {}{routed}\n", range.first, range.last, range.title);
            }
        }
    }
    let others = others(model, |other| other.contains(&address).then_some("lies in"));
    list(&mut text, &others);
    text
}

fn list(text: &mut String, others: &[String]) {
    for other in others.iter().take(LISTED) {
        let _ = write!(text, "\n- {other}");
    }
    if others.len() > LISTED {
        let _ = write!(text, "\n- and {} more", others.len() - LISTED);
    }
}

/// The prefixes of the spec that stand in a relation, with who has them.
fn others(model: &Model, relation: impl Fn(IpNet) -> Option<&'static str>) -> Vec<String> {
    let mut others = Vec::new();
    for id in model.entities() {
        let block = model.block(id);
        let owner = block.name.as_ref().map_or("", |name| &name.text);
        block.each_value(&mut |typed| {
            if let Value::Prefix(other) = &typed.value
                && let Some(relation) = relation(*other)
            {
                others.push(format!("{relation} `{other}` of {} `{owner}`", block.kind.schema().keyword));
            }
        });
    }
    others.dedup();
    others
}
