//! Facts of the catalogue as rules ask for them: about a declaration, in words.

use super::Cx;
use crate::catalog::{ErSku, Generation, VpnSku};
use crate::model::entities::*;
use crate::schema::Attr;
use jiff::civil::Date;

/// The catalogue's row for a VPN gateway's SKU: of the generation the gateway names, else the newest
/// that has it. None where no SKU is said or the edition doesn't know it.
pub fn vpn_sku(gateway: VpnGateway<'_>, cx: &Cx<'_>) -> Option<&'static VpnSku> {
    let sku = gateway.sku()?;
    let generation: Option<Generation> = gateway.choice(Attr::Generation).and_then(|it| it.value.parse().ok());
    cx.facts.vpn_sku(&sku, generation).or_else(|| cx.facts.vpn_sku(&sku, None))
}

/// The catalogue's row for an ExpressRoute gateway's SKU.
pub fn er_sku(gateway: ErGateway<'_>, cx: &Cx<'_>) -> Option<&'static ErSku> {
    cx.facts.er_sku(&gateway.sku()?)
}

/// A bandwidth as people write it: `1.25 Gbps`, `500 Mbps`.
pub fn bandwidth(bits_per_second: u64) -> String {
    let (unit, name) = match bits_per_second {
        1_000_000_000.. => (1_000_000_000, "Gbps"),
        1_000_000.. => (1_000_000, "Mbps"),
        1_000.. => (1_000, "kbps"),
        _ => (1, "bps"),
    };
    let whole = bits_per_second / unit;
    let fraction = format!("{:09}", bits_per_second % unit * (1_000_000_000 / unit));
    match fraction.trim_end_matches('0') {
        "" => format!("{whole} {name}"),
        fraction => format!("{whole}.{fraction} {name}"),
    }
}

/// How many days ahead something that falls due is reported: the language's own number, not Azure's.
pub const NOTICE_DAYS: i32 = 180;

/// The days from today to a day ahead that is to be reported already; none where it has come, or is
/// too far away.
pub fn notice(day: Date, cx: &Cx<'_>) -> Option<i32> {
    let days = (day - cx.today).get_days();
    (days > 0 && days <= NOTICE_DAYS).then_some(days)
}

/// Words in backticks, separated by commas.
pub fn words<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    words.into_iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bandwidths_read_as_people_write_them() {
        assert_eq!(bandwidth(1_250_000_000), "1.25 Gbps");
        assert_eq!(bandwidth(500_000_000), "500 Mbps");
        assert_eq!(bandwidth(64_000), "64 kbps");
        assert_eq!(bandwidth(10_000_000_000), "10 Gbps");
    }
}
