//! A new rule: its page (which is its test) and its entry in the registry.

/// The files to write for a rule `area/name`: path and text.
///
/// # Errors
/// Where the name is none, or the rule is there already.
pub fn new_rule(rule: &str, read: &dyn Fn(&str) -> Option<String>) -> Result<Vec<(String, String)>, String> {
    let kebab = |word: &str| {
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let (area, name) = rule
        .split_once('/')
        .filter(|(area, name)| kebab(area) && kebab(name))
        .ok_or_else(|| format!("`{rule}` is no name of a rule: it is `area/name-in-words`, in lower case"))?;
    let page = format!("docs/rules/{rule}.md");
    if read(&page).is_some() {
        return Err(format!("{page} is there already"));
    }
    let function = name.replace('-', "_");
    let entry = format!("    Rule {{ name: \"{rule}\", check: Check::Any({function}) }},\n");
    let body = |view: &str| {
        format!(
            "\n/// {}.\nfn {function}(view: {view}<'_>, cx: &mut Cx<'_>) {{\n    // Choose the smallest subject in `Check`, ask the model and the catalogue, and report.\n    let _ = (view, cx);\n}}\n",
            capitalized(name)
        )
    };
    let mut files = vec![(page, page_text(area, name))];
    let module = area.replace('-', "_");
    let folder = format!("src/rules/areas/{module}");
    let file = format!("src/rules/areas/{module}.rs");
    // A large area keeps its lists in files of its folder; which of them fits is for the author to say.
    let parts = read(&format!("{folder}/mod.rs")).unwrap_or_default();
    let parts =
        parts.lines().filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'));
    let parts = parts.map(|part| format!("{folder}/{part}.rs"));
    let places = [format!("{folder}/mod.rs"), file.clone()].into_iter().chain(parts);
    let start = "RULES: &[Rule] = &[";
    match places.filter_map(|path| Some((read(&path)?, path))).find(|(text, _)| text.contains(start)) {
        Some((text, path)) => {
            let list = text.find(start).ok_or_else(|| format!("{path} has no list RULES"))? + start.len();
            let end = list + text[list..].find("];").ok_or_else(|| format!("the list RULES in {path} has no end"))?;
            // A list in one line gets a line for each.
            let known = text[list..end].trim().trim_end_matches(',');
            let known = if known.is_empty() { String::new() } else { format!("\n    {known},") };
            let imports = |line: &str| line.starts_with("use crate::model::") && line.contains("View");
            let view = if text.lines().any(imports) { "View" } else { "crate::model::View" };
            let (before, after) = (&text[..list], &text[end..]);
            files.push((path, format!("{before}{known}\n{entry}{after}{}", body(view))));
        }
        None => {
            let head = format!(
                "//! `{area}`: what its rules are about.\n\nuse crate::model::View;\nuse crate::rules::{{Check, Cx, Rule}};\n"
            );
            files.push((file, format!("{head}\npub const RULES: &[Rule] = &[\n{entry}];\n{}", body("View"))));
            let registry = "src/rules/areas/mod.rs";
            let text = read(registry).ok_or_else(|| format!("{registry} can't be read"))?;
            let at = text.find("mod ").ok_or_else(|| format!("{registry} has no modules"))?;
            let text = format!("{}mod {module};\n{}", &text[..at], &text[at..]);
            let list = text.find("AREAS: &[&[Rule]] = &[").ok_or_else(|| format!("{registry} has no list AREAS"))?;
            let end =
                list + text[list..].find("];").ok_or_else(|| format!("the list AREAS in {registry} has no end"))?;
            files.push((registry.to_owned(), format!("{}    {module}::RULES,\n{}", &text[..end], &text[end..])));
        }
    }
    Ok(files)
}

fn page_text(area: &str, name: &str) -> String {
    format!(
        "```toml\nseverity = \"warning\"\nsources = []\n```\n\n# {}\n\nReported when …\n\nWhy, and what to do.\n\n## Reported\n\n```connspec\nsite hq {{ prefixes = 10.1.0.0/16 }} # <- {area}/{name}\n```\n\n## Fine\n\n```connspec\nsite hq {{ prefixes = 10.1.0.0/16 }}\n```\n",
        capitalized(name)
    )
}

fn capitalized(name: &str) -> String {
    let words = name.replace('-', " ");
    let mut chars = words.chars();
    chars.next().map(|first| first.to_ascii_uppercase().to_string() + chars.as_str()).unwrap_or_default()
}
