//! Rules by name or area: what `--select`, `--ignore` and `--severity` take.

use crate::finding::area_of;
use crate::model::nearest;
use crate::rules::{Level, registry};
use crate::workspace::config::{is_rule_or_area, level_of};

/// Every rule and every area.
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<&'static str> = registry().map(|rule| rule.name).collect();
    let areas: Vec<&'static str> = names.iter().map(|name| area_of(name)).collect();
    names.extend(areas);
    names.sort_unstable();
    names.dedup();
    names
}

/// Reads a rule or an area, for clap.
pub fn parse_rule(text: &str) -> Result<String, String> {
    if is_rule_or_area(text) {
        return Ok(text.to_owned());
    }
    let hint = super::out::hint(nearest(text, names()), "`connspec rules` lists them");
    Err(format!("there is no rule or area `{text}`{hint}"))
}

/// Reads `RULE=LEVEL`, for clap.
pub fn parse_severity(text: &str) -> Result<(String, Level), String> {
    let (rule, level) = text.split_once('=').ok_or("write RULE=LEVEL, such as retirement=warning")?;
    let level = level_of(level)
        .ok_or_else(|| format!("`{level}` is no severity; there are off, hint, info, warning and error"))?;
    Ok((parse_rule(rule)?, level))
}

/// Whether a rule is selected: `ignore` wins, the more exact name wins over an area. What is wrong with
/// the text as text is always shown unless it is ignored by name.
pub fn is_selected(rule: &str, select: &[String], ignore: &[String]) -> bool {
    let area = area_of(rule);
    let has = |list: &[String], name: &str| list.iter().any(|it| it == name);
    if has(ignore, rule) {
        return false;
    }
    if has(select, rule) {
        return true;
    }
    if has(ignore, area) {
        return false;
    }
    select.is_empty() || has(select, area) || area == "syntax"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_more_exact_name_wins() {
        let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert!(is_selected("name/unknown", &[], &[]));
        assert!(!is_selected("name/unknown", &list(&["gateway"]), &[]));
        assert!(is_selected("name/unknown", &list(&["name/unknown"]), &list(&["name"])));
        assert!(!is_selected("name/unknown", &list(&["name"]), &list(&["name/unknown"])));
        assert!(is_selected("syntax/colon", &list(&["name"]), &[]));
        assert!(!is_selected("syntax/colon", &[], &list(&["syntax"])));
    }
}
