//! How large the subnet for gateways must or should be.

use crate::catalog::{SkuFamily, SubnetPurpose, SubnetSize};
use crate::finding::{Span, Suggestion};
use crate::model::At;
use crate::model::entities::*;
use crate::rules::facts::{count, er_sku, gateway_subnet_name, vpn_sku};
use crate::rules::{Check, Cx, Rule};
use crate::schema::Attr;
use ipnet::IpNet;
use smallvec::SmallVec;

pub const RULES: &[Rule] = &[
    Rule { name: "vnet/gateway-subnet-circuits", check: Check::Vnet(circuits) },
    Rule { name: "vnet/gateway-subnet-coexistence", check: Check::Vnet(coexistence) },
    Rule { name: "vnet/gateway-subnet-ipv6", check: Check::Vnet(ipv6) },
    Rule { name: "vnet/gateway-subnet-minimum", check: Check::Vnet(minimum) },
    Rule { name: "vnet/gateway-subnet-recommended", check: Check::Vnet(recommended) },
    Rule { name: "vnet/gateway-subnet-sku", check: Check::Vnet(sku) },
    Rule { name: "vnet/gateway-subnet-ultraperformance", check: Check::Vnet(ultraperformance) },
];

/// A size that this VNet's GatewaySubnet must or should have, and why.
struct Need<'m> {
    size: &'static SubnetSize,
    why: Why<'m>,
    because: Option<Span>,
}

/// What asks for a size.
enum Why<'m> {
    Gateway,
    Both(VpnGateway<'m>, ErGateway<'m>),
    ErSku(&'static str),
    Circuits(usize),
    VpnSku(&'static str),
    Growth,
}

impl Why<'_> {
    /// In words that follow "too small".
    fn words(&self) -> String {
        match self {
            Why::Gateway => "for a gateway".into(),
            Why::Both(vpn, er) => format!("for `{}` and `{}` side by side", vpn.name(), er.name()),
            Why::ErSku(sku) => format!("for an ExpressRoute gateway of SKU `{sku}`"),
            Why::Circuits(number) => format!("for {}", count(*number, "circuit")),
            Why::VpnSku(sku) => format!("for `{sku}`, by one page of the documentation"),
            Why::Growth => "to grow".into(),
        }
    }
}

/// A GatewaySubnet that is too small for any gateway.
fn minimum(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    check(SubnetPurpose::Minimum, vnet, cx);
}

/// One that is too small for a VPN and an ExpressRoute gateway.
fn coexistence(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    check(SubnetPurpose::Coexistence, vnet, cx);
}

/// One that is too small for an UltraPerformance gateway.
fn ultraperformance(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    check(SubnetPurpose::UltraPerformance, vnet, cx);
}

/// One that is too small for the number of circuits.
fn circuits(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    check(SubnetPurpose::ManyCircuits, vnet, cx);
}

/// One that is too small for the SKU, by some documents.
fn sku(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    check(SubnetPurpose::MinimumOther, vnet, cx);
}

/// One that is smaller than recommended.
fn recommended(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    check(SubnetPurpose::Recommended, vnet, cx);
}

/// Reports a GatewaySubnet that is too small for a purpose, unless a stronger need is not met either.
fn check(purpose: SubnetPurpose, vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    let Some(prefix) = gateway_prefix(vnet) else { return };
    let length = prefix.value.prefix_len();
    let Some(need) = needs(vnet, cx).into_iter().find(|need| length > need.size.prefix_length) else { return };
    if need.size.purpose != purpose {
        return;
    }
    let message = format!(
        "a `{}` of /{length} is too small {}: /{} or larger",
        gateway_subnet_name(cx),
        need.why.words(),
        need.size.prefix_length
    );
    let wanted = wanted_length(vnet, cx);
    let suggestion = Suggestion::GatewaySubnet { vnet: vnet.span(), replace: Some(prefix.span), length: wanted };
    let mut report = cx.report(prefix, message).cite(need.size).suggest(suggestion);
    if let Some(because) = need.because {
        report = report.related(because, "asks for it");
    }
    let disputed = need.size.disputed.iter().filter(|_| purpose != SubnetPurpose::Minimum);
    for disputed in disputed {
        report = report.dispute(disputed);
    }
    let _ = report;
}

/// The largest IPv4 prefix of the GatewaySubnet.
pub fn gateway_prefix(vnet: Vnet<'_>) -> Option<At<IpNet>> {
    let prefixes = vnet.gateway_subnet()?.prefixes(Attr::Prefixes);
    prefixes.into_iter().filter(|it| it.value.addr().is_ipv4()).min_by_key(|it| it.value.prefix_len())
}

/// What the VNet's gateways ask of their subnet, the strongest first.
fn needs<'m>(vnet: Vnet<'m>, cx: &Cx<'_>) -> SmallVec<[Need<'m>; 4]> {
    let mut needs = SmallVec::new();
    let mut need = |purpose, why, because| {
        needs.extend(cx.facts.subnet_size(purpose).map(|size| Need { size, why, because }));
    };
    let (vpn, er) = (vnet.vpn_gateway(), vnet.er_gateway());
    need(SubnetPurpose::Minimum, Why::Gateway, None);
    // Where both are there already, adding the second has worked.
    if let (Some(vpn), Some(er)) = (vpn, er)
        && !(is_existing(*vpn) && is_existing(*er))
    {
        need(SubnetPurpose::Coexistence, Why::Both(vpn, er), Some(er.name_span()));
    }
    if let Some(er) = er.filter(|er| !is_existing(**er)) {
        let demanding = cx.facts.subnet_size(SubnetPurpose::UltraPerformance).and_then(|size| size.sku);
        if let Some(sku) = er_sku(er, cx).filter(|sku| Some(sku.name) == demanding) {
            need(SubnetPurpose::UltraPerformance, Why::ErSku(sku.name), Some(er.place_of(Attr::Sku)));
        }
    }
    if let Some(er) = er {
        let linked = circuits_of(er);
        let many = cx.facts.subnet_size(SubnetPurpose::ManyCircuits).and_then(|size| size.circuits);
        if many.is_some_and(|many| linked >= many as usize) {
            need(SubnetPurpose::ManyCircuits, Why::Circuits(linked), Some(er.name_span()));
        }
    }
    if let Some(vpn) = vpn
        && let Some(sku) = vpn_sku(vpn, cx).filter(|sku| sku.family != SkuFamily::Basic)
    {
        need(SubnetPurpose::MinimumOther, Why::VpnSku(sku.name), Some(vpn.place_of(Attr::Sku)));
    }
    need(SubnetPurpose::Recommended, Why::Growth, None);
    needs
}

/// How many circuits are connected to the gateway.
fn circuits_of(er: ErGateway<'_>) -> usize {
    let mut spans: Vec<_> = er.connections().filter_map(|it| it.circuit()).map(|it| it.span()).collect();
    spans.sort_unstable();
    spans.dedup();
    spans.len()
}

/// The prefix length that satisfies all needs.
pub fn wanted_length(vnet: Vnet<'_>, cx: &Cx<'_>) -> u8 {
    needs(vnet, cx).iter().map(|need| need.size.prefix_length).min().unwrap_or_default()
}

/// An IPv6 prefix of the GatewaySubnet that is too long.
fn ipv6(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    let Some(size) = cx.facts.subnet_size(SubnetPurpose::Ipv6) else { return };
    let Some(subnet) = vnet.gateway_subnet() else { return };
    for prefix in subnet.prefixes(Attr::Prefixes).into_iter().filter(|it| it.value.addr().is_ipv6()) {
        let length = prefix.value.prefix_len();
        if length > size.prefix_length {
            let name = gateway_subnet_name(cx);
            let message = format!("an IPv6 `{name}` of /{length} is too small: /{} or larger", size.prefix_length);
            cx.report(prefix, message).cite(size);
        }
    }
}
