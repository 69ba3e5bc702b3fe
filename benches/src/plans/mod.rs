//! How the databases do what operations ask for, and whether they read whole tables for it.
//!
//! Reading all of a tenant's tickets, comments or words costs more the more there are; whatever does so is told, and ends
//! the run with an error.

pub mod postgres;
pub mod sqlite;

use std::fmt::Write;

/// The tables that grow with a tenant's tickets.
pub const GROWING: [&str; 3] = ["tickets", "comments", "ticket_words"];

/// How much of the growing tables a statement reads.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reach {
    /// What an index leads to.
    Narrow,
    /// A part of all there is, in the order that is wanted: the words say of what.
    Part(String),
    /// All there is: the words say of what.
    Whole(String),
}

/// A statement and how it is done.
pub struct Explained {
    pub sql: String,
    pub plan: String,
    pub reach: Reach,
}

/// The statements of one operation on one database.
pub struct Plans {
    pub database: &'static str,
    pub operation: &'static str,
    /// What is searched for, and how many tickets that finds.
    pub found: Option<(String, i64)>,
    pub explained: Vec<Explained>,
}

impl Plans {
    /// The widest of the statements.
    pub fn reach(&self) -> Reach {
        let reaches = self.explained.iter().map(|explained| &explained.reach);
        reaches.max().cloned().unwrap_or(Reach::Narrow)
    }

    pub fn is_whole(&self) -> bool {
        matches!(self.reach(), Reach::Whole(_))
    }
}

/// All of them as Markdown.
pub fn to_markdown(plans: &[Plans]) -> String {
    let mut text = "# Plans\n".to_owned();
    for plans in plans {
        let _ = write!(text, "\n## {}, {}\n", plans.database, plans.operation);
        for Explained { sql, plan, reach } in &plans.explained {
            let _ = write!(
                text,
                "\n{}\n\n```sql\n{sql}\n```\n\n```\n{plan}```\n",
                words(reach)
            );
        }
    }
    text
}

/// The reach in words.
pub fn words(reach: &Reach) -> String {
    match reach {
        Reach::Narrow => "by index".to_owned(),
        Reach::Part(what) => format!("part: {what}"),
        Reach::Whole(what) => format!("WHOLE: {what}"),
    }
}
