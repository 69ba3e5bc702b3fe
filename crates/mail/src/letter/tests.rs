use super::*;
use tessera_domain::{
    comment::Audience,
    event::{Actor, Event, EventKind, FieldChange},
    time::Time,
    user::{Login, Permissions, Role},
};
use tessera_ports::{notifications::NotifiedTicket, queries::PersonCard};
use uuid::Uuid;

pub fn recipient() -> User {
    User {
        tenant: Uuid::from_u128(1).into(),
        id: Uuid::from_u128(2).into(),
        number: 1,
        login: Login::parse("robin").unwrap(),
        first_name: "Robin".into(),
        last_name: "Sample".into(),
        email: Some("robin@example.com".into()),
        role: Role::Technician,
        extra: Permissions::NONE,
        department: None,
        active: true,
        created_at: Time::from_micros(0).unwrap(),
    }
}

pub fn notification(kind: NotificationKind) -> NotificationSheet {
    NotificationSheet {
        recipient: recipient().id,
        kind,
        sequence: 7,
        event: Event {
            tenant: Uuid::from_u128(1).into(),
            id: Uuid::from_u128(3).into(),
            kind: EventKind::CommentAdded,
            ticket: Some(Uuid::from_u128(4).into()),
            subject: Uuid::from_u128(5),
            actor: Actor::User(Uuid::from_u128(6).into()),
            audience: Audience::Public,
            changes: Vec::new(),
            at: Time::from_micros(0).unwrap(),
            request: None,
        },
        actor: ActorLabel::Person(PersonCard {
            id: Uuid::from_u128(6).into(),
            number: 6,
            login: "kim".into(),
            first: "Kim".into(),
            last: "Example".into(),
            email: None,
        }),
        ticket: Some(NotifiedTicket {
            id: Uuid::from_u128(4).into(),
            number: 12,
            reference: "TKT-20260203-012".into(),
            title: "Printer on fire".into(),
        }),
        comment: Some(3),
        approval: None,
        webhook: None,
        read_at: None,
        version: 1,
    }
}

fn written(notification: &NotificationSheet) -> Letter {
    Letter::write(&recipient(), notification, Some("https://tickets.example.com/")).unwrap()
}

#[test]
fn every_kind_has_a_letter_that_says_what_and_where() {
    for kind in NotificationKind::ALL {
        let letter = written(&notification(kind));
        assert!(
            !letter.subject.is_empty() && !letter.subject.contains('\n'),
            "{kind:?}"
        );
        assert!(
            letter.text.starts_with("Hello Robin Sample,\n\n"),
            "{}",
            letter.text
        );
        assert!(
            letter.text.contains("https://tickets.example.com/"),
            "{}",
            letter.text
        );
        assert!(!letter.text.contains("\n\n\n"), "{}", letter.text);
        if kind != NotificationKind::WebhookDisabled {
            assert!(letter.subject.contains("TKT-20260203-012"), "{}", letter.subject);
            assert!(letter.text.contains("Printer on fire"), "{}", letter.text);
        }
    }
    let mention = written(&notification(NotificationKind::Mentioned));
    assert_eq!(
        mention.subject,
        "Kim Example mentioned you in TKT-20260203-012: Printer on fire"
    );
    assert!(mention.text.contains("https://tickets.example.com/tickets/12"));
}

#[test]
fn where_nobody_knows_where_the_service_is_no_letter_leads_there() {
    for kind in NotificationKind::ALL {
        let letter = Letter::write(&recipient(), &notification(kind), None).unwrap();
        assert!(
            !letter.text.contains("://") && !letter.text.contains("None"),
            "{}",
            letter.text
        );
        assert!(!letter.text.contains("\n\n\n"), "{}", letter.text);
    }
}

#[test]
fn outcomes_and_webhooks_are_named() {
    let mut decided = notification(NotificationKind::ApprovalDecided);
    decided.event.kind = EventKind::ApprovalProcessed;
    for (state, word) in [("approved", "approved"), ("rejected", "rejected")] {
        decided.event.changes = vec![FieldChange {
            field: notification::field::WORKFLOW.into(),
            before: "active".into(),
            after: state.into(),
        }];
        assert!(
            written(&decided).subject.contains(word),
            "{}",
            written(&decided).subject
        );
    }
    let disabled = NotificationSheet {
        ticket: None,
        webhook: Some(3),
        actor: ActorLabel::Nameless,
        ..notification(NotificationKind::WebhookDisabled)
    };
    let letter = written(&disabled);
    assert!(letter.subject.contains("wh_3"), "{}", letter.subject);
    assert!(letter.text.contains("https://tickets.example.com/console"));
}

#[test]
fn what_others_write_stays_on_one_line_and_is_not_markup() {
    let mut rude = notification(NotificationKind::Mentioned);
    let title = "Fire\r\nBcc: all@example.com\n\n{{ news.name }} <b>&amp;</b>\u{85}\u{2028}end\u{0}";
    if let Some(ticket) = &mut rude.ticket {
        ticket.title = title.into();
    }
    let letter = written(&rude);
    assert!(
        letter
            .subject
            .ends_with("Fire Bcc: all@example.com {{ news.name }} <b>&amp;</b> end"),
        "{}",
        letter.subject
    );
    assert!(!letter.subject.chars().any(char::is_control));
    assert!(
        !letter.text.lines().any(|line| line.starts_with("Bcc")),
        "{}",
        letter.text
    );
}

#[test]
fn long_texts_are_cut() {
    assert_eq!(one_line("  a \t b\n", 10), "a b");
    assert_eq!(one_line("ééééé", 5), "ééééé");
    assert_eq!(one_line("éééééé", 5), "éééé…");
    let mut long = notification(NotificationKind::Assigned);
    if let Some(ticket) = &mut long.ticket {
        ticket.title = "ü".repeat(5_000);
    }
    let letter = written(&long);
    assert_eq!(letter.subject.chars().count(), SUBJECT);
    assert!(letter.text.chars().count() < 1_000);
}
