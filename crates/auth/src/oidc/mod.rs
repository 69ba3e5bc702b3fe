//! Identity providers that speak OpenID Connect: Google, Microsoft and whichever else the operator trusts.
//!
//! A browser is sent to the provider with [`begin`](IdentityProviders::begin) and comes back with a code, which
//! [`finish`](IdentityProviders::finish) trades for an ID token. All that the token says is checked before any of it
//! counts. What a provider publishes (its addresses and its keys) is asked for when it is first needed and kept for
//! an hour; a token that is signed by a key that is not known asks for the keys again, once in a minute.
//!
//! Every call blocks, and ends within 5 seconds. One provider that is slow holds up nobody but its own callers.
//! Time is the clock's, except for how long an answer may take.

mod claims;
mod config;
mod kept;
mod provider;
mod web;

pub use config::{ConfigError, ProviderConfig};

use config::Addresses;
use provider::OpenIdProvider;
use std::{fmt, sync::Arc};
use tessera_ports::{
    identity::{Attempt, IdentityProviders, Proven, Provider, ProviderError},
    world::Clock,
};
use web::{Deadline, Web};

/// What the providers need from outside.
#[derive(Clone)]
pub struct Outside {
    /// Tells when tokens and keys have aged.
    pub clock: Arc<dyn Clock>,
    /// Whether a provider on this very machine may do without TLS. For development and tests.
    pub allow_plain_loopback: bool,
}

impl fmt::Debug for Outside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outside")
            .field("allow_plain_loopback", &self.allow_plain_loopback)
            .finish_non_exhaustive()
    }
}

/// The configured providers.
#[derive(Debug)]
pub struct OpenIdProviders {
    providers: Vec<OpenIdProvider>,
    outside: Outside,
    web: Web,
}

impl OpenIdProviders {
    /// The providers, in the order in which they are offered. Asks none of them anything yet.
    ///
    /// # Errors
    /// When one of them cannot be set up as it is given, or two have the same key.
    pub fn new(configs: Vec<ProviderConfig>, outside: Outside) -> Result<Self, ConfigError> {
        let addresses = if outside.allow_plain_loopback {
            Addresses::HttpsOrLoopback
        } else {
            Addresses::Https
        };
        let mut providers: Vec<OpenIdProvider> = Vec::with_capacity(configs.len());
        for config in configs {
            config.check(addresses)?;
            if providers.iter().any(|other| other.config.key == config.key) {
                return Err(ConfigError::TwiceTheKey(config.key));
            }
            providers.push(OpenIdProvider::new(config));
        }
        Ok(Self {
            providers,
            outside,
            web: Web::new(addresses),
        })
    }

    fn find(&self, key: &str) -> Result<&OpenIdProvider, ProviderError> {
        self.providers
            .iter()
            .find(|provider| provider.config.key == key)
            .ok_or(ProviderError::Unknown)
    }

    fn call(&self) -> Call<'_> {
        Call {
            clock: &*self.outside.clock,
            web: &self.web,
            until: Deadline::of_a_call(),
        }
    }
}

impl IdentityProviders for OpenIdProviders {
    fn list(&self) -> Vec<Provider> {
        let offered = |OpenIdProvider { config, .. }: &OpenIdProvider| Provider {
            key: config.key.clone(),
            name: config.name.clone(),
            brand: config.brand,
        };
        self.providers.iter().map(offered).collect()
    }

    fn begin(&self, provider: &str, attempt: &Attempt) -> Result<String, ProviderError> {
        self.find(provider)?.begin(&self.call(), attempt)
    }

    fn finish(&self, provider: &str, attempt: &Attempt, code: &str) -> Result<Proven, ProviderError> {
        self.find(provider)?.finish(&self.call(), attempt, code)
    }
}

/// What one call has at hand.
struct Call<'a> {
    clock: &'a dyn Clock,
    web: &'a Web,
    until: Deadline,
}
