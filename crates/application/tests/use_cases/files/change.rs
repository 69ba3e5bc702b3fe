//! Renaming attachments and taking them away.

use super::{app, attachment, place, sheet, shelf::Shelf};
use crate::stage::{call, me, now, plain, tenant, ticket, ticket_id};
use std::sync::Arc;
use tessera_application::{
    Application, Command, Error, Result, Thing,
    files::{DeleteAttachment, RenameAttachment},
};
use tessera_domain::{
    attachment::{Attachment, FileName, ScanState},
    comment::Audience,
    event::EventKind,
    id::UserId,
    user::{Permission, Role},
    visibility::Ties,
};
use tessera_ports::{StoreError, tx::MockTx};
use uuid::Uuid;

fn somebody() -> UserId {
    Uuid::from_u128(99).into()
}

/// Somebody else's attachment under a ticket in sight of whose project these are members.
fn others(members: Vec<UserId>) -> MockTx {
    let one = Attachment {
        uploaded_by: somebody(),
        ..attachment(ScanState::Clean)
    };
    found(one, members)
}

fn found(one: Attachment, members: Vec<UserId>) -> MockTx {
    let mut tx = MockTx::default();
    let shown = sheet(one.clone());
    tx.attachments
        .expect_find()
        .returning(move |_, number| Ok(Some(one.clone()).filter(|_| number == 6)));
    tx.attachments
        .expect_sheet()
        .returning(move |_, _| Ok(Some(shown.clone())));
    tx.tickets.expect_find().returning(|_, _, _| Ok(Some(ticket())));
    tx.tickets.expect_ties().returning(move |_, _| {
        Ok(Ties {
            members: members.clone(),
            ..Ties::default()
        })
    });
    tx
}

fn delete(expected: Option<Vec<i64>>) -> DeleteAttachment {
    DeleteAttachment {
        attachment: 6,
        expected,
    }
}

fn rename(name: Option<&str>) -> RenameAttachment {
    RenameAttachment {
        attachment: 6,
        name: name.map(FileName::from_sent),
        expected: None,
    }
}

fn perform(tx: MockTx, role: Role, command: &impl Command) -> Result<()> {
    let shelf = Arc::new(Shelf::with(&[place(70)]));
    let app: Application = app(tx, &shelf);
    let done = app.perform(&call(role), command, plain).map(drop);
    assert_eq!(
        shelf.places(),
        [place(70)],
        "files go later, when their rows are gone for good"
    );
    done
}

/// Expects that the attachment is taken away, its ticket touched and all of it told.
fn removing(mut tx: MockTx) -> MockTx {
    tx.tickets
        .expect_update()
        .once()
        .withf(|_, before, after| after.version == before.version + 1)
        .returning(|_, _, _| Ok(()));
    tx.attachments
        .expect_remove()
        .once()
        .withf(|of, gone, at| (*of, gone.number, *at) == (tenant(), 6, now()))
        .returning(|_, _, _| Ok(()));
    tx.events
        .expect_append()
        .once()
        .withf(|_, events| {
            matches!(events, [event] if event.kind == EventKind::FileRemoved
                && event.ticket == Some(ticket_id())
                && event.changes.iter().any(|change| change.before == "report.txt"))
        })
        .returning(|_, _| Ok(()));
    tx
}

#[test]
fn whoever_brought_it_members_and_admins_take_it_away() {
    let mine = || found(attachment(ScanState::Clean), Vec::new());
    for (members, role) in [
        (None, Role::User),
        (Some(vec![me()]), Role::User),
        (Some(Vec::new()), Role::Admin),
        (Some(Vec::new()), Role::SuperAdmin),
    ] {
        let tx = members.map_or_else(mine, others);
        assert_eq!(perform(removing(tx), role, &delete(None)), Ok(()), "{role:?}");
    }
    let refused = Err(Error::Forbidden(Permission::EditTickets));
    for role in [Role::User, Role::Technician] {
        let tx = others(vec![somebody()]);
        assert_eq!(perform(tx, role, &delete(None)), refused, "{role:?}");
        let tx = others(vec![somebody()]);
        assert_eq!(perform(tx, role, &rename(Some("other"))), refused, "{role:?}");
    }
}

#[test]
fn another_version_than_the_expected_is_stale_and_what_is_hidden_is_not_found() {
    let mine = || found(attachment(ScanState::Clean), Vec::new());
    let stale = perform(mine(), Role::User, &delete(Some(vec![2])));
    assert_eq!(stale, Err(Error::Stale));
    let done = perform(removing(mine()), Role::User, &delete(Some(vec![2, 3])));
    assert_eq!(done, Ok(()));

    let missing = Err(Error::NotFound(Thing::Attachment));
    let unknown = DeleteAttachment {
        attachment: 7,
        ..delete(None)
    };
    assert_eq!(perform(mine(), Role::Admin, &unknown), missing);
    let internal = Attachment {
        audience: Audience::Internal,
        ..attachment(ScanState::Clean)
    };
    assert_eq!(
        perform(found(internal, Vec::new()), Role::User, &delete(None)),
        missing
    );
    let mut unseen = MockTx::default();
    unseen
        .attachments
        .expect_find()
        .returning(|_, _| Ok(Some(attachment(ScanState::Clean))));
    unseen.tickets.expect_find().returning(|_, _, _| Ok(None));
    assert_eq!(perform(unseen, Role::User, &delete(None)), missing);
}

#[test]
fn another_name_is_stored_and_told_and_the_same_one_is_not() {
    let mine = || found(attachment(ScanState::Clean), Vec::new());
    for same in [None, Some("report.txt")] {
        // Nothing is expected to be written.
        assert_eq!(perform(mine(), Role::User, &rename(same)), Ok(()), "{same:?}");
    }
    let down = StoreError::Failed("the log is down".into());
    for log in [Ok(()), Err(down)] {
        let mut tx = mine();
        tx.attachments
            .expect_update()
            .once()
            .withf(|_, after| {
                let kept = attachment(ScanState::Clean);
                (after.name.as_str(), after.version, &after.media) == ("Minutes.txt", 4, &kept.media)
            })
            .returning(|_, _| Ok(()));
        let answer = log.clone();
        tx.events
            .expect_append()
            .once()
            .withf(|_, events| {
                matches!(events, [event] if event.kind == EventKind::FileRenamed
                    && event.changes[0].before == "report.txt" && event.changes[0].after == "Minutes.txt")
            })
            .returning(move |_, _| answer.clone());
        let done = perform(tx, Role::User, &rename(Some("Minutes.txt")));
        assert_eq!(done, log.map_err(Error::Store));
    }
}
