//! Many messages at once: every answer is of the version that was asked about.

use crate::client::{Client, abilities, asked_back, position, pulling};
use serde_json::json;

const DOCUMENT: &str = "file:///nowhere/burst.connspec";

#[test]
fn a_burst_is_answered_in_order_and_nothing_wedges() {
    // The server's own requests are never answered.
    let mut client = Client::start(None, asked_back());
    client.open(DOCUMENT, "site a { colour1 = 1 }\n");
    let mut asked = Vec::new();
    let whole = |version: i64| format!("colour{version}");
    for version in 2..4002 {
        let old = whole(version - 1);
        let text = "site a { ";
        let range = json!({
            "start": position(text, text.len()),
            "end": { "line": 0, "character": text.len() + old.len() },
        });
        client.change(DOCUMENT, version, range, &whole(version));
        if version % 4 == 0 {
            let id = client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": DOCUMENT } }));
            asked.push((id, version));
        }
    }
    let mut modified = 0;
    for (id, version) in asked {
        let answer = client.answer(id);
        if answer["error"]["code"] == -32801 {
            modified += 1;
            continue;
        }
        let items = answer["result"]["items"].as_array().unwrap_or_else(|| panic!("{answer}"));
        let of_attribute = items.iter().find(|item| item["code"] == "schema/unknown-attribute");
        let message = of_attribute.and_then(|item| item["message"].as_str()).unwrap_or_else(|| panic!("{answer}"));
        assert!(message.contains(&format!("`{}`", whole(version))), "asked at {version}: {message}");
    }
    assert_eq!(modified, 0, "every request can be answered");
    let last = client.pull(DOCUMENT);
    assert!(last.iter().any(|item| item["message"].as_str().unwrap_or_default().contains("colour4001")), "{last:?}");
    client.shut_down();
}

#[test]
fn pushed_diagnostics_end_with_the_newest_version() {
    let mut client = Client::start(None, abilities());
    client.open(DOCUMENT, "site a { colour = 1 }\n");
    for version in 2..500 {
        let start = json!({ "line": 0, "character": 0 });
        client.change(DOCUMENT, version, json!({ "start": start, "end": start }), "#");
    }
    assert!(client.pushed(DOCUMENT, 499).is_empty());
    client.shut_down();
}

#[test]
fn cancelled_requests_are_answered_as_such() {
    let mut client = Client::start(None, pulling());
    client.open(DOCUMENT, "edition 2026-10\nsite a { }\n");
    // There is nothing to tell, so this one is held open.
    assert!(client.pull(DOCUMENT).is_empty());
    let held = client.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
    client.notify("$/cancelRequest", json!({ "id": held }));
    assert_eq!(client.answer(held)["error"]["code"], -32800);
    // One that is held open is answered when something changes.
    let held = client.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let start = json!({ "line": 1, "character": 9 });
    client.change(DOCUMENT, 2, json!({ "start": start, "end": start }), "colour = 1");
    assert_eq!(client.answer(held)["result"]["items"][0]["version"], 2);
    client.shut_down();
}

#[test]
fn what_a_document_was_told_is_not_told_again_of_the_workspace() {
    let mut client = Client::start(None, pulling());
    client.open(DOCUMENT, "edition 2026-10\nsite a { colour = 1 }\n");
    let told = client.request("textDocument/diagnostic", json!({ "textDocument": { "uri": DOCUMENT } }));
    assert_eq!(told["items"].as_array().unwrap().len(), 1, "{told}");
    let known = json!([{ "uri": DOCUMENT, "value": told["resultId"] }]);
    let held = client.ask("workspace/diagnostic", json!({ "previousResultIds": known }));
    let (start, end) = (json!({ "line": 1, "character": 9 }), json!({ "line": 1, "character": 19 }));
    client.change(DOCUMENT, 2, json!({ "start": start, "end": end }), "");
    let answer = client.answer(held);
    assert_eq!(answer["result"]["items"][0]["version"], 2, "{answer}");
    client.shut_down();
}
