//! Changing a policy. What others changed in the meantime is not written over unseen.

use super::{
    address,
    create::{self, Notice, Stands},
    fields::Fields,
    submit,
};
use crate::{
    admin::{command::perform, nav::Section},
    here::{Here, SignedIn},
    page,
};
use actix_web::{HttpResponse, http::StatusCode, web::Path};
use tessera_application::{
    approvals::{self, ChangePolicy, CreatePolicy},
    views::PolicySheet,
};
use tessera_domain::{
    issue::{Issue, Problem},
    ticket::Patch,
};
use tessera_http::{
    fault::{Fault, FaultKind},
    form::FormBody,
    query::Params,
};

/// `GET /console/approvals/{number}`
pub(super) async fn show(here: Here, number: Path<i64>, mut params: Params) -> Result<HttpResponse, Fault> {
    let Some(who) = here.admin(Section::Approvals).await? else {
        return Ok(here.sign_in_first());
    };
    let done = params.optional("done").text(20);
    let notice = Notice {
        done: done.and_then(|done| told(&done)),
        problem: None,
    };
    let sheet = find(&here, &who, number.into_inner()).await?;
    let fields = Fields::of(&sheet);
    create::render(
        &here,
        &who,
        StatusCode::OK,
        Some(Stands::of(&sheet)),
        (fields, notice),
    )
    .await
}

/// What was done, in words that are ours: the address may be anybody's.
fn told(done: &str) -> Option<&'static str> {
    match done {
        "made" => Some("The policy is laid down. It counts for tickets that are opened from now on."),
        "changed" => Some("The policy is changed. Approvals that have begun go on as they are."),
        _ => None,
    }
}

/// The policy of that number.
pub(super) async fn find(here: &Here, who: &SignedIn, number: i64) -> Result<PolicySheet, Fault> {
    let caller = who.caller.clone();
    here.work
        .read(move |app| approvals::show_policy(app, &caller, number))
        .await
}

impl Stands {
    pub(super) fn of(sheet: &PolicySheet) -> Self {
        Self {
            number: sheet.policy.number,
            name: sheet.policy.name.as_str().to_owned(),
            version: sheet.policy.version,
            department: sheet
                .department
                .as_ref()
                .map(|department| (department.number, department.name.clone())),
        }
    }
}

/// `POST /console/approvals/{number}`
pub(super) async fn edit(here: Here, number: Path<i64>, body: FormBody) -> Result<HttpResponse, Fault> {
    let Some((who, form)) = here.form_of_admin(Section::Approvals, &body).await? else {
        return Ok(here.sign_in_first());
    };
    let number = number.into_inner();
    let stands = Stands::of(&find(&here, &who, number).await?);
    let version = form.text("version").and_then(|version| version.parse().ok());
    let version: i64 = version.ok_or_else(|| Fault::from(Issue::new("version", Problem::Required)))?;
    let mut fields = Fields::sent(&form);
    let Some(said) = fields.read() else {
        // The version that was seen stays the one that is changed.
        let stands = Stands { version, ..stands };
        let told = (fields, Notice::default());
        return create::render(&here, &who, StatusCode::BAD_REQUEST, Some(stands), told).await;
    };
    let rows = submit::rows(&said);
    let changed = match submit::wanted(&here, &who, said).await {
        Ok(policy) => perform(&here, &who, change(number, version, policy)).await,
        Err(fault) => Err(fault),
    };
    match changed {
        Ok(_) => Ok(page::go_to(&page::address(
            &address(number),
            "done",
            Some("changed"),
        ))),
        Err(fault) => {
            // Only who is told that it changed goes on from there.
            let seen = if fault.kind == FaultKind::Stale {
                stands.version
            } else {
                version
            };
            let stands = Stands {
                version: seen,
                ..stands
            };
            create::refuse(&here, &who, Some(stands), (fields, rows), fault).await
        }
    }
}

/// All of it, whether it differs or not.
fn change(policy: i64, version: i64, wanted: CreatePolicy) -> ChangePolicy {
    let CreatePolicy {
        name,
        kinds,
        department,
        ranks,
        active,
        steps,
    } = wanted;
    ChangePolicy {
        policy,
        name: Some(name),
        kinds: Some(kinds),
        department: department.map_or(Patch::Clear, Patch::Set),
        ranks: Some(ranks),
        active: Some(active),
        steps: Some(steps),
        expected: Some(vec![version]),
    }
}
