//! The settings of letters, which make something only together.

use super::{Settings, SettingsError};
use std::str::FromStr;
use tessera_mail::{Sender, SmtpServer};

/// By which server letters go out, and from whom.
#[derive(Clone, Debug)]
pub struct MailSettings {
    /// The server.
    pub server: SmtpServer,
    /// From whom.
    pub sender: Sender,
}

/// A mail server, as a setting. What is wrong with it is told without what it is, because there may be a password in it.
#[derive(Clone, Debug)]
pub struct Server(pub SmtpServer);

impl FromStr for Server {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        SmtpServer::parse(text)
            .map(Self)
            .map_err(|error| error.to_string())
    }
}

/// Who letters are from, as a setting.
#[derive(Clone, Debug)]
pub struct From(pub Sender);

impl FromStr for From {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Sender::parse(text).map(Self).map_err(|error| error.to_string())
    }
}

/// What both say together: no letters, where no server is named.
pub fn together(
    settings: &Settings,
    server: Option<Server>,
    sender: Option<From>,
) -> Result<Option<MailSettings>, SettingsError> {
    let missing = |key: &str, other: &str| {
        let problem = format!("is needed where {} is set", settings.name_of(other));
        Err(SettingsError::new(settings.name_of(key), problem))
    };
    match (server, sender) {
        (None, None) => Ok(None),
        (Some(Server(server)), Some(From(sender))) => Ok(Some(MailSettings { server, sender })),
        (Some(_), None) => missing("mail_from", "smtp_url"),
        (None, Some(_)) => missing("smtp_url", "mail_from"),
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::{Settings, SettingsError, Sources};

    fn read(said: &[(&str, &str)]) -> Result<Settings, SettingsError> {
        let said = said
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Sources::new().environment(said).read()
    }

    #[test]
    fn letters_need_a_server_and_a_sender_and_are_off_without() {
        assert!(read(&[]).unwrap().mail.is_none());
        let mail = read(&[
            ("TESSERA_SMTP_URL", "smtps://robin:canary@mail.example.com"),
            ("TESSERA_MAIL_FROM", "Help desk <help@example.com>"),
        ]);
        let mail = mail.unwrap().mail.unwrap();
        assert_eq!(
            (mail.server.host.as_str(), mail.server.port),
            ("mail.example.com", 465)
        );
        assert!(!format!("{mail:?}").contains("canary"));
    }

    #[test]
    fn what_is_wrong_is_named_without_the_password() {
        for (said, wrong) in [
            (
                &[("TESSERA_SMTP_URL", "smtp://127.0.0.1:25")][..],
                "TESSERA_MAIL_FROM: is needed where TESSERA_SMTP_URL is set",
            ),
            (
                &[("TESSERA_MAIL_FROM", "help@example.com")],
                "TESSERA_SMTP_URL: is needed where TESSERA_MAIL_FROM is set",
            ),
            (
                &[("TESSERA_SMTP_URL", "https://robin:canary@mail.example.com")],
                "TESSERA_SMTP_URL: is not the address of a mail server",
            ),
            (
                &[("TESSERA_SMTP_URL", "smtp://canary@mail.example.com")],
                "TESSERA_SMTP_URL: names a user without a password",
            ),
            (
                &[
                    ("TESSERA_SMTP_URL", "smtp://127.0.0.1:25"),
                    ("TESSERA_MAIL_FROM", "help"),
                ],
                "TESSERA_MAIL_FROM: is not a mail address",
            ),
        ] {
            let error = read(said).unwrap_err().to_string();
            assert!(error.starts_with(wrong) && !error.contains("canary"), "{error}");
        }
    }
}
