//! Throughput: of circuits, of the gateways before them, and of what the types are meant for.

use super::subject::{Subject, er_throughput, is_backup, other_sku, set, type_of, vpn_gateways, vpn_sku};
use super::{Given, Outcome, Verdict};
use crate::catalog::{Bandwidth, ConnectionKind, Row, Support};
use crate::finding::{Intent, Span, Suggestion};
use crate::model::View;
use crate::model::entities::*;
use crate::rules::Cx;
use crate::schema::{Attr, Kind};

/// What a connection carries at most, and what that rests on.
struct Carried {
    most: Bandwidth,
    by: String,
    place: Span,
    /// Whether Azure gives the figure as a benchmark rather than as a limit.
    benchmark: bool,
    row: Option<&'static dyn Row>,
    fix: Option<Intent>,
}

/// Whether the throughput asked can be had.
pub(super) fn verdict(subject: &Subject<'_>, given: &Given) -> Option<Verdict> {
    let asked = subject.requires.bandwidth(Attr::Throughput)?;
    let wanted = Bandwidth(asked.value);
    let answer = |outcome| Verdict::new(Attr::Throughput, wanted.to_string(), asked.span, outcome);
    let primaries = subject.primaries();
    if primaries.is_empty() {
        return Some(answer(Outcome::not_met(
            "there are only backups: nothing carries the throughput in normal times",
        )));
    }
    let mut parts: Vec<Carried> = Vec::new();
    let mut unknown = Vec::new();
    for connection in primaries.iter().copied() {
        match carried(connection, wanted, given) {
            Ok(mut limits) => {
                limits.sort_by_key(|it| it.most);
                // Two connections over one gateway or circuit share what it carries.
                let least = limits.into_iter().next();
                parts.extend(least.filter(|it| parts.iter().all(|part| part.place != it.place)));
            }
            Err(missing) => unknown.push(missing),
        }
    }
    let sum = Bandwidth(parts.iter().map(|it| it.most.bps()).sum());
    if sum >= wanted {
        let by = parts.iter().map(|it| it.by.clone()).collect::<Vec<_>>().join(" and ");
        return Some(answer(Outcome::met(by)));
    }
    if !unknown.is_empty() {
        return Some(answer(Outcome::unknown(unknown.join(", "))));
    }
    let benchmark = parts.iter().any(|it| it.benchmark);
    let by = parts.iter().map(|it| it.by.clone()).collect::<Vec<_>>().join(" and ");
    let together = if parts.len() > 1 { format!(", together {sum}") } else { String::new() };
    let why = format!("{wanted} asked, but {by}{together}");
    let mut verdict = answer(Outcome::NotMet { why, would: would(wanted, given), benchmark });
    for part in parts {
        verdict = verdict.because(part.place, "what carries it");
        verdict.rows.extend(part.row);
        verdict.fixes.extend(part.fix);
    }
    Some(verdict)
}

/// The limits of a connection, or what is missing to know them.
fn carried(connection: View<'_>, wanted: Bandwidth, given: &Given) -> Result<Vec<Carried>, String> {
    let mut limits = match ErConnection::of(connection) {
        Some(connection) => of_circuit(connection, wanted, given)?,
        None => of_vpn(connection, given)?,
    };
    if let Some(row) = type_of(connection, given)
        && let Some(most) = row.bandwidth_up_to
    {
        let by = format!("{} is meant for up to {most}", row.title);
        limits.push(Carried { most, by, place: connection.name_span(), benchmark: true, row: Some(row), fix: None });
    }
    Ok(limits)
}

fn of_vpn(connection: View<'_>, given: &Given) -> Result<Vec<Carried>, String> {
    let gateways = vpn_gateways(connection);
    if gateways.is_empty() {
        return Err(format!("the gateway of `{}`", connection.name()));
    }
    let of = |gateway: VpnGateway<'_>| {
        let sku = vpn_sku(gateway, given).ok_or_else(|| format!("the SKU of `{}`", gateway.name()))?;
        Ok(Carried {
            most: sku.throughput,
            by: format!("`{}` carries {}", sku.name, sku.throughput),
            place: gateway.place_of(Attr::Sku),
            benchmark: true,
            row: Some(sku),
            fix: Some(other_sku(gateway.0)),
        })
    };
    gateways.into_iter().map(of).collect()
}

fn of_circuit(connection: ErConnection<'_>, wanted: Bandwidth, given: &Given) -> Result<Vec<Carried>, String> {
    let circuit = connection.circuit().ok_or_else(|| format!("the circuit of `{}`", connection.name()))?;
    let bandwidth =
        circuit.bandwidth(Attr::Bandwidth).ok_or_else(|| format!("the `bandwidth` of `{}`", circuit.name()))?;
    let rows = given.facts.circuit_bandwidths.iter();
    let larger = rows.filter(|it| it.provider == Support::Yes && it.bandwidth >= wanted).map(|it| it.bandwidth).min();
    let most = Bandwidth(bandwidth.value);
    let mut limits = vec![Carried {
        most,
        by: format!("the circuit `{}` has {most}", circuit.name()),
        place: bandwidth.span,
        benchmark: false,
        row: None,
        fix: larger.map(|it| set(circuit.0, Attr::Bandwidth, it.to_string())),
    }];
    // With FastPath the traffic passes by the gateway.
    if !connection.is_true(Attr::Fastpath)
        && let Some(gateway) = connection.gateway()
        && let Some((most, sku)) = er_throughput(gateway, given)
    {
        limits.push(Carried {
            most,
            by: format!("`{}` carries {most}", sku.name),
            place: gateway.place_of(Attr::Sku),
            benchmark: true,
            row: Some(sku),
            fix: Some(other_sku(gateway.0)),
        });
    }
    Ok(limits)
}

/// What would carry as much.
fn would(wanted: Bandwidth, given: &Given) -> Option<String> {
    let mut ways = Vec::new();
    let vpn = given.facts.connection_type(ConnectionKind::SiteToSite).and_then(|it| it.bandwidth_up_to);
    let skus = given.facts.new_vpn_skus(given.today).filter(|it| it.throughput >= wanted);
    if vpn.is_none_or(|most| most >= wanted)
        && let Some(sku) = skus.min_by_key(|it| it.throughput)
    {
        ways.push(format!("a VPN gateway of SKU {}", sku.name));
    }
    let circuits =
        given.facts.circuit_bandwidths.iter().filter(|it| it.provider == Support::Yes && it.bandwidth >= wanted);
    if let Some(circuit) = circuits.min_by_key(|it| it.bandwidth) {
        ways.push(format!("an ExpressRoute circuit of {}", circuit.bandwidth));
    }
    (!ways.is_empty()).then(|| ways.join(", or "))
}

/// What is asked of a connection: by itself, or by a site that has no other but backups.
fn asked_of(connection: View<'_>) -> Option<crate::model::At<u64>> {
    if is_backup(connection) {
        return None;
    }
    let own = connection.only(Kind::Requires).and_then(|it| it.bandwidth(Attr::Throughput));
    if own.is_some() {
        return own;
    }
    let site = SiteToSite::of(connection)?.site()?;
    let asked = site.only(Kind::Requires)?.bandwidth(Attr::Throughput)?;
    let primaries = site.connections().filter(|it| !is_backup(*it)).count();
    (primaries == 1).then_some(asked)
}

/// The throughput asked of all connections of a VPN gateway, backups apart, against its SKU.
pub(super) fn of_gateway(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let given = Given { facts: cx.facts, today: cx.today };
    let Some(sku) = vpn_sku(gateway, &given) else { return };
    let asked: Vec<_> = gateway.connections().filter_map(asked_of).collect();
    let sum: u64 = asked.iter().map(|it| it.value).sum();
    // What is too much by itself is reported there.
    if sum <= sku.throughput.bps() || asked.iter().any(|it| it.value > sku.throughput.bps()) {
        return;
    }
    let message = format!(
        "{} connections ask for {} together, but `{}` carries {}",
        asked.len(),
        Bandwidth(sum),
        sku.name,
        sku.throughput
    );
    let mut report = cx.report(gateway.place_of(Attr::Sku), message).cite(sku);
    for at in asked.iter().take(5) {
        report = report.related(at, format!("{} here", Bandwidth(at.value)));
    }
    report
        .note("Azure gives the throughput of a VPN gateway as a benchmark, not as a limit")
        .suggest(Suggestion::GatewaySku { gateway: gateway.span() });
}
