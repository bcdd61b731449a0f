//! The values of a block's attributes as their types say them: lists flattened, `let`s followed.

use super::item::{Secret, Typed, Value};
use super::lets::typed_let;
use super::view::{At, Values, View};
use crate::finding::{ItemId, Span};
use crate::schema::{Attr, Type};
use ipnet::IpNet;
use std::borrow::Cow;
use std::net::IpAddr;

/// How many `let`s one attribute may go through: lists of lists of lists grow without bound.
const MOST_LETS: u16 = 4096;
/// How many `let`s may stand one behind the other: whoever follows them does so on the stack.
pub(super) const DEEPEST_LET: usize = 64;

/// The parts of a name: `[hq, edge1]` for `hq.edge1`.
pub type Path<'m> = Cow<'m, [Box<str>]>;

/// The `let`s on the way to a value, so that a circle ends.
#[derive(Clone, Copy)]
struct Trail<'t> {
    name: &'t str,
    up: Option<&'t Trail<'t>>,
    depth: usize,
}

impl Trail<'_> {
    fn holds(&self, name: &str) -> bool {
        self.name == name || self.up.is_some_and(|up| up.holds(name))
    }
}

/// What is done with each value.
type Visit<'v, 'm> = dyn FnMut(At<Cow<'m, Value>>) + 'v;

impl<'m> View<'m> {
    /// The values of an attribute, lists flattened and `let`s followed; wrong ones are left out.
    pub fn values(self, attr: Attr) -> Values<Cow<'m, Value>> {
        self.pick(attr, Some)
    }

    /// The values of an attribute that `pick` understands.
    fn pick<T>(self, attr: Attr, pick: impl Fn(Cow<'m, Value>) -> Option<T>) -> Values<T> {
        let mut values = Values::new();
        if let Some(field) = self.field(attr)
            && let Some(row) = self.row(attr)
        {
            self.flatten(&field.attribute.value, field.item, row.value.element(), &mut |at| {
                values.extend(pick(at.value).map(|value| At { value, span: at.span, via: at.via }));
            });
        }
        values
    }

    fn flatten(self, typed: &'m Typed, item: ItemId, ty: &Type, visit: &mut Visit<'_, 'm>) {
        match &typed.value {
            Value::Wrong => {}
            Value::List(values) => values.iter().for_each(|value| self.flatten(value, item, ty, visit)),
            value => {
                let span = Span::new(item, typed.extent);
                if !self.follow_let(value, span, ty, None, &mut 0, visit) {
                    visit(At { value: Cow::Borrowed(value), span, via: None });
                }
            }
        }
    }

    /// Visits the values of the `let` that `value` names; false where it names none.
    fn follow_let(
        self,
        value: &Value,
        span: Span,
        ty: &Type,
        trail: Option<&Trail<'_>>,
        count: &mut u16,
        visit: &mut Visit<'_, 'm>,
    ) -> bool {
        let Some((item, it)) = self.spec().let_of(value, ty) else { return false };
        *count += 1;
        let is_end = |trail: &Trail<'_>| trail.depth == DEEPEST_LET || trail.holds(&it.name.text);
        if *count > MOST_LETS || trail.is_some_and(is_end) {
            return true;
        }
        let Some(typed) = typed_let(it, ty) else { return true };
        let trail = Trail { name: &it.name.text, up: trail, depth: trail.map_or(1, |trail| trail.depth + 1) };
        let via = Span::new(item, it.name.extent);
        let mut elements = vec![&typed];
        while let Some(typed) = elements.pop() {
            match &typed.value {
                Value::Wrong => {}
                Value::List(values) => elements.extend(values.iter().rev()),
                value if self.follow_let(value, span, ty, Some(&trail), count, visit) => {}
                value => visit(At { value: Cow::Owned(value.clone()), span, via: Some(via) }),
            }
        }
        true
    }

    /// The first value of an attribute that `pick` understands.
    fn one<T>(self, attr: Attr, pick: impl Fn(Cow<'m, Value>) -> Option<T>) -> Option<At<T>> {
        let field = self.field(attr)?;
        // The common case without a detour: one value, written here.
        let value = match &field.attribute.value.value {
            Value::Wrong => return None,
            Value::List(_) => None,
            value => Some(value).filter(|value| self.spec().let_of(value, self.element(attr)).is_none()),
        };
        match value {
            Some(value) => pick(Cow::Borrowed(value)).map(|value| At { value, span: field.value_span(), via: None }),
            None => self.pick(attr, pick).into_iter().next(),
        }
    }

    /// The type of one value of an attribute.
    fn element(self, attr: Attr) -> &'static Type {
        self.row(attr).map_or(&Type::Text, |row| row.value.element())
    }

    /// A boolean, if it is said.
    pub fn boolean(self, attr: Attr) -> Option<At<bool>> {
        self.one(attr, |value| if let Value::Boolean(it) = *value { Some(it) } else { None })
    }

    /// Whether it is said to be true.
    pub fn is_true(self, attr: Attr) -> bool {
        self.boolean(attr).is_some_and(|it| it.value)
    }

    /// A whole number.
    pub fn integer(self, attr: Attr) -> Option<At<u64>> {
        self.one(attr, |value| if let Value::Integer(it) = *value { Some(it) } else { None })
    }

    /// Several whole numbers.
    pub fn integers(self, attr: Attr) -> Values<u64> {
        self.pick(attr, |value| if let Value::Integer(it) = *value { Some(it) } else { None })
    }

    /// A bandwidth in bits per second.
    pub fn bandwidth(self, attr: Attr) -> Option<At<u64>> {
        self.one(attr, |value| if let Value::Bandwidth(it) = *value { Some(it) } else { None })
    }

    /// A duration in seconds.
    pub fn duration(self, attr: Attr) -> Option<At<u64>> {
        self.one(attr, |value| if let Value::Duration(it) = *value { Some(it) } else { None })
    }

    /// A data size in KB.
    pub fn data_size(self, attr: Attr) -> Option<At<u64>> {
        self.one(attr, |value| if let Value::DataSize(it) = *value { Some(it) } else { None })
    }

    /// An IP address.
    pub fn address(self, attr: Attr) -> Option<At<IpAddr>> {
        self.one(attr, |value| if let Value::Address(it) = *value { Some(it) } else { None })
    }

    /// Several IP addresses.
    pub fn addresses(self, attr: Attr) -> Values<IpAddr> {
        self.pick(attr, |value| if let Value::Address(it) = *value { Some(it) } else { None })
    }

    /// IP prefixes.
    pub fn prefixes(self, attr: Attr) -> Values<IpNet> {
        self.pick(attr, |value| if let Value::Prefix(it) = *value { Some(it) } else { None })
    }

    /// Text.
    pub fn text(self, attr: Attr) -> Option<At<Cow<'m, str>>> {
        self.one(attr, |value| match value {
            Cow::Borrowed(Value::Text(text)) => Some(Cow::Borrowed(&**text)),
            Cow::Owned(Value::Text(text)) => Some(Cow::Owned(text.into_string())),
            _ => None,
        })
    }

    /// A word of the schema, in its canonical spelling.
    pub fn choice(self, attr: Attr) -> Option<At<&'static str>> {
        self.one(attr, |value| if let Value::Choice(it) = *value { Some(it) } else { None })
    }

    /// Several words of the schema.
    pub fn choices(self, attr: Attr) -> Values<&'static str> {
        self.pick(attr, |value| if let Value::Choice(it) = *value { Some(it) } else { None })
    }

    /// A word that the catalogue explains, as written.
    pub fn word(self, attr: Attr) -> Option<At<Cow<'m, str>>> {
        self.one(attr, |value| match value {
            Cow::Borrowed(Value::Word(word)) => Some(Cow::Borrowed(&**word)),
            Cow::Owned(Value::Word(word)) => Some(Cow::Owned(word.into_string())),
            _ => None,
        })
    }

    /// A pre-shared key.
    pub fn secret(self, attr: Attr) -> Option<At<Secret>> {
        self.one(attr, |value| if let Value::Secret(it) = &*value { Some(it.clone()) } else { None })
    }

    /// What an attribute names.
    pub fn names(self, attr: Attr) -> Values<Path<'m>> {
        self.pick(attr, path)
    }

    /// The first name of an attribute.
    pub fn name_of(self, attr: Attr) -> Option<At<Path<'m>>> {
        self.one(attr, path)
    }

    /// Whether the attribute names something that passes the test.
    pub fn any_name(self, attr: Attr, test: impl Fn(&[Box<str>]) -> bool) -> bool {
        let Some(field) = self.field(attr) else { return false };
        let mut found = false;
        self.flatten(&field.attribute.value, field.item, self.element(attr), &mut |at| {
            found |= matches!(&*at.value, Value::Name(path) if test(path));
        });
        found
    }

    /// The declarations an attribute names, as far as there are such.
    pub fn targets(self, attr: Attr) -> Values<View<'m>> {
        self.pick(attr, |value| self.declaration(attr, value))
    }

    /// The declaration an attribute names, if there is one.
    pub fn target(self, attr: Attr) -> Option<At<View<'m>>> {
        self.one(attr, |value| self.declaration(attr, value))
    }

    fn declaration(self, attr: Attr, value: Cow<'m, Value>) -> Option<View<'m>> {
        let Type::Name(target) = self.element(attr) else { return None };
        self.spec().declared(target.family()?, &path(value)?[0])
    }

    /// Whether the attribute is said to be an empty list, here or by a `let`.
    pub fn is_empty_list(self, attr: Attr) -> bool {
        let Some(field) = self.field(attr) else { return false };
        match &field.attribute.value.value {
            Value::List(values) => match &values[..] {
                [] => true,
                [only] => self.is_empty_let(&only.value, self.element(attr)),
                _ => false,
            },
            value => self.is_empty_let(value, self.element(attr)),
        }
    }

    /// Whether a value names a `let` that is an empty list.
    fn is_empty_let(self, value: &Value, ty: &Type) -> bool {
        let Some((_, it)) = self.spec().let_of(value, ty) else { return false };
        typed_let(it, ty).is_some_and(|typed| matches!(&typed.value, Value::List(values) if values.is_empty()))
    }
}

fn path(value: Cow<'_, Value>) -> Option<Path<'_>> {
    match value {
        Cow::Borrowed(Value::Name(path)) => Some(Cow::Borrowed(path)),
        Cow::Owned(Value::Name(path)) => Some(Cow::Owned(path.into_vec())),
        _ => None,
    }
}
