//! Comments for dialects that speak integers: with the numbers of everything they refer to.

use super::{
    Db, Repo,
    comments::CommentRow,
    filter,
    people::{CARD, Card, card},
    ways::Way,
};
use crate::{
    dialect::failed,
    fragments::{Joined, Paging, among},
    schema::{attachments, comment_mentions, comments, tickets, users},
    types::{Key, key},
};
use diesel::{
    dsl::{IntoBoxed, auto_type},
    prelude::*,
};
use std::collections::HashMap;
use tessera_domain::{
    caller::Viewer,
    comment::Comment,
    id::{CommentId, TenantId},
    listing::{Page, Window},
    visibility::Sight,
};
use tessera_ports::{StoreResult, queries::CommentSheet};

/// A comment, the number of its ticket, and its author.
pub type Row = (CommentRow, i64, Option<Card>);

#[auto_type]
fn joined() -> _ {
    comments::table
        .left_join(
            tickets::table.on(tickets::tenant_id
                .eq(comments::tenant_id)
                .and(tickets::id.eq(comments::ticket_id))),
        )
        .left_join(
            users::table.on(users::tenant_id
                .eq(comments::tenant_id)
                .and(users::id.nullable().eq(comments::author_id))),
        )
}

type Source = IntoBoxed<'static, joined, Db>;

/// What a sheet's statement selects.
macro_rules! sheet_columns {
    () => {
        (
            CommentRow::as_select(),
            tickets::number.assume_not_null(),
            CARD.nullable(),
        )
    };
}

/// Which comments.
enum Under {
    /// Those of a ticket that was found to be in sight.
    Ticket(Key),
    /// Those of every ticket in sight.
    Any,
}

/// The wanted part of the comments that the viewer may read, behind one of them if that is named, oldest first, and how
/// many there are.
pub fn page(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    viewer: &Viewer,
    (ticket, after): (Option<i64>, Option<CommentId>),
    window: Window,
) -> StoreResult<Option<Page<CommentSheet>>> {
    let under = match ticket {
        None => Under::Any,
        Some(number) => {
            let seen = tickets::table.filter(filter::numbered(tenant, &viewer.sight, number).all());
            let seen = seen.select(tickets::id).get_result::<Key>(repo.conn).optional();
            match seen.map_err(failed)? {
                Some(id) => Under::Ticket(id),
                None => return Ok(None),
            }
        }
    };
    let total: i64 = readable(tenant, viewer, &under)
        .count()
        .get_result(repo.conn)
        .map_err(failed)?;
    let mut items = Vec::new();
    if total > window.offset {
        let mut readable = readable(tenant, viewer, &under);
        if let Some(after) = after {
            readable = readable.filter(comments::id.gt(key(after)));
        }
        let query = readable.order(comments::id).select(sheet_columns!());
        let rows = query.part(window, 0).load::<Row>(repo.conn).map_err(failed)?;
        items = complete(repo, tenant, rows)?;
    }
    Ok(Some(Page {
        items,
        total,
        next: None,
    }))
}

/// The comment of that number, if the viewer may read it.
pub fn one(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    viewer: &Viewer,
    number: i64,
) -> StoreResult<Option<CommentSheet>> {
    let rows = readable(tenant, viewer, &Under::Any)
        .filter(comments::number.eq(number))
        .select(sheet_columns!())
        .load::<Row>(repo.conn)
        .map_err(failed)?;
    Ok(complete(repo, tenant, rows)?.pop())
}

/// The comment as it is read, whoever reads it.
pub fn of(repo: &mut Repo<'_>, tenant: TenantId, id: CommentId) -> StoreResult<Option<CommentSheet>> {
    let rows = joined()
        .filter(comments::tenant_id.eq(key(tenant)).and(comments::id.eq(key(id))))
        .select(sheet_columns!())
        .load::<Row>(repo.conn)
        .map_err(failed)?;
    Ok(complete(repo, tenant, rows)?.pop())
}

/// The comments that the viewer may read.
fn readable(tenant: TenantId, viewer: &Viewer, under: &Under) -> Source {
    let mut query = joined().into_boxed().filter(comments::tenant_id.eq(key(tenant)));
    if !viewer.internal {
        query = query.filter(comments::internal.eq(false));
    }
    match under {
        Under::Ticket(id) => query.filter(comments::ticket_id.eq(*id)),
        Under::Any if viewer.sight == Sight::Everything => query,
        Under::Any => {
            let seen = tickets::table
                .filter(filter::visible(tenant, &viewer.sight, Way::Gather).all())
                .select(tickets::id);
            query.filter(Joined(comments::ticket_id.eq_any(seen)))
        }
    }
}

/// The wanted part of the comments under a ticket that was found to be in sight, oldest first, in one statement.
pub fn under(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    viewer: &Viewer,
    ticket: Key,
    window: Window,
) -> StoreResult<Vec<Row>> {
    let query = readable(tenant, viewer, &Under::Ticket(ticket))
        .order(comments::id)
        .select(sheet_columns!());
    query.part(window, 0).load::<Row>(repo.conn).map_err(failed)
}

/// What lies beside comments, by comment.
#[derive(Default)]
pub struct Beside {
    /// The numbers of the people that it names, in their order.
    pub mentions: HashMap<Key, Vec<i64>>,
    /// The numbers of the files that belong to it, and whether they are internal, smallest first.
    pub files: HashMap<Key, Vec<(i64, bool)>>,
}

/// Adds what lies beside the comments.
fn complete(repo: &mut Repo<'_>, tenant: TenantId, rows: Vec<Row>) -> StoreResult<Vec<CommentSheet>> {
    let ids: Vec<Key> = rows.iter().map(|(comment, ..)| comment.id()).collect();
    let beside = Beside {
        mentions: mentions_of(repo, tenant, &ids)?,
        files: files_of(repo, tenant, &ids)?,
    };
    assembled(rows, beside)
}

/// The comments with what lies beside them.
pub fn assembled(rows: Vec<Row>, mut beside: Beside) -> StoreResult<Vec<CommentSheet>> {
    let sheet = |(comment, ticket_number, author): Row| {
        let mentions = beside.mentions.remove(&comment.id()).unwrap_or_default();
        let files = beside.files.remove(&comment.id()).unwrap_or_default();
        let comment = Comment::try_from(comment)?;
        // A file that became internal since is not told of under a comment that everybody reads.
        let shown = |(_, internal): &(i64, bool)| comment.audience.is_internal() || !internal;
        let attachments = files
            .into_iter()
            .filter(shown)
            .map(|(number, _)| number)
            .collect();
        Ok(CommentSheet {
            comment,
            ticket_number,
            author: author.map(card),
            mentions,
            attachments,
        })
    };
    rows.into_iter().map(sheet).collect()
}

/// The numbers of the people that comments name, in their order.
fn mentions_of(repo: &mut Repo<'_>, tenant: TenantId, ids: &[Key]) -> StoreResult<HashMap<Key, Vec<i64>>> {
    let mut found = HashMap::<Key, Vec<i64>>::new();
    if ids.is_empty() {
        return Ok(found);
    }
    let meant = users::tenant_id
        .eq(comment_mentions::tenant_id)
        .and(users::id.eq(comment_mentions::user_id));
    let rows = comment_mentions::table
        .left_join(users::table.on(meant))
        .filter(
            comment_mentions::tenant_id
                .eq(key(tenant))
                .and(among(comment_mentions::comment_id, ids.iter().copied())),
        )
        .order((comment_mentions::position, comment_mentions::user_id))
        .select((comment_mentions::comment_id, users::number.assume_not_null()))
        .load::<(Key, i64)>(repo.conn)
        .map_err(failed)?;
    for (comment, number) in rows {
        found.entry(comment).or_default().push(number);
    }
    Ok(found)
}

/// The numbers of the files that belong to comments, and whether they are internal, smallest first.
fn files_of(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    ids: &[Key],
) -> StoreResult<HashMap<Key, Vec<(i64, bool)>>> {
    let mut found = HashMap::<Key, Vec<(i64, bool)>>::new();
    if ids.is_empty() {
        return Ok(found);
    }
    let bound = attachments::comment_id.assume_not_null();
    let rows = attachments::table
        .filter(
            attachments::tenant_id
                .eq(key(tenant))
                .and(among(bound, ids.iter().copied())),
        )
        .order(attachments::number)
        .select((bound, attachments::number, attachments::internal))
        .load::<(Key, i64, bool)>(repo.conn)
        .map_err(failed)?;
    for (comment, number, internal) in rows {
        found.entry(comment).or_default().push((number, internal));
    }
    Ok(found)
}
