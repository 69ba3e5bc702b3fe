//! The headers that operations of this dialect take.

pub use tessera_http::document::RepeatHeader;

use tessera_http::document::header_param;
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
