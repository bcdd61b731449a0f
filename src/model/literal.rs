//! Reads a written value as the type its attribute asks for.

use super::item::{Secret, Typed, Value};
use super::quantity::{Problem, quantity};
use crate::finding::Extent;
use crate::schema::{Choice, Type, Vocabulary};
use crate::syntax::ast::{self, Form};
use ipnet::IpNet;
use std::borrow::Cow;
use std::net::IpAddr;

/// What is wrong, or merely unusual, about a written value.
#[derive(Debug, PartialEq)]
pub(super) struct Complaint {
    /// Where.
    pub extent: Extent,
    /// What.
    pub kind: ComplaintKind,
}

#[derive(Debug, PartialEq)]
pub(super) enum ComplaintKind {
    /// Not of the type asked for; better texts, where such can be guessed.
    Mismatch { better: Vec<String> },
    /// Not a list.
    NotAList,
    /// No such word; only where a word can't be a `let`.
    UnknownWord,
    /// A prefix whose length or address can't be.
    InvalidPrefix,
    /// An address that can't be.
    InvalidAddress,
    /// A prefix with host bits; the prefix without them.
    HostBits { network: IpNet },
    /// Bits for bytes or the reverse; the unit meant.
    BitOrByte { better: String },
    /// Understood, but in quotes.
    Quoted { bare: String },
    /// Understood, but text without quotes.
    Unquoted { quoted: String },
    /// Understood, but spelled in another way.
    Spelling { canonical: Cow<'static, str> },
}

/// Reads `value` as `ty`; what it finds goes into `complaints`.
pub(super) fn read(ty: &Type, value: &ast::Value, text: &str, complaints: &mut Vec<Complaint>) -> Typed {
    let read = match (ty, &value.form) {
        (_, Form::Broken) => Value::Wrong,
        (Type::List(element), Form::List(values)) => {
            Value::List(values.iter().map(|value| read(element, value, text, complaints)).collect())
        }
        (Type::List(element), _) => Value::List([read(element, value, text, complaints)].into()),
        (_, Form::List(values)) => match values.as_slice() {
            [one] => return read(ty, one, text, complaints),
            _ => complain(complaints, value.extent, ComplaintKind::NotAList),
        },
        _ => scalar(ty, value, text, complaints),
    };
    Typed { extent: value.extent, value: read }
}

fn complain(complaints: &mut Vec<Complaint>, extent: Extent, kind: ComplaintKind) -> Value {
    complaints.push(Complaint { extent, kind });
    Value::Wrong
}

fn scalar(ty: &Type, value: &ast::Value, text: &str, complaints: &mut Vec<Complaint>) -> Value {
    let extent = value.extent;
    let written = extent.of(text);
    let mismatch = |complaints: &mut Vec<Complaint>, better: Vec<String>| {
        complain(complaints, extent, ComplaintKind::Mismatch { better })
    };
    if value.form == Form::String
        && !matches!(ty, Type::Text | Type::Secret)
        && let Some(name) = interpolated(written.trim_matches('"'))
    {
        return mismatch(complaints, vec![name.to_owned()]);
    }
    match (ty, &value.form) {
        (Type::Text, Form::String) => Value::Text(unquote(written).into()),
        (Type::Text, Form::Word) => Value::Name([written.into()].into()),
        (Type::Text, Form::Decimal | Form::Integer | Form::Date | Form::Edition | Form::Address) => {
            complaints.push(Complaint { extent, kind: ComplaintKind::Unquoted { quoted: format!("\"{written}\"") } });
            Value::Text(written.into())
        }
        (Type::Secret, Form::Call(function, arguments)) => {
            let named = function.of(text) == "keyvault";
            match &arguments[..] {
                [vault, key] if named && vault.form == Form::String && key.form == Form::String => {
                    Value::Secret(Secret::Reference)
                }
                [vault, key] if function.of(text).to_ascii_lowercase().contains("vault") => {
                    let quoted = [vault, key].map(|it| quote(&unquote(it.extent.of(text))));
                    mismatch(complaints, vec![format!("keyvault({})", quoted.join(", "))])
                }
                _ => mismatch(complaints, Vec::new()),
            }
        }
        (Type::Secret, Form::Word) => Value::Name([written.into()].into()),
        (Type::Secret, Form::String) => Value::Secret(Secret::Literal(unquote(written).into())),
        (Type::Name(_), Form::String) => name_in_quotes(extent, written, complaints),
        (Type::Name(_), Form::Word) => Value::Name([written.into()].into()),
        (Type::Name(_), Form::Reference(parts)) => {
            Value::Name(parts.iter().map(|part| unquote(part.of(text)).into()).collect())
        }
        (Type::Boolean, Form::Boolean(it)) => Value::Boolean(*it),
        (Type::Boolean, Form::Word | Form::Integer) if said(written).is_some() => {
            mismatch(complaints, said(written).map(str::to_owned).into_iter().collect())
        }
        // An attribute that asks for one thing and is given text in quotes that is this thing: a habit.
        (_, Form::String) => {
            let bare = unquote(written);
            let mut inner = Vec::new();
            match word(ty, extent, &bare, &mut inner) {
                Value::Wrong | Value::Name(_) if !inner.iter().any(|it| is_precise(&it.kind)) => {
                    mismatch(complaints, Vec::new())
                }
                read => {
                    let fixes_itself =
                        matches!(inner.first(), Some(Complaint { kind: ComplaintKind::Spelling { .. }, .. }));
                    complaints.append(&mut inner);
                    if read != Value::Wrong && !fixes_itself {
                        let kind = ComplaintKind::Quoted { bare: bare.into_owned() };
                        complaints.push(Complaint { extent, kind });
                    }
                    read
                }
            }
        }
        // `vpn.contoso.com`
        (Type::Text, Form::Reference(_)) if !written.contains('"') => mismatch(complaints, vec![quote(written)]),
        // `var.corp`
        (_, Form::Reference(parts)) if VARIABLES.contains(&parts[0].of(text)) => {
            let name = written.split_once('.').map_or(written, |(_, name)| name);
            mismatch(complaints, vec![name.to_owned()])
        }
        (Type::Text | Type::Secret | Type::Name(_), _) | (_, Form::Boolean(_)) => mismatch(complaints, Vec::new()),
        (Type::Address, Form::Prefix) => {
            let host = written.split('/').next().filter(|host| host.parse::<IpAddr>().is_ok());
            mismatch(complaints, host.map(str::to_owned).into_iter().collect())
        }
        (Type::Prefix, Form::Address) => {
            let full = written.parse::<IpAddr>().ok().map(|address| IpNet::from(address).to_string());
            mismatch(complaints, full.into_iter().collect())
        }
        (_, Form::Call(..) | Form::Reference(_)) => mismatch(complaints, Vec::new()),
        _ => word(ty, extent, written, complaints),
    }
}

/// What stands before the name of a variable in other languages.
const VARIABLES: [&str; 3] = ["var", "local", "param"];

/// The name in `${var.corp}` or `$corp`.
pub(super) fn interpolated(written: &str) -> Option<&str> {
    let inner = written.strip_prefix('$')?;
    let inner = match inner.strip_prefix('{') {
        Some(braced) => braced.strip_suffix('}')?.trim(),
        None => inner,
    };
    let bare = VARIABLES.iter().find_map(|of| inner.strip_prefix(of)?.strip_prefix('.'));
    Some(bare.unwrap_or(inner)).filter(|name| is_identifier(name))
}

/// The truth value that a word of other languages says.
fn said(word: &str) -> Option<&'static str> {
    let is = |words: &[&str]| words.iter().any(|it| it.eq_ignore_ascii_case(word));
    if is(&["yes", "on", "enabled", "enable", "1"]) {
        Some("true")
    } else {
        is(&["no", "off", "disabled", "disable", "0"]).then_some("false")
    }
}

/// Whether a complaint says more than "not of this type".
fn is_precise(kind: &ComplaintKind) -> bool {
    !matches!(kind, ComplaintKind::Mismatch { .. } | ComplaintKind::UnknownWord)
}

fn name_in_quotes(extent: Extent, written: &str, complaints: &mut Vec<Complaint>) -> Value {
    let name = unquote(written);
    if is_identifier(&name) {
        complaints.push(Complaint { extent, kind: ComplaintKind::Quoted { bare: name.clone().into_owned() } });
    }
    Value::Name([name.into()].into())
}

/// Reads a bare text as `ty`.
fn word(ty: &Type, extent: Extent, written: &str, complaints: &mut Vec<Complaint>) -> Value {
    let mut wrong = |kind| complain(complaints, extent, kind);
    let could_be_let = is_identifier(written);
    match ty {
        Type::Boolean if ["true", "false"].iter().any(|it| it.eq_ignore_ascii_case(written)) => {
            let is_true = written.eq_ignore_ascii_case("true");
            let canonical = if is_true { "true" } else { "false" };
            if written != canonical {
                complaints.push(Complaint { extent, kind: ComplaintKind::Spelling { canonical: canonical.into() } });
            }
            Value::Boolean(is_true)
        }
        Type::Integer => match written.replace('_', "").parse() {
            Ok(number) => Value::Integer(number),
            Err(_) if could_be_let => Value::Name([written.into()].into()),
            Err(_) => wrong(ComplaintKind::Mismatch { better: Vec::new() }),
        },
        Type::Address => match written.parse() {
            Ok(address) => Value::Address(address),
            Err(_) if could_be_let => Value::Name([written.into()].into()),
            Err(_) if looks_like_address(written) => wrong(ComplaintKind::InvalidAddress),
            Err(_) => wrong(ComplaintKind::Mismatch { better: Vec::new() }),
        },
        Type::Prefix => match written.parse::<IpNet>() {
            Ok(prefix) if prefix == prefix.trunc() => Value::Prefix(prefix),
            Ok(prefix) => wrong(ComplaintKind::HostBits { network: prefix.trunc() }),
            Err(_) if could_be_let => Value::Name([written.into()].into()),
            Err(_) if written.contains('/') && looks_like_address(written) => wrong(ComplaintKind::InvalidPrefix),
            Err(_) => wrong(ComplaintKind::Mismatch { better: Vec::new() }),
        },
        Type::Bandwidth | Type::Duration | Type::DataSize => match quantity(ty, written) {
            Ok(read) => {
                if !read.is_usual {
                    let kind = ComplaintKind::Spelling { canonical: read.spelled().into() };
                    complaints.push(Complaint { extent, kind });
                }
                read.value
            }
            Err(_) if could_be_let => Value::Name([written.into()].into()),
            Err(Problem::None(better)) => wrong(ComplaintKind::Mismatch { better }),
            Err(Problem::BitOrByte(better)) => wrong(ComplaintKind::BitOrByte { better }),
        },
        Type::OneOf(choices) => match choose(choices, written) {
            Some(choice) if choice.value == written => Value::Choice(choice.value),
            Some(choice) => {
                complaints.push(Complaint { extent, kind: ComplaintKind::Spelling { canonical: choice.value.into() } });
                Value::Choice(choice.value)
            }
            None if could_be_let => Value::Name([written.into()].into()),
            None => wrong(ComplaintKind::UnknownWord),
        },
        Type::Word(_) if could_be_let => Value::Word(written.into()),
        Type::Word(Vocabulary::Region) => match region_in_words(written) {
            Some(canonical) => {
                complaints.push(Complaint { extent, kind: ComplaintKind::Spelling { canonical: canonical.into() } });
                Value::Word(canonical.into())
            }
            None => wrong(ComplaintKind::Mismatch { better: Vec::new() }),
        },
        Type::Boolean if could_be_let => Value::Name([written.into()].into()),
        Type::Name(_) if could_be_let => Value::Name([written.into()].into()),
        _ => wrong(ComplaintKind::Mismatch { better: Vec::new() }),
    }
}

/// The region that several words name: the portal shows `West Europe`.
pub(super) fn region_in_words(words: &str) -> Option<&'static str> {
    Vocabulary::Region.canonical(&words.split_ascii_whitespace().collect::<String>())
}

/// The choice a word names: in any letter case, with or without hyphens, or by an alias.
pub fn choose<'c>(choices: &'c [Choice], written: &str) -> Option<&'c Choice> {
    let is_it = |choice: &&Choice| {
        same_word(choice.value, written) || choice.aliases.iter().any(|alias| same_word(alias, written))
    };
    choices.iter().find(|choice| choice.value == written).or_else(|| choices.iter().find(is_it))
}

fn same_word(one: &str, other: &str) -> bool {
    fn letters(word: &str) -> impl Iterator<Item = u8> {
        word.bytes().filter(|b| !matches!(b, b'-' | b'_')).map(|b| b.to_ascii_lowercase())
    }
    letters(one).eq(letters(other))
}

/// Whether digits, dots, colons and slashes are all there is: an address gone wrong.
fn looks_like_address(text: &str) -> bool {
    text.contains(['.', ':']) && text.bytes().all(|b| b.is_ascii_hexdigit() || matches!(b, b'.' | b':' | b'/'))
}

/// Whether the text can stand as a name without quotes.
pub fn is_identifier(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
        && bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

/// The content of a string literal; a text without quotes is returned as it is.
pub fn unquote(written: &str) -> Cow<'_, str> {
    let Some(inner) = written.strip_prefix('"') else { return Cow::Borrowed(written) };
    if !inner.contains('\\') {
        return Cow::Borrowed(inner.strip_suffix('"').unwrap_or(inner.trim_end()));
    }
    let mut text = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            '\\' => match chars.next() {
                Some('n') => text.push('\n'),
                Some('t') => text.push('\t'),
                Some('u') => {
                    let digits: String = chars.by_ref().skip_while(|c| *c == '{').take_while(|c| *c != '}').collect();
                    text.extend(u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32));
                }
                Some(other) => text.push(other),
                None => {}
            },
            other => text.push(other),
        }
    }
    Cow::Owned(text)
}

/// A name as it is written: quoted unless it is an identifier.
pub fn quote_name(name: &str) -> Cow<'_, str> {
    if is_identifier(name) { Cow::Borrowed(name) } else { Cow::Owned(quote(name)) }
}

/// A text as a string literal.
pub fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => quoted.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoting_round_trips() {
        for text in ["HQ (old)", "a\"b\\c", "tab\there", "\u{1}", ""] {
            assert_eq!(unquote(&quote(text)), text);
        }
        assert_eq!(unquote("\"open"), "open");
        assert_eq!(quote_name("hub-1"), "hub-1");
        assert_eq!(quote_name("1hub"), "\"1hub\"");
    }
}
