//! The protocol's own description of itself. The test client holds every message of the server
//! against it: methods and their direction, types, and nothing that isn't described.

use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::path::Path;
use std::sync::OnceLock;

/// The types of the protocol.
pub struct MetaModel {
    structures: HashMap<String, Value>,
    enumerations: HashMap<String, Value>,
    aliases: HashMap<String, Value>,
    requests: HashMap<String, Value>,
    notifications: HashMap<String, Value>,
}

/// The meta-model, read once.
pub fn meta_model() -> &'static MetaModel {
    static READ: OnceLock<MetaModel> = OnceLock::new();
    READ.get_or_init(|| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/editors/lsp-metamodel/lsp-3.18.json");
        let tree: Value = serde_json::from_slice(&std::fs::read(path).expect("the meta-model")).expect("JSON");
        let by = |list: &str, key: &str| {
            let entries = tree[list].as_array().expect("a list").iter();
            entries.map(|it| (it[key].as_str().expect("a name").to_owned(), it.clone())).collect()
        };
        MetaModel {
            structures: by("structures", "name"),
            enumerations: by("enumerations", "name"),
            aliases: by("typeAliases", "name"),
            requests: by("requests", "method"),
            notifications: by("notifications", "method"),
        }
    })
}

impl MetaModel {
    /// What is wrong with a message of the server's. `asked`: the method that an answer is for.
    pub fn faults(&self, message: &Value, asked: Option<&str>) -> Vec<String> {
        let mut wrong = Vec::new();
        if message["jsonrpc"] != "2.0" {
            wrong.push("no jsonrpc".to_owned());
        }
        if let Some(method) = message["method"].as_str() {
            let known = if message.get("id").is_some() { &self.requests } else { &self.notifications };
            match known.get(method) {
                None => wrong.push(format!("{method}: unknown")),
                Some(it) if it["messageDirection"] == "clientToServer" => {
                    wrong.push(format!("{method}: from a server"))
                }
                Some(it) if it.get("params").is_some() => {
                    self.check(&message["params"], &it["params"], method, &mut wrong);
                }
                Some(_) => {}
            }
        } else if let Some(error) = message.get("error") {
            if !(error["code"].is_i64() && error["message"].is_string()) {
                wrong.push(format!("not an error: {error}"));
            }
        } else if let Some(it) = asked.and_then(|method| self.requests.get(method)) {
            self.check(&message["result"], &it["result"], it["method"].as_str().unwrap_or_default(), &mut wrong);
        }
        wrong
    }

    fn check(&self, value: &Value, ty: &Value, path: &str, wrong: &mut Vec<String>) {
        let mut fail = |what: &str| wrong.push(format!("{path}: not {what}: {value}"));
        match ty["kind"].as_str().unwrap_or_default() {
            "base" => {
                let name = ty["name"].as_str().unwrap_or_default();
                if !is_base(value, name) {
                    fail(name);
                }
            }
            "reference" => self.check_named(value, ty["name"].as_str().unwrap_or_default(), path, wrong),
            "array" => match value.as_array() {
                Some(elements) => {
                    for (index, element) in elements.iter().enumerate() {
                        self.check(element, &ty["element"], &format!("{path}[{index}]"), wrong);
                    }
                }
                None => fail("an array"),
            },
            "map" => match value.as_object() {
                Some(entries) => {
                    for (key, entry) in entries {
                        self.check(entry, &ty["value"], &format!("{path}.{key}"), wrong);
                    }
                }
                None => fail("a map"),
            },
            "or" => {
                let alternatives: Vec<Vec<String>> = list(&ty["items"])
                    .map(|item| {
                        let mut faults = Vec::new();
                        self.check(value, item, path, &mut faults);
                        faults
                    })
                    .collect();
                if alternatives.iter().all(|faults| !faults.is_empty()) {
                    // The one that comes closest says most.
                    wrong.extend(alternatives.into_iter().min_by_key(Vec::len).unwrap_or_default());
                }
            }
            "and" => list(&ty["items"]).for_each(|item| self.check(value, item, path, wrong)),
            "tuple" => match value.as_array().filter(|it| it.len() == list(&ty["items"]).count()) {
                Some(elements) => {
                    elements.iter().zip(list(&ty["items"])).for_each(|(it, item)| self.check(it, item, path, wrong));
                }
                None => fail("a tuple"),
            },
            "literal" => self.check_object(value, list(&ty["value"]["properties"]).collect(), path, wrong),
            "stringLiteral" if *value != ty["value"] => fail(ty["value"].as_str().unwrap_or_default()),
            "stringLiteral" => {}
            other => fail(&format!("of a kind that is known ({other})")),
        }
    }

    fn check_named(&self, value: &Value, name: &str, path: &str, wrong: &mut Vec<String>) {
        if matches!(name, "LSPAny" | "LSPObject" | "LSPArray") {
            return;
        }
        if self.structures.contains_key(name) {
            let mut properties = Vec::new();
            self.properties(name, &mut properties);
            self.check_object(value, properties, path, wrong);
        } else if let Some(it) = self.enumerations.get(name) {
            self.check(value, &it["type"], path, wrong);
            let known = list(&it["values"]).any(|entry| entry["value"] == *value);
            if !known && it["supportsCustomValues"] != true {
                wrong.push(format!("{path}: {value} is no {name}"));
            }
        } else {
            self.check(value, &self.aliases[name]["type"], path, wrong);
        }
    }

    fn properties<'m>(&'m self, name: &str, into: &mut Vec<&'m Value>) {
        let it = &self.structures[name];
        for parent in list(&it["extends"]).chain(list(&it["mixins"])) {
            self.properties(parent["name"].as_str().unwrap_or_default(), into);
        }
        // What a structure says itself wins over what it inherits.
        into.retain(|known| list(&it["properties"]).all(|own| own["name"] != known["name"]));
        into.extend(list(&it["properties"]));
    }

    fn check_object(&self, value: &Value, properties: Vec<&Value>, path: &str, wrong: &mut Vec<String>) {
        let empty = Map::new();
        let Some(object) = value.as_object() else {
            wrong.push(format!("{path}: not an object: {value}"));
            return;
        };
        for property in &properties {
            let name = property["name"].as_str().unwrap_or_default();
            match object.get(name) {
                Some(inner) => self.check(inner, &property["type"], &format!("{path}.{name}"), wrong),
                None if property["optional"] == true => {}
                None => wrong.push(format!("{path}: {name} is missing")),
            }
        }
        for name in if properties.is_empty() { &empty } else { object }.keys() {
            if properties.iter().all(|it| it["name"] != **name) {
                wrong.push(format!("{path}: {name} is not described"));
            }
        }
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn is_base(value: &Value, name: &str) -> bool {
    match name {
        "string" | "RegExp" => value.is_string(),
        "URI" | "DocumentUri" => value.as_str().is_some_and(|it| it.contains(':')),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "integer" => value.as_i64().is_some_and(|it| i32::try_from(it).is_ok()),
        "uinteger" => value.as_u64().is_some_and(|it| i32::try_from(it).is_ok()),
        "decimal" => value.is_number(),
        _ => false,
    }
}

#[test]
fn it_tells_right_from_wrong() {
    let model = meta_model();
    let faults = |message: Value, asked: Option<&str>| model.faults(&message, asked).len();
    let place = json!({ "line": 1, "character": 2 });
    let range = json!({ "start": place, "end": place });
    let hover =
        |contents: Value| json!({ "jsonrpc": "2.0", "id": 1, "result": { "contents": contents, "range": range } });
    assert_eq!(faults(hover(json!({ "kind": "markdown", "value": "x" })), Some("textDocument/hover")), 0);
    assert_ne!(faults(hover(json!({ "kind": "html", "value": "x" })), Some("textDocument/hover")), 0);
    assert_ne!(faults(hover(json!(7)), Some("textDocument/hover")), 0);
    let notified = |method: &str, params: Value| json!({ "jsonrpc": "2.0", "method": method, "params": params });
    let of_file = json!({ "uri": "file:///a", "diagnostics": [{ "range": range, "message": "x" }] });
    assert_eq!(faults(notified("textDocument/publishDiagnostics", of_file), None), 0);
    let of_file = json!({ "uri": "file:///a", "diagnostics": [{ "range": range, "message": "x", "colour": 1 }] });
    assert_ne!(faults(notified("textDocument/publishDiagnostics", of_file), None), 0);
    assert_ne!(faults(notified("textDocument/didOpen", json!({})), None), 0, "not a server's to send");
    assert_ne!(faults(notified("no/such", json!({})), None), 0);
}
