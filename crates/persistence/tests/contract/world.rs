//! A fresh database with two tenants in it.

use crate::{
    random::Random,
    support::{self, Place},
    watch::Watch,
};
use std::sync::Arc;
use tessera_domain::{
    attributes::Attributes,
    client::{Client, Contact},
    id::{DepartmentId, TenantId, UserId, version_7},
    priority::{self, Priority, Rank},
    project::{Column, DEFAULT_COLUMNS, Project},
    reference::Reference,
    status::{self, Status, StatusCategory},
    tenant::{Slug, Tenant, TenantState},
    text::{Name, Title},
    ticket::{Closure, Kind, Ticket},
    time::Time,
    user::{Login, Permissions, Role, User},
};
use tessera_persistence::Options;
use tessera_ports::{StoreResult, queries::Queries, store::Store, tx::Tx};
use uuid::Uuid;

/// A database of one kind.
pub struct World {
    pub kind: &'static str,
    pub store: Arc<dyn Store>,
    pub queries: Arc<dyn Queries>,
    pub ours: House,
    pub theirs: House,
    pub watch: Arc<Watch>,
    pub place: Place,
}

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

/// The start of all time here.
pub const BEGIN: i64 = 1_767_225_600_000_000;

/// So many seconds after the start of all time.
pub fn at(second: i64) -> Time {
    Time::from_micros(BEGIN + second * 1_000_000).unwrap()
}

/// An id that is nobody else's.
pub fn id<Id: From<Uuid>>(moment: Time, random: &mut Random) -> Id {
    version_7(moment, random.next()).into()
}

pub fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// A world of each kind that is there.
pub fn worlds() -> Vec<World> {
    let watch = Arc::new(Watch::default());
    let options = Options {
        observer: Some(watch.clone()),
        ..Options::default()
    };
    let open = |(kind, database, place): (&'static str, tessera_persistence::Database, Place)| {
        let (ours, theirs) = (House::new("ours", 1), House::new("theirs", 2));
        let store = database.store();
        ours.store(&*store);
        theirs.store(&*store);
        for house in [&ours, &theirs] {
            house.store_departments(&place);
        }
        World {
            kind,
            store,
            queries: database.queries(),
            ours,
            theirs,
            watch: watch.clone(),
            place,
        }
    };
    support::databases_with(&options).into_iter().map(open).collect()
}

impl Drop for World {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.watch.check();
        }
    }
}

impl World {
    /// Does the work in a transaction that must commit.
    pub fn write<T>(&self, mut work: impl FnMut(&mut dyn Tx) -> StoreResult<T>) -> T {
        self.store
            .transact(|tx| work(tx))
            .unwrap_or_else(|error| panic!("{}: {error}", self.kind))
    }

    /// Does the work in a transaction, whatever comes of it.
    pub fn attempt<T>(&self, mut work: impl FnMut(&mut dyn Tx) -> StoreResult<T>) -> StoreResult<T> {
        self.store.transact(|tx| work(tx))
    }
}

impl House {
    fn new(slug: &str, seed: u64) -> Self {
        let random = &mut Random::new(seed);
        let tenant = Tenant {
            id: id(at(0), random),
            slug: Slug::parse(slug).unwrap(),
            name: name(slug),
            state: TenantState::Active,
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
            key: key.into(),
            name: name(label),
            default: number == 1,
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

    fn store(&self, store: &dyn Store) {
        let write = |tx: &mut dyn Tx| -> StoreResult<()> {
            let tenant = self.id();
            tx.tenants().insert(&self.tenant)?;
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
                tx.lists().insert_contact(tenant, contact)?;
            }
            Ok(())
        };
        store.transact(write).unwrap();
    }

    /// There is no port for departments yet.
    fn store_departments(&self, place: &Place) {
        let hex = |id: Uuid| match place.sqlite_path() {
            Some(_) => format!("x'{}'", id.simple()),
            None => format!("'{id}'"),
        };
        let tenant = hex(self.id().uuid());
        for (number, department) in (1..).zip(&self.departments) {
            let department = hex(department.uuid());
            place.execute(&format!(
                "INSERT INTO departments (tenant_id, id, number, name) VALUES ({tenant}, {department}, {number}, 'D{number}')"
            ));
        }
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
            due_at: None,
            attributes: Attributes::default(),
            closure: None,
            created_by: None,
            created_at,
            updated_by: None,
            updated_at: created_at,
            version: 1,
        }
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
    let column = |(position, (label, key)): (i32, (&str, &str))| {
        let status = statuses.iter().find(|status| status.key == key).unwrap();
        Column {
            id: id(at(0), random),
            project: project.id,
            number: i64::from(position) + 1,
            name: name(label),
            position,
            status: status.id,
            category: status.category,
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
    let contact = |label: &str, client: Option<&Client>, random: &mut Random| Contact {
        id: id(at(0), random),
        client: client.map(|client| client.id),
        name: name(label),
        email: Some(format!("{}@example.com", label.len())),
        phone: None,
    };
    vec![
        contact("Robin Sample", clients.first(), random),
        contact("Kim Über", clients.get(1), random),
        contact("Standing Alone", None, random),
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
