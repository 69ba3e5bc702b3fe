//! The headers that operations take and that answers bring.

use utoipa::{
    IntoParams,
    openapi::{
        Header, HeaderBuilder, Required, Type,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::ObjectBuilder,
    },
};

/// The `Idempotency-Key` header.
pub struct RepeatHeader;

impl IntoParams for RepeatHeader {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = "Makes a retry safe: the same key with the same request does nothing again and gets the first \
                    answer again, for 24 hours.";
        let key = ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some(r"^[!-~]{1,255}$"));
        let header = ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some(text))
            .schema(Some(key));
        vec![header.build()]
    }
}

/// What tells how much is left of the hour.
pub fn allowance() -> [(&'static str, Header); 5] {
    [
        (
            "X-RateLimit-Limit",
            number("How many calls the token may make in one hour"),
        ),
        ("X-RateLimit-Remaining", number("How many of them are left")),
        (
            "X-RateLimit-Reset",
            number("When the next hour begins, in seconds since 1970"),
        ),
        ("RateLimit-Policy", text("The limit, as the IETF drafts it")),
        ("RateLimit", text("What is left of it, as the IETF drafts it")),
    ]
}

/// A header with words.
pub fn text(description: &str) -> Header {
    header(Type::String, description)
}

/// A header with a whole number.
pub fn number(description: &str) -> Header {
    header(Type::Integer, description)
}

fn header(kind: Type, description: &str) -> Header {
    HeaderBuilder::new()
        .schema(Some(ObjectBuilder::new().schema_type(kind)))
        .description(Some(description))
        .build()
}
