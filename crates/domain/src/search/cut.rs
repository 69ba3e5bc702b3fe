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

/// The text as it is compared.
fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars()
        .take(MAX_TEXT)
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
    for c in folded(text) {
        state.take(c, &mut give);
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
