//! Time, ids and secrets: what the core must not make up by itself.

use tessera_domain::{id::version_7, issue::Problem, time::Time};
use uuid::Uuid;

/// Tells the time.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Clock: Send + Sync {
    /// The present moment. May step back, as wall clocks do.
    fn now(&self) -> Time;
}

/// Gives random bits.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Ids: Send + Sync {
    /// 64 bits that nobody can guess and that have not been given before.
    fn random(&self) -> u64;
}

impl dyn Ids + '_ {
    /// A new id for a thing created at `at`.
    pub fn make<Id: From<Uuid>>(&self, at: Time) -> Id {
        version_7(at, self.random()).into()
    }
}

/// The SHA-256 of a secret: all that is ever stored of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Fingerprint(pub [u8; 32]);

/// A secret that was just made. It is shown once and then known to its holder only.
#[derive(Clone, PartialEq, Eq)]
pub struct Minted {
    /// The secret itself.
    pub secret: String,
    /// What is stored of it.
    pub fingerprint: Fingerprint,
    /// Its first characters, by which people recognise it in lists.
    pub prefix: String,
}

/// What a secret is for. Each kind has its own form, so that people and scanners tell them apart.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SecretKind {
    /// A key that an operator or admin issues: `tsk_` and 32 random bytes in base64url.
    ApiKey,
    /// A token of another system: `stk_` and 32 random bytes in base64url (integration contract, "Authentication").
    IntegrationToken,
    /// The access key of a phone's session: 32 random bytes as 64 hexadecimal digits (mobile contract 5.2).
    AccessKey,
    /// A refresh token of a phone's session: 32 random bytes in base64url (mobile contract 5.3).
    RefreshToken,
    /// A token that begins a phone's session: 24 random bytes in base64url (mobile contract 5.1).
    OneTimeToken,
    /// The cookie of a browser's session: 32 random bytes in base64url.
    SessionCookie,
}

/// Makes and fingerprints opaque secrets.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Secrets: Send + Sync {
    /// A new secret of that kind, with as much chance in it as its kind demands.
    fn mint(&self, kind: SecretKind) -> Minted;
    /// The SHA-256 of whatever was presented.
    fn fingerprint(&self, secret: &str) -> Fingerprint;
}

/// Hashes passwords. Slow on purpose: callers bound how many run at a time.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait PasswordHasher: Send + Sync {
    /// A self-describing hash with a salt of its own.
    ///
    /// # Errors
    /// When the hash cannot be computed.
    fn hash(&self, password: &str) -> Result<String, HashingFailed>;
    /// Whether the password is the one that was hashed. A hash that cannot be read matches nothing.
    fn verify(&self, password: &str, hash: &str) -> bool;
    /// Takes as long as [`verify`](Self::verify) with a hash made today, and matches nothing: for names that no
    /// account has, so that they cannot be told by the time that the answer takes.
    fn verify_nothing(&self, password: &str);
    /// Whether a hash was made at a lower cost than today's, so that the password should be hashed anew.
    fn is_outdated(&self, hash: &str) -> bool;
    /// Whether somebody may choose this password.
    ///
    /// # Errors
    /// When it is too short, too long or one of those that everybody guesses first.
    fn check_choice(&self, password: &str) -> Result<(), Problem>;
}

/// The password could not be hashed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the password could not be hashed: {0}")]
pub struct HashingFailed(pub String);
