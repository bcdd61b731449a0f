//! Splits a file into segments by the language's hard terminators.
//!
//! A line that holds a whole top-level header (`site NAME {`, `let NAME =`, …) begins a new item,
//! whatever is open before it. So segments are found by looking at lines alone, each segment is a
//! pure function of its own text, and an edit costs the segments it touches. The grammar's scanner
//! follows the same rule (`grammar/GRAMMAR.md`); a property test holds both equal.

/// Where segments begin in `text`, in order; the first is always 0.
///
/// Comment and annotation lines above a header (blank lines may stand between) belong to the
/// header's segment.
pub fn starts(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    let mut lead_in: Option<usize> = None;
    for (offset, line) in lines(text) {
        match classify(line) {
            Line::Blank => {}
            Line::LeadIn => {
                lead_in.get_or_insert(offset);
            }
            Line::Header => {
                let start = lead_in.take().unwrap_or(offset);
                if start > 0 {
                    starts.push(start);
                }
            }
            Line::Other => lead_in = None,
        }
    }
    starts
}

enum Line {
    Blank,
    /// A comment or an annotation: it belongs to what follows.
    LeadIn,
    Header,
    Other,
}

/// The lines of `text` with their offsets, without their ends. A line ends with LF, CRLF or a lone CR.
fn lines(text: &str) -> impl Iterator<Item = (usize, &[u8])> {
    let bytes = text.as_bytes();
    let mut next = 0;
    std::iter::from_fn(move || {
        if next > bytes.len() || (next == bytes.len() && next > 0) {
            return None;
        }
        let start = next;
        let end = memchr::memchr2(b'\n', b'\r', &bytes[start..]).map_or(bytes.len(), |at| start + at);
        next = match bytes.get(end) {
            Some(b'\r') if bytes.get(end + 1) == Some(&b'\n') => end + 2,
            Some(_) => end + 1,
            None => bytes.len() + 1,
        };
        Some((start, &bytes[start..end]))
    })
}

fn classify(line: &[u8]) -> Line {
    let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
    let line = skip_blanks(line);
    match line.first() {
        None => Line::Blank,
        Some(b'#' | b'@') => Line::LeadIn,
        Some(b'/') if line.get(1) == Some(&b'/') => Line::LeadIn,
        Some(b's' | b'v' | b'c' | b'p' | b'g' | b'l' | b'd' | b'i' | b'e') if is_header(line) => Line::Header,
        Some(_) => Line::Other,
    }
}

/// Whether a line, without leading blanks, begins with a whole top-level header.
pub fn is_header(line: &[u8]) -> bool {
    let (word, rest) = split_word(line);
    let rest = skip_blanks(rest);
    match word {
        b"peering" if is_of_circuit(rest) => false,
        b"site" | b"vnet" | b"circuit" | b"peering" | b"gateway" | b"connection" | b"defaults" => {
            labels_then_brace(rest)
        }
        b"let" => {
            let (name, rest) = split_word(rest);
            !name.is_empty() && matches!(skip_blanks(rest).first(), Some(b'=' | b':'))
        }
        b"import" => rest.first() == Some(&b'"'),
        b"edition" => rest.first().is_some_and(u8::is_ascii_digit),
        _ => false,
    }
}

/// Whether a `peering` is a circuit's in the words of other languages, which stands within the circuit:
/// `peering private {`.
fn is_of_circuit(rest: &[u8]) -> bool {
    let (label, rest) = split_word(rest);
    matches!(label, b"private" | b"microsoft" | b"public") && skip_blanks(rest).first() == Some(&b'{')
}

/// One or two labels (names, quoted or not) and an opening brace.
fn labels_then_brace(mut rest: &[u8]) -> bool {
    for count in 0.. {
        rest = skip_blanks(rest);
        match rest.first() {
            Some(b'{') => return count > 0,
            Some(b'"') if count < 2 => match quoted_end(rest) {
                Some(end) => rest = &rest[end..],
                None => return false,
            },
            Some(_) if count < 2 => {
                let (word, after) = split_word(rest);
                if word.is_empty() {
                    return false;
                }
                rest = after;
            }
            _ => return false,
        }
    }
    false
}

/// One past the closing quote of a string at the start of `text`.
fn quoted_end(text: &[u8]) -> Option<usize> {
    let mut at = 1;
    while at < text.len() {
        match text[at] {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    None
}

fn split_word(text: &[u8]) -> (&[u8], &[u8]) {
    let first = text.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_');
    let end = if first {
        text.iter().position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))).unwrap_or(text.len())
    } else {
        0
    };
    text.split_at(end)
}

fn skip_blanks(text: &[u8]) -> &[u8] {
    let end = text.iter().position(|b| !matches!(b, b' ' | b'\t')).unwrap_or(text.len());
    &text[end..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segments(text: &str) -> Vec<&str> {
        let starts = starts(text);
        let ends = starts.iter().skip(1).copied().chain([text.len()]);
        starts.iter().zip(ends).map(|(&start, end)| &text[start..end]).collect()
    }

    #[test]
    fn a_header_line_begins_a_segment_whatever_is_open() {
        assert_eq!(segments("site a {\n  prefixes = [\nvnet b { }\n"), ["site a {\n  prefixes = [\n", "vnet b { }\n"]);
        assert_eq!(segments("edition 2026-10\r\nlet x = 1\r\n"), ["edition 2026-10\r\n", "let x = 1\r\n"]);
        assert_eq!(segments("site \"HQ (old)\" {}\rgateway vpn g {}"), ["site \"HQ (old)\" {}\r", "gateway vpn g {}"]);
    }

    #[test]
    fn what_is_above_a_header_belongs_to_it() {
        assert_eq!(segments("site a {\n}\n# about b\n@allow(a/b, \"c\")\n\nsite b {\n}\n").len(), 2);
        assert_eq!(segments("# head\nsite a {}\n"), ["# head\nsite a {}\n"]);
        assert_eq!(segments("site a {\n  # about b\n  x = 1\n}\nsite b {}\n")[1], "site b {}\n");
    }

    #[test]
    fn a_half_typed_attribute_is_no_header() {
        for text in [
            "circuit c {\n peering private {\n }\n}\n",
            "connection s {\n site\n site = a\n gateway hub_vpn\n}",
            "x {\nedition\nimport\nlet\nlet a\ndefaults\nsite a b c {\n}",
        ] {
            assert_eq!(segments(text).len(), 1, "{text}");
        }
        assert_eq!(segments(""), [""]);
        assert_eq!(segments("\n"), ["\n"]);
    }
}
