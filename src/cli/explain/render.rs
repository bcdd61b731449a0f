//! Markdown for a terminal: headings and code stand out, the rest stays as it is.

use crate::cli::out::wrap;

const BOLD: &str = "\u{1b}[1m";
const HEADING: &str = "\u{1b}[1m\u{1b}[4m";
const CODE: &str = "\u{1b}[36m";
const DIM: &str = "\u{1b}[2m";
const END: &str = "\u{1b}[0m";

/// Longer lines are hard to read, however wide the terminal is.
const WIDEST: usize = 100;

/// The text with escape codes, which are stripped where there is no terminal.
pub fn terminal(markdown: &str, width: Option<usize>) -> String {
    let flowing = width.map(|width| reflow(markdown, width.min(WIDEST)));
    let markdown = flowing.as_deref().unwrap_or(markdown);
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

/// Paragraphs and items of lists with lines of a width.
fn reflow(markdown: &str, width: usize) -> String {
    let mut blocks: Vec<(String, bool)> = Vec::new();
    let (mut fenced, mut goes_on) = (false, false);
    for line in markdown.lines() {
        let fence = line.starts_with("```");
        let flows = !(fenced || fence || line.is_empty() || line.starts_with(['#', '|']));
        match blocks.last_mut().filter(|_| flows && goes_on && !line.trim_start().starts_with("- ")) {
            Some((block, _)) => block.push_str(&format!(" {}", line.trim_start())),
            None => blocks.push((line.to_owned(), flows)),
        }
        fenced ^= fence;
        goes_on = flows;
    }
    let mut text = String::with_capacity(markdown.len());
    for (block, flows) in blocks {
        let start = block.len() - block.trim_start().len();
        let indent = start + if block[start..].starts_with("- ") { 2 } else { 0 };
        text.push_str(&if flows { wrap(&block, indent, width) } else { block });
        text.push('\n');
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

#[cfg(test)]
mod tests {
    use super::reflow;

    #[test]
    fn paragraphs_and_lists_flow_and_code_stays() {
        let markdown = "# A title that is long\n\nSome words\nover two lines.\n- an item of\n  a list\n- one\n\n```text\nas  it  is, however long\n```\nEnd\n";
        let flowed = "# A title that is long\n\nSome words over\ntwo lines.\n- an item of a\n  list\n- one\n\n```text\nas  it  is, however long\n```\nEnd\n";
        assert_eq!(reflow(markdown, 16), flowed);
    }
}
