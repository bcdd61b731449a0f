//! Completion, in any half-written state.

use crate::client::{Client, cursor, edited, position, pulling, uri};
use serde_json::{Value, json};

const DOCUMENT: &str = "file:///nowhere/writing.connspec";

/// The labels offered at the cursor.
fn offered(text: &str) -> Vec<String> {
    labels(&completed(text))
}

fn completed(text: &str) -> Vec<Value> {
    let (text, place) = cursor(text);
    let mut client = Client::start(None, pulling());
    client.open(DOCUMENT, &text);
    let found = client.at("textDocument/completion", DOCUMENT, place);
    client.shut_down();
    found["items"].as_array().cloned().unwrap_or_default()
}

fn labels(items: &[Value]) -> Vec<String> {
    items.iter().map(|it| it["label"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn completion_in_half_written_states() {
    let has = |text: &str, wanted: &[&str]| {
        let found = offered(text);
        for label in wanted {
            assert!(found.iter().any(|it| it == label), "{label} is missing at {text:?}: {found:?}");
        }
    };
    has("|", &["site", "gateway vpn", "connection site-to-site", "edition", "let", "import"]);
    has("site a { }\nga|", &["gateway vpn", "gateway expressroute"]);
    has("gateway |", &["vpn", "expressroute"]);
    has("connection |", &["site-to-site", "point-to-site"]);
    has("site a {\n  |\n}\n", &["prefixes", "location", "device", "requires"]);
    has("site a {\n  pre|\n}\n", &["prefixes"]);
    has("site a {\n  device d {\n    |\n", &["model", "public-ip", "bgp"]);
    has("gateway vpn g {\n  sku = |\n}\n", &["VpnGw1AZ", "VpnGw5AZ"]);
    has("gateway vpn g {\n  sku |\n}\n", &["VpnGw1AZ"]);
    has("gateway vpn g { sku = Vpn|, active-active = true }\n", &["VpnGw2AZ"]);
    has("gateway vpn g { active-active = | }\n", &["true", "false"]);
    has("vnet v { region = west| }\n", &["westeurope"]);
    has("vnet hub { }\ngateway vpn g { vnet = | }\n", &["hub"]);
    has("site s { device a { }\n device b { } }\nconnection site-to-site c { site = | }\n", &["s.a", "s.b"]);
    has("site s { device a { }\n device b { } }\nconnection site-to-site c { site = s.| }\n", &["a", "b"]);
    has("connection point-to-site p { protocols = [OpenVPN, |] }\n", &["IKEv2", "SSTP"]);
    has(
        "vnet v {\n prefixes = 10.0.0.0/16\n subnet a { prefixes = 10.0.0.0/24 }\n subnet b { prefixes = | }\n}\n",
        &["10.0.1.0/24"],
    );
    has("vnet v {\n prefixes = 10.0.0.0/16\n subnet GatewaySubnet { prefixes = | }\n}\n", &["10.0.255.224/27"]);
    has(
        "vnet v { prefixes = 10.0.0.0/16 }\nconnection point-to-site p { client-address-pool = | }\n",
        &["192.168.0.0/24"],
    );
    has("site a { device d { bgp { asn = 65001 } }\n device e { bgp { asn = | } } }\n", &["65002"]);
    has("circuit c { bandwidth = 500 | }\n", &["Mbps", "Gbps"]);
    has("edition |\n", &["2016-05", "2026-10"]);
    has("let corp = 10.0.0.0/8\nsite a { prefixes = | }\n", &["corp"]);
    has("@allow(|\nsite a { }\n", &["gateway/tunnel-limit"]);
    has("circuit c { peering-location = \"Am|\" }\n", &["Amsterdam"]);
}

#[test]
fn what_is_there_already_is_not_offered_again() {
    let found = offered("gateway vpn g {\n  vnet = a\n  |\n}\n");
    assert!(!found.contains(&"vnet".to_owned()));
    let found = offered("gateway vpn g {\n  |\n}\n");
    assert_eq!(found[0], "vnet", "what is required comes first");
    assert!(!offered("connection point-to-site p { protocols = [OpenVPN, |] }\n").contains(&"OpenVPN".to_owned()));
    assert!(offered("site a { # |\n}\n").is_empty(), "nothing in a comment");
    assert!(offered("site a| { }\n").is_empty(), "nothing for a new name");
    assert!(offered("gateway vpn g {\n  sku = VpnGw1AZ |\n}\n").is_empty(), "nothing after a value and a blank");
    assert!(!offered("gateway vpn g { sku = VpnGw1AZ, |}\n").is_empty());
}

#[test]
fn skus_are_judged_in_place() {
    let mut text =
        String::from("edition 2026-10\nvnet hub { prefixes = 10.0.0.0/16 }\ngateway vpn g { vnet = hub, sku = | }\n");
    for index in 0..31 {
        text.push_str(&format!("site s{index} {{ prefixes = 10.{}.0.0/24 }}\n", index + 1));
        text.push_str(&format!("connection site-to-site c{index} {{ site = s{index}, gateway = g }}\n"));
    }
    let items = completed(&text);
    let found = labels(&items);
    let rank = |name: &str| found.iter().position(|it| it == name).unwrap_or_else(|| panic!("no {name} in {found:?}"));
    assert!(rank("VpnGw4AZ") < rank("VpnGw1AZ"), "{found:?}");
    let detail = |name: &str| items[rank(name)]["detail"].as_str().unwrap().to_owned();
    assert!(detail("VpnGw4AZ").contains("100 tunnels"), "{}", detail("VpnGw4AZ"));
    assert!(detail("VpnGw1AZ").contains("31 tunnels"), "{}", detail("VpnGw1AZ"));
    assert_eq!(items[rank("VpnGw1")]["tags"], json!([1]), "no new ones of these");
}

/// The order found by putting each candidate into the text and checking it is the order offered.
#[test]
fn judged_order_is_the_order_of_checked_specs() {
    use connspec::finding::Severity;
    let examples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples");
    let Ok(listed) = std::fs::read_dir(examples) else { return };
    for path in listed.flatten().map(|it| it.path().join("main.connspec")).filter(|it| it.is_file()) {
        let text = std::fs::read_to_string(&path).unwrap();
        if text.contains("import \"") {
            continue;
        }
        let mut client = Client::start(None, pulling());
        client.open(DOCUMENT, &text);
        let values = text.match_indices("sku").filter_map(|(at, _)| {
            let rest = &text[at..];
            let value = rest.find('=')? + 1;
            let start = at + value + rest[value..].len() - rest[value..].trim_start().len();
            let end = start + text[start..].find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(0);
            (rest[3..].trim_start().starts_with('=') && end > start).then_some(start..end)
        });
        for value in values.collect::<Vec<_>>() {
            let found = client.at("textDocument/completion", DOCUMENT, position(&text, value.end));
            let mut last = (0, 0);
            let known = connspec::catalog::edition(connspec::catalog::EditionId::NEWEST);
            let is_sku = |label: &String| known.vpn_sku(label, None).is_some() || known.er_sku(label).is_some();
            for label in labels(found["items"].as_array().unwrap()).into_iter().filter(is_sku) {
                let tried = format!("{}{label}{}", &text[..value.start], &text[value.end..]);
                let findings = check(&tried);
                let count = |severity| findings.iter().filter(|it| it.severity == severity).count();
                let rank = (count(Severity::Error), count(Severity::Warning));
                assert!(rank >= last, "{label} in {} at {value:?}: {rank:?} after {last:?}", path.display());
                last = rank;
            }
        }
        client.shut_down();
    }
}

fn check(text: &str) -> Vec<std::sync::Arc<connspec::finding::Finding>> {
    use connspec::model::{FileId, Model};
    use connspec::rules::{Settings, evaluate};
    use connspec::workspace::File;
    let file = File::new(FileId(0), "a.connspec", text);
    let model = Model::build(vec![file.items()], |id| file.item(id).unwrap().clone());
    let today = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date();
    evaluate(&model, &Settings::as_of(today))
}

#[test]
fn documentation_comes_on_resolve() {
    let mut client = Client::start(None, pulling());
    let (text, place) = cursor("edition 2026-10\ngateway vpn g { sku = | }\n");
    client.open(DOCUMENT, &text);
    let found = client.at("textDocument/completion", DOCUMENT, place);
    let item = found["items"].as_array().unwrap().iter().find(|it| it["label"] == "VpnGw2AZ").unwrap().clone();
    assert!(item.get("documentation").is_none());
    let resolved = client.request("completionItem/resolve", item);
    assert!(resolved["documentation"]["value"].as_str().unwrap().contains("throughput"), "{resolved}");
    client.shut_down();
}

#[test]
fn annotations_are_completed_wherever_they_stand() {
    let spec = "edition 2026-10\nvnet hub { prefixes = 10.0.0.0/16 }\n";
    let at = |rest: &str| completed(&format!("{spec}{rest}"));
    for rest in ["@|", "@al|", "site a {\n  @|\n  prefixes = 10.1.0.0/16\n}\n"] {
        assert_eq!(labels(&at(rest)), ["allow"], "{rest}");
    }
    let rules = labels(&at("@allow(gate|"));
    assert!(rules.contains(&"gateway/tunnel-limit".to_owned()), "nothing stands below, and rules are offered");
    // What is reported in the file comes first.
    let reported = completed("edition 2026-10\n@allow(|)\nsite a { colour = 1 }\n");
    assert_eq!(reported[0]["label"], "schema/unknown-attribute");
    assert_eq!(labels(&at("@allow(gateway/tunnel-limit, |")), ["\"why\""]);
    assert!(at("@allow(gateway/tunnel-limit, \"so |").is_empty());
    assert_eq!(labels(&at("@allow(gateway/tunnel-limit, \"so\", |)\nsite a { }\n")), ["until"]);
    assert_eq!(at("@allow(gateway/tunnel-limit, \"so\", until = |)\nsite a { }\n").len(), 3);
    assert_eq!(at("|")[0]["textEdit"]["newText"].as_str().unwrap().find("site"), Some(0));
}

#[test]
fn defaults_are_completed_word_by_word() {
    let offered = |text: &str| offered(&format!("edition 2026-10\n{text}"));
    assert!(offered("defaults |").contains(&"connection site-to-site".to_owned()));
    assert_eq!(offered("defaults gateway |"), ["vpn", "expressroute"]);
    assert_eq!(offered("defaults gateway v| {\n}\n"), ["vpn", "expressroute"]);
    assert!(offered("defaults gateway vpn |").is_empty());
    assert!(offered("defaults gateway vpn {\n  |\n}\n").contains(&"sku".to_owned()));
}

#[test]
fn values_are_of_the_right_type() {
    let spec = "edition 2026-10\nlet corp = [10.0.0.0/8]\nlet fast = 1 Gbps\n\
                vnet hub { prefixes = 10.0.0.0/16, region = westeurope }\n";
    let at = |rest: &str| offered(&format!("{spec}{rest}"));
    let throughput = at("connection site-to-site c { requires { throughput = | } }\n");
    assert!(throughput.contains(&"500 Mbps".to_owned()), "{throughput:?}");
    assert!(throughput.contains(&"fast".to_owned()) && !throughput.contains(&"corp".to_owned()), "{throughput:?}");
    assert_eq!(at("circuit c { bandwidth = 2| }\n")[..2], ["2 Gbps", "200 Mbps"], "what can be had comes first");
    assert!(at("site s { prefixes = [|] }\n").contains(&"corp".to_owned()));
    assert!(!at("let more = |\n").contains(&"more".to_owned()), "not itself");
    assert!(at("let text = \"|\"\n").is_empty(), "nothing within quotes");
    assert_eq!(at("vnet apps { region = | }\n")[0], "westeurope", "where the others are");
    assert_eq!(at("vnet apps { prefixes = | }\n")[0], "10.1.0.0/16", "what nobody has");
    assert_eq!(at("gateway vpn g { public-ip a { zones = [1, |] } }\n"), ["2", "3"]);
    assert_eq!(at("gateway vpn g { bgp { asn = | } }\n")[0], "65515");
    let apipa = "gateway vpn g { bgp { apipa = [169.254.21.2, |] } }\n";
    assert_eq!(at(apipa)[0], "169.254.21.6", "the next that is free");
    assert!(at("connection site-to-site |").is_empty(), "a name is for its author to choose");
    assert!(at("connection site-to-site a |").is_empty());
}

#[test]
fn types_are_judged_in_place() {
    let spec = "edition 2026-10\nsite hq { prefixes = 10.1.0.0/16 }\nvnet hub { prefixes = 10.0.0.0/16 }\n\
                gateway vpn g { vnet = hub, sku = VpnGw1AZ }\n\
                connection | c { site = hq, gateway = g }\n";
    assert_eq!(offered(spec)[0], "site-to-site", "it fits what stands there");
}

#[test]
fn import_paths_are_completed() {
    let holder = tempfile::tempdir().unwrap();
    let folder = holder.path().canonicalize().unwrap();
    std::fs::create_dir(folder.join("sites")).unwrap();
    std::fs::write(folder.join("sites/a.connspec"), "site a { }\n").unwrap();
    std::fs::write(folder.join("sites/b.connspec"), "site b { }\n").unwrap();
    let root = uri(&folder.join("root.connspec"));
    for text in ["import \"|\"\n", "import \"|", "import \"sites/|\"\n"] {
        let (text, place) = cursor(text);
        let mut client = Client::start(Some(&folder), pulling());
        client.open(&root, &text);
        let found = client.at("textDocument/completion", &root, place);
        let found = labels(found["items"].as_array().unwrap());
        assert_eq!(found, ["sites/*.connspec", "sites/a.connspec", "sites/b.connspec"], "{text}");
        client.shut_down();
    }
}

/// A client that shows details beside labels gets the figures in every row; others on the row that is chosen.
#[test]
fn figures_stand_beside_labels_where_the_client_shows_them() {
    for has in [true, false] {
        let mut abilities = pulling();
        abilities["textDocument"]["completion"]["completionItem"]["labelDetailsSupport"] = json!(has);
        let (text, place) = cursor("gateway vpn g {\n  sku = |\n}\n");
        let mut client = Client::start(None, abilities);
        client.open(DOCUMENT, &text);
        let found = client.at("textDocument/completion", DOCUMENT, place);
        let item = found["items"].as_array().unwrap().iter().find(|it| it["label"] == "VpnGw1AZ").unwrap();
        assert!(item["detail"].as_str().unwrap().contains("650 Mbps"), "{item}");
        let beside = if has { item["detail"].clone() } else { Value::Null };
        assert_eq!(item["labelDetails"]["description"], beside, "{item}");
        client.shut_down();
    }
}

/// What the line becomes when each choice is accepted, by its label.
fn accepted(text: &str) -> Vec<(String, String)> {
    let (clean, _) = cursor(text);
    let items = completed(text).into_iter().map(|it| {
        let new = edited(&clean, &json!([it["textEdit"]]));
        (it["label"].as_str().unwrap().to_owned(), new.lines().last().unwrap().to_owned())
    });
    items.collect()
}

#[test]
fn what_is_chosen_within_quotes_fits_them() {
    let names = "site hq { }\nsite \"Old HQ\" { device a { }\n device b { } }\nsite \"New HQ\" { }\n";
    for (typed, label, expected) in [
        ("gateway vpn g { sku = \"Vpn|\" }", "VpnGw1AZ", "gateway vpn g { sku = \"VpnGw1AZ\" }"),
        ("gateway vpn g { sku = \"Vpn| }", "VpnGw1AZ", "gateway vpn g { sku = \"VpnGw1AZ\" }"),
        ("connection site-to-site c { site = \"|\" }", "hq", "connection site-to-site c { site = \"hq\" }"),
        ("connection site-to-site c { site = \"Ne| }", "New HQ", "connection site-to-site c { site = \"New HQ\" }"),
        ("circuit c { peering-location = \"Am|", "Amsterdam", "circuit c { peering-location = \"Amsterdam\""),
        ("circuit c { peering-location = Am|", "Amsterdam", "circuit c { peering-location = \"Amsterdam\""),
    ] {
        let found = accepted(&format!("{names}{typed}"));
        let line = found.iter().find(|(it, _)| it == label).map(|(_, line)| line.as_str());
        assert_eq!(line, Some(expected), "{found:?}");
        assert!(found.iter().all(|(it, _)| !it.contains('.')), "a path can't be quoted as a whole: {found:?}");
    }
}

/// Whatever is still open around it, a value is judged as in a spec that is whole.
#[test]
fn choices_are_judged_in_what_is_half_written() {
    let before = "edition 2026-10\nvnet hub { prefixes = 10.0.0.0/16 }\n";
    for open in [
        "gateway vpn g { vnet = hub, sku = |",
        "gateway vpn g {\n  vnet = hub\n  sku = |\n",
        "gateway vpn g { vnet = hub, sku = \"|\" }\n",
        "gateway vpn g { vnet = hub, sku = \"|\n",
        "gateway vpn g { vnet = hub, public-ip a { zones = [1] }, sku = V|\n\nsite x { }\n",
    ] {
        let items = completed(&format!("{before}{open}"));
        let refused = items.iter().find(|it| it["label"] == "VpnGw1").unwrap();
        assert!(refused["detail"].as_str().unwrap().contains("refused since"), "{open}: {refused}");
        assert_eq!(items.last().map(|it| it["detail"].as_str().unwrap().contains("·")), Some(true), "{open}");
    }
}

#[test]
fn a_number_leads_to_what_is_sold() {
    let found = offered("circuit c { bandwidth = 1| }\n");
    assert!(["1 Gbps", "10 Gbps", "100 Mbps"].iter().all(|it| found.iter().any(|label| label == it)), "{found:?}");
    assert_eq!(found.iter().filter(|it| *it == "1 Gbps").count(), 1, "{found:?}");
    let found = offered("circuit c { bandwidth = 300| }\n");
    assert!(found.contains(&"300 Mbps".to_owned()), "{found:?}");
}

#[test]
fn imports_are_quoted_and_none_is_offered_twice() {
    let holder = tempfile::tempdir().unwrap();
    let folder = holder.path().canonicalize().unwrap();
    for name in ["a.connspec", "b.connspec", "main.connspec"] {
        std::fs::write(folder.join(name), "").unwrap();
    }
    let main = uri(&folder.join("main.connspec"));
    let mut client = Client::start(Some(&folder), pulling());
    let mut offered = |text: &str| {
        let (text, place) = cursor(text);
        client.open(&main, &text);
        let found = client.at("textDocument/completion", &main, place);
        let accepted = |it: &Value| edited(&text, &json!([it["textEdit"]])).lines().last().unwrap().to_owned();
        found["items"].as_array().unwrap().iter().map(accepted).collect::<Vec<_>>()
    };
    for half in ["import |", "import \"|\"", "import \"|", "import a|", "import \"a|\""] {
        assert_eq!(offered(half), ["import \"a.connspec\"", "import \"b.connspec\""], "{half}");
    }
    assert_eq!(offered("import \"a.connspec\"\nimport \"|\""), ["import \"b.connspec\""]);
    client.shut_down();
}

/// Editors indent the lines of a snippet by themselves, as deep as the line that it begins on.
#[test]
fn a_block_in_a_block_is_not_indented_twice() {
    let mut abilities = pulling();
    abilities["textDocument"]["completion"]["completionItem"]["insertTextModeSupport"] = json!({ "valueSet": [1, 2] });
    let (text, place) = cursor("site a {\n  |\n}\n");
    let mut client = Client::start(None, abilities);
    client.open(DOCUMENT, &text);
    let found = client.at("textDocument/completion", DOCUMENT, place);
    let item = found["items"].as_array().unwrap().iter().find(|it| it["label"] == "device").unwrap();
    assert_eq!(item["textEdit"]["newText"], "device ${1:name} {\n  $0\n}", "{item}");
    assert_eq!(item["insertTextMode"], 2);
    client.shut_down();
}

#[test]
fn the_subnet_of_gateways_has_its_name() {
    let of_vnet = "vnet v {\n  prefixes = 10.0.0.0/16\n  |\n}\n";
    let found = accepted_first(of_vnet, "subnet GatewaySubnet");
    assert_eq!(found.as_deref(), Some("  subnet GatewaySubnet { prefixes = $0 }"));
    for named in ["vnet v { subnet | { } }\n", "vnet v { subnet Ga| { prefixes = 10.0.0.0/27 } }\n"] {
        assert_eq!(offered(named), ["GatewaySubnet"]);
    }
    let has_one = "vnet v {\n  subnet gatewaysubnet { }\n  |\n}\n";
    assert!(!offered(has_one).contains(&"subnet GatewaySubnet".to_owned()));
    assert!(offered("site s { device | { } }\n").is_empty(), "a name that its author chooses");
    // What stands in a file once isn't offered again.
    assert!(!offered("edition 2026-10\n|").contains(&"edition".to_owned()));
}

/// The line of the cursor after the choice is accepted.
fn accepted_first(text: &str, label: &str) -> Option<String> {
    let (clean, place) = cursor(text);
    let item = completed(text).into_iter().find(|it| it["label"] == label)?;
    let new = edited(&clean, &json!([item["textEdit"]]));
    new.lines().nth(place["line"].as_u64()? as usize).map(str::to_owned)
}

#[test]
fn the_ends_of_a_connection_give_its_values() {
    let spec = "edition 2026-10\nvnet hub { prefixes = [10.0.0.0/16, 10.9.0.0/16] }\n\
        gateway vpn g { vnet = hub, bgp { apipa = [169.254.21.2, 169.254.22.2] } }\nsite hq { prefixes = 10.1.0.0/16 }\n";
    let of = |rest: &str| offered(&format!("{spec}connection site-to-site c {{ site = hq, gateway = g, {rest}"));
    assert_eq!(of("traffic-selector { azure = [|] } }\n")[..2], ["10.0.0.0/16", "10.9.0.0/16"]);
    assert_eq!(of("traffic-selector { azure = [10.0.0.0/16, |] } }\n")[0], "10.9.0.0/16");
    assert_eq!(of("traffic-selector { on-premises = | } }\n")[0], "10.1.0.0/16");
    assert_eq!(of("custom-bgp-addresses = [|] }\n")[..2], ["169.254.21.2", "169.254.22.2"]);
}

#[test]
fn names_of_other_languages_find_ours() {
    let finds = |text: &str, label: &str, typed: &[&str]| {
        let items = completed(text);
        let item = items.iter().find(|it| it["label"] == label).unwrap_or_else(|| panic!("{label} at {text:?}"));
        let compared = item["filterText"].as_str().unwrap_or_default();
        for typed in typed {
            assert!(compared.split(' ').any(|name| name == *typed), "{typed} for {label}: {compared}");
        }
        assert!(compared.starts_with(label), "clients that compare beginnings find the label too: {compared}");
    };
    let connection = "connection site-to-site c {\n  |\n}\n";
    finds(connection, "shared-key", &["psk", "pre_shared_key", "shared_key"]);
    finds(connection, "site", &["local-network-gateway", "local_network_gateway"]);
    finds("|", "site", &["local_network_gateway"]);
    finds("|", "connection site-to-site", &["s2s"]);
    finds("gateway vpn g {\n  |\n}\n", "active-active", &["active_active"]);
    finds("connection |", "point-to-site", &["p2s"]);
    finds("connection point-to-site p { auth = | }\n", "AAD", &["entra-id"]);
}

#[test]
fn every_choice_that_breaks_the_spec_says_why() {
    let text = "edition 2026-10\nsite a { prefixes = 10.1.0.0/16, device d { public-ip = 203.0.113.1 } }\n\
                vnet v { prefixes = 10.2.0.0/16 }\ngateway vpn g { vnet = v, sku = VpnGw1AZ, vpn-type = PolicyBased }\n\
                connection site-to-site c { site = a, gateway = g, enable-bgp = | }\n";
    let said = |label: &str| {
        let items = completed(text);
        let item = items.iter().find(|it| it["label"] == label).expect("it is offered");
        item["detail"].as_str().unwrap_or_default().to_owned()
    };
    assert!(said("true").contains("has no ASN"), "{}", said("true"));
    assert_eq!(said("false"), "");
    // Of one choice the one that breaks is the best.
    let alone = "edition 2026-10\nvnet v { region = westeurope, prefixes = 10.2.0.0/16 }\n\
                 gateway vpn a { vnet = v }\ngateway vpn b { vnet = | }\n";
    let items = completed(alone);
    assert_eq!(labels(&items), ["v"]);
    assert!(items[0]["detail"].as_str().unwrap().contains("has a gateway vpn already"), "{}", items[0]);
}
