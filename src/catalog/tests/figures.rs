//! Spot checks against the documents.

use super::day;
use crate::catalog::*;

fn now() -> &'static Edition {
    edition(EditionId::E2026_10)
}

fn old() -> &'static Edition {
    edition(EditionId::E2016_05)
}

#[test]
fn bandwidths_read_and_print_alike() {
    for text in ["650 Mbps", "1.25 Gbps", "10 Gbps", "64 kbps", "2.3 Gbps"] {
        let bandwidth: Bandwidth = text.parse().unwrap();
        assert_eq!(bandwidth.to_string(), text);
    }
    assert_eq!("1.25 Gbps".parse(), Ok(Bandwidth(1_250_000_000)));
    assert!("1,25 Gbps".parse::<Bandwidth>().is_err());
}

#[test]
fn vpn_skus_of_today() {
    let sku = now().vpn_sku("VpnGw2AZ", Some(Generation::Generation2)).unwrap();
    assert_eq!(sku.throughput, Bandwidth(1_250_000_000));
    assert_eq!((sku.tunnels, sku.sstp_clients), (30, 128));
    assert_eq!(sku.ikev2_openvpn_clients, Some(500));
    assert_eq!(sku.supported_vms, Some(2000));
    assert!(sku.has(VpnFeature::NatRules) && sku.has(VpnFeature::ZoneRedundant));
    assert_eq!(sku.per_tunnel.unwrap().aes256.throughput, Bandwidth::mbps(550));

    let first = now().vpn_sku("vpngw2az", Some(Generation::Generation1)).unwrap();
    assert_eq!(first.throughput, Bandwidth::mbps(1000));
    assert_eq!(first.per_tunnel.unwrap().gcmaes256.packets, 110_000);
    assert_eq!(now().vpn_sku("vpngw2az", None), Some(sku));

    assert!(now().vpn_sku("VpnGw1AZ", Some(Generation::Generation2)).is_none());
    assert!(now().vpn_sku("VpnGw4AZ", Some(Generation::Generation1)).is_none());
    assert_eq!(now().vpn_sku("VpnGw5AZ", None).unwrap().tunnels, 100);
    assert_eq!(now().vpn_sku_rows("VPNGW3").count(), 2);
    assert_eq!(now().vpn_skus.len(), 17);
}

#[test]
fn the_basic_sku() {
    let basic = now().vpn_sku("basic", None).unwrap();
    assert_eq!((basic.tunnels, basic.policy_based_tunnels), (10, Some(1)));
    assert_eq!(basic.ikev2_openvpn_clients, None);
    assert_eq!(basic.support(VpnFeature::Bgp), Support::No);
    assert_eq!(basic.support(VpnFeature::NatRules), Support::Unclear);
    assert!(!basic.production && !basic.lifecycle.ends());
    let gw1 = now().vpn_sku("VpnGw1AZ", None).unwrap();
    assert_eq!(gw1.support(VpnFeature::NatRules), Support::No);
}

#[test]
fn retired_skus_are_known_with_their_dates() {
    let regional = now().vpn_sku("VpnGw2", Some(Generation::Generation1)).unwrap();
    assert!(regional.lifecycle.allows_new(day("2025-10-31")));
    assert!(!regional.lifecycle.allows_new(day("2025-11-01")));
    assert_eq!(regional.lifecycle.changes_refused, Some(day("2026-09-30")));
    assert_eq!(regional.lifecycle.replacement, Some("VpnGw2AZ"));
    assert_eq!(regional.disputed()[0].sources, ["C3", "C8"]);
    let legacy = now().vpn_sku("HighPerformance", None).unwrap();
    assert_eq!(legacy.lifecycle.retired, Some(day("2026-06-30")));
    assert_eq!(legacy.lifecycle.changes_refused, None);
    let smallest: Vec<_> = now().new_vpn_skus(day("2026-10-01")).map(|sku| sku.name).take(2).collect();
    assert_eq!(smallest, ["Basic", "VpnGw1AZ"]);
}

#[test]
fn vpn_skus_of_2016() {
    assert_eq!(old().vpn_sku_names(), ["Basic", "Standard", "HighPerformance"]);
    assert!(old().vpn_sku("VpnGw1", None).is_none());
    let standard = old().vpn_sku("standard", None).unwrap();
    assert_eq!(standard.throughput, Bandwidth::mbps(100));
    assert_eq!(standard.support(VpnFeature::Bgp), Support::Unclear);
    assert_eq!(old().vpn_sku("HighPerformance", None).unwrap().tunnels, 30);
}

#[test]
fn expressroute_gateways() {
    let gw2 = now().er_sku("ErGw2Az").unwrap();
    assert_eq!((gw2.name, gw2.circuits), ("ErGw2AZ", Some(8)));
    let scale = now().er_sku("ergwscale").unwrap();
    assert_eq!(scale.figures_at(Some(10)).throughput, Bandwidth::mbps(10_000));
    assert_eq!(scale.figures_at(Some(10)).packets, Some(1_000_000));
    assert_eq!(scale.figures_at(Some(20)).vms, Some(30_000));
    assert_eq!(scale.figures_at(Some(20)).packets, None);
    assert_eq!([1, 2, 9, 10, 40].map(|units| scale.circuits_at(Some(units)).unwrap()), [4, 8, 8, 16, 16]);
    assert!(scale.fastpath_at(Some(10)) && !scale.fastpath_at(Some(9)));
    assert!(scale.unsupported_regions.contains(&"westeurope"));
    assert!(now().er_sku("UltraPerformance").unwrap().fastpath_at(None));
    assert!(!now().er_sku("Basic").unwrap().lifecycle.allows_new(day("2026-10-01")));
    assert_eq!(old().er_sku("HighPerformance").unwrap().figures.throughput, Bandwidth::mbps(2000));
}

#[test]
fn limits_and_features_differ_by_edition() {
    let limit = |edition: &Edition, id| edition.limit(id).map(|limit| limit.value);
    assert_eq!(limit(now(), LimitId::NatRules), Some(500));
    assert_eq!(limit(now(), LimitId::SharedKeyMax), None);
    assert_eq!(limit(old(), LimitId::SharedKeyMax), Some(128));
    assert_eq!(limit(now(), LimitId::AdvertisedPrefix), Some(32));
    assert_eq!(limit(old(), LimitId::AdvertisedPrefix), Some(29));
    let certificate = now().feature(FeatureId::S2sCertificate).unwrap();
    assert_eq!(certificate.on(day("2026-04-30")), Support::No);
    assert_eq!(certificate.on(day("2026-05-01")), Support::Yes);
    assert_eq!(old().feature(FeatureId::DeviceBehindNat).unwrap().support, Support::No);
    assert_eq!(now().feature(FeatureId::DeviceBehindNat).unwrap().support, Support::Unclear);
}

#[test]
fn devices_with_their_versions() {
    let asa = now().device("cisco-asa").unwrap();
    let route_based = asa.support(VpnType::RouteBased);
    assert!(version::compare("8.2", route_based.minimum[0].version).is_lt());
    assert!(old().device("cisco-asa").unwrap().route_based.status.refused());
    assert!(now().device("brocade-vyatta").is_none());
    let issue = now().device("palo-alto-pan-os").unwrap().known_issue.as_ref().unwrap();
    assert_eq!((issue.below, issue.sa_lifetime), ("7.1.4", Some(28_800)));
}

#[test]
fn circuits_and_their_links() {
    let links = |edition: &Edition, mbps| edition.circuit_bandwidth(Bandwidth::mbps(mbps)).unwrap().vnet_links_premium;
    assert_eq!(links(now(), 50), Some(20));
    assert_eq!(links(now(), 10_000), Some(100));
    assert_eq!(links(old(), 100), Some(25));
    assert!(now().circuit_bandwidth(Bandwidth::mbps(300)).is_none());
    let port = now().direct_port(Bandwidth::mbps(100_000)).unwrap();
    assert!(!port.circuits.contains(&Bandwidth::mbps(2000)));
    assert_eq!(now().circuit_tier(TierId::Local).unwrap().reach, Reach::LocalRegions);
    let public = now().circuit_peering(PeeringKind::Public).unwrap();
    assert_eq!(public.retired, Some(day("2024-03-31")));
}

#[test]
fn addresses_and_numbers() {
    let kinds = |address: &str| -> Vec<RangeKind> {
        let found = now().ranges_of(address.parse().unwrap());
        found.iter().map(|range| range.kind).collect()
    };
    assert_eq!(kinds("169.254.21.5"), [RangeKind::GatewayApipa, RangeKind::LinkLocal]);
    assert_eq!(kinds("203.0.113.10"), [RangeKind::Documentation]);
    assert_eq!(kinds("172.31.255.255"), [RangeKind::Private]);
    assert_eq!(kinds("168.63.129.16"), [RangeKind::AzurePlatform]);
    assert_eq!(kinds("8.8.8.8"), []);
    let asns = |asn: u32| now().asns_of(asn).map(|range| range.kind).collect::<Vec<_>>();
    assert!(asns(65515).contains(&AsnKind::AzurePrivate));
    assert_eq!(asns(65516), [AsnKind::Doubtful, AsnKind::ExpressRoute]);
    assert_eq!(asns(429_496_729), []);
    assert_eq!(asns(4_294_967_295), [AsnKind::Iana]);
    assert_eq!(asns(65010), [AsnKind::UsablePrivate]);
}

#[test]
fn policies_and_clients() {
    let value = |field, text| now().ipsec_value(field, text);
    assert!(value(IpsecField::IkeEncryption, "AES512").is_none());
    assert!(value(IpsecField::IkeEncryption, "des3").unwrap().arm_only);
    assert!(value(IpsecField::IpsecEncryption, "GCMAES256").unwrap().gcm);
    assert!(value(IpsecField::DhGroup, "DHGroup2").unwrap().weak.is_some());
    assert!(value(IpsecField::PfsGroup, "PFS14").unwrap().weak.is_none());
    let lifetime = |edition: &Edition| {
        let property = edition.ipsec_default(VpnType::RouteBased, IpsecProperty::Phase1Lifetime);
        property.unwrap().number().unwrap()
    };
    assert_eq!((lifetime(old()), lifetime(now())), (10_800, 28_800));

    let entra_on_linux =
        |on: &str| now().p2s_clients_of(ClientOs::Linux, day(on)).any(|client| client.auth == P2sAuth::Aad);
    assert!(entra_on_linux("2026-08-30") && !entra_on_linux("2026-08-31"));
    assert_eq!(now().p2s_auth(P2sAuth::Aad).unwrap().protocols, [P2sProtocol::OpenVpn]);
    assert!(
        now()
            .p2s_clients
            .iter()
            .all(|client| { client.protocol != P2sProtocol::Sstp || client.os == ClientOs::Windows })
    );
    let key = &now().shared_keys[0];
    assert!(key.allowed.contains('\'') && !key.allowed.contains('-'));
    assert_eq!(key.allowed.len(), 92);
}

#[test]
fn regions_and_locations() {
    assert_eq!(now().region("westeurope").unwrap().zones, Support::Yes);
    assert_eq!(now().region("West US").unwrap().zones, Support::No);
    let washington = now().peering_location("washington dc", Cloud::Public).unwrap();
    assert_eq!(washington.local_regions, ["eastus", "eastus2"]);
    assert!(now().regions.len() >= 45 && now().peering_locations.len() >= 60);
    assert_eq!(now().global_reach_countries.len(), 21);
}

#[test]
fn rows_give_their_sources() {
    let limit = now().limit(LimitId::TrafficSelectors).unwrap();
    let ids: Vec<_> = limit.sources().map(|source| source.id).collect();
    assert_eq!(ids, ["C2", "C24"]);
    let basic = now().vpn_sku("Basic", None).unwrap();
    assert!(basic.sources_of("features").any(|source| source.id == "K5"));
    assert!(basic.sources_of("tunnels").all(|source| source.url.starts_with("https://")));
    assert_eq!(source("C1").unwrap().read, day("2026-11-22"));
}
