//! `retirement`: what ended, or ends, by the documents' dates.

use crate::catalog::{Retirement, RetirementId, SkuFamily, SubnetPurpose};
use crate::finding::{Change, Severity};
use crate::model::View;
use crate::model::entities::*;
use crate::rules::facts::{Due, due, gateway_subnet_name, vpn_sku, when};
use crate::rules::{Check, Cx, Report, Rule};
use crate::schema::{Attr, Kind};

pub const RULES: &[Rule] = &[
    Rule { name: "retirement/basic-public-ip", check: Check::Any(basic_public_ip) },
    Rule { name: "retirement/classic-gateway", check: Check::Vnet(classic_gateway) },
    Rule { name: "retirement/new-vpn-sku", check: Check::VpnGateway(new_vpn_sku) },
    Rule { name: "retirement/public-peering", check: Check::Circuit(public_peering) },
    Rule { name: "retirement/vpn-sku", check: Check::VpnGateway(vpn_sku_ends) },
];

/// The severity of something that is refused from a day on: none while the day is far.
fn severity(day: jiff::civil::Date, cx: &Cx<'_>) -> Option<Severity> {
    match due(day, cx) {
        Due::Now => Some(Severity::Error),
        Due::Soon(_) => Some(Severity::Warning),
        Due::Later => None,
    }
}

/// Whether a gateway is a classic one, which is retired whatever its SKU.
fn is_retired_as_classic(gateway: VpnGateway<'_>, cx: &Cx<'_>) -> bool {
    let is_classic = gateway.vnet().is_some_and(|vnet| vnet.is_classic());
    is_classic && cx.facts.retirement(RetirementId::ClassicVpnGateway).is_some()
}

/// A new gateway of a SKU that isn't to be had any more.
fn new_vpn_sku(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    if is_existing(*gateway) || is_retired_as_classic(gateway, cx) {
        return;
    }
    let Some(sku) = vpn_sku(gateway, cx) else { return };
    let Some(day) = sku.lifecycle.new_refused else { return };
    let Some(severity) = severity(day, cx) else { return };
    let message = format!("new gateways of SKU `{}` are refused {}", sku.name, when(day, cx));
    let code = (sku.family == SkuFamily::Regional).then_some("NonAzSkusNotAllowedForVPNGateway");
    let place = gateway.place_of(Attr::Sku);
    let mut report = cx.report(place, message).severity(severity).azure_error(code).cite(sku);
    for disputed in &sku.disputed {
        report = report.dispute(disputed);
    }
    if let Some(replacement) = sku.lifecycle.replacement {
        report.replace(place, replacement, false);
    }
}

/// A gateway that is there, of a SKU on its way out.
fn vpn_sku_ends(gateway: VpnGateway<'_>, cx: &mut Cx<'_>) {
    if !is_existing(*gateway) || is_retired_as_classic(gateway, cx) {
        return;
    }
    let Some(sku) = vpn_sku(gateway, cx) else { return };
    let life = &sku.lifecycle;
    let (message, severity) = match (life.changes_refused, life.retired) {
        (Some(day), _) => {
            let message = format!("gateways of SKU `{}` accept no change of configuration {}", sku.name, when(day, cx));
            (message, severity(day, cx).unwrap_or(Severity::Warning))
        }
        (None, Some(day)) => (format!("the SKU `{}` is retired {}", sku.name, when(day, cx)), Severity::Warning),
        (None, None) => return,
    };
    let place = gateway.place_of(Attr::Sku);
    let mut report = cx.report(place, message).severity(severity).cite(sku);
    if let Some(note) = sku.note {
        report = report.note(note);
    }
    for disputed in &sku.disputed {
        report = report.dispute(disputed);
    }
    if let Some(replacement) = life.replacement {
        report.replace(place, replacement, false);
    }
}

/// A Basic address of a gateway that is there.
fn basic_public_ip(view: View<'_>, cx: &mut Cx<'_>) {
    if !is_existing(view) {
        return;
    }
    let id = match (VpnGateway::of(view), ErGateway::of(view)) {
        (Some(gateway), _) => match vpn_sku(gateway, cx) {
            Some(sku) if sku.family == SkuFamily::Basic => RetirementId::BasicIpBasicGateway,
            None if gateway.says(Attr::Sku) => return,
            _ => RetirementId::BasicIpVpnGateway,
        },
        (None, Some(_)) => RetirementId::BasicIp,
        (None, None) => return,
    };
    let Some(row) = cx.facts.retirement(id) else { return };
    for ip in view.nested(Kind::PublicIp) {
        // A dynamic address is a Basic one.
        let is_dynamic = ip.choice(Attr::Allocation).is_some_and(|it| it.value == "Dynamic");
        match ip.choice(Attr::Sku) {
            Some(sku) if sku.value == "Basic" => report_basic_ip(ip, Attr::Sku, row, cx),
            None if is_dynamic && !ip.says(Attr::Sku) => report_basic_ip(ip, Attr::Allocation, row, cx),
            _ => {}
        }
    }
}

fn report_basic_ip(ip: View<'_>, attr: Attr, row: &'static Retirement, cx: &mut Cx<'_>) {
    let place = ip.place_of(attr);
    let (message, severity) = match row.existing_refused {
        Some(day) => {
            let severity = severity(day, cx).unwrap_or(Severity::Warning);
            (format!("Basic public IPs are retired {}", when(day, cx)), severity)
        }
        None => (format!("`{}` is a Basic public IP, which is retired", ip.name()), Severity::Warning),
    };
    // On a Basic gateway nothing migrates: only the reference goes.
    let tight = row.existing_refused.and_then(|_| migration_note(ip, cx));
    let mut changes = vec![change(ip, Attr::Sku, "Standard")];
    if ip.choice(Attr::Allocation).is_some_and(|it| it.value != "Static") {
        changes.push(change(ip, Attr::Allocation, "Static"));
    }
    let mut report = cx.report(place, message).severity(severity).cite(row).note(row.summary);
    for disputed in &row.disputed {
        report = report.dispute(disputed);
    }
    let report = tight.into_iter().fold(report, Report::note);
    report.fix("Use a Standard, static address", false, changes);
}

/// Why the migration of an address may fail.
fn migration_note(ip: View<'_>, cx: &Cx<'_>) -> Option<String> {
    let vnet = VpnGateway::of(cx.spec.entity(ip.id()))?.vnet()?;
    let length = super::vnet::size::gateway_prefix(vnet)?.value.prefix_len();
    let wanted = cx.facts.subnet_size(SubnetPurpose::IpMigration)?.prefix_length;
    let name = gateway_subnet_name(cx);
    (length > wanted)
        .then(|| format!("the migration may fail in a `{name}` of /{length}: it wants /{wanted} or larger"))
}

fn change(block: View<'_>, attr: Attr, value: &str) -> Change {
    Change::SetAttribute { block: block.span(), name: attr.name(), value: value.into() }
}

/// A VPN gateway in a classic VNet.
fn classic_gateway(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    let Some(gateway) = vnet.vpn_gateway().filter(|_| vnet.is_classic()) else { return };
    let Some(row) = cx.facts.retirement(RetirementId::ClassicVpnGateway) else { return };
    let Some(day) = row.existing_refused else { return };
    let severity = severity(day, cx).unwrap_or(Severity::Warning);
    let message = format!("classic VPN gateways are retired {}, and `{}` is one", when(day, cx), gateway.name());
    cx.report(vnet.place_of(Attr::Deployment), message)
        .severity(severity)
        .related(gateway.name_span(), "the gateway in it")
        .cite(row)
        .set(*vnet, Attr::Deployment.name(), "resource-manager");
}

/// Azure public peering.
fn public_peering(circuit: Circuit<'_>, cx: &mut Cx<'_>) {
    let Some(peering) = circuit.only(Kind::PublicPeering) else { return };
    let Some(row) = cx.facts.retirement(RetirementId::PublicPeering) else { return };
    let Some(day) = row.existing_refused else { return };
    let severity = severity(day, cx).unwrap_or(Severity::Warning);
    let has_successor = circuit.only(Kind::MicrosoftPeering).is_some();
    let report =
        cx.report(peering, format!("Azure public peering is retired {}", when(day, cx))).severity(severity).cite(row);
    let report = match has_successor {
        true => report,
        false => report.replace(peering, Kind::MicrosoftPeering.schema().keyword, false),
    };
    report.remove(peering.span(), "Remove the public peering");
}
