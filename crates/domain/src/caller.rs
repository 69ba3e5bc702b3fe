//! The authenticated party behind a request.

use crate::{
    comment::Audience,
    event::Actor,
    id::{CredentialId, DepartmentId, SessionId, TenantId, UserId},
    user::{Permission, Permissions, Role},
    visibility::{ProjectSight, Sight, Ties},
};

/// Who asks, read anew from the database for every request, so that a changed right counts at once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Caller {
    /// The tenant, which comes from the credential and from nowhere else.
    pub tenant: TenantId,
    /// The person acting, or the one that another system acts for.
    pub user: UserId,
    /// Whether it is the person or another system.
    pub kind: CallerKind,
    /// The credential that was presented; idempotency keys and limits belong to it.
    pub credential: CredentialId,
    /// The session that the credential belongs to, if it is a signed-in person's.
    pub session: Option<SessionId>,
    /// The person's role.
    pub role: Role,
    /// Everything the person may do.
    pub permissions: Permissions,
    /// The person's department.
    pub department: Option<DepartmentId>,
}

/// Who looks at a ticket: what of it they may see depends on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Viewer {
    /// Which tickets they see.
    pub sight: Sight,
    /// The person, whose own part is shown.
    pub user: UserId,
    /// Whether they read internal comments, notes and files.
    pub internal: bool,
}

/// Who it is that acts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CallerKind {
    /// The person.
    Person,
    /// Another system by an integration token, for the token's owner. It reaches only the tickets that the token
    /// opened.
    Integration,
}

impl Caller {
    /// Who did it, as the event log says.
    pub const fn actor(&self) -> Actor {
        match self.kind {
            CallerKind::Person => Actor::User(self.user),
            CallerKind::Integration => Actor::Integration(self.credential),
        }
    }

    /// The token that a new ticket is opened by, if it is one.
    pub const fn source(&self) -> Option<CredentialId> {
        match self.kind {
            CallerKind::Person => None,
            CallerKind::Integration => Some(self.credential),
        }
    }

    /// Whether the caller may do this at all.
    pub const fn may(&self, permission: Permission) -> bool {
        self.permissions.allow(permission)
    }

    /// Which tickets the caller may see.
    pub fn sight(&self) -> Sight {
        if let Some(token) = self.source() {
            return Sight::OpenedBy { token };
        }
        Sight::of_person(self.user, self.role, self.permissions, self.department)
    }

    /// The caller as somebody who looks at tickets.
    pub fn viewer(&self) -> Viewer {
        Viewer {
            sight: self.sight(),
            user: self.user,
            internal: self.reads_internal(),
        }
    }

    /// Whether the caller is a person who is a member of the ticket's project. Members may assign people and,
    /// where a dialect says so, remove its tickets.
    pub fn is_member(&self, ties: &Ties) -> bool {
        matches!(self.kind, CallerKind::Person) && ties.has_member(self.user)
    }

    /// Which projects the caller may see, with their boards and tags.
    pub fn project_sight(&self) -> ProjectSight {
        match self.kind {
            CallerKind::Integration => ProjectSight::Nothing,
            CallerKind::Person if self.is_superuser() || self.may(Permission::ViewAllTickets) => {
                ProjectSight::Everything
            }
            CallerKind::Person => ProjectSight::Own(self.user),
        }
    }

    /// Whether the caller runs the tenant: an admin in person.
    pub const fn is_superuser(&self) -> bool {
        matches!(self.kind, CallerKind::Person) && matches!(self.role, Role::Admin | Role::SuperAdmin)
    }

    /// For whom the caller writes, where a dialect refuses nobody who wants to write internally without the right to:
    /// what they write is public, because what is internal they could not read themselves.
    pub const fn audience(&self, wanted: Audience) -> Audience {
        if self.may(Permission::CommentInternally) {
            wanted
        } else {
            Audience::Public
        }
    }

    /// Whether the caller reads internal comments, notes and files.
    pub const fn reads_internal(&self) -> bool {
        self.may(Permission::CommentInternally)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn who_may_not_write_internally_writes_for_everybody() {
        for role in Role::ALL {
            let caller = Caller {
                tenant: Uuid::from_u128(1).into(),
                user: Uuid::from_u128(2).into(),
                kind: CallerKind::Person,
                credential: Uuid::from_u128(3).into(),
                session: None,
                role,
                permissions: role.permissions(),
                department: None,
            };
            let internally = caller.audience(Audience::Internal);
            assert_eq!(internally.is_internal(), role != Role::User, "{role:?}");
            assert_eq!(caller.audience(Audience::Public), Audience::Public);
        }
    }
}
