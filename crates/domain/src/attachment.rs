//! Attachments: files under tickets, and the rules of what may be kept and shown.

pub use crate::file_name::{FileName, ServedName};
use crate::{
    comment::Audience,
    id::{AttachmentId, CommentId, FileId, TenantId, TicketId, UserId},
    text::Description,
    time::Time,
};
use chrono::NaiveDate;

mod content;

pub use content::{Content, ContentType, OLE_STORAGE};

/// A file under a ticket.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attachment {
    /// Whose attachment it is.
    pub tenant: TenantId,
    /// Its id.
    pub id: AttachmentId,
    /// The tenant's running number of it.
    pub number: i64,
    /// The ticket it lies under.
    pub ticket: TicketId,
    /// The comment that it belongs to, if it belongs to one.
    pub comment: Option<CommentId>,
    /// The name that people see.
    pub name: FileName,
    /// Where it is served besides its number.
    pub media: Media,
    /// The file's own id, under which its bytes are kept.
    pub file: FileId,
    /// Its length in bytes.
    pub size: u64,
    /// What it is, told from its bytes.
    pub content_type: ContentType,
    /// The SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// Who may see it.
    pub audience: Audience,
    /// What it is about.
    pub description: Option<Description>,
    /// Who brought it.
    pub uploaded_by: UserId,
    /// When.
    pub created_at: Time,
    /// What the virus scanner says.
    pub scan: ScanState,
    /// Counts the changes, from 1.
    pub version: i64,
}

impl Attachment {
    /// Gives it another name for people. Where it is served stays. Whether that changes anything.
    pub fn rename(&mut self, name: FileName) -> bool {
        if self.name == name {
            return false;
        }
        self.name = name;
        self.version += 1;
        true
    }

    /// The name to save it under: what people see, with the extension that it came with, because that decides what a
    /// computer does with it.
    pub fn saved_as(&self) -> FileName {
        let came_with = FileName::from_sent(self.media.name.as_str()).extension();
        match came_with {
            Some(extension) if self.name.extension().as_ref() != Some(&extension) => {
                FileName::from_sent(&format!("{}.{extension}", self.name))
            }
            _ => self.name.clone(),
        }
    }

    /// Takes what the scanner found. Whether that changes anything.
    pub fn scanned(&mut self, state: ScanState) -> bool {
        if self.scan == state {
            return false;
        }
        self.scan = state;
        self.version += 1;
        true
    }
}

/// Where an attachment is served: the UTC day it came, and a name that no other of the tenant's has on that day.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Media {
    /// The day.
    pub day: NaiveDate,
    /// The name.
    pub name: ServedName,
}

impl Media {
    /// `2026/02/03/report.pdf`: the end of its path. Only letters, digits, `_`, `-` and `.` stand in it, though
    /// not only those of ASCII.
    pub fn path(&self) -> String {
        format!("{}/{}", self.day.format("%Y/%m/%d"), self.name)
    }

    /// Reads such an end of a path. Nothing when it is none.
    ///
    /// ```
    /// use tessera_domain::attachment::Media;
    ///
    /// assert_eq!(Media::from_path("2026/02/03/a.txt").unwrap().path(), "2026/02/03/a.txt");
    /// for wrong in ["2026/2/3/a.txt", "2026/02/30/a.txt", "2026/02/03/", "2026/02/03/a b", "2026/02/03/x/../a.txt"] {
    ///     assert_eq!(Media::from_path(wrong), None);
    /// }
    /// ```
    pub fn from_path(path: &str) -> Option<Self> {
        let (day, name) = path.rsplit_once('/')?;
        let media = Self {
            day: NaiveDate::parse_from_str(day, "%Y/%m/%d").ok()?,
            name: ServedName::parse(name)?,
        };
        (media.path() == path).then_some(media)
    }
}

/// What is known of viruses in a file.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ScanState {
    /// The scanner has not looked yet.
    Pending,
    /// It found nothing.
    Clean,
    /// It found something.
    Infected {
        /// What, in the scanner's words.
        name: String,
    },
    /// It looked and could not tell: the file is more than it takes.
    Failed,
    /// There is no scanner.
    Skipped,
}

impl ScanState {
    /// Its stored name.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Clean => "clean",
            Self::Infected { .. } => "infected",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }

    /// The state of that stored name; `found` is what was found, where something was.
    pub fn from_key(key: &str, found: Option<String>) -> Option<Self> {
        Some(match (key, found) {
            ("pending", None) => Self::Pending,
            ("clean", None) => Self::Clean,
            ("infected", Some(name)) => Self::Infected { name },
            ("failed", None) => Self::Failed,
            ("skipped", None) => Self::Skipped,
            _ => return None,
        })
    }

    /// Whether the file may be handed out: the scanner found nothing, or there is none.
    pub const fn is_served(&self) -> bool {
        matches!(self, Self::Clean | Self::Skipped)
    }
}

/// How many files there are, and how large they are together.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Totals {
    /// How many.
    pub files: i64,
    /// Their bytes.
    pub bytes: i64,
}

/// The extensions whose files may be kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Extensions {
    /// All of them, and files that have none.
    Any,
    /// These, in lower case without their dot.
    These(Vec<String>),
}

impl Extensions {
    /// The extensions that are allowed unless the operator says otherwise.
    pub const USUAL: [&str; 23] = [
        "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "txt", "rtf", "csv", "json", "xml", "jpg",
        "jpeg", "png", "gif", "bmp", "webp", "zip", "rar", "7z", "log", "md",
    ];

    /// Whether a file of that name may be kept.
    pub fn allow(&self, name: &FileName) -> bool {
        match self {
            Self::Any => true,
            Self::These(list) => name
                .extension()
                .is_some_and(|extension| list.contains(&extension)),
        }
    }
}

impl Default for Extensions {
    fn default() -> Self {
        Self::These(Self::USUAL.map(str::to_owned).to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_read_back_and_only_two_are_served() {
        let infected = ScanState::Infected { name: "Eicar".into() };
        for (state, found, served) in [
            (ScanState::Pending, None, false),
            (ScanState::Clean, None, true),
            (infected, Some("Eicar".to_owned()), false),
            (ScanState::Failed, None, false),
            (ScanState::Skipped, None, true),
        ] {
            assert_eq!(state.is_served(), served, "{state:?}");
            assert_eq!(ScanState::from_key(state.key(), found), Some(state));
        }
        for (key, found) in [("clean", Some("x".to_owned())), ("infected", None), ("", None)] {
            assert_eq!(ScanState::from_key(key, found), None, "{key}");
        }
    }

    #[test]
    fn only_listed_extensions_are_kept() {
        let usual = Extensions::default();
        for (name, allowed) in [
            ("a.pdf", true),
            ("a.PDF", true),
            ("a.log", true),
            ("a.png.exe", false),
            ("pdf", false),
            (".pdf", false),
            ("a.svg", false),
            ("a.html", false),
        ] {
            let name = FileName::from_sent(name);
            assert_eq!(usual.allow(&name), allowed, "{name}");
            assert!(Extensions::Any.allow(&name));
        }
    }
}
