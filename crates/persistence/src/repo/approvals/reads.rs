//! Reading what waits for a decision, and the policies.

use super::{
    super::{Repo, filter::Condition},
    policies,
    rows::StepRow,
    sheets::{SheetRow, Source, complete, of, sheet_columns},
};
use crate::{
    dialect::failed,
    fragments::{Joined, Paging, by},
    reads::ApprovalReads,
    schema::{approval_steps as steps, approval_workflows as workflows, departments, statuses, tickets},
    types::{Key, at, key},
};
use diesel::{dsl::sql, prelude::*, sql_types::Bool};
use tessera_domain::{
    approval::{Remit, URGENT_HOURS},
    id::TenantId,
    listing::{Direction, Page, Window},
    priority::Rank,
    time::Time,
};
use tessera_ports::{
    StoreResult,
    approvals::{ApprovalSheet, LateStep, PendingWanted, PolicySheet},
};

/// The steps that are at their turn. Written out, so that the index of the few is used.
fn at_turn(tenant: TenantId) -> Source {
    of(tenant).filter(sql::<Bool>("at_turn"))
}

/// Those of them that are wanted.
fn wanted(tenant: TenantId, wanted: &PendingWanted) -> Source {
    let mut source = match wanted.remit {
        Remit::Everything => at_turn(tenant),
        Remit::Nothing => at_turn(tenant).filter(false.into_sql::<Bool>()),
        Remit::Of {
            user,
            department: None,
        } => at_turn(tenant).filter(steps::approver_id.eq(key(user))),
        Remit::Of {
            user,
            department: Some(department),
        } => {
            let managed = Joined(tickets::department_id.assume_not_null().eq(key(department)));
            at_turn(tenant).filter(steps::approver_id.eq(key(user)).or(managed))
        }
    };
    if let Some(number) = wanted.department {
        source = source.filter(Joined(departments::number.eq(number)));
    }
    if let Some(ranks) = &wanted.ranks {
        let ranks: Vec<i16> = ranks.iter().map(|rank| rank.get()).collect();
        let ranked: Condition<tickets::table> = Box::new(tickets::rank.eq_any(ranks));
        source = source.filter(Joined(ranked));
    }
    source
}

impl ApprovalReads for Repo<'_> {
    fn pending_approvals(
        &mut self,
        tenant: TenantId,
        asked: &PendingWanted,
        now: Time,
        window: Window,
    ) -> StoreResult<Page<ApprovalSheet>> {
        let total: i64 = wanted(tenant, asked)
            .count()
            .get_result(self.conn)
            .map_err(failed)?;
        let mut items = Vec::new();
        if total > window.offset {
            let soon = now.plus_seconds(URGENT_HOURS * 3_600);
            let matters = Joined(tickets::rank.ge(Rank::HIGH.get()));
            let urgent = steps::due_at.le(at(soon)).or(matters);
            let rows = wanted(tenant, asked)
                .order((
                    by(Joined(urgent), Direction::Descending),
                    steps::due_at,
                    steps::number,
                ))
                .select(sheet_columns!())
                .part(window, 2)
                .load::<SheetRow>(self.conn)
                .map_err(failed)?;
            items = complete(self, tenant, rows)?;
        }
        Ok(Page {
            items,
            total,
            next: None,
        })
    }

    fn policies(&mut self, tenant: TenantId, window: Window) -> StoreResult<Page<PolicySheet>> {
        policies::page(self, tenant, window)
    }

    fn policy_numbered(&mut self, tenant: TenantId, number: i64) -> StoreResult<Option<PolicySheet>> {
        policies::by_number(self, tenant, number)
    }

    fn late_steps(&mut self, tenant: TenantId, now: Time, limit: i64) -> StoreResult<Vec<LateStep>> {
        let rows = steps::table
            .filter(steps::tenant_id.eq(key(tenant)).and(steps::due_at.lt(at(now))))
            .filter(sql::<Bool>("at_turn AND escalates"))
            .order((steps::due_at, steps::number))
            .select((steps::id, steps::number, steps::ticket_id))
            .first_rows(limit)
            .load::<(Key, i64, Key)>(self.conn)
            .map_err(failed)?;
        let late = |(step, number, ticket): (Key, i64, Key)| LateStep {
            step: step.id(),
            number,
            ticket: ticket.id(),
        };
        Ok(rows.into_iter().map(late).collect())
    }
}
