//! Projects with their members, and the columns of their boards, inside a transaction.
//!
//! Whoever changes a board holds its project first, so that two changes of one board come one after the other.
//! Tickets come and go meanwhile.

use crate::{
    error::StoreResult,
    queries::{ColumnSheet, ProjectSheet},
};
use tessera_domain::{
    id::{ColumnId, ProjectId, TenantId, UserId},
    project::{Column, Member, MemberRole, Project},
    visibility::ProjectSight,
};

/// Stored projects and boards.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Boards {
    /// The project of that number, if it is in sight.
    fn project(&mut self, tenant: TenantId, sight: ProjectSight, number: i64)
    -> StoreResult<Option<Project>>;

    /// The oldest project that the person made or is a member of.
    fn first_of(&mut self, tenant: TenantId, user: UserId) -> StoreResult<Option<Project>>;

    /// Holds the projects, in the order of their ids, so that until the transaction ends nobody else can change
    /// them or hold them.
    fn hold(&mut self, tenant: TenantId, projects: &[ProjectId]) -> StoreResult<()>;

    /// The project as lists show it.
    fn project_sheet(&mut self, tenant: TenantId, id: ProjectId) -> StoreResult<Option<ProjectSheet>>;

    /// Stores the project over its version before.
    ///
    /// MUST give [`Stale`](crate::StoreError::Stale) when the stored version is not the one before, and
    /// [`Taken`](crate::StoreError::Taken) for a key that exists.
    fn update_project(&mut self, tenant: TenantId, project: &Project) -> StoreResult<()>;

    /// Takes the project away, with its members, columns and tags.
    ///
    /// MUST give [`Dangling`](crate::StoreError::Dangling) while tickets lie in it.
    fn remove_project(&mut self, tenant: TenantId, id: ProjectId) -> StoreResult<()>;

    /// How many tickets lie in the project.
    fn tickets_in(&mut self, tenant: TenantId, id: ProjectId) -> StoreResult<i64>;

    /// The person's part in the project, if they are a member.
    fn role_of(
        &mut self,
        tenant: TenantId,
        project: ProjectId,
        user: UserId,
    ) -> StoreResult<Option<MemberRole>>;

    /// Makes the person a member with that role. Who is one already keeps the time at which they came.
    fn set_member(&mut self, tenant: TenantId, project: ProjectId, member: &Member) -> StoreResult<()>;

    /// Those of the numbers that are columns of projects in sight, by number.
    fn columns(&mut self, tenant: TenantId, sight: ProjectSight, numbers: &[i64])
    -> StoreResult<Vec<Column>>;

    /// The column as lists show it.
    fn column_sheet(&mut self, tenant: TenantId, id: ColumnId) -> StoreResult<Option<ColumnSheet>>;

    /// Stores a new column. MUST give [`Taken`](crate::StoreError::Taken) for a name that is on the board.
    fn insert_column(&mut self, tenant: TenantId, column: &Column) -> StoreResult<()>;

    /// Stores the column over its version before.
    ///
    /// MUST give [`Stale`](crate::StoreError::Stale) when the stored version is not the one before, and
    /// [`Taken`](crate::StoreError::Taken) for a name that is on the board.
    fn update_column(&mut self, tenant: TenantId, column: &Column) -> StoreResult<()>;

    /// Takes the column off its board.
    ///
    /// MUST give [`Dangling`](crate::StoreError::Dangling) while tickets lie in it.
    fn remove_column(&mut self, tenant: TenantId, id: ColumnId) -> StoreResult<()>;

    /// How many tickets lie in the column.
    fn tickets_in_column(&mut self, tenant: TenantId, column: &Column) -> StoreResult<i64>;
}
