//! The addresses and routes that clients get.

use super::super::address::held;
use super::super::nat;
use super::super::vnet_to_vnet::is_answer;
use super::clients::parsed;
use crate::catalog::{Limit, LimitId, P2sProtocol, RangeKind};
use crate::finding::{Severity, Span, Suggestion};
use crate::model::entities::*;
use crate::model::{At, Values};
use crate::rules::Cx;
use crate::rules::prefixes::overlap;
use crate::schema::Attr;
use ipnet::IpNet;

/// No pool at all.
pub(super) fn pool_missing(connection: PointToSite<'_>, cx: &mut Cx<'_>) {
    let said = connection.says(Attr::ClientAddressPool);
    if said && !connection.is_empty_list(Attr::ClientAddressPool) {
        return;
    }
    let length = pool_length(connection, cx);
    let report = cx.report(
        connection.place_of(Attr::ClientAddressPool),
        "clients get no address: there is no `client-address-pool`",
    );
    if let Some(length) = length {
        report.suggest(Suggestion::ClientPool { connection: connection.span(), replace: None, length });
    }
}

/// Addresses outside of the private ranges.
pub(super) fn pool_not_private(connection: PointToSite<'_>, cx: &mut Cx<'_>) {
    let private = |net: &IpNet| {
        cx.facts
            .ranges_of_kind(RangeKind::Private)
            .any(|range| range.contains(net.network()) && range.contains(net.broadcast()))
    };
    for at in connection.prefixes(Attr::ClientAddressPool).into_iter().filter(|at| !private(at)).collect::<Vec<_>>() {
        let what = cx.facts.ranges_of(at.network()).first().map(|range| range.title);
        let message = match what {
            Some(title) => format!("clients get addresses of `{}`: {title}, which is not private address space", *at),
            None => format!("clients get addresses of `{}`, which belong to somebody on the Internet", *at),
        };
        let length = pool_length(connection, cx);
        suggest(cx.report(at, message), connection, at.span, length);
    }
}

/// Fewer addresses than the gateway takes.
pub(super) fn pool_too_small(connection: PointToSite<'_>, cx: &mut Cx<'_>) {
    let Some(limit) = least_pool(connection, cx) else { return };
    for at in connection.prefixes(Attr::ClientAddressPool) {
        if at.value.addr().is_ipv4() && u64::from(at.prefix_len()) > limit.value {
            let gateway = if is_active_active(connection) { "an active-active" } else { "an active-standby" };
            let message = format!("the pool `{}` is too small: {gateway} gateway needs a /{}", *at, limit.value);
            let length = pool_length(connection, cx);
            suggest(cx.report(at, message).cite(limit), connection, at.span, length);
        }
    }
}

/// More clients than addresses.
pub(super) fn pool_smaller_than_clients(connection: PointToSite<'_>, cx: &mut Cx<'_>) {
    let Some(clients) = connection.integer(Attr::Clients) else { return };
    let pools = connection.prefixes(Attr::ClientAddressPool);
    let pools: Vec<_> = pools.iter().filter(|at| at.value.addr().is_ipv4()).collect();
    let too_small =
        |at: &&At<IpNet>| least_pool(connection, cx).is_some_and(|it| u64::from(at.prefix_len()) > it.value);
    let Some(first) = pools.first() else { return };
    if connection.is_wrong(Attr::ClientAddressPool) || pools.iter().any(too_small) {
        return;
    }
    let all: u64 = pools.iter().map(|at| addresses(at)).sum();
    let split = is_split(connection);
    let usable = if split { all / 2 } else { all };
    if clients.value <= usable {
        return;
    }
    let message = match split {
        true => {
            format!("{} clients, but {usable} of the pool's {all} addresses for each kind of tunnel", clients.value)
        }
        false => format!("{} clients, but the pool has {all} addresses", clients.value),
    };
    let length = pool_length(connection, cx);
    let report = cx.report(*first, message).related(clients, "the clients at once");
    let report =
        if split { report.note("beside `SSTP` and another protocol the pool is split between them") } else { report };
    suggest(report, connection, first.span, length);
}

/// IPv6 for clients none of whose protocols carry it.
pub(super) fn pool_ipv6(connection: PointToSite<'_>, cx: &mut Cx<'_>) {
    let Some(at) = connection.prefixes(Attr::ClientAddressPool).into_iter().find(|at| at.value.addr().is_ipv6()) else {
        return;
    };
    let protocols = parsed::<P2sProtocol>(connection.0, Attr::Protocols);
    let infos: Vec<_> = protocols.iter().filter_map(|it| cx.facts.p2s_protocol(it.value)).collect();
    let Some(info) = infos.first().copied().filter(|_| infos.iter().all(|it| !it.ipv6)) else { return };
    let message = format!("`{}` is IPv6, which `{}` doesn't carry", *at, info.id);
    let better = cx.facts.p2s_protocols.iter().find(|it| it.ipv6).map(|it| it.id);
    let report =
        cx.report(at, message).cite(info).related(connection.place_of(Attr::Protocols), "the protocols offered");
    if let Some(better) = better {
        let list = protocols.iter().map(|it| it.value).chain([better]).map(P2sProtocol::as_str).collect::<Vec<_>>();
        report.set(connection.0, Attr::Protocols.name(), format!("[{}]", list.join(", ")));
    }
}

/// A pool that shares addresses with a network its clients are to reach, or with another pool.
pub(super) fn pool_overlap(connection: PointToSite<'_>, cx: &mut Cx<'_>) {
    let pools = connection.prefixes(Attr::ClientAddressPool);
    let mut around = networks_around(connection);
    if let Some(gateway) = connection.gateway() {
        // Of two pools that overlap the one at the tunnel's far end is to blame.
        let ends_here =
            |tunnel: VnetToVnet<'_>| !is_answer(tunnel) && tunnel.to().is_some_and(|to| to.id() == gateway.id());
        let pools = far_pools(gateway).filter(|(tunnel, ..)| ends_here(*tunnel));
        around.extend(pools.map(|(_, what, prefix)| Network { what, prefix, of_site: false }));
    }
    for (index, at) in pools.iter().enumerate() {
        let twin = pools[..index].iter().find(|other| overlap(other, at));
        let others = || around.iter().filter(|it| overlap(&it.prefix, at));
        let clash = others().find(|it| !it.leaves(at, cx)).or_else(|| others().next());
        let left = twin.is_none() && clash.is_some_and(|it| it.leaves(at, cx));
        let verb = if left { "lies inside" } else { "overlaps" };
        let (place, message) = match (twin, clash) {
            (Some(twin), _) => (twin.span, format!("the pool `{}` {verb} the pool `{}`", **at, **twin)),
            (None, Some(it)) => (it.prefix.span, format!("the pool `{}` {verb} `{}` of {}", **at, *it.prefix, it.what)),
            (None, None) => continue,
        };
        let length = pool_length(connection, cx);
        let mut report = cx.report(at, message).related(place, "the other prefix");
        if left {
            report = report.severity(Severity::Warning).note("the longer prefix gets the traffic");
        }
        suggest(report, connection, at.span, length);
    }
}

/// A prefix that clients reach from a gateway.
struct Network {
    /// What it belongs to, in words.
    what: String,
    prefix: At<IpNet>,
    of_site: bool,
}

impl Network {
    /// Whether the traffic of a pool inside it finds the pool all the same, because the longer prefix decides.
    fn leaves(&self, pool: &IpNet, cx: &Cx<'_>) -> bool {
        self.of_site && !cx.is_2016() && self.prefix.prefix_len() < pool.prefix_len()
    }
}

/// The networks that clients reach from a gateway.
fn networks_around(connection: PointToSite<'_>) -> Vec<Network> {
    let mut sites = Vec::new();
    let Some(gateway) = connection.gateway() else { return sites };
    let mut vnets: Vec<Vnet<'_>> = Vec::new();
    if let Some(vnet) = gateway.vnet() {
        vnets.push(vnet);
        vnets.extend(vnet.peerings().flat_map(|it| [it.from(), it.to()]).flatten().filter(|it| it.id() != vnet.id()));
        for er in vnet.er_gateway().into_iter().flat_map(|it| it.connections().collect::<Vec<_>>()) {
            for site in er.targets(Attr::Sites).into_iter().filter_map(|at| Site::of(at.value)) {
                sites.extend(of_site(site, site.0.prefixes(Attr::Prefixes)));
            }
        }
    }
    for tunnel in gateway.vnet_to_vnet() {
        vnets.extend(far_end(gateway, tunnel).and_then(VpnGateway::vnet));
    }
    for tunnel in gateway.site_to_site() {
        let Some(site) = tunnel.site() else { continue };
        let rules = nat::used(tunnel, Attr::IngressNatRules);
        let untranslated = held(tunnel).into_iter().filter(|at| !nat::translates(&rules, &at.value)).collect();
        sites.extend(of_site(site, untranslated));
    }
    let of_vnets =
        vnets.iter().flat_map(|it| networks(format!("VNet `{}`", it.name()), it.prefixes(Attr::Prefixes), false));
    of_vnets.chain(sites).collect()
}

fn of_site(site: Site<'_>, prefixes: Values<IpNet>) -> impl Iterator<Item = Network> {
    // A default route leads to everything, and overlaps nothing.
    networks(format!("site `{}`", site.name()), prefixes, true).filter(|it| it.prefix.prefix_len() > 0)
}

fn networks(what: String, prefixes: Values<IpNet>, of_site: bool) -> impl Iterator<Item = Network> {
    prefixes.into_iter().map(move |prefix| Network { what: what.clone(), prefix, of_site })
}

/// The gateway at the other end of a tunnel.
fn far_end<'m>(gateway: VpnGateway<'m>, tunnel: VnetToVnet<'m>) -> Option<VpnGateway<'m>> {
    [tunnel.from(), tunnel.to()].into_iter().flatten().find(|end| end.id() != gateway.id())
}

/// The pools of gateways at the other ends of tunnels, each with the tunnel.
fn far_pools<'m>(gateway: VpnGateway<'m>) -> impl Iterator<Item = (VnetToVnet<'m>, String, At<IpNet>)> {
    gateway.vnet_to_vnet().flat_map(move |tunnel| {
        let clients = far_end(gateway, tunnel).and_then(VpnGateway::point_to_site);
        let pools = clients.map(|it| (it.name(), it.prefixes(Attr::ClientAddressPool)));
        pools.into_iter().flat_map(move |(name, pools)| {
            pools.into_iter().map(move |at| (tunnel, format!("the clients of `{name}`"), at))
        })
    })
}

/// More routes than the clients' protocol takes.
pub(super) fn client_routes(connection: PointToSite<'_>, cx: &mut Cx<'_>) {
    let far = connection.gateway().into_iter().flat_map(far_pools).map(|(_, _, at)| at.value);
    let around = networks_around(connection).into_iter().map(|it| it.prefix.value).chain(far);
    let mut routes: Vec<IpNet> =
        around.chain(connection.prefixes(Attr::CustomRoutes).into_iter().map(|at| at.value)).collect();
    routes.sort_unstable();
    routes.dedup();
    let old_windows = connection.choices(Attr::ClientOs).iter().any(|at| at.value == "windows-10");
    for at in parsed::<P2sProtocol>(connection.0, Attr::Protocols) {
        let limit = match at.value {
            P2sProtocol::Ikev2 if old_windows => LimitId::Ikev2ClientRoutesOldWindows,
            P2sProtocol::Ikev2 => LimitId::Ikev2ClientRoutes,
            P2sProtocol::OpenVpn => LimitId::OpenVpnClientRoutes,
            P2sProtocol::Sstp => continue,
        };
        let Some(limit) = cx.facts.limit(limit).filter(|it| routes.len() as u64 > it.value) else { continue };
        let message = format!("{} routes for clients over `{}`, which takes {}", routes.len(), at.value, limit.value);
        cx.report(at, message).cite(limit).note("summarise the prefixes, or offer another protocol");
    }
}

fn is_active_active(connection: PointToSite<'_>) -> bool {
    connection.gateway().is_some_and(|it| it.is_active_active())
}

/// The longest prefix a pool may have.
fn least_pool(connection: PointToSite<'_>, cx: &Cx<'_>) -> Option<&'static Limit> {
    let id = match is_active_active(connection) {
        true => LimitId::ClientPoolPrefixActiveActive,
        false => LimitId::ClientPoolPrefix,
    };
    cx.facts.limit(id)
}

/// Whether SSTP has to share the pool with another protocol.
fn is_split(connection: PointToSite<'_>) -> bool {
    let protocols = parsed::<P2sProtocol>(connection.0, Attr::Protocols);
    protocols.iter().any(|it| it.value == P2sProtocol::Sstp) && protocols.iter().any(|it| it.value != P2sProtocol::Sstp)
}

fn addresses(net: &IpNet) -> u64 {
    1u64 << (32 - u32::from(net.prefix_len()))
}

/// How long the prefix of a pool for this connection should be: enough for its clients, at least
/// what the gateway takes, and a /24 where nothing else is known.
fn pool_length(connection: PointToSite<'_>, cx: &Cx<'_>) -> Option<u8> {
    const USUAL: u64 = 256;
    let shares = if is_split(connection) { 2 } else { 1 };
    let clients = connection.integer(Attr::Clients).map_or(USUAL, |it| it.value.saturating_mul(shares));
    let enough = clients.checked_next_power_of_two()?.max(1);
    let length = u8::try_from(32u64.checked_sub(u64::from(enough.trailing_zeros()))?).ok()?;
    let least = least_pool(connection, cx).map_or(30, |it| it.value as u8);
    Some(length.min(least))
}

fn suggest(report: crate::rules::Report<'_>, connection: PointToSite<'_>, replace: Span, length: Option<u8>) {
    if let Some(length) = length {
        report.suggest(Suggestion::ClientPool { connection: connection.span(), replace: Some(replace), length });
    }
}
