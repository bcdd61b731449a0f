//! What the user has set, and `connspec.toml`.

use crate::client::{Client, abilities, asked_back, pulling, uri};
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

/// Each folder of the workspace is judged, and shown, by what is set for it.
#[test]
fn folders_have_settings_of_their_own() {
    let (_first, a) = project("");
    let (_second, b) = project("");
    let mut client = Client::silent();
    let folder = |path: &Path| json!({ "uri": uri(path), "name": "folder" });
    client.begin(json!({ "capabilities": asked_back(), "workspaceFolders": [folder(&a), folder(&b)] }));
    let of_a = json!({ "severities": { "schema": "hint" }, "codeLens": { "enable": false } });
    let of_b = json!({ "edition": "2016-05", "severities": { "schema": "warning" } });
    let asked = client.serve("workspace/configuration", json!([{}, of_a, of_b]));
    let scopes: Vec<_> = asked["items"].as_array().unwrap().iter().map(|it| it["scopeUri"].clone()).collect();
    assert_eq!(scopes, [json!(null), json!(uri(&a)), json!(uri(&b))]);
    client.wait_for("a refresh", |message| message["method"] == "workspace/diagnostic/refresh");
    let (in_a, in_b) = (open(&mut client, &a.join("a.connspec")), open(&mut client, &b.join("a.connspec")));
    let severities = |client: &mut Client| [&in_a, &in_b].map(|it| client.pull(it)[0]["severity"].clone());
    assert_eq!(severities(&mut client), [4, 2]);
    let edition = |client: &mut Client, of: &str| client.execute("connspec.edition", json!([of]));
    assert_eq!([edition(&mut client, &in_a), edition(&mut client, &in_b)], ["2026-10", "2016-05"]);
    let lenses = |client: &mut Client, of: &str| {
        client.request("textDocument/codeLens", json!({ "textDocument": { "uri": of } }))
    };
    assert!(lenses(&mut client, &in_a).is_null() && lenses(&mut client, &in_b).is_array());
    // A change is asked for again; a folder that has nothing of its own takes what holds for everything.
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    client.serve("workspace/configuration", json!([{ "severities": { "schema": "info" } }, null, of_b]));
    client.wait_for("a refresh", |message| message["method"] == "workspace/diagnostic/refresh");
    assert_eq!(severities(&mut client), [3, 2]);
    // So are folders that come.
    let event = json!({ "added": [], "removed": [folder(&b)] });
    client.notify("workspace/didChangeWorkspaceFolders", json!({ "event": event }));
    let asked = client.serve("workspace/configuration", json!([{ "severities": { "schema": "info" } }, null]));
    assert_eq!(asked["items"].as_array().unwrap().len(), 2);
    client.wait_for("a refresh", |message| message["method"] == "workspace/diagnostic/refresh");
    assert_eq!(severities(&mut client)[0], 3);
    client.shut_down();
}

#[test]
fn patterns_that_name_nothing_are_shown() {
    let settings = "roots = [\"a.connspec\", \"gone.connspec\"]\nexclude = [\"old/\", \"none/\", \"!kept.connspec\"]\n";
    let (_holder, folder) = project(settings);
    std::fs::create_dir(folder.join("old")).unwrap();
    std::fs::write(folder.join("old/x.connspec"), "").unwrap();
    let mut client = Client::start(Some(&folder), pulling());
    open(&mut client, &folder.join("a.connspec"));
    let toml = open(&mut client, &folder.join("connspec.toml"));
    let found = |client: &mut Client, text: &str| {
        let blamed = |it: &serde_json::Value| {
            let at = |end: &str| it["range"][end]["character"].as_u64().unwrap() as usize;
            let line = text.lines().nth(it["range"]["start"]["line"].as_u64().unwrap() as usize).unwrap();
            (line[at("start")..at("end")].to_owned(), it["severity"].as_u64().unwrap())
        };
        client.pull(&toml).iter().map(blamed).collect::<Vec<_>>()
    };
    assert_eq!(found(&mut client, settings), [("\"gone.connspec\"".into(), 2), ("\"none/\"".into(), 4)]);
    // At once when the settings change, and when a file comes.
    let changed = settings.replace("none/", "old/x*");
    client.change(&toml, 2, whole(settings), &changed);
    assert_eq!(found(&mut client, &changed), [("\"gone.connspec\"".into(), 2)]);
    std::fs::write(folder.join("gone.connspec"), "").unwrap();
    let event = json!({ "changes": [{ "uri": uri(&folder.join("gone.connspec")), "type": 1 }] });
    client.notify("workspace/didChangeWatchedFiles", event);
    assert_eq!(found(&mut client, &changed), []);
    client.shut_down();
    // Of a project of which the workspace holds a part, nothing can be said.
    let mut client = Client::start(Some(&folder.join("old")), pulling());
    open(&mut client, &folder.join("old/x.connspec"));
    assert!(client.pull(&toml).is_empty());
    client.shut_down();
}
