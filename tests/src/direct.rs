//! Looking into a database, and meddling with it, past the product.

use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection,
    connection::SimpleConnection,
    pg::Pg,
    sql_types::{BigInt, Text},
    sqlite::Sqlite,
};
use std::{collections::BTreeMap, path::Path};

/// A connection of the test's own.
pub enum Direct {
    /// To SQLite.
    Sqlite(SqliteConnection),
    /// To PostgreSQL.
    Postgres(PgConnection),
}

/// Everything in each table, as text in a fixed order: equal texts are equal tables.
pub type Contents = BTreeMap<String, Vec<String>>;

#[derive(QueryableByName)]
struct OneText {
    #[diesel(sql_type = Text)]
    text: String,
}

#[derive(QueryableByName)]
struct OneNumber {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

#[derive(QueryableByName)]
struct OfTable {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    text: String,
}

/// Each table of ours with an expression that makes one text of a row. The search index of SQLite is left out: it has
/// tables of its own making.
const SQLITE_TABLES: &str = r#"
    SELECT t.name AS name, 'quote("' || group_concat(c.name, '") || '','' || quote("') || '")' AS text
    FROM pragma_table_list t JOIN pragma_table_info(t.name) c
    WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\'
    GROUP BY t.name ORDER BY t.name"#;
const POSTGRES_TABLES: &str = "
    SELECT tablename::text AS name, tablename || '::text' AS text
    FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename";

impl Direct {
    /// Opens an SQLite file.
    pub fn open_sqlite(file: &Path) -> Self {
        let path = file.to_str().expect("the folder's name is text");
        let mut conn = SqliteConnection::establish(path).expect("the file opens");
        conn.batch_execute("PRAGMA busy_timeout = 20000; PRAGMA foreign_keys = ON")
            .expect("it takes settings");
        Self::Sqlite(conn)
    }

    /// Opens a PostgreSQL database.
    pub fn open_postgres(url: &str) -> Self {
        Self::Postgres(PgConnection::establish(url).expect("the cluster answers"))
    }

    /// Runs statements.
    #[track_caller]
    pub fn execute(&mut self, sql: &str) {
        if let Err(error) = self.try_execute(sql) {
            panic!("{error}: {sql}");
        }
    }

    /// Runs statements that the database may refuse.
    ///
    /// # Errors
    /// The refusal.
    pub fn try_execute(&mut self, sql: &str) -> diesel::QueryResult<()> {
        match self {
            Self::Sqlite(conn) => conn.batch_execute(sql),
            Self::Postgres(conn) => conn.batch_execute(sql),
        }
    }

    /// Lets the table refuse every change, in a way that no check of the product's foresees.
    #[track_caller]
    pub fn refuse_writes(&mut self, table: &str) {
        match self {
            Self::Sqlite(_) => {
                for change in ["INSERT", "UPDATE", "DELETE"] {
                    self.execute(&format!(
                        "CREATE TRIGGER refuse_{change} BEFORE {change} ON {table}
                         BEGIN SELECT RAISE(ABORT, 'refused'); END"
                    ));
                }
            }
            Self::Postgres(_) => self.execute(&format!(
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql
                 AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$;
                 CREATE TRIGGER refuse BEFORE INSERT OR UPDATE OR DELETE ON {table}
                 FOR EACH STATEMENT EXECUTE FUNCTION refuse()"
            )),
        }
    }

    /// Lets the table take changes again.
    #[track_caller]
    pub fn take_writes(&mut self, table: &str) {
        match self {
            Self::Sqlite(_) => self.execute(
                "DROP TRIGGER refuse_INSERT; DROP TRIGGER refuse_UPDATE; DROP TRIGGER refuse_DELETE",
            ),
            Self::Postgres(_) => {
                self.execute(&format!("DROP TRIGGER refuse ON {table}; DROP FUNCTION refuse()"));
            }
        }
    }

    /// The column `text` of a query.
    #[track_caller]
    pub fn texts(&mut self, sql: &str) -> Vec<String> {
        self.load::<OneText>(sql)
            .into_iter()
            .map(|row| row.text)
            .collect()
    }

    /// The column `number` of a query's only row.
    #[track_caller]
    pub fn number(&mut self, sql: &str) -> i64 {
        let rows = self.load::<OneNumber>(sql);
        assert_eq!(rows.len(), 1, "{sql}");
        rows[0].number
    }

    #[track_caller]
    fn load<T>(&mut self, sql: &str) -> Vec<T>
    where
        T: QueryableByName<Sqlite> + QueryableByName<Pg> + 'static,
    {
        let rows = match self {
            Self::Sqlite(conn) => diesel::sql_query(sql).load(conn),
            Self::Postgres(conn) => diesel::sql_query(sql).load(conn),
        };
        match rows {
            Ok(rows) => rows,
            Err(error) => panic!("{error}: {sql}"),
        }
    }

    fn tables_with_rows_as_text(&mut self) -> Vec<OfTable> {
        self.load(match self {
            Self::Sqlite(_) => SQLITE_TABLES,
            Self::Postgres(_) => POSTGRES_TABLES,
        })
    }

    /// The names of the tables.
    pub fn tables(&mut self) -> Vec<String> {
        self.tables_with_rows_as_text()
            .into_iter()
            .map(|table| table.name)
            .collect()
    }

    /// Everything in each table.
    pub fn contents(&mut self) -> Contents {
        let tables = self.tables_with_rows_as_text();
        let rows =
            |OfTable { name, text }: &OfTable| format!("SELECT '{name}' AS name, {text} AS text FROM {name}");
        let selects: Vec<String> = tables.iter().map(rows).collect();
        let mut contents: Contents = tables.into_iter().map(|table| (table.name, Vec::new())).collect();
        for OfTable { name, text } in self.load(&selects.join(" UNION ALL ")) {
            contents.entry(name).or_default().push(text);
        }
        for rows in contents.values_mut() {
            rows.sort_unstable();
        }
        contents
    }

    /// How many rows each table has.
    pub fn row_counts(&mut self) -> BTreeMap<String, i64> {
        let count =
            |table: String| format!("SELECT '{table}' AS name, CAST(count(*) AS text) AS text FROM {table}");
        let selects: Vec<String> = self.tables().into_iter().map(count).collect();
        let counts: Vec<OfTable> = self.load(&selects.join(" UNION ALL "));
        let parsed = |table: OfTable| (table.name, table.text.parse().expect("a count is a number"));
        counts.into_iter().map(parsed).collect()
    }
}
