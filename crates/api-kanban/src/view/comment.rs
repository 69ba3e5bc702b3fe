//! Comments on the wire.

use super::person::PersonRow;
use crate::moment::Moment;
use serde::Serialize;
use tessera_application::views::CommentSheet;
use utoipa::ToSchema;

/// What somebody said under a ticket.
#[derive(Serialize, ToSchema)]
#[schema(as = Comment)]
pub struct CommentRow {
    /// Its number.
    #[schema(minimum = 1)]
    pub id: i64,
    /// The ticket's number.
    #[schema(minimum = 1)]
    pub ticket: i64,
    /// Who said it; null if that was another system, or is not known.
    pub user: Option<PersonRow>,
    /// What was said.
    pub content: String,
    /// When it was said.
    pub created_at: Moment,
    /// When it changed last.
    pub updated_at: Moment,
}

impl From<&CommentSheet> for CommentRow {
    fn from(sheet: &CommentSheet) -> Self {
        let comment = &sheet.comment;
        Self {
            id: comment.number,
            ticket: sheet.ticket_number,
            user: sheet.author.as_ref().map(PersonRow::from),
            content: comment.text.to_string(),
            created_at: Moment(comment.created_at),
            updated_at: Moment(comment.updated_at),
        }
    }
}
