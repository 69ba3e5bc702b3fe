//! Approval policies, departments, and what waits for a decision, as the console finds and changes them.

use super::{NOW, World, robin, tenant, webhooks::part};
use tessera_domain::{
    approval::{Approver, DueHours, Policy, PolicyStep, Step, StepState},
    department::Department,
    id::TenantId,
    priority::Rank,
    status::StatusCategory,
    text::Name,
    ticket::Kind,
    time::Time,
    user::User,
};
use tessera_ports::{
    approvals::{ApprovalSheet, PolicySheet, TicketBrief},
    departments::DepartmentSheet,
    queries::{DepartmentLabel, MockQueries, PersonCard},
    tx::MockTx,
};
use uuid::Uuid;

/// A department of that number.
pub(crate) fn department(number: i64) -> Department {
    Department {
        id: Uuid::from_u128(5000 + u128::try_from(number).unwrap()).into(),
        number,
        name: Name::parse(format!("<b>Department {number}")).unwrap(),
        manager: None,
        version: 1,
    }
}

/// A policy of that number: Robin decides about changes.
pub(crate) fn policy(number: i64) -> Policy {
    Policy {
        id: Uuid::from_u128(6000 + u128::try_from(number).unwrap()).into(),
        number,
        name: Name::parse(format!("<b>Policy {number}")).unwrap(),
        kinds: vec![Kind::Change],
        department: None,
        ranks: vec![Rank::HIGH],
        active: true,
        steps: vec![PolicyStep {
            approver: Approver::User(robin()),
            hours: DueHours::parse(8).unwrap(),
        }],
        version: 3,
    }
}

/// What Robin is to decide, due in so many seconds.
pub(crate) fn waiting(number: i64, due: i64) -> ApprovalSheet {
    let now = Time::from_micros(NOW).unwrap();
    ApprovalSheet {
        step: Step {
            id: Uuid::from_u128(7000).into(),
            number,
            place: 1,
            approver: robin(),
            state: StepState::Pending,
            action: None,
            comments: None,
            conditions: Vec::new(),
            delegated_to: None,
            decided_by: None,
            escalates: true,
            hours: DueHours::USUAL,
            due_at: now.plus_seconds(due),
            created_at: now,
            updated_at: now,
            completed_at: None,
        },
        workflow_number: 1,
        ticket: TicketBrief {
            id: Uuid::from_u128(7001).into(),
            number: 1,
            reference: "TKT-1".to_owned(),
            title: "<u>Laptop".to_owned(),
            rank: Rank::MEDIUM,
            status_key: "pending_approval".to_owned(),
            status_category: StatusCategory::Waiting,
            department: None,
            created_by: None,
        },
        approver: card(robin(), 1, "robin"),
        delegated_to: None,
    }
}

fn card(id: tessera_domain::id::UserId, number: i64, login: &str) -> PersonCard {
    PersonCard {
        id,
        number,
        login: login.to_owned(),
        first: String::new(),
        last: String::new(),
        email: None,
    }
}

impl World {
    fn sheet(&self, policy: Policy) -> PolicySheet {
        let departments = self.stored(|stored| stored.departments.clone());
        let of = departments
            .iter()
            .find(|known| Some(known.id) == policy.department);
        let named = policy.steps.iter().filter_map(|step| match step.approver {
            Approver::User(user) => self.somebody(user),
            Approver::Role(_) | Approver::DepartmentManager => None,
        });
        PolicySheet {
            department: of.map(|known| DepartmentLabel {
                id: known.id,
                number: known.number,
                name: known.name.as_str().to_owned(),
            }),
            people: named
                .map(|user: User| card(user.id, user.number, user.login.as_str()))
                .collect(),
            policy,
        }
    }

    fn policy_of(&self, asked: TenantId, number: i64) -> Option<Policy> {
        let all = self.stored(|stored| stored.policies.clone());
        all.into_iter()
            .find(|policy| asked == tenant() && policy.number == number)
    }

    pub(super) fn expect_policy_lists(&self, queries: &mut MockQueries) {
        let world = self.clone();
        queries.approvals.expect_policies().returning(move |_, window| {
            let all = world.stored(|stored| stored.policies.clone());
            let sheets: Vec<_> = all.into_iter().map(|policy| world.sheet(policy)).collect();
            Ok(part(&sheets, window))
        });
        let world = self.clone();
        queries
            .approvals
            .expect_policy_numbered()
            .returning(move |tenant, number| {
                Ok(world.policy_of(tenant, number).map(|policy| world.sheet(policy)))
            });
        let world = self.clone();
        queries
            .approvals
            .expect_pending_approvals()
            .returning(move |_, _, _, window| Ok(world.stored(|stored| part(&stored.waiting, window))));
        let world = self.clone();
        queries
            .departments
            .expect_departments()
            .returning(move |_, _, window| {
                let all = world.stored(|stored| stored.departments.clone());
                let sheet = |department| DepartmentSheet {
                    department,
                    manager: None,
                    people: 0,
                };
                let sheets: Vec<_> = all.into_iter().map(sheet).collect();
                Ok(part(&sheets, window))
            });
    }

    pub(super) fn expect_policies(&self, tx: &mut MockTx) {
        let world = self.clone();
        tx.approvals
            .expect_policy()
            .returning(move |tenant, number| Ok(world.policy_of(tenant, number)));
        let world = self.clone();
        tx.approvals.expect_policy_sheet().returning(move |_, id| {
            let all = world.stored(|stored| stored.policies.clone());
            let found = all.into_iter().find(|policy| policy.id == id);
            Ok(found.map(|policy| world.sheet(policy)))
        });
        let world = self.clone();
        tx.approvals.expect_insert_policy().returning(move |_, policy| {
            world.stored(|stored| stored.policies.push(policy.clone()));
            Ok(())
        });
        let world = self.clone();
        tx.approvals.expect_update_policy().returning(move |_, policy| {
            world.stored(|stored| {
                let mut all = stored.policies.iter_mut();
                let stands = all.find(|other| other.id == policy.id).unwrap();
                stands.clone_from(policy);
            });
            Ok(())
        });
        let world = self.clone();
        tx.approvals.expect_remove_policy().returning(move |_, id| {
            world.stored(|stored| stored.policies.retain(|policy| policy.id != id));
            Ok(())
        });
        let world = self.clone();
        tx.departments.expect_by_number().returning(move |_, number| {
            let all = world.stored(|stored| stored.departments.clone());
            Ok(all.into_iter().find(|department| department.number == number))
        });
        let world = self.clone();
        tx.users.expect_named().returning(move |_, _, numbers| {
            let people = world.everybody().into_iter();
            Ok(people
                .filter(|user| user.active && numbers.contains(&user.number))
                .collect())
        });
    }
}
