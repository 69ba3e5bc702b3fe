//! Storage in PostgreSQL.

pub use diesel::PgConnection as Connection;

use crate::{
    address::{DATABASE_URL, OpenError, PostgresUrl},
    dialect::failed,
    migrate::MigrationError,
    reads::Reads,
    relay::Relay,
    store::{DatabaseKind, Settle, unreachable},
};
use diesel::{
    Connection as _, QueryResult, RunQueryDsl,
    connection::SimpleConnection,
    dsl::sql,
    select,
    sql_types::{Bool, Text},
};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use std::path::Path;
use tessera_domain::{
    id::{TenantId, TicketId},
    time::Time,
};
use tessera_ports::{StoreError, StoreResult, tx::Tx};

#[path = "purge.rs"]
mod purge;
#[path = "repo/mod.rs"]
mod repo;

/// A PostgreSQL database.
pub struct Postgres {
    url: PostgresUrl,
    /// Where the owner of the tables signs in, if that is another role.
    owner: Option<Owner>,
}

struct Owner {
    url: PostgresUrl,
    /// The role that serves, and is to get rights on the tables.
    app: String,
}

/// Nothing waits for ever: not a statement, not for a lock, not a transaction that its holder forgot. The messages
/// shall be English because errors are told apart by them; a role needs leave for that, and has it nearly always.
///
/// Each statement is planned once for any values, as the tests look at it: joining a page to all that its tickets refer to takes
/// longer to plan than to do, and the server, which thinks planning cheap, would plan it anew each time. Nothing
/// that is asked here is so long that compiling it would pay.
const SETTINGS: &str = "SET statement_timeout = '5s';
    SET lock_timeout = '2s';
    SET idle_in_transaction_session_timeout = '10s';
    SET plan_cache_mode = 'force_generic_plan';
    SET jit = off;
    SET TimeZone = 'UTC';
    SET client_min_messages = 'warning';
    DO $$ BEGIN PERFORM set_config('lc_messages', 'C', false); EXCEPTION WHEN insufficient_privilege THEN NULL; END $$";

/// For changing the schema: steps may take long, but must not stand in everybody's way while they wait for a table.
/// The lock is let go when the session ends. Its number is "tessera" in ASCII.
const LOCK: &str = "SET statement_timeout = 0;
    SET idle_in_transaction_session_timeout = 0;
    SET lock_timeout = '15min';
    SELECT pg_advisory_lock(x'0074657373657261'::bigint);
    SET lock_timeout = '10s'";

/// Gives the role that serves what it needs, and no more: what happened is not to be changed any more, and which
/// migrations were run is not its business.
const GRANTS: &str = r"DO $grants$
DECLARE
    app text := {app};
    here text := current_schema();
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', here, app);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO %I', here, app);
    EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA %I TO %I', here, app);
    EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON %I.__diesel_schema_migrations FROM %I', here, app);
    IF to_regclass(format('%I.events', here)) IS NOT NULL THEN
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I.events FROM %I', here, app);
    END IF;
END $grants$";

/// The tables that an import fills and looks into, for each row that refers to one of theirs.
const FILLED: &str = "users, tags, tickets, comments, imports, counters";

impl Postgres {
    /// The database of `url`, whose tables belong to the role of `owner`, or else to that of `url` itself.
    pub fn at(url: PostgresUrl, owner: Option<PostgresUrl>) -> Result<Self, OpenError> {
        let owner = match owner.filter(|owner| owner.user() != url.user()) {
            Some(owner) => {
                let app = url.user().ok_or_else(|| OpenError::Address {
                    setting: DATABASE_URL,
                    why: "must name its user when migrations have a URL of their own".into(),
                })?;
                Some(Owner {
                    app: app.to_owned(),
                    url: owner,
                })
            }
            None => None,
        };
        Ok(Self { url, owner })
    }
}

impl DatabaseKind for Postgres {
    type Connection = Connection;
    const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");
    const BEGIN: &'static str = "BEGIN";
    const SIGN_OF_LIFE: &'static str = "SELECT 1";
    const ONE_WRITER: bool = false;

    fn url(&self) -> &str {
        self.url.as_str()
    }

    fn set_up(conn: &mut Connection) -> QueryResult<()> {
        conn.batch_execute(SETTINGS)
    }

    fn check(&self, conn: &mut Connection) -> Result<(), OpenError> {
        let language: String = sql::<Text>("SHOW lc_messages")
            .get_result(conn)
            .map_err(unreachable)?;
        if !["C", "POSIX", "en", ""]
            .iter()
            .any(|english| language.split(['.', '_']).next() == Some(english))
        {
            tracing::warn!(
                language,
                "PostgreSQL speaks another language than English and does not let this role change that, so a busy \
                 or full database will look like a fault; as a superuser: ALTER ROLE ... SET lc_messages = 'C'"
            );
        }
        Ok(())
    }

    /// Any number of servers may share the database.
    fn claim(&self) -> Result<(), OpenError> {
        Ok(())
    }

    fn repo(conn: &mut Connection) -> impl Tx + Reads + Settle {
        repo::Repo::on(conn)
    }

    fn unindexed(conn: &mut Connection) -> StoreResult<Vec<TenantId>> {
        repo::Repo::on(conn).unindexed()
    }

    fn index_more(
        conn: &mut Connection,
        tenant: TenantId,
        after: Option<TicketId>,
    ) -> StoreResult<Option<(TicketId, usize)>> {
        repo::Repo::on(conn).index_more(tenant, after)
    }

    // Not by diesel, which would first make the table if it is not there: this role may have no right to.
    fn applied(conn: &mut Connection) -> QueryResult<Vec<String>> {
        if select(sql::<Bool>(
            "to_regclass('__diesel_schema_migrations') IS NOT NULL",
        ))
        .get_result(conn)?
        {
            sql::<Text>("SELECT version FROM __diesel_schema_migrations").load(conn)
        } else {
            Ok(Vec::new())
        }
    }

    fn alone<T>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, MigrationError>,
    ) -> Result<T, MigrationError> {
        let url = self.owner.as_ref().map_or(&self.url, |owner| &owner.url);
        let mut conn = Connection::establish(url.as_str()).map_err(unreachable)?;
        Self::set_up(&mut conn).map_err(failed)?;
        conn.batch_execute(LOCK).map_err(failed)?;
        work(&mut conn)
    }

    fn migrated(&self, conn: &mut Connection) -> QueryResult<()> {
        match &self.owner {
            Some(owner) => conn.batch_execute(&GRANTS.replace("{app}", &quoted(&owner.app))),
            None => Ok(()),
        }
    }

    fn tenants(conn: &mut Connection) -> QueryResult<Vec<TenantId>> {
        purge::tenants(conn)
    }

    fn purge(conn: &mut Connection, sql: &str, tenant: TenantId, before: Time) -> QueryResult<usize> {
        purge::purge(conn, sql, tenant, before)
    }

    fn back_up(&self, _: &Path) -> StoreResult<()> {
        Err(StoreError::Failed(
            "a PostgreSQL database is backed up with pg_dump, or by its server's own means".into(),
        ))
    }

    /// A session plans once how it looks for what a row refers to. While the server believes that a table is nearly empty, any
    /// index that begins with the tenant is as good to it as the primary key, and then each look goes through all of the tenant's
    /// rows until the server counts them by itself, up to a minute later. A role that does not own the tables can only wait
    /// for that, and need not hear of it.
    fn take_stock(conn: &mut Connection) -> QueryResult<()> {
        // Sent as one, they are one transaction, at whose end the settings are as they were.
        conn.batch_execute(&format!(
            "SET LOCAL statement_timeout = '1min'; SET LOCAL client_min_messages = 'error'; ANALYZE (SKIP_LOCKED) {FILLED}"
        ))
    }

    /// The server does it by itself.
    fn checkpoint(_: &mut Connection) -> QueryResult<()> {
        Ok(())
    }

    fn relay(&self) -> StoreResult<Option<Relay>> {
        Relay::open(self.url.as_str()).map(Some)
    }
}

/// The text as an SQL literal, whatever it holds, also inside of a dollar-quoted block.
fn quoted(text: &str) -> String {
    format!(
        "E'{}'",
        text.replace('\\', r"\\")
            .replace('\'', "''")
            .replace('$', r"\x24")
    )
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_role_name_cannot_leave_its_quotes() {
        assert_eq!(quoted(r"o'\$grants$"), r"E'o''\\\x24grants\x24'");
    }
}
