//! The headers that operations take.

use utoipa::{
    IntoParams,
    openapi::{
        Required, Type,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::ObjectBuilder,
    },
};

/// No tag at all, any version, or a list of tags.
const ENTITY_TAGS: &str = r#"^(|\*|(W/)?"[!#-~]*"(, ?(W/)?"[!#-~]*")*)$"#;

/// The `Idempotency-Key` header.
pub struct RepeatHeader;
/// The `If-Match` header.
pub struct MatchHeader;

impl IntoParams for RepeatHeader {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = "Makes a retry safe: the same key with the same request does nothing again and gets the first \
                    answer again, for 24 hours.";
        vec![header_param("Idempotency-Key", r"^[!-~]{1,255}$", text).build()]
    }
}

impl IntoParams for MatchHeader {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = "The version that the client has seen, from `ETag`: of any other one, nothing is changed. `*` is any \
                    version.";
        vec![
            header_param("If-Match", ENTITY_TAGS, text)
                .example(Some("*".into()))
                .build(),
        ]
    }
}

fn header_param(name: &str, pattern: &str, description: &str) -> ParameterBuilder {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(
            ObjectBuilder::new()
                .schema_type(Type::String)
                .pattern(Some(pattern)),
        ))
}
