//! Tickets by number, over mocks: what the numbers stand for, who may do what, and what is told of it.

use super::stage::{
    app, call, first_numbers, me, now,
    numbered::{change, member, mine, seen, sheet, someone},
    plain,
    samples::{column, medium, no_promises, project, status},
    ticket, ticket_id,
};
use tessera_application::{
    Error, Thing,
    tickets::{ChangeNumbered, DeleteBy, DeleteTicket, NumberedRefs, OpenNumbered, ToggleFollow},
};
use tessera_domain::{
    comment::Audience,
    event::EventKind,
    project::Board,
    status::StatusCategory,
    text::{Description, Title},
    ticket::{Patch, TicketPatch},
    user::{Permission, Role},
    visibility::Ties,
};
use tessera_ports::{
    numbers::{NumberedColumn, NumbersFound},
    tx::MockTx,
};
use uuid::Uuid;

fn assigning(numbers: &[i64]) -> NumberedRefs {
    NumberedRefs {
        assignees: Some(numbers.to_vec()),
        ..NumberedRefs::default()
    }
}

#[test]
fn a_member_of_the_project_assigns_people_and_a_requester_does_not() {
    let refused = app(seen(mine())).perform(
        &call(Role::User),
        &change(assigning(&[7]), TicketPatch::default()),
        plain,
    );
    assert_eq!(refused, Err(Error::Forbidden(Permission::AssignTickets)));

    let mut tx = seen(member());
    tx.users.expect_find().returning(|_, id| {
        Ok(Some(tessera_domain::user::User {
            id,
            ..super::stage::user(Role::User)
        }))
    });
    tx.tickets
        .expect_update()
        .once()
        .withf(|_, _, after| after.assignee == Some(someone(7)))
        .returning(|_, _, _| Ok(()));
    tx.events
        .expect_append()
        .once()
        .withf(|_, events| matches!(events, [event] if event.kind == EventKind::TicketAssigned))
        .returning(|_, _| Ok(()));
    let done = app(tx).perform(
        &call(Role::User),
        &change(assigning(&[7]), TicketPatch::default()),
        plain,
    );
    assert!(done.is_ok(), "{done:?}");
}

#[test]
fn naming_those_who_work_on_it_already_needs_no_right() {
    let mut tx = seen(mine());
    tx.tickets
        .expect_update()
        .once()
        .withf(|_, before, after| before.assignee == after.assignee)
        .returning(|_, _, _| Ok(()));
    tx.events.expect_append().once().returning(|_, _| Ok(()));
    let done = app(tx).perform(
        &call(Role::User),
        &change(assigning(&[]), TicketPatch::default()),
        plain,
    );
    assert!(done.is_ok(), "{done:?}");
}

#[test]
fn every_unknown_number_is_named_where_it_stands_and_nothing_is_written() {
    let mut tx = seen(Ties::default());
    tx.lists
        .expect_board()
        .returning(|_, _| Ok(Board::new(Vec::new())));
    let named = NumberedRefs {
        project: Some(90),
        column: Some(91),
        // The second is known and not active, the last is not known.
        assignees: Some(vec![7, 8, 92]),
        tags: Some(vec![93]),
        department: Patch::Set(94),
        ..NumberedRefs::default()
    };
    let Err(Error::Invalid(issues)) =
        app(tx).perform(&call(Role::Admin), &change(named, TicketPatch::default()), plain)
    else {
        panic!("six bad numbers must be refused")
    };
    let said: Vec<String> = issues.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "column_id: Unknown column 91",
            "project_id: Unknown project 90",
            "assignee_ids.1: Unknown user 8",
            "assignee_ids.2: Unknown user 92",
            "tag_ids.0: Unknown tag 93",
            "department_id: Unknown department 94",
        ]
    );
}

#[test]
fn another_version_than_the_expected_is_stale_and_an_unknown_number_is_not_found() {
    let stale = ChangeNumbered {
        expected: Some(vec![3]),
        ..change(NumberedRefs::default(), TicketPatch::default())
    };
    assert_eq!(
        app(seen(mine())).perform(&call(Role::Admin), &stale, plain),
        Err(Error::Stale)
    );
    let unknown = ChangeNumbered { ticket: 2, ..stale };
    assert_eq!(
        app(seen(mine())).perform(&call(Role::Admin), &unknown, plain),
        Err(Error::NotFound(Thing::Ticket))
    );
}

#[test]
fn requesters_write_no_internal_notes_when_they_open_a_ticket() {
    let opening = OpenNumbered {
        title: Title::parse("Out of paper").unwrap(),
        named: NumberedRefs::default(),
        patch: TicketPatch {
            internal_notes: Patch::Set(Description::parse("Again!").unwrap()),
            ..TicketPatch::default()
        },
    };
    assert_eq!(
        app(MockTx::default()).perform(&call(Role::User), &opening, plain),
        Err(Error::Forbidden(Permission::CommentInternally))
    );
}

#[test]
fn what_changes_in_internal_notes_is_told_to_those_who_read_them_only() {
    let mut tx = seen(Ties::default());
    tx.tickets.expect_update().once().returning(|_, _, _| Ok(()));
    tx.events
        .expect_append()
        .once()
        .withf(|_, events| {
            let [public, internal] = events else { return false };
            let field = |place: usize| events[place].changes[0].field.as_str();
            (public.audience, field(0)) == (Audience::Public, "title")
                && (internal.audience, field(1)) == (Audience::Internal, "internal_notes")
        })
        .returning(|_, _| Ok(()));
    let patch = TicketPatch {
        title: Title::parse("Out of paper").ok(),
        internal_notes: Patch::Set(Description::parse("Again!").unwrap()),
        ..TicketPatch::default()
    };
    let done = app(tx).perform(
        &call(Role::Technician),
        &change(NumberedRefs::default(), patch),
        plain,
    );
    assert!(done.is_ok(), "{done:?}");
}

#[test]
fn whoever_does_not_read_internal_notes_empties_none_by_sending_back_what_they_read() {
    let mine = || Ties {
        created_by: Some(me()),
        ..Ties::default()
    };
    let patch = |internal_notes| TicketPatch {
        internal_notes,
        ..TicketPatch::default()
    };
    let mut tx = seen(mine());
    tx.tickets
        .expect_update()
        .once()
        .withf(|_, before, after| before.internal_notes == after.internal_notes)
        .returning(|_, _, _| Ok(()));
    tx.events.expect_append().returning(|_, _| Ok(()));
    let nothing = change(NumberedRefs::default(), patch(Patch::Clear));
    let done = app(tx).perform(&call(Role::User), &nothing, plain);
    assert!(done.is_ok(), "{done:?}");
    let written = change(
        NumberedRefs::default(),
        patch(Patch::Set(Description::parse("Mine").unwrap())),
    );
    let refused = app(seen(mine())).perform(&call(Role::User), &written, plain);
    assert_eq!(
        refused.unwrap_err(),
        Error::Forbidden(Permission::CommentInternally)
    );
}

#[test]
fn a_new_ticket_starts_in_the_status_of_its_column() {
    let doing = status(11, StatusCategory::Active);
    let target = column(41, &doing);
    let found = NumberedColumn {
        number: 2,
        id: target.id,
        project: target.project,
    };
    let mut tx = MockTx::default();
    no_promises(&mut tx);
    let open = status(10, StatusCategory::Open);
    let statuses = vec![open.clone(), doing.clone()];
    let board = Board::new(vec![column(40, &open), target]);
    tx.numbers.expect_numbered().returning(move |_, _, _| {
        Ok(NumbersFound {
            columns: vec![found],
            ..NumbersFound::default()
        })
    });
    tx.lists.expect_project().returning(|_, _| Ok(Some(project())));
    let all = statuses.clone();
    tx.lists.expect_statuses().returning(move |_| Ok(all.clone()));
    tx.lists
        .expect_status()
        .returning(move |_, id| Ok(statuses.iter().find(|status| status.id == id).cloned()));
    tx.lists.expect_board().returning(move |_, _| Ok(board.clone()));
    tx.lists.expect_priorities().returning(|_| Ok(vec![medium()]));
    tx.approvals
        .expect_active_policies()
        .returning(|_| Ok(Vec::new()));
    first_numbers(&mut tx);
    let status_id = doing.id;
    tx.tickets
        .expect_insert()
        .once()
        .withf(move |_, tickets| {
            matches!(tickets, [ticket] if ticket.status == status_id
                && ticket.column == Some(Uuid::from_u128(41).into()))
        })
        .returning(|_, _| Ok(()));
    tx.events.expect_append().once().returning(|_, _| Ok(()));
    tx.tickets
        .expect_sheet()
        .returning(|_, _, _| Ok(Some(sheet(ticket()))));
    let open = OpenNumbered {
        title: Title::parse("Printer on fire").unwrap(),
        named: NumberedRefs {
            column: Some(2),
            ..NumberedRefs::default()
        },
        patch: TicketPatch::default(),
    };
    let done = app(tx).perform(&call(Role::User), &open, plain);
    assert!(done.is_ok(), "{done:?}");
}

fn delete(by: DeleteBy) -> DeleteTicket {
    DeleteTicket {
        ticket: 1,
        expected: None,
        by,
    }
}

#[test]
fn members_remove_tickets_only_where_membership_counts() {
    let refused = Err(Error::Forbidden(Permission::DeleteTickets));
    let by = |ties, role, by| app(seen(ties)).perform(&call(role), &delete(by), plain);
    assert_eq!(by(member(), Role::User, DeleteBy::Permission), refused);
    assert_eq!(by(mine(), Role::User, DeleteBy::Membership), refused);

    for (ties, role, by) in [
        (member(), Role::User, DeleteBy::Membership),
        (Ties::default(), Role::Admin, DeleteBy::Membership),
        (Ties::default(), Role::Admin, DeleteBy::Permission),
    ] {
        let mut tx = seen(ties);
        tx.attachments
            .expect_remove_of_ticket()
            .once()
            .returning(|_, _, at| Ok(u64::from(at != now())));
        tx.tickets.expect_delete().once().returning(|_, _| Ok(()));
        tx.events
            .expect_append()
            .once()
            .withf(|_, events| {
                matches!(events, [event] if event.kind == EventKind::TicketDeleted
                    && event.ticket == Some(ticket_id()) && event.changes[0].field == "number")
            })
            .returning(|_, _| Ok(()));
        let done = app(tx).perform(&call(role), &delete(by), plain);
        assert!(done.is_ok(), "{done:?}");
    }
}

#[test]
fn following_is_turned_on_and_off_and_touches_nobodys_work() {
    for (watched, kind) in [
        (false, EventKind::TicketWatched),
        (true, EventKind::TicketUnwatched),
    ] {
        let mut tx = seen(Ties::default());
        tx.tickets
            .expect_unwatch()
            .once()
            .returning(move |_, _, _| Ok(watched));
        if !watched {
            tx.tickets
                .expect_watch()
                .once()
                .withf(|_, _, users| users == [me()])
                .returning(|_, _, users| Ok(users.to_vec()));
        }
        tx.tickets
            .expect_update()
            .once()
            .withf(|_, before, after| {
                after.version == before.version + 1
                    && (after.updated_at, after.updated_by) == (before.updated_at, before.updated_by)
            })
            .returning(|_, _, _| Ok(()));
        tx.events
            .expect_append()
            .once()
            .withf(move |_, events| {
                matches!(events, [event] if event.kind == kind && event.subject == me().uuid())
            })
            .returning(|_, _| Ok(()));
        let done = app(tx).perform(&call(Role::User), &ToggleFollow { ticket: 1 }, |follows| {
            assert_eq!(*follows, !watched);
            plain(follows)
        });
        assert!(done.is_ok(), "{done:?}");
    }
}
