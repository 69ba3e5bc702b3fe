//! Running numbers.

use super::Repo;
use crate::{dialect::failed, fragments::Steady, schema::counters, types::key};
use diesel::{prelude::*, upsert::excluded};
use tessera_domain::id::TenantId;
use tessera_ports::{StoreError, StoreResult, counters::Counters};

impl Counters for Repo<'_> {
    fn take(&mut self, tenant: TenantId, counter: &str, amount: i64) -> StoreResult<i64> {
        if amount < 1 {
            return Err(StoreError::Failed(format!("{amount} numbers cannot be taken")));
        }
        let row = (
            counters::tenant_id.eq(key(tenant)),
            counters::name.eq(counter),
            counters::value.eq(amount),
        );
        let taken = diesel::insert_into(counters::table)
            .values(row)
            .on_conflict((counters::tenant_id, counters::name))
            .do_update()
            .set(counters::value.eq(counters::value + excluded(counters::value)))
            .returning(counters::value);
        let last: i64 = Steady(taken).get_result(self.conn).map_err(failed)?;
        Ok(last - amount + 1)
    }
}
