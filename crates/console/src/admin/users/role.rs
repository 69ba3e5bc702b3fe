//! Giving somebody another role.

use super::{find, one};
use crate::{admin::nav::Section, here::Here};
use actix_web::{HttpResponse, web::Path};
use tessera_application::users;
use tessera_domain::{
    issue::{Issue, Problem},
    user::Role,
};
use tessera_http::{fault::Fault, form::FormBody};

/// `POST /console/users/{number}/role`
pub(super) async fn set(here: Here, number: Path<i64>, body: FormBody) -> Result<HttpResponse, Fault> {
    let Some((who, form)) = here.form_of_admin(Section::Users, &body).await? else {
        return Ok(here.sign_in_first());
    };
    let number = number.into_inner();
    let role = form.text("role").and_then(Role::from_key);
    let role = role.ok_or_else(|| Fault::from(Issue::new("role", Problem::Required)))?;
    let set = here.act(&who, move |app, hand| {
        let user = find(app, hand, number)?;
        users::set_role(app, hand, user.id, role)
    });
    match set.await {
        Ok(_) => Ok(one::done(number, "role")),
        Err(fault) => one::refuse(&here, &who, number, fault).await,
    }
}
