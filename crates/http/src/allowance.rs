//! What a caller may still ask for, as answers tell it.

use crate::{fault::Fault, kernel::Visit};
use actix_web::{
    HttpRequest,
    http::header::{HeaderMap, HeaderName, HeaderValue},
};
use tessera_domain::time::Time;

/// What is left of a limit on requests. Every answer tells it, the refusal included: in the three `X-RateLimit-…`
/// headers that clients have known for long, and in `RateLimit` and `RateLimit-Policy` as the IETF drafts them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Allowance {
    /// What the limit is called: lower-case letters and hyphens.
    pub name: &'static str,
    /// How many requests in one window.
    pub limit: u32,
    /// How many of them are left.
    pub remaining: u32,
    /// How long the window is, in seconds.
    pub window: u32,
    /// When the next window begins.
    pub resets_at: Time,
}

impl Allowance {
    /// Has the answer to this request tell the allowance, whatever becomes of the request.
    ///
    /// # Errors
    /// When the request did not come in through a kernel.
    pub fn tell(self, request: &HttpRequest) -> Result<(), Fault> {
        Visit::required(request)?.allow(self);
        Ok(())
    }

    /// Whole seconds until the next window, rounded up and no fewer than 1.
    fn seconds_left(&self, now: Time) -> i64 {
        let micros = self.resets_at.micros().saturating_sub(now.micros()).max(1);
        micros.saturating_add(999_999).div_euclid(1_000_000)
    }

    pub(crate) fn put_into(&self, headers: &mut HeaderMap, now: Time) {
        let Self {
            name,
            limit,
            remaining,
            window,
            resets_at,
        } = self;
        let reset = resets_at.micros().div_euclid(1_000_000);
        let left = self.seconds_left(now);
        let lines = [
            ("x-ratelimit-limit", limit.to_string()),
            ("x-ratelimit-remaining", remaining.to_string()),
            ("x-ratelimit-reset", reset.to_string()),
            ("ratelimit-policy", format!("\"{name}\";q={limit};w={window}")),
            ("ratelimit", format!("\"{name}\";r={remaining};t={left}")),
        ];
        for (name, text) in lines {
            if let Ok(value) = HeaderValue::try_from(text) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(resets_at: &str, now: &str) -> Vec<(String, String)> {
        let allowance = Allowance {
            name: "general",
            limit: 1000,
            remaining: 999,
            window: 3600,
            resets_at: Time::parse(resets_at).unwrap(),
        };
        let mut headers = HeaderMap::new();
        allowance.put_into(&mut headers, Time::parse(now).unwrap());
        let mut told: Vec<_> = headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        told.sort_unstable();
        told
    }

    #[test]
    fn an_allowance_is_told_in_the_known_and_the_drafted_words() {
        let expected = [
            ("ratelimit", "\"general\";r=999;t=1800"),
            ("ratelimit-policy", "\"general\";q=1000;w=3600"),
            ("x-ratelimit-limit", "1000"),
            ("x-ratelimit-remaining", "999"),
            ("x-ratelimit-reset", "1770123600"),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(told("2026-02-03T13:00:00Z", "2026-02-03T12:30:00Z"), expected);
    }

    #[test]
    fn the_wait_is_rounded_up_and_never_nothing() {
        for (now, left) in [
            ("2026-02-03T12:59:58.000001Z", "t=2"),
            ("2026-02-03T12:59:59.999999Z", "t=1"),
            ("2026-02-03T13:00:00Z", "t=1"),
            ("2026-02-03T13:00:07Z", "t=1"),
        ] {
            let told = told("2026-02-03T13:00:00Z", now);
            assert!(told[0].1.ends_with(left), "{now}: {told:?}");
        }
    }
}
