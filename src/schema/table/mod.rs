//! The table itself, split by what the blocks are about.

mod azure;
mod connections;
mod on_premises;

pub use connections::REQUIREMENTS;

use super::{Attr, AttributeSchema, BlockSchema, Choice, Family, Kind, NameRule, Target, Times, Type, Vocabulary};

/// Every kind of block, in the order of [`Kind`].
pub static BLOCKS: &[&BlockSchema] = &[
    &on_premises::SITE,
    &azure::VNET,
    &azure::VPN_GATEWAY,
    &azure::ER_GATEWAY,
    &azure::CIRCUIT,
    &connections::SITE_TO_SITE,
    &connections::VNET_TO_VNET,
    &connections::POINT_TO_SITE,
    &connections::ER_CONNECTION,
    &connections::PEERING,
    &on_premises::DEVICE,
    &on_premises::DEVICE_BGP,
    &azure::SUBNET,
    &azure::ROUTE_SERVER,
    &azure::PUBLIC_IP,
    &azure::GATEWAY_BGP,
    &azure::NAT_RULE,
    &azure::SCALE_UNITS,
    &azure::PRIVATE_PEERING,
    &azure::MICROSOFT_PEERING,
    &azure::PUBLIC_PEERING,
    &connections::IPSEC,
    &connections::TRAFFIC_SELECTOR,
    &connections::REQUIRES,
];

const PREFIXES: Type = Type::List(&Type::Prefix);
const ADDRESSES: Type = Type::List(&Type::Address);

const fn optional(attr: Attr, value: Type, doc: &'static str) -> AttributeSchema {
    AttributeSchema { attr, value, required: false, default: None, doc }
}

const fn required(attr: Attr, value: Type, doc: &'static str) -> AttributeSchema {
    AttributeSchema { attr, value, required: true, default: None, doc }
}

const fn with_default(attr: Attr, value: Type, default: &'static str, doc: &'static str) -> AttributeSchema {
    AttributeSchema { attr, value, required: false, default: Some(default), doc }
}

const fn choice(value: &'static str, doc: &'static str) -> Choice {
    Choice { value, aliases: &[], doc }
}

const fn alias(value: &'static str, aliases: &'static [&'static str], doc: &'static str) -> Choice {
    Choice { value, aliases, doc }
}

const fn nested(kind: Kind, keyword: &'static str, name: NameRule, times: Times) -> BlockSchema {
    BlockSchema { kind, keyword, variant: None, name, times, doc: "", attributes: &[], blocks: &[] }
}

const fn top(kind: Kind, keyword: &'static str, variant: Option<&'static str>) -> BlockSchema {
    BlockSchema {
        kind,
        keyword,
        variant,
        name: NameRule::Named,
        times: Times::Many,
        doc: "",
        attributes: &[],
        blocks: &[],
    }
}

const EXISTING: AttributeSchema = with_default(
    Attr::Existing,
    Type::Boolean,
    "false",
    "It is there already, deployed by this or another team: no default applies to it, and refusals of new deployments don't either.",
);
