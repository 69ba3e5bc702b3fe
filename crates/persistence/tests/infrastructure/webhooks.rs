//! The purge of what was delivered, and what an outbox from before webhooks becomes.

use crate::{
    maintenance::{count, open_tenant},
    migrations::{fill_foundation, go_back_before, meaning},
    support::{SQLITE, databases},
};
use tessera_domain::{
    id::version_7,
    time::Time,
    webhook::{
        SealedSecret, Webhook, WebhookEvent, WebhookState, WebhookUrl,
        delivery::{Attempt, Delivery, DeliveryState, Outcome},
    },
};
use tessera_ports::{StoreError, StoreResult};
use uuid::Uuid;

const DAY: i64 = 86_400;

fn now() -> Time {
    Time::parse("2026-03-01T00:00:00Z").unwrap()
}

fn webhook(tenant: u128) -> Webhook {
    Webhook {
        tenant: Uuid::from_u128(tenant).into(),
        id: Uuid::from_u128(7).into(),
        number: 1,
        url: WebhookUrl::parse("https://hooks.example").unwrap(),
        events: [WebhookEvent::TicketCreated].into(),
        secret: SealedSecret(vec![1]),
        former: None,
        state: WebhookState::Active,
        state_since: now(),
        failing_since: None,
        created_at: now(),
        updated_at: now(),
        version: 1,
    }
}

/// A delivery that was put on its way so many days ago, and failed once then.
fn delivery(tenant: u128, place: u64, days_old: i64) -> (Delivery, Attempt) {
    let then = now().plus_seconds(-days_old * DAY);
    let mut delivery = Delivery {
        tenant: Uuid::from_u128(tenant).into(),
        id: version_7(then, place).into(),
        webhook: webhook(tenant).id,
        event: version_7(then, place).into(),
        topic: WebhookEvent::TicketCreated,
        body: "{}".into(),
        state: DeliveryState::Pending,
        attempts: 0,
        tries: 0,
        due_at: Some(then),
        created_at: then,
        finished_at: None,
    };
    let attempt = Attempt {
        number: 1,
        at: then,
        milliseconds: 1,
        outcome: Outcome::Unreachable,
        answer: None,
    };
    delivery.tried(attempt.outcome, then, 0);
    (delivery, attempt)
}

#[test]
fn what_was_delivered_is_kept_for_thirty_days_and_what_is_on_its_way_for_ever() {
    for (kind, database, place) in databases() {
        let (store, mut made) = (database.store(), 0);
        for tenant in [1, 2] {
            open_tenant(&database, tenant).unwrap();
            let tenant = u128::from(tenant);
            store
                .transact::<_, StoreError>(|tx| {
                    tx.webhooks().insert(webhook(tenant).tenant, &webhook(tenant))
                })
                .unwrap();
            for (days_old, amount, over) in [(29, 3, true), (31, 501, true), (400, 2, false)] {
                for _ in 0..amount {
                    made += 1;
                    let (pending, attempt) = delivery(tenant, made, days_old);
                    let fresh = Delivery {
                        attempts: 0,
                        tries: 0,
                        due_at: Some(pending.created_at),
                        ..pending.clone()
                    };
                    let mut after = pending.clone();
                    if over {
                        after.state = DeliveryState::Failed;
                        after.due_at = None;
                        after.finished_at = Some(pending.created_at);
                    }
                    let lease = Uuid::from_u128(u128::from(made));
                    let write = || -> StoreResult<()> {
                        store.transact(|tx| {
                            tx.webhooks().queue(fresh.tenant, std::slice::from_ref(&fresh))?;
                            let all = tx.webhooks().claim(
                                fresh.tenant,
                                fresh.webhook,
                                fresh.created_at,
                                now().plus_seconds(DAY),
                                lease,
                                1_000,
                            )?;
                            assert!(all.iter().any(|it| it.delivery.id == fresh.id));
                            assert!(tx.webhooks().record(fresh.tenant, &after, &attempt, lease)?);
                            Ok(())
                        })
                    };
                    write().unwrap();
                }
            }
        }
        // A try and a delivery of each.
        assert_eq!(database.purge(now()).unwrap(), 2 * 501 * 2, "{kind}");
        assert_eq!(
            (
                count(&place, "webhook_attempts"),
                count(&place, "webhook_deliveries")
            ),
            (10, 10),
            "{kind}"
        );
        assert_eq!(database.purge(now()).unwrap(), 0);
    }
}

#[test]
fn a_dur_8_nobody_is_told_of_what_was_there_before_webhooks_were_and_the_way_back_is_whole() {
    for (kind, database, place) in databases() {
        go_back_before(&database, "webhooks");
        let before = meaning(kind, &place);
        fill_foundation(kind, &place);
        let id = match kind {
            SQLITE => "randomblob(16), 0",
            _ => "gen_random_uuid(), now()",
        };
        place.execute(&format!(
            "INSERT INTO outbox (tenant_id, event_id, created_at) SELECT id, {id} FROM tenants"
        ));
        for round in 0..2 {
            database.migrate().unwrap();
            let untold = place.texts("SELECT CAST(count(*) AS text) FROM outbox WHERE told_at IS NULL");
            assert_eq!(untold, ["0"], "{kind} {round}");
            go_back_before(&database, "webhooks");
            assert_eq!(meaning(kind, &place), before, "{kind} {round}");
            assert!(count(&place, "outbox") > 0, "{kind} {round}");
        }
    }
}
