//! Attachments on the wire.

use super::person::PersonRow;
use crate::moment::Moment;
use serde::Serialize;
use tessera_application::views::AttachmentSheet;
use utoipa::ToSchema;

/// A file under a ticket.
#[derive(Serialize, ToSchema)]
#[schema(as = Attachment)]
pub struct AttachmentRow {
    /// Its number.
    #[schema(minimum = 1)]
    pub id: i64,
    /// The ticket's number.
    #[schema(minimum = 1)]
    pub ticket: i64,
    /// Where it can be fetched, without a credential, for a while; reading the attachment again gives a fresh address.
    pub file: String,
    /// What it is called.
    pub filename: String,
    /// Who brought it; null if that is not known.
    pub uploaded_by: Option<PersonRow>,
    /// When.
    pub uploaded_at: Moment,
}

impl AttachmentRow {
    /// An attachment with the address of its file.
    pub fn new(sheet: &AttachmentSheet, file: String) -> Self {
        let AttachmentSheet {
            attachment,
            ticket_number,
            uploaded_by,
        } = sheet;
        Self {
            id: attachment.number,
            ticket: *ticket_number,
            file,
            filename: attachment.name.as_str().to_owned(),
            uploaded_by: uploaded_by.as_ref().map(PersonRow::from),
            uploaded_at: Moment(attachment.created_at),
        }
    }
}
