//! What bytes look like, told while they come.

use tessera_domain::attachment::{Content, OLE_STORAGE};

/// How the older office programs' documents begin. Which program it was stands somewhere further in.
const OLE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// How many of the first bytes are kept to look at.
const HEAD: usize = 8 * 1024;

/// Looks at bytes as they come.
#[derive(Default)]
pub struct Sniffer {
    head: Vec<u8>,
    /// The beginning of a character whose end has not come yet.
    open: Vec<u8>,
    is_no_text: bool,
}

impl Sniffer {
    /// Takes the next bytes.
    pub fn take(&mut self, bytes: &[u8]) {
        let room = HEAD.saturating_sub(self.head.len());
        self.head.extend(bytes.iter().take(room));
        if !self.is_no_text {
            self.is_no_text = !self.goes_on_as_text(bytes);
        }
    }

    /// What they were, now that all have come.
    pub fn content(&self) -> Content {
        if self.head.starts_with(&OLE) {
            return Content::Known(OLE_STORAGE);
        }
        let is_text = !self.is_no_text && self.open.is_empty() && !self.head.is_empty();
        match infer::get(&self.head).map(|kind| kind.mime_type()) {
            // A text may begin as some other file does by chance. Some formats are written in text, though.
            Some(kind) if is_text && !is_written_in_text(kind) => Content::Text,
            Some(kind) => Content::Known(kind),
            None if is_text => Content::Text,
            None => Content::Unknown,
        }
    }

    fn goes_on_as_text(&mut self, bytes: &[u8]) -> bool {
        self.open.extend_from_slice(bytes);
        let (is_plain, rest) = match std::str::from_utf8(&self.open) {
            Ok(text) => (is_plain(text), Vec::new()),
            Err(error) => {
                let (text, rest) = self.open.split_at(error.valid_up_to());
                let is_open = error.error_len().is_none();
                let text = std::str::from_utf8(text).unwrap_or_default();
                (is_open && is_plain(text), rest.to_vec())
            }
        };
        self.open = rest;
        is_plain
    }
}

/// Whether there are no control characters in it but those that lay out a text.
fn is_plain(text: &str) -> bool {
    !text
        .bytes()
        .any(|byte| (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c)) || byte == 0x7f)
}

fn is_written_in_text(kind: &str) -> bool {
    kind.starts_with("text/")
        || matches!(
            kind,
            "application/pdf" | "application/rtf" | "application/postscript"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(chunks: &[&[u8]]) -> Content {
        let mut sniffer = Sniffer::default();
        for chunk in chunks {
            sniffer.take(chunk);
        }
        sniffer.content()
    }

    #[test]
    fn a_fl_2_bytes_tell_what_they_are() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
        for (bytes, expected) in [
            (&png[..], Content::Known("image/png")),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", Content::Known("image/jpeg")),
            (b"GIF89a\x01\0\x01\0", Content::Known("image/gif")),
            (b"RIFF\x24\0\0\0WEBPVP8 ", Content::Known("image/webp")),
            (b"%PDF-1.7\nplain", Content::Known("application/pdf")),
            (b"PK\x03\x04\x14\0\0\0", Content::Known("application/zip")),
            (b"\x1f\x8b\x08\0", Content::Known("application/gzip")),
            (b"<!DOCTYPE html><script>", Content::Known("text/html")),
            (b"<?xml version=\"1.0\"?><svg/>", Content::Known("text/xml")),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", Content::Text),
            (b"plain\ttext\r\n", Content::Text),
            (b"{\"a\": 1}", Content::Text),
            // Begin by chance as bitmaps and programs do.
            (b"BMW is a car", Content::Text),
            (b"MZ is a letter", Content::Text),
            (&[&OLE[..], &[0; 600]].concat(), Content::Known(OLE_STORAGE)),
            (b"BM\0\0\0\0\0\0\0\0", Content::Known("image/bmp")),
            (b"text with \0", Content::Unknown),
            (b"text with \x1b[31m", Content::Unknown),
            (b"latin \xe9", Content::Unknown),
            (b"half a character \xc3", Content::Unknown),
            (b"", Content::Unknown),
        ] {
            assert_eq!(
                content(&[bytes]),
                expected,
                "{:?}",
                String::from_utf8_lossy(bytes)
            );
        }
    }

    #[test]
    fn characters_may_be_cut_anywhere() {
        let text = "é🎫 plain".as_bytes();
        let one_by_one: Vec<_> = text.chunks(1).collect();
        assert_eq!(content(&one_by_one), Content::Text);
        assert_eq!(content(&[b"a\xc3", b"a"]), Content::Unknown);
        let late = [b"x".repeat(100_000), b"\0".to_vec()].concat();
        assert_eq!(content(&[&late]), Content::Unknown, "what comes late counts too");
    }
}
