//! Things to look at in tests.

use serde_json::Map;
use tessera_application::views::{
    AttachmentSheet, ColumnLabel, ColumnSheet, CommentSheet, Maker, PersonCard, ProjectSheet,
    TagContactSheet, TagLabel, TagSheet, TicketSheet,
};
use tessera_domain::{
    attachment::{Attachment, Content, ContentType, FileName, Media, ScanState},
    attributes::Attributes,
    client::Contact,
    comment::{Audience, Comment},
    priority::Rank,
    project::{Color, Column, Project, ProjectKey},
    reference::Reference,
    status::StatusCategory,
    tag::Tag,
    text::{CommentText, Label, Name, Title},
    ticket::{Kind, Level, Promise, Ticket},
    time::Time,
    user::{Login, Permissions, Role, User},
};
use uuid::Uuid;

pub fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub fn time() -> Time {
    Time::parse("2025-10-25T09:00:00Z").unwrap()
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

pub fn person() -> PersonCard {
    PersonCard {
        id: id(7).into(),
        number: 7,
        login: "robin".into(),
        first: "Robin".into(),
        last: "Sample".into(),
        email: Some("robin@example.org".into()),
    }
}

pub fn user() -> User {
    User {
        tenant: id(1).into(),
        id: id(7).into(),
        number: 7,
        login: Login::parse("robin").unwrap(),
        first_name: "Robin".into(),
        last_name: "Sample".into(),
        email: None,
        role: Role::Admin,
        extra: Permissions::NONE,
        department: None,
        active: true,
        created_at: time(),
    }
}

fn maker() -> Maker {
    Maker {
        number: 7,
        login: Login::parse("robin").unwrap(),
    }
}

pub fn project() -> ProjectSheet {
    ProjectSheet {
        project: Project {
            id: id(30).into(),
            number: 1,
            key: ProjectKey::parse("DEMO").unwrap(),
            name: name("Demo Project"),
            description: None,
            default: true,
            created_by: Some(id(7).into()),
            created_at: time(),
            updated_at: time(),
            version: 1,
        },
        created_by: Some(maker()),
        tickets: 17,
        columns: 4,
    }
}

pub fn column() -> ColumnSheet {
    ColumnSheet {
        column: Column {
            id: id(40).into(),
            project: id(30).into(),
            number: 1,
            name: name("New"),
            position: 0,
            color: Color::default(),
            status: id(10).into(),
            category: StatusCategory::Open,
            created_at: time(),
            updated_at: time(),
            version: 1,
        },
        project_number: 1,
        project_key: ProjectKey::parse("DEMO").unwrap(),
        tickets: 5,
    }
}

pub fn tag() -> TagSheet {
    TagSheet {
        tag: Tag {
            id: id(50).into(),
            project: id(30).into(),
            number: 1,
            text: name("Nikora"),
            description: None,
            color: Color::default(),
            created_by: Some(id(7).into()),
            created_at: time(),
            updated_at: time(),
            version: 1,
        },
        project_number: 1,
        project_name: name("Demo Project"),
        created_by: Some(maker()),
        tickets: 12,
        contacts: 2,
    }
}

pub fn contact() -> Contact {
    Contact {
        id: id(60).into(),
        number: 1,
        client: None,
        name: name("Giorgi Beridze"),
        email: Some("g.beridze@example.com".into()),
        phone: None,
        title: None,
        department: None,
        description: None,
        created_at: time(),
        updated_at: time(),
        version: 1,
    }
}

pub fn tag_contact() -> TagContactSheet {
    TagContactSheet {
        number: 1,
        tag_number: 1,
        contact: contact(),
        role: Label::parse("Primary Contact").unwrap(),
        added_at: time(),
        added_by: Some(maker()),
    }
}

pub fn ticket() -> TicketSheet {
    TicketSheet {
        ticket: Ticket {
            tenant: id(1).into(),
            id: id(2).into(),
            number: 15,
            reference: Reference::new(time(), 7),
            title: Title::parse("Fix homepage loading issue").unwrap(),
            description: None,
            kind: Kind::Bug,
            status: id(10).into(),
            priority: id(20).into(),
            rank: Rank::MEDIUM,
            project: id(30).into(),
            column: Some(id(40).into()),
            department: None,
            client: None,
            contact: None,
            category: None,
            url: None,
            assignee: Some(id(7).into()),
            urgency: Level::Medium,
            importance: Level::Medium,
            start_on: None,
            due_at: Time::parse("2025-11-01T23:59:59Z"),
            breached_at: None,
            promise: Promise::ByRank,
            internal_notes: None,
            public_notes: None,
            rating: None,
            expected_files: Vec::new(),
            attributes: Attributes::stored(Map::new()),
            metadata: None,
            closure: None,
            created_by: Some(id(7).into()),
            source: None,
            created_at: time(),
            updated_by: None,
            updated_at: time(),
            version: 1,
        },
        status_key: "open".into(),
        status_name: "Open".into(),
        status_category: StatusCategory::Open,
        priority_key: "medium".into(),
        priority_name: "Medium".into(),
        project_number: 1,
        project_key: "DEMO".into(),
        project_name: "Demo Project".into(),
        column: Some(ColumnLabel {
            number: 1,
            name: "New".into(),
        }),
        department: None,
        assignees: vec![person()],
        created_by: Some(person()),
        following: false,
        comments: 0,
        attachments: 0,
        tags: vec![TagLabel {
            id: id(50).into(),
            number: 3,
            text: "frontend".into(),
        }],
    }
}

pub fn comment() -> CommentSheet {
    CommentSheet {
        comment: Comment {
            tenant: id(1).into(),
            id: id(70).into(),
            number: 1,
            ticket: id(2).into(),
            author: Some(id(7).into()),
            text: CommentText::parse("I've started working on this issue.").unwrap(),
            audience: Audience::Public,
            resolution: false,
            parent: None,
            thread: id(70).into(),
            metadata: None,
            created_at: time(),
            updated_at: time(),
            version: 1,
        },
        ticket_number: 5,
        author: Some(person()),
        mentions: Vec::new(),
        attachments: Vec::new(),
    }
}

pub fn attachment() -> AttachmentSheet {
    let file = FileName::from_sent("screenshot.png");
    AttachmentSheet {
        attachment: Attachment {
            tenant: id(1).into(),
            id: id(80).into(),
            number: 3,
            ticket: id(2).into(),
            comment: None,
            media: Media {
                day: time().date(),
                name: file.served(),
            },
            content_type: ContentType::of(&file, Content::Unknown),
            name: file,
            file: id(81).into(),
            size: 3,
            sha256: [0; 32],
            audience: Audience::Public,
            description: None,
            uploaded_by: id(7).into(),
            created_at: time(),
            scan: ScanState::Skipped,
            version: 1,
        },
        ticket_number: 5,
        uploaded_by: Some(person()),
    }
}
