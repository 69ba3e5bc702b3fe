//! Tags by themselves, and contacts beside them, over mocks.

use super::stage::{
    app, call, me, now, plain,
    samples::{project, tag},
};
use tessera_application::{
    Clash, Error, Thing,
    contacts::{ChangeContact, CreateContact, DeleteContact},
    tags::{AddContact, CreateTag, DeleteTag},
};
use tessera_domain::{
    client::Contact,
    event::EventKind,
    issue::Problem,
    project::MemberRole,
    tag::TagContact,
    text::{Label, Name},
    ticket::Patch,
    user::Role,
};
use tessera_ports::{
    StoreError,
    error::Unique,
    queries::{TagContactSheet, TagSheet},
    tx::MockTx,
};
use uuid::Uuid;

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
