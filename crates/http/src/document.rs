//! What the documents of dialects have in common: their head, the headers, and schemas that are said precisely.

use utoipa::{
    IntoParams, ToSchema,
    openapi::{
        Components, Header, HeaderBuilder, Info, InfoBuilder, LicenseBuilder, RefOr, Required, Schema, Tag,
        Type,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::ObjectBuilder,
        tag::TagBuilder,
    },
};

/// The head of a document.
pub fn info(title: &str, description: &str) -> Info {
    let license = LicenseBuilder::new()
        .name("MIT OR Apache-2.0")
        .identifier(Some("MIT OR Apache-2.0"))
        .build();
    InfoBuilder::new()
        .title(title)
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(description))
        .license(Some(license))
        .build()
}

/// Tags by name, each with its description.
pub fn tags(all: &[(&str, &str)]) -> Vec<Tag> {
    all.iter()
        .map(|(name, text)| TagBuilder::new().name(*name).description(Some(*text)).build())
        .collect()
}

/// Adds a schema that is not part of any operation's own, and those that it refers to.
pub fn add_schema<T: ToSchema>(components: &mut Components) {
    let mut schemas = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut schemas);
    components.schemas.extend(schemas);
}

/// Says of an object that each of its members is always there, null where there is nothing to say.
pub fn demand_all(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::T(Schema::Object(object)) => object.required = object.properties.keys().cloned().collect(),
        RefOr::T(Schema::AllOf(all)) => all.items.iter_mut().for_each(demand_all),
        _ => {}
    }
}

/// The `Idempotency-Key` header.
pub struct RepeatHeader;

impl IntoParams for RepeatHeader {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = "Makes a retry safe: the same key with the same request does nothing again and gets the first \
                    answer again, for 24 hours.";
        vec![header_param("Idempotency-Key", r"^[!-~]{1,255}$", text).build()]
    }
}

/// A header that an operation takes, if it comes.
pub fn header_param(name: &str, pattern: &str, description: &str) -> ParameterBuilder {
    let text = ObjectBuilder::new().schema_type(Type::String);
    of_header(name, description, text.pattern(Some(pattern)))
}

/// A header that an operation takes, if it comes, whatever it says.
pub fn free_header_param(name: &str, description: &str) -> ParameterBuilder {
    of_header(name, description, ObjectBuilder::new().schema_type(Type::String))
}

fn of_header(name: &str, description: &str, schema: ObjectBuilder) -> ParameterBuilder {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(schema))
}

/// A header with words that answers bring.
pub fn text_header(description: &str) -> Header {
    header(Type::String, description)
}

/// A header with a whole number that answers bring.
pub fn number_header(description: &str) -> Header {
    header(Type::Integer, description)
}

fn header(kind: Type, description: &str) -> Header {
    HeaderBuilder::new()
        .schema(Some(ObjectBuilder::new().schema_type(kind)))
        .description(Some(description))
        .build()
}
