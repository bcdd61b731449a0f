//! What the loader refuses.

use crate::catalog::{EditionId, edition, load};

const SOURCES: &str = r#"
[[source]]
id = "C1"
title = "About gateway SKUs"
url = "https://learn.microsoft.com/azure/vpn-gateway/about-gateway-skus"
date = "2026-06-11"
read = "2026-11-22"
"#;

const LIMIT: &str = r#"
[[limit]]
id = "nat-rules"
value = 500
unit = "rules"
title = "NAT rules of a gateway"
source = ["C1"]
"#;

fn refusal(text: &str) -> String {
    let sources = load::sources("sources.toml", SOURCES).unwrap();
    let text: &'static str = text.to_owned().leak();
    let files = [("limits.toml".to_owned(), text)];
    match load::edition(&files, &sources) {
        Ok(_) => panic!("accepted: {text}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_sound_row_is_accepted() {
    let sources = load::sources("sources.toml", SOURCES).unwrap();
    let edition = load::edition(&[("limits.toml".to_owned(), LIMIT)], &sources).unwrap();
    assert_eq!(edition.limits[0].value, 500);
}

#[test]
fn a_value_without_a_source_is_refused() {
    let error = refusal(&LIMIT.replace("source = [\"C1\"]", ""));
    assert_eq!(error, "limits.toml: limit `nat-rules`: `source` names no source");
    let error = refusal(&LIMIT.replace("[\"C1\"]", "[]"));
    assert_eq!(error, "limits.toml: limit `nat-rules`: `source` names no source");
    let error = refusal("limit = 500");
    assert_eq!(error, "limits.toml: limit: stands outside of a row: a value without a source");
}

#[test]
fn a_source_that_is_not_in_the_register_is_refused() {
    let error = refusal(&LIMIT.replace("C1", "C99"));
    assert!(error.contains("names the source \"C99\", which sources.toml lacks"), "{error}");
    let error = refusal(&format!("{LIMIT}\nfield-source.value = [\"C98\"]"));
    assert!(error.contains("\"C98\""), "{error}");
    let disputed = "disputed = [{ note = \"Another page says 100.\", sources = [\"C97\"] }]";
    let error = refusal(&format!("{LIMIT}\n{disputed}"));
    assert!(error.contains("\"C97\""), "{error}");
}

#[test]
fn sources_and_disputes_of_fields_that_are_not_there_are_refused() {
    let error = refusal(&format!("{LIMIT}\nfield-source.note = [\"C1\"]"));
    assert!(error.contains("has a source for `note`, which it lacks"), "{error}");
    let disputed = "disputed = [{ field = \"note\", note = \"…\", sources = [\"C1\"] }]";
    let error = refusal(&format!("{LIMIT}\n{disputed}"));
    assert!(error.contains("disputes a field that it lacks"), "{error}");
}

#[test]
fn unknown_names_are_refused_with_file_and_line() {
    let error = refusal(&LIMIT.replace("nat-rules", "nat-rulez"));
    assert!(error.starts_with("limits.toml: file: "), "{error}");
    assert!(error.contains("unknown variant `nat-rulez`"), "{error}");
    let error = refusal(&LIMIT.replace("unit", "units"));
    assert!(error.contains("unknown field `units`"), "{error}");
    let error = refusal(&LIMIT.replace("[[limit]]", "[[limits]]"));
    assert!(error.contains("unknown field `limits`"), "{error}");
}

#[test]
fn a_row_that_stands_twice_is_refused() {
    let error = refusal(&format!("{LIMIT}{LIMIT}"));
    assert_eq!(error, "limits.toml: limit `nat-rules`: stands here twice");
}

#[test]
fn dates_and_bandwidths_must_be_real() {
    let feature = |since: &str| {
        format!(
            "[[feature]]\nid = \"nat-rules\"\nsupport = \"yes\"\nsince = \"{since}\"\n\
             title = \"NAT rules\"\nsummary = \"…\"\nsource = [\"C1\"]"
        )
    };
    assert!(refusal(&feature("2026-02-30")).contains("`2026-02-30` is no date"));
    assert!(refusal(&feature("May 2026")).contains("`May 2026` is no date"));
    let port = "[[direct-port]]\nspeed = \"10 Gbit\"\ncircuits = []\nsource = [\"C1\"]";
    assert!(refusal(port).contains("`10 Gbit` is no bandwidth"));
}

#[test]
fn text_with_escapes_is_refused_since_it_cannot_be_borrowed() {
    assert!(refusal(&LIMIT.replace("rules of", "rules\\tof")).contains("borrowed string"));
}

#[test]
fn the_register_of_sources_is_checked() {
    let refuse = |text: String| load::sources("sources.toml", text.leak()).unwrap_err().to_string();
    assert!(refuse(format!("{SOURCES}{SOURCES}")).contains("C1: stands here twice"));
    assert!(refuse(SOURCES.replace("https", "http")).contains("https://"));
    assert!(refuse(SOURCES.replace("2026-11-22", "yesterday")).contains("is no date"));
    assert!(refuse(SOURCES.replace("2026-06-11", "")).contains("no date"));
}

#[test]
fn rows_that_name_what_is_not_there_are_refused() {
    let whole = edition(EditionId::NEWEST);
    assert_eq!(load::check_whole(EditionId::NEWEST, whole), Ok(()));
    let refuse = |change: &dyn Fn(&mut crate::catalog::Edition)| {
        let mut changed = whole.clone();
        change(&mut changed);
        load::check_whole(EditionId::NEWEST, &changed).unwrap_err().to_string()
    };
    let error = refuse(&|edition| edition.vpn_skus[1].lifecycle.replacement = Some("VpnGw9AZ"));
    assert_eq!(error, "2026-10: Standard: is replaced by a SKU that isn't there");
    let error = refuse(&|edition| edition.peering_locations[0].local_regions = vec!["atlantis"]);
    assert!(error.contains("names the region `atlantis`"), "{error}");
    let error = refuse(&|edition| edition.asns[0].last = 1);
    assert!(error.contains("ends before it begins"), "{error}");
    let error = refuse(&|edition| {
        let life = &mut edition.vpn_skus[1].lifecycle;
        life.new_refused = Some("2027-01-01".parse().unwrap());
    });
    assert!(error.contains("is refused only after it is retired"), "{error}");
}
