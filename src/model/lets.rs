//! A `let` has no type by itself: here its value is read as whatever uses it asks for.

use super::item::{Let, Typed, Value};
use super::spec::Spec;
use super::values::DEEPEST_LET;
use super::{complain, literal};
use crate::schema::{AttributeSchema, Type};
use crate::syntax::ast;

impl<'m> Spec<'m> {
    /// What keeps a `let` from being a value of an attribute: the first thing, in words.
    pub fn let_problem(self, it: &'m Let, row: &AttributeSchema) -> Option<String> {
        let mut count = 0;
        let problem = self.problem_in(it, row, 0, &mut Vec::new(), &mut count);
        problem.or_else(|| {
            let several = !row.value.is_list() && count != 1;
            several.then(|| format!("`{}` takes one value, and these are {count}", row.name()))
        })
    }

    fn problem_in(
        self,
        it: &'m Let,
        row: &AttributeSchema,
        depth: usize,
        seen: &mut Vec<&'m str>,
        count: &mut usize,
    ) -> Option<String> {
        let (ty, value) = (row.value.element(), it.value.as_ref()?);
        if seen.contains(&&*it.name.text) {
            *count = 1; // A circle or a second look; the former is reported there.
            return None;
        }
        if depth == DEEPEST_LET {
            return Some(format!("there are more than {DEEPEST_LET} `let`s behind it"));
        }
        seen.push(&it.name.text);
        let mut complaints = Vec::new();
        let typed = read_let(it, value, ty, &mut complaints);
        if let Some(message) =
            complaints.iter().find_map(|complaint| complain::why_wrong(ty, row.attr, complaint, &it.text))
        {
            return Some(message);
        }
        let mut elements = vec![typed];
        while let Some(typed) = elements.pop() {
            match typed.value {
                Value::List(values) => elements.extend(values.into_iter().rev()),
                Value::Wrong => *count += 1,
                value => match self.let_of(&value, ty) {
                    Some((_, inner)) => {
                        if let Some(problem) = self.problem_in(inner, row, depth + 1, seen, count) {
                            return Some(problem);
                        }
                    }
                    None => {
                        *count += 1;
                        if let Some(problem) = self.unknown_in_let(&value, row) {
                            return Some(problem);
                        }
                    }
                },
            }
        }
        None
    }

    /// A name in a `let` that stands for nothing.
    fn unknown_in_let(self, value: &Value, row: &AttributeSchema) -> Option<String> {
        let Value::Name(path) = value else { return None };
        let name = &path[0];
        let Type::Name(target) = row.value.element() else {
            return Some(format!("`{}` takes {}, not `{name}`", row.name(), row.value.element().expected()));
        };
        let family = target.family()?;
        let known = !self.all_declared(family, name).is_empty() || self.is_vague(Some(family), name);
        (!known).then(|| format!("there is no {} `{name}`", family.keyword()))
    }
}

/// The value of a `let`, read as a list of `ty`.
pub(super) fn typed_let(it: &Let, ty: &Type) -> Option<Typed> {
    Some(read_let(it, it.value.as_ref()?, ty, &mut Vec::new()))
}

fn read_let(it: &Let, value: &ast::Value, ty: &Type, complaints: &mut Vec<literal::Complaint>) -> Typed {
    match &value.form {
        ast::Form::List(values) => {
            let elements = values.iter().map(|value| literal::read(ty, value, &it.text, complaints));
            Typed { extent: value.extent, value: Value::List(elements.collect()) }
        }
        _ => literal::read(ty, value, &it.text, complaints),
    }
}
