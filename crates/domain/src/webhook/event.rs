//! The events that webhooks hear of, by their published names.

use crate::{event::EventKind, issue::Problem};

/// Something that a webhook can be told of (enterprise contract, "Webhooks").
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum WebhookEvent {
    /// A ticket was opened.
    TicketCreated,
    /// Fields of a ticket changed.
    TicketUpdated,
    /// A ticket's status changed.
    TicketStatusChanged,
    /// Somebody else works on a ticket now, or nobody.
    TicketAssigned,
    /// A comment was written.
    CommentAdded,
    /// Somebody is asked to approve.
    ApprovalRequested,
    /// Somebody decided about an approval.
    ApprovalProcessed,
    /// A file was attached.
    FileUploaded,
    /// Nothing happened; an admin tries the address. Nobody can ask for it.
    Test,
}

impl WebhookEvent {
    /// Those that can be asked for, in the order in which they are documented.
    pub const ALL: [Self; 8] = [
        Self::TicketCreated,
        Self::TicketUpdated,
        Self::TicketStatusChanged,
        Self::TicketAssigned,
        Self::CommentAdded,
        Self::ApprovalRequested,
        Self::ApprovalProcessed,
        Self::FileUploaded,
    ];

    /// The names of those that can be asked for.
    pub const NAMES: &'static [&'static str] = &[
        "ticket.created",
        "ticket.updated",
        "ticket.status_changed",
        "ticket.assigned",
        "comment.added",
        "approval.requested",
        "approval.processed",
        "file.uploaded",
    ];

    /// Its published name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TicketCreated => "ticket.created",
            Self::TicketUpdated => "ticket.updated",
            Self::TicketStatusChanged => "ticket.status_changed",
            Self::TicketAssigned => "ticket.assigned",
            Self::CommentAdded => "comment.added",
            Self::ApprovalRequested => "approval.requested",
            Self::ApprovalProcessed => "approval.processed",
            Self::FileUploaded => "file.uploaded",
            Self::Test => "webhook.test",
        }
    }

    /// The event of that stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        let every = Self::ALL.into_iter().chain([Self::Test]);
        every.into_iter().find(|event| event.name() == name)
    }

    /// An event that can be asked for.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn parse(name: &str) -> Result<Self, Problem> {
        let known = Self::from_name(name).filter(|event| *event != Self::Test);
        known.ok_or_else(|| Problem::not_one_of(Self::NAMES, name))
    }

    /// What webhooks hear of something that happened, if they do.
    pub fn of(kind: EventKind) -> Option<Self> {
        match kind {
            EventKind::CommentAdded => Some(Self::CommentAdded),
            // A member of the ticket changed, if by nobody's hand: `sla_breach_time`.
            EventKind::TicketBreached => Some(Self::TicketUpdated),
            // The log calls the others as webhooks do, and the rest of what it tells is no webhook's business.
            other => Self::from_name(other.key()),
        }
    }

    /// The kinds of events that the log has it by.
    pub fn kinds(self) -> impl Iterator<Item = EventKind> {
        let all = EventKind::ALL.iter().copied();
        all.filter(move |kind| Self::of(*kind) == Some(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_list_and_read_back() {
        assert_eq!(WebhookEvent::ALL.map(WebhookEvent::name), WebhookEvent::NAMES);
        for event in WebhookEvent::ALL {
            assert_eq!(WebhookEvent::parse(event.name()), Ok(event));
            assert_eq!(WebhookEvent::from_name(event.name()), Some(event));
        }
        let test = WebhookEvent::Test.name();
        assert_eq!(WebhookEvent::from_name(test), Some(WebhookEvent::Test));
        for bad in [test, "", "*", "ticket.deleted", "Ticket.Created"] {
            assert!(WebhookEvent::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_happens_to_tickets_is_heard_by_its_published_name() {
        for (kind, name) in [
            (EventKind::TicketCreated, Some("ticket.created")),
            (EventKind::TicketUpdated, Some("ticket.updated")),
            (EventKind::TicketStatusChanged, Some("ticket.status_changed")),
            (EventKind::TicketAssigned, Some("ticket.assigned")),
            (EventKind::CommentAdded, Some("comment.added")),
            (EventKind::FileUploaded, Some("file.uploaded")),
            (EventKind::TicketBreached, Some("ticket.updated")),
            (EventKind::CommentEdited, None),
            (EventKind::TicketDeleted, None),
            (EventKind::UserCreated, None),
        ] {
            assert_eq!(WebhookEvent::of(kind).map(WebhookEvent::name), name);
        }
        let kinds: Vec<_> = WebhookEvent::CommentAdded.kinds().collect();
        assert_eq!(kinds, [EventKind::CommentAdded]);
    }
}
