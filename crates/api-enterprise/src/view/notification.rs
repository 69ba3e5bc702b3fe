//! Notifications on the wire.

use super::person::PersonRow;
use crate::{
    listing::Listed,
    meaning::{notification_words, outcome_word},
};
use serde::Serialize;
use tessera_application::views::{ActorLabel, NotificationSheet, NotifiedTicket};
use tessera_domain::{notification, webhook::payload::webhook_name};
use tessera_http::moment::exact::Moment;
use utoipa::ToSchema;

/// What one person is told of, because it concerns them.
#[derive(Serialize, ToSchema)]
#[schema(as = Notification)]
pub struct NotificationRow {
    /// Its number: the place of what happened in the tenant's log, as in the change feed.
    #[schema(minimum = 1)]
    pub id: i64,
    /// Why they are told.
    #[schema(value_type = crate::schema::NotificationWord)]
    pub kind: &'static str,
    /// The same in a few words for people.
    #[schema(value_type = String, example = "You were mentioned in a comment")]
    pub message: &'static str,
    /// The ticket that it is about; null where it is about a webhook.
    pub ticket: Option<NotificationTicket>,
    /// The number of the comment that mentions them, as long as there is that comment.
    pub comment_id: Option<i64>,
    /// The number of the approval that they are to decide, that more is asked about, or that was the last one to be decided.
    pub approval_id: Option<i64>,
    /// How it was decided: `approved` or `rejected`.
    pub outcome: Option<&'static str>,
    /// The webhook that was switched off, as long as there is that webhook.
    #[schema(example = "wh_1")]
    pub webhook_id: Option<String>,
    /// Who did it; null where no person did.
    pub actor: Option<PersonRow>,
    /// The name of the integration that did it, if one did.
    pub source: Option<String>,
    /// The id of what happened, which is the same wherever it is told of.
    pub event_id: uuid::Uuid,
    /// When it happened.
    pub created_at: Moment,
    /// Whether they have read of it.
    pub read: bool,
    /// Since when.
    pub read_at: Option<Moment>,
}

/// A ticket, as shown beside a notification.
#[derive(Serialize, ToSchema)]
#[schema(as = NotificationTicket)]
pub struct NotificationTicket {
    /// Its number.
    #[schema(minimum = 1)]
    pub id: i64,
    /// Its reference.
    #[schema(example = "TKT-20231201-001")]
    pub ticket_number: String,
    /// What it is called.
    pub title: String,
}

/// A part of somebody's notifications.
#[derive(Serialize, ToSchema)]
#[schema(as = NotificationList)]
pub struct NotificationList {
    /// The part.
    #[serde(flatten)]
    pub list: Listed<NotificationRow>,
    /// How many they have not read, whatever is asked for.
    #[schema(minimum = 0)]
    pub unread_count: i64,
}

/// What became of having read all.
#[derive(Serialize, ToSchema)]
#[schema(as = NotificationsRead)]
pub struct ReadRow {
    /// How many had not been read before.
    #[schema(minimum = 0)]
    pub read_count: i64,
}

impl From<&NotificationSheet> for NotificationRow {
    fn from(sheet: &NotificationSheet) -> Self {
        let NotificationSheet {
            recipient: _,
            kind,
            sequence,
            event,
            actor,
            ticket,
            comment,
            approval,
            webhook,
            read_at,
            version: _,
        } = sheet;
        let (actor, source) = match actor {
            ActorLabel::Person(card) => (Some(PersonRow::from(card)), None),
            ActorLabel::Token(name) => (None, Some(name.clone())),
            ActorLabel::Nameless => (None, None),
        };
        Self {
            id: *sequence,
            kind: kind.key(),
            message: notification_words(*kind),
            ticket: ticket.as_ref().map(NotificationTicket::from),
            comment_id: *comment,
            approval_id: *approval,
            outcome: notification::outcome(event).and_then(outcome_word),
            webhook_id: webhook.map(webhook_name),
            actor,
            source,
            event_id: event.id.uuid(),
            created_at: Moment(event.at),
            read: read_at.is_some(),
            read_at: read_at.map(Moment),
        }
    }
}

impl From<&NotifiedTicket> for NotificationTicket {
    fn from(ticket: &NotifiedTicket) -> Self {
        let NotifiedTicket {
            id: _,
            number,
            reference,
            title,
        } = ticket;
        Self {
            id: *number,
            ticket_number: reference.clone(),
            title: title.clone(),
        }
    }
}
