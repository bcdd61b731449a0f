//! From rows to text: indentation and alignment.

use super::INDENT;
use super::rows::Row;

/// The text of the rows.
pub(super) fn lay_out(rows: &[Row]) -> String {
    let mut text = String::new();
    block(rows, 0, &mut text);
    text
}

fn block(rows: &[Row], depth: usize, text: &mut String) {
    let mut index = 0;
    while index < rows.len() {
        match &rows[index] {
            Row::Attribute { .. } => {
                let end = index + attributes(&rows[index..]);
                let names = rows[index..end].iter().filter_map(|row| match row {
                    Row::Attribute { name, .. } => Some(name.chars().count()),
                    _ => None,
                });
                let width = names.max().unwrap_or(0);
                rows[index..end].iter().for_each(|row| line(row, width, depth, text));
                index = end;
            }
            Row::OneLine { keyword, .. } => {
                let same = |row: &&Row| matches!(row, Row::OneLine { keyword: other, .. } if other == keyword);
                let end = index + rows[index..].iter().take_while(same).count();
                let headers = rows[index..end].iter().filter_map(|row| match row {
                    Row::OneLine { header, .. } => Some(header.chars().count()),
                    _ => None,
                });
                let width = headers.max().unwrap_or(0);
                rows[index..end].iter().for_each(|row| line(row, width, depth, text));
                index = end;
            }
            row => {
                line(row, 0, depth, text);
                index += 1;
            }
        }
    }
}

/// How many rows are aligned with the first: up to a blank line, a block, or a broken list.
fn attributes(rows: &[Row]) -> usize {
    let mut count = 0;
    for (index, row) in rows.iter().enumerate() {
        match row {
            Row::Attribute { value, .. } => {
                count = index + 1;
                if value.len() > 1 {
                    break;
                }
            }
            Row::Line(_) => {}
            _ => break,
        }
    }
    count
}

fn line(row: &Row, width: usize, depth: usize, text: &mut String) {
    let indent = " ".repeat(depth * INDENT);
    let end = |comment: &Option<String>| comment.as_ref().map(|it| format!(" {it}")).unwrap_or_default();
    match row {
        Row::Blank => text.push('\n'),
        Row::Line(line) => text.push_str(&format!("{indent}{line}\n")),
        Row::Attribute { name, value, comment } => {
            text.push_str(&format!("{indent}{name:<width$} = {}", value[0]));
            for more in &value[1..] {
                text.push('\n');
                if !more.is_empty() {
                    text.push_str(&format!("{indent}{more}"));
                }
            }
            text.push_str(&format!("{}\n", end(comment)));
        }
        Row::OneLine { header, body, comment, .. } => {
            text.push_str(&format!("{indent}{header:<width$} {body}{}\n", end(comment)));
        }
        Row::Block { header, open, rows, comment } => {
            text.push_str(&format!("{indent}{header} {{{}\n", end(open)));
            block(rows, depth + 1, text);
            text.push_str(&format!("{indent}}}{}\n", end(comment)));
        }
    }
}
