//! What letters say.

use askama::Template;
use tessera_domain::{
    approval::WorkflowState,
    notification::{self, NotificationKind},
    user::User,
    webhook::payload::webhook_name,
};
use tessera_ports::{notifications::NotificationSheet, queries::ActorLabel};

/// The most characters of a subject.
const SUBJECT: usize = 150;
/// The most characters of what somebody else wrote, within a letter.
const QUOTED: usize = 500;
/// How a template begins.
const SUBJECT_LINE: &str = "Subject: ";

/// What goes out: a subject of one line, and plain text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Letter {
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// A letter cannot be written: a fault of ours.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the letter cannot be written: {0}")]
pub struct NoLetter(String);

/// What templates speak of. All of it is plain text on one line.
struct News {
    /// To whom.
    name: String,
    /// Who did it.
    actor: String,
    /// The ticket's reference.
    reference: String,
    /// The ticket's title.
    title: String,
    /// What the webhook is called.
    webhook: String,
    /// How it was decided.
    outcome: &'static str,
    /// Where to look.
    link: Option<String>,
}

macro_rules! templates {
    ($($kind:ident: $template:ident = $path:literal;)*) => {
        $(
            #[derive(Template)]
            #[template(path = $path, escape = "none")]
            struct $template<'n> {
                news: &'n News,
            }
        )*

        fn render(kind: NotificationKind, news: &News) -> askama::Result<String> {
            match kind {
                $(NotificationKind::$kind => $template { news }.render(),)*
            }
        }
    };
}

templates! {
    Mentioned: MentionedLetter = "mentioned.txt";
    Assigned: AssignedLetter = "assigned.txt";
    ApprovalRequested: ApprovalRequestedLetter = "approval_requested.txt";
    ApprovalInfoRequested: ApprovalInfoRequestedLetter = "approval_info_requested.txt";
    ApprovalDecided: ApprovalDecidedLetter = "approval_decided.txt";
    SlaBreached: SlaBreachedLetter = "sla_breached.txt";
    WebhookDisabled: WebhookDisabledLetter = "webhook_disabled.txt";
}

impl Letter {
    /// Writes to the recipient of the notification. It says where to look if people know where the service is.
    ///
    /// # Errors
    /// A fault of ours: the template is not as it should be.
    pub fn write(
        recipient: &User,
        notification: &NotificationSheet,
        public_url: Option<&str>,
    ) -> Result<Self, NoLetter> {
        let news = News::of(recipient, notification, public_url);
        let whole = render(notification.kind, &news).map_err(|error| NoLetter(error.to_string()))?;
        let (first, text) = whole
            .split_once('\n')
            .ok_or_else(|| NoLetter("it is one line".into()))?;
        let subject = first
            .strip_prefix(SUBJECT_LINE)
            .ok_or_else(|| NoLetter("it has no subject".into()))?;
        Ok(Self {
            subject: one_line(subject, SUBJECT),
            text: format!("{}\n", text.trim()),
        })
    }
}

impl News {
    fn of(recipient: &User, notification: &NotificationSheet, public_url: Option<&str>) -> Self {
        let ticket = notification.ticket.as_ref();
        let page = ticket.map_or_else(
            || "console".to_owned(),
            |ticket| format!("tickets/{}", ticket.number),
        );
        let quoted = |text: &str| one_line(text, QUOTED);
        Self {
            name: quoted(&recipient.display_name()),
            actor: quoted(&actor(&notification.actor)),
            reference: ticket.map_or_else(String::new, |ticket| quoted(&ticket.reference)),
            title: ticket.map_or_else(String::new, |ticket| quoted(&ticket.title)),
            webhook: notification
                .webhook
                .map_or_else(|| "that is gone".to_owned(), webhook_name),
            outcome: match notification::outcome(&notification.event) {
                Some(WorkflowState::Approved) => "approved",
                Some(WorkflowState::Rejected) => "rejected",
                Some(WorkflowState::Active | WorkflowState::Cancelled) | None => "decided",
            },
            link: public_url.map(|url| format!("{}/{page}", url.trim_end_matches('/'))),
        }
    }
}

fn actor(label: &ActorLabel) -> String {
    match label {
        ActorLabel::Person(card) => {
            let name = format!("{} {}", card.first, card.last);
            let name = name.trim();
            if name.is_empty() {
                card.login.clone()
            } else {
                name.to_owned()
            }
        }
        ActorLabel::Token(name) => name.clone(),
        ActorLabel::Nameless => "Tessera".to_owned(),
    }
}

/// The text on one line, without anything that is not seen, and not longer than so many characters.
fn one_line(text: &str, most: usize) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    let line = words.join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let mut short: String = line.chars().take(most.saturating_sub(1)).collect();
    short.push('…');
    short
}

#[cfg(test)]
pub(crate) mod tests;
