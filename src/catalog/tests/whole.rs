//! What must hold for the whole catalogue.

use std::collections::BTreeSet;

use crate::catalog::*;

/// The identifiers that the language knows for devices, but for `custom`.
const DEVICES: &str = "a10-thunder ahnlab-trusguard allied-telesis-ar arista-cloudeos \
    barracuda-cloudgen barracuda-x-series brocade-vyatta check-point-gateway cisco-asa cisco-asr \
    cisco-csr cisco-isr cisco-isr-7200 cisco-meraki cisco-vedge citrix-cloudbridge \
    citrix-netscaler f5-big-ip fortinet-fortigate fujitsu-si-r hillstone-ngfw \
    hpe-aruba-edgeconnect iij-seil juniper-isg juniper-j-series juniper-mx juniper-srx \
    juniper-ssg microsoft-rras open-systems-mcsg openswan palo-alto-pan-os sentrium-vyos \
    sharetech-ngutm sonicwall sophos-xg synology-rt ubiquiti-edgerouter ultra-3e-636l3 \
    watchguard zyxel-zywall";

#[test]
fn editions_survive_the_blob() {
    for id in EditionId::ALL {
        let before = edition(*id);
        let blob: &'static [u8] = postcard::to_allocvec(before).unwrap().leak();
        let after: Edition = postcard::from_bytes(blob).unwrap();
        assert_eq!(*before, after);
    }
}

#[test]
fn every_table_of_the_newest_edition_has_rows() {
    for (name, rows) in edition(EditionId::NEWEST).tables() {
        assert!(!rows.is_empty(), "{name}");
    }
}

#[test]
fn every_row_names_sources_that_resolve() {
    for id in EditionId::ALL {
        for (table, rows) in edition(*id).tables() {
            for row in rows {
                assert!(!row.source_ids().is_empty(), "{id} {table} {}", row.key());
                let named = row.source_ids().iter();
                let named = named.chain(row.field_sources().values().flatten());
                for source_id in named.chain(row.disputed().iter().flat_map(|d| &d.sources)) {
                    assert!(source(source_id).is_some(), "{source_id}");
                }
            }
        }
    }
}

/// The text of every page of a rule, one after the other.
fn pages() -> String {
    let areas = std::fs::read_dir("docs/rules").expect("the rules' pages").flatten().map(|entry| entry.path());
    let files = areas.filter(|path| path.is_dir()).flat_map(|area| std::fs::read_dir(area).expect("an area").flatten());
    files.map(|file| std::fs::read_to_string(file.path()).expect("a page")).collect()
}

#[test]
fn every_source_is_used_by_a_row_or_a_page() {
    let editions: Vec<_> = EditionId::ALL.iter().map(|id| edition(*id)).collect();
    let pages = pages();
    let mut unused = load::unused(sources(), &editions);
    unused.retain(|id| !pages.contains(&format!("\"{id}\"")));
    assert_eq!(unused, Vec::<&str>::new());
}

#[test]
fn sources_are_public_and_name_nothing_of_a_workplace() {
    for source in sources() {
        let hosts = [
            "https://learn.microsoft.com/",
            "https://azure.microsoft.com/",
            "https://www.azure.cn/",
            "https://github.com/",
            "https://www.rfc-editor.org/",
            "https://standards.ieee.org/",
            "https://azure.github.io/",
        ];
        assert!(hosts.iter().any(|host| source.url.starts_with(host)), "{}", source.url);
    }
}

#[test]
fn no_limit_feature_or_retirement_is_without_a_row() {
    let newest = edition(EditionId::NEWEST);
    let somewhere = |found: &dyn Fn(&Edition) -> bool| EditionId::ALL.iter().any(|id| found(edition(*id)));
    for id in LimitId::ALL {
        assert!(somewhere(&|edition| edition.limit(*id).is_some()), "{id}");
    }
    for id in FeatureId::ALL {
        assert!(somewhere(&|edition| edition.feature(*id).is_some()), "{id}");
    }
    for id in RetirementId::ALL {
        assert!(newest.retirement(*id).is_some(), "{id}");
    }
    for list in NameList::ALL {
        assert!(somewhere(&|edition| edition.names_of(*list).next().is_some()), "{list}");
    }
    for field in IpsecField::ALL {
        assert!(newest.ipsec_values_of(*field).count() >= 6, "{field}");
    }
    for id in ConnectionKind::ALL {
        assert!(somewhere(&|edition| edition.connection_type(*id).is_some()), "{id}");
    }
}

#[test]
fn every_feature_that_a_sku_has_is_explained() {
    for id in EditionId::ALL {
        let edition = edition(*id);
        for sku in &edition.vpn_skus {
            for feature in sku.features.iter().chain(&sku.unclear) {
                assert!(edition.vpn_feature(*feature).is_some(), "{id} {} {feature}", sku.name);
            }
            assert!(!sku.features.iter().any(|feature| sku.unclear.contains(feature)));
        }
    }
    for feature in VpnFeature::ALL {
        assert!(edition(EditionId::NEWEST).vpn_feature(*feature).is_some(), "{feature}");
    }
}

#[test]
fn device_identifiers_are_those_of_the_language() {
    assert_eq!(device_ids(), DEVICES.split_whitespace().collect::<Vec<_>>());
}

#[test]
fn skus_stand_smallest_first() {
    for id in EditionId::ALL {
        let edition = edition(*id);
        for pair in edition.vpn_skus.windows(2) {
            assert!(pair[0].throughput <= pair[1].throughput, "{}", pair[1].key());
        }
        for pair in edition.er_skus.windows(2).filter(|pair| pair[1].units.is_none()) {
            assert!(pair[0].figures.throughput <= pair[1].figures.throughput, "{}", pair[1].name);
        }
    }
}

#[test]
fn names_are_unique_whatever_their_case() {
    for id in EditionId::ALL {
        let edition = edition(*id);
        let mut seen = BTreeSet::new();
        for name in edition.vpn_sku_names() {
            assert!(seen.insert(name.to_ascii_lowercase()), "{name}");
        }
        let mut seen = BTreeSet::new();
        for name in &edition.names {
            for spelling in name.aliases.iter().chain([&name.value]) {
                let key = (name.list, spelling.to_ascii_lowercase());
                assert!(seen.insert(key), "{} {spelling}", name.list);
            }
        }
        let mut seen = BTreeSet::new();
        for value in &edition.ipsec_values {
            for spelling in value.aliases.iter().chain([&value.value]) {
                let key = (value.field, spelling.to_ascii_lowercase());
                assert!(seen.insert(key), "{} {spelling}", value.field);
            }
        }
    }
}

#[test]
fn the_edition_of_2016_knows_no_date() {
    let old = edition(EditionId::E2016_05);
    assert!(old.retirements.is_empty());
    assert!(old.features.iter().all(|feature| feature.since.is_none()));
    assert!(old.circuit_peerings.iter().all(|peering| peering.retired.is_none()));
    assert!(old.vpn_skus.iter().all(|sku| !sku.lifecycle.ends()));
}

#[test]
fn every_change_and_contradiction_says_something() {
    for id in EditionId::ALL {
        for row in &edition(*id).contradictions {
            assert!(row.says.len() >= 2 && !row.used.is_empty(), "{}", row.topic);
        }
    }
    assert!(edition(EditionId::NEWEST).changes.len() >= 38);
}
