//! The shipped designs are right; here each is broken in the ways that its documents warn of, one
//! mistake at a time, and each mistake is an error of exactly the rules listed: of one, unless one edit
//! takes several things away at once.

mod checked;

use checked::Checked;
use connspec::finding::Severity;
use std::collections::BTreeSet;
use std::path::Path;

/// The day of the shipped examples.
const TODAY: &str = "2026-11-22";

/// A mistake: the text it stands in place of, its own, and the rules that must call it an error, in order.
type Mistake = (&'static str, &'static str, &'static str);

/// Makes each mistake in a design, alone.
fn broken(design: &str, mistakes: &[Mistake]) {
    let path = Path::new("docs/examples").join(design).join("main.connspec");
    let right = std::fs::read_to_string(&path).expect("the design is there");
    let mut wrong = Vec::new();
    for (from, to, rule) in mistakes {
        assert!(right.contains(from), "{design} has no `{from}`");
        let checked = Checked::text(&path, &right.replacen(from, to, 1), TODAY);
        let findings = checked.findings();
        let errors: BTreeSet<_> =
            findings.iter().filter(|(it, _)| it.severity == Severity::Error).map(|(it, _)| it.rule).collect();
        if errors.into_iter().ne(rule.split(", ")) {
            let found: Vec<_> =
                findings.iter().map(|(it, line)| format!("{line} {} {}", it.severity, it.rule)).collect();
            wrong.push(format!("{design}: `{to}` is to be {rule}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The second public IP of a gateway in the dual-redundancy design.
const SECOND_IP: &str = "  public-ip VNet1GWpip2 { sku = Standard, allocation = Static, zones = [1, 2, 3] }\n";

#[test]
fn dual_redundancy() {
    broken(
        "dual-redundancy-today",
        &[
            ("sku           = VpnGw1AZ", "sku           = Basic", "gateway/active-active, gateway/bgp"),
            ("sku           = VpnGw1AZ", "sku           = VpnGw1", "retirement/new-vpn-sku"),
            (SECOND_IP, "", "public-ip/active-active-count"),
            ("asn = 65050", "asn = 65010", "bgp/same-asn"),
            ("public-ip = 203.0.113.23", "public-ip = 203.0.113.22", "site/shared-address"),
            ("peering-address = 10.52.255.254", "peering-address = 10.52.255.253", "bgp/shared-peer-address"),
            ("asn = 65020", "asn = 65010", "bgp/same-gateway-asn"),
            (
                "to         = VNet1GW\n  one-way    = true\n  enable-bgp = true",
                "to         = VNet1GW\n  one-way    = true\n  enable-bgp = false",
                "vnet-to-vnet/bgp-one-sided",
            ),
            (
                "subnet GatewaySubnet { prefixes = 10.12.255.0/27 }",
                "subnet Gateway { prefixes = 10.12.255.0/27 }",
                "vnet/gateway-subnet-name",
            ),
            ("zones = [1, 2, 3]", "zones = []", "public-ip/different"),
            ("sku = Standard, allocation", "sku = Basic, allocation", "public-ip/basic"),
            (
                "prefixes = [10.21.0.0/16, 10.22.0.0/16]",
                "prefixes = [10.21.0.0/16, 10.22.0.0/16, 10.11.8.0/24]",
                "address/connected-vnets-overlap",
            ),
            (
                "65050, peering-address = 10.52.255.253",
                "65050, peering-address = 203.0.113.22",
                "bgp/peer-is-public-ip",
            ),
        ],
    );
}

/// One direction of a pair may be declared elsewhere, and Azure stores one alone: a warning.
#[test]
fn half_a_vnet_to_vnet_link() {
    let path = Path::new("docs/examples/dual-redundancy-today/main.connspec");
    let right = std::fs::read_to_string(path).expect("the design is there");
    let (half, _) = right.split_once("connection vnet-to-vnet VNet2toVNet1").expect("the second direction");
    let list = Checked::text(path, half, TODAY).findings();
    let found: Vec<_> = list.iter().map(|(it, _)| (it.severity, it.rule)).collect();
    assert_eq!(found, [(Severity::Warning, "vnet-to-vnet/one-way")]);
}

/// The historical form holds the BGP addresses as prefixes: errors of its old parts come besides.
#[test]
fn dual_redundancy_of_old() {
    const OLD: &str = "public-ip/basic, retirement/new-vpn-sku";
    let with = |rule: &str| format!("{OLD}, {rule}").leak() as &'static str;
    broken(
        "dual-redundancy",
        &[("public-ip = 131.107.72.23", "public-ip = 131.107.72.22", with("site/shared-address"))],
    );
}

#[test]
fn coexistence_with_failover() {
    broken(
        "coexistence-failover",
        &[
            ("10.200.255.0/26", "10.200.255.0/28", "vnet/gateway-subnet-coexistence"),
            (
                "  sku           = VpnGw1AZ\n  active-active = true\n",
                "  sku = Basic\n  vpn-type = PolicyBased\n",
                "bgp/policy-based, coexistence/policy-based, gateway/policy-based-tunnel-limit, point-to-site/policy-based-gateway",
            ),
            (
                "  sku           = VpnGw1AZ\n  active-active = true\n",
                "  sku = Basic\n",
                "coexistence/sku, gateway/bgp, gateway/p2s-openvpn",
            ),
            (
                "gateway expressroute line",
                "gateway vpn another { vnet = landing, sku = VpnGw1AZ }\n\ngateway expressroute line",
                "gateway/second-in-vnet",
            ),
            (
                "client-address-pool = 172.16.8.0/24",
                "client-address-pool = 10.200.8.0/24",
                "point-to-site/pool-overlap",
            ),
            (
                "client-address-pool = 172.16.8.0/24",
                "client-address-pool = 10.101.0.0/16",
                "point-to-site/pool-overlap",
            ),
            ("protocols           = OpenVPN", "protocols           = IKEv2", "point-to-site/authentication-protocol"),
            ("bandwidth        = 200 Mbps", "bandwidth        = 300 Mbps", "expressroute/bandwidth"),
            ("sku  = ErGw1AZ", "sku  = VpnGw1AZ", "gateway/sku-of-other-type"),
            (
                "asn       = 65020\n    vlan      = 100",
                "asn       = 65515\n    vlan      = 100",
                "expressroute/reserved-asn",
            ),
            ("primary   = 192.0.2.0/30", "primary   = 10.200.4.0/30", "expressroute/peering-overlap"),
            (
                "availability = [dual-device, dual-path]",
                "availability = [dual-device, dual-path]\n    without = [public-ip]",
                "requires/without",
            ),
        ],
    );
}

#[test]
fn another_cloud() {
    broken(
        "aws-apipa",
        &[
            ("asn = 64512", "asn = 65000", "bgp/same-asn"),
            ("apipa = [169.254.21.2,", "apipa = [169.254.30.1,", "bgp/apipa-range"),
            ("peering-address = 169.254.21.1", "peering-address = 169.254.21.2", "bgp/duplicate-apipa"),
            (
                "  public-ip VNet1GWpip2 { sku = Standard, allocation = Static, zones = [1, 2, 3] }\n",
                "",
                "public-ip/active-active-count",
            ),
            ("generation    = Generation2", "generation    = Generation3", "name/unknown-reference"),
            ("sku           = VpnGw2AZ", "sku           = VpnGw2", "retirement/new-vpn-sku"),
        ],
    );
}

#[test]
fn hub_and_spoke() {
    broken(
        "hub-and-spoke",
        &[
            (
                "sku           = VpnGw2AZ\n  generation    = Generation2\n  workload      = production\n  active-active = true",
                "sku = Basic",
                "gateway/bgp, peering/transit-sku, requires/availability",
            ),
            (
                "peering hub_test ",
                "vnet other { prefixes = 10.103.0.0/16 }\ngateway expressroute own { vnet = other, sku = ErGw1AZ }\npeering hub_other { to = other }\npeering hub_test ",
                "peering/own-gateway",
            ),
            (
                "prefixes = 10.102.0.0/16\n  subnet web { prefixes = 10.102.0.0/24 }",
                "prefixes = 10.101.0.0/16",
                "peering/overlapping-peers",
            ),
            (
                "prefixes = 10.102.0.0/16\n  subnet web { prefixes = 10.102.0.0/24 }",
                "prefixes = 10.100.0.0/16",
                "peering/overlap",
            ),
            (
                "peering hub_test       { to = test }",
                "peering hub_test { to = test, one-way = true, gateway-transit = hub }",
                "requires/reach-vnets",
            ),
            ("peering hub_test       { to = test }", "", "requires/reach-vnets"),
            ("prefixes = [10.10.0.0/16, 10.11.0.0/16]", "prefixes = [10.10.0.0/16, 10.11.5.0/16]", "address/host-bits"),
            (
                "subnet GatewaySubnet       { prefixes = 10.100.255.0/26 }",
                "subnet GatewaySubnet { prefixes = 10.100.255.0/26, nsg = true }",
                "vnet/gateway-subnet-nsg",
            ),
            (
                "  active-active = true\n",
                "  active-active = true\n  vpn-type = PolicyBased\n",
                "bgp/policy-based, gateway/active-active, gateway/policy-based-sku",
            ),
        ],
    );
}

#[test]
fn nat_branches() {
    broken(
        "nat-branches",
        &[
            ("sku        = VpnGw2AZ\n  generation = Generation2", "sku        = VpnGw1AZ", "nat/sku"),
            ("ingress-nat-rules = south_in", "ingress-nat-rules = north_in", "nat/shared-ingress-rule"),
            ("external = 100.64.2.0/24", "external = 100.64.1.0/24", "nat/external-overlap"),
            ("external = 100.64.2.0/24", "external = 100.64.2.0/25", "nat/unequal-lengths"),
            ("  ingress-nat-rules = south_in\n  egress-nat-rules  = azure_out\n", "", "address/site-overlaps-vnet"),
            ("ingress-nat-rules = south_in", "ingress-nat-rules = east_in", "name/unknown-reference"),
            (
                "ingress-nat-rules = south_in",
                "ingress-nat-rules = south_in\n  use-policy-based-traffic-selectors = true",
                "nat/policy-based-selectors",
            ),
        ],
    );
}

#[test]
fn multi_site() {
    broken(
        "multi-site",
        &[
            (
                "sku        = VpnGw1AZ\n  generation = Generation1",
                "sku        = Basic\n  vpn-type   = PolicyBased",
                "gateway/policy-based-tunnel-limit, ipsec/sku",
            ),
            ("prefixes = 10.2.0.0/16", "prefixes = 10.1.0.0/16", "address/sites-overlap"),
            ("prefixes = 10.4.0.0/20", "prefixes = 10.100.16.0/20", "address/site-overlaps-vnet"),
            ("public-ip = 203.0.113.2 }", "public-ip = 203.0.113.1 }", "site/shared-address"),
            ("  device router { model = cisco-isr, public-ip = 203.0.113.1 }\n", "", "site/device-missing"),
            ("public-ip = 203.0.113.1 }", "public-ip = 2001:db8::1 }", "site/ipv6-address"),
            ("ipsec-integrity  = GCMAES256", "ipsec-integrity  = SHA256", "ipsec/gcm-integrity"),
            ("    pfs-group        = ECP384\n", "", "ipsec/incomplete"),
            ("generation = Generation1", "generation = Generation2", "gateway/generation"),
            ("sa-lifetime      = 8 h", "sa-lifetime      = 60 s", "ipsec/sa-lifetime"),
            ("site       = texel", "site       = terschelling", "name/unknown-reference"),
            ("prefixes = 10.4.0.0/20", "prefixes = 10.4.1.0/20", "address/host-bits"),
        ],
    );
}

#[test]
fn vnet_to_vnet() {
    broken(
        "vnet-to-vnet",
        &[
            ("asn = 65102", "asn = 65101", "bgp/same-gateway-asn"),
            (
                "prefixes = 10.120.0.0/16\n  subnet apps          { prefixes = 10.120.0.0/24 }\n  subnet GatewaySubnet { prefixes = 10.120.255.0/27 }",
                "prefixes = 10.110.0.0/16",
                "address/connected-vnets-overlap",
            ),
            ("region   = southeastasia", "region   = usgovvirginia", "vnet-to-vnet/across-clouds"),
            (
                "  to         = singapore_vpn\n  enable-bgp = true",
                "  to         = singapore_vpn\n  enable-bgp = false",
                "requires/reach-vnets",
            ),
            (
                "connection site-to-site lyon",
                "connection vnet-to-vnet again { from = paris_vpn, to = singapore_vpn }\n\nconnection site-to-site lyon",
                "vnet-to-vnet/parallel-tunnels",
            ),
            (
                "vnet = singapore\n  sku  = VpnGw1AZ",
                "vnet = singapore\n  sku  = Basic\n  vpn-type = PolicyBased",
                "bgp/policy-based, vnet-to-vnet/policy-based",
            ),
            ("asn = 65030", "asn = 65515", "bgp/reserved-asn"),
            ("asn = 65101", "asn = 64500", "bgp/reserved-gateway-asn"),
        ],
    );
}
