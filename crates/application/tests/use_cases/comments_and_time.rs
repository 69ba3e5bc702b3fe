//! Commenting and recording time over mocks.

use super::stage::{app, call, now, plain, samples::seen, ticket_id, user};
use tessera_application::{Clash, Error, comments::AddComment, time_entries::LogTime};
use tessera_domain::{
    comment::Audience,
    event::EventKind,
    issue::Problem,
    text::CommentText,
    time_entry::{Span, WorkItem},
    user::{Permission, Role},
};
use tessera_ports::tx::MockTx;
use uuid::Uuid;

fn comment(audience: Audience) -> AddComment {
    AddComment {
        ticket: ticket_id(),
        text: CommentText::parse("Smoke is gone.").unwrap(),
        audience,
        resolution: false,
        parent: None,
        metadata: None,
        expected: None,
    }
}

#[test]
fn a_requester_cannot_write_internally() {
    let refused = app(MockTx::default()).perform(&call(Role::User), &comment(Audience::Internal), plain);
    assert_eq!(refused, Err(Error::Forbidden(Permission::CommentInternally)));
}

#[test]
fn a_comment_touches_its_ticket_and_its_event_has_its_audience() {
    let mut tx = seen();
    tx.counters.expect_take().returning(|_, _, _| Ok(1));
    tx.tickets
        .expect_update()
        .once()
        .withf(|_, _, after| after.version == 5)
        .returning(|_, _, _| Ok(()));
    tx.comments.expect_insert().once().returning(|_, _| Ok(()));
    tx.events
        .expect_append()
        .once()
        .withf(|_, events| {
            matches!(events, [event] if event.kind == EventKind::CommentAdded
                && event.audience == Audience::Internal)
        })
        .returning(|_, _| Ok(()));
    assert!(
        app(tx)
            .perform(&call(Role::Technician), &comment(Audience::Internal), plain)
            .is_ok()
    );
}

fn hour(work: WorkItem) -> LogTime {
    LogTime {
        work,
        span: Span::new(now().plus_seconds(-3600), now()).unwrap(),
        billable: true,
        notes: None,
        tax_region: None,
    }
}

#[test]
fn overlapping_time_conflicts() {
    let mut tx = MockTx::default();
    tx.users
        .expect_find()
        .returning(|_, _| Ok(Some(user(Role::Technician))));
    tx.time_entries
        .expect_overlapping()
        .returning(|_, _, _| Ok(Some(Uuid::nil().into())));
    let refused = app(tx).perform(&call(Role::Technician), &hour(WorkItem::AdHoc(None)), plain);
    assert_eq!(refused, Err(Error::Conflict(Clash::OverlappingTimeEntry)));
}

#[test]
fn time_on_a_ticket_out_of_sight_names_the_field() {
    let mut tx = MockTx::default();
    tx.tickets.expect_find().returning(|_, _, _| Ok(None));
    let refused = app(tx).perform(
        &call(Role::Technician),
        &hour(WorkItem::Ticket(ticket_id())),
        plain,
    );
    let expected = Error::invalid("work_item_id", Problem::UnknownReference { what: "ticket" });
    assert_eq!(refused, Err(expected));
}
