//! Annotations: what a segment's author allows on purpose.

use super::item::Allow;
use super::literal::unquote;
use super::lower::Lowering;
use crate::finding::Severity;
use crate::syntax::ast;
use jiff::civil::Date;

impl Lowering<'_> {
    pub(super) fn allows(&mut self, annotations: &[ast::Annotation]) -> Box<[Allow]> {
        annotations.iter().filter_map(|annotation| self.allow(annotation)).collect()
    }

    fn allow(&mut self, annotation: &ast::Annotation) -> Option<Allow> {
        let name = annotation.name.of(self.text);
        if name != "allow" {
            let message = format!("unknown annotation `@{name}`; there is `@allow(area/rule, \"reason\")`");
            let extent = if annotation.name.start < annotation.name.end { annotation.name } else { annotation.extent };
            self.report("schema/unknown-annotation", Severity::Error, extent, message);
            return None;
        }
        self.item.has_allows = true;
        let Some(&rule_extent) = annotation.rules.first() else {
            let message = "`@allow` names a rule: `@allow(area/rule, \"reason\")`".to_owned();
            self.report("schema/missing-rule", Severity::Error, annotation.extent, message);
            return None;
        };
        if annotation.strings.iter().all(|reason| unquote(reason.of(self.text)).trim().is_empty()) {
            let message = "say why: `@allow(area/rule, \"reason\")`".to_owned();
            self.report("schema/missing-reason", Severity::Error, annotation.extent, message);
        }
        let mut until = None;
        for (name, value) in &annotation.named {
            let written = value.extent.of(self.text);
            match (name.of(self.text), written.parse::<Date>()) {
                ("until", Ok(date)) => until = Some(date),
                ("until", Err(_)) => {
                    let message = "`until` takes a day such as `2027-03-31`".to_owned();
                    self.report("schema/wrong-type", Severity::Error, value.extent, message);
                }
                (other, _) => {
                    let message = format!("unknown argument `{other}`; there is `until = 2027-03-31`");
                    self.report("schema/unknown-attribute", Severity::Error, *name, message);
                }
            }
        }
        Some(Allow { rule: rule_extent.of(self.text).into(), rule_extent, extent: annotation.extent, until })
    }
}
