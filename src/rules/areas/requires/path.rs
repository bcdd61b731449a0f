//! The way the packets go, whether it stands by itself, whether it is encrypted, and what it needs.

use super::subject::{Subject, set, type_of};
use super::{Given, Outcome, Verdict};
use crate::catalog::{ConnectionKind, ConnectionType, FeatureId, Need, Path, Support};
use crate::model::View;
use crate::model::entities::*;
use crate::schema::{Attr, Family, Kind};

/// The types of connection that satisfy a condition, for sites, in words.
pub(super) fn types(given: &Given, keeps: impl Fn(&ConnectionType) -> bool) -> Option<String> {
    let fits = given.facts.connection_types.iter().filter(|it| it.id != ConnectionKind::VnetToVnet && keeps(it));
    let names: Vec<_> = fits.map(|it| it.title).collect();
    (!names.is_empty()).then(|| names.join(" or "))
}

fn with_would(outcome: Outcome, would: Option<String>) -> Outcome {
    match would {
        Some(text) => outcome.would(text),
        None => outcome,
    }
}

/// Whether a tunnel runs over private peering, which the edition knows.
fn runs_over_private_peering(connection: View<'_>, given: &Given) -> bool {
    let known =
        given.facts.feature(FeatureId::IpsecOverPrivatePeering).is_some_and(|it| it.on(given.today) == Support::Yes);
    known && connection.kind() == Kind::SiteToSite && connection.target(Attr::Over).is_some()
}

/// Not over the public Internet.
pub(super) fn private(subject: &Subject<'_>, given: &Given) -> Option<Verdict> {
    let asked = subject.requires.choice(Attr::Path)?;
    let answer = |outcome| Verdict::new(Attr::Path, asked.value, asked.span, outcome);
    let mut met = Vec::new();
    for connection in subject.primaries() {
        let Some(row) = type_of(connection, given) else { continue };
        match row.path {
            Path::Private => {
                met.push(format!("{} `{}` never crosses the public Internet", row.title, connection.name()))
            }
            Path::Backbone => met.push(format!("`{}` stays on Microsoft's own network", connection.name())),
            Path::Internet if runs_over_private_peering(connection, given) => {
                met.push(format!("`{}` runs over private peering", connection.name()));
            }
            Path::Internet => {
                let why = format!("{} `{}` crosses the public Internet", row.title, connection.name());
                let would = types(given, |it| it.path == Path::Private);
                let mut verdict = answer(with_would(Outcome::not_met(why), would)).row(row);
                if subject.is_site() {
                    verdict = verdict.because(connection.name_span(), "this connection");
                }
                if let Some(circuit) = beside(connection, given) {
                    verdict = verdict.fix(set(connection, Attr::Over, circuit.name()));
                }
                return Some(verdict);
            }
        }
    }
    if met.is_empty() {
        return Some(answer(Outcome::not_met("there are only backups: nothing carries the traffic in normal times")));
    }
    Some(answer(Outcome::met(met.join(", "))))
}

/// The ExpressRoute connection to the same site and VNet that a tunnel could run over.
fn beside<'m>(connection: View<'m>, given: &Given) -> Option<View<'m>> {
    let feature = given.facts.feature(FeatureId::IpsecOverPrivatePeering)?;
    let tunnel = SiteToSite::of(connection).filter(|_| feature.support == Support::Yes)?;
    let (site, gateway) = (tunnel.site()?, tunnel.gateway()?.coexists_with()?);
    let reaches = |it: &ErConnection<'m>| it.targets(Attr::Sites).iter().any(|at| at.value.id() == site.id());
    gateway.connections().find(reaches).map(|it| it.0)
}

/// Standing by itself.
pub(super) fn persistent(subject: &Subject<'_>, given: &Given) -> Option<Verdict> {
    let asked = subject.requires.boolean(Attr::Persistent).filter(|it| it.value)?;
    let answer = |outcome| Verdict::new(Attr::Persistent, "true", asked.span, outcome);
    let primaries = subject.primaries();
    for connection in primaries.iter().copied() {
        let Some(row) = type_of(connection, given).filter(|it| !it.persistent) else { continue };
        let why = format!("{} `{}` stands only while somebody has dialled in", row.title, connection.name());
        let would = types(given, |it| it.persistent);
        return Some(answer(with_would(Outcome::not_met(why), would)).row(row));
    }
    let by = primaries.iter().filter_map(|it| type_of(*it, given)).map(|it| it.title).next();
    Some(answer(match by {
        Some(title) => Outcome::met(format!("{title} stands by itself")),
        None => Outcome::not_met("there are only backups: nothing stands in normal times"),
    }))
}

/// How one connection is encrypted.
enum Encryption {
    By(String),
    Not(String),
    Untold(String),
}

/// Encrypted on its way.
pub(super) fn encrypted(subject: &Subject<'_>, given: &Given) -> Option<Verdict> {
    let asked = subject.requires.boolean(Attr::Encrypted).filter(|it| it.value)?;
    let answer = |outcome| Verdict::new(Attr::Encrypted, "true", asked.span, outcome);
    let (mut met, mut untold) = (Vec::new(), None);
    for connection in subject.connections.iter().copied() {
        let Some(row) = type_of(connection, given) else { continue };
        match encryption(connection, row, given) {
            Encryption::By(how) => met.push(how),
            Encryption::Untold(what) => untold = untold.or(Some(what)),
            Encryption::Not(why) => {
                let outcome = with_would(Outcome::not_met(why), encrypting(connection, given));
                let mut verdict = answer(outcome).row(row);
                if subject.is_site() {
                    verdict = verdict.because(connection.name_span(), "this connection");
                }
                let circuit = ErConnection::of(connection).and_then(|it| it.circuit());
                if let Some(circuit) = circuit.filter(|it| it.is_direct() && macsec_is_known(given)) {
                    verdict = verdict.fix(set(circuit.0, Attr::Macsec, "true"));
                }
                return Some(verdict);
            }
        }
    }
    Some(answer(match untold {
        Some(missing) => Outcome::unknown(missing),
        None => Outcome::met(met.join(", ")),
    }))
}

fn macsec_is_known(given: &Given) -> bool {
    given.facts.feature(FeatureId::Macsec).is_some_and(|it| it.on(given.today) == Support::Yes)
}

fn encrypting(connection: View<'_>, given: &Given) -> Option<String> {
    let is_circuit = connection.kind() == Kind::ErConnection;
    if is_circuit && macsec_is_known(given) {
        return Some("a Site-to-Site connection `over` this one, or MACsec on ExpressRoute Direct".into());
    }
    types(given, |it| it.encrypted)
}

fn encryption(connection: View<'_>, row: &ConnectionType, given: &Given) -> Encryption {
    let name = connection.name();
    if row.encrypted {
        let none = connection
            .only(Kind::Ipsec)
            .and_then(|it| it.choice(Attr::IpsecEncryption))
            .is_some_and(|it| it.value == "None");
        return match none {
            true => Encryption::Not(format!("the policy of `{name}` says `ipsec-encryption = None`")),
            false => Encryption::By(format!("{} `{name}` encrypts", row.title)),
        };
    }
    let over = connection.spec().referrers(Family::Connection, name).find(|it| {
        runs_over_private_peering(*it, given)
            && it.targets(Attr::Over).iter().any(|at| at.value.id() == connection.id())
    });
    if let Some(tunnel) = over {
        return Encryption::By(format!("the tunnel `{}` runs over `{name}`", tunnel.name()));
    }
    let Some(circuit) = ErConnection::of(connection).and_then(|it| it.circuit()) else {
        return Encryption::Untold(format!("the circuit of `{name}`"));
    };
    let not = || Encryption::Not(format!("{} `{name}` is not encrypted by itself, and nothing encrypts it", row.title));
    if !macsec_is_known(given) || !circuit.is_direct() {
        return not();
    }
    match circuit.boolean(Attr::Macsec) {
        Some(macsec) if macsec.value => Encryption::By(format!("MACsec on `{}`", circuit.name())),
        Some(_) => not(),
        None => Encryption::Untold(format!("whether `{}` has `macsec`", circuit.name())),
    }
}

/// What is not to be had, or not wanted.
pub(super) fn without(subject: &Subject<'_>, given: &Given) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for asked in subject.requires.choices(Attr::Without) {
        let Ok(need) = asked.value.parse::<Need>() else { continue };
        let what = need.in_words();
        let needs = |connection: &View<'_>| {
            let row = type_of(*connection, given)?;
            let private = need == Need::PublicIp && runs_over_private_peering(*connection, given);
            (row.needs.contains(&need) && !private).then_some(row)
        };
        let needing = subject.connections.iter().find_map(|it| Some((*it, needs(it)?)));
        let answer = |outcome| Verdict::new(Attr::Without, asked.value, asked.span, outcome);
        verdicts.push(match needing {
            Some((connection, row)) => {
                let why = format!("{} `{}` needs {what}", row.title, connection.name());
                let would = types(given, |it| !it.needs.contains(&need));
                let verdict = answer(with_would(Outcome::not_met(why), would)).row(row);
                if subject.is_site() { verdict.because(connection.name_span(), "this connection") } else { verdict }
            }
            None => {
                let mut kinds: Vec<_> =
                    subject.connections.iter().filter_map(|it| Some(type_of(*it, given)?.title)).collect();
                kinds.dedup();
                answer(Outcome::met(format!("{} needs no {}", kinds.join(" and "), what.trim_start_matches("a "))))
            }
        });
    }
    verdicts
}
