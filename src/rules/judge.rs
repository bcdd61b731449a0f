//! The one judge: tries what an item could be, and says what the evaluator thinks of each.
//!
//! Completion, the ranking of fixes, hover and `options` all ask here; nothing else ranks. A candidate
//! is the item's whole text with the change in it. It is lowered, laid over the model, and the
//! subjects it feeds are evaluated again; the model itself stays as it is.

use super::{Evaluation, Settings, suppress};
use crate::finding::{Finding, ItemId, Severity};
use crate::model::{Model, lower};
use std::sync::Arc;

/// What the evaluator thinks of a candidate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// How many errors more (or fewer) the spec would have.
    pub errors: isize,
    /// How many warnings more (or fewer).
    pub warnings: isize,
    /// The findings that would be new, worst first.
    pub new: Vec<Finding>,
}

impl Verdict {
    /// Better candidates have smaller ranks.
    pub fn rank(&self) -> (isize, isize) {
        (self.errors, self.warnings)
    }
}

/// Judges each candidate text of an item against the item as it is.
pub fn judge<T: AsRef<str>>(
    model: &Model,
    evaluation: &Evaluation,
    settings: &Settings,
    item: ItemId,
    candidates: impl IntoIterator<Item = T>,
) -> Vec<Verdict> {
    let judge = |text: T| {
        let lowered = Arc::new(lower(text.as_ref(), item));
        let (after, dirty) = model.updated(None, &[(item, Some(lowered))]);
        let context = super::Context::of(&after, settings);
        let evaluated = evaluation.updated(&after, &dirty, context);
        let (was, is) = evaluation.differing(model, &evaluated, &after);
        let was = finish(model, evaluation, settings, item, was);
        let is = finish(&after, &evaluated, settings, item, is);
        verdict(&was, is)
    };
    candidates.into_iter().map(judge).collect()
}

/// Adds what the item says about itself, and applies suppressions and severities.
fn finish(
    model: &Model,
    evaluation: &Evaluation,
    settings: &Settings,
    item: ItemId,
    mut findings: Vec<Finding>,
) -> Vec<Finding> {
    findings.extend(model.item(item).iter().flat_map(|it| it.findings.iter().cloned()));
    suppress::apply(model, evaluation.context(), settings, &mut findings);
    // Only a part of the spec was looked at, so whether an annotation is of use can't be told.
    findings.retain(|finding| finding.rule != "schema/unused-allow");
    // Two subjects may say the same of one place; that is one finding.
    findings.sort_by(|a, b| (a.span, a.rule, &a.message).cmp(&(b.span, b.rule, &b.message)));
    findings.dedup();
    findings
}

fn verdict(was: &[Finding], is: Vec<Finding>) -> Verdict {
    let count = |findings: &[Finding], severity| findings.iter().filter(|it| it.severity == severity).count();
    let more = |severity| count(&is, severity).cast_signed() - count(was, severity).cast_signed();
    let (errors, warnings) = (more(Severity::Error), more(Severity::Warning));
    // Places move with the candidate's length, so a finding is known by what it says.
    let mut left: Vec<&Finding> = was.iter().collect();
    let mut new: Vec<Finding> = is
        .into_iter()
        .filter(|finding| {
            let same = |it: &&Finding| it.rule == finding.rule && it.message == finding.message;
            match left.iter().position(same) {
                Some(index) => {
                    left.swap_remove(index);
                    false
                }
                None => true,
            }
        })
        .collect();
    new.sort_by(|a, b| (a.severity, a.rule, &a.message).cmp(&(b.severity, b.rule, &b.message)));
    Verdict { errors, warnings, new }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FileId;
    use crate::workspace::{File, ItemIds};

    #[test]
    fn a_candidate_is_judged_in_place() {
        let mut text = String::from("edition 2026-10\nvnet hub { prefixes = 10.0.0.0/16 }\n");
        text.push_str("gateway vpn g { vnet = hub, sku = VpnGw1AZ }\n");
        for index in 0..31 {
            text.push_str(&format!("site s{index} {{ prefixes = 10.{index}.0.0/24 }}\n"));
            text.push_str(&format!("connection site-to-site c{index} {{ site = s{index}, gateway = g }}\n"));
        }
        let file = File::new(FileId(0), "a.connspec", &text, &mut ItemIds::default());
        let model = Model::build(vec![file.items()], |id| file.item(id).unwrap().clone());
        let settings = Settings::as_of("2026-11-22".parse().unwrap());
        let evaluation = Evaluation::tracked(&model, super::super::Context::of(&model, &settings));
        let gateway = file.each_item().nth(2).unwrap().0;
        let with = |sku: &str| format!("gateway vpn g {{ vnet = hub, sku = {sku} }}\n");
        let verdicts = judge(&model, &evaluation, &settings, gateway, ["VpnGw1AZ", "VpnGw4AZ", "Basic"].map(with));
        assert_eq!(verdicts[0], Verdict::default());
        assert_eq!(verdicts[1].errors, -1, "31 connections fit");
        assert!(verdicts[2].new.iter().any(|it| it.rule == "gateway/tunnel-limit"), "{verdicts:?}");
    }
}
