//! Sending letters.

use crate::{
    letter::Letter,
    server::{Security, SmtpServer},
};
use lettre::{
    Message, SmtpTransport, Transport,
    address::Address,
    message::{
        Mailbox, SinglePart,
        header::{HeaderName, HeaderValue},
    },
    transport::smtp::{
        self,
        authentication::Credentials,
        client::{Tls, TlsParameters},
        extension::ClientId,
        response::{Category, Detail, Severity},
    },
};
use secrecy::ExposeSecret;
use std::{fmt, time::Duration};
use tessera_domain::user::User;
use tessera_ports::notifications::{Mailer, NotificationSheet, Undelivered};

/// How long the mail server may take for each of its answers.
const PATIENCE: Duration = Duration::from_secs(10);

/// Who letters are from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sender(Mailbox);

/// Nobody whom letters could be from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("is not a mail address, such as help@example.com or Help desk <help@example.com>")]
pub struct NoSender;

impl Sender {
    /// Reads an address, with or without a name before it.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(text: &str) -> Result<Self, NoSender> {
        if text.chars().any(char::is_control) {
            return Err(NoSender);
        }
        text.trim().parse().map(Self).map_err(|_unreadable| NoSender)
    }
}

impl fmt::Display for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Letters cannot be sent.
#[derive(Debug, thiserror::Error)]
#[error("letters cannot be sent: {0}")]
pub struct NoPost(String);

/// Writes letters and hands them to a mail server, one connection for each.
pub struct Post {
    transport: SmtpTransport,
    sender: Sender,
    public_url: Option<String>,
}

impl Post {
    /// Letters from that sender by that server, which say where to look if people know where the service is. No connection
    /// is made yet.
    ///
    /// # Errors
    /// When there is no way to speak TLS.
    pub fn new(server: &SmtpServer, sender: Sender, public_url: Option<String>) -> Result<Self, NoPost> {
        let tls = || {
            let parameters = TlsParameters::new(server.host.clone());
            parameters.map_err(|error| NoPost(error.to_string()))
        };
        let tls = match server.security {
            Security::Tls => Tls::Wrapper(tls()?),
            Security::StartTls => Tls::Required(tls()?),
            Security::StartTlsIfThere => Tls::Opportunistic(tls()?),
        };
        let mut transport = SmtpTransport::builder_dangerous(server.host.clone())
            .port(server.port)
            .tls(tls)
            .timeout(Some(PATIENCE))
            .hello_name(ClientId::Domain(sender.0.email.domain().to_owned()));
        if let Some((name, password)) = &server.credentials {
            let password = password.expose_secret().to_owned();
            transport = transport.credentials(Credentials::new(name.clone(), password));
        }
        Ok(Self {
            transport: transport.build(),
            sender,
            public_url,
        })
    }

    /// The letter as it goes out. Its id is that of the notification, whenever it is sent.
    fn message(&self, recipient: &User, notification: &NotificationSheet) -> Result<Message, Undelivered> {
        let refused = |why: String| Undelivered::Refused(why);
        let address = recipient.email.as_deref().unwrap_or_default();
        let address: Address = address
            .trim()
            .parse()
            .map_err(|_unreadable| refused("the recipient's address is none".into()))?;
        let letter = Letter::write(recipient, notification, self.public_url.as_deref());
        let letter = letter.map_err(|error| refused(error.to_string()))?;
        let id = format!(
            "<{}.{}@{}>",
            notification.event.id,
            recipient.id,
            self.sender.0.email.domain()
        );
        // So that nobody's absence is answered to it.
        let automatic = HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        );
        Message::builder()
            .from(self.sender.0.clone())
            .to(Mailbox::new(Some(name(recipient)), address))
            .subject(letter.subject)
            .message_id(Some(id))
            .raw_header(automatic)
            .singlepart(SinglePart::plain(letter.text))
            .map_err(|error| refused(error.to_string()))
    }
}

/// The recipient's name for the header, without anything that is not seen.
fn name(recipient: &User) -> String {
    let name = recipient.display_name();
    name.chars().filter(|c| !c.is_control()).collect()
}

impl Mailer for Post {
    fn send(&self, recipient: &User, notification: &NotificationSheet) -> Result<(), Undelivered> {
        let message = self.message(recipient, notification)?;
        let sent = self.transport.send(&message);
        sent.map(drop).map_err(|error| undelivered(&error))
    }
}

/// What an answer that is no yes means. A mailbox that there is not stays away; that we may not sign in, or that the server
/// takes nothing from anybody, changes when somebody mends it.
fn undelivered(error: &smtp::Error) -> Undelivered {
    let told = error.to_string();
    let Some(code) = error.status() else {
        return Undelivered::NoServer(told);
    };
    match (code.severity, code.category, code.detail) {
        // 421 and 554 may be said to whoever comes.
        (Severity::TransientNegativeCompletion, Category::Connections, _)
        | (Severity::PermanentNegativeCompletion, Category::Unspecified3, _) => Undelivered::NoServer(told),
        (Severity::PermanentNegativeCompletion, Category::MailSystem, detail) if detail != Detail::Four => {
            Undelivered::Refused(told)
        }
        _ => Undelivered::PutOff(told),
    }
}

#[cfg(test)]
mod tests;
