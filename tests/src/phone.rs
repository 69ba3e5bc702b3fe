//! A phone that signs in by way of a browser, as the app does.

use crate::{
    Client, Reply, TestApp,
    browser::{Browser, HAND_OVER, encoded, location, parameter},
};
use serde_json::{Value, json};

/// Where a phone's session begins.
pub const EXCHANGE: &str = "/api/v1/mobile/auth/exchange";
/// Where it is kept alive.
pub const REFRESH: &str = "/api/v1/mobile/auth/refresh";
/// Where it ends.
pub const REVOKE: &str = "/api/v1/mobile/auth/revoke";
/// What the app asks first.
pub const CAPABILITIES: &str = "/api/v1/mobile/auth/capabilities";
/// Where a working access key is answered 200.
pub const DOOR: &str = "/api/v1/tickets/stats";
/// The app's own address.
pub const DEEP_LINK: &str = "alga://auth/callback";

/// A one-time token and the state that it was asked for with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OneTime {
    /// The token.
    pub token: String,
    /// The state.
    pub state: String,
}

/// What a phone goes on with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pair {
    /// Sent as `x-api-key`.
    pub access: String,
    /// Gives the next pair.
    pub refresh: String,
    /// How long the access key lasts.
    pub seconds: i64,
}

/// The way to the hand-over, with more behind the two parameters that the app sends.
pub fn hand_over_path(redirect: &str, state: &str, more: &str) -> String {
    format!(
        "{HAND_OVER}?redirect={}&state={}{more}",
        encoded(redirect),
        encoded(state)
    )
}

impl OneTime {
    /// Asks the browser's session for one.
    #[track_caller]
    pub fn by(browser: &Browser, state: &str) -> Self {
        Self::by_asking(browser, state, "")
    }

    /// The same with more parameters.
    #[track_caller]
    pub fn by_asking(browser: &Browser, state: &str, more: &str) -> Self {
        let reply = browser.open(&hand_over_path(DEEP_LINK, state, more));
        Self::in_reply(&reply)
    }

    /// The one that an answer sends to the app.
    #[track_caller]
    pub fn in_reply(reply: &Reply) -> Self {
        assert_eq!(reply.status, 302, "{}", reply.text());
        let link = location(reply).expect("it leads to the app");
        assert!(link.starts_with(DEEP_LINK), "{link}");
        let said = |name| parameter(&link, name).unwrap_or_else(|| panic!("no {name} in {link}"));
        Self {
            token: said("ott"),
            state: said("state"),
        }
    }

    /// What the app sends.
    pub fn body(&self) -> Value {
        json!({ "ott": self.token, "state": self.state, "device": { "platform": "ios" } })
    }

    /// Presents it.
    #[track_caller]
    pub fn present(&self, client: &Client) -> Reply {
        client.post(EXCHANGE, &self.body())
    }

    /// Begins a session with it, which must succeed.
    #[track_caller]
    pub fn exchange(&self, client: &Client) -> Pair {
        Pair::in_reply(&self.present(client))
    }
}

impl Pair {
    /// Signs a phone in by way of a browser that is signed in.
    #[track_caller]
    pub fn by(app: &TestApp, browser: &Browser) -> Self {
        OneTime::by(browser, "state.of.the.app").exchange(&app.anonymous())
    }

    /// The pair that an answer gives.
    #[track_caller]
    pub fn in_reply(reply: &Reply) -> Self {
        assert_eq!(reply.status, 200, "{}", reply.text());
        let body = reply.json();
        let text = |name: &str| {
            let text = body[name].as_str();
            text.unwrap_or_else(|| panic!("no {name} in {body}")).to_owned()
        };
        Self {
            access: text("accessToken"),
            refresh: text("refreshToken"),
            seconds: body["expiresInSec"].as_i64().expect("a whole number"),
        }
    }

    /// Presents the refresh token.
    #[track_caller]
    pub fn present(&self, client: &Client) -> Reply {
        present_refresh(client, &self.refresh)
    }

    /// Gets the next pair, which must succeed.
    #[track_caller]
    pub fn next(&self, client: &Client) -> Self {
        Self::in_reply(&self.present(client))
    }

    /// Signs the phone out.
    #[track_caller]
    pub fn sign_out(&self, client: &Client) {
        let reply = client
            .post(REVOKE, &json!({ "refreshToken": self.refresh }))
            .expect(200);
        assert_eq!(reply.json(), json!({ "ok": true }));
    }

    /// Whether the access key opens a door, which counts as its use.
    #[track_caller]
    pub fn opens(&self, client: &Client) -> bool {
        opens(client, &self.access)
    }
}

/// Presents that as a refresh token.
#[track_caller]
pub fn present_refresh(client: &Client, token: &str) -> Reply {
    client.post(
        REFRESH,
        &json!({ "refreshToken": token, "device": { "platform": "ios" } }),
    )
}

/// Whether the text opens a door as `x-api-key`.
#[track_caller]
pub fn opens(client: &Client, key: &str) -> bool {
    let reply = client.with("x-api-key", key).get(DOOR);
    match reply.status {
        200 => true,
        401 => false,
        status => panic!("{status}: {}", reply.text()),
    }
}
