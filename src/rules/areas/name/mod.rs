//! `name`: declarations, references and named values.

mod reference;

use crate::finding::Span;
use crate::model::{Field, Spec, Typed, Value, View};
use crate::rules::facts::words;
use crate::rules::{Check, Cx, Rule};
use crate::schema::{Family, Kind, Target, Type};
use crate::syntax::ast;
use reference::unknown_reference;
use rustc_hash::{FxHashMap, FxHashSet};

pub const RULES: &[Rule] = &[
    Rule { name: "name/circular-let", check: Check::Spec(circular_let) },
    Rule { name: "name/duplicate", check: Check::Any(duplicate) },
    Rule { name: "name/duplicate-let", check: Check::Spec(duplicate_let) },
    Rule { name: "name/hidden-let", check: Check::Spec(hidden_let) },
    Rule { name: "name/let-value", check: Check::Any(let_value) },
    Rule { name: "name/letter-case", check: Check::Any(letter_case) },
    Rule { name: "name/unknown-reference", check: Check::Any(unknown_reference) },
    Rule { name: "name/wrong-kind", check: Check::Any(wrong_kind) },
];

/// A name declared twice in its namespace; reported at the second.
fn duplicate(view: View<'_>, cx: &mut Cx<'_>) {
    let Some(family) = view.kind().family() else { return };
    let first = cx.spec.all_declared(family, view.name())[0];
    if first != view.id() {
        let first = cx.spec.entity(first);
        let message = format!("there is a {} `{}` already", family.keyword(), view.name());
        cx.report(view.name_span(), message).related(first.name_span(), "first here");
    }
}

/// `let`s that name each other in a circle; reported at the first of them.
fn circular_let(cx: &mut Cx<'_>) {
    let model = cx.spec.model();
    let mut names: Vec<&str> = cx.spec.lets().map(|(name, _)| name).collect();
    let place = |name: &str| model.let_named(name).map(|(item, it)| (model.order_of(item), it.name.extent));
    names.sort_by_key(|name| place(name));
    let named: Named<'_> = names.iter().map(|name| (*name, names_in_let(name, cx.spec))).collect();
    let tangled = tangled(&named);
    let mut told: FxHashSet<&str> = FxHashSet::default();
    for name in names {
        if told.contains(name) || !tangled.contains(name) {
            continue;
        }
        let Some(circle) = circle(name, &named) else { continue };
        told.extend(circle.iter().copied());
        let span = |name: &str| model.let_named(name).map(|(item, it)| Span::new(item, it.name.extent));
        let Some(first) = span(name) else { continue };
        let message = match circle.len() {
            1 => format!("`{name}` names itself"),
            _ => format!("`{name}` names itself by way of {}", words(circle[1..].iter().copied())),
        };
        let mut report = cx.report(first, message);
        for other in circle[1..].iter().filter_map(|name| span(name)) {
            report = report.related(other, "by way of this one");
        }
    }
}

/// The `let`s by name, each with those that it names.
type Named<'m> = FxHashMap<&'m str, Vec<&'m str>>;

/// The `let`s on circles and between them: what is left when those are taken away, again and again, that name none
/// and that none names. A chain of thousands is looked at once this way.
fn tangled<'m>(named: &Named<'m>) -> FxHashSet<&'m str> {
    let mut left: FxHashSet<&str> = named.keys().copied().collect();
    let mut naming: Named<'m> = FxHashMap::default();
    for (name, targets) in named {
        targets.iter().for_each(|target| naming.entry(target).or_default().push(name));
    }
    for [ahead, behind] in [[named, &naming], [&naming, named]] {
        let is_left = |name: &&&str| left.contains(**name);
        let count = |name: &&'m str| ahead.get(name).map_or(0, |it| it.iter().filter(is_left).count());
        let mut counts: FxHashMap<&str, usize> = left.iter().map(|name| (*name, count(name))).collect();
        let mut ends: Vec<&str> = counts.iter().filter(|it| *it.1 == 0).map(|it| *it.0).collect();
        while let Some(end) = ends.pop() {
            left.remove(end);
            for name in behind.get(end).into_iter().flatten() {
                let Some(count) = counts.get_mut(name).filter(|count| **count > 0) else { continue };
                *count -= 1;
                if *count == 0 {
                    ends.push(name);
                }
            }
        }
    }
    left
}

/// The `let`s on the way from one back to itself, itself first.
fn circle<'m>(name: &'m str, named: &Named<'m>) -> Option<Vec<&'m str>> {
    let mut came_from: FxHashMap<&str, &str> = FxHashMap::default();
    let mut pending = vec![name];
    while let Some(here) = pending.pop() {
        for &next in named.get(here).into_iter().flatten() {
            if next == name {
                let mut way = vec![here];
                while let Some(before) = came_from.get(way[way.len() - 1]) {
                    way.push(before);
                }
                way.reverse();
                return Some(way);
            }
            if !came_from.contains_key(next) {
                came_from.insert(next, here);
                pending.push(next);
            }
        }
    }
    None
}

/// The `let`s that a `let` names. A word that is a declaration's name means that wherever it can.
fn names_in_let<'m>(name: &str, spec: Spec<'m>) -> Vec<&'m str> {
    let Some((_, it)) = spec.let_named(name) else { return Vec::new() };
    let mut found = Vec::new();
    let mut pending: Vec<&ast::Value> = it.value.iter().collect();
    while let Some(value) = pending.pop() {
        match &value.form {
            ast::Form::List(values) => pending.extend(values),
            ast::Form::Word => {
                let word = value.extent.of(&it.text);
                let declared = Family::ALL.into_iter().any(|family| !spec.all_declared(family, word).is_empty());
                found.extend(spec.let_named(word).filter(|_| !declared).map(|(_, it)| &*it.name.text));
            }
            _ => {}
        }
    }
    found
}

/// A `let` whose value isn't what the attribute takes that uses it; reported at the use.
fn let_value(view: View<'_>, cx: &mut Cx<'_>) {
    each_attribute(view, &mut |view, field, ty| {
        let Some(row) = view.row(field.attribute.attr) else { return };
        each_scalar(&field.attribute.value, &mut |typed| {
            let Some((item, it)) = cx.spec.let_of(&typed.value, ty) else { return };
            // In a list its values are spliced, so there may be any number of them.
            let Some(problem) = cx.spec.let_problem(it, row) else { return };
            let message = format!("the value of `{}` doesn't fit: {problem}", it.name.text);
            cx.report(Span::new(field.item, typed.extent), message)
                .related(Span::new(item, it.name.extent), "the value comes from here");
        });
    });
}

/// A `let` given twice; reported at the second.
fn duplicate_let(cx: &mut Cx<'_>) {
    let model = cx.spec.model();
    let place = |(item, index): (_, u16)| {
        let it = &model.item(item).expect("an item of the model").lets[index as usize];
        Span::new(item, it.name.extent)
    };
    for (name, places) in cx.spec.lets() {
        for second in &places[1..] {
            cx.report(place(*second), format!("there is a `let {name}` already"))
                .related(place(places[0]), "first here");
        }
    }
}

/// A `let` whose name means something else wherever it could be used.
fn hidden_let(cx: &mut Cx<'_>) {
    let model = cx.spec.model();
    for (name, places) in cx.spec.lets() {
        let declared = Family::ALL.into_iter().find_map(|family| cx.spec.declared(family, name));
        let (item, index) = places[0];
        let it = &model.item(item).expect("an item of the model").lets[index as usize];
        let span = Span::new(item, it.name.extent);
        if let Some(declared) = declared {
            let what = declared.kind().family().map_or("", Family::keyword);
            cx.report(span, format!("a reference to `{name}` means the {what} of that name, not this `let`"))
                .related(declared.name_span(), format!("the {what}"));
        } else if is_value(name) {
            cx.report(span, format!("`{name}` means a value of Azure's where it stands for one, not this `let`"));
        }
    }
}

/// Whether some attribute takes the word as a value.
fn is_value(word: &str) -> bool {
    use crate::schema::{BLOCKS, Vocabulary};
    let choices = BLOCKS.iter().flat_map(|block| block.attributes).any(|row| match row.value.element() {
        Type::OneOf(choices) => choices.iter().any(|choice| choice.value == word),
        _ => false,
    });
    choices
        || [Vocabulary::VpnSku, Vocabulary::ErSku, Vocabulary::Device, Vocabulary::Region]
            .iter()
            .any(|it| it.knows(word))
}

/// Two names of one namespace that differ only in letter case.
fn letter_case(view: View<'_>, cx: &mut Cx<'_>) {
    let Some(first) = view.kind().family().and_then(|family| cx.spec.first_alike(family, view.name())) else { return };
    if first.name() != view.name() {
        let message = format!("`{}` and `{}` differ only in letter case", view.name(), first.name());
        cx.report(view.name_span(), message).related(first.name_span(), "the other one");
    }
}

/// A reference to a declaration of another type than the attribute asks for.
fn wrong_kind(view: View<'_>, cx: &mut Cx<'_>) {
    each_attribute(view, &mut |view, field, ty| {
        let attribute = field.attribute;
        let Type::Name(target) = ty else { return };
        for at in view.targets(attribute.attr) {
            if !fits(*target, at.value.kind()) {
                let is = at.value.kind().schema().header();
                let message =
                    format!("`{}` is a `{is}`; `{}` takes {}", at.value.name(), attribute.attr.name(), ty.expected());
                cx.report(at, message).related(at.value.name_span(), "declared here");
            }
        }
    });
}

fn fits(target: Target, kind: Kind) -> bool {
    match target {
        Target::Family(family) => kind.family() == Some(family),
        Target::VpnGateway => kind == Kind::VpnGateway,
        Target::ErGateway => kind == Kind::ErGateway,
        Target::ErConnection => kind == Kind::ErConnection,
        Target::SiteOrDevice => kind == Kind::Site,
        Target::NatRule => false,
    }
}

/// Calls `visit` with every attribute in force that may name something, of the block and of those in it.
fn each_attribute<'m>(view: View<'m>, visit: &mut impl FnMut(View<'m>, Field<'m>, &'static Type)) {
    let may_name =
        |field: &Field<'_>| matches!(field.attribute.value.value, Value::Name(_) | Value::Word(_) | Value::List(_));
    for field in view.fields().filter(may_name) {
        if let Some(row) = view.row(field.attribute.attr) {
            visit(view, field, row.value.element());
        }
    }
    for nested in view.blocks() {
        each_attribute(nested, visit);
    }
}

/// Calls `visit` with every value, those of lists one by one.
fn each_scalar<'v>(typed: &'v Typed, visit: &mut impl FnMut(&'v Typed)) {
    match &typed.value {
        Value::List(values) => values.iter().for_each(|value| each_scalar(value, visit)),
        _ => visit(typed),
    }
}
