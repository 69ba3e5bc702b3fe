//! A key for a project that nobody has named.

use super::field;
use crate::error::{Error, Result};
use tessera_domain::{issue::Problem, project::ProjectKey, user::User};
use tessera_ports::tx::Tx;

/// How many keys are tried.
const TRIES: i64 = 20;

/// The login's letters or, if another project has that key, as many of them as leave room for the person's number in
/// letters.
pub(super) fn free(tx: &mut dyn Tx, user: &User) -> Result<ProjectKey> {
    let base = letters(user.login.as_str());
    let numbers = user.number..user.number.saturating_add(TRIES);
    let others = numbers.map(|number| with(&base, &in_letters(number)));
    for text in std::iter::once(base.clone()).chain(others) {
        let key = ProjectKey::parse(&text).map_err(|problem| Error::invalid(field::PROJECT_KEY, problem))?;
        if tx.lists().project_by_key(user.tenant, key.as_str())?.is_none() {
            return Ok(key);
        }
    }
    Err(Error::invalid(
        field::PROJECT_KEY,
        Problem::Taken { what: "project" },
    ))
}

/// The letters of A to Z in the login, at most as many as a key has. A login with too few of them is made longer.
fn letters(login: &str) -> String {
    let found = login.chars().filter(char::is_ascii_alphabetic);
    let mut letters: String = found
        .map(|c| c.to_ascii_uppercase())
        .take(ProjectKey::MAX)
        .collect();
    if letters.len() < ProjectKey::MIN {
        letters.push_str("USER");
    }
    letters
}

/// As much of the base as leaves room for the end.
fn with(base: &str, end: &str) -> String {
    let room = ProjectKey::MAX.saturating_sub(end.len());
    base.chars()
        .take(room)
        .chain(end.chars())
        .take(ProjectKey::MAX)
        .collect()
}

/// A, B … Z, AA, AB … for 1, 2 …
fn in_letters(number: i64) -> String {
    let mut letters = Vec::new();
    let mut rest = number;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_in_letters() {
        for (number, letters) in [
            (1, "A"),
            (26, "Z"),
            (27, "AA"),
            (52, "AZ"),
            (53, "BA"),
            (702, "ZZ"),
            (703, "AAA"),
            (i64::MAX, "CRPXNLSKVLJFHG"),
        ] {
            assert_eq!(in_letters(number), letters);
        }
    }

    #[test]
    fn every_login_makes_a_key() {
        for (login, key) in [
            ("robin", "ROBIN"),
            ("Robin.Sample-2", "ROBINSAMPL"),
            ("x", "XUSER"),
            ("42", "USER"),
            ("Ärmel", "RMEL"),
        ] {
            assert_eq!(letters(login), key);
            assert!(ProjectKey::parse(&letters(login)).is_ok());
            for number in [1, 703, i64::MAX] {
                assert!(ProjectKey::parse(&with(&letters(login), &in_letters(number))).is_ok());
            }
        }
        assert_eq!(with("ROBINSAMPL", "AB"), "ROBINSAMAB");
        assert_eq!(with("ROBIN", "AB"), "ROBINAB");
    }
}
