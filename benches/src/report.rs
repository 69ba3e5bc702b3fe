//! The tables of ratios and plans.

use crate::{
    growth::Growth,
    load::Measured,
    plans::{self, Plans},
};
use std::{fmt::Write, time::Duration};

/// One measurement.
pub struct Row {
    pub database: &'static str,
    pub operation: &'static str,
    pub connections: usize,
    pub product: Measured,
    /// How many a second the database alone does.
    pub limit: Option<f64>,
    /// How many a second the web framework alone does.
    pub web: Option<f64>,
}

impl Row {
    /// The product over the limit of its database.
    pub fn of_limit(&self) -> Option<f64> {
        self.over(self.limit)
    }

    /// The product over the web framework.
    pub fn of_web(&self) -> Option<f64> {
        self.over(self.web)
    }

    fn over(&self, limit: Option<f64>) -> Option<f64> {
        limit
            .filter(|limit| *limit > 0.0)
            .map(|limit| self.product.per_second / limit)
    }
}

/// What the product costs, whatever it is asked.
pub struct Cost {
    pub database: &'static str,
    pub what: String,
    pub measured: String,
}

/// Everything that a run found out.
#[derive(Default)]
pub struct Report {
    /// What it was measured on: name and value.
    pub machine: Vec<(String, String)>,
    pub costs: Vec<Cost>,
    pub rows: Vec<Row>,
    /// Beside what was measured among fewer tickets.
    pub growth: Vec<Growth>,
    pub plans: Vec<Plans>,
    pub remarks: Vec<String>,
}

impl Report {
    /// The report as Markdown. Columns are aligned, so that it reads in a terminal too.
    pub fn to_markdown(&self) -> String {
        let mut text = "# Tessera beside the limits of its database and its web framework\n\n".to_owned();
        for (name, value) in &self.machine {
            let _ = writeln!(text, "* {name}: {value}");
        }
        if !self.costs.is_empty() {
            text += "\n";
            let costs = self.costs.iter();
            text += &table(
                COST_HEADS,
                costs.map(|cost| [cost.database.to_owned(), cost.what.clone(), cost.measured.clone()]),
            );
        }
        text += "\n";
        text += &table(HEADS, self.rows.iter().map(cells));
        if !self.growth.is_empty() {
            text += "\n";
            text += &table(GROWTH_HEADS, self.growth.iter().map(growth_cells));
        }
        if !self.plans.is_empty() {
            text += "\n";
            text += &table(PLAN_HEADS, self.plans.iter().map(plan_cells));
        }
        text += "\n";
        for remark in &self.remarks {
            let _ = writeln!(text, "* {remark}");
        }
        text
    }
}

const HEADS: [&str; 11] = [
    "database",
    "operation",
    "connections",
    "÷ limit",
    "÷ web",
    "product /s",
    "limit /s",
    "web /s",
    "p50 ms",
    "p95 ms",
    "p99 ms",
];

const COST_HEADS: [&str; 3] = ["database", "cost", "measured"];

const GROWTH_HEADS: [&str; 7] = [
    "database",
    "operation",
    "connections",
    "fewer tickets",
    "p95 ms then",
    "p95 ms now",
    "now ÷ then",
];

const PLAN_HEADS: [&str; 6] = [
    "database",
    "operation",
    "reads tickets, comments, words",
    "searched for",
    "found",
    "reading statements",
];

/// How many columns of a table are texts, from the left; the others are numbers.
fn texts<const N: usize>(heads: [&str; N]) -> usize {
    if heads.contains(&"searched for") { 4 } else { 2 }
}

fn table<const N: usize>(heads: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let texts = texts(heads);
    let mut lines = vec![heads.map(str::to_owned)];
    lines.extend(rows);
    let mut widths = [0; N];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for (place, line) in lines.iter().enumerate() {
        let cells = line.iter().zip(widths).enumerate();
        let cells: Vec<_> = cells
            .map(|(column, (cell, width))| aligned(cell, width, column < texts))
            .collect();
        let _ = writeln!(text, "| {} |", cells.join(" | "));
        if place == 0 {
            let rules = widths.iter().enumerate();
            let rules: Vec<_> = rules
                .map(|(column, width)| {
                    if column < texts {
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
    let number = |number: Option<f64>, digits| {
        number.map_or_else(|| "–".to_owned(), |number| format!("{number:.digits$}"))
    };
    [
        row.database.to_owned(),
        row.operation.to_owned(),
        row.connections.to_string(),
        number(row.of_limit(), 2),
        number(row.of_web(), 2),
        number(Some(per_second), 0),
        number(row.limit, 0),
        number(row.web, 0),
        milliseconds(p50),
        milliseconds(p95),
        milliseconds(p99),
    ]
}

fn growth_cells(growth: &Growth) -> [String; GROWTH_HEADS.len()] {
    [
        growth.database.to_owned(),
        growth.operation.to_owned(),
        growth.connections.to_string(),
        growth.fewer.to_string(),
        milliseconds(growth.before),
        milliseconds(growth.now),
        format!("{:.2}", growth.factor()),
    ]
}

fn plan_cells(plans: &Plans) -> [String; PLAN_HEADS.len()] {
    let (term, found) = match &plans.found {
        Some((term, found)) => (format!("`{term}`"), found.to_string()),
        None => (String::new(), String::new()),
    };
    [
        plans.database.to_owned(),
        plans.operation.to_owned(),
        plans::words(&plans.reach()),
        term,
        found,
        plans.explained.len().to_string(),
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
            web: Some(6000.0),
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
                "| SQLite   | list      |           8 |    0.75 |  0.25 |       1500 |     2000 |   6000 |   0.50 |   1.25 |  12.00 |",
                "| SQLite   | list      |           8 |       – |  0.25 |       1500 |        – |   6000 |   0.50 |   1.25 |  12.00 |",
            ]
        );
    }
}
