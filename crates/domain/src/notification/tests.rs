use super::*;
use crate::{
    comment::Audience,
    event::{Actor, FieldChange},
    id::TicketId,
    time::Time,
    user::{Login, Permissions, Role, User},
    visibility::Ties,
};
use serde_json::{Value, json};
use std::collections::HashMap;
use uuid::Uuid;

fn id(n: u128) -> UserId {
    Uuid::from_u128(n).into()
}

fn ticket() -> TicketId {
    Uuid::from_u128(900).into()
}

fn now() -> Time {
    Time::parse("2026-02-03T12:00:00Z").unwrap()
}

fn person(n: u128, role: Role) -> User {
    User {
        tenant: Uuid::from_u128(1).into(),
        id: id(n),
        number: 1,
        login: Login::parse("robin").unwrap(),
        first_name: String::new(),
        last_name: String::new(),
        email: None,
        role,
        extra: Permissions::NONE,
        department: None,
        active: true,
        created_at: now(),
    }
}

fn event(n: u128, kind: EventKind, changes: &[(&str, Value, Value)]) -> Event {
    let change = |(field, before, after): &(&str, Value, Value)| FieldChange {
        field: (*field).into(),
        before: before.clone(),
        after: after.clone(),
    };
    Event {
        tenant: Uuid::from_u128(1).into(),
        id: Uuid::from_u128(n).into(),
        kind,
        ticket: Some(ticket()),
        subject: Uuid::from_u128(n),
        actor: Actor::User(id(50)),
        audience: Audience::Public,
        changes: changes.iter().map(change).collect(),
        at: now(),
        request: None,
    }
}

fn mention(people: &[UserId]) -> Event {
    event(
        1,
        EventKind::CommentAdded,
        &[
            ("text", Value::Null, json!("Look")),
            (field::MENTIONS, Value::Null, json!(people)),
        ],
    )
}

fn told(events: &[Event], people: &[User], ties: &Ties) -> Vec<(UserId, NotificationKind)> {
    let ties = HashMap::from([(ticket(), ties.clone())]);
    notices(events, people, &ties, true)
        .into_iter()
        .map(|notice| (notice.recipient, notice.kind))
        .collect()
}

#[test]
fn names_read_back() {
    for kind in NotificationKind::ALL {
        assert_eq!(NotificationKind::from_key(kind.key()), Some(kind));
    }
    assert_eq!(NotificationKind::from_key("anything"), None);
}

#[test]
fn whoever_an_event_names_newly_is_called() {
    use NotificationKind as Kind;
    let (a, b, c) = (id(11), id(12), id(13));
    let table = [
        (mention(&[a, b]), Some((Kind::Mentioned, vec![a, b]))),
        (mention(&[]), None),
        (
            event(1, EventKind::CommentAdded, &[("text", Value::Null, json!("x"))]),
            None,
        ),
        (
            event(
                1,
                EventKind::TicketCreated,
                &[(field::ASSIGNEE, Value::Null, json!(a))],
            ),
            Some((Kind::Assigned, vec![a])),
        ),
        (
            event(1, EventKind::TicketCreated, &[("title", Value::Null, json!("x"))]),
            None,
        ),
        (
            event(
                1,
                EventKind::TicketAssigned,
                &[
                    (field::ASSIGNEE, json!(a), json!(b)),
                    (field::FURTHER, json!([b]), json!([a, c])),
                ],
            ),
            // The two who changed their places worked on it before.
            Some((Kind::Assigned, vec![c])),
        ),
        (
            event(
                1,
                EventKind::TicketAssigned,
                &[(field::ASSIGNEE, json!(a), Value::Null)],
            ),
            None,
        ),
        (
            event(
                1,
                EventKind::ApprovalRequested,
                &[(field::APPROVER, Value::Null, json!(a))],
            ),
            Some((Kind::ApprovalRequested, vec![a])),
        ),
        (
            event(
                1,
                EventKind::ApprovalProcessed,
                &[
                    (field::ACTION, Value::Null, json!("request_info")),
                    (field::REQUESTERS, Value::Null, json!([a, b])),
                ],
            ),
            Some((Kind::ApprovalInfoRequested, vec![a, b])),
        ),
        (
            event(
                1,
                EventKind::ApprovalProcessed,
                &[
                    (field::ACTION, json!("request_info"), json!("approve")),
                    (field::WORKFLOW, json!("active"), json!("approved")),
                    (field::REQUESTERS, Value::Null, json!([a])),
                ],
            ),
            Some((Kind::ApprovalDecided, vec![a])),
        ),
        (
            event(
                1,
                EventKind::ApprovalProcessed,
                &[(field::ACTION, Value::Null, json!("approve"))],
            ),
            None,
        ),
        (
            event(1, EventKind::TicketUpdated, &[("title", json!("a"), json!("b"))]),
            None,
        ),
    ];
    for (event, expected) in table {
        let expected = expected.map(|(kind, people)| (kind, Called::People(people)));
        assert_eq!(called(&event), expected, "{:?}", event.changes);
    }
    let disabled = event(1, EventKind::WebhookDisabled, &[]);
    assert_eq!(called(&disabled), Some((Kind::WebhookDisabled, Called::Keepers)));
}

/// A deadline that passed so many seconds before that was noticed.
fn missed(seconds: i64) -> Event {
    let deadline = now().plus_seconds(-seconds);
    let changes = [(field::BREACHED, Value::Null, json!(deadline))];
    Event {
        actor: Actor::Service,
        ..event(7, EventKind::TicketBreached, &changes)
    }
}

#[test]
fn a_missed_deadline_is_news_for_a_day() {
    let day = 24 * 3_600;
    let news = Some((NotificationKind::SlaBreached, Called::Workers));
    assert_eq!(called(&missed(1)), news);
    assert_eq!(called(&missed(day)), news);
    assert_eq!(called(&missed(day + 1)), None);
    assert_eq!(called(&event(7, EventKind::TicketBreached, &[])), None);
}

#[test]
fn of_a_missed_deadline_those_are_told_who_work_on_the_ticket_or_else_who_run_the_tenant() {
    use NotificationKind as Kind;
    let people = [
        person(11, Role::User),
        person(12, Role::Technician),
        person(13, Role::Manager),
        person(14, Role::Admin),
        person(15, Role::SuperAdmin),
    ];
    let crew = |ids: &[u128]| Ties {
        assignees: ids.iter().map(|n| id(*n)).collect(),
        ..Ties::default()
    };
    for (works, expected) in [
        (crew(&[11, 12]), vec![11, 12]),
        (crew(&[14]), vec![14]),
        // Of these, one is not active any more.
        (crew(&[99, 12]), vec![12]),
        (crew(&[99]), vec![14, 15]),
        (crew(&[]), vec![14, 15]),
    ] {
        let expected: Vec<_> = expected.into_iter().map(|n| (id(n), Kind::SlaBreached)).collect();
        assert_eq!(told(&[missed(60)], &people, &works), expected);
    }
    // Whoever gets a late ticket is told of that first.
    let assigned = event(
        2,
        EventKind::TicketAssigned,
        &[(field::ASSIGNEE, Value::Null, json!(id(12)))],
    );
    assert_eq!(
        told(&[missed(60), assigned], &people, &crew(&[12])),
        [(id(12), Kind::Assigned)]
    );
}

#[test]
fn nobody_is_told_of_what_they_did_themselves() {
    let people = [person(50, Role::Technician), person(11, Role::Technician)];
    let everybody = mention(&[id(50), id(11)]);
    assert_eq!(
        told(std::slice::from_ref(&everybody), &people, &Ties::default()),
        [(id(11), NotificationKind::Mentioned)]
    );
    let by_service = Event {
        actor: Actor::Service,
        ..everybody
    };
    assert_eq!(told(&[by_service], &people, &Ties::default()).len(), 2);
}

#[test]
fn requesters_are_not_told_of_what_is_internal() {
    let people = [person(11, Role::User), person(12, Role::Technician)];
    let internally = Event {
        audience: Audience::Internal,
        ..mention(&[id(11), id(12)])
    };
    assert_eq!(
        told(&[internally], &people, &Ties::default()),
        [(id(12), NotificationKind::Mentioned)]
    );
}

#[test]
fn requesters_are_told_only_as_long_as_they_see_the_ticket() {
    let decided = event(
        1,
        EventKind::ApprovalProcessed,
        &[
            (field::WORKFLOW, json!("active"), json!("rejected")),
            (field::REQUESTERS, Value::Null, json!([id(11), id(12)])),
        ],
    );
    assert_eq!(outcome(&decided), Some(WorkflowState::Rejected));
    let people = [person(11, Role::User), person(12, Role::User)];
    let ties = Ties {
        created_by: Some(id(12)),
        ..Ties::default()
    };
    assert_eq!(
        told(std::slice::from_ref(&decided), &people, &ties),
        [(id(12), NotificationKind::ApprovalDecided)]
    );
    assert!(NotificationKind::ApprovalDecided.asks_for_ties(&people[0]));
    assert!(!NotificationKind::ApprovalDecided.asks_for_ties(&person(13, Role::Admin)));
    assert!(!NotificationKind::Mentioned.asks_for_ties(&people[0]));
}

#[test]
fn one_change_tells_each_once_and_a_mention_before_all_else() {
    let assigned = event(
        2,
        EventKind::TicketAssigned,
        &[(field::ASSIGNEE, Value::Null, json!(id(11)))],
    );
    let asked = event(
        3,
        EventKind::ApprovalRequested,
        &[(field::APPROVER, Value::Null, json!(id(11)))],
    );
    let people = [person(11, Role::User)];
    let both = [assigned.clone(), asked.clone()];
    assert_eq!(
        told(&both, &people, &Ties::default()),
        [(id(11), NotificationKind::ApprovalRequested)]
    );
    let all = [assigned, asked.clone(), mention(&[id(11)])];
    assert_eq!(
        told(&all, &people, &Ties::default()),
        [(id(11), NotificationKind::Mentioned)]
    );
    // Of two tickets, one each.
    let other = Event {
        id: Uuid::from_u128(4).into(),
        ticket: Some(Uuid::from_u128(901).into()),
        ..asked.clone()
    };
    assert_eq!(told(&[asked, other], &people, &Ties::default()).len(), 2);
}

#[test]
fn of_webhooks_only_their_keepers_are_told() {
    let disabled = Event {
        ticket: None,
        actor: Actor::Service,
        audience: Audience::Internal,
        ..event(1, EventKind::WebhookDisabled, &[])
    };
    let keeper = User {
        extra: Permissions::of(&[
            crate::user::Permission::ManageIntegrations,
            crate::user::Permission::CommentInternally,
        ]),
        ..person(13, Role::User)
    };
    let people = [person(11, Role::Manager), person(12, Role::Admin), keeper];
    let told: Vec<_> = told(&[disabled], &people, &Ties::default())
        .into_iter()
        .map(|(user, _)| user)
        .collect();
    assert_eq!(told, [id(12), id(13)]);
}

#[test]
fn letters_go_to_those_who_have_an_address_and_only_where_letters_go_out() {
    let with_address = User {
        email: Some("robin@example.com".into()),
        ..person(11, Role::Technician)
    };
    let people = [with_address, person(12, Role::Technician)];
    let events = [mention(&[id(11), id(12)])];
    for (on, expected) in [(true, [true, false]), (false, [false, false])] {
        let by_mail: Vec<_> = notices(&events, &people, &HashMap::new(), on)
            .iter()
            .map(|notice| notice.by_mail)
            .collect();
        assert_eq!(by_mail, expected);
    }
}

#[test]
fn letters_are_tried_for_a_day_ever_more_rarely() {
    let (mut at, mut waits) = (now(), Vec::new());
    let mut tries = 1;
    while let Some(next) = again(tries, now(), at) {
        waits.push((next.micros() - at.micros()) / 1_000_000);
        at = next;
        tries += 1;
    }
    assert_eq!(waits[..9], [60, 120, 240, 480, 960, 1920, 3840, 7200, 7200]);
    assert!(at > now().plus_seconds(GIVEN_UP_AFTER - 7_200) && at <= now().plus_seconds(GIVEN_UP_AFTER));
    assert_eq!(again(0, now(), now()), Some(now().plus_seconds(60)));
    assert_eq!(again(i64::MAX, now(), now()), Some(now().plus_seconds(7_200)));
}
