//! Schemas that are as precise as the readers and writers are: types that only the document knows.

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Ref, RefOr, Schema, Type,
        schema::{AnyOfBuilder, ArrayBuilder, ObjectBuilder, SchemaType},
    },
};

/// A text without NUL.
const NO_NUL: &str = r"^[^\u0000]*$";

macro_rules! shapes {
    ($($(#[$doc:meta])* $name:ident = $shape:expr;)*) => {$(
        $(#[$doc])*
        pub enum $name {}

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                $shape.into()
            }
        }

        impl ToSchema for $name {}
    )*};
}

shapes! {
    /// A ticket's title.
    TitleText = text(1).max_length(Some(500)).examples(["Issue with API integration"]);
    /// What is said under a ticket.
    ContentText = text(1).examples(["We have received additional information from the customer."]);
    /// The long text, or null for none.
    DescriptionOrNull = text_or_null();
    /// A word for what it is about, or null for none; the empty text is none too.
    CategoryOrNull = text_or_null().max_length(Some(255)).examples(["Technical Support"]);
    /// The other system's own data, or null for none. At most 16 kB as JSON, and at most 8 levels deep.
    MetadataOrNull = nullable(free_object());
    /// Any JSON value without the NUL character.
    FreeValue = AnyOfBuilder::new()
        .description(Some("Any JSON value without the NUL character."))
        .item(ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::Null, Type::Boolean, Type::Number])))
        .item(ObjectBuilder::new().schema_type(Type::String).pattern(Some(NO_NUL)))
        .item(ArrayBuilder::new().items(free_value()))
        .item(free_object());
    /// True or false; null is false.
    FlagOrNull = ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::Boolean, Type::Null]));
}

fn text(min: usize) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(min))
        .pattern(Some(NO_NUL))
}

fn text_or_null() -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .pattern(Some(NO_NUL))
}

fn free_value() -> RefOr<Schema> {
    Ref::from_schema_name(FreeValue::name()).into()
}

fn free_object() -> ObjectBuilder {
    let name = ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some(NO_NUL));
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .property_names(Some(name.build()))
        .additional_properties(Some(free_value()))
}

fn nullable(schema: impl Into<RefOr<Schema>>) -> AnyOfBuilder {
    let null = ObjectBuilder::new().schema_type(SchemaType::Type(Type::Null));
    AnyOfBuilder::new().item(null).item(schema)
}
