//! Moments on the wire.

pub mod exact;

use serde::{Serialize, Serializer};
use tessera_domain::time::Time;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type},
    },
};

/// A moment as RFC 3339 in UTC with milliseconds: `2026-02-03T12:00:00.123Z`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Moment(pub Time);

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_millis_text())
    }
}

impl Moment {
    /// The schema with another example, for a document that has one of its own.
    pub fn schema_with(example: &str) -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .pattern(Some(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$"))
            .examples([example])
            .into()
    }
}

impl PartialSchema for Moment {
    fn schema() -> RefOr<Schema> {
        Self::schema_with("2026-02-03T12:00:00.123Z")
    }
}

impl ToSchema for Moment {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_end_in_milliseconds_and_z() {
        let time = Time::parse("2026-02-03T13:00:00.123456+01:00").unwrap();
        assert_eq!(
            serde_json::to_string(&Moment(time)).unwrap(),
            "\"2026-02-03T12:00:00.123Z\""
        );
    }
}
