//! Cutting texts into words.

use super::{MAX_TEXT, MAX_WORD};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// What stands between the parts of what is joined. No text has it between letters, for it is none itself.
pub const JOINT: char = '·';
/// The most parts that are joined.
pub const MAX_JOINED: usize = 6;

/// What a character does to a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Part of a word, in a script that parts words by spaces.
    Letter,
    /// Of a script that does not.
    Unspaced,
    /// A word by itself.
    Picture,
    /// Belongs to the character before it.
    Mark,
    /// Joins words if it stands alone between them.
    Joint,
    /// Ends words.
    Other,
}

fn class(c: char) -> Class {
    match c {
        '-' | '_' | '.' | '/' | ':' | '@' | '\'' | '’' | '+' | '#' | '&' | '=' | '~' => Class::Joint,
        '\u{2600}'..='\u{27bf}' | '\u{1f300}'..='\u{1faff}' => Class::Picture,
        // Thai, Lao, Burmese, Khmer; Chinese and Japanese.
        '\u{e00}'..='\u{eff}'
        | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{17ff}'
        | '\u{2e80}'..='\u{2fdf}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}'
            if c.is_alphanumeric() || is_combining_mark(c) =>
        {
            Class::Unspaced
        }
        c if c.is_alphanumeric() => Class::Letter,
        c if is_combining_mark(c) => Class::Mark,
        _ => Class::Other,
    }
}

/// Accents and points over and under letters that are as good as the letters alone. Marks of scripts in which they are
/// letters of their own stay.
const fn is_accent(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}')
}

/// Letters that Unicode takes apart in no form, though people leave out what makes them special: as one letter, or as
/// several.
const fn plain(c: char) -> (Option<char>, &'static str) {
    match c {
        'ß' => (None, "ss"),
        'æ' => (None, "ae"),
        'œ' => (None, "oe"),
        'þ' => (None, "th"),
        'ø' => (Some('o'), ""),
        'ł' => (Some('l'), ""),
        'đ' | 'ð' => (Some('d'), ""),
        'ħ' => (Some('h'), ""),
        'ı' => (Some('i'), ""),
        'ς' => (Some('σ'), ""),
        other => (Some(other), ""),
    }
}

/// As much of the text as counts.
pub fn counted(text: &str) -> &str {
    let end = match text.len() {
        // No fewer bytes than characters.
        0..=MAX_TEXT => None,
        _ => text.char_indices().nth(MAX_TEXT).map(|(end, _)| end),
    };
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// The text in three: the characters of ASCII that it begins with, but for one that may change with what follows; that one with
/// the others up to the next of ASCII, to which they cannot reach; and what is left, from there on. Any may be empty.
fn plain_first(text: &str) -> (&str, &str, &str) {
    let is_other = |byte: u8| !byte.is_ascii();
    let Some(other) = text.bytes().position(is_other) else {
        return (text, "", "");
    };
    // What follows may belong to the last of them.
    let (plain, rest) = text.split_at(other.saturating_sub(1));
    let skipped = other - plain.len();
    let more = rest.bytes().skip(skipped).position(|byte| byte.is_ascii());
    let (mixed, rest) = rest.split_at(more.map_or(rest.len(), |more| skipped + more));
    (plain, mixed, rest)
}

/// The text as it is compared.
fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars()
        .nfkd()
        .filter(|c| !is_accent(*c))
        .flat_map(char::to_lowercase)
        // What becomes lower case may come with an accent again.
        .filter(|c| !is_accent(*c))
        .flat_map(|c| {
            let (one, more) = plain(c);
            one.into_iter().chain(more.chars())
        })
        .nfc()
}

/// Whether no word has anything of the character in it. White space is such a one too.
pub fn is_sign(c: char) -> bool {
    if c.is_ascii() {
        return !c.is_ascii_alphanumeric();
    }
    let mut bytes = [0; 4];
    let is_outside = |c| matches!(class(c), Class::Mark | Class::Joint | Class::Other);
    folded(c.encode_utf8(&mut bytes)).all(is_outside)
}

/// Words that stand together.
pub enum Group {
    /// Words with one joint between each and the next; mostly one alone.
    Joined(Vec<String>),
    /// Characters of a script without spaces.
    Unspaced(Vec<char>),
    /// A picture.
    Picture(char),
}

/// Hands out the groups of a text, in order.
pub fn groups(text: &str, mut give: impl FnMut(Group)) {
    let mut state = State::default();
    let mut rest = counted(text);
    while !rest.is_empty() {
        let (plain, mixed, behind) = plain_first(rest);
        // What folding makes of these, and most texts hold nothing else.
        for c in plain.chars() {
            state.take(c.to_ascii_lowercase(), &mut give);
        }
        for c in folded(mixed) {
            state.take(c, &mut give);
        }
        rest = behind;
    }
    state.end(&mut give);
}

#[derive(Default)]
struct State {
    /// Whole words, joined.
    words: Vec<String>,
    /// The word that is being read.
    open: String,
    /// Characters without spaces that are being read.
    unspaced: Vec<char>,
}

impl State {
    fn take(&mut self, c: char, give: &mut impl FnMut(Group)) {
        match class(c) {
            Class::Letter => {
                self.end_unspaced(give);
                self.open.push(c);
            }
            Class::Mark if !self.unspaced.is_empty() => self.unspaced.push(c),
            Class::Mark if !self.open.is_empty() => self.open.push(c),
            Class::Joint if !self.open.is_empty() => self.words.push(std::mem::take(&mut self.open)),
            Class::Unspaced => {
                self.end_words(give);
                self.unspaced.push(c);
            }
            Class::Picture => {
                self.end(give);
                give(Group::Picture(c));
            }
            Class::Mark | Class::Joint | Class::Other => self.end(give),
        }
    }

    fn end(&mut self, give: &mut impl FnMut(Group)) {
        self.end_words(give);
        self.end_unspaced(give);
    }

    fn end_words(&mut self, give: &mut impl FnMut(Group)) {
        if !self.open.is_empty() {
            self.words.push(std::mem::take(&mut self.open));
        }
        if !self.words.is_empty() {
            give(Group::Joined(std::mem::take(&mut self.words)));
        }
    }

    fn end_unspaced(&mut self, give: &mut impl FnMut(Group)) {
        if !self.unspaced.is_empty() {
            give(Group::Unspaced(std::mem::take(&mut self.unspaced)));
        }
    }
}

/// Hands out the words that a text is found by, some more than once.
pub fn words(text: &str, mut give: impl FnMut(String)) {
    groups(text, |group| match group {
        Group::Joined(words) => {
            if words.len() > 1 && is_a_code(&words) {
                for first in 0..words.len() - 1 {
                    give(joined(words.iter().skip(first).take(MAX_JOINED)));
                }
            }
            for word in words {
                give(shortened(word));
            }
        }
        Group::Unspaced(chars) => {
            pairs(&chars).for_each(&mut give);
            // So that a single character is found at the end as well.
            chars.last().map(char::to_string).into_iter().for_each(&mut give);
        }
        Group::Picture(c) => give(c.to_string()),
    });
}

/// Whether joined words are a reference, a version, an address or the like, and not just words.
pub fn is_a_code(words: &[String]) -> bool {
    words.iter().any(|word| word.contains(char::is_numeric))
}

/// Every two neighbours.
pub fn pairs(chars: &[char]) -> impl Iterator<Item = String> {
    chars.windows(2).map(|pair| pair.iter().collect())
}

/// The words with joints between them.
pub fn joined<'w>(words: impl Iterator<Item = &'w String>) -> String {
    let mut whole = String::new();
    for word in words {
        if !whole.is_empty() {
            whole.push(JOINT);
        }
        whole.push_str(word);
    }
    shortened(whole)
}

/// No more of the word than counts.
pub fn shortened(mut word: String) -> String {
    if word.len() > MAX_WORD
        && let Some((end, _)) = word.char_indices().nth(MAX_WORD)
    {
        word.truncate(end);
    }
    word
}

#[cfg(test)]
mod tests {
    use super::{folded, plain_first};
    use proptest::prelude::*;

    /// In the parts that are folded apart from each other, by what they become.
    fn in_parts(text: &str) -> String {
        let (mut whole, mut rest) = (String::new(), text);
        while !rest.is_empty() {
            let (plain, mixed, behind) = plain_first(rest);
            assert!(plain.is_ascii());
            whole.push_str(&plain.to_ascii_lowercase());
            whole.extend(folded(mixed));
            rest = behind;
        }
        whole
    }

    #[test]
    fn what_follows_a_letter_may_belong_to_it() {
        assert_eq!(plain_first("Cafe\u{301} x"), ("Caf", "e\u{301}", " x"));
        assert_eq!(plain_first("é"), ("", "é", ""));
        assert_eq!(plain_first("eé"), ("", "eé", ""));
        assert_eq!(plain_first("plain"), ("plain", "", ""));
    }

    proptest! {
        #[test]
        fn a_text_folded_in_parts_is_the_text_folded(
            text in "([a-zA-Z0-9 .·-]|[\u{300}-\u{36f}\u{591}\u{5b0}\u{902}\u{93c}\u{3099}\u{1161}\u{11a8}]|[áßﬁÅK가ᄀが⅓Ａ]|\\PC){0,40}"
        ) {
            prop_assert_eq!(in_parts(&text), folded(&text).collect::<String>());
        }
    }
}
