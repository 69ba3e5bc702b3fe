//! People: their role, what the role permits, and the names dialects show.

use crate::{
    caller::Viewer,
    id::{DepartmentId, TenantId, UserId},
    issue::Problem,
    time::Time,
    visibility::Sight,
};

/// A person of one tenant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct User {
    /// Whose user this is.
    pub tenant: TenantId,
    /// The id, for dialects that speak UUIDs.
    pub id: UserId,
    /// The tenant's running number, for dialects that speak integers. User 1 is the first admin.
    pub number: i64,
    /// The name to sign in with, unique in the tenant without regard to case.
    pub login: Login,
    /// Given name; may be empty.
    pub first_name: String,
    /// Family name; may be empty.
    pub last_name: String,
    /// Where mail goes; unverified addresses are kept out of sign-in decisions.
    pub email: Option<String>,
    /// What the person is, which decides what they may do.
    pub role: Role,
    /// Rights beyond the role's own.
    pub extra: Permissions,
    /// The department whose tickets a manager sees.
    pub department: Option<DepartmentId>,
    /// An inactive person's credentials are all refused.
    pub active: bool,
    /// When the account was made.
    pub created_at: Time,
}

impl User {
    /// Everything this person may do: the role's rights and their own.
    pub fn permissions(&self) -> Permissions {
        self.role.permissions().with(self.extra)
    }

    /// The person as somebody who looks at tickets.
    pub fn viewer(&self) -> Viewer {
        let permissions = self.permissions();
        Viewer {
            sight: Sight::of_person(self.id, self.role, permissions, self.department),
            user: self.id,
            internal: permissions.allow(Permission::CommentInternally),
        }
    }

    /// "First Last", with the login where neither is known.
    pub fn display_name(&self) -> String {
        match (self.first_name.as_str(), self.last_name.as_str()) {
            ("", "") => self.login.as_str().to_owned(),
            (first, "") => first.to_owned(),
            ("", last) => last.to_owned(),
            (first, last) => format!("{first} {last}"),
        }
    }
}

/// The name to sign in with: 1 to 150 scalars without white space or control characters.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Login(String);

impl Login {
    /// Takes a text of that form.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        crate::text::check(text, 1, 150)?;
        if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(Problem::Rule(
                "must not contain white space or control characters",
            ));
        }
        Ok(Self(text.to_owned()))
    }

    /// The text as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form that is unique.
    pub fn folded(&self) -> String {
        crate::text::fold(&self.0)
    }
}

/// What a person is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Role {
    /// Asks for things: sees and follows own tickets.
    User,
    /// Works on all tickets.
    Technician,
    /// Runs a department.
    Manager,
    /// Runs the tenant.
    Admin,
    /// Runs the tenant and its admins.
    SuperAdmin,
}

impl Role {
    /// Every role, least first.
    pub const ALL: [Self; 5] = [
        Self::User,
        Self::Technician,
        Self::Manager,
        Self::Admin,
        Self::SuperAdmin,
    ];

    /// Its stored and shown name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Technician => "technician",
            Self::Manager => "manager",
            Self::Admin => "admin",
            Self::SuperAdmin => "super_admin",
        }
    }

    /// The role of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.key() == key)
    }

    /// What every holder of the role may do. Which tickets it may be done to is [`crate::visibility`]'s rule.
    pub const fn permissions(self) -> Permissions {
        use Permission as P;
        match self {
            Self::User => Permissions::of(&[
                P::ViewTickets,
                P::CreateTickets,
                P::EditTickets,
                P::CommentTickets,
            ]),
            Self::Technician => Permissions::of(&[
                P::ViewTickets,
                P::ViewAllTickets,
                P::CreateTickets,
                P::EditTickets,
                P::AssignTickets,
                P::CommentTickets,
                P::CommentInternally,
                P::LogTime,
            ]),
            Self::Manager => Permissions::of(&[
                P::ViewTickets,
                P::CreateTickets,
                P::EditTickets,
                P::AssignTickets,
                P::CommentTickets,
                P::CommentInternally,
                P::LogTime,
            ]),
            Self::Admin | Self::SuperAdmin => Permissions::ALL,
        }
    }
}

/// One thing a person may do.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Permission {
    /// See tickets, within the visibility rule.
    ViewTickets,
    /// See every ticket of the tenant.
    ViewAllTickets,
    /// Open tickets.
    CreateTickets,
    /// Change tickets, within the edit rule.
    EditTickets,
    /// Say who works on a ticket.
    AssignTickets,
    /// Remove tickets for good.
    DeleteTickets,
    /// Write under tickets.
    CommentTickets,
    /// Write and read what requesters may not see.
    CommentInternally,
    /// Record working time.
    LogTime,
    /// Create people, roles and credentials.
    ManageUsers,
    /// Issue, limit and end integration tokens, and see what they do.
    ManageIntegrations,
}

impl Permission {
    /// Every permission, in the order of their bits.
    pub const ALL: [Self; 11] = [
        Self::ViewTickets,
        Self::ViewAllTickets,
        Self::CreateTickets,
        Self::EditTickets,
        Self::AssignTickets,
        Self::DeleteTickets,
        Self::CommentTickets,
        Self::CommentInternally,
        Self::LogTime,
        Self::ManageUsers,
        Self::ManageIntegrations,
    ];

    /// Its stored and shown name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::ViewTickets => "view_tickets",
            Self::ViewAllTickets => "view_all_tickets",
            Self::CreateTickets => "create_tickets",
            Self::EditTickets => "edit_tickets",
            Self::AssignTickets => "assign_tickets",
            Self::DeleteTickets => "delete_tickets",
            Self::CommentTickets => "comment_tickets",
            Self::CommentInternally => "comment_internally",
            Self::LogTime => "log_time",
            Self::ManageUsers => "manage_users",
            Self::ManageIntegrations => "manage_integrations",
        }
    }

    /// The permission of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.key() == key)
    }

    const fn bit(self) -> u32 {
        match self {
            Self::ViewTickets => 1,
            Self::ViewAllTickets => 1 << 1,
            Self::CreateTickets => 1 << 2,
            Self::EditTickets => 1 << 3,
            Self::AssignTickets => 1 << 4,
            Self::DeleteTickets => 1 << 5,
            Self::CommentTickets => 1 << 6,
            Self::CommentInternally => 1 << 7,
            Self::LogTime => 1 << 8,
            Self::ManageUsers => 1 << 9,
            Self::ManageIntegrations => 1 << 10,
        }
    }
}

/// A set of permissions.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Permissions(u32);

impl Permissions {
    /// Nothing at all.
    pub const NONE: Self = Self(0);
    /// Everything there is.
    pub const ALL: Self = Self::of(&Permission::ALL);

    /// The set of these.
    pub const fn of(permissions: &[Permission]) -> Self {
        let mut bits = 0;
        let mut rest = permissions;
        while let [first, others @ ..] = rest {
            bits |= first.bit();
            rest = others;
        }
        Self(bits)
    }

    /// Both sets together.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the permission is in the set.
    pub const fn allow(self, permission: Permission) -> bool {
        self.0 & permission.bit() != 0
    }

    /// The permissions in the set, in order.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL
            .into_iter()
            .filter(move |permission| self.allow(*permission))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_has_a_bit_of_its_own() {
        let bits: u32 = Permission::ALL.iter().map(|p| p.bit()).sum();
        assert_eq!(bits, (1 << Permission::ALL.len()) - 1);
        assert_eq!(Permissions::ALL.iter().count(), Permission::ALL.len());
    }

    #[test]
    fn names_read_back() {
        for role in Role::ALL {
            assert_eq!(Role::from_key(role.key()), Some(role));
        }
        for permission in Permission::ALL {
            assert_eq!(Permission::from_key(permission.key()), Some(permission));
        }
        assert_eq!(Role::from_key("root"), None);
    }

    #[test]
    fn only_technicians_and_admins_see_everything_by_role() {
        let seers: Vec<_> = Role::ALL
            .into_iter()
            .filter(|role| role.permissions().allow(Permission::ViewAllTickets))
            .collect();
        assert_eq!(seers, [Role::Technician, Role::Admin, Role::SuperAdmin]);
    }

    #[test]
    fn requesters_neither_read_nor_write_internally() {
        assert!(!Role::User.permissions().allow(Permission::CommentInternally));
    }

    #[test]
    fn logins_hold_no_white_space() {
        assert!(Login::parse("robin.sample").is_ok());
        for bad in ["", "a b", "a\tb", "a\0", &"x".repeat(151)] {
            assert!(Login::parse(bad).is_err(), "{bad:?}");
        }
        assert_eq!(Login::parse("Ärmel").unwrap().folded(), "ärmel");
    }
}
