//! What must hold when several do it at once.

use crate::{
    phone_tokens::refresh,
    random::Random,
    sessions::session,
    world::{World, at, id, next, worlds},
};
use std::{
    sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst},
    thread,
    time::Duration,
};
use tessera_domain::{
    id::CredentialId,
    session::EndReason,
    text::{Description, Title},
    ticket::{Level, Patch, Ticket, TicketPatch},
    time_entry::{Span, TimeEntry, WorkItem},
    visibility::Sight,
};
use tessera_ports::{
    StoreError, StoreResult,
    counters::TICKET,
    idempotency::{Claim, RepeatKey, StoredAnswer},
    tx::Tx,
};

/// Runs the work in so many threads at once.
pub fn at_once<T: Send>(threads: u64, work: impl Fn(u64) -> T + Sync) -> Vec<T> {
    thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|place| {
                scope.spawn({
                    let work = &work;
                    move || work(place)
                })
            })
            .collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn every_number_is_given_once() {
    for world in worlds() {
        let take = |_| {
            (0..20)
                .map(|_| world.write(|tx| tx.counters().take(world.ours.id(), TICKET, 1)))
                .collect()
        };
        let mut given: Vec<i64> = at_once(4, take)
            .into_iter()
            .flat_map(|numbers: Vec<i64>| numbers)
            .collect();
        given.sort_unstable();
        assert_eq!(given, (1..=80).collect::<Vec<_>>(), "{}", world.kind);
    }
}

#[test]
fn numbers_of_several_counters_are_taken_at_once_and_given_once() {
    for world in worlds() {
        let (ours, theirs) = (world.ours.id(), world.theirs.id());
        let many: Vec<String> = (0..600).map(|day| format!("day {day}")).collect();
        let wanted: Vec<(&str, i64)> = many.iter().map(|day| (day.as_str(), 3)).rev().collect();
        assert_eq!(world.write(|tx| tx.counters().take_each(ours, &wanted)), [1; 600]);
        world.watch.take();
        let firsts = world.write(|tx| tx.counters().take_each(ours, &[("day 7", 2), ("b", 5), ("a", 1)]));
        assert_eq!(firsts, [4, 1, 1], "{}", world.kind);
        assert_eq!(
            world
                .watch
                .take()
                .iter()
                .filter(|sql| sql.contains("counters"))
                .count(),
            1
        );
        assert_eq!(world.write(|tx| tx.counters().take(theirs, "day 7", 1)), 1);
        let refused = world.attempt(|tx| tx.counters().take_each(ours, &[("a", 1), ("b", 0)]));
        assert!(matches!(refused, Err(StoreError::Failed(_))));
        assert_eq!(world.write(|tx| tx.counters().take_each(ours, &[])), [0; 0]);

        let take = |place: u64| {
            let wanted = if place.is_multiple_of(2) {
                [("a", 1), ("b", 1)]
            } else {
                [("b", 1), ("a", 1)]
            };
            (0..20)
                .map(|_| world.write(|tx| tx.counters().take_each(ours, &wanted)))
                .collect()
        };
        let rounds: Vec<Vec<Vec<i64>>> = at_once(4, take);
        // "b" is four numbers ahead, so which is which shows.
        assert!(rounds.iter().enumerate().all(|(place, firsts)| {
            firsts.iter().all(|pair| {
                let (a, b) = if place.is_multiple_of(2) {
                    (pair[0], pair[1])
                } else {
                    (pair[1], pair[0])
                };
                a + 4 == b
            })
        }));
        let mut given: Vec<i64> = rounds.into_iter().flatten().flatten().collect();
        given.sort_unstable();
        let mut all: Vec<i64> = (2..=81).chain(6..=85).collect();
        all.sort_unstable();
        assert_eq!(given, all, "{}", world.kind);
    }
}

#[test]
fn a_request_sent_twice_at_once_is_answered_once() {
    for world in worlds() {
        let credential: CredentialId = id(at(1), &mut Random::new(1));
        for round in 0..8 {
            let key = RepeatKey {
                tenant: world.ours.id(),
                credential,
                key: format!("k{round}"),
                request: [1; 32],
            };
            let answer = StoredAnswer {
                status: 201,
                headers: vec![],
                body: vec![1],
            };
            let claims = at_once(3, |_| {
                world.write(|tx| {
                    let claim = tx.answers().claim(&key, at(0))?;
                    if claim == Claim::Fresh {
                        tx.answers().keep(&key, &answer)?;
                    }
                    Ok(claim)
                })
            });
            let fresh = claims.iter().filter(|claim| **claim == Claim::Fresh).count();
            let answered = claims
                .iter()
                .filter(|claim| **claim == Claim::Answered(answer.clone()))
                .count();
            assert_eq!((fresh, answered), (1, 2), "{}", world.kind);
        }
    }
}

#[test]
fn overlapping_time_is_never_stored_twice() {
    for world in worlds() {
        let (tenant, user) = (world.ours.id(), world.ours.user(0));
        let stored = at_once(4, |place| {
            let random = &mut Random::new(place);
            let entry = TimeEntry {
                tenant,
                id: id(at(1), random),
                user,
                work: WorkItem::AdHoc(None),
                span: Span::stored(at(0), at(600)),
                billable: false,
                notes: None,
                tax_region: None,
                created_at: at(1),
            };
            world.write(|tx| {
                let free = tx
                    .time_entries()
                    .overlapping(tenant, user, &entry.span)?
                    .is_none();
                if free {
                    tx.time_entries().insert(tenant, &entry)?;
                }
                Ok(free)
            })
        });
        assert_eq!(
            stored.into_iter().filter(|stored| *stored).count(),
            1,
            "{}",
            world.kind
        );
    }
}

/// Moves a ticket between two sorts, again and again.
fn move_about(world: &World, start: &Ticket, steps: i64) {
    let (house, tenant) = (&world.ours, world.ours.id());
    for step in 0..steps {
        world.write(|tx| {
            let Some(before) = tx.tickets().find(tenant, &Sight::Everything, start.id)? else {
                return Err(StoreError::Failed("lost".into()));
            };
            let mut after = Ticket {
                version: before.version + 1,
                ..before.clone()
            };
            let place = usize::try_from((before.version + step) % 7).unwrap();
            house.place(&mut after, place, at(1_000), None);
            tx.tickets().update(tenant, &before, &after)
        });
    }
}

#[test]
fn tickets_that_change_sorts_against_each_other_do_not_lock_up() {
    for world in worlds() {
        let tickets: Vec<_> = (1..=4).map(|number| world.ours.ticket(number)).collect();
        world.write(|tx| tx.tickets().insert(world.ours.id(), &tickets));
        at_once(4, |place| {
            move_about(&world, &tickets[usize::try_from(place).unwrap() / 2], 15);
        });
        let sum = world
            .place
            .texts("SELECT CAST(sum(tickets) AS TEXT) FROM ticket_totals");
        assert_eq!(sum, ["4"], "{}", world.kind);
        let version = |ticket: &Ticket| {
            world
                .write(|tx| tx.tickets().find(world.ours.id(), &Sight::Everything, ticket.id))
                .unwrap()
                .version
        };
        assert_eq!(
            (version(&tickets[0]), version(&tickets[1]), version(&tickets[2])),
            (31, 31, 1),
            "no change is lost"
        );
    }
}

#[test]
fn transactions_that_change_the_sorts_of_several_tickets_never_wait_in_a_circle() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let place = |number: i64, place: usize| {
            let mut ticket = house.ticket(number);
            house.place(&mut ticket, place, at(1_000), None);
            ticket
        };
        let tickets = [place(1, 0), place(2, 2), place(3, 2), place(4, 0)];
        world.write(|tx| tx.tickets().insert(tenant, &tickets));
        let runs = AtomicU64::new(0);
        at_once(2, |which| {
            let [first, second] = if which == 0 { [0, 1] } else { [2, 3] };
            world.write(|tx| {
                runs.fetch_add(1, SeqCst);
                for number in [first, second] {
                    let before = &tickets[number];
                    let goes = if before.status == tickets[0].status { 1 } else { 3 };
                    let after = next(before, |it| house.place(it, goes, at(1_000), None));
                    tx.tickets().update(tenant, before, &after)?;
                    thread::sleep(Duration::from_millis(150));
                }
                Ok(())
            });
        });
        assert_eq!(runs.load(SeqCst), 2, "{}: nobody had to begin again", world.kind);
    }
}

#[test]
fn tickets_that_are_tagged_against_each_other_do_not_lock_up() {
    for world in worlds() {
        let house = &world.ours;
        let tenant = house.id();
        let tickets: Vec<_> = (1..=64).map(|number| house.ticket(number)).collect();
        let tags: Vec<_> = (1..=5)
            .map(|number| house.tag(0, number, &format!("tag {number}")))
            .collect();
        let ids: Vec<_> = tags.iter().map(|tag| tag.id).collect();
        world.write(|tx| {
            tx.tickets().insert(tenant, &tickets)?;
            tx.tags().insert(tenant, &tags)
        });
        let busy = at_once(64, |place| {
            let random = &mut Random::new(place);
            let ticket = tickets[usize::try_from(place).unwrap()].id;
            (0..3)
                .filter(|_| {
                    let mut chosen = random.some(&ids, 60);
                    if random.percent(50) {
                        chosen.reverse();
                    }
                    world
                        .attempt(|tx| tx.tags().set_of_ticket(tenant, ticket, &chosen))
                        .is_err()
                })
                .count()
        });
        assert_eq!(
            busy.iter().sum::<usize>(),
            0,
            "{}: nobody waits in a circle",
            world.kind
        );
        let wrong = world.place.texts(
            "SELECT CAST(count(*) AS TEXT) FROM tags WHERE tickets <> (SELECT count(*) FROM ticket_tags g
                 WHERE g.tenant_id = tags.tenant_id AND g.tag_id = tags.id)",
        );
        assert_eq!(wrong, ["0"], "{}", world.kind);
    }
}

/// Whether what one transaction reads stays as it is until that transaction ends, whatever `change` does meanwhile.
pub fn is_held(
    world: &World,
    read: impl Fn(&mut dyn Tx) -> StoreResult<bool> + Sync,
    change: impl Fn(&mut dyn Tx) -> StoreResult<()> + Sync,
) -> bool {
    let (reading, over) = (AtomicBool::new(false), AtomicBool::new(false));
    thread::scope(|scope| {
        scope.spawn(|| {
            world.write(|tx| {
                assert!(read(tx)?);
                reading.store(true, SeqCst);
                thread::sleep(Duration::from_millis(150));
                over.store(true, SeqCst);
                Ok(())
            });
        });
        while !reading.load(SeqCst) {
            thread::sleep(Duration::from_millis(1));
        }
        world.write(|tx| {
            change(tx)?;
            Ok(over.load(SeqCst))
        })
    })
}

#[test]
fn a_session_and_a_refresh_token_are_held_by_whoever_reads_them_to_change_them() {
    for world in worlds() {
        let (tenant, session) = (world.ours.id(), session(&world.ours, 1, 1));
        let token = refresh(&world.ours, 1);
        world.write(|tx| {
            tx.sessions().insert(tenant, &session)?;
            tx.phone_tokens().insert_refresh(tenant, &token)
        });
        let consume = |tx: &mut dyn Tx| {
            tx.phone_tokens()
                .consume_refresh(tenant, &token.fingerprint, at(5))
                .map(drop)
        };
        let end = |tx: &mut dyn Tx| {
            tx.sessions()
                .end(tenant, session.id, at(5), EndReason::SignedOut)
                .map(drop)
        };
        let by_fingerprint =
            |tx: &mut dyn Tx| Ok(tx.phone_tokens().refresh(tenant, &token.fingerprint)?.is_some());
        let by_id = |tx: &mut dyn Tx| Ok(tx.phone_tokens().refresh_by_id(tenant, token.id)?.is_some());
        let find = |tx: &mut dyn Tx| Ok(tx.sessions().find(tenant, session.id)?.is_some());
        assert!(is_held(&world, by_fingerprint, consume), "{}", world.kind);
        let succeed = |tx: &mut dyn Tx| tx.phone_tokens().refresh_succeeded(tenant, token.id, token.id);
        assert!(is_held(&world, by_id, succeed), "{}", world.kind);
        assert!(is_held(&world, find, end), "{}", world.kind);
    }
}

#[test]
fn a_person_is_held_by_whoever_begins_a_session_for_them() {
    for world in worlds() {
        let (tenant, person) = (world.ours.id(), world.ours.users[0].id);
        let hash = |tx: &mut dyn Tx| tx.users().set_password(tenant, person, "another");
        let close = |tx: &mut dyn Tx| tx.users().set_active(tenant, person, false).map(drop);
        let hold = |tx: &mut dyn Tx| Ok(tx.users().hold(tenant, person)?.is_some());
        let account = |tx: &mut dyn Tx| Ok(tx.sign_in().account_of(tenant, person)?.is_some());
        assert!(is_held(&world, hold, hash), "{}", world.kind);
        assert!(is_held(&world, account, close), "{}", world.kind);
    }
}

#[test]
fn parallel_changes_of_different_fields_all_stay() {
    for world in worlds() {
        let (house, tenant) = (&world.ours, world.ours.id());
        let ticket = house.ticket(1);
        world.write(|tx| tx.tickets().insert(tenant, std::slice::from_ref(&ticket)));
        let patches = [
            TicketPatch {
                title: Title::parse("Renamed").ok(),
                ..TicketPatch::default()
            },
            TicketPatch {
                urgency: Some(Level::Critical),
                ..TicketPatch::default()
            },
            TicketPatch {
                public_notes: Patch::Set(Description::parse("Soon").unwrap()),
                ..TicketPatch::default()
            },
            TicketPatch {
                due_at: Patch::Set(at(9_000)),
                ..TicketPatch::default()
            },
        ];
        at_once(4, |place| {
            let patch = &patches[usize::try_from(place).unwrap()];
            world.write(|tx| {
                let found = tx.tickets().by_number(tenant, &Sight::Everything, 1)?;
                let before = found.unwrap();
                let mut after = before.clone();
                after.apply(patch, None, None, house.user(0), at(100));
                tx.tickets().update(tenant, &before, &after)
            });
        });
        let after = world
            .write(|tx| tx.tickets().find(tenant, &Sight::Everything, ticket.id))
            .unwrap();
        assert_eq!(
            (
                after.title.as_str(),
                after.urgency,
                after.public_notes.as_ref().map(Description::as_str),
                after.due_at,
                after.version
            ),
            ("Renamed", Level::Critical, Some("Soon"), Some(at(9_000)), 5),
            "{}",
            world.kind
        );
    }
}
