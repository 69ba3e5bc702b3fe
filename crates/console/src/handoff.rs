//! Handing the browser's session over to the mobile app (mobile contract, section 2.2).

use crate::{here::Here, redirect::Redirect, signin};
use actix_web::{
    HttpResponse,
    http::header::{CACHE_CONTROL, LOCATION, REFERRER_POLICY},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use tessera_application::{
    sessions::{self, HandOver, HandedOver},
    views::Fingerprint,
};
use tessera_http::{
    fault::{Fault, FaultKind},
    query::Params,
};

/// What the app asked for.
struct Asked {
    redirect: Redirect,
    state: String,
}

/// `GET /auth/mobile/handoff`. What goes wrong is told to the app, as soon as it is known that it is the app.
pub(crate) async fn hand_over(here: Here, mut params: Params) -> Result<HttpResponse, Fault> {
    let mut text = |name| params.optional(name).text(usize::MAX);
    let given = |text: Option<String>| text.filter(|text| !text.is_empty());
    let (redirect, state) = (given(text("redirect")), given(text("state")));
    let (challenge, method) = (text("code_challenge"), text("code_challenge_method"));
    // Given twice, or not readable: given, and wrong.
    let is_odd = params.finish().is_err();
    let (Some(redirect), Some(state)) = (redirect, state) else {
        return Ok(found(&signin::address(None)));
    };
    let Some(redirect) = Redirect::parse(&redirect, &here.settings().redirects) else {
        return Ok(found("/auth/signin?error=invalid_redirect"));
    };
    let Some(who) = here.signed_in().await? else {
        return Ok(found(&signin::address(Some(&here.address_of_page()))));
    };
    let asked = Asked { redirect, state };
    let Ok(challenge) = read(challenge.as_deref(), method.as_deref()) else {
        return Ok(asked.refused("invalid_request"));
    };
    if is_odd {
        return Ok(asked.refused("invalid_request"));
    }
    let wanted = HandOver {
        state: asked.state.clone(),
        challenge,
        address: here.address()?.bucket(),
    };
    let request = here.work.request_id().to_owned();
    let handed = here
        .work
        .read(move |app| sessions::hand_over(app, &who.caller, &wanted, Some(&request)));
    asked.answer(handed.await)
}

impl Asked {
    fn answer(&self, handed: Result<HandedOver, Fault>) -> Result<HttpResponse, Fault> {
        match handed {
            Ok(HandedOver::Token(token)) => Ok(self.given(&token)),
            Ok(HandedOver::RoleNotAllowed) => Ok(self.refused("client_not_allowed")),
            Ok(HandedOver::Off) => Ok(self.refused("mobile_disabled")),
            Ok(HandedOver::ChallengeRequired) => Ok(self.refused("code_challenge_required")),
            Err(fault) if fault.kind == FaultKind::TooMany => Ok(self.refused("rate_limited")),
            Err(fault) => Err(fault),
        }
    }

    fn given(&self, token: &str) -> HttpResponse {
        HttpResponse::Found()
            .insert_header((LOCATION, self.redirect.with_token(token, &self.state)))
            .insert_header((CACHE_CONTROL, "no-store"))
            .insert_header((REFERRER_POLICY, "no-referrer"))
            .finish()
    }

    fn refused(&self, error: &str) -> HttpResponse {
        found(&self.redirect.with_error(error, &self.state))
    }
}

fn found(address: &str) -> HttpResponse {
    HttpResponse::Found().insert_header((LOCATION, address)).finish()
}

/// A challenge that is none, or not by the one method that there is (RFC 7636, section 4.3).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct NoChallenge;

fn read(challenge: Option<&str>, method: Option<&str>) -> Result<Option<Fingerprint>, NoChallenge> {
    match (challenge, method) {
        (None, None) => Ok(None),
        (Some(challenge), Some("S256")) => {
            let bytes = URL_SAFE_NO_PAD
                .decode(challenge)
                .ok()
                .and_then(|bytes| bytes.try_into().ok());
            bytes.map(|bytes| Some(Fingerprint(bytes))).ok_or(NoChallenge)
        }
        _ => Err(NoChallenge),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_32_bytes_by_s256_or_nothing() {
        // The example of RFC 7636, appendix B.
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        let Fingerprint(bytes) = read(Some(challenge), Some("S256")).unwrap().unwrap();
        assert_eq!(bytes[..4], [19, 211, 30, 150]);
        assert_eq!(read(None, None), Ok(None));
        for (challenge, method) in [
            (Some(challenge), None),
            (Some(challenge), Some("plain")),
            (Some(challenge), Some("s256")),
            (Some(challenge), Some("")),
            (None, Some("S256")),
            (Some(""), Some("S256")),
            (Some(&challenge[1..]), Some("S256")),
            (Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM"), Some("S256")),
            (Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM="), Some("S256")),
            (Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN"), Some("S256")),
        ] {
            assert_eq!(
                read(challenge, method),
                Err(NoChallenge),
                "{challenge:?} {method:?}"
            );
        }
    }
}
