//! `gateway`: VPN and ExpressRoute gateways by themselves.

pub mod feature;
pub mod limit;
pub mod sku;

use crate::catalog::LimitId;
use crate::model::View;
use crate::model::entities::*;
use crate::rules::{Check, Cx, Rule};
use crate::schema::{Attr, Kind};

pub const RULES: &[Rule] = &[Rule { name: "gateway/second-in-vnet", check: Check::Vnet(second_in_vnet) }];

/// More gateways of one type than a VNet can have.
fn second_in_vnet(vnet: Vnet<'_>, cx: &mut Cx<'_>) {
    let kinds = [(Kind::VpnGateway, LimitId::VpnGatewaysPerVnet), (Kind::ErGateway, LimitId::ErGatewaysPerVnet)];
    for (kind, limit) in kinds {
        let Some(limit) = cx.facts.limit(limit) else { continue };
        let mut gateways: Vec<View<'_>> = Vec::new();
        for gateway in vnet.gateways().filter(|it| it.kind() == kind) {
            // A name declared twice is a mistake of its own.
            if !gateways.iter().any(|it| it.name() == gateway.name()) {
                gateways.push(gateway);
            }
        }
        for gateway in gateways.iter().skip(limit.value as usize) {
            let what = kind.schema().header();
            let first = gateways[0];
            let message = format!("`{}` has a `{what}` already, `{}`", vnet.name(), first.name());
            cx.report(gateway.place_of(Attr::Vnet), message).related(first.name_span(), "the first one").cite(limit);
        }
    }
}
