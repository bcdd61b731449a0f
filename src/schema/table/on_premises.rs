//! Sites and their devices.

use super::*;

pub static SITE: BlockSchema = BlockSchema {
    doc: "An on-premises place: an office, a datacentre, another cloud. Its `device` blocks are what Azure calls local network gateways.",
    attributes: &[
        optional(Attr::Prefixes, PREFIXES, "IP prefixes that are reachable at the site."),
        optional(Attr::Location, Type::Text, "Where the site is, for people."),
        EXISTING,
    ],
    blocks: &[Kind::Device, Kind::Requires],
    ..top(Kind::Site, "site", None)
};

pub static DEVICE: BlockSchema = BlockSchema {
    doc: "A VPN device or edge router of the site.",
    attributes: &[
        optional(
            Attr::Model,
            Type::Word(Vocabulary::Device),
            "The device's family in Azure's list of validated devices, or `custom`.",
        ),
        optional(Attr::Os, Type::Text, "The version of its operating system, such as `\"15.2\"`."),
        optional(
            Attr::Prefixes,
            PREFIXES,
            "What this device's local network gateway holds, where it differs from the site's `prefixes`.",
        ),
        optional(Attr::PublicIp, Type::Address, "The address that Azure's gateway sees."),
        optional(Attr::Fqdn, Type::Text, "The device's name in DNS, where its address changes."),
        optional(
            Attr::BehindNat,
            Type::Boolean,
            "Whether the device has no public address of its own and stands behind a translator.",
        ),
        optional(Attr::TcpMss, Type::Integer, "The TCP MSS, in bytes, that the device clamps to inside the tunnel."),
        optional(Attr::TunnelMtu, Type::Integer, "The MTU, in bytes, of the device's tunnel interface."),
        optional(
            Attr::InternetRoute,
            Type::Boolean,
            "Whether the way to the gateway's public address is a route of its own over the Internet link, apart from ExpressRoute.",
        ),
    ],
    blocks: &[Kind::DeviceBgp],
    ..nested(Kind::Device, "device", NameRule::Named, Times::Many)
};

pub static DEVICE_BGP: BlockSchema = BlockSchema {
    doc: "The device's BGP speaker.",
    attributes: &[
        required(Attr::Asn, Type::Integer, "The autonomous system number of the device."),
        optional(
            Attr::PeeringAddress,
            Type::Address,
            "The device's BGP address; an APIPA address (169.254.x.x) is allowed.",
        ),
    ],
    ..nested(Kind::DeviceBgp, "bgp", NameRule::Unnamed, Times::Once)
};
