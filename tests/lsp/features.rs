//! Finding one's way: hover, definition, references, renaming, symbols, the shape of the text.

use crate::client::{Client, cursor, position, pulling, uri};
use serde_json::{Value, json};

const DOCUMENT: &str = "file:///nowhere/features.connspec";

const SPEC: &str = "# A spec.
edition 2026-10

let corp = [10.1.0.0/16, 10.2.0.0/16]

# Where people
# work.
site hq {
  prefixes = corp
  device edge1 { public-ip = 198.51.100.1 }
  device edge2 { public-ip = 198.51.100.2 }
}
vnet hub { prefixes = 10.100.0.0/16 }
gateway vpn hub_vpn {
  vnet = hub
  sku  = VpnGw1AZ
}
connection site-to-site one { site = hq.edge1, gateway = hub_vpn, requires { throughput = 100 Mbps } }
connection site-to-site two { site = hq.edge2, gateway = hub_vpn }
";

fn opened() -> Client {
    let mut client = Client::start(None, pulling());
    client.open(DOCUMENT, SPEC);
    client
}

/// The position of the first character after `before`.
fn after(before: &str) -> Value {
    position(SPEC, SPEC.find(before).unwrap() + before.len())
}

fn hovered(client: &mut Client, before: &str) -> String {
    let hover = client.at("textDocument/hover", DOCUMENT, after(before));
    hover["contents"]["value"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn hover_explains_what_stands_there() {
    let mut client = opened();
    let sku = hovered(&mut client, "sku  = ");
    assert!(sku.contains("VpnGw1AZ") && sku.contains("2 of 30 tunnels, 100 Mbps of"), "{sku}");
    assert!(hovered(&mut client, "  sk").contains("SKU"), "an attribute");
    let site = hovered(&mut client, "site = h");
    assert!(site.contains("Where people\nwork.") && site.contains("site hq"), "{site}");
    let kind = hovered(&mut client, "connection site-to");
    assert!(kind.contains("Site-to-Site") && kind.contains("Source:"), "{kind}");
    let prefix = hovered(&mut client, "prefixes = 10");
    assert!(prefix.contains("65 536 addresses"), "{prefix}");
    assert!(hovered(&mut client, "edition 2").contains("2016-05"));
    assert!(hovered(&mut client, "prefixes = co").contains("let corp"));
    client.shut_down();
}

/// From where a name is used one sees what is declared, but for secrets.
#[test]
fn hover_of_a_reference_shows_the_declaration() {
    let mut client = opened();
    let gateway = hovered(&mut client, "gateway = hu");
    assert!(gateway.contains("gateway vpn hub_vpn {\n  vnet = hub\n  sku  = VpnGw1AZ\n}"), "{gateway}");
    assert!(hovered(&mut client, "vpn hub").contains("gateway vpn hub_vpn { … }"), "at the declaration");
    for (index, between) in ["\n  ", ", "].iter().enumerate() {
        let text = format!(
            "connection site-to-site a {{\n  protocol = IKEv2{between}shared-key = \"letmein\"\n}}\n\
             connection site-to-site b {{ backup-for = a }}\n"
        );
        let other = format!("file:///nowhere/keys{index}.connspec");
        client.open(&other, &text);
        let at = position(&text, text.find("backup-for = ").unwrap() + "backup-for = ".len());
        let hover = client.at("textDocument/hover", &other, at);
        let said = hover["contents"]["value"].as_str().unwrap();
        assert!(said.contains("protocol = IKEv2") && !said.contains("letmein"), "{said}");
    }
    client.shut_down();
}

#[test]
fn hover_of_one_among_several_on_a_line_shows_that_one() {
    let text = "edition 2026-10\n@allow(gateway, \"soon\")\nsite hq { prefixes = 10.1.0.0/16, device d { public-ip = 198.51.100.1 } }\n\
                connection site-to-site c { }\ncircuit e { peering-location = \"Amsterdam\" }\n";
    let mut client = Client::start(None, pulling());
    client.open(DOCUMENT, text);
    let mut hovered = |before: &str| {
        let at = position(text, text.find(before).unwrap() + before.len());
        let hover = client.at("textDocument/hover", DOCUMENT, at);
        hover["contents"]["value"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(hovered("device "), "```connspec\ndevice d { public-ip = 198.51.100.1 }\n```\n");
    assert!(hovered("@al").contains("Accepts findings"));
    let kind = hovered("connection site-");
    assert!(kind.contains("a VPN device; a public IPv4 address") && !kind.contains("vpn-device"), "{kind}");
    assert!(hovered("\"Amster").contains("reaches West Europe."));
    let hints = client.request(
        "textDocument/inlayHint",
        json!({ "textDocument": { "uri": DOCUMENT }, "range": { "start": position(text, 0), "end": position(text, text.len()) } }),
    );
    let labels: Vec<&str> = hints.as_array().unwrap().iter().map(|it| it["label"].as_str().unwrap()).collect();
    assert!(labels.contains(&"65 536 addresses"), "{labels:?}");
    client.shut_down();
}

#[test]
fn hover_in_defaults_and_at_every_word() {
    let mut client = Client::start(None, pulling());
    let text = "edition 2026-10\nimport \"other.connspec\"\ndefaults gateway vpn { sku = VpnGw1AZ }\nlet corp = [10.1.0.0/16]\n\
                site hq { location = \"Paris\", prefixes = corp, device d { public-ip = 198.51.100.1, bgp { asn = 65010 } } }\n\
                vnet hub { prefixes = 10.1.0.0/24, subnet GatewaySubnet { prefixes = 10.1.0.0/27 } }\n\
                gateway vpn g { vnet = hub, nat-rule n { mode = EgressSnat, type = Static, internal = 10.1.0.0/24, external = 10.2.0.0/24 } }\n\
                defaults connection site-to-site { gateway = g }\n\
                connection site-to-site c { site = hq, egress-nat-rules = n, shared-key = keyvault(\"v\", \"s\"), \
                requires { throughput = 100 Mbps, availability = [dual-device] } }\n";
    client.open(DOCUMENT, text);
    let mut hovered =
        |at: usize| client.at("textDocument/hover", DOCUMENT, position(text, at))["contents"]["value"].clone();
    let words =
        text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))).filter(|it| !it.is_empty());
    for word in words {
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        assert!(hovered(at).is_string(), "nothing at {word:?}, {:?}", &text[at..(at + 30).min(text.len())]);
    }
    let mut says = |before: &str, what: &str| {
        let said = hovered(text.find(before).unwrap() + before.len());
        assert!(said.as_str().unwrap().contains(what), "{before}: {said}");
    };
    says("defaults gateway vpn { sku = Vpn", "30");
    says("public-ip = 198", "documentation");
    says("asn = 650", "private numbers");
    says("corp = [10.1", "contains `10.1.0.0/24` of vnet `hub`");
    says("egress-nat-rules = ", "nat-rule n");
    says("{ thr", "**met**");
    says("[dual-de", "**not met**");
    says(
        "connection site-to-site c { site = hq, egress-nat-rules = n, shared-key = keyvault(\"v\", \"s\"), req",
        "**met**",
    );
    says("\nconnection site-to-site ", "`throughput = 100 Mbps`");
    client.shut_down();
}

#[test]
fn names_lead_to_their_declarations_and_back() {
    let mut client = opened();
    let found = client.at("textDocument/definition", DOCUMENT, after("site = hq.e"));
    assert_eq!(found[0]["range"]["start"], after("device "));
    let mut params = json!({ "textDocument": { "uri": DOCUMENT }, "position": after("vpn hub") });
    params["context"] = json!({ "includeDeclaration": true });
    assert_eq!(client.request("textDocument/references", params).as_array().unwrap().len(), 3);
    let highlights = client.at("textDocument/documentHighlight", DOCUMENT, after("let co"));
    assert_eq!(highlights.as_array().unwrap().len(), 2);
    client.shut_down();
}

#[test]
fn renaming_changes_every_place_or_says_why_not() {
    let mut client = opened();
    let prepared = client.at("textDocument/prepareRename", DOCUMENT, after("site h"));
    assert_eq!(prepared["placeholder"], "hq");
    let mut params =
        json!({ "textDocument": { "uri": DOCUMENT }, "position": after("site h"), "newName": "head office" });
    let edit = client.request("textDocument/rename", params.clone());
    let change = &edit["documentChanges"][0];
    assert_eq!(change["textDocument"]["version"], 1);
    assert_eq!(change["edits"].as_array().unwrap().len(), 3);
    assert!(change["edits"].as_array().unwrap().iter().all(|it| it["newText"] == "\"head office\""));
    params["position"] = after("device edge");
    params["newName"] = json!("edge2");
    let id = client.ask("textDocument/rename", params);
    assert!(client.answer(id)["error"]["message"].as_str().unwrap().contains("edge2"));
    client.shut_down();
}

#[test]
fn a_declaration_is_edited_with_its_references() {
    let mut client = opened();
    let linked = client.at("textDocument/linkedEditingRange", DOCUMENT, after("vpn hub"));
    assert_eq!(linked["ranges"].as_array().unwrap().len(), 3);
    assert!(client.at("textDocument/linkedEditingRange", DOCUMENT, after("gateway = hub")).is_null(), "at a reference");
    assert!(client.at("textDocument/linkedEditingRange", DOCUMENT, after("site-to-site on")).is_null(), "used nowhere");
    client.shut_down();
}

#[test]
fn the_shape_of_the_text() {
    let mut client = opened();
    let document = json!({ "textDocument": { "uri": DOCUMENT } });
    let symbols = client.request("textDocument/documentSymbol", document.clone());
    let names: Vec<_> = symbols.as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["corp", "hq", "hub", "hub_vpn", "one", "two"]);
    assert_eq!(symbols[1]["children"].as_array().unwrap().len(), 2);
    let folds = client.request("textDocument/foldingRange", document.clone());
    assert!(folds.as_array().unwrap().iter().any(|it| it["startLine"] == 7 && it["endLine"] == 10), "{folds}");
    assert!(folds.as_array().unwrap().iter().any(|it| it["kind"] == "comment"), "{folds}");
    let mut params = document.clone();
    params["positions"] = json!([after("sku  = Vpn")]);
    let mut selection = client.request("textDocument/selectionRange", params)[0].clone();
    let mut depth = 0;
    while selection.is_object() {
        selection = selection["parent"].take();
        depth += 1;
    }
    assert!(depth >= 5, "value, attribute, body, block, file");
    let all = client.request("workspace/symbol", json!({ "query": "hub" }));
    assert_eq!(all.as_array().unwrap().len(), 2);
    client.shut_down();
}

#[test]
fn tokens_whole_in_part_and_as_differences() {
    let mut client = opened();
    let document = json!({ "textDocument": { "uri": DOCUMENT } });
    let whole = client.request("textDocument/semanticTokens/full", document.clone());
    let data = whole["data"].as_array().unwrap().clone();
    assert_eq!(data.len() % 5, 0);
    assert_eq!(data[..5], [json!(0), json!(0), json!(9), json!(0), json!(0)], "the comment");
    client.change(DOCUMENT, 2, json!({ "start": after("100 Mbps"), "end": after("100 Mbps") }), " # much");
    let mut params = document.clone();
    params["previousResultId"] = whole["resultId"].clone();
    let delta = client.request("textDocument/semanticTokens/full/delta", params);
    let edits = delta["edits"].as_array().unwrap();
    assert_eq!(edits.len(), 1);
    let mut patched = data;
    let (start, gone) =
        (edits[0]["start"].as_u64().unwrap() as usize, edits[0]["deleteCount"].as_u64().unwrap() as usize);
    patched.splice(start..start + gone, edits[0]["data"].as_array().unwrap().iter().cloned());
    let fresh = client.request("textDocument/semanticTokens/full", document.clone());
    assert_eq!(json!(patched), fresh["data"]);
    let mut params = document;
    params["range"] = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 1, "character": 0 } });
    assert_eq!(client.request("textDocument/semanticTokens/range", params)["data"].as_array().unwrap().len(), 5);
    client.shut_down();
}

#[test]
fn hints_lenses_and_links() {
    let mut client = opened();
    let document = json!({ "textDocument": { "uri": DOCUMENT } });
    let mut params = document.clone();
    params["range"] = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    let hints = client.request("textDocument/inlayHint", params);
    assert!(hints.to_string().contains("2 of 30 tunnels"), "{hints}");
    let lenses = client.request("textDocument/codeLens", document);
    let of_gateway =
        lenses.as_array().unwrap().iter().find(|it| it["command"]["title"].as_str().unwrap().contains("connection"));
    let command = &of_gateway.unwrap()["command"];
    assert_eq!(command["title"], "2 connections, 100 Mbps asked");
    assert_eq!(command["command"], "connspec.showReferences");
    assert_eq!(command["arguments"][2].as_array().unwrap().len(), 2);
    client.shut_down();
}

#[test]
fn types_and_rules_lead_to_their_documents() {
    let mut client = Client::start(None, pulling());
    let text = "edition 2026-10\n@allow(requires/path, \"so\")\nconnection site-to-site c { }\n";
    client.open(DOCUMENT, text);
    let links = client.request("textDocument/documentLink", json!({ "textDocument": { "uri": DOCUMENT } }));
    assert_eq!(links.as_array().unwrap().len(), 2, "{links}");
    assert!(links[0]["target"].as_str().unwrap().ends_with("docs/rules/requires/path.md"), "{links}");
    assert!(links[1]["target"].as_str().unwrap().starts_with("https://learn.microsoft.com/"), "{links}");
    assert_eq!(links[1]["range"], crate::client::range(text, 55..67));
    client.shut_down();
}

/// Everything that a client can take of a finding, it gets.
#[test]
fn findings_with_all_that_belongs_to_them() {
    let text = "edition 2026-10\nvnet a { prefixes = 10.0.0.0/16 }\nvnet a { prefixes = 10.1.0.0/16 }\nlet old = 1\n\
                gateway vpn g { vnet = b, sku = VpnGw1 }\nvnet b { prefixes = 10.2.0.0/16 }\n";
    let mut client = Client::start(None, pulling());
    client.open(DOCUMENT, text);
    let found = client.pull(DOCUMENT);
    let of =
        |rule: &str| found.iter().find(|it| it["code"] == rule).unwrap_or_else(|| panic!("no {rule} in {found:?}"));
    let duplicate = of("name/duplicate");
    assert_eq!(duplicate["relatedInformation"][0]["location"]["range"]["start"]["line"], 1);
    assert!(duplicate["codeDescription"]["href"].as_str().unwrap().ends_with("/name/duplicate.md"));
    assert!(duplicate["message"].is_string());
    assert!(found.iter().any(|it| it["tags"] == json!([2])), "what is retired: {found:?}");
    client.shut_down();
    let mut marked = pulling();
    marked["textDocument"]["diagnostic"]["markupMessageSupport"] = json!(true);
    let mut client = Client::start(None, marked);
    client.is_ahead = true;
    client.open(DOCUMENT, text);
    assert!(client.pull(DOCUMENT).iter().all(|it| it["message"]["kind"] == "markdown"));
    client.shut_down();
    // What a client can't take isn't sent, or goes into the message.
    let plain = json!({ "textDocument": { "diagnostic": {} } });
    let mut client = Client::start(None, plain);
    client.open(DOCUMENT, text);
    let found = client.pull(DOCUMENT);
    assert!(found.iter().all(|it| it.get("tags").is_none() && it.get("relatedInformation").is_none()));
    let duplicate = found.iter().find(|it| it["code"] == "name/duplicate").unwrap();
    assert!(duplicate["message"].as_str().unwrap().contains("features.connspec:2: "), "{duplicate}");
    client.shut_down();
}

#[test]
fn files_that_move_take_their_imports_along() {
    let holder = tempfile::tempdir().unwrap();
    let folder = holder.path().canonicalize().unwrap();
    std::fs::create_dir(folder.join("sites")).unwrap();
    std::fs::write(folder.join("sites/a.connspec"), "site a { }\n").unwrap();
    let root = uri(&folder.join("root.connspec"));
    let (text, place) = cursor("import \"sites/|a.connspec\"\n");
    std::fs::write(folder.join("root.connspec"), &text).unwrap();
    let mut client = Client::start(Some(&folder), pulling());
    client.open(&root, &text);
    let links = client.request("textDocument/documentLink", json!({ "textDocument": { "uri": root } }));
    assert_eq!(links[0]["target"], uri(&folder.join("sites/a.connspec")));
    assert_eq!(links[0]["tooltip"], "a.connspec");
    let found = client.at("textDocument/definition", &root, place);
    assert_eq!(found[0]["uri"], uri(&folder.join("sites/a.connspec")));
    let files =
        json!([{ "oldUri": uri(&folder.join("sites/a.connspec")), "newUri": uri(&folder.join("places/b.connspec")) }]);
    let edit = client.request("workspace/willRenameFiles", json!({ "files": files }));
    assert_eq!(edit["documentChanges"][0]["edits"][0]["newText"], "\"places/b.connspec\"");
    client.shut_down();
}
