//! Where letters are handed in.

use percent_encoding::percent_decode_str;
use secrecy::SecretString;
use std::borrow::Cow;
use url::{Host, Url};

/// A mail server, and who we are there.
#[derive(Clone, Debug)]
pub struct SmtpServer {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How what is said is kept from others.
    pub security: Security,
    /// The name to sign in with and the password, if it asks for them.
    pub credentials: Option<(String, SecretString)>,
}

/// How what is said to a mail server is kept from others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Security {
    /// By TLS from the first byte on.
    Tls,
    /// By TLS after some words, or nothing is said at all.
    StartTls,
    /// By TLS after some words if the server can, else not at all.
    StartTlsIfThere,
}

/// What is wrong with the address of a mail server. What it is, is not told: there may be a password in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadServer {
    /// It is no such address.
    #[error(
        "is not the address of a mail server, such as smtp://mail.example.com:587 or smtps://user:password@mail.example.com"
    )]
    Form,
    /// There is more behind host and port.
    #[error("has something behind the port, which means nothing")]
    More,
    /// There is a name without a password, or a password without a name.
    #[error("names a user without a password, or a password without a user")]
    HalfCredentials,
}

impl SmtpServer {
    /// Reads `smtp://` or `smtps://`, with user and password where the server asks for them. Behind `smtps` everything goes
    /// by TLS, at port 465 unless another one is named. Behind `smtp`, at port 25, the server is asked for TLS first; a
    /// password goes to no other machine without it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, BadServer> {
        let Ok(url) = Url::parse(text) else {
            return Err(BadServer::Form);
        };
        let wrapped = match url.scheme() {
            "smtp" => false,
            "smtps" => true,
            _ => return Err(BadServer::Form),
        };
        let host = match url.host() {
            Some(Host::Domain(name)) if !name.is_empty() => name.to_owned(),
            Some(Host::Ipv4(address)) => address.to_string(),
            Some(Host::Ipv6(address)) => address.to_string(),
            Some(Host::Domain(_)) | None => return Err(BadServer::Form),
        };
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err(BadServer::More);
        }
        let decoded = |text: &str| percent_decode_str(text).decode_utf8().map(Cow::into_owned);
        let name = decoded(url.username()).map_err(|_utf8| BadServer::Form)?;
        let password = url.password().map(decoded).transpose();
        let password = password.map_err(|_utf8| BadServer::Form)?;
        let credentials = match (name.is_empty(), password) {
            (true, None) => None,
            (false, Some(password)) => Some((name, SecretString::from(password))),
            (true, Some(_)) | (false, None) => return Err(BadServer::HalfCredentials),
        };
        let security = match (wrapped, &credentials) {
            (true, _) => Security::Tls,
            (false, Some(_)) if !is_here(&host) => Security::StartTls,
            (false, _) => Security::StartTlsIfThere,
        };
        Ok(Self {
            port: url.port().unwrap_or(if wrapped { 465 } else { 25 }),
            host,
            security,
            credentials,
        })
    }
}

/// Whether it is this machine.
fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    #[test]
    fn servers_are_read_with_their_ports_and_their_security() {
        for (text, host, port, security) in [
            (
                "smtp://mail.example.com",
                "mail.example.com",
                25,
                Security::StartTlsIfThere,
            ),
            (
                "smtp://127.0.0.1:2525/",
                "127.0.0.1",
                2525,
                Security::StartTlsIfThere,
            ),
            ("smtp://a:b@localhost", "localhost", 25, Security::StartTlsIfThere),
            ("smtp://a:b@[::1]:587", "::1", 587, Security::StartTlsIfThere),
            (
                "smtp://a:b@mail.example.com:587",
                "mail.example.com",
                587,
                Security::StartTls,
            ),
            (
                "smtps://a:b@mail.example.com",
                "mail.example.com",
                465,
                Security::Tls,
            ),
            (
                "smtps://mail.example.com:4650",
                "mail.example.com",
                4650,
                Security::Tls,
            ),
        ] {
            let server = SmtpServer::parse(text).unwrap();
            assert_eq!(
                (server.host.as_str(), server.port, server.security),
                (host, port, security),
                "{text}"
            );
        }
    }

    #[test]
    fn passwords_are_decoded_and_not_shown() {
        let server =
            SmtpServer::parse("smtps://robin%40example.com:p%2Fw%3Acanary@mail.example.com").unwrap();
        let (name, password) = server.credentials.as_ref().unwrap();
        assert_eq!(
            (name.as_str(), password.expose_secret()),
            ("robin@example.com", "p/w:canary")
        );
        assert!(!format!("{server:?}").contains("canary"));
    }

    #[test]
    fn what_is_no_server_is_refused_without_being_repeated() {
        for (text, wrong) in [
            ("", BadServer::Form),
            ("mail.example.com", BadServer::Form),
            ("https://canary:canary@mail.example.com", BadServer::Form),
            ("smtp://", BadServer::Form),
            ("smtp://:25", BadServer::Form),
            ("smtp://mail.example.com:99999", BadServer::Form),
            ("smtp://a:%ff@mail.example.com", BadServer::Form),
            ("smtp://mail.example.com/canary", BadServer::More),
            ("smtp://mail.example.com?tls=none", BadServer::More),
            ("smtp://canary@mail.example.com", BadServer::HalfCredentials),
            ("smtp://:canary@mail.example.com", BadServer::HalfCredentials),
        ] {
            let error = SmtpServer::parse(text).unwrap_err();
            assert_eq!(error, wrong, "{text}");
            assert!(!error.to_string().contains("canary"));
        }
    }
}
