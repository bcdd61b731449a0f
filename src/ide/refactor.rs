//! Other ways to write the same: a `let` for what is repeated, and back.

use super::actions::{Action, ActionKind};
use super::names::Symbol;
use super::{Place, navigate};
use crate::finding::Extent;
use crate::schema::Kind;
use crate::syntax::ast::{Ast, Attribute, Form, Item, Member, Value};
use crate::syntax::{self, edit};
use crate::workspace::{File, Judged};
use std::ops::Range;
use std::sync::Arc;

/// What could be written otherwise at a place.
pub fn refactorings(judged: &Judged, file: &File, within: &Range<usize>) -> Vec<Action> {
    let own = judged.spec.files().find(|it| it.id() == file.id()).cloned();
    let Some(own) = own else { return Vec::new() };
    let at = within.start;
    let all = [inline(judged, &own, at), extract(judged, &own, at), require(judged, &own, at)];
    all.into_iter().flatten().collect()
}

fn action(title: String, edits: Vec<(Place, String)>) -> Action {
    Action { title, kind: ActionKind::Rewrite, of: None, preferred: false, edits, explains: None }
}

/// On a `let` or a use of it: its value goes where its name stood.
fn inline(judged: &Judged, file: &Arc<File>, offset: usize) -> Option<Action> {
    let name = navigate::name_at(judged, file, offset)?;
    let Symbol::Let(text) = &name.symbol else { return None };
    let (item, it) = judged.spec.model().let_named(text)?;
    let value = it.value.as_ref()?;
    let written = value.extent.of(&it.text);
    let home = judged.spec.files().find(|file| file.item(item).is_some())?;
    let declaration = it.extent.shifted(home.start_of(item)?);
    let mut edits = Vec::new();
    for (place, declares) in navigate::occurrences(judged, &name.symbol) {
        if declares {
            continue;
        }
        // Within a list, a list's brackets go: it is spliced.
        let in_list = in_list(&place);
        let inner = written.strip_prefix('[').and_then(|it| it.strip_suffix(']')).map(str::trim);
        let text = match inner {
            Some(inner) if in_list => inner.trim_end_matches(',').to_owned(),
            _ => written.to_owned(),
        };
        edits.push((place, text));
    }
    let text = home.text();
    let end = text.line_start(text.line_of(declaration.end) + 1).min(text.len());
    let whole = text.line_start(text.line_of(declaration.start))..end.max(declaration.end);
    edits.push((Place { file: home.clone(), range: whole }, String::new()));
    Some(action(format!("Inline `{text}`", text = name.symbol.name()), edits))
}

/// On the header of a site or connection that asks for nothing: a block for what it must deliver.
fn require(judged: &Judged, file: &Arc<File>, offset: usize) -> Option<Action> {
    let (id, start) = file.item_at(offset);
    let item = judged.spec.model().item(id)?;
    let at = (offset - start) as u32;
    let block = item.blocks.iter().find(|it| it.header.touches(at))?;
    let may = block.kind.schema().blocks.contains(&Kind::Requires);
    if !may || block.blocks.iter().any(|it| it.kind == Kind::Requires) {
        return None;
    }
    // Empty, for what it must deliver is for its author to say.
    let (extent, text) = edit::insert_block(&file.text_of(id), block.extent, "requires {\n}")?;
    let place = Place { file: file.clone(), range: extent.shifted(start) };
    Some(action("Say what it must deliver: `requires { … }`".to_owned(), vec![(place, text)]))
}

fn in_list(place: &Place) -> bool {
    let (id, start) = place.file.item_at(place.range.start);
    let text = place.file.text_of(id);
    let at = (place.range.start - start) as u32;
    let ast = syntax::parse(&text);
    each_attribute(&ast).any(|attribute| {
        attribute.value.as_ref().is_some_and(|it| matches!(it.form, Form::List(_)) && it.extent.touches(at))
    })
}

fn each_attribute(ast: &Ast) -> impl Iterator<Item = &Attribute> {
    let mut found = Vec::new();
    fn of<'a>(members: &'a [Member], into: &mut Vec<&'a Attribute>) {
        for member in members {
            match member {
                Member::Attribute(it) => into.push(it),
                Member::Block(it) => of(&it.members, into),
                Member::Incomplete(_) => {}
            }
        }
    }
    for item in &ast.items {
        if let Item::Block(block) | Item::Defaults(block) = item {
            of(&block.members, &mut found);
        }
    }
    found.into_iter()
}

/// On a list or prefix: a `let` of its own, used wherever the same stands in this file.
fn extract(judged: &Judged, file: &Arc<File>, offset: usize) -> Option<Action> {
    let (id, start) = file.item_at(offset);
    let text = file.text_of(id);
    let ast = syntax::parse(&text);
    let at = (offset - start) as u32;
    let attribute = each_attribute(&ast).find(|it| it.value.as_ref().is_some_and(|value| value.extent.touches(at)))?;
    let value = attribute.value.as_ref().filter(|it| is_worth_a_name(it))?;
    let written = value.extent.of(&text);
    let base = attribute.name.of(&text).replace('-', "_");
    let model = judged.spec.model();
    let is_free = |name: &String| model.let_named(name).is_none();
    let name = (1..).map(|n| if n == 1 { base.clone() } else { format!("{base}_{n}") }).find(is_free)?;
    let mut edits = Vec::new();
    for (other, begins) in file.starts() {
        let text = file.text_of(other);
        let ast = syntax::parse(&text);
        for value in each_attribute(&ast).filter_map(|it| it.value.as_ref()) {
            if value.extent.of(&text) == written {
                let range = value.extent.shifted(begins);
                edits.push((Place { file: file.clone(), range }, name.clone()));
            }
        }
    }
    let repeated = edits.len();
    let block = Extent::new(0, text.len()).of(&text).find(|c: char| !c.is_whitespace()).unwrap_or(0);
    let before = Place { file: file.clone(), range: start + block..start + block };
    edits.push((before, format!("let {name} = {written}\n\n")));
    let times = if repeated > 1 { format!(", used {repeated} times") } else { String::new() };
    Some(action(format!("Give it a name: `let {name}`{times}"), edits))
}

fn is_worth_a_name(value: &Value) -> bool {
    match &value.form {
        Form::List(values) => values.iter().any(|it| matches!(it.form, Form::Prefix | Form::Address)),
        form => matches!(form, Form::Prefix),
    }
}
