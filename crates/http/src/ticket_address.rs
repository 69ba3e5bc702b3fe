//! The ticket that a path names.

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use std::{
    convert::Infallible,
    future::{Ready, ready},
};
use tessera_domain::{
    id::TicketId,
    issue::{Format, Issue, Problem},
};
use utoipa::openapi::{
    KnownFormat, Required, SchemaFormat, Type,
    path::{Parameter, ParameterBuilder, ParameterIn},
    schema::ObjectBuilder,
};
use uuid::Uuid;

const NAME: &str = "ticket_id";

/// What stands in the path where a ticket's id should. Taking it out of a request never fails, so that each
/// operation decides what it checks before [`id`](Self::id).
pub struct TicketAddress(String);

impl TicketAddress {
    /// The id.
    ///
    /// # Errors
    /// When it is not of the form 8-4-4-4-12.
    pub fn id(&self) -> Result<TicketId, Issue> {
        let hyphenated = self.0.len() == 36;
        let id = Uuid::try_parse(&self.0).ok().filter(|_| hyphenated);
        id.map(TicketId::from).ok_or_else(malformed)
    }
}

impl FromRequest for TicketAddress {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(
            request.match_info().get(NAME).unwrap_or_default().to_owned(),
        )))
    }
}

/// What is wrong with a path that holds no id where it should.
pub fn malformed() -> Issue {
    Issue::new(NAME, Problem::Malformed(Format::Uuid))
}

/// The id in the path, for a document that describes it so.
pub fn parameter(description: &str) -> Parameter {
    let uuid = SchemaFormat::KnownFormat(KnownFormat::Uuid);
    ParameterBuilder::new()
        .name(NAME)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(description))
        .schema(Some(
            ObjectBuilder::new().schema_type(Type::String).format(Some(uuid)),
        ))
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_form_of_any_version_and_case() {
        for good in [
            "00000000-0000-0000-0000-000000000000",
            "550e8400-e29b-41d4-a716-446655440000",
            "0196B1A2-0000-7000-8000-00000000000f",
            "ffffffff-ffff-ffff-ffff-ffffffffffff",
        ] {
            assert!(TicketAddress(good.into()).id().is_ok(), "{good}");
        }
        for bad in [
            "",
            "1",
            "stats2",
            "a\0",
            "0196b1a2000070008000000000000001",
            "{0196b1a2-0000-7000-8000-000000000001}",
            "0196b1a2-0000-7000-8000-00000000000g",
            "0196b1a2-0000-7000-80000-00000000001",
        ] {
            let issue = TicketAddress(bad.into()).id().unwrap_err();
            assert_eq!(issue.to_string(), "ticket_id: Invalid uuid", "{bad:?}");
        }
    }
}
