//! Whether the API is there, and what it has.

use crate::document::{AlwaysRefusals, TAG_HEALTH};
use actix_web::{HttpResponse, get};
use serde::Serialize;
use tessera_http::{answer, caller::Authenticated};
use utoipa::ToSchema;

/// The operations, as the vendor's clients compare them.
const ENDPOINTS: [&str; 4] = [
    "POST /tickets",
    "GET /tickets/:id",
    "POST /tickets/:id/comments",
    "PATCH /tickets/:id/status",
];

/// That the API is there.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"status": "ok", "endpoints": ENDPOINTS}))]
pub struct Health {
    /// Always `ok`.
    pub status: &'static str,
    /// What there is.
    pub endpoints: [&'static str; 4],
}

impl Health {
    /// The one answer.
    pub const OK: Self = Self {
        status: "ok",
        endpoints: ENDPOINTS,
    };
}

/// Health check
///
/// Check API availability and discover available endpoints. Counts as a call.
#[utoipa::path(
    context_path = "/functions/v1/integration-tickets",
    operation_id = "checkHealth",
    tag = TAG_HEALTH,
    responses((status = 200, description = "The API is there", body = Health), AlwaysRefusals)
)]
#[get("")]
pub async fn health(_: Authenticated) -> HttpResponse {
    answer::respond(200, &Health::OK)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_answer_is_the_documented_one() {
        assert_eq!(
            serde_json::to_value(Health::OK).unwrap(),
            json!({"status": "ok", "endpoints": [
                "POST /tickets", "GET /tickets/:id", "POST /tickets/:id/comments", "PATCH /tickets/:id/status"
            ]})
        );
    }
}
