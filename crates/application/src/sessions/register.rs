//! Making an account for oneself, with a project of one's own, and signing in with it: all of it or nothing.

mod check;
mod key;

pub use check::field;

use super::{
    Visitor, event,
    grant::{Grant, GrantDraft},
};
use crate::{
    boards::create_project::{CreateProject, Founder, found},
    changes::birth,
    command::Application,
    error::{Clash, Error, Result},
};
use check::{Checked, check, refuse_taken};
use serde_json::json;
use tessera_domain::{
    event::{Event, EventKind},
    id::UserId,
    issue::Problem,
    project::Project,
    tenant::{Tenant, TenantState},
    text::Name,
    time::Time,
    user::{Permissions, Role, User},
};
use tessera_ports::{StoreError, counters, error::Unique, tokens::Audience, tx::Tx};

/// What somebody says of themselves, as it was typed.
#[derive(Clone)]
pub struct Registration {
    /// Whose person it will be.
    pub tenant: Tenant,
    /// Whose client they come with.
    pub audience: Audience,
    /// The name to sign in with.
    pub login: String,
    /// Where mail goes.
    pub email: String,
    /// The password.
    pub password: String,
    /// Given name; may be empty.
    pub first_name: String,
    /// Family name; may be empty.
    pub last_name: String,
    /// The key of their project, in any case; made from the login if there is none.
    pub project_key: Option<String>,
    /// The name of their project; made from the login if there is none.
    pub project_name: Option<String>,
}

/// What was made.
#[derive(Clone, PartialEq, Eq)]
pub struct Registered {
    /// The account.
    pub user: User,
    /// The project, whose superadmin it is.
    pub project: Project,
    /// What the client goes on with.
    pub grant: Grant,
}

/// Makes the account, its project and its first session in one transaction. Slow, like signing in.
///
/// # Errors
/// [`Error::RegistrationClosed`]; [`Error::Invalid`] with every [`field`] at fault, taken names among them.
pub fn register(app: &Application, wanted: &Registration, visitor: &Visitor) -> Result<Registered> {
    if !app.policy.registration || wanted.tenant.state != TenantState::Active {
        return Err(Error::RegistrationClosed);
    }
    let checked = check(app, wanted)?;
    // Hashing is slow on purpose and stays outside the transaction.
    let hash = app.passwords.hash(&wanted.password)?;
    let now = app.clock.now();
    let newcomer = Newcomer {
        app,
        wanted,
        checked,
        hash,
        id: app.ids.make(now),
        session: GrantDraft::new(app, wanted.audience, now),
        visitor,
        now,
    };
    let (user, project, holder) = app.store.transact(|tx| {
        let user = newcomer.account(tx)?;
        let project = newcomer.project(tx, &user)?;
        let holder = newcomer.session.begin(app, tx, &user, visitor)?;
        let events = newcomer.events(&user, &project);
        tx.events().append(user.tenant, &events)?;
        Ok::<_, Error>((user, project, holder))
    })?;
    Ok(Registered {
        user,
        project,
        grant: holder.sign(app, &newcomer.session.link)?,
    })
}

/// Somebody who is about to have an account, with all that a transaction must not make up.
struct Newcomer<'n> {
    app: &'n Application,
    wanted: &'n Registration,
    checked: Checked,
    hash: String,
    id: UserId,
    session: GrantDraft,
    visitor: &'n Visitor,
    now: Time,
}

impl Newcomer<'_> {
    /// Until the transaction ends nobody else can take a number, so of two who want one name or one address the
    /// second finds that the first has it.
    fn account(&self, tx: &mut dyn Tx) -> Result<User> {
        let tenant = self.wanted.tenant.id;
        let number = tx.counters().take(tenant, counters::USER, 1)?;
        refuse_taken(tx, tenant, &self.checked)?;
        let Checked {
            login,
            email,
            first_name,
            last_name,
            ..
        } = self.checked.clone();
        let user = User {
            tenant,
            id: self.id,
            number,
            login,
            first_name,
            last_name,
            email: Some(email.into_string()),
            role: Role::User,
            extra: Permissions::NONE,
            department: None,
            active: true,
            created_at: self.now,
        };
        tx.users().insert(tenant, &user).map_err(|error| match error {
            StoreError::Taken(Unique::UserLogin) => {
                Error::invalid(field::LOGIN, Problem::Taken { what: "user" })
            }
            other => other.into(),
        })?;
        tx.users().set_password(tenant, user.id, &self.hash)?;
        Ok(user)
    }

    fn project(&self, tx: &mut dyn Tx, user: &User) -> Result<Project> {
        let key = match &self.checked.project_key {
            Some(key) => key.clone(),
            None => key::free(tx, user)?,
        };
        let founder = Founder {
            tenant: user.tenant,
            user: user.id,
            ids: &*self.app.ids,
            now: self.now,
        };
        let wanted = CreateProject {
            key,
            name: self.project_name(user)?,
            description: None,
        };
        found(tx, &founder, &wanted).map_err(|error| match error {
            Error::Conflict(Clash::ProjectKeyTaken) if self.checked.project_key.is_some() => {
                Error::invalid(field::PROJECT_KEY, Problem::Taken { what: "project" })
            }
            // Somebody else made one just now; there are others.
            Error::Conflict(Clash::ProjectKeyTaken) => {
                StoreError::Busy("a project of that key is being made".into()).into()
            }
            other => other,
        })
    }

    fn project_name(&self, user: &User) -> Result<Name> {
        match &self.checked.project_name {
            Some(name) => Ok(name.clone()),
            None => Name::parse(format!("{}'s project", user.login.as_str()))
                .map_err(|problem| Error::invalid(field::PROJECT_NAME, problem)),
        }
    }

    fn events(&self, user: &User, project: &Project) -> [Event; 3] {
        let (who, request) = ((user.tenant, user.id), self.visitor.request.as_deref());
        let told = |kind, subject| event(&*self.app.ids, who, kind, subject, self.now, request);
        let of_project = birth([("key", json!(project.key)), ("name", json!(project.name))]);
        [
            told(EventKind::UserCreated, user.id.uuid()),
            Event {
                changes: of_project,
                ..told(EventKind::ProjectCreated, project.id.uuid())
            },
            self.session.started(self.app, user, self.visitor),
        ]
    }
}
