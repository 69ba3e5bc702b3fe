//! Webhooks: who may, in which order, and what becomes of one that fails.

use crate::stage::{self, app, call, me, now, plain, tenant};
use mockall::{Sequence, predicate::eq};
use std::sync::{Arc, Mutex};
use tessera_application::{
    Application, Call, Clash, Error, Thing,
    webhooks::{
        AddressGuard, ChangeWebhook, CreateWebhook, Gear, Job, NewWebhook, NotReachable, Redeliver,
        RedeliverSpan, SendTest, Span, Tried, Vault, Wanted, claim, due, record, tell,
    },
};
use tessera_domain::{
    comment::Audience,
    event::{Actor, Event, EventKind},
    id::{TenantId, WebhookId},
    notification::NotificationKind,
    time::Time,
    transition::Stage,
    user::{Permission, Role},
    webhook::{
        SealedSecret, SecretText, Webhook, WebhookEvent, WebhookPatch, WebhookState, WebhookUrl,
        delivery::{Delivery, DeliveryState, Outcome},
        payload::ToldTicket,
    },
};
use tessera_ports::{
    StoreError,
    idempotency::StoredAnswer,
    tx::MockTx,
    webhooks::{Claimed, EventOnTicket, NoKey},
};
use uuid::Uuid;

/// Lets every address be called but that of nobody, and seals by writing a secret backwards.
struct World;

impl AddressGuard for World {
    fn check(&self, url: &WebhookUrl) -> Result<(), NotReachable> {
        if url.as_str().contains("nobody") {
            Err(NotReachable)
        } else {
            Ok(())
        }
    }
}

impl Vault for World {
    fn mint(&self) -> Result<SecretText, NoKey> {
        Ok(SecretText::parse("whsec_minted-for-once").unwrap())
    }

    fn can_sign(&self, secret: &SecretText) -> bool {
        !secret.as_str().contains("unusable")
    }

    fn seal(&self, _: TenantId, _: WebhookId, secret: &SecretText) -> Result<SealedSecret, NoKey> {
        Ok(SealedSecret(secret.as_str().bytes().rev().collect()))
    }
}

fn with(tx: MockTx) -> Application {
    Application {
        webhooks: Gear {
            guard: Arc::new(World),
            vault: Arc::new(World),
        },
        ..app(tx)
    }
}

fn webhook() -> Webhook {
    Webhook {
        tenant: tenant(),
        id: Uuid::from_u128(40).into(),
        number: 7,
        url: WebhookUrl::parse("https://hooks.example").unwrap(),
        events: [WebhookEvent::TicketCreated].into(),
        secret: SealedSecret(vec![1]),
        former: None,
        state: WebhookState::Active,
        state_since: now().plus_seconds(-100),
        failing_since: None,
        created_at: now(),
        updated_at: now(),
        version: 3,
    }
}

fn delivery() -> Delivery {
    Delivery {
        tenant: tenant(),
        id: Uuid::from_u128(50).into(),
        webhook: webhook().id,
        event: Uuid::from_u128(60).into(),
        topic: WebhookEvent::TicketCreated,
        body: "{}".into(),
        state: DeliveryState::Pending,
        attempts: 0,
        tries: 0,
        due_at: Some(now()),
        created_at: now(),
        finished_at: None,
    }
}

fn told(kind: EventKind, audience: Audience, at: Time, number: Option<i64>) -> EventOnTicket {
    EventOnTicket {
        sequence: at.micros(),
        event: Event {
            tenant: tenant(),
            id: Uuid::from_u128(u128::try_from(at.micros()).unwrap()).into(),
            kind,
            ticket: number.map(|_| stage::ticket_id()),
            subject: Uuid::nil(),
            actor: Actor::Operator,
            audience,
            changes: Vec::new(),
            at,
            request: None,
        },
        ticket: number.map(|number| ToldTicket {
            number,
            reference: "TKT-20260203-001".into(),
            title: "x".into(),
            stage: Stage::Open,
            created_by: None,
        }),
        subject: None,
    }
}

fn wanted(url: &str, secret: Option<&str>) -> NewWebhook {
    NewWebhook {
        url: WebhookUrl::parse(url).unwrap(),
        events: [WebhookEvent::TicketCreated].into(),
        secret: secret.map(|secret| SecretText::parse(secret).unwrap()),
        active: true,
    }
}

fn admin() -> Call {
    call(Role::Admin)
}

fn prepared(app: &Application, new: NewWebhook) -> CreateWebhook {
    new.prepare(app, &admin().caller).unwrap().0
}

/// What was logged.
fn logging(tx: &mut MockTx) -> Arc<Mutex<Vec<Event>>> {
    let log = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&log);
    tx.events.expect_append().returning(move |_, events| {
        kept.lock().unwrap().extend_from_slice(events);
        Ok(())
    });
    log
}

#[test]
fn a_webhook_is_counted_stored_and_told_of_in_this_order() {
    let (mut tx, mut order) = (MockTx::default(), Sequence::new());
    tx.counters
        .expect_take()
        .withf(|_, counter, amount| counter == "webhook" && *amount == 1)
        .once()
        .in_sequence(&mut order)
        .return_once(|_, _, _| Ok(7));
    tx.webhooks
        .expect_count()
        .with(eq(tenant()))
        .once()
        .in_sequence(&mut order)
        .return_once(|_| Ok(99));
    tx.webhooks
        .expect_insert()
        .withf(|_, webhook| {
            let sealed = SealedSecret(b"terces_koohbew_ruoy".to_vec());
            webhook.number == 7
                && webhook.secret == sealed
                && webhook.is_active()
                && webhook.state_since == now()
        })
        .once()
        .in_sequence(&mut order)
        .return_once(|_, _| Ok(()));
    tx.events
        .expect_append()
        .withf(|_, events| {
            let said = format!("{:?}", events[0].changes);
            events[0].kind == EventKind::WebhookCreated && !said.contains("secret")
        })
        .once()
        .in_sequence(&mut order)
        .return_once(|_, _| Ok(()));
    let app = with(tx);
    let command = prepared(&app, wanted("https://hooks.example", Some("your_webhook_secret")));
    app.perform(&admin(), &command, plain).unwrap();
}

#[test]
fn a_log_that_fails_fails_the_webhook() {
    let mut tx = MockTx::default();
    tx.counters.expect_take().return_once(|_, _, _| Ok(1));
    tx.webhooks.expect_count().return_once(|_| Ok(0));
    tx.webhooks.expect_insert().return_once(|_, _| Ok(()));
    tx.events
        .expect_append()
        .return_once(|_, _| Err(StoreError::Failed("the log".into())));
    let app = with(tx);
    let command = prepared(&app, wanted("https://hooks.example", None));
    let failed = app.perform(&admin(), &command, plain);
    assert_eq!(
        failed.unwrap_err(),
        Error::Store(StoreError::Failed("the log".into()))
    );
}

#[test]
fn only_who_looks_after_integrations_has_addresses_looked_at() {
    for role in [Role::User, Role::Technician, Role::Manager] {
        let refused =
            wanted("https://nobody.example", None).prepare(&with(MockTx::default()), &call(role).caller);
        assert_eq!(
            refused.unwrap_err(),
            Error::Forbidden(Permission::ManageIntegrations)
        );
    }
    let app = with(MockTx::default());
    let (_, minted) = wanted("https://hooks.example", None)
        .prepare(&app, &admin().caller)
        .unwrap();
    assert_eq!(minted.unwrap().as_str(), "whsec_minted-for-once");
    let bad = wanted("https://hooks.example", Some("whsec_unusable-key")).prepare(&app, &admin().caller);
    assert!(matches!(bad, Err(Error::Invalid(issues)) if issues[0].path.to_string() == "secret"));
}

#[test]
fn an_address_that_cannot_be_called_and_one_too_many_are_refused() {
    let app = with(MockTx::default());
    let command = prepared(&app, wanted("https://nobody.example", None));
    let refused = app.perform(&admin(), &command, plain).unwrap_err();
    assert!(matches!(refused, Error::Invalid(issues) if issues[0].path.to_string() == "url"));
    let mut tx = MockTx::default();
    tx.counters.expect_take().return_once(|_, _, _| Ok(101));
    tx.webhooks.expect_count().return_once(|_| Ok(100));
    let app = with(tx);
    let command = prepared(&app, wanted("https://hooks.example", None));
    let refused = app.perform(&admin(), &command, plain).unwrap_err();
    assert_eq!(refused, Error::Conflict(Clash::TooManyWebhooks));
}

#[test]
fn a_change_is_one_version_later_however_much_it_changes() {
    let mut tx = MockTx::default();
    tx.webhooks
        .expect_by_number()
        .with(eq(tenant()), eq(7))
        .returning(|_, _| Ok(Some(webhook())));
    tx.webhooks
        .expect_update()
        .withf(|_, after| after.version == 4 && after.former.is_some() && !after.is_active())
        .once()
        .return_once(|_, _| Ok(()));
    let log = logging(&mut tx);
    let mut app = with(tx);
    let mut queries = stage::queries::nobody();
    queries
        .webhooks
        .expect_webhook()
        .returning(|_, _| Ok(Some(webhook())));
    app.queries = Arc::new(queries);
    let change = |active: Option<bool>, secret: Option<&str>, expected: Option<Vec<i64>>| {
        let wanted = Wanted {
            webhook: 7,
            patch: WebhookPatch {
                active,
                ..WebhookPatch::default()
            },
            secret: secret.map(|secret| SecretText::parse(secret).unwrap()),
            expected,
        };
        let command: ChangeWebhook = wanted.prepare(&app, &admin().caller).unwrap();
        app.perform(&admin(), &command, plain)
    };
    change(Some(false), Some("another_webhook_secret"), Some(vec![3])).unwrap();
    change(Some(true), None, None).unwrap();
    assert_eq!(
        change(Some(false), None, Some(vec![2])).unwrap_err(),
        Error::Stale
    );
    let kinds: Vec<_> = log.lock().unwrap().iter().map(|event| event.kind).collect();
    assert_eq!(
        kinds,
        [EventKind::WebhookUpdated, EventKind::WebhookSecretRotated]
    );
}

#[test]
fn events_are_told_to_those_who_hear_them_and_are_told_once() {
    let (mut tx, early) = (MockTx::default(), now().plus_seconds(-200));
    let other = Webhook {
        id: Uuid::from_u128(41).into(),
        number: 8,
        events: [WebhookEvent::CommentAdded].into(),
        ..webhook()
    };
    tx.webhooks
        .expect_listening()
        .return_once(move |_| Ok(vec![webhook(), other]));
    let public = Audience::Public;
    let untold = vec![
        told(EventKind::TicketCreated, public, now(), Some(1)),
        told(EventKind::CommentAdded, public, now().plus_seconds(1), Some(2)),
        told(
            EventKind::CommentAdded,
            Audience::Internal,
            now().plus_seconds(2),
            Some(3),
        ),
        // Before anybody listened, of a ticket that is gone, and what nobody asked for.
        told(EventKind::TicketCreated, public, early, Some(4)),
        told(EventKind::TicketCreated, public, now().plus_seconds(3), None),
        told(EventKind::UserCreated, public, now().plus_seconds(4), None),
    ];
    let ids: Vec<_> = untold.iter().map(|told| told.event.id).collect();
    tx.webhooks.expect_untold().return_once(move |_, _| Ok(untold));
    tx.webhooks
        .expect_queue()
        .withf(|_, new| {
            let to: Vec<_> = new.iter().map(|it| (it.webhook, it.topic)).collect();
            to == [
                (webhook().id, WebhookEvent::TicketCreated),
                (Uuid::from_u128(41).into(), WebhookEvent::CommentAdded),
            ] && new[0].body.contains(r#""webhook_id":"wh_7""#)
                && new[1].body.contains(r#""event":"comment.added""#)
        })
        .once()
        .return_once(|_, _| Ok(()));
    tx.webhooks
        .expect_told()
        .withf(move |_, events, _| events == ids)
        .once()
        .return_once(|_, _, _| Ok(()));
    let told = tell(&with(tx), tenant()).unwrap();
    assert_eq!((told.deliveries, told.more), (2, false));
}

#[test]
fn nothing_is_claimed_of_a_webhook_that_is_off_or_gone() {
    for stored in [
        None,
        Some(Webhook {
            state: WebhookState::Off,
            ..webhook()
        }),
    ] {
        let mut tx = MockTx::default();
        tx.webhooks.expect_find().return_once(move |_, _| Ok(stored));
        assert_eq!(claim(&with(tx), tenant(), webhook().id, 2).unwrap(), []);
    }
}

#[test]
fn whoever_was_served_last_is_the_last_to_be_served_again() {
    let ring = |behind: Option<u128>, found: &'static [(Option<u128>, &'static [u128])]| {
        let webhook = |id: &u128| (tenant(), WebhookId::from(Uuid::from_u128(*id)));
        let mut queries = stage::queries::nobody();
        for (asked, ids) in found {
            let asked = asked.as_ref().map(webhook);
            queries
                .webhooks
                .expect_with_due()
                .withf(move |at, after, _| *at == now() && *after == asked)
                .once()
                .returning(move |_, _, _| Ok(ids.iter().map(webhook).collect()));
        }
        let mut app = with(MockTx::default());
        app.queries = Arc::new(queries);
        let due = due(&app, behind.as_ref().map(webhook)).unwrap();
        due.into_iter()
            .map(|(_, id)| id.uuid().as_u128())
            .collect::<Vec<_>>()
    };
    assert_eq!(ring(None, &[(None, &[1, 2])]), [1, 2]);
    assert_eq!(
        ring(Some(2), &[(Some(2), &[3, 4]), (None, &[1, 2, 3, 4])]),
        [3, 4, 1, 2]
    );
    assert_eq!(ring(Some(2), &[(Some(2), &[]), (None, &[])]), []);
}

fn job() -> Job {
    Job {
        claimed: Claimed {
            delivery: delivery(),
            lease: Uuid::from_u128(9),
        },
        webhook: webhook(),
    }
}

fn tried(outcome: Outcome) -> Tried {
    Tried {
        at: now(),
        milliseconds: 5,
        outcome,
        answer: Some("n\0ul".into()),
    }
}

const fn answered(status: u16) -> Outcome {
    Outcome::Answered {
        status,
        retry_after: None,
    }
}

/// A webhook that is stored like this when the try is written down.
fn recording(stored: Webhook, outcome: Outcome, held: bool) -> (MockTx, Outcome) {
    let mut tx = MockTx::default();
    tx.webhooks
        .expect_find()
        .return_once(move |_, _| Ok(Some(stored)));
    tx.webhooks
        .expect_record()
        .withf(move |_, delivery, attempt, lease| {
            delivery.attempts == 1
                && attempt.number == 1
                && attempt.outcome == outcome
                && attempt.answer.as_deref() == Some("nul")
                && *lease == Uuid::from_u128(9)
        })
        .once()
        .return_once(move |_, _, _, _| Ok(held));
    (tx, outcome)
}

#[test]
fn a_first_failure_is_noted_and_a_success_makes_good_for_it() {
    let failing = Webhook {
        failing_since: Some(now().plus_seconds(-60)),
        ..webhook()
    };
    for (stored, outcome, noted) in [
        (webhook(), answered(500), Some(Some(now()))),
        (failing.clone(), answered(500), None),
        (failing, answered(200), Some(None)),
        (webhook(), answered(200), None),
    ] {
        let (mut tx, outcome) = recording(stored, outcome, true);
        if let Some(since) = noted {
            tx.webhooks
                .expect_set_failing()
                .with(eq(tenant()), eq(webhook().id), eq(since))
                .once()
                .return_once(|_, _, _| Ok(()));
        }
        record(&with(tx), &job(), &tried(outcome)).unwrap();
    }
}

#[test]
fn a_hk_4_who_fails_for_five_days_or_is_gone_is_told_nothing_more_and_log_and_admins_are_told() {
    let long = Webhook {
        failing_since: Some(now().plus_seconds(-5 * 86_400)),
        ..webhook()
    };
    for (stored, outcome, state) in [
        (long, answered(500), WebhookState::Failing),
        (webhook(), answered(410), WebhookState::Gone),
    ] {
        let (mut tx, outcome) = recording(stored, outcome, true);
        tx.webhooks
            .expect_update()
            .withf(move |_, after| after.state == state && after.version == 4)
            .once()
            .return_once(|_, _| Ok(()));
        // Whoever runs the tenant is told of it.
        let ada = stage::user(Role::Admin);
        tx.users
            .expect_holding()
            .withf(|_, roles, department| roles == [Role::Admin, Role::SuperAdmin] && department.is_none())
            .once()
            .return_once(move |_, _, _| Ok(vec![ada]));
        let told = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&told);
        tx.events
            .expect_append_telling()
            .withf(|_, events, notices| {
                let noticed: Vec<_> = notices
                    .iter()
                    .map(|it| (it.event, it.recipient, it.kind))
                    .collect();
                noticed == [(events[0].id, me(), NotificationKind::WebhookDisabled)]
            })
            .once()
            .return_once(move |_, events, _| {
                noted.lock().unwrap().extend(events.to_vec());
                Ok(())
            });
        record(&with(tx), &job(), &tried(outcome)).unwrap();
        let told = told.lock().unwrap();
        assert_eq!(
            (told[0].kind, told[0].actor),
            (EventKind::WebhookDisabled, Actor::Service)
        );
        assert_eq!(told[0].changes[0].field, "state");
    }
}

#[test]
fn a_try_that_somebody_else_has_taken_over_changes_nothing() {
    let (tx, outcome) = recording(webhook(), answered(410), false);
    record(&with(tx), &job(), &tried(outcome)).unwrap();
    let mut gone = MockTx::default();
    gone.webhooks.expect_find().return_once(|_, _| Ok(None));
    record(&with(gone), &job(), &tried(answered(200))).unwrap();
}

#[test]
fn a_test_is_signed_by_whoever_asks_and_needs_an_active_webhook() {
    let mut tx = MockTx::default();
    tx.webhooks
        .expect_by_number()
        .return_once(|_, _| Ok(Some(webhook())));
    tx.users
        .expect_find()
        .with(eq(tenant()), eq(me()))
        .return_once(|_, _| Ok(None));
    tx.webhooks
        .expect_queue()
        .withf(|_, new| {
            new[0].topic == WebhookEvent::Test && new[0].body.contains(r#""event":"webhook.test""#)
        })
        .once()
        .return_once(|_, _| Ok(()));
    let log = logging(&mut tx);
    with(tx)
        .perform(&admin(), &SendTest { webhook: 7 }, plain)
        .unwrap();
    assert_eq!(log.lock().unwrap()[0].kind, EventKind::WebhookTested);
    let mut off = MockTx::default();
    off.webhooks.expect_by_number().return_once(|_, _| {
        Ok(Some(Webhook {
            state: WebhookState::Gone,
            ..webhook()
        }))
    });
    let refused = with(off).perform(&admin(), &SendTest { webhook: 7 }, plain);
    assert_eq!(refused.unwrap_err(), Error::Conflict(Clash::WebhookOff));
}

#[test]
fn a_delivery_is_sent_again_with_all_its_tries_before_it() {
    let mut tx = MockTx::default();
    tx.webhooks
        .expect_by_number()
        .returning(|_, _| Ok(Some(webhook())));
    tx.webhooks.expect_delivery().returning(|_, _, id| {
        let known = Delivery {
            state: DeliveryState::Failed,
            attempts: 10,
            tries: 10,
            due_at: None,
            ..delivery()
        };
        Ok(Some(known).filter(|known| known.id == id))
    });
    tx.webhooks
        .expect_requeue()
        .withf(|_, again| (again.attempts, again.tries, again.due_at) == (10, 0, Some(now())))
        .once()
        .return_once(|_, _| Ok(()));
    let _log = logging(&mut tx);
    let app = with(tx);
    let again = |id: u128| Redeliver {
        webhook: 7,
        delivery: Uuid::from_u128(id).into(),
    };
    app.perform(&admin(), &again(50), plain).unwrap();
    let unknown = app.perform(&admin(), &again(51), plain).unwrap_err();
    assert_eq!(unknown, Error::NotFound(Thing::Delivery));
}

#[test]
fn a_span_sends_again_what_was_given_up_and_what_was_missed() {
    let mut tx = MockTx::default();
    tx.webhooks
        .expect_by_number()
        .returning(|_, _| Ok(Some(webhook())));
    tx.webhooks
        .expect_requeue_failed()
        .once()
        .return_once(|_, _, _, _, _| Ok(3));
    tx.webhooks
        .expect_missed()
        .withf(|_, id, kinds, _, _| *id == webhook().id && kinds == [EventKind::TicketCreated])
        .once()
        .return_once(|_, _, _, _, _| {
            let early = now().plus_seconds(-9_000);
            Ok(vec![
                told(EventKind::TicketCreated, Audience::Public, early, Some(1)),
                told(EventKind::TicketCreated, Audience::Public, early, None),
            ])
        });
    tx.webhooks
        .expect_queue()
        .withf(|_, new| new.len() == 1)
        .once()
        .return_once(|_, _| Ok(()));
    let log = logging(&mut tx);
    let app = with(tx);
    let ask = |since: i64, until: i64| {
        let span = Span {
            since: now().plus_seconds(since),
            until: now().plus_seconds(until),
        };
        app.perform(&admin(), &RedeliverSpan { webhook: 7, span }, |replayed| {
            StoredAnswer {
                status: 200,
                headers: Vec::new(),
                body: format!("{} {} {}", replayed.again, replayed.missed, replayed.more).into_bytes(),
            }
        })
    };
    assert_eq!(ask(-10_000, 0).unwrap().answer.body, b"3 1 false");
    assert_eq!(log.lock().unwrap().len(), 1);
    let refused = ask(0, 0).unwrap_err();
    assert!(matches!(refused, Error::Invalid(issues) if issues[0].path.to_string() == "until"));
}
