//! Which text counts, and which files belong together.

use crate::client::{Client, abilities, pulling, range, uri};
use serde_json::json;
use std::path::{Path, PathBuf};

fn workspace(files: &[(&str, &str)]) -> (tempfile::TempDir, PathBuf) {
    let holder = tempfile::tempdir().unwrap();
    let folder = holder.path().canonicalize().unwrap();
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    (holder, folder)
}

const GATEWAY: &str = "vnet hub { prefixes = 10.0.0.0/16 }\ngateway vpn g { vnet = hub, sku = VpnGw1AZ }\n";

fn rules(found: &[serde_json::Value]) -> Vec<String> {
    found.iter().map(|it| it["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn edits_are_applied_whatever_the_line_ends() {
    let mut client = Client::start(None, pulling());
    let document = "untitled:Untitled-1";
    let text = "edition 2026-10\r\nsite \"\u{1f600}\" { }\rvnet b { prefixes = 10.0.0.0/16 }\n";
    client.open(document, text);
    assert_eq!(rules(&client.pull(document)), Vec::<String>::new());
    // After the emoji, in UTF-16; then far beyond the end.
    let at = |line: u32, character: u32| json!({ "line": line, "character": character });
    client.change(document, 2, json!({ "start": at(1, 11), "end": at(1, 11) }), "colour = 1 ");
    assert_eq!(rules(&client.pull(document)), ["schema/unknown-attribute"]);
    client.change(document, 3, json!({ "start": at(99, 0), "end": at(99, 99) }), "site c { size = 1 }\n");
    assert_eq!(rules(&client.pull(document)).len(), 2);
    client.notify(
        "textDocument/didChange",
        json!({ "textDocument": { "uri": document, "version": 4 }, "contentChanges": [{ "text": "edition 2026-10\n" }] }),
    );
    assert!(client.pull(document).is_empty());
    client.shut_down();
}

/// One connection more than the gateway carries.
fn many() -> String {
    let site = |index: u32| {
        format!(
            "site s{index} {{ prefixes = 10.1.{index}.0/24 }}\n\
             connection site-to-site c{index} {{ site = s{index}, gateway = g }}\n"
        )
    };
    (0..31).map(site).collect()
}

#[test]
fn a_root_is_judged_with_what_it_imports() {
    let root = format!("edition 2026-10\nimport \"sites/*.connspec\"\n{GATEWAY}");
    let (_holder, folder) = workspace(&[("root.connspec", &root), ("sites/a.connspec", &many())]);
    let (of_root, of_sites) = (uri(&folder.join("root.connspec")), uri(&folder.join("sites/a.connspec")));
    let mut client = Client::start(Some(&folder), pulling());
    let too_many = |found: Vec<serde_json::Value>| rules(&found).contains(&"gateway/tunnel-limit".to_owned());
    // The imported file alone is open: its root is told of all the same.
    client.open(&of_sites, &many());
    let report = client.request("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let items = report["items"].as_array().unwrap();
    let told = items.iter().find(|it| it["uri"] == of_root).unwrap_or_else(|| panic!("{report}"));
    assert!(too_many(told["items"].as_array().unwrap().clone()));
    client.open(&of_root, &root);
    assert!(too_many(client.pull(&of_root)));
    // A change in the imported file, unsaved, reaches the root.
    let last = many().find("connection site-to-site c30").unwrap();
    client.change(&of_sites, 2, range(&many(), last..many().len()), "");
    assert!(!too_many(client.pull(&of_root)));
    // Closed without saving: what is on disk counts again.
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": of_sites } }));
    assert!(too_many(client.pull(&of_root)));
    client.shut_down();
}

#[test]
fn pushed_diagnostics_follow_what_depends_on_the_change() {
    let root = format!("edition 2026-10\nimport \"a.connspec\"\n{GATEWAY}");
    let (_holder, folder) = workspace(&[("root.connspec", &root), ("a.connspec", &many())]);
    let (of_root, of_sites) = (uri(&folder.join("root.connspec")), uri(&folder.join("a.connspec")));
    let mut client = Client::start(Some(&folder), abilities());
    client.open(&of_sites, &many());
    client.wait_for("the root's findings", |message| {
        message["params"]["uri"] == of_root && message["params"]["diagnostics"].to_string().contains("tunnel-limit")
    });
    let last = many().find("connection site-to-site c30").unwrap();
    client.change(&of_sites, 2, range(&many(), last..many().len()), "");
    client.wait_for("the root's findings taken back", |message| {
        message["params"]["uri"] == of_root && !message["params"]["diagnostics"].to_string().contains("tunnel-limit")
    });
    client.pushed(&of_sites, 2);
    client.shut_down();
}

/// The findings of a spec as the library gives them, as lines.
fn checked(path: &Path) -> Vec<String> {
    use connspec::model::{FileId, Model};
    use connspec::rules::{Settings, evaluate};
    use connspec::workspace::File;
    let text = std::fs::read_to_string(path).unwrap();
    let file = File::new(FileId(0), path, &text);
    let model = Model::build(vec![file.items()], |id| file.item(id).unwrap().clone());
    let today = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date();
    let mut lines: Vec<String> = evaluate(&model, &Settings::as_of(today))
        .iter()
        .map(|finding| {
            let at = file.text().position(file.range(finding.span).unwrap().start, connspec::text::Encoding::Utf16);
            format!("{}:{} {} {}", at.line, at.column, finding.rule, finding.message)
        })
        .collect();
    lines.sort();
    lines
}

#[test]
fn the_same_findings_as_a_check() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples");
    let Ok(listed) = std::fs::read_dir(&examples) else { return };
    let mut paths: Vec<_> = listed.flatten().map(|it| it.path().join("main.connspec")).collect();
    paths.retain(|path| path.is_file());
    paths.sort();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        if text.contains("import \"") {
            continue;
        }
        let mut client = Client::start(None, pulling());
        client.open(&uri(&path), &text);
        let mut lines: Vec<String> = client
            .pull(&uri(&path))
            .iter()
            .map(|it| {
                let start = &it["range"]["start"];
                let message = it["message"].as_str().unwrap().lines().next().unwrap();
                format!("{}:{} {} {message}", start["line"], start["character"], it["code"].as_str().unwrap())
            })
            .collect();
        lines.sort();
        assert_eq!(lines, checked(&path), "{}", path.display());
        client.shut_down();
    }
}

/// A client asks a last time when it closes a file, after the workspace's answer has taken its findings back.
#[test]
fn a_closed_file_of_no_open_spec_has_no_findings() {
    let text = "edition 2026-10\nsite a { colour = 1 }\n";
    let (_holder, folder) = workspace(&[("own.connspec", text), ("other.connspec", "edition 2026-10\n")]);
    let [own, other] = ["own.connspec", "other.connspec"].map(|name| folder.join(name));
    let mut client = Client::start(Some(&folder), pulling());
    client.open(&uri(&own), text);
    client.open(&uri(&other), "edition 2026-10\n");
    assert_eq!(client.pull(&uri(&own)).len(), 1);
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri(&own) } }));
    assert!(client.pull(&uri(&own)).is_empty());
    // Imported by what is open it has them again.
    let importing = "edition 2026-10\nimport \"own.connspec\"\n";
    let all = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 1, "character": 0 } });
    client.change(&uri(&other), 2, all, importing);
    assert!(!client.pull(&uri(&own)).is_empty());
    client.shut_down();
}
