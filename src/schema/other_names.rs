//! What Azure's API and portal, templates, and people call the language's blocks and attributes.
//!
//! Such a name is no part of the language: it is reported, and the right one offered. Names are compared in
//! kebab-case, and without an `-id` or `-name` at their end, as templates write them.

use super::{Attr, BlockSchema, Kind};

/// The kind of block with that keyword that people call `name`; with any keyword, where none is given.
pub fn kind_called(name: &str, keyword: Option<&str>) -> Option<Kind> {
    let is_called = |(kind, names): &&(Kind, &[&str])| {
        keyword.is_none_or(|keyword| kind.schema().keyword == keyword) && names.contains(&bare(name))
    };
    KINDS.iter().find(is_called).map(|(kind, _)| *kind)
}

/// The kind of block within `parent` that has that keyword, or that people call so.
pub fn nested_called(name: &str, parent: &BlockSchema) -> Option<Kind> {
    if let Some(schema) = super::nested(parent.kind, name) {
        return Some(schema.kind);
    }
    let mut called = KINDS.iter().filter(|(_, names)| names.contains(&bare(name))).map(|(kind, _)| *kind);
    called.find(|kind| parent.blocks.contains(kind))
}

/// The attribute of the block that people call `name`.
pub fn attribute_called(name: &str, block: &BlockSchema) -> Option<Attr> {
    // `gateway_id`
    if let Some(row) = block.attribute(bare(name)).filter(|row| row.name() != name) {
        return Some(row.attr);
    }
    let mut called = ATTRIBUTES.iter().filter(|(_, names)| names.contains(&bare(name))).map(|(attr, _)| *attr);
    called.find(|attr| block.row(*attr).is_some())
}

/// The attribute of the block that has that name, or that people call so.
pub fn attribute_meant(name: &str, block: &BlockSchema) -> Option<Attr> {
    block.attribute(name).map(|row| row.attr).or_else(|| attribute_called(name, block))
}

/// What people call that kind of block.
pub fn names_of_kind(kind: Kind) -> impl Iterator<Item = &'static &'static str> {
    KINDS.iter().filter(move |(it, _)| *it == kind).flat_map(|(_, names)| names.iter())
}

/// What people call that attribute.
pub fn names_of_attribute(attr: Attr) -> impl Iterator<Item = &'static &'static str> {
    ATTRIBUTES.iter().filter(move |(it, _)| *it == attr).flat_map(|(_, names)| names.iter())
}

/// `enableBgp` and `enable_bgp` as this language writes them.
pub fn kebab(name: &str) -> String {
    let mut word = String::with_capacity(name.len() + 4);
    let mut hump = false;
    for c in name.chars() {
        if c.is_ascii_uppercase() && hump {
            word.push('-');
        }
        hump = c.is_ascii_lowercase() || c.is_ascii_digit();
        word.push(if c == '_' { '-' } else { c.to_ascii_lowercase() });
    }
    word
}

/// The name without what templates put at its end.
fn bare(name: &str) -> &str {
    ["-ids", "-id", "-names", "-name"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name)
}

/// What there is instead of a word of templates that has no counterpart here, as the end of a sentence.
pub fn absent(name: &str) -> Option<&'static str> {
    ABSENT.iter().find(|(names, _)| names.contains(&bare(name))).map(|(_, instead)| *instead)
}

static ABSENT: &[(&[&str], &str)] = &[
    (
        &["count", "for-each", "dynamic", "each"],
        "nothing is repeated here: write each out, and what they share into `defaults`",
    ),
    (&["depends-on"], "order doesn't matter here: what names something depends on it"),
    (
        &["tags", "resource-group", "subscription", "tenant", "lock", "locks"],
        "a spec says nothing about it, so leave it out",
    ),
    (
        &["lifecycle", "provisioner", "timeouts", "provider", "terraform", "output", "data"],
        "a spec deploys nothing, so leave it out",
    ),
    (&["variable", "variables", "locals", "local", "param", "parameters"], "a named value is written `let NAME = …`"),
    (&["module", "include", "using"], "other files are brought by `import \"…\"`"),
];

static KINDS: &[(Kind, &[&str])] = &[
    (Kind::Site, &["local-network-gateway", "local-gateway", "local-network", "lng", "branch", "office", "on-prem"]),
    (Kind::Vnet, &["virtual-network", "network"]),
    (Kind::VpnGateway, &["virtual-network-gateway", "vnet-gateway", "vpn-gateway", "vng"]),
    (Kind::ErGateway, &["express-route-gateway", "expressroute-gateway", "er-gateway", "express-route", "er"]),
    (Kind::Circuit, &["express-route-circuit", "expressroute-circuit", "er-circuit", "expressroute", "express-route"]),
    (Kind::SiteToSite, &["site-to-site", "s2s", "ipsec", "vpn-connection", "vpn", "tunnel"]),
    (Kind::VnetToVnet, &["vnet-to-vnet", "vnet2vnet", "v2v"]),
    (Kind::PointToSite, &["point-to-site", "p2s", "vpn-client-configuration", "vpn-client", "client-vpn"]),
    (Kind::ErConnection, &["expressroute-connection", "express-route-connection", "express-route", "er"]),
    (Kind::Peering, &["virtual-network-peering", "vnet-peering"]),
    (Kind::Device, &["vpn-device", "router", "firewall", "edge"]),
    (Kind::DeviceBgp, &["bgp-settings", "bgp-peer"]),
    (Kind::GatewayBgp, &["bgp-settings", "enable-bgp", "bgp-enabled"]),
    (Kind::Subnet, &["gateway-subnet", "subnets"]),
    (Kind::PublicIp, &["public-ip-address", "ip-configuration", "ip-configurations", "pip"]),
    (Kind::NatRule, &["nat"]),
    (Kind::ScaleUnits, &["auto-scale-configuration", "autoscale"]),
    (Kind::PrivatePeering, &["azure-private-peering", "private", "peering-private"]),
    (Kind::MicrosoftPeering, &["microsoft"]),
    (Kind::Ipsec, &["ipsec-policy", "ipsec-policies", "ike-policy", "policy"]),
    (Kind::TrafficSelector, &["traffic-selector-policy", "traffic-selector-policies"]),
    (Kind::Requires, &["requirements", "needs"]),
];

static ATTRIBUTES: &[(Attr, &[&str])] = &[
    (Attr::Prefixes, &["address-space", "address-spaces", "address-prefix", "address-prefixes", "cidr", "cidrs"]),
    (Attr::Region, &["location"]),
    (Attr::Vnet, &["virtual-network", "network"]),
    (
        Attr::Site,
        &[
            "local-network-gateway",
            "local-network-gateway2",
            "local-gateway",
            "lng",
            "branch",
            "from",
            "remote-site",
            "on-premises",
        ],
    ),
    (
        Attr::Gateway,
        &[
            "virtual-network-gateway",
            "virtual-network-gateway1",
            "vnet-gateway",
            "vpn-gateway",
            "express-route-gateway",
            "expressroute-gateway",
            "to",
        ],
    ),
    (
        Attr::From,
        &[
            "virtual-network-gateway",
            "virtual-network-gateway1",
            "virtual-network",
            "vnet",
            "source",
            "gateway1",
            "first-gateway",
            "vnet1",
            "local-vnet",
            "hub",
        ],
    ),
    (
        Attr::To,
        &[
            "virtual-network-gateway2",
            "peer-virtual-network-gateway",
            "remote-virtual-network",
            "remote-vnet",
            "gateway2",
            "second-gateway",
            "vnet2",
            "remote-gateway",
            "spoke",
            "target",
            "destination",
            "peer",
            "remote",
        ],
    ),
    (Attr::Circuit, &["express-route-circuit", "expressroute-circuit", "peer"]),
    (Attr::PublicIp, &["gateway-ip-address", "gateway-address", "public-ip-address", "ip-address", "ip", "address"]),
    (Attr::Fqdn, &["gateway-fqdn", "dns", "hostname"]),
    (Attr::Model, &["device-model", "vendor", "type"]),
    (Attr::Os, &["os-version", "firmware", "version"]),
    (Attr::Asn, &["bgp-asn", "peer-asn", "as-number"]),
    (
        Attr::PeeringAddress,
        &[
            "bgp-peering-address",
            "peering-addresses",
            "bgp-peer-ip",
            "peer-ip",
            "peering-ip",
            "bgp-ip",
            "bgp-address",
            "bgp-peering-ip",
            "bgp-peer-address",
            "bgp-peering-addresses",
        ],
    ),
    (
        Attr::Apipa,
        &[
            "apipa-address",
            "apipa-addresses",
            "custom-bgp-ip-addresses",
            "custom-apipa",
            "custom-bgp-ip",
            "custom-azure-apipa-bgp-ip-address",
            "apipa-bgp-ip",
            "apipa-ip",
            "custom-bgp-addresses",
        ],
    ),
    (Attr::ActiveActive, &["enable-active-active", "active-active-enabled"]),
    (Attr::PrivateIp, &["enable-private-ip-address", "private-ip-address-enabled", "private-ip-address"]),
    (Attr::Generation, &["vpn-gateway-generation"]),
    (Attr::DefaultSite, &["gateway-default-site", "default-local-network-gateway"]),
    (Attr::Zones, &["availability-zones", "zone"]),
    (Attr::Allocation, &["allocation-method", "public-ip-allocation-method"]),
    (Attr::Nsg, &["network-security-group"]),
    (Attr::Protocol, &["connection-protocol", "ike-version", "ike"]),
    (Attr::SharedKey, &["pre-shared-key", "preshared-key", "psk", "key"]),
    (Attr::EnableBgp, &["bgp-enabled", "bgp"]),
    (Attr::UsePolicyBasedTrafficSelectors, &["policy-based-traffic-selectors", "use-policy-based-traffic-selector"]),
    (Attr::DpdTimeout, &["dpd-timeout-seconds", "dpd-timeout-in-seconds", "dpd"]),
    (Attr::Auth, &["authentication", "authentication-type", "authentication-types", "vpn-authentication-types"]),
    (Attr::RoutingWeight, &["weight"]),
    (Attr::ClientAddressPool, &["vpn-client-address-pool", "address-pool", "client-pool", "pool", "address-space"]),
    (Attr::Protocols, &["vpn-client-protocols", "tunnel-types", "tunnel-type", "protocol"]),
    (Attr::RootCertificates, &["vpn-client-root-certificates"]),
    (Attr::RevokedCertificates, &["vpn-client-revoked-certificates"]),
    (Attr::Fastpath, &["express-route-gateway-bypass", "expressroute-gateway-bypass", "gateway-bypass"]),
    (Attr::Provider, &["service-provider"]),
    (Attr::Bandwidth, &["bandwidth-in-mbps", "bandwidth-in-gbps", "speed"]),
    (Attr::Tier, &["sku-tier", "sku"]),
    (Attr::Billing, &["sku-family", "family"]),
    (Attr::Primary, &["primary-peer-address-prefix", "primary-peer-subnet", "primary-subnet"]),
    (Attr::Secondary, &["secondary-peer-address-prefix", "secondary-peer-subnet", "secondary-subnet"]),
    (Attr::IkeEncryption, &["ike-encryption-algorithm"]),
    (Attr::IkeIntegrity, &["ike-integrity-algorithm"]),
    (Attr::IpsecEncryption, &["ipsec-encryption-algorithm"]),
    (Attr::IpsecIntegrity, &["ipsec-integrity-algorithm"]),
    (Attr::SaLifetime, &["sa-lifetime-seconds", "sa-lifetime-in-seconds", "sa-life-time-seconds"]),
    (Attr::SaDataSize, &["sa-data-size-kilobytes", "sa-datasize", "sa-data-size-in-kilobytes"]),
    (Attr::Azure, &["local-address-cidrs", "local-address-ranges", "local"]),
    (Attr::OnPremises, &["remote-address-cidrs", "remote-address-ranges", "remote"]),
    (Attr::Internal, &["internal-mapping", "internal-mappings"]),
    (Attr::External, &["external-mapping", "external-mappings"]),
    (
        Attr::CustomBgpAddresses,
        &["apipa", "custom-apipa", "custom-bgp-ip-addresses", "apipa-addresses", "gateway-custom-bgp-ip-addresses"],
    ),
    (Attr::PeeringLocation, &["location", "edge-location"]),
    (
        Attr::Direct,
        &[
            "express-route-port",
            "expressroute-port",
            "er-port",
            "port",
            "port-pair",
            "express-route-direct",
            "expressroute-direct",
        ],
    ),
    (Attr::GlobalReach, &["global-reach-circuit", "global-reach-connection"]),
    (
        Attr::Clients,
        &["users", "client-count", "max-clients", "max-users", "concurrent-users", "connections", "user-count"],
    ),
    (Attr::BackupFor, &["backup", "backup-of", "failover-for"]),
    (Attr::Sites, &["on-premises", "locations"]),
    (Attr::PortSpeed, &["port-bandwidth", "link-speed"]),
    (Attr::ReachVnets, &["reach", "vnets", "reach-networks"]),
    (Attr::AdvertisedPublicPrefixes, &["advertised-prefixes", "public-prefixes"]),
    (Attr::CustomRoutes, &["custom-route", "routes", "advertised-routes"]),
    (Attr::ConnectionMode, &["mode", "initiator"]),
    (Attr::Throughput, &["bandwidth", "speed"]),
];

#[cfg(test)]
mod tests {
    use super::super::BLOCKS;
    use super::*;

    #[test]
    fn no_other_name_is_a_name_of_the_same_block() {
        for (attr, names) in ATTRIBUTES {
            for block in BLOCKS.iter().filter(|block| block.row(*attr).is_some()) {
                for name in *names {
                    assert!(block.attribute(name).is_none(), "`{name}` stands for itself in {:?}", block.kind);
                    assert_eq!(bare(name), *name, "`{name}` is never compared: its end is left out");
                }
            }
        }
    }

    #[test]
    fn what_is_absent_is_nothing_of_the_language() {
        for name in ABSENT.iter().flat_map(|(names, _)| *names) {
            assert!(BLOCKS.iter().all(|block| block.keyword != *name), "`{name}` is a block");
            assert_eq!(kebab(bare(name)), *name, "`{name}` is never compared");
        }
    }

    #[test]
    fn templates_are_understood() {
        let called = |name, kind: Kind| attribute_called(name, kind.schema()).map(Attr::name);
        assert_eq!(called("local-network-gateway-id", Kind::SiteToSite), Some("site"));
        assert_eq!(called("address-space", Kind::Vnet), Some("prefixes"));
        assert_eq!(called("address-space", Kind::PointToSite), Some("client-address-pool"));
        assert_eq!(called("location", Kind::Site), None);
        assert_eq!(kind_called("er", Some("connection")), Some(Kind::ErConnection));
        assert_eq!(nested_called("bgp-settings", Kind::Device.schema()), Some(Kind::DeviceBgp));
    }
}
