//! Sessions as real editors begin them: `clients/` holds what each sent as its `initialize`.

use crate::client::{Client, uri};
use serde_json::{Value, json};
use std::path::Path;

fn captured() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lsp/clients");
    let mut found: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .flatten()
        .map(|it| {
            (it.file_name().into_string().unwrap(), serde_json::from_slice(&std::fs::read(it.path()).unwrap()).unwrap())
        })
        .collect();
    found.sort_by(|a: &(String, Value), b| a.0.cmp(&b.0));
    found
}

const SPEC: &str = "edition 2026-10\nlet corp = [10.1.0.0/16]\nsite hq { prefixes = corp, colour = 1 }\n\
    vnet hub { prefixes = 10.0.0.0/16 }\ngateway vpn g {\n  vnet = hub\n  sku = VpnGw1AZ\n}\n\
    connection site-to-site c { site = hq, gateway = g }\n";

#[test]
fn every_editor_gets_answers_to_everything() {
    for (name, mut params) in captured() {
        let holder = tempfile::tempdir().unwrap();
        let folder = holder.path().canonicalize().unwrap();
        let path = folder.join("a.connspec");
        std::fs::write(&path, SPEC).unwrap();
        if !params["rootUri"].is_null() {
            params["rootUri"] = json!(uri(&folder));
        }
        params["rootPath"] = json!(folder);
        if params["workspaceFolders"].as_array().is_some_and(|it| !it.is_empty()) {
            params["workspaceFolders"] = json!([{ "uri": uri(&folder), "name": "w" }]);
        }
        let mut client = Client::silent();
        let pulls = params["capabilities"]["textDocument"].get("diagnostic").is_some();
        let result = client.request("initialize", params);
        client.notify("initialized", json!({}));
        assert_eq!(result["capabilities"].get("diagnosticProvider").is_some(), pulls, "{name}");
        let of = uri(&path);
        client.open(&of, SPEC);
        let found = if pulls { client.pull(&of) } else { client.pushed(&of, 1) };
        assert!(found.iter().any(|it| it["code"] == "schema/unknown-attribute"), "{name}: {found:?}");
        let document = json!({ "uri": of });
        let place = json!({ "line": 6, "character": 10 });
        let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } });
        let options = json!({ "tabSize": 2, "insertSpaces": true });
        for method in ["hover", "completion", "definition", "documentHighlight", "prepareRename"] {
            client.at(&format!("textDocument/{method}"), &of, place.clone());
        }
        for method in ["documentSymbol", "foldingRange", "semanticTokens/full", "codeLens", "documentLink"] {
            let answer = client.request(&format!("textDocument/{method}"), json!({ "textDocument": document }));
            assert!(answer.is_object() || answer.is_array(), "{name} {method}: {answer}");
        }
        let context = json!({ "includeDeclaration": true });
        client.request(
            "textDocument/references",
            json!({ "textDocument": document, "position": { "line": 2, "character": 6 }, "context": context }),
        );
        client.request(
            "textDocument/rename",
            json!({ "textDocument": document, "position": { "line": 2, "character": 6 }, "newName": "a" }),
        );
        client.request("textDocument/inlayHint", json!({ "textDocument": document, "range": whole }));
        client.request("textDocument/semanticTokens/range", json!({ "textDocument": document, "range": whole }));
        client.request("textDocument/selectionRange", json!({ "textDocument": document, "positions": [place] }));
        client.request(
            "textDocument/codeAction",
            json!({ "textDocument": document, "range": whole, "context": { "diagnostics": [] } }),
        );
        client.request(
            "textDocument/onTypeFormatting",
            json!({ "textDocument": document, "position": place, "ch": "}", "options": options }),
        );
        client.request("workspace/symbol", json!({ "query": "" }));
        client.shut_down();
    }
}

/// A line on each thing that the server says it can do.
const LINES: &[(&str, &str, &str)] = &[
    (
        "textDocumentSync",
        "`didOpen`, `didChange`, `didClose`, `didSave`",
        "Changes come piece by piece; an unsaved text counts.",
    ),
    (
        "diagnosticProvider",
        "`textDocument/diagnostic`, `workspace/diagnostic`",
        "Findings, asked for by editors that can; for the others they are sent with `publishDiagnostics`. The pull of the workspace is held open until something changes.",
    ),
    (
        "completionProvider",
        "`textDocument/completion`, `completionItem/resolve`",
        "Blocks with stops, attributes (required first, none that is there), types, values, names, devices, units, import paths, rules; free prefixes and numbers, and what the ends of a connection have. Typed words find them by the names of Azure's API, Bicep and Terraform, too (`psk`, `local_network_gateway`). Values are tried in place: what keeps the spec whole comes first, what would break it last, each with the reason, what is retired struck through. Documentation on resolve.",
    ),
    (
        "hoverProvider",
        "`textDocument/hover`",
        "Connection types, SKUs with how much of them is used, attributes, devices, regions, peering locations, addresses and prefixes with what holds them, AS numbers, names with their declaration as it is written and its comment, requirements with whether and by what they are met, rules in `@allow`, imports with their files, editions with what changed.",
    ),
    (
        "definitionProvider",
        "`textDocument/definition`",
        "From a name to its declaration, across files; from an import to its file.",
    ),
    (
        "referencesProvider",
        "`textDocument/references`",
        "Every place of a name, over all specs that the file is part of.",
    ),
    (
        "documentHighlightProvider",
        "`textDocument/documentHighlight`",
        "The places of a name in this file; its declaration as a write.",
    ),
    (
        "renameProvider",
        "`textDocument/rename`, `textDocument/prepareRename`",
        "Renames declarations, devices, NAT rules and `let`s in all files; quotes a name that needs it; refuses one that is taken.",
    ),
    (
        "documentSymbolProvider",
        "`textDocument/documentSymbol`",
        "The outline: blocks with what is in them, `let`s, `defaults`, imports.",
    ),
    ("workspaceSymbolProvider", "`workspace/symbol`", "Declarations and `let`s of every spec around what is open."),
    (
        "linkedEditingRangeProvider",
        "`textDocument/linkedEditingRange`",
        "On a declaration whose references all stand in its file: they are edited with it. On a reference nothing, since it may be meant for another name.",
    ),
    ("foldingRangeProvider", "`textDocument/foldingRange`", "Blocks, lists, comments, imports."),
    ("selectionRangeProvider", "`textDocument/selectionRange`", "Value, attribute, body, block, item, file."),
    (
        "semanticTokensProvider",
        "`textDocument/semanticTokens/full`, `…/full/delta`, `…/range`",
        "What each word is; names that are declared, and what is retired.",
    ),
    (
        "inlayHintProvider",
        "`textDocument/inlayHint`",
        "What a gateway's connections use of its SKU, the size of a prefix, what a block got from `defaults`.",
    ),
    (
        "codeLensProvider",
        "`textDocument/codeLens`",
        "Above a gateway its connections and what they ask together; above sites, VNets and circuits their references; above what has `requires` how many are met.",
    ),
    (
        "documentLinkProvider",
        "`textDocument/documentLink`",
        "From an import to its file, from a connection type to Azure's page about it, from a rule in `@allow` to its page.",
    ),
    (
        "codeActionProvider",
        "`textDocument/codeAction`",
        "Fixes; `source.fixAll.connspec` for all safe ones; allow a finding that can be accepted, with a reason; explain its rule; show what satisfies the requirements there. Refactorings: another type for a connection, best first, keeping what fits; a `requires` block; a `let` for a list of prefixes, or its value where it is used; a file of its own for a block, with its import.",
    ),
    (
        "documentFormattingProvider",
        "`textDocument/formatting`",
        "The canonical form, as edits of the lines that change.",
    ),
    ("documentRangeFormattingProvider", "`textDocument/rangeFormatting`", "The same for a stretch."),
    (
        "documentOnTypeFormattingProvider",
        "`textDocument/onTypeFormatting`",
        "A closing brace goes back to its block's indentation; a new line gets that of its block.",
    ),
    (
        "executeCommandProvider",
        "`workspace/executeCommand`",
        "`connspec.edition` gives the edition that a document is checked against, `connspec.explain` a rule's page, `connspec.requirements` what satisfies the requirements at a place or of a file, both in Markdown; `connspec.graph` the spec's picture as SVG, unsaved text included; `connspec.restart` reads everything anew; `connspec.version` gives the version, from which level on the editor gets the log, and the file it goes to as well. A document that isn't named is the one asked about last. To an editor that doesn't say `showsAnswers` in its `initializationOptions` the server shows what they answer, as a document (`window/showDocument`) or as a message.",
    ),
    (
        "workspace",
        "`workspace/didChangeWorkspaceFolders`, `workspace/willRenameFiles`, `workspace/didRenameFiles`",
        "Several folders; imports follow a file that moves.",
    ),
    ("positionEncoding", "", ""),
];

#[test]
fn the_page_lists_what_the_server_can_do() {
    let (_, params) = captured().into_iter().find(|(name, _)| name.starts_with("vscode")).unwrap();
    let mut client = Client::silent();
    let result = client.request("initialize", params);
    let capabilities = result["capabilities"].as_object().unwrap().clone();
    client.hang_up();
    let mut page = String::from(
        "# What editors get\n\nWhat `connspec lsp` answers, by the methods of the Language Server Protocol. The README leads to the page of each editor.\n\
         A test holds this page against what the server says it can do; `UPDATE_PAGES=1 cargo test --test lsp` writes it anew.\n\n\
         | method | what it gives |\n| --- | --- |\n",
    );
    for name in capabilities.keys() {
        assert!(LINES.iter().any(|(known, ..)| known == name), "{name} needs a line");
    }
    for (name, methods, line) in LINES {
        if capabilities.contains_key(*name) && !methods.is_empty() {
            page.push_str(&format!("| {methods} | {line} |\n"));
        }
    }
    page.push_str(
        "\nThe server listens to `workspace/didChangeConfiguration` and `workspace/didChangeWatchedFiles`, and registers for\n\
         them where the editor lets it. Positions are counted in the first of UTF-8 and UTF-32 that the editor offers, else\n\
         in UTF-16. Work of more than half a second shows progress (`window/workDoneProgress`). `connspec.toml` is checked\n\
         too, where the editor shows it to the server as it is edited, else as it is saved.\n\n\
         Settings are asked for with `workspace/configuration`, for each folder of the workspace apart: a folder's own count for\n\
         its files. The section `connspec` holds `edition`, `asOf`, `severities`, `inlayHints.enable`, `codeLens.enable` and\n\
         `log.level`. The server logs with `window/logMessage`, from `log.level` on (`error`, `warning`, `info`, `debug`; `info`\n\
         where nothing is set, `debug` while `$/setTrace` is on), and to the file that the environment variable `CONNSPEC_LOG`\n\
         names. No log holds text of a spec. The server ends with the process that `initialize` names.\n",
    );
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/editor-features.md");
    if std::env::var_os("UPDATE_PAGES").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(written == page, "docs/editor-features.md is out of date: run it again with UPDATE_PAGES=1");
}
