//! Files under tickets.

pub mod download;
pub mod upload;

use crate::view::attachment::AttachmentRow;
use std::fmt::Write;
use tessera_application::views::AttachmentSheet;
use tessera_http::address::PublicOrigin;

/// Where they are.
pub const ROOT: &str = "/attachments";

tessera_http::operations! {
    /// The operations on attachments. Fetching comes before what takes any word for a name.
    pub struct Document;
    upload::bring,
    download::by_number,
    download::by_name,
}

/// Whether the path, which has no last slash, is that of uploading to some ticket.
pub fn is_upload(path: &str) -> bool {
    let below = path
        .strip_prefix(ROOT)
        .and_then(|rest| rest.strip_prefix("/ticket/"));
    below
        .and_then(|rest| rest.strip_suffix("/upload"))
        .is_some_and(|ticket| !ticket.contains('/'))
}

/// Makes rows with the addresses of their files.
pub struct Addresses(pub PublicOrigin);

impl Addresses {
    /// The row of an attachment.
    pub fn row(&self, sheet: &AttachmentSheet) -> AttachmentRow {
        let attachment = &sheet.attachment;
        let PublicOrigin(origin) = &self.0;
        let name = encoded(attachment.name.as_str());
        let address = format!("{origin}{ROOT}/{}/{name}", attachment.number);
        AttachmentRow::new(sheet, address)
    }
}

/// The name as a part of a path. A name that a path reads as its own dots cannot be, because none is made of dots alone.
fn encoded(name: &str) -> String {
    let mut encoded = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::samples;

    #[test]
    fn the_address_of_a_file_ends_in_its_name() {
        let mut sheet = samples::attachment();
        sheet.attachment.name = tessera_domain::attachment::FileName::from_sent("Übersicht 1%.pdf");
        let row = Addresses(PublicOrigin("https://files.example".into())).row(&sheet);
        assert_eq!(
            row.upload_url,
            "https://files.example/attachments/789/%C3%9Cbersicht%201%25.pdf"
        );
    }

    #[test]
    fn only_uploading_is_an_upload() {
        assert!(is_upload("/attachments/ticket/123/upload"));
        for other in [
            "/attachments/ticket/123",
            "/attachments/123/download",
            "/attachments/ticket/1/2/upload",
            "/attachments/upload",
        ] {
            assert!(!is_upload(other), "{other}");
        }
    }
}
