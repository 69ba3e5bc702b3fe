//! How words are stored, and asked for: each begins with a tag of its tenant and with who may read it.
//!
//! The tag keeps the lists of different tenants apart in the index, so that a search costs what its own tenant's
//! tickets cost. It is short, and two tenants may have the same; what keeps tenants apart for certain is that every
//! search compares `tenant_id`. Words that are internal are other words than the same ones in public, so a search by
//! somebody who may not read them cannot meet them. Parts of texts are other words again.

use crate::fragments::{Lookup, TextQuery};
use tessera_domain::{
    comment::Audience,
    id::TenantId,
    search::{Place, Query, Wanted, Words},
    text::SearchTerm,
};

/// How many characters a tenant's tag has.
const TAG: usize = 6;
const PUBLIC: char = 'p';
const INTERNAL: char = 'i';
const REFERENCE: char = 'r';
const TITLE: char = 't';
const SIGNS: char = 's';
const ALPHABET: [char; 32] = [
    'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u',
    'v', 'w', 'x', 'y', 'z', '2', '3', '4', '5', '6', '7',
];

/// The last 30 bits of the tenant's id, which are made by chance.
fn tag(tenant: TenantId) -> String {
    let mut rest = tenant.uuid().as_u128();
    let mut tag = String::with_capacity(TAG);
    for _ in 0..TAG {
        let place = usize::try_from(rest % 32).unwrap_or_default();
        tag.extend(ALPHABET.get(place));
        rest /= 32;
    }
    tag
}

const fn mark(place: Place) -> char {
    match place {
        Place::Reference => REFERENCE,
        Place::Title => TITLE,
        Place::Signs => SIGNS,
    }
}

/// The words and parts as they are stored: with spaces in between.
pub fn written(tenant: TenantId, words: &Words) -> String {
    let tag = tag(tenant);
    let mut text = String::new();
    let public = words.public().map(|word| (PUBLIC, word));
    let internal = words.internal().map(|word| (INTERNAL, word));
    let parts = words.parts().map(|(place, part)| (mark(place), part));
    for (mark, word) in public.chain(internal).chain(parts) {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&tag);
        text.push(mark);
        text.push_str(word);
    }
    text
}

/// The words and parts that were stored so.
pub fn read(stored: &str) -> Words {
    let mut words = Words::default();
    for word in stored.split(' ') {
        let mut rest = word.chars();
        let mark = rest.nth(TAG);
        match mark {
            Some(PUBLIC) => words.add(Audience::Public, rest.as_str().to_owned()),
            Some(INTERNAL) => words.add(Audience::Internal, rest.as_str().to_owned()),
            Some(REFERENCE) => words.add_part(Place::Reference, rest.as_str().to_owned()),
            Some(TITLE) => words.add_part(Place::Title, rest.as_str().to_owned()),
            Some(SIGNS) => words.add_part(Place::Signs, rest.as_str().to_owned()),
            _ => {}
        }
    }
    words
}

/// What finds the tickets that answer the query; nothing when it asks for no word, which no ticket answers.
pub fn by_words(tenant: TenantId, query: &Query, internal: bool) -> Option<Lookup> {
    let marks: &[char] = if internal { &[PUBLIC, INTERNAL] } else { &[PUBLIC] };
    asked(tenant, marks, query.wanted()).map(|query| Lookup::words(&query))
}

/// What finds the tickets that have the term as a part of the text in that place; nothing when no ticket can.
pub fn by_parts(tenant: TenantId, place: Place, term: &SearchTerm) -> Option<Lookup> {
    let query = asked(tenant, &[mark(place)], &place.wanted(term))?;
    Some(Lookup::parts(&query, place, term))
}

/// The words with the marks that each may have; nothing when there are none.
fn asked(tenant: TenantId, marks: &[char], wanted: &[Wanted]) -> Option<TextQuery> {
    let tag = tag(tenant);
    let any_of = |wanted: &Wanted| {
        let (word, is_beginning) = match wanted {
            Wanted::Whole(word) => (word, false),
            Wanted::Beginning(word) => (word, true),
        };
        let words = marks.iter().map(|mark| format!("{tag}{mark}{word}")).collect();
        (words, is_beginning)
    };
    (!wanted.is_empty()).then(|| TextQuery(wanted.iter().map(any_of).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn words_come_back_as_they_were_stored_and_carry_their_tenant() {
        let mut words = Words::default();
        words.read(Audience::Public, "Größe 東京 TKT-20260203-007");
        words.read(Audience::Internal, "secret größe");
        words.read_parts(Place::Title, "Größe '東京' TKT");
        words.read_parts(Place::Reference, "TKT-20260203-007");
        words.read_parts(Place::Signs, "a -> b; 100 %");
        let tenant = TenantId::from(Uuid::from_u128(0x1234_5678_9abc));
        let stored = written(tenant, &words);
        assert_eq!(read(&stored), words);
        let tag = tag(tenant);
        assert!(stored.split(' ').all(|word| word.starts_with(&tag)));
        assert!(stored.contains(&format!("{tag}isecret")) && stored.contains(&format!("{tag}pgrosse")));
        assert_eq!(read(""), Words::default());
    }
}
