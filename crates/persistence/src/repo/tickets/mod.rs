//! Tickets inside a transaction.

mod row;

pub use row::{TicketRow, promised_at};

use super::{BATCH, Repo, approvals, filter, notifications, pages};
use crate::{
    dialect::failed,
    fragments::{Locked, Steady},
    schema::{comments, project_members, ticket_assignees, ticket_watchers, tickets, time_entries},
    types::{At, Key, at, key},
};
use diesel::prelude::*;
use row::TicketChange;
use tessera_domain::{
    caller::Viewer,
    id::{TenantId, TicketId, UserId},
    ticket::Ticket,
    visibility::{Sight, Ties},
};
use tessera_ports::{StoreError, StoreResult, queries::TicketSheet, tags::Tags, tickets::Tickets};

#[derive(Insertable)]
#[diesel(table_name = ticket_watchers, treat_none_as_default_value = false)]
#[expect(clippy::struct_field_names, reason = "the columns are called so")]
struct WatcherRow {
    tenant_id: Key,
    ticket_id: Key,
    user_id: Key,
}

#[derive(Insertable)]
#[diesel(table_name = ticket_assignees, treat_none_as_default_value = false)]
struct AssigneeRow {
    tenant_id: Key,
    ticket_id: Key,
    user_id: Key,
    position: i32,
}

/// What decides how a ticket's [`Ties`] begin: who opened it and by which token, the assignee, the department, the
/// project.
type Roots = (Option<Key>, Option<Key>, Option<Key>, Option<Key>, Key);

impl Tickets for Repo<'_> {
    fn find(&mut self, tenant: TenantId, sight: &Sight, id: TicketId) -> StoreResult<Option<Ticket>> {
        let wanted = filter::one(tenant, sight, id).all();
        let query = tickets::table.filter(wanted).select(TicketRow::as_select());
        let row = Locked(query)
            .get_result::<TicketRow>(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(Ticket::try_from).transpose()
    }

    fn by_number(&mut self, tenant: TenantId, sight: &Sight, number: i64) -> StoreResult<Option<Ticket>> {
        let wanted = filter::numbered(tenant, sight, number).all();
        let query = tickets::table.filter(wanted).select(TicketRow::as_select());
        let row = Locked(query)
            .get_result::<TicketRow>(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(Ticket::try_from).transpose()
    }

    fn sheet(&mut self, tenant: TenantId, viewer: &Viewer, id: TicketId) -> StoreResult<Option<TicketSheet>> {
        pages::sheet(self, tenant, viewer, id)
    }

    fn ties(&mut self, tenant: TenantId, id: TicketId) -> StoreResult<Ties> {
        let roots = tickets::table
            .filter(tickets::tenant_id.eq(key(tenant)).and(tickets::id.eq(key(id))))
            .select((
                tickets::created_by,
                tickets::source_id,
                tickets::assignee_id,
                tickets::department_id,
                tickets::project_id,
            ))
            .get_result::<Roots>(self.conn)
            .optional()
            .map_err(failed)?;
        let Some((created_by, source, assignee, department, project)) = roots else {
            return Ok(Ties::default());
        };
        let mut assignees: Vec<UserId> = assignee.into_iter().map(Key::id).collect();
        assignees.extend(self.further_assignees(tenant, id)?);
        let members = project_members::table
            .filter(
                project_members::tenant_id
                    .eq(key(tenant))
                    .and(project_members::project_id.eq(project)),
            )
            .order(project_members::user_id)
            .select(project_members::user_id)
            .load::<Key>(self.conn)
            .map_err(failed)?;
        Ok(Ties {
            created_by: created_by.map(Key::id),
            source: source.map(Key::id),
            assignees,
            watchers: self.watchers(tenant, id)?,
            members: members.into_iter().map(Key::id).collect(),
            department: department.map(Key::id),
        })
    }

    fn insert(&mut self, tenant: TenantId, tickets: &[Ticket]) -> StoreResult<()> {
        if tickets.iter().any(|ticket| ticket.tenant != tenant) {
            return Err(StoreError::Failed("a ticket of another tenant".into()));
        }
        let rows: Vec<_> = tickets.iter().map(TicketRow::from).collect();
        insert_rows!(self, tickets::table, rows)?;
        self.owe_new(tenant, tickets)?;
        self.owe_added(tenant, tickets);
        Ok(())
    }

    fn update(&mut self, tenant: TenantId, before: &Ticket, after: &Ticket) -> StoreResult<()> {
        if after.id != before.id || after.tenant != tenant || after.version != before.version + 1 {
            return Err(StoreError::Failed("not two versions of one ticket".into()));
        }
        let row = tickets::table.filter(
            tickets::tenant_id
                .eq(key(tenant))
                .and(tickets::id.eq(key(before.id)))
                .and(tickets::version.eq(before.version)),
        );
        let touched = if only_touched(before, after) {
            Steady(diesel::update(row).set(Touch::from(after))).execute(self.conn)
        } else {
            Steady(diesel::update(row).set(TicketChange::from(after))).execute(self.conn)
        };
        if touched.map_err(failed)? == 0 {
            return Err(StoreError::Stale);
        }
        if before.title != after.title
            || before.description != after.description
            || before.client != after.client
        {
            self.owe_anew(tenant, after.id);
        }
        self.owe_moved(tenant, before, after);
        Ok(())
    }

    fn delete(&mut self, tenant: TenantId, ticket: &Ticket) -> StoreResult<()> {
        let (ours, id) = (key(tenant), key(ticket.id));
        macro_rules! take_away {
            ($table:ident, $ticket:expr) => {
                diesel::delete($table::table.filter($table::tenant_id.eq(ours).and($ticket.eq(id))))
                    .execute(self.conn)
                    .map_err(failed)?
            };
        }
        // Whoever comes with an older version must not take from the totals what is not theirs any more.
        let meant = tickets::table
            .filter(
                tickets::tenant_id
                    .eq(ours)
                    .and(tickets::id.eq(id))
                    .and(tickets::version.eq(ticket.version)),
            )
            .select(tickets::version);
        let held = Locked(meant).get_result::<i64>(self.conn).optional();
        if held.map_err(failed)?.is_none() {
            return Err(StoreError::Stale);
        }
        self.owe_removed(tenant, ticket);
        self.set_of_ticket(tenant, ticket.id, &[])?;
        approvals::remove_of_ticket(self, tenant, ticket.id)?;
        notifications::remove_of_ticket(self, tenant, ticket.id)?;
        take_away!(comments, comments::ticket_id);
        take_away!(time_entries, time_entries::ticket_id);
        take_away!(ticket_watchers, ticket_watchers::ticket_id);
        take_away!(ticket_assignees, ticket_assignees::ticket_id);
        let gone = diesel::delete(
            tickets::table.filter(
                tickets::tenant_id
                    .eq(ours)
                    .and(tickets::id.eq(id))
                    .and(tickets::version.eq(ticket.version)),
            ),
        )
        .execute(self.conn)
        .map_err(failed)?;
        if gone == 0 { Err(StoreError::Stale) } else { Ok(()) }
    }

    fn watch(&mut self, tenant: TenantId, id: TicketId, users: &[UserId]) -> StoreResult<Vec<UserId>> {
        let known = self.watchers(tenant, id)?;
        let mut fresh: Vec<UserId> = Vec::new();
        for user in users {
            if !known.contains(user) && !fresh.contains(user) {
                fresh.push(*user);
            }
        }
        if fresh.is_empty() {
            return Ok(fresh);
        }
        let row = |user: &UserId| WatcherRow {
            tenant_id: key(tenant),
            ticket_id: key(id),
            user_id: key(*user),
        };
        let rows: Vec<_> = fresh.iter().map(row).collect();
        insert_rows!(self, ticket_watchers::table, rows, |insert| insert
            .on_conflict_do_nothing())?;
        Ok(fresh)
    }

    fn unwatch(&mut self, tenant: TenantId, id: TicketId, user: UserId) -> StoreResult<bool> {
        let watching = ticket_watchers::tenant_id
            .eq(key(tenant))
            .and(ticket_watchers::ticket_id.eq(key(id)))
            .and(ticket_watchers::user_id.eq(key(user)));
        let gone = diesel::delete(ticket_watchers::table.filter(watching))
            .execute(self.conn)
            .map_err(failed)?;
        Ok(gone > 0)
    }

    fn watchers(&mut self, tenant: TenantId, id: TicketId) -> StoreResult<Vec<UserId>> {
        let users = ticket_watchers::table
            .filter(
                ticket_watchers::tenant_id
                    .eq(key(tenant))
                    .and(ticket_watchers::ticket_id.eq(key(id))),
            )
            .order(ticket_watchers::user_id)
            .select(ticket_watchers::user_id)
            .load::<Key>(self.conn)
            .map_err(failed)?;
        Ok(users.into_iter().map(Key::id).collect())
    }

    fn set_watchers(&mut self, tenant: TenantId, id: TicketId, watchers: &[UserId]) -> StoreResult<()> {
        let here = ticket_watchers::tenant_id
            .eq(key(tenant))
            .and(ticket_watchers::ticket_id.eq(key(id)));
        diesel::delete(ticket_watchers::table.filter(here))
            .execute(self.conn)
            .map_err(failed)?;
        let row = |user: &UserId| WatcherRow {
            tenant_id: key(tenant),
            ticket_id: key(id),
            user_id: key(*user),
        };
        let rows: Vec<_> = watchers.iter().map(row).collect();
        insert_rows!(self, ticket_watchers::table, rows, |insert| insert
            .on_conflict_do_nothing())
    }

    fn further_assignees(&mut self, tenant: TenantId, id: TicketId) -> StoreResult<Vec<UserId>> {
        let users = ticket_assignees::table
            .filter(
                ticket_assignees::tenant_id
                    .eq(key(tenant))
                    .and(ticket_assignees::ticket_id.eq(key(id))),
            )
            .order((ticket_assignees::position, ticket_assignees::user_id))
            .select(ticket_assignees::user_id)
            .load::<Key>(self.conn)
            .map_err(failed)?;
        Ok(users.into_iter().map(Key::id).collect())
    }

    fn set_further_assignees(&mut self, tenant: TenantId, id: TicketId, users: &[UserId]) -> StoreResult<()> {
        let here = ticket_assignees::tenant_id
            .eq(key(tenant))
            .and(ticket_assignees::ticket_id.eq(key(id)));
        diesel::delete(ticket_assignees::table.filter(here))
            .execute(self.conn)
            .map_err(failed)?;
        let row = |(position, user): (i32, &UserId)| AssigneeRow {
            tenant_id: key(tenant),
            ticket_id: key(id),
            user_id: key(*user),
            position,
        };
        let rows: Vec<_> = (0..).zip(users).map(row).collect();
        insert_rows!(self, ticket_assignees::table, rows, |insert| insert
            .on_conflict_do_nothing())
    }
}

/// What a comment or working time leaves on a ticket. Its statement is far cheaper than that of a whole
/// change, because it touches one index only.
#[derive(AsChangeset)]
#[diesel(table_name = tickets, treat_none_as_null = true)]
struct Touch {
    updated_by: Option<Key>,
    updated_at: At,
    version: i64,
}

impl From<&Ticket> for Touch {
    fn from(ticket: &Ticket) -> Self {
        Self {
            updated_by: ticket.updated_by.map(key),
            updated_at: at(ticket.updated_at),
            version: ticket.version,
        }
    }
}

fn only_touched(before: &Ticket, after: &Ticket) -> bool {
    let touched = Ticket {
        updated_by: after.updated_by,
        updated_at: after.updated_at,
        version: after.version,
        ..before.clone()
    };
    touched == *after
}
