//! What may be a pre-shared key, by its name: it is shown and repeated nowhere.

use std::borrow::Cow;

/// Whether what has this name may be a secret, so that its value is shown and repeated nowhere.
pub fn names_a_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "key" || ["shared", "psk", "secret", "password"].iter().any(|part| name.contains(part))
}

/// The text with stars in place of what may be a secret: logs of builds are read by many. Every byte
/// keeps its place.
pub fn without_secrets(text: &str) -> Cow<'_, str> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let mut shown = Cow::Borrowed(text);
    let mut at = 0;
    while let Some(start) = text[at..].find(is_word).map(|start| at + start) {
        let end = text[start..].find(|c| !is_word(c)).map_or(text.len(), |length| start + length);
        at = end;
        if !names_a_secret(&text[start..end]) {
            continue;
        }
        let value = end + text[end..].find(|c| !matches!(c, ' ' | '\t' | '=' | ':' | '>')).unwrap_or(text.len() - end);
        let quote = text[value..].starts_with('"');
        // A quote that touches the word closes a string that ends with it.
        let is_assigned = quote && value > end || text[end..value].contains(['=', ':']);
        if !is_assigned || text[value..].starts_with("keyvault(\"") {
            continue;
        }
        let mut escaped = false;
        let ends = |c: char| {
            let closes = if quote { c == '"' && !escaped } else { matches!(c, ',' | '}') };
            escaped = c == '\\' && !escaped;
            closes || matches!(c, '\n' | '\r')
        };
        let first = value + usize::from(quote);
        at = first + text[first..].find(ends).unwrap_or(text.len() - first);
        shown.to_mut().replace_range(first..at, &"*".repeat(at - first));
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::without_secrets;

    #[test]
    fn secrets_are_not_shown() {
        for (text, shown) in [
            ("shared-key = \"a,\\\"b}\", x = 1", "shared-key = \"******\", x = 1"),
            ("psk: ab, x = 1 }", "psk: **, x = 1 }"),
            ("shared-key \"open\n  site = a", "shared-key \"****\n  site = a"),
            ("sharedKey = \"\u{fc}\"", "sharedKey = \"**\""),
            ("shared-key = keyvault(ab)", "shared-key = ************"),
            ("shared-key = keyvault(\"kv\", \"psk\")", "shared-key = keyvault(\"kv\", \"psk\")"),
            ("# the shared-key\nsite hq {", "# the shared-key\nsite hq {"),
            ("shared-key", "shared-key"),
        ] {
            assert_eq!(without_secrets(text), shown);
        }
    }
}
