//! What strangers may do only so often.

use tessera_application::{Application, Result, sessions};
use tessera_http::guest::Counted;

pub use tessera_http::guest::{Guest, Within};

/// Presenting one-time tokens.
pub struct Exchanges;
/// Presenting refresh tokens.
pub struct Refreshes;

impl Counted for Exchanges {
    fn count(app: &Application, subject: &str) -> Result<()> {
        sessions::admit(app, &sessions::EXCHANGE_BY_ADDRESS, subject)
    }
}

impl Counted for Refreshes {
    fn count(app: &Application, subject: &str) -> Result<()> {
        sessions::admit(app, &sessions::REFRESH_BY_ADDRESS, subject)
    }
}
