//! Being signed in: in a browser by password or through a provider, and on a phone by a browser's word.
//!
//! A browser's session is proven by one cookie. A phone's session begins with a one-time token that a browser's
//! session was asked for ([`hand_over`]), is proven by access keys, and is kept alive by a chain of refresh tokens
//! ([`refresh`]). A client of a dialect with signed tokens gets those for a password ([`sign_in_for_tokens`]) and new
//! ones for old ([`refresh_grant`]). Ending a session ends all of that at once, because whoever presents any of it is asked for the
//! session anew each time. No secret is stored, only its SHA-256, and of a signed token only its id.

mod begin;
mod change_password;
mod end;
mod end_grant;
mod exchange;
mod grant;
mod hand_over;
mod limits;
mod list;
mod policy;
mod provider;
mod refresh;
mod refresh_grant;
mod register;
mod revoke;
mod sign_in;
mod sign_in_for_tokens;

pub use begin::Started;
pub use change_password::{NewPassword, change_password};
pub use end::{end, sign_out};
pub use end_grant::{Reach, end_grant};
pub use exchange::{Exchange, exchange};
pub use grant::Grant;
pub use hand_over::{HandOver, HandedOver, hand_over};
pub use limits::{
    EXCHANGE_BY_ADDRESS, REFRESH_BY_ADDRESS, REGISTER_BY_ADDRESS, SIGN_IN_BY_ADDRESS,
    TOKEN_REFRESH_BY_ADDRESS, admit,
};
pub use list::list;
pub use policy::Policy;
pub use provider::{ProviderSignIn, address as provider_address, providers, sign_in_by_provider};
pub use refresh::{Pair, refresh};
pub use refresh_grant::refresh_grant;
pub use register::{Registered, Registration, field as registration_field, register};
pub use revoke::revoke;
pub(crate) use sign_in::name_tries;
pub use sign_in::{Admitted, knock, knock_for, sign_in};
pub use sign_in_for_tokens::sign_in_for_tokens;
pub use tessera_ports::{throttle::Limit, tokens::Audience};

use crate::hand;
use tessera_domain::{
    event::{Actor, Event, EventKind},
    id::{TenantId, UserId},
    session::Place,
    time::Time,
};
use tessera_ports::world::Ids;
use uuid::Uuid;

/// How somebody without a credential came.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Visitor {
    /// What the person will recognise the session by.
    pub place: Place,
    /// The request's id, kept with the events.
    pub request: Option<String>,
}

/// The event of what somebody did to sign in or out. Requesters do not read of it.
fn event(
    ids: &dyn Ids,
    (tenant, user): (TenantId, UserId),
    kind: EventKind,
    subject: Uuid,
    now: Time,
    request: Option<&str>,
) -> Event {
    hand::event(ids, (tenant, Actor::User(user)), kind, subject, now, request)
}
