//! Markdown for a terminal: headings and code stand out, the rest stays as it is.

const BOLD: &str = "\u{1b}[1m";
const HEADING: &str = "\u{1b}[1m\u{1b}[4m";
const CODE: &str = "\u{1b}[36m";
const DIM: &str = "\u{1b}[2m";
const END: &str = "\u{1b}[0m";

/// The text with escape codes, which are stripped where there is no terminal.
pub fn terminal(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len() + 64);
    let mut fenced = false;
    for line in markdown.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
            continue;
        }
        if fenced {
            // What a page marks as reported stands out.
            match line.split_once("# <- ") {
                Some((code, rules)) => text.push_str(&format!("    {code}{DIM}# <- {rules}{END}\n")),
                None => text.push_str(format!("    {line}").trim_end()),
            }
            if !text.ends_with('\n') {
                text.push('\n');
            }
        } else if let Some(title) = line.strip_prefix("# ") {
            text.push_str(&format!("{HEADING}{}{END}\n", title.replace('`', "")));
        } else if let Some(title) = line.strip_prefix("## ") {
            text.push_str(&format!("{BOLD}{}{END}\n", title.replace('`', "")));
        } else {
            text.push_str(&spans(line));
            text.push('\n');
        }
    }
    text
}

/// Code in backticks becomes coloured; without colours the backticks would be missed, so they stay.
fn spans(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    for (index, part) in line.split('`').enumerate() {
        match index % 2 {
            0 => text.push_str(part),
            _ => text.push_str(&format!("{CODE}`{part}`{END}")),
        }
    }
    if line.matches('`').count() % 2 == 1 { line.to_owned() } else { text }
}
