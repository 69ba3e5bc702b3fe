//! The change feed on the wire.

use super::detail::Happening;
use serde::Serialize;
use tessera_application::{feed::FeedPart, views::FeedEntry};
use utoipa::ToSchema;

/// A part of the change feed.
#[derive(Serialize, ToSchema)]
#[schema(as = Feed)]
pub struct Feed {
    /// What happened, in order.
    pub items: Vec<FeedItem>,
    /// What to ask for as `after` to go on.
    #[schema(minimum = 0)]
    pub next: i64,
    /// Whether the feed is known to go on. If not, there may be more later.
    pub has_more: bool,
}

/// Something that happened, to a ticket or apart from any.
#[derive(Serialize, ToSchema)]
#[schema(as = FeedItem)]
pub struct FeedItem {
    /// What happened.
    #[serde(flatten)]
    pub happening: Happening,
    /// Its id, which is the same wherever it is told of: webhooks have it after `evt_`, without hyphens.
    pub event_id: uuid::Uuid,
    /// The number of the ticket that it happened to; null if there was none, or that is gone and this is not its end.
    pub ticket_id: Option<i64>,
}

impl From<&FeedPart> for Feed {
    fn from(part: &FeedPart) -> Self {
        let FeedPart { entries, next, more } = part;
        Self {
            items: entries.iter().map(FeedItem::from).collect(),
            next: *next,
            has_more: *more,
        }
    }
}

impl From<&FeedEntry> for FeedItem {
    fn from(entry: &FeedEntry) -> Self {
        let FeedEntry { entry, ticket_number } = entry;
        Self {
            happening: Happening::from(entry),
            event_id: entry.logged.event.id.uuid(),
            ticket_id: *ticket_number,
        }
    }
}
