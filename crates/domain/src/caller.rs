//! The authenticated party behind a request.

use crate::{
    id::{CredentialId, DepartmentId, SessionId, TenantId, UserId},
    user::{Permission, Permissions, Role},
    visibility::Sight,
};

/// Who asks, read anew from the database for every request, so that a changed right counts at once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Caller {
    /// The tenant, which comes from the credential and from nowhere else.
    pub tenant: TenantId,
    /// The person acting.
    pub user: UserId,
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

impl Caller {
    /// Whether the caller may do this at all.
    pub const fn may(&self, permission: Permission) -> bool {
        self.permissions.allow(permission)
    }

    /// Which tickets the caller may see.
    pub fn sight(&self) -> Sight {
        if self.may(Permission::ViewAllTickets) {
            return Sight::Everything;
        }
        let department = if matches!(self.role, Role::Manager) {
            self.department
        } else {
            None
        };
        Sight::Personal {
            user: self.user,
            department,
        }
    }

    /// Whether the caller reads internal comments, notes and files.
    pub const fn reads_internal(&self) -> bool {
        self.may(Permission::CommentInternally)
    }
}
