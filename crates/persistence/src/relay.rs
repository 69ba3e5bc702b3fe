//! Telling other servers on one PostgreSQL database that a log grew, and hearing it from them.
//!
//! By messages of the database, which nobody keeps: who is not connected misses them, and a pooler between may swallow
//! them. They only spare waiting.

use crate::{
    dialect::failed,
    postgres::{Connection, Postgres},
    store::{DatabaseKind, unreachable},
};
use diesel::{
    Connection as _, RunQueryDsl,
    connection::SimpleConnection,
    dsl::sql,
    select, sql_query,
    sql_types::{Array, Integer, Text},
};
use tessera_domain::id::TenantId;
use tessera_ports::{StoreError, StoreResult};

/// What the messages go by.
const CHANNEL: &str = "tessera_events";

/// A connection of its own, over which messages come and go.
pub struct Relay {
    conn: Connection,
    /// The number by which the database calls this connection.
    me: i32,
}

impl Relay {
    /// Connects, and hears from now on.
    pub(crate) fn open(url: &str) -> StoreResult<Self> {
        let mut conn = Connection::establish(url)
            .map_err(|error| StoreError::Unavailable(unreachable(error).to_string()))?;
        Postgres::set_up(&mut conn).map_err(failed)?;
        let me = select(sql::<Integer>("pg_backend_pid()"))
            .get_result(&mut conn)
            .map_err(failed)?;
        conn.batch_execute(&format!("LISTEN {CHANNEL}")).map_err(failed)?;
        Ok(Self { conn, me })
    }

    /// Tells the others that these tenants' logs grew. Each transaction must have been committed by then.
    ///
    /// # Errors
    /// When the connection is lost.
    pub fn tell(&mut self, tenants: &[TenantId]) -> StoreResult<()> {
        if tenants.is_empty() {
            return Ok(());
        }
        let names: Vec<String> = tenants.iter().map(ToString::to_string).collect();
        sql_query("SELECT pg_notify($1, tenant) FROM unnest($2) AS tenant")
            .bind::<Text, _>(CHANNEL)
            .bind::<Array<Text>, _>(names)
            .execute(&mut self.conn)
            .map(drop)
            .map_err(failed)
    }

    /// The tenants that others told of since this was asked the last time. Does not wait, and asks the database nothing.
    ///
    /// # Errors
    /// When the connection is lost.
    pub fn heard(&mut self) -> StoreResult<Vec<TenantId>> {
        let mut heard = Vec::new();
        for message in self.conn.notifications_iter() {
            let message = message.map_err(failed)?;
            if message.process_id == self.me {
                continue;
            }
            match message.payload.parse::<uuid::Uuid>() {
                Ok(tenant) => heard.push(tenant.into()),
                Err(error) => tracing::debug!(%error, "a message names no tenant"),
            }
        }
        Ok(heard)
    }
}
