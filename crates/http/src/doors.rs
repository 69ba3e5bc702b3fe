//! The doors of the dialects that take signed tokens.
//!
//! ```
//! use actix_web::web;
//! use tessera_http::{caller::Authenticate, doors};
//!
//! let board = web::scope("/board").wrap(Authenticate::with(doors::kanban));
//! let desk = web::scope("/desk").wrap(Authenticate::with(doors::enterprise));
//! ```

use crate::{
    bearer::Authorization,
    caller::Entering,
    fault::{Fault, FaultKind, Reason},
    guest::{self, Guest},
    kernel::Kernel,
    work,
};
use actix_web::{FromRequest, HttpRequest, http::header::HeaderName};
use tessera_application::{
    Application, Error,
    access::{Bearer, BearerRefused, authenticate_bearer, first_superuser},
    sessions::Audience,
};
use tessera_domain::caller::Caller;

const DEVELOPMENT_KEY: HeaderName = HeaderName::from_static("x-super-secret-key");

/// Takes access tokens of kanban clients.
pub fn kanban(request: HttpRequest) -> Entering {
    enter(request, Audience::Kanban)
}

/// Takes access tokens of enterprise clients.
pub fn enterprise(request: HttpRequest) -> Entering {
    enter(request, Audience::Enterprise)
}

/// The development key is looked at first: a wrong one is not made good by a token beside it.
fn enter(request: HttpRequest, audience: Audience) -> Entering {
    Box::pin(async move {
        if request.headers().contains_key(DEVELOPMENT_KEY) {
            return by_development_key(&request).await;
        }
        let token = match Authorization::of(request.headers()) {
            Authorization::Nothing => return Err(refused(Reason::NothingPresented)),
            Authorization::Malformed => return Err(refused(Reason::Misshapen)),
            Authorization::Token(token) => token,
        };
        let tenant = guest::tenant(request.headers());
        let authenticate = move |app: &Application| {
            let bearer = Bearer {
                token: &token,
                audience,
                tenant: tenant.as_deref(),
            };
            authenticate_bearer(app, &bearer)
        };
        Ok(work::look_up(&request, authenticate).await??)
    })
}

/// Where there is no such key, every one is wrong.
async fn by_development_key(request: &HttpRequest) -> Result<Caller, Fault> {
    let mut sent = request.headers().get_all(DEVELOPMENT_KEY);
    let only = sent.next().filter(|_| sent.next().is_none());
    let key = Kernel::of(request)?.settings().development_key.as_ref();
    let right = key.zip(only).is_some_and(|(key, sent)| key.is(sent.as_bytes()));
    if !right {
        return Err(refused(Reason::WrongKey));
    }
    let guest = Guest::extract(request).await?;
    let stand_in = move |app: &Application| first_superuser(app, &guest.tenant(app)?);
    match work::look_up(request, stand_in).await? {
        Err(Error::Unauthenticated) => Err(refused(Reason::WrongKey)),
        found => Ok(found?),
    }
}

fn refused(reason: Reason) -> Fault {
    Fault {
        reason: Some(reason),
        ..Fault::new(FaultKind::Unauthenticated)
    }
}

/// Dialects tell the reasons apart, or not.
impl From<BearerRefused> for Fault {
    fn from(refusal: BearerRefused) -> Self {
        match refusal {
            BearerRefused::Invalid => Self::new(FaultKind::Unauthenticated),
            BearerRefused::WrongType => refused(Reason::OtherPurpose),
            BearerRefused::UserUnknown => refused(Reason::OwnerUnknown),
            BearerRefused::UserInactive => refused(Reason::OwnerInactive),
            BearerRefused::Failed(error) => error.into(),
        }
    }
}
