//! The sample data of development mode: made up, small, and opened by the same use cases as anybody's.

mod actions;
mod clock;
mod story;

use crate::first_start::{self, Error, login, name};
use actions::Stage;
use clock::StoryClock;
use std::sync::Arc;
use tessera_application::{
    Application, boards,
    departments::{self, Wanted},
    tenants,
    users::{self, NewUser},
};
use tessera_domain::{
    department::{Department, DepartmentPatch},
    id::DepartmentId,
    tenant::{Slug, Tenant},
    ticket::Patch,
    user::{Permissions, Role, User},
};
use tessera_ports::StoreError;

/// What the sample tenant is called. A tenant of this name has passwords that everybody knows.
const TENANT: &str = "Acme Sample (development data)";

/// The administrator's password in it.
pub const PASSWORD: &str = "admin";

/// Somebody of the sample tenant.
struct Person {
    login: &'static str,
    first_name: &'static str,
    last_name: &'static str,
    role: Role,
    department: &'static str,
}

/// The departments, numbered from 1, and who runs them.
const DEPARTMENTS: [(&str, &str); 5] = [
    (HELP_DESK, "maria"),
    (WORKSHOP, "toni"),
    ("Human Resources", "maria"),
    ("Finance", "toni"),
    ("Facilities", "toni"),
];

const HELP_DESK: &str = "IT Department";
const WORKSHOP: &str = "Software";

/// After the administrator they are numbered from 2 to 7. Nobody of them can sign in: they have no passwords.
const PEOPLE: [Person; 6] = [
    Person {
        login: "robin",
        first_name: "Robin",
        last_name: "Sample",
        role: Role::Technician,
        department: HELP_DESK,
    },
    Person {
        login: "alex",
        first_name: "Alex",
        last_name: "Example",
        role: Role::Technician,
        department: WORKSHOP,
    },
    Person {
        login: "maria",
        first_name: "Maria",
        last_name: "Muster",
        role: Role::Manager,
        department: HELP_DESK,
    },
    Person {
        login: "kim",
        first_name: "Kim",
        last_name: "Placeholder",
        role: Role::User,
        department: HELP_DESK,
    },
    Person {
        login: "sascha",
        first_name: "Sascha",
        last_name: "Beispiel",
        role: Role::User,
        department: HELP_DESK,
    },
    Person {
        login: "toni",
        first_name: "Toni",
        last_name: "Specimen",
        role: Role::Manager,
        department: WORKSHOP,
    },
];

/// Whether the tenant is the sample one.
pub fn is_sample(tenant: &Tenant) -> bool {
    tenant.name.as_str() == TENANT
}

/// Opens the sample tenant with its people and tickets. Its days lie just before now.
pub fn make(app: &Application, slug: &Slug) -> Result<Tenant, Error> {
    let clock = Arc::new(StoryClock::starting_before(app.clock.now()));
    let app = Application {
        clock: Arc::<StoryClock>::clone(&clock),
        by_mail: false,
        ..app.clone()
    };
    let tenant = tenants::create(&app, slug, &name(TENANT)?)?;
    let mut parts = Vec::new();
    for (label, _) in DEPARTMENTS {
        parts.push(departments::make(&app, tenant.id, &name(label)?, None)?);
    }
    let admin = admin(&app, &tenant, &parts)?;
    boards::entrust_default(&app, &admin)?;
    let mut people = vec![admin];
    for person in &PEOPLE {
        people.push(users::create(&app, &account(&tenant, person, &parts)?)?);
    }
    appoint(&app, &tenant, &people)?;
    let mut stage = Stage::new(&app, &clock, &tenant, people)?;
    for deed in story::deeds() {
        stage.play(&deed)?;
    }
    Ok(tenant)
}

fn admin(app: &Application, tenant: &Tenant, parts: &[Department]) -> Result<User, Error> {
    let admin = NewUser {
        first_name: "Ada".into(),
        last_name: "Administrator".into(),
        email: Some("admin@example.com".into()),
        department: Some(part(HELP_DESK, parts)?),
        ..first_start::administrator(tenant, PASSWORD)?
    };
    Ok(users::create(app, &admin)?)
}

fn account(tenant: &Tenant, person: &Person, parts: &[Department]) -> Result<NewUser, Error> {
    Ok(NewUser {
        tenant: tenant.id,
        login: login(person.login)?,
        first_name: person.first_name.into(),
        last_name: person.last_name.into(),
        email: Some(format!("{}@example.com", person.login)),
        role: person.role,
        extra: Permissions::NONE,
        department: Some(part(person.department, parts)?),
        password: None,
    })
}

/// The department of that name.
fn part(name: &str, parts: &[Department]) -> Result<DepartmentId, Error> {
    let found = parts.iter().find(|part| part.name.as_str() == name);
    Ok(found.ok_or_else(|| missing(name))?.id)
}

/// Gives each department to whoever runs it.
fn appoint(app: &Application, tenant: &Tenant, people: &[User]) -> Result<(), Error> {
    for (department, who) in DEPARTMENTS {
        let found = people.iter().find(|user| user.login.as_str() == who);
        let manager = found.ok_or_else(|| missing(who))?.id;
        let patch = DepartmentPatch {
            name: None,
            manager: Patch::Set(manager),
        };
        departments::alter(app, tenant.id, &Wanted::Name(name(department)?), &patch)?;
    }
    Ok(())
}

/// Sample data that names what is not in it is a fault of ours.
fn missing(what: &str) -> Error {
    tessera_application::Error::Store(StoreError::Failed(format!("the sample data lacks {what}"))).into()
}
