//! The headers that answers bring.

use tessera_http::document::{number_header, text_header};
use utoipa::openapi::Header;

/// What tells how much is left of the hour.
pub fn allowance() -> [(&'static str, Header); 5] {
    [
        (
            "X-RateLimit-Limit",
            number_header("How many calls the token may make in one hour"),
        ),
        (
            "X-RateLimit-Remaining",
            number_header("How many of them are left"),
        ),
        (
            "X-RateLimit-Reset",
            number_header("When the next hour begins, in seconds since 1970"),
        ),
        (
            "RateLimit-Policy",
            text_header("The limit, as the IETF drafts it"),
        ),
        (
            "RateLimit",
            text_header("What is left of it, as the IETF drafts it"),
        ),
    ]
}
