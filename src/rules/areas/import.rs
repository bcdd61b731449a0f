//! `import`: files that a spec draws in. Reported by the workspace, which reads them.

use crate::rules::{Check, Rule};

pub const RULES: &[Rule] = &[
    Rule { name: "import/no-match", check: Check::Elsewhere },
    Rule { name: "import/outside-project", check: Check::Elsewhere },
    Rule { name: "import/unreadable", check: Check::Elsewhere },
];
