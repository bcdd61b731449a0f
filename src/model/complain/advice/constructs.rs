//! Signs and constructs of other languages, from a comment of SQL to a loop of Terraform.

use super::values::SEVERAL;
use super::{Advice, blanks, line_from, near, one_value};
use crate::finding::Extent;
use crate::model::literal::{interpolated, is_identifier, quote, unquote};
use crate::schema;

/// `-- old`, `/* old */`
pub(super) fn comment(text: &str, at: usize) -> Option<Advice> {
    let line = line_from(text, at);
    let (sign, rest) = ["--", "/*"].iter().find_map(|sign| Some((*sign, line.strip_prefix(sign)?)))?;
    let whole = Extent::new(at, at + line.trim_end().len());
    let (at, message) = (Extent::new(at, at + sign.len()), "a comment begins with `#` or `//`");
    Some(match rest.trim_end().strip_suffix("*/") {
        Some(inner) => Advice::new(at, message, (whole, format!("# {}", inner.trim()))),
        None if sign == "--" => Advice::new(at, message, (at, "#".to_owned())),
        None => Advice::without_fix(at, message, whole),
    })
}

/// What an import names.
pub(in crate::model::complain) const IMPORTED: &str =
    "an import names a path in quotes, such as `\"sites/*.connspec\"`";

/// `import ../sites/*.connspec`
pub(super) fn imported(text: &str, at: usize) -> Option<Advice> {
    let line_start = text[..at].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let line = line_from(text, line_start);
    let path = line.trim_start().strip_prefix("import")?.trim();
    if path.is_empty() || path.contains(['"', ' ', '=', '{']) {
        return None;
    }
    let start = line_start + line.find(path)?;
    let whole = Extent::new(start, start + path.len());
    // What would be brought can't be tried in place, so there is no fix.
    Some(Advice::without_fix(whole, IMPORTED, whole))
}

/// `@allow gateway/tunnel-limit`
pub(super) fn allow(text: &str, at: usize) -> Option<Advice> {
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
pub(super) fn comparison(text: &str, at: usize) -> Option<Advice> {
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
pub(super) fn quotes(text: &str, at: usize) -> Option<Advice> {
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
pub(super) fn sign(text: &str, at: usize) -> Option<Advice> {
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
pub(super) fn sign_before_block(text: &str, brace: usize) -> Option<Advice> {
    if !text[brace..].starts_with('{') {
        return None;
    }
    let is_sign = |c: char| matches!(c, '=' | ':');
    let line_start = text[..brace].rfind(['\n', '{', '}', ',']).map_or(0, |at| at + 1);
    let before = &text[line_start..brace];
    let sign = before.rfind(is_sign)?;
    let name = before[sign + 1..].trim();
    let keyword = before[..sign].trim_end_matches(is_sign).trim();
    if let Some(said) = schema::absent(&schema::kebab(keyword)).filter(|_| name.is_empty()) {
        let start = line_start + before.find(keyword)?;
        let end = near(text, brace).iter().position(|byte| *byte == b'}').map_or(brace + 1, |end| brace + end + 1);
        let message = format!("unknown attribute `{keyword}`; {said}");
        let at = Extent::new(start, start + keyword.len());
        return Some(Advice::without_fix(at, message, Extent::new(start, end)));
    }
    let is_name = name.is_empty() || is_identifier(name) || (name.starts_with('"') && name.ends_with('"'));
    // Braces around values are another mistake: those of a list.
    let ahead = near(text, brace + 1).split(|byte| *byte == b'}').next().unwrap_or_default();
    let holds_values = name.is_empty()
        && !line_from(text, brace + 1).contains([':', '{'])
        && !ahead.contains(&b'=')
        && ahead.iter().any(|byte| matches!(byte, b'.' | b'"'));
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
pub(super) fn brackets(text: &str, at: usize) -> Option<Advice> {
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

/// `${var.corp}`, `$corp`
pub(super) fn interpolation(text: &str, at: usize) -> Option<Advice> {
    let line = line_from(text, at);
    let rest = line.strip_prefix('$')?;
    let length = match rest.starts_with('{') {
        true => rest.find('}')? + 2,
        false => 1 + one_value(rest)?,
    };
    let whole = Extent::new(at, at + length);
    let name = interpolated(&line[..length])?;
    Some(Advice::new(whole, format!("a named value is written as it is: `{name}`"), (whole, name.to_owned())))
}

/// `[...corp, 10.9.0.0/16]`
pub(super) fn spread(text: &str, at: usize) -> Option<Advice> {
    let dots = Extent::new(at, at + "...".len());
    let is_it = text[at..].starts_with("...");
    is_it.then(|| Advice::new(dots, "a list within a list is spliced as it is", (dots, String::new())))
}

/// `[for p in corp : p]`, seen from its first word.
pub(super) fn for_each(text: &str, at: usize) -> Option<Advice> {
    let here = Extent::new(at, at + "for".len());
    let start = text[..at].trim_end().strip_suffix('[')?.len();
    let rest = text[at..].strip_prefix("for").filter(|rest| rest.starts_with(char::is_whitespace))?;
    let mut depth = 1;
    let end = near(text, at).iter().position(|byte| {
        match byte {
            b'[' => depth += 1,
            b']' => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    let message = "a list has no loops: it names its values, and a list among them is spliced";
    let Some(end) = end else { return Some(Advice::without_fix(here, message, here)) };
    let whole = Extent::new(start, at + end + 1);
    let source = rest[..end - "for".len()].split_once(" in ").and_then(|(variable, rest)| {
        let (source, value) = rest.split_once(':')?;
        (variable.trim() == value.trim() && is_identifier(source.trim())).then(|| source.trim())
    });
    Some(match source {
        Some(source) => Advice::new(here, message, (whole, source.to_owned())),
        None => Advice::without_fix(here, message, whole),
    })
}

/// `corp[0]`
pub(super) fn index(text: &str, at: usize) -> Option<Advice> {
    let inner = text[at..].strip_prefix('[')?;
    let end = inner.find(']').filter(|end| *end > 0 && inner[..*end].bytes().all(|byte| byte.is_ascii_digit()))?;
    let whole = Extent::new(at, at + end + 2);
    let is_name = text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    is_name.then(|| Advice::without_fix(whole, "no value is taken out of a list: write the value itself", whole))
}

/// `"prefixes": …`, as JSON has it.
pub(super) fn member(text: &str, at: usize) -> Option<Advice> {
    let length = text[at..].starts_with('"').then(|| one_value(&text[at..]))??;
    let name = unquote(&text[at..at + length]);
    let sign = at + length + blanks(&text[at + length..]);
    let is_sign = text[sign..].starts_with([':', '=']) && !text[..at].trim_end().ends_with(['=', ':']);
    if !is_sign || !is_identifier(&name) {
        return None;
    }
    let next = sign + 1 + blanks(&text[sign + 1..]);
    let written = if text[next..].starts_with('{') { format!("{name} ") } else { format!("{name} = ") };
    let quoted = Extent::new(at, at + length);
    Some(Advice::new(quoted, format!("a name stands without quotes: `{name}`"), (Extent::new(at, next), written)))
}

/// A value on each line behind a dash, as YAML has it.
pub(super) fn dashes(text: &str, at: usize) -> Option<Advice> {
    let mut lines = text[at..].split_inclusive('\n');
    let mut start = at + lines.next().filter(|rest| rest.trim().is_empty())?.len();
    let (mut end, mut values, mut first) = (at, Vec::new(), None);
    for line in lines {
        let Some(value) = line.trim().strip_prefix("- ").map(str::trim) else { break };
        if one_value(value) != Some(value.len()) {
            return None;
        }
        first.get_or_insert(start + blanks(line));
        values.push(value);
        end = start + line.trim_end().len();
        start += line.len();
    }
    let dash = first?;
    let listed = format!(" [{}]", values.join(", "));
    Some(Advice::new(Extent::new(dash, dash + 1), SEVERAL, (Extent::new(at, end), listed)))
}
