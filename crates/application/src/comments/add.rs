//! Writing a comment.

use crate::{
    command::{Command, Scene},
    error::{Error, Result, Thing},
    tickets,
};
use serde_json::{Map, Value, json};
use tessera_domain::{
    comment::{Audience, Comment},
    event::{Event, EventKind, FieldChange},
    id::{CommentId, TicketId},
    issue::Problem,
    text::CommentText,
    user::Permission,
};
use tessera_ports::{counters, tx::Tx};

/// Writes under a ticket. Whoever sees the ticket and may comment at all may.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AddComment {
    /// Which ticket.
    pub ticket: TicketId,
    /// What is said.
    pub text: CommentText,
    /// Who may read it; a reply has its parent's audience, whatever is said here.
    pub audience: Audience,
    /// Whether it says how the ticket was solved.
    pub resolution: bool,
    /// The comment it replies to.
    pub parent: Option<CommentId>,
    /// The client's own data.
    pub metadata: Option<Map<String, Value>>,
    /// The versions of the ticket that the caller has seen; any other is refused.
    pub expected: Option<Vec<i64>>,
}

/// The comment, and the version of the ticket that it made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Commented {
    /// The comment.
    pub comment: Comment,
    /// The ticket's version now.
    pub ticket_version: i64,
}

/// The name under which a bad parent is reported.
const PARENT: &str = "parent_comment_id";

impl Command for AddComment {
    type Outcome = Commented;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<Commented> {
        let (commented, event) = self.write_untold(tx, scene)?;
        tx.events().append(scene.caller.tenant, &[event])?;
        Ok(commented)
    }
}

impl AddComment {
    /// The same without telling of it: the event is the caller's to append, as the last thing of the transaction.
    pub(super) fn write_untold(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<(Commented, Event)> {
        let tenant = scene.caller.tenant;
        scene.require(Permission::CommentTickets)?;
        if self.audience.is_internal() {
            scene.require(Permission::CommentInternally)?;
        }
        let before = tickets::visible(tx, scene, self.ticket, self.expected.as_deref())?;
        let parent = self.parent(tx, scene)?;
        let number = tx.counters().take(tenant, counters::COMMENT, 1)?;
        let comment = self.build(scene, parent.as_ref(), number);
        let mut ticket = before.clone();
        ticket.touch(scene.caller.user, scene.now);
        tx.tickets().update(tenant, &before, &ticket)?;
        tx.comments().insert(tenant, std::slice::from_ref(&comment))?;
        let event = added(scene, &comment);
        let commented = Commented {
            comment,
            ticket_version: ticket.version,
        };
        Ok((commented, event))
    }

    /// The comment replied to, if the caller may know of it.
    fn parent(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<Option<Comment>> {
        let Some(id) = self.parent else { return Ok(None) };
        let found = tx.comments().find(scene.caller.tenant, id)?;
        let readable = |c: &Comment| !c.audience.is_internal() || scene.caller.reads_internal();
        let parent = found.filter(readable).ok_or(Error::NotFound(Thing::Comment))?;
        if parent.ticket == self.ticket {
            return Ok(Some(parent));
        }
        // A comment of a ticket out of sight is as unknown as one that does not exist.
        let sight = scene.caller.sight();
        match tx.tickets().find(scene.caller.tenant, &sight, parent.ticket)? {
            Some(_) => Err(Error::invalid(
                PARENT,
                Problem::Rule("must be a comment of this ticket"),
            )),
            None => Err(Error::NotFound(Thing::Comment)),
        }
    }

    fn build(&self, scene: &Scene<'_>, parent: Option<&Comment>, number: i64) -> Comment {
        let id = scene.ids.make(scene.now);
        Comment {
            tenant: scene.caller.tenant,
            id,
            number,
            ticket: self.ticket,
            author: Some(scene.caller.user),
            text: self.text.clone(),
            audience: parent.map_or(self.audience, |parent| parent.audience),
            resolution: self.resolution,
            thread: parent.map_or(id, |parent| parent.thread),
            parent: self.parent,
            metadata: self.metadata.clone(),
            created_at: scene.now,
            updated_at: scene.now,
            version: 1,
        }
    }
}

fn added(scene: &Scene<'_>, comment: &Comment) -> Event {
    let text = FieldChange {
        field: "text".into(),
        before: Value::Null,
        after: json!(comment.text),
    };
    let event = scene.event_with(
        EventKind::CommentAdded,
        comment.ticket,
        comment.id.uuid(),
        vec![text],
    );
    Event {
        audience: comment.audience,
        ..event
    }
}
