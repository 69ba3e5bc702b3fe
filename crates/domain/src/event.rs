//! The event log: what happened, written in the transaction that made it happen.
//!
//! Activity timelines, webhooks, the live stream and the change feed are all readers of this one log.

use crate::{
    caller::Viewer,
    comment::Audience,
    id::{CredentialId, EventId, TenantId, TicketId, UserId},
    time::Time,
};
use serde_json::Value;

/// One effect of one change. Its place in the tenant's log is given when it is appended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// Whose log it is in.
    pub tenant: TenantId,
    /// Its id, the same in every reader.
    pub id: EventId,
    /// What sort of thing happened.
    pub kind: EventKind,
    /// The ticket it happened to, if it was one.
    pub ticket: Option<TicketId>,
    /// The id of the very thing: the comment, the time entry, the user …
    pub subject: uuid::Uuid,
    /// Who did it.
    pub actor: Actor,
    /// Who may read of it.
    pub audience: Audience,
    /// What was before and after, field by field.
    pub changes: Vec<FieldChange>,
    /// When.
    pub at: Time,
    /// The request that did it, for finding it in the server's log.
    pub request: Option<String>,
}

/// The fields of a ticket whose values only those learn who read internal notes, whatever event tells of them.
const INTERNAL_FIELDS: [&str; 1] = ["internal_notes"];

impl Event {
    /// What a viewer reads of it: nothing of what is internal, nor of internal fields, unless they read that.
    ///
    /// Whether the ticket is in their sight is another question.
    pub fn as_read_by(mut self, viewer: &Viewer) -> Option<Self> {
        if viewer.internal {
            return Some(self);
        }
        if self.audience.is_internal() {
            return None;
        }
        self.changes
            .retain(|change| !INTERNAL_FIELDS.contains(&change.field.as_str()));
        Some(self)
    }
}

/// One field's old and new value.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct FieldChange {
    /// The field, in the core's words.
    pub field: String,
    /// What it was.
    pub before: Value,
    /// What it became.
    pub after: Value,
}

/// Who did something.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Actor {
    /// A person.
    User(UserId),
    /// Whoever runs the service, at its command line.
    Operator,
    /// An import from another system.
    Import,
    /// The service by itself, without being asked.
    Service,
    /// Another system, by its integration token.
    Integration(CredentialId),
}

impl Actor {
    /// Its stored name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::Operator => "operator",
            Self::Import => "import",
            Self::Service => "service",
            Self::Integration(_) => "integration",
        }
    }

    /// The person, if it was one.
    pub const fn user(self) -> Option<UserId> {
        match self {
            Self::User(id) => Some(id),
            Self::Operator | Self::Import | Self::Service | Self::Integration(_) => None,
        }
    }

    /// The integration token, if it was one.
    pub const fn token(self) -> Option<CredentialId> {
        match self {
            Self::Integration(id) => Some(id),
            Self::User(_) | Self::Operator | Self::Import | Self::Service => None,
        }
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $key:literal),* $(,)?) => {
        /// What sort of thing happened.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum EventKind {
            $($(#[$doc])* $name,)*
        }

        impl EventKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its stored and published name.
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$name => $key,)*
                }
            }

            /// The kind of that name.
            pub fn from_key(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.key() == key)
            }
        }
    };
}

kinds! {
    /// A ticket was opened.
    TicketCreated = "ticket.created",
    /// Fields of a ticket changed, or it was touched.
    TicketUpdated = "ticket.updated",
    /// A ticket's status, and its column with it, changed.
    TicketStatusChanged = "ticket.status_changed",
    /// Somebody else works on a ticket now, or nobody.
    TicketAssigned = "ticket.assigned",
    /// A ticket was removed for good, with everything that lay under it.
    TicketDeleted = "ticket.deleted",
    /// Somebody watches a ticket from now on.
    TicketWatched = "ticket.watched",
    /// Somebody watches a ticket no longer.
    TicketUnwatched = "ticket.unwatched",
    /// A comment was written.
    CommentAdded = "ticket.comment_added",
    /// A comment's text changed.
    CommentEdited = "ticket.comment_edited",
    /// A comment was removed.
    CommentDeleted = "ticket.comment_deleted",
    /// A file was attached to a ticket.
    FileUploaded = "file.uploaded",
    /// An attached file got another name.
    FileRenamed = "file.renamed",
    /// An attached file was taken away.
    FileRemoved = "file.removed",
    /// The virus scanner looked at an attached file.
    FileScanned = "file.scanned",
    /// Somebody is to decide about a ticket.
    ApprovalRequested = "approval.requested",
    /// Something was done about a decision: it was taken, handed on, asked about, or is not needed any more.
    ApprovalProcessed = "approval.processed",
    /// It was laid down which tickets have to be approved.
    PolicyCreated = "approval_policy.created",
    /// It was laid down anew which tickets have to be approved.
    PolicyUpdated = "approval_policy.updated",
    /// Tickets of some sort need not be approved any more.
    PolicyRemoved = "approval_policy.removed",
    /// Working time was recorded.
    TimeLogged = "time_entry.created",
    /// A tenant was opened, with its lists and its default project.
    TenantCreated = "tenant.created",
    /// Which newcomers a tenant takes in by themselves, or under which host name it is reached, changed.
    TenantUpdated = "tenant.updated",
    /// An account was made.
    UserCreated = "user.created",
    /// An account can no longer be used.
    UserDisabled = "user.disabled",
    /// An account can be used again.
    UserEnabled = "user.enabled",
    /// An account's lock was taken away before its time.
    UserUnlocked = "user.unlocked",
    /// Somebody's role or department changed.
    UserUpdated = "user.updated",
    /// Somebody's password changed.
    PasswordChanged = "user.password_changed",
    /// An account and somebody's identity at a provider belong together from now on.
    IdentityLinked = "user.identity_linked",
    /// Somebody signed in, in a browser, on a phone or in another client.
    SessionStarted = "session.started",
    /// A browser's session was asked for a token that starts one on a phone.
    SessionHandedOver = "session.handed_over",
    /// A phone or another client got a new pair of tokens for its old one.
    SessionRefreshed = "session.refreshed",
    /// A session was ended.
    SessionEnded = "session.ended",
    /// A refresh token was used a second time, which only a thief or a faulty client does. Its session was ended.
    RefreshReused = "auth.refresh_reuse",
    /// A one-time token was used a second time. The session that it gave was ended.
    OneTimeTokenReused = "auth.one_time_token_reuse",
    /// A credential was issued.
    CredentialIssued = "credential.issued",
    /// An integration token was made.
    IntegrationTokenCreated = "integration_token.created",
    /// An integration token was changed, disabled, enabled or revoked.
    IntegrationTokenUpdated = "integration_token.updated",
    /// An integration token got another secret.
    IntegrationTokenRegenerated = "integration_token.regenerated",
    /// An integration token was taken away.
    IntegrationTokenRemoved = "integration_token.removed",
    /// A credential was ended.
    CredentialRevoked = "credential.revoked",
    /// The tenant's list got another status, because a column or a ticket names it.
    StatusCreated = "status.created",
    /// A department was made.
    DepartmentCreated = "department.created",
    /// Fields of a department changed.
    DepartmentUpdated = "department.updated",
    /// A department was taken away.
    DepartmentRemoved = "department.removed",
    /// A project was made, with its board.
    ProjectCreated = "project.created",
    /// Fields of a project changed.
    ProjectUpdated = "project.updated",
    /// A project was taken away, with its board and its tags.
    ProjectRemoved = "project.removed",
    /// Somebody became a member of a project, or another kind of member.
    MemberJoined = "project.member_joined",
    /// A column was put on a board.
    ColumnCreated = "column.created",
    /// Fields of a column changed.
    ColumnUpdated = "column.updated",
    /// A column was taken off its board.
    ColumnRemoved = "column.removed",
    /// The columns of a board stand in another order.
    ColumnsReordered = "columns.reordered",
    /// A tag was made, by itself or by naming it at a ticket.
    TagCreated = "tag.created",
    /// Fields of a tag changed.
    TagUpdated = "tag.updated",
    /// A tag was taken away, from whatever bore it too.
    TagRemoved = "tag.removed",
    /// A contact was put beside a tag.
    TagContactAdded = "tag.contact_added",
    /// A contact has another role beside a tag.
    TagContactUpdated = "tag.contact_updated",
    /// A contact stands beside a tag no longer.
    TagContactRemoved = "tag.contact_removed",
    /// A contact was entered.
    ContactCreated = "contact.created",
    /// Fields of a contact changed.
    ContactUpdated = "contact.updated",
    /// A contact was taken away.
    ContactRemoved = "contact.removed",
    /// A ticket missed its deadline.
    TicketBreached = "ticket.sla_breached",
    /// A policy of service levels was made.
    SlaPolicyCreated = "sla_policy.created",
    /// A policy of service levels was changed.
    SlaPolicyUpdated = "sla_policy.updated",
    /// A policy of service levels was taken away.
    SlaPolicyRemoved = "sla_policy.removed",
    /// Somebody took tickets out of the service as a file.
    TicketsExported = "report.exported",
    /// A webhook was made.
    WebhookCreated = "webhook.created",
    /// Fields of a webhook changed, or it was switched on or off.
    WebhookUpdated = "webhook.updated",
    /// A webhook got another secret.
    WebhookSecretRotated = "webhook.secret_rotated",
    /// A webhook is told nothing more, because it failed for too long or said that it is gone.
    WebhookDisabled = "webhook.disabled",
    /// A webhook was sent something that nobody did, to try it.
    WebhookTested = "webhook.tested",
    /// A webhook is told once more of what it was told or missed.
    WebhookReplayed = "webhook.replayed",
    /// A webhook was taken away.
    WebhookRemoved = "webhook.removed",
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::visibility::Sight;

    #[test]
    fn names_read_back_and_are_unique() {
        for kind in EventKind::ALL {
            assert_eq!(EventKind::from_key(kind.key()), Some(*kind));
        }
    }

    #[test]
    fn requesters_read_neither_internal_events_nor_internal_fields() {
        let field = |field: &str| FieldChange {
            field: field.into(),
            before: Value::Null,
            after: "x".into(),
        };
        let event = |audience| Event {
            tenant: uuid::Uuid::from_u128(1).into(),
            id: uuid::Uuid::from_u128(2).into(),
            kind: EventKind::TicketUpdated,
            ticket: Some(uuid::Uuid::from_u128(3).into()),
            subject: uuid::Uuid::from_u128(3),
            actor: Actor::Operator,
            audience,
            changes: vec![field("title"), field("internal_notes"), field("public_notes")],
            at: Time::from_micros(0).unwrap(),
            request: None,
        };
        let viewer = |internal| Viewer {
            sight: Sight::Everything,
            user: uuid::Uuid::from_u128(4).into(),
            internal,
        };
        for audience in [Audience::Public, Audience::Internal] {
            assert_eq!(event(audience).as_read_by(&viewer(true)), Some(event(audience)));
        }
        assert_eq!(event(Audience::Internal).as_read_by(&viewer(false)), None);
        let read = event(Audience::Public).as_read_by(&viewer(false)).unwrap();
        let fields: Vec<_> = read.changes.iter().map(|change| change.field.as_str()).collect();
        assert_eq!(fields, ["title", "public_notes"]);
    }
}
