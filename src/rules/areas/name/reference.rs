//! A name that nothing has, and what it may have been written for.

use super::{each_attribute, each_scalar, fits};
use crate::finding::Span;
use crate::model::{Attribute, EntityId, Value, View, did_you_mean, literal, nearest};
use crate::rules::Cx;
use crate::rules::facts::words;
use crate::schema::{Attr, Choice, Family, Kind, Target, Type};

/// A value that is neither a value of its attribute, nor a declaration, nor a `let`.
pub(super) fn unknown_reference(view: View<'_>, cx: &mut Cx<'_>) {
    // What `defaults` say is found once for each block that has it from there; equal findings are one.
    each_attribute(view, &mut |view, field, ty| {
        each_scalar(&field.attribute.value, &mut |typed| {
            if let Value::Name(path) = &typed.value {
                check_name(view, Span::new(field.item, typed.extent), path, field.attribute, ty, cx);
            }
        });
    });
}

fn check_name(view: View<'_>, span: Span, path: &[Box<str>], attribute: &Attribute, ty: &Type, cx: &mut Cx<'_>) {
    let name = &*path[0];
    let is_let = path.len() == 1 && (cx.spec.let_named(name).is_some() || cx.spec.is_vague(None, name));
    let Type::Name(target) = ty else {
        if !is_let {
            let near = match ty {
                Type::OneOf(choices) => near_choice(name, choices),
                _ => None,
            };
            let message = match ty {
                Type::OneOf(_) => unknown_choice(ty, name, near, attribute),
                // The word may be the secret itself: it is never repeated.
                Type::Secret => {
                    format!("`{}` takes {}, and there is no such `let`", attribute.attr.name(), ty.expected())
                }
                _ => format!("`{}` takes {}, and there is no `let {name}`", attribute.attr.name(), ty.expected()),
            };
            let report = cx.report(span, message);
            match (ty, near) {
                (_, Some(near)) => drop(report.replace(span, near, true)),
                (Type::Text, _) => drop(report.replace(span, literal::quote(name), false)),
                _ => {}
            }
        }
        return;
    };
    match target.family() {
        None => unknown_nat_rule(view, span, name, cx),
        Some(family) => {
            match cx.spec.declared(family, name) {
                Some(declared) => unknown_device(declared, span, path, cx),
                None if is_let || cx.spec.is_vague(Some(family), name) => {}
                None => {
                    let other = stands_for(name, *target, cx).filter(|_| path.len() == 1);
                    let known = cx.spec.names(family).filter(|(_, kind, _)| fits(*target, *kind));
                    let near = nearest(name, known.map(|(.., name)| name)).filter(|_| other.is_none());
                    let near = near.map(|near| literal::quote_name(near).into_owned());
                    let hint = match &other {
                        Some(other) => other.hint(),
                        None => did_you_mean(near.as_deref()),
                    };
                    let mut report = cx.report(span, format!("there is no {} `{name}`{hint}", family.keyword()));
                    let meant = other.map_or(Vec::new(), |other| other.meant);
                    for meant in meant.into_iter().chain(near.filter(|_| path.len() == 1)) {
                        report = report.replace(span, meant, false);
                    }
                }
            };
        }
    }
}

/// So many declarations are looked into for one that may have been meant: every one of them is noted as read.
const MOST_LOOKED_AT: usize = 200;

/// Something of another kind that has the name, and what it may have been written for.
struct StandsFor {
    what: &'static str,
    name: String,
    meant: Vec<String>,
}

impl StandsFor {
    fn hint(&self) -> String {
        match &self.meant[..] {
            [] => format!("; `{}` is a {}", self.name, self.what),
            [meant] => format!("; `{}` is a {}, did you mean `{meant}`?", self.name, self.what),
            meant => format!(
                "; `{}` is a {}, did you mean one of {}?",
                self.name,
                self.what,
                words(meant.iter().map(String::as_str))
            ),
        }
    }
}

/// A device without its site, a VNet for its gateway, a site for its connection: what `name` is instead.
fn stands_for(name: &str, target: Target, cx: &Cx<'_>) -> Option<StandsFor> {
    let quoted = |name: &str| literal::quote_name(name).into_owned();
    let other = Family::ALL.into_iter().find_map(|family| cx.spec.declared(family, name));
    if let Some(other) = other {
        let gateway = Some(Family::Gateway).filter(|family| target.family() == Some(*family));
        let of_vnet = |(_, kind, gateway): &(EntityId, Kind, &str)| {
            fits(target, *kind)
                && cx
                    .spec
                    .declared(Family::Gateway, gateway)
                    .is_some_and(|it| it.target(Attr::Vnet).is_some_and(|at| at.value.id() == other.id()))
        };
        let meant = gateway.filter(|_| other.kind() == Kind::Vnet).map(|family| {
            cx.spec.names(family).take(MOST_LOOKED_AT).filter(of_vnet).map(|(.., name)| quoted(name)).collect()
        });
        return Some(StandsFor {
            what: other.kind().schema().keyword,
            name: name.to_owned(),
            meant: meant.unwrap_or_default(),
        });
    }
    if target != Target::SiteOrDevice {
        return None;
    }
    let has_it = |site: &str| {
        cx.spec
            .declared(Family::Site, site)
            .is_some_and(|site| site.nested(Kind::Device).any(|device| device.name() == name))
    };
    let meant: Vec<String> = cx
        .spec
        .names(Family::Site)
        .filter(|(.., site)| has_it(site))
        .map(|(.., site)| format!("{}.{}", quoted(site), quoted(name)))
        .collect();
    (!meant.is_empty()).then(|| StandsFor { what: "device", name: name.to_owned(), meant })
}

/// The choice that was meant. Another number is another thing: whoever writes `AES512` doesn't mean `AES192`.
fn near_choice(name: &str, choices: &[Choice]) -> Option<&'static str> {
    let digits = |text: &str| {
        let mut digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).collect();
        digits.sort_unstable();
        digits
    };
    nearest(name, choices.iter().map(|choice| choice.value)).filter(|near| digits(near) == digits(name))
}

fn unknown_choice(ty: &Type, name: &str, near: Option<&str>, attribute: &Attribute) -> String {
    let hint = near.map_or_else(|| format!("it takes {}", ty.expected()), |near| format!("did you mean `{near}`?"));
    format!("unknown value `{name}` for `{}`; {hint}", attribute.attr.name())
}

/// The second part of a path: a device of the site.
fn unknown_device(declared: View<'_>, span: Span, path: &[Box<str>], cx: &mut Cx<'_>) {
    let [_, device, ..] = path else { return };
    if declared.is_vague() {
        return;
    }
    let devices: Vec<&str> = declared.nested(Kind::Device).map(|it| it.name()).collect();
    if path.len() > 2 || !devices.contains(&&**device) {
        let near = nearest(device, devices.iter().copied());
        let hint = did_you_mean(near);
        let message =
            format!("the {} `{}` has no device `{device}`{hint}", declared.kind().schema().keyword, declared.name());
        let report = cx.report(span, message).related(declared.name_span(), "declared here");
        if let Some(near) = near {
            let name = |text| literal::quote_name(text).into_owned();
            report.replace(span, format!("{}.{}", name(&path[0]), name(near)), false);
        }
    }
}

fn unknown_nat_rule(view: View<'_>, span: Span, name: &str, cx: &mut Cx<'_>) {
    let Some(gateway) = view.target(Attr::Gateway).filter(|it| !it.value.is_vague()) else { return };
    let rules: Vec<&str> = gateway.value.nested(Kind::NatRule).map(|rule| rule.name()).collect();
    if !rules.contains(&name) {
        let near = nearest(name, rules.iter().copied());
        let hint = did_you_mean(near);
        let message = format!("the gateway `{}` has no NAT rule `{name}`{hint}", gateway.value.name());
        let report = cx.report(span, message).related(gateway.value.name_span(), "the gateway");
        if let Some(near) = near {
            report.replace(span, near, false);
        }
    }
}
