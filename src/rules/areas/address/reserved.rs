//! `address`: ranges that a VNet can't have. What is wrong with a prefix by itself is reported by the lowering.

use crate::catalog::AddressRange;
use crate::model::entities::*;
use crate::rules::{Check, Cx, Rule};
use crate::schema::Attr;
use ipnet::IpNet;

pub const RULES: &[Rule] = &[Rule { name: "address/reserved-range", check: Check::Vnet(reserved_range) }];

/// Address space in a range that no VNet may have.
fn reserved_range(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    for prefix in vnet.prefixes(Attr::Prefixes) {
        let range = cx.facts.ranges.iter().find(|range| !range.vnet && holds(range, prefix.value));
        if let Some(range) = range {
            let message = format!("`{}` is in {}, which no VNet can have", prefix.value, range.title);
            cx.report(prefix, message).cite(range);
        }
    }
}

/// Whether the prefix lies in the range.
fn holds(range: &AddressRange, prefix: IpNet) -> bool {
    range.contains(prefix.network()) && range.contains(prefix.broadcast())
}
