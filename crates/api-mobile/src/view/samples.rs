//! Things to look at in tests.

use serde_json::{Map, json};
use tessera_application::{
    sessions::{Pair, Policy},
    tickets::Written,
    time_entries::Logged,
    views::{CommentView, PersonName, TagLabel, TicketCard, TicketView},
};
use tessera_domain::{
    attributes::Attributes,
    client::{Client, Contact},
    comment::{Audience, Comment},
    priority::{Priority, Rank},
    project::{Project, ProjectKey},
    reference::Reference,
    session::{Place, Session, SessionKind},
    status::{Status, StatusCategory},
    tenant::Slug,
    text::{CommentText, Description, Name, Notes, Title},
    ticket::{Kind, Level, Promise, Ticket},
    time::Time,
    time_entry::{Span, TimeEntry, WorkItem},
    user::{Login, Permissions, Role, User},
};
use uuid::Uuid;

pub fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub fn time() -> Time {
    Time::parse("2026-02-03T12:00:00.123456Z").unwrap()
}

pub fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

pub fn person() -> PersonName {
    PersonName {
        first: "Robin".into(),
        last: "Sample".into(),
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
        email: Some("robin@example.org".into()),
        role: Role::Technician,
        extra: Permissions::NONE,
        department: None,
        active: true,
        created_at: time(),
    }
}

pub fn policy() -> Policy {
    Policy::new(Slug::parse("demo").unwrap())
}

pub fn pair() -> Pair {
    let session = Session {
        tenant: id(1).into(),
        id: id(80).into(),
        user: id(7).into(),
        kind: SessionKind::Mobile,
        parent: Some(id(81).into()),
        place: Place::default(),
        created_at: time(),
        expires_at: time().plus_seconds(policy().mobile_seconds),
        ended: None,
    };
    Pair {
        session,
        user: user(),
        access: "access".into(),
        expires_in: policy().access_seconds,
        refresh: "refresh".into(),
    }
}

pub fn status() -> Status {
    Status {
        id: id(10).into(),
        key: "resolved".into(),
        name: name("Resolved"),
        category: StatusCategory::Done,
        position: 5,
        initial: false,
    }
}

pub fn priority() -> Priority {
    Priority {
        id: id(20).into(),
        key: "high".into(),
        name: name("High"),
        rank: Rank::HIGH,
    }
}

pub fn project() -> Project {
    Project {
        id: id(30).into(),
        number: 1,
        key: ProjectKey::parse("HELP").unwrap(),
        name: name("Help desk"),
        description: None,
        default: true,
        created_by: None,
        created_at: time(),
        updated_at: time(),
        version: 1,
    }
}

pub fn ticket() -> Ticket {
    let own = Map::from_iter([("color".to_owned(), json!("red"))]);
    Ticket {
        tenant: id(1).into(),
        id: id(2).into(),
        number: 1,
        reference: Reference::new(time(), 7),
        title: Title::parse("Printer on fire").unwrap(),
        description: Some(Description::parse("Smoke.\n\n<b>Hot</b>").unwrap()),
        kind: Kind::Incident,
        status: id(10).into(),
        priority: id(20).into(),
        rank: Rank::HIGH,
        project: id(30).into(),
        column: None,
        department: None,
        client: Some(id(40).into()),
        contact: Some(id(41).into()),
        category: Some(name("Hardware")),
        url: None,
        assignee: Some(id(7).into()),
        urgency: Level::Medium,
        importance: Level::Medium,
        start_on: None,
        due_at: Some(time()),
        breached_at: None,
        promise: Promise::ByRank,
        internal_notes: None,
        public_notes: None,
        rating: None,
        expected_files: Vec::new(),
        attributes: Attributes::stored(own),
        metadata: None,
        closure: None,
        created_by: Some(id(7).into()),
        source: None,
        created_at: time(),
        updated_by: None,
        updated_at: time(),
        version: 3,
    }
}

pub fn written() -> Written {
    Written {
        ticket: ticket(),
        watchers: vec![id(7).into()],
    }
}

pub fn view() -> TicketView {
    let (email, phone) = (Some("a@example.org".to_owned()), None);
    TicketView {
        ticket: ticket(),
        status_name: "In Progress".into(),
        status_category: StatusCategory::Active,
        priority_name: "High".into(),
        project_name: "Help desk".into(),
        assignee_name: Some(person()),
        created_by_name: Some(PersonName {
            last: String::new(),
            ..person()
        }),
        client: Some(Client {
            id: id(40).into(),
            name: name("Acme"),
            email: email.clone(),
            phone: phone.clone(),
        }),
        contact: Some(Contact {
            id: id(41).into(),
            number: 1,
            client: None,
            name: name("Kim Kunde"),
            email,
            phone,
            title: None,
            department: None,
            description: None,
            created_at: time(),
            updated_at: time(),
            version: 1,
        }),
        tags: vec![TagLabel {
            id: id(50).into(),
            number: 1,
            text: "printer".into(),
        }],
        watchers: vec![id(7).into()],
    }
}

pub fn card() -> TicketCard {
    TicketCard {
        id: id(2).into(),
        reference: "TKT-20260203-007".into(),
        title: "Printer on fire".into(),
        status: id(10).into(),
        status_name: "In Progress".into(),
        status_category: StatusCategory::Active,
        priority: id(20).into(),
        priority_name: "High".into(),
        assignee: Some(id(7).into()),
        assignee_name: Some(person()),
        client: Some(id(40).into()),
        client_name: Some("Acme".into()),
        contact: None,
        contact_name: None,
        project: id(30).into(),
        created_by: Some(id(7).into()),
        created_at: time(),
        updated_at: time(),
        closed_at: None,
        tags: vec![TagLabel {
            id: id(50).into(),
            number: 1,
            text: "printer".into(),
        }],
    }
}

pub fn comment() -> Comment {
    Comment {
        tenant: id(1).into(),
        id: id(60).into(),
        number: 1,
        ticket: id(2).into(),
        author: Some(id(7).into()),
        text: CommentText::parse("On <my> way.").unwrap(),
        audience: Audience::Internal,
        resolution: false,
        thread: id(60).into(),
        parent: None,
        metadata: None,
        created_at: time(),
        updated_at: time(),
        version: 1,
    }
}

pub fn comment_view() -> CommentView {
    CommentView {
        comment: comment(),
        author_name: Some(person()),
    }
}

pub fn logged() -> Logged {
    let entry = TimeEntry {
        tenant: id(1).into(),
        id: id(70).into(),
        user: id(7).into(),
        work: WorkItem::Ticket(id(2).into()),
        span: Span::new(time().plus_seconds(-5400), time()).unwrap(),
        billable: true,
        notes: Some(Notes::parse("Replaced the fuser.").unwrap()),
        tax_region: None,
        created_at: time(),
    };
    Logged {
        entry,
        user: user(),
        ticket: Some(ticket()),
    }
}
