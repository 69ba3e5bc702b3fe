//! The sample data of development mode: made up, small, and opened by the same use cases as anybody's.

mod actions;
mod clock;
mod departments;
mod story;

use crate::first_start::{self, Error, login, name};
use actions::Stage;
use clock::StoryClock;
use std::sync::Arc;
use tessera_application::{
    Application, boards, tenants,
    users::{self, NewUser},
};
use tessera_domain::{
    tenant::{Slug, Tenant},
    user::{Permission, Permissions, Role, User},
};

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
}

/// Nobody of them can sign in: they have no passwords.
const PEOPLE: [Person; 5] = [
    Person {
        login: "robin",
        first_name: "Robin",
        last_name: "Sample",
        role: Role::Technician,
    },
    Person {
        login: "alex",
        first_name: "Alex",
        last_name: "Example",
        role: Role::Technician,
    },
    Person {
        login: "maria",
        first_name: "Maria",
        last_name: "Muster",
        role: Role::Manager,
    },
    Person {
        login: "kim",
        first_name: "Kim",
        last_name: "Placeholder",
        role: Role::User,
    },
    Person {
        login: "sascha",
        first_name: "Sascha",
        last_name: "Beispiel",
        role: Role::User,
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
        ..app.clone()
    };
    let tenant = tenants::create(&app, slug, &name(TENANT)?)?;
    let admin = admin(&app, &tenant)?;
    boards::entrust_default(&app, &admin)?;
    let mut people = vec![admin];
    for person in &PEOPLE {
        people.push(users::create(&app, &account(&tenant, person)?)?);
    }
    departments::make(&app, &tenant, &mut people)?;
    let mut stage = Stage::new(&app, &clock, &tenant, people)?;
    for deed in story::deeds() {
        stage.play(&deed)?;
    }
    Ok(tenant)
}

fn admin(app: &Application, tenant: &Tenant) -> Result<User, Error> {
    let admin = NewUser {
        first_name: "Ada".into(),
        last_name: "Administrator".into(),
        email: Some("admin@example.com".into()),
        ..first_start::administrator(tenant, PASSWORD)?
    };
    Ok(users::create(app, &admin)?)
}

fn account(tenant: &Tenant, person: &Person) -> Result<NewUser, Error> {
    Ok(NewUser {
        tenant: tenant.id,
        login: login(person.login)?,
        first_name: person.first_name.into(),
        last_name: person.last_name.into(),
        email: Some(format!("{}@example.com", person.login)),
        role: person.role,
        // The manager runs one department and answers for the others, which have nobody.
        extra: match person.role {
            Role::Manager => Permissions::of(&[Permission::ViewAllTickets]),
            Role::User | Role::Technician | Role::Admin | Role::SuperAdmin => Permissions::NONE,
        },
        department: None,
        password: None,
    })
}
