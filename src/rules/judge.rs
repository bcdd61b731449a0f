//! The one judge: tries what could be written at a place, and says what the evaluator thinks of each.
//!
//! Completion and `options` ask here; nothing else ranks. Each word is put into its item's text, the item is lowered
//! and laid over the model, and the subjects it feeds are evaluated again; the model itself stays as
//! it is.
//!
//! The words of one place differ in one value. So the first one is judged as any change is, and noted on the
//! way is which rules of which subjects looked at that value: for the other words these alone are run
//! again. Rules are functions of what they read, so the rest would find what it found.

use super::evaluate::Repeated;
use super::found::Found;
use super::{Context, Evaluation, Settings, suppress};
use crate::finding::{Finding, ItemId, Severity};
use crate::model::{Item, Model, Reads, lower};
use std::sync::Arc;

/// What the evaluator thinks of a candidate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// How many errors more (or fewer) the spec would have.
    pub errors: isize,
    /// How many warnings more (or fewer).
    pub warnings: isize,
    /// The findings that would be new, worst first.
    pub new: Vec<Arc<Finding>>,
}

impl Verdict {
    /// Better candidates have smaller ranks.
    pub fn rank(&self) -> (isize, isize) {
        (self.errors, self.warnings)
    }
}

/// A place in an item where words are tried.
#[derive(Clone, Copy, Debug)]
pub struct Gap<'t> {
    /// The item.
    pub item: ItemId,
    /// Its text up to the place.
    pub before: &'t str,
    /// Its text after the place.
    pub after: &'t str,
}

/// Judges each word at a place against the item as it is.
pub fn judge(
    model: &Model,
    evaluation: &Evaluation,
    settings: &Settings,
    gap: Gap<'_>,
    words: &[&str],
) -> Vec<Verdict> {
    let width = words.iter().map(|word| word.len()).max().unwrap_or(0);
    let judge = Judge { model, evaluation, settings, gap, width };
    let mut first: Option<First> = None;
    let mut verdicts = Vec::with_capacity(words.len());
    for word in words {
        let quick = first.as_ref().and_then(|first| judge.like(first, word));
        verdicts.push(match quick {
            Some(verdict) => verdict,
            None => {
                let (verdict, judged) = judge.in_full(word);
                first = first.or(judged);
                verdict
            }
        });
    }
    verdicts
}

struct Judge<'j> {
    model: &'j Model,
    evaluation: &'j Evaluation,
    settings: &'j Settings,
    gap: Gap<'j>,
    /// The length of the longest word: with blanks after the shorter ones, all texts are equally long,
    /// and nothing in the item moves from one to the next.
    width: usize,
}

/// A word that was judged in full, at a place where all others differ from it in one value.
struct First {
    item: Arc<Item>,
    model: Model,
    repeated: Repeated,
}

impl Judge<'_> {
    /// Where the word begins in the item.
    fn at(&self) -> u32 {
        self.gap.before.len() as u32
    }

    fn in_full(&self, word: &str) -> (Verdict, Option<First>) {
        let Gap { item: id, before, after } = self.gap;
        let item = Arc::new(lower(&format!("{before}{word:<width$}{after}", width = self.width), id));
        let (model, mut dirty) = self.model.updated(None, &[(id, Some(item.clone()))]);
        let context = Context::of(&model, self.settings);
        if !self.evaluation.is_tracked() || context != self.evaluation.context() {
            let evaluation = Evaluation::once(&model, context);
            let was = self.evaluation.findings(self.model, self.settings);
            return (verdict(&was, evaluation.findings(&model, self.settings)), None);
        }
        let attr = item.attribute_at(self.at());
        // Who looks at the value is to be known, even where the word is the one that stands there.
        for (_, attrs) in &mut dirty.values {
            attr.into_iter().for_each(|attr| attrs.insert(attr));
        }
        let reads = match attr {
            Some(attr) => Reads::ignored().watching(id, attr),
            None => Reads::ignored(),
        };
        let repeated = self.evaluation.repeated(&model, &dirty, &reads);
        let verdict = self.compare(&repeated.found, &repeated.touched);
        (verdict, attr.map(|_| First { item, model, repeated }))
    }

    /// The verdict on a word that differs from the first in a value, and in no name by which something
    /// else would be found.
    fn like(&self, first: &First, word: &str) -> Option<Verdict> {
        let id = self.gap.item;
        let item = Arc::new(first.item.reworded(self.at(), word)?);
        let (model, dirty) = first.model.updated(None, &[(id, Some(item))]);
        if !dirty.keys.is_empty() {
            return None;
        }
        let Repeated { found, touched: before, sensitive, .. } = &first.repeated;
        let (found, mut touched) = self.evaluation.found_again(found.clone(), &model, id, sensitive);
        touched.extend_from_slice(before);
        touched.sort_unstable();
        touched.dedup();
        Some(self.compare(&found, &touched))
    }

    /// Compares what is found with what was found before, in the items where it may differ.
    fn compare(&self, found: &Found, touched: &[ItemId]) -> Verdict {
        let findings = |found: &Found| {
            let mut findings = touched.iter().flat_map(|id| found.of(*id)).cloned().collect();
            suppress::set_levels(self.settings, &mut findings);
            findings
        };
        verdict(&findings(self.evaluation.found()), findings(found))
    }
}

fn verdict(was: &[Arc<Finding>], is: Vec<Arc<Finding>>) -> Verdict {
    let count = |findings: &[Arc<Finding>], severity| findings.iter().filter(|it| it.severity == severity).count();
    let more = |severity| count(&is, severity).cast_signed() - count(was, severity).cast_signed();
    let (errors, warnings) = (more(Severity::Error), more(Severity::Warning));
    // Places move with the candidate's length, so a finding is known by what it says.
    let mut left: Vec<&Finding> = was.iter().map(|it| &**it).collect();
    let mut new: Vec<Arc<Finding>> = is
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
    use crate::workspace::File;

    #[test]
    fn a_candidate_is_judged_in_place() {
        let mut text = String::from("edition 2026-10\nvnet hub { prefixes = 10.0.0.0/16 }\n");
        text.push_str("gateway vpn g { vnet = hub, sku = VpnGw1AZ, bgp { asn = 65010 } }\n");
        for index in 0..31 {
            text.push_str(&format!("site s{index} {{ prefixes = 10.{index}.0.0/24 }}\n"));
            text.push_str(&format!("connection site-to-site c{index} {{ site = s{index}, gateway = g }}\n"));
        }
        let file = File::new(FileId(0), "a.connspec", &text);
        let model = Model::build(vec![file.items()], |id| file.item(id).unwrap().clone());
        let settings = Settings::as_of("2026-11-22".parse().unwrap());
        let evaluation = Evaluation::tracked(&model, super::super::Context::of(&model, &settings));
        let gateway = file.each_item().nth(2).unwrap().0;
        let gap =
            Gap { item: gateway, before: "gateway vpn g { vnet = hub, sku = ", after: ", bgp { asn = 65010 } }\n" };
        let skus = ["VpnGw1AZ", "VpnGw4AZ", "Basic"];
        let verdicts = judge(&model, &evaluation, &settings, gap, &skus);
        let each_alone = skus.map(|sku| judge(&model, &evaluation, &settings, gap, &[sku]).remove(0));
        let said = |it: &Verdict| (it.rank(), it.new.iter().map(|it| it.message.clone()).collect::<Vec<_>>());
        assert_eq!(verdicts.iter().map(said).collect::<Vec<_>>(), each_alone.each_ref().map(said));
        assert_eq!(verdicts[0], Verdict::default());
        assert_eq!(verdicts[1].errors, -1, "31 connections fit");
        assert!(verdicts[2].new.iter().any(|it| it.rule == "gateway/tunnel-limit"), "{verdicts:?}");
    }
}
