//! What the user has set, and `connspec.toml`.

use crate::client::{Client, abilities, pulling, uri};
use serde_json::json;
use std::path::{Path, PathBuf};

const DOCUMENT: &str = "file:///nowhere/a.connspec";

#[test]
fn settings_are_taken_at_the_start_and_when_they_change() {
    let mut client = Client::start(None, pulling());
    client.open(DOCUMENT, "edition 2026-10\nsite a { colour = 1 }\n");
    assert_eq!(client.pull(DOCUMENT)[0]["severity"], 1);
    let settings = json!({ "connspec": { "severities": { "schema/unknown-attribute": "hint" } } });
    client.notify("workspace/didChangeConfiguration", json!({ "settings": settings }));
    assert_eq!(client.pull(DOCUMENT)[0]["severity"], 4);
    client.shut_down();
}

#[test]
fn settings_files_are_part_of_the_project() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().canonicalize().unwrap();
    std::fs::write(folder.join("connspec.toml"), "[severity]\nschema = \"hint\"\nnowhere = \"off\"\n").unwrap();
    let spec = folder.join("a.connspec");
    std::fs::write(&spec, "").unwrap();
    let mut client = Client::start(Some(&folder), pulling());
    client.open(&uri(&spec), "edition 2026-10\nsite a { colour = 1 }\n");
    assert_eq!(client.pull(&uri(&spec))[0]["severity"], 4);
    let report = client.request("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let of_settings =
        report["items"].as_array().unwrap().iter().find(|it| it["uri"] == uri(&folder.join("connspec.toml")));
    assert!(of_settings.unwrap()["items"][0]["message"].as_str().unwrap().contains("nowhere"));
    // A change on disk applies at once.
    std::fs::write(folder.join("connspec.toml"), "[severity]\nschema = \"warning\"\n").unwrap();
    let changes = json!({ "changes": [{ "uri": uri(&folder.join("connspec.toml")), "type": 2 }] });
    client.notify("workspace/didChangeWatchedFiles", changes);
    assert_eq!(client.pull(&uri(&spec))[0]["severity"], 2);
    client.shut_down();
}

/// A folder with a settings file and a spec with a mistake.
fn project(settings: &str) -> (tempfile::TempDir, PathBuf) {
    let holder = tempfile::tempdir().unwrap();
    let folder = holder.path().canonicalize().unwrap();
    std::fs::write(folder.join("connspec.toml"), settings).unwrap();
    std::fs::write(folder.join("a.connspec"), SPEC).unwrap();
    (holder, folder)
}

const SPEC: &str = "edition 2026-10\nsite a { colour = 1 }\n";

fn whole(text: &str) -> serde_json::Value {
    json!({ "start": { "line": 0, "character": 0 }, "end": { "line": text.lines().count(), "character": 0 } })
}

fn open(client: &mut Client, path: &Path) -> String {
    let uri = uri(path);
    client.open(&uri, &std::fs::read_to_string(path).unwrap());
    uri
}

#[test]
fn a_change_of_the_settings_applies_before_it_is_saved() {
    let settings = "[severity]\nschema = \"hint\"\n";
    let (_holder, folder) = project(settings);
    let mut everything = pulling();
    everything["workspace"]["diagnostics"] = json!({ "refreshSupport": true });
    let mut client = Client::start(Some(&folder), everything);
    let spec = open(&mut client, &folder.join("a.connspec"));
    assert_eq!(client.pull(&spec)[0]["severity"], 4);
    let toml = open(&mut client, &folder.join("connspec.toml"));
    assert!(client.pull(&toml).is_empty());
    client.change(&toml, 2, whole(settings), "[severity]\nschema = \"warning\"\nnowhere = \"off\"\n");
    // The client is told to ask again about the spec, which it didn't touch.
    client.wait_for("a refresh", |message| message["method"] == "workspace/diagnostic/refresh");
    assert_eq!(client.pull(&spec)[0]["severity"], 2);
    let found = client.pull(&toml);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["range"]["start"], json!({ "line": 2, "character": 0 }));
    // Closed without saving, what is on disk counts.
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": toml } }));
    assert_eq!(client.pull(&spec)[0]["severity"], 4);
    client.shut_down();
}

#[test]
fn pushed_diagnostics_follow_the_settings() {
    let settings = "[severity]\nschema = \"hint\"\n";
    let (_holder, folder) = project(settings);
    let mut client = Client::start(Some(&folder), abilities());
    let spec = open(&mut client, &folder.join("a.connspec"));
    assert_eq!(client.pushed(&spec, 1)[0]["severity"], 4);
    let toml = open(&mut client, &folder.join("connspec.toml"));
    client.change(&toml, 2, whole(settings), "[severity]\nschema = \"loud\"\n");
    assert!(client.pushed(&toml, 2)[0]["message"].as_str().unwrap().contains("`loud`"));
    client.wait_for("the spec's findings", |message| {
        message["params"]["uri"] == spec && message["params"]["diagnostics"][0]["severity"] == 1
    });
    client.shut_down();
}

#[test]
fn a_settings_file_alone_is_checked() {
    let (_holder, folder) = project("edition = \"1999-01\"\n");
    for abilities in [abilities(), pulling()] {
        let pulls = abilities["textDocument"].get("diagnostic").is_some();
        let mut client = Client::start(Some(&folder), abilities);
        let toml = open(&mut client, &folder.join("connspec.toml"));
        let found = if pulls { client.pull(&toml) } else { client.pushed(&toml, 1) };
        assert!(found[0]["message"].as_str().unwrap().contains("there is no edition `1999-01`"), "{found:?}");
        for method in ["hover", "completion", "definition"] {
            let place = json!({ "line": 0, "character": 3 });
            assert!(client.at(&format!("textDocument/{method}"), &toml, place).is_null());
        }
        client.shut_down();
    }
}
