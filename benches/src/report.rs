//! The table of ratios.

use crate::load::Measured;
use std::{fmt::Write, time::Duration};

/// One measurement.
pub struct Row {
    pub database: &'static str,
    pub operation: &'static str,
    pub connections: usize,
    pub product: Measured,
    /// How many a second the database alone does.
    pub limit: Option<f64>,
}

/// Everything that a run found out.
#[derive(Default)]
pub struct Report {
    /// What it was measured on: name and value.
    pub machine: Vec<(String, String)>,
    pub rows: Vec<Row>,
    pub remarks: Vec<String>,
}

impl Report {
    /// The report as Markdown. Columns are aligned, so that it reads in a terminal too.
    pub fn to_markdown(&self) -> String {
        let mut text = "# Tessera beside the limit of its database\n\n".to_owned();
        for (name, value) in &self.machine {
            let _ = writeln!(text, "* {name}: {value}");
        }
        text += "\n";
        text += &table(&self.rows);
        text += "\n";
        for remark in &self.remarks {
            let _ = writeln!(text, "* {remark}");
        }
        text
    }
}

const HEADS: [&str; 9] = [
    "database",
    "operation",
    "connections",
    "product ÷ limit",
    "product /s",
    "limit /s",
    "p50 ms",
    "p95 ms",
    "p99 ms",
];

fn table(rows: &[Row]) -> String {
    let mut lines = vec![HEADS.map(str::to_owned)];
    lines.extend(rows.iter().map(cells));
    let mut widths = [0; HEADS.len()];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for (place, line) in lines.iter().enumerate() {
        let cells = line.iter().zip(widths).enumerate();
        let cells: Vec<_> = cells
            .map(|(column, (cell, width))| aligned(cell, width, column < 2))
            .collect();
        let _ = writeln!(text, "| {} |", cells.join(" | "));
        if place == 0 {
            let rules = widths.iter().enumerate();
            let rules: Vec<_> = rules
                .map(|(column, width)| {
                    if column < 2 {
                        "-".repeat(*width)
                    } else {
                        "-".repeat(width - 1) + ":"
                    }
                })
                .collect();
            let _ = writeln!(text, "| {} |", rules.join(" | "));
        }
    }
    text
}

fn aligned(cell: &str, width: usize, to_the_left: bool) -> String {
    if to_the_left {
        format!("{cell:<width$}")
    } else {
        format!("{cell:>width$}")
    }
}

fn cells(row: &Row) -> [String; HEADS.len()] {
    let Measured {
        per_second,
        p50,
        p95,
        p99,
        ..
    } = row.product;
    let known = row.limit.filter(|limit| *limit > 0.0);
    [
        row.database.to_owned(),
        row.operation.to_owned(),
        row.connections.to_string(),
        known.map_or_else(|| "–".to_owned(), |limit| format!("{:.2}", per_second / limit)),
        format!("{per_second:.0}"),
        known.map_or_else(|| "–".to_owned(), |limit| format!("{limit:.0}")),
        milliseconds(p50),
        milliseconds(p95),
        milliseconds(p99),
    ]
}

fn milliseconds(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_come_out_as_a_table() {
        let product = Measured {
            per_second: 1500.0,
            p50: Duration::from_micros(500),
            p95: Duration::from_micros(1_250),
            p99: Duration::from_millis(12),
            ..Measured::default()
        };
        let row = |limit| Row {
            database: "SQLite",
            operation: "list",
            connections: 8,
            product: product.clone(),
            limit,
        };
        let report = Report {
            rows: vec![row(Some(2000.0)), row(None)],
            ..Report::default()
        };
        let text = report.to_markdown();
        let lines: Vec<_> = text.lines().filter(|line| line.starts_with('|')).collect();
        assert_eq!(
            lines[2..],
            [
                "| SQLite   | list      |           8 |            0.75 |       1500 |     2000 |   0.50 |   1.25 |  12.00 |",
                "| SQLite   | list      |           8 |               – |       1500 |        – |   0.50 |   1.25 |  12.00 |",
            ]
        );
    }
}
