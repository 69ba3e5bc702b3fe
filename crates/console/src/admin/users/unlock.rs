//! Taking away the lock that wrong passwords put on an account.

use super::{find, one};
use crate::{admin::nav::Section, here::Here};
use actix_web::{HttpResponse, web::Path};
use tessera_application::users;
use tessera_http::{fault::Fault, form::FormBody};

/// `POST /console/users/{number}/unlock`
pub(super) async fn unlock(here: Here, number: Path<i64>, body: FormBody) -> Result<HttpResponse, Fault> {
    let Some((who, _)) = here.form_of_admin(Section::Users, &body).await? else {
        return Ok(here.sign_in_first());
    };
    let number = number.into_inner();
    let unlocked = here.act(&who, move |app, hand| {
        let user = find(app, hand, number)?;
        users::unlock(app, hand, user.id)
    });
    match unlocked.await {
        Ok(true) => Ok(one::done(number, "unlocked")),
        Ok(false) => Ok(one::done(number, "open")),
        Err(fault) => one::refuse(&here, &who, number, fault).await,
    }
}
