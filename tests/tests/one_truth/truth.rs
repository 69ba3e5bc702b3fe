//! What must be true of the ticket, in the core's words.

use crate::story::{Deed, Opening, Voice};
use tessera_domain::time::Time;

/// A status of a tenant whose list has not been changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    Open,
    InProgress,
    Review,
    Waiting,
    PendingApproval,
    Resolved,
    Closed,
}

impl Status {
    pub const ALL: [Self; 7] = [
        Self::Open,
        Self::InProgress,
        Self::Review,
        Self::Waiting,
        Self::PendingApproval,
        Self::Resolved,
        Self::Closed,
    ];

    pub const fn is_finished(self) -> bool {
        match self {
            Self::Open | Self::InProgress | Self::Review | Self::Waiting | Self::PendingApproval => false,
            Self::Resolved | Self::Closed => true,
        }
    }
}

/// How much the ticket matters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rank {
    Lowest,
    Low,
    Medium,
    High,
    Highest,
}

impl Rank {
    pub const ALL: [Self; 5] = [Self::Lowest, Self::Low, Self::Medium, Self::High, Self::Highest];
}

/// Something that was said under it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Remark {
    pub text: String,
    pub internal: bool,
    pub at: Time,
}

/// The ticket.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Truth {
    /// By whom it was opened: a token reaches what it opened and nothing else.
    pub opened_by: Voice,
    pub title: String,
    pub description: Option<String>,
    pub status: Status,
    pub rank: Rank,
    pub category: Option<String>,
    pub remarks: Vec<Remark>,
    pub created_at: Time,
    pub updated_at: Time,
    pub closed_at: Option<Time>,
}

impl Truth {
    /// What is true of a new ticket.
    pub fn begin(opening: &Opening, at: Time) -> Self {
        let Opening {
            by,
            title,
            description,
            rank,
            category,
        } = opening.clone();
        Self {
            opened_by: by,
            title,
            description,
            status: Status::Open,
            rank: rank.unwrap_or(Rank::Medium),
            category,
            remarks: Vec::new(),
            created_at: at,
            updated_at: at,
            closed_at: None,
        }
    }

    /// Whether whoever speaks so may do anything to it, or see it.
    pub fn is_open_to(&self, voice: Voice) -> bool {
        match voice {
            Voice::Mobile => true,
            Voice::Integration => self.opened_by == Voice::Integration,
        }
    }

    /// What is true after the deed. What a voice may not do changes nothing.
    pub fn go_on(&mut self, by: Voice, deed: &Deed, at: Time) {
        if !self.is_open_to(by) {
            return;
        }
        match deed {
            Deed::Title(title) => self.title.clone_from(title),
            Deed::Description(description) => self.description.clone_from(description),
            Deed::Rank(rank) => self.rank = *rank,
            Deed::Status(status) => self.set_status(*status, at),
            Deed::Comment { text, internal } => self.remarks.push(Remark {
                text: text.clone(),
                internal: *internal,
                at,
            }),
        }
        self.updated_at = at;
    }

    /// Finishing stamps it, finishing it otherwise keeps the stamp, and going back takes it away.
    fn set_status(&mut self, status: Status, at: Time) {
        self.status = status;
        self.closed_at = status.is_finished().then(|| self.closed_at.unwrap_or(at));
    }
}
