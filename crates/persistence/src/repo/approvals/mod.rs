//! Approvals: workflows with their steps, and the policies that begin them.

mod policies;
mod reads;
mod rows;
mod sheets;

pub use sheets::newest;

use super::{BATCH, Repo, filter::Condition};
use crate::{
    dialect::failed,
    fragments::Locked,
    schema::{approval_steps as steps, approval_workflows as workflows},
    types::{At, Key, at, key},
};
use diesel::prelude::*;
use rows::{StepRow, WorkflowRow, workflow};
use tessera_domain::{
    approval::{Policy, Workflow},
    id::{PolicyId, TenantId, TicketId},
};
use tessera_ports::{
    StoreError, StoreResult,
    approvals::{ApprovalSheet, Approvals, PolicySheet},
};

/// The one wanted workflow of the tenant, whole, which nobody else can change until the transaction ends.
fn held(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    wanted: Condition<workflows::table>,
) -> StoreResult<Option<Workflow>> {
    let query = workflows::table
        .filter(workflows::tenant_id.eq(key(tenant)))
        .filter(wanted)
        .select(WorkflowRow::as_select());
    let row = Locked(query)
        .get_result::<WorkflowRow>(repo.conn)
        .optional()
        .map_err(failed)?;
    let Some(row) = row else { return Ok(None) };
    let parts = steps::table
        .filter(
            steps::tenant_id
                .eq(key(tenant))
                .and(steps::workflow_id.eq(row.id())),
        )
        .order((steps::place, steps::number))
        .select(StepRow::as_select())
        .load::<StepRow>(repo.conn)
        .map_err(failed)?;
    workflow(&row, parts).map(Some)
}

impl Approvals for Repo<'_> {
    fn active_policies(&mut self, tenant: TenantId) -> StoreResult<Vec<Policy>> {
        policies::active(self, tenant)
    }

    fn policy(&mut self, tenant: TenantId, number: i64) -> StoreResult<Option<Policy>> {
        policies::held(self, tenant, number)
    }

    fn policy_sheet(&mut self, tenant: TenantId, id: PolicyId) -> StoreResult<Option<PolicySheet>> {
        policies::by_id(self, tenant, id)
    }

    fn insert_policy(&mut self, tenant: TenantId, policy: &Policy) -> StoreResult<()> {
        policies::insert(self, tenant, policy)
    }

    fn update_policy(&mut self, tenant: TenantId, policy: &Policy) -> StoreResult<()> {
        policies::update(self, tenant, policy)
    }

    fn remove_policy(&mut self, tenant: TenantId, id: PolicyId) -> StoreResult<()> {
        policies::remove(self, tenant, id)
    }

    fn tickets_of(&mut self, tenant: TenantId, numbers: &[i64]) -> StoreResult<Vec<(i64, TicketId)>> {
        let rows = steps::table
            .filter(
                steps::tenant_id
                    .eq(key(tenant))
                    .and(steps::number.eq_any(numbers.to_vec())),
            )
            .select((steps::number, steps::ticket_id))
            .load::<(i64, Key)>(self.conn)
            .map_err(failed)?;
        Ok(rows
            .into_iter()
            .map(|(number, ticket)| (number, ticket.id()))
            .collect())
    }

    fn of_step(&mut self, tenant: TenantId, step: i64) -> StoreResult<Option<Workflow>> {
        let of = steps::table
            .filter(steps::tenant_id.eq(key(tenant)).and(steps::number.eq(step)))
            .select(steps::workflow_id);
        held(self, tenant, Box::new(workflows::id.eq_any(of)))
    }

    fn active(&mut self, tenant: TenantId, ticket: TicketId) -> StoreResult<Option<Workflow>> {
        // Written out, so that the index of the few is used.
        let is_active = diesel::dsl::sql::<diesel::sql_types::Bool>("state = 'active'");
        let wanted = workflows::ticket_id.eq(key(ticket)).and(is_active);
        held(self, tenant, Box::new(wanted))
    }

    fn insert(&mut self, tenant: TenantId, workflow: &Workflow) -> StoreResult<()> {
        if workflow.tenant != tenant {
            return Err(StoreError::Failed("a workflow of another tenant".into()));
        }
        insert_rows!(self, workflows::table, [WorkflowRow::from(workflow)])?;
        let rows: Vec<_> = workflow
            .steps
            .iter()
            .map(|step| StepRow::new(workflow, step))
            .collect();
        insert_rows!(self, steps::table, rows)
    }

    fn update(&mut self, tenant: TenantId, before: &Workflow, after: &Workflow) -> StoreResult<()> {
        if after.id != before.id || after.tenant != tenant || after.version != before.version + 1 {
            return Err(StoreError::Failed("not two versions of one workflow".into()));
        }
        let row = workflows::table.filter(
            workflows::tenant_id
                .eq(key(tenant))
                .and(workflows::id.eq(key(before.id)))
                .and(workflows::version.eq(before.version)),
        );
        let updated = diesel::update(row)
            .set((
                workflows::state.eq(after.state.key()),
                workflows::completed_at.eq(after.completed_at.map(at)),
                workflows::version.eq(after.version),
            ))
            .execute(self.conn)
            .map_err(failed)?;
        if updated == 0 {
            return Err(StoreError::Stale);
        }
        self.store_steps(before, after)
    }

    fn sheet(&mut self, tenant: TenantId, step: i64) -> StoreResult<Option<ApprovalSheet>> {
        sheets::one(self, tenant, step)
    }
}

impl Repo<'_> {
    /// Stores the steps that differ, and those that are new.
    fn store_steps(&mut self, before: &Workflow, after: &Workflow) -> StoreResult<()> {
        let mut fresh = Vec::new();
        for step in &after.steps {
            let row = StepRow::new(after, step);
            match before.step(step.id) {
                None => fresh.push(row),
                Some(old) if StepRow::new(before, old) == row => {}
                Some(_) => {
                    let this = steps::table.filter(
                        steps::tenant_id
                            .eq(key(after.tenant))
                            .and(steps::id.eq(key(step.id))),
                    );
                    diesel::update(this).set(row).execute(self.conn).map_err(failed)?;
                }
            }
        }
        if fresh.is_empty() {
            return Ok(());
        }
        insert_rows!(self, steps::table, fresh)
    }
}

/// Takes everything away that lies under a ticket.
pub fn remove_of_ticket(repo: &mut Repo<'_>, tenant: TenantId, ticket: TicketId) -> StoreResult<()> {
    let (tenant, ticket) = (key(tenant), key(ticket));
    diesel::delete(steps::table.filter(steps::tenant_id.eq(tenant).and(steps::ticket_id.eq(ticket))))
        .execute(repo.conn)
        .map_err(failed)?;
    let whole = workflows::table.filter(
        workflows::tenant_id
            .eq(tenant)
            .and(workflows::ticket_id.eq(ticket)),
    );
    diesel::delete(whole).execute(repo.conn).map(drop).map_err(failed)
}

/// A moment that may be absent, as the domain has it.
fn time(stored: Option<At>) -> Option<tessera_domain::time::Time> {
    stored.map(At::time)
}
