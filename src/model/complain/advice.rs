//! What somebody meant who writes as other languages do: single quotes, a list without brackets, a netmask.
//!
//! Only the text around the place is looked at; whether a fix helps is tried before it is offered.

use crate::finding::Extent;
use crate::model::literal::{is_identifier, quote};
use crate::schema;
use crate::syntax::ast::{Mistake, SyntaxError};
use ipnet::{IpNet, Ipv4Net, Ipv4Subnets};
use std::net::{IpAddr, Ipv4Addr};

/// What to say instead of "unexpected", and what to write.
pub(super) struct Advice {
    /// The odd text.
    pub at: Extent,
    pub message: String,
    /// What to replace, by what.
    pub fix: Option<(Extent, String)>,
}

impl Advice {
    fn new(at: Extent, message: impl Into<String>, fix: (Extent, String)) -> Advice {
        Advice { at, message: message.into(), fix: Some(fix) }
    }
}

/// The advice about a mistake, where the text shows what was meant.
pub(super) fn advice(error: &SyntaxError, text: &str) -> Option<Advice> {
    let start = error.extent.start as usize;
    match error.kind {
        Mistake::Unexpected => {
            let looks = [comment, allow, quotes, comparison, sign, row, prefix, path, words, name];
            looks.iter().find_map(|look| look(text, start))
        }
        Mistake::MissingValue => {
            let end = error.extent.end as usize;
            let at = end + blanks(&text[end..]);
            quotes(text, at)
                .or_else(|| comparison(text, at))
                .or_else(|| sign_before_block(text, at))
                .or_else(|| brackets(text, at))
        }
        Mistake::MissingName if error.extent.of(text) == "{" => sign_before_block(text, start),
        _ => None,
    }
}

/// How many blanks the text begins with.
fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

/// What follows, as far as anybody looks for the end of a list: a mistake on each of many lines costs no more.
fn near(text: &str, at: usize) -> &[u8] {
    const FAR: usize = 2000;
    let bytes = &text.as_bytes()[at..];
    &bytes[..bytes.len().min(FAR)]
}

/// The line from there on.
fn line_from(text: &str, at: usize) -> &str {
    text[at..].split(['\n', '\r']).next().unwrap_or_default()
}

/// `-- old`, `/* old */`
fn comment(text: &str, at: usize) -> Option<Advice> {
    let line = line_from(text, at);
    let (sign, rest) = ["--", "/*"].iter().find_map(|sign| Some((*sign, line.strip_prefix(sign)?)))?;
    let whole = Extent::new(at, at + line.trim_end().len());
    let fix = match rest.trim_end().strip_suffix("*/") {
        Some(inner) => Some((whole, format!("# {}", inner.trim()))),
        None => (sign == "--").then(|| (Extent::new(at, at + sign.len()), "#".to_owned())),
    };
    Some(Advice { at: Extent::new(at, at + sign.len()), message: "a comment begins with `#` or `//`".into(), fix })
}

/// `@allow gateway/tunnel-limit`
fn allow(text: &str, at: usize) -> Option<Advice> {
    let line_start = text[..at].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let said = text[line_start..].trim_start_matches([' ', '\t']).strip_prefix("@allow")?;
    let said = said.split(['\n', '\r']).next().unwrap_or_default();
    let rule = said.trim();
    let is_rule = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '/');
    if !said.starts_with([' ', '\t']) || rule.is_empty() || !rule.chars().all(is_rule) {
        return None;
    }
    let start = line_start + text[line_start..].find("@allow")? + "@allow".len();
    let end = start + said.trim_end().len();
    let written = format!("({rule}, \"why\")");
    let message = format!("the rule stands in parentheses, with a reason: `@allow({rule}, \"why\")`");
    Some(Advice::new(Extent::new(end - rule.len(), end), message, (Extent::new(start, end), written)))
}

/// `throughput >= 500 Mbps`, `throughput = >500 Mbps`
fn comparison(text: &str, at: usize) -> Option<Advice> {
    let rest = &text[at..];
    let sign = ["≥", "≤", ">=", "<=", ">", "<"].into_iter().find(|sign| rest.starts_with(sign))?;
    let whole = Extent::new(at, at + sign.len());
    let is_value = text[..at].trim_end().ends_with(['=', ':']);
    let (message, written) = match is_value {
        true => (format!("a value is written without `{sign}`"), ""),
        false => (format!("`=` stands between name and value, not `{sign}`"), "="),
    };
    Some(Advice::new(whole, message, (whole, written.to_owned())))
}

/// `'The Hague'`, `“The Hague”`
fn quotes(text: &str, at: usize) -> Option<Advice> {
    let line = line_from(text, at);
    let open = line.chars().next()?;
    let closers: &[char] = match open {
        '\'' => &['\''],
        '‘' | '’' => &['’', '‘', '\''],
        '“' | '”' | '„' => &['”', '“', '"'],
        _ => return None,
    };
    let rest = &line[open.len_utf8()..];
    let (inner, close) = rest.find(closers).map(|end| (&rest[..end], rest[end..].chars().next()))?;
    let whole = Extent::new(at, at + open.len_utf8() + inner.len() + close.map_or(0, char::len_utf8));
    let quoted = quote(inner);
    Some(Advice::new(whole, format!("text stands in straight double quotes: `{quoted}`"), (whole, quoted)))
}

/// `site hq = {`, `edition = 2026-10`, `sku = = VpnGw2AZ`
fn sign(text: &str, at: usize) -> Option<Advice> {
    let sign = text[at..].chars().next().filter(|sign| matches!(sign, '=' | ':'))?;
    let here = Extent::new(at, at + 1);
    let next = at + 1 + blanks(&text[at + 1..]);
    let before = text[..at].trim_end();
    let word = &before[before.trim_end_matches(|c: char| c.is_ascii_alphanumeric()).len()..];
    let message = match word {
        _ if text[next..].starts_with('{') => return sign_before_block(text, next),
        "edition" | "import" => format!("no `{sign}` stands behind `{word}`"),
        _ if before.ends_with(['=', ':']) => format!("one `{}` is enough", &before[before.len() - 1..]),
        _ => return None,
    };
    Some(Advice::new(here, message, (Extent::new(at, next), String::new())))
}

/// The sign in `bgp = {` and in `device = edge {`.
fn sign_before_block(text: &str, brace: usize) -> Option<Advice> {
    if !text[brace..].starts_with('{') {
        return None;
    }
    let is_sign = |c: char| matches!(c, '=' | ':');
    let line_start = text[..brace].rfind(['\n', '{', '}', ',']).map_or(0, |at| at + 1);
    let before = &text[line_start..brace];
    let sign = before.rfind(is_sign)?;
    let name = before[sign + 1..].trim();
    let is_name = name.is_empty() || is_identifier(name) || (name.starts_with('"') && name.ends_with('"'));
    // Braces around values are another mistake: those of a list.
    let ahead = || near(text, brace + 1).split(|byte| *byte == b'}').next().unwrap_or_default();
    let holds_values = name.is_empty()
        && !line_from(text, brace + 1).contains(['=', ':', '{'])
        && ahead().iter().any(|byte| matches!(byte, b'.' | b'"'));
    if !is_name || holds_values {
        return None;
    }
    let keyword_end = line_start + before[..sign].trim_end_matches(is_sign).trim_end().len();
    let next = line_start + sign + 1 + blanks(&before[sign + 1..]);
    let at = Extent::new(line_start + sign, line_start + sign + 1);
    let fix = (Extent::new(keyword_end, next), " ".to_owned());
    Some(Advice::new(at, format!("no `{}` stands before a block", at.of(text)), fix))
}

/// `prefixes = (10.1.0.0/16, 10.2.0.0/16)`, `prefixes = {10.1.0.0/16}`
fn brackets(text: &str, at: usize) -> Option<Advice> {
    let (open, close) = [('(', ')'), ('{', '}')].into_iter().find(|(open, _)| text[at..].starts_with(*open))?;
    let end = near(text, at).iter().position(|byte| char::from(*byte) == close)?;
    let inner = &text[at + 1..at + end];
    if inner.contains(['=', '{', '(', '[', '#']) {
        return None;
    }
    let whole = Extent::new(at, at + inner.len() + 2);
    let message = format!("a list stands in `[` and `]`, not in `{open}` and `{close}`");
    Some(Advice::new(Extent::new(at, at + 1), message, (whole, format!("[{}]", inner.trim()))))
}

/// `prefixes = 10.1.0.0/16, 10.2.0.0/16`, seen from the second value.
pub(super) fn row(text: &str, at: usize) -> Option<Advice> {
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
    Some(Advice::new(second, "several values stand in brackets: `[…, …]`", (whole, bracketed)))
}

/// How long the one value is that the text begins with.
fn one_value(text: &str) -> Option<usize> {
    let length = match text.strip_prefix('"') {
        Some(rest) => rest.find(['"', '\n', '\r']).filter(|end| rest[*end..].starts_with('"'))? + 2,
        None => text
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '/' | '_' | '-')))
            .unwrap_or(text.len()),
    };
    (length > 0).then_some(length)
}

/// Whether a value can end before this.
fn ends_value(rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', '\t']);
    rest.is_empty() || rest.starts_with([',', ';', '}', '#', '\n', '\r']) || rest.starts_with("//")
}

/// `10.5.0.0 255.255.0.0`, `10.5.0.0 / 16`, `10.5.0.0-10.5.255.255`
fn prefix(text: &str, at: usize) -> Option<Advice> {
    let before = text[..at].trim_end_matches([' ', '\t']);
    let start = before.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '/')).len();
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
        return Some(Advice { at: whole, message, fix: written.map(|written| (whole, written)) });
    }
    let (address, length) = parts('/').or_else(|| parts(' '))?;
    let address: Ipv4Addr = address.parse().ok()?;
    let length = match length.parse::<u8>() {
        Ok(length) => length,
        Err(_) => ipnet::ip_mask_to_prefix(IpAddr::V4(length.parse().ok()?)).ok()?,
    };
    let prefix = IpNet::V4(Ipv4Net::new(address, length).ok()?.trunc()).to_string();
    Some(Advice::new(whole, format!("an IP prefix is written `{prefix}`"), (whole, prefix)))
}

/// `site = hq/edge1`
fn path(text: &str, at: usize) -> Option<Advice> {
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

/// `os = FortiOS 7.2`
fn words(text: &str, at: usize) -> Option<Advice> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | '_' | '-');
    let before = text[..at].trim_end_matches(is_word);
    let start = before.len() + blanks(&text[before.len()..]);
    let rest = &text[at..];
    let end = at + rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())].trim_end().len();
    let first = text[start..].chars().next()?;
    let has_two = text[start..at].trim_end().contains(char::is_alphanumeric);
    if !(before.ends_with(['=', ':']) && first.is_ascii_alphabetic() && has_two && ends_value(&text[end..])) {
        return None;
    }
    let whole = Extent::new(start, end);
    let quoted = quote(whole.of(text));
    Some(Advice::new(whole, format!("a value of several words stands in quotes: `{quoted}`"), (whole, quoted)))
}

/// A name that needs quotes: `site Zürich {`, `site hq 8 {`, `site = Zürich`
fn name(text: &str, at: usize) -> Option<Advice> {
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
