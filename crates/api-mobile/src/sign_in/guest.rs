//! Whoever signs in: a stranger yet, so only where the request comes from is known.

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::header::{HeaderMap, USER_AGENT},
};
use std::{
    future::{Ready, ready},
    marker::PhantomData,
};
use tessera_application::{
    Application,
    sessions::{self, Visitor},
};
use tessera_domain::session::{Device, Place};
use tessera_http::{address::ClientAddress, fault::Fault, kernel::Kernel, work::Work};

/// The most characters that are kept of what a client calls itself.
const MAX_AGENT: usize = 512;

/// Where a request comes from, as the person will recognise it.
pub struct Guest {
    address: String,
    agent: Option<String>,
}

impl Guest {
    /// The same, with what the phone tells of itself.
    pub fn visitor(self, work: &Work, device: Device) -> Visitor {
        Visitor {
            place: Place {
                address: Some(self.address),
                agent: self.agent,
                device,
            },
            request: Some(work.request_id().to_owned()),
        }
    }
}

impl FromRequest for Guest {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let agent = agent(request.headers());
        ready(ClientAddress::of(request).map(|ClientAddress(address)| Self {
            address: address.to_string(),
            agent,
        }))
    }
}

/// What the client calls itself, in so far as it can be shown.
fn agent(headers: &HeaderMap) -> Option<String> {
    let sent = headers.get(USER_AGENT)?;
    let text = String::from_utf8_lossy(sent.as_bytes());
    let shown: String = text.chars().filter(|c| !c.is_control()).take(MAX_AGENT).collect();
    (!shown.is_empty()).then_some(shown)
}

/// The request is one of those that a network address is allowed. A handler that names it first counts, and refuses,
/// before anything of the body is read.
pub struct Within<C>(PhantomData<C>);

/// What a network address may do only so often, as a type for [`Within`].
pub trait Counted: 'static {
    /// Counts one of `subject`.
    ///
    /// # Errors
    /// When it is one too many.
    fn count(app: &Application, subject: &str) -> tessera_application::Result<()>;
}

/// Presenting one-time tokens.
pub struct Exchanges;
/// Presenting refresh tokens.
pub struct Refreshes;

impl Counted for Exchanges {
    fn count(app: &Application, subject: &str) -> tessera_application::Result<()> {
        sessions::admit(app, &sessions::EXCHANGE_BY_ADDRESS, subject)
    }
}

impl Counted for Refreshes {
    fn count(app: &Application, subject: &str) -> tessera_application::Result<()> {
        sessions::admit(app, &sessions::REFRESH_BY_ADDRESS, subject)
    }
}

impl<C: Counted> FromRequest for Within<C> {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(count::<C>(request).map(|()| Self(PhantomData)))
    }
}

fn count<C: Counted>(request: &HttpRequest) -> Result<(), Fault> {
    let subject = ClientAddress::of(request)?.bucket();
    Ok(C::count(Kernel::of(request)?.application(), &subject)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    fn shown(sent: &[u8]) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(USER_AGENT, HeaderValue::from_bytes(sent).unwrap());
        agent(&headers)
    }

    #[test]
    fn a_client_is_known_by_what_it_calls_itself() {
        assert_eq!(
            shown(b"Tickets/2.1 (iPhone)").as_deref(),
            Some("Tickets/2.1 (iPhone)")
        );
        assert_eq!(agent(&HeaderMap::new()), None);
        assert_eq!(shown(b""), None);
    }

    #[test]
    fn what_a_client_calls_itself_is_short_and_can_be_shown() {
        assert_eq!(shown(b"\ta\tb").as_deref(), Some("ab"));
        assert_eq!(shown("a\u{85}b\u{9f}".as_bytes()).as_deref(), Some("ab"));
        assert_eq!(shown(b"\t"), None, "nothing is left");
        assert_eq!(shown(b"a\xff").as_deref(), Some("a\u{fffd}"));
        let long = format!("\t{}é", "ü".repeat(MAX_AGENT));
        assert_eq!(shown(long.as_bytes()), Some("ü".repeat(MAX_AGENT)));
    }
}
