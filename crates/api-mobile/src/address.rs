//! How the document tells of the ticket that a path names.

use tessera_http::ticket_address;
use utoipa::{
    IntoParams,
    openapi::path::{Parameter, ParameterIn},
};

/// The ticket's id in the path.
pub struct TicketPath;

impl IntoParams for TicketPath {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![ticket_address::parameter("The ticket's id.")]
    }
}
