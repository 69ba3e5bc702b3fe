//! Schemas that are as precise as the readers and writers are: types that only the document knows.

use tessera_http::schema::{NO_NUL, free_object, one_of_types, string, text_or_null};
use utoipa::openapi::{
    Type,
    schema::{AnyOfBuilder, ObjectBuilder},
};

tessera_http::shapes! {
    /// A ticket's title.
    TitleText = text(1).max_length(Some(500)).examples(["Issue with API integration"]);
    /// What is said under a ticket.
    ContentText = text(1).examples(["We have received additional information from the customer."]);
    /// The long text, or null for none.
    DescriptionOrNull = text_or_null();
    /// A word for what it is about, or null for none; the empty text is none too.
    CategoryOrNull = text_or_null().max_length(Some(255)).examples(["Technical Support"]);
    /// The other system's own data, or null for none. At most 16 kB as JSON, and at most 8 levels deep.
    MetadataOrNull = AnyOfBuilder::new().item(ObjectBuilder::new().schema_type(Type::Null)).item(free_object());
    /// True or false; null is false.
    FlagOrNull = one_of_types([Type::Boolean, Type::Null]);
}

fn text(min: usize) -> ObjectBuilder {
    string().min_length(Some(min)).pattern(Some(NO_NUL))
}
