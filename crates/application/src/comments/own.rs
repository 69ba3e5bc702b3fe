//! Changing and removing what somebody wrote: authors their own, and admins anybody's.

use crate::{
    command::{Command, Scene},
    error::{Error, Result, Thing},
};
use serde_json::{Value, json};
use tessera_domain::{
    comment::Comment,
    event::{Event, EventKind, FieldChange},
    text::CommentText,
    ticket::Ticket,
    user::Permission,
};
use tessera_ports::{StoreError, queries::CommentSheet, tx::Tx};

/// Gives a comment another text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EditComment {
    /// Which comment.
    pub comment: i64,
    /// What it says from now on.
    pub text: CommentText,
    /// The versions of the comment that the caller has seen; any other is refused.
    pub expected: Option<Vec<i64>>,
}

impl Command for EditComment {
    type Outcome = CommentSheet;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<CommentSheet> {
        let tenant = scene.caller.tenant;
        let (ticket, before) = own(tx, scene, self.comment, self.expected.as_deref())?;
        let mut after = before.clone();
        after.edit(self.text.clone(), scene.now);
        touch(tx, scene, &ticket)?;
        tx.comments().update(tenant, &before, &after)?;
        let said = (json!(before.text), json!(after.text));
        let event = told(scene, EventKind::CommentEdited, &before, said);
        tx.events().append(tenant, &[event])?;
        let sheet = tx.comments().sheet(tenant, after.id)?;
        Ok(sheet.ok_or_else(|| StoreError::Failed("a comment was written and is not there".into()))?)
    }
}

/// Removes a comment. What replied to it replies to what it replied to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeleteComment {
    /// Which comment.
    pub comment: i64,
    /// The versions of the comment that the caller has seen; any other is refused.
    pub expected: Option<Vec<i64>>,
}

impl Command for DeleteComment {
    /// The comment as it was.
    type Outcome = Comment;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<Comment> {
        let tenant = scene.caller.tenant;
        let (ticket, comment) = own(tx, scene, self.comment, self.expected.as_deref())?;
        touch(tx, scene, &ticket)?;
        tx.comments().delete(tenant, &comment)?;
        let said = (json!(comment.text), Value::Null);
        let event = told(scene, EventKind::CommentDeleted, &comment, said);
        tx.events().append(tenant, &[event])?;
        Ok(comment)
    }
}

/// The comment and its ticket, which is held against change, if the caller reads it, may change it, and has seen this
/// version of it.
fn own(
    tx: &mut dyn Tx,
    scene: &Scene<'_>,
    number: i64,
    expected: Option<&[i64]>,
) -> Result<(Ticket, Comment)> {
    let (tenant, caller) = (scene.caller.tenant, scene.caller);
    scene.require(Permission::CommentTickets)?;
    let unknown = || Error::NotFound(Thing::Comment);
    let found = tx.comments().by_number(tenant, number)?.ok_or_else(unknown)?;
    let ticket = tx
        .tickets()
        .find(tenant, &caller.sight(), found.ticket)?
        .ok_or_else(unknown)?;
    // Read again now that nobody else can change it.
    let comment = tx.comments().find(tenant, found.id)?.ok_or_else(unknown)?;
    if comment.audience.is_internal() && !caller.reads_internal() {
        return Err(unknown());
    }
    if comment.author != Some(caller.user) && !caller.is_superuser() {
        return Err(Error::Forbidden(Permission::CommentTickets));
    }
    if expected.is_some_and(|versions| !versions.contains(&comment.version)) {
        return Err(Error::Stale);
    }
    Ok((ticket, comment))
}

/// What stands under a ticket is part of what its version stands for.
fn touch(tx: &mut dyn Tx, scene: &Scene<'_>, before: &Ticket) -> Result<()> {
    let mut ticket = before.clone();
    ticket.touch(scene.caller.user, scene.now);
    Ok(tx.tickets().update(scene.caller.tenant, before, &ticket)?)
}

fn told(scene: &Scene<'_>, kind: EventKind, comment: &Comment, (before, after): (Value, Value)) -> Event {
    let text = FieldChange {
        field: "text".into(),
        before,
        after,
    };
    Event {
        audience: comment.audience,
        ..scene.event_with(kind, comment.ticket, comment.id.uuid(), vec![text])
    }
}
