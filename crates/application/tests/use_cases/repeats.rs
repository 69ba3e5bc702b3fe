//! Opening a ticket, once, however often it is asked for; and what a command knows of who asks.

use super::stage::{
    app, call, caller, first_numbers, me, now, plain, repeated,
    samples::{creation, tenant_lists, update},
    tenant,
};
use mockall::Sequence;
use tessera_application::{Command, Error, Scene, Thing, tickets::Written};
use tessera_domain::{ticket::TicketPatch, user::Role};
use tessera_ports::{
    counters,
    idempotency::{Claim, StoredAnswer},
    tx::{MockTx, Tx},
};
use uuid::Uuid;

#[test]
fn a_new_ticket_takes_its_numbers_last_and_starts_where_the_tenant_says() {
    let mut tx = MockTx::default();
    tenant_lists(&mut tx);
    let mut order = Sequence::new();
    tx.counters
        .expect_take_each()
        .withf(|_, wanted| wanted == [(counters::TICKET, 1), ("reference:20260203", 1)])
        .once()
        .in_sequence(&mut order)
        .returning(|_, _| Ok(vec![42, 7]));
    tx.tickets
        .expect_insert()
        .once()
        .in_sequence(&mut order)
        .withf(|_, tickets| {
            matches!(tickets, [ticket] if ticket.number == 42
                && ticket.reference.as_str() == "TKT-20260203-007"
                && ticket.column == Some(Uuid::from_u128(40).into())
                && ticket.version == 1)
        })
        .returning(|_, _| Ok(()));
    tx.events
        .expect_append()
        .once()
        .in_sequence(&mut order)
        .returning(|_, _| Ok(()));
    assert!(app(tx).perform(&call(Role::User), &creation(), plain).is_ok());
}

#[test]
fn a_claimed_key_keeps_the_answer_in_the_same_unit() {
    let mut tx = MockTx::default();
    tenant_lists(&mut tx);
    let mut order = Sequence::new();
    tx.answers
        .expect_claim()
        .once()
        .in_sequence(&mut order)
        .returning(|_, _| Ok(Claim::Fresh));
    first_numbers(&mut tx);
    tx.tickets
        .expect_insert()
        .once()
        .in_sequence(&mut order)
        .returning(|_, _| Ok(()));
    tx.events
        .expect_append()
        .once()
        .in_sequence(&mut order)
        .returning(|_, _| Ok(()));
    tx.answers
        .expect_keep()
        .once()
        .in_sequence(&mut order)
        .withf(|key, answer| key.key == "once" && answer.status == 200)
        .returning(|_, _| Ok(()));
    let answered = app(tx)
        .perform(&repeated(Role::User), &creation(), plain::<Written>)
        .unwrap();
    assert!(!answered.replayed);
}

#[test]
fn a_repeated_request_is_answered_as_before_and_does_nothing() {
    let before = StoredAnswer {
        status: 201,
        headers: vec![],
        body: b"{}".to_vec(),
    };
    let kept = before.clone();
    let mut tx = MockTx::default();
    tx.answers
        .expect_claim()
        .returning(move |_, _| Ok(Claim::Answered(kept.clone())));
    let answered = app(tx)
        .perform(&repeated(Role::User), &creation(), plain)
        .unwrap();
    assert!(answered.replayed);
    assert_eq!(answered.answer, before);
}

#[test]
fn a_key_of_another_request_is_refused() {
    let mut tx = MockTx::default();
    tx.answers
        .expect_claim()
        .returning(|_, _| Ok(Claim::OtherRequest));
    assert_eq!(
        app(tx).perform(&repeated(Role::User), &creation(), plain),
        Err(Error::KeyReused)
    );
}

#[test]
fn a_failed_request_keeps_no_answer() {
    let mut tx = MockTx::default();
    tx.answers.expect_claim().returning(|_, _| Ok(Claim::Fresh));
    tx.tickets.expect_find().returning(|_, _, _| Ok(None));
    let failed = app(tx).perform(&repeated(Role::Admin), &update(TicketPatch::default()), plain);
    assert_eq!(failed, Err(Error::NotFound(Thing::Ticket)));
}

/// A command that only says who it was.
struct WhoAmI;
impl Command for WhoAmI {
    type Outcome = Uuid;
    fn run(&self, _: &mut dyn Tx, scene: &Scene<'_>) -> tessera_application::Result<Uuid> {
        assert_eq!((scene.caller.tenant, scene.now), (tenant(), now()));
        Ok(scene.caller.user.uuid())
    }
}

#[test]
fn a_scene_is_the_callers_and_of_one_moment() {
    assert_eq!(caller(Role::User).user, me());
    assert!(
        app(MockTx::default())
            .perform(&call(Role::User), &WhoAmI, plain)
            .is_ok()
    );
}
