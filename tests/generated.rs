//! What is generated is current, and the command that starts a new rule gives what it promises.

#[path = "tools/pages.rs"]
mod pages;
#[path = "tools/scaffold.rs"]
mod scaffold;
#[path = "tools/words.rs"]
mod words;

#[test]
fn what_is_generated_is_current() {
    for (path, text) in pages::all().into_iter().chain(words::all()) {
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(committed == text, "{path} is not current: run `cargo run --example generate`");
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
    assert!(area.contains("Rule { name: \"gateway/brand-new\", check: Check::Any(brand_new) },\n];"));
    assert!(area.contains("fn brand_new("));

    let files = scaffold::new_rule("new-area/brand-new", &read).expect("a good name");
    let registry = &files.iter().find(|(path, _)| path == "src/rules/areas/mod.rs").expect("the registry").1;
    assert!(registry.contains("mod new_area;") && registry.contains("new_area::RULES,"));

    assert!(scaffold::new_rule("Gateway", &read).is_err());
    assert!(scaffold::new_rule("name/duplicate", &read).is_err());
}
