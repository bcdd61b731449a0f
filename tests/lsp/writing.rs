//! What helps while writing: completion, code actions, commands.

use crate::client::{Client, cursor, position, pulling, range};
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
fn findings_can_be_fixed_allowed_and_explained() {
    let mut client = Client::start(None, pulling());
    let text = "edition 2026-10\nsite a {\n  prefixes: 10.0.0.0/16\n}\nvnet hub { prefixes = 10.8.0.0/16 }\ngateway vpn g {\n  vnet = hub\n  colour = 1\n}\n";
    client.open(DOCUMENT, text);
    let mut ask = |place: std::ops::Range<usize>, only: Value| {
        let context = match only {
            Value::Null => json!({ "diagnostics": [] }),
            only => json!({ "diagnostics": [], "only": only }),
        };
        let params = json!({ "textDocument": { "uri": DOCUMENT }, "range": range(text, place), "context": context });
        client.request("textDocument/codeAction", params).as_array().cloned().unwrap_or_default()
    };
    let colon = text.find(':').unwrap();
    let actions = ask(colon..colon + 1, Value::Null);
    let fix = actions.iter().find(|it| it["edit"].is_object()).unwrap_or_else(|| panic!("{actions:?}"));
    assert_eq!(fix["kind"], "quickfix");
    assert!(fix["edit"]["documentChanges"][0]["edits"][0]["newText"].as_str().unwrap().contains('='));
    let sku = text.find("colour").unwrap();
    let actions = ask(sku..sku, Value::Null);
    let titles: Vec<_> = actions.iter().map(|it| it["title"].as_str().unwrap()).collect();
    assert!(titles.iter().any(|it| it.starts_with("Allow schema/unknown-attribute")), "{titles:?}");
    assert!(titles.contains(&"Explain schema/unknown-attribute"), "{titles:?}");
    let all = ask(0..0, json!(["source.fixAll"]));
    assert_eq!(all.len(), 1, "{all:?}");
    assert_eq!(all[0]["kind"], "source.fixAll.connspec");
    client.shut_down();
}

#[test]
fn rules_are_explained() {
    let mut client = Client::start(None, pulling());
    let explain = |rule: &str| json!({ "command": "connspec.explain", "arguments": [rule] });
    let page = client.request("workspace/executeCommand", explain("gateway/tunnel-limit"));
    assert!(page.as_str().unwrap().starts_with("# `gateway/tunnel-limit`"));
    let id = client.ask("workspace/executeCommand", explain("no/rule"));
    assert_eq!(client.answer(id)["error"]["code"], -32602);
    client.shut_down();
}

#[test]
fn the_edition_of_a_document_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let uri = |name: &str| format!("file://{}", folder.path().join(name).display());
    let site = "site hq { prefixes = 10.1.0.0/16 }\n";
    std::fs::write(folder.path().join("hub.connspec"), "edition 2016-05\nimport \"site.connspec\"\n").unwrap();
    std::fs::write(folder.path().join("site.connspec"), site).unwrap();
    let mut client = Client::start(Some(folder.path()), pulling());
    client.open(&uri("site.connspec"), site);
    let mut edition = |name: &str| {
        let asked = json!({ "command": "connspec.edition", "arguments": [uri(name)] });
        client.request("workspace/executeCommand", asked)
    };
    assert_eq!(edition("site.connspec"), "2016-05", "that of the root that imports it");
    assert_eq!(edition("unknown.connspec"), Value::Null);
    let version = client.request("workspace/executeCommand", json!({ "command": "connspec.version" }));
    assert_eq!(version["version"], env!("CARGO_PKG_VERSION"));
    client.shut_down();
}

/// The text after the action whose title begins so.
fn rewritten(text: &str, title: &str) -> String {
    let (text, place) = cursor(text);
    let mut client = Client::start(None, pulling());
    client.open(DOCUMENT, &text);
    let params = json!({
        "textDocument": { "uri": DOCUMENT },
        "range": { "start": place, "end": place },
        "context": { "diagnostics": [], "only": ["refactor"] },
    });
    let actions = client.request("textDocument/codeAction", params);
    client.shut_down();
    let found = actions.as_array().unwrap().iter().find(|it| it["title"].as_str().unwrap().starts_with(title));
    let action = found.unwrap_or_else(|| panic!("{actions}"));
    let mut edits = action["edit"]["documentChanges"][0]["edits"].as_array().unwrap().clone();
    let offset = |at: &Value| {
        let line = at["line"].as_u64().unwrap() as usize;
        let starts: Vec<usize> = [0].into_iter().chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        starts[line] + at["character"].as_u64().unwrap() as usize
    };
    edits.sort_by_key(|it| std::cmp::Reverse(offset(&it["range"]["start"])));
    let mut result = text.clone();
    for edit in edits {
        let range = offset(&edit["range"]["start"])..offset(&edit["range"]["end"]);
        result.replace_range(range, edit["newText"].as_str().unwrap());
    }
    result
}

#[test]
fn a_let_is_extracted_and_inlined() {
    let spec = "site a { prefixes = [10.0.0.0/16|, 10.1.0.0/16] }\nsite b { prefixes = [10.0.0.0/16, 10.1.0.0/16] }\n";
    let extracted =
        "let prefixes = [10.0.0.0/16, 10.1.0.0/16]\n\nsite a { prefixes = prefixes }\nsite b { prefixes = prefixes }\n";
    assert_eq!(rewritten(spec, "Give it a name"), extracted);
    let spec = "let corp = [10.0.0.0/16, 10.1.0.0/16]\nsite a { prefixes = [co|rp, 10.9.0.0/16] }\nsite b { prefixes = corp }\n";
    let inlined = "site a { prefixes = [10.0.0.0/16, 10.1.0.0/16, 10.9.0.0/16] }\nsite b { prefixes = [10.0.0.0/16, 10.1.0.0/16] }\n";
    assert_eq!(rewritten(spec, "Inline"), inlined);
}

#[test]
fn a_requirement_block_is_given() {
    let spec = "connection expressroute |c {\n  circuit = a\n}\n";
    assert!(rewritten(spec, "Say what it must").contains("  circuit = a\n  requires {"));
}

#[test]
fn a_brace_goes_back_to_its_block() {
    let mut client = Client::start(None, pulling());
    client.open(DOCUMENT, "site a {\n  device d {\n    }\n");
    let params = json!({
        "textDocument": { "uri": DOCUMENT }, "position": { "line": 2, "character": 5 }, "ch": "}",
        "options": { "tabSize": 2, "insertSpaces": true },
    });
    let edits = client.request("textDocument/onTypeFormatting", params);
    assert_eq!(edits[0]["newText"], "  ");
    assert_eq!(edits.as_array().unwrap().len(), 1);
    client.shut_down();
}

#[test]
fn a_sku_that_would_do_is_offered() {
    let mut text = String::from(
        "edition 2026-10\nvnet hub { prefixes = 10.0.0.0/16 }\ngateway vpn g {\n  vnet = hub\n  sku = VpnGw1AZ\n}\n",
    );
    for index in 0..31 {
        text.push_str(&format!("site s{index} {{ prefixes = 10.1.{index}.0/24 }}\n"));
        text.push_str(&format!("connection site-to-site c{index} {{ site = s{index}, gateway = g }}\n"));
    }
    let mut client = Client::start(None, pulling());
    client.open(DOCUMENT, &text);
    let sku = text.find("VpnGw1AZ").unwrap();
    let params = json!({ "textDocument": { "uri": DOCUMENT }, "range": range(&text, sku..sku), "context": { "diagnostics": [] } });
    let actions = client.request("textDocument/codeAction", params);
    let fixes: Vec<_> =
        actions.as_array().unwrap().iter().filter(|it| it["edit"].to_string().contains("VpnGw4AZ")).collect();
    assert!(!fixes.is_empty(), "{actions}");
    client.shut_down();
}
