//! A webhook, a delivery to it, and whoever makes it.

use ipnet::IpNet;
use std::sync::Arc;
use tessera_domain::{
    time::Time,
    webhook::{
        SecretText, Webhook, WebhookEvent, WebhookState, WebhookUrl,
        delivery::{Delivery, DeliveryState},
    },
};
use tessera_ports::webhooks::Vault;
use tessera_webhooks::{Courier, Keyring, Reach, Sent};
use uuid::Uuid;

pub const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

pub fn now() -> Time {
    Time::parse("2026-02-03T12:00:00Z").unwrap()
}

pub fn keyring() -> Arc<Keyring> {
    Arc::new(Keyring::from_text(&KEY.into()).unwrap())
}

pub fn loopback() -> Vec<IpNet> {
    ["127.0.0.0/8", "::1/128"]
        .map(|network| network.parse().unwrap())
        .into()
}

pub fn courier(allowed: &[IpNet]) -> Courier {
    Courier::new(keyring(), Reach::new(allowed))
}

pub fn webhook(url: &str) -> Webhook {
    let (tenant, id) = (Uuid::from_u128(1).into(), Uuid::from_u128(2).into());
    let secret = SecretText::parse(SECRET).unwrap();
    Webhook {
        tenant,
        id,
        number: 7,
        url: WebhookUrl::parse(url).unwrap(),
        events: [WebhookEvent::TicketCreated].into(),
        secret: keyring().seal(tenant, id, &secret).unwrap(),
        former: None,
        state: WebhookState::Active,
        state_since: now(),
        failing_since: None,
        created_at: now(),
        updated_at: now(),
        version: 1,
    }
}

pub fn delivery(body: &str) -> Delivery {
    Delivery {
        tenant: Uuid::from_u128(1).into(),
        id: Uuid::from_u128(3).into(),
        webhook: Uuid::from_u128(2).into(),
        event: Uuid::from_u128(4).into(),
        topic: WebhookEvent::TicketCreated,
        body: body.into(),
        state: DeliveryState::Pending,
        attempts: 0,
        tries: 0,
        due_at: Some(now()),
        created_at: now(),
        finished_at: None,
    }
}

/// One try at an address, where this machine may be called.
pub async fn send(url: &str, body: &str) -> Sent {
    let courier = courier(&loopback());
    courier.send(&delivery(body), &webhook(url), now()).await.unwrap()
}
