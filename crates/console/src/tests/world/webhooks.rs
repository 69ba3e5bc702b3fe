//! Webhooks and deliveries, as the console finds and changes them.

use super::{NOW, World, tenant};
use std::sync::Arc;
use tessera_application::webhooks::Gear;
use tessera_domain::{
    id::{TenantId, WebhookId},
    listing::{Page, Window},
    time::Time,
    webhook::{
        SealedSecret, SecretText, Webhook, WebhookEvent, WebhookState, WebhookUrl,
        delivery::{Attempt, Delivery, DeliveryState, Outcome},
    },
};
use tessera_ports::{
    queries::MockQueries,
    tx::MockTx,
    webhooks::{AddressGuard, DeliverySheet, NoKey, NotReachable, Vault},
    world::Ids,
};
use uuid::Uuid;

/// A webhook of that number that is told of tickets that are opened.
pub(crate) fn webhook(number: i64) -> Webhook {
    let now = Time::from_micros(NOW).unwrap();
    Webhook {
        tenant: tenant(),
        id: Uuid::from_u128(2000 + u128::try_from(number).unwrap()).into(),
        number,
        url: WebhookUrl::parse(&format!("https://shop.example/<b>/{number}")).unwrap(),
        events: [WebhookEvent::TicketCreated].into(),
        secret: SealedSecret(b"sealed".to_vec()),
        former: None,
        state: WebhookState::Active,
        state_since: now,
        failing_since: None,
        created_at: now,
        updated_at: now,
        version: 1,
    }
}

/// A delivery to it, the newer the higher its number, that was tried as often as there are outcomes.
pub(crate) fn delivery(
    webhook: &Webhook,
    number: i64,
    state: DeliveryState,
    outcomes: &[Outcome],
) -> DeliverySheet {
    let at = Time::from_micros(NOW).unwrap().plus_seconds(number - 1000);
    let attempts = (1..).zip(outcomes).map(|(number, outcome)| Attempt {
        number,
        at,
        milliseconds: 12,
        outcome: *outcome,
        answer: Some("<i>answer".to_owned()),
    });
    let tries = u32::try_from(outcomes.len()).unwrap();
    DeliverySheet {
        delivery: Delivery {
            tenant: webhook.tenant,
            id: Uuid::from_u128(3000 + u128::try_from(number).unwrap()).into(),
            webhook: webhook.id,
            event: Uuid::from_u128(4000).into(),
            topic: WebhookEvent::TicketCreated,
            body: r#"{"event":"<script>"}"#.to_owned(),
            state,
            attempts: tries,
            tries,
            due_at: (state == DeliveryState::Pending).then(|| at.plus_seconds(300)),
            created_at: at,
            finished_at: None,
        },
        attempts: attempts.collect(),
    }
}

/// The wanted part of all.
pub(super) fn part<T: Clone>(all: &[T], window: Window) -> Page<T> {
    let items = all.iter().skip(usize::try_from(window.offset).unwrap());
    Page {
        items: items
            .take(usize::try_from(window.limit).unwrap())
            .cloned()
            .collect(),
        total: i64::try_from(all.len()).unwrap(),
        next: None,
    }
}

impl World {
    pub(super) fn gear(&self) -> Gear {
        Gear {
            guard: Arc::new(self.clone()),
            vault: Arc::new(self.clone()),
        }
    }

    fn webhook_of(&self, tenant: TenantId, number: i64) -> Option<Webhook> {
        let is_it = |webhook: &&Webhook| webhook.tenant == tenant && webhook.number == number;
        self.stored(|stored| stored.webhooks.iter().find(is_it).cloned())
    }

    fn deliveries_of(&self, webhook: WebhookId) -> Vec<DeliverySheet> {
        let mut all = self.stored(|stored| stored.deliveries.clone());
        all.retain(|sheet| sheet.delivery.webhook == webhook);
        all
    }

    pub(super) fn expect_webhook_lists(&self, queries: &mut MockQueries) {
        let world = self.clone();
        queries.webhooks.expect_webhooks().returning(move |_, window| {
            let mut all = world.stored(|stored| stored.webhooks.clone());
            all.retain(|webhook| webhook.tenant == tenant());
            Ok(part(&all, window))
        });
        let world = self.clone();
        queries
            .webhooks
            .expect_webhook()
            .returning(move |tenant, number| Ok(world.webhook_of(tenant, number)));
        let world = self.clone();
        queries
            .webhooks
            .expect_deliveries()
            .returning(move |_, webhook, filter, window| {
                let mut all = world.deliveries_of(webhook);
                all.retain(|sheet| filter.state.is_none_or(|state| sheet.delivery.state == state));
                Ok(part(&all, window))
            });
    }

    pub(super) fn expect_webhooks(&self, tx: &mut MockTx) {
        let world = self.clone();
        tx.counters.expect_take().returning(move |_, _, _| {
            let taken = world.stored(|stored| stored.webhooks.len().max(stored.policies.len()));
            Ok(1 + i64::try_from(taken).unwrap())
        });
        let world = self.clone();
        tx.webhooks
            .expect_count()
            .returning(move |_| Ok(world.stored(|stored| i64::try_from(stored.webhooks.len()).unwrap())));
        let world = self.clone();
        tx.webhooks.expect_insert().returning(move |_, webhook| {
            world.stored(|stored| stored.webhooks.push(webhook.clone()));
            Ok(())
        });
        let world = self.clone();
        tx.webhooks
            .expect_by_number()
            .returning(move |tenant, number| Ok(world.webhook_of(tenant, number)));
        let world = self.clone();
        tx.webhooks.expect_update().returning(move |_, webhook| {
            world.stored(|stored| {
                let mut all = stored.webhooks.iter_mut();
                let stands = all.find(|other| other.id == webhook.id).unwrap();
                stands.clone_from(webhook);
            });
            Ok(())
        });
        let world = self.clone();
        tx.webhooks.expect_remove().returning(move |_, id| {
            world.stored(|stored| stored.webhooks.retain(|webhook| webhook.id != id));
            Ok(())
        });
        self.expect_deliveries(tx);
    }

    fn expect_deliveries(&self, tx: &mut MockTx) {
        let world = self.clone();
        tx.webhooks.expect_queue().returning(move |_, deliveries| {
            let fresh = deliveries.iter().map(|delivery| DeliverySheet {
                delivery: delivery.clone(),
                attempts: Vec::new(),
            });
            world.stored(|stored| drop(stored.deliveries.splice(0..0, fresh)));
            Ok(())
        });
        let world = self.clone();
        tx.webhooks.expect_delivery().returning(move |_, webhook, id| {
            let found = world.deliveries_of(webhook).into_iter();
            Ok(found
                .map(|sheet| sheet.delivery)
                .find(|delivery| delivery.id == id))
        });
        let world = self.clone();
        tx.webhooks.expect_requeue().returning(move |_, delivery| {
            world.stored(|stored| {
                let mut all = stored.deliveries.iter_mut();
                let stands = all.find(|sheet| sheet.delivery.id == delivery.id).unwrap();
                stands.delivery = delivery.clone();
            });
            Ok(())
        });
        let world = self.clone();
        tx.webhooks
            .expect_requeue_failed()
            .returning(move |_, _, span, _, _| {
                world.stored(|stored| stored.spans.push(span));
                Ok(3)
            });
        tx.webhooks
            .expect_missed()
            .returning(|_, _, _, _, _| Ok(Vec::new()));
    }
}

/// No address beginning with `https://private.` may be called.
impl AddressGuard for World {
    fn check(&self, url: &WebhookUrl) -> Result<(), NotReachable> {
        if url.as_str().starts_with("https://private.") {
            Err(NotReachable)
        } else {
            Ok(())
        }
    }
}

impl Vault for World {
    fn mint(&self) -> Result<SecretText, NoKey> {
        Ok(SecretText::parse(&format!("whsec_secret-number-{}", self.random())).unwrap())
    }

    fn can_sign(&self, _: &SecretText) -> bool {
        true
    }

    fn seal(&self, _: TenantId, _: WebhookId, secret: &SecretText) -> Result<SealedSecret, NoKey> {
        Ok(SealedSecret(secret.as_str().as_bytes().to_vec()))
    }
}
