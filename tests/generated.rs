//! What is generated is current, and the command that starts a new rule gives what it promises.

#[path = "tools/pages.rs"]
mod pages;
#[path = "tools/scaffold.rs"]
mod scaffold;
#[path = "tools/words.rs"]
mod words;

#[test]
fn what_is_generated_is_current() {
    let words = words::all().into_iter().map(|(path, text)| (path.to_owned(), text));
    for (path, text) in pages::all().into_iter().chain(words) {
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == text, "{path} is not current: run `cargo run --example generate`");
    }
}

/// The schema of the settings knows what the settings know: no more, no less.
#[test]
fn the_schema_of_the_settings_is_that_of_the_reader() {
    use connspec::workspace::Config;
    let schema: toml::Value = {
        let text = std::fs::read_to_string("docs/connspec.schema.json").expect("the schema");
        let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        toml::Value::try_from(json).expect("a tree without nulls")
    };
    let properties = |it: &toml::Value| it["properties"].as_table().expect("properties").clone();
    let names: Vec<String> = properties(&schema).keys().cloned().collect();
    assert_eq!(names, ["edition", "exclude", "roots", "severity"]);
    let (_, unknown) = Config::parse("nothing = 1\n");
    let expected = &unknown[0].message;
    assert!(names.iter().all(|name| expected.contains(&format!("`{name}`"))), "{expected}");
    assert_eq!(expected.matches('`').count() / 2, names.len() + 1, "{expected}");
    let mut text = String::from("edition = \"2026-10\"\nroots = [\"a\"]\nexclude = [\"b\"]\n[severity]\n");
    for rule in properties(&schema["properties"]["severity"]).keys() {
        text.push_str(&format!("\"{rule}\" = \"off\"\n"));
    }
    assert_eq!(Config::parse(&text).1, []);
    for level in schema["definitions"]["level"]["enum"].as_array().expect("levels") {
        assert_eq!(Config::parse(&format!("[severity]\nschema = {level}\n")).1, []);
    }
}

#[test]
fn a_new_rule_has_its_page_and_its_entry() {
    let read = |path: &str| std::fs::read_to_string(path).ok();
    let files = scaffold::new_rule("gateway/brand-new", &read).expect("a good name");
    let text = |path: &str| &files.iter().find(|(it, _)| it == path).unwrap_or_else(|| panic!("no {path}")).1;
    assert!(text("docs/rules/gateway/brand-new.md").contains("# <- gateway/brand-new"));
    let (path, area) = &files[1];
    assert!(path.starts_with("src/rules/areas/gateway"), "{path}");
    assert!(area.contains(" },\n    Rule { name: \"gateway/brand-new\", check: Check::Any(brand_new) },\n];"));
    assert!(area.contains("fn brand_new("));

    // Whatever an area's file looks like, the entry stands beside the others.
    for entry in std::fs::read_dir("src/rules/areas").expect("the areas are there") {
        let path = entry.expect("an entry").path();
        let area = path.file_stem().expect("a name").to_string_lossy().replace('_', "-");
        if area == "mod" {
            continue;
        }
        let files = scaffold::new_rule(&format!("{area}/brand-new"), &read).expect("a good name");
        let text = &files[1].1;
        assert!(text.contains("},\n    Rule { name:") || text.contains("= &[\n    Rule { name:"), "{area}: {text}");
        assert!(!text.contains(" }\n    Rule {"), "{area}: no comma before the entry");
    }

    let files = scaffold::new_rule("new-area/brand-new", &read).expect("a good name");
    let registry = &files.iter().find(|(path, _)| path == "src/rules/areas/mod.rs").expect("the registry").1;
    assert!(registry.contains("mod new_area;") && registry.contains("new_area::RULES,"));

    assert!(scaffold::new_rule("Gateway", &read).is_err());
    assert!(scaffold::new_rule("name/duplicate", &read).is_err());
}
