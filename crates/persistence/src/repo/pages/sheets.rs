//! Tickets for dialects that speak integers: with the numbers of everything they refer to.

use super::{
    super::{
        Db, Repo,
        filter::{self, Wanted},
        people::{CARD, Card, card},
        tickets::TicketRow,
    },
    Found,
    source::{self, CREATORS},
};
use crate::{
    dialect::failed,
    fragments::{Joined, Paging, among},
    schema::{
        attachments, board_columns, comments, departments, priorities, projects, statuses, ticket_assignees,
        ticket_watchers, tickets, users,
    },
    types::{Key, corrupt, key},
};
use diesel::{
    dsl::{auto_type, count_star, exists},
    expression::BoxableExpression,
    prelude::*,
    sql_types::BigInt,
};
use std::collections::HashMap;
use tessera_domain::{
    caller::Viewer,
    id::{TenantId, TicketId},
    status::StatusCategory,
};
use tessera_ports::{
    StoreError, StoreResult,
    queries::{ColumnLabel, DepartmentLabel, PersonCard, TicketSheet},
};

#[derive(Queryable)]
struct SheetRow {
    ticket: TicketRow,
    status: (String, String, String),
    priority: (String, String),
    project: (i64, String, String),
    column: Option<(i64, String)>,
    department: Option<(Key, i64, String)>,
    assignee: Option<Card>,
    created_by: Option<Card>,
    following: bool,
    comments: i64,
    attachments: i64,
}

impl TryFrom<SheetRow> for TicketSheet {
    type Error = StoreError;

    fn try_from(row: SheetRow) -> Result<Self, StoreError> {
        let ticket = tessera_domain::ticket::Ticket::try_from(row.ticket)?;
        let (status_key, status_name, category) = row.status;
        let status_category = StatusCategory::from_key(&category)
            .ok_or_else(|| corrupt("statuses", ticket.status)("category", &category))?;
        let (priority_key, priority_name) = row.priority;
        let (project_number, project_key, project_name) = row.project;
        let column = |(number, name)| ColumnLabel { number, name };
        let department = |(id, number, name): (Key, _, _)| DepartmentLabel {
            id: id.id(),
            number,
            name,
        };
        Ok(Self {
            ticket,
            status_key,
            status_name,
            status_category,
            priority_key,
            priority_name,
            project_number,
            project_key,
            project_name,
            column: row.column.map(column),
            department: row.department.map(department),
            assignees: row.assignee.map(card).into_iter().collect(),
            created_by: row.created_by.map(card),
            following: row.following,
            comments: row.comments,
            attachments: row.attachments,
            tags: Vec::new(),
        })
    }
}

/// Left joins, as for all pages of tickets.
#[auto_type]
fn joined() -> _ {
    tickets::table
        .left_join(
            statuses::table.on(statuses::tenant_id
                .eq(tickets::tenant_id)
                .and(statuses::id.eq(tickets::status_id))),
        )
        .left_join(
            priorities::table.on(priorities::tenant_id
                .eq(tickets::tenant_id)
                .and(priorities::id.eq(tickets::priority_id))),
        )
        .left_join(
            projects::table.on(projects::tenant_id
                .eq(tickets::tenant_id)
                .and(projects::id.eq(tickets::project_id))),
        )
        .left_join(
            board_columns::table.on(board_columns::tenant_id
                .eq(tickets::tenant_id)
                .and(board_columns::id.nullable().eq(tickets::column_id))),
        )
        .left_join(
            departments::table.on(departments::tenant_id
                .eq(tickets::tenant_id)
                .and(departments::id.nullable().eq(tickets::department_id))),
        )
        .left_join(
            users::table.on(users::tenant_id
                .eq(tickets::tenant_id)
                .and(users::id.nullable().eq(tickets::assignee_id))),
        )
        .left_join(
            CREATORS.on(CREATORS
                .field(users::tenant_id)
                .eq(tickets::tenant_id)
                .and(CREATORS.field(users::id).nullable().eq(tickets::created_by))),
        )
}

/// The found tickets: their ids in the wanted order first, so that nothing is counted of any other ticket.
pub fn load(repo: &mut Repo<'_>, found: Found, viewer: &Viewer) -> StoreResult<Vec<TicketSheet>> {
    let Found {
        tenant,
        wanted,
        sort,
        then,
        window,
        ids,
    } = found;
    let ids = if let Some(ids) = ids {
        ids
    } else {
        let conditions = wanted.conditions();
        source::ordered(wanted, sort, &then)
            .select(tickets::id)
            .part(window, conditions)
            .load::<Key>(repo.conn)
            .map_err(failed)?
    };
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sheets = read(repo, tenant, filter::these(tenant, ids.clone()), viewer)?;
    let places: HashMap<Key, usize> = ids.into_iter().zip(0..).collect();
    sheets.sort_by_key(|sheet| places.get(&key(sheet.ticket.id)).copied());
    Ok(sheets)
}

/// The wanted tickets as the viewer reads them, in no order, in three statements.
pub fn read(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    wanted: Wanted<tickets::table>,
    viewer: &Viewer,
) -> StoreResult<Vec<TicketSheet>> {
    let sheets = bare(repo, wanted, viewer)?;
    complete(repo, tenant, sheets)
}

/// How many of something a ticket has.
type Count = Box<dyn BoxableExpression<tickets::table, Db, SqlType = BigInt>>;

macro_rules! counted {
    ($of:expr) => {
        Box::new($of.single_value().assume_not_null())
    };
}

/// The wanted tickets as the viewer reads them, but for what lies beside them (tags and further assignees), in no order,
/// in one statement.
pub fn bare(
    repo: &mut Repo<'_>,
    wanted: Wanted<tickets::table>,
    viewer: &Viewer,
) -> StoreResult<Vec<TicketSheet>> {
    let following = ticket_watchers::table.filter(
        ticket_watchers::tenant_id
            .eq(tickets::tenant_id)
            .and(ticket_watchers::ticket_id.eq(tickets::id))
            .and(ticket_watchers::user_id.eq(key(viewer.user))),
    );
    let under = attachments::tenant_id
        .eq(tickets::tenant_id)
        .and(attachments::ticket_id.eq(tickets::id));
    let of_ticket = comments::tenant_id
        .eq(tickets::tenant_id)
        .and(comments::ticket_id.eq(tickets::id));
    // Two statements that are kept prepared, rather than a condition that no index can answer.
    let (comments, files): (Count, Count) = if viewer.internal {
        let all = comments::table.filter(of_ticket).select(count_star());
        let files = attachments::table.filter(under).select(count_star());
        (counted!(all), counted!(files))
    } else {
        let public = comments::table
            .filter(of_ticket.and(comments::internal.eq(false)))
            .select(count_star());
        let files = attachments::table
            .filter(under.and(attachments::internal.eq(false)))
            .select(count_star());
        (counted!(public), counted!(files))
    };
    // The compiler proves of each column that it lies in the join, unless it is told, and follows all joins again for each
    // thing that it asks of a statement that is not boxed. Together that took it half a minute here.
    let columns = Joined((
        TicketRow::as_select(),
        (
            statuses::key.assume_not_null(),
            statuses::name.assume_not_null(),
            statuses::category.assume_not_null(),
        ),
        (
            priorities::key.assume_not_null(),
            priorities::name.assume_not_null(),
        ),
        (
            projects::number.assume_not_null(),
            projects::key.assume_not_null(),
            projects::name.assume_not_null(),
        ),
        (board_columns::number, board_columns::name).nullable(),
        (departments::id, departments::number, departments::name).nullable(),
        CARD.nullable(),
        CREATORS.fields(CARD).nullable(),
        exists(following),
        comments,
        files,
    ));
    let rows = joined()
        .into_boxed()
        .filter(Joined(wanted.all()))
        .select(columns)
        .load::<SheetRow>(repo.conn)
        .map_err(failed)?;
    let mut sheets = rows
        .into_iter()
        .map(TicketSheet::try_from)
        .collect::<StoreResult<Vec<_>>>()?;
    if !viewer.internal {
        for sheet in &mut sheets {
            sheet.ticket.hide_internal();
        }
    }
    Ok(sheets)
}

/// Adds what lies beside the tickets.
fn complete(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    mut sheets: Vec<TicketSheet>,
) -> StoreResult<Vec<TicketSheet>> {
    let ids: Vec<TicketId> = sheets.iter().map(|sheet| sheet.ticket.id).collect();
    let mut tags = repo.tags_as_given(tenant, ids.iter().copied())?;
    let mut further = further_of(repo, tenant, &ids)?;
    for sheet in &mut sheets {
        sheet.tags = tags.remove(&sheet.ticket.id).unwrap_or_default();
        sheet
            .assignees
            .extend(further.remove(&sheet.ticket.id).unwrap_or_default());
    }
    Ok(sheets)
}

/// Who works on tickets beside their assignees, in their order.
fn further_of(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    tickets: &[TicketId],
) -> StoreResult<HashMap<TicketId, Vec<PersonCard>>> {
    let mut found = HashMap::<TicketId, Vec<PersonCard>>::new();
    if tickets.is_empty() {
        return Ok(found);
    }
    let meant = users::tenant_id
        .eq(ticket_assignees::tenant_id)
        .and(users::id.eq(ticket_assignees::user_id));
    let rows = ticket_assignees::table
        .left_join(users::table.on(meant))
        .filter(ticket_assignees::tenant_id.eq(key(tenant)).and(among(
            ticket_assignees::ticket_id,
            tickets.iter().map(|id| key(*id)),
        )))
        .order((ticket_assignees::position, ticket_assignees::user_id))
        .select((
            ticket_assignees::ticket_id,
            (
                users::id.assume_not_null(),
                users::number.assume_not_null(),
                users::login.assume_not_null(),
                users::first_name.assume_not_null(),
                users::last_name.assume_not_null(),
                users::email.nullable(),
            ),
        ))
        .load::<(Key, Card)>(repo.conn)
        .map_err(failed)?;
    for (ticket, person) in rows {
        found.entry(ticket.id()).or_default().push(card(person));
    }
    Ok(found)
}
