//! What the event log says of a thing's fields.

use serde_json::Value;
use tessera_domain::event::FieldChange;

/// A field with its value before and after.
pub(crate) type Field = (&'static str, Value, Value);

/// Those of the fields whose value is another one now.
pub(crate) fn differences(fields: impl IntoIterator<Item = Field>) -> Vec<FieldChange> {
    let changed = fields.into_iter().filter(|(_, before, after)| before != after);
    changed
        .map(|(field, before, after)| FieldChange {
            field: field.into(),
            before,
            after,
        })
        .collect()
}

/// The fields of a new thing that have a value.
pub(crate) fn birth(fields: impl IntoIterator<Item = (&'static str, Value)>) -> Vec<FieldChange> {
    differences(
        fields
            .into_iter()
            .map(|(field, value)| (field, Value::Null, value)),
    )
}

/// The fields of a thing that is gone that had a value.
pub(crate) fn end(fields: impl IntoIterator<Item = (&'static str, Value)>) -> Vec<FieldChange> {
    differences(
        fields
            .into_iter()
            .map(|(field, value)| (field, value, Value::Null)),
    )
}
