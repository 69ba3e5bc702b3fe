//! Signing in through an identity provider: there and back.

mod attempt;
mod finish;
mod start;

pub(crate) use finish::finish;
pub(crate) use start::start;

use crate::here::Here;
use tessera_application::{sessions, views::Provider};
use tessera_http::fault::{Fault, FaultKind};

/// The configured provider of that name.
fn named(here: &Here, key: &str) -> Result<Provider, Fault> {
    let mut providers = sessions::providers(here.app()).into_iter();
    let found = providers.find(|provider| provider.key == key);
    found.ok_or_else(|| Fault::new(FaultKind::NotFound))
}
