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

/// The wanted tickets in that order; those equal by `sort` by each of `then` in turn, and at last by their id in the
/// direction of `sort`.
pub fn ordered(wanted: Wanted<tickets::table>, sort: Sort, then: &[Sort]) -> Source {
    let way = sort.direction;
    let looked_up = wanted.is_looked_up();
    let mut query = unordered(wanted);
    for sort in [sort].iter().chain(then) {
        let way = sort.direction;
        query = match sort.key {
            // Ids are made from the time of opening, and no two are equal.
            SortKey::Created => return query.then_order_by(by(tickets::id, way).sorted(looked_up)),
            // What is best is found elsewhere; these are the others.
            SortKey::Relevance => {
                return query.then_order_by(by(tickets::id, Direction::Descending).sorted(looked_up));
            }
            SortKey::Updated => query.then_order_by(by(tickets::updated_at, way).sorted(looked_up)),
            SortKey::Closed => query.then_order_by(by_nullable(tickets::closed_at, way)),
            SortKey::Due => query.then_order_by(by_nullable(tickets::due_at, way)),
            SortKey::Title => query.then_order_by(by(tickets::title, way)),
            SortKey::Number => query.then_order_by(by(tickets::number, way).sorted(looked_up)),
            SortKey::PriorityName => query.then_order_by(by(priorities::name, way)),
            SortKey::Rank => query.then_order_by(by(tickets::rank, way).sorted(looked_up)),
            SortKey::StatusName => query.then_order_by(by(statuses::name, way)),
            SortKey::ClientName => query.then_order_by(by_nullable(clients::name, way)),
        };
    }
    query.then_order_by(by(tickets::id, way))
}

/// Whether an index gives the tenant's tickets in this order. What is told apart further needs none where no two are
/// equal.
pub const fn has_index(key: SortKey, then: &[Sort]) -> bool {
    match key {
        SortKey::Updated | SortKey::Rank if !then.is_empty() => false,
        SortKey::Created | SortKey::Updated | SortKey::Number | SortKey::Rank | SortKey::Relevance => true,
        SortKey::Closed
        | SortKey::Due
        | SortKey::Title
        | SortKey::PriorityName
        | SortKey::StatusName
        | SortKey::ClientName => false,
    }
}
