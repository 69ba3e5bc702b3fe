//! Accounts on the wire.

use serde::Serialize;
use tessera_domain::{
    project::Project,
    user::{Role, User},
};
use utoipa::ToSchema;

/// A person, as told to themselves.
#[derive(Serialize, ToSchema)]
#[schema(as = Account)]
pub struct Account {
    /// Their number.
    #[schema(minimum = 1)]
    pub id: i64,
    /// The name by which they sign in.
    pub username: String,
    /// Where mail goes; empty if that is not known.
    pub email: String,
    /// Given name; may be empty.
    pub first_name: String,
    /// Family name; may be empty.
    pub last_name: String,
}

impl From<&User> for Account {
    fn from(user: &User) -> Self {
        Self {
            id: user.number,
            username: user.login.as_str().to_owned(),
            email: user.email.clone().unwrap_or_default(),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
        }
    }
}

/// A project by its names.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = ProjectName)]
pub struct ProjectName {
    /// Its number.
    #[schema(minimum = 1)]
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// Its short name.
    pub key: String,
}

impl ProjectName {
    /// Of a project.
    pub fn of(project: &Project) -> Self {
        Self {
            id: project.number,
            name: project.name.to_string(),
            key: project.key.to_string(),
        }
    }
}

/// The caller.
#[derive(Serialize, ToSchema)]
#[schema(as = Me)]
pub struct Me {
    /// Their number.
    #[schema(minimum = 1)]
    pub id: i64,
    /// The name by which they sign in.
    pub username: String,
    /// Where mail goes; empty if that is not known.
    pub email: String,
    /// Given name; may be empty.
    pub first_name: String,
    /// Family name; may be empty.
    pub last_name: String,
    /// Whether they see and may do everything.
    pub is_superuser: bool,
    /// The same.
    pub is_staff: bool,
    /// The projects that they see, by number, at most 100.
    pub projects: Vec<ProjectName>,
    /// Whether there are any.
    pub has_projects: bool,
}

impl Me {
    /// A person with the projects that they see.
    pub fn new(user: &User, projects: Vec<ProjectName>) -> Self {
        let Account {
            id,
            username,
            email,
            first_name,
            last_name,
        } = Account::from(user);
        let runs_all = runs_all(user.role);
        Self {
            id,
            username,
            email,
            first_name,
            last_name,
            is_superuser: runs_all,
            is_staff: runs_all,
            has_projects: !projects.is_empty(),
            projects,
        }
    }
}

/// Whether people of that role are what the vendor calls superusers.
const fn runs_all(role: Role) -> bool {
    match role {
        Role::Admin | Role::SuperAdmin => true,
        Role::User | Role::Technician | Role::Manager => false,
    }
}
