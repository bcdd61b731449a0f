//! Commands, and progress on what takes long.

use crate::client::{Client, position, pulling};
use serde_json::{Value, json};

const DOCUMENT: &str = "file:///nowhere/commands.connspec";

const SPEC: &str = "edition 2026-10
site hq { prefixes = 10.1.0.0/16 }
vnet hub { prefixes = 10.0.0.0/16 }
gateway vpn g { vnet = hub, sku = VpnGw1AZ }
connection site-to-site c {
  site    = hq
  gateway = g
  requires { throughput = 100 Mbps, path = private }
}
site far { prefixes = 10.2.0.0/16, requires { path = private } }
";

fn opened() -> Client {
    let mut client = Client::start(None, pulling());
    client.open(DOCUMENT, SPEC);
    client
}

fn execute(client: &mut Client, command: &str, arguments: Value) -> Value {
    client.request("workspace/executeCommand", json!({ "command": command, "arguments": arguments }))
}

#[test]
fn rules_are_explained() {
    let mut client = Client::start(None, pulling());
    let explain = |rule: &str| json!({ "command": "connspec.explain", "arguments": [rule] });
    let page = client.request("workspace/executeCommand", explain("gateway/tunnel-limit"));
    assert!(page.as_str().unwrap().starts_with("# `gateway/tunnel-limit`"));
    let id = client.ask("workspace/executeCommand", explain("no/rule"));
    assert_eq!(client.answer(id)["error"]["code"], -32602);
    let version = client.request("workspace/executeCommand", json!({ "command": "connspec.version" }));
    assert_eq!(version["version"], env!("CARGO_PKG_VERSION"));
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

#[test]
fn what_satisfies_a_requirement_is_shown() {
    let mut client = opened();
    let all = execute(&mut client, "connspec.requirements", json!([DOCUMENT]));
    let all = all.as_str().unwrap();
    assert!(all.contains("`throughput = 100 Mbps`: **met**: `VpnGw1AZ` carries"), "{all}");
    assert!(all.contains("`path = private`: **not met**") && all.contains("What would do: ExpressRoute"), "{all}");
    assert!(all.contains("## `site far`") && all.contains("**ExpressRoute** would do"), "{all}");
    let here = position(SPEC, SPEC.find("site far").unwrap());
    let one = execute(&mut client, "connspec.requirements", json!([DOCUMENT, here]));
    assert!(!one.as_str().unwrap().contains("connection c"), "{one}");
    let lenses = client.request("textDocument/codeLens", json!({ "textDocument": { "uri": DOCUMENT } }));
    let of_requirements: Vec<_> =
        lenses.as_array().unwrap().iter().filter(|it| it["command"]["command"] == "connspec.requirements").collect();
    assert_eq!(of_requirements.len(), 2, "{lenses}");
    assert_eq!(of_requirements[0]["command"]["title"], "1 of 2 requirements met");
    client.shut_down();
}

#[test]
fn the_picture_is_of_the_text_as_it_is() {
    let mut client = opened();
    let picture = execute(&mut client, "connspec.graph", json!([DOCUMENT]));
    let picture = picture.as_str().unwrap();
    assert!(picture.starts_with("<svg ") && picture.contains("hub") && !picture.contains("unsaved"));
    let end = position(SPEC, SPEC.len());
    client.change(DOCUMENT, 2, json!({ "start": end, "end": end }), "vnet unsaved { prefixes = 10.9.0.0/16 }\n");
    assert!(execute(&mut client, "connspec.graph", json!([DOCUMENT])).as_str().unwrap().contains("unsaved"));
    for wrong in [json!([]), json!(["file:///unknown.connspec"]), json!([7])] {
        let id = client.ask("workspace/executeCommand", json!({ "command": "connspec.graph", "arguments": wrong }));
        assert_eq!(client.answer(id)["error"]["code"], -32602);
    }
    client.shut_down();
}

#[test]
fn a_restart_reads_everything_anew() {
    let mut everything = pulling();
    everything["workspace"]["diagnostics"] = json!({ "refreshSupport": true });
    let mut client = Client::start(None, everything);
    client.open(DOCUMENT, SPEC);
    let before = client.pull(DOCUMENT);
    execute(&mut client, "connspec.restart", json!([]));
    client.wait_for("a refresh", |message| message["method"] == "workspace/diagnostic/refresh");
    assert_eq!(client.pull(DOCUMENT), before);
    client.shut_down();
}

#[test]
fn a_command_that_the_client_has_is_not_offered() {
    for (options, offered) in [(json!({}), true), (json!({ "commands": ["connspec.restart"] }), false)] {
        let mut client = Client::silent();
        let params = json!({
            "processId": null, "rootUri": null, "capabilities": pulling(), "initializationOptions": options,
        });
        let result = client.request("initialize", params);
        let commands = result["capabilities"]["executeCommandProvider"]["commands"].as_array().unwrap().clone();
        assert_eq!(commands.contains(&json!("connspec.restart")), offered);
        assert!(commands.contains(&json!("connspec.graph")));
        client.notify("initialized", json!({}));
        client.shut_down();
    }
}

/// Progress is shown for what takes long, and never for the rest; the answers come whether or not the
/// client takes notice.
#[test]
fn long_work_shows_progress() {
    let mut everything = pulling();
    everything["window"] = json!({ "workDoneProgress": true });
    let mut client = Client::with_env(&[("CONNSPEC_TEST", "1")]);
    client.initialize(None, everything);
    client.open(DOCUMENT, SPEC);
    client.pull(DOCUMENT);
    let slow = client.ask("workspace/executeCommand", json!({ "command": "connspec.sleep" }));
    let created = client.wait_for("progress", |message| message["method"] == "window/workDoneProgress/create");
    assert_eq!(created["params"]["token"], "connspec/1", "the quick requests before showed none");
    client.send(&json!({ "jsonrpc": "2.0", "id": created["id"], "result": null }));
    let told = |kind: &'static str| move |message: &Value| message["params"]["value"]["kind"] == kind;
    client.wait_for("a beginning", told("begin"));
    assert!(client.answer(slow).get("error").is_none());
    client.wait_for("an end", told("end"));
    // One that is never answered holds nothing up.
    client.ask("workspace/executeCommand", json!({ "command": "connspec.sleep" }));
    client.wait_for("progress", |message| message["method"] == "window/workDoneProgress/create");
    assert!(!client.pull(DOCUMENT).is_empty());
    client.shut_down();
}
