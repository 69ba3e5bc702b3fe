//! What the core's statuses, kinds, levels and priorities are called here. A new one breaks the build here.

use crate::body;
use std::borrow::Cow;
use tessera_application::tickets::{Otherwise, StatusWanted};
use tessera_domain::{
    issue::Problem,
    priority::Rank,
    status::StatusCategory,
    ticket::{Kind, Level},
};

/// The words for statuses that the vendor's clients know. A tenant may have others, which are called by their keys.
pub const STATUSES: &[&str] = &[
    "new",
    "in_progress",
    "review",
    "done",
    "waiting",
    "pending_approval",
    "resolved",
    "closed",
    "blocked",
];

/// How a tenant's status is called, by its key.
pub fn status_word(key: &str) -> &str {
    match key {
        "open" => "new",
        "resolved" | "closed" => "done",
        other => other,
    }
}

/// Whether a word asks for the status of that key. Finished tickets answer to `done` and to the more exact word.
pub fn is_meant(word: &str, key: &str) -> bool {
    word == key && key != "open" || word == status_word(key)
}

/// What to look for in the tenant's list for a word that is written.
pub fn wanted(word: &str) -> StatusWanted {
    use StatusCategory as C;
    let (key, alike, otherwise): (&'static str, &'static [&'static str], _) = match word {
        "new" => ("open", &[], Otherwise::Take(C::Open)),
        "in_progress" => ("in_progress", &[], Otherwise::Take(C::Active)),
        "review" => ("review", &[], Otherwise::Take(C::Active)),
        "done" => ("resolved", &["resolved", "closed"], Otherwise::Take(C::Done)),
        "waiting" => ("waiting", &[], Otherwise::Take(C::Waiting)),
        "pending_approval" => ("pending_approval", &[], Otherwise::Take(C::Waiting)),
        "resolved" => ("resolved", &[], Otherwise::Take(C::Done)),
        "closed" => ("closed", &[], Otherwise::Take(C::Done)),
        "blocked" => ("blocked", &[], Otherwise::Make(C::Waiting)),
        other => {
            return StatusWanted {
                key: Cow::Owned(other.to_owned()),
                alike: &[],
                otherwise: Otherwise::Refuse,
            };
        }
    };
    StatusWanted {
        key: Cow::Borrowed(key),
        alike,
        otherwise,
    }
}

/// The words for kinds.
pub const KINDS: &[&str] = &["task", "bug", "story", "epic"];

/// What a kind is called: by its nearest word where it is another dialect's.
pub const fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Task | Kind::Request | Kind::Change => "task",
        Kind::Bug | Kind::Incident | Kind::Problem => "bug",
        Kind::Story => "story",
        Kind::Epic => "epic",
    }
}

/// The kind that a word stands for when it is written.
///
/// # Errors
/// When it is none of the words.
pub fn kind(word: &str) -> Result<Kind, Problem> {
    match word {
        "task" => Ok(Kind::Task),
        "bug" => Ok(Kind::Bug),
        "story" => Ok(Kind::Story),
        "epic" => Ok(Kind::Epic),
        other => Err(Problem::not_one_of(KINDS, other)),
    }
}

/// Every kind that is called so, for finding them.
///
/// # Errors
/// When it is none of the words.
pub fn kinds(word: &str) -> Result<Vec<Kind>, Problem> {
    kind(word)?;
    Ok(Kind::ALL
        .into_iter()
        .filter(|kind| kind_word(*kind) == word)
        .collect())
}

/// The words for levels.
pub const LEVELS: &[&str] = &["low", "medium", "high", "critical"];

/// What a level is called.
pub const fn level_word(level: Level) -> &'static str {
    match level {
        Level::Low => "low",
        Level::Medium => "medium",
        Level::High => "high",
        Level::Critical => "critical",
    }
}

/// The level that a word stands for. `normal` is what the vendor's own program calls the middle one.
///
/// # Errors
/// When it is none of the words.
pub fn level(word: &str) -> Result<Level, Problem> {
    match word {
        "low" => Ok(Level::Low),
        "medium" | "normal" => Ok(Level::Medium),
        "high" => Ok(Level::High),
        "critical" => Ok(Level::Critical),
        other => Err(Problem::not_one_of(LEVELS, other)),
    }
}

/// The numbers of priorities.
pub const PRIORITIES: &[&str] = &["1", "2", "3", "4", "5"];

/// The rank that a number stands for.
///
/// # Errors
/// When it is none of the numbers.
pub fn rank(number: &str) -> Result<Rank, Problem> {
    let rank = body::of_text(number).and_then(|number| i16::try_from(number).ok());
    let rank = rank.and_then(Rank::new);
    rank.ok_or_else(|| Problem::not_one_of(PRIORITIES, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_have_the_vendors_words_and_others_their_keys() {
        for (key, word) in [
            ("open", "new"),
            ("in_progress", "in_progress"),
            ("review", "review"),
            ("waiting", "waiting"),
            ("pending_approval", "pending_approval"),
            ("resolved", "done"),
            ("closed", "done"),
            ("blocked", "blocked"),
            ("qa_sign_off", "qa_sign_off"),
        ] {
            assert_eq!(status_word(key), word, "{key}");
        }
    }

    #[test]
    fn done_finds_both_finished_statuses_and_the_exact_words_one() {
        for (word, key, meant) in [
            ("new", "open", true),
            ("open", "open", false),
            ("done", "resolved", true),
            ("done", "closed", true),
            ("closed", "closed", true),
            ("closed", "resolved", false),
            ("review", "review", true),
            ("review", "waiting", false),
        ] {
            assert_eq!(is_meant(word, key), meant, "{word} {key}");
        }
    }

    #[test]
    fn every_word_is_looked_for_by_its_key() {
        for word in STATUSES {
            let wanted = wanted(word);
            assert!(is_meant(word, &wanted.key), "{word}");
            assert_ne!(wanted.otherwise, Otherwise::Refuse, "{word}");
        }
        let own = wanted("qa_sign_off");
        assert_eq!((&*own.key, own.otherwise), ("qa_sign_off", Otherwise::Refuse));
        assert_eq!(wanted("done").alike, ["resolved", "closed"]);
        assert_eq!(
            wanted("blocked").otherwise,
            Otherwise::Make(StatusCategory::Waiting)
        );
    }

    #[test]
    fn kinds_of_other_dialects_are_read_as_the_nearest() {
        for (kind, word) in [
            (Kind::Incident, "bug"),
            (Kind::Problem, "bug"),
            (Kind::Request, "task"),
            (Kind::Change, "task"),
        ] {
            assert_eq!(kind_word(kind), word);
        }
        for word in KINDS {
            assert_eq!(kind_word(kind(word).unwrap()), *word);
            assert!(kinds(word).unwrap().contains(&kind(word).unwrap()));
        }
        assert_eq!(kinds("bug").unwrap(), [Kind::Incident, Kind::Problem, Kind::Bug]);
        for bad in ["", "Task", "incident"] {
            assert!(kind(bad).is_err() && kinds(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn levels_read_back_and_normal_is_the_middle() {
        for word in LEVELS {
            assert_eq!(level_word(level(word).unwrap()), *word);
        }
        assert_eq!(level("normal"), Ok(Level::Medium));
        assert!(level("urgent").is_err());
    }

    #[test]
    fn priorities_are_one_to_five() {
        for number in PRIORITIES {
            assert_eq!(rank(number).unwrap().get().to_string(), *number);
        }
        for same in [" 3 ", "+3", "03", "3.0"] {
            assert_eq!(rank(same), Ok(Rank::MEDIUM), "{same}");
        }
        for bad in ["0", "6", "", "x", "3.5", "-1", "99999999999999999999"] {
            assert!(rank(bad).is_err(), "{bad}");
        }
    }
}
