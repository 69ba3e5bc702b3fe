//! Moments on the wire with as much of the second as there is.

use serde::{Serialize, Serializer};
use tessera_domain::time::Time;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type},
    },
};

/// A moment as RFC 3339 in UTC, with microseconds where there are any: `2025-10-25T09:00:00Z`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Moment(pub Time);

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.0.to_string();
        match text.strip_suffix(".000000Z") {
            Some(whole) => serializer.collect_str(&format_args!("{whole}Z")),
            None => serializer.serialize_str(&text),
        }
    }
}

impl PartialSchema for Moment {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .pattern(Some(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{6})?Z$"))
            .examples(["2025-10-25T09:00:00Z"])
            .into()
    }
}

impl ToSchema for Moment {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn microseconds_are_written_where_there_are_any() {
        for (time, written) in [
            ("2025-10-25T09:00:00Z", "\"2025-10-25T09:00:00Z\""),
            ("2025-10-25T11:00:00.5+02:00", "\"2025-10-25T09:00:00.500000Z\""),
        ] {
            let moment = Moment(Time::parse(time).unwrap());
            assert_eq!(serde_json::to_string(&moment).unwrap(), written);
        }
    }
}
