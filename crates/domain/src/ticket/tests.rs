//! The ticket's rules.

use super::*;
use crate::{event::EventKind, transition::Stage};
use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

fn at(second: i64) -> Time {
    Time::from_micros(second * 1_000_000).unwrap()
}

/// An open ticket of medium rank, opened at the beginning of time.
pub(crate) fn ticket() -> Ticket {
    Ticket {
        tenant: Uuid::nil().into(),
        id: Uuid::from_u128(1).into(),
        number: 1,
        reference: Reference::new(at(0), 1),
        title: Title::parse("Printer on fire").unwrap(),
        description: None,
        kind: Kind::Incident,
        status: Uuid::from_u128(10).into(),
        priority: Uuid::from_u128(20).into(),
        rank: Rank::MEDIUM,
        project: Uuid::from_u128(30).into(),
        column: None,
        department: None,
        client: None,
        contact: None,
        category: None,
        url: None,
        assignee: None,
        urgency: Level::Medium,
        importance: Level::Medium,
        start_on: None,
        due_at: None,
        breached_at: None,
        promise: Promise::ByRank,
        internal_notes: None,
        public_notes: None,
        rating: None,
        expected_files: Vec::new(),
        attributes: Attributes::default(),
        metadata: None,
        source: None,
        closure: None,
        created_by: None,
        created_at: at(0),
        updated_by: None,
        updated_at: at(0),
        version: 1,
    }
}

fn place(status: u128, done: bool) -> Placement {
    Placement {
        status: Uuid::from_u128(status).into(),
        stage: if done { Stage::Resolved } else { Stage::Open },
        done,
        project: ticket().project,
        column: None,
    }
}

fn me() -> UserId {
    Uuid::from_u128(7).into()
}

#[test]
fn nothing_named_is_still_a_touch() {
    let mut ticket = ticket();
    let changes = ticket.apply(&TicketPatch::default(), None, None, me(), at(5));
    assert!(changes.is_empty());
    assert_eq!(
        (ticket.version, ticket.updated_at, ticket.updated_by),
        (2, at(5), Some(me()))
    );
    assert_eq!(changes.into_events(), [(EventKind::TicketUpdated, vec![])]);
}

#[test]
fn finishing_stamps_and_reopening_clears() {
    let mut ticket = ticket();
    ticket.apply(&TicketPatch::default(), Some(place(11, true)), None, me(), at(5));
    assert_eq!(
        ticket.closure,
        Some(Closure {
            at: at(5),
            by: Some(me())
        })
    );
    ticket.apply(&TicketPatch::default(), Some(place(12, true)), None, me(), at(6));
    assert_eq!(
        ticket.closure.unwrap().at,
        at(5),
        "from finished to finished keeps the stamp"
    );
    ticket.apply(&TicketPatch::default(), Some(place(10, false)), None, me(), at(7));
    assert_eq!(ticket.closure, None);
}

#[test]
fn half_a_stamp_is_completed_by_who_acts_and_when() {
    let other = UserId::from(Uuid::from_u128(8));
    let stamped = |closed_at, closed_by| {
        let wanted = TicketPatch {
            closed_at,
            closed_by,
            ..TicketPatch::default()
        };
        let mut ticket = ticket();
        ticket.apply(&wanted, Some(place(11, true)), None, me(), at(5));
        ticket.closure.map(|stamp| (stamp.at, stamp.by))
    };
    assert_eq!(stamped(Some(at(3)), None), Some((at(3), Some(me()))));
    assert_eq!(stamped(None, Some(other)), Some((at(5), Some(other))));
}

#[test]
fn each_kind_of_effect_is_one_event() {
    let mut ticket = ticket();
    let wanted = TicketPatch {
        title: Some(Title::parse("Printer out of paper").unwrap()),
        assignee: Patch::Set(me()),
        ..TicketPatch::default()
    };
    let events = ticket
        .apply(&wanted, Some(place(11, false)), None, me(), at(5))
        .into_events();
    let kinds: Vec<_> = events.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(
        kinds,
        [
            EventKind::TicketUpdated,
            EventKind::TicketStatusChanged,
            EventKind::TicketAssigned
        ]
    );
    assert_eq!(events[0].1[0].before, json!("Printer on fire"));
    assert_eq!(events[0].1[0].after, json!("Printer out of paper"));
}

#[test]
fn moving_and_handing_on_at_once_is_a_change_of_the_ticket_too() {
    let handed_on = || TicketPatch {
        assignee: Patch::Set(me()),
        ..TicketPatch::default()
    };
    let kinds = |wanted: &TicketPatch, placement| {
        let changes = ticket().apply(wanted, placement, None, me(), at(5));
        let kinds = changes.into_events().into_iter().map(|(kind, _)| kind);
        kinds.collect::<Vec<_>>()
    };
    assert_eq!(
        kinds(&handed_on(), Some(place(11, false))),
        [
            EventKind::TicketUpdated,
            EventKind::TicketStatusChanged,
            EventKind::TicketAssigned
        ]
    );
    assert_eq!(kinds(&handed_on(), None), [EventKind::TicketAssigned]);
    assert_eq!(
        kinds(&TicketPatch::default(), Some(place(11, false))),
        [EventKind::TicketStatusChanged]
    );
}

#[test]
fn overdue_is_past_due_and_unfinished() {
    let mut ticket = ticket();
    assert!(!ticket.is_overdue(at(9)));
    ticket.due_at = Some(at(5));
    assert!(ticket.is_overdue(at(9)));
    assert!(!ticket.is_overdue(at(5)));
    ticket.closure = Some(Closure { at: at(6), by: None });
    assert!(!ticket.is_overdue(at(9)));
}

#[test]
fn a_deadline_is_what_was_said_or_what_the_rank_allows() {
    const HOUR: i64 = 3_600;
    let hours = [(5, 4), (4, 8), (3, 24), (2, 72), (1, 72)];
    for (rank, hours) in hours {
        let mut ticket = ticket();
        ticket.rank = Rank::new(rank).unwrap();
        assert_eq!(ticket.deadline(), Some(at(hours * HOUR)), "rank {rank}");
        ticket.due_at = Some(at(7));
        assert_eq!(ticket.deadline(), Some(at(7)), "rank {rank}");
    }
}

#[test]
fn a_missed_deadline_is_known_at_once_and_stamped_before_the_next_change() {
    let mut ticket = ticket();
    ticket.due_at = Some(at(10));
    assert_eq!(
        (ticket.breach(at(10)), ticket.breach(at(11))),
        (None, Some(at(10)))
    );
    let later = TicketPatch {
        due_at: Patch::Set(at(1_000)),
        ..TicketPatch::default()
    };
    let mut in_time = ticket.clone();
    in_time.apply(&later, None, None, me(), at(9));
    assert_eq!(
        (in_time.breached_at, in_time.breach(at(20))),
        (None, None),
        "moved in time"
    );
    ticket.apply(&later, None, None, me(), at(11));
    assert_eq!(ticket.breached_at, Some(at(10)));
    ticket.apply(&later, Some(place(11, true)), None, me(), at(12));
    assert_eq!(ticket.breach(at(5_000)), Some(at(10)), "never taken away");
}

#[test]
fn a_finished_ticket_is_judged_by_when_it_was_finished() {
    let mut ticket = ticket();
    ticket.due_at = Some(at(10));
    let said = TicketPatch {
        closed_at: Some(at(8)),
        ..TicketPatch::default()
    };
    ticket.apply(&said, Some(place(11, true)), None, me(), at(30));
    assert_eq!((ticket.breached_at, ticket.breach(at(90))), (None, None));
}

#[test]
fn resolving_takes_whole_minutes_and_an_open_ticket_none() {
    let mut ticket = ticket();
    assert_eq!(ticket.resolution_minutes(), None);
    for (second, minutes) in [(0, 0), (59, 0), (60, 1), (3_659, 60)] {
        ticket.closure = Some(Closure {
            at: at(second),
            by: None,
        });
        assert_eq!(ticket.resolution_minutes(), Some(minutes), "{second} s");
    }
}

#[test]
fn what_internal_notes_say_is_told_apart_from_everything_else() {
    let mut ticket = ticket();
    let notes = TicketPatch {
        internal_notes: Patch::Set(Description::parse("They never pay").unwrap()),
        ..TicketPatch::default()
    };
    let changes = ticket.apply(&notes, None, None, me(), at(5));
    assert_eq!(changes.internal()[0].after, json!("They never pay"));
    assert!(!changes.is_empty());
    assert_eq!(
        changes.into_events(),
        [],
        "nobody else learns that there was a change"
    );

    let both = TicketPatch {
        internal_notes: Patch::Clear,
        urgency: Some(Level::High),
        start_on: Patch::Set(crate::time::parse_day("2026-02-03").unwrap()),
        rating: Patch::Set(Rating::new(4).unwrap()),
        ..TicketPatch::default()
    };
    let changes = ticket.apply(&both, None, None, me(), at(6));
    assert_eq!(changes.internal().len(), 1);
    let events = changes.into_events();
    let told: Vec<_> = events[0].1.iter().map(|change| change.field.as_str()).collect();
    assert_eq!((events.len(), told), (1, vec!["urgency", "start_on", "rating"]));
    assert_eq!(events[0].1[1].after, json!("2026-02-03"));
}

proptest! {
    #[test]
    fn a_ticket_is_closed_exactly_in_finished_statuses(steps in prop::collection::vec((10u128..14, any::<bool>()), 1..20)) {
        let mut ticket = ticket();
        for (second, (status, done)) in (1..).zip(&steps) {
            ticket.apply(&TicketPatch::default(), Some(place(*status, *done)), None, me(), at(second));
            prop_assert_eq!(ticket.is_closed(), *done);
            prop_assert_eq!(ticket.version, second + 1);
        }
    }
}
