//! Policies in words.

use crate::admin::labels::{kind, rank};
use tessera_application::views::PolicySheet;
use tessera_domain::{
    approval::{Approver, DueHours, Policy, PolicyStep},
    id::UserId,
    user::Role,
};

/// Whoever of a role is to decide.
pub(super) const fn somebody(role: Role) -> &'static str {
    match role {
        Role::User => "Somebody",
        Role::Technician => "A technician",
        Role::Manager => "A manager",
        Role::Admin => "An admin",
        Role::SuperAdmin => "A super admin",
    }
}

/// Who manages the ticket's department.
pub(super) const DEPARTMENT_MANAGER: &str = "The manager of the ticket's department";

/// Which tickets a policy is about: `Change, Epic; IT; High, Highest`.
pub(super) fn about(sheet: &PolicySheet) -> String {
    let Policy { kinds, ranks, .. } = &sheet.policy;
    let department = sheet
        .department
        .as_ref()
        .map(|department| department.name.clone());
    let parts = [
        listed(kinds.iter().map(|it| kind(*it))),
        department,
        listed(ranks.iter().map(|it| rank(*it))),
    ];
    let said: Vec<String> = parts.into_iter().flatten().collect();
    if said.is_empty() {
        "All tickets".to_owned()
    } else {
        said.join("; ")
    }
}

fn listed<'w>(words: impl Iterator<Item = &'w str>) -> Option<String> {
    let words: Vec<_> = words.collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// A step: `robin, within 8 hours`.
pub(super) fn step(sheet: &PolicySheet, step: &PolicyStep) -> String {
    format!("{}, within {}", approver(sheet, step.approver), hours(step.hours))
}

fn approver(sheet: &PolicySheet, approver: Approver) -> String {
    match approver {
        Approver::User(user) => login(sheet, user).unwrap_or_else(|| "Somebody who is gone".to_owned()),
        Approver::Role(role) => somebody(role).to_owned(),
        Approver::DepartmentManager => DEPARTMENT_MANAGER.to_owned(),
    }
}

/// The login of a person whom a policy names.
pub(super) fn login(sheet: &PolicySheet, user: UserId) -> Option<String> {
    let card = sheet.people.iter().find(|card| card.id == user);
    card.map(|card| card.login.clone())
}

fn hours(hours: DueHours) -> String {
    match hours.get() {
        1 => "1 hour".to_owned(),
        many => format!("{many} hours"),
    }
}
