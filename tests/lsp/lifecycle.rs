//! Beginning, end, and what goes wrong in between.

use crate::client::{Client, abilities, pulling};
use serde_json::{Value, json};

const DOCUMENT: &str = "file:///nowhere/a.connspec";

#[test]
fn says_what_it_can_and_ends_when_told() {
    let mut client = Client::silent();
    let result =
        client.request("initialize", json!({ "processId": null, "rootUri": null, "capabilities": abilities() }));
    assert_eq!(result["serverInfo"]["name"], "connspec");
    assert_eq!(result["capabilities"]["positionEncoding"], "utf-16");
    assert_eq!(result["capabilities"]["textDocumentSync"]["change"], 2);
    client.notify("initialized", json!({}));
    client.shut_down();
}

#[test]
fn requests_before_and_after_are_refused() {
    let mut client = Client::silent();
    let early = client.ask("textDocument/hover", json!({}));
    assert_eq!(client.answer(early)["error"]["code"], -32002);
    client.initialize(None, abilities());
    client.request("shutdown", Value::Null);
    let params = json!({ "textDocument": { "uri": DOCUMENT }, "position": { "line": 0, "character": 0 } });
    let late = client.ask("textDocument/hover", params);
    assert_eq!(client.answer(late)["error"]["code"], -32600);
    client.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
    assert!(client.ended().success());
}

#[test]
fn a_client_that_dies_takes_the_server_with_it() {
    let mut client = Client::start(None, pulling());
    client.open(DOCUMENT, "site a { }\n");
    // Held open, since there is nothing new after the first answer.
    client.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
    client.hang_up();
    assert_eq!(client.ended().code(), Some(1));
}

/// Its input stays open, as it does where another process has inherited the client's end.
#[cfg(unix)]
#[test]
fn a_client_whose_process_is_gone_takes_the_server_with_it() {
    let mut process = std::process::Command::new("sleep").arg("1000").spawn().unwrap();
    let mut client = Client::silent();
    client.begin(json!({ "capabilities": pulling(), "processId": process.id() }));
    client.open(DOCUMENT, "site a { colour = 1 }\n");
    assert!(!client.pull(DOCUMENT).is_empty());
    process.kill().unwrap();
    process.wait().unwrap();
    assert_eq!(client.ended().code(), Some(1));
}

/// Such a number is of a process outside of the container that the server runs in, say.
#[test]
fn a_process_that_was_never_there_is_not_waited_for() {
    let mut client = Client::silent();
    client.begin(json!({ "capabilities": pulling(), "processId": i32::MAX }));
    client.open(DOCUMENT, "site a { colour = 1 }\n");
    assert!(!client.pull(DOCUMENT).is_empty());
    client.shut_down();
}

#[test]
fn exit_without_shutdown_is_a_failure() {
    let mut client = Client::start(None, abilities());
    client.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
    assert_eq!(client.ended().code(), Some(1));
}

#[test]
fn malformed_json_is_answered_and_survived() {
    let mut client = Client::start(None, abilities());
    client.send_raw(b"Content-Length: 9\r\n\r\n{\"jsonrpc");
    let answer = client.wait_for("a parse error", |message| message["error"]["code"] == -32700);
    assert!(answer["id"].is_null());
    client.send(&json!({ "jsonrpc": "2.0", "id": 77 }));
    client.wait_for("an invalid request", |message| message["error"]["code"] == -32600);
    client.send_raw(b"Content-Length: many\r\n\r\n");
    client.wait_for("another parse error", |message| message["error"]["code"] == -32700);
    client.notify("textDocument/didChange", json!({ "nonsense": true }));
    client.notify("no/such/notification", json!({}));
    let unknown = client.ask("no/such/request", json!({}));
    assert_eq!(client.answer(unknown)["error"]["code"], -32601);
    let wrong = client.ask("textDocument/hover", json!({ "textDocument": 1 }));
    assert_eq!(client.answer(wrong)["error"]["code"], -32602);
    client.shut_down();
}

#[test]
fn unknown_documents_have_no_answers() {
    let mut client = Client::start(None, pulling());
    let place = json!({ "line": 7, "character": 7 });
    assert!(client.at("textDocument/hover", DOCUMENT, place.clone()).is_null());
    assert!(client.at("textDocument/completion", DOCUMENT, place).is_null());
    assert!(client.pull(DOCUMENT).is_empty());
    client.change(
        DOCUMENT,
        2,
        json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 0 } }),
        "x",
    );
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": DOCUMENT } }));
    client.shut_down();
}

#[test]
fn a_panic_fails_one_request() {
    let mut client = Client::with_env(&[("CONNSPEC_TEST", "1")]);
    client.initialize(None, pulling());
    client.open(DOCUMENT, "edition 2026-10\nsite a { colour = 1 }\n");
    let failing = client.ask("workspace/executeCommand", json!({ "command": "connspec.panic" }));
    assert_eq!(client.answer(failing)["error"]["code"], -32603);
    assert_eq!(client.pull(DOCUMENT).len(), 1);
    client.shut_down();
}

#[test]
fn encodings_are_settled_by_what_the_client_offers() {
    for (offered, expected) in [
        (json!(["utf-16"]), "utf-16"),
        (json!(["utf-32", "utf-8", "utf-16"]), "utf-32"),
        (json!(["utf-16", "utf-8"]), "utf-8"),
        (Value::Null, "utf-16"),
    ] {
        let mut abilities = pulling();
        abilities["general"]["positionEncodings"] = offered;
        let mut client = Client::start(None, abilities);
        assert_eq!(client.capabilities["positionEncoding"], expected);
        client.open(
            DOCUMENT,
            "site \"\u{1f600}e\u{301}\" { colour = 1 }\r\nsite b { colour = 1 }\rsite c { colour = 1 }\n",
        );
        let found = client.pull(DOCUMENT);
        let column = match expected {
            "utf-8" => 17,
            "utf-16" => 14,
            _ => 13,
        };
        let starts: Vec<_> = found.iter().map(|it| it["range"]["start"].clone()).collect();
        assert!(starts.contains(&json!({ "line": 0, "character": column })), "{expected}: {starts:?}");
        assert!(starts.contains(&json!({ "line": 2, "character": 9 })), "{expected}: {starts:?}");
        client.shut_down();
    }
}
