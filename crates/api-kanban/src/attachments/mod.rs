//! Files under tickets.

pub mod change;
pub mod create;
pub mod list;
pub mod remove;
pub mod show;

use crate::{ROOT, answers, view::attachment::AttachmentRow};
use tessera_application::{Application, files::MediaLinks, views::AttachmentSheet};
use tessera_http::{address::PublicOrigin, answer::StoredAnswer};

/// Whether the path is that of the list, with or without its last slash.
pub fn is_list(path: &str) -> bool {
    path.strip_suffix('/').unwrap_or(path).strip_prefix(ROOT) == Some("/attachments")
}

/// Makes rows with addresses of files that work from now on.
pub struct Addresses {
    origin: PublicOrigin,
    links: MediaLinks,
}

impl Addresses {
    /// Beginning with that.
    pub fn new(app: &Application, origin: PublicOrigin) -> Self {
        Self {
            origin,
            links: app.media_links(),
        }
    }

    /// The row of an attachment.
    pub fn row(&self, sheet: &AttachmentSheet) -> AttachmentRow {
        let file = format!("{}{}", self.origin.0, self.links.path(&sheet.attachment));
        AttachmentRow::new(sheet, file)
    }

    /// The attachment as it stands now.
    fn changed(&self, sheet: &AttachmentSheet) -> StoredAnswer {
        answers::versioned(200, &self.row(sheet), sheet.attachment.version)
    }

    /// The attachment that was just brought.
    fn made(&self, sheet: &AttachmentSheet) -> StoredAnswer {
        let attachment = &sheet.attachment;
        answers::made(
            &self.row(sheet),
            attachment.version,
            "attachments",
            attachment.number,
        )
    }
}
