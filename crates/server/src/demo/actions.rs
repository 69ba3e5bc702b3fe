//! Doing what the story says, by the use cases that everybody uses.

use super::{
    clock::StoryClock,
    missing,
    story::{Deed, Opening, What},
};
use crate::first_start::{Error, name};
use std::collections::HashMap;
use tessera_application::{
    Application, Call, Command,
    comments::AddComment,
    lists,
    tickets::{CreateTicket, UpdateTicket},
};
use tessera_domain::{
    caller::{Caller, CallerKind},
    client::{Client, Contact},
    comment::Audience,
    id::{ClientId, ContactId, CredentialId, PriorityId, StatusId, TicketId},
    issue::Problem,
    tenant::Tenant,
    text::{CommentText, Description, Label, Title},
    ticket::{Patch, TagsWanted, TicketPatch},
    user::User,
};
use tessera_ports::{counters, idempotency::StoredAnswer};

/// Everything that the story needs to go on.
pub struct Stage<'s> {
    app: &'s Application,
    clock: &'s StoryClock,
    people: Vec<User>,
    credential: CredentialId,
    statuses: HashMap<String, StatusId>,
    priorities: HashMap<String, PriorityId>,
    client: (ClientId, ContactId),
    tickets: Vec<TicketId>,
}

impl<'s> Stage<'s> {
    /// The stage of a tenant that was just opened.
    pub fn new(
        app: &'s Application,
        clock: &'s StoryClock,
        tenant: &Tenant,
        people: Vec<User>,
    ) -> Result<Self, Error> {
        let now = app.clock.now();
        // Nobody's: the story's people present no credential.
        let credential = app.ids.make(now);
        let first = people.first().ok_or_else(|| missing("anybody"))?;
        let caller = caller_of(first, credential);
        let statuses = lists::statuses(app, &caller)?
            .into_iter()
            .map(|status| (status.key, status.id));
        let priorities = lists::priorities(app, &caller)?
            .into_iter()
            .map(|priority| (priority.key, priority.id));
        let (statuses, priorities) = (statuses.collect(), priorities.collect());
        let client = client(app, tenant)?;
        Ok(Self {
            app,
            clock,
            people,
            credential,
            statuses,
            priorities,
            client,
            tickets: Vec::new(),
        })
    }

    /// Does one thing.
    pub fn play(&mut self, deed: &Deed) -> Result<(), Error> {
        self.clock.go_on_to(deed.hour);
        match deed.what {
            What::Open(opening) => self.open(deed.who, opening),
            What::Assign(place, to) => {
                let to = self.person(to)?.id;
                self.change(
                    deed.who,
                    place,
                    TicketPatch {
                        assignee: Patch::Set(to),
                        ..TicketPatch::default()
                    },
                )
            }
            What::Move(place, status) => self.change(deed.who, place, self.to_status(status)?),
            What::Say(place, audience, text) => self.say(deed.who, place, audience, text, false),
            What::Solve(place, text) => {
                self.say(deed.who, place, Audience::Public, text, true)?;
                self.change(deed.who, place, self.to_status("resolved")?)
            }
        }
    }

    fn open(&mut self, who: &str, opening: &Opening) -> Result<(), Error> {
        let priority = self.priorities.get(opening.priority).copied();
        let tags = opening
            .tags
            .iter()
            .map(|tag| name(tag))
            .collect::<Result<_, _>>()?;
        let mut patch = TicketPatch {
            description: Patch::Set(
                Description::parse(opening.description).map_err(said(opening.description))?,
            ),
            kind: Some(opening.kind),
            due_at: opening
                .due
                .map_or(Patch::Keep, |hour| Patch::Set(self.clock.at(hour))),
            tags: Some(TagsWanted::Named(tags)),
            ..TicketPatch::default()
        };
        if opening.for_client {
            patch.client = Patch::Set(self.client.0);
            patch.contact = Patch::Set(self.client.1);
        }
        let title = Title::parse(opening.title).map_err(said(opening.title))?;
        let ticket = self.perform(
            who,
            &CreateTicket {
                title,
                project: None,
                status: None,
                priority,
                metadata: None,
                patch,
            },
        )?;
        self.tickets.push(ticket.ticket.id);
        Ok(())
    }

    fn to_status(&self, key: &str) -> Result<TicketPatch, Error> {
        let status = self.statuses.get(key).copied().ok_or_else(|| missing(key))?;
        Ok(TicketPatch {
            status: Some(status),
            ..TicketPatch::default()
        })
    }

    fn change(&self, who: &str, place: usize, patch: TicketPatch) -> Result<(), Error> {
        let ticket = self.ticket(place)?;
        self.perform(
            who,
            &UpdateTicket {
                ticket,
                patch,
                expected: None,
            },
        )
        .map(drop)
    }

    fn say(
        &self,
        who: &str,
        place: usize,
        audience: Audience,
        text: &str,
        resolution: bool,
    ) -> Result<(), Error> {
        let comment = AddComment {
            ticket: self.ticket(place)?,
            text: CommentText::parse(text).map_err(said(text))?,
            audience,
            resolution,
            parent: None,
            metadata: None,
            expected: None,
        };
        self.perform(who, &comment).map(drop)
    }

    fn perform<C: Command<Outcome: Clone>>(&self, who: &str, command: &C) -> Result<C::Outcome, Error> {
        let caller = caller_of(self.person(who)?, self.credential);
        let call = Call {
            caller,
            request: None,
            repeat: None,
        };
        let outcome = std::cell::RefCell::new(None);
        self.app.perform(&call, command, |done| {
            outcome.replace(Some(done.clone()));
            StoredAnswer {
                status: 200,
                headers: Vec::new(),
                body: Vec::new(),
            }
        })?;
        outcome.into_inner().ok_or_else(|| missing("an outcome"))
    }

    fn person(&self, login: &str) -> Result<&User, Error> {
        self.people
            .iter()
            .find(|user| user.login.as_str() == login)
            .ok_or_else(|| missing(login))
    }

    fn ticket(&self, place: usize) -> Result<TicketId, Error> {
        self.tickets
            .get(place)
            .copied()
            .ok_or_else(|| missing("a ticket"))
    }
}

fn caller_of(user: &User, credential: CredentialId) -> Caller {
    Caller {
        tenant: user.tenant,
        user: user.id,
        kind: CallerKind::Person,
        credential,
        session: None,
        role: user.role,
        permissions: user.permissions(),
        department: user.department,
    }
}

/// The organisation that some of the tickets are for.
fn client(app: &Application, tenant: &Tenant) -> Result<(ClientId, ContactId), Error> {
    let now = app.clock.now();
    let client = Client {
        id: app.ids.make(now),
        name: name("Sample Paper Ltd")?,
        email: Some("office@paper.example.com".into()),
        phone: Some("+1 555 0100".into()),
    };
    let contact = Contact {
        id: app.ids.make(now),
        number: 0,
        client: Some(client.id),
        name: name("Jo Specimen")?,
        email: Some("jo@paper.example.com".into()),
        phone: Some("+1 555 0101".into()),
        title: Label::parse("Office manager").ok(),
        department: None,
        description: None,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    let stored = app.store.transact(|tx| {
        tx.lists().insert_client(tenant.id, &client)?;
        let number = tx.counters().take(tenant.id, counters::CONTACT, 1)?;
        tx.contacts().insert(
            tenant.id,
            &Contact {
                number,
                ..contact.clone()
            },
        )
    });
    stored.map_err(tessera_application::Error::from)?;
    Ok((client.id, contact.id))
}

fn said(text: &str) -> impl Fn(Problem) -> Error {
    move |problem| Error::Name {
        what: text.to_owned(),
        problem,
    }
}
