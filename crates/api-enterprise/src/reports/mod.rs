//! Reports over tickets, and taking tickets out as a file.

mod cells;
pub mod dashboard;
pub mod export;
pub mod performance;

use tessera_domain::report::Tenths;

/// Where they are.
pub const ROOT: &str = "/reports";

tessera_http::operations! {
    /// The operations on reports.
    pub struct Document;
    dashboard::dashboard,
    performance::performance,
    export::export,
}

/// The type of a table in text.
const CSV: &str = "text/csv; charset=utf-8";
/// The type of a list in JSON.
const JSON: &str = "application/json; charset=utf-8";

/// The words for the form of a report.
const FORMATS: &[&str] = &["csv", "json"];

/// In which form a report goes out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// A table in text.
    Csv,
    /// JSON.
    Json,
}

impl Format {
    /// The form that a word stands for, whatever its case.
    ///
    /// # Errors
    /// When it is none of the words.
    fn parse(word: &str) -> Result<Self, tessera_domain::issue::Problem> {
        match word.to_ascii_lowercase().as_str() {
            "csv" => Ok(Self::Csv),
            "json" => Ok(Self::Json),
            _ => Err(tessera_domain::issue::Problem::not_one_of(FORMATS, word)),
        }
    }

    /// Its word.
    const fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }
}

/// A figure with one decimal; 0 where there is nothing to make it of.
fn figure(tenths: Option<Tenths>) -> f64 {
    tenths.map_or(0.0, Tenths::to_f64)
}
