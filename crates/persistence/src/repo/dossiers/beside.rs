//! What lies beside a ticket and its comments.

use super::super::{
    Repo,
    comment_sheets::{Beside as BesideComments, Row as CommentRow},
    people::card,
};
use crate::{
    dialect::failed,
    fragments::among,
    schema::{attachments, comment_mentions, tags, ticket_assignees, ticket_tags, users},
    types::{Key, key},
};
use diesel::{
    prelude::*,
    sql_types::{Bool, Integer, Nullable, Text},
};
use tessera_domain::id::{TenantId, TicketId};
use tessera_ports::{
    StoreResult,
    queries::{PersonCard, TagLabel},
};

const TAG: &str = "tag";
const ASSIGNEE: &str = "assignee";
const MENTION: &str = "mention";
const FILE: &str = "file";

/// What lies beside a ticket, and beside its comments.
#[derive(Default)]
pub struct Beside {
    /// The ticket's tags, in the order in which they were given.
    pub tags: Vec<TagLabel>,
    /// Who works on it besides its assignee, in their order.
    pub further: Vec<PersonCard>,
    /// What lies beside its comments.
    pub comments: BesideComments,
}

/// What sort of thing it is, whether it is internal, what it lies beside, at which place, its id and number, and its
/// texts: a tag's text, or a person's login, names and mail address.
type Row = (
    String,
    bool,
    Key,
    i32,
    Key,
    i64,
    (String, String, String, Option<String>),
);

/// All of it, in one statement.
pub fn of(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    ticket: TicketId,
    comments: &[CommentRow],
) -> StoreResult<Beside> {
    let (tenant, ticket) = (key(tenant), key(ticket));
    let comments: Vec<Key> = comments.iter().map(|(comment, ..)| comment.id()).collect();
    let no_text = || "".into_sql::<Text>();
    let no_mail = || None::<String>.into_sql::<Nullable<Text>>();
    let labels = ticket_tags::table
        .left_join(
            tags::table.on(tags::tenant_id
                .eq(ticket_tags::tenant_id)
                .and(tags::id.eq(ticket_tags::tag_id))),
        )
        .filter(
            ticket_tags::tenant_id
                .eq(tenant)
                .and(ticket_tags::ticket_id.eq(ticket)),
        )
        .select((
            TAG.into_sql::<Text>(),
            false.into_sql::<Bool>(),
            ticket_tags::ticket_id,
            ticket_tags::position,
            ticket_tags::tag_id,
            tags::number.assume_not_null(),
            (tags::text.assume_not_null(), no_text(), no_text(), no_mail()),
        ));
    let further = ticket_assignees::table
        .left_join(
            users::table.on(users::tenant_id
                .eq(ticket_assignees::tenant_id)
                .and(users::id.eq(ticket_assignees::user_id))),
        )
        .filter(
            ticket_assignees::tenant_id
                .eq(tenant)
                .and(ticket_assignees::ticket_id.eq(ticket)),
        )
        .select((
            ASSIGNEE.into_sql::<Text>(),
            false.into_sql::<Bool>(),
            ticket_assignees::ticket_id,
            ticket_assignees::position,
            ticket_assignees::user_id,
            users::number.assume_not_null(),
            (
                users::login.assume_not_null(),
                users::first_name.assume_not_null(),
                users::last_name.assume_not_null(),
                users::email.nullable(),
            ),
        ));
    let mentions = comment_mentions::table
        .left_join(
            users::table.on(users::tenant_id
                .eq(comment_mentions::tenant_id)
                .and(users::id.eq(comment_mentions::user_id))),
        )
        .filter(
            comment_mentions::tenant_id
                .eq(tenant)
                .and(among(comment_mentions::comment_id, comments.iter().copied())),
        )
        .select((
            MENTION.into_sql::<Text>(),
            false.into_sql::<Bool>(),
            comment_mentions::comment_id,
            comment_mentions::position,
            comment_mentions::user_id,
            users::number.assume_not_null(),
            (no_text(), no_text(), no_text(), no_mail()),
        ));
    let bound = attachments::comment_id.assume_not_null();
    let files = attachments::table
        .filter(
            attachments::tenant_id
                .eq(tenant)
                .and(among(bound, comments.iter().copied())),
        )
        .select((
            FILE.into_sql::<Text>(),
            attachments::internal,
            bound,
            0.into_sql::<Integer>(),
            attachments::id,
            attachments::number,
            (no_text(), no_text(), no_text(), no_mail()),
        ));
    let rows = labels
        .union_all(further)
        .union_all(mentions)
        .union_all(files)
        .load::<Row>(repo.conn)
        .map_err(failed)?;
    Ok(sorted(rows))
}

/// Each in its list: files by number, everything else by place.
fn sorted(mut rows: Vec<Row>) -> Beside {
    rows.sort_by_key(|(_, _, _, place, id, ..)| (*place, *id));
    let mut beside = Beside::default();
    for (what, internal, of, _, id, number, (text, first, last, email)) in rows {
        match what.as_str() {
            TAG => beside.tags.push(TagLabel {
                id: id.id(),
                number,
                text,
            }),
            ASSIGNEE => beside.further.push(card((id, number, text, first, last, email))),
            MENTION => beside.comments.mentions.entry(of).or_default().push(number),
            _ => beside
                .comments
                .files
                .entry(of)
                .or_default()
                .push((number, internal)),
        }
    }
    for files in beside.comments.files.values_mut() {
        files.sort_unstable();
    }
    beside
}
