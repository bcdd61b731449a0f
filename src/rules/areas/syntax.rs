//! `syntax`: the text as text. Reported by the lowering.

use crate::rules::{Check, Rule};

pub const RULES: &[Rule] = &[
    Rule { name: "syntax/colon", check: Check::Elsewhere },
    Rule { name: "syntax/missing-brace", check: Check::Elsewhere },
    Rule { name: "syntax/missing-bracket", check: Check::Elsewhere },
    Rule { name: "syntax/missing-equals", check: Check::Elsewhere },
    Rule { name: "syntax/missing-name", check: Check::Elsewhere },
    Rule { name: "syntax/missing-parenthesis", check: Check::Elsewhere },
    Rule { name: "syntax/missing-quote", check: Check::Elsewhere },
    Rule { name: "syntax/missing-separator", check: Check::Elsewhere },
    Rule { name: "syntax/missing-value", check: Check::Elsewhere },
    Rule { name: "syntax/stray-brace", check: Check::Elsewhere },
    Rule { name: "syntax/unexpected", check: Check::Elsewhere },
    Rule { name: "syntax/wrong-operator", check: Check::Elsewhere },
    Rule { name: "syntax/wrong-separator", check: Check::Elsewhere },
];
