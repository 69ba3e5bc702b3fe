//! Looking out for missed deadlines over mocks: told by whoever stamps one, and worked out anew before that where policies
//! changed.

use super::{
    service_levels::{half_an_hour_old, half_an_hour_old_by_rank, policy, storing, with_statuses},
    stage::{app_with, now, ticket, ticket_id, user},
};
use std::sync::{Arc, Mutex, mpsc};
use tessera_application::{Application, Error, sla::watch};
use tessera_domain::{
    event::EventKind,
    id::UserId,
    notification::NotificationKind,
    ticket::{Promise, Ticket},
    time::Time,
    user::{Role, User},
    visibility::Ties,
};
use tessera_ports::{StoreError, queries::MockQueries, sla::RecountPlace, tx::MockTx, world::MockSecrets};
use uuid::Uuid;

/// One tenant, in which one ticket is found to be late.
fn watched(found: Option<Ticket>) -> (MockTx, MockQueries) {
    let (mut tx, mut queries) = (MockTx::default(), MockQueries::default());
    let house = super::stage::house();
    tx.tenants.expect_list().returning(move |after, _| {
        Ok(if after.is_empty() {
            vec![house.clone()]
        } else {
            Vec::new()
        })
    });
    queries.sla.expect_recount_due().returning(|_, _| Ok(false));
    queries
        .sla
        .expect_newly_breached()
        .returning(|_, _, _, after, _| {
            Ok(if after.is_none() {
                vec![(now().plus_seconds(-60), ticket_id())]
            } else {
                Vec::new()
            })
        });
    tx.tickets
        .expect_find()
        .returning(move |_, _, _| Ok(found.clone()));
    (tx, queries)
}

fn looks(tx: MockTx, queries: MockQueries) -> Result<u64, Error> {
    watch(&app_with(tx, Arc::new(queries), Arc::new(MockSecrets::new())))
}

#[test]
fn whoever_stamps_a_late_ticket_tells_of_it_and_nobody_else() {
    let deadline = now().plus_seconds(-60);
    let late = || Ticket {
        promise: Promise::Until(deadline),
        ..ticket()
    };
    for stamps in [true, false] {
        let (mut tx, queries) = watched(Some(late()));
        tx.sla
            .expect_stamp_breach()
            .once()
            .withf(move |_, id, stamp: &Time| *id == ticket_id() && *stamp == deadline)
            .returning(move |_, _, _| Ok(stamps));
        let (_, told) = storing(&mut tx);
        assert_eq!(looks(tx, queries), Ok(u64::from(stamps)));
        assert_eq!(told.lock().unwrap().len(), usize::from(stamps));
    }
    // Meanwhile it was taken away, finished, stamped, or got more time: nothing is written.
    let stamped = Ticket {
        breached_at: Some(deadline),
        ..late()
    };
    let moved = Ticket {
        due_at: Some(now().plus_seconds(60)),
        ..late()
    };
    for found in [None, Some(stamped), Some(moved)] {
        let (tx, queries) = watched(found);
        assert_eq!(looks(tx, queries), Ok(0));
    }
}

/// Who is told of a missed deadline of a ticket, on which these people work.
fn noticed(crew: Vec<User>, admins: Vec<User>) -> Vec<(UserId, NotificationKind, bool)> {
    let late = Ticket {
        promise: Promise::Until(now().plus_seconds(-60)),
        ..ticket()
    };
    let (mut tx, queries) = watched(Some(late));
    tx.sla.expect_stamp_breach().returning(|_, _, _| Ok(true));
    let assignees = crew.iter().map(|user| user.id).collect();
    let ties = Ties {
        assignees,
        ..Ties::default()
    };
    tx.tickets.expect_ties().returning(move |_, _| Ok(ties.clone()));
    tx.users.expect_active_among().returning(move |_, _| {
        let active = crew.iter().filter(|user| user.active);
        Ok(active.cloned().collect())
    });
    tx.users
        .expect_holding()
        .withf(|_, roles, department| roles == [Role::Admin, Role::SuperAdmin] && department.is_none())
        .returning(move |_, _, _| Ok(admins.clone()));
    let (send, told) = mpsc::channel();
    tx.events
        .expect_append_telling()
        .once()
        .returning(move |_, events, notices| {
            assert_eq!(events.first().unwrap().kind, EventKind::TicketBreached);
            for notice in notices {
                send.send((notice.recipient, notice.kind, notice.by_mail))
                    .unwrap();
            }
            Ok(())
        });
    let app = app_with(tx, Arc::new(queries), Arc::new(MockSecrets::new()));
    let app = Application { by_mail: true, ..app };
    assert_eq!(watch(&app), Ok(1));
    told.try_iter().collect()
}

#[test]
fn of_a_missed_deadline_whoever_works_on_the_ticket_is_told_or_else_who_runs_the_tenant() {
    let tim = User {
        id: Uuid::from_u128(71).into(),
        email: Some("tim@example.com".into()),
        ..user(Role::Technician)
    };
    let gone = User {
        id: Uuid::from_u128(72).into(),
        active: false,
        ..tim.clone()
    };
    let ada = User {
        id: Uuid::from_u128(73).into(),
        email: None,
        ..user(Role::Admin)
    };
    let kind = NotificationKind::SlaBreached;
    for crew in [vec![tim.clone()], vec![gone.clone(), tim.clone()]] {
        assert_eq!(noticed(crew, vec![ada.clone()]), [(tim.id, kind, true)]);
    }
    for crew in [vec![], vec![gone]] {
        assert_eq!(noticed(crew, vec![ada.clone()]), [(ada.id, kind, false)]);
    }
}

#[test]
fn a_stamp_that_cannot_be_told_of_fails() {
    let late = Ticket {
        promise: Promise::Until(now().plus_seconds(-60)),
        ..ticket()
    };
    let (mut tx, queries) = watched(Some(late));
    tx.sla.expect_stamp_breach().returning(|_, _, _| Ok(true));
    tx.tickets.expect_ties().returning(|_, _| Ok(Ties::default()));
    tx.users.expect_holding().returning(|_, _, _| Ok(Vec::new()));
    tx.events
        .expect_append()
        .returning(|_, _| Err(StoreError::Failed("no log".into())));
    assert_eq!(
        looks(tx, queries),
        Err(Error::Store(StoreError::Failed("no log".into())))
    );
}

/// The parts of a tenant's open tickets, as they are worked out anew one after the other.
fn recounted(parts: Vec<Vec<Ticket>>) -> (MockTx, MockQueries, mpsc::Receiver<Ticket>) {
    let (mut tx, mut queries) = (MockTx::default(), MockQueries::default());
    let house = super::stage::house();
    tx.tenants.expect_list().returning(move |after, _| {
        let all = after.is_empty().then(|| house.clone());
        Ok(all.into_iter().collect())
    });
    let is_over = Arc::new(Mutex::new(false));
    let over = is_over.clone();
    queries
        .sla
        .expect_recount_due()
        .returning(move |_, _| Ok(!*over.lock().unwrap()));
    queries
        .sla
        .expect_newly_breached()
        .returning(|_, _, _, _, _| Ok(Vec::new()));
    let place = Arc::new(Mutex::new(None));
    let taken = place.clone();
    tx.sla.expect_take_recount().returning(move |_, _| {
        Ok(Some(RecountPlace {
            after: *taken.lock().unwrap(),
        }))
    });
    tx.sla.expect_go_on_recount().returning(move |_, last| {
        *place.lock().unwrap() = Some(last);
        Ok(())
    });
    let left = Mutex::new(parts);
    tx.sla.expect_unfinished().returning(move |_, after, _| {
        let mut left = left.lock().unwrap();
        left.retain(|part| after.is_none_or(|after| part.iter().all(|it| it.id > after)));
        Ok(left.first().cloned().unwrap_or_default())
    });
    tx.sla.expect_end_recount().once().returning(move |_| {
        *is_over.lock().unwrap() = true;
        Ok(())
    });
    let (send, renewed) = mpsc::channel();
    tx.sla.expect_set_promise().returning(move |_, ticket| {
        send.send(ticket.clone()).unwrap();
        Ok(())
    });
    (tx, queries, renewed)
}

#[test]
fn open_tickets_are_promised_anew_and_what_was_missed_before_stays_missed() {
    let deadline = now().plus_seconds(-60);
    let with_id = |place: u128, ticket: Ticket| Ticket {
        id: Uuid::from_u128(place).into(),
        ..ticket
    };
    let kept = with_id(1, half_an_hour_old());
    let by_rank = with_id(2, half_an_hour_old_by_rank());
    let late = with_id(
        3,
        Ticket {
            promise: Promise::Until(deadline),
            ..half_an_hour_old()
        },
    );
    let parts = vec![vec![kept], vec![by_rank.clone(), late.clone()]];
    let (mut tx, queries, renewed) = recounted(parts);
    with_statuses(&mut tx);
    tx.sla.expect_policies().returning(|_| Ok(vec![policy()]));
    tx.sla.expect_status_entries().returning(|_, _| Ok([].into()));
    let late_id = late.id;
    tx.sla
        .expect_stamp_breach()
        .once()
        .withf(move |_, id, stamp: &Time| *id == late_id && *stamp == deadline)
        .returning(|_, _, _| Ok(true));
    let (_, told) = storing(&mut tx);
    assert_eq!(looks(tx, queries), Ok(1));
    let anew: Vec<_> = renewed.try_iter().map(|it| (it.id, it.promise)).collect();
    let promise = half_an_hour_old().promise;
    assert_eq!(anew, [(by_rank.id, promise), (late.id, promise)]);
    let told = told.lock().unwrap();
    assert_eq!((told.len(), told[0].kind), (1, EventKind::TicketBreached));
}

#[test]
fn without_policies_open_tickets_go_by_their_rank_and_nobody_asks_where_they_were() {
    let (mut tx, queries, renewed) = recounted(vec![vec![half_an_hour_old()]]);
    tx.sla.expect_policies().returning(|_| Ok(Vec::new()));
    assert_eq!(looks(tx, queries), Ok(0));
    let anew: Vec<_> = renewed.try_iter().map(|it| it.promise).collect();
    assert_eq!(anew, [Promise::ByRank]);
}

#[test]
fn what_another_process_is_at_is_left_to_it() {
    let (mut tx, mut queries) = (MockTx::default(), MockQueries::default());
    let house = super::stage::house();
    tx.tenants.expect_list().returning(move |after, _| {
        let all = after.is_empty().then(|| house.clone());
        Ok(all.into_iter().collect())
    });
    queries.sla.expect_recount_due().once().returning(|_, _| Ok(true));
    queries
        .sla
        .expect_newly_breached()
        .returning(|_, _, _, _, _| Ok(Vec::new()));
    tx.sla.expect_take_recount().once().returning(|_, _| Ok(None));
    assert_eq!(looks(tx, queries), Ok(0));
}
