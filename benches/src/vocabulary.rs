//! Which words to search for: found in the issues that are imported, so that their frequencies are known.

use serde_json::Value;
use std::collections::HashMap;
use tessera_domain::{comment::Audience, search::Words};

/// A word that stands in no text.
const MISSING: &str = "qxzvkwyjq";
/// What is searched for where no issue is written in another script.
const OTHER_SCRIPT: &str = "東京";
/// The two words that are searched for together stand each in one out of this many issues.
const ONE_IN: usize = 10;
/// A word is rare if it stands in no more issues than this, and at least in so many.
const RARE: (usize, usize) = (3, 20);

/// The words of issues, and in which issues they stand.
#[derive(Default)]
pub struct Vocabulary {
    places: HashMap<String, usize>,
    words: Vec<Word>,
    /// The words of each issue, by their places.
    issues: Vec<Vec<usize>>,
    /// How many titles have a word.
    titles: HashMap<String, usize>,
}

struct Word {
    text: String,
    issues: usize,
}

/// What is searched for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Terms {
    pub frequent: String,
    pub rare: String,
    pub two: String,
    /// Two words, the last of which is only a beginning.
    pub beginning: String,
    /// One word of middling frequency, to be narrowed further.
    pub middling: String,
    /// What stands within words of titles, and begins none.
    pub part: String,
    pub missing: String,
    pub other_script: String,
}

impl Vocabulary {
    /// Counts the words of an issue as the product cuts them.
    pub fn read(&mut self, issue: &Value) {
        let mut words = Words::default();
        let fields = issue.get("fields");
        let text = |holder: Option<&Value>, name: &str| {
            holder
                .and_then(|holder| holder.get(name))
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        let comments = fields
            .and_then(|fields| fields.pointer("/comment/comments"))
            .and_then(Value::as_array);
        let bodies = comments
            .into_iter()
            .flatten()
            .map(|comment| text(Some(comment), "body"));
        let mut titled = Words::default();
        titled.read(Audience::Public, &text(fields, "summary").unwrap_or_default());
        for word in titled.public().filter(|word| is_plain(word)) {
            *self.titles.entry(word.to_owned()).or_default() += 1;
        }
        let own = ["summary", "description"].map(|name| text(fields, name));
        for text in own.into_iter().chain(bodies).flatten() {
            words.read(Audience::Public, &text);
        }
        let known: Vec<usize> = words.public().map(|word| self.place(word)).collect();
        for place in &known {
            if let Some(word) = self.words.get_mut(*place) {
                word.issues += 1;
            }
        }
        self.issues.push(known);
    }

    fn place(&mut self, word: &str) -> usize {
        if let Some(place) = self.places.get(word) {
            return *place;
        }
        let place = self.words.len();
        self.words.push(Word {
            text: word.to_owned(),
            issues: 0,
        });
        self.places.insert(word.to_owned(), place);
        place
    }

    /// Chooses what to search for; the same from the same issues.
    pub fn terms(&self) -> Terms {
        let text = |word: Option<&Word>| word.map_or_else(|| MISSING.to_owned(), |word| word.text.clone());
        let plain_words = || self.words.iter().filter(|word| is_plain(&word.text));
        let frequent = plain_words().max_by_key(|word| (word.issues, &word.text));
        let rare = plain_words()
            .filter(|word| (RARE.0..=RARE.1).contains(&word.issues))
            .min_by_key(|word| (word.issues, &word.text));
        let goal = self.issues.len() / ONE_IN;
        let middling = plain_words().min_by_key(|word| (word.issues.abs_diff(goal), &word.text));
        let beside = middling.and_then(|word| self.beside(word, goal));
        let other = self
            .words
            .iter()
            .filter(|word| {
                word.text
                    .chars()
                    .all(|c| c.is_alphabetic() && !c.is_ascii() && c > '\u{2ff}')
            })
            .filter(|word| word.text.chars().nth(1).is_some())
            .max_by_key(|word| (word.issues, &word.text));
        let (middling, beside) = (text(middling), text(beside));
        let shorter: String = beside.chars().take(beside.chars().count().div_ceil(2)).collect();
        Terms {
            frequent: text(frequent),
            rare: text(rare),
            two: format!("{middling} {beside}"),
            beginning: format!("{middling} {shorter}"),
            middling,
            part: self.part(),
            missing: MISSING.to_owned(),
            other_script: other.map_or_else(|| OTHER_SCRIPT.to_owned(), |word| word.text.clone()),
        }
    }

    /// The commonest word of titles without its ends.
    fn part(&self) -> String {
        let commonest = self.titles.iter().max_by_key(|(word, titles)| (**titles, *word));
        let inside = commonest.and_then(|(word, _)| word.get(1..word.len() - 1));
        inside.unwrap_or(MISSING).to_owned()
    }

    /// The word that stands in the most of the issues in which that one stands, of those that are not frequent.
    fn beside(&self, word: &Word, goal: usize) -> Option<&Word> {
        let place = self.places.get(&word.text)?;
        let mut together = HashMap::<usize, usize>::new();
        for issue in self.issues.iter().filter(|issue| issue.contains(place)) {
            for other in issue {
                *together.entry(*other).or_default() += 1;
            }
        }
        let known = together
            .into_iter()
            .filter_map(|(place, count)| Some((self.words.get(place)?, count)));
        known
            .filter(|(other, _)| other.text != word.text && other.issues <= 2 * goal)
            .filter(|(other, _)| (5..=16).contains(&other.text.len()))
            .filter(|(other, _)| other.text.bytes().all(|byte| byte.is_ascii_lowercase()))
            .max_by_key(|(other, count)| (*count, &other.text))
            .map(|(other, _)| other)
    }
}

/// Whether a word is one of a language, and neither very short nor very long.
fn is_plain(word: &str) -> bool {
    (4..=16).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn words_are_chosen_by_how_often_they_stand_there() {
        let mut vocabulary = Vocabulary::default();
        for number in 0..40 {
            let mut text = "about".to_owned();
            if number < 4 {
                text += " middle friend";
            }
            if number < 3 {
                text += " seldom";
            }
            let comment = if number == 7 { "принтер" } else { "" };
            vocabulary.read(&json!({"fields": {
                "summary": text, "description": null, "comment": {"comments": [{"body": comment}]},
            }}));
        }
        let terms = vocabulary.terms();
        assert_eq!(
            (terms.frequent.as_str(), terms.rare.as_str()),
            ("about", "seldom")
        );
        assert_eq!(terms.two, "friend middle");
        assert_eq!(terms.beginning, "friend mid");
        assert_eq!(terms.part, "bou");
        assert_eq!(terms.other_script, "принтер");
    }
}
