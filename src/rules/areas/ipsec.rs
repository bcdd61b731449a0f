//! `ipsec`: custom IPsec/IKE policies and dead peer detection.

use crate::catalog::{FeatureId, IpsecField, IpsecValue, Limit, LimitId, Standing, Support, VpnFeature, VpnSku};
use crate::finding::{Change, Suggestion};
use crate::model::entities::*;
use crate::model::{At, View};
use crate::rules::facts::{vpn_sku, words};
use crate::rules::{Check, Cx, Rule};
use crate::schema::{Attr, Kind};

pub const RULES: &[Rule] = &[
    Rule { name: "ipsec/not-yet-available", check: Check::Connection(not_yet_available) },
    Rule { name: "ipsec/sku", check: Check::Connection(sku) },
    Rule { name: "ipsec/incomplete", check: Check::Connection(incomplete) },
    Rule { name: "ipsec/gcm-integrity", check: Check::Connection(gcm_integrity) },
    Rule { name: "ipsec/sa-lifetime", check: Check::Connection(sa_lifetime) },
    Rule { name: "ipsec/sa-data-size", check: Check::Connection(sa_data_size) },
    Rule { name: "ipsec/dpd-timeout", check: Check::Connection(dpd_timeout) },
    Rule { name: "ipsec/dpd-recommended", check: Check::Connection(dpd_recommended) },
    Rule { name: "ipsec/weak-algorithm", check: Check::Connection(weak_algorithm) },
    Rule { name: "ipsec/no-encryption", check: Check::Connection(no_encryption) },
];

/// The six algorithms and groups, each with the catalogue's name for it.
const FIELDS: [(Attr, IpsecField); 6] = [
    (Attr::IkeEncryption, IpsecField::IkeEncryption),
    (Attr::IkeIntegrity, IpsecField::IkeIntegrity),
    (Attr::DhGroup, IpsecField::DhGroup),
    (Attr::IpsecEncryption, IpsecField::IpsecEncryption),
    (Attr::IpsecIntegrity, IpsecField::IpsecIntegrity),
    (Attr::PfsGroup, IpsecField::PfsGroup),
];

/// The gateways of a connection: one, or two of a VNet-to-VNet one.
pub fn gateways(connection: View<'_>) -> Vec<VpnGateway<'_>> {
    let attrs = [Attr::Gateway, Attr::From, Attr::To].into_iter();
    attrs.filter_map(|attr| VpnGateway::of(connection.target(attr)?.value)).collect()
}

/// The catalogue's row of a field as the policy has it.
fn value_of(
    policy: View<'_>,
    attr: Attr,
    field: IpsecField,
    cx: &Cx<'_>,
) -> Option<(At<&'static str>, &'static IpsecValue)> {
    let at = policy.choice(attr)?;
    Some((at, cx.facts.ipsec_value(field, at.value)?))
}

/// Good values of a field that need no other to be like them, strongest first.
fn good_values(field: IpsecField, cx: &Cx<'_>) -> impl Iterator<Item = &'static IpsecValue> + use<> {
    cx.facts.ipsec_values_of(field).filter(|row| row.standing == Standing::Good && !row.arm_only && !row.gcm)
}

/// A value for a field that the policy doesn't say, fitting what it does say.
fn fitting(policy: Option<View<'_>>, attr: Attr, field: IpsecField, cx: &Cx<'_>) -> Option<&'static str> {
    let encryption = policy.and_then(|policy| value_of(policy, Attr::IpsecEncryption, IpsecField::IpsecEncryption, cx));
    let integrity = policy.and_then(|policy| value_of(policy, Attr::IpsecIntegrity, IpsecField::IpsecIntegrity, cx));
    let same = match attr {
        Attr::IpsecIntegrity => encryption,
        Attr::IpsecEncryption => integrity,
        _ => None,
    };
    match same {
        Some((at, row)) if row.gcm => Some(at.value),
        _ => good_values(field, cx).next().map(|row| row.value),
    }
}

/// A complete policy, as written in a spec.
pub fn complete_policy(cx: &Cx<'_>) -> Option<String> {
    let fields: Option<Vec<_>> = FIELDS
        .iter()
        .map(|(attr, field)| Some(format!("  {} = {}\n", attr.name(), fitting(None, *attr, *field, cx)?)))
        .collect();
    Some(format!("ipsec {{\n{}}}", fields?.concat()))
}

/// A custom policy in an edition that has none.
fn not_yet_available(connection: View<'_>, cx: &mut Cx<'_>) {
    let Some(policy) = connection.only(Kind::Ipsec) else { return };
    let Some(feature) = cx.facts.feature(FeatureId::CustomIpsecPolicy).filter(|it| it.support == Support::No) else {
        return;
    };
    let message = format!("edition {} has no custom IPsec/IKE policies", cx.edition);
    cx.report(policy, message).cite(feature).remove(policy.span(), "Remove the policy");
}

/// A custom policy on a gateway whose SKU takes none.
fn sku(connection: View<'_>, cx: &mut Cx<'_>) {
    let Some(policy) = connection.only(Kind::Ipsec) else { return };
    let lacks = |sku: &&VpnSku| sku.support(VpnFeature::CustomIpsecPolicy) == Support::No;
    let mut lacking =
        gateways(connection).into_iter().filter_map(|gateway| Some((gateway, vpn_sku(gateway, cx).filter(lacks)?)));
    let Some((gateway, sku)) = lacking.next() else { return };
    let other = lacking.next();
    let message =
        format!("the SKU `{}` of the gateway `{}` takes no custom IPsec/IKE policy", sku.name, gateway.name());
    let mut report = cx.report(policy, message).cite(sku).related(gateway.place_of(Attr::Sku), "the SKU");
    if let Some((other, _)) = other {
        report = report.related(other.place_of(Attr::Sku), "neither does that of the other end");
    }
    report.suggest(Suggestion::GatewaySku { gateway: gateway.span() });
}

/// A policy that doesn't say all its algorithms and groups.
fn incomplete(connection: View<'_>, cx: &mut Cx<'_>) {
    let Some(policy) = connection.only(Kind::Ipsec).filter(|_| !is_existing(connection)) else { return };
    let missing: Vec<_> = FIELDS.into_iter().filter(|(attr, _)| !policy.says(*attr)).collect();
    if missing.is_empty() {
        return;
    }
    let names = words(missing.iter().map(|(attr, _)| attr.name()));
    let changes: Option<Vec<_>> = missing
        .iter()
        .map(|(attr, field)| {
            let value = fitting(Some(policy), *attr, *field, cx)?.to_owned();
            Some(Change::SetAttribute { block: policy.span(), name: attr.name(), value })
        })
        .collect();
    let report = cx.report(policy, format!("the policy lacks {names}: Azure takes all six, or none"));
    if let Some(changes) = changes {
        report.fix("Complete the policy", false, changes);
    }
}

/// AES-GCM for encryption or integrity, and not the same for the other.
fn gcm_integrity(connection: View<'_>, cx: &mut Cx<'_>) {
    let Some(policy) = connection.only(Kind::Ipsec) else { return };
    let Some((encryption, row)) = value_of(policy, Attr::IpsecEncryption, IpsecField::IpsecEncryption, cx) else {
        return;
    };
    let Some((integrity, other)) = value_of(policy, Attr::IpsecIntegrity, IpsecField::IpsecIntegrity, cx) else {
        return;
    };
    if !is_mismatch(row, other) {
        return;
    }
    if row.gcm {
        let message = format!(
            "`{}` encrypts and authenticates at once: `ipsec-integrity` must be the same, not `{}`",
            encryption.value, integrity.value
        );
        cx.report(integrity, message).related(encryption, "the encryption").replace(integrity, row.value, false);
        return;
    }
    let message = format!(
        "`{}` is the integrity of GCM encryption, but `ipsec-encryption` is `{}`",
        integrity.value, encryption.value
    );
    let good = good_values(IpsecField::IpsecIntegrity, cx).next();
    let mut report = cx.report(integrity, message).related(encryption, "the encryption");
    if let Some(good) = good {
        report = report.replace(integrity, good.value, false);
    }
    report.replace(encryption, other.value, false);
}

/// Whether GCM stands on one side only, or in two strengths.
fn is_mismatch(encryption: &IpsecValue, integrity: &IpsecValue) -> bool {
    (encryption.gcm || integrity.gcm) && encryption.value != integrity.value
}

/// A phase 2 lifetime that is too short.
fn sa_lifetime(connection: View<'_>, cx: &mut Cx<'_>) {
    let Some(policy) = connection.only(Kind::Ipsec) else { return };
    let Some(min) = cx.facts.limit(LimitId::SaLifetimeMin) else { return };
    let Some(at) = policy.duration(Attr::SaLifetime).filter(|at| at.value < min.value) else { return };
    let default = cx.facts.limit(LimitId::SaLifetimeDefault).unwrap_or(min);
    let message = format!("a lifetime of {} s, but the least is {} s", at.value, min.value);
    cx.report(at, message).cite(min).replace(at, format!("{} s", default.value), false).replace(
        at,
        format!("{} s", min.value),
        false,
    );
}

/// A phase 2 data volume that is too small.
fn sa_data_size(connection: View<'_>, cx: &mut Cx<'_>) {
    let Some(policy) = connection.only(Kind::Ipsec) else { return };
    let Some(min) = cx.facts.limit(LimitId::SaDataSizeMin) else { return };
    let none = cx.facts.limit(LimitId::SaDataSizeNone).map(|limit| limit.value);
    let Some(at) = policy.data_size(Attr::SaDataSize).filter(|at| at.value < min.value) else { return };
    if Some(at.value) == none {
        return;
    }
    let default = cx.facts.limit(LimitId::SaDataSizeDefault).unwrap_or(min);
    let message = format!("a data volume of {} KB, but the least is {} KB", at.value, min.value);
    cx.report(at, message).cite(min).replace(at, format!("{} KB", default.value), false).replace(
        at,
        format!("{} KB", min.value),
        false,
    );
}

/// The two ends of the span that a DPD timeout may, or should, lie in.
fn dpd_span(ids: [LimitId; 2], cx: &Cx<'_>) -> Option<[&'static Limit; 2]> {
    Some([cx.facts.limit(ids[0])?, cx.facts.limit(ids[1])?])
}

/// A DPD timeout that Azure doesn't take.
fn dpd_timeout(connection: View<'_>, cx: &mut Cx<'_>) {
    let Some(at) = connection.duration(Attr::DpdTimeout) else { return };
    let Some([min, max]) = dpd_span([LimitId::DpdMin, LimitId::DpdMax], cx) else { return };
    if (min.value..=max.value).contains(&at.value) {
        return;
    }
    let message = format!("a DPD timeout of {} s, but it lies between {} s and {} s", at.value, min.value, max.value);
    let default = cx.facts.limit(LimitId::DpdDefault);
    let report = cx.report(at, message).cite(min).cite(max);
    if let Some(default) = default {
        report.replace(at, format!("{} s", default.value), false);
    }
}

/// A DPD timeout outside of what is recommended.
fn dpd_recommended(connection: View<'_>, cx: &mut Cx<'_>) {
    let Some(at) = connection.duration(Attr::DpdTimeout) else { return };
    let Some([min, max]) = dpd_span([LimitId::DpdMin, LimitId::DpdMax], cx) else { return };
    let Some([low, high]) = dpd_span([LimitId::DpdRecommendedMin, LimitId::DpdRecommendedMax], cx) else { return };
    if !(min.value..=max.value).contains(&at.value) || (low.value..=high.value).contains(&at.value) {
        return;
    }
    let why = if at.value < low.value {
        "a shorter one drops tunnels that are merely slow"
    } else {
        "with a longer one traffic is lost until the peer is given up"
    };
    let message =
        format!("a DPD timeout of {} s; between {} s and {} s is recommended", at.value, low.value, high.value);
    let near = at.value.clamp(low.value, high.value);
    cx.report(at, message).cite(low).note(why).replace(at, format!("{near} s"), false);
}

/// Whether a value says that nothing is done at all.
fn is_none(row: &IpsecValue) -> bool {
    row.value == "None"
}

/// An algorithm or group that is too weak today.
fn weak_algorithm(connection: View<'_>, cx: &mut Cx<'_>) {
    let Some(policy) = connection.only(Kind::Ipsec) else { return };
    let of = |attr, field, cx: &Cx<'_>| value_of(policy, attr, field, cx).map(|(_, row)| row);
    let encryption = of(Attr::IpsecEncryption, IpsecField::IpsecEncryption, cx);
    for (attr, field) in FIELDS {
        let Some((at, row)) = value_of(policy, attr, field, cx) else { continue };
        let Some(weak) = row.weak.filter(|_| row.standing == Standing::Weak) else { continue };
        // No encryption at all has a rule of its own; an integrity beside GCM is wrong before it is weak.
        let is_told = match attr {
            Attr::IpsecEncryption => is_none(row),
            Attr::IpsecIntegrity => encryption.is_some_and(|encryption| is_mismatch(encryption, row)),
            _ => false,
        };
        if is_told {
            continue;
        }
        let message = format!("`{}` for `{}` is weak: {weak}", at.value, attr.name());
        let better: Vec<_> = good_values(field, cx).map(|row| row.value).collect();
        // Changing encryption must not part it from a GCM integrity, which is then reported anyhow.
        let mut report = cx.report(at, message).cite(row);
        for better in better {
            report = report.replace(at, better, false);
        }
    }
}

/// A tunnel that doesn't encrypt.
fn no_encryption(connection: View<'_>, cx: &mut Cx<'_>) {
    let Some(policy) = connection.only(Kind::Ipsec) else { return };
    let Some((at, row)) = value_of(policy, Attr::IpsecEncryption, IpsecField::IpsecEncryption, cx) else { return };
    if !is_none(row) {
        return;
    }
    let Some(good) = fitting(Some(policy), Attr::IpsecEncryption, IpsecField::IpsecEncryption, cx) else { return };
    cx.report(at, format!("the tunnel encrypts nothing: {}", row.weak.unwrap_or("everybody on the way can read it")))
        .cite(row)
        .replace(at, good, false);
}
