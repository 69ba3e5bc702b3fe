//! A ticket with everything that stands around it, and what happened to it.

use super::{CommentSheet, LoggedEvent, PersonCard, TicketSheet};
use crate::{approvals::WorkflowSheet, attachments::AttachmentSheet, error::StoreResult};
use tessera_domain::{
    caller::Viewer,
    id::{TenantId, TicketId},
    listing::{Direction, Page},
    priority::Rank,
    status::StatusCategory,
    time::Time,
};

/// A ticket with the beginning of everything that stands around it, as its viewer reads it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TicketDossier {
    /// The ticket.
    pub sheet: TicketSheet,
    /// Its comments, oldest first, and how many there are.
    pub comments: Page<CommentSheet>,
    /// Its files by number, and how many there are.
    pub attachments: Page<AttachmentSheet>,
    /// Who has to agree, or had to: the newest workflow, if there was one.
    pub approval: Option<WorkflowSheet>,
    /// What happened to it, newest first.
    pub timeline: Vec<TimelineEntry>,
    /// Tickets in sight that lie in the same department and bear one of its tags, newest first. They are looked for
    /// among the newest that bear each tag.
    pub related: Vec<RelatedTicket>,
}

/// How much of each there may be in a dossier.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DossierLimits {
    /// Comments.
    pub comments: i64,
    /// Files.
    pub attachments: i64,
    /// Events.
    pub timeline: i64,
    /// Other tickets.
    pub related: i64,
}

/// Another ticket, as shown beside one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RelatedTicket {
    /// Its id.
    pub id: TicketId,
    /// The tenant's running number of it.
    pub number: i64,
    /// Its reference.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// Its status's key.
    pub status_key: String,
    /// What the status means.
    pub status_category: StatusCategory,
    /// How much it matters.
    pub rank: Rank,
    /// When it was opened.
    pub created_at: Time,
}

/// Something that happened to a ticket, with the name of who did it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TimelineEntry {
    /// What happened, and its place in the tenant's log.
    pub logged: LoggedEvent,
    /// Who did it.
    pub actor: ActorLabel,
}

/// Who did something, as people read it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ActorLabel {
    /// A person.
    Person(PersonCard),
    /// Another system, by the name of its token.
    Token(String),
    /// Nobody with a name: the operator, an import, the service, or a token that is gone. The event says which.
    Nameless,
}

/// Which part of what happened to a ticket.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TimelineWanted {
    /// Oldest or newest first.
    pub direction: Direction,
    /// The place of an event that the part begins behind; with the first one, if there is none.
    pub behind: Option<i64>,
    /// The most events.
    pub limit: i64,
}

/// Reading tickets with what stands around them.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait DossierQueries: Send + Sync {
    /// The ticket of that number with what stands around it, if it is in the viewer's sight, in seven statements
    /// whatever there is.
    fn dossier(
        &self,
        tenant: TenantId,
        viewer: &Viewer,
        number: i64,
        limits: &DossierLimits,
    ) -> StoreResult<Option<TicketDossier>>;

    /// What happened to the ticket, in one statement. Whether it is in sight is not asked. What is internal is among
    /// it only if the viewer reads that.
    fn of_ticket(
        &self,
        tenant: TenantId,
        viewer: &Viewer,
        ticket: TicketId,
        wanted: &TimelineWanted,
    ) -> StoreResult<Vec<TimelineEntry>>;
}
