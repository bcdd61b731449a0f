//! `resiliency`: what a single failure would take down.

use crate::catalog::{ConnectionKind, LimitId};
use crate::model::entities::*;
use crate::rules::areas::expressroute::{er_workload, is_metro};
use crate::rules::facts::{all_of, count};
use crate::rules::{Check, Cx, Rule};
use crate::schema::Attr;

pub const RULES: &[Rule] = &[
    Rule { name: "resiliency/mission-critical-vpn", check: Check::VpnGateway(mission_critical_vpn) },
    Rule { name: "resiliency/one-location", check: Check::ErGateway(one_location) },
    Rule { name: "resiliency/standard-circuit", check: Check::ErGateway(standard_circuit) },
];

/// The circuits of a gateway, each once, with their locations in lower case.
fn circuits<'m>(gateway: ErGateway<'m>) -> Vec<(Circuit<'m>, Option<String>)> {
    let mut found: Vec<(Circuit<'m>, Option<String>)> = Vec::new();
    for circuit in gateway.connections().filter_map(|it| it.circuit()) {
        if !found.iter().any(|(it, _)| it.id() == circuit.id()) {
            found.push((circuit, circuit.text(Attr::PeeringLocation).map(|it| it.to_lowercase())));
        }
    }
    found
}

/// The only location of all circuits; none where there are several, or one isn't said.
fn only_location(circuits: &[(Circuit<'_>, Option<String>)]) -> Option<String> {
    let first = circuits.first()?.1.clone()?;
    circuits.iter().all(|(_, place)| place.as_ref() == Some(&first)).then_some(first)
}

/// Production over one circuit at one place.
fn standard_circuit(gateway: ErGateway<'_>, cx: &mut Cx<'_>) {
    let Some(workload) = er_workload(gateway).filter(|it| it.value == "production") else { return };
    let circuits = circuits(gateway);
    let Some(place) = only_location(&circuits).filter(|it| !is_metro(it)) else { return };
    let circuit = circuits[0].0;
    let what = if circuits.len() == 1 { "one circuit".to_owned() } else { all_of(circuits.len(), "circuit") };
    let named = circuit.text(Attr::PeeringLocation).map_or(place, |it| it.to_string());
    cx.report(gateway.name_span(), format!("production over {what} at one place, {named}"))
        .related(workload, "production here")
        .related(circuit.place_of(Attr::PeeringLocation), "the place")
        .note(
            "at least a Metro circuit, over two places of a city, is recommended; better two circuits at two locations",
        );
}

/// Something critical without two circuits at two locations.
fn one_location(gateway: ErGateway<'_>, cx: &mut Cx<'_>) {
    let Some(workload) = er_workload(gateway).filter(|it| it.value == "mission-critical") else { return };
    let Some(limit) = cx.facts.limit(LimitId::CircuitsMaximumResiliency) else { return };
    let circuits = circuits(gateway);
    let one_place = only_location(&circuits).is_some();
    if circuits.is_empty() || circuits.len() as u64 >= limit.value && !one_place {
        return;
    }
    let message = match circuits.len() as u64 >= limit.value {
        true => format!("mission-critical, but {} are at one peering location", all_of(circuits.len(), "circuit")),
        false => format!(
            "mission-critical over {}: {} are recommended, each at a peering location of its own",
            count(circuits.len(), "circuit"),
            limit.value
        ),
    };
    cx.report(gateway.name_span(), message)
        .cite(limit)
        .related(workload, "mission-critical here")
        .related(circuits[0].0.place_of(Attr::PeeringLocation), "the place");
}

/// Something critical over a VPN alone.
fn mission_critical_vpn(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let Some(workload) = gateway.choice(Attr::Workload).filter(|it| it.value == "mission-critical") else { return };
    let Some(row) = cx.facts.connection_type(ConnectionKind::SiteToSite) else { return };
    if gateway.coexists_with().is_some() || gateway.site_to_site().next().is_none() {
        return;
    }
    let message =
        format!("`{}` is mission-critical, but VPN is meant for {}", gateway.name(), row.use_cases.join(" and "));
    let better = cx.facts.connection_type(ConnectionKind::ExpressRoute);
    let report = cx.report(workload, message).cite(row);
    if let Some(better) = better {
        report.cite(better).note(format!("{} is meant for {}", better.title, better.use_cases.join(", ")));
    }
}
