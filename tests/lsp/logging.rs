//! What the server says of itself, to the client and to a file.

use crate::client::{Client, asked_back, pulling};
use serde_json::{Value, json};

const DOCUMENT: &str = "file:///nowhere/logged.connspec";

/// The lines that came up to now, with their types.
fn lines(client: &mut Client) -> Vec<(i64, String)> {
    // What was logged before an answer is sent before the next one, or soon after: two questions and a moment.
    client.execute("connspec.version", json!([]));
    std::thread::sleep(std::time::Duration::from_millis(50));
    client.execute("connspec.version", json!([]));
    let mut lines = Vec::new();
    while let Some(line) = client.waiting("window/logMessage") {
        let params = &line["params"];
        lines.push((params["type"].as_i64().unwrap(), params["message"].as_str().unwrap().to_owned()));
    }
    lines
}

fn begun(more: Value) -> Client {
    let mut client = Client::silent();
    let mut params = json!({ "capabilities": pulling(), "clientInfo": { "name": "a test", "version": "7" } });
    more.as_object().unwrap().iter().for_each(|(name, value)| params[name] = value.clone());
    client.begin(params);
    client
}

fn level(client: &mut Client) -> Value {
    client.execute("connspec.version", json!([]))["level"].clone()
}

#[test]
fn the_client_is_told_what_matters() {
    let mut client = begun(json!({}));
    let line = client.wait_for("a greeting", |message| message["method"] == "window/logMessage");
    assert_eq!(line["params"]["type"], 3);
    let greeting = line["params"]["message"].as_str().unwrap();
    assert!(greeting.contains(env!("CARGO_PKG_VERSION")) && greeting.contains("serves a test 7"), "{greeting}");
    client.open(DOCUMENT, "site a { colour = 1 }\n");
    client.pull(DOCUMENT);
    assert_eq!(lines(&mut client), [], "ordinary work is not told");
    client.change("file:///nowhere/other.connspec", 2, start(), "x");
    let told = lines(&mut client);
    assert!(matches!(&told[..], [(2, line)] if line.contains("isn't open")), "{told:?}");
    client.shut_down();
}

fn start() -> Value {
    json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 0 } })
}

#[test]
fn the_level_is_set_by_the_user_and_by_tracing() {
    let mut client = begun(json!({ "trace": "messages" }));
    client.open(DOCUMENT, "site a { colour = 1 }\n");
    client.pull(DOCUMENT);
    let told = lines(&mut client);
    assert!(
        told.iter().any(|(kind, line)| *kind == 4 && line.starts_with("textDocument/diagnostic: answered")),
        "{told:?}"
    );
    assert!(told.iter().any(|(_, line)| line.starts_with("textDocument/didOpen: done")), "{told:?}");
    assert!(told.iter().all(|(_, line)| !line.contains("colour") && !line.contains("logMessage")), "{told:?}");
    assert_eq!(level(&mut client), "debug");
    client.notify("$/setTrace", json!({ "value": "off" }));
    assert_eq!(level(&mut client), "info");
    lines(&mut client);
    client.pull(DOCUMENT);
    assert_eq!(lines(&mut client), []);
    let set = |level: &str| json!({ "settings": { "connspec": { "log": { "level": level } } } });
    client.notify("workspace/didChangeConfiguration", set("debug"));
    client.pull(DOCUMENT);
    assert!(!lines(&mut client).is_empty());
    client.notify("workspace/didChangeConfiguration", set("error"));
    assert_eq!(level(&mut client), "error");
    client.shut_down();
}

#[test]
fn settings_that_are_not_understood_are_named() {
    let mut client = begun(json!({ "initializationOptions": { "asOf": "soon", "edition": "1999-01" } }));
    let wrong = json!({ "severities": { "no/rule": "hint", "schema": "loud" }, "log": { "level": "all" } });
    client.notify("workspace/didChangeConfiguration", json!({ "settings": { "connspec": wrong } }));
    let told = lines(&mut client);
    let warnings: Vec<_> = told.iter().filter(|(kind, _)| *kind == 2).map(|(_, line)| line.as_str()).collect();
    for word in ["asOf", "edition", "no/rule", "schema can be", "log.level"] {
        assert!(warnings.iter().any(|line| line.contains(word)), "{word}: {told:?}");
    }
    client.shut_down();
}

#[test]
fn a_bug_is_told_with_its_place() {
    let mut client = Client::with_env(&[("CONNSPEC_TEST", "1")]);
    client.initialize(None, pulling());
    let failing = client.ask("workspace/executeCommand", json!({ "command": "connspec.panic" }));
    client.answer(failing);
    let line = client.wait_for("a line", |it| it["method"] == "window/logMessage" && it["params"]["type"] == 1);
    let line = line["params"]["message"].as_str().unwrap();
    assert!(line.contains("commands.rs:") && !line.contains("asked for by a test"), "{line}");
    client.shut_down();
}

#[test]
fn the_log_goes_to_a_file_on_request() {
    let holder = tempfile::tempdir().unwrap();
    let file = holder.path().join("log");
    let mut client = Client::with_env(&[("CONNSPEC_LOG", file.to_str().unwrap())]);
    client.initialize(None, pulling());
    let version = client.execute("connspec.version", json!([]));
    assert_eq!(version["log"], json!(file));
    client.shut_down();
    assert!(std::fs::read_to_string(&file).unwrap().contains("workspace/executeCommand: answered"));
    // A file that can't be written is said, and no reason not to serve.
    let mut client = Client::with_env(&[("CONNSPEC_LOG", holder.path().to_str().unwrap())]);
    client.initialize(None, pulling());
    let line = client.wait_for("a line", |it| it["method"] == "window/logMessage" && it["params"]["type"] == 2);
    assert!(line["params"]["message"].as_str().unwrap().contains("can't be written"), "{line}");
    client.shut_down();
}

/// A client that traces and reads nothing gets what fits, and is told that there was more.
#[test]
fn a_client_that_reads_late_holds_nothing_up() {
    let mut client = Client::reading_after(std::time::Duration::from_millis(700));
    client.begin(json!({ "capabilities": asked_back(), "trace": "messages" }));
    client.open(DOCUMENT, "site a { colour = 1 }\n");
    for _ in 0..3000 {
        client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    }
    assert!(!client.pull(DOCUMENT).is_empty());
    client.shut_down();
}
