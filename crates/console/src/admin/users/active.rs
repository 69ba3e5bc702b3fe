//! Closing an account, and opening it again.

use super::{find, one};
use crate::{admin::nav::Section, here::Here};
use actix_web::{HttpResponse, web::Path};
use tessera_application::users;
use tessera_domain::issue::{Issue, Problem};
use tessera_http::{fault::Fault, form::FormBody};

/// `POST /console/users/{number}/active`
pub(super) async fn set(here: Here, number: Path<i64>, body: FormBody) -> Result<HttpResponse, Fault> {
    let Some((who, form)) = here.form_of_admin(Section::Users, &body).await? else {
        return Ok(here.sign_in_first());
    };
    let number = number.into_inner();
    let (active, what) = match form.text("active") {
        Some("true") => (true, "enabled"),
        Some("false") => (false, "disabled"),
        _ => return Err(Issue::new("active", Problem::Required).into()),
    };
    let set = here.act(&who, move |app, hand| {
        let user = find(app, hand, number)?;
        users::set_active(app, hand, user.id, active)
    });
    match set.await {
        Ok(_) => Ok(one::done(number, what)),
        Err(fault) => one::refuse(&here, &who, number, fault).await,
    }
}
