//! Refactorings: their edits, applied.

use crate::client::{Client, abilities, cursor, edited, pulling, uri};
use serde_json::{Value, json};

const DOCUMENT: &str = "file:///nowhere/refactor.connspec";

/// What is offered at the cursor.
fn actions(client: &mut Client, document: &str, place: &Value) -> Vec<Value> {
    let params = json!({
        "textDocument": { "uri": document },
        "range": { "start": place, "end": place },
        "context": { "diagnostics": [], "only": ["refactor"] },
    });
    client.request("textDocument/codeAction", params).as_array().unwrap().clone()
}

fn titled(actions: &[Value], title: &str) -> Value {
    let found = actions.iter().find(|it| it["title"].as_str().unwrap().starts_with(title));
    found.unwrap_or_else(|| panic!("no {title} in {actions:?}")).clone()
}

/// The text after the action whose title begins so.
fn rewritten(text: &str, title: &str) -> String {
    let (text, place) = cursor(text);
    let mut client = Client::start(None, pulling());
    client.open(DOCUMENT, &text);
    let action = titled(&actions(&mut client, DOCUMENT, &place), title);
    client.shut_down();
    edited(&text, &action["edit"]["documentChanges"][0]["edits"])
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
fn a_let_that_says_the_same_is_used() {
    let spec = "let corp = [10.0.0.0/16, 10.1.0.0/16]\nsite a { prefixes = [10.0.0.0/16|, 10.1.0.0/16] }\n\
        site b { prefixes = [10.0.0.0/16, 10.1.0.0/16] }\n";
    let used = "let corp = [10.0.0.0/16, 10.1.0.0/16]\nsite a { prefixes = corp }\nsite b { prefixes = corp }\n";
    assert_eq!(rewritten(spec, "Use `corp`, which says the same, used 2 times"), used);
}

#[test]
fn a_requirement_block_is_given() {
    let spec = "connection expressroute |c {\n  circuit = a\n}\n";
    assert!(rewritten(spec, "Say what it must").contains("  circuit = a\n  requires {"));
}

#[test]
fn what_names_itself_is_not_inlined() {
    let (text, place) = cursor("let a = [b]\nlet b = [a]\nsite s { prefixes = |a }\n");
    let mut client = Client::start(None, pulling());
    client.open(DOCUMENT, &text);
    let found = actions(&mut client, DOCUMENT, &place);
    assert!(found.iter().all(|it| !it["title"].as_str().unwrap().starts_with("Inline")), "{found:?}");
    client.shut_down();
}

const BOTH: &str = "edition 2026-10
site hq {
  prefixes = 10.1.0.0/16
  device edge { public-ip = 198.51.100.1 }
}
vnet hub { prefixes = 10.0.0.0/16 }
gateway vpn hub_vpn { vnet = hub, sku = VpnGw1AZ }
gateway expressroute hub_er { vnet = hub, sku = ErGw1AZ }
circuit line { bandwidth = 1 Gbps }
";

#[test]
fn a_connection_changes_its_type_and_keeps_what_fits() {
    let spec = format!(
        "{BOTH}# To the head office.\nconnection |site-to-site main {{\n  site     = hq.edge\n  gateway  = hub_vpn # the VPN\n  \
         protocol = IKEv2\n  ipsec {{ dh-group = DHGroup14 }}\n  requires {{ throughput = 500 Mbps }}\n}}\n"
    );
    // The gateway beside the old one, the only circuit, the device's site; the title says what goes.
    let expected = format!(
        "{BOTH}# To the head office.\nconnection expressroute main {{\n  sites    = hq\n  gateway  = hub_er # the VPN\n  \
         circuit  = line\n  requires {{ throughput = 500 Mbps }}\n}}\n"
    );
    assert_eq!(rewritten(&spec, "Change to `expressroute`, without `protocol`, `ipsec`"), expected);
    let spec = format!("{BOTH}connection expressroute |main {{ circuit = line, gateway = hub_er, sites = hq }}\n");
    let expected = format!("{BOTH}connection site-to-site main {{ gateway = hub_vpn, site = hq }}\n");
    assert_eq!(rewritten(&spec, "Change to `site-to-site`, without `circuit`"), expected);
}

#[test]
fn other_types_come_in_the_order_in_which_they_would_do() {
    let (text, place) = cursor(&format!(
        "{BOTH}connection site-to-site |main {{ site = hq, gateway = hub_vpn, requires {{ path = private }} }}\n"
    ));
    let mut client = Client::start(None, pulling());
    client.open(DOCUMENT, &text);
    let found = actions(&mut client, DOCUMENT, &place);
    let types: Vec<_> = found.iter().filter_map(|it| it["title"].as_str()?.strip_prefix("Change to ")).collect();
    assert_eq!(types.len(), 3, "{types:?}");
    assert!(types[0].starts_with("`expressroute`"), "{types:?}");
    client.shut_down();
}

/// A folder with these files, and the client for it with the first of them open.
fn opened(files: &[(&str, &str)], abilities: Value) -> (tempfile::TempDir, std::path::PathBuf, Client) {
    let holder = tempfile::tempdir().unwrap();
    let folder = holder.path().canonicalize().unwrap();
    for (name, text) in files {
        std::fs::create_dir_all(folder.join(name).parent().unwrap()).unwrap();
        std::fs::write(folder.join(name), text).unwrap();
    }
    let mut client = Client::start(Some(&folder), abilities);
    client.open(&uri(&folder.join(files[0].0)), files[0].1);
    (holder, folder, client)
}

#[test]
fn a_block_moves_to_a_file_of_its_own() {
    let (text, place) = cursor(
        "edition 2026-10\n\ndefaults site { location = \"Paris\" }\n\n# The head office.\n@allow(site/x, \"y\")\nsite |hq {\n  \
         prefixes = 10.1.0.0/16\n}\n\nsite b { prefixes = 10.2.0.0/16 }\n",
    );
    let (_holder, folder, mut client) = opened(&[("main.connspec", &text)], pulling());
    let main = uri(&folder.join("main.connspec"));
    let action = titled(&actions(&mut client, &main, &place), "Move `site hq` to `hq.connspec`");
    let changes = action["edit"]["documentChanges"].as_array().unwrap();
    assert_eq!(changes[0], json!({ "kind": "create", "uri": uri(&folder.join("hq.connspec")) }));
    // Its comment, its annotation and the defaults that it lives by go along.
    let moved = edited("", &changes[1]["edits"]);
    assert_eq!(
        moved,
        "defaults site { location = \"Paris\" }\n\n# The head office.\n@allow(site/x, \"y\")\nsite hq {\n  prefixes = 10.1.0.0/16\n}\n"
    );
    let left = edited(&text, &changes[2]["edits"]);
    assert_eq!(
        left,
        "edition 2026-10\n\nimport \"hq.connspec\"\n\ndefaults site { location = \"Paris\" }\n\nsite b { prefixes = 10.2.0.0/16 }\n"
    );
    client.shut_down();
    // A client that makes no files isn't told to.
    let mut cautious = pulling();
    cautious["workspace"]["workspaceEdit"] = abilities()["workspace"]["workspaceEdit"].clone();
    cautious["workspace"]["workspaceEdit"]["resourceOperations"] = json!([]);
    let (_holder, folder, mut client) = opened(&[("main.connspec", &text)], cautious);
    let found = actions(&mut client, &uri(&folder.join("main.connspec")), &place);
    assert!(found.iter().all(|it| !it["title"].as_str().unwrap().starts_with("Move")), "{found:?}");
    client.shut_down();
}

#[test]
fn a_block_goes_where_a_pattern_brings_its_kind() {
    let (text, place) =
        cursor("edition 2026-10\nimport \"sites/*.connspec\"\nsite |b { prefixes = 10.2.0.0/16 }\nsite c { }\n");
    let files = [("main.connspec", text.as_str()), ("sites/b.connspec", "site a { prefixes = 10.1.0.0/16 }\n")];
    let (_holder, folder, mut client) = opened(&files, pulling());
    let action = titled(&actions(&mut client, &uri(&folder.join("main.connspec")), &place), "Move");
    assert_eq!(action["title"], "Move `site b` to `sites/b-2.connspec`", "nothing is written over");
    let left = edited(&text, &action["edit"]["documentChanges"][2]["edits"]);
    assert_eq!(left, "edition 2026-10\nimport \"sites/*.connspec\"\nsite c { }\n");
    client.shut_down();
}
