//! What goes over a circuit's peerings: routes, prefixes, services.

use super::{peering_kind, tier};
use crate::catalog::{LimitId, NameList, PeeringKind, RangeKind, TierId};
use crate::finding::Severity;
use crate::model::entities::*;
use crate::rules::Cx;
use crate::rules::facts::words;
use crate::schema::Attr;

/// More routes than the peering accepts.
pub(super) fn too_many(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    for peering in circuit.peerings() {
        let Some(row) = cx.facts.circuit_peering(peering_kind(peering)) else { continue };
        let listed = peering.prefixes(Attr::AdvertisedPublicPrefixes);
        let said = peering.integer(Attr::Routes);
        let count = said.map_or(0, |it| it.value).max(listed.len() as u64);
        let premium = tier(circuit).is_none_or(|it| it == TierId::Premium);
        let limit = u64::from(if premium { row.routes_premium } else { row.routes });
        if count <= limit {
            continue;
        }
        let place = said.map_or(peering.place_of(Attr::AdvertisedPublicPrefixes), |it| it.span);
        let report = cx.report(place, format!("{count} routes, but {} accepts {limit}", row.title)).cite(row);
        let report = report.note("above that the BGP session is dropped");
        if !premium && count <= u64::from(row.routes_premium) {
            report.related(circuit.place_of(Attr::Tier), "the tier").set(
                circuit.0,
                Attr::Tier.name(),
                TierId::Premium.as_str(),
            );
        }
    }
}

/// A default route to Microsoft's public services.
pub(super) fn default_route(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    for peering in circuit.peerings() {
        let Some(row) = cx.facts.circuit_peering(peering_kind(peering)).filter(|it| !it.default_route) else {
            continue;
        };
        for at in peering.prefixes(Attr::AdvertisedPublicPrefixes).into_iter().filter(|at| at.prefix_len() == 0) {
            let message = format!("a default route can't be advertised over {}, only over private peering", row.title);
            cx.report(at, message).cite(row);
        }
    }
}

/// Private prefixes advertised to Microsoft's public services.
pub(super) fn advertised_private(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    for peering in circuit.peerings() {
        for at in peering.prefixes(Attr::AdvertisedPublicPrefixes) {
            let is_private = |range: &&crate::catalog::AddressRange| range.kind == RangeKind::Private;
            let ranges = cx.facts.ranges_of(at.network());
            if let Some(range) = ranges.into_iter().find(is_private).filter(|_| at.prefix_len() > 0) {
                let message =
                    format!("`{}` is not public ({}), and only public prefixes are accepted here", *at, range.title);
                let report = cx.report(at, message).cite(range);
                // The documents speak of RFC 1918; unique local addresses were stored in a scenario test.
                if at.value.addr().is_ipv6() {
                    report.severity(Severity::Warning);
                }
            }
        }
    }
}

/// A prefix longer than may be advertised.
pub(super) fn advertised_length(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    let Some(limit) = cx.facts.limit(LimitId::AdvertisedPrefix) else { return };
    for peering in circuit.peerings() {
        for at in peering.prefixes(Attr::AdvertisedPublicPrefixes) {
            if at.value.addr().is_ipv4() && u64::from(at.prefix_len()) > limit.value {
                let message =
                    format!("`{}` is longer than a /{}, the longest that may be advertised", *at, limit.value);
                let report = cx.report(at, message).cite(limit);
                if let Ok(shorter) = ipnet::IpNet::new(at.network(), limit.value as u8) {
                    report.replace(at, shorter.trunc().to_string(), false);
                }
            }
        }
    }
}

/// A service that needs Premium, on a circuit of another tier.
pub(super) fn needs_premium(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    let Some(tier_at) = circuit.choice(Attr::Tier).filter(|it| it.value != TierId::Premium.as_str()) else { return };
    for peering in circuit.peerings() {
        for at in texts(peering, Attr::Services) {
            let Some(name) = cx.facts.name(NameList::NeedsPremium, &at.value) else { continue };
            let message = format!("{} needs a Premium circuit, and this one is {}", name.value, tier_at.value);
            cx.report(&at, message).cite(name).related(tier_at, "the tier").set(
                circuit.0,
                Attr::Tier.name(),
                TierId::Premium.as_str(),
            );
        }
    }
}

/// A service that isn't reached over the peering.
pub(super) fn service(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    for peering in circuit.peerings().filter(|it| peering_kind(*it) != PeeringKind::Private) {
        for at in texts(peering, Attr::Services) {
            let Some(name) = cx.facts.name(NameList::NotOverMicrosoftPeering, &at.value) else { continue };
            let message = format!("{} is not reached over {}", name.value, words([peering.kind().schema().keyword]));
            cx.report(&at, message).cite(name).note("it is reached over the Internet");
        }
    }
}

fn texts(view: crate::model::View<'_>, attr: Attr) -> Vec<crate::model::At<String>> {
    let text = |value: &crate::model::Value| match value {
        crate::model::Value::Text(text) => Some(text.to_string()),
        _ => None,
    };
    view.values(attr)
        .into_iter()
        .filter_map(|at| Some(crate::model::At { value: text(&at.value)?, span: at.span, via: at.via }))
        .collect()
}
