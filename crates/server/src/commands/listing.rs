//! Lists, page by page: as a table for people, as a JSON array for programs. No more than a page is held at once.

use super::output;
use serde_json::Value;
use std::io;
use tessera_domain::time::Time;
use unicode_width::UnicodeWidthStr;

/// How many are read at a time.
pub const PAGE: i64 = 500;

/// A list that is being written.
pub enum Listing<const N: usize> {
    /// For people.
    Table(Table<N>),
    /// For programs: what was written last still waits for its comma.
    Json(Option<String>),
}

impl<const N: usize> Listing<N> {
    /// A list with these headings, or as JSON.
    pub fn begin(heads: [&'static str; N], json: bool) -> io::Result<Self> {
        if json {
            output::result("[")?;
            return Ok(Self::Json(None));
        }
        Ok(Self::Table(Table::new(heads)))
    }

    /// Writes a page of it.
    pub fn page<T>(
        &mut self,
        items: &[T],
        cells: impl Fn(&T) -> [String; N],
        json: impl Fn(&T) -> Value,
    ) -> io::Result<()> {
        match self {
            Self::Table(table) => {
                let rows: Vec<_> = items.iter().map(cells).collect();
                if rows.is_empty() {
                    return Ok(());
                }
                output::result(&table.page(&rows))
            }
            Self::Json(waiting) => {
                for item in items {
                    if let Some(before) = waiting.replace(json(item).to_string()) {
                        output::result(&format!("  {before},"))?;
                    }
                }
                Ok(())
            }
        }
    }

    /// Ends it. A table without rows is told in words.
    pub fn end(self, nothing: &str) -> io::Result<()> {
        match self {
            Self::Table(table) if table.begun => Ok(()),
            Self::Table(_) => {
                output::note(nothing);
                Ok(())
            }
            Self::Json(waiting) => {
                if let Some(last) = waiting {
                    output::result(&format!("  {last}"))?;
                }
                output::result("]")
            }
        }
    }
}

/// Rows in columns. A column is as wide as the widest text in it so far, so that later pages line up with earlier
/// ones unless something wider comes.
pub struct Table<const N: usize> {
    heads: [&'static str; N],
    widths: [usize; N],
    begun: bool,
}

impl<const N: usize> Table<N> {
    fn new(heads: [&'static str; N]) -> Self {
        Self {
            heads,
            widths: heads.map(UnicodeWidthStr::width),
            begun: false,
        }
    }

    /// The lines of a page, under the headings if it is the first one.
    fn page(&mut self, rows: &[[String; N]]) -> String {
        let rows: Vec<_> = rows
            .iter()
            .map(|row| row.each_ref().map(|cell| shown(cell)))
            .collect();
        for row in &rows {
            for (width, cell) in self.widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width());
            }
        }
        let mut lines = Vec::with_capacity(rows.len() + 1);
        if !self.begun {
            self.begun = true;
            lines.push(self.line(&self.heads.map(ToOwned::to_owned)));
        }
        lines.extend(rows.iter().map(|row| self.line(row)));
        lines.join("\n")
    }

    fn line(&self, cells: &[String; N]) -> String {
        let mut line = String::new();
        for (cell, width) in cells.iter().zip(self.widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width.saturating_sub(cell.width()) + 2));
        }
        line.truncate(line.trim_end().len());
        line
    }
}

/// A text as it may stand in a terminal, where nothing may be taken for a command of the terminal's or turn the
/// line around. Nothing at all is a hyphen.
pub fn shown(text: &str) -> String {
    if text.is_empty() {
        return "-".into();
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if c.is_control() || turns {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// A moment down to the second.
pub fn moment(at: Option<Time>) -> String {
    let text = at.map(|at| at.to_string()).unwrap_or_default();
    match text.split_once('.') {
        Some((seconds, _)) => format!("{seconds}Z"),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: [&str; 3]) -> [String; 3] {
        cells.map(ToOwned::to_owned)
    }

    #[test]
    fn columns_line_up_whatever_is_in_them() {
        let mut table = Table::new(["NUMBER", "LOGIN", "NAME"]);
        let page = table.page(&[row(["1", "robin", "Robin Sample"]), row(["20", "日本", ""])]);
        assert_eq!(
            page,
            "NUMBER  LOGIN  NAME\n1       robin  Robin Sample\n20      日本   -"
        );
        let next = table.page(&[row(["3", "alexandra", "Alex"]), row(["4", "kim", "Kim"])]);
        assert_eq!(next, "3       alexandra  Alex\n4       kim        Kim");
    }

    #[test]
    fn nothing_in_a_table_can_command_the_terminal() {
        let mut table = Table::new(["A"]);
        let page = table.page(&[["\u{1b}[31mred\r\nnext\u{9b}2J\u{202e}back\0".to_owned()]]);
        assert_eq!(page, "A\n\\u{1b}[31mred\\r\\nnext\\u{9b}2J\\u{202e}back\\u{0}");
    }

    #[test]
    fn moments_are_told_to_the_second() {
        let at = Time::parse("2026-02-03T04:05:06.789Z").unwrap();
        assert_eq!(moment(Some(at)), "2026-02-03T04:05:06Z");
        assert_eq!(moment(None), "");
    }
}
