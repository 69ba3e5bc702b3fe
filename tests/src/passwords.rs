//! Hashing each password once.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{LazyLock, Mutex, PoisonError},
};
use tessera_auth::ArgonPasswords;
use tessera_domain::issue::Problem;
use tessera_ports::world::{HashingFailed, PasswordHasher};

type Memory<K, V> = LazyLock<Mutex<HashMap<K, V>>>;

static HASHES: Memory<String, String> = Memory::new(Mutex::default);
static VERDICTS: Memory<(String, String), bool> = Memory::new(Mutex::default);

/// The product's own hasher, that remembers what it said: to hash the same few passwords thousands of times was about a
/// fifth of the work of those that sign in. Whoever has the same password has the same hash, which only the tests of signing in care about.
#[derive(Clone, Copy, Default, Debug)]
pub struct RememberedPasswords;

impl PasswordHasher for RememberedPasswords {
    fn hash(&self, password: &str) -> Result<String, HashingFailed> {
        if let Some(known) = known(&HASHES, &password.to_owned()) {
            return Ok(known);
        }
        let hash = ArgonPasswords.hash(password)?;
        keep(&HASHES, password.to_owned(), hash.clone());
        keep(&VERDICTS, (password.to_owned(), hash.clone()), true);
        Ok(hash)
    }

    fn verify(&self, password: &str, hash: &str) -> bool {
        let question = (password.to_owned(), hash.to_owned());
        known(&VERDICTS, &question).unwrap_or_else(|| {
            let verdict = ArgonPasswords.verify(password, hash);
            keep(&VERDICTS, question, verdict);
            verdict
        })
    }

    fn verify_nothing(&self, password: &str) {
        ArgonPasswords.verify_nothing(password);
    }

    fn is_outdated(&self, hash: &str) -> bool {
        ArgonPasswords.is_outdated(hash)
    }

    fn check_choice(&self, password: &str) -> Result<(), Problem> {
        ArgonPasswords.check_choice(password)
    }
}

fn known<K: Hash + Eq, V: Clone>(memory: &Memory<K, V>, key: &K) -> Option<V> {
    let memory = memory.lock().unwrap_or_else(PoisonError::into_inner);
    memory.get(key).cloned()
}

fn keep<K: Hash + Eq, V>(memory: &Memory<K, V>, key: K, value: V) {
    let mut memory = memory.lock().unwrap_or_else(PoisonError::into_inner);
    memory.insert(key, value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_once_is_said_again() {
        let hash = RememberedPasswords.hash("five horses").unwrap();
        assert_eq!(RememberedPasswords.hash("five horses").unwrap(), hash);
        for _ in 0..2 {
            assert!(RememberedPasswords.verify("five horses", &hash));
            assert!(!RememberedPasswords.verify("six horses", &hash));
        }
        assert!(ArgonPasswords.verify("five horses", &hash));
    }
}
