//! Comments by number, over mocks: whom they name, and who may change them.

use super::stage::{app, call, me, now, plain, tenant, ticket, ticket_id, user};
use tessera_application::{
    Error, Thing,
    comments::{AddNumbered, DeleteComment, EditComment, FileNamed, Mention},
};
use tessera_domain::{
    comment::{Audience, Comment},
    event::EventKind,
    id::UserId,
    text::CommentText,
    user::{Login, Permission, Role, User},
};
use tessera_ports::{queries::CommentSheet, tx::MockTx};
use uuid::Uuid;

fn comment(author: Option<UserId>, audience: Audience) -> Comment {
    let id = Uuid::from_u128(60).into();
    Comment {
        tenant: tenant(),
        id,
        number: 5,
        ticket: ticket_id(),
        author,
        text: CommentText::parse("Before").unwrap(),
        audience,
        resolution: false,
        thread: id,
        parent: None,
        metadata: None,
        created_at: now(),
        updated_at: now(),
        version: 1,
    }
}

fn sheet(comment: Comment) -> CommentSheet {
    CommentSheet {
        comment,
        ticket_number: 1,
        author: None,
        mentions: Vec::new(),
        attachments: Vec::new(),
    }
}

fn person(number: i64, login: &str) -> User {
    User {
        id: Uuid::from_u128(u128::try_from(100 + number).unwrap()).into(),
        number,
        login: Login::parse(login).unwrap(),
        ..user(Role::User)
    }
}

/// A ticket in sight, and this comment under it.
fn stored(comment: Comment) -> MockTx {
    let mut tx = MockTx::default();
    tx.tickets.expect_find().returning(|_, _, _| Ok(Some(ticket())));
    tx.tickets
        .expect_by_number()
        .returning(|_, _, _| Ok(Some(ticket())));
    let (by_number, by_id) = (comment.clone(), comment.clone());
    tx.comments
        .expect_by_number()
        .returning(move |_, number| Ok(Some(by_number.clone()).filter(|it| it.number == number)));
    tx.comments
        .expect_find()
        .returning(move |_, _| Ok(Some(by_id.clone())));
    tx.comments
        .expect_sheet()
        .returning(move |_, _| Ok(Some(sheet(comment.clone()))));
    tx
}

fn edit(comment: i64) -> EditComment {
    EditComment {
        comment,
        text: CommentText::parse("After").unwrap(),
        expected: None,
    }
}

fn touches_and_tells(tx: &mut MockTx, kind: EventKind) {
    tx.tickets
        .expect_update()
        .once()
        .withf(|_, before, after| after.version == before.version + 1 && after.updated_by == Some(me()))
        .returning(|_, _, _| Ok(()));
    tx.events
        .expect_append()
        .once()
        .withf(move |_, events| {
            matches!(events, [event] if event.kind == kind && event.audience == Audience::Internal
                && event.changes.first().is_some_and(|change| change.before == "Before"))
        })
        .returning(|_, _| Ok(()));
}

#[test]
fn who_is_named_is_noted_once_in_order_and_watches_from_then_on() {
    let mut tx = stored(comment(Some(me()), Audience::Public));
    tx.users
        .expect_named()
        .once()
        .withf(|_, logins, numbers| logins == ["Ann.Lee", "nobody"] && numbers == [8, 7])
        .returning(|_, _, _| Ok(vec![person(7, "ann.lee"), person(8, "bo")]));
    tx.counters.expect_take().returning(|_, _, _| Ok(5));
    tx.tickets.expect_update().once().returning(|_, _, _| Ok(()));
    tx.comments.expect_insert().once().returning(|_, _| Ok(()));
    let meant = [person(8, "bo").id, person(7, "ann.lee").id];
    tx.comments
        .expect_mention()
        .once()
        .withf(move |_, _, people| people == meant)
        .returning(|_, _, _| Ok(()));
    tx.tickets
        .expect_watch()
        .once()
        .withf(move |_, _, people| people == meant)
        .returning(|_, _, people| Ok(people[1..].to_vec()));
    tx.attachments
        .expect_bind_to_comment()
        .once()
        .withf(|_, wanted| wanted.names == ["a.png"] && wanted.numbers == [3] && !wanted.internal)
        .returning(|_, _| Ok(vec![3]));
    tx.events
        .expect_append()
        .once()
        .withf(|_, events| {
            let kinds: Vec<_> = events.iter().map(|event| event.kind).collect();
            kinds == [EventKind::CommentAdded, EventKind::TicketWatched]
        })
        .returning(|_, _| Ok(()));
    let add = AddNumbered {
        ticket: 1,
        text: CommentText::parse("Look!").unwrap(),
        audience: Audience::Public,
        mentions: vec![
            Mention::Number(8),
            Mention::Login("Ann.Lee".into()),
            Mention::Login("nobody".into()),
            Mention::Number(7),
        ],
        files: vec![FileNamed::Name("a.png".into()), FileNamed::Number(3)],
    };
    let done = app(tx).perform(&call(Role::User), &add, plain);
    assert!(done.is_ok(), "{done:?}");
}

#[test]
fn authors_change_their_own_and_admins_anybodys() {
    for (author, role) in [
        (Some(me()), Role::Technician),
        (Some(Uuid::from_u128(99).into()), Role::Admin),
        (None, Role::SuperAdmin),
    ] {
        let mut tx = stored(comment(author, Audience::Internal));
        touches_and_tells(&mut tx, EventKind::CommentEdited);
        tx.comments
            .expect_update()
            .once()
            .withf(|_, before, after| (before.version, after.version, after.text.as_str()) == (1, 2, "After"))
            .returning(|_, _, _| Ok(()));
        let done = app(tx).perform(&call(role), &edit(5), plain);
        assert!(done.is_ok(), "{done:?}");

        let mut tx = stored(comment(author, Audience::Internal));
        touches_and_tells(&mut tx, EventKind::CommentDeleted);
        tx.comments.expect_delete().once().returning(|_, _| Ok(()));
        let delete = DeleteComment {
            comment: 5,
            expected: Some(vec![1]),
        };
        let done = app(tx).perform(&call(role), &delete, plain);
        assert!(done.is_ok(), "{done:?}");
    }
}

#[test]
fn nobody_else_changes_a_comment_and_who_cannot_read_it_does_not_learn_of_it() {
    let theirs = || comment(Some(Uuid::from_u128(99).into()), Audience::Public);
    let by = |comment, role, number| app(stored(comment)).perform(&call(role), &edit(number), plain);
    assert_eq!(
        by(theirs(), Role::Technician, 5),
        Err(Error::Forbidden(Permission::CommentTickets))
    );
    let unknown = Err(Error::NotFound(Thing::Comment));
    assert_eq!(by(theirs(), Role::Admin, 6), unknown);
    let internal = comment(Some(me()), Audience::Internal);
    assert_eq!(by(internal, Role::User, 5), unknown);
    let stale = EditComment {
        expected: Some(vec![2]),
        ..edit(5)
    };
    assert_eq!(
        app(stored(theirs())).perform(&call(Role::Admin), &stale, plain),
        Err(Error::Stale)
    );
}
