//! Handing a browser's session over to a phone: the one-time token.

use super::{event, limits};
use crate::{
    command::Application,
    error::{Error, Result},
};
use tessera_domain::{caller::Caller, event::EventKind};
use tessera_ports::{
    phone_tokens::OneTimeToken,
    world::{Fingerprint, SecretKind},
};

/// What the phone asks for by way of the browser.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HandOver {
    /// What the phone will send along with the token.
    pub state: String,
    /// The SHA-256 of the phone's code verifier, if it sent a challenge.
    pub challenge: Option<Fingerprint>,
    /// The network address, as the limit on asking counts it.
    pub address: String,
}

/// What the phone gets.
#[derive(Clone, PartialEq, Eq)]
pub enum HandedOver {
    /// The token, for one exchange within its time.
    Token(String),
    /// Nothing: people of this role do not sign in on phones.
    RoleNotAllowed,
    /// Nothing: signing in on phones is switched off.
    Off,
    /// Nothing: the operator demands a code challenge, and there was none.
    ChallengeRequired,
}

/// Makes a token that begins one session on a phone, for the person who is signed in.
///
/// # Errors
/// [`Error::Unauthenticated`] when the caller is not in a session, [`Error::TooMany`] when they ask too often.
pub fn hand_over(
    app: &Application,
    caller: &Caller,
    wanted: &HandOver,
    request: Option<&str>,
) -> Result<HandedOver> {
    let session = caller.session.ok_or(Error::Unauthenticated)?;
    if !app.policy.mobile {
        return Ok(HandedOver::Off);
    }
    if !app.policy.mobile_roles.contains(&caller.role) {
        return Ok(HandedOver::RoleNotAllowed);
    }
    if app.policy.pkce_required && wanted.challenge.is_none() {
        return Ok(HandedOver::ChallengeRequired);
    }
    let (tenant, now) = (caller.tenant, app.clock.now());
    let subject = format!("{}:{}", limits::person(tenant, caller.user), wanted.address);
    app.throttle.take(&limits::HAND_OVER, &subject, now)?;
    let minted = app.secrets.mint(SecretKind::OneTimeToken);
    let token = OneTimeToken {
        tenant,
        id: app.ids.make(now),
        user: caller.user,
        session,
        fingerprint: minted.fingerprint,
        state: app.secrets.fingerprint(&wanted.state),
        challenge: wanted.challenge,
        created_at: now,
        expires_at: now.plus_seconds(app.policy.one_time_seconds),
        used_at: None,
        gave: None,
    };
    app.store.transact(|tx| {
        tx.phone_tokens().insert_one_time(tenant, &token)?;
        let (who, kind) = ((tenant, caller.user), EventKind::SessionHandedOver);
        let told = event(&*app.ids, who, kind, session.uuid(), now, request);
        tx.events().append(tenant, &[told])?;
        Ok::<_, Error>(())
    })?;
    Ok(HandedOver::Token(minted.secret))
}
