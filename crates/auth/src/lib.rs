//! Secrets: passwords that are hashed slowly, keys that are drawn at random, and chance itself.
//!
//! Implements the ports of [`tessera_ports::world`] that tell nobody anything: [`PasswordHasher`] by
//! [`ArgonPasswords`], [`Secrets`] by [`OpaqueSecrets`], [`Ids`] by [`RandomIds`]. Nothing here blocks on I/O, but
//! a password takes some 20 MiB and 50 ms to hash, so whoever calls bounds how many are hashed at a time.
//!
//! ```
//! use tessera_auth::{ArgonPasswords, OpaqueSecrets, password};
//! use tessera_ports::world::{PasswordHasher, Secrets};
//!
//! assert!(password::check("correct horse").is_ok());
//! let stored = ArgonPasswords.hash("correct horse").unwrap();
//! assert!(ArgonPasswords.verify("correct horse", &stored));
//!
//! let key = OpaqueSecrets.mint_api_key();
//! assert!(key.secret.starts_with("tsk_"));
//! assert_eq!(OpaqueSecrets.fingerprint(&key.secret), key.fingerprint);
//! ```
//!
//! [`PasswordHasher`]: tessera_ports::world::PasswordHasher
//! [`Secrets`]: tessera_ports::world::Secrets
//! [`Ids`]: tessera_ports::world::Ids

pub mod password;
mod random;
mod secrets;

pub use password::ArgonPasswords;
pub use random::RandomIds;
pub use secrets::OpaqueSecrets;
