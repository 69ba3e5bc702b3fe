//! Attachments on the wire.

use super::person::PersonRow;
use crate::meaning::scan_word;
use serde::Serialize;
use tessera_application::views::AttachmentSheet;
use tessera_domain::attachment::ScanState;
use tessera_http::moment::exact::Moment;
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
    pub ticket_id: i64,
    /// What it is called.
    #[schema(example = "error_log.txt")]
    pub filename: String,
    /// How many bytes it has.
    #[schema(minimum = 0)]
    pub size: u64,
    /// What it is, told from its bytes.
    #[schema(example = "text/plain")]
    pub content_type: String,
    /// Where it can be fetched, with the same credential.
    pub upload_url: String,
    /// What is known of viruses in it. Only what is clean can be fetched.
    #[schema(pattern = "^(pending|clean|infected|error)$")]
    pub virus_scan_status: &'static str,
    /// Whether a scanner looked at it. Where there is none, everything is clean unseen.
    pub virus_scanned: bool,
    /// What it is about.
    pub description: Option<String>,
    /// Whether requesters do not see it.
    pub is_internal: bool,
    /// The number of who brought it; null if that is not known.
    pub uploaded_by_id: Option<i64>,
    /// Who brought it.
    pub uploaded_by: Option<PersonRow>,
    /// When.
    pub created_at: Moment,
}

impl AttachmentRow {
    /// An attachment with the address of its file.
    pub fn new(sheet: &AttachmentSheet, address: String) -> Self {
        let AttachmentSheet {
            attachment,
            ticket_number,
            uploaded_by,
        } = sheet;
        Self {
            id: attachment.number,
            ticket_id: *ticket_number,
            filename: attachment.name.as_str().to_owned(),
            size: attachment.size,
            content_type: attachment.content_type.as_str().to_owned(),
            upload_url: address,
            virus_scan_status: scan_word(&attachment.scan),
            virus_scanned: has_looked(&attachment.scan),
            description: attachment.description.as_ref().map(ToString::to_string),
            is_internal: attachment.audience.is_internal(),
            uploaded_by_id: uploaded_by.as_ref().map(|person| person.number),
            uploaded_by: uploaded_by.as_ref().map(PersonRow::from),
            created_at: Moment(attachment.created_at),
        }
    }
}

/// Whether the scanner looked at the file.
const fn has_looked(state: &ScanState) -> bool {
    match state {
        ScanState::Clean | ScanState::Infected { .. } | ScanState::Failed => true,
        ScanState::Pending | ScanState::Skipped => false,
    }
}
