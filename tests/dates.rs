//! The same spec under both editions, and on the days around each of Azure's: long before, when the
//! notice begins, the day before, the day, the day after; as new and as existing.

mod checked;

use checked::Checked;
use std::path::Path;

/// Long before, the day before the notice begins, its first day, the day before, the day, the day after:
/// what is found on each, as `severity rule`, separated by commas; empty for nothing.
type Days = [(&'static str, &'static str); 6];

fn found(text: &str, edition: &str, day: &str) -> String {
    let path = Path::new("tests/corpus/unreadable/example.connspec");
    let checked = Checked::judged(path, text, day, Some(edition.parse().expect("an edition")));
    let findings = checked.findings().into_iter().map(|(finding, _)| finding);
    let words: Vec<_> = findings
        .filter(|it| it.rule != "schema/edition-missing")
        .map(|it| format!("{} {}", it.severity, it.rule))
        .collect();
    words.join(", ")
}

fn on(text: &str, days: Days) {
    for (day, expected) in days {
        assert_eq!(found(text, "2026-10", day), expected, "on {day}:\n{text}");
    }
}

/// A VNet with one VPN gateway that says this.
fn gateway(says: &str) -> String {
    format!("vnet hub {{ prefixes = 10.0.0.0/16 }}\ngateway vpn g {{\n  vnet = hub\n{says}\n}}\n")
}

#[test]
fn regional_skus_for_new_gateways() {
    on(
        &gateway("sku = VpnGw2"),
        [
            ("2024-01-01", ""),
            ("2025-05-04", ""),
            ("2025-05-05", "warning retirement/new-vpn-sku"),
            ("2025-10-31", "warning retirement/new-vpn-sku"),
            ("2025-11-01", "error retirement/new-vpn-sku"),
            ("2025-11-02", "error retirement/new-vpn-sku"),
        ],
    );
}

#[test]
fn regional_skus_of_existing_gateways() {
    on(
        &gateway("sku = VpnGw2\nexisting = true"),
        [
            ("2024-01-01", "warning retirement/vpn-sku"),
            ("2026-04-02", "warning retirement/vpn-sku"),
            ("2026-04-03", "warning retirement/vpn-sku"),
            ("2026-09-29", "warning retirement/vpn-sku"),
            ("2026-09-30", "error retirement/vpn-sku"),
            ("2026-10-01", "error retirement/vpn-sku"),
        ],
    );
}

#[test]
fn legacy_skus_for_new_gateways() {
    on(
        &gateway("sku = HighPerformance"),
        [
            ("2022-01-01", ""),
            ("2023-06-03", ""),
            ("2023-06-04", "warning retirement/new-vpn-sku"),
            ("2023-11-30", "warning retirement/new-vpn-sku"),
            ("2023-12-01", "error retirement/new-vpn-sku"),
            ("2026-11-22", "error retirement/new-vpn-sku"),
        ],
    );
}

/// Azure moves them itself: a warning throughout.
#[test]
fn legacy_skus_of_existing_gateways() {
    on(
        &gateway("sku = Standard\nexisting = true"),
        [
            ("2024-01-01", "warning retirement/vpn-sku"),
            ("2025-12-31", "warning retirement/vpn-sku"),
            ("2026-01-01", "warning retirement/vpn-sku"),
            ("2026-06-29", "warning retirement/vpn-sku"),
            ("2026-06-30", "warning retirement/vpn-sku"),
            ("2026-11-22", "warning retirement/vpn-sku"),
        ],
    );
}

#[test]
fn basic_addresses_for_new_gateways() {
    on(
        &gateway("sku = VpnGw1AZ\npublic-ip p { sku = Basic }"),
        [
            ("2022-01-01", ""),
            ("2023-06-03", ""),
            ("2023-06-04", "warning public-ip/basic"),
            ("2023-11-30", "warning public-ip/basic"),
            ("2023-12-01", "error public-ip/basic"),
            ("2026-11-22", "error public-ip/basic"),
        ],
    );
    on(
        &gateway("sku = VpnGw1AZ\npublic-ip p { allocation = Dynamic }"),
        [
            ("2022-01-01", ""),
            ("2023-06-03", ""),
            ("2023-06-04", "warning public-ip/dynamic"),
            ("2023-11-30", "warning public-ip/dynamic"),
            ("2023-12-01", "error public-ip/dynamic"),
            ("2026-11-22", "error public-ip/dynamic"),
        ],
    );
}

/// The Basic gateway SKU has a later day.
#[test]
fn basic_addresses_for_new_basic_gateways() {
    on(
        &gateway("sku = Basic\npublic-ip p { sku = Basic, allocation = Dynamic }"),
        [
            ("2023-12-01", ""),
            ("2025-01-01", ""),
            ("2025-01-02", "warning public-ip/basic"),
            ("2025-06-30", "warning public-ip/basic"),
            ("2025-07-01", "error public-ip/basic"),
            ("2025-07-02", "error public-ip/basic"),
        ],
    );
}

#[test]
fn basic_addresses_of_existing_gateways() {
    on(
        &gateway("sku = VpnGw1AZ\nexisting = true\npublic-ip p { sku = Basic }"),
        [
            ("2024-01-01", "warning retirement/basic-public-ip"),
            ("2026-01-01", "warning retirement/basic-public-ip"),
            ("2026-01-02", "warning retirement/basic-public-ip"),
            ("2026-06-30", "warning retirement/basic-public-ip"),
            ("2026-07-01", "error retirement/basic-public-ip"),
            ("2026-07-02", "error retirement/basic-public-ip"),
        ],
    );
    on(
        &gateway("sku = Basic\nexisting = true\npublic-ip p { sku = Basic }"),
        [
            ("2024-01-01", "warning retirement/basic-public-ip"),
            ("2025-06-30", "warning retirement/basic-public-ip"),
            ("2025-07-01", "warning retirement/basic-public-ip"),
            ("2026-06-30", "warning retirement/basic-public-ip"),
            ("2026-07-01", "warning retirement/basic-public-ip"),
            ("2026-11-22", "warning retirement/basic-public-ip"),
        ],
    );
}

/// No document says since when ExpressRoute gateways refuse Basic addresses: it is the day of the first report.
#[test]
fn basic_addresses_of_expressroute_gateways() {
    let text = |says: &str| {
        format!("vnet hub {{ prefixes = 10.0.0.0/16 }}\ngateway expressroute g {{\n  vnet = hub\n{says}\n}}\n")
    };
    on(
        &text("sku = ErGw1AZ\npublic-ip p { sku = Basic }"),
        [
            ("2023-01-01", ""),
            ("2023-08-31", ""),
            ("2023-09-01", "warning public-ip/expressroute-basic"),
            ("2024-02-27", "warning public-ip/expressroute-basic"),
            ("2024-02-28", "error public-ip/expressroute-basic"),
            ("2024-02-29", "error public-ip/expressroute-basic"),
        ],
    );
    on(
        &text("sku = ErGw1AZ\nexisting = true\npublic-ip p { allocation = Dynamic }"),
        [
            ("2024-01-01", "warning retirement/basic-public-ip"),
            ("2025-04-02", "warning retirement/basic-public-ip"),
            ("2025-04-03", "warning retirement/basic-public-ip"),
            ("2025-09-29", "warning retirement/basic-public-ip"),
            ("2025-09-30", "error retirement/basic-public-ip"),
            ("2025-10-01", "error retirement/basic-public-ip"),
        ],
    );
}

#[test]
fn classic_gateways() {
    on(
        "vnet hub { deployment = classic, prefixes = 10.0.0.0/16 }\ngateway vpn g { vnet = hub, existing = true }\n",
        [
            ("2023-01-01", "warning retirement/classic-gateway"),
            ("2024-03-03", "warning retirement/classic-gateway"),
            ("2024-03-04", "warning retirement/classic-gateway"),
            ("2024-08-30", "warning retirement/classic-gateway"),
            ("2024-08-31", "error retirement/classic-gateway"),
            ("2024-09-01", "error retirement/classic-gateway"),
        ],
    );
}

#[test]
fn public_peering() {
    on(
        "circuit c { public-peering { asn = 12345, vlan = 100 } }\n",
        [
            ("2023-01-01", "warning retirement/public-peering"),
            ("2023-10-02", "warning retirement/public-peering"),
            ("2023-10-03", "warning retirement/public-peering"),
            ("2024-03-30", "warning retirement/public-peering"),
            ("2024-03-31", "error retirement/public-peering"),
            ("2024-04-01", "error retirement/public-peering"),
        ],
    );
}

#[test]
fn azures_client_for_linux() {
    let clients = "connection point-to-site p {\n  gateway = g\n  client-address-pool = 172.16.0.0/24\n  \
                   protocols = OpenVPN\n  auth = AAD\n  client-os = linux\n}\n";
    on(
        &(gateway("sku = VpnGw1AZ") + clients),
        [
            ("2025-06-01", ""),
            ("2026-03-03", ""),
            ("2026-03-04", "warning point-to-site/client-system"),
            ("2026-08-30", "warning point-to-site/client-system"),
            ("2026-08-31", "error point-to-site/client-system"),
            ("2026-09-01", "error point-to-site/client-system"),
        ],
    );
}

/// What became possible on a day.
#[test]
fn certificates_on_site_to_site() {
    let tunnel = "site s { prefixes = 10.9.0.0/16, device d { public-ip = 203.0.113.9 } }\n\
                  connection site-to-site c { site = s, gateway = g, auth = Certificate }\n";
    let text = gateway("sku = VpnGw1AZ") + tunnel;
    assert_eq!(found(&text, "2026-10", "2025-06-01"), "error site-to-site/certificate-auth");
    assert_eq!(found(&text, "2026-10", "2026-11-22"), "");
}

/// The documents of 2016 know no date: what they allow, they allow on every day.
#[test]
fn the_older_edition_knows_no_dates() {
    let texts = [
        gateway("sku = Standard\npublic-ip p { sku = Basic, allocation = Dynamic }"),
        gateway("sku = HighPerformance\nexisting = true\npublic-ip p { sku = Basic }"),
        "vnet hub { deployment = classic, prefixes = 10.0.0.0/16 }\n".to_owned(),
        "circuit c { public-peering { asn = 12345, vlan = 100 } }\n".to_owned(),
    ];
    for text in &texts {
        for day in ["2016-05-01", "2023-12-01", "2026-11-22"] {
            assert_eq!(found(text, "2016-05", day), "", "on {day}:\n{text}");
        }
    }
}

/// A deadline ahead is named, with the days that are left.
#[test]
fn a_warning_names_the_day_and_the_days_left() {
    let message = |says: &str, day: &str| {
        let path = Path::new("tests/corpus/unreadable/example.connspec");
        let checked = Checked::judged(path, &gateway(says), day, Some("2026-10".parse().expect("an edition")));
        checked.findings().into_iter().map(|(it, _)| it).find(|it| it.rule.contains("vpn-sku")).expect("one").message
    };
    assert!(message("sku = VpnGw2", "2025-10-02").ends_with("from 2025-11-01 on, in 30 days"));
    assert!(message("sku = VpnGw2", "2025-10-31").ends_with("from 2025-11-01 on, tomorrow"));
    assert!(message("sku = VpnGw2", "2025-11-01").ends_with("since 2025-11-01"));
    assert!(message("sku = VpnGw2\nexisting = true", "2026-09-20").ends_with("from 2026-09-30 on, in 10 days"));
}

#[test]
fn a_finding_cites_documents_of_its_edition() {
    let text = gateway("sku = Basic")
        + "site a {}\nconnection site-to-site a { site = a, gateway = g, requires { throughput = 1 Gbps } }\n";
    for (edition, other) in [("2016-05", 'C'), ("2026-10", 'E')] {
        let path = Path::new("tests/corpus/unreadable/example.connspec");
        let checked = Checked::judged(path, &text, "2026-11-22", Some(edition.parse().expect("an edition")));
        let (finding, _) =
            checked.findings().into_iter().find(|(it, _)| it.rule == "requires/throughput").expect("found");
        assert!(!finding.sources.is_empty());
        assert!(finding.sources.iter().all(|id| !id.starts_with(other)), "{edition}: {:?}", finding.sources);
    }
}
