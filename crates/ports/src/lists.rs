//! The tenant's own lists, inside a transaction.

use crate::error::StoreResult;
use tessera_domain::{
    client::{Client, Contact},
    id::{ClientId, ContactId, PriorityId, ProjectId, StatusId, TenantId},
    priority::Priority,
    project::{Board, Column, Project},
    status::Status,
};

/// Statuses, priorities, projects with their boards, clients and contacts.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Lists {
    /// Every status, by position.
    fn statuses(&mut self, tenant: TenantId) -> StoreResult<Vec<Status>>;
    /// One status.
    fn status(&mut self, tenant: TenantId, id: StatusId) -> StoreResult<Option<Status>>;
    /// Stores a new status. MUST give [`Taken`](crate::StoreError::Taken) for a key that exists.
    fn insert_status(&mut self, tenant: TenantId, status: &Status) -> StoreResult<()>;

    /// Every priority, by rank.
    fn priorities(&mut self, tenant: TenantId) -> StoreResult<Vec<Priority>>;
    /// One priority.
    fn priority(&mut self, tenant: TenantId, id: PriorityId) -> StoreResult<Option<Priority>>;
    /// Stores a new priority. MUST give [`Taken`](crate::StoreError::Taken) for a key that exists.
    fn insert_priority(&mut self, tenant: TenantId, priority: &Priority) -> StoreResult<()>;

    /// One project.
    fn project(&mut self, tenant: TenantId, id: ProjectId) -> StoreResult<Option<Project>>;
    /// The project for tickets that name none.
    fn default_project(&mut self, tenant: TenantId) -> StoreResult<Option<Project>>;
    /// The project of that key.
    fn project_by_key(&mut self, tenant: TenantId, key: &str) -> StoreResult<Option<Project>>;
    /// Stores a new project with its columns. MUST give [`Taken`](crate::StoreError::Taken) for a key that exists.
    fn insert_project(&mut self, tenant: TenantId, project: &Project, columns: &[Column]) -> StoreResult<()>;
    /// The project's board.
    fn board(&mut self, tenant: TenantId, project: ProjectId) -> StoreResult<Board>;

    /// One client.
    fn client(&mut self, tenant: TenantId, id: ClientId) -> StoreResult<Option<Client>>;
    /// Stores a new client.
    fn insert_client(&mut self, tenant: TenantId, client: &Client) -> StoreResult<()>;
    /// One contact.
    fn contact(&mut self, tenant: TenantId, id: ContactId) -> StoreResult<Option<Contact>>;
}
