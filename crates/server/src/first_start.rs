//! What a new database needs before anybody can do anything with it.

use crate::{
    demo, dev_key, password,
    settings::{Mode, Settings},
};
use secrecy::{ExposeSecret, SecretString};
use tessera_application::{
    Application, Clash, Error as Refused, boards, tenants,
    users::{self, NewUser},
};
use tessera_domain::{
    tenant::{Slug, Tenant},
    text::Name,
    user::{Login, Permissions, Role},
};
use tessera_ports::{StoreError, counters};

/// The first administrator's login.
pub const ADMIN: &str = "admin";

/// What to tell whoever started the service.
#[derive(Debug)]
pub enum Greeting {
    /// Nothing: everything was there.
    None,
    /// There is a new tenant with a new administrator.
    FirstStart(FirstAdmin),
    /// How to try things.
    Development {
        /// The password of the administrator, if it is the one that everybody knows.
        password: Option<&'static str>,
        /// A key that works.
        key: SecretString,
        /// A token of an integration that works.
        token: SecretString,
    },
}

/// An administrator that was just made. The password is known to nobody else and is not kept.
#[derive(Debug)]
pub struct FirstAdmin {
    /// The tenant.
    pub tenant: Slug,
    /// The password of [`ADMIN`] in it.
    pub password: SecretString,
}

/// Why the first start failed, or why no start is allowed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The core refused.
    #[error("{0}")]
    Core(#[from] Refused),
    /// A name of ours is not one.
    #[error("{what} {problem}")]
    Name {
        /// Which.
        what: String,
        /// What is wrong with it.
        problem: tessera_domain::issue::Problem,
    },
    /// There are no random bits.
    #[error("the system gives no random bits: {0}")]
    Random(#[from] getrandom::Error),
    /// A file of development mode cannot be used.
    #[error(transparent)]
    Key(#[from] dev_key::Error),
    /// There is nobody whose key could be printed.
    #[error(
        "the tenant {0} has no user {ADMIN}; `tessera user create {ADMIN} --tenant {0} --role super_admin` makes one"
    )]
    NoAdmin(String),
    /// The database was made to try things with.
    #[error(
        "{setting}: this database was made by `tessera serve --dev`, and everybody knows its user {ADMIN} with the password {ADMIN}; \
         production needs a database of its own"
    )]
    SampleData {
        /// The setting that names the database.
        setting: String,
    },
}

/// Makes sure that somebody can work with the database.
pub fn prepare(app: &Application, settings: &Settings) -> Result<Greeting, Error> {
    match settings.mode {
        Mode::Production => {
            let (tenant, admin) = ensure_tenant(app, &settings.tenant)?;
            if demo::is_sample(&tenant) {
                return Err(Error::SampleData {
                    setting: settings.name_of("database_url"),
                });
            }
            Ok(admin.map_or(Greeting::None, Greeting::FirstStart))
        }
        Mode::Development => {
            let tenant = match find(app, &settings.tenant)? {
                Some(tenant) => tenant,
                None => demo::make(app, &settings.tenant)?,
            };
            let key = dev_key::find_or_issue(app, settings, &tenant)?;
            let token = dev_key::find_or_issue_token(app, settings, &tenant)?;
            Ok(Greeting::Development {
                password: demo::is_sample(&tenant).then_some(demo::PASSWORD),
                key,
                token,
            })
        }
    }
}

/// The tenant of that slug. If there is none it is opened, with an administrator who has a random password.
pub fn ensure_tenant(app: &Application, slug: &Slug) -> Result<(Tenant, Option<FirstAdmin>), Error> {
    let tenant = match find(app, slug)? {
        Some(tenant) if has_people(app, &tenant)? => return Ok((tenant, None)),
        // A first start that was cut off right here left it without anybody.
        Some(tenant) => tenant,
        None => match tenants::create(app, slug, &name(slug.as_str())?) {
            // Another server starts on the same database, and was first.
            Err(Refused::Conflict(Clash::SlugTaken)) => return Ok((tenants::find(app, slug)?, None)),
            made => made?,
        },
    };
    let password = password::random()?;
    match users::create(app, &administrator(&tenant, password.expose_secret())?) {
        Err(Refused::Conflict(Clash::LoginTaken)) => Ok((tenant, None)),
        made => {
            boards::entrust_default(app, &made?)?;
            Ok((
                tenant,
                Some(FirstAdmin {
                    tenant: slug.clone(),
                    password,
                }),
            ))
        }
    }
}

/// Whether anybody ever had an account: then the first number is not given any more. The number that is taken
/// to find out is given back.
fn has_people(app: &Application, tenant: &Tenant) -> Result<bool, Error> {
    let mut next = None;
    let looked = app.store.transact(|tx| {
        next = Some(tx.counters().take(tenant.id, counters::USER, 1)?);
        Err::<(), StoreError>(StoreError::Stale)
    });
    match (next, looked) {
        (Some(next), Err(StoreError::Stale)) => Ok(next > 1),
        (_, Err(error)) => Err(Refused::from(error).into()),
        (_, Ok(())) => Ok(true),
    }
}

fn find(app: &Application, slug: &Slug) -> Result<Option<Tenant>, Error> {
    match tenants::find(app, slug) {
        Ok(tenant) => Ok(Some(tenant)),
        Err(Refused::NotFound(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The account of the first administrator.
pub fn administrator(tenant: &Tenant, password: &str) -> Result<NewUser, Error> {
    Ok(NewUser {
        tenant: tenant.id,
        login: login(ADMIN)?,
        first_name: String::new(),
        last_name: String::new(),
        email: None,
        role: Role::SuperAdmin,
        extra: Permissions::NONE,
        department: None,
        password: Some(password.to_owned()),
    })
}

/// A login that is written in the program.
pub fn login(text: &str) -> Result<Login, Error> {
    Login::parse(text).map_err(|problem| Error::Name {
        what: text.to_owned(),
        problem,
    })
}

/// A name that is written in the program, or a slug, which always can be one.
pub fn name(text: &str) -> Result<Name, Error> {
    Name::parse(text).map_err(|problem| Error::Name {
        what: text.to_owned(),
        problem,
    })
}
