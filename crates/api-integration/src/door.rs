//! The door: a bearer token, looked at in one order before anything else.

use actix_web::{
    HttpRequest,
    http::header::{AUTHORIZATION, HeaderMap},
};
use std::time::Duration;
use tessera_application::{
    Application,
    integration::{self, Denied, Entered},
};
use tessera_domain::{caller::Caller, integration::Refusal, time::Time};
use tessera_http::{
    allowance::Allowance,
    caller::Entering,
    calls::Counted,
    fault::{Fault, FaultKind, Reason},
    kernel::Kernel,
    work,
};

const HOUR: u32 = 3600;

/// Lets a token in, counts the call and has it recorded. What is left of the hour is told with every answer.
pub fn enter(request: HttpRequest) -> Entering {
    Box::pin(async move {
        let Some(secret) = bearer(request.headers()) else {
            return Err(Fault {
                reason: Some(Reason::NothingPresented),
                ..unauthenticated("No bearer token was sent")
            });
        };
        let tenant = tenant(request.headers());
        let enter = move |app: &Application| integration::enter(app, &secret, tenant.as_deref());
        let entered = work::run(&request, enter).await?;
        match entered {
            Ok(entered) => admit(&request, entered),
            Err(denied) => Err(refuse(&request, denied)?),
        }
    })
}

fn admit(request: &HttpRequest, entered: Entered) -> Result<Caller, Fault> {
    let Entered {
        caller,
        token,
        allowance,
        records_bodies,
    } = entered;
    told(allowance).tell(request)?;
    let counted = Counted {
        tenant: token.tenant,
        token: token.id,
        records_body: records_bodies,
    };
    counted.note(request)?;
    Ok(caller)
}

/// The refusal. A call that finds no room in the hour is neither counted nor recorded.
fn refuse(request: &HttpRequest, denied: Denied) -> Result<Fault, Fault> {
    Ok(match denied {
        Denied::Unknown => unauthenticated("Invalid token"),
        Denied::Refused(refusal) => unauthenticated(words(refusal)),
        Denied::Exceeded(allowance) => {
            told(allowance).tell(request)?;
            let now = Kernel::of(request)?.application().clock.now();
            exceeded(allowance.resets_at, now)
        }
        // A store that is busy or full is no failure of ours, and the client shall come again.
        Denied::Broken(cause) => {
            let fault = Fault::from(cause);
            let reason = (fault.kind == FaultKind::Bug).then_some(Reason::CredentialUnread);
            Fault { reason, ..fault }
        }
    })
}

const fn words(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Disabled => "Token is disabled",
        Refusal::Revoked => "Token is revoked",
        Refusal::Expired => "Token has expired",
    }
}

fn unauthenticated(message: &str) -> Fault {
    Fault::saying(FaultKind::Unauthenticated, message)
}

fn exceeded(resets_at: Time, now: Time) -> Fault {
    let wait = resets_at.micros().saturating_sub(now.micros());
    Fault {
        retry_after: Some(Duration::from_micros(u64::try_from(wait).unwrap_or_default())),
        ..Fault::new(FaultKind::TooMany)
    }
}

const fn told(allowance: integration::Allowance) -> Allowance {
    let integration::Allowance {
        limit,
        remaining,
        resets_at,
    } = allowance;
    Allowance {
        name: "general",
        limit,
        remaining,
        window: HOUR,
        resets_at,
    }
}

/// The tenant that the client says the token belongs to. It can only narrow.
fn tenant(headers: &HeaderMap) -> Option<String> {
    let value = headers.get("x-tenant-id")?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// What stands behind `Bearer`, in whatever case that is written. Bytes that are no text make it a token that nobody
/// has.
fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = String::from_utf8_lossy(headers.get(AUTHORIZATION)?.as_bytes());
    let (scheme, token) = value.trim_start().split_once([' ', '\t'])?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then(|| token.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    fn found(value: &[u8]) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::from_bytes(value).unwrap());
        bearer(&headers)
    }

    #[test]
    fn the_scheme_is_written_in_any_case_and_the_token_taken_verbatim() {
        for value in [
            "Bearer stk_aB-_",
            "bearer stk_aB-_",
            "BEARER   stk_aB-_ ",
            "bEaReR\tstk_aB-_",
        ] {
            assert_eq!(found(value.as_bytes()).as_deref(), Some("stk_aB-_"), "{value}");
        }
        assert_eq!(found(b"Bearer a b").as_deref(), Some("a b"));
        assert_eq!(found(b"Bearer \xff").as_deref(), Some("\u{fffd}"));
    }

    #[test]
    fn other_schemes_and_empty_values_are_no_token() {
        for value in [
            "",
            "Bearer",
            "Bearer ",
            "Bearer \t ",
            "Basic abc",
            "stk_aB-_",
            "Bearers a",
        ] {
            assert_eq!(found(value.as_bytes()), None, "{value:?}");
        }
        assert_eq!(bearer(&HeaderMap::new()), None);
    }

    #[test]
    fn whoever_made_all_calls_waits_for_the_next_hour() {
        let at = |text| Time::parse(text).unwrap();
        let next = at("2026-02-03T13:00:00Z");
        for (now, seconds) in [
            ("2026-02-03T12:00:00Z", 3600),
            ("2026-02-03T12:59:58.5Z", 2),
            ("2026-02-03T13:00:00Z", 1),
            ("2026-02-03T13:00:01Z", 1),
        ] {
            let fault = exceeded(next, at(now));
            assert_eq!(fault.kind, FaultKind::TooMany);
            assert_eq!(fault.retry_after_seconds(), Some(seconds), "{now}");
        }
    }
}
