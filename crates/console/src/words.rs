//! Words that more than one page says.

use tessera_domain::{issue::Problem, time::Time};
use tessera_http::fault::Fault;

/// How long to wait: `1 second`, `30 seconds`, `2 minutes`.
pub(crate) fn duration(seconds: u64) -> String {
    let (count, unit) = if seconds < 60 {
        (seconds, "second")
    } else {
        (seconds.div_ceil(60), "minute")
    };
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{s}")
}

/// It was tried too often.
pub(crate) fn too_many(fault: &Fault) -> String {
    fault.retry_after_seconds().map_or_else(
        || "That was tried too often. Try again later.".to_owned(),
        |seconds| format!("That was tried too often. Try again in {}.", duration(seconds)),
    )
}

/// The service is busy.
pub(crate) const BUSY: &str = "The service is busy at the moment. Try again in a few seconds.";

/// A form that may not be ours.
pub(crate) const OLD_FORM: &str =
    "This form was open for too long, or did not come from here. Nothing was done. Try again.";

/// A form that counts once.
pub(crate) const SENT_BEFORE: &str = "This form was sent before, so nothing was done again. What it showed then is shown only once: if it was not \
     kept, ask for a new one.";

/// What a form is about was changed by somebody else.
pub(crate) const CHANGED_MEANWHILE: &str = "Somebody else has changed this in the meantime. Nothing was done. Send it again to put what stands here in its place.";

/// A moment, to the minute.
pub(crate) fn moment(time: Time) -> String {
    time.to_chrono().format("%Y-%m-%d %H:%M UTC").to_string()
}

/// A moment, to the second.
pub(crate) fn second(time: Time) -> String {
    time.to_chrono().format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// What is wrong with a field.
pub(crate) fn problem(problem: &Problem) -> String {
    match problem {
        Problem::Required | Problem::Blank | Problem::TooShort { min: 1 } => "Fill this in.".to_owned(),
        other => format!("{other}."),
    }
}

/// What the `error` of an address means, in words that are ours: the address may be anybody's.
pub(crate) fn notice(error: &str) -> &'static str {
    match error {
        "invalid_redirect" => {
            "The app asked to be sent back to an address that is not allowed here. Go back to the app and try again."
        }
        _ => "Signing in did not work. Try again.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use tessera_http::fault::FaultKind;

    #[test]
    fn a_wait_is_told_in_seconds_or_whole_minutes() {
        for (seconds, words) in [
            (1, "1 second"),
            (30, "30 seconds"),
            (59, "59 seconds"),
            (60, "1 minute"),
            (61, "2 minutes"),
            (900, "15 minutes"),
        ] {
            assert_eq!(duration(seconds), words);
        }
        let mut fault = Fault::new(FaultKind::TooMany);
        assert_eq!(too_many(&fault), "That was tried too often. Try again later.");
        fault.retry_after = Some(Duration::from_millis(29_001));
        assert_eq!(
            too_many(&fault),
            "That was tried too often. Try again in 30 seconds."
        );
    }

    #[test]
    fn a_problem_is_a_sentence() {
        assert_eq!(problem(&Problem::TooShort { min: 1 }), "Fill this in.");
        assert_eq!(problem(&Problem::TooSmall { min: 1 }), "Must be 1 or more.");
    }

    #[test]
    fn nothing_of_an_address_is_repeated() {
        assert!(!notice("<b>canary</b>").contains("canary"));
        assert_ne!(notice("invalid_redirect"), notice("anything"));
    }
}
