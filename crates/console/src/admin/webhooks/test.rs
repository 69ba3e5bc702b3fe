//! Trying it.

use super::{deliveries, show};
use crate::{
    admin::{command::perform, nav::Section},
    here::Here,
};
use actix_web::{HttpResponse, web::Path};
use tessera_application::webhooks::SendTest;
use tessera_http::{fault::Fault, form::FormBody};

/// `POST /console/webhooks/{number}/test`
pub(super) async fn send(here: Here, number: Path<i64>, body: FormBody) -> Result<HttpResponse, Fault> {
    let Some((who, _)) = here.form_of_admin(Section::Webhooks, &body).await? else {
        return Ok(here.sign_in_first());
    };
    let webhook = number.into_inner();
    match perform(&here, &who, SendTest { webhook }).await {
        Ok(_) => Ok(deliveries::done(webhook, "test")),
        Err(fault) => show::refuse(&here, &who, webhook, fault).await,
    }
}
