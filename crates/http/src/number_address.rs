//! The thing that a path names by its number, for dialects that speak integers.

use crate::fault::{Fault, FaultKind};
use actix_web::{FromRequest, HttpRequest, dev::Payload};
use std::{
    convert::Infallible,
    future::{Ready, ready},
};
use utoipa::{
    IntoParams,
    openapi::{
        Required, Type,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::ObjectBuilder,
    },
};

const NAME: &str = "id";

/// What stands in the path where a number should. Taking it out of a request never fails, so that each operation decides
/// what it checks before [`number`](Self::number).
pub struct Address(Option<i64>);

impl Address {
    /// The number.
    ///
    /// # Errors
    /// [`FaultKind::NotFound`] when it is none: nothing has such a number.
    pub fn number(&self) -> Result<i64, Fault> {
        self.0.ok_or_else(|| Fault::new(FaultKind::NotFound))
    }
}

impl FromRequest for Address {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let text = request.match_info().get(NAME).unwrap_or_default();
        ready(Ok(Self(number(text))))
    }
}

fn number(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// How the document tells of it.
pub struct IdPath;

impl IntoParams for IdPath {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1));
        let id = ParameterBuilder::new()
            .name(NAME)
            .parameter_in(ParameterIn::Path)
            .required(Required::True)
            .description(Some("Its number"))
            .schema(Some(number));
        vec![id.build()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_digits_are_a_number() {
        assert_eq!((number("7"), number("007")), (Some(7), Some(7)));
        assert_eq!(number("9223372036854775807"), Some(i64::MAX));
        for none in ["", "x", "-1", "+1", "1.0", "9223372036854775808", "%00", "١"] {
            assert_eq!(number(none), None, "{none}");
        }
    }
}
