//! Tickets on the wire.

use super::person::PersonRow;
use crate::meaning::{kind_word, priority_word, status_word};
use serde::Serialize;
use tessera_application::views::{DepartmentLabel, TicketSheet};
use tessera_domain::{time::Time, transition::Stage};
use tessera_http::moment::exact::Moment;
use utoipa::ToSchema;

/// A ticket.
#[derive(Serialize, ToSchema)]
#[schema(as = Ticket)]
pub struct TicketRow {
    /// Its number.
    #[schema(minimum = 1)]
    pub id: i64,
    /// Its reference, which never changes and is nobody else's.
    #[schema(pattern = r"^TKT-\d{8}-\d{3,}$", example = "TKT-20231201-001")]
    pub ticket_number: String,
    /// What it is called.
    pub title: String,
    /// The long text; empty if another dialect gave it none.
    pub description: String,
    /// Where it stands.
    #[schema(pattern = "^(open|in_progress|pending_approval|resolved|closed)$")]
    pub status: &'static str,
    /// How much it matters.
    #[schema(pattern = "^(low|medium|high|critical)$")]
    pub priority: &'static str,
    /// What sort of thing it is.
    #[schema(pattern = "^(incident|request|problem|change)$")]
    pub ticket_type: &'static str,
    /// The number of who opened it; null if that is not known.
    pub created_by_id: Option<i64>,
    /// The number of who works on it.
    pub assigned_to_id: Option<i64>,
    /// The number of its department; null if it belongs to none.
    pub department_id: Option<i64>,
    /// What its tags say, in the order in which they were given.
    pub tags: Vec<String>,
    /// When it was opened.
    pub created_at: Moment,
    /// When it changed last.
    pub updated_at: Moment,
    /// When it should be done.
    pub due_date: Option<Moment>,
    /// How many minutes it took from opening to finishing.
    pub resolution_time: Option<i64>,
    /// The deadline that was missed first.
    pub sla_breach_time: Option<Moment>,
    /// How content its requester was, from 1 to 5.
    pub customer_satisfaction_rating: Option<i16>,
    /// Notes that requesters do not see; null to them.
    pub internal_notes: Option<String>,
    /// Notes for everybody who sees the ticket.
    pub public_notes: Option<String>,
    /// The names of files that were announced when it was opened.
    pub expected_attachments: Vec<String>,
    /// Who opened it.
    pub created_by: Option<PersonRow>,
    /// Who works on it.
    pub assigned_to: Option<PersonRow>,
    /// Its department.
    pub department: Option<DepartmentName>,
}

/// A department by its name.
#[derive(Serialize, ToSchema)]
#[schema(as = DepartmentName)]
pub struct DepartmentName {
    /// Its number.
    #[schema(minimum = 1)]
    pub id: i64,
    /// What it is called.
    #[schema(example = "IT Department")]
    pub name: String,
}

impl From<&DepartmentLabel> for DepartmentName {
    fn from(label: &DepartmentLabel) -> Self {
        let DepartmentLabel { id: _, number, name } = label;
        Self {
            id: *number,
            name: name.clone(),
        }
    }
}

impl TicketRow {
    /// A ticket as it is read at that moment.
    pub fn new(sheet: &TicketSheet, now: Time) -> Self {
        let ticket = &sheet.ticket;
        let assignee = sheet
            .assignees
            .iter()
            .find(|person| Some(person.id) == ticket.assignee);
        let text = |text: &tessera_domain::text::Description| text.to_string();
        Self {
            id: ticket.number,
            ticket_number: ticket.reference.as_str().to_owned(),
            title: ticket.title.to_string(),
            description: ticket.description.as_ref().map(text).unwrap_or_default(),
            status: status_word(stage(sheet)),
            priority: priority_word(ticket.rank),
            ticket_type: kind_word(ticket.kind),
            created_by_id: sheet.created_by.as_ref().map(|person| person.number),
            assigned_to_id: assignee.map(|person| person.number),
            department_id: sheet.department.as_ref().map(|department| department.number),
            tags: sheet.tags.iter().map(|tag| tag.text.clone()).collect(),
            created_at: Moment(ticket.created_at),
            updated_at: Moment(ticket.updated_at),
            due_date: ticket.due_at.map(Moment),
            resolution_time: ticket.resolution_minutes(),
            sla_breach_time: ticket.breach(now).map(Moment),
            customer_satisfaction_rating: ticket.rating.map(tessera_domain::ticket::Rating::get),
            internal_notes: ticket.internal_notes.as_ref().map(text),
            public_notes: ticket.public_notes.as_ref().map(text),
            expected_attachments: ticket.expected_files.clone(),
            created_by: sheet.created_by.as_ref().map(PersonRow::from),
            assigned_to: assignee.map(PersonRow::from),
            department: sheet.department.as_ref().map(DepartmentName::from),
        }
    }
}

/// Where a ticket stands.
pub fn stage(sheet: &TicketSheet) -> Stage {
    Stage::of(&sheet.status_key, sheet.status_category)
}
