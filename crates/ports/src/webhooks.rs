//! Webhooks: their rows inside a transaction, reading them, and what they need of the world.

use crate::error::StoreResult;
use tessera_domain::{
    event::{Event, EventKind},
    id::{DeliveryId, EventId, TenantId, WebhookId},
    listing::{Page, Window},
    time::Time,
    webhook::{
        SealedSecret, SecretText, Webhook, WebhookUrl,
        delivery::{Attempt, Delivery, DeliveryState},
        payload::{ToldSubject, ToldTicket},
    },
};
use uuid::Uuid;

/// An event with what it happened to, as that stands now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EventOnTicket {
    /// Its place in the tenant's log.
    pub sequence: i64,
    /// The event.
    pub event: Event,
    /// The ticket; nothing when it is gone, or there was none.
    pub ticket: Option<ToldTicket>,
    /// The comment, the decision or the file that it is about, as that stands now; nothing when there is none any more.
    pub subject: Option<ToldSubject>,
}

/// A delivery that was taken to be tried.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claimed {
    /// The delivery.
    pub delivery: Delivery,
    /// What proves that it was taken by this very claim.
    pub lease: Uuid,
}

/// Which of what happened is to be told once more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    /// From this moment on.
    pub since: Time,
    /// Before this one.
    pub until: Time,
}

/// Which deliveries.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct DeliveryFilter {
    /// Only those that stand so.
    pub state: Option<DeliveryState>,
}

/// A delivery with its tries.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeliverySheet {
    /// The delivery.
    pub delivery: Delivery,
    /// The tries, from the first on; the last 100 of them.
    pub attempts: Vec<Attempt>,
}

/// Stored webhooks and their deliveries.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Webhooks {
    /// How many webhooks there are.
    fn count(&mut self, tenant: TenantId) -> StoreResult<i64>;

    /// Stores a new webhook.
    fn insert(&mut self, tenant: TenantId, webhook: &Webhook) -> StoreResult<()>;

    /// The webhook of that number. Until the transaction ends nobody else can change it.
    fn by_number(&mut self, tenant: TenantId, number: i64) -> StoreResult<Option<Webhook>>;

    /// The webhook. Until the transaction ends nobody else can change it.
    fn find(&mut self, tenant: TenantId, id: WebhookId) -> StoreResult<Option<Webhook>>;

    /// Stores the webhook over its version before.
    ///
    /// MUST give [`Stale`](crate::StoreError::Stale) when the stored version is not the one before.
    fn update(&mut self, tenant: TenantId, webhook: &Webhook) -> StoreResult<()>;

    /// Stores only since when the webhook fails. That is no change of the webhook.
    fn set_failing(&mut self, tenant: TenantId, id: WebhookId, since: Option<Time>) -> StoreResult<()>;

    /// Takes the webhook away with its deliveries.
    fn remove(&mut self, tenant: TenantId, id: WebhookId) -> StoreResult<()>;

    /// The active webhooks by number. Until the transaction ends nobody can take them away.
    fn listening(&mut self, tenant: TenantId) -> StoreResult<Vec<Webhook>>;

    /// The oldest events in the outbox that were not told yet, at most `limit`. Until the transaction ends nobody else
    /// is given them; whoever asks meanwhile gets others.
    fn untold(&mut self, tenant: TenantId, limit: i64) -> StoreResult<Vec<EventOnTicket>>;

    /// Notes that the events of the outbox were told.
    fn told(&mut self, tenant: TenantId, events: &[EventId], at: Time) -> StoreResult<()>;

    /// The oldest events of those kinds in the span that the webhook has no delivery of, at most `limit`; none that are
    /// internal, and none of tickets that are gone.
    fn missed(
        &mut self,
        tenant: TenantId,
        webhook: WebhookId,
        kinds: &[EventKind],
        span: Span,
        limit: i64,
    ) -> StoreResult<Vec<EventOnTicket>>;

    /// Puts new deliveries on the way. A webhook has one delivery of an event; one that is there already stays as it is.
    fn queue(&mut self, tenant: TenantId, deliveries: &[Delivery]) -> StoreResult<()>;

    /// Takes the webhook's deliveries that are due, the longest due first, at most `limit`. Nobody else is given them
    /// before `until`, or before they were written down.
    fn claim(
        &mut self,
        tenant: TenantId,
        webhook: WebhookId,
        now: Time,
        until: Time,
        lease: Uuid,
        limit: i64,
    ) -> StoreResult<Vec<Claimed>>;

    /// Writes down a try, and how the delivery stands after it. Whether the lease still held; if it did not, nothing is
    /// written.
    fn record(
        &mut self,
        tenant: TenantId,
        delivery: &Delivery,
        attempt: &Attempt,
        lease: Uuid,
    ) -> StoreResult<bool>;

    /// The webhook's delivery of that id. Until the transaction ends nobody else can change it.
    fn delivery(
        &mut self,
        tenant: TenantId,
        webhook: WebhookId,
        id: DeliveryId,
    ) -> StoreResult<Option<Delivery>>;

    /// Puts a delivery on the way again as it stands now. A claim on it counts no more.
    fn requeue(&mut self, tenant: TenantId, delivery: &Delivery) -> StoreResult<()>;

    /// Puts the webhook's failed deliveries of events in the span on the way again, the oldest first, at most `limit`.
    /// How many those were.
    fn requeue_failed(
        &mut self,
        tenant: TenantId,
        webhook: WebhookId,
        span: Span,
        now: Time,
        limit: i64,
    ) -> StoreResult<i64>;
}

/// Webhooks, read outside transactions.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait WebhookQueries: Send + Sync {
    /// The wanted part of the webhooks by number, and how many there are.
    fn webhooks(&self, tenant: TenantId, window: Window) -> StoreResult<Page<Webhook>>;

    /// The webhook of that number.
    fn webhook(&self, tenant: TenantId, number: i64) -> StoreResult<Option<Webhook>>;

    /// The wanted part of the webhook's deliveries, newest first, with their tries, and how many there are, in three
    /// statements whatever is wanted.
    fn deliveries(
        &self,
        tenant: TenantId,
        webhook: WebhookId,
        filter: DeliveryFilter,
        window: Window,
    ) -> StoreResult<Page<DeliverySheet>>;

    /// The tenants that somebody listens to and that have events in the outbox that were not told yet, at most `limit`.
    /// For the service itself: over all tenants.
    fn with_untold(&self, limit: i64) -> StoreResult<Vec<TenantId>>;

    /// The active webhooks of active tenants that have deliveries due, by tenant and id, those behind that one if it is
    /// given, at most `limit`. For the service itself: over all tenants.
    fn with_due(
        &self,
        now: Time,
        after: Option<(TenantId, WebhookId)>,
        limit: i64,
    ) -> StoreResult<Vec<(TenantId, WebhookId)>>;
}

/// Knows which addresses may be called. Blocks, because it may have to ask where an address leads.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait AddressGuard: Send + Sync {
    /// Whether the address may be called.
    ///
    /// # Errors
    /// [`NotReachable`], which does not tell why.
    fn check(&self, url: &WebhookUrl) -> Result<(), NotReachable>;
}

/// The address cannot or must not be called. Which of the two is not told, so that nobody finds out by it what there is
/// in our own network.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, thiserror::Error)]
#[error("the address is not reachable")]
pub struct NotReachable;

/// Seals the secrets of webhooks, so that whoever reads the database does not learn them.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Vault: Send + Sync {
    /// A new secret, as Standard Webhooks has it.
    ///
    /// # Errors
    /// When there is no key to seal it with.
    fn mint(&self) -> Result<SecretText, NoKey>;

    /// Whether it can be signed with that secret.
    fn can_sign(&self, secret: &SecretText) -> bool;

    /// The secret, sealed for that webhook and no other.
    ///
    /// # Errors
    /// When there is no key.
    fn seal(&self, tenant: TenantId, webhook: WebhookId, secret: &SecretText) -> Result<SealedSecret, NoKey>;
}

/// A secret cannot be sealed or opened.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the secret of a webhook cannot be sealed or opened: {0}")]
pub struct NoKey(pub String);

/// No webhooks: calls no address and seals nothing. For programs that have nothing to do with them.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoWebhooks;

impl AddressGuard for NoWebhooks {
    fn check(&self, _: &WebhookUrl) -> Result<(), NotReachable> {
        Err(NotReachable)
    }
}

impl Vault for NoWebhooks {
    fn mint(&self) -> Result<SecretText, NoKey> {
        Err(NoKey("there is no key".into()))
    }

    fn can_sign(&self, _: &SecretText) -> bool {
        false
    }

    fn seal(&self, _: TenantId, _: WebhookId, _: &SecretText) -> Result<SealedSecret, NoKey> {
        Err(NoKey("there is no key".into()))
    }
}
