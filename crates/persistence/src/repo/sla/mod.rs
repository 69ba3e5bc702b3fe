//! Service levels: the policies of a tenant.

mod clocks;
mod recounts;
mod row;

use super::{Repo, filter::Condition};
use crate::{
    dialect::failed,
    fragments::{Joined, Locked},
    reads::SlaReads,
    schema::{departments, sla_policies as policies},
    types::key,
};
use diesel::prelude::*;
use row::{PolicyChange, PolicyRow};
use std::collections::HashMap;
use tessera_domain::{
    id::{TenantId, TicketId},
    sla::{Entry, Policy},
    ticket::Ticket,
    time::Time,
};
use tessera_ports::{
    StoreError, StoreResult,
    sla::{RecountPlace, Sla, SlaPolicySheet},
};

fn of(tenant: TenantId) -> Condition<policies::table> {
    Box::new(policies::tenant_id.eq(key(tenant)))
}

impl Sla for Repo<'_> {
    fn policies(&mut self, tenant: TenantId) -> StoreResult<Vec<Policy>> {
        let rows = policies::table
            .filter(of(tenant))
            .order(policies::number)
            .select(PolicyRow::as_select())
            .load::<PolicyRow>(self.conn)
            .map_err(failed)?;
        rows.into_iter().map(Policy::try_from).collect()
    }

    fn policy(&mut self, tenant: TenantId, number: i64) -> StoreResult<Option<Policy>> {
        let query = policies::table
            .filter(of(tenant))
            .filter(policies::number.eq(number))
            .select(PolicyRow::as_select());
        let row = Locked(query)
            .get_result::<PolicyRow>(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(Policy::try_from).transpose()
    }

    fn insert(&mut self, tenant: TenantId, policy: &Policy) -> StoreResult<()> {
        diesel::insert_into(policies::table)
            .values(PolicyRow::new(tenant, policy))
            .execute(self.conn)
            .map(drop)
            .map_err(failed)
    }

    fn update(&mut self, tenant: TenantId, policy: &Policy) -> StoreResult<()> {
        let row = policies::table.filter(
            policies::tenant_id
                .eq(key(tenant))
                .and(policies::id.eq(key(policy.id)))
                .and(policies::version.eq(policy.version - 1)),
        );
        let updated = diesel::update(row)
            .set(PolicyChange::from(policy))
            .execute(self.conn)
            .map_err(failed)?;
        if updated == 1 {
            Ok(())
        } else {
            Err(StoreError::Stale)
        }
    }

    fn remove(&mut self, tenant: TenantId, policy: &Policy) -> StoreResult<()> {
        let row = policies::table.filter(
            policies::tenant_id
                .eq(key(tenant))
                .and(policies::id.eq(key(policy.id))),
        );
        diesel::delete(row).execute(self.conn).map(drop).map_err(failed)
    }

    fn status_entries(
        &mut self,
        tenant: TenantId,
        tickets: &[TicketId],
    ) -> StoreResult<HashMap<TicketId, Vec<Entry>>> {
        clocks::entries(self, tenant, tickets)
    }

    fn stamp_breach(&mut self, tenant: TenantId, ticket: TicketId, deadline: Time) -> StoreResult<bool> {
        clocks::stamp(self, tenant, ticket, deadline)
    }

    fn ask_recount(&mut self, tenant: TenantId, due: Time) -> StoreResult<()> {
        recounts::ask(self, tenant, due)
    }

    fn take_recount(&mut self, tenant: TenantId, now: Time) -> StoreResult<Option<RecountPlace>> {
        recounts::take(self, tenant, now)
    }

    fn go_on_recount(&mut self, tenant: TenantId, after: TicketId) -> StoreResult<()> {
        recounts::go_on(self, tenant, after)
    }

    fn end_recount(&mut self, tenant: TenantId) -> StoreResult<()> {
        recounts::end(self, tenant)
    }

    fn unfinished(
        &mut self,
        tenant: TenantId,
        after: Option<TicketId>,
        limit: i64,
    ) -> StoreResult<Vec<Ticket>> {
        recounts::unfinished(self, tenant, after, limit)
    }

    fn set_promise(&mut self, tenant: TenantId, ticket: &Ticket) -> StoreResult<()> {
        recounts::set_promise(self, tenant, ticket)
    }
}

impl SlaReads for Repo<'_> {
    fn sla_policies(&mut self, tenant: TenantId) -> StoreResult<Vec<SlaPolicySheet>> {
        let department = departments::table.on(departments::tenant_id
            .eq(policies::tenant_id)
            .and(departments::id.nullable().eq(policies::department_id)));
        let rows = policies::table
            .left_join(department)
            .filter(Joined(of(tenant)))
            .order(policies::number)
            .select((PolicyRow::as_select(), departments::number.nullable()))
            .load::<(PolicyRow, Option<i64>)>(self.conn)
            .map_err(failed)?;
        let sheet = |(row, department): (PolicyRow, Option<i64>)| {
            let policy = row.try_into()?;
            Ok(SlaPolicySheet { policy, department })
        };
        rows.into_iter().map(sheet).collect()
    }

    fn status_entries(&mut self, tenant: TenantId, ticket: TicketId) -> StoreResult<Vec<Entry>> {
        let mut told = clocks::entries(self, tenant, &[ticket])?;
        Ok(told.remove(&ticket).unwrap_or_default())
    }

    fn first_answer(&mut self, tenant: TenantId, ticket: TicketId) -> StoreResult<Option<Time>> {
        clocks::first_answer(self, tenant, ticket)
    }

    fn newly_breached(
        &mut self,
        tenant: TenantId,
        since: Time,
        now: Time,
        after: Option<(Time, TicketId)>,
        limit: i64,
    ) -> StoreResult<Vec<(Time, TicketId)>> {
        clocks::newly_breached(self, tenant, (since, now), after, limit)
    }

    fn recount_due(&mut self, tenant: TenantId, now: Time) -> StoreResult<bool> {
        recounts::is_due(self, tenant, now)
    }
}
