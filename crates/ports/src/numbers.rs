//! From the running numbers that some dialects speak to the things they stand for.

use crate::error::StoreResult;
use tessera_domain::{
    id::{ColumnId, DepartmentId, ProjectId, TagId, TenantId, UserId},
    visibility::ProjectSight,
};

/// The numbers of things that are to be found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NumbersWanted {
    /// People.
    pub users: Vec<i64>,
    /// Projects.
    pub projects: Vec<i64>,
    /// Columns.
    pub columns: Vec<i64>,
    /// Tags.
    pub tags: Vec<i64>,
    /// Departments.
    pub departments: Vec<i64>,
}

impl NumbersWanted {
    /// Whether nothing is wanted.
    pub const fn is_empty(&self) -> bool {
        self.users.is_empty()
            && self.projects.is_empty()
            && self.columns.is_empty()
            && self.tags.is_empty()
            && self.departments.is_empty()
    }
}

/// A person with that number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NumberedUser {
    /// The number.
    pub number: i64,
    /// Who it is.
    pub id: UserId,
    /// Whether they may be named for new work.
    pub active: bool,
}

/// A project with that number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NumberedProject {
    /// The number.
    pub number: i64,
    /// Which it is.
    pub id: ProjectId,
}

/// A column with that number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NumberedColumn {
    /// The number.
    pub number: i64,
    /// Which it is.
    pub id: ColumnId,
    /// Whose board it is on.
    pub project: ProjectId,
}

/// A tag with that number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NumberedTag {
    /// The number.
    pub number: i64,
    /// Which it is.
    pub id: TagId,
    /// The project it belongs to.
    pub project: ProjectId,
}

/// A department with that number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NumberedDepartment {
    /// The number.
    pub number: i64,
    /// Which it is.
    pub id: DepartmentId,
}

/// Those of the wanted things that there are.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NumbersFound {
    /// People, active or not.
    pub users: Vec<NumberedUser>,
    /// Projects in sight.
    pub projects: Vec<NumberedProject>,
    /// Columns of projects in sight.
    pub columns: Vec<NumberedColumn>,
    /// Tags of projects in sight.
    pub tags: Vec<NumberedTag>,
    /// Departments.
    pub departments: Vec<NumberedDepartment>,
}

impl NumbersFound {
    /// The person with that number.
    pub fn user(&self, number: i64) -> Option<NumberedUser> {
        self.users.iter().find(|it| it.number == number).copied()
    }

    /// The project with that number.
    pub fn project(&self, number: i64) -> Option<NumberedProject> {
        self.projects.iter().find(|it| it.number == number).copied()
    }

    /// The column with that number.
    pub fn column(&self, number: i64) -> Option<NumberedColumn> {
        self.columns.iter().find(|it| it.number == number).copied()
    }

    /// The tag with that number.
    pub fn tag(&self, number: i64) -> Option<NumberedTag> {
        self.tags.iter().find(|it| it.number == number).copied()
    }

    /// The department with that number.
    pub fn department(&self, number: i64) -> Option<NumberedDepartment> {
        self.departments.iter().find(|it| it.number == number).copied()
    }
}

/// Finding things by their numbers.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Numbers {
    /// Those of the wanted things that there are in sight, in one statement whatever is wanted.
    fn numbered(
        &mut self,
        tenant: TenantId,
        sight: ProjectSight,
        wanted: &NumbersWanted,
    ) -> StoreResult<NumbersFound>;
}
