//! Makes up issues for the product's import: the shape of a real archive, none of its words.

use crate::failure::{During, Failure};
use chrono::DateTime;
use serde_json::{Value, json};
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

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
const STATUSES: [(&str, &str); 6] = [
    ("Open", "new"),
    ("In Progress", "indeterminate"),
    ("Waiting", "indeterminate"),
    ("Resolved", "done"),
    ("Closed", "done"),
    ("Closed", "done"),
];
const PRIORITIES: [&str; 5] = ["Low", "Medium", "Medium", "High", "Critical"];
const KINDS: [&str; 4] = ["Bug", "Task", "Story", "Improvement"];

/// Writes so many issues into a tar file, the same ones each time.
pub fn write(path: &Path, count: u32) -> Result<(), Failure> {
    let doing = format!("writing {}", path.display());
    let file = File::create(path).during(&doing)?;
    let mut archive = tar::Builder::new(BufWriter::new(file));
    for number in 1..=count {
        let text = issue(number, count).to_string();
        let mut header = tar::Header::new_ustar();
        header.set_size(u64::try_from(text.len()).during(&doing)?);
        header.set_mode(0o644);
        header.set_cksum();
        let name = format!("BEN/BEN-{number}.json");
        archive
            .append_data(&mut header, name, text.as_bytes())
            .during(&doing)?;
    }
    archive
        .into_inner()
        .and_then(|mut file| file.flush())
        .during(&doing)
}

fn issue(number: u32, count: u32) -> Value {
    let mut dice = Dice(u64::from(number));
    let opened = FIRST + SPAN * i64::from(number) / i64::from(count);
    let (status, category) = dice.one_of(&STATUSES);
    let changed = opened + dice.below(30 * 86_400);
    let comments: Vec<_> = (0..how_many_comments(number, &mut dice))
        .map(|place| comment(number, place, opened + 3_600 * i64::from(place + 1), &mut dice))
        .collect();
    let labels: Vec<_> = (0..dice.below(4)).map(|_| dice.one_of(&LABELS)).collect();
    let assignee = if dice.below(4) == 0 {
        Value::Null
    } else {
        person(&mut dice)
    };
    json!({
        "id": number.to_string(),
        "key": format!("BEN-{number}"),
        "fields": {
            "summary": format!("The {} {}", dice.one_of(&SUBJECTS), dice.one_of(&TROUBLES)),
            "description": text(&mut dice, 8),
            "issuetype": {"name": dice.one_of(&KINDS)},
            "project": {"key": "BEN", "name": "Bench"},
            "status": {"name": status, "statusCategory": {"key": category}},
            "priority": {"name": dice.one_of(&PRIORITIES)},
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

/// Between none and seven, and twenty under every fiftieth issue.
fn how_many_comments(number: u32, dice: &mut Dice) -> u32 {
    if number.is_multiple_of(50) {
        20
    } else {
        u32::try_from(dice.below(8)).unwrap_or_default()
    }
}

fn comment(issue: u32, place: u32, at: i64, dice: &mut Dice) -> Value {
    json!({
        "id": format!("{issue}{place:02}"),
        "author": person(dice),
        "body": text(dice, 5),
        "created": moment(at),
        "updated": moment(at),
    })
}

fn person(dice: &mut Dice) -> Value {
    let number = dice.below(60);
    json!({
        "key": format!("person-{number}"),
        "name": format!("person-{number}"),
        "displayName": format!("Person {number}"),
        "active": true,
    })
}

fn text(dice: &mut Dice, most: i64) -> String {
    let sentences: Vec<_> = (0..=dice.below(most)).map(|_| dice.one_of(&SENTENCES)).collect();
    sentences.join(" ")
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
}
