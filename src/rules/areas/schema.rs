//! `schema`: blocks, attributes and values as the language knows them. Mostly reported by the
//! lowering; what needs `defaults` or `let` is here.

use crate::model::View;
use crate::rules::{Check, Cx, Rule};

pub const RULES: &[Rule] = &[
    Rule { name: "address/host-bits", check: Check::Elsewhere },
    Rule { name: "address/invalid-address", check: Check::Elsewhere },
    Rule { name: "address/invalid-prefix", check: Check::Elsewhere },
    Rule { name: "schema/bit-or-byte", check: Check::Elsewhere },
    Rule { name: "schema/duplicate-attribute", check: Check::Elsewhere },
    Rule { name: "schema/duplicate-block", check: Check::Elsewhere },
    Rule { name: "schema/expired-allow", check: Check::Elsewhere },
    Rule { name: "schema/missing-attribute", check: Check::Any(missing_attribute) },
    Rule { name: "schema/missing-name", check: Check::Elsewhere },
    Rule { name: "schema/missing-reason", check: Check::Elsewhere },
    Rule { name: "schema/missing-rule", check: Check::Elsewhere },
    Rule { name: "schema/outside-block", check: Check::Elsewhere },
    Rule { name: "schema/quoted-literal", check: Check::Elsewhere },
    Rule { name: "schema/spelling", check: Check::Elsewhere },
    Rule { name: "schema/unexpected-name", check: Check::Elsewhere },
    Rule { name: "schema/unknown-annotation", check: Check::Elsewhere },
    Rule { name: "schema/unknown-attribute", check: Check::Elsewhere },
    Rule { name: "schema/unknown-block", check: Check::Elsewhere },
    Rule { name: "schema/unknown-rule", check: Check::Elsewhere },
    Rule { name: "schema/unknown-type", check: Check::Elsewhere },
    Rule { name: "schema/unknown-value", check: Check::Elsewhere },
    Rule { name: "schema/unquoted-text", check: Check::Elsewhere },
    Rule { name: "schema/unused-allow", check: Check::Elsewhere },
    Rule { name: "schema/wrong-type", check: Check::Elsewhere },
];

/// A block without an attribute that it can't do without. Needs `defaults`, hence not in the lowering.
fn missing_attribute(view: View<'_>, cx: &mut Cx<'_>) {
    let schema = view.kind().schema();
    let missing: Vec<_> =
        schema.attributes.iter().filter(|row| row.required && !view.says(row.attr)).map(|row| row.name()).collect();
    if !missing.is_empty() {
        let names: Vec<_> = missing.iter().map(|name| format!("`{name}`")).collect();
        cx.report(view, format!("this {} has no {}", schema.header(), names.join(", ")));
    }
    for nested in schema.blocks {
        for block in view.nested(*nested) {
            missing_attribute(block, cx);
        }
    }
}
