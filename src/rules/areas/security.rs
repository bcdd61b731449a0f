//! `security`: secrets, and what may stand in them. No message ever holds one.

use crate::catalog::LimitId;
use crate::finding::Severity;
use crate::model::literal::quote;
use crate::model::{Secret, View};
use crate::rules::{Check, Cx, Rule};
use crate::schema::Attr;

pub const RULES: &[Rule] = &[
    Rule { name: "security/literal-shared-key", check: Check::Connection(literal_shared_key) },
    Rule { name: "security/shared-key-characters", check: Check::Connection(shared_key_characters) },
    Rule { name: "security/shared-key-length", check: Check::Connection(shared_key_length) },
];

/// A pre-shared key in the text of the spec.
fn literal_shared_key(connection: View<'_>, cx: &mut Cx<'_>) {
    let Some(key) = connection.secret(Attr::SharedKey).filter(|key| matches!(key.value, Secret::Literal(_))) else {
        return;
    };
    let reference = format!("keyvault(\"key-vault\", {})", quote(&format!("{}-psk", connection.name())));
    let message = "a pre-shared key stands here for everyone who reads the spec";
    cx.report(&key, message)
        .note("whoever has read it can answer for either end: keep it in a key vault, and use a new one")
        .replace(&key, reference, false);
}

/// A pre-shared key with characters that Azure doesn't take, or whose documents forbid.
fn shared_key_characters(connection: View<'_>, cx: &mut Cx<'_>) {
    let Some(key) = connection.secret(Attr::SharedKey) else { return };
    let Secret::Literal(text) = &key.value else { return };
    let Some(row) = cx.facts.shared_keys.first() else { return };
    let is_bad = |c: char| !row.allowed.contains(c) && !row.doubtful.contains(c);
    let is_doubtful = |c: char| row.doubtful.contains(c);
    if text.chars().any(is_bad) {
        let message =
            format!("the pre-shared key holds characters that Azure doesn't take ({})", without_stop(row.note));
        cx.report(&key, message).cite(row);
    } else if text.chars().any(is_doubtful) {
        let message = "the pre-shared key holds a space, a hyphen or a tilde, which the documentation forbids";
        let mut report = cx.report(&key, message).severity(Severity::Warning);
        for disputed in &row.disputed {
            report = report.disputed(disputed);
        }
    }
}

/// The first sentence of a note, to stand within another one.
fn without_stop(note: &str) -> String {
    let first = note.split(". ").next().unwrap_or(note).trim_end_matches('.');
    let mut chars = first.chars();
    chars.next().map(|c| c.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

/// A pre-shared key that is too short or too long.
fn shared_key_length(connection: View<'_>, cx: &mut Cx<'_>) {
    let Some(key) = connection.secret(Attr::SharedKey) else { return };
    let Secret::Literal(text) = &key.value else { return };
    let (Some(min), Some(max)) = (cx.facts.limit(LimitId::SharedKeyMin), cx.facts.limit(LimitId::SharedKeyMax)) else {
        return;
    };
    let length = text.chars().count() as u64;
    if !(min.value..=max.value).contains(&length) {
        let message = format!("a pre-shared key of {length} characters; it has {} to {}", min.value, max.value);
        cx.report(&key, message).cite(min).cite(max);
    }
}
