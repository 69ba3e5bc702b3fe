//! Trying a webhook.

use super::{event, named, require_active, require_admin};
use crate::{
    command::{Command, Scene},
    error::Result,
};
use tessera_domain::{
    event::EventKind,
    reference::Reference,
    transition::Stage,
    webhook::{
        WebhookEvent,
        delivery::{Delivery, DeliveryState},
        payload::{self, Telling, ToldPerson, ToldTicket},
    },
};
use tessera_ports::tx::Tx;

/// Sends a webhook something that nobody did: a ticket of number 0, opened by whoever asks. Admins may.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SendTest {
    /// Which webhook.
    pub webhook: i64,
}

impl Command for SendTest {
    type Outcome = Delivery;

    fn run(&self, tx: &mut dyn Tx, scene: &Scene<'_>) -> Result<Delivery> {
        let (tenant, now) = (scene.caller.tenant, scene.now);
        require_admin(scene.caller)?;
        let webhook = named(tx, tenant, self.webhook)?;
        require_active(&webhook)?;
        let caller = tx.users().find(tenant, scene.caller.user)?;
        let ticket = ToldTicket {
            number: 0,
            reference: Reference::new(now, 0).to_string(),
            title: "Test".into(),
            stage: Stage::Open,
            created_by: caller.map(|user| ToldPerson {
                number: user.number,
                login: user.login.as_str().to_owned(),
            }),
        };
        let tested = event(scene, EventKind::WebhookTested, &webhook, Vec::new());
        let delivery = Delivery {
            tenant,
            id: scene.ids.make(now),
            webhook: webhook.id,
            event: tested.id,
            topic: WebhookEvent::Test,
            body: payload::body(&Telling {
                topic: WebhookEvent::Test,
                at: now,
                sequence: 0,
                ticket: &ticket,
                subject: None,
                changes: &[],
                webhook: webhook.number,
            }),
            state: DeliveryState::Pending,
            attempts: 0,
            tries: 0,
            due_at: Some(now),
            created_at: now,
            finished_at: None,
        };
        tx.webhooks().queue(tenant, std::slice::from_ref(&delivery))?;
        tx.events().append(tenant, &[tested])?;
        Ok(delivery)
    }
}
