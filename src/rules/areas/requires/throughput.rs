//! Throughput: of circuits, of the gateways before them, and of what the types are meant for.

use super::subject::{Subject, both, er_throughput, is_backup, other_sku, set, type_of, vpn_gateways, vpn_sku};
use super::{Given, Outcome, Verdict};
use crate::catalog::{Bandwidth, ConnectionKind, Row, SkuFamily, Support, TunnelFigures, VpnSku};
use crate::finding::{Intent, Span, Suggestion};
use crate::model::entities::*;
use crate::model::{At, View};
use crate::rules::Cx;
use crate::schema::{Attr, Kind};
use std::fmt;

/// What something carries at most, and what that rests on.
#[derive(Clone)]
struct Carried<'m> {
    most: Bandwidth,
    by: By<'m>,
    place: Span,
    /// Whether Azure gives the figure as a benchmark rather than as a limit.
    benchmark: bool,
    row: Option<&'static dyn Row>,
    fix: Option<Intent>,
}

/// What carries something.
#[derive(Clone, Copy)]
enum By<'m> {
    Type(&'static str),
    Sku(&'static str),
    Circuit(&'m str),
    Tunnels(Tunnels),
}

/// The tunnels of a connection.
#[derive(Clone, Copy)]
struct Tunnels {
    count: u64,
    /// What encrypts them, where a policy says so.
    encryption: Option<&'static str>,
    /// What they would carry with the algorithms that Azure measured best.
    at_best: Bandwidth,
}

impl fmt::Display for Carried<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let most = self.most;
        match self.by {
            By::Type(title) => write!(f, "{title} is meant for up to {most}"),
            By::Sku(name) => write!(f, "`{name}` carries {most}"),
            By::Circuit(name) => write!(f, "the circuit `{name}` has {most}"),
            By::Tunnels(tunnels) => {
                match tunnels.count {
                    1 => write!(f, "one tunnel carries {most}")?,
                    count => write!(f, "{count} tunnels carry {most}")?,
                }
                match tunnels.encryption {
                    Some(encryption) => write!(f, " with `{encryption}`"),
                    None => write!(f, " at best"),
                }
            }
        }
    }
}

/// Whether the throughput asked can be had.
pub(super) fn verdict(subject: &Subject<'_>, given: &Given) -> Option<Verdict> {
    Some(Asked::of(subject, given)?.verdict(given))
}

/// The same where it can't.
pub(super) fn shortfall(subject: &Subject<'_>, given: &Given) -> Option<Verdict> {
    Some(Asked::of(subject, given).filter(|it| it.sum() < it.wanted())?.verdict(given))
}

/// The throughput asked, and what there is to carry it.
struct Asked<'m> {
    throughput: At<u64>,
    only_backups: bool,
    parts: Vec<Carried<'m>>,
    /// How many tunnels its connections have, as far as that is known.
    tunnels: u64,
    /// What is missing to know more.
    unknown: Vec<String>,
}

impl<'m> Asked<'m> {
    fn of(subject: &Subject<'m>, given: &Given) -> Option<Asked<'m>> {
        let throughput = subject.requires.bandwidth(Attr::Throughput)?;
        let primaries = subject.primaries();
        let mut ways: Vec<Way<'_>> = Vec::new();
        let mut unknown = Vec::new();
        for connection in primaries.iter().copied() {
            match way(connection, Bandwidth(throughput.value), given) {
                Ok(way) => ways.push(way),
                Err(missing) => unknown.push(missing),
            }
        }
        let tunnels = primaries.iter().filter_map(|it| tunnel_count(*it)).sum();
        Some(Asked { throughput, only_backups: primaries.is_empty(), parts: bottlenecks(&ways), tunnels, unknown })
    }

    fn wanted(&self) -> Bandwidth {
        Bandwidth(self.throughput.value)
    }

    fn sum(&self) -> Bandwidth {
        Bandwidth(self.parts.iter().map(|it| it.most.bps()).sum())
    }

    fn verdict(self, given: &Given) -> Verdict {
        let (wanted, sum) = (self.wanted(), self.sum());
        let answer = |outcome| Verdict::new(Attr::Throughput, wanted.to_string(), self.throughput.span, outcome);
        if self.only_backups {
            return answer(Outcome::not_met("there are only backups: nothing carries the throughput in normal times"));
        }
        let by = self.parts.iter().map(Carried::to_string).collect::<Vec<_>>().join(" and ");
        if sum >= wanted {
            return answer(Outcome::met(by));
        }
        if !self.unknown.is_empty() {
            return answer(Outcome::unknown(self.unknown.join(", ")));
        }
        let benchmark = self.parts.iter().any(|it| it.benchmark);
        let together = if self.parts.len() > 1 { format!(", together {sum}") } else { String::new() };
        let why = format!("{wanted} asked, but {by}{together}");
        let would = would(wanted, &self.parts, self.tunnels, given);
        let mut verdict = answer(Outcome::NotMet { why, would, benchmark });
        for part in self.parts {
            verdict = verdict.because(part.place, "what carries it");
            verdict.rows.extend(part.row);
            verdict.fixes.extend(part.fix);
        }
        verdict
    }
}

/// What a connection runs over: its own link, and the gateway that it may share with others.
struct Way<'m> {
    /// The circuit, the tunnels, or what its type is meant for; none where nothing but the gateway limits it.
    link: Option<Carried<'m>>,
    /// The gateway; none where traffic passes it by, or nothing is known of it.
    gateway: Option<Carried<'m>>,
}

/// What limits all ways together, each thing once: of each gateway either the gateway itself or the
/// links that it joins, whichever carry less.
fn bottlenecks<'m>(ways: &[Way<'m>]) -> Vec<Carried<'m>> {
    let mut gateways: Vec<&Carried<'m>> = Vec::new();
    for gateway in ways.iter().filter_map(|it| it.gateway.as_ref()) {
        if gateways.iter().all(|it| it.place != gateway.place) {
            gateways.push(gateway);
        }
    }
    let mut parts: Vec<&Carried<'m>> = Vec::new();
    for gateway in gateways.into_iter().map(Some).chain([None]) {
        let place = gateway.map(|it| it.place);
        let here: Vec<&Way<'m>> = ways.iter().filter(|it| it.gateway.as_ref().map(|it| it.place) == place).collect();
        let links = distinct(here.iter().filter_map(|it| it.link.as_ref()));
        let sum: u64 = links.iter().map(|it| it.most.bps()).sum();
        match gateway.filter(|it| here.iter().any(|way| way.link.is_none()) || it.most.bps() < sum) {
            Some(gateway) => parts.push(gateway),
            None => parts.extend(links),
        }
    }
    distinct(parts).into_iter().cloned().collect()
}

/// Each thing once, though several connections run over it.
fn distinct<'c, 'm>(all: impl IntoIterator<Item = &'c Carried<'m>>) -> Vec<&'c Carried<'m>> {
    let mut found: Vec<&Carried<'m>> = Vec::new();
    for it in all {
        if found.iter().all(|other| other.place != it.place) {
            found.push(it);
        }
    }
    found
}

/// What a connection runs over, or what is missing to know it.
fn way<'m>(connection: View<'m>, wanted: Bandwidth, given: &Given) -> Result<Way<'m>, String> {
    let mut way = match ErConnection::of(connection) {
        Some(connection) => over_circuit(connection, wanted, given)?,
        None => {
            let gateway = slowest_vpn(connection, given)?;
            Way { link: tunnels(connection, given).filter(|it| it.most < gateway.most), gateway: Some(gateway) }
        }
    };
    if let Some(row) = type_of(connection, given)
        && let Some(most) = row.bandwidth_up_to
    {
        let by = By::Type(row.title);
        let meant = Carried { most, by, place: connection.name_span(), benchmark: true, row: Some(row), fix: None };
        way.link = way.link.into_iter().chain([meant]).min_by_key(|it| it.most);
    }
    Ok(way)
}

/// The slower of the VPN gateways of a connection.
fn slowest_vpn<'m>(connection: View<'m>, given: &Given) -> Result<Carried<'m>, String> {
    let of = |gateway: VpnGateway<'_>| -> Result<_, String> {
        let sku = vpn_sku(gateway, given).ok_or_else(|| format!("the SKU of `{}`", gateway.name()))?;
        Ok(Carried {
            most: sku.throughput,
            by: By::Sku(sku.name),
            place: gateway.place_of(Attr::Sku),
            benchmark: true,
            row: Some(sku),
            fix: Some(other_sku(gateway.0)),
        })
    };
    let mut slowest: Option<Carried<'m>> = None;
    for gateway in vpn_gateways(connection) {
        let carried = of(gateway)?;
        if slowest.as_ref().is_none_or(|it| carried.most < it.most) {
            slowest = Some(carried);
        }
    }
    slowest.ok_or_else(|| format!("the gateway of `{}`", connection.name()))
}

/// How many tunnels a connection has: one from each instance at either end. None where that isn't known.
fn tunnel_count(connection: View<'_>) -> Option<u64> {
    if !matches!(connection.kind(), Kind::SiteToSite | Kind::VnetToVnet) {
        return None;
    }
    let devices = SiteToSite::of(connection).map_or(1, |it| it.devices().len().max(1) as u64);
    let instances = vpn_gateways(connection).into_iter().map(|gateway| {
        let is_unknown =
            gateway.is_wrong(Attr::ActiveActive) || is_existing(gateway.0) && !gateway.says(Attr::ActiveActive);
        (!is_unknown).then_some(if gateway.is_active_active() { 2 } else { 1 })
    });
    instances.product::<Option<u64>>().map(|tunnels| tunnels * devices)
}

/// What the tunnels of a connection carry, by Azure's figures for a single one.
fn tunnels<'m>(connection: View<'m>, given: &Given) -> Option<Carried<'m>> {
    let count = tunnel_count(connection)?;
    let policy = connection.only(Kind::Ipsec);
    let encryption = policy.and_then(|it| it.choice(Attr::IpsecEncryption)).map(|it| it.value);
    let figure = |figures: &TunnelFigures| match encryption {
        Some(name) if name.starts_with("AES") => figures.aes256.throughput,
        Some("DES3") => figures.des3.throughput,
        _ => figures.gcmaes256.throughput,
    };
    let mut slowest: Option<(Bandwidth, Bandwidth, &'static VpnSku, VpnGateway<'m>)> = None;
    for gateway in vpn_gateways(connection) {
        let sku = gateway.sku()?;
        let generation = gateway.choice(Attr::Generation).and_then(|it| it.value.parse().ok());
        let rows = given.facts.vpn_sku_rows(&sku).filter(|row| generation.is_none() || row.generation == generation);
        // Where the generation isn't said, the better one counts.
        let measured = rows.filter_map(|row| Some((figure(row.per_tunnel.as_ref()?), row)));
        let (most, row) = measured.max_by_key(|(most, _)| *most)?;
        if slowest.is_none_or(|(least, ..)| most < least) {
            slowest = Some((most, row.per_tunnel?.gcmaes256.throughput, row, gateway));
        }
    }
    let (most, best, row, gateway) = slowest?;
    let of_all = |one: Bandwidth| Bandwidth(one.bps() * count);
    let other = policy.filter(|_| most < best).map(|policy| {
        let set = |attr| set(policy, attr, BEST_ENCRYPTION);
        both(set(Attr::IpsecEncryption), set(Attr::IpsecIntegrity))
    });
    Some(Carried {
        most: of_all(most),
        by: By::Tunnels(Tunnels { count, encryption, at_best: of_all(best) }),
        place: connection.name_span(),
        benchmark: true,
        row: Some(row),
        fix: other.or_else(|| Some(other_sku(gateway.0))),
    })
}

/// The algorithm with which Azure measured most on a tunnel.
const BEST_ENCRYPTION: &str = "GCMAES256";

fn over_circuit<'m>(connection: ErConnection<'m>, wanted: Bandwidth, given: &Given) -> Result<Way<'m>, String> {
    let circuit = connection.circuit().ok_or_else(|| format!("the circuit of `{}`", connection.name()))?;
    let bandwidth =
        circuit.bandwidth(Attr::Bandwidth).ok_or_else(|| format!("the `bandwidth` of `{}`", circuit.name()))?;
    // With FastPath the traffic passes by the gateway.
    let gateway = connection.gateway().filter(|_| !connection.is_true(Attr::Fastpath));
    let carries = gateway.and_then(|gateway| Some((gateway, er_throughput(gateway, given)?)));
    let rows = given.facts.circuit_bandwidths.iter();
    let larger = rows.filter(|it| it.provider == Support::Yes && it.bandwidth >= wanted).map(|it| it.bandwidth).min();
    let grown = larger.map(|larger| {
        let mut grown = set(circuit.0, Attr::Bandwidth, larger.to_string());
        // A faster circuit alone leaves the gateway in its way.
        if let Some((gateway, _)) = carries.filter(|(_, (most, _))| *most < wanted) {
            let fast = given.facts.new_er_skus(given.today).filter(|sku| sku.family != SkuFamily::Legacy);
            let fast = fast.filter(|sku| sku.units.is_none()).find(|sku| sku.figures_at(None).throughput >= wanted);
            grown = fast.into_iter().fold(grown, |grown, sku| both(grown, set(gateway.0, Attr::Sku, sku.name)));
        }
        grown
    });
    let most = Bandwidth(bandwidth.value);
    let by = By::Circuit(circuit.name());
    let link = Carried { most, by, place: bandwidth.span, benchmark: false, row: None, fix: grown };
    let gateway = carries.map(|(gateway, (most, sku))| Carried {
        most,
        by: By::Sku(sku.name),
        place: gateway.place_of(Attr::Sku),
        benchmark: true,
        row: Some(sku),
        fix: Some(other_sku(gateway.0)),
    });
    Ok(Way { link: Some(link), gateway })
}

/// What would carry as much.
fn would(wanted: Bandwidth, parts: &[Carried<'_>], tunnels: u64, given: &Given) -> Option<String> {
    let mut ways = Vec::new();
    let by_encryption = matches!(parts, [Carried { by: By::Tunnels(tunnels), .. }] if tunnels.at_best >= wanted);
    if by_encryption {
        ways.push(format!("`{BEST_ENCRYPTION}` for encryption"));
    }
    let vpn = given.facts.connection_type(ConnectionKind::SiteToSite).and_then(|it| it.bandwidth_up_to);
    // A faster gateway doesn't help where its tunnels are too slow.
    let carries = |it: &VpnSku| {
        let one = it.per_tunnel.filter(|_| tunnels > 0).map(|it| it.gcmaes256.throughput.bps());
        it.throughput >= wanted && one.is_none_or(|one| one * tunnels >= wanted.bps())
    };
    let skus = given.facts.new_vpn_skus(given.today).filter(|it| carries(it));
    if !by_encryption
        && vpn.is_none_or(|most| most >= wanted)
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
fn asked_of(connection: View<'_>) -> Option<At<u64>> {
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
