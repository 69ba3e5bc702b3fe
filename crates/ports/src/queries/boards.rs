//! Projects, columns, tags and contacts for screens.

use crate::error::StoreResult;
use tessera_domain::{
    client::Contact,
    id::TenantId,
    listing::{Direction, Page, Window},
    project::{Column, Project, ProjectKey},
    tag::Tag,
    text::{Label, Name, SearchTerm},
    time::Time,
    user::Login,
    visibility::ProjectSight,
};

/// Whoever made something, by number and login.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Maker {
    /// Their running number.
    pub number: i64,
    /// The name to sign in with.
    pub login: Login,
}

/// A project with what belongs to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProjectSheet {
    /// The project.
    pub project: Project,
    /// Who made it.
    pub created_by: Option<Maker>,
    /// How many tickets lie in it.
    pub tickets: i64,
    /// How many columns its board has.
    pub columns: i64,
}

/// A column with its project's names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ColumnSheet {
    /// The column.
    pub column: Column,
    /// Its project's running number.
    pub project_number: i64,
    /// Its project's key.
    pub project_key: ProjectKey,
    /// How many tickets lie in it.
    pub tickets: i64,
}

/// A tag with its project's names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TagSheet {
    /// The tag.
    pub tag: Tag,
    /// Its project's running number.
    pub project_number: i64,
    /// Its project's name.
    pub project_name: Name,
    /// Who made it.
    pub created_by: Option<Maker>,
    /// How many tickets bear it.
    pub tickets: i64,
    /// How many contacts stand beside it.
    pub contacts: i64,
}

/// A contact beside a tag.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TagContactSheet {
    /// The running number of their standing there.
    pub number: i64,
    /// The tag's running number.
    pub tag_number: i64,
    /// The contact.
    pub contact: Contact,
    /// What they are to the tag; may be empty.
    pub role: Label,
    /// When they were put there.
    pub added_at: Time,
    /// By whom.
    pub added_by: Option<Maker>,
}

/// Which columns, in what order.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ColumnsWanted {
    /// Of the project of this number; of all in sight if not said.
    pub project: Option<i64>,
    /// In what order.
    pub order: ColumnOrder,
}

/// What columns are sorted by. Equal ones are told apart by their number.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ColumnOrder {
    /// Board by board, by the project's number; on each from left to right.
    #[default]
    Board,
    /// By their places, whatever the board.
    Place(Direction),
    /// By when they were made.
    Created(Direction),
}

/// Which tags. They come by text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TagsAsked {
    /// Of the project of this number; of all in sight if not said.
    pub project: Option<i64>,
    /// Each of these in the text or the description.
    pub search: Vec<SearchTerm>,
}

/// Projects, columns, tags and contacts. Every list takes the same few statements, however long it is.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait BoardQueries: Send + Sync {
    /// Projects in sight, by name.
    fn projects(
        &self,
        tenant: TenantId,
        sight: ProjectSight,
        window: Window,
    ) -> StoreResult<Page<ProjectSheet>>;

    /// The project of that number, if it is in sight.
    fn project(
        &self,
        tenant: TenantId,
        sight: ProjectSight,
        number: i64,
    ) -> StoreResult<Option<ProjectSheet>>;

    /// Columns of projects in sight.
    fn columns(
        &self,
        tenant: TenantId,
        sight: ProjectSight,
        wanted: &ColumnsWanted,
        window: Window,
    ) -> StoreResult<Page<ColumnSheet>>;

    /// The column of that number, if its project is in sight.
    fn column(&self, tenant: TenantId, sight: ProjectSight, number: i64) -> StoreResult<Option<ColumnSheet>>;

    /// Tags of projects in sight, by text.
    fn tags(
        &self,
        tenant: TenantId,
        sight: ProjectSight,
        asked: &TagsAsked,
        window: Window,
    ) -> StoreResult<Page<TagSheet>>;

    /// The tag of that number, if its project is in sight.
    fn tag(&self, tenant: TenantId, sight: ProjectSight, number: i64) -> StoreResult<Option<TagSheet>>;

    /// The contacts beside a tag, in the order in which they were put there; nothing when there is no such tag in
    /// sight.
    fn tag_contacts(
        &self,
        tenant: TenantId,
        sight: ProjectSight,
        tag: i64,
        window: Window,
    ) -> StoreResult<Option<Page<TagContactSheet>>>;

    /// Contacts with each of the terms in their name, e-mail address, title, department or description, by name.
    fn contacts(&self, tenant: TenantId, search: &[SearchTerm], window: Window)
    -> StoreResult<Page<Contact>>;

    /// The contact of that number.
    fn contact(&self, tenant: TenantId, number: i64) -> StoreResult<Option<Contact>>;
}
