//! What went wrong, as a page.

use askama::Template;
use tessera_http::{
    dialect::RequestFacts,
    fault::{Fault, FaultKind},
    pages::RenderedPage,
};

/// A form that may not be ours.
pub(crate) fn old_form() -> Fault {
    Fault::saying(FaultKind::Forbidden, crate::words::OLD_FORM)
}

/// A form that counts once, and was sent before.
pub(crate) fn sent_before() -> Fault {
    Fault::saying(FaultKind::Conflict, crate::words::SENT_BEFORE)
}

/// What a page says of something that was tried there and not done: it clashes with what there is, or the service is busy.
/// Anything else has a page of its own.
pub(crate) fn beside(fault: &Fault) -> Option<String> {
    match fault.kind {
        FaultKind::Conflict => Some(format!("{}.", fault.message)),
        FaultKind::Unavailable => Some(crate::words::BUSY.to_owned()),
        _ => None,
    }
}

#[derive(Template)]
#[template(path = "fault.html")]
struct FaultPage<'f> {
    title: &'static str,
    words: &'static str,
    request_id: &'f str,
}

/// The page of a fault on one of our paths.
pub(crate) fn render(fault: &Fault, facts: &RequestFacts<'_>) -> RenderedPage {
    let (title, words) = match fault.message.as_str() {
        crate::words::OLD_FORM => ("Not done", crate::words::OLD_FORM),
        crate::words::SENT_BEFORE => ("Done before", crate::words::SENT_BEFORE),
        _ => words(fault.kind),
    };
    let page = FaultPage {
        title,
        words,
        request_id: facts.request_id,
    };
    RenderedPage {
        status: fault.kind.status(),
        // A text is written into memory, which cannot fail; if it could, the words alone would have to do.
        html: page
            .render()
            .unwrap_or_else(|_| format!("<!doctype html><title>{title}</title><p>{words}")),
    }
}

const fn words(kind: FaultKind) -> (&'static str, &'static str) {
    match kind {
        FaultKind::Unauthenticated => ("Not signed in", "Sign in, and try again."),
        FaultKind::Forbidden => (
            "Not allowed",
            "You may not see or do this. Ask somebody who runs this service for you.",
        ),
        FaultKind::NotFound => ("Not here", "There is nothing here, or it is gone."),
        FaultKind::Invalid | FaultKind::Malformed | FaultKind::UnsupportedMedia => (
            "Not understood",
            "What was sent cannot be understood. Go back and try again.",
        ),
        FaultKind::Conflict | FaultKind::Stale | FaultKind::KeyReused => (
            "Not done",
            "Something has changed in the meantime. Go back, reload the page and try again.",
        ),
        FaultKind::TooMany => (
            "Too often",
            "That was tried too often. Wait a little and try again.",
        ),
        FaultKind::Unavailable => ("Busy", crate::words::BUSY),
        FaultKind::Full => (
            "No room",
            "There is no room left to store this. Tell your administrator.",
        ),
        FaultKind::Bug => (
            "Something went wrong",
            "The fault is ours. Try again, and tell your administrator the number below if it stays.",
        ),
        FaultKind::MethodNotAllowed => ("Not like this", "This page cannot be used in that way."),
        FaultKind::PayloadTooLarge | FaultKind::UriTooLong | FaultKind::HeadersTooLarge => {
            ("Too much", "More was sent than this page takes.")
        }
        FaultKind::TimedOut => ("Too slow", "What was sent did not arrive in time. Try again."),
    }
}

/// Writes into the log what a page says only in passing. Faults that are given to the kernel are logged there.
pub(crate) fn log(request_id: &str, fault: &Fault) {
    let cause = fault.cause.as_deref().unwrap_or("none");
    if fault.kind.is_ours() {
        tracing::warn!(request_id, cause, "request not served");
    } else {
        tracing::info!(request_id, reason = fault.message, cause, "request refused");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::Method;
    use tessera_domain::time::Time;
    use tessera_http::dialect::Said;

    #[test]
    fn a_form_is_told_from_a_missing_right() {
        let facts = RequestFacts {
            said: &Said::default(),
            request_id: "abcd-1234",
            path: "/console",
            method: &Method::GET,
            media_type: None,
            now: Time::from_micros(0).unwrap(),
        };
        for (fault, words) in [
            (old_form(), "Nothing was done"),
            (sent_before(), "nothing was done again"),
            (Fault::new(FaultKind::Forbidden), "may not see or do this"),
        ] {
            assert!(render(&fault, &facts).html.contains(words), "{words}");
        }
    }

    #[test]
    fn every_fault_has_a_page_with_the_requests_id_and_nothing_of_the_faults_own() {
        let facts = RequestFacts {
            said: &Said::default(),
            request_id: "abcd-1234",
            path: "/auth/<canary>",
            method: &Method::GET,
            media_type: None,
            now: Time::from_micros(0).unwrap(),
        };
        for kind in FaultKind::ALL {
            let mut fault = Fault::saying(kind, "canary");
            fault.cause = Some("canary".to_owned());
            let page = render(&fault, &facts);
            assert_eq!(page.status, kind.status());
            assert!(
                page.html.contains("abcd-1234") && page.html.contains("<h1>"),
                "{kind:?}"
            );
            assert!(!page.html.contains("canary"), "{}", page.html);
        }
    }
}
