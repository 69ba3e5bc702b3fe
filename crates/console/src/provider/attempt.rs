//! What the browser keeps on its way to a provider and back, so that nothing has to be kept here.

use crate::{chance, here::Here};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use subtle::ConstantTimeEq;
use tessera_application::{Application, views};
use tessera_domain::time::Time;

/// How long the way may take.
pub(super) const SECONDS: i64 = 10 * 60;
/// The longest way to go on to that fits into a cookie with the rest.
const MOST: usize = 2500;

/// A way that has begun.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Attempt {
    secret: String,
    provider: String,
    begun: Time,
    /// Where to go afterwards. It comes from the browser, so it must be looked at again.
    pub(super) callback: Option<String>,
}

impl Attempt {
    pub(super) fn begin(app: &Application, provider: &str, callback: Option<String>) -> Self {
        Self {
            secret: chance::secret(app),
            provider: provider.to_owned(),
            begun: app.clock.now(),
            callback: callback.filter(|callback| callback.len() <= MOST),
        }
    }

    /// As a cookie's value.
    pub(super) fn to_cookie(&self) -> String {
        let begun = self.begun.micros();
        let callback = self.callback.as_deref().unwrap_or_default();
        URL_SAFE_NO_PAD.encode(format!("{}\n{begun}\n{}\n{callback}", self.secret, self.provider))
    }

    /// Reads it back.
    pub(super) fn from_cookie(value: &str) -> Option<Self> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(value).ok()?).ok()?;
        let mut parts = text.splitn(4, '\n');
        let (secret, begun, provider, callback) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        Some(Self {
            secret: Some(secret)
                .filter(|secret| chance::is_secret(secret))?
                .to_owned(),
            begun: Time::from_micros(begun.parse().ok()?)?,
            provider: provider.to_owned(),
            callback: (!callback.is_empty()).then(|| callback.to_owned()),
        })
    }

    /// Whether somebody back from `provider` with `state` went there on this way, and not too long ago.
    pub(super) fn is_of(&self, app: &Application, provider: &str, state: &str) -> bool {
        let now = app.clock.now();
        let same = self.state(app).as_bytes().ct_eq(state.as_bytes());
        let fresh = now < self.begun.plus_seconds(SECONDS) && self.begun <= now.plus_seconds(SECONDS);
        bool::from(same) && fresh && self.provider == provider
    }

    fn state(&self, app: &Application) -> String {
        chance::derive(app, "state", &self.secret)
    }

    /// What the provider and the core must know of it.
    pub(super) fn for_provider(&self, here: &Here) -> views::Attempt {
        let app = here.app();
        views::Attempt {
            redirect_uri: format!("{}/auth/signin/{}/callback", here.origin(), self.provider),
            state: self.state(app).into(),
            nonce: chance::derive(app, "nonce", &self.secret).into(),
            verifier: chance::derive(app, "verifier", &self.secret).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::world;

    #[test]
    fn it_comes_back_from_the_cookie_as_it_was() {
        let app = world::application();
        for callback in [None, Some("/a?b=c".to_owned())] {
            let attempt = Attempt::begin(&app, "google", callback.clone());
            let read = Attempt::from_cookie(&attempt.to_cookie()).unwrap();
            assert!(read == attempt);
            assert_eq!(read.callback, callback);
        }
        let long = format!("/{}", "a".repeat(MOST));
        let attempt = Attempt::begin(&app, "google", Some(long));
        assert_eq!(attempt.callback, None);
        assert!(attempt.to_cookie().len() < 3800);
    }

    #[test]
    fn what_is_no_attempt_is_not_read() {
        let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let secret = "a".repeat(42) + "A";
        for bad in [
            String::new(),
            "!".to_owned(),
            encode("\u{e4}")[..2].to_owned(),
            encode(&secret),
            encode(&format!("{secret}\n1\ngoogle")),
            encode(&format!("{secret}\nx\ngoogle\n")),
            encode("short\n1\ngoogle\n"),
        ] {
            assert!(Attempt::from_cookie(&bad).is_none(), "{bad}");
        }
        assert!(Attempt::from_cookie(&encode(&format!("{secret}\n1\ngoogle\n"))).is_some());
    }

    #[test]
    fn only_its_own_state_at_its_own_provider_in_time_counts() {
        let app = world::application();
        let attempt = Attempt::begin(&app, "google", None);
        let other = Attempt::begin(&app, "google", None);
        let state = attempt.state(&app);
        assert!(attempt.is_of(&app, "google", &state));
        assert!(!attempt.is_of(&app, "microsoft", &state));
        assert!(!attempt.is_of(&app, "google", &other.state(&app)));
        for bad in ["", "x", &state[1..], &attempt.secret] {
            assert!(!attempt.is_of(&app, "google", bad), "{bad}");
        }
        for (age, counts) in [(SECONDS - 1, true), (SECONDS, false), (-SECONDS - 1, false)] {
            let begun = attempt.begun.plus_seconds(-age);
            let old = Attempt {
                begun,
                ..attempt.clone()
            };
            assert_eq!(old.is_of(&app, "google", &state), counts, "{age}");
        }
    }
}
