//! A tenant with its lists, people and tickets, all made up and the same in every run.

use crate::{
    random::Random,
    world::{at, id, name},
};
use tessera_domain::{
    attributes::Attributes,
    client::{Client, Contact},
    department::Department,
    id::{DepartmentId, ProjectId, TenantId, UserId},
    priority::{self, Priority, Rank},
    project::{Color, Column, DEFAULT_COLUMNS, DefaultColumn, Member, MemberRole, Project, ProjectKey},
    reference::Reference,
    status::{self, Status, StatusCategory},
    tag::Tag,
    tenant::{HostName, Slug, Tenant, TenantState},
    text::Title,
    ticket::{Closure, Kind, Level, Promise, Ticket},
    time::Time,
    user::{Login, Permissions, Role, User},
};
use tessera_ports::{StoreResult, queries::PersonCard, store::Store, tx::Tx};

/// A tenant with its lists.
pub struct House {
    pub tenant: Tenant,
    pub users: Vec<User>,
    pub statuses: Vec<Status>,
    pub priorities: Vec<Priority>,
    pub projects: Vec<Project>,
    pub columns: Vec<Column>,
    pub clients: Vec<Client>,
    pub contacts: Vec<Contact>,
    pub departments: Vec<DepartmentId>,
}

impl House {
    pub fn new(slug: &str, seed: u64) -> Self {
        let random = &mut Random::new(seed);
        let tenant = Tenant {
            id: id(at(0), random),
            slug: Slug::parse(slug).unwrap(),
            name: name(slug),
            state: TenantState::Active,
            host: Some(HostName::parse(&format!("{slug}.example.com")).unwrap()),
            enrolment: None,
            records_bodies: false,
            created_at: at(0),
        };
        let statuses: Vec<Status> = (0..)
            .zip(status::DEFAULTS)
            .map(|(position, (key, label, category))| Status {
                id: id(at(0), random),
                key: key.into(),
                name: name(label),
                category,
                position,
                initial: position == 0,
            })
            .collect();
        let priorities = priority::DEFAULTS.map(|(key, label, rank)| Priority {
            id: id(at(0), random),
            key: key.into(),
            name: name(label),
            rank,
        });
        let project = |number: i64, key: &str, label: &str, random: &mut Random| Project {
            id: id(at(0), random),
            number,
            key: ProjectKey::parse(key).unwrap(),
            name: name(label),
            description: None,
            default: number == 1,
            created_by: None,
            created_at: at(0),
            updated_at: at(0),
            version: 1,
        };
        let projects = vec![
            project(1, "HELP", "Help desk", random),
            project(2, "WEB", "Website", random),
            project(3, "APP", "App", random),
        ];
        let columns = columns(&projects[0], &statuses, random);
        let clients = clients(random);
        let contacts = contacts(&clients, random);
        let users = (1..=8).map(|number| user(tenant.id, number, random)).collect();
        Self {
            users,
            statuses,
            priorities: priorities.into(),
            projects,
            columns,
            clients,
            contacts,
            departments: (0..3).map(|_| id(at(0), random)).collect(),
            tenant,
        }
    }

    pub fn id(&self) -> TenantId {
        self.tenant.id
    }

    pub fn user(&self, place: usize) -> UserId {
        self.users[place].id
    }

    /// The person as they are shown beside a ticket.
    pub fn card(&self, user: UserId) -> PersonCard {
        let user = self.users.iter().find(|it| it.id == user).unwrap();
        PersonCard {
            id: user.id,
            number: user.number,
            login: user.login.as_str().to_owned(),
            first: user.first_name.clone(),
            last: user.last_name.clone(),
            email: user.email.clone(),
        }
    }

    /// The entry of the list that the ticket refers to.
    pub fn status_of(&self, ticket: &Ticket) -> &Status {
        self.statuses.iter().find(|it| it.id == ticket.status).unwrap()
    }

    pub fn priority_of(&self, ticket: &Ticket) -> &Priority {
        self.priorities
            .iter()
            .find(|it| it.id == ticket.priority)
            .unwrap()
    }

    pub fn project_of(&self, ticket: &Ticket) -> &Project {
        self.projects.iter().find(|it| it.id == ticket.project).unwrap()
    }

    pub fn client_of(&self, ticket: &Ticket) -> Option<&Client> {
        self.clients.iter().find(|it| Some(it.id) == ticket.client)
    }

    pub fn contact_of(&self, ticket: &Ticket) -> Option<&Contact> {
        self.contacts.iter().find(|it| Some(it.id) == ticket.contact)
    }

    pub fn everybody(&self) -> Vec<UserId> {
        self.users.iter().map(|user| user.id).collect()
    }

    pub fn store(&self, store: &dyn Store) {
        let write = |tx: &mut dyn Tx| -> StoreResult<()> {
            let tenant = self.id();
            tx.tenants().insert(&self.tenant)?;
            for (number, id) in (1..).zip(&self.departments) {
                let department = Department {
                    id: *id,
                    number,
                    name: name(&format!("D{number}")),
                    manager: None,
                    version: 1,
                };
                tx.departments().insert(tenant, &department)?;
            }
            for user in &self.users {
                tx.users().insert(tenant, user)?;
            }
            for status in &self.statuses {
                tx.lists().insert_status(tenant, status)?;
            }
            for priority in &self.priorities {
                tx.lists().insert_priority(tenant, priority)?;
            }
            for project in &self.projects {
                let columns: Vec<_> = self
                    .columns
                    .iter()
                    .filter(|c| c.project == project.id)
                    .cloned()
                    .collect();
                tx.lists().insert_project(tenant, project, &columns)?;
            }
            for client in &self.clients {
                tx.lists().insert_client(tenant, client)?;
            }
            for contact in &self.contacts {
                tx.contacts().insert(tenant, contact)?;
            }
            Ok(())
        };
        store.transact(write).unwrap();
    }

    /// A ticket with nothing but what every ticket has. Tickets of different numbers are different.
    pub fn ticket(&self, number: i64) -> Ticket {
        let random = &mut Random::new(self.tenant.id.uuid().as_u64_pair().1 ^ u64::try_from(number).unwrap());
        let created_at = at(number);
        Ticket {
            tenant: self.id(),
            id: id(created_at, random),
            number,
            reference: Reference::new(created_at, number),
            title: Title::parse(format!("Ticket {number}")).unwrap(),
            description: None,
            kind: Kind::Request,
            status: self.statuses[0].id,
            priority: self.priorities[2].id,
            rank: Rank::MEDIUM,
            project: self.projects[0].id,
            column: None,
            department: None,
            client: None,
            contact: None,
            category: None,
            url: None,
            assignee: None,
            urgency: Level::Medium,
            importance: Level::Medium,
            start_on: None,
            due_at: None,
            breached_at: None,
            promise: Promise::ByRank,
            internal_notes: None,
            public_notes: None,
            rating: None,
            expected_files: Vec::new(),
            attributes: Attributes::default(),
            metadata: None,
            closure: None,
            created_by: None,
            source: None,
            created_at,
            updated_by: None,
            updated_at: created_at,
            version: 1,
        }
    }

    /// The same with something else about it.
    pub fn with(&self, number: i64, change: impl FnOnce(&mut Ticket)) -> Ticket {
        let mut ticket = self.ticket(number);
        change(&mut ticket);
        ticket
    }

    /// A tag of that project with nothing but what every tag has.
    pub fn tag(&self, project: usize, number: i64, text: &str) -> Tag {
        let random = &mut Random::new(self.tenant.id.uuid().as_u64_pair().0 ^ u64::try_from(number).unwrap());
        Tag {
            id: id(at(number), random),
            project: self.projects[project].id,
            number,
            text: name(text),
            description: None,
            color: Color::default(),
            created_by: None,
            created_at: at(0),
            updated_at: at(0),
            version: 1,
        }
    }

    /// Makes the person a member of that project.
    pub fn join(&self, tx: &mut dyn Tx, project: ProjectId, user: UserId) -> StoreResult<()> {
        let member = Member {
            user,
            role: MemberRole::Member,
            added_at: at(0),
        };
        tx.boards().set_member(self.id(), project, &member)
    }

    /// Puts the ticket into that status, with the closing stamp that belongs to it.
    pub fn place(&self, ticket: &mut Ticket, status: usize, moment: Time, by: Option<UserId>) {
        let status = &self.statuses[status];
        ticket.status = status.id;
        let done = status.category == StatusCategory::Done;
        ticket.closure = done.then_some(Closure { at: moment, by });
    }
}

fn columns(project: &Project, statuses: &[Status], random: &mut Random) -> Vec<Column> {
    let column = |(position, default): (i32, DefaultColumn)| {
        let status = statuses.iter().find(|it| it.key == default.status).unwrap();
        Column {
            id: id(at(0), random),
            project: project.id,
            number: i64::from(position) + 1,
            name: name(default.name),
            position,
            color: Color::parse(default.color).unwrap(),
            status: status.id,
            category: status.category,
            created_at: at(0),
            updated_at: at(0),
            version: 1,
        }
    };
    (0..).zip(DEFAULT_COLUMNS).map(column).collect()
}

fn clients(random: &mut Random) -> Vec<Client> {
    let client = |label: &str, random: &mut Random| Client {
        id: id(at(0), random),
        name: name(label),
        email: label.is_ascii().then(|| format!("{}@example.com", label.len())),
        phone: (label.len() > 5).then(|| "+49 30 1".into()),
    };
    ["Ärzte GmbH", "acme", "Zebra & Söhne", "100% Wool_Works"]
        .map(|label| client(label, random))
        .into()
}

fn contacts(clients: &[Client], random: &mut Random) -> Vec<Contact> {
    let contact = |number: i64, label: &str, client: Option<&Client>, random: &mut Random| Contact {
        id: id(at(0), random),
        number,
        client: client.map(|client| client.id),
        name: name(label),
        email: Some(format!("{}@example.com", label.len())),
        phone: None,
        title: None,
        department: None,
        description: None,
        created_at: at(0),
        updated_at: at(0),
        version: 1,
    };
    vec![
        contact(1, "Robin Sample", clients.first(), random),
        contact(2, "Kim Über", clients.get(1), random),
        contact(3, "Standing Alone", None, random),
    ]
}

fn user(tenant: TenantId, number: i64, random: &mut Random) -> User {
    User {
        tenant,
        id: id(at(0), random),
        number,
        login: Login::parse(&format!("Person.{number}")).unwrap(),
        first_name: format!("First{number}"),
        last_name: if number == 3 {
            String::new()
        } else {
            format!("Last{number}")
        },
        email: (number % 2 == 0).then(|| format!("p{number}@example.com")),
        role: Role::Technician,
        extra: Permissions::NONE,
        department: None,
        active: true,
        created_at: at(number),
    }
}
