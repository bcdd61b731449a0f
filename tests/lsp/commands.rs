//! Commands, and progress on what takes long.

use crate::client::{Client, position, pulling};
use serde_json::{Value, json};
use std::path::PathBuf;

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
    let all = client.execute("connspec.requirements", json!([DOCUMENT]));
    let all = all.as_str().unwrap();
    assert!(all.contains("`throughput = 100 Mbps`: **met**: `VpnGw1AZ` carries"), "{all}");
    assert!(all.contains("`path = private`: **not met**") && all.contains("What would do: ExpressRoute"), "{all}");
    assert!(all.contains("## `site far`") && all.contains("**ExpressRoute** would do"), "{all}");
    let here = position(SPEC, SPEC.find("site far").unwrap());
    let one = client.execute("connspec.requirements", json!([DOCUMENT, here]));
    assert!(!one.as_str().unwrap().contains("connection c"), "{one}");
    let lenses = client.request("textDocument/codeLens", json!({ "textDocument": { "uri": DOCUMENT } }));
    let of_requirements: Vec<_> =
        lenses.as_array().unwrap().iter().filter(|it| it["command"]["command"] == "connspec.requirements").collect();
    assert_eq!(of_requirements.len(), 2, "{lenses}");
    assert_eq!(of_requirements[0]["command"]["title"], "1 of 2 requirements met");
    // Editors without lenses have it among the code actions.
    let context = json!({ "diagnostics": [], "only": ["source"] });
    let range = json!({ "start": here, "end": here });
    let params = json!({ "textDocument": { "uri": DOCUMENT }, "range": range, "context": context });
    let actions = client.request("textDocument/codeAction", params);
    assert_eq!(actions[0]["command"]["arguments"], json!([DOCUMENT, here]), "{actions}");
    assert!(actions[0]["title"].as_str().unwrap().contains("nothing connects it"), "{actions}");
    client.shut_down();
}

#[test]
fn the_picture_is_of_the_text_as_it_is() {
    let mut client = opened();
    let picture = client.execute("connspec.graph", json!([DOCUMENT]));
    let picture = picture.as_str().unwrap();
    assert!(picture.starts_with("<svg ") && picture.contains("hub") && !picture.contains("unsaved"));
    let end = position(SPEC, SPEC.len());
    client.change(DOCUMENT, 2, json!({ "start": end, "end": end }), "vnet unsaved { prefixes = 10.9.0.0/16 }\n");
    assert!(client.execute("connspec.graph", json!([DOCUMENT])).as_str().unwrap().contains("unsaved"));
    // Without a document it is the one that was asked about last.
    assert!(client.execute("connspec.graph", json!([])).as_str().unwrap().contains("unsaved"));
    for wrong in [json!(["file:///unknown.connspec"]), json!([7])] {
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
    client.execute("connspec.restart", json!([]));
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

/// An editor without a client of ours has no use for what a command answers: it is shown.
#[test]
fn answers_are_shown_as_documents() {
    let mut everything = pulling();
    everything["window"] = json!({ "showDocument": { "support": true } });
    let mut client = Client::start(None, everything);
    client.open(DOCUMENT, SPEC);
    let mut shown = |command: &str, arguments: Value| {
        let answer = client.execute(command, arguments);
        let params = client.serve("window/showDocument", json!({ "success": true }));
        let path = PathBuf::from(params["uri"].as_str().unwrap().strip_prefix("file://").unwrap());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), answer.as_str().unwrap());
        (path, params)
    };
    let (page, params) = shown("connspec.explain", json!(["gateway/tunnel-limit"]));
    assert!(page.ends_with("gateway-tunnel-limit.md") && params["takeFocus"] == true, "{params}");
    let again = shown("connspec.explain", json!(["gateway/tunnel-limit"])).0;
    assert_eq!(page, again, "the same page is the same document");
    let all = shown("connspec.requirements", json!([])).0;
    let one = shown("connspec.requirements", json!([DOCUMENT, position(SPEC, SPEC.find("site far").unwrap())])).0;
    assert_ne!(all, one, "a page that may be open isn't changed");
    let (picture, params) = shown("connspec.graph", json!([DOCUMENT]));
    assert!(picture.extension().is_some_and(|it| it == "svg") && params["external"] == true, "{params}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = page.parent().unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o77, 0, "others can't look into it");
    }
    client.shut_down();
    assert!(!page.parent().unwrap().exists(), "the pages go with the session");
}

#[test]
fn answers_are_messages_where_no_document_can_be_shown() {
    let is_message = |message: &Value| message["method"] == "window/showMessage";
    let text = |message: Value| message["params"]["message"].as_str().unwrap().to_owned();
    let mut client = opened();
    client.execute("connspec.explain", json!(["gateway/tunnel-limit"]));
    let said = text(client.wait_for("a message", is_message));
    assert!(said.starts_with("gateway/tunnel-limit"), "{said}");
    for (command, word) in [("version", "from level info"), ("edition", "2026-10"), ("restart", "anew")] {
        client.execute(&format!("connspec.{command}"), json!([]));
        let said = text(client.wait_for("a message", is_message));
        assert!(said.contains(word), "{said}");
    }
    client.shut_down();
    // One that fails to show it gets the text all the same.
    let mut client = Client::silent();
    client.begin(json!({ "capabilities": { "window": { "showDocument": { "support": true } } } }));
    client.execute("connspec.explain", json!(["gateway/tunnel-limit"]));
    client.serve("window/showDocument", json!({ "success": false }));
    client.wait_for("a message", is_message);
    client.shut_down();
}

#[test]
fn a_client_that_shows_answers_is_left_to_it() {
    let mut client = Client::silent();
    let abilities = json!({ "window": { "showDocument": { "support": true } } });
    client.begin(json!({ "capabilities": abilities, "initializationOptions": { "showsAnswers": true } }));
    client.open(DOCUMENT, SPEC);
    for command in ["explain", "requirements", "graph", "version", "edition", "restart"] {
        let argument = if command == "explain" { "gateway/tunnel-limit" } else { DOCUMENT };
        client.execute(&format!("connspec.{command}"), json!([argument]));
    }
    std::thread::sleep(std::time::Duration::from_millis(100));
    client.execute("connspec.version", json!([]));
    for method in ["window/showDocument", "window/showMessage"] {
        assert!(client.waiting(method).is_none(), "{method}");
    }
    client.shut_down();
}
