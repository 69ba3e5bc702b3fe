//! Full-text search: what the words of a text are, and what a query asks of them.
//!
//! Both databases index these words and no others, so a search means the same on both. The rules:
//!
//! | What | Becomes |
//! |---|---|
//! | letters, digits and marks in a row | one word: `error42`, `naïve` |
//! | case, accents, width, ligatures | nothing: `ÄRGER`, `ärger`, `arger` and `Ａrger` are one word, `ß` is `ss` |
//! | anything else | parts words: `%`, `_`, quotes, operators mean nothing of their own |
//! | words joined by one of `- _ . / : @ ' ’ + # & = ~` | the single words; and, if there is a digit among them, also what is joined, from each of its words on: `TKT-20260203-007` is found whole, by its beginning, and by `20260203-007` |
//! | Chinese, Japanese, Thai and other scripts without spaces | every two neighbouring characters, so that any part of the text is found |
//! | pictures (`🎫`) | a word each |
//!
//! A query matches when each of its words is there, wherever in the ticket; the last one may be the beginning of a
//! word. A query joined by a digit's rule asks for what is joined: `INC-42` does not find `INC` and `42` apart. A
//! query without any word matches nothing.
//!
//! Titles and references are found by any part of them besides, and descriptions by their signs; [`Place`] says how.
//!
//! What is indexed has bounds: the first [`MAX_TEXT`] characters of a text, the first [`MAX_WORD`] of a word, and
//! [`MAX_BYTES`] of distinct words and parts for one ticket, the ticket's own texts first.

mod cut;
mod parts;
mod query;
#[cfg(test)]
mod tests;

pub use parts::Place;
pub use query::{Query, Wanted};

use crate::comment::Audience;
use std::collections::BTreeSet;

/// The most Unicode scalars of one text that are indexed.
pub const MAX_TEXT: usize = 100_000;
/// The most Unicode scalars of one word that are indexed and compared.
pub const MAX_WORD: usize = 64;
/// The most bytes of distinct words and parts that are indexed for one ticket, each counted with [`WORD_COST`] more.
pub const MAX_BYTES: usize = 400_000;
/// What a word or part costs besides its own bytes.
pub const WORD_COST: usize = 8;

/// The distinct words of one ticket, those that not everybody may read apart from the others, and its parts.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Words {
    public: BTreeSet<String>,
    internal: BTreeSet<String>,
    parts: BTreeSet<(Place, String)>,
    bytes: usize,
}

impl Words {
    /// Adds the words of a text for those who may read it, as far as there is room.
    pub fn read(&mut self, audience: Audience, text: &str) {
        cut::words(text, |word| self.add(audience, word));
    }

    /// Adds one word as it was given by [`public`](Self::public) or [`internal`](Self::internal).
    pub fn add(&mut self, audience: Audience, word: String) {
        let cost = word.len() + WORD_COST;
        match audience {
            Audience::Public if self.public.contains(&word) => {}
            Audience::Public if self.internal.remove(&word) => {
                self.public.insert(word);
            }
            Audience::Internal if self.public.contains(&word) || self.internal.contains(&word) => {}
            _ if self.bytes + cost > MAX_BYTES => {}
            Audience::Public => {
                self.bytes += cost;
                self.public.insert(word);
            }
            Audience::Internal => {
                self.bytes += cost;
                self.internal.insert(word);
            }
        }
    }

    /// Adds the parts of the text in that place, as far as there is room.
    pub fn read_parts(&mut self, place: Place, text: &str) {
        place.parts(cut::counted(text), |part| self.add_part(place, part));
    }

    /// Adds one part as it was given by [`parts`](Self::parts).
    pub fn add_part(&mut self, place: Place, part: String) {
        let cost = part.len() + WORD_COST;
        if self.bytes + cost <= MAX_BYTES && self.parts.insert((place, part)) {
            self.bytes += cost;
        }
    }

    /// Parts of texts that everybody may read who sees the ticket.
    pub fn parts(&self) -> impl Iterator<Item = (Place, &str)> {
        self.parts.iter().map(|(place, part)| (*place, part.as_str()))
    }

    /// Words that everybody may read who sees the ticket.
    pub fn public(&self) -> impl Iterator<Item = &str> {
        self.public.iter().map(String::as_str)
    }

    /// Words that only internal texts hold.
    pub fn internal(&self) -> impl Iterator<Item = &str> {
        self.internal.iter().map(String::as_str)
    }
}
