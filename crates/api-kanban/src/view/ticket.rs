//! Tickets on the wire.

use super::person::PersonRow;
use crate::{
    meaning::{kind_word, level_word, status_word},
    moment::Moment,
};
use serde::Serialize;
use tessera_application::views::TicketSheet;
use utoipa::ToSchema;

/// A ticket: a card on a board.
#[derive(Serialize, ToSchema)]
#[schema(as = Ticket)]
pub struct TicketRow {
    /// Its number.
    #[schema(minimum = 1)]
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// The long text.
    pub description: Option<String>,
    /// What sort of thing it is.
    #[serde(rename = "type")]
    #[schema(pattern = "^(task|bug|story|epic)$")]
    pub kind: &'static str,
    /// Where it stands: `new`, `in_progress`, `review`, `waiting`, `pending_approval`, `done`, or the key of another
    /// status of the tenant.
    #[schema(example = "in_progress")]
    pub status: String,
    /// How much it matters, from 1, the lowest, to 5, the highest.
    #[schema(minimum = 1, maximum = 5)]
    pub priority_id: i16,
    /// How urgent it is.
    #[schema(pattern = "^(low|medium|high|critical)$")]
    pub urgency: &'static str,
    /// How important it is.
    #[schema(pattern = "^(low|medium|high|critical)$")]
    pub importance: &'static str,
    /// Its project's number.
    #[schema(minimum = 1)]
    pub project: i64,
    /// Its project's short name.
    #[schema(example = "DEMO")]
    pub project_key: String,
    /// Its column's number.
    pub column: Option<i64>,
    /// Its column's name; empty if it stands in none.
    pub column_name: String,
    /// The numbers of those who work on it, the first of them first.
    pub assignee_ids: Vec<i64>,
    /// Those who work on it.
    pub assignees: Vec<Assignee>,
    /// Who opened it.
    pub reporter: Option<PersonRow>,
    /// Whether the caller follows it.
    pub following: bool,
    /// How many comments the caller may read.
    #[schema(minimum = 0)]
    pub comments_count: i64,
    /// What its tags say, in the order in which they were given.
    pub tag_names: Vec<String>,
    /// The numbers of its tags, in the same order.
    pub tags: Vec<i64>,
    /// The day on which it should be done.
    #[schema(value_type = crate::schema::DayOrNull)]
    pub due_date: Option<String>,
    /// The day on which work should begin.
    #[schema(value_type = crate::schema::DayOrNull)]
    pub start_date: Option<String>,
    /// When it was opened.
    pub created_at: Moment,
    /// When it changed last.
    pub updated_at: Moment,
}

/// Somebody who works on a ticket.
#[derive(Serialize, ToSchema)]
#[schema(as = Assignee)]
pub struct Assignee {
    /// Who.
    pub user: PersonRow,
}

impl From<&TicketSheet> for TicketRow {
    fn from(sheet: &TicketSheet) -> Self {
        let ticket = &sheet.ticket;
        let assignees = sheet.assignees.iter();
        Self {
            id: ticket.number,
            name: ticket.title.to_string(),
            description: ticket.description.as_ref().map(ToString::to_string),
            kind: kind_word(ticket.kind),
            status: status_word(&sheet.status_key).to_owned(),
            priority_id: ticket.rank.get(),
            urgency: level_word(ticket.urgency),
            importance: level_word(ticket.importance),
            project: sheet.project_number,
            project_key: sheet.project_key.clone(),
            column: sheet.column.as_ref().map(|column| column.number),
            column_name: sheet
                .column
                .as_ref()
                .map(|column| column.name.clone())
                .unwrap_or_default(),
            assignee_ids: assignees.clone().map(|person| person.number).collect(),
            assignees: assignees.map(|person| Assignee { user: person.into() }).collect(),
            reporter: sheet.created_by.as_ref().map(PersonRow::from),
            following: sheet.following,
            comments_count: sheet.comments,
            tag_names: sheet.tags.iter().map(|tag| tag.text.clone()).collect(),
            tags: sheet.tags.iter().map(|tag| tag.number).collect(),
            due_date: ticket.due_at.map(|due| due.date().to_string()),
            start_date: ticket.start_on.map(|day| day.to_string()),
            created_at: Moment(ticket.created_at),
            updated_at: Moment(ticket.updated_at),
        }
    }
}

/// Whether the caller follows a ticket.
#[derive(Serialize, ToSchema)]
#[schema(as = Following)]
pub struct Following {
    /// Whether they do from now on.
    pub following: bool,
}

/// A card was moved.
#[derive(Serialize, ToSchema)]
#[schema(as = Moved)]
pub struct Moved {
    /// In words.
    #[schema(example = "ticket moved")]
    pub status: &'static str,
    /// The name of the column where it is now.
    #[schema(example = "Done")]
    pub column: String,
}
