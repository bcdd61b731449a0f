//! How much of a gateway's SKU its connections use.

use crate::catalog::{self, VpnFeature};
use crate::model::View;
use crate::model::entities::{ErGateway, VpnGateway};
use crate::rules::Context;
use crate::rules::facts;
use crate::schema::{Attr, Kind};

/// `12 of 30 tunnels, 1.1 Gbps of 1.25 Gbps asked`, for a gateway of either type; none where its SKU
/// isn't said or known.
pub fn usage(gateway: View<'_>, context: Context) -> Option<String> {
    let of_vpn = || of_vpn(VpnGateway::of(gateway)?, context);
    of_vpn().or_else(|| of_er(ErGateway::of(gateway)?, context))
}

fn of_vpn(gateway: VpnGateway<'_>, context: Context) -> Option<String> {
    let row = catalog::edition(context.edition).vpn_sku(&gateway.sku()?, None)?;
    let tunnels = gateway.connections().filter(|it| it.kind() != Kind::PointToSite).count();
    let mut text = format!("{tunnels} of {} tunnels", row.tunnels);
    if let Some(asked) = asked(gateway.connections()) {
        text.push_str(&format!(", {asked} of {} asked", row.throughput));
    }
    if gateway.is_active_active() && !row.has(VpnFeature::ActiveActive) {
        text.push_str(", no active-active");
    }
    Some(text)
}

fn of_er(gateway: ErGateway<'_>, context: Context) -> Option<String> {
    let row = catalog::edition(context.edition).er_sku(&gateway.sku()?)?;
    let units = |attr| u32::try_from(gateway.only(Kind::ScaleUnits)?.integer(attr)?.value).ok();
    let mut circuits: Vec<_> = gateway.connections().filter_map(|it| Some(it.circuit()?.id())).collect();
    circuits.sort_unstable();
    circuits.dedup();
    let mut text = match row.circuits_at(units(Attr::Min)) {
        Some(most) => format!("{} of {most} circuits", circuits.len()),
        None => facts::count(circuits.len(), "circuit"),
    };
    if let Some(asked) = asked(gateway.connections().map(|it| it.0)) {
        text.push_str(&format!(", {asked} of {} asked", row.figures_at(units(Attr::Max)).throughput));
    }
    Some(text)
}

/// What connections ask together, backups apart, since their throughput isn't added.
pub fn asked<'m>(connections: impl Iterator<Item = View<'m>>) -> Option<String> {
    let asked: u64 = connections
        .filter(|view| !view.says(Attr::BackupFor))
        .filter_map(|view| view.only(Kind::Requires)?.bandwidth(Attr::Throughput))
        .map(|at| at.value)
        .sum();
    (asked > 0).then(|| facts::bandwidth(asked))
}
