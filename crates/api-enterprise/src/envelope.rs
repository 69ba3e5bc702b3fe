//! The wrapping of every good answer.

use actix_web::HttpResponse;
use serde::{Serialize, Serializer};
use tessera_domain::time::Time;
use tessera_http::{
    answer::{self, StoredAnswer},
    conditional,
    moment::exact::Moment,
    work::Work,
};
use utoipa::{
    ToSchema,
    openapi::{
        RefOr, Type,
        schema::{ObjectBuilder, Schema},
    },
};

/// What is said where there is nothing more to say.
const DONE: &str = "Operation completed successfully";

/// A good answer.
#[derive(Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "the vendor calls both so")]
pub struct Success<T> {
    /// Always true.
    pub success: bool,
    /// The answer itself.
    pub data: T,
    /// A sentence for people.
    #[schema(value_type = String, example = "Operation completed successfully")]
    pub message: &'static str,
    /// When it was answered.
    pub timestamp: Moment,
    /// The id of the request, as in `X-Request-Id`.
    #[schema(example = "550e8400-e29b-41d4-a716-446655440000")]
    pub request_id: String,
}

/// What there is to tell of something that is gone: null.
pub struct Nothing;

impl Serialize for Nothing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

impl utoipa::PartialSchema for Nothing {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Null)
            .description(Some("Nothing: null."))
            .into()
    }
}

impl ToSchema for Nothing {}

/// Wraps the answers to one request.
#[derive(Clone)]
pub struct Envelope {
    request_id: String,
    now: Time,
}

impl Envelope {
    /// Of the request that does this work.
    pub fn of(work: &Work) -> Self {
        Self {
            request_id: work.request_id().to_owned(),
            now: work.application().clock.now(),
        }
    }

    /// The moment of the answer.
    pub const fn now(&self) -> Time {
        self.now
    }

    /// The answer in its wrapping.
    pub fn wrap<T>(&self, message: &'static str, data: T) -> Success<T> {
        Success {
            success: true,
            data,
            message,
            timestamp: Moment(self.now),
            request_id: self.request_id.clone(),
        }
    }

    /// Something that nobody keeps: what was read, or holds secrets.
    pub fn respond(&self, data: impl Serialize) -> HttpResponse {
        self.respond_saying(DONE, data)
    }

    /// The same with words of its own.
    pub fn respond_saying(&self, message: &'static str, data: impl Serialize) -> HttpResponse {
        answer::respond(200, &self.wrap(message, data))
    }

    /// A thing that was read, with its version.
    pub fn shown(&self, data: impl Serialize, version: i64) -> StoredAnswer {
        self.versioned(200, DONE, data, version)
    }

    /// Things that were read.
    pub fn read(&self, data: impl Serialize) -> StoredAnswer {
        self.done(DONE, data)
    }

    /// A thing as it stands after a change.
    pub fn changed(&self, message: &'static str, data: impl Serialize, version: i64) -> StoredAnswer {
        self.versioned(200, message, data, version)
    }

    /// A thing that was just made, with the path of where it is.
    pub fn made(
        &self,
        message: &'static str,
        data: impl Serialize,
        version: i64,
        location: String,
    ) -> StoredAnswer {
        answer::with_header(self.versioned(201, message, data, version), "location", location)
    }

    /// A thing that was just added to another one.
    pub fn added(&self, message: &'static str, data: impl Serialize) -> StoredAnswer {
        answer::json(201, &self.wrap(message, data))
    }

    /// Something was done with a thing that has no version of its own.
    pub fn done(&self, message: &'static str, data: impl Serialize) -> StoredAnswer {
        answer::json(200, &self.wrap(message, data))
    }

    /// A thing is gone.
    pub fn gone(&self, message: &'static str) -> StoredAnswer {
        answer::json(200, &self.wrap(message, Nothing))
    }

    fn versioned(
        &self,
        status: u16,
        message: &'static str,
        data: impl Serialize,
        version: i64,
    ) -> StoredAnswer {
        let answer = answer::json(status, &self.wrap(message, data));
        answer::with_header(answer, "etag", conditional::etag(version))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn envelope() -> Envelope {
        Envelope {
            request_id: "550e8400-e29b-41d4-a716-446655440000".into(),
            now: Time::parse("2023-12-01T10:00:00Z").unwrap(),
        }
    }

    fn body(answer: &StoredAnswer) -> Value {
        serde_json::from_slice(&answer.body).unwrap()
    }

    #[test]
    fn every_answer_has_the_same_five_members() {
        let gone = envelope().gone("Ticket deleted successfully");
        assert_eq!(
            body(&gone),
            json!({
                "success": true, "data": null, "message": "Ticket deleted successfully",
                "timestamp": "2023-12-01T10:00:00Z", "request_id": "550e8400-e29b-41d4-a716-446655440000"
            })
        );
        assert_eq!(gone.status, 200);
    }

    #[test]
    fn what_was_made_says_its_version_and_where_it_is() {
        let made = envelope().made("Made", 7, 3, "/tickets/7".into());
        assert_eq!((made.status, &body(&made)["data"]), (201, &json!(7)));
        let named = |name: &str| made.headers.iter().find(|(it, _)| it == name).unwrap().1.as_str();
        assert_eq!((named("etag"), named("location")), ("\"3\"", "/tickets/7"));
    }
}
