//! Who somebody is: passwords that are hashed slowly, keys that are drawn at random, tokens that are signed, chance
//! itself, and providers that vouch for people.
//!
//! Implements the ports of [`tessera_ports::world`] that tell nobody anything: [`PasswordHasher`] by
//! [`ArgonPasswords`], [`Secrets`] by [`OpaqueSecrets`], [`Ids`] by [`RandomIds`]; [`TokenSigner`] by [`SignedTokens`];
//! and [`IdentityProviders`] by [`OpenIdProviders`]. All of it is synchronous. Whoever calls bounds how many run at a time: a password takes some
//! 20 MiB and 50 ms to hash, and a provider may take its 5 seconds to answer.
//!
//! ```
//! use tessera_auth::{ArgonPasswords, OpaqueSecrets};
//! use tessera_ports::world::{PasswordHasher, SecretKind, Secrets};
//!
//! assert!(ArgonPasswords.check_choice("correct horse").is_ok());
//! assert!(ArgonPasswords.check_choice("Password").is_err());
//! let stored = ArgonPasswords.hash("correct horse").unwrap();
//! assert!(ArgonPasswords.verify("correct horse", &stored));
//!
//! let key = OpaqueSecrets.mint(SecretKind::ApiKey);
//! assert!(key.secret.starts_with("tsk_"));
//! assert_eq!(OpaqueSecrets.fingerprint(&key.secret), key.fingerprint);
//! ```
//!
//! A provider is asked nothing before somebody wants to go there:
//!
//! ```
//! use std::sync::Arc;
//! use tessera_auth::oidc::{OpenIdProviders, Outside, ProviderConfig};
//! use tessera_domain::time::Time;
//! use tessera_ports::{identity::IdentityProviders, world::Clock};
//!
//! struct Stopped(Time);
//! impl Clock for Stopped {
//!     fn now(&self) -> Time {
//!         self.0
//!     }
//! }
//! let outside = Outside {
//!     clock: Arc::new(Stopped(Time::from_micros(0).unwrap())),
//!     allow_plain_loopback: false,
//! };
//! let google = ProviderConfig::google("our-client-id", "our-client-secret".into());
//! let providers = OpenIdProviders::new(vec![google], outside).unwrap();
//! assert_eq!(providers.list()[0].key, "google");
//! ```
//!
//! [`PasswordHasher`]: tessera_ports::world::PasswordHasher
//! [`Secrets`]: tessera_ports::world::Secrets
//! [`Ids`]: tessera_ports::world::Ids
//! [`TokenSigner`]: tessera_ports::tokens::TokenSigner
//! [`IdentityProviders`]: tessera_ports::identity::IdentityProviders
//! [`OpenIdProviders`]: oidc::OpenIdProviders

mod hashing_memory;
pub mod oidc;
pub mod password;
mod random;
mod secrets;
pub mod tokens;

pub use password::ArgonPasswords;
pub use random::RandomIds;
pub use secrets::OpaqueSecrets;
pub use tokens::SignedTokens;
