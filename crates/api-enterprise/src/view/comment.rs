//! Comments on the wire.

use super::person::PersonRow;
use serde::Serialize;
use tessera_application::views::CommentSheet;
use tessera_http::moment::exact::Moment;
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
    pub ticket_id: i64,
    /// The number of who said it; null if that was another system, or is not known.
    pub user_id: Option<i64>,
    /// Who said it.
    pub user: Option<PersonRow>,
    /// What was said.
    pub content: String,
    /// Whether requesters do not see it.
    pub is_internal: bool,
    /// The numbers of the people whom it names, in their order.
    pub mentions: Vec<i64>,
    /// When it was said.
    pub created_at: Moment,
    /// When it changed last.
    pub updated_at: Moment,
    /// Whether it was said in other words before.
    pub edited: bool,
    /// The numbers of the files that belong to it.
    pub attachments: Vec<i64>,
}

impl From<&CommentSheet> for CommentRow {
    fn from(sheet: &CommentSheet) -> Self {
        let CommentSheet {
            comment,
            ticket_number,
            author,
            mentions,
            attachments,
        } = sheet;
        Self {
            id: comment.number,
            ticket_id: *ticket_number,
            user_id: author.as_ref().map(|author| author.number),
            user: author.as_ref().map(PersonRow::from),
            content: comment.text.to_string(),
            is_internal: comment.audience.is_internal(),
            mentions: mentions.clone(),
            created_at: Moment(comment.created_at),
            updated_at: Moment(comment.updated_at),
            edited: comment.is_edited(),
            attachments: attachments.clone(),
        }
    }
}
