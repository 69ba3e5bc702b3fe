//! Sending one delivery once more.

use super::deliveries;
use crate::{
    admin::{command::perform, nav::Section},
    here::Here,
};
use actix_web::{HttpResponse, web::Path};
use tessera_application::webhooks::Redeliver;
use tessera_domain::id::DeliveryId;
use tessera_http::{fault::Fault, form::FormBody};

/// `POST /console/webhooks/{number}/deliveries/{id}/redeliver`
pub(super) async fn redeliver(
    here: Here,
    which: Path<(i64, DeliveryId)>,
    body: FormBody,
) -> Result<HttpResponse, Fault> {
    let Some((who, _)) = here.form_of_admin(Section::Webhooks, &body).await? else {
        return Ok(here.sign_in_first());
    };
    let (webhook, delivery) = which.into_inner();
    match perform(&here, &who, Redeliver { webhook, delivery }).await {
        Ok(_) => Ok(deliveries::done(webhook, "again")),
        Err(fault) => deliveries::refuse(&here, &who, webhook, fault).await,
    }
}
