//! Tenants and their people, as values that tests speak through.

use crate::{TestApp, http::Client};
use std::ops::Deref;
use tessera_application::{
    Call,
    credentials::{NewApiKey, issue_api_key},
    hand::Hand,
    tickets::CreateTicket,
    users::{NewUser, set_password},
};
use tessera_domain::{
    caller::Caller,
    id::{CredentialId, TenantId, TicketId, UserId},
    tenant::Slug,
    text::{Name, Title},
    ticket::{Ticket, TicketPatch},
    user::{Login, Permissions, Role},
};
use tessera_ports::{credentials::CredentialKind, idempotency::StoredAnswer};

/// A tenant with an admin.
pub struct TestTenant<'a> {
    app: &'a TestApp,
    /// Its id.
    pub id: TenantId,
    /// Its slug.
    pub slug: String,
    /// Its admin.
    pub admin: TestUser,
}

/// A person with an API key: whatever is sent through this value is sent with the key.
#[derive(Clone)]
pub struct TestUser {
    /// Whose person.
    pub tenant: TenantId,
    /// Their id.
    pub id: UserId,
    /// Their login.
    pub login: String,
    /// What they are.
    pub role: Role,
    /// The key.
    pub api_key: String,
    /// The key's own id.
    pub credential: CredentialId,
    client: Client,
}

impl Deref for TestUser {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl<'a> TestTenant<'a> {
    pub(crate) fn create(app: &'a TestApp, slug: &str) -> Self {
        let name = Name::parse(slug).expect("a slug is a name");
        let tenant =
            tessera_application::tenants::create(&app.app, &Slug::parse(slug).expect("a slug"), &name);
        let id = tenant.expect("the tenant can be made").id;
        let admin = make_user(app, id, "admin", Role::Admin, Permissions::NONE);
        Self {
            app,
            id,
            slug: slug.to_owned(),
            admin,
        }
    }

    pub(crate) fn home(app: &'a TestApp) -> Self {
        let slug = &app.app.policy.default_tenant;
        let id = tessera_application::tenants::find(&app.app, slug)
            .expect("the first start opened it")
            .id;
        Self {
            app,
            id,
            slug: slug.as_str().to_owned(),
            admin: make_user(app, id, "boss", Role::Admin, Permissions::NONE),
        }
    }

    /// A person with nothing beyond their role.
    pub fn user(&self, login: &str, role: Role) -> TestUser {
        self.user_with(login, role, Permissions::NONE)
    }

    /// A person with more rights.
    pub fn user_with(&self, login: &str, role: Role, extra: Permissions) -> TestUser {
        make_user(self.app, self.id, login, role, extra)
    }

    /// A person who can sign in by password.
    pub fn user_with_password(&self, login: &str, role: Role, password: &str) -> TestUser {
        let user = self.user(login, role);
        set_password(&self.app.app, &Hand::Operator(self.id), user.id, password)
            .expect("the password can be set");
        user
    }

    /// A ticket of the admin's, made past the web.
    pub fn ticket(&self, title: &str) -> Ticket {
        self.ticket_of(&self.admin, title, TicketPatch::default())
    }

    /// A ticket of that person's with more in it, made past the web.
    pub fn ticket_of(&self, user: &TestUser, title: &str, patch: TicketPatch) -> Ticket {
        let title = Title::parse(title).expect("a title");
        let command = CreateTicket {
            title,
            project: None,
            status: None,
            priority: None,
            metadata: None,
            patch,
        };
        let call = Call {
            caller: self.caller(user),
            request: None,
            repeat: None,
        };
        let made: std::sync::Mutex<Option<TicketId>> = std::sync::Mutex::default();
        let render = |written: &tessera_application::tickets::Written| {
            *made.lock().expect("nobody panics here") = Some(written.ticket.id);
            StoredAnswer {
                status: 201,
                headers: Vec::new(),
                body: Vec::new(),
            }
        };
        self.app
            .app
            .perform(&call, &command, render)
            .expect("the ticket can be made");
        let id = made
            .into_inner()
            .expect("nobody panics here")
            .expect("it was rendered");
        let sight = tessera_domain::visibility::Sight::Everything;
        let view = self
            .app
            .app
            .queries
            .view(self.id, &sight, id)
            .expect("reading works");
        view.expect("the ticket is there").ticket
    }

    /// The caller that the person's key stands for.
    pub fn caller(&self, user: &TestUser) -> Caller {
        let presented = tessera_application::access::Presentation {
            secret: &user.api_key,
            kinds: &[CredentialKind::ApiKey],
            tenant: None,
        };
        tessera_application::access::authenticate(&self.app.app, &presented).expect("the key counts")
    }
}

fn make_user(app: &TestApp, tenant: TenantId, login: &str, role: Role, extra: Permissions) -> TestUser {
    let name = Login::parse(login).expect("a login");
    let new = NewUser {
        tenant,
        login: name.clone(),
        first_name: login.to_owned(),
        last_name: "Tester".to_owned(),
        email: Some(format!("{login}@example.org")),
        role,
        extra,
        department: None,
        password: None,
    };
    let user = tessera_application::users::create(&app.app, &new).expect("the user can be made");
    let key = NewApiKey {
        tenant,
        login: name,
        description: "test".to_owned(),
        expires_at: None,
    };
    let issued = issue_api_key(&app.app, &key).expect("the key can be issued");
    let client = app.anonymous().with("x-api-key", &issued.secret);
    TestUser {
        tenant,
        id: user.id,
        login: login.to_owned(),
        role,
        api_key: issued.secret,
        credential: issued.credential.id,
        client,
    }
}
