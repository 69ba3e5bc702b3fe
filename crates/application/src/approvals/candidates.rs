//! Who could decide about a ticket.

use crate::error::Result;
use tessera_domain::{
    approval::{Approver, Requesters},
    id::{DepartmentId, TenantId, UserId},
    user::{Permission, Role, User},
};
use tessera_ports::tx::Tx;

/// Whoever runs the tenant.
const ADMINS: [Role; 2] = [Role::Admin, Role::SuperAdmin];

/// Active people who could decide, the best first.
#[derive(Default)]
pub(super) struct Candidates(Vec<User>);

impl Candidates {
    /// Those who decide about tickets of that department where nothing else is said: who manages it, and the admins.
    pub(super) fn usual(tx: &mut dyn Tx, tenant: TenantId, department: Option<DepartmentId>) -> Result<Self> {
        let mut found = Self::managers(tx, tenant, department)?;
        found.0.extend(tx.users().holding(tenant, &ADMINS, None)?);
        Ok(found)
    }

    /// Those who manage the department: the one whom it names, then whoever else is a manager there.
    pub(super) fn managers(
        tx: &mut dyn Tx,
        tenant: TenantId,
        department: Option<DepartmentId>,
    ) -> Result<Self> {
        let mut found = Self::default();
        let Some(id) = department else { return Ok(found) };
        let named = tx.departments().find(tenant, id)?.and_then(|it| it.manager);
        if let Some(manager) = named {
            found.add(tx, tenant, manager)?;
        }
        found
            .0
            .extend(tx.users().holding(tenant, &[Role::Manager], department)?);
        Ok(found)
    }

    /// Those whom a policy means, before the usual ones.
    pub(super) fn meant(
        tx: &mut dyn Tx,
        tenant: TenantId,
        approver: Approver,
        department: Option<DepartmentId>,
    ) -> Result<Self> {
        let mut found = Self::default();
        match approver {
            Approver::DepartmentManager => {}
            Approver::User(user) => found.add(tx, tenant, user)?,
            Approver::Role(role) => {
                if department.is_some() {
                    found.0.extend(tx.users().holding(tenant, &[role], department)?);
                }
                found.0.extend(tx.users().holding(tenant, &[role], None)?);
            }
        }
        Ok(found)
    }

    /// The same with these behind them.
    pub(super) fn or(mut self, others: &Self) -> Self {
        self.0.extend(others.0.iter().cloned());
        self
    }

    /// The same without that person.
    pub(super) fn without(mut self, user: UserId) -> Self {
        self.0.retain(|candidate| candidate.id != user);
        self
    }

    /// Who of them decides about such a wish.
    pub(super) fn choose(&self, requesters: Requesters) -> Option<&User> {
        let chosen = requesters.choose(&self.ids())?;
        self.0.iter().find(|candidate| candidate.id == chosen)
    }

    /// Which people they are.
    pub(super) fn ids(&self) -> Vec<UserId> {
        self.0.iter().map(|candidate| candidate.id).collect()
    }

    fn add(&mut self, tx: &mut dyn Tx, tenant: TenantId, user: UserId) -> Result<()> {
        let found = tx.users().find(tenant, user)?;
        self.0.extend(found.filter(|user| user.active));
        Ok(())
    }
}

/// Whether somebody sees the tickets of that department without any part in them. Others must watch a ticket to see what
/// they decide about.
pub(super) fn sees_anyway(user: &User, department: Option<DepartmentId>) -> bool {
    let manages = user.role == Role::Manager && department.is_some() && user.department == department;
    manages || user.permissions().allow(Permission::ViewAllTickets)
}
