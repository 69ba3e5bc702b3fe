//! Reading notifications, of which everybody sees their own, and of those only what they may see at the moment.

use super::super::{
    Db, Repo,
    events::EventRow,
    people::{CARD, Card, card},
    sight,
    tenants::word,
    ways::Way,
};
use crate::{
    dialect::failed,
    fragments::{Joined, Paging},
    reads::NotificationReads,
    schema::{
        approval_steps as steps, comments, events, integration_tokens as tokens,
        notification_letters as letters, notifications, tenants, tickets, users, webhooks,
    },
    types::{At, Key, at, corrupt, key},
};
use diesel::{
    dsl::{IntoBoxed, auto_type, exists},
    prelude::*,
};
use tessera_domain::{
    caller::Viewer,
    id::TenantId,
    listing::{Page, Window},
    notification::NotificationKind,
    tenant::TenantState,
    time::Time,
};
use tessera_ports::{
    StoreError, StoreResult,
    notifications::{NotificationFilter, NotificationPage, NotificationSheet, NotifiedTicket},
    queries::{ActorLabel, LoggedEvent},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = notifications)]
struct NotificationRow {
    recipient_id: Key,
    kind: String,
    read_at: Option<At>,
    version: i64,
}

/// A notification, its event, who did that, the ticket, and the numbers of comment, decision and webhook.
type Row = (
    NotificationRow,
    EventRow,
    Option<Card>,
    Option<String>,
    Option<(Key, i64, String, String)>,
    (Option<i64>, Option<i64>, Option<i64>),
);

/// Notifications with what says whether they may be seen.
#[auto_type]
fn judged() -> _ {
    notifications::table
        .inner_join(
            events::table.on(events::tenant_id
                .eq(notifications::tenant_id)
                .and(events::sequence.eq(notifications::sequence))),
        )
        .left_join(
            tickets::table.on(tickets::tenant_id
                .eq(notifications::tenant_id)
                .and(tickets::id.nullable().eq(notifications::ticket_id))),
        )
}

type Judged = IntoBoxed<'static, judged, Db>;

/// The same with everything that is shown beside them. An actor's id is unique whatever sort of actor it is, and so is
/// that of what an event is about.
#[auto_type]
fn shown() -> _ {
    judged()
        .left_join(
            users::table.on(users::tenant_id
                .eq(events::tenant_id)
                .and(users::id.nullable().eq(events::actor_id))),
        )
        .left_join(
            tokens::table.on(tokens::tenant_id
                .eq(events::tenant_id)
                .and(tokens::id.nullable().eq(events::actor_id))),
        )
        .left_join(
            comments::table.on(comments::tenant_id
                .eq(events::tenant_id)
                .and(comments::id.eq(events::subject_id))),
        )
        .left_join(
            steps::table.on(steps::tenant_id
                .eq(events::tenant_id)
                .and(steps::id.eq(events::subject_id))),
        )
        .left_join(
            webhooks::table.on(webhooks::tenant_id
                .eq(events::tenant_id)
                .and(webhooks::id.eq(events::subject_id))),
        )
}

type Shown = IntoBoxed<'static, shown, Db>;

/// Leaves those of the viewer that they may see. Of a person in whose sight all tickets are, no ticket is looked at.
macro_rules! of_viewer {
    ($source:expr, $tenant:expr, $viewer:expr) => {{
        let mut source = $source.into_boxed().filter(
            notifications::tenant_id
                .eq(key($tenant))
                .and(notifications::recipient_id.eq(key($viewer.user))),
        );
        if let Some(visible) = sight::condition($tenant, &$viewer.sight, Way::Look) {
            source = source.filter(notifications::ticket_id.is_null().or(Joined(visible)));
        }
        if !$viewer.internal {
            source = source.filter(events::internal.eq(false));
        }
        source
    }};
}

/// Leaves those that are wanted.
macro_rules! wanted {
    ($source:expr, $filter:expr) => {{
        let mut source = $source;
        if $filter.unread {
            source = source.filter(notifications::read_at.is_null());
        }
        if let Some(number) = $filter.ticket {
            source = source.filter(Joined(tickets::number.eq(number)));
        }
        source
    }};
}

/// What the viewer has not read, up to that place in the log if one is given.
pub fn unread(tenant: TenantId, viewer: &Viewer, up_to: Option<i64>) -> Judged {
    let source = of_viewer!(judged(), tenant, viewer).filter(notifications::read_at.is_null());
    match up_to {
        Some(last) => source.filter(notifications::sequence.le(last)),
        None => source,
    }
}

macro_rules! sheet_columns {
    () => {
        (
            NotificationRow::as_select(),
            EventRow::as_select(),
            CARD.nullable(),
            tokens::name.nullable(),
            (tickets::id, tickets::number, tickets::reference, tickets::title).nullable(),
            (
                comments::number.nullable(),
                steps::number.nullable(),
                webhooks::number.nullable(),
            ),
        )
    };
}

/// The viewer's notification of that place in the log.
pub fn one(
    repo: &mut Repo<'_>,
    tenant: TenantId,
    viewer: &Viewer,
    sequence: i64,
) -> StoreResult<Option<NotificationSheet>> {
    let source: Shown = of_viewer!(shown(), tenant, viewer);
    let row = source
        .filter(notifications::sequence.eq(sequence))
        .select(sheet_columns!())
        .get_result::<Row>(repo.conn)
        .optional()
        .map_err(failed)?;
    row.map(sheet).transpose()
}

impl NotificationReads for Repo<'_> {
    fn notifications(
        &mut self,
        tenant: TenantId,
        viewer: &Viewer,
        filter: NotificationFilter,
        window: Window,
    ) -> StoreResult<NotificationPage> {
        let source: Judged = wanted!(of_viewer!(judged(), tenant, viewer), filter);
        let total = source.count().get_result(self.conn).map_err(failed)?;
        let unread = unread(tenant, viewer, None)
            .count()
            .get_result(self.conn)
            .map_err(failed)?;
        let source: Shown = wanted!(of_viewer!(shown(), tenant, viewer), filter);
        let rows = source
            .order(notifications::sequence.desc())
            .select(sheet_columns!())
            .part(window, 2)
            .load::<Row>(self.conn)
            .map_err(failed)?;
        let items = rows.into_iter().map(sheet).collect::<StoreResult<_>>()?;
        Ok(NotificationPage {
            page: Page {
                items,
                total,
                next: None,
            },
            unread,
        })
    }

    fn notification(
        &mut self,
        tenant: TenantId,
        viewer: &Viewer,
        sequence: i64,
    ) -> StoreResult<Option<NotificationSheet>> {
        one(self, tenant, viewer, sequence)
    }

    fn with_letters(&mut self, now: Time, limit: i64) -> StoreResult<Vec<TenantId>> {
        let due = letters::table.filter(
            letters::tenant_id
                .eq(tenants::id)
                .and(letters::due_at.le(at(now))),
        );
        let found = tenants::table
            .filter(tenants::state.eq(word(TenantState::Active)))
            .filter(exists(due))
            .order(tenants::id)
            .select(tenants::id)
            .first_rows(limit)
            .load::<Key>(self.conn)
            .map_err(failed)?;
        Ok(found.into_iter().map(Key::id).collect())
    }
}

fn sheet((row, event, person, token, ticket, numbers): Row) -> StoreResult<NotificationSheet> {
    let bad = corrupt("notifications", row.recipient_id);
    let kind = NotificationKind::from_key(&row.kind).ok_or_else(|| bad("kind", &row.kind))?;
    let LoggedEvent { sequence, event } = LoggedEvent::try_from(event)?;
    let ticket = ticket.map(|(id, number, reference, title)| NotifiedTicket {
        id: id.id(),
        number,
        reference,
        title,
    });
    if ticket.is_none() && event.ticket.is_some() {
        return Err(StoreError::Failed("a notification without its ticket".into()));
    }
    let (comment, approval, webhook) = numbers;
    Ok(NotificationSheet {
        recipient: row.recipient_id.id(),
        kind,
        sequence,
        event,
        actor: match (person, token) {
            (Some(person), _) => ActorLabel::Person(card(person)),
            (None, Some(name)) => ActorLabel::Token(name),
            (None, None) => ActorLabel::Nameless,
        },
        ticket,
        comment,
        approval,
        webhook,
        read_at: row.read_at.map(At::time),
        version: row.version,
    })
}
