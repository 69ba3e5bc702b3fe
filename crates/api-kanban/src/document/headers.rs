//! The headers that operations of this dialect take.

pub use tessera_http::document::RepeatHeader;

use tessera_http::document::{free_header_param, header_param};
use utoipa::{
    IntoParams,
    openapi::path::{Parameter, ParameterIn},
};

/// No tag at all, any version, or a list of tags.
const ENTITY_TAGS: &str = r#"^(|\*|(W/)?"[!#-~]*"(, ?(W/)?"[!#-~]*")*)$"#;

/// The `If-Match` header.
pub struct MatchHeader;

impl IntoParams for MatchHeader {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = "The version that the client has seen, from `ETag`: of any other one, nothing is changed. `*` is any \
                    version.";
        let header = header_param("If-Match", ENTITY_TAGS, text);
        vec![header.example(Some("*".into())).build()]
    }
}

/// The header by which clients say which project they have open.
pub struct ProjectHeader;

impl IntoParams for ProjectHeader {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = "The number of the project that is meant where the body names none. One out of sight counts for \
                    nothing, and so does what is no number.";
        vec![free_header_param("X-Project-ID", text).build()]
    }
}
