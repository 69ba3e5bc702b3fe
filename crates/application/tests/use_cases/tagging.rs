//! Tags and contacts over mocks, and how texts become tags of a ticket's project.

use super::stage::{
    app, call, me, now, plain,
    samples::{creation, project, seen, status, tenant_lists, update},
    ticket,
};
use tessera_application::{
    Clash, Error, Thing,
    contacts::{ChangeContact, CreateContact, DeleteContact},
    tags::{AddContact, CreateTag, DeleteTag},
    tickets::CreateTicket,
};
use tessera_domain::{
    client::Contact,
    event::EventKind,
    issue::Problem,
    project::{Board, Color, MemberRole, Project},
    status::StatusCategory,
    tag::{Tag, TagContact},
    text::{Label, Name},
    ticket::{Patch, TagsWanted, TicketPatch},
    user::Role,
};
use tessera_ports::{
    StoreError,
    counters::TAG,
    error::Unique,
    queries::{TagContactSheet, TagSheet},
    tx::MockTx,
};
use uuid::Uuid;

fn tag(number: i64, text: &str) -> Tag {
    Tag {
        id: Uuid::from_u128(u128::try_from(number).unwrap()).into(),
        project: project().id,
        number,
        text: Name::parse(text).unwrap(),
        description: None,
        color: Color::default(),
        created_by: None,
        created_at: now(),
        updated_at: now(),
        version: 1,
    }
}

fn contact() -> Contact {
    Contact {
        id: Uuid::from_u128(50).into(),
        number: 1,
        client: None,
        name: Name::parse("Kim").unwrap(),
        email: None,
        phone: None,
        title: None,
        department: None,
        description: None,
        created_at: now(),
        updated_at: now(),
        version: 1,
    }
}

fn names(texts: &[&str]) -> Vec<Name> {
    texts.iter().map(|text| Name::parse(*text).unwrap()).collect()
}

/// Opens a ticket with those tags in a project that has "Red", "red" and "blue", and gives the numbers that it gets.
/// Fresh ones are counted from 10.
fn tagged(wanted: TagsWanted) -> Vec<u128> {
    let mut tx = MockTx::default();
    tenant_lists(&mut tx);
    tx.tags.expect_find().returning(|_, _, folded| {
        let all = [tag(1, "Red"), tag(2, "red"), tag(3, "blue")];
        let meant = |tag: &Tag| folded.contains(&tag.text.as_str().to_lowercase());
        Ok(all.into_iter().filter(meant).collect())
    });
    tx.counters
        .expect_take()
        .returning(|_, counter, _| Ok(if counter == TAG { 10 } else { 1 }));
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
    tx.events.expect_append().returning(|_, _| Ok(()));
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
    links.map(|(_, tag)| number(tag.uuid())).collect()
}

#[test]
fn a_text_means_the_tag_of_its_letters_else_the_oldest_that_is_alike_else_a_new_one() {
    let table: [(TagsWanted, &[u128]); 6] = [
        (TagsWanted::Named(names(&["red", "BLUE"])), &[2, 3]),
        (TagsWanted::Named(names(&["RED", "Red"])), &[1]),
        (TagsWanted::Named(names(&["x", "red", "X"])), &[10, 2]),
        (TagsWanted::Exactly(names(&["RED", "red", "RED"])), &[10, 2]),
        (TagsWanted::Exactly(names(&["x", "X", "blue"])), &[10, 11, 3]),
        (
            TagsWanted::These(vec![tag(3, "b").id, tag(1, "r").id, tag(3, "b").id]),
            &[3, 1],
        ),
    ];
    for (wanted, numbers) in table {
        assert_eq!(tagged(wanted.clone()), numbers, "{wanted:?}");
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
    tx.events.expect_append().returning(|_, _| Ok(()));
    let moves = update(TicketPatch {
        project: Some(elsewhere.into()),
        ..TicketPatch::default()
    });
    let done = app(tx).perform(&call(Role::Technician), &moves, plain);
    assert!(done.is_ok(), "{done:?}");
}

/// A tag in sight of a project in which the caller has that role.
fn in_sight(role: Option<MemberRole>) -> MockTx {
    let mut tx = MockTx::default();
    tx.tags
        .expect_by_number()
        .returning(|_, _, number| Ok((number == 1).then(|| tag(1, "vip"))));
    tx.boards
        .expect_project()
        .returning(|_, _, _| Ok(Some(project())));
    tx.boards.expect_role_of().returning(move |_, _, _| Ok(role));
    tx.tags.expect_sheet().returning(|_, _| {
        Ok(Some(TagSheet {
            tag: tag(1, "vip"),
            project_number: 1,
            project_name: project().name,
            created_by: None,
            tickets: 0,
            contacts: 0,
        }))
    });
    tx
}

#[test]
fn tags_are_made_and_taken_away_by_superadmins_of_their_project() {
    let create = CreateTag {
        project: 1,
        text: Name::parse("vip").unwrap(),
        description: None,
        color: None,
    };
    let delete = DeleteTag {
        tag: 1,
        expected: None,
    };
    for member in [None, Some(MemberRole::Member)] {
        let made = app(in_sight(member)).perform(&call(Role::Technician), &create, plain);
        assert_eq!(made, Err(Error::NotSuperadmin));
        let gone = app(in_sight(member)).perform(&call(Role::Technician), &delete, plain);
        assert_eq!(gone, Err(Error::NotSuperadmin));
    }
    let mut tx = in_sight(Some(MemberRole::SuperAdmin));
    tx.counters.expect_take().returning(|_, _, _| Ok(4));
    tx.tags
        .expect_insert()
        .once()
        .withf(|_, fresh| matches!(fresh, [one] if one.number == 4 && one.created_by == Some(me())))
        .returning(|_, _| Err(StoreError::Taken(Unique::TagText)));
    let taken = app(tx).perform(&call(Role::User), &create, plain);
    assert_eq!(taken, Err(Error::Conflict(Clash::TagTextTaken)));
}

#[test]
fn a_contact_is_put_beside_a_tag_once_and_then_changes_its_role() {
    let add = AddContact {
        tag: 1,
        contact: 1,
        role: Label::parse("Owner").unwrap(),
    };
    let there = |role: &str| TagContact {
        number: 6,
        tag: tag(1, "vip").id,
        contact: contact().id,
        role: Label::parse(role).unwrap(),
        added_at: now(),
        added_by: None,
    };
    let table = [
        (None, 1, 0, Some(EventKind::TagContactAdded)),
        (Some(there("Helper")), 0, 1, Some(EventKind::TagContactUpdated)),
        (Some(there("Owner")), 0, 0, None),
    ];
    for (known, adds, changes, told) in table {
        let mut tx = in_sight(Some(MemberRole::Member));
        tx.contacts
            .expect_by_number()
            .returning(|_, number| Ok((number == 1).then(contact)));
        let (found, created) = (known.clone(), known.is_none());
        tx.tags
            .expect_contact()
            .returning(move |_, _, _| Ok(found.clone()));
        tx.counters.expect_take().returning(|_, _, _| Ok(6));
        tx.tags.expect_add_contact().times(adds).returning(|_, _| Ok(()));
        tx.tags
            .expect_set_contact_role()
            .times(changes)
            .returning(|_, _| Ok(()));
        tx.tags.expect_contact_sheet().returning(|_, _, _| {
            Ok(Some(TagContactSheet {
                number: 6,
                tag_number: 1,
                contact: contact(),
                role: Label::parse("Owner").unwrap(),
                added_at: now(),
                added_by: None,
            }))
        });
        tx.events
            .expect_append()
            .times(usize::from(told.is_some()))
            .withf(move |_, events| matches!(events, [event] if Some(event.kind) == told))
            .returning(|_, _| Ok(()));
        let fresh = std::cell::Cell::new(None);
        let done = app(tx).perform(&call(Role::User), &add, |(sheet, fresh_now)| {
            fresh.set(Some(*fresh_now));
            plain(sheet)
        });
        assert!(done.is_ok(), "{done:?}");
        assert_eq!(fresh.get(), Some(created), "{known:?}");
    }
    let mut tx = in_sight(Some(MemberRole::Member));
    tx.contacts.expect_by_number().returning(|_, _| Ok(None));
    let missing = app(tx).perform(&call(Role::User), &add, plain);
    assert_eq!(missing, Err(Error::NotFound(Thing::Contact)));
    let refused = app(in_sight(None)).perform(&call(Role::User), &add, plain);
    assert_eq!(refused, Err(Error::NotMember));
}

#[test]
fn a_contact_must_fit_and_stays_while_tickets_name_it() {
    let create = CreateContact {
        name: Name::parse("Kim").unwrap(),
        email: Some(String::new()),
        phone: Some("1".repeat(101)),
        title: None,
        department: None,
        description: None,
    };
    let refused = app(MockTx::default()).perform(&call(Role::User), &create, plain);
    let Err(Error::Invalid(issues)) = refused else {
        panic!("{refused:?}")
    };
    let told: Vec<_> = issues
        .iter()
        .map(|it| (it.path.to_string(), it.problem.clone()))
        .collect();
    let expected = [
        ("email".to_owned(), Problem::TooShort { min: 1 }),
        ("phone".to_owned(), Problem::TooLong { max: 100 }),
    ];
    assert_eq!(told, expected);

    let mut tx = MockTx::default();
    tx.contacts
        .expect_by_number()
        .returning(|_, _| Ok(Some(contact())));
    tx.contacts
        .expect_remove()
        .returning(|_, _| Err(StoreError::Dangling("tickets".into())));
    let delete = DeleteContact {
        contact: 1,
        expected: Some(vec![1]),
    };
    let held = app(tx).perform(&call(Role::User), &delete, plain);
    assert_eq!(held, Err(Error::Conflict(Clash::ContactInUse)));
}

#[test]
fn a_change_that_changes_nothing_is_not_written_and_the_log_must_not_fail() {
    let change = |title: Patch<Label>| ChangeContact {
        contact: 1,
        name: None,
        email: Patch::Clear,
        phone: Patch::Keep,
        title,
        department: Patch::Keep,
        description: Patch::Keep,
        expected: None,
    };
    let found = || {
        let mut tx = MockTx::default();
        tx.contacts
            .expect_by_number()
            .returning(|_, _| Ok(Some(contact())));
        tx
    };
    let same = app(found()).perform(&call(Role::User), &change(Patch::Clear), plain);
    assert!(same.is_ok(), "{same:?}");
    let mut tx = found();
    tx.contacts
        .expect_update()
        .once()
        .withf(|_, after| after.version == 2)
        .returning(|_, _| Ok(()));
    let down = StoreError::Failed("the log is down".into());
    let answer = down.clone();
    tx.events
        .expect_append()
        .once()
        .returning(move |_, _| Err(answer.clone()));
    let title = Patch::Set(Label::parse("Boss").unwrap());
    let failed = app(tx).perform(&call(Role::User), &change(title), plain);
    assert_eq!(failed, Err(Error::Store(down)));
}
