//! Laying a policy down, and the form for that, which is the one for changing it too.

use super::{
    PATH, address,
    fields::Fields,
    step::{self, Choice},
    submit,
};
use crate::{
    admin::{
        command::perform,
        nav::{Nav, Section},
    },
    faults,
    here::{Here, SignedIn},
    page, words,
};
use actix_web::{HttpResponse, http::StatusCode};
use askama::Template;
use tessera_application::{
    departments,
    views::{DepartmentOrder, DepartmentSheet},
};
use tessera_domain::listing::Window;
use tessera_http::{
    fault::{Fault, FaultKind},
    form::FormBody,
};

/// How many departments there are to choose from. A policy of one beyond them keeps it.
const DEPARTMENTS: i64 = 500;

#[derive(Template)]
#[template(path = "console/approval_form.html")]
struct FormPage {
    nav: Nav,
    token: String,
    /// What the policy is called that is there.
    name: Option<String>,
    /// Where the form goes.
    address: String,
    /// The version that is changed.
    version: Option<i64>,
    departments: Vec<Department>,
    approvers: Vec<Choice>,
    done: Option<&'static str>,
    problem: Option<String>,
    fields: Fields,
}

/// A department to choose.
struct Department {
    number: String,
    name: String,
    is_chosen: bool,
}

/// The policy that a form changes.
pub(super) struct Stands {
    pub(super) number: i64,
    pub(super) name: String,
    pub(super) version: i64,
    /// The department that it has, if any, with its name.
    pub(super) department: Option<(i64, String)>,
}

/// What is told above a form.
#[derive(Default)]
pub(super) struct Notice {
    pub(super) done: Option<&'static str>,
    pub(super) problem: Option<String>,
}

/// `GET /console/approvals/new`
pub(super) async fn show(here: Here) -> Result<HttpResponse, Fault> {
    let Some(who) = here.admin(Section::Approvals).await? else {
        return Ok(here.sign_in_first());
    };
    render(
        &here,
        &who,
        StatusCode::OK,
        None,
        (Fields::new(), Notice::default()),
    )
    .await
}

/// `POST /console/approvals`
pub(super) async fn create(here: Here, body: FormBody) -> Result<HttpResponse, Fault> {
    let Some((who, form)) = here.form_of_admin(Section::Approvals, &body).await? else {
        return Ok(here.sign_in_first());
    };
    let mut fields = Fields::sent(&form);
    let Some(said) = fields.read() else {
        return render(
            &here,
            &who,
            StatusCode::BAD_REQUEST,
            None,
            (fields, Notice::default()),
        )
        .await;
    };
    let rows = submit::rows(&said);
    let made = match submit::wanted(&here, &who, said).await {
        Ok(policy) => perform(&here, &who, policy).await,
        Err(fault) => Err(fault),
    };
    match made {
        Ok(sheet) => Ok(page::go_to(&page::address(
            &address(sheet.policy.number),
            "done",
            Some("made"),
        ))),
        Err(fault) => refuse(&here, &who, None, (fields, rows), fault).await,
    }
}

/// The form again, which says why nothing was done.
pub(super) async fn refuse(
    here: &Here,
    who: &SignedIn,
    stands: Option<Stands>,
    (mut fields, rows): (Fields, Vec<usize>),
    fault: Fault,
) -> Result<HttpResponse, Fault> {
    let problem = match fault.kind {
        FaultKind::Invalid if fields.refuse(&fault.issues, &rows) => None,
        FaultKind::Unavailable => Some(words::BUSY.to_owned()),
        FaultKind::Stale => Some(words::CHANGED_MEANWHILE.to_owned()),
        _ => return Err(fault),
    };
    faults::log(here.work.request_id(), &fault);
    let notice = Notice { done: None, problem };
    let response = render(here, who, fault.kind.status(), stands, (fields, notice)).await?;
    Ok(page::wait(response, fault.retry_after_seconds()))
}

/// The form, of a policy that is there or of a new one.
pub(super) async fn render(
    here: &Here,
    who: &SignedIn,
    status: StatusCode,
    stands: Option<Stands>,
    (fields, notice): (Fields, Notice),
) -> Result<HttpResponse, Fault> {
    let caller = who.caller.clone();
    let window = Window::page(1, DEPARTMENTS);
    let known = here
        .work
        .read(move |app| departments::list(app, &caller, DepartmentOrder::Name, window))
        .await?;
    let own = stands.as_ref().and_then(|stands| stands.department.clone());
    let shown = FormPage {
        nav: Nav::of(who, Section::Approvals),
        token: who.token(here.app()),
        name: stands.as_ref().map(|stands| stands.name.clone()),
        address: stands
            .as_ref()
            .map_or_else(|| PATH.to_owned(), |stands| address(stands.number)),
        version: stands.map(|stands| stands.version),
        departments: choices(&known.items, own, &fields.department.value),
        approvers: step::choices(),
        done: notice.done,
        problem: notice.problem,
        fields,
    };
    page::show(status, &shown)
}

fn choices(known: &[DepartmentSheet], own: Option<(i64, String)>, chosen: &str) -> Vec<Department> {
    let all = known.iter().map(|sheet| &sheet.department);
    let beyond = own.filter(|(number, _)| all.clone().all(|known| known.number != *number));
    let named = all.map(|known| (known.number, known.name.as_str().to_owned()));
    named
        .chain(beyond)
        .map(|(number, name)| {
            let number = number.to_string();
            Department {
                is_chosen: number == chosen.trim(),
                number,
                name,
            }
        })
        .collect()
}
