//! The word lists of the highlighters: what the schema names, written into files that are otherwise written by hand.

use connspec::schema::{BLOCKS, Type, Vocabulary, top_level_keywords};

const TEXTMATE: &str = "editors/vscode/syntaxes/connspec.tmLanguage.json";
const QUERIES: &str = "grammar/queries/highlights.scm";
const EMACS: &str = "editors/emacs/connspec-ts-mode.el";

/// Every file with such a list, as it should be: path and text.
pub fn all() -> Vec<(&'static str, String)> {
    let kinds = distinct(BLOCKS.iter().map(|block| block.keyword)).join("|");
    let types = distinct(BLOCKS.iter().filter_map(|block| block.variant)).join("|");
    let values = own_values().join("|");
    let catalogued = quoted(&attributes(|ty| matches!(ty, Type::Word(Vocabulary::Device | Vocabulary::Region))));
    vec![
        filled(
            TEXTMATE,
            &[
                (r#""words-kind": { "match": "\\G(?:"#, ")", &kinds),
                (r#""words-type": { "match": "(?<![\\w.-])(?:"#, ")", &types),
                (r#""words-type-of-defaults": { "match": "(?<=\\s)(?:"#, ")", &types),
            ],
        ),
        filled(
            QUERIES,
            &[
                ("[A-Z][A-Za-z0-9]*|", ")$", &values),
                ("#any-of? @property ", ")", &catalogued),
                ("#not-any-of? @property ", ")", &catalogued),
            ],
        ),
        filled(EMACS, &[(r#"'((nil "^\\(\\(?:"#, r"\\)", &top_level_keywords().join(r"\\|"))]),
    ]
}

/// The words that an attribute takes and that are not written as Azure's are, which begin with a capital.
fn own_values() -> Vec<&'static str> {
    let choices =
        BLOCKS.iter().flat_map(|block| block.attributes).flat_map(|attribute| match attribute.value.element() {
            Type::OneOf(choices) => *choices,
            _ => &[],
        });
    distinct(choices.map(|choice| choice.value).filter(|value| value.starts_with(|c: char| c.is_ascii_lowercase())))
}

fn attributes(takes: fn(&Type) -> bool) -> Vec<&'static str> {
    let all = BLOCKS.iter().flat_map(|block| block.attributes);
    distinct(all.filter(|attribute| takes(&attribute.value)).map(|attribute| attribute.name()))
}

/// Each once, in the order of the schema.
fn distinct(words: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let mut seen = Vec::new();
    words.for_each(|word| {
        if !seen.contains(&word) {
            seen.push(word);
        }
    });
    seen
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" ")
}

/// The file with a list wherever it has `before`, up to the next `after`.
fn filled(path: &'static str, lists: &[(&str, &str, &str)]) -> (&'static str, String) {
    let mut text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    for (before, after, list) in lists {
        let mut pieces = text.split(before);
        let mut filled = pieces.next().unwrap_or_default().to_owned();
        let mut places = 0;
        for piece in pieces {
            let end = piece.find(after).unwrap_or_else(|| panic!("{path}: no {after} after {before}"));
            filled.extend([before, list, &piece[end..]]);
            places += 1;
        }
        assert!(places > 0, "{path}: no list after {before}");
        text = filled;
    }
    (path, text)
}
