//! `@allow(area/rule, "why", until = 2027-03-31)`, as far as it is written. It is found in the line
//! alone: an annotation speaks for what follows, and while it is typed nothing may follow yet.

use super::place::Marked;
use super::{Completion, CompletionKind, members, values};
use jiff::ToSpan;
use jiff::civil::Date;

/// What fits into the annotation that the cursor is in; none where it is in none.
pub fn choices(place: &Marked<'_>) -> Option<Vec<Completion>> {
    let line = place.line_before();
    let (_, said) = line.rsplit_once('@').filter(|(before, _)| before.matches('"').count() % 2 == 0)?;
    let Some((name, arguments)) = said.split_once('(') else {
        let is_name = said.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        return is_name.then(|| vec![members::allow(place)]);
    };
    if name.trim() != "allow" {
        return None;
    }
    match argument(arguments)? {
        Argument::Text => Some(Vec::new()),
        Argument::First => Some(values::rules(place)),
        Argument::Value("until") => Some(days(place.context.today)),
        Argument::Value(_) => Some(Vec::new()),
        Argument::Later { has_reason: false, .. } => Some(vec![
            Completion::new("\"why\"", CompletionKind::Word).snippet("\"${1:why}\"").detail("the reason, required"),
        ]),
        Argument::Later { has_until: true, .. } => Some(Vec::new()),
        Argument::Later { .. } => Some(vec![
            Completion::new("until", CompletionKind::Attribute).snippet("until = $0").detail("the last day it holds"),
        ]),
    }
}

/// Where in the arguments the cursor is.
enum Argument<'a> {
    /// Within quotes.
    Text,
    /// At the rule.
    First,
    /// After `name =`.
    Value(&'a str),
    /// At another one.
    Later { has_reason: bool, has_until: bool },
}

/// None after the closing parenthesis.
fn argument(arguments: &str) -> Option<Argument<'_>> {
    let (mut quoted, mut count, mut start, mut has_reason) = (false, 0, 0, false);
    for (at, c) in arguments.char_indices() {
        match c {
            '"' => {
                quoted = !quoted;
                has_reason = true;
            }
            ')' if !quoted => return None,
            ',' if !quoted => {
                count += 1;
                start = at + 1;
            }
            _ => {}
        }
    }
    Some(match arguments[start..].split_once('=') {
        _ if quoted => Argument::Text,
        Some((name, _)) => Argument::Value(name.trim()),
        None if count == 0 => Argument::First,
        None => Argument::Later { has_reason, has_until: arguments.contains("until") },
    })
}

/// Days that people choose for coming back to something.
fn days(today: Date) -> Vec<Completion> {
    let ahead = [(1.month(), "in a month"), (3.months(), "in three months"), (1.year(), "in a year")];
    let day = |(span, words): (jiff::Span, &str)| {
        let day = today.checked_add(span).ok()?;
        Some(Completion::new(day.to_string(), CompletionKind::Word).detail(words))
    };
    ahead.into_iter().filter_map(day).collect()
}
