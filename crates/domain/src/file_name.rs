//! The names of files, as people send them and as they are safe to keep, to show and to send back.

use crate::text;
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// A file's name that holds no path, nothing invisible, and nothing that a file system or a header could take for
/// something else: 1 to 255 bytes, in Unicode's composed form.
///
/// ```
/// use tessera_domain::file_name::FileName;
///
/// assert_eq!(FileName::from_sent(r"C:\fakepath\Report 1.pdf").as_str(), "Report 1.pdf");
/// assert_eq!(FileName::from_sent("../../etc/passwd").as_str(), "passwd");
/// assert_eq!(FileName::from_sent("..").as_str(), "file");
/// assert_eq!(FileName::from_sent("a.TAR.GZ").extension().as_deref(), Some("gz"));
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FileName(String);

/// What a file without a usable name is called.
const NAMELESS: &str = "file";
/// Names that Windows keeps for devices, whatever extension they have.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

impl FileName {
    /// The most bytes of a name: what file systems take.
    pub const MAX_BYTES: usize = 255;

    /// The safe name that is nearest to what was sent. Every text has one.
    pub fn from_sent(sent: &str) -> Self {
        let last = sent
            .rsplit(['/', '\\'])
            .find(|part| !part.trim().is_empty())
            .unwrap_or_default();
        let visible: String = last
            .chars()
            .filter(|c| !is_invisible(*c) && !is_forbidden(*c))
            .nfc()
            .collect();
        let trimmed = trim(&visible);
        let named = if is_device(trimmed) {
            format!("_{trimmed}")
        } else {
            trimmed.to_owned()
        };
        let cut = shortened(&named, Self::MAX_BYTES);
        let cut = trim(&cut);
        Self(if cut.is_empty() { NAMELESS } else { cut }.to_owned())
    }

    /// A name that was stored, if it is safe as it stands.
    pub fn from_stored(name: &str) -> Option<Self> {
        let safe = Self::from_sent(name);
        (safe.0 == name).then_some(safe)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands after the last dot, in lower case, if there is something before and after it.
    pub fn extension(&self) -> Option<String> {
        let (stem, extension) = self.0.rsplit_once('.')?;
        (!stem.is_empty() && !extension.is_empty()).then(|| text::fold(extension))
    }

    /// The name under which the file is served: white space becomes `_`, of all other characters only letters,
    /// digits, `_`, `-` and `.` stay.
    pub fn served(&self) -> ServedName {
        let kept = |c: char| c.is_alphanumeric() || is_mark(c) || matches!(c, '_' | '-' | '.');
        let name: String = self
            .0
            .trim()
            .chars()
            .map(|c| if c.is_whitespace() { '_' } else { c })
            .filter(|c| kept(*c))
            .collect();
        // What was dropped may have stood between a dot and the beginning.
        ServedName(Self::from_sent(&name).0)
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name under which a file is served: a [`FileName`] of letters, digits, `_`, `-` and `.`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ServedName(String);

impl ServedName {
    /// How many characters tell apart names that were the same.
    const SUFFIX: u32 = 7;
    const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// A name that was stored or asked for, if it has the form of one.
    pub fn parse(name: &str) -> Option<Self> {
        let served = FileName::from_sent(name).served();
        (served.0 == name).then_some(served)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Another name for the same file: `_` and 7 letters and digits before the extension, made from `chance`.
    #[must_use]
    pub fn another(&self, chance: u64) -> Self {
        let (stem, extension) = match self.0.rfind('.') {
            Some(dot) if dot > 0 => self.0.split_at(dot),
            _ => (self.0.as_str(), ""),
        };
        let base = u64::try_from(Self::ALPHABET.len()).unwrap_or(1);
        let suffix: String = (0..Self::SUFFIX)
            .map(|place| (chance / base.pow(place)) % base)
            .filter_map(|letter| Self::ALPHABET.get(usize::try_from(letter).ok()?))
            .map(|byte| char::from(*byte))
            .collect();
        let rest = 1 + suffix.len() + extension.len();
        let stem = shortened(stem, FileName::MAX_BYTES.saturating_sub(rest));
        Self(format!("{stem}_{suffix}{extension}"))
    }
}

impl fmt::Display for ServedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// No white space around it, no dots before it, no dots or white space after it. A mark has nothing to stand on at the
/// beginning, and would take hold of what is written before the name.
fn trim(name: &str) -> &str {
    name.trim_start_matches(|c: char| c == '.' || c.is_whitespace() || is_mark(c))
        .trim_end_matches(|c: char| c == '.' || c.is_whitespace())
}

/// Characters that cannot be seen and change what others look like or where a line ends.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}' | '\u{e0000}'..='\u{e007f}')
}

/// Characters that Windows takes in no name. A quotation mark would also end the name in a header.
const fn is_forbidden(c: char) -> bool {
    matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*')
}

/// Whether it only changes the character before it.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end();
    let stem = text::fold(stem);
    let numbered = stem
        .strip_prefix("com")
        .or_else(|| stem.strip_prefix("lpt"))
        .is_some_and(|number| {
            matches!(
                number,
                "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³"
            )
        });
    DEVICES.contains(&stem.as_str()) || numbered
}

/// At most `max` bytes of the name, cut before its extension where that is short.
fn shortened(name: &str, max: usize) -> String {
    /// The longest extension that is kept.
    const EXTENSION: usize = 16;
    if name.len() <= max {
        return name.to_owned();
    }
    let extension = name
        .rfind('.')
        .map_or("", |dot| name.get(dot..).unwrap_or_default());
    let extension = if extension.len() <= EXTENSION {
        extension
    } else {
        ""
    };
    let room = max.saturating_sub(extension.len());
    let mut end = room.min(name.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{extension}", name.get(..end).unwrap_or_default())
}

#[cfg(test)]
mod tests;
