//! Tables in text, as RFC 4180 has them, in which no cell is a formula to the programs that open them.

use csv_core::{Terminator, WriterBuilder};
use std::borrow::Cow;

/// What makes a program take a cell for a formula, in every width in which it is written.
const BEGINNINGS: [char; 10] = [
    '=', '+', '-', '@', '\t', '\r', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
];

/// What stands before a text that would be taken for a formula, as spreadsheets themselves mark a text as one.
const MARK: char = '\'';

/// A text that somebody wrote, safe in a cell. What programs pass over before they look for a formula is passed over here
/// too: white space, quotes, and marks that nobody sees.
pub fn guarded(text: &str) -> Cow<'_, str> {
    if text.trim_start_matches(is_passed_over).starts_with(BEGINNINGS) {
        Cow::Owned(format!("{MARK}{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

fn is_passed_over(c: char) -> bool {
    let is_unseen = matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}');
    let is_space = c.is_whitespace() && !BEGINNINGS.contains(&c);
    is_unseen || is_space || matches!(c, '"' | '\0')
}

/// The lines of a table, each with its cells. Those with what people wrote must be [`guarded`].
pub fn lines<'c, const N: usize>(table: impl IntoIterator<Item = [Cow<'c, str>; N]>) -> Vec<u8> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).build();
    let mut written = Vec::new();
    for cells in table {
        for (place, cell) in cells.iter().enumerate() {
            if place > 0 {
                append(&mut written, END, |room| writer.delimiter(room).1);
            }
            // Each byte may be written twice, between two quotes.
            let most = 2 * cell.len() + 2;
            append(&mut written, most, |room| writer.field(cell.as_bytes(), room).2);
        }
        append(&mut written, END, |room| writer.terminator(room).1);
    }
    written
}

/// The most bytes that end a cell or a line: a quote or two, and what comes behind.
const END: usize = 4;

/// Has so many bytes at most written, which `write` counts.
fn append(written: &mut Vec<u8>, most: usize, write: impl FnOnce(&mut [u8]) -> usize) {
    let begin = written.len();
    written.resize(begin + most, 0);
    let used = written.get_mut(begin..).map_or(0, write);
    written.truncate(begin + used);
}

/// A cell with a number, or empty where there is none.
pub fn number(number: Option<i64>) -> Cow<'static, str> {
    number.map_or(Cow::Borrowed(""), |number| Cow::Owned(number.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_might_be_a_formula_is_marked_as_a_text() {
        for text in [
            "=1+1",
            "+1",
            "-1+cmd|' /C calc'!A0",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\u{ff1d}1",
            "\u{ff0b}1",
            "\u{ff0d}1",
            "\u{ff20}A",
            "=HYPERLINK(\"http://evil.example\",\"x\")",
            "\"=1",
            " =1",
            "\u{a0}=1",
            "\u{feff}=1",
            "\u{200b}@x",
            " \" \u{feff}-1",
            "\n=1",
            "\0=1",
            "-5",
        ] {
            let safe = guarded(text);
            assert_eq!(safe, format!("'{text}"), "{text:?}");
        }
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        for text in [
            "",
            "a=1",
            "1-1",
            "plain",
            "'=1",
            "a;=1",
            "caf\u{e9}",
            "\u{1f4a5} -",
            "x@example.org",
        ] {
            assert!(
                matches!(guarded(text), Cow::Borrowed(it) if it == text),
                "{text:?}"
            );
        }
    }

    /// Reads a table as RFC 4180 has it.
    fn read(table: &str) -> Vec<Vec<String>> {
        let (mut lines, mut cells, mut cell) = (Vec::new(), Vec::new(), String::new());
        let (mut is_quoted, mut rest) = (false, table.chars().peekable());
        while let Some(c) = rest.next() {
            match c {
                '"' if is_quoted && rest.next_if_eq(&'"').is_some() => cell.push('"'),
                '"' => is_quoted = !is_quoted,
                ',' if !is_quoted => cells.push(std::mem::take(&mut cell)),
                '\r' if !is_quoted && rest.next_if_eq(&'\n').is_some() => {
                    cells.push(std::mem::take(&mut cell));
                    lines.push(std::mem::take(&mut cells));
                }
                c => cell.push(c),
            }
        }
        assert!(
            cell.is_empty() && cells.is_empty() && !is_quoted,
            "every line has its end"
        );
        lines
    }

    #[test]
    fn lines_read_back_whatever_is_in_them() {
        let huge = "x\"".repeat(20_000);
        let quotes = "\"".repeat(3_000);
        let table = [
            ["plain", "a,b", "say \"hi\"", "two\r\nlines"],
            ["", " ; ", "\u{feff}", "'=1"],
            ["", "", "", ""],
            [&huge, &quotes, "\n", "\r"],
        ];
        let written = lines(table.map(|row| row.map(Cow::Borrowed)));
        assert_eq!(read(std::str::from_utf8(&written).unwrap()), table);
        assert_eq!(lines([["a", ""].map(Cow::Borrowed)]), b"a,\r\n");
        assert_eq!(lines([[Cow::Borrowed("")]]), b"\"\"\r\n");
    }

    #[test]
    fn numbers_are_no_texts() {
        assert_eq!((number(Some(-5)), number(None)), ("-5".into(), "".into()));
    }
}
