//! Things to look at in tests: the ticket that the vendor's document shows, and what belongs to it.

use serde_json::{Map, json};
use tessera_application::webhooks::DeliverySheet;
use tessera_application::{
    Error, Thing,
    approvals::Settled,
    feed::FeedPart,
    views::{
        ActorLabel, ApprovalSheet, AttachmentSheet, ColumnLabel, CommentSheet, DepartmentLabel,
        DepartmentSheet, FeedEntry, LoggedEvent, NotificationSheet, NotifiedTicket, PersonCard, PolicySheet,
        RelatedTicket, TagLabel, TicketBrief, TicketDossier, TicketSheet, TimelineEntry, WorkflowSheet,
    },
};
use tessera_domain::{
    approval::{Approver, DueHours, Policy, PolicyStep, Step, StepState, Workflow, WorkflowState},
    attachment::{Attachment, Content, ContentType, FileName, Media, ScanState},
    attributes::Attributes,
    comment::{Audience, Comment},
    department::Department,
    event::{Actor, Event, EventKind, FieldChange},
    listing::Page,
    notification::NotificationKind,
    priority::Rank,
    reference::Reference,
    status::StatusCategory,
    text::{CommentText, Description, Name, Title},
    ticket::{Kind, Level, Promise, Ticket},
    time::Time,
    user::{Login, Permissions, Role, User},
    webhook::{
        FormerSecret, SealedSecret, Webhook, WebhookEvent, WebhookState, WebhookUrl,
        delivery::{Attempt, Delivery, DeliveryState, Outcome},
    },
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
            promise: Promise::ByRank,
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

fn step() -> Step {
    Step {
        id: id(60).into(),
        number: 45,
        place: 1,
        approver: admin().id,
        state: StepState::Pending,
        action: None,
        comments: None,
        conditions: Vec::new(),
        delegated_to: None,
        decided_by: None,
        escalates: true,
        hours: DueHours::USUAL,
        due_at: DueHours::USUAL.after(time()),
        created_at: time(),
        updated_at: time(),
        completed_at: None,
    }
}

pub fn workflow() -> WorkflowSheet {
    WorkflowSheet {
        workflow: Workflow {
            tenant: id(1).into(),
            id: id(61).into(),
            number: 7,
            ticket: id(2).into(),
            state: WorkflowState::Active,
            requested_by: john().id,
            returns_to: id(10).into(),
            steps: vec![step()],
            created_at: time(),
            completed_at: None,
            version: 1,
        },
        people: vec![admin()],
    }
}

pub fn approval() -> ApprovalSheet {
    let sheet = ticket();
    ApprovalSheet {
        step: step(),
        workflow_number: 7,
        ticket: TicketBrief {
            id: sheet.ticket.id,
            number: sheet.ticket.number,
            reference: sheet.ticket.reference.to_string(),
            title: sheet.ticket.title.to_string(),
            rank: sheet.ticket.rank,
            status_key: "pending_approval".into(),
            status_category: StatusCategory::Waiting,
            department: sheet.department,
            created_by: sheet.created_by,
        },
        approver: admin(),
        delegated_to: None,
    }
}

pub fn policy() -> PolicySheet {
    PolicySheet {
        policy: Policy {
            id: id(62).into(),
            number: 3,
            name: Name::parse("Changes").unwrap(),
            kinds: vec![Kind::Change, Kind::Epic],
            department: Some(id(90).into()),
            ranks: Vec::new(),
            active: true,
            steps: vec![PolicyStep {
                approver: Approver::User(admin().id),
                hours: DueHours::USUAL,
            }],
            version: 1,
        },
        department: ticket().department,
        people: vec![admin()],
    }
}

pub fn settled() -> Vec<Settled> {
    vec![
        Settled {
            step: 45,
            refused: None,
        },
        Settled {
            step: 46,
            refused: Some(Error::NotFound(Thing::Approval)),
        },
    ]
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
        approval: Some(workflow()),
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

pub fn webhook() -> Webhook {
    Webhook {
        tenant: id(1).into(),
        id: id(200).into(),
        number: 123_456_789,
        url: WebhookUrl::parse("https://your-app.com/webhooks/tickets").unwrap(),
        events: [WebhookEvent::TicketCreated, WebhookEvent::TicketUpdated].into(),
        secret: SealedSecret(vec![1]),
        former: Some(FormerSecret {
            secret: SealedSecret(vec![2]),
            until: time(),
        }),
        state: WebhookState::Active,
        state_since: time(),
        failing_since: Some(time()),
        created_at: time(),
        updated_at: time(),
        version: 1,
    }
}

pub fn delivery() -> DeliverySheet {
    DeliverySheet {
        delivery: Delivery {
            tenant: id(1).into(),
            id: id(210).into(),
            webhook: webhook().id,
            event: id(60).into(),
            topic: WebhookEvent::TicketCreated,
            body: json!({"event": "ticket.created"}).to_string(),
            state: DeliveryState::Delivered,
            attempts: 1,
            tries: 1,
            due_at: None,
            created_at: time(),
            finished_at: Some(time()),
        },
        attempts: vec![Attempt {
            number: 1,
            at: time(),
            milliseconds: 12,
            outcome: Outcome::Answered {
                status: 204,
                retry_after: None,
            },
            answer: Some(String::new()),
        }],
    }
}

pub fn notification() -> NotificationSheet {
    let happened = happening(EventKind::CommentAdded, ActorLabel::Person(john()), "text");
    NotificationSheet {
        recipient: admin().id,
        kind: NotificationKind::Mentioned,
        sequence: happened.logged.sequence,
        event: happened.logged.event,
        actor: happened.actor,
        ticket: Some(NotifiedTicket {
            id: id(2).into(),
            number: 123,
            reference: "TKT-20231201-001".into(),
            title: "Server Performance Issue".into(),
        }),
        comment: Some(456),
        approval: None,
        webhook: None,
        read_at: None,
        version: 1,
    }
}

pub fn feed() -> FeedPart {
    FeedPart {
        entries: vec![FeedEntry {
            entry: happening(EventKind::TicketUpdated, ActorLabel::Person(john()), "due_at"),
            ticket_number: Some(123),
        }],
        next: 41,
        more: false,
    }
}
