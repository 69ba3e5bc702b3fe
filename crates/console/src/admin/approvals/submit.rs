//! From a filled-in form to what it asks for.

use super::{
    fields::Said,
    step::{StepSaid, Who},
};
use crate::here::{Here, SignedIn};
use tessera_application::{
    Error, Result as Outcome,
    approvals::{ApproverWanted, CreatePolicy, StepWanted, field},
    users,
};
use tessera_domain::issue::{FieldPath, Issue, Problem};
use tessera_http::fault::Fault;

/// Where each step stands on the page.
pub(super) fn rows(said: &Said) -> Vec<usize> {
    said.steps.iter().map(|step| step.row).collect()
}

/// What the form asks for. Logins are looked up one by one; there are no more of them than a policy has steps.
pub(super) async fn wanted(here: &Here, who: &SignedIn, said: Said) -> Result<CreatePolicy, Fault> {
    let tenant = who.caller.tenant;
    let Said {
        name,
        kinds,
        department,
        ranks,
        active,
        steps,
    } = said;
    let found = here.work.read(move |app| {
        let mut issues = Vec::new();
        let mut wanted = Vec::with_capacity(steps.len());
        for (place, StepSaid { who, hours, .. }) in steps.into_iter().enumerate() {
            let approver = match who {
                Who::Sort(approver) => approver,
                Who::Person(login) => match users::find(app, tenant, &login) {
                    Ok(user) => ApproverWanted::User(user.number),
                    Err(Error::NotFound(_)) => {
                        let path = FieldPath::field(field::STEPS).item(place).then(field::APPROVER);
                        issues.push(Issue::at(path, Problem::UnknownReference { what: "user" }));
                        continue;
                    }
                    Err(other) => return Err(other),
                },
            };
            wanted.push(StepWanted { approver, hours });
        }
        if issues.is_empty() {
            Outcome::Ok(wanted)
        } else {
            Err(Error::Invalid(issues))
        }
    });
    Ok(CreatePolicy {
        name,
        kinds,
        department,
        ranks,
        active,
        steps: found.await?,
    })
}
