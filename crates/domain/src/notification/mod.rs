//! Notifications: what one person is told of because it concerns them, and the letters that go out about it.
//!
//! A notification is one person's part in one event of the log. [`notices`] says who gets one.

mod called;
mod letter;

pub use called::{Called, called, notices};
pub use letter::{GIVEN_UP_AFTER, again};

use crate::{
    approval::WorkflowState,
    event::{Event, EventKind},
    id::{EventId, UserId},
};

/// The fields by which events say whom they concern, beside those of tickets.
pub mod field {
    /// Whom a comment names.
    pub const MENTIONS: &str = "mentions";
    /// Whose wish a decision is about.
    pub const REQUESTERS: &str = "requester_ids";
    /// Where the approval as a whole stands.
    pub const WORKFLOW: &str = "workflow_status";
    /// Who is to decide.
    pub const APPROVER: &str = "approver_id";
    /// What was done with a decision.
    pub const ACTION: &str = "action";
    /// Who works on a ticket.
    pub const ASSIGNEE: &str = "assignee_id";
    /// Who else works on it.
    pub const FURTHER: &str = "further_assignee_ids";
    /// Which deadline was missed.
    pub const BREACHED: &str = "breached_at";
}

/// Why somebody is told.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NotificationKind {
    /// A comment names them.
    Mentioned,
    /// They are to decide.
    ApprovalRequested,
    /// Who decides about their wish wants to know more first.
    ApprovalInfoRequested,
    /// Their wish was decided.
    ApprovalDecided,
    /// They work on a ticket from now on.
    Assigned,
    /// A ticket that they work on missed its deadline, or one that nobody works on.
    SlaBreached,
    /// A webhook of the tenant that they run is told nothing more.
    WebhookDisabled,
}

impl NotificationKind {
    /// Every kind. Of several that one change has for one person, the first counts.
    pub const ALL: [Self; 7] = [
        Self::Mentioned,
        Self::ApprovalRequested,
        Self::ApprovalInfoRequested,
        Self::ApprovalDecided,
        Self::Assigned,
        Self::SlaBreached,
        Self::WebhookDisabled,
    ];

    /// Its stored and shown name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Mentioned => "mentioned",
            Self::ApprovalRequested => "approval_requested",
            Self::ApprovalInfoRequested => "approval_info_requested",
            Self::ApprovalDecided => "approval_decided",
            Self::Assigned => "assigned",
            Self::SlaBreached => "sla_breached",
            Self::WebhookDisabled => "webhook_disabled",
        }
    }

    /// The kind of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// Whether the very thing that they are told of shows them the ticket: who is named watches it, and so does who
    /// decides about it and sees it by no other right. Who works on a ticket sees it, and so do those who run the tenant.
    const fn shows_ticket(self) -> bool {
        match self {
            Self::Mentioned | Self::ApprovalRequested | Self::Assigned | Self::SlaBreached => true,
            Self::ApprovalInfoRequested | Self::ApprovalDecided | Self::WebhookDisabled => false,
        }
    }
}

/// That somebody is told of an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Notice {
    /// Of which event.
    pub event: EventId,
    /// Who.
    pub recipient: UserId,
    /// Why.
    pub kind: NotificationKind,
    /// Whether a letter goes out too.
    pub by_mail: bool,
}

/// How an approval ended, if that is what the event tells of.
pub fn outcome(event: &Event) -> Option<WorkflowState> {
    if event.kind != EventKind::ApprovalProcessed {
        return None;
    }
    let change = event
        .changes
        .iter()
        .find(|change| change.field == field::WORKFLOW)?;
    WorkflowState::from_key(change.after.as_str()?)
}

#[cfg(test)]
mod tests;
