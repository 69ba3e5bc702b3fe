//! Where the mobile app may be sent back to with a one-time token. Whoever receives it there can sign in as the
//! person, so everything that two readers could understand in two ways is refused.

use crate::{callback::hides_control, settings::RedirectRules};
use url::Url;

/// The longest that is taken.
const MOST: usize = 2048;
/// What we say there; whatever the address says of it is overwritten.
const OURS: [&str; 3] = ["ott", "state", "error"];

/// An address that the app may be sent back to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Redirect(Url);

impl Redirect {
    /// Takes an address that keeps the rules: a scheme of an app, or `https` to a listed host; the path
    /// `/auth/callback` or one that ends in it, or `/callback` on the host `auth`.
    pub(crate) fn parse(text: &str, rules: &RedirectRules) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let written = rest.split('?').next().unwrap_or_default();
        let (authority, path) = written.split_once('/')?;
        let plain = text.len() <= MOST
            && !authority.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'#'))
            && !written.contains(['%', '@'])
            && !path.split('/').any(|segment| matches!(segment, "." | ".."))
            && !hides_control(text);
        if !plain {
            return None;
        }
        let url = Url::parse(text).ok()?;
        let host = url.host_str()?;
        let allowed = if scheme.eq_ignore_ascii_case("https") {
            url.port().is_none() && rules.https_hosts.iter().any(|listed| listed == host)
        } else {
            rules.schemes.iter().any(|listed| listed == url.scheme())
        };
        let ends = url.path().ends_with("/auth/callback")
            || host == "auth" && url.port().is_none() && url.path() == "/callback";
        (allowed && ends).then_some(Self(url))
    }

    /// The address with a one-time token.
    pub(crate) fn with_token(&self, token: &str, state: &str) -> String {
        self.saying("ott", token, state)
    }

    /// The address with a word for what went wrong.
    pub(crate) fn with_error(&self, error: &str, state: &str) -> String {
        self.saying("error", error, state)
    }

    fn saying(&self, name: &str, value: &str, state: &str) -> String {
        let pairs = self.0.query_pairs().into_owned();
        let kept: Vec<_> = pairs.filter(|(name, _)| !OURS.contains(&name.as_str())).collect();
        let mut url = self.0.clone();
        url.query_pairs_mut()
            .clear()
            .extend_pairs(kept)
            .append_pair(name, value)
            .append_pair("state", state);
        url.into()
    }
}

#[cfg(test)]
mod tests;
