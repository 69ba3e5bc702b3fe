//! What the operator decides about the pages.

use tessera_domain::tenant::HostName;
use url::Url;

/// How people reach the pages, and where they may be sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConsoleSettings {
    /// `scheme://host` or `scheme://host:port`, under which browsers reach the service. Without it each request is
    /// believed about the host it was sent to.
    pub public_origin: Option<String>,
    /// Whether everything reaches browsers by TLS. If not, cookies go without protection: for development on one's
    /// own machine only.
    pub secure: bool,
    /// Where the mobile app may be sent back to.
    pub redirects: RedirectRules,
}

impl Default for ConsoleSettings {
    fn default() -> Self {
        Self {
            public_origin: None,
            secure: true,
            redirects: RedirectRules::default(),
        }
    }
}

/// Where the mobile app may be sent back to with a one-time token.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RedirectRules {
    /// The schemes that belong to apps, in lower case.
    pub schemes: Vec<String>,
    /// The hosts to which `https` may lead, in lower case. Whoever runs one of them gets people's tokens.
    pub https_hosts: Vec<String>,
}

impl Default for RedirectRules {
    fn default() -> Self {
        Self {
            schemes: vec!["alga".to_owned(), "exp".to_owned()],
            https_hosts: Vec::new(),
        }
    }
}

/// A setting with which the pages cannot be run.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum WrongSetting {
    /// Not an origin.
    #[error(
        "{0:?} is no origin: it must be https://host or https://host:port, in lower case and nothing after it"
    )]
    Origin(String),
    /// An origin without TLS, though everything is said to reach browsers by TLS.
    #[error("{0:?} must begin with https://, because cookies are sent by TLS only")]
    Plain(String),
    /// Not a scheme that could belong to an app.
    #[error(
        "{0:?} is no scheme of an app: it must be lower case letters, digits, `+`, `-` and `.`, and not the web's"
    )]
    Scheme(String),
    /// Not a host name.
    #[error("{0:?} is no host name in lower case, without port and without a dot at its end")]
    Host(String),
}

/// Schemes that browsers understand themselves: a token must not end up there.
const WEB: [&str; 16] = [
    "about",
    "blob",
    "chrome",
    "data",
    "file",
    "filesystem",
    "ftp",
    "http",
    "https",
    "intent",
    "javascript",
    "mailto",
    "vbscript",
    "view-source",
    "ws",
    "wss",
];

impl ConsoleSettings {
    /// Whether the pages can be run with these.
    pub(crate) fn check(&self) -> Result<(), WrongSetting> {
        if let Some(origin) = &self.public_origin {
            if !is_origin(origin) {
                return Err(WrongSetting::Origin(origin.clone()));
            }
            if self.secure && !origin.starts_with("https://") {
                return Err(WrongSetting::Plain(origin.clone()));
            }
        }
        let rules = &self.redirects;
        if let Some(wrong) = rules.schemes.iter().find(|scheme| !is_scheme(scheme)) {
            return Err(WrongSetting::Scheme(wrong.clone()));
        }
        let wrong = rules.https_hosts.iter().find(|host| !is_host(host));
        wrong.map_or(Ok(()), |host| Err(WrongSetting::Host(host.clone())))
    }
}

/// Written as browsers write it.
fn is_origin(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == text
    })
}

fn is_scheme(text: &str) -> bool {
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '+' | '-' | '.');
    text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(letters) && !WEB.contains(&text)
}

fn is_host(text: &str) -> bool {
    HostName::parse(text).is_ok_and(|host| host.as_str() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(origin: Option<&str>, scheme: &str, host: &str) -> Result<(), WrongSetting> {
        let redirects = RedirectRules {
            schemes: vec!["alga".to_owned(), scheme.to_owned()],
            https_hosts: vec!["app.example".to_owned(), host.to_owned()],
        };
        let settings = ConsoleSettings {
            public_origin: origin.map(ToOwned::to_owned),
            redirects,
            ..ConsoleSettings::default()
        };
        settings.check()
    }

    #[test]
    fn what_holds_unless_said_otherwise_is_right() {
        assert_eq!(ConsoleSettings::default().check(), Ok(()));
    }

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        for good in [
            "https://tickets.example",
            "https://tickets.example:8443",
            "https://[::1]:8443",
        ] {
            assert_eq!(check(Some(good), "exp", "a.example"), Ok(()), "{good}");
        }
        for bad in [
            "",
            "tickets.example",
            "https://tickets.example/",
            "https://tickets.example:443",
            "https://Tickets.example",
            "https://robin@tickets.example",
            "ftp://tickets.example",
            "alga://auth",
        ] {
            assert_eq!(
                check(Some(bad), "exp", "a.example"),
                Err(WrongSetting::Origin(bad.to_owned()))
            );
        }
    }

    #[test]
    fn without_tls_there_is_no_plain_origin_unless_that_is_said_too() {
        let origin = "http://localhost:8080";
        assert_eq!(
            check(Some(origin), "exp", "a.example"),
            Err(WrongSetting::Plain(origin.to_owned()))
        );
        let settings = ConsoleSettings {
            public_origin: Some(origin.to_owned()),
            secure: false,
            ..ConsoleSettings::default()
        };
        assert_eq!(settings.check(), Ok(()));
    }

    #[test]
    fn the_webs_own_schemes_belong_to_no_app() {
        for good in ["exp", "com.example.app", "a+b-c.9"] {
            assert_eq!(check(None, good, "a.example"), Ok(()), "{good}");
        }
        for bad in [
            "",
            "https",
            "http",
            "javascript",
            "data",
            "Alga",
            "al ga",
            "alga:",
            "9p",
            "alga;",
        ] {
            assert_eq!(
                check(None, bad, "a.example"),
                Err(WrongSetting::Scheme(bad.to_owned()))
            );
        }
    }

    #[test]
    fn hosts_are_exact() {
        for bad in [
            "",
            "*.example",
            "a.example.",
            "a.example:443",
            "A.example",
            "https://a.example",
            "ä.example",
        ] {
            assert_eq!(check(None, "exp", bad), Err(WrongSetting::Host(bad.to_owned())));
        }
    }
}
