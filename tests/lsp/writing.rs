//! What helps while writing: code actions, formatting.

use crate::client::{Client, pulling, range};
use serde_json::{Value, json};

const DOCUMENT: &str = "file:///nowhere/writing.connspec";

#[test]
fn findings_can_be_fixed_allowed_and_explained() {
    let mut client = Client::start(None, pulling());
    let text = "edition 2026-10\nsite a {\n  prefixes: 10.0.0.0/16\n}\nvnet hub { prefixes = 10.8.0.0/16 }\ngateway vpn g {\n  vnet = hub\n  colour = 1\n}\n\
         connection site-to-site c {\n  site = a\n  gateway = g\n  shared-key = \"s\"\n}\n";
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
    // What isn't understood can only be put right.
    assert!(!titles.iter().any(|it| it.starts_with("Allow")), "{titles:?}");
    assert!(titles.contains(&"Explain schema/unknown-attribute"), "{titles:?}");
    let key = text.find("shared-key").unwrap();
    let actions = ask(key..text.len(), Value::Null);
    let titles: Vec<_> = actions.iter().map(|it| it["title"].as_str().unwrap()).collect();
    assert!(titles.contains(&"Allow security/literal-shared-key here, with a reason"), "{titles:?}");
    let all = ask(0..0, json!(["source.fixAll"]));
    assert_eq!(all.len(), 1, "{all:?}");
    assert_eq!(all[0]["kind"], "source.fixAll.connspec");
    client.shut_down();
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
