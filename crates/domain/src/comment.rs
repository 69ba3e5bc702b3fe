//! Comments: what people write under a ticket.

use crate::{
    id::{CommentId, TenantId, TicketId, UserId},
    text::CommentText,
    time::Time,
};
use serde_json::{Map, Value};

/// One comment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comment {
    /// Whose comment it is.
    pub tenant: TenantId,
    /// Its id.
    pub id: CommentId,
    /// The tenant's running number of it.
    pub number: i64,
    /// The ticket it stands under.
    pub ticket: TicketId,
    /// Who wrote it; nobody for what the service writes itself.
    pub author: Option<UserId>,
    /// The text.
    pub text: CommentText,
    /// Who may read it.
    pub audience: Audience,
    /// Whether it says how the ticket was solved.
    pub resolution: bool,
    /// The first comment of its thread: itself unless it is a reply.
    pub thread: CommentId,
    /// The comment it replies to.
    pub parent: Option<CommentId>,
    /// The client's own data.
    pub metadata: Option<Map<String, Value>>,
    /// When it was written.
    pub created_at: Time,
    /// When it was changed last.
    pub updated_at: Time,
    /// Counts the texts, from 1. Writers say which one they saw.
    pub version: i64,
}

impl Comment {
    /// Whether its text is not the first one.
    pub const fn is_edited(&self) -> bool {
        self.version > 1
    }

    /// Gives it another text.
    pub fn edit(&mut self, text: CommentText, at: Time) {
        self.text = text;
        self.updated_at = at;
        self.version += 1;
    }
}

/// Who may read a comment.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Audience {
    /// Everybody who sees the ticket.
    Public,
    /// Only those who may comment internally.
    Internal,
}

impl Audience {
    /// From the flag that dialects carry.
    pub const fn from_internal(internal: bool) -> Self {
        if internal { Self::Internal } else { Self::Public }
    }

    /// To the flag that dialects carry.
    pub const fn is_internal(self) -> bool {
        matches!(self, Self::Internal)
    }
}
