//! What handlers know of a request.

use crate::{
    admin::{self, nav::Section},
    callback,
    console::Console,
    cookies::Cookie,
    faults, form_token, page,
    settings::ConsoleSettings,
    signin,
};
use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    dev::Payload,
    http::{
        Method,
        header::{HOST, HeaderMap, HeaderName, USER_AGENT},
        uri::{Authority, PathAndQuery},
    },
};
use std::{
    future::{Ready, ready},
    sync::Arc,
};
use tessera_application::{Application, Result as Outcome, hand::Hand, sessions::Visitor, tenants};
use tessera_domain::{
    caller::Caller,
    session::{Device, Place},
    tenant::Tenant,
};
use tessera_http::{
    address::ClientAddress,
    caller::{self, CredentialKind, OwnedPresentation},
    fault::{Fault, FaultKind},
    form::{Form, FormBody},
    slots::Slot,
    work::Work,
};

const X_TENANT_ID: HeaderName = HeaderName::from_static("x-tenant-id");

/// A request to a page.
pub(crate) struct Here {
    pub(crate) work: Work,
    console: Arc<Console>,
    request: HttpRequest,
}

/// Somebody who is signed in, at this browser.
pub(crate) struct SignedIn {
    pub(crate) caller: Caller,
    cookie: String,
}

impl SignedIn {
    /// The token for forms.
    pub(crate) fn token(&self, app: &Application) -> String {
        form_token::of(app, &self.cookie)
    }
}

/// Which tenant the request says it means.
#[derive(Clone)]
pub(crate) struct Means {
    id: Option<String>,
    host: Option<String>,
}

impl Means {
    /// That tenant.
    pub(crate) fn tenant(&self, app: &Application) -> Outcome<Tenant> {
        let named = tenants::Named {
            id: self.id.as_deref(),
            host: self.host.as_deref(),
        };
        tenants::resolve(app, named)
    }
}

impl Here {
    pub(crate) fn app(&self) -> &Application {
        self.work.application()
    }

    pub(crate) fn console(&self) -> &Console {
        &self.console
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        self.request.headers()
    }

    pub(crate) fn settings(&self) -> &ConsoleSettings {
        self.console.settings()
    }

    pub(crate) fn cookie(&self, cookie: Cookie) -> Option<String> {
        cookie.read(self.headers(), self.settings().secure)
    }

    /// Who is signed in at this browser, if anybody is.
    pub(crate) async fn signed_in(&self) -> Result<Option<SignedIn>, Fault> {
        let Some(cookie) = self.cookie(Cookie::Session) else {
            return Ok(None);
        };
        let presented = OwnedPresentation {
            secret: cookie.clone(),
            kinds: &[CredentialKind::SessionCookie],
            tenant: self.means().id,
        };
        let caller = caller::find(&self.request, presented).await?;
        Ok(caller.map(|caller| SignedIn { caller, cookie }))
    }

    /// Whether a form was sent from a page of ours to somebody signed in.
    pub(crate) fn is_own_form(&self, who: &SignedIn, form: &Form) -> bool {
        form_token::is_right(self.app(), Some(&who.cookie), form, self.headers())
    }

    /// Goes on only with such a form.
    pub(crate) fn require_own_form(&self, who: &SignedIn, form: &Form) -> Result<(), Fault> {
        if self.is_own_form(who, form) {
            Ok(())
        } else {
            Err(faults::old_form())
        }
    }

    /// Who is signed in, if that is somebody to whom this part of the console is open.
    pub(crate) async fn admin(&self, section: Section) -> Result<Option<SignedIn>, Fault> {
        let found = self.signed_in().await?;
        match found {
            Some(who) if !section.is_open_to(&who.caller) => Err(Fault::new(FaultKind::Forbidden)),
            found => Ok(found),
        }
    }

    /// Who sent a form, and the form, if it comes from a page of ours and from somebody to whom this part is open.
    /// Nothing when nobody is signed in.
    pub(crate) async fn form_of_admin(
        &self,
        section: Section,
        body: &FormBody,
    ) -> Result<Option<(SignedIn, Form)>, Fault> {
        let form = body.form()?;
        let Some(who) = self.admin(section).await? else {
            return Ok(None);
        };
        self.require_own_form(&who, &form)?;
        Ok(Some((who, form)))
    }

    /// To the sign-in page, and back to this page of the console. What was sent is lost, so then to its entrance.
    pub(crate) fn sign_in_first(&self) -> HttpResponse {
        let local = self.request.uri().path_and_query().map(PathAndQuery::as_str);
        let is_shown = self.request.method() == Method::GET || self.request.method() == Method::HEAD;
        let back = local.filter(|_| is_shown).unwrap_or(admin::PATH);
        page::go_to(&signin::address(Some(back)))
    }

    /// Has the person do something.
    pub(crate) async fn act<T: Send + 'static>(
        &self,
        who: &SignedIn,
        act: impl FnOnce(&Application, &Hand<'_>) -> Outcome<T> + Send + 'static,
    ) -> Result<T, Fault> {
        self.work.read(self.by(who, act)).await
    }

    /// The same with something that takes long.
    pub(crate) async fn act_slowly<T: Send + 'static>(
        &self,
        who: &SignedIn,
        slot: Slot,
        act: impl FnOnce(&Application, &Hand<'_>) -> Outcome<T> + Send + 'static,
    ) -> Result<T, Fault> {
        self.work.read_slowly(slot, self.by(who, act)).await
    }

    fn by<T, F: FnOnce(&Application, &Hand<'_>) -> Outcome<T> + Send + 'static>(
        &self,
        who: &SignedIn,
        act: F,
    ) -> impl FnOnce(&Application) -> Outcome<T> + Send + 'static + use<T, F> {
        let (caller, request) = (who.caller.clone(), self.work.request_id().to_owned());
        move |app: &Application| {
            let hand = Hand::Person {
                caller: &caller,
                request: Some(&request),
            };
            act(app, &hand)
        }
    }

    /// Which tenant is meant. A header that cannot be read names one that does not exist.
    pub(crate) fn means(&self) -> Means {
        let id = self.headers().get(X_TENANT_ID);
        Means {
            id: id.map(|id| id.to_str().unwrap_or_default().to_owned()),
            host: host(&self.request).map(|host| without_port(host).to_owned()),
        }
    }

    /// How the visitor came.
    pub(crate) fn visitor(&self) -> Result<Visitor, Fault> {
        let agent = self
            .headers()
            .get(USER_AGENT)
            .and_then(|agent| agent.to_str().ok());
        let place = Place {
            address: Some(self.address()?.0.to_string()),
            agent: agent.map(|agent| agent.chars().take(Device::MAX).collect()),
            device: Device::default(),
        };
        Ok(Visitor {
            place,
            request: Some(self.work.request_id().to_owned()),
        })
    }

    /// Where the request comes from.
    pub(crate) fn address(&self) -> Result<ClientAddress, Fault> {
        ClientAddress::of(&self.request)
    }

    /// Under which origin browsers reach us.
    pub(crate) fn origin(&self) -> String {
        let settings = self.settings();
        settings.public_origin.clone().unwrap_or_else(|| {
            let scheme = if settings.secure { "https" } else { "http" };
            format!("{scheme}://{}", host(&self.request).unwrap_or_default())
        })
    }

    /// The whole address of the request.
    pub(crate) fn address_of_page(&self) -> String {
        let local = self.request.uri().path_and_query();
        format!("{}{}", self.origin(), local.map_or("/", |local| local.as_str()))
    }

    /// Where to go after signing in, if `text` leads here.
    pub(crate) fn callback(&self, text: Option<&str>) -> Option<String> {
        text.and_then(|text| callback::safe(text, &self.origin()))
    }
}

impl FromRequest for Here {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let of = |work: Work| {
            Ok(Self {
                work,
                console: Arc::clone(Console::of(request)?),
                request: request.clone(),
            })
        };
        ready(Work::from_request(request, payload).into_inner().and_then(of))
    }
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

#[cfg(test)]
mod tests {
    use super::*;

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
