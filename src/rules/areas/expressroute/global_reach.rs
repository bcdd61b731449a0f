//! Global Reach: two circuits joined, so that their premises reach each other.

use super::links::{joined, location, offered};
use super::tier as tier_of;
use crate::catalog::{FeatureId, Reach, TierId};
use crate::finding::Change;
use crate::model::View;
use crate::model::entities::*;
use crate::rules::Cx;
use crate::rules::facts::names;
use crate::schema::{Attr, Kind};

/// The links that a circuit says itself: the other circuit, and where it is named. A link that both
/// ends say is judged at the first.
fn said<'m>(circuit: Circuit<'m>, cx: &Cx<'_>) -> Vec<(crate::model::At<View<'m>>, Circuit<'m>)> {
    if !offered(FeatureId::GlobalReach, cx) {
        return Vec::new();
    }
    let both_say = |other: Circuit<'_>| {
        other.targets(Attr::GlobalReach).iter().any(|at| at.value.id() == circuit.id()) && other.id() < circuit.id()
    };
    circuit
        .targets(Attr::GlobalReach)
        .into_iter()
        .filter_map(|at| Some((at, Circuit::of(at.value)?)))
        .filter(|(_, other)| other.id() != circuit.id() && !both_say(*other))
        .collect()
}

/// Both circuits at one peering location.
pub(super) fn same_location(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    if let Some(at) = circuit.targets(Attr::GlobalReach).into_iter().find(|at| at.value.id() == circuit.id()) {
        let message = format!("Global Reach joins two circuits, but `{}` names itself", circuit.name());
        cx.report(at, message);
    }
    for (at, other) in said(circuit, cx) {
        let places = (circuit.text(Attr::PeeringLocation), other.text(Attr::PeeringLocation));
        let (Some(here), Some(there)) = places else { continue };
        if here.eq_ignore_ascii_case(&there) {
            let message = format!("Global Reach joins different peering locations, but both circuits are in {}", *here);
            cx.report(at, message).related(&here, "this one").related(&there, "the other one");
        }
    }
}

/// A circuit whose tier takes no part, or reaches not far enough.
pub(super) fn tier(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    for (at, other) in said(circuit, cx) {
        let far = match (location(circuit), location(other)) {
            (Some(here), Some(there)) => here.geopolitical != there.geopolitical,
            _ => false,
        };
        let ends = [circuit, other].into_iter().filter_map(|end| {
            let row = tier_of(end).and_then(|id| cx.facts.circuit_tier(id))?;
            Some((end, end.choice(Attr::Tier)?, row))
        });
        let ends: Vec<_> = ends.filter(|(_, _, row)| !row.global_reach || far && row.reach != Reach::Global).collect();
        let Some((end, _, row)) = ends.iter().find(|(_, _, row)| !row.global_reach).or(ends.first()) else { continue };
        let message = match (row.global_reach, &ends[..]) {
            (false, _) => {
                format!("`{}` is {}, and a {} circuit takes no part in Global Reach", end.name(), row.id, row.id)
            }
            (true, [_]) => format!(
                "Global Reach across geopolitical regions needs Premium at both ends, but `{}` is {}",
                end.name(),
                row.id
            ),
            (true, _) => format!(
                "Global Reach across geopolitical regions needs Premium at both ends, and neither `{}` nor `{}` is",
                circuit.name(),
                other.name()
            ),
        };
        let better = if far { TierId::Premium } else { TierId::Standard };
        let set = |end: &Circuit<'_>| Change::SetAttribute {
            block: end.span(),
            name: Attr::Tier.name(),
            value: better.as_str().to_owned(),
        };
        let changes = ends.iter().map(|(end, _, _)| set(end)).collect();
        let report = cx.report(at, message).cite(*row);
        let report = ends.iter().fold(report, |report, (_, tier, _)| report.related(tier, "the tier"));
        report.fix(format!("Make {} {better}", names(ends.iter().map(|(end, _, _)| end.0))), false, changes);
    }
}

/// A circuit with peerings, none of them private.
pub(super) fn private_peering(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    for (at, other) in said(circuit, cx) {
        let without = |end: &Circuit<'_>| end.peerings().next().is_some() && end.only(Kind::PrivatePeering).is_none();
        if let Some(end) = [circuit, other].into_iter().find(without) {
            let message = format!("Global Reach joins private peerings, and `{}` has none", end.name());
            cx.report(at, message).related(end.name_span(), "this circuit");
        }
    }
}

/// A country in which Global Reach isn't offered.
pub(super) fn country(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    if joined(circuit).is_empty() || cx.facts.global_reach_countries.is_empty() {
        return;
    }
    let Some(place) = location(circuit) else { return };
    let row = cx.facts.global_reach_countries.iter().find(|it| it.name == place.country);
    if row.is_some_and(|it| it.locations.is_empty() || it.locations.contains(&place.name)) {
        return;
    }
    let message = format!("Global Reach is not offered at {}, {}", place.name, place.country);
    cx.report(circuit.place_of(Attr::PeeringLocation), message).cite(place);
}
