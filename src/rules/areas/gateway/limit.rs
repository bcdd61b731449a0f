//! What a gateway carries: tunnels, clients, virtual machines.

use crate::catalog::LimitId;
use crate::finding::Suggestion;
use crate::model::entities::*;
use crate::rules::facts::{count, vpn_sku};
use crate::rules::prefixes::behind;
use crate::rules::{Check, Cx, Rule};
use crate::schema::Attr;

pub const RULES: &[Rule] = &[
    Rule { name: "gateway/p2s-client-limit", check: Check::PointToSite(p2s_client_limit) },
    Rule { name: "gateway/policy-based-tunnel-limit", check: Check::VpnGateway(policy_based_tunnel_limit) },
    Rule { name: "gateway/sstp-client-limit", check: Check::PointToSite(sstp_client_limit) },
    Rule { name: "gateway/tunnel-limit", check: Check::VpnGateway(tunnel_limit) },
    Rule { name: "gateway/vnet-prefix-limit", check: Check::VpnGateway(vnet_prefix_limit) },
    Rule { name: "gateway/vm-limit", check: Check::VpnGateway(vm_limit) },
];

/// So many of the VNets that make up a sum are pointed at.
const SHOWN: usize = 3;

/// More tunnels than the gateway's SKU carries; without a SKU, than any carries.
fn tunnel_limit(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    if gateway.is_policy_based() {
        return;
    }
    let sku = match vpn_sku(gateway, cx) {
        Some(sku) => sku,
        None if gateway.says(Attr::Sku) => return,
        None => match cx.facts.vpn_skus.iter().max_by_key(|sku| sku.tunnels) {
            Some(largest) => largest,
            None => return,
        },
    };
    let limit = sku.tunnels as usize;
    let tunnels: Vec<_> = gateway.connections().filter(|it| PointToSite::of(*it).is_none()).collect();
    let Some(over) = tunnels.get(limit) else { return };
    let message = match gateway.says(Attr::Sku) {
        true => format!("{} tunnels, but `{}` carries {limit}", tunnels.len(), sku.name),
        false => format!("{} tunnels, but no SKU carries more than {limit}", tunnels.len()),
    };
    let wan = cx.facts.limit(LimitId::TunnelsBeforeVirtualWan).filter(|it| tunnels.len() as u64 > it.value);
    let report = cx
        .report(gateway.place_of(Attr::Sku), message)
        .cite(sku)
        .suggest(Suggestion::GatewaySku { gateway: gateway.span() })
        .related(over.name_span(), format!("number {}", limit + 1));
    if let Some(limit) = wan {
        report.cite(limit).note(format!("for more than {} tunnels Azure advises Virtual WAN", limit.value));
    }
}

/// How many tunnels the gateway carries if it is policy-based; none where its SKU can't be, or isn't known.
pub fn policy_based_tunnels(gateway: VpnGateway<'_>, cx: &Cx<'_>) -> Option<u32> {
    match vpn_sku(gateway, cx) {
        Some(sku) => sku.policy_based_tunnels,
        None if gateway.says(Attr::Sku) => None,
        None => cx.facts.vpn_skus.iter().filter_map(|sku| sku.policy_based_tunnels).max(),
    }
}

/// More Site-to-Site connections than a policy-based gateway carries.
fn policy_based_tunnel_limit(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    if !gateway.is_policy_based() {
        return;
    }
    let Some(limit) = policy_based_tunnels(gateway, cx).map(|limit| limit as usize) else { return };
    let tunnels: Vec<_> = gateway.site_to_site().collect();
    let Some(over) = tunnels.get(limit) else { return };
    let place = gateway.place_of(Attr::VpnType);
    let carries = count(limit, "tunnel");
    let message = format!("{} Site-to-Site connections, but a policy-based gateway carries {carries}", tunnels.len());
    cx.report(place, message).related(over.name_span(), format!("number {}", limit + 1)).replace(
        place,
        "RouteBased",
        false,
    );
}

/// The protocols offered to clients; none where it can't be told.
fn protocols(clients: PointToSite<'_>) -> Vec<&'static str> {
    clients.choices(Attr::Protocols).into_iter().map(|it| it.value).collect()
}

/// More clients over SSTP than a gateway carries.
fn sstp_client_limit(clients: PointToSite<'_>, cx: &mut Cx<'_>) {
    let Some(number) = clients.integer(Attr::Clients) else { return };
    let Some(limit) = cx.facts.limit(LimitId::SstpClients) else { return };
    let offered = protocols(clients);
    let sku = clients.gateway().and_then(|gateway| vpn_sku(gateway, cx));
    // In 2016 there was nothing else, and Basic has nothing else today.
    let has_others = !cx.is_2016() && sku.is_none_or(|sku| sku.ikev2_openvpn_clients.is_some());
    let is_sstp = match offered.as_slice() {
        [] => !has_others && !clients.says(Attr::Protocols),
        offered => offered.iter().all(|it| *it == "SSTP"),
    };
    if !is_sstp || number.value <= limit.value || clients.gateway().is_some_and(VpnGateway::is_policy_based) {
        return;
    }
    let message = format!("{} clients over SSTP, but a gateway carries {}", *number, limit.value);
    let others = sku.and_then(|sku| sku.ikev2_openvpn_clients);
    let can_change = others.is_some_and(|limit| number.value <= u64::from(limit));
    let report = cx.report(number, message).cite(limit);
    if can_change {
        report.set(*clients, Attr::Protocols.name(), "OpenVPN");
    }
}

/// More clients than the gateway's SKU carries.
fn p2s_client_limit(clients: PointToSite<'_>, cx: &mut Cx<'_>) {
    let Some(number) = clients.integer(Attr::Clients) else { return };
    let Some(gateway) = clients.gateway().filter(|it| !it.is_policy_based()) else { return };
    let offered = protocols(clients);
    let only_sstp = !offered.is_empty() && offered.iter().all(|it| *it == "SSTP");
    if only_sstp || clients.is_wrong(Attr::Protocols) {
        return;
    }
    let sku = match vpn_sku(gateway, cx) {
        Some(sku) => sku,
        None if gateway.says(Attr::Sku) => return,
        None => match cx.facts.vpn_skus.iter().max_by_key(|sku| sku.ikev2_openvpn_clients) {
            Some(largest) => largest,
            None => return,
        },
    };
    let Some(limit) = sku.ikev2_openvpn_clients else { return };
    // Some of the clients may come over SSTP, which is counted apart.
    let with_sstp = offered.is_empty() || offered.contains(&"SSTP");
    let most = u64::from(limit) + if with_sstp { u64::from(sku.sstp_clients) } else { 0 };
    if number.value <= most {
        return;
    }
    let carries = match with_sstp {
        true => format!("{limit} over IKEv2 and OpenVPN and {} over SSTP", sku.sstp_clients),
        false => limit.to_string(),
    };
    let message = match gateway.says(Attr::Sku) {
        true => format!("{} clients, but `{}` carries {carries}", *number, sku.name),
        false => format!("{} clients, but the largest SKU carries {carries}", *number),
    };
    cx.report(number, message)
        .related(gateway.place_of(Attr::Sku), "the gateway")
        .cite(sku)
        .suggest(Suggestion::GatewaySku { gateway: gateway.span() });
}

/// More prefixes of VNets behind a gateway than it serves.
fn vnet_prefix_limit(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(limit) = cx.facts.limit(LimitId::VnetPrefixesPerVpnGateway) else { return };
    let vnets = gateway.vnet().map(behind).unwrap_or_default();
    let prefixes = |vnet: &Vnet<'_>| vnet.prefixes(Attr::Prefixes).len();
    let sum: usize = vnets.iter().map(prefixes).sum();
    if sum as u64 <= limit.value {
        return;
    }
    let message = format!("{sum} VNet prefixes behind `{}`, but a VPN gateway serves {}", gateway.name(), limit.value);
    let mut report = cx.report(gateway.place_of(Attr::Vnet), message).cite(limit);
    let mut largest = vnets;
    largest.sort_by_key(|vnet| std::cmp::Reverse(prefixes(vnet)));
    for vnet in largest.iter().take(SHOWN) {
        report = report.related(vnet.place_of(Attr::Prefixes), format!("{} of them", prefixes(vnet)));
    }
    report.note("summarise the prefixes of a VNet, or spread the VNets over several hubs");
}

/// More virtual machines behind a gateway than its SKU supports.
fn vm_limit(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(hub) = gateway.vnet() else { return };
    let Some(sku) = vpn_sku(gateway, cx) else { return };
    let Some(limit) = sku.supported_vms else { return };
    let numbers: Vec<_> = behind(hub).iter().filter_map(|vnet| vnet.integer(Attr::Vms)).collect();
    let sum: u64 = numbers.iter().map(|it| it.value).fold(0, u64::saturating_add);
    if sum <= u64::from(limit) {
        return;
    }
    let message = format!("{sum} VMs behind `{}`, but `{}` supports {limit}", gateway.name(), sku.name);
    let mut report = cx
        .report(gateway.place_of(Attr::Sku), message)
        .cite(sku)
        .suggest(Suggestion::GatewaySku { gateway: gateway.span() });
    for number in &numbers {
        report = report.related(number, format!("{} VMs", number.value));
    }
    let _ = report;
}
