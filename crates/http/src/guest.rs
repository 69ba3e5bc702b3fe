//! Whoever signs in: a stranger yet, so only where the request comes from is known, and which tenant it says it means.

use crate::{address::ClientAddress, fault::Fault, kernel::Kernel, work::Work};
use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::{
        header::{HOST, HeaderMap, HeaderName, USER_AGENT},
        uri::Authority,
    },
};
use std::{
    future::{Ready, ready},
    marker::PhantomData,
};
use tessera_application::{Application, Result as Outcome, sessions::Visitor, tenants};
use tessera_domain::{
    session::{Device, Place},
    tenant::Tenant,
};

/// The most characters that are kept of what a client calls itself.
const MAX_AGENT: usize = 512;

const X_TENANT_ID: HeaderName = HeaderName::from_static("x-tenant-id");

/// Where a request comes from, as the person will recognise it, and which tenant it means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Guest {
    /// Where from.
    pub address: ClientAddress,
    agent: Option<String>,
    tenant: Option<String>,
    host: Option<String>,
}

impl Guest {
    /// How somebody came, with what their device tells of itself.
    pub fn visitor(&self, work: &Work, device: Device) -> Visitor {
        Visitor {
            place: Place {
                address: Some(self.address.0.to_string()),
                agent: self.agent.clone(),
                device,
            },
            request: Some(work.request_id().to_owned()),
        }
    }

    /// The tenant that is meant: the one that is named, else the one of the host, else the default one.
    ///
    /// # Errors
    /// As [`tenants::resolve`] does.
    pub fn tenant(&self, app: &Application) -> Outcome<Tenant> {
        let named = tenants::Named {
            id: self.tenant.as_deref(),
            host: self.host.as_deref(),
        };
        tenants::resolve(app, named)
    }
}

impl FromRequest for Guest {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(ClientAddress::of(request).map(|address| Self {
            address,
            agent: agent(request.headers()),
            tenant: tenant(request.headers()),
            host: host(request).map(|host| without_port(host).to_owned()),
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

/// A tenant that is no text names no tenant that there is.
pub(crate) fn tenant(headers: &HeaderMap) -> Option<String> {
    let tenant = headers.get(X_TENANT_ID)?;
    Some(tenant.to_str().unwrap_or_default().to_owned())
}

/// The host that the request was sent to, with its port if that is written.
fn host(request: &HttpRequest) -> Option<&str> {
    let header = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    header.or_else(|| request.uri().authority().map(Authority::as_str))
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
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
    fn count(app: &Application, subject: &str) -> Outcome<()>;
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

    #[test]
    fn a_port_is_no_part_of_the_name() {
        for (host, name) in [
            ("tickets.example", "tickets.example"),
            ("tickets.example:8443", "tickets.example"),
            ("localhost:", "localhost"),
            ("[::1]:80", "[::1]"),
            ("[::1]", "[::1]"),
            ("", ""),
        ] {
            assert_eq!(without_port(host), name, "{host}");
        }
    }
}
