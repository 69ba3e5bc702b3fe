//! How texts become tags of a ticket's project, over mocks.

use super::stage::{
    app, call, first_numbers, plain,
    samples::{creation, project, seen, status, tag, tenant_lists, update},
    ticket,
};
use tessera_application::tickets::CreateTicket;
use tessera_domain::{
    comment::Audience,
    event::{Event, EventKind},
    project::{Board, Project},
    status::StatusCategory,
    tag::Tag,
    text::Name,
    ticket::{TagsWanted, TicketPatch},
    user::Role,
};
use tessera_ports::{counters::TAG, tx::MockTx};
use uuid::Uuid;

fn names(texts: &[&str]) -> Vec<Name> {
    texts.iter().map(|text| Name::parse(*text).unwrap()).collect()
}

/// Opens a ticket with those tags in a project that has "Red", "red" and "blue", and gives the numbers that it gets
/// and what the log is told. Fresh ones are counted from 10.
fn tagged(wanted: TagsWanted) -> (Vec<u128>, Vec<Event>) {
    let mut tx = MockTx::default();
    tenant_lists(&mut tx);
    tx.tags.expect_find().returning(|_, _, folded| {
        let all = [tag(1, "Red"), tag(2, "red"), tag(3, "blue")];
        let meant = |tag: &Tag| folded.contains(&tag.text.as_str().to_lowercase());
        Ok(all.into_iter().filter(meant).collect())
    });
    tx.counters
        .expect_take()
        .withf(|_, counter, _| counter == TAG)
        .returning(|_, _, _| Ok(10));
    first_numbers(&mut tx);
    let (send, made) = std::sync::mpsc::channel();
    tx.tags.expect_insert().returning(move |_, fresh| {
        send.send(fresh.to_vec()).unwrap();
        Ok(())
    });
    tx.tickets.expect_insert().returning(|_, _| Ok(()));
    let (tell, told) = std::sync::mpsc::channel();
    tx.tags.expect_link().returning(move |_, links| {
        tell.send(links.to_vec()).unwrap();
        Ok(())
    });
    let (log, logged) = std::sync::mpsc::channel();
    tx.events.expect_append().once().returning(move |_, events| {
        log.send(events.to_vec()).unwrap();
        Ok(())
    });
    let create = CreateTicket {
        patch: TicketPatch {
            tags: Some(wanted),
            ..TicketPatch::default()
        },
        ..creation()
    };
    app(tx).perform(&call(Role::User), &create, plain).unwrap();
    let fresh: Vec<Tag> = made.try_iter().flatten().collect();
    let number = |id: Uuid| {
        let made = fresh.iter().find(|tag| tag.id.uuid() == id);
        made.map_or(id.as_u128(), |tag| u128::try_from(tag.number).unwrap())
    };
    let links = told.try_iter().flatten();
    let numbers = links.map(|(_, tag)| number(tag.uuid())).collect();
    (numbers, logged.try_iter().flatten().collect())
}

/// What the tags say that the log is told of and of nothing else.
fn texts_of_tags(events: &[Event]) -> Vec<&str> {
    let apart = |event: &Event| event.ticket.is_none() && event.audience == Audience::Internal;
    assert!(
        events
            .iter()
            .all(|event| event.kind == EventKind::TagCreated && apart(event)),
        "{events:?}"
    );
    events
        .iter()
        .flat_map(|event| &event.changes)
        .filter(|change| change.field == "text")
        .filter_map(|change| change.after.as_str())
        .collect()
}

#[test]
fn a_text_means_the_tag_of_its_letters_else_the_oldest_that_is_alike_else_a_new_one() {
    let table: [(TagsWanted, &[u128], &[&str]); 6] = [
        (TagsWanted::Named(names(&["red", "BLUE"])), &[2, 3], &[]),
        (TagsWanted::Named(names(&["RED", "Red"])), &[1], &[]),
        (TagsWanted::Named(names(&["x", "red", "X"])), &[10, 2], &["x"]),
        (
            TagsWanted::Exactly(names(&["RED", "red", "RED"])),
            &[10, 2],
            &["RED"],
        ),
        (
            TagsWanted::Exactly(names(&["x", "X", "blue"])),
            &[10, 11, 3],
            &["x", "X"],
        ),
        (
            TagsWanted::These(vec![tag(3, "b").id, tag(1, "r").id, tag(3, "b").id]),
            &[3, 1],
            &[],
        ),
    ];
    for (wanted, numbers, made) in table {
        let (given, mut told) = tagged(wanted.clone());
        assert_eq!(given, numbers, "{wanted:?}");
        let last = told.pop().map(|event| event.kind);
        assert_eq!(last, Some(EventKind::TicketCreated), "{wanted:?}");
        assert_eq!(texts_of_tags(&told), made, "{wanted:?}");
    }
}

#[test]
fn a_ticket_that_moves_takes_its_tags_along_by_their_texts() {
    let elsewhere = Uuid::from_u128(31);
    let there = Project {
        id: elsewhere.into(),
        ..project()
    };
    let mut tx = seen();
    let open = status(10, StatusCategory::Open);
    tx.lists
        .expect_project()
        .returning(move |_, _| Ok(Some(there.clone())));
    tx.lists
        .expect_status()
        .returning(move |_, _| Ok(Some(open.clone())));
    tx.lists.expect_board().returning(|_, _| Ok(Board::new(vec![])));
    tx.tags
        .expect_of_ticket()
        .returning(|_, _| Ok(vec![tag(2, "b"), tag(1, "A")]));
    tx.tags
        .expect_find()
        .withf(move |_, project, _| project.uuid() == elsewhere)
        .returning(|_, _, _| Ok(vec![tag(7, "a"), tag(8, "A")]));
    tx.counters.expect_take().returning(|_, _, _| Ok(9));
    tx.tags
        .expect_insert()
        .once()
        .withf(move |_, fresh| {
            matches!(fresh, [one] if one.text.as_str() == "b" && one.project.uuid() == elsewhere && one.number == 9)
        })
        .returning(|_, _| Ok(()));
    tx.tickets.expect_update().returning(|_, _, _| Ok(()));
    tx.tags
        .expect_set_of_ticket()
        .once()
        .withf(|_, of, tags| *of == ticket().id && matches!(tags, [_, last] if *last == tag(8, "A").id))
        .returning(|_, _, _| Ok(()));
    tx.events
        .expect_append()
        .once()
        .withf(|_, events| matches!(events, [made, _] if texts_of_tags(std::slice::from_ref(made)) == ["b"]))
        .returning(|_, _| Ok(()));
    let moves = update(TicketPatch {
        project: Some(elsewhere.into()),
        ..TicketPatch::default()
    });
    let done = app(tx).perform(&call(Role::Technician), &moves, plain);
    assert!(done.is_ok(), "{done:?}");
}
