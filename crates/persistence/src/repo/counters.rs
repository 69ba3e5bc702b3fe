//! Running numbers.

use super::{BATCH, Repo};
use crate::{dialect::failed, fragments::Taking, types::key};
use diesel::prelude::*;
use std::collections::HashMap;
use tessera_domain::id::TenantId;
use tessera_ports::{StoreError, StoreResult, counters::Counters};

impl Counters for Repo<'_> {
    fn take(&mut self, tenant: TenantId, counter: &str, amount: i64) -> StoreResult<i64> {
        let firsts = self.take_each(tenant, &[(counter, amount)])?;
        firsts.first().copied().ok_or_else(|| lost(counter))
    }

    fn take_each(&mut self, tenant: TenantId, wanted: &[(&str, i64)]) -> StoreResult<Vec<i64>> {
        if let Some((_, amount)) = wanted.iter().find(|(_, amount)| *amount < 1) {
            return Err(StoreError::Failed(format!("{amount} numbers cannot be taken")));
        }
        // Whoever takes of several takes in this order, so that nobody waits in a circle.
        let mut ordered = wanted.to_vec();
        ordered.sort_unstable_by_key(|(counter, _)| *counter);
        let mut lasts = HashMap::new();
        for amounts in ordered.chunks(BATCH) {
            let taking = Taking {
                tenant: key(tenant),
                amounts,
            };
            let values: Vec<(String, i64)> = taking.load(self.conn).map_err(failed)?;
            lasts.extend(values);
        }
        let first = |(counter, amount): &(&str, i64)| {
            let last = lasts.get(*counter).ok_or_else(|| lost(counter))?;
            Ok(last - amount + 1)
        };
        wanted.iter().map(first).collect()
    }
}

fn lost(counter: &str) -> StoreError {
    StoreError::Failed(format!("nothing was taken of the counter {counter}"))
}
