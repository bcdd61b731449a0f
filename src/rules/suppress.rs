//! `@allow` annotations, item by item, and severity settings: what is found and not shown, or otherwise.

use super::evaluate::Context;
use super::settings::{Level, Settings};
use super::{pages, registry};
use crate::finding::{Change, Extent, Finding, Intent, ItemId, Plan, RuleName, Severity, Span, Tag};
use crate::model::{Allow, Item};
use std::sync::Arc;

/// An annotation with the stretch of text it speaks for.
struct Allowed<'m> {
    allow: &'m Allow,
    item: ItemId,
    extent: Extent,
    used: bool,
}

/// Drops of an item's findings what is allowed there, and reports annotations that are unknown, unused
/// or past their day.
pub(super) fn allow(id: ItemId, item: &Item, context: Context, findings: &mut Vec<Arc<Finding>>) {
    let mut allowed = Vec::new();
    for block in item.blocks.iter().chain(&item.defaults) {
        collect(block, id, &mut allowed);
    }
    findings.retain(|finding| {
        let mut keep = true;
        for it in &mut allowed {
            if it.extent.contains(finding.span.extent) && *it.allow.rule == *finding.rule {
                it.used = true;
                keep = false;
            }
        }
        keep
    });
    findings.extend(allowed.iter().filter_map(|it| about(it, context)).map(Finding::shared));
}

/// Drops what is off, and sets severities.
pub(super) fn set_levels(settings: &Settings, findings: &mut Vec<Arc<Finding>>) {
    if settings.severities.is_empty() {
        return;
    }
    findings.retain_mut(|finding| match settings.level(finding.rule) {
        None => true,
        Some(Level::Off) => false,
        Some(level) => {
            if let Some(severity) = level.severity().filter(|severity| *severity != finding.severity) {
                Arc::make_mut(finding).severity = severity;
            }
            true
        }
    });
    findings.dedup();
}

fn collect<'m>(block: &'m crate::model::Block, item: ItemId, into: &mut Vec<Allowed<'m>>) {
    let own = block.allows.iter().map(|allow| (allow, block.extent));
    let of_attributes = block.attributes.iter().flat_map(|it| it.allows.iter().map(|allow| (allow, it.extent)));
    into.extend(own.chain(of_attributes).map(|(allow, extent)| Allowed { allow, item, extent, used: false }));
    for nested in &block.blocks {
        collect(nested, item, into);
    }
}

fn about(it: &Allowed<'_>, context: Context) -> Option<Finding> {
    let rule = &*it.allow.rule;
    let known = registry().map(|rule| rule.name).find(|name| *name == rule);
    let near = known.is_none().then(|| crate::model::nearest(rule, registry().map(|rule| rule.name))).flatten();
    let (name, extent, message, tag): (RuleName, _, _, _) = match (known, it.allow.until) {
        (None, _) => {
            let hint = match near {
                Some(near) => format!("; did you mean `{near}`?"),
                None if registry().any(|known| known.name.split_once('/').is_some_and(|(area, _)| area == rule)) => {
                    ": it is an area, and an annotation allows one rule of it".to_owned()
                }
                None => String::new(),
            };
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
    let fix = |title: String, change| Intent { title: title.into(), safe: false, plan: Plan::Changes(vec![change]) };
    finding.intents.extend(match name {
        "schema/unknown-rule" => {
            near.map(|near| fix(format!("Use `{near}`"), Change::Replace { span: finding.span, text: near.to_owned() }))
        }
        // Not unasked: what a date brings may be allowed ahead of it.
        "schema/unused-allow" => Some(fix("Remove the annotation".into(), Change::Remove { span: finding.span })),
        _ => None,
    });
    Some(finding)
}
