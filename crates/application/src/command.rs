//! Running a change: one transaction around the idempotency key, the work, its events and the answer.

use crate::{
    access::require,
    error::{Error, Result},
    files::Files,
    hand,
    sessions::Policy,
    webhooks,
};
use std::sync::Arc;
use tessera_domain::{
    caller::Caller,
    comment::Audience,
    event::{Event, EventKind, FieldChange},
    id::TicketId,
    time::Time,
    user::Permission,
};
use tessera_ports::{
    bell::Bell,
    idempotency::{Claim, RepeatKey, StoredAnswer},
    identity::IdentityProviders,
    queries::Queries,
    store::Store,
    throttle::Throttle,
    tokens::TokenSigner,
    tx::Tx,
    world::{Clock, Ids, PasswordHasher, Secrets},
};
use uuid::Uuid;

/// The core, wired to the world.
#[derive(Clone)]
pub struct Application {
    /// Where changes go.
    pub store: Arc<dyn Store>,
    /// Where screens read from.
    pub queries: Arc<dyn Queries>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance, for ids.
    pub ids: Arc<dyn Ids>,
    /// Makes and fingerprints opaque secrets.
    pub secrets: Arc<dyn Secrets>,
    /// Signs and verifies tokens.
    pub tokens: Arc<dyn TokenSigner>,
    /// Hashes passwords.
    pub passwords: Arc<dyn PasswordHasher>,
    /// Who else says who somebody is.
    pub providers: Arc<dyn IdentityProviders>,
    /// Counts what is done too often.
    pub throttle: Arc<dyn Throttle>,
    /// Where files are, and what is done about them.
    pub files: Files,
    /// What webhooks need of the world.
    pub webhooks: webhooks::Gear,
    /// Whether people are written to about what concerns them.
    pub by_mail: bool,
    /// Wakes those who wait for what happens.
    pub bell: Arc<dyn Bell>,
    /// How long sessions and their tokens last, and who may have one on a phone.
    pub policy: Policy,
}

/// Who asks for a change, by which request.
#[derive(Clone, Debug)]
pub struct Call {
    /// The authenticated party.
    pub caller: Caller,
    /// The request's id, kept with the events.
    pub request: Option<String>,
    /// The idempotency key, if the client sent one.
    pub repeat: Option<RepeatKey>,
}

/// What a command may know besides its transaction. Time and chance are fixed before the transaction begins.
pub struct Scene<'s> {
    /// Who asks.
    pub caller: &'s Caller,
    /// The moment of the change.
    pub now: Time,
    /// Chance, for ids.
    pub ids: &'s dyn Ids,
    /// The request's id.
    pub request: Option<&'s str>,
    /// Whether people are written to about what concerns them.
    pub by_mail: bool,
}

impl Scene<'_> {
    /// Goes on only if the caller may do this.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub const fn require(&self, permission: Permission) -> Result<()> {
        require(self.caller, permission)
    }

    /// The event of an effect on a ticket, or on something that belongs to one.
    pub fn event(&self, kind: EventKind, ticket: Option<TicketId>, subject: Uuid) -> Event {
        Event {
            tenant: self.caller.tenant,
            id: self.ids.make(self.now),
            kind,
            ticket,
            subject,
            actor: self.caller.actor(),
            audience: Audience::Public,
            changes: Vec::new(),
            at: self.now,
            request: self.request.map(ToOwned::to_owned),
        }
    }

    /// The same with what changed.
    pub fn event_with(
        &self,
        kind: EventKind,
        ticket: TicketId,
        subject: Uuid,
        changes: Vec<FieldChange>,
    ) -> Event {
        Event {
            changes,
            ..self.event(kind, Some(ticket), subject)
        }
    }

    /// The event of an effect on something that belongs to no ticket. Requesters do not read of it.
    pub(crate) fn event_apart(&self, kind: EventKind, subject: Uuid, changes: Vec<FieldChange>) -> Event {
        let (tenant, actor) = (self.caller.tenant, self.caller.actor());
        Event {
            changes,
            ..hand::event(self.ids, (tenant, actor), kind, subject, self.now, self.request)
        }
    }
}

/// A change that a caller asks for.
pub trait Command {
    /// What it did.
    type Outcome;

    /// Does it. May be run twice after a conflict, so it acts on nothing but the transaction.
    ///
    /// # Errors
    /// Why nothing was done; the transaction is rolled back.
    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<Self::Outcome>;
}

/// An answer, and whether it is an old one given again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answered {
    /// The answer.
    pub answer: StoredAnswer,
    /// Whether the request had been answered before; then nothing was done now.
    pub replayed: bool,
}

impl Application {
    /// Does the command and keeps its rendered answer under the call's idempotency key, all in one
    /// transaction. A key that was answered before gives that answer again and does nothing. An error keeps
    /// nothing, so that a mended or later retry may use the key.
    ///
    /// # Errors
    /// The command's, or [`Error::KeyReused`].
    pub fn perform<C: Command>(
        &self,
        call: &Call,
        command: &C,
        render: impl Fn(&C::Outcome) -> StoredAnswer,
    ) -> Result<Answered> {
        let scene = Scene {
            caller: &call.caller,
            now: self.clock.now(),
            ids: &*self.ids,
            request: call.request.as_deref(),
            by_mail: self.by_mail,
        };
        let answered = self.store.transact(|tx| {
            if let Some(key) = &call.repeat {
                match tx.answers().claim(key, scene.now)? {
                    Claim::Fresh => {}
                    Claim::Answered(answer) => {
                        return Ok(Answered {
                            answer,
                            replayed: true,
                        });
                    }
                    Claim::OtherRequest => return Err(Error::KeyReused),
                }
            }
            let answer = render(&command.run(tx, &scene)?);
            if let Some(key) = &call.repeat {
                tx.answers().keep(key, &answer)?;
            }
            Ok::<_, Error>(Answered {
                answer,
                replayed: false,
            })
        })?;
        if !answered.replayed {
            self.bell.ring(call.caller.tenant);
        }
        Ok(answered)
    }
}
