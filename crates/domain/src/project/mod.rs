//! Projects, their members, and their boards.

mod board;
mod color;
mod key;

pub use board::{Board, Column, DEFAULT_COLUMNS, DefaultColumn};
pub use color::Color;
pub use key::ProjectKey;

use crate::{
    id::{ProjectId, UserId},
    text::{Description, Name},
    time::Time,
};

/// A body of work with one board. Every ticket lies in one; the tenant's default takes those that name none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Project {
    /// Its id.
    pub id: ProjectId,
    /// The tenant's running number of it.
    pub number: i64,
    /// `HELP`, unique in the tenant.
    pub key: ProjectKey,
    /// What people see.
    pub name: Name,
    /// What it is about.
    pub description: Option<Description>,
    /// Whether tickets that name no project go here; one of the tenant's does.
    pub default: bool,
    /// Who made it, where that was a person.
    pub created_by: Option<UserId>,
    /// When it was made.
    pub created_at: Time,
    /// When it changed last.
    pub updated_at: Time,
    /// Counts the changes, from 1.
    pub version: i64,
}

/// Somebody's part in a project.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Member {
    /// The person.
    pub user: UserId,
    /// What they may do there.
    pub role: MemberRole,
    /// When they came.
    pub added_at: Time,
}

/// What a member of a project may do there.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum MemberRole {
    /// See and change its tickets, and arrange its board.
    Member,
    /// Change the project itself and its tags too.
    SuperAdmin,
}

impl MemberRole {
    /// Every role, least first.
    pub const ALL: [Self; 2] = [Self::Member, Self::SuperAdmin];

    /// Its stored name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::SuperAdmin => "superadmin",
        }
    }

    /// The role of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.key() == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_read_back() {
        for role in MemberRole::ALL {
            assert_eq!(MemberRole::from_key(role.key()), Some(role));
        }
        assert!(MemberRole::Member < MemberRole::SuperAdmin);
    }
}
