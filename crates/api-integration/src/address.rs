//! How the document tells of the ticket that a path names, and what answers where nothing names one.

use actix_web::HttpResponse;
use tessera_http::{fault::Fault, ticket_address};
use utoipa::{
    IntoParams,
    openapi::path::{Parameter, ParameterIn},
};

/// The ticket's id in the path.
pub struct TicketPath;

impl IntoParams for TicketPath {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![ticket_address::parameter("Ticket identifier")]
    }
}

/// Answers where nothing at all stands in the path where a ticket's id should.
pub async fn without_id() -> Result<HttpResponse, Fault> {
    Err(ticket_address::malformed().into())
}
