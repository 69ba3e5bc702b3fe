//! Tickets with the names of everything they refer to.

use super::{
    super::{Repo, contacts::ContactRow, filter::Wanted, lists::ClientRow, tickets::TicketRow},
    Found, Person, person,
    source::{self, CREATORS},
};
use crate::{
    dialect::failed,
    fragments::{Paging, among},
    schema::{priorities, projects, statuses, ticket_watchers, tickets, users},
    types::{Key, corrupt, key},
};
use diesel::prelude::*;
use std::collections::HashMap;
use tessera_domain::{
    id::{TenantId, TicketId, UserId},
    status::StatusCategory,
};
use tessera_ports::{StoreError, StoreResult, queries::TicketView};

#[derive(Queryable)]
struct ViewRow {
    ticket: TicketRow,
    status_name: String,
    status_category: String,
    priority_name: String,
    project_name: String,
    assignee_name: Person,
    created_by_name: Person,
    client: Option<ClientRow>,
    contact: Option<ContactRow>,
}

impl TryFrom<ViewRow> for TicketView {
    type Error = StoreError;

    fn try_from(row: ViewRow) -> Result<Self, StoreError> {
        let ticket = tessera_domain::ticket::Ticket::try_from(row.ticket)?;
        let status_category = StatusCategory::from_key(&row.status_category)
            .ok_or_else(|| corrupt("statuses", ticket.status)("category", &row.status_category))?;
        Ok(Self {
            ticket,
            status_name: row.status_name,
            status_category,
            priority_name: row.priority_name,
            project_name: row.project_name,
            assignee_name: row.assignee_name.map(person),
            created_by_name: row.created_by_name.map(person),
            client: row.client.map(TryInto::try_into).transpose()?,
            contact: row.contact.map(TryInto::try_into).transpose()?,
            tags: Vec::new(),
            watchers: Vec::new(),
        })
    }
}

/// What a view's statement selects.
macro_rules! view_columns {
    () => {
        (
            TicketRow::as_select(),
            statuses::name.assume_not_null(),
            statuses::category.assume_not_null(),
            priorities::name.assume_not_null(),
            projects::name.assume_not_null(),
            (users::first_name, users::last_name).nullable(),
            CREATORS.fields((users::first_name, users::last_name)).nullable(),
            Option::<ClientRow>::as_select(),
            Option::<ContactRow>::as_select(),
        )
    };
}

/// The found tickets, in three statements.
pub fn load(repo: &mut Repo<'_>, found: Found) -> StoreResult<Vec<TicketView>> {
    let Found {
        tenant,
        wanted,
        sort,
        then,
        window,
        ids: _,
    } = found;
    let conditions = wanted.conditions();
    let query = source::ordered(wanted, sort, &then)
        .select(view_columns!())
        .part(window, conditions);
    let rows = query.load::<ViewRow>(repo.conn).map_err(failed)?;
    complete(repo, tenant, rows)
}

/// The one wanted ticket, in three statements.
pub fn one(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    wanted: Wanted<tickets::table>,
) -> StoreResult<Option<TicketView>> {
    let query = source::unordered(wanted).select(view_columns!());
    let rows = query.load::<ViewRow>(repo.conn).map_err(failed)?;
    Ok(complete(repo, tenant, rows)?.pop())
}

/// Adds what lies beside the tickets.
fn complete(repo: &mut Repo<'_>, tenant: TenantId, rows: Vec<ViewRow>) -> StoreResult<Vec<TicketView>> {
    let mut views = rows
        .into_iter()
        .map(TicketView::try_from)
        .collect::<StoreResult<Vec<_>>>()?;
    let ids: Vec<TicketId> = views.iter().map(|view| view.ticket.id).collect();
    let mut tags = repo.tags_of(tenant, ids.iter().copied())?;
    let mut watchers = repo.watchers_of(tenant, &ids)?;
    for view in &mut views {
        view.tags = tags.remove(&view.ticket.id).unwrap_or_default();
        view.watchers = watchers.remove(&view.ticket.id).unwrap_or_default();
    }
    Ok(views)
}

impl Repo<'_> {
    /// Who watches tickets, by id.
    fn watchers_of(
        &mut self,
        tenant: TenantId,
        tickets: &[TicketId],
    ) -> StoreResult<HashMap<TicketId, Vec<UserId>>> {
        if tickets.is_empty() {
            return Ok(HashMap::new());
        }
        let tickets = among(ticket_watchers::ticket_id, tickets.iter().map(|id| key(*id)));
        let rows = ticket_watchers::table
            .filter(ticket_watchers::tenant_id.eq(key(tenant)).and(tickets))
            .order(ticket_watchers::user_id)
            .select((ticket_watchers::ticket_id, ticket_watchers::user_id))
            .load::<(Key, Key)>(self.conn)
            .map_err(failed)?;
        let mut found = HashMap::<TicketId, Vec<UserId>>::new();
        for (ticket, user) in rows {
            found.entry(ticket.id()).or_default().push(user.id());
        }
        Ok(found)
    }
}
