//! A `let` for what is repeated, and back.

use super::rewrite;
use crate::finding::Extent;
use crate::ide::actions::Action;
use crate::ide::names::Symbol;
use crate::ide::{Place, navigate};
use crate::syntax;
use crate::syntax::ast::{Ast, Attribute, Form, Item, Member, Value};
use crate::workspace::{File, Judged};
use std::sync::Arc;

/// On a `let` or a use of it: its value goes where its name stood.
pub fn inline(judged: &Judged, file: &Arc<File>, offset: usize) -> Option<Action> {
    let name = navigate::name_at(judged, file, offset)?;
    let Symbol::Let(text) = &name.symbol else { return None };
    let (item, it) = judged.spec.model().let_named(text)?;
    let value = it.value.as_ref().filter(|value| !names_itself(judged, value, &mut vec![text]))?;
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
    Some(rewrite(format!("Inline `{text}`", text = name.symbol.name()), edits))
}

/// Whether a value comes back to one of the `let`s on the way to it.
fn names_itself<'m>(judged: &'m Judged, value: &'m Value, on_the_way: &mut Vec<&'m str>) -> bool {
    let model = judged.spec.model();
    let mut words = Vec::new();
    each_word(value, &mut words);
    words.iter().any(|extent| {
        // A word's extent counts in the item of the innermost `let`.
        let Some((_, it)) = on_the_way.last().and_then(|name| model.let_named(name)) else { return false };
        let word = extent.of(&it.text);
        if on_the_way.contains(&word) {
            return true;
        }
        let Some(inner) = model.let_named(word).and_then(|(_, it)| it.value.as_ref()) else { return false };
        on_the_way.push(word);
        let found = names_itself(judged, inner, on_the_way);
        on_the_way.pop();
        found
    })
}

fn each_word(value: &Value, into: &mut Vec<Extent>) {
    match &value.form {
        Form::List(values) => values.iter().for_each(|it| each_word(it, into)),
        Form::Word => into.push(value.extent),
        _ => {}
    }
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
pub fn extract(judged: &Judged, file: &Arc<File>, offset: usize) -> Option<Action> {
    let (id, start) = file.item_at(offset);
    let text = file.text_of(id);
    let ast = syntax::parse(&text);
    let at = (offset - start) as u32;
    let attribute = each_attribute(&ast).find(|it| it.value.as_ref().is_some_and(|value| value.extent.touches(at)))?;
    let value = attribute.value.as_ref().filter(|it| is_worth_a_name(it))?;
    let written = value.extent.of(&text);
    let base = attribute.name.of(&text).replace('-', "_");
    let model = judged.spec.model();
    // One that says the same already is used rather than another made.
    let says_it = |name: &&str| {
        let value = model.let_named(name).and_then(|(_, it)| Some(it.value.as_ref()?.extent.of(&it.text)));
        value == Some(written)
    };
    let known = model.lets().map(|(name, _)| name).filter(says_it).min();
    let is_free = |name: &String| model.let_named(name).is_none();
    let new = (1..).map(|n| if n == 1 { base.clone() } else { format!("{base}_{n}") }).find(is_free)?;
    let name = known.unwrap_or(&new);
    let mut edits = Vec::new();
    for (other, begins) in file.starts() {
        let text = file.text_of(other);
        let ast = syntax::parse(&text);
        for value in each_attribute(&ast).filter_map(|it| it.value.as_ref()) {
            if value.extent.of(&text) == written {
                let range = value.extent.shifted(begins);
                edits.push((Place { file: file.clone(), range }, name.to_owned()));
            }
        }
    }
    let repeated = edits.len();
    let times = if repeated > 1 { format!(", used {repeated} times") } else { String::new() };
    if known.is_some() {
        return Some(rewrite(format!("Use `{name}`, which says the same{times}"), edits));
    }
    let block = Extent::new(0, text.len()).of(&text).find(|c: char| !c.is_whitespace()).unwrap_or(0);
    let before = Place { file: file.clone(), range: start + block..start + block };
    edits.push((before, format!("let {name} = {written}\n\n")));
    Some(rewrite(format!("Give it a name: `let {name}`{times}"), edits))
}

fn is_worth_a_name(value: &Value) -> bool {
    match &value.form {
        Form::List(values) => values.iter().any(|it| matches!(it.form, Form::Prefix | Form::Address)),
        form => matches!(form, Form::Prefix),
    }
}
