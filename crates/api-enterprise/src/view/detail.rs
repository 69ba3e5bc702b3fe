//! A ticket with everything that stands around it.

use super::{
    approval::WorkflowRow, attachment::AttachmentRow, comment::CommentRow, person::PersonRow,
    ticket::TicketRow,
};
use crate::{
    attachments::Addresses,
    error::own_name,
    meaning::{event_words, priority_word, status_word},
};
use serde::Serialize;
use tessera_application::views::{ActorLabel, RelatedTicket, TicketDossier, TimelineEntry, WorkflowSheet};
use tessera_domain::{time::Time, transition::Stage};
use tessera_http::moment::exact::Moment;
use utoipa::ToSchema;

/// A ticket with everything that stands around it.
#[derive(Serialize, ToSchema)]
#[schema(as = TicketDetail)]
pub struct TicketDetail {
    /// The ticket.
    #[serde(flatten)]
    pub ticket: TicketRow,
    /// What was said under it, oldest first: the first 100. The rest stands in the list of its comments.
    pub comments: Vec<CommentRow>,
    /// How many comments there are that the caller may read.
    #[schema(minimum = 0)]
    pub comments_count: i64,
    /// Its files by number: the first 100.
    pub attachments: Vec<AttachmentRow>,
    /// How many files there are that the caller may fetch.
    #[schema(minimum = 0)]
    pub attachments_count: i64,
    /// Who has to agree, or had to; null if nobody ever had.
    pub approval_workflow: Option<WorkflowRow>,
    /// Whether it waits for somebody's approval.
    pub has_pending_approvals: bool,
    /// What happened to it, newest first: the last 100 things.
    pub activity_timeline: Vec<Happening>,
    /// A few others of its department that bear one of its tags, newest first.
    pub related_tickets: Vec<RelatedRow>,
}

/// Something that happened to a ticket.
#[derive(Serialize, ToSchema)]
#[schema(as = Happening)]
pub struct Happening {
    /// Its place in the log.
    #[schema(minimum = 1)]
    pub id: i64,
    /// What happened, in a stable word.
    #[schema(value_type = String, example = "ticket.status_changed")]
    pub action: &'static str,
    /// The same in words.
    #[schema(value_type = String, example = "Status changed")]
    pub description: &'static str,
    /// The number of who did it; null if it was no person.
    pub user_id: Option<i64>,
    /// Who did it; null if it was no person.
    pub user: Option<PersonRow>,
    /// When.
    pub created_at: Moment,
    /// More about it.
    pub metadata: Metadata,
}

/// More about something that happened.
#[derive(Serialize, ToSchema)]
#[schema(as = HappeningMetadata)]
pub struct Metadata {
    /// The fields that changed.
    pub fields: Vec<String>,
    /// The name of the system that did it, if it was one.
    pub source: Option<String>,
}

/// Another ticket, as shown beside one.
#[derive(Serialize, ToSchema)]
#[schema(as = RelatedTicket)]
pub struct RelatedRow {
    /// Its number.
    #[schema(minimum = 1)]
    pub id: i64,
    /// Its reference.
    #[schema(example = "TKT-20231201-001")]
    pub ticket_number: String,
    /// What it is called.
    pub title: String,
    /// Where it stands.
    #[schema(pattern = "^(open|in_progress|pending_approval|resolved|closed)$")]
    pub status: &'static str,
    /// How much it matters.
    #[schema(pattern = "^(low|medium|high|critical)$")]
    pub priority: &'static str,
    /// When it was opened.
    pub created_at: Moment,
}

impl TicketDetail {
    /// A ticket as it is read at that moment.
    pub fn new(dossier: &TicketDossier, addresses: &Addresses, now: Time) -> Self {
        let TicketDossier {
            sheet,
            comments,
            attachments,
            approval,
            timeline,
            related,
        } = dossier;
        let is_active = |sheet: &WorkflowSheet| sheet.workflow.at_turn().is_some();
        Self {
            ticket: TicketRow::new(sheet, now),
            comments: comments.items.iter().map(CommentRow::from).collect(),
            comments_count: comments.total,
            attachments: attachments.items.iter().map(|file| addresses.row(file)).collect(),
            attachments_count: attachments.total,
            approval_workflow: approval
                .as_ref()
                .map(|approval| WorkflowRow::new(approval, sheet.ticket.number)),
            has_pending_approvals: approval.as_ref().is_some_and(is_active),
            activity_timeline: timeline.iter().map(Happening::from).collect(),
            related_tickets: related.iter().map(RelatedRow::from).collect(),
        }
    }
}

impl From<&TimelineEntry> for Happening {
    fn from(entry: &TimelineEntry) -> Self {
        let TimelineEntry { logged, actor } = entry;
        let (action, description) = event_words(logged.event.kind);
        let (user, source) = match actor {
            ActorLabel::Person(card) => (Some(card), None),
            ActorLabel::Token(name) => (None, Some(name.clone())),
            ActorLabel::Nameless => (None, None),
        };
        let changes = logged.event.changes.iter();
        Self {
            id: logged.sequence,
            action,
            description,
            user_id: user.map(|card| card.number),
            user: user.map(PersonRow::from),
            created_at: Moment(logged.event.at),
            metadata: Metadata {
                fields: changes.map(|change| own_name(&change.field).to_owned()).collect(),
                source,
            },
        }
    }
}

impl From<&RelatedTicket> for RelatedRow {
    fn from(related: &RelatedTicket) -> Self {
        let RelatedTicket {
            id: _,
            number,
            reference,
            title,
            status_key,
            status_category,
            rank,
            created_at,
        } = related;
        Self {
            id: *number,
            ticket_number: reference.clone(),
            title: title.clone(),
            status: status_word(Stage::of(status_key, *status_category)),
            priority: priority_word(*rank),
            created_at: Moment(*created_at),
        }
    }
}
