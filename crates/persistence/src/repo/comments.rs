//! Comments.

use super::{BATCH, Repo, comment_sheets, filter};
use crate::{
    dialect::failed,
    fragments::{Paging, by},
    schema::{attachments, comment_mentions, comments, tickets, users},
    types::{At, Doc, Key, at, corrupt, doc, key},
};
use diesel::prelude::*;
use tessera_domain::{
    comment::{Audience, Comment},
    id::{CommentId, TenantId, TicketId, UserId},
    text::CommentText,
    visibility::Sight,
};
use tessera_ports::{
    StoreError, StoreResult,
    comments::Comments,
    queries::{CommentSheet, CommentView, CommentsWanted, PersonName},
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = comments, treat_none_as_default_value = false)]
pub struct CommentRow {
    tenant_id: Key,
    id: Key,
    number: i64,
    ticket_id: Key,
    author_id: Option<Key>,
    text: String,
    internal: bool,
    resolution: bool,
    thread_id: Key,
    parent_id: Option<Key>,
    metadata: Option<Doc>,
    created_at: At,
    updated_at: At,
    version: i64,
}

impl CommentRow {
    /// The comment's id.
    pub const fn id(&self) -> Key {
        self.id
    }
}

impl From<&Comment> for CommentRow {
    fn from(comment: &Comment) -> Self {
        Self {
            tenant_id: key(comment.tenant),
            id: key(comment.id),
            number: comment.number,
            ticket_id: key(comment.ticket),
            author_id: comment.author.map(key),
            text: comment.text.as_str().to_owned(),
            internal: comment.audience.is_internal(),
            resolution: comment.resolution,
            thread_id: key(comment.thread),
            parent_id: comment.parent.map(key),
            metadata: comment.metadata.as_ref().map(doc),
            created_at: at(comment.created_at),
            updated_at: at(comment.updated_at),
            version: comment.version,
        }
    }
}

impl TryFrom<CommentRow> for Comment {
    type Error = StoreError;

    fn try_from(row: CommentRow) -> Result<Self, StoreError> {
        let bad = corrupt("comments", row.id);
        let metadata = row.metadata.as_ref().map(Doc::parse).transpose();
        Ok(Self {
            tenant: row.tenant_id.id(),
            id: row.id.id(),
            number: row.number,
            ticket: row.ticket_id.id(),
            author: row.author_id.map(Key::id),
            text: CommentText::parse(row.text).map_err(|problem| bad("text", &problem))?,
            audience: Audience::from_internal(row.internal),
            resolution: row.resolution,
            thread: row.thread_id.id(),
            parent: row.parent_id.map(Key::id),
            metadata: metadata.map_err(|error| bad("metadata", &error))?,
            created_at: row.created_at.time(),
            updated_at: row.updated_at.time(),
            version: row.version,
        })
    }
}

impl Comments for Repo<'_> {
    fn find(&mut self, tenant: TenantId, id: CommentId) -> StoreResult<Option<Comment>> {
        let row = comments::table
            .filter(comments::tenant_id.eq(key(tenant)).and(comments::id.eq(key(id))))
            .select(CommentRow::as_select())
            .get_result(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(Comment::try_from).transpose()
    }

    fn insert(&mut self, tenant: TenantId, comments: &[Comment]) -> StoreResult<()> {
        if comments.iter().any(|comment| comment.tenant != tenant) {
            return Err(StoreError::Failed("a comment of another tenant".into()));
        }
        let rows: Vec<_> = comments.iter().map(CommentRow::from).collect();
        insert_rows!(self, comments::table, rows)?;
        self.owe_more(tenant, comments);
        Ok(())
    }

    fn by_number(&mut self, tenant: TenantId, number: i64) -> StoreResult<Option<Comment>> {
        let row = comments::table
            .filter(
                comments::tenant_id
                    .eq(key(tenant))
                    .and(comments::number.eq(number)),
            )
            .select(CommentRow::as_select())
            .get_result(self.conn)
            .optional()
            .map_err(failed)?;
        row.map(Comment::try_from).transpose()
    }

    fn sheet(&mut self, tenant: TenantId, id: CommentId) -> StoreResult<Option<CommentSheet>> {
        comment_sheets::of(self, tenant, id)
    }

    fn update(&mut self, tenant: TenantId, before: &Comment, after: &Comment) -> StoreResult<()> {
        if after.id != before.id || after.tenant != tenant || after.version != before.version + 1 {
            return Err(StoreError::Failed("not two versions of one comment".into()));
        }
        let changed = diesel::update(this_version(tenant, before))
            .set((
                comments::text.eq(after.text.as_str()),
                comments::updated_at.eq(at(after.updated_at)),
                comments::version.eq(after.version),
            ))
            .execute(self.conn)
            .map_err(failed)?;
        if changed == 0 {
            return Err(StoreError::Stale);
        }
        self.owe_anew(tenant, after.ticket);
        Ok(())
    }

    fn delete(&mut self, tenant: TenantId, comment: &Comment) -> StoreResult<()> {
        self.hand_replies_on(tenant, comment)?;
        let files = attachments::tenant_id
            .eq(key(tenant))
            .and(attachments::comment_id.eq(key(comment.id)));
        diesel::update(attachments::table.filter(files))
            .set(attachments::comment_id.eq(None::<Key>))
            .execute(self.conn)
            .map_err(failed)?;
        let gone = diesel::delete(this_version(tenant, comment))
            .execute(self.conn)
            .map_err(failed)?;
        if gone == 0 {
            return Err(StoreError::Stale);
        }
        self.owe_anew(tenant, comment.ticket);
        Ok(())
    }

    fn mention(&mut self, tenant: TenantId, comment: CommentId, people: &[UserId]) -> StoreResult<()> {
        let row = |(position, user): (i32, &UserId)| MentionRow {
            tenant_id: key(tenant),
            comment_id: key(comment),
            user_id: key(*user),
            position,
        };
        let rows: Vec<_> = (0..).zip(people).map(row).collect();
        insert_rows!(self, comment_mentions::table, rows, |insert| insert
            .on_conflict_do_nothing())
    }
}

#[derive(Insertable)]
#[diesel(table_name = comment_mentions, treat_none_as_default_value = false)]
struct MentionRow {
    tenant_id: Key,
    comment_id: Key,
    user_id: Key,
    position: i32,
}

/// The stored comment, if it is still of that version.
#[diesel::dsl::auto_type]
fn this_version<'c>(tenant: TenantId, comment: &'c Comment) -> _ {
    let tenant: Key = key(tenant);
    let id: Key = key(comment.id);
    let version: i64 = comment.version;
    comments::table.filter(
        comments::tenant_id
            .eq(tenant)
            .and(comments::id.eq(id))
            .and(comments::version.eq(version)),
    )
}

impl Repo<'_> {
    /// Lets what replied to a comment that goes away reply to what it replied to. Where it began its thread, the
    /// oldest reply begins it now, and the others reply to that one.
    fn hand_replies_on(&mut self, tenant: TenantId, comment: &Comment) -> StoreResult<()> {
        // The index that leads there is that of the ticket.
        let ours = comments::tenant_id
            .eq(key(tenant))
            .and(comments::ticket_id.eq(key(comment.ticket)));
        let replies = comments::table.filter(ours.and(comments::parent_id.eq(key(comment.id))));
        let oldest = replies
            .order(comments::id)
            .select(comments::id)
            .first_rows(1)
            .get_result::<Key>(self.conn)
            .optional()
            .map_err(failed)?;
        let Some(oldest) = oldest else { return Ok(()) };
        if comment.thread != comment.id {
            return diesel::update(replies)
                .set(comments::parent_id.eq(comment.parent.map(key)))
                .execute(self.conn)
                .map(drop)
                .map_err(failed);
        }
        let thread = comments::table.filter(
            ours.and(comments::thread_id.eq(key(comment.id)))
                .and(comments::id.ne(key(comment.id))),
        );
        diesel::update(replies)
            .set(comments::parent_id.eq(oldest))
            .execute(self.conn)
            .map_err(failed)?;
        diesel::update(thread)
            .set(comments::thread_id.eq(oldest))
            .execute(self.conn)
            .map_err(failed)?;
        let first = comments::table.filter(ours.and(comments::id.eq(oldest)));
        diesel::update(first)
            .set(comments::parent_id.eq(None::<Key>))
            .execute(self.conn)
            .map(drop)
            .map_err(failed)
    }
}

/// A comment and two columns of its author.
type Signed = (CommentRow, Option<(String, String)>);

/// The wanted comments of a ticket by age, or nothing when the ticket is not in sight.
pub fn page(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    sight: &Sight,
    ticket: TicketId,
    wanted: &CommentsWanted,
) -> StoreResult<Option<Vec<CommentView>>> {
    let seen = tickets::table.filter(filter::one(tenant, sight, ticket).all());
    let seen = seen
        .select(tickets::id)
        .get_result::<Key>(repo.conn)
        .optional()
        .map_err(failed)?;
    match seen {
        Some(ticket) => of_ticket(repo, tenant, ticket, wanted).map(Some),
        None => Ok(None),
    }
}

fn of_ticket(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    ticket: Key,
    wanted: &CommentsWanted,
) -> StoreResult<Vec<CommentView>> {
    let author = users::tenant_id
        .eq(comments::tenant_id)
        .and(users::id.nullable().eq(comments::author_id));
    let mut query = comments::table
        .left_join(users::table.on(author))
        .filter(
            comments::tenant_id
                .eq(key(tenant))
                .and(comments::ticket_id.eq(ticket)),
        )
        .order(by(comments::id, wanted.direction))
        .select((
            CommentRow::as_select(),
            (users::first_name, users::last_name).nullable(),
        ))
        .into_boxed();
    if !wanted.internal {
        query = query.filter(comments::internal.eq(false));
    }
    let rows = query
        .part(wanted.window, 0)
        .load::<Signed>(repo.conn)
        .map_err(failed)?;
    rows.into_iter().map(view).collect()
}

fn view((row, author): Signed) -> StoreResult<CommentView> {
    Ok(CommentView {
        comment: row.try_into()?,
        author_name: author.map(|(first, last)| PersonName { first, last }),
    })
}
