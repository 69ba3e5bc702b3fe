//! What dialects build their schemas from, as precise as the readers and writers are.

use utoipa::{
    ToSchema,
    openapi::{
        Ref, RefOr, Schema, Type,
        schema::{AnyOfBuilder, ArrayBuilder, ObjectBuilder, SchemaType},
    },
};

/// A text without NUL, as a pattern.
pub const NO_NUL: &str = r"^[^\u0000]*$";

/// Declares types that only a document knows, each with its schema.
///
/// ```
/// use utoipa::{PartialSchema, openapi::{RefOr, Schema}};
///
/// tessera_http::shapes! {
///     /// A name.
///     NameText = tessera_http::schema::string().max_length(Some(255));
/// }
///
/// assert!(matches!(NameText::schema(), RefOr::T(Schema::Object(name)) if name.max_length == Some(255)));
/// ```
#[macro_export]
macro_rules! shapes {
    ($($(#[$doc:meta])* $name:ident = $shape:expr;)*) => {$(
        $(#[$doc])*
        pub enum $name {}

        impl ::utoipa::PartialSchema for $name {
            fn schema() -> ::utoipa::openapi::RefOr<::utoipa::openapi::Schema> {
                $shape.into()
            }
        }

        impl ::utoipa::ToSchema for $name {}
    )*};
}

shapes! {
    /// Any JSON value without the NUL character.
    FreeValue = AnyOfBuilder::new()
        .description(Some("Any JSON value without the NUL character."))
        .item(one_of_types([Type::Null, Type::Boolean, Type::Number]))
        .item(string().pattern(Some(NO_NUL)))
        .item(ArrayBuilder::new().items(free_value()))
        .item(free_object());
}

/// Any text.
pub fn string() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

/// Any object.
pub fn object() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Object)
}

/// Whatever is of one of these types.
pub fn one_of_types<const N: usize>(types: [Type; N]) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::from_iter(types))
}

/// A text without NUL, or null.
pub fn text_or_null() -> ObjectBuilder {
    one_of_types([Type::String, Type::Null]).pattern(Some(NO_NUL))
}

/// Any JSON value without NUL, by the name of [`FreeValue`].
pub fn free_value() -> RefOr<Schema> {
    Ref::from_schema_name(FreeValue::name()).into()
}

/// Any object without NUL, whatever its members are called.
pub fn free_object() -> ObjectBuilder {
    object()
        .property_names(Some(string().pattern(Some(NO_NUL)).build()))
        .additional_properties(Some(free_value()))
}
