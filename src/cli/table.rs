//! Tables for a terminal, in Markdown, and cut to what was asked for.

/// A table of texts.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The columns' titles.
    pub head: Vec<String>,
    /// The rows, each as long as the head.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these columns.
    pub fn new(head: &[&str]) -> Table {
        Table { head: head.iter().map(|title| (*title).to_owned()).collect(), rows: Vec::new() }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let mut cells: Vec<String> = cells.into_iter().collect();
        cells.resize(self.head.len(), String::new());
        self.rows.push(cells);
    }

    /// Takes out the columns that say nothing in any row.
    pub fn without_empty_columns(mut self) -> Table {
        for column in (0..self.head.len()).rev() {
            if self.rows.iter().all(|row| row[column].is_empty()) {
                self.head.remove(column);
                self.rows.iter_mut().for_each(|row| {
                    row.remove(column);
                });
            }
        }
        self
    }

    /// For a terminal: columns aligned, long last columns as they are.
    pub fn plain(&self) -> String {
        let width = |text: &str| text.chars().count();
        let mut widths: Vec<usize> = self.head.iter().map(|title| width(title)).collect();
        for row in &self.rows {
            for (column, cell) in row.iter().enumerate() {
                widths[column] = widths[column].max(width(cell));
            }
        }
        let line = |cells: &[String]| {
            let mut line = String::new();
            for (column, cell) in cells.iter().enumerate() {
                line.push_str(cell);
                if column + 1 < cells.len() {
                    line.extend(std::iter::repeat_n(' ', widths[column] - width(cell) + 2));
                }
            }
            format!("{}\n", line.trim_end())
        };
        let mut text = String::from("\u{1b}[1m") + line(&self.head).trim_end() + "\u{1b}[0m\n";
        self.rows.iter().for_each(|row| text.push_str(&line(row)));
        text
    }

    /// As a Markdown table.
    pub fn markdown(&self) -> String {
        let line = |cells: &[String]| {
            let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|").replace('\n', " ")).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        let mut text = line(&self.head);
        text.push_str(&format!("|{}\n", " --- |".repeat(self.head.len())));
        self.rows.iter().for_each(|row| text.push_str(&line(row)));
        text
    }
}
