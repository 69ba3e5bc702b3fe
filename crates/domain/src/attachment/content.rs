//! What a file is: told from its bytes, held against its name, and never taken from whoever sent it.

use super::FileName;
use std::fmt;

/// What a file's bytes look like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Content {
    /// They begin as files of that media type do.
    Known(&'static str),
    /// They are UTF-8 without control characters.
    Text,
    /// Nothing that can be told.
    Unknown,
}

/// The media type with which a file is stored and sent: one of a few that no browser runs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ContentType(&'static str);

/// Bytes of no type in particular.
const BYTES: &str = "application/octet-stream";
const TEXT: &str = "text/plain";
const ZIP: &str = "application/zip";
/// The type of what the older office programs wrote, whichever it was.
pub const OLE_STORAGE: &str = "application/x-ole-storage";

/// Which extensions go with which types. What bytes look like counts only if the name says the same.
const KINDS: [(&[&str], &str); 17] = [
    (&["png"], "image/png"),
    (&["jpg", "jpeg"], "image/jpeg"),
    (&["gif"], "image/gif"),
    (&["webp"], "image/webp"),
    (&["bmp"], "image/bmp"),
    (&["pdf"], "application/pdf"),
    (&["rtf"], "application/rtf"),
    (&["zip"], ZIP),
    (&["rar"], "application/vnd.rar"),
    (&["7z"], "application/x-7z-compressed"),
    (&["gz"], "application/gzip"),
    (&["doc"], "application/msword"),
    (&["xls"], "application/vnd.ms-excel"),
    (&["ppt"], "application/vnd.ms-powerpoint"),
    (
        &["docx"],
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    (
        &["xlsx"],
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    (
        &["pptx"],
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
];

/// The extensions of texts that are shown as plain ones. Pages and drawings that a browser would run are not among
/// them.
const TEXTS: [&str; 10] = [
    "txt", "text", "log", "csv", "tsv", "json", "md", "yml", "yaml", "ini",
];

/// Other names of the same types.
const ALIASES: [(&str, &str); 4] = [
    ("application/vnd.rar", "application/x-rar-compressed"),
    ("application/rtf", "text/rtf"),
    ("image/bmp", "image/x-ms-bmp"),
    ("application/gzip", "application/x-gzip"),
];

impl ContentType {
    /// Bytes of no type in particular.
    pub const BYTES: Self = Self(BYTES);

    /// The type of a file of that name whose bytes look like that. Where the two do not agree it is
    /// `application/octet-stream`, which is never shown, only saved.
    pub fn of(name: &FileName, content: Content) -> Self {
        let Some(extension) = name.extension() else {
            return Self::BYTES;
        };
        let named = |kinds: &&(&[&str], &str)| kinds.0.contains(&extension.as_str());
        let kind = KINDS.iter().find(named).map(|(_, kind)| *kind);
        match (kind, content) {
            (Some(kind), Content::Known(found)) if is_same(kind, found) => Self(kind),
            // An RTF file is a text too.
            (None, Content::Text) if TEXTS.contains(&extension.as_str()) => Self(TEXT),
            _ => Self::BYTES,
        }
    }

    /// The type as it was stored. What is not among the known ones is no type in particular.
    pub fn from_stored(stored: &str) -> Self {
        let known = KINDS.iter().map(|(_, kind)| *kind).chain([TEXT]);
        known
            .into_iter()
            .find(|kind| *kind == stored)
            .map_or(Self::BYTES, Self)
    }

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// Whether a browser may show it inside a page: pictures that hold nothing to run.
    pub fn is_shown_inline(self) -> bool {
        matches!(self.0, "image/png" | "image/jpeg" | "image/gif" | "image/webp")
    }
}

impl fmt::Display for ContentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Whether bytes that were found to be of one type may be of the other.
fn is_same(kind: &str, found: &str) -> bool {
    let alias = ALIASES
        .iter()
        .any(|(name, other)| *name == kind && *other == found);
    // A document of an office program is an archive, and may be packed so that no more can be told.
    let packed = found == ZIP && kind.starts_with("application/vnd.openxmlformats-");
    let older =
        found == OLE_STORAGE && (kind == "application/msword" || kind.starts_with("application/vnd.ms-"));
    kind == found || alias || packed || older
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fl_2_a_type_is_what_both_the_bytes_and_the_name_say() {
        let docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        for (name, content, expected) in [
            ("a.png", Content::Known("image/png"), "image/png"),
            ("a.PNG", Content::Known("image/png"), "image/png"),
            ("a.jpeg", Content::Known("image/jpeg"), "image/jpeg"),
            ("a.pdf", Content::Known("application/pdf"), "application/pdf"),
            ("a.zip", Content::Known("application/zip"), "application/zip"),
            ("a.docx", Content::Known(docx), docx),
            ("a.docx", Content::Known("application/zip"), docx),
            ("a.xls", Content::Known(OLE_STORAGE), "application/vnd.ms-excel"),
            ("a.doc", Content::Known(OLE_STORAGE), "application/msword"),
            ("a.docx", Content::Known(OLE_STORAGE), BYTES),
            ("a.rtf", Content::Known("text/rtf"), "application/rtf"),
            (
                "a.rar",
                Content::Known("application/vnd.rar"),
                "application/vnd.rar",
            ),
            ("a.log", Content::Text, "text/plain"),
            ("a.csv", Content::Text, "text/plain"),
            ("a.json", Content::Text, "text/plain"),
            // The one says this and the other that.
            ("a.png", Content::Known("image/jpeg"), BYTES),
            ("a.png", Content::Known("text/html"), BYTES),
            ("a.png", Content::Text, BYTES),
            ("a.txt", Content::Known("image/png"), BYTES),
            ("a.txt", Content::Known("text/html"), BYTES),
            ("a.txt", Content::Unknown, BYTES),
            ("a.zip", Content::Known(docx), BYTES),
            ("png", Content::Known("image/png"), BYTES),
            (
                "a.exe",
                Content::Known("application/vnd.microsoft.portable-executable"),
                BYTES,
            ),
            // What a browser would run is never called by its name.
            ("a.svg", Content::Text, BYTES),
            ("a.svg", Content::Known("text/xml"), BYTES),
            ("a.html", Content::Known("text/html"), BYTES),
            ("a.xml", Content::Known("text/xml"), BYTES),
            ("a.js", Content::Text, BYTES),
        ] {
            let kind = ContentType::of(&FileName::from_sent(name), content);
            assert_eq!(kind.as_str(), expected, "{name} {content:?}");
            assert_eq!(ContentType::from_stored(expected), kind);
        }
    }

    #[test]
    fn a_fl_2_only_pictures_are_shown_inline() {
        let inline: Vec<_> = KINDS
            .iter()
            .map(|(_, kind)| *kind)
            .filter(|kind| ContentType(kind).is_shown_inline())
            .collect();
        assert_eq!(inline, ["image/png", "image/jpeg", "image/gif", "image/webp"]);
        for other in ["text/html", "image/svg+xml", "text/xml", "", "image/png; x"] {
            assert_eq!(ContentType::from_stored(other), ContentType::BYTES);
        }
    }
}
