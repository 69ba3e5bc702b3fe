//! The values of settings about signing in by signed tokens.

use super::{Mode, values::quoted};
use std::str::FromStr;

/// Whether people can make accounts for themselves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Registering {
    /// Everybody who reaches the server can.
    Open,
    /// Only admins and operators make accounts.
    Closed,
}

impl Registering {
    /// What holds unless it is said: strangers are let in only where somebody tries things.
    pub const fn usual(mode: Mode) -> Self {
        match mode {
            Mode::Production => Self::Closed,
            Mode::Development => Self::Open,
        }
    }

    /// Whether it is open.
    pub fn is_open(self) -> bool {
        self == Self::Open
    }
}

impl FromStr for Registering {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "open" => Ok(Self::Open),
            "closed" => Ok(Self::Closed),
            other => Err(format!("{} is neither open nor closed", quoted(other))),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::{Settings, SettingsError, Sources};

    fn from_environment(pairs: &[(&str, &str)]) -> Result<Settings, SettingsError> {
        let pairs = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Sources::new().environment(pairs).read()
    }

    #[test]
    fn every_bad_value_is_refused_by_the_name_of_its_setting() {
        let table = [
            (
                ("TESSERA_KANBAN_ACCESS_SECONDS", "59"),
                "TESSERA_KANBAN_ACCESS_SECONDS: \"59\" is not a whole number from 60",
            ),
            (
                ("TESSERA_ENTERPRISE_ACCESS_SECONDS", "1h"),
                "TESSERA_ENTERPRISE_ACCESS_SECONDS: \"1h\" is not",
            ),
            (
                ("TESSERA_TOKEN_REFRESH_SECONDS", "0"),
                "TESSERA_TOKEN_REFRESH_SECONDS: \"0\" is not",
            ),
            (
                ("TESSERA_TOKEN_SESSION_SECONDS", "-1"),
                "TESSERA_TOKEN_SESSION_SECONDS: \"-1\" is not",
            ),
            (
                ("TESSERA_REGISTRATION", "true"),
                "TESSERA_REGISTRATION: \"true\" is neither open nor closed",
            ),
            (("TESSERA_JWT_KEYS", ""), "TESSERA_JWT_KEYS: is empty"),
            (("SUPER_SECRET_KEY", ""), "SUPER_SECRET_KEY: is empty"),
        ];
        for (variable, expected) in table {
            let error = from_environment(&[variable]).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
            assert_eq!(error.lines().count(), 1, "{error}");
        }
    }

    #[test]
    fn tokens_last_as_long_as_is_said() {
        let settings = from_environment(&[
            ("TESSERA_KANBAN_ACCESS_SECONDS", "600"),
            ("TESSERA_ENTERPRISE_ACCESS_SECONDS", "300"),
            ("TESSERA_TOKEN_REFRESH_SECONDS", "1200"),
            ("TESSERA_TOKEN_SESSION_SECONDS", "2400"),
        ])
        .unwrap();
        let policy = &settings.policy;
        let lasts = (
            policy.kanban_access_seconds,
            policy.enterprise_access_seconds,
            policy.token_refresh_seconds,
            policy.token_session_seconds,
        );
        assert_eq!(lasts, (600, 300, 1_200, 2_400));
    }

    #[test]
    fn strangers_make_accounts_only_where_it_is_said_or_somebody_tries_things() {
        for (said, development, open) in [
            (None, false, false),
            (None, true, true),
            (Some("open"), false, true),
            (Some("closed"), true, false),
        ] {
            let said = said.map(|word: &str| ("TESSERA_REGISTRATION".to_owned(), word.to_owned()));
            let sources = Sources::new().environment(said).development(development);
            let settings = sources.read().unwrap();
            assert_eq!(settings.policy.registration, open, "{development}");
        }
    }
}
