//! What the catalogue knows about a site's devices.

use super::tunnels;
use crate::catalog::{self, DeviceStatus, DeviceSupport, KnownIssue, MinimumOs, VpnFeature, VpnType, version};
use crate::finding::Severity;
use crate::model::entities::*;
use crate::model::{At, did_you_mean, nearest};
use crate::rules::facts::{vpn_sku, vpn_type, vpn_type_words};
use crate::rules::{Check, Cx, Rule};
use crate::schema::Attr;
use std::borrow::Cow;
use std::cmp::Ordering;

pub const RULES: &[Rule] = &[
    Rule { name: "site/device-incompatible", check: Check::Site(device_incompatible) },
    Rule { name: "site/device-known-issue", check: Check::Site(device_known_issue) },
    Rule { name: "site/device-spelling", check: Check::Site(device_spelling) },
    Rule { name: "site/device-unlisted", check: Check::Site(device_unlisted) },
    Rule { name: "site/device-untested", check: Check::Site(device_untested) },
    Rule { name: "site/device-version", check: Check::Site(device_version) },
    Rule { name: "site/unknown-device", check: Check::Site(unknown_device) },
];

/// The word for a device that stands in no list.
const CUSTOM: &str = "custom";

/// A listed device with a gateway it connects to.
struct Pairing<'m> {
    device: Device<'m>,
    model: At<Cow<'m, str>>,
    row: &'static catalog::Device,
    tunnel: SiteToSite<'m>,
    gateway: VpnGateway<'m>,
    vpn_type: VpnType,
}

impl Pairing<'_> {
    fn support(&self) -> &'static DeviceSupport {
        self.row.support(self.vpn_type)
    }

    /// The trouble that the table knows about this device's version.
    fn known_issue(&self, os: &str) -> Option<&'static KnownIssue> {
        let issue = self.row.known_issue.as_ref().filter(|it| it.vpn_type == self.vpn_type)?;
        (version::compare(os, issue.below) == Ordering::Less).then_some(issue)
    }

    /// The version said, if it can be compared.
    fn os(&self) -> Option<At<Cow<'_, str>>> {
        self.device.text(Attr::Os).filter(|os| version::is_comparable(os))
    }
}

/// Each listed device that is asked about with each VPN type it meets, once.
fn pairings<'m>(
    site: Site<'m>,
    asked: impl Fn(&Device<'m>, &catalog::Device) -> bool,
    cx: &Cx<'_>,
) -> Vec<Pairing<'m>> {
    let mut found: Vec<Pairing<'m>> = Vec::new();
    for device in site.devices() {
        let Some(model) = device.word(Attr::Model) else { continue };
        let row = cx.facts.device(&model.to_ascii_lowercase());
        let Some(row) = row.filter(|row| asked(&device, row)) else { continue };
        for tunnel in tunnels(site, device) {
            let Some(gateway) = tunnel.gateway() else { continue };
            let Some(vpn_type) = vpn_type(gateway) else { continue };
            let again = |it: &Pairing<'_>| it.device.span() == device.span() && it.vpn_type == vpn_type;
            if !found.iter().any(again) {
                found.push(Pairing { device, model: model.clone(), row, tunnel, gateway, vpn_type });
            }
        }
    }
    found
}

fn says_version(device: &Device<'_>, _: &catalog::Device) -> bool {
    device.says(Attr::Os)
}

/// Whether a device's status is such with some VPN type.
fn is_somewhere(row: &catalog::Device, such: impl Fn(DeviceStatus) -> bool) -> bool {
    [VpnType::RouteBased, VpnType::PolicyBased].into_iter().any(|vpn_type| such(row.support(vpn_type).status))
}

/// The identifier of a device that some edition knows, whatever its letter case.
fn known(model: &str) -> Option<&'static str> {
    let ids = catalog::device_ids().iter().copied().chain([CUSTOM]);
    ids.into_iter().find(|id| id.eq_ignore_ascii_case(model))
}

/// A device in other letters than those of the list.
fn device_spelling(site: Site<'_>, cx: &mut Cx<'_>) {
    for device in site.devices() {
        let Some(model) = device.word(Attr::Model) else { continue };
        if let Some(id) = known(&model).filter(|id| *id != &*model.value) {
            cx.report(&model, format!("`{}` is written `{id}`", *model)).replace(&model, id, true);
        }
    }
}

/// A device that no edition knows.
fn unknown_device(site: Site<'_>, cx: &mut Cx<'_>) {
    for device in site.devices() {
        let Some(model) = device.word(Attr::Model) else { continue };
        if known(&model).is_some() {
            continue;
        }
        let near = nearest(&model, catalog::device_ids().iter().copied());
        let hint = did_you_mean(near);
        let report = cx.report(&model, format!("no list of validated devices has a `{}`{hint}", *model));
        let report = match near {
            Some(near) => report.replace(&model, near, false),
            // No slip of the pen: a device that nobody has validated may work all the same.
            None => report.severity(Severity::Warning).note("it is judged as a `custom` device"),
        };
        report.replace(&model, CUSTOM, false);
    }
}

/// A device that another edition has validated.
fn device_unlisted(site: Site<'_>, cx: &mut Cx<'_>) {
    for device in site.devices() {
        let Some(model) = device.word(Attr::Model) else { continue };
        let Some(id) = known(&model).filter(|id| *id != CUSTOM) else { continue };
        if cx.facts.device(id).is_some() || tunnels(site, device).next().is_none() {
            continue;
        }
        cx.report(&model, format!("`{}` is not among the validated devices of edition {}", *model, cx.edition))
            .note("it may work all the same; its vendor is the one to ask");
    }
}

/// A device that doesn't work with the gateway's VPN type.
fn device_incompatible(site: Site<'_>, cx: &mut Cx<'_>) {
    let is_refused = |_: &Device<'_>, row: &catalog::Device| is_somewhere(row, DeviceStatus::refused);
    for pair in pairings(site, is_refused, cx) {
        let support = pair.support();
        if !support.status.refused() {
            continue;
        }
        let can_change = can_change_type(&pair, cx);
        let kind = vpn_type_words(pair.vpn_type);
        let message =
            format!("`{}` does not work with a {kind} gateway, and `{}` is one", pair.row.id, pair.gateway.name());
        let mut report = cx
            .report(&pair.model, message)
            .related(pair.gateway.place_of(Attr::VpnType), format!("the {kind} gateway"))
            .related(pair.tunnel.name_span(), "the connection between them")
            .cite(pair.row);
        if support.status == DeviceStatus::NotCompatible {
            report = report
                .severity(Severity::Warning)
                .note("a newer system of the device may do what the table doesn't say");
        }
        if let Some(note) = support.note {
            report = report.note(note);
        }
        if can_change {
            report = report.set(*pair.gateway, Attr::VpnType.name(), other_type(pair.vpn_type).as_str());
        }
        let _ = report;
    }
}

fn other_type(vpn_type: VpnType) -> VpnType {
    match vpn_type {
        VpnType::RouteBased => VpnType::PolicyBased,
        VpnType::PolicyBased => VpnType::RouteBased,
    }
}

/// Whether the gateway can be of the other type without a new mistake.
fn can_change_type(pair: &Pairing<'_>, cx: &Cx<'_>) -> bool {
    let other = pair.row.support(other_type(pair.vpn_type)).status;
    if other != DeviceStatus::Yes {
        return false;
    }
    match pair.vpn_type {
        VpnType::PolicyBased => true,
        VpnType::RouteBased => {
            let lacks = vpn_sku(pair.gateway, cx).is_some_and(|sku| !sku.has(VpnFeature::PolicyBased));
            pair.gateway.connections().count() == 1 && !lacks
        }
    }
}

/// A device that was not tested with the gateway's VPN type.
fn device_untested(site: Site<'_>, cx: &mut Cx<'_>) {
    let untested = |status| match status {
        DeviceStatus::NotTested => Some("was not tested"),
        DeviceStatus::ComingSoon => Some("is announced, but not yet tested,"),
        _ => None,
    };
    let is_untested = |_: &Device<'_>, row: &catalog::Device| is_somewhere(row, |it| untested(it).is_some());
    for pair in pairings(site, is_untested, cx) {
        let Some(status) = untested(pair.support().status) else { continue };
        let kind = vpn_type_words(pair.vpn_type);
        let message = format!("`{}` {status} with a {kind} gateway such as `{}`", pair.row.id, pair.gateway.name());
        cx.report(&pair.model, message)
            .related(pair.gateway.place_of(Attr::VpnType), format!("the {kind} gateway"))
            .cite(pair.row);
    }
}

/// A device whose system is older than what was validated.
fn device_version(site: Site<'_>, cx: &mut Cx<'_>) {
    for pair in pairings(site, says_version, cx) {
        let Some(os) = pair.os() else { continue };
        let support = pair.support();
        if support.status.refused() || pair.known_issue(&os).is_some() {
            continue;
        }
        let Some(minimum) = minimum(support, &os) else { continue };
        if version::compare(&os, minimum.version) != Ordering::Less {
            continue;
        }
        let needed = [minimum.os, minimum.version].join(" ");
        let kind = vpn_type_words(pair.vpn_type);
        let message = format!(
            "`{}` with version {} is older than {}, the least that was validated with a {kind} gateway",
            pair.row.id,
            *os,
            needed.trim_start()
        );
        cx.report(&os, message)
            .related(pair.gateway.place_of(Attr::VpnType), format!("the {kind} gateway"))
            .cite(pair.row);
    }
}

/// The version that counts for a system: of the product it names, else the lowest.
fn minimum(support: &'static DeviceSupport, os: &str) -> Option<&'static MinimumOs> {
    let os = os.to_ascii_lowercase();
    let named = |it: &&MinimumOs| !it.os.is_empty() && os.contains(&it.os.to_ascii_lowercase());
    let lowest = || support.minimum.iter().min_by(|a, b| version::compare(a.version, b.version));
    support.minimum.iter().find(named).or_else(lowest)
}

/// A device whose version has a trouble that the table names.
fn device_known_issue(site: Site<'_>, cx: &mut Cx<'_>) {
    for pair in pairings(site, says_version, cx) {
        let Some(os) = pair.os() else { continue };
        let Some(issue) = pair.known_issue(&os) else { continue };
        let lifetime = pair.tunnel.ipsec().and_then(|policy| policy.duration(Attr::SaLifetime));
        if issue.sa_lifetime.is_some() && lifetime.map(|it| it.value) == issue.sa_lifetime.map(u64::from) {
            continue;
        }
        let message = format!("version {} of `{}` has a known issue, fixed in {}", *os, pair.row.id, issue.below);
        let mut report = cx.report(&os, message).note(issue.note).cite(pair.row);
        if let (Some(policy), Some(seconds)) = (pair.tunnel.ipsec(), issue.sa_lifetime) {
            report = report.set(policy, Attr::SaLifetime.name(), format!("{seconds} s"));
        }
        let _ = report;
    }
}
