//! From the typed view of a segment to what it means by itself.
//!
//! Architecture invariant: lowering never fails. It gives an [`Item`] with a list of findings, and it
//! looks at nothing but the segment, so that an edit lowers again only the segments it touched.

mod vague;

use super::complain;
use super::item::*;
use super::literal::{self, unquote};
use super::repair;
use crate::finding::{Extent, Finding, ItemId, Related, Severity, Span};
use crate::schema::{self, Attr, AttrSet, BlockSchema, Family, Kind, NameRule, Times, Type};
use crate::syntax::ast::{self, Ast, Form, Mistake, SyntaxError};

/// Parses and lowers one segment.
pub fn item(text: &str, id: ItemId) -> Item {
    let ast = repair::parse(text);
    let mut lowering = Lowering { text, id, errors: &ast.errors, item: Item::default(), findings: Vec::new() };
    lowering.syntax(&ast);
    for item in &ast.items {
        lowering.top_level(item);
    }
    let Lowering { mut item, findings, .. } = lowering;
    item.findings = findings.into_iter().map(Finding::shared).collect();
    item
}

pub(super) struct Lowering<'t> {
    pub text: &'t str,
    pub id: ItemId,
    errors: &'t [SyntaxError],
    pub item: Item,
    pub findings: Vec<Finding>,
}

impl<'t> Lowering<'t> {
    fn syntax(&mut self, ast: &Ast) {
        let mut explained: Option<Extent> = None;
        for error in &ast.errors {
            let is_block = error.kind == Mistake::MissingName && error.extent.of(self.text) == "{";
            if is_block && !ast.items.iter().any(|item| item.extent().touches(error.extent.start)) {
                // A declaration without its header: it may be any that is named elsewhere.
                self.item.vague.extend(Family::ALL.map(|family| (Some(family), "".into())));
            }
            if explained.is_some_and(|explained| explained.contains(error.extent)) {
                continue;
            }
            let (finding, whole) = complain::syntax(error, self.text, self.id);
            explained = whole.or(explained);
            self.findings.push(finding);
        }
    }

    pub fn report(&mut self, rule: &'static str, severity: Severity, extent: Extent, message: String) -> &mut Finding {
        self.findings.push(Finding::new(rule, severity, Span::new(self.id, extent), message));
        self.findings.last_mut().expect("a finding was just added")
    }

    /// What a rule said there already.
    pub fn reported(&mut self, rule: &str, extent: Extent) -> Option<&mut Finding> {
        let span = Span::new(self.id, extent);
        self.findings.iter_mut().find(|finding| finding.rule == rule && finding.span == span)
    }

    fn top_level(&mut self, item: &ast::Item) {
        match item {
            ast::Item::Edition { extent, value } => {
                let extent = *extent;
                // One that is being typed is there all the same.
                let value_extent = value.as_ref().map_or(extent.end_point(), |value| value.extent);
                let value = match value {
                    Some(ast::Value { form: Form::Broken, .. }) => "".into(),
                    _ => unquote(value_extent.of(self.text)).into(),
                };
                self.item.editions.push(EditionItem { value, value_extent, extent });
            }
            ast::Item::Import { path: Some(path), .. } if path.form == Form::String => {
                let pattern = unquote(path.extent.of(self.text)).into();
                self.item.imports.push(Import { pattern, extent: path.extent });
            }
            ast::Item::Import { path: Some(path), .. } if self.is_broken(path.extent) => {}
            ast::Item::Import { path: Some(path), .. } => {
                complain::import_path(self, path.extent);
            }
            ast::Item::Import { path: None, .. } => {}
            ast::Item::Let { extent, name, value } => {
                let end = value.as_ref().map_or(extent.end, |value| value.extent.end);
                let name = Name { text: name.of(self.text).into(), extent: *name };
                let text = Extent { start: 0, end }.of(self.text).into();
                self.item.lets.push(Let { name, extent: *extent, value: value.clone(), text, item: self.id });
            }
            ast::Item::Defaults(block) => {
                if let Some((schema, labels)) = self.header(block, true) {
                    if let Some(extra) = labels.first() {
                        let message =
                            "`defaults` takes no name: it speaks for every such block of this file".to_owned();
                        self.report("schema/unexpected-name", Severity::Error, *extra, message);
                    }
                    let lowered = self.block(block, schema, None, true);
                    if let Some(earlier) = self.item.defaults.iter().find(|earlier| earlier.kind == lowered.kind) {
                        let related = Span::new(self.id, earlier.header);
                        complain::duplicate_defaults(self, schema, lowered.header, related);
                    } else {
                        self.item.defaults.push(lowered);
                    }
                }
            }
            ast::Item::Block(block) => self.declaration(block),
            ast::Item::Attribute(attribute) => {
                let name = attribute.name.of(self.text);
                self.item.vague.push((None, if name == "let" { "" } else { name }.into()));
                complain::outside_block(self, attribute);
            }
            ast::Item::Incomplete(incomplete) => {
                let labels = incomplete.rest.iter().filter(|part| matches!(part.form, Form::Word | Form::String));
                let labels: Vec<_> = labels.map(|part| part.extent).collect();
                complain::half_written_item(self, incomplete);
                self.vague_name(incomplete.name, &labels);
                if self.is_broken(incomplete.extent) {
                    self.vague_name(incomplete.name, &[incomplete.extent.end_point()]);
                }
            }
        }
    }

    fn declaration(&mut self, block: &ast::Block) {
        let Some((schema, labels)) = self.header(block, false) else {
            let mut names = block.labels.clone();
            if schema::top_level(block.kind.of(self.text)).next().is_none() {
                names.push(block.kind);
            }
            self.vague_name(block.kind, &names);
            return;
        };
        let name = self.name(block, schema, labels);
        if name.is_none() {
            return;
        }
        if schema.kind == Kind::Peering && complain::peering_of_a_circuit(self, block).is_some() {
            self.vague_name(block.kind, labels);
            return;
        }
        let lowered = self.block(block, schema, name, false);
        if self.item.blocks.is_empty() {
            // Mostly one, and there may be tens of thousands of items.
            self.item.blocks.reserve_exact(1);
        }
        self.item.blocks.push(lowered);
    }

    /// Finds the schema of a top-level block by its keyword and, where it has variants, its first
    /// label; returns the labels that are left.
    fn header<'b>(&mut self, block: &'b ast::Block, defaults: bool) -> Option<(&'static BlockSchema, &'b [Extent])> {
        let keyword = block.kind.of(self.text);
        let candidates: Vec<_> = schema::top_level(keyword).collect();
        let first = block.labels.first().map(|label| label.of(self.text));
        if let [only] = candidates[..]
            && only.variant.is_none()
        {
            return Some((only, &block.labels));
        }
        if defaults && keyword == "device" {
            return Some((Kind::Device.schema(), &block.labels));
        }
        if candidates.is_empty() {
            return complain::unknown_block(self, block, None)
                .filter(|_| !defaults)
                .map(|(schema, words)| (schema, &block.labels[words..]));
        }
        let variant = candidates.iter().find(|block| block.variant == first);
        if let Some(schema) = variant.filter(|_| defaults || block.labels.len() > 1) {
            return Some((schema, &block.labels[1..]));
        }
        complain::unknown_variant(self, block, &candidates, defaults)
            .map(|(schema, words)| (schema, &block.labels[words..]))
    }

    /// The name of a named block; reports a missing one and labels too many.
    fn name(&mut self, block: &ast::Block, schema: &'static BlockSchema, labels: &[Extent]) -> Option<Name> {
        match (schema.name, labels) {
            (NameRule::Named, [name, rest @ ..]) => {
                if let Some(extra) = rest.first() {
                    if let Some(family) = schema.kind.family() {
                        self.item.vague.push((Some(family), unquote(extra.of(self.text)).into()));
                    }
                    let last = rest.last().unwrap_or(extra);
                    complain::several_names(self, schema, Extent { start: name.start, end: last.end }, *extra);
                }
                Some(Name { text: unquote(name.of(self.text)).into(), extent: *name })
            }
            // What stands there is reported already.
            (NameRule::Named, []) if self.header_is_broken(block) => None,
            (NameRule::Named, []) => {
                let at = Extent { start: block.kind.start, end: block.labels.last().map_or(block.kind.end, |l| l.end) };
                let header = schema.header();
                self.report("schema/missing-name", Severity::Error, at, format!("this `{header}` has no name"));
                // It may be any that is named elsewhere.
                self.item.vague.extend(schema.kind.family().map(|family| (Some(family), "".into())));
                None
            }
            (NameRule::Unnamed, []) => None,
            (NameRule::Unnamed, [extra, ..]) => {
                let message = format!("`{}` takes no name", schema.keyword);
                let span = Span::new(self.id, *extra);
                complain::removable(
                    self.report("schema/unexpected-name", Severity::Error, *extra, message),
                    span,
                    "Remove the name",
                );
                None
            }
        }
    }

    fn block(&mut self, block: &ast::Block, schema: &'static BlockSchema, name: Option<Name>, defaults: bool) -> Block {
        let header_end = block.labels.last().map_or(block.kind.end, |label| label.end);
        let nested = block.members.iter().filter(|member| matches!(member, ast::Member::Block(_))).count();
        let mut lowered = Block {
            kind: schema.kind,
            name,
            extent: block.extent,
            header: Extent { start: block.kind.start, end: header_end },
            body: block.body,
            attributes: Vec::with_capacity(block.members.len() - nested),
            says: AttrSet::default(),
            blocks: Vec::with_capacity(nested),
            allows: self.allows(&block.annotations),
            vague: self.is_vague(block, schema),
        };
        for member in &block.members {
            match member {
                ast::Member::Attribute(attribute) if attribute.value.is_some() => {
                    self.attribute(attribute, schema, &mut lowered);
                }
                ast::Member::Block(nested) => self.nested(nested, schema, &mut lowered, defaults),
                _ => {}
            }
        }
        // What is being typed comes last, so that it never takes the place of what stands there whole.
        for (index, member) in block.members.iter().enumerate() {
            if let ast::Member::Incomplete(incomplete) = member {
                complain::half_written(self, incomplete, &block.members[..index], schema);
            }
            let (name, extent) = match member {
                ast::Member::Attribute(it) if it.value.is_none() => (it.name, it.extent),
                ast::Member::Incomplete(it) => (it.name, it.extent),
                _ => continue,
            };
            if let Some(attribute) = schema.attribute(name.of(self.text)) {
                wrong(&mut lowered, attribute.attr, name, extent);
            }
        }
        lowered
    }

    fn nested(&mut self, block: &ast::Block, parent: &'static BlockSchema, into: &mut Block, defaults: bool) {
        let keyword = block.kind.of(self.text);
        let known = schema::nested(parent.kind, keyword).map(|schema| (schema, 0));
        let known = known.or_else(|| complain::unknown_block(self, block, Some(parent)));
        let Some((schema, words)) = known else { return };
        if defaults && schema.name == NameRule::Named {
            let message = format!("named blocks such as `{keyword}` don't stand in defaults");
            self.report("schema/unknown-block", Severity::Error, block.kind, message);
            return;
        }
        let name = self.name(block, schema, &block.labels[words..]);
        if schema.name == NameRule::Named && name.is_none() {
            return;
        }
        let lowered = self.block(block, schema, name, defaults);
        let same = |earlier: &&Block| {
            earlier.kind == lowered.kind
                && match (schema.times, names(earlier), names(&lowered)) {
                    (Times::Once, ..) => true,
                    (Times::Many, Some(earlier), Some(name)) => earlier.eq_ignore_ascii_case(name),
                    (Times::Many, ..) => false,
                }
        };
        if let Some(earlier) = into.blocks.iter().find(same) {
            // How many there are can't be told, nor which one is meant.
            into.vague = true;
            if let (Some(first), Some(name)) =
                (&earlier.name, lowered.name.filter(|it| names(earlier) != Some(&it.text)))
            {
                complain::letter_case(self, first, &name);
                return;
            }
            let what = match names(earlier) {
                Some(name) => format!("the {keyword} `{name}`"),
                None => format!("`{keyword}`"),
            };
            let related = Related { span: Span::new(self.id, earlier.header), message: "first here".into() };
            let span = Span::new(self.id, lowered.extent);
            let finding = self.report(
                "schema/duplicate-block",
                Severity::Error,
                lowered.header,
                format!("{what} is given twice"),
            );
            finding.related.push(related);
            complain::removable(finding, span, "Remove this one");
            return;
        }
        into.blocks.push(lowered);
    }

    fn attribute(&mut self, attribute: &ast::Attribute, schema: &'static BlockSchema, into: &mut Block) {
        let name = attribute.name.of(self.text);
        let Some(row) = schema.attribute(name) else {
            let meant = complain::unknown_attribute(self, attribute, schema, into);
            match meant.filter(|(attr, _)| into.attribute(*attr).is_none()) {
                // What was meant is read, so that all there is to say is said at once.
                Some((attr, Some(value))) if !self.is_broken(value.extent) => {
                    let allows = self.allows(&attribute.annotations);
                    into.push(Attribute { attr, name: attribute.name, extent: attribute.extent, value, allows });
                }
                Some((attr, _)) => wrong(into, attr, attribute.name, attribute.extent),
                None => {}
            }
            return;
        };
        // A word that seemed to mean this attribute didn't, since here it is.
        let stands_in = |it: &Attribute| it.attr == row.attr && schema.attribute(it.name.of(self.text)).is_none();
        if let Some(index) = into.attributes.iter().position(stands_in) {
            into.attributes.remove(index);
        } else if let Some(earlier) = into.attribute(row.attr) {
            let related = Related { span: Span::new(self.id, earlier.extent), message: "first here".into() };
            let span = Span::new(self.id, attribute.extent);
            let finding = self.report(
                "schema/duplicate-attribute",
                Severity::Error,
                attribute.name,
                format!("`{name}` is given twice"),
            );
            finding.related.push(related);
            complain::removable(finding, span, "Remove this one");
            return;
        }
        let Some(value) = &attribute.value else { return };
        let value = self.value(&row.value, value, row.attr);
        if row.attr == Attr::GatewayTransit && value.value == Value::Wrong {
            complain::which_vnet(self, value.extent, into);
        }
        let allows = self.allows(&attribute.annotations);
        into.push(Attribute { attr: row.attr, name: attribute.name, extent: attribute.extent, value, allows });
    }

    fn value(&mut self, ty: &'static Type, value: &ast::Value, attr: Attr) -> Typed {
        let mut complaints = Vec::new();
        let mut typed = literal::read(ty, value, self.text, &mut complaints);
        if self.is_broken(value.extent) {
            typed.value = Value::Wrong;
            return typed;
        }
        // Something is missing in `[, 10.2.0.0/16]`.
        let lacks = |error: &SyntaxError| error.kind == Mistake::ExtraComma && value.extent.contains(error.extent);
        if let Value::List(values) = &mut typed.value
            && self.errors.iter().any(lacks)
        {
            let lacking = Typed { extent: value.extent.end_point(), value: Value::Wrong };
            *values = std::mem::take(values).into_iter().chain([lacking]).collect();
        }
        if self.errors.iter().any(|error| error.kind != Mistake::Colon && value.extent.touches(error.extent.start)) {
            // What seems wrong about it may come from that.
            complaints.clear();
        }
        for complaint in complaints {
            complain::value(self, ty, attr, complaint);
        }
        typed
    }
}

fn names(block: &Block) -> Option<&str> {
    block.name.as_ref().map(|name| &*name.text)
}

/// Notes that the attribute was meant but can't be read: present, and already reported.
fn wrong(block: &mut Block, attr: Attr, name: Extent, extent: Extent) {
    if block.attribute(attr).is_none() {
        let value = Typed { extent: extent.end_point(), value: Value::Wrong };
        block.push(Attribute { attr, name, extent, value, allows: [].into() });
    }
}
