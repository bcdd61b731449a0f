//! The subnet for gateways: its name, and what must not be in it.

use super::size::wanted_length;
use crate::catalog::{FeatureId, Support};
use crate::finding::Suggestion;
use crate::model::View;
use crate::model::entities::*;
use crate::rules::facts::{count, gateway_subnet_name, names};
use crate::rules::{Check, Cx, Rule};
use crate::schema::Attr;

pub const RULES: &[Rule] = &[
    Rule { name: "vnet/gateway-subnet-case", check: Check::Vnet(case) },
    Rule { name: "vnet/gateway-subnet-default-route", check: Check::Vnet(default_route) },
    Rule { name: "vnet/gateway-subnet-missing", check: Check::Vnet(missing) },
    Rule { name: "vnet/gateway-subnet-name", check: Check::Vnet(name) },
    Rule { name: "vnet/gateway-subnet-nsg", check: Check::Vnet(nsg) },
    Rule { name: "vnet/gateway-subnet-propagation", check: Check::Vnet(propagation) },
    Rule { name: "vnet/gateway-subnet-workload", check: Check::Vnet(workload) },
];

/// So many letters may be wrong in a name that is still meant to be `GatewaySubnet`.
const MISSPELT: usize = 2;

/// What a name has to hold to be meant for the gateway, and what it may hold besides: a name with
/// anything else in it (`appgw`, `nat-gateway`) is for another thing.
const GATEWAY_WORDS: [&str; 2] = ["gateway", "gw"];
const OTHER_WORDS: [&str; 10] =
    ["subnet", "expressroute", "virtual", "network", "vnet", "snet", "vpn", "hub", "er", "s"];

/// The first gateway of a VNet that lists subnets, none of them the one for gateways.
fn gateway_without_subnet<'m>(vnet: Vnet<'m>) -> Option<View<'m>> {
    let lists = vnet.subnets().next().is_some();
    // A gateway that is there stands somewhere: what exists need not be listed whole.
    let is_there = is_existing(*vnet) && vnet.gateways().all(is_existing);
    if !lists || is_there || vnet.gateway_subnet().is_some() {
        return None;
    }
    vnet.gateways().next()
}

/// The subnet whose name is meant to be that of the subnet for gateways.
fn misspelt<'m>(vnet: Vnet<'m>, cx: &Cx<'_>) -> Option<View<'m>> {
    let right = gateway_subnet_name(cx).to_ascii_lowercase();
    vnet.subnets().find(|subnet| {
        let letters: String = subnet.name().chars().filter(char::is_ascii_alphanumeric).collect();
        let letters = letters.to_ascii_lowercase();
        strsim::damerau_levenshtein(&letters, &right) <= MISSPELT || is_for_gateway(letters)
    })
}

/// Whether a name, in small letters, says that it is for the gateway and nothing else.
fn is_for_gateway(name: String) -> bool {
    let without = GATEWAY_WORDS.iter().fold(name.clone(), |rest, word| rest.replace(word, " "));
    let rest = OTHER_WORDS.iter().fold(without.clone(), |rest, word| rest.replace(word, " "));
    without != name && rest.chars().all(|letter| letter == ' ' || letter.is_ascii_digit())
}

/// A VNet with a gateway and no subnet for it.
fn missing(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    let Some(gateway) = gateway_without_subnet(vnet) else { return };
    if misspelt(vnet, cx).is_some() {
        return;
    }
    let message = format!(
        "the gateway `{}` needs a subnet `{}`; `{}` lists {}",
        gateway.name(),
        gateway_subnet_name(cx),
        vnet.name(),
        names(vnet.subnets())
    );
    let length = wanted_length(vnet, cx);
    cx.report(*vnet, message).related(gateway.name_span(), "the gateway").suggest(Suggestion::GatewaySubnet {
        vnet: vnet.span(),
        replace: None,
        length,
    });
}

/// The subnet for gateways under a wrong name.
fn name(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    let Some(gateway) = gateway_without_subnet(vnet) else { return };
    let Some(subnet) = misspelt(vnet, cx) else { return };
    let right = gateway_subnet_name(cx);
    let message = format!("the gateway `{}` looks for a subnet `{right}`, not `{}`", gateway.name(), subnet.name());
    cx.report(subnet.name_span(), message).related(gateway.name_span(), "the gateway").replace(
        subnet.name_span(),
        right,
        false,
    );
}

/// The subnet for gateways in other letters than Azure's.
fn case(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    let right = gateway_subnet_name(cx);
    let Some(subnet) = vnet.gateway_subnet().filter(|it| it.name() != right) else { return };
    cx.report(subnet.name_span(), format!("Azure writes `{right}`; `{}` means the same", subnet.name())).replace(
        subnet.name_span(),
        right,
        true,
    );
}

/// Whether the edition says that the GatewaySubnet must not have something.
fn forbids(feature: FeatureId, cx: &Cx<'_>) -> bool {
    cx.facts.feature(feature).is_some_and(|feature| feature.support == Support::No)
}

/// A network security group on the GatewaySubnet.
fn nsg(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    let Some(subnet) = vnet.gateway_subnet() else { return };
    let Some(field) = subnet.field(Attr::Nsg).filter(|_| subnet.is_true(Attr::Nsg)) else { return };
    if forbids(FeatureId::NsgOnGatewaySubnet, cx) {
        let message =
            format!("the `{}` of `{}` can't have a network security group", gateway_subnet_name(cx), vnet.name());
        cx.report(field, message).remove(field.span(), "Take the network security group off");
    }
}

/// A default route on the GatewaySubnet.
fn default_route(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    let Some(subnet) = vnet.gateway_subnet() else { return };
    let Some(field) = subnet.field(Attr::DefaultRoute).filter(|_| subnet.is_true(Attr::DefaultRoute)) else { return };
    if forbids(FeatureId::DefaultRouteOnGatewaySubnet, cx) {
        let message = format!("the `{}` of `{}` can't have a default route", gateway_subnet_name(cx), vnet.name());
        cx.report(field, message).remove(field.span(), "Take the default route away");
    }
}

/// A route table on the GatewaySubnet that keeps the gateways' routes out.
fn propagation(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    let Some(subnet) = vnet.gateway_subnet() else { return };
    let Some(flag) = subnet.boolean(Attr::RoutePropagation).filter(|it| !it.value) else { return };
    let name = gateway_subnet_name(cx);
    let message = format!("the route table of the `{name}` of `{}` keeps the gateway's routes out", vnet.name());
    cx.report(flag, message).replace(flag, "true", false);
}

/// Virtual machines in the GatewaySubnet.
fn workload(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    let Some(subnet) = vnet.gateway_subnet() else { return };
    let Some(vms) = subnet.integer(Attr::Vms).filter(|it| it.value > 0) else { return };
    if forbids(FeatureId::WorkloadInGatewaySubnet, cx) {
        let name = gateway_subnet_name(cx);
        let message = format!("{} in the `{name}`, which is for gateways only", count(vms.value as usize, "VM"));
        cx.report(vms, message);
    }
}
