use std::borrow::Cow;

/// Text of a spec as it can be shown in a terminal: what would drive the terminal, or turn the order of the
/// letters around, is shown as a sign instead (`␛`).
pub fn printable(text: &str) -> Cow<'_, str> {
    let drives = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if !text.contains(drives) {
        return Cow::Borrowed(text);
    }
    let sign = |c: char| match c {
        '\0'..='\u{1f}' => char::from_u32(u32::from(c) + 0x2400).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\u{7f}' => '\u{2421}',
        c if drives(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    Cow::Owned(text.chars().map(sign).collect())
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_drives_a_terminal_is_a_sign() {
        assert_eq!(super::printable("a\u{1b}[31mb\nc\u{7f}\u{9b}\u{202e}é"), "a␛[31mb␊c␡\u{fffd}\u{fffd}é");
    }
}
