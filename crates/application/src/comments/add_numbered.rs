//! Writing a comment that names people, under a ticket that is named by its number.

use super::AddComment;
use crate::{
    command::{Command, Scene},
    error::Result,
    notifications, tickets,
};
use serde_json::{Value, json};
use tessera_domain::{
    comment::{Audience, Comment},
    event::{Event, EventKind, FieldChange},
    id::{TicketId, UserId},
    notification,
    text::{CommentText, fold},
    user::{Permission, User},
};
use tessera_ports::{StoreError, attachments::CommentFiles, queries::CommentSheet, tx::Tx};

/// Writes under a ticket. The people it names watch the ticket from then on, so that they see what they are called to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AddNumbered {
    /// Which ticket.
    pub ticket: i64,
    /// What is said.
    pub text: CommentText,
    /// Who may read it.
    pub audience: Audience,
    /// Whom it names. Who is unknown, or not active, is passed over.
    pub mentions: Vec<Mention>,
    /// Which of the ticket's files belong to it. What is not there, or belongs to another comment, is passed over.
    pub files: Vec<FileNamed>,
}

/// A file that a comment names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FileNamed {
    /// By its name.
    Name(String),
    /// By number.
    Number(i64),
}

/// Somebody whom a comment names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Mention {
    /// By the name they sign in with, without regard to case.
    Login(String),
    /// By number.
    Number(i64),
}

impl Command for AddNumbered {
    type Outcome = CommentSheet;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<CommentSheet> {
        let tenant = scene.caller.tenant;
        scene.require(Permission::CommentTickets)?;
        if self.audience.is_internal() {
            scene.require(Permission::CommentInternally)?;
        }
        let ticket = tickets::by_number(tx, scene, self.ticket, None)?.id;
        let people = self.people(tx, scene)?;
        let add = AddComment {
            ticket,
            text: self.text.clone(),
            audience: self.audience,
            resolution: false,
            parent: None,
            metadata: None,
            expected: None,
        };
        let (commented, mut added) = add.write_untold(tx, scene)?;
        let comment = commented.comment;
        let mut watched = Vec::new();
        if !people.is_empty() {
            tx.comments().mention(tenant, comment.id, &people)?;
            let fresh = tx.tickets().watch(tenant, ticket, &people)?;
            watched = began_to_watch(scene, ticket, &fresh);
            added.changes.push(FieldChange {
                field: notification::field::MENTIONS.into(),
                before: Value::Null,
                after: json!(people),
            });
        }
        self.bind_files(tx, &comment)?;
        let mut events = vec![added];
        events.append(&mut watched);
        notifications::append(tx, tenant, &events, scene.by_mail)?;
        let sheet = tx.comments().sheet(tenant, comment.id)?;
        Ok(sheet.ok_or_else(|| StoreError::Failed("a comment was written and is not there".into()))?)
    }
}

impl AddNumbered {
    fn bind_files(&self, tx: &mut dyn Tx, comment: &Comment) -> Result<()> {
        if self.files.is_empty() {
            return Ok(());
        }
        let mut wanted = CommentFiles {
            ticket: comment.ticket,
            comment: comment.id,
            internal: comment.audience.is_internal(),
            names: Vec::new(),
            numbers: Vec::new(),
        };
        for file in &self.files {
            match file {
                FileNamed::Name(name) => wanted.names.push(name.clone()),
                FileNamed::Number(number) => wanted.numbers.push(*number),
            }
        }
        tx.attachments().bind_to_comment(comment.tenant, &wanted)?;
        Ok(())
    }

    /// Whom it names, each once, in the order in which they are named.
    fn people(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<Vec<UserId>> {
        if self.mentions.is_empty() {
            return Ok(Vec::new());
        }
        let mut logins = Vec::new();
        let mut numbers = Vec::new();
        for mention in &self.mentions {
            match mention {
                Mention::Login(login) => logins.push(login.clone()),
                Mention::Number(number) => numbers.push(*number),
            }
        }
        let known = tx.users().named(scene.caller.tenant, &logins, &numbers)?;
        let mut people = Vec::with_capacity(known.len());
        for mention in &self.mentions {
            let is_meant = |user: &&User| match mention {
                Mention::Login(login) => user.login.folded() == fold(login),
                Mention::Number(number) => user.number == *number,
            };
            let meant = known.iter().find(is_meant).map(|user| user.id);
            people.extend(meant.filter(|user| !people.contains(user)));
        }
        Ok(people)
    }
}

fn began_to_watch(scene: &Scene<'_>, ticket: TicketId, people: &[UserId]) -> Vec<Event> {
    let event = |user: &UserId| scene.event(EventKind::TicketWatched, Some(ticket), user.uuid());
    people.iter().map(event).collect()
}
