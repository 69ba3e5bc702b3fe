//! Makes up issues for the product's import: the shape of a real archive, none of its words.
//!
//! As in a real one, some words stand in nearly every issue and most in hardly any, a few texts are very long, some
//! issues have no priority, and one in two hundred is written in another script.

use chrono::DateTime;
use serde_json::{Value, json};

/// The first issue was opened on 2015-01-01, the last one ten years later.
const FIRST: i64 = 1_420_070_400;
const SPAN: i64 = 10 * 365 * 86_400;

const SUBJECTS: [&str; 12] = [
    "printer",
    "invoice",
    "laptop",
    "login page",
    "mail client",
    "badge reader",
    "meeting room",
    "phone",
    "report",
    "price list",
    "scanner",
    "network drive",
];
const TROUBLES: [&str; 12] = [
    "does not answer",
    "shows last month's numbers",
    "forgets its settings",
    "is slower than before",
    "asks for a password again and again",
    "cannot be found",
    "has a wrong address on it",
    "stops after the update",
    "is out of paper",
    "prints everything twice",
    "needs a new owner",
    "works only on Tuesdays",
];
const SENTENCES: [&str; 8] = [
    "It began on the third floor and has reached the warehouse since.",
    "Nothing was changed on our side as far as anybody remembers.",
    "Switching it off and on helped for about an hour.",
    "The colleague next door has the same version and no trouble at all.",
    "A picture of the message is in the shared folder.",
    "We can wait until the end of the week, but not longer.",
    "The supplier says that a newer version will behave.",
    "Please call before coming, the door is locked after five.",
];
/// About how many words a sentence has.
const WORDS_IN_A_SENTENCE: i64 = 11;
const FOREIGN: [&str; 4] = [
    "プリンターが動きません。再起動しても同じです。",
    "Принтер не печатает со вчерашнего дня.",
    "الطابعة لا تعمل منذ الصباح",
    "打印机没有反应，请尽快处理。",
];
const LABELS: [&str; 8] = [
    "hardware",
    "billing",
    "urgent-customer",
    "floor-3",
    "warehouse",
    "vpn",
    "onboarding",
    "audit",
];
const STATUSES: [(&str, &str); 20] = {
    let mut statuses = [("Closed", "done"); 20];
    statuses[0] = ("Open", "new");
    statuses[1] = ("Open", "new");
    statuses[2] = ("Resolved", "done");
    statuses[3] = ("Resolved", "done");
    statuses[4] = ("In Progress", "indeterminate");
    statuses
};
const PRIORITIES: [Option<&str>; 6] = [
    Some("High"),
    Some("Medium"),
    None,
    Some("Low"),
    Some("Critical"),
    Some("Medium"),
];
const KINDS: [&str; 6] = ["Bug", "Bug", "Bug", "Bug", "New Feature", "Improvement"];
const PROJECTS: [(&str, &str); 4] = [
    ("BEN", "Bench"),
    ("BEN", "Bench"),
    ("BEN", "Bench"),
    ("SUP", "Support"),
];
/// How many words texts have, each as often as the others; one text in a hundred has more.
const DESCRIPTIONS: Lengths = Lengths {
    usual: [0, 10, 20, 40, 60, 85, 120, 170, 260, 420],
    long: 2_500,
};
const COMMENTS: Lengths = Lengths {
    usual: [2, 5, 8, 12, 18, 25, 35, 50, 80, 130],
    long: 600,
};
/// How many comments issues have.
const THREADS: [u32; 10] = [0, 1, 1, 2, 2, 2, 3, 4, 5, 8];
/// Words that are made up come out of 2 to the power of this.
const VOCABULARY: i64 = 18;
/// How many people there are.
const PEOPLE: i64 = 1_000;

/// Lengths of texts, in words.
struct Lengths {
    usual: [i64; 10],
    long: i64,
}

/// The issue of that number out of so many, from 1 on.
pub fn issue(number: u32, count: u32) -> Value {
    let mut dice = Dice(u64::from(number));
    let opened = FIRST + SPAN * i64::from(number) / i64::from(count);
    let (status, category) = dice.one_of(&STATUSES);
    let (project, project_name) = dice.one_of(&PROJECTS);
    let changed = opened + dice.below(30 * 86_400);
    let comments: Vec<_> = (0..how_many_comments(number, &mut dice))
        .map(|place| comment(number, place, opened + 3_600 * i64::from(place + 1), &mut dice))
        .collect();
    let labels: Vec<_> = (0..dice.below(4)).map(|_| dice.one_of(&LABELS)).collect();
    let assignee = if dice.below(11) == 0 {
        Value::Null
    } else {
        person(&mut dice)
    };
    let mut description = text(&mut dice, &DESCRIPTIONS);
    if number.is_multiple_of(200) {
        description = format!("{} {description}", dice.one_of(&FOREIGN));
    }
    json!({
        "id": number.to_string(),
        "key": format!("{project}-{number}"),
        "fields": {
            "summary": format!("The {} {}", dice.one_of(&SUBJECTS), dice.one_of(&TROUBLES)),
            "description": description,
            "issuetype": {"name": dice.one_of(&KINDS)},
            "project": {"key": project, "name": project_name},
            "status": {"name": status, "statusCategory": {"key": category}},
            "priority": dice.one_of(&PRIORITIES).map(|name| json!({"name": name})),
            "labels": labels,
            "reporter": person(&mut dice),
            "creator": person(&mut dice),
            "assignee": assignee,
            "created": moment(opened),
            "updated": moment(changed),
            "resolutiondate": (category == "done").then(|| moment(changed)),
            "comment": {"total": comments.len(), "comments": comments},
        },
    })
}

/// A few, and twenty under every fiftieth issue.
fn how_many_comments(number: u32, dice: &mut Dice) -> u32 {
    if number.is_multiple_of(50) {
        20
    } else {
        dice.one_of(&THREADS)
    }
}

fn comment(issue: u32, place: u32, at: i64, dice: &mut Dice) -> Value {
    json!({
        "id": format!("{issue}{place:02}"),
        "author": person(dice),
        "body": text(dice, &COMMENTS),
        "created": moment(at),
        "updated": moment(at),
    })
}

fn person(dice: &mut Dice) -> Value {
    let number = dice.below(PEOPLE);
    json!({
        "key": format!("person-{number}"),
        "name": format!("person-{number}"),
        "displayName": format!("Person {number}"),
        "active": true,
    })
}

/// Sentences that many texts share, and words of its own between them.
fn text(dice: &mut Dice, lengths: &Lengths) -> String {
    let mut left = if dice.below(100) == 0 {
        lengths.long
    } else {
        dice.one_of(&lengths.usual)
    };
    let mut parts: Vec<String> = Vec::new();
    while left > 0 {
        if left >= WORDS_IN_A_SENTENCE && dice.below(5) < 2 {
            parts.push(dice.one_of(&SENTENCES).to_owned());
            left -= WORDS_IN_A_SENTENCE;
        } else {
            parts.push(word(dice));
            left -= 1;
        }
    }
    parts.join(" ")
}

/// A made-up word. Each is as much rarer as it stands further behind in the list of all, as in any language.
fn word(dice: &mut Dice) -> String {
    const SYLLABLES: [&str; 16] = [
        "ba", "re", "ti", "no", "lu", "ka", "se", "mi", "do", "fu", "gra", "ple", "stri", "vo", "hu", "an",
    ];
    let power = dice.below(VOCABULARY);
    let mut place = (1 << power) + dice.below(1 << power);
    let mut word = "q".to_owned();
    while place > 0 {
        let syllable = usize::try_from(place % 16).unwrap_or_default();
        word.extend(SYLLABLES.get(syllable).copied());
        place /= 16;
    }
    word
}

fn moment(seconds: i64) -> Option<String> {
    DateTime::from_timestamp(seconds, 0).map(|moment| moment.format("%Y-%m-%dT%H:%M:%S.000+0000").to_string())
}

/// Chance that is the same each time: `SplitMix64`.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From zero up to, not including, the limit.
    fn below(&mut self, limit: i64) -> i64 {
        i64::try_from(self.next() >> 1)
            .unwrap_or_default()
            .rem_euclid(limit)
    }

    fn one_of<T: Copy + Default>(&mut self, of: &[T]) -> T {
        let limit = i64::try_from(of.len()).unwrap_or(1);
        usize::try_from(self.below(limit))
            .ok()
            .and_then(|place| of.get(place))
            .copied()
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn the_same_issues_are_made_each_time() {
        assert_eq!(issue(50, 100), issue(50, 100));
        assert_ne!(issue(50, 100), issue(51, 100));
        assert_eq!(issue(50, 100)["fields"]["comment"]["total"], 20);
        assert_eq!(
            issue(100, 100)["fields"]["created"],
            "2024-12-29T00:00:00.000+0000"
        );
    }

    #[test]
    fn some_words_are_frequent_and_most_are_rare() {
        let mut dice = Dice(7);
        let mut seen = HashMap::<String, u32>::new();
        for _ in 0..20_000 {
            *seen.entry(word(&mut dice)).or_default() += 1;
        }
        let most = seen.values().max().copied().unwrap_or_default();
        let once = seen.values().filter(|count| **count == 1).count();
        assert!(
            most > 500 && 2 * once > seen.len(),
            "{most} {once} {}",
            seen.len()
        );
    }
}
