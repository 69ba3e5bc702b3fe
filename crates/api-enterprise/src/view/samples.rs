//! Things to look at in tests: the ticket that the vendor's document shows, and what belongs to it.

use serde_json::{Map, json};
use tessera_application::views::{
    ActorLabel, AttachmentSheet, ColumnLabel, CommentSheet, DepartmentLabel, DepartmentSheet, LoggedEvent,
    PersonCard, RelatedTicket, TagLabel, TicketDossier, TicketSheet, TimelineEntry,
};
use tessera_domain::{
    attachment::{Attachment, Content, ContentType, FileName, Media, ScanState},
    attributes::Attributes,
    comment::{Audience, Comment},
    department::Department,
    event::{Actor, Event, EventKind, FieldChange},
    listing::Page,
    priority::Rank,
    reference::Reference,
    status::StatusCategory,
    text::{CommentText, Description, Name, Title},
    ticket::{Kind, Level, Ticket},
    time::Time,
    user::{Login, Permissions, Role, User},
};
use uuid::Uuid;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub fn time() -> Time {
    Time::parse("2023-12-01T10:00:00Z").unwrap()
}

pub fn person(number: i64, login: &str, first: &str, last: &str) -> PersonCard {
    PersonCard {
        id: id(100 + u128::from(number.unsigned_abs())).into(),
        number,
        login: login.into(),
        first: first.into(),
        last: last.into(),
        email: Some(format!("{login}@example.org")),
    }
}

fn john() -> PersonCard {
    person(1, "john.doe", "John", "Doe")
}

fn admin() -> PersonCard {
    person(5, "admin", "System", "Admin")
}

pub fn user() -> User {
    User {
        tenant: id(1).into(),
        id: john().id,
        number: 1,
        login: Login::parse("john.doe").unwrap(),
        first_name: "John".into(),
        last_name: "Doe".into(),
        email: Some("john.doe@company.com".into()),
        role: Role::User,
        extra: Permissions::NONE,
        department: None,
        active: true,
        created_at: time(),
    }
}

pub fn department() -> DepartmentSheet {
    DepartmentSheet {
        department: Department {
            id: id(90).into(),
            number: 1,
            name: Name::parse("IT Department").unwrap(),
            manager: Some(admin().id),
            version: 1,
        },
        manager: Some(admin()),
        people: 3,
    }
}

pub fn ticket() -> TicketSheet {
    let tag = |(place, text): (i64, &str)| TagLabel {
        id: id(50 + u128::from(place.unsigned_abs())).into(),
        number: place,
        text: text.into(),
    };
    TicketSheet {
        ticket: Ticket {
            tenant: id(1).into(),
            id: id(2).into(),
            number: 123,
            reference: Reference::new(time(), 1),
            title: Title::parse("Server Performance Issue").unwrap(),
            description: Description::parse("Database queries are running slowly").ok(),
            kind: Kind::Incident,
            status: id(10).into(),
            priority: id(20).into(),
            rank: Rank::HIGH,
            project: id(30).into(),
            column: Some(id(40).into()),
            department: Some(id(90).into()),
            client: None,
            contact: None,
            category: None,
            url: None,
            assignee: Some(admin().id),
            urgency: Level::Medium,
            importance: Level::Medium,
            start_on: None,
            due_at: Time::parse("2023-12-02T18:00:00Z"),
            breached_at: None,
            internal_notes: None,
            public_notes: None,
            rating: None,
            expected_files: Vec::new(),
            attributes: Attributes::stored(Map::new()),
            metadata: None,
            closure: None,
            created_by: Some(john().id),
            source: None,
            created_at: time(),
            updated_by: None,
            updated_at: time(),
            version: 3,
        },
        status_key: "open".into(),
        status_name: "Open".into(),
        status_category: StatusCategory::Open,
        priority_key: "high".into(),
        priority_name: "High".into(),
        project_number: 1,
        project_key: "DEMO".into(),
        project_name: "Demo Project".into(),
        column: Some(ColumnLabel {
            number: 1,
            name: "New".into(),
        }),
        department: Some(DepartmentLabel {
            id: id(90).into(),
            number: 1,
            name: "IT Department".into(),
        }),
        assignees: vec![admin(), person(9, "robin", "Robin", "Sample")],
        created_by: Some(john()),
        following: false,
        comments: 1,
        attachments: 1,
        tags: (1..)
            .zip(["performance", "database", "urgent"])
            .map(tag)
            .collect(),
    }
}

pub fn comment() -> CommentSheet {
    CommentSheet {
        comment: Comment {
            tenant: id(1).into(),
            id: id(70).into(),
            number: 12,
            ticket: id(2).into(),
            author: Some(admin().id),
            text: CommentText::parse("I've investigated this issue and found the root cause.").unwrap(),
            audience: Audience::Public,
            resolution: false,
            parent: None,
            thread: id(70).into(),
            metadata: None,
            created_at: time(),
            updated_at: time(),
            version: 1,
        },
        ticket_number: 123,
        author: Some(admin()),
        mentions: vec![1, 5],
        attachments: vec![789],
    }
}

pub fn attachment() -> AttachmentSheet {
    let file = FileName::from_sent("error_log.txt");
    AttachmentSheet {
        attachment: Attachment {
            tenant: id(1).into(),
            id: id(80).into(),
            number: 789,
            ticket: id(2).into(),
            comment: None,
            media: Media {
                day: time().date(),
                name: file.served(),
            },
            content_type: ContentType::of(&file, Content::Unknown),
            name: file,
            file: id(81).into(),
            size: 2048,
            sha256: [0; 32],
            audience: Audience::Public,
            description: Description::parse("Error log file").ok(),
            uploaded_by: john().id,
            created_at: time(),
            scan: ScanState::Skipped,
            version: 1,
        },
        ticket_number: 123,
        uploaded_by: Some(john()),
    }
}

fn happening(kind: EventKind, actor: ActorLabel, field: &str) -> TimelineEntry {
    TimelineEntry {
        logged: LoggedEvent {
            sequence: 41,
            event: Event {
                tenant: id(1).into(),
                id: id(60).into(),
                kind,
                ticket: Some(id(2).into()),
                subject: id(2),
                actor: Actor::User(john().id),
                audience: Audience::Public,
                changes: vec![FieldChange {
                    field: field.into(),
                    before: json!(id(10)),
                    after: json!(id(11)),
                }],
                at: time(),
                request: None,
            },
        },
        actor,
    }
}

pub fn dossier() -> TicketDossier {
    TicketDossier {
        sheet: ticket(),
        comments: Page {
            items: vec![comment()],
            total: 1,
            next: None,
        },
        attachments: Page {
            items: vec![attachment()],
            total: 1,
            next: None,
        },
        timeline: vec![
            happening(
                EventKind::TicketStatusChanged,
                ActorLabel::Person(john()),
                "status_id",
            ),
            happening(
                EventKind::TicketUpdated,
                ActorLabel::Token("Shop".into()),
                "due_at",
            ),
            happening(EventKind::TicketCreated, ActorLabel::Nameless, "title"),
        ],
        related: vec![RelatedTicket {
            id: id(3).into(),
            number: 122,
            reference: "TKT-20231130-004".into(),
            title: "The server is slow again".into(),
            status_key: "review".into(),
            status_category: StatusCategory::Active,
            rank: Rank::LOWEST,
            created_at: time(),
        }],
    }
}
