//! Who asks: authentication in front of a scope, and what a handler's signature demands of the caller.

use crate::{
    fault::{Fault, FaultKind},
    kernel::Visit,
    rates, work,
};
use actix_web::{
    Error, FromRequest, HttpMessage, HttpRequest, ResponseError,
    body::{BoxBody, MessageBody},
    dev::{Payload, Service, ServiceRequest, ServiceResponse, Transform, forward_ready},
};
use futures_util::future::LocalBoxFuture;
use std::{
    fmt,
    future::{Ready, ready},
    marker::PhantomData,
    rc::Rc,
};
use tessera_application::access::{self, Presentation};
use tessera_domain::{caller::Caller, user::Permission};

pub use tessera_ports::credentials::CredentialKind;

/// What a client presented, taken out of its request.
#[derive(Clone, PartialEq, Eq)]
pub struct OwnedPresentation {
    /// The secret, verbatim.
    pub secret: String,
    /// The kinds of credential that this door takes.
    pub kinds: &'static [CredentialKind],
    /// The tenant that the client says it belongs to, verbatim. It can only narrow.
    pub tenant: Option<String>,
}

/// Tells everything but the secret.
impl fmt::Debug for OwnedPresentation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnedPresentation")
            .field("kinds", &self.kinds)
            .field("tenant", &self.tenant)
            .finish_non_exhaustive()
    }
}

/// Finds what a client presented, wherever its dialect puts it.
pub type Presenter = fn(&ServiceRequest) -> Option<OwnedPresentation>;

/// Lets only authenticated callers into a scope. All else inside the scope comes later, even finding out that a
/// path does not exist, so strangers learn nothing about it.
///
/// ```
/// use actix_web::{dev::ServiceRequest, web};
/// use tessera_http::caller::{Authenticate, CredentialKind, OwnedPresentation};
///
/// fn api_key(request: &ServiceRequest) -> Option<OwnedPresentation> {
///     let secret = request.headers().get("x-api-key")?.to_str().ok()?.to_owned();
///     Some(OwnedPresentation { secret, kinds: &[CredentialKind::ApiKey], tenant: None })
/// }
///
/// let scope = web::scope("/api/v1").wrap(Authenticate::by(api_key));
/// ```
///
/// A door of its own kind is an async function that gives the caller:
///
/// ```
/// use actix_web::{HttpRequest, web};
/// use tessera_http::{
///     caller::{Authenticate, Entering},
///     fault::{Fault, FaultKind},
/// };
///
/// fn closed(_: HttpRequest) -> Entering {
///     Box::pin(async { Err(Fault::saying(FaultKind::Unauthenticated, "Nobody gets in")) })
/// }
///
/// let scope = web::scope("/attic").wrap(Authenticate::with(closed));
/// ```
#[derive(Clone, Copy)]
pub struct Authenticate {
    way: Way,
}

/// How a caller is found.
#[derive(Clone, Copy)]
enum Way {
    Presented(Presenter),
    Entered(fn(HttpRequest) -> Entering),
}

/// A caller on the way in.
pub type Entering = LocalBoxFuture<'static, Result<Caller, Fault>>;

impl Authenticate {
    /// Authenticates by what `presenter` finds.
    pub const fn by(presenter: Presenter) -> Self {
        Self {
            way: Way::Presented(presenter),
        }
    }

    /// Authenticates in a way of its own.
    pub const fn with(enter: fn(HttpRequest) -> Entering) -> Self {
        Self {
            way: Way::Entered(enter),
        }
    }
}

impl<S, B> Transform<S, ServiceRequest> for Authenticate
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<BoxBody>;
    type Error = Error;
    type Transform = Door<S>;
    type InitError = ();
    type Future = Ready<Result<Door<S>, ()>>;

    fn new_transform(&self, inside: S) -> Self::Future {
        ready(Ok(Door {
            inside: Rc::new(inside),
            way: self.way,
        }))
    }
}

/// The service that [`Authenticate`] puts in front of another.
#[doc(hidden)]
pub struct Door<S> {
    inside: Rc<S>,
    way: Way,
}

impl<S, B> Service<ServiceRequest> for Door<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse<BoxBody>;
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<ServiceResponse<BoxBody>, Error>>;

    forward_ready!(inside);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let (way, inside) = (self.way, Rc::clone(&self.inside));
        Box::pin(async move {
            let entered = match way {
                Way::Presented(presenter) => authenticate(request.request(), presenter(&request)).await,
                Way::Entered(enter) => enter(request.request().clone()).await,
            };
            let counted = match &entered {
                Ok(caller) => rates::by_person(request.request(), caller),
                Err(fault) if fault.kind == FaultKind::Unauthenticated => {
                    rates::by_address(request.request())
                }
                Err(_) => Ok(()),
            };
            match counted.and(entered) {
                Ok(caller) => {
                    admit(request.request(), &caller);
                    request.extensions_mut().insert(caller);
                    inside
                        .call(request)
                        .await
                        .map(ServiceResponse::map_into_boxed_body)
                }
                Err(fault) => Ok(request.into_response(fault.error_response())),
            }
        })
    }
}

async fn authenticate(request: &HttpRequest, presented: Option<OwnedPresentation>) -> Result<Caller, Fault> {
    let presented = presented.ok_or_else(|| Fault::new(FaultKind::Unauthenticated))?;
    let recognised = work::look_up(request, move |application| {
        let OwnedPresentation {
            secret,
            kinds,
            tenant,
        } = &presented;
        let presentation = Presentation {
            secret,
            kinds,
            tenant: tenant.as_deref(),
        };
        access::recognise(application, &presentation)
    });
    let (caller, unnoted) = recognised.await??;
    if let Some(unnoted) = unnoted {
        work::run(request, move |application| unnoted.note(application)).await?;
    }
    Ok(caller)
}

/// Notes for the log whom the request came from. Needed only where no [`Authenticate`] does; it opens nothing.
pub fn admit(request: &HttpRequest, caller: &Caller) {
    if let Some(visit) = Visit::of(request) {
        visit.enter(caller);
    }
}

/// Whom the request comes from, for pages that are there for strangers too. Nobody, if what is presented does not
/// count.
///
/// # Errors
/// When it cannot be found out.
pub async fn find(request: &HttpRequest, presented: OwnedPresentation) -> Result<Option<Caller>, Fault> {
    match authenticate(request, Some(presented)).await {
        Ok(caller) => {
            admit(request, &caller);
            Ok(Some(caller))
        }
        Err(fault) if fault.kind == FaultKind::Unauthenticated => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// The caller, whatever they may do.
#[derive(Clone, Debug)]
pub struct Authenticated(pub Caller);

impl FromRequest for Authenticated {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(caller(request).map(Self))
    }
}

/// Outside every [`Authenticate`] there is no caller, so a handler that asks for one is closed to all.
fn caller(request: &HttpRequest) -> Result<Caller, Fault> {
    request
        .extensions()
        .get::<Caller>()
        .cloned()
        .ok_or_else(|| Fault::new(FaultKind::Unauthenticated))
}

/// A caller who may do `P`. It is known at once, so a handler that names it before the body refuses without
/// reading the body.
#[derive(Clone, Debug)]
pub struct May<P> {
    /// The caller.
    pub caller: Caller,
    need: PhantomData<P>,
}

impl<P: Need> FromRequest for May<P> {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(caller(request).and_then(|caller| {
            if caller.may(P::PERMISSION) {
                Ok(Self {
                    caller,
                    need: PhantomData,
                })
            } else {
                Err(tessera_application::Error::Forbidden(P::PERMISSION).into())
            }
        }))
    }
}

/// A permission as a type, for [`May`].
pub trait Need: 'static {
    /// The permission.
    const PERMISSION: Permission;
}

/// One type per permission.
pub mod needs {
    use super::{Need, Permission};

    macro_rules! needs {
        ($($name:ident),* $(,)?) => {
            $(
                #[doc = concat!("[`Permission::", stringify!($name), "`] as a type.")]
                #[derive(Clone, Copy, Debug)]
                pub struct $name;

                impl Need for $name {
                    const PERMISSION: Permission = Permission::$name;
                }
            )*

            #[cfg(test)]
            pub(super) const ALL: &[Permission] = &[$($name::PERMISSION),*];
        };
    }

    needs! {
        ViewTickets,
        ViewAllTickets,
        CreateTickets,
        EditTickets,
        AssignTickets,
        DeleteTickets,
        CommentTickets,
        CommentInternally,
        LogTime,
        ManageUsers,
        ManageIntegrations,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_is_a_need() {
        assert_eq!(needs::ALL, Permission::ALL);
    }

    #[test]
    fn a_presented_secret_is_not_printed() {
        let presented = OwnedPresentation {
            secret: "canary".into(),
            kinds: &[CredentialKind::ApiKey],
            tenant: None,
        };
        assert!(!format!("{presented:?}").contains("canary"));
    }
}
