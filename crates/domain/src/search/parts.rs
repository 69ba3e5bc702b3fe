//! Parts of texts: what a text is found by wherever in it the term begins.
//!
//! A text has a part for each of its characters: that one and the two behind it, as far as there are any. A term of three
//! characters or fewer is the beginning of a part. A longer one is there only if each three neighbours of it are parts;
//! since those may stand apart, a text that has them all still has to be read.
//!
//! Parts hold whatever the text holds, white space and signs too. Each such character of ASCII is written as one that is
//! private to us, so that a part has nothing in it that ends a word or means something to a database.

use super::{Wanted, cut};
use crate::text::{SearchTerm, fold};

/// The most characters of a part.
const LENGTH: usize = 3;
/// How far what stands for a sign lies behind it, at the beginning of what Unicode leaves to private use.
const PRIVATE: u32 = 0xe000;

/// Which text a part belongs to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Place {
    /// The reference, folded.
    Reference,
    /// The title, folded.
    Title,
    /// What is neither in words nor white space in the description. Its words are found as words.
    Signs,
}

impl Place {
    /// The parts of a text in that place, some more than once.
    pub(super) fn parts(self, text: &str, mut give: impl FnMut(String)) {
        for run in self.runs(text) {
            for first in 0..run.len() {
                give(run.iter().skip(first).take(LENGTH).collect());
            }
        }
    }

    /// The parts that all texts have in that place which contain the term. Texts that have them need not contain it.
    /// Nothing when no text there contains it.
    pub fn wanted(self, term: &SearchTerm) -> Vec<Wanted> {
        let mut wanted: Vec<Wanted> = Vec::new();
        let mut add = |one| {
            if !wanted.contains(&one) {
                wanted.push(one);
            }
        };
        for run in self.runs(term.as_str()) {
            if run.len() < LENGTH {
                add(Wanted::Beginning(run.iter().collect()));
            }
            for part in run.windows(LENGTH) {
                add(Wanted::Whole(part.iter().collect()));
            }
        }
        wanted
    }

    /// Stretches of the text that parts do not reach out of, as they are written.
    fn runs(self, text: &str) -> Vec<Vec<char>> {
        let written = |c: char| {
            let is_plain = !c.is_ascii() || c.is_ascii_alphanumeric();
            let private = char::from_u32(PRIVATE + u32::from(c));
            private.filter(|_| !is_plain).unwrap_or(c)
        };
        match self {
            Self::Reference | Self::Title => vec![fold(text).chars().map(written).collect()],
            Self::Signs => text
                .split(|c: char| c.is_whitespace() || !cut::is_sign(c))
                .filter(|run| !run.is_empty())
                .map(|run| run.chars().map(written).collect())
                .collect(),
        }
    }
}
