//! Values and names that lack something: brackets, quotes, a length in bits.

use super::{Advice, blanks, ends_value, one_value};
use crate::finding::Extent;
use crate::model::literal::{is_identifier, quote, region_in_words};
use crate::schema;
use ipnet::{IpNet, Ipv4Net, Ipv4Subnets};
use std::net::{IpAddr, Ipv4Addr};

pub(super) const SEVERAL: &str = "several values stand in brackets: `[…, …]`";

/// `prefixes = 10.1.0.0/16, 10.2.0.0/16`, seen from the second value.
pub(in crate::model::complain) fn row(text: &str, at: usize) -> Option<Advice> {
    let before = &text[..at];
    if !before.trim_end().ends_with(',') {
        return None;
    }
    let start = before.rfind('=')? + 1;
    let start = start + blanks(&text[start..]);
    let mut end = start;
    let mut rest = &text[start..];
    loop {
        let token = one_value(rest)?;
        end += token;
        rest = &text[end..];
        let comma = blanks(rest);
        if !rest[comma..].starts_with(',') {
            break;
        }
        let next = rest[comma + 1..].trim_start();
        let skipped = rest.len() - next.len();
        // What begins an attribute or a block is no value of this one.
        let Some(length) = one_value(next).filter(|length| ends_value(&next[*length..])) else { break };
        debug_assert!(length > 0);
        end += skipped;
        rest = next;
    }
    if end <= at {
        return None;
    }
    let whole = Extent::new(start, end);
    let second = Extent::new(at, at + one_value(&text[at..])?);
    let bracketed = format!("[{}]", whole.of(text));
    Some(Advice::new(second, SEVERAL, (whole, bracketed)))
}

/// `prefixes = 10.1.0.0/16 10.2.0.0/16`, seen from the second value.
pub(super) fn spaced(text: &str, at: usize) -> Option<Advice> {
    let line_start = text[..at].rfind(['\n', '\r', '{', ',']).map_or(0, |at| at + 1);
    let start = line_start + text[line_start..at].rfind('=')? + 1;
    let start = start + blanks(&text[start..]);
    let (mut end, mut values) = (start, Vec::new());
    while let Some(length) = one_value(&text[end + blanks(&text[end..])..]) {
        let from = end + blanks(&text[end..]);
        end = from + length;
        values.push(&text[from..end]);
    }
    let is_number =
        |value: &&str| value.starts_with(|c: char| c.is_ascii_hexdigit()) && value.contains(['.', ':', '/']);
    if values.len() < 2 || !values.iter().all(is_number) || !ends_value(&text[end..]) {
        return None;
    }
    let second = Extent::new(at, at + one_value(&text[at..])?);
    let bracketed = format!("[{}]", values.join(", "));
    Some(Advice::new(second, SEVERAL, (Extent::new(start, end), bracketed)))
}

/// `10.5.0.0 255.255.0.0`, `10.5.0.0 / 16`, `10.5.0.0-10.5.255.255`
pub(super) fn prefix(text: &str, at: usize) -> Option<Advice> {
    let before = text[..at].trim_end_matches([' ', '\t']);
    let start = before.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '/')).len();
    let start = start + blanks(&text[start..]);
    let tail = text[at..].find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '/' | '-' | ' ')));
    let end = at + text[at..at + tail.unwrap_or(text.len() - at)].trim_end().len();
    let parts = |sign: char| text[start..end].split_once(sign).map(|(left, right)| (left.trim(), right.trim()));
    let whole = Extent::new(start, end);
    if let Some((first, last)) = parts('-') {
        let (first, last): (Ipv4Addr, Ipv4Addr) = (first.parse().ok()?, last.parse().ok()?);
        let prefixes: Vec<String> = Ipv4Subnets::new(first, last, 0).map(|it| it.to_string()).take(9).collect();
        let written = match &prefixes[..] {
            [one] => Some(one.clone()),
            [_, _, ..] if prefixes.len() < 9 => Some(format!("[{}]", prefixes.join(", "))),
            _ => None,
        };
        let message = "a range of addresses is written as IP prefixes".to_owned();
        return Some(Advice { at: whole, message, whole, fix: written });
    }
    let (address, length) = parts('/').or_else(|| parts(' '))?;
    let address: Ipv4Addr = address.parse().ok()?;
    let length = match length.parse::<u8>() {
        Ok(length) => length,
        Err(_) => ipnet::ip_mask_to_prefix(IpAddr::V4(length.parse().ok()?)).ok()?,
    };
    let prefix = IpNet::V4(Ipv4Net::new(address, length).ok()?.trunc()).to_string();
    if prefix == whole.of(text) {
        return None;
    }
    Some(Advice::new(whole, format!("an IP prefix is written `{prefix}`"), (whole, prefix)))
}

/// `site = hq/edge1`
pub(super) fn path(text: &str, at: usize) -> Option<Advice> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let rest = text[at..].strip_prefix('/')?;
    let end = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len());
    let start = text[..at].trim_end_matches(is_name).len();
    let is_value = text[..start].trim_end().ends_with(['=', ':', '[', ',']);
    if end == 0 || start == at || !is_value {
        return None;
    }
    let dotted = format!("{}.{}", &text[start..at], &rest[..end]);
    let whole = Extent::new(start, at + 1 + end);
    Some(Advice::new(
        Extent::new(at, at + 1),
        format!("what stands in a block is named with a dot: `{dotted}`"),
        (whole, dotted),
    ))
}

/// `os = FortiOS 7.2`, `region = West Europe`
pub(super) fn words(text: &str, at: usize) -> Option<Advice> {
    let whole = several_words(text, at)?;
    if let Some(region) = region_in_words(whole.of(text)) {
        return Some(Advice::new(whole, format!("a region is one word: `{region}`"), (whole, region.to_owned())));
    }
    let quoted = quote(whole.of(text));
    Some(Advice::new(whole, format!("a value of several words stands in quotes: `{quoted}`"), (whole, quoted)))
}

/// The words to both sides of a place, if they are all there is of a value.
pub(in crate::model::complain) fn several_words(text: &str, at: usize) -> Option<Extent> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | '_' | '-');
    let before = text[..at].trim_end_matches(is_word);
    let start = before.len() + blanks(&text[before.len()..]);
    let rest = &text[at..];
    let end = at + rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())].trim_end().len();
    let first = text[start..].chars().next()?;
    let has_two = start < at && text[start..at].trim_end().contains(char::is_alphanumeric);
    let is_value = before.ends_with(['=', ':']) && first.is_ascii_alphabetic() && ends_value(&text[end..]);
    (has_two && is_value && at < end).then(|| Extent::new(start, end))
}

/// A name that needs quotes: `site Zürich {`, `site hq 8 {`, `site = Zürich`
pub(super) fn name(text: &str, at: usize) -> Option<Advice> {
    let whole = name_in_header(text, at).or_else(|| name_in_value(text, at))?;
    let quoted = quote(whole.of(text));
    Some(Advice::new(whole, format!("such a name stands in quotes: `{quoted}`"), (whole, quoted)))
}

fn name_in_header(text: &str, at: usize) -> Option<Extent> {
    let line_start = text[..at].rfind(['\n', '{', '}', ',', ';']).map_or(0, |at| at + 1);
    let line_start = line_start + blanks(&text[line_start..]);
    let header = &text[line_start..];
    let header = header[..header.find(['{', '\n', '\r'])?].trim_end();
    if !text[line_start + header.len()..].trim_start_matches([' ', '\t']).starts_with('{') {
        return None;
    }
    let (keyword, mut name) = header.split_once([' ', '\t'])?;
    let has_types = schema::top_level(keyword).any(|block| block.variant.is_some());
    if has_types {
        name = name.trim_start().split_once([' ', '\t'])?.1;
    }
    let name = name.trim_start();
    let fits = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '/' | '&' | '+' | '(' | ')');
    let is_closed = name.matches('(').count() == name.matches(')').count();
    if !is_identifier(keyword) || name.is_empty() || !name.chars().all(fits) || !is_closed {
        return None;
    }
    let end = line_start + header.len();
    Some(Extent::new(end - name.len(), end)).filter(|name| name.touches(at as u32))
}

fn name_in_value(text: &str, at: usize) -> Option<Extent> {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    text[at..].chars().next().filter(|c| !c.is_ascii() && c.is_alphabetic())?;
    let start = text[..at].trim_end_matches(is_name).len();
    let end = text[at..].find(|c: char| !is_name(c)).map_or(text.len(), |end| at + end);
    Some(Extent::new(start, end))
}

/// `subnet app { 10.1.0.0/24 }`
pub(super) fn nameless(text: &str, at: usize) -> Option<Advice> {
    let before = text[..at].trim_end_matches([' ', '\t']);
    let begins = before.is_empty() || before.ends_with(['{', ',', ';', '\n', '\r']);
    let length = one_value(&text[at..]).filter(|_| begins && text[at..].starts_with(|c: char| c.is_ascii_digit()))?;
    let whole = Extent::new(at, at + length);
    let message = format!("a value stands behind its name: `NAME = {}`", whole.of(text));
    Some(Advice::without_fix(whole, message, whole))
}
