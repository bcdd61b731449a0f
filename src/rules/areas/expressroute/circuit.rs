//! A circuit by itself: bandwidth, tier, provider or Direct.

use super::tier as tier_of;
use crate::catalog::{Bandwidth, FeatureId, LimitId, Row, Standing, Support, TierId};
use crate::finding::Severity;
use crate::model::View;
use crate::model::entities::*;
use crate::rules::Cx;
use crate::rules::facts::words;
use crate::schema::{Attr, Family, Kind};

/// A bandwidth that providers don't offer.
pub(super) fn bandwidth(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    if circuit.may_be_direct() {
        return;
    }
    let Some(at) = circuit.bandwidth(Attr::Bandwidth) else { return };
    let wanted = Bandwidth(at.value);
    let row = cx.facts.circuit_bandwidth(wanted);
    let offered = cx.facts.circuit_bandwidths.iter().filter(|it| it.provider == Support::Yes).map(|it| it.bandwidth);
    let larger = offered.clone().filter(|it| *it > wanted).min();
    match row.map(|it| it.provider) {
        Some(Support::Yes) => return,
        Some(Support::Unclear) => {
            let message = format!("whether circuits of {wanted} are offered is in doubt");
            let row = row.expect("it has a row");
            let mut report = cx.report(at, message).cite(row).severity(Severity::Warning);
            for disputed in row.disputed() {
                report = report.disputed(disputed);
            }
            if let Some(larger) = larger {
                report.replace(at, larger.to_string(), false);
            }
            return;
        }
        _ => {}
    }
    let list = offered.map(|it| it.to_string()).collect::<Vec<_>>().join(", ");
    let report = cx.report(at, format!("no provider offers circuits of {wanted}, only of {list}"));
    if let Some(larger) = larger {
        report.replace(at, larger.to_string(), false);
    } else if row.is_some() {
        report.set(circuit.0, Attr::Direct.name(), "true");
    }
}

/// A bandwidth that can't be had on ports of that speed.
pub(super) fn direct_bandwidth(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    if !circuit.is_direct() {
        return;
    }
    let Some(at) = circuit.bandwidth(Attr::Bandwidth) else { return };
    let wanted = Bandwidth(at.value);
    let speed = circuit.bandwidth(Attr::PortSpeed);
    let ports: Vec<_> = match speed {
        Some(speed) => cx.facts.direct_port(Bandwidth(speed.value)).into_iter().collect(),
        None if circuit.says(Attr::PortSpeed) => return,
        None => cx.facts.direct_ports.iter().collect(),
    };
    if ports.is_empty() || ports.iter().any(|port| port.circuits.contains(&wanted)) {
        return;
    }
    let mut offered: Vec<_> = ports.iter().flat_map(|port| port.circuits.iter().copied()).collect();
    offered.sort_unstable();
    offered.dedup();
    let list = offered.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let on = speed.map_or("ExpressRoute Direct".to_owned(), |it| format!("ports of {}", Bandwidth(it.value)));
    let report =
        cx.report(at, format!("{wanted} is no bandwidth of circuits on {on}: there are {list}")).cite(ports[0]);
    let report = match speed {
        Some(speed) => report.related(speed, "the ports"),
        None => report,
    };
    if let Some(next) = offered.iter().find(|it| **it > wanted).or(offered.last()) {
        report.replace(at, next.to_string(), false);
    }
}

/// A speed that Direct ports don't have, or of ports that belong to a provider.
pub(super) fn port_speed(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    let Some(at) = circuit.bandwidth(Attr::PortSpeed) else { return };
    let speed = Bandwidth(at.value);
    if cx.facts.direct_ports.is_empty() {
        return;
    }
    if let Some(provider) = circuit.text(Attr::Provider).filter(|it| !it.is_empty() && !circuit.may_be_direct()) {
        let field = circuit.field(Attr::PortSpeed).map_or(at.span, |it| it.span());
        cx.report(at, "`port-speed` is that of ExpressRoute Direct; on a provider's circuit the ports aren't yours")
            .severity(Severity::Warning)
            .azure_error(None)
            .related(&provider, "the provider")
            .remove(field, "Remove `port-speed`");
        return;
    }
    if cx.facts.direct_port(speed).is_some() {
        return;
    }
    let speeds: Vec<_> = cx.facts.direct_ports.iter().map(|it| it.speed).collect();
    let list = speeds.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let report = cx.report(at, format!("ExpressRoute Direct has no ports of {speed}, only of {list}"));
    if let Some(next) = speeds.iter().find(|it| **it > speed).or(speeds.last()) {
        report.replace(at, next.to_string(), false);
    }
}

/// A tier that the edition doesn't know, or no document describes.
pub(super) fn tier(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    let (Some(at), Some(id)) = (circuit.choice(Attr::Tier), tier_of(circuit)) else { return };
    let good: Vec<_> =
        cx.facts.circuit_tiers.iter().filter(|it| it.standing == Standing::Good).map(|it| it.id.as_str()).collect();
    let better = if id == TierId::Basic || id == TierId::Local { TierId::Standard } else { TierId::Premium };
    match cx.facts.circuit_tier(id) {
        None => {
            let message = format!("edition {} knows no circuit tier `{id}`, only {}", cx.edition, words(good));
            cx.report(at, message).replace(at, better.as_str(), false);
        }
        Some(row) if row.standing == Standing::Undocumented => {
            let message = format!("the tier `{id}` is known to Azure's interface, but no document describes it");
            let contradiction = cx.facts.contradiction("Circuit tier Basic");
            cx.report(at, message).cite(row).severity(Severity::Warning).contradiction(contradiction).replace(
                at,
                better.as_str(),
                false,
            );
        }
        Some(_) => {}
    }
}

/// Metered data on a circuit whose data isn't counted.
pub(super) fn local_billing(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    if circuit.may_be_direct() || tier_of(circuit) != Some(TierId::Local) {
        return;
    }
    let Some(at) = circuit.choice(Attr::Billing).filter(|it| it.value == "MeteredData") else { return };
    cx.report(at, "the data of a Local circuit is unlimited in any case: `MeteredData` changes nothing")
        .related(circuit.place_of(Attr::Tier), "the tier")
        .replace(at, "UnlimitedData", false);
}

/// A circuit of a provider without one, or a Direct circuit with one.
pub(super) fn provider(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    let Some(provider) = circuit.text(Attr::Provider) else { return };
    let direct = circuit.boolean(Attr::Direct).filter(|it| it.value);
    match direct {
        Some(direct) if !provider.is_empty() => {
            let message =
                format!("a circuit on ExpressRoute Direct has no provider, but this one names `{}`", *provider);
            let field = circuit.field(Attr::Provider).map_or(provider.span, |it| it.span());
            cx.report(&provider, message).related(direct, "Direct here").remove(field, "Remove the provider");
        }
        None if provider.trim().is_empty() => {
            cx.report(&provider, "a circuit has a provider, or is on ExpressRoute Direct; this one is neither");
        }
        _ => {}
    }
}

/// More circuits than a subscription holds.
pub(super) fn circuits_per_subscription(cx: &mut Cx<'_>) {
    let Some(limit) = cx.facts.limit(LimitId::CircuitsPerSubscription) else { return };
    let circuits: Vec<_> = cx.spec.names(Family::Circuit).map(|(id, ..)| id).collect();
    if let Some(over) = circuits.get(limit.value as usize) {
        let over = cx.spec.entity(*over);
        let message =
            format!("{} circuits, but a subscription holds {} unless support raises it", circuits.len(), limit.value);
        cx.report(over.name_span(), message).cite(limit).note("in several subscriptions the number counts for each");
    }
}

/// MACsec on ports that belong to a provider.
pub(super) fn macsec_provider(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    let Some(macsec) = circuit.boolean(Attr::Macsec).filter(|it| it.value) else { return };
    let provider = circuit.text(Attr::Provider).filter(|it| !it.is_empty());
    if circuit.may_be_direct() || is_existing(circuit.0) && provider.is_none() {
        return;
    }
    let field = circuit.field(Attr::Macsec).map_or(macsec.span, |it| it.span());
    let message = "MACsec is for ExpressRoute Direct; on a provider's circuit the ports aren't yours";
    let report = cx.report(macsec, message).note("IPsec over the circuit encrypts there");
    let report = match provider {
        Some(provider) => report.related(&provider, "the provider"),
        None => report,
    };
    report.remove(field, "Remove `macsec`");
}

/// Something of ExpressRoute that the edition doesn't have yet.
pub(super) fn later_feature(view: View<'_>, cx: &mut Cx<'_>) {
    const LATER: [(Attr, FeatureId); 4] = [
        (Attr::Direct, FeatureId::ExpressRouteDirect),
        (Attr::Macsec, FeatureId::Macsec),
        (Attr::Fastpath, FeatureId::FastPath),
        (Attr::GlobalReach, FeatureId::GlobalReach),
    ];
    if !matches!(view.kind(), Kind::Circuit | Kind::ErConnection) {
        return;
    }
    for (attr, id) in LATER {
        let Some(field) = view.field(attr) else { continue };
        let used = view.is_true(attr) || !view.targets(attr).is_empty();
        let Some(feature) = cx.facts.feature(id).filter(|it| used && it.on(cx.today) == Support::No) else { continue };
        cx.report(field.value_span(), format!("edition {} has no {}", cx.edition, feature.title))
            .cite(feature)
            .remove(field.span(), format!("Remove `{}`", attr.name()));
    }
    let Some(place) = view.text(Attr::PeeringLocation).filter(|it| is_metro(it)) else { return };
    if let Some(feature) = cx.facts.feature(FeatureId::Metro).filter(|it| it.on(cx.today) == Support::No) {
        let message = format!("edition {} has no {}, and `{}` is one", cx.edition, feature.title, *place);
        cx.report(&place, message).cite(feature);
    }
}

/// Whether a peering location is one over two places of a city.
pub(in crate::rules::areas) fn is_metro(place: &str) -> bool {
    place.to_lowercase().ends_with("metro")
}
