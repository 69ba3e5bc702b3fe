//! Creating tickets beside storing single rows: how many share a wait for the disk.

use super::{Bench, sqlite::SQLITE};
use crate::{
    failure::{During, Failure},
    load,
    operation::{Operation, Selection},
    report::Row,
    target::Target,
};
use diesel::{Connection as _, SqliteConnection, connection::SimpleConnection};
use std::{fs, path::Path};

const CREATES: &str = "create, beside single commits";
/// So many clients create at once.
const CLIENTS: usize = 32;
/// The settings that a commit is on the disk with when it returns, as the product has them.
const TABLE: &str =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE rows (content BLOB NOT NULL);";
/// A row of a ticket's size, and its commit.
const INSERT: &str = "INSERT INTO rows VALUES (randomblob(600))";

impl Bench<'_> {
    /// Many clients who create tickets, over one who commits one row after the other.
    pub(super) fn commits(&mut self, target: &Target) -> Result<(), Failure> {
        if self.settings.selection == Selection::Searches {
            return Ok(());
        }
        let product = self.over_http(SQLITE, target, Operation::Create, CLIENTS)?;
        self.progress
            .say(&format!("{SQLITE}: single rows, one commit each"));
        let file = self.folder.join("sqlite/commits.db");
        let single = load::measure(1, self.settings.lasting, |_| worker(&file))?;
        self.note_failures(SQLITE, CREATES, 1, &single);
        self.report.rows.push(Row {
            database: SQLITE,
            operation: CREATES,
            connections: CLIENTS,
            product,
            limit: Some(single.per_second),
            web: None,
        });
        Ok(())
    }
}

fn worker(file: &Path) -> Result<impl FnMut() -> Result<(), Failure> + use<>, Failure> {
    let doing = "storing single rows";
    if file.exists() {
        fs::remove_file(file).during(doing)?;
    }
    let mut connection = SqliteConnection::establish(&file.display().to_string()).during(doing)?;
    connection.batch_execute(TABLE).during(doing)?;
    Ok(move || connection.batch_execute(INSERT).during(doing))
}
