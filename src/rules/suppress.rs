//! `@allow` annotations and severity settings, applied after evaluation.

use super::evaluate::Context;
use super::settings::{Level, Settings};
use super::{pages, registry};
use crate::finding::{Extent, Finding, ItemId, RuleName, Severity, Span, Tag};
use crate::model::{Allow, Model};

/// An annotation with the stretch of text it speaks for.
struct Allowed<'m> {
    allow: &'m Allow,
    item: ItemId,
    extent: Extent,
    used: bool,
}

/// Drops what is allowed or off, sets severities, and reports annotations that are unknown, unused or
/// past their day.
pub(super) fn apply(model: &Model, context: Context, settings: &Settings, findings: &mut Vec<Finding>) {
    let mut allowed = allows(model);
    if !allowed.is_empty() {
        findings.retain(|finding| {
            let mut keep = true;
            for it in &mut allowed {
                let here = it.item == finding.span.item && it.extent.contains(finding.span.extent);
                if here && *it.allow.rule == *finding.rule {
                    it.used = true;
                    keep = false;
                }
            }
            keep
        });
        for it in &allowed {
            findings.extend(about(it, context));
        }
    }
    if !settings.severities.is_empty() {
        findings.retain_mut(|finding| match settings.level(finding.rule) {
            None => true,
            Some(Level::Off) => false,
            Some(level) => {
                finding.severity = level.severity().unwrap_or(finding.severity);
                true
            }
        });
    }
}

fn collect<'m>(block: &'m crate::model::Block, item: ItemId, into: &mut Vec<Allowed<'m>>) {
    let own = block.allows.iter().map(|allow| (allow, block.extent));
    let of_attributes = block.attributes.iter().flat_map(|it| it.allows.iter().map(|allow| (allow, it.extent)));
    into.extend(own.chain(of_attributes).map(|(allow, extent)| Allowed { allow, item, extent, used: false }));
    for nested in &block.blocks {
        collect(nested, item, into);
    }
}

fn allows(model: &Model) -> Vec<Allowed<'_>> {
    let mut allowed = Vec::new();
    for file in model.files() {
        for &item in file.items.iter() {
            let Some(lowered) = model.item(item).filter(|lowered| lowered.has_allows) else { continue };
            for block in lowered.blocks.iter().chain(&lowered.defaults) {
                collect(block, item, &mut allowed);
            }
        }
    }
    allowed
}

fn about(it: &Allowed<'_>, context: Context) -> Option<Finding> {
    let rule = &*it.allow.rule;
    let known = registry().map(|rule| rule.name).find(|name| *name == rule);
    let (name, extent, message, tag): (RuleName, _, _, _) = match (known, it.allow.until) {
        (None, _) => {
            let near = crate::model::nearest(rule, registry().map(|rule| rule.name));
            let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            ("schema/unknown-rule", it.allow.rule_extent, format!("there is no rule `{rule}`{hint}"), None)
        }
        (Some(_), Some(until)) if context.today > until => {
            let message = format!("this allowance of `{rule}` ended on {until}");
            ("schema/expired-allow", it.allow.extent, message, None)
        }
        (Some(_), _) if !it.used => {
            ("schema/unused-allow", it.allow.extent, format!("`{rule}` reports nothing here"), Some(Tag::Unused))
        }
        _ => return None,
    };
    let severity = pages::page(name)
        .and_then(|page| page.severity.get(context.edition.as_str()).copied())
        .unwrap_or(Severity::Warning);
    let mut finding = Finding::new(name, severity, Span::new(it.item, extent), message);
    finding.tag = tag;
    Some(finding)
}
