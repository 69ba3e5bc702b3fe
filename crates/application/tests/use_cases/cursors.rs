//! Cursors: a list goes on from its own, and refuses every other.

use crate::stage::{self, caller};
use std::sync::{Arc, Mutex};
use tessera_application::{
    Application, Error,
    tickets::{ListTickets, list_cards},
};
use tessera_domain::{
    caller::Caller,
    listing::{Cursor, Direction, Page, Position, Sort, SortKey, SortValue, TicketFilter, Window},
    text::SearchTerm,
    user::Role,
};
use tessera_ports::{queries::MockQueries, tx::MockTx, world::MockSecrets};

/// An application whose lists are as long as they are asked for, and what was asked of them.
fn app() -> (Application, Arc<Mutex<Vec<TicketFilter>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&asked);
    let mut queries = MockQueries::default();
    queries
        .tickets
        .expect_cards()
        .returning(move |_, _, filter, _, window| {
            seen.lock().unwrap().push(filter.clone());
            let items = (0..window.limit).map(|_| stage::samples::card()).collect();
            Ok(Page {
                items,
                total: 1_000,
                next: None,
            })
        });
    queries.tickets.expect_position().returning(|_, _, id| {
        Ok(Some(Position {
            id,
            value: SortValue::Text("Grün".into()),
        }))
    });
    let app = stage::app_with(MockTx::default(), Arc::new(queries), Arc::new(MockSecrets::new()));
    (app, asked)
}

fn wanted(key: SortKey, after: Option<Cursor>) -> ListTickets {
    ListTickets {
        filter: TicketFilter {
            search: SearchTerm::parse("printer").unwrap(),
            ..TicketFilter::default()
        },
        sort: Sort {
            key,
            direction: Direction::Ascending,
        },
        then: Vec::new(),
        window: Window {
            offset: 40,
            limit: 20,
        },
        after,
    }
}

fn refused(app: &Application, caller: &Caller, wanted: &ListTickets) -> bool {
    matches!(list_cards(app, caller, wanted), Err(Error::Invalid(issues)) if issues.first().is_some_and(|issue| issue.path.to_string() == "cursor"))
}

#[test]
fn a_list_goes_on_behind_its_last_ticket() {
    let (app, asked) = app();
    let caller = caller(Role::User);
    let first = list_cards(&app, &caller, &wanted(SortKey::Title, None)).unwrap();
    let next = list_cards(&app, &caller, &wanted(SortKey::Title, first.next)).unwrap();
    assert!(next.next.is_some());
    let asked = asked.lock().unwrap();
    assert_eq!(asked[0].after, None);
    let place = asked[1].after.as_ref().unwrap();
    assert_eq!(
        (place.id, &place.value),
        (stage::samples::card().id, &SortValue::Text("Grün".into()))
    );
}

#[test]
fn the_best_go_on_by_their_number_among_those_that_there_were() {
    let (app, asked) = app();
    let caller = caller(Role::User);
    let first = list_cards(&app, &caller, &wanted(SortKey::Relevance, None)).unwrap();
    let second = list_cards(&app, &caller, &wanted(SortKey::Relevance, first.next)).unwrap();
    list_cards(&app, &caller, &wanted(SortKey::Relevance, second.next)).unwrap();
    let asked = asked.lock().unwrap();
    let places: Vec<_> = asked.iter().skip(1).map(|it| it.after.clone().unwrap()).collect();
    assert_eq!(places[0].value, SortValue::Number(60));
    assert_eq!(places[1].value, SortValue::Number(80));
    assert_eq!(places[0].id, places[1].id, "the list stays the one that it was");
}

#[test]
fn a_cursor_of_another_list_or_tenant_is_refused_and_so_is_one_that_was_touched() {
    let (app, asked) = app();
    let caller = caller(Role::User);
    let list = wanted(SortKey::Title, None);
    let cursor = list_cards(&app, &caller, &list).unwrap().next.unwrap();
    let with = |cursor: &Cursor| ListTickets {
        after: Some(cursor.clone()),
        ..list.clone()
    };
    let mut other_filter = with(&cursor);
    other_filter.filter.search = None;
    let mut other_order = with(&cursor);
    other_order.sort.direction = Direction::Descending;
    assert!(refused(&app, &caller, &other_filter) && refused(&app, &caller, &other_order));
    let stranger = Caller {
        tenant: uuid::Uuid::from_u128(77).into(),
        ..caller.clone()
    };
    assert!(refused(&app, &stranger, &with(&cursor)));
    for place in 0..cursor.as_str().len() {
        let mut touched: Vec<char> = cursor.as_str().chars().collect();
        touched[place] = if touched[place] == 'A' { 'B' } else { 'A' };
        let touched = Cursor::parse(&touched.into_iter().collect::<String>()).unwrap();
        assert!(refused(&app, &caller, &with(&touched)), "{place}");
    }
    for length in 1..cursor.as_str().len() {
        let cut = Cursor::parse(cursor.as_str().split_at(length).0).unwrap();
        assert!(refused(&app, &caller, &with(&cut)), "{length}");
    }
    assert_eq!(
        asked.lock().unwrap().len(),
        1,
        "storage was asked for none of them"
    );
}

#[test]
fn what_is_searched_is_what_the_caller_may_read() {
    let (app, asked) = app();
    for (role, internal) in [(Role::User, false), (Role::Technician, true), (Role::Admin, true)] {
        let mut list = wanted(SortKey::Created, None);
        list.filter.internal = !internal;
        list_cards(&app, &caller(role), &list).unwrap();
        assert_eq!(
            asked.lock().unwrap().pop().unwrap().internal,
            internal,
            "{role:?}"
        );
    }
}
