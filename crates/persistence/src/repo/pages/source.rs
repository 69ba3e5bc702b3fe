//! Tickets joined to what they refer to, in the wanted order.

use super::super::{Db, filter::Wanted};
use crate::{
    fragments::{Joined, by, by_nullable},
    schema::{clients, contacts, priorities, projects, statuses, tickets, users},
};
use diesel::{
    dsl::{IntoBoxed, auto_type},
    prelude::*,
};
use tessera_domain::listing::{Direction, Sort, SortKey};

diesel::alias!(
    pub const CREATORS: Alias<Creators> = users as creators
);

/// Left joins throughout: for inner ones SQLite reads whole lists of all tenants to build its filters, and
/// both databases leave a joined table alone that a query takes nothing from.
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
        .left_join(
            clients::table.on(clients::tenant_id
                .eq(tickets::tenant_id)
                .and(clients::id.nullable().eq(tickets::client_id))),
        )
        .left_join(
            contacts::table.on(contacts::tenant_id
                .eq(tickets::tenant_id)
                .and(contacts::id.nullable().eq(tickets::contact_id))),
        )
}

pub type Source = IntoBoxed<'static, joined, Db>;

/// The wanted tickets in no order.
pub fn unordered(wanted: Wanted<tickets::table>) -> Source {
    joined().into_boxed().filter(Joined(wanted.all()))
}

/// The wanted tickets in that order; equal ones by their id in the same direction.
pub fn ordered(wanted: Wanted<tickets::table>, sort: Sort) -> Source {
    let (query, way) = (unordered(wanted), sort.direction);
    let last = by(tickets::id, way);
    match sort.key {
        // Ids are made from the time of opening.
        SortKey::Created => query.order(last),
        SortKey::Updated => query.order((by(tickets::updated_at, way), last)),
        SortKey::Closed => query.order((by_nullable(tickets::closed_at, way), last)),
        SortKey::Due => query.order((by_nullable(tickets::due_at, way), last)),
        SortKey::Title => query.order((by(tickets::title, way), last)),
        SortKey::Number => query.order((by(tickets::number, way), last)),
        SortKey::PriorityName => query.order((by(priorities::name, way), last)),
        SortKey::Rank => query.order((by(tickets::rank, way), last)),
        SortKey::StatusName => query.order((by(statuses::name, way), last)),
        SortKey::ClientName => query.order((by_nullable(clients::name, way), last)),
        // What is best is found elsewhere; these are the others.
        SortKey::Relevance => query.order(by(tickets::id, Direction::Descending)),
    }
}

/// Whether an index gives the tenant's tickets in this order.
pub const fn has_index(key: SortKey) -> bool {
    match key {
        SortKey::Created | SortKey::Updated | SortKey::Number | SortKey::Rank | SortKey::Relevance => true,
        SortKey::Closed
        | SortKey::Due
        | SortKey::Title
        | SortKey::PriorityName
        | SortKey::StatusName
        | SortKey::ClientName => false,
    }
}
