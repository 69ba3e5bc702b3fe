//! Passwords: which are good enough, and how they are kept.

use crate::hashing_memory;
use argon2::{
    Algorithm, Argon2, Params, PasswordHasher as _, Version,
    password_hash::{
        self,
        phc::{Output, PasswordHash},
    },
};
use std::{hint::black_box, sync::LazyLock};
use subtle::ConstantTimeEq;
use tessera_domain::issue::Problem;
use tessera_ports::world::{HashingFailed, PasswordHasher};
use zxcvbn::zxcvbn;

/// The fewest Unicode scalars of a password.
pub const MIN_LENGTH: usize = 8;
/// The most Unicode scalars of a password.
pub const MAX_LENGTH: usize = 128;
/// The most bytes that are hashed at all. Nobody may make the server chew on a megabyte.
pub const MAX_BYTES: usize = 1024;

/// Whoever guesses tries about that many passwords at every account.
const TRIED_FIRST: u64 = 3_000;
/// The most Unicode scalars of a password that is looked up among those. None of them has more, and looking up
/// takes time that grows faster than the password does.
const LONGEST_TRIED_FIRST: usize = 20;

/// Memory in KiB, passes and lanes of a new hash.
const COST: (u32, u32, u32) = (19_456, 2, 1);
/// The most memory in KiB, and passes, that a stored hash may demand.
const WORST: (u32, u32) = (65_536, 16);

/// A hash at today's cost that no password has.
static NOBODYS: LazyLock<String> = LazyLock::new(|| {
    let (memory, passes, lanes) = COST;
    let (salt, hash) = ("A".repeat(22), "A".repeat(43));
    format!("$argon2id$v=19$m={memory},t={passes},p={lanes}${salt}${hash}")
});

/// Whether a password is of a length that is kept: 8 to 128 Unicode scalars of any kind. It is taken as it is, with
/// its spaces and its way of composing letters; nothing demands digits or signs.
///
/// People who choose for themselves are held to [`check_choice`](PasswordHasher::check_choice), which is this and
/// refuses what everybody guesses.
///
/// # Errors
/// When it is too short or too long.
pub fn check(password: &str) -> Result<(), Problem> {
    if password.len() > MAX_BYTES || password.chars().nth(MAX_LENGTH).is_some() {
        return Err(Problem::TooLong { max: MAX_LENGTH });
    }
    if password.chars().count() < MIN_LENGTH {
        return Err(Problem::TooShort { min: MIN_LENGTH });
    }
    Ok(())
}

/// Hashes by argon2id and keeps PHC strings, each with a random salt of 16 bytes.
#[derive(Clone, Copy, Default, Debug)]
pub struct ArgonPasswords;

impl PasswordHasher for ArgonPasswords {
    fn hash(&self, password: &str) -> Result<String, HashingFailed> {
        if password.len() > MAX_BYTES {
            return Err(HashingFailed(format!("it has more than {MAX_BYTES} bytes")));
        }
        let hash = hash(password).map_err(|error| HashingFailed(error.to_string()))?;
        Ok(hash.to_string())
    }

    fn verify(&self, password: &str, hash: &str) -> bool {
        password.len() <= MAX_BYTES
            && PasswordHash::new(hash)
                .is_ok_and(|hash| bearable(&hash) && is_of(password, &hash).unwrap_or(false))
    }

    fn verify_nothing(&self, password: &str) {
        black_box(self.verify(password, &NOBODYS));
    }

    fn is_outdated(&self, hash: &str) -> bool {
        !PasswordHash::new(hash).is_ok_and(|hash| {
            let (memory, passes, lanes) = COST;
            hash.algorithm.as_str() == Algorithm::Argon2id.as_str()
                && hash.version == Some(Version::V0x13.into())
                && Params::try_from(&hash).is_ok_and(|params| {
                    params.m_cost() >= memory && params.t_cost() >= passes && params.p_cost() >= lanes
                })
        })
    }

    fn check_choice(&self, password: &str) -> Result<(), Problem> {
        check(password)?;
        if is_tried_first(password) {
            return Err(Problem::Rule(
                "is one of the passwords that everybody tries first",
            ));
        }
        Ok(())
    }
}

/// Whether somebody who guesses gets there at once: the password as a whole, in whatever case, is among the
/// commonest or as plain as they are. Whatever joins two such things takes more guesses by far.
fn is_tried_first(password: &str) -> bool {
    password.chars().nth(LONGEST_TRIED_FIRST).is_none()
        && zxcvbn(&password.to_lowercase(), &[]).guesses() <= TRIED_FIRST
}

fn hash(password: &str) -> password_hash::Result<PasswordHash> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None)?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password(password.as_bytes())
}

/// Whether the hash is the password's. Nothing when it is not complete.
fn is_of(password: &str, hash: &PasswordHash) -> Option<bool> {
    let (salt, expected) = (hash.salt.as_ref()?, hash.hash.as_ref()?);
    let params = Params::try_from(hash).ok()?;
    let version = Version::try_from(hash.version?).ok()?;
    let blocks = params.block_count();
    let argon = Argon2::new(Algorithm::Argon2id, version, params);
    let mut found = [0; Output::MAX_LENGTH];
    let found = found.get_mut(..expected.len())?;
    hashing_memory::with(blocks, |memory| {
        argon.hash_password_into_with_memory(password.as_bytes(), salt, found, memory)
    })
    .ok()?;
    Some(found.ct_eq(expected.as_bytes()).into())
}

/// Whether a stored hash is argon2id at a cost that this server would pay.
fn bearable(hash: &PasswordHash) -> bool {
    let (memory, passes) = WORST;
    hash.algorithm.as_str() == Algorithm::Argon2id.as_str()
        && Params::try_from(hash).is_ok_and(|params| params.m_cost() <= memory && params.t_cost() <= passes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_length_counts() {
        for good in [
            "12345678",
            "        ",
            &"x".repeat(128),
            &"ü".repeat(8),
            &"🔑".repeat(128),
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for short in ["", "1234567", "üüüü"] {
            assert_eq!(check(short), Err(Problem::TooShort { min: 8 }), "{short}");
        }
        for length in [129, 1025, 1_000_000] {
            assert_eq!(check(&"x".repeat(length)), Err(Problem::TooLong { max: 128 }));
        }
    }

    /// A-AUTH-1, the form of what is stored.
    #[test]
    fn hashes_are_phc_strings_of_argon2id() {
        let stored = ArgonPasswords.hash("correct horse").unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        let parsed = PasswordHash::new(&stored).unwrap();
        assert_eq!(parsed.salt.unwrap().len(), 16);
        assert_ne!(
            stored,
            ArgonPasswords.hash("correct horse").unwrap(),
            "each has a salt of its own"
        );
    }

    /// A-AUTH-10: nothing is cut off, trimmed or composed anew.
    #[test]
    fn every_character_counts() {
        let long = format!("{}a", "x".repeat(127));
        let stored = ArgonPasswords.hash(&long).unwrap();
        assert!(ArgonPasswords.verify(&long, &stored));
        assert!(!ArgonPasswords.verify(&format!("{}b", "x".repeat(127)), &stored));
        let stored = ArgonPasswords.hash(" pässword ").unwrap();
        for other in ["pässword", " pässword", " pa\u{308}ssword ", " PÄSSWORD ", ""] {
            assert!(!ArgonPasswords.verify(other, &stored), "{other}");
        }
    }

    #[test]
    fn passwords_too_long_to_hash_are_refused_unhashed() {
        let long = "x".repeat(MAX_BYTES + 1);
        assert!(ArgonPasswords.hash(&long).is_err());
        let begun = std::time::Instant::now();
        let stored = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        assert!(!ArgonPasswords.verify(&"x".repeat(1_000_000), stored));
        assert!(begun.elapsed().as_millis() < 20);
    }

    #[test]
    fn hashes_that_cannot_be_read_or_borne_match_nothing() {
        let salt_and_hash = "c2FsdHNhbHRzYWx0c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        for stored in [
            String::new(),
            "password".into(),
            "$argon2id$".into(),
            format!("$argon2i$v=19$m=19456,t=2,p=1${salt_and_hash}"),
            format!("$argon2id$v=19$m=4294967295,t=2,p=1${salt_and_hash}"),
            format!("$argon2id$v=19$m=19456,t=4294967295,p=1${salt_and_hash}"),
            format!("$scrypt$ln=16,r=8,p=1${salt_and_hash}"),
        ] {
            assert!(!ArgonPasswords.verify("password", &stored), "{stored}");
        }
    }

    #[test]
    fn passwords_that_everybody_tries_first_cannot_be_chosen() {
        for common in [
            "password",
            "PassWord",
            "12345678",
            "11111111",
            "iloveyou",
            "trustno1",
            "qwertyuiop",
            "beautifu",
            "Letmein1",
            "fyfcnfcbz",
        ] {
            assert_eq!(
                ArgonPasswords.check_choice(common),
                Err(Problem::Rule(
                    "is one of the passwords that everybody tries first"
                )),
                "{common}"
            );
        }
    }

    #[test]
    fn any_other_password_can_be_chosen_whatever_it_is_made_of() {
        for uncommon in [
            "valkyrie",
            "correct horse battery",
            "wkqzvjxh",
            "73920518",
            "üñîçødé ",
            " password of mine ",
            "password iloveyou",
            &"x".repeat(128),
            &"password".repeat(16),
        ] {
            assert_eq!(ArgonPasswords.check_choice(uncommon), Ok(()), "{uncommon}");
        }
    }

    #[test]
    fn a_choice_is_measured_before_it_is_looked_up() {
        let long = "x".repeat(1_000_000);
        assert_eq!(
            ArgonPasswords.check_choice(&long),
            Err(Problem::TooLong { max: 128 })
        );
        assert_eq!(
            ArgonPasswords.check_choice("1234567"),
            Err(Problem::TooShort { min: 8 })
        );
    }

    #[test]
    fn looking_for_nobody_costs_what_looking_for_somebody_does() {
        let parsed = PasswordHash::new(&NOBODYS).unwrap();
        assert!(bearable(&parsed), "it is computed, and not refused");
        let made = ArgonPasswords.hash("correct horse").unwrap();
        let made = PasswordHash::new(&made).unwrap();
        assert_eq!(parsed.algorithm, made.algorithm);
        assert_eq!(parsed.params, made.params);
        assert_eq!(parsed.salt.unwrap().len(), made.salt.unwrap().len());
        assert_eq!(parsed.hash.unwrap().len(), made.hash.unwrap().len());
        ArgonPasswords.verify_nothing("correct horse");
    }

    #[test]
    fn hashes_of_a_lower_cost_are_outdated() {
        let salt_and_hash = "c2FsdHNhbHRzYWx0c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        for (form, outdated) in [
            ("argon2id$v=19$m=19456,t=2,p=1", false),
            ("argon2id$v=19$m=65536,t=3,p=2", false),
            ("argon2id$v=19$m=19455,t=2,p=1", true),
            ("argon2id$v=19$m=65536,t=1,p=1", true),
            ("argon2id$v=16$m=19456,t=2,p=1", true),
            ("argon2i$v=19$m=19456,t=2,p=1", true),
            ("scrypt$ln=16,r=8,p=1", true),
        ] {
            let stored = format!("${form}${salt_and_hash}");
            assert_eq!(ArgonPasswords.is_outdated(&stored), outdated, "{stored}");
        }
        assert!(ArgonPasswords.is_outdated("unreadable"));
        assert!(!ArgonPasswords.is_outdated(&ArgonPasswords.hash("correct horse").unwrap()));
    }

    /// From the test suite of the reference implementation.
    #[test]
    fn hashes_made_elsewhere_are_understood() {
        let stored = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assert!(ArgonPasswords.verify("password", stored));
        assert!(!ArgonPasswords.verify("passwore", stored));
    }
}
