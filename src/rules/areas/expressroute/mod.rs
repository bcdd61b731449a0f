//! `expressroute`: circuits, their peerings, and the gateways that link them.

mod circuit;
mod gateway;
mod global_reach;
mod links;
mod peering;
mod routes;

use crate::catalog::{self, EditionId, PeeringKind, TierId};
use crate::model::entities::*;
use crate::model::{At, View};
use crate::rules::{Check, Rule};
use crate::schema::{Attr, Kind};

pub(super) use circuit::is_metro;
pub(super) use links::region;

pub const RULES: &[Rule] = &[
    Rule { name: "expressroute/advertised-private", check: Check::Circuit(routes::advertised_private) },
    Rule { name: "expressroute/advertised-length", check: Check::Circuit(routes::advertised_length) },
    Rule { name: "expressroute/az-sku-region", check: Check::ErGateway(gateway::az_sku_region) },
    Rule { name: "expressroute/bandwidth", check: Check::Circuit(circuit::bandwidth) },
    Rule { name: "expressroute/basic-gateway", check: Check::ErGateway(gateway::basic) },
    Rule { name: "expressroute/circuit-links", check: Check::Circuit(links::circuit_links) },
    Rule { name: "expressroute/circuits-per-gateway", check: Check::ErGateway(gateway::circuits_per_gateway) },
    Rule { name: "expressroute/circuits-per-location", check: Check::ErGateway(gateway::circuits_per_location) },
    Rule { name: "expressroute/circuits-per-subscription", check: Check::Spec(circuit::circuits_per_subscription) },
    Rule { name: "expressroute/cloud", check: Check::Circuit(links::cloud) },
    Rule { name: "expressroute/default-route", check: Check::Circuit(routes::default_route) },
    Rule { name: "expressroute/direct-bandwidth", check: Check::Circuit(circuit::direct_bandwidth) },
    Rule { name: "expressroute/duplicate-link", check: Check::Circuit(links::duplicate_link) },
    Rule { name: "expressroute/fastpath-region", check: Check::ErGateway(gateway::fastpath_region) },
    Rule { name: "expressroute/fastpath-sku", check: Check::ErGateway(gateway::fastpath_sku) },
    Rule { name: "expressroute/gateway-routes", check: Check::ErGateway(gateway::routes_out) },
    Rule { name: "expressroute/gateway-throughput", check: Check::ErGateway(gateway::throughput) },
    Rule { name: "expressroute/gateway-vms", check: Check::ErGateway(gateway::vms) },
    Rule { name: "expressroute/global-reach-country", check: Check::Circuit(global_reach::country) },
    Rule { name: "expressroute/global-reach-location", check: Check::Circuit(global_reach::same_location) },
    Rule { name: "expressroute/global-reach-peering", check: Check::Circuit(global_reach::private_peering) },
    Rule { name: "expressroute/global-reach-tier", check: Check::Circuit(global_reach::tier) },
    Rule { name: "expressroute/ipsec-beside-scale", check: Check::SiteToSite(gateway::ipsec_over_private_peering) },
    Rule { name: "expressroute/later-feature", check: Check::Any(circuit::later_feature) },
    Rule { name: "expressroute/learned-routes", check: Check::ErGateway(gateway::learned_routes) },
    Rule { name: "expressroute/linked-vnets-overlap", check: Check::Circuit(links::linked_vnets_overlap) },
    Rule { name: "expressroute/local-billing", check: Check::Circuit(circuit::local_billing) },
    Rule { name: "expressroute/location-spelling", check: Check::Circuit(links::location_spelling) },
    Rule { name: "expressroute/macsec-provider", check: Check::Circuit(circuit::macsec_provider) },
    Rule { name: "expressroute/missing-asn", check: Check::Circuit(peering::missing_asn) },
    Rule { name: "expressroute/needs-premium", check: Check::Circuit(routes::needs_premium) },
    Rule { name: "expressroute/no-private-peering", check: Check::Circuit(peering::no_private_peering) },
    Rule { name: "expressroute/peering-overlap", check: Check::Circuit(peering::overlap) },
    Rule { name: "expressroute/peering-subnet", check: Check::Circuit(peering::subnet) },
    Rule { name: "expressroute/port-speed", check: Check::Circuit(circuit::port_speed) },
    Rule { name: "expressroute/private-asn", check: Check::Circuit(peering::private_asn) },
    Rule { name: "expressroute/private-subnet", check: Check::Circuit(peering::private_subnet) },
    Rule { name: "expressroute/provider", check: Check::Circuit(circuit::provider) },
    Rule { name: "expressroute/region", check: Check::Circuit(links::out_of_reach) },
    Rule { name: "expressroute/regional-gateway", check: Check::ErGateway(gateway::regional) },
    Rule { name: "expressroute/reserved-asn", check: Check::Circuit(peering::reserved_asn) },
    Rule { name: "expressroute/routes", check: Check::Circuit(routes::too_many) },
    Rule { name: "expressroute/routing-weight", check: Check::ErConnection(gateway::routing_weight) },
    Rule { name: "expressroute/same-subnet", check: Check::Circuit(peering::same_subnet) },
    Rule { name: "expressroute/scale-region", check: Check::ErGateway(gateway::scale_region) },
    Rule { name: "expressroute/scale-units", check: Check::ErGateway(gateway::scale_units) },
    Rule { name: "expressroute/scale-units-unused", check: Check::ErGateway(gateway::scale_units_unused) },
    Rule { name: "expressroute/service", check: Check::Circuit(routes::service) },
    Rule { name: "expressroute/shared-vlan", check: Check::Circuit(peering::shared_vlan) },
    Rule { name: "expressroute/single-link", check: Check::Circuit(peering::single_link) },
    Rule { name: "expressroute/site-overlaps-vnet", check: Check::ErConnection(links::site_overlaps_vnet) },
    Rule { name: "expressroute/tier", check: Check::Circuit(circuit::tier) },
    Rule { name: "expressroute/unknown-gateway-sku", check: Check::ErGateway(gateway::unknown_sku) },
    Rule { name: "expressroute/vlan", check: Check::Circuit(peering::vlan) },
];

/// The tier of a circuit, if it says one.
pub(super) fn tier(circuit: Circuit<'_>) -> Option<TierId> {
    circuit.choice(Attr::Tier)?.value.parse().ok()
}

/// What an ExpressRoute gateway is for, if it says so.
pub(super) fn er_workload(gateway: ErGateway<'_>) -> Option<At<&'static str>> {
    gateway.choice(Attr::Workload)
}

/// Which peering a nested block is.
fn peering_kind(peering: View<'_>) -> PeeringKind {
    match peering.kind() {
        Kind::PrivatePeering => PeeringKind::Private,
        Kind::MicrosoftPeering => PeeringKind::Microsoft,
        _ => PeeringKind::Public,
    }
}

/// Where places lie, which is no matter of editions: the newest knows most of them.
fn geography() -> &'static catalog::Edition {
    catalog::edition(EditionId::NEWEST)
}
