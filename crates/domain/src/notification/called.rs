//! Whom an event concerns.

use super::{Notice, NotificationKind, field};
use crate::{
    event::{Event, EventKind},
    id::{TicketId, UserId},
    time::Time,
    user::{Permission, Role, User},
    visibility::{Sight, Ties},
};
use serde::Deserialize;
use serde_json::Value;
use std::{
    collections::{HashMap, HashSet},
    hash::BuildHasher,
};
use uuid::Uuid;

/// Whom an event means, before anybody has looked who they are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Called {
    /// These people.
    People(Vec<UserId>),
    /// Whoever looks after webhooks.
    Keepers,
    /// Whoever works on the event's ticket, or where no active person does, whoever runs the tenant.
    Workers,
}

/// For how many seconds a missed deadline is news. A policy that changes, or an import, may find many that were missed long
/// ago.
const MISSED_LATELY: i64 = 24 * 3_600;

/// Whom an event concerns, and why; nothing when it concerns nobody in particular.
pub fn called(event: &Event) -> Option<(NotificationKind, Called)> {
    use NotificationKind as Kind;
    let (kind, people) = match event.kind {
        EventKind::CommentAdded => (Kind::Mentioned, newly(event, &[field::MENTIONS])),
        EventKind::TicketCreated | EventKind::TicketAssigned => {
            (Kind::Assigned, newly(event, &[field::ASSIGNEE, field::FURTHER]))
        }
        EventKind::ApprovalRequested => (Kind::ApprovalRequested, newly(event, &[field::APPROVER])),
        EventKind::ApprovalProcessed => (processed(event)?, newly(event, &[field::REQUESTERS])),
        EventKind::TicketBreached => {
            return missed_lately(event).then_some((Kind::SlaBreached, Called::Workers));
        }
        EventKind::WebhookDisabled => return Some((Kind::WebhookDisabled, Called::Keepers)),
        // All else is for whoever cares to look.
        _ => return None,
    };
    (!people.is_empty()).then_some((kind, Called::People(people)))
}

/// Of what is done about a decision its requesters are told when they are asked for more, and when all is decided.
fn processed(event: &Event) -> Option<NotificationKind> {
    let became = |name: &str| event.changes.iter().find(|change| change.field == name);
    if became(field::WORKFLOW).is_some() {
        return Some(NotificationKind::ApprovalDecided);
    }
    let asks = became(field::ACTION).is_some_and(|change| change.after == "request_info");
    asks.then_some(NotificationKind::ApprovalInfoRequested)
}

/// Whether the deadline that was missed passed not long before that was noticed.
fn missed_lately(event: &Event) -> bool {
    let missed = event
        .changes
        .iter()
        .find(|change| change.field == field::BREACHED);
    missed
        .and_then(|change| Time::deserialize(&change.after).ok())
        .is_some_and(|deadline| event.at <= deadline.plus_seconds(MISSED_LATELY))
}

/// Who stands in these fields now and stood in none of them before.
fn newly(event: &Event, fields: &[&str]) -> Vec<UserId> {
    let changes = || {
        event
            .changes
            .iter()
            .filter(|change| fields.contains(&change.field.as_str()))
    };
    let before: HashSet<UserId> = changes().flat_map(|change| people(&change.before)).collect();
    let mut after: Vec<UserId> = Vec::new();
    for user in changes().flat_map(|change| people(&change.after)) {
        if !before.contains(&user) && !after.contains(&user) {
            after.push(user);
        }
    }
    after
}

/// The people whom a value names: one, several or none.
fn people(value: &Value) -> Vec<UserId> {
    let person = |value: &Value| UserId::deserialize(value).ok();
    match value {
        Value::Array(items) => items.iter().filter_map(person).collect(),
        one => person(one).into_iter().collect(),
    }
}

/// Who is told of what one change did: of the people, who are active ones, everybody whom it concerns, but never who did
/// it, never who may not know of it, and each once for each ticket. `ties` are those of the tickets of whose requesters
/// some see them by their part in them only, and of those whose workers are meant.
pub fn notices(
    events: &[Event],
    people: &[User],
    ties: &HashMap<TicketId, Ties, impl BuildHasher>,
    by_mail: bool,
) -> Vec<Notice> {
    let mut meant: Vec<_> = events
        .iter()
        .filter_map(|event| called(event).map(|(kind, called)| (kind, called, event)))
        .collect();
    let rank = |kind| NotificationKind::ALL.iter().position(|one| *one == kind);
    meant.sort_by_key(|(kind, ..)| rank(*kind));
    let mut told: HashSet<(UserId, Uuid)> = HashSet::new();
    let mut notices = Vec::new();
    for (kind, called, event) in meant {
        let about = event.ticket.map_or(event.subject, TicketId::uuid);
        for user in people {
            if is_meant(user, &called, || works_on(event, ties, people, user))
                && event.actor.user() != Some(user.id)
                && may_know(user, kind, event, ties)
                && told.insert((user.id, about))
            {
                notices.push(Notice {
                    event: event.id,
                    recipient: user.id,
                    kind,
                    by_mail: by_mail && user.email.is_some(),
                });
            }
        }
    }
    notices
}

fn is_meant(user: &User, called: &Called, works: impl FnOnce() -> bool) -> bool {
    match called {
        Called::People(people) => people.contains(&user.id),
        Called::Keepers => user.permissions().allow(Permission::ManageIntegrations),
        Called::Workers => works(),
    }
}

/// Whether the user works on the event's ticket, or runs the tenant where none of the people does.
fn works_on(
    event: &Event,
    ties: &HashMap<TicketId, Ties, impl BuildHasher>,
    people: &[User],
    user: &User,
) -> bool {
    let workers = event
        .ticket
        .and_then(|ticket| ties.get(&ticket))
        .map_or(&[][..], |ties| &ties.assignees);
    if people.iter().any(|one| workers.contains(&one.id)) {
        workers.contains(&user.id)
    } else {
        matches!(user.role, Role::Admin | Role::SuperAdmin)
    }
}

fn may_know(
    user: &User,
    kind: NotificationKind,
    event: &Event,
    ties: &HashMap<TicketId, Ties, impl BuildHasher>,
) -> bool {
    let viewer = user.viewer();
    if event.audience.is_internal() && !viewer.internal {
        return false;
    }
    let Some(ticket) = event.ticket else { return true };
    kind.shows_ticket()
        || viewer.sight == Sight::Everything
        || ties.get(&ticket).is_some_and(|ties| viewer.sight.sees(ties))
}

impl NotificationKind {
    /// Whether somebody has to be asked whether a ticket is in their sight before they are told of it so.
    pub fn asks_for_ties(self, user: &User) -> bool {
        !self.shows_ticket() && user.viewer().sight != Sight::Everything
    }
}
