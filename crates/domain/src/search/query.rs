//! What a search asks for.

use super::cut::{self, Group, MAX_JOINED};
use crate::text::SearchTerm;

/// A word that is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// The word itself.
    Whole(String),
    /// Any word that begins so.
    Beginning(String),
}

impl Wanted {
    /// Whether a word is what is asked for.
    pub fn is(&self, word: &str) -> bool {
        match self {
            Self::Whole(wanted) => word == wanted,
            Self::Beginning(wanted) => word.starts_with(wanted.as_str()),
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Whole(wanted) | Self::Beginning(wanted) => wanted,
        }
    }
}

/// What a search asks for: all of it must be there.
///
/// ```
/// use tessera_domain::{search::{Query, Wanted}, text::SearchTerm};
///
/// let term = SearchTerm::parse("Drucker, TKT-2026").unwrap().unwrap();
/// let query = Query::of(&term);
/// assert_eq!(query.wanted(), [Wanted::Whole("drucker".into()), Wanted::Beginning("tkt·2026".into())]);
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Query {
    wanted: Vec<Wanted>,
}

/// What a match in the title or the reference is worth.
const REFERENCE: u32 = 64;
const WHOLE: u32 = 4;
const BEGINNING: u32 = 2;
/// What it is worth on top that the title holds everything.
const ALL: u32 = 16;

impl Query {
    /// What the term asks for.
    pub fn of(term: &SearchTerm) -> Self {
        let mut groups = Vec::new();
        cut::groups(term.as_str(), |group| groups.push(group));
        let last = groups.len().saturating_sub(1);
        let mut query = Self { wanted: Vec::new() };
        for (place, group) in groups.into_iter().enumerate() {
            query.ask(group, place == last);
        }
        query
    }

    /// Everything that is asked for, each once. Nothing when the term has no word in it; then nothing matches.
    pub fn wanted(&self) -> &[Wanted] {
        &self.wanted
    }

    fn ask(&mut self, group: Group, is_last: bool) {
        match group {
            Group::Joined(words) => {
                let parts: Vec<String> = if cut::is_a_code(&words) {
                    words
                        .chunks(MAX_JOINED)
                        .map(|part| cut::joined(part.iter()))
                        .collect()
                } else {
                    words.into_iter().map(cut::shortened).collect()
                };
                let last = parts.len().saturating_sub(1);
                for (place, part) in parts.into_iter().enumerate() {
                    self.add(if is_last && place == last {
                        Wanted::Beginning(part)
                    } else {
                        Wanted::Whole(part)
                    });
                }
            }
            Group::Unspaced(chars) => match chars.as_slice() {
                [one] => self.add(Wanted::Beginning(one.to_string())),
                more => cut::pairs(more).for_each(|pair| self.add(Wanted::Whole(pair))),
            },
            Group::Picture(c) => self.add(Wanted::Whole(c.to_string())),
        }
    }

    fn add(&mut self, wanted: Wanted) {
        if !self.wanted.contains(&wanted) {
            self.wanted.push(wanted);
        }
    }

    /// How well a ticket answers the query, given that it matches: by what its reference and its title say. The more
    /// the better.
    pub fn score(&self, reference: &str, title: &str) -> u32 {
        let mut own = Vec::new();
        cut::words(reference, |word| own.push(word));
        let mut words = Vec::new();
        cut::words(title, |word| words.push(word));
        let mut score = 0;
        let mut all = true;
        for wanted in &self.wanted {
            // The first word that a reference is found by is the whole of it.
            if own.first().is_some_and(|whole| whole == wanted.text()) {
                score += REFERENCE;
            }
            if words.iter().any(|word| word == wanted.text()) {
                score += WHOLE;
            } else if words.iter().any(|word| wanted.is(word)) {
                score += BEGINNING;
            } else {
                all = false;
            }
        }
        if all { score + ALL } else { score }
    }
}
