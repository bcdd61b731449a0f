//! What clients speak, how they prove who they are, and what they run.

use crate::catalog::{ClientOs, LimitId, P2sAuth, P2sClient, P2sProtocol, RetirementId, Row, VpnFeature};
use crate::finding::{Change, Severity, Suggestion};
use crate::model::entities::*;
use crate::model::{At, View};
use crate::rules::Cx;
use crate::rules::facts::{in_days, notice, vpn_sku, words};
use crate::schema::Attr;
use std::str::FromStr;

/// The words of a list attribute as the catalogue knows them.
pub(super) fn parsed<T: FromStr>(view: View<'_>, attr: Attr) -> Vec<At<T>> {
    let words = view.choices(attr).into_iter();
    words.filter_map(|at| Some(At { value: at.value.parse().ok()?, span: at.span, via: at.via })).collect()
}

/// Point-to-Site on a policy-based gateway.
pub(super) fn policy_based_gateway(connection: PointToSite<'_>, cx: &mut Cx<'_>) {
    let Some(gateway) = connection.gateway() else { return };
    if !gateway.is_policy_based() {
        return;
    }
    let message = format!("Point-to-Site needs a route-based gateway, but `{}` is policy-based", gateway.name());
    cx.report(connection.place_of(Attr::Gateway), message)
        .related(gateway.place_of(Attr::VpnType), "policy-based here")
        .set(gateway.0, Attr::VpnType.name(), "RouteBased");
}

/// A second Point-to-Site configuration of a gateway.
pub(super) fn second_on_gateway(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    let mut all = gateway.connections().filter_map(PointToSite::of);
    let Some(first) = all.next() else { return };
    // A name declared twice is a mistake of its own.
    for other in all.filter(|other| other.name() != first.name()) {
        let message = format!(
            "`{}` serves the clients of `{}` already: a gateway has one Point-to-Site configuration",
            gateway.name(),
            first.name()
        );
        cx.report(other.place_of(Attr::Gateway), message).related(first.name_span(), "the first one");
    }
}

/// A tunnel protocol that the edition doesn't know.
pub(super) fn protocol(connection: PointToSite<'_>, cx: &mut Cx<'_>) {
    let known: Vec<_> = cx.facts.p2s_protocols.iter().map(|it| it.id.as_str()).collect();
    for at in parsed::<P2sProtocol>(connection.0, Attr::Protocols) {
        if cx.facts.p2s_protocol(at.value).is_none() {
            let known = known.join(", ");
            let message = format!("`{}` is not to be had in edition {}, only {known}", at.value, cx.edition);
            cx.report(at, message).set(connection.0, Attr::Protocols.name(), known);
        }
    }
}

/// A way of authentication that the edition doesn't know.
pub(super) fn authentication(connection: PointToSite<'_>, cx: &mut Cx<'_>) {
    let known: Vec<_> = cx.facts.p2s_auths.iter().map(|it| it.id.as_str()).collect();
    for at in parsed::<P2sAuth>(connection.0, Attr::Auth) {
        if cx.facts.p2s_auth(at.value).is_none() {
            let known = known.join(", ");
            let message = format!("`{}` is not to be had in edition {}, only {known}", at.value, cx.edition);
            cx.report(at, message).set(connection.0, Attr::Auth.name(), known);
        }
    }
}

/// A way of authentication and the protocols offered that don't fit each other.
pub(super) fn authentication_protocol(connection: PointToSite<'_>, cx: &mut Cx<'_>) {
    let protocols = parsed::<P2sProtocol>(connection.0, Attr::Protocols);
    let auths = parsed::<P2sAuth>(connection.0, Attr::Auth);
    if protocols.is_empty() || auths.is_empty() {
        return;
    }
    let infos: Vec<_> = auths.iter().filter_map(|at| Some((at, cx.facts.p2s_auth(at.value)?))).collect();
    let fits = |protocol: P2sProtocol| infos.iter().any(|(_, info)| info.protocols.contains(&protocol));
    for (at, info) in &infos {
        if !protocols.iter().any(|protocol| info.protocols.contains(&protocol.value)) {
            let needed = info.protocols.iter().map(|it| it.as_str()).collect::<Vec<_>>();
            let message = format!("`{}` works over {} only, which `protocols` doesn't offer", at.value, words(needed));
            // What nobody could sign in over goes.
            let kept = protocols.iter().map(|it| it.value).filter(|it| fits(*it));
            let needed = kept.chain(info.protocols.first().copied()).map(P2sProtocol::as_str).collect::<Vec<_>>();
            cx.report(*at, message).related(connection.place_of(Attr::Protocols), "the protocols offered").set(
                connection.0,
                Attr::Protocols.name(),
                format!("[{}]", needed.join(", ")),
            );
            return;
        }
    }
    if infos.len() < auths.len() {
        return;
    }
    for at in protocols.iter().filter(|at| !fits(at.value) && cx.facts.p2s_protocol(at.value).is_some()) {
        let given = words(auths.iter().map(|it| it.value.as_str()));
        let message = format!("nobody can sign in over `{}` with {given} alone", at.value);
        let kept = protocols.iter().map(|it| it.value).filter(|it| fits(*it)).map(P2sProtocol::as_str);
        let kept = kept.collect::<Vec<_>>();
        cx.report(at, message).related(connection.place_of(Attr::Auth), "the ways to sign in").set(
            connection.0,
            Attr::Protocols.name(),
            format!("[{}]", kept.join(", ")),
        );
    }
}

/// A client system that connects by none of the ways offered.
pub(super) fn client_system(connection: PointToSite<'_>, cx: &mut Cx<'_>) {
    let protocols = parsed::<P2sProtocol>(connection.0, Attr::Protocols);
    let auths = parsed::<P2sAuth>(connection.0, Attr::Auth);
    // What is wrong with these by themselves is reported there.
    if !protocols.is_empty() && !protocols.iter().any(|it| cx.facts.p2s_protocol(it.value).is_some())
        || !auths.is_empty() && !auths.iter().any(|it| cx.facts.p2s_auth(it.value).is_some())
        || !any_pair(&protocols, &auths, cx)
    {
        return;
    }
    let offered = |client: &P2sClient| {
        (protocols.is_empty() || protocols.iter().any(|it| it.value == client.protocol))
            && (auths.is_empty() || auths.iter().any(|it| it.value == client.auth))
    };
    for at in connection.choices(Attr::ClientOs) {
        let Some(os) = client_os(at.value) else { continue };
        let mut ways: Vec<&P2sClient> = cx.facts.p2s_clients.iter().filter(|it| it.os == os && offered(it)).collect();
        if ways.iter().any(|it| it.until.is_none()) {
            continue;
        }
        ways.sort_by_key(|it| it.until);
        let last = ways.last().and_then(|it| Some((*it, it.until?)));
        let message = match last {
            Some((way, day)) if cx.today < day => match notice(day, cx) {
                Some(days) => format!(
                    "`{}` connects by {} with {} only, which ends on {day}, {}",
                    at.value,
                    way.client,
                    way.auth,
                    in_days(days)
                ),
                None => continue,
            },
            Some((way, day)) => {
                format!("`{}` can't connect: {} for {} with {} ended on {day}", at.value, way.client, way.os, way.auth)
            }
            None => format!("`{}` can't connect{}", at.value, by(&protocols, &auths)),
        };
        let severity = if last.is_some_and(|(_, day)| cx.today < day) { Severity::Warning } else { Severity::Error };
        let (title, changes) = let_in(connection, os, &protocols, &auths, cx);
        let report = cx.report(at, message).severity(severity);
        if !changes.is_empty() {
            report.fix(title, false, changes);
        }
    }
}

fn any_pair(protocols: &[At<P2sProtocol>], auths: &[At<P2sAuth>], cx: &Cx<'_>) -> bool {
    protocols.is_empty()
        || auths.is_empty()
        || auths
            .iter()
            .filter_map(|at| cx.facts.p2s_auth(at.value))
            .any(|info| protocols.iter().any(|protocol| info.protocols.contains(&protocol.value)))
}

/// The system that a word of `client-os` means; `windows-10` is a Windows.
fn client_os(word: &str) -> Option<ClientOs> {
    word.split('-').next()?.parse().ok()
}

fn by(protocols: &[At<P2sProtocol>], auths: &[At<P2sAuth>]) -> String {
    let protocols = words(protocols.iter().map(|it| it.value.as_str()));
    let auths = words(auths.iter().map(|it| it.value.as_str()));
    match (protocols.is_empty(), auths.is_empty()) {
        (true, true) => String::new(),
        (false, true) => format!(" over {protocols}"),
        (true, false) => format!(" with {auths}"),
        (false, false) => format!(" over {protocols} with {auths}"),
    }
}

/// The protocol and the authentication to add so that a system gets in: those that need the least.
fn let_in(
    connection: PointToSite<'_>,
    os: ClientOs,
    protocols: &[At<P2sProtocol>],
    auths: &[At<P2sAuth>],
    cx: &Cx<'_>,
) -> (String, Vec<Change>) {
    let added = |client: &&P2sClient| {
        usize::from(!protocols.iter().any(|it| it.value == client.protocol))
            + usize::from(!auths.iter().any(|it| it.value == client.auth))
    };
    let lasting = cx.facts.p2s_clients_of(os, cx.today).filter(|it| it.until.is_none());
    let Some(way) = lasting.min_by_key(added) else { return Default::default() };
    let set = |attr: Attr, have: Vec<&str>, add: &str| {
        let missing = !have.is_empty() && !have.contains(&add);
        let value = format!("[{}, {add}]", have.join(", "));
        missing.then(|| Change::SetAttribute { block: connection.span(), name: attr.name(), value })
    };
    let protocols = protocols.iter().map(|it| it.value.as_str()).collect();
    let auths = auths.iter().map(|it| it.value.as_str()).collect();
    let protocol = set(Attr::Protocols, protocols, way.protocol.as_str());
    let auth = set(Attr::Auth, auths, way.auth.as_str());
    (format!("Let `{os}` in over {} with {}", way.protocol, way.auth), protocol.into_iter().chain(auth).collect())
}

/// RADIUS on a gateway whose SKU has none.
pub(super) fn radius_sku(connection: PointToSite<'_>, cx: &mut Cx<'_>) {
    let Some(gateway) = connection.gateway() else { return };
    let Some(sku) = vpn_sku(gateway, cx) else { return };
    let Some(radius) = parsed::<P2sAuth>(connection.0, Attr::Auth).into_iter().find(|it| it.value == P2sAuth::Radius)
    else {
        return;
    };
    if sku.support(VpnFeature::Radius) != crate::catalog::Support::No {
        return;
    }
    cx.report(radius, format!("the gateway's SKU `{}` has no RADIUS authentication", sku.name))
        .cite(sku)
        .related(gateway.place_of(Attr::Sku), "the SKU")
        .suggest(Suggestion::GatewaySku { gateway: gateway.span() });
}

/// More root certificates than a gateway holds.
pub(super) fn root_certificates(connection: PointToSite<'_>, cx: &mut Cx<'_>) {
    at_most(connection, Attr::RootCertificates, LimitId::RootCertificates, cx);
}

/// More revoked certificates than a gateway holds.
pub(super) fn revoked_certificates(connection: PointToSite<'_>, cx: &mut Cx<'_>) {
    at_most(connection, Attr::RevokedCertificates, LimitId::RevokedCertificates, cx);
}

fn at_most(connection: PointToSite<'_>, attr: Attr, limit: LimitId, cx: &mut Cx<'_>) {
    let Some(limit) = cx.facts.limit(limit) else { return };
    let Some(count) = connection.integer(attr).filter(|it| it.value > limit.value) else { return };
    let what = attr.name().replace('-', " ");
    cx.report(count, format!("{} {what}, but a gateway holds {}", count.value, limit.value)).cite(limit).replace(
        count,
        limit.value.to_string(),
        false,
    );
}

/// Certificate authentication with no certificate to trust.
pub(super) fn no_root_certificate(connection: PointToSite<'_>, cx: &mut Cx<'_>) {
    let uses = parsed::<P2sAuth>(connection.0, Attr::Auth).iter().any(|it| it.value == P2sAuth::Certificate);
    let Some(count) = connection.integer(Attr::RootCertificates).filter(|it| it.value == 0) else { return };
    if uses {
        cx.report(count, "clients sign in with certificates, but no root certificate is uploaded to trust them")
            .related(connection.place_of(Attr::Auth), "`Certificate` here")
            .replace(count, "1", false);
    }
}

/// Windows 10, which its maker supports no longer.
pub(super) fn windows_10(connection: PointToSite<'_>, cx: &mut Cx<'_>) {
    let Some(row) = cx.facts.retirement(RetirementId::Windows10) else { return };
    let Some(day) = row.retired else { return };
    let message = match notice(day, cx) {
        Some(days) => format!("support of Windows 10 ends on {day}, {}", in_days(days)),
        None if cx.today >= day => format!("its maker has not supported Windows 10 since {day}"),
        None => return,
    };
    for at in connection.choices(Attr::ClientOs).into_iter().filter(|at| at.value == "windows-10") {
        let report = cx.report(at, message.clone()).cite(row as &dyn Row);
        match row.replacement {
            Some(to) => report.note(format!("{to} takes its place")).replace(at, "windows", false),
            None => report,
        };
    }
}
