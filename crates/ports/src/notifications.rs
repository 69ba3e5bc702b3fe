//! Notifications: what people are told of, inside a transaction and read outside of one, and the letters about it.

use crate::{error::StoreResult, queries::ActorLabel};
use tessera_domain::{
    caller::Viewer,
    event::Event,
    id::{TenantId, TicketId, UserId},
    listing::{Page, Window},
    notification::NotificationKind,
    time::Time,
    user::User,
};
use uuid::Uuid;

/// Which notifications of one person.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct NotificationFilter {
    /// Only those that they have not read.
    pub unread: bool,
    /// Only those about the ticket of that number.
    pub ticket: Option<i64>,
}

/// A ticket, as shown beside a notification.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotifiedTicket {
    /// Its id.
    pub id: TicketId,
    /// The tenant's running number of it.
    pub number: i64,
    /// Its reference.
    pub reference: String,
    /// Its title.
    pub title: String,
}

/// A notification, with what is shown beside it as that stands now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotificationSheet {
    /// Whose it is.
    pub recipient: UserId,
    /// Why they are told.
    pub kind: NotificationKind,
    /// The place of its event in the tenant's log. No other notification of the recipient has it.
    pub sequence: i64,
    /// Of what.
    pub event: Event,
    /// Who did it.
    pub actor: ActorLabel,
    /// The ticket that it is about; none where it is about a webhook.
    pub ticket: Option<NotifiedTicket>,
    /// The number of the comment that names them, as long as there is that comment.
    pub comment: Option<i64>,
    /// The number of the decision that it is about.
    pub approval: Option<i64>,
    /// The number of the webhook that it is about, as long as there is that webhook.
    pub webhook: Option<i64>,
    /// Since when they have read it.
    pub read_at: Option<Time>,
    /// Counts its changes, from 1.
    pub version: i64,
}

/// A part of somebody's notifications, and how many they have not read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotificationPage {
    /// The part that was asked for.
    pub page: Page<NotificationSheet>,
    /// How many they have not read, whatever was asked for.
    pub unread: i64,
}

/// A letter about a notification that was taken to be sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ClaimedLetter {
    /// Whose notification.
    pub recipient: UserId,
    /// The place of its event in the tenant's log.
    pub sequence: i64,
    /// How often it was tried before.
    pub tries: i64,
    /// What proves that it was taken by this very claim.
    pub lease: Uuid,
}

/// Stored notifications. They are written where their events are, by
/// [`append_telling`](crate::events::Events::append_telling).
///
/// Nobody is given what they may not see any more: a notification about a ticket that went out of its recipient's sight is
/// as if it were not there, until the ticket is in sight again.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Notifications {
    /// The viewer's notification of that place in the log.
    fn find(
        &mut self,
        tenant: TenantId,
        viewer: &Viewer,
        sequence: i64,
    ) -> StoreResult<Option<NotificationSheet>>;

    /// Stores since when the notification is read, over the version before.
    ///
    /// MUST give [`Busy`](crate::StoreError::Busy) when the stored version is not that one: nobody holds a notification, so
    /// whoever changed it in between has done so while this unit ran, and it may be run again.
    fn set_read(
        &mut self,
        tenant: TenantId,
        recipient: UserId,
        sequence: i64,
        read_at: Option<Time>,
        version_before: i64,
    ) -> StoreResult<()>;

    /// Notes that the viewer has read all of theirs, up to that place in the log if one is given. How many they had not
    /// read before.
    fn read_all(
        &mut self,
        tenant: TenantId,
        viewer: &Viewer,
        up_to: Option<i64>,
        at: Time,
    ) -> StoreResult<i64>;

    /// Takes letters that are due, the longest due first, at most `limit`. Nobody else is given them before `until`, or
    /// before they were written down.
    fn claim_letters(
        &mut self,
        tenant: TenantId,
        now: Time,
        until: Time,
        lease: Uuid,
        limit: i64,
    ) -> StoreResult<Vec<ClaimedLetter>>;

    /// Takes the letter out of what is to be sent. Whether the claim still held; if it did not, nothing is done.
    fn finish_letter(&mut self, tenant: TenantId, letter: &ClaimedLetter) -> StoreResult<bool>;

    /// Puts the letter off until then, after so many tries in all, on the same terms.
    fn put_off_letter(
        &mut self,
        tenant: TenantId,
        letter: &ClaimedLetter,
        tries: i64,
        due_at: Time,
    ) -> StoreResult<bool>;
}

/// Notifications, read outside transactions, on the same terms.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait NotificationQueries: Send + Sync {
    /// The wanted part of the viewer's notifications, newest first, how many there are, and how many are not read; in
    /// three statements whatever is wanted.
    fn notifications(
        &self,
        tenant: TenantId,
        viewer: &Viewer,
        filter: NotificationFilter,
        window: Window,
    ) -> StoreResult<NotificationPage>;

    /// The viewer's notification of that place in the log.
    fn notification(
        &self,
        tenant: TenantId,
        viewer: &Viewer,
        sequence: i64,
    ) -> StoreResult<Option<NotificationSheet>>;

    /// The active tenants that have letters due, at most `limit`.
    fn with_letters(&self, now: Time, limit: i64) -> StoreResult<Vec<TenantId>>;
}

/// Why a letter was not sent.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Undelivered {
    /// The mail server will never take it, or there is no such address.
    #[error("refused: {0}")]
    Refused(String),
    /// It may be taken later.
    #[error("put off: {0}")]
    PutOff(String),
    /// No mail server takes anything at the moment.
    #[error("the mail server cannot be used: {0}")]
    NoServer(String),
}

/// Writes letters and sends them.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Mailer: Send + Sync {
    /// Tells the recipient of the notification. Whoever is told of one twice, because it was sent and could not be written
    /// down, is sent the same letter twice, by the same `Message-ID`. May take some seconds.
    ///
    /// # Errors
    /// Why it was not sent.
    fn send(&self, recipient: &User, notification: &NotificationSheet) -> Result<(), Undelivered>;
}
