//! Clients under which a server breaks: faster than anybody types, cancelling half of what they ask,
//! slow to read, answering late and in another order, sending what no string can hold.

use crate::client::{Client, abilities, asked_back, position, pulling, uri};
use serde_json::{Value, json};
use std::collections::HashMap;

const DOCUMENT: &str = "file:///nowhere/stress.connspec";

/// Every request about a place or a document, with its parameters.
fn question(which: usize, uri: &str, at: &Value) -> (&'static str, Value) {
    let document = json!({ "uri": uri });
    let placed = json!({ "textDocument": document, "position": at });
    let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 999, "character": 0 } });
    let options = json!({ "tabSize": 2, "insertSpaces": true });
    match which % 18 {
        0 => ("textDocument/hover", placed),
        1 => ("textDocument/completion", placed),
        2 => ("textDocument/definition", placed),
        3 => (
            "textDocument/references",
            json!({ "textDocument": document, "position": at, "context": { "includeDeclaration": true } }),
        ),
        4 => ("textDocument/documentHighlight", placed),
        5 => ("textDocument/documentSymbol", json!({ "textDocument": document })),
        6 => ("textDocument/semanticTokens/full", json!({ "textDocument": document })),
        7 => ("textDocument/foldingRange", json!({ "textDocument": document })),
        8 => ("textDocument/inlayHint", json!({ "textDocument": document, "range": whole })),
        9 => ("textDocument/codeLens", json!({ "textDocument": document })),
        10 => ("textDocument/documentLink", json!({ "textDocument": document })),
        11 => ("textDocument/formatting", json!({ "textDocument": document, "options": options })),
        12 => ("textDocument/selectionRange", json!({ "textDocument": document, "positions": [at] })),
        13 => (
            "textDocument/codeAction",
            json!({ "textDocument": document, "range": { "start": at, "end": at }, "context": { "diagnostics": [] } }),
        ),
        14 => ("textDocument/prepareRename", placed),
        15 => ("textDocument/rename", json!({ "textDocument": document, "position": at, "newName": "renamed" })),
        16 => ("workspace/symbol", json!({ "query": "a" })),
        _ => ("textDocument/diagnostic", json!({ "textDocument": document })),
    }
}

fn messages_of(found: &[Value]) -> Vec<String> {
    found.iter().map(|it| format!("{} {} {}", it["range"], it["code"], it["message"])).collect()
}

fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Types into three files of one spec at once, asks for everything, cancels every second question.
#[test]
fn everything_is_asked_while_several_files_change() {
    let holder = tempfile::tempdir().unwrap();
    let folder = holder.path().canonicalize().unwrap();
    let names = ["main.connspec", "b.connspec", "c.connspec"];
    let mut texts: Vec<String> = vec![
        "edition 2026-10\nimport \"b.connspec\"\nimport \"c.connspec\"\nvnet hub { prefixes = 10.0.0.0/16 }\n".into(),
        "gateway vpn g { vnet = hub, sku = VpnGw1AZ }\nsite b { prefixes = 10.1.0.0/16 }\n".into(),
        "connection site-to-site c { site = b, gateway = g }\n".into(),
    ];
    for (name, text) in names.iter().zip(&texts) {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let uris: Vec<String> = names.iter().map(|name| uri(&folder.join(name))).collect();
    let mut client = Client::start(Some(&folder), pulling());
    uris.iter().zip(&texts).for_each(|(uri, text)| client.open(uri, text));
    let typed = ["s", "i", "t", "e", " ", "\u{1f6f0}", " {", "\n", "}", "\n", "\"", "colour = 1", ",", ""];
    let mut asked: HashMap<i64, bool> = HashMap::new();
    for step in 0..900 {
        let which = step % 3;
        let text = &mut texts[which];
        let start = boundary(text, step * 7919 % (text.len() + 1));
        let end = boundary(text, start + usize::from(step % 5 == 0) * 4);
        let range = json!({ "start": position(text, start), "end": position(text, end) });
        let new = typed[step % typed.len()];
        text.replace_range(start..end, new);
        client.change(&uris[which], 2 + step as i64 / 3, range, new);
        let at = position(text, boundary(text, start));
        let (method, params) = question(step, &uris[step % 7 % 3], &at);
        let id = client.ask(method, params);
        let cancelled = step % 2 == 0;
        if cancelled {
            client.notify("$/cancelRequest", json!({ "id": id }));
        }
        asked.insert(id, cancelled);
    }
    let (mut answered, mut refused) = (0, 0);
    for (id, cancelled) in asked {
        let answer = client.answer(id);
        match answer["error"]["code"].as_i64() {
            None => answered += 1,
            Some(-32800) if cancelled => refused += 1,
            // A name that can't be renamed says so.
            Some(-32602 | -32803) => answered += 1,
            _ => panic!("{answer}"),
        }
    }
    assert!(answered >= 450, "{answered} answered, {refused} cancelled");
    // What is left is what a server that saw nothing of it says of the same texts.
    let mut fresh = Client::start(Some(&folder), pulling());
    uris.iter().zip(&texts).for_each(|(uri, text)| fresh.open(uri, text));
    for uri in &uris {
        assert_eq!(messages_of(&client.pull(uri)), messages_of(&fresh.pull(uri)), "{uri}");
    }
    fresh.shut_down();
    client.shut_down();
}

/// Answers the server's own requests late, in reverse order, every second one with an error.
#[test]
fn late_answers_in_another_order_are_taken() {
    let mut client = Client::start(None, asked_back());
    client.open(DOCUMENT, "site a { colour = 1 }\n");
    for _ in 0..20 {
        client.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    }
    assert!(!client.pull(DOCUMENT).is_empty());
    let mut requests = Vec::new();
    while let Some(request) = client.waiting_request() {
        requests.push(request);
    }
    assert!(requests.len() > 2, "{requests:?}");
    for (index, request) in requests.iter().rev().enumerate() {
        let mut answer = json!({ "jsonrpc": "2.0", "id": request["id"] });
        match (index % 2, request["method"].as_str()) {
            (0, _) => answer["error"] = json!({ "code": -32603, "message": "no" }),
            (_, Some("workspace/configuration")) => {
                answer["result"] = json!([{ "severities": { "schema/unknown-attribute": "hint" } }]);
            }
            _ => answer["result"] = Value::Null,
        }
        client.send(&answer);
        // Once more: nobody waits for it now.
        client.send(&answer);
    }
    assert!(!client.pull(DOCUMENT).is_empty());
    client.shut_down();
}

/// A client that asks and asks and reads nothing meanwhile.
#[test]
fn a_client_that_reads_late_gets_everything() {
    let mut client = Client::reading_after(std::time::Duration::from_millis(700));
    client.initialize(None, pulling());
    client.open(DOCUMENT, &"site a { colour = 1 }\n".repeat(40));
    let asked: Vec<i64> = (0..400)
        .map(|_| client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": DOCUMENT } })))
        .collect();
    for id in asked {
        assert!(client.answer(id)["result"].is_object());
    }
    client.shut_down();
}

/// What the transport itself would end the session at.
#[test]
fn no_message_ends_the_session() {
    let mut client = Client::start(None, pulling());
    client.open(DOCUMENT, "edition 2026-10\n");
    let framed =
        |body: &[u8], more: &str| [format!("{more}Content-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat();
    let deep = format!(r#"{{"jsonrpc":"2.0","method":"x","params":{}{}}}"#, "[".repeat(300), "]".repeat(300));
    for body in
        [&b"{\"jsonrpc\":\"2.0\",\"method\":\"x\",\"params\":\"\xff\"}"[..], deep.as_bytes(), b"", b"null", b"[]"]
    {
        client.send_raw(&framed(body, ""));
        let answer = client.wait_for("a refusal", |message| message["id"].is_null() && message.get("error").is_some());
        assert!(matches!(answer["error"]["code"].as_i64(), Some(-32700 | -32600)), "{answer}");
    }
    // A head that the transport wouldn't take, and half of a character, as editors in JavaScript send it.
    let change = json!({
        "jsonrpc": "2.0", "method": "textDocument/didChange",
        "params": { "textDocument": { "uri": DOCUMENT, "version": 2 }, "contentChanges": [{ "text": "# HALF\nsite a { x = 1 }\n" }] },
    });
    let body = change.to_string().replace("HALF", "\\ud83d");
    client.send_raw(&framed(body.as_bytes(), "content-type: application/vscode-jsonrpc\r\nX-Other: 1\r\n"));
    let range = json!({ "start": { "line": 0, "character": 3 }, "end": { "line": 0, "character": 3 } });
    client.change(DOCUMENT, 3, range, "!");
    let found = client.pull(DOCUMENT);
    let unknown = found.iter().find(|it| it["code"] == "schema/unknown-attribute").expect("still in step");
    assert_eq!(unknown["range"]["start"], json!({ "line": 1, "character": 9 }));
    client.shut_down();
}

/// Texts that nobody would write.
#[test]
fn documents_of_any_shape_are_served() {
    let mut client = Client::start(None, pulling());
    let long = format!("site a {{ prefixes = [{}] }}", "10.0.0.0/24, ".repeat(20_000));
    let texts = [
        format!("site a {{{}", " b {".repeat(50_000)),
        format!("let x = {}", "[".repeat(50_000)),
        "\"".repeat(20_000),
        "\r".repeat(20_000),
        "\0".repeat(1000),
        long,
    ];
    for (index, text) in texts.iter().enumerate() {
        let uri = format!("file:///nowhere/{index}.connspec");
        client.open(&uri, text);
        client.pull(&uri);
        for which in 0..17 {
            let (method, params) = question(which, &uri, &json!({ "line": 0, "character": 12 }));
            let id = client.ask(method, params);
            let code = client.answer(id)["error"]["code"].as_i64();
            assert!(code != Some(-32603), "{method} of text {index} failed");
        }
        client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }
    client.shut_down();
}

/// A key in a spec comes back in no message but what the client itself asked to be edited, and in no log.
#[test]
fn a_shared_key_is_not_repeated() {
    const SECRET: &str = "Zq7Marker";
    let holder = tempfile::tempdir().unwrap();
    let log = holder.path().join("log");
    let mut client = Client::with_env(&[("CONNSPEC_LOG", log.to_str().unwrap())]);
    client.begin(json!({ "capabilities": pulling(), "trace": "verbose" }));
    let text = format!(
        "vnet hub {{ prefixes = 10.0.0.0/16 }}\ngateway vpn g {{ vnet = hub, sku = VpnGw1AZ }}\nsite hq {{ }}\n\
         connection site-to-site hq {{\n  site = hq\n  gateway = g\n  shared-key = \"{SECRET}\"\n  shared-key = {SECRET}\n}}\n"
    );
    client.open(DOCUMENT, &text);
    let mut said = vec![Value::Array(client.pull(DOCUMENT))];
    for line in [6, 7] {
        for which in (0..17).filter(|which| ![11, 13].contains(which)) {
            let (method, params) = question(which, DOCUMENT, &json!({ "line": line, "character": 18 }));
            let id = client.ask(method, params);
            said.push(client.answer(id));
        }
    }
    while let Some(line) = client.waiting("window/logMessage") {
        said.push(line);
    }
    assert!(said.len() > 32, "the log came as well");
    for answer in said {
        assert!(!answer.to_string().contains(SECRET), "{answer}");
    }
    client.shut_down();
    assert!(!std::fs::read_to_string(&log).unwrap_or_default().contains(SECRET), "it is in the log");
}

#[test]
fn clients_that_die_in_the_middle_take_the_server_with_them() {
    for cut in [0, 1, 20, 60] {
        let mut client = Client::start(None, abilities());
        client.open(DOCUMENT, &"site a { colour = 1 }\n".repeat(200));
        let message = "Content-Length: 600\r\n\r\n{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didChange\"";
        client.send_raw(&message.as_bytes()[..cut]);
        client.hang_up();
        assert_eq!(client.ended().code(), Some(1), "cut after {cut}");
    }
}

/// A file with more findings than anybody reads: the worst are told, and how many are not.
#[test]
fn thousands_of_findings_are_cut_with_the_worst_kept() {
    let mut client = Client::start(None, pulling());
    let lets: String = (0..10_020).map(|n| format!("let x{n}: 1\n")).collect();
    let text = format!("edition 2026-10\n{lets}site a {{ colour = 1 }}\n");
    client.open(DOCUMENT, &text);
    let told = client.pull(DOCUMENT);
    let of = |severity: i64| told.iter().filter(|it| it["severity"] == severity).count();
    assert_eq!([of(4), of(1)], [9_999, 1], "hints make room for errors");
    let last = told.last().unwrap();
    assert_eq!(last["message"], "21 more findings of this file aren't shown here; `connspec check` shows all");
    let lines = json!({ "start": { "line": 1, "character": 0 }, "end": { "line": 22, "character": 0 } });
    client.change(DOCUMENT, 2, lines, "");
    assert_eq!(client.pull(DOCUMENT).len(), 10_000, "nothing is left out of so many");
    client.shut_down();
}
