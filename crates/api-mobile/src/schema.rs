//! Schemas of what comes in, as precise as the readers are.

use serde_json::json;
use utoipa::openapi::{
    KnownFormat, Object, Ref, RefOr, Schema, SchemaFormat, Type,
    schema::{AnyOfBuilder, Array, ArrayBuilder, ObjectBuilder, SchemaType},
};

/// A text without NUL.
const NO_NUL: &str = r"^[^\u0000]*$";
/// A text without NUL that is not blank.
const NOT_BLANK: &str = r"^[^\u0000]*[^\s\u0000][^\u0000]*$";
/// What stands between commas.
const LIST_ITEM: &str = r"^[^\s,\[\u0000]([^,\u0000]*[^\s,\u0000])?$";
/// A moment in UTC, with or without seconds.
const UTC: &str = r"^(?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:[0-5]\d(\.\d+)?)?Z$";
/// Years that a zone cannot push out of the calendar.
const INNER_YEARS: &str = r"^(?!0000|0001-01-01|9999-12-31)\d{4}-";

/// The component for any JSON value without NUL.
pub const FREE_VALUE: &str = "FreeValue";

fn string() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

fn formatted(format: KnownFormat) -> ObjectBuilder {
    string().format(Some(SchemaFormat::KnownFormat(format)))
}

fn text(min: usize, max: usize) -> ObjectBuilder {
    string()
        .min_length(Some(min))
        .max_length(Some(max))
        .pattern(Some(NO_NUL))
}

/// A ticket's title.
pub fn title() -> Object {
    text(1, 255)
        .examples(["The printer on floor 2 is on fire"])
        .build()
}

/// A name of up to 255 characters.
pub fn name() -> Object {
    text(1, 255).build()
}

/// A name to look for; the empty one is nobody's.
pub fn wanted_name() -> Object {
    text(0, 255).build()
}

/// Words to look for.
pub fn search_term() -> Object {
    text(0, 200).build()
}

/// Free notes.
pub fn notes() -> Object {
    text(0, 100_000).examples(["Replaced the fuser."]).build()
}

/// A reason, or none.
pub fn reason() -> Object {
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .max_length(Some(10_000))
        .pattern(Some(NO_NUL))
        .build()
}

/// What somebody says under a ticket.
pub fn comment_text() -> Object {
    string()
        .min_length(Some(1))
        .pattern(Some(NOT_BLANK))
        .examples(["On my way."])
        .build()
}

/// An absolute web address.
pub fn web_address() -> Object {
    string()
        .format(Some(SchemaFormat::Custom("uri".into())))
        .pattern(Some(r"^[Hh][Tt][Tt][Pp][Ss]?://[^\u0000]+$"))
        .max_length(Some(2048))
        .examples(["https://example.org/orders/7"])
        .build()
}

/// A moment in UTC.
pub fn moment() -> Object {
    formatted(KnownFormat::DateTime)
        .pattern(Some(UTC))
        .examples(["2026-02-03T12:00:00.000Z"])
        .build()
}

/// The page's number. Whatever follows the digits is passed over.
pub fn page() -> Object {
    number(
        1,
        crate::tickets::list_query::MAX_PAGE,
        1,
        r"^\s*\+?0*[1-9]\d{0,8}(\D|$)",
    )
}

/// The most tickets on a page. Whatever follows the digits is passed over.
pub fn page_size() -> Object {
    number(1, 100, 25, r"^\s*\+?0*(100|[1-9]\d?)(\D|$)")
}

/// The most comments at once. Whatever follows the digits is passed over.
pub fn comment_limit() -> Object {
    number_without_default(1, 200, r"^\s*\+?0*(200|1\d\d|[1-9]\d?)(\D|$)").build()
}

/// How many comments to pass over. Whatever follows the digits is passed over.
pub fn comment_offset() -> Object {
    let max = crate::comments::list::MAX_OFFSET;
    number_without_default(0, max, r"^\s*[+-]?0*([1-9]\d{0,8})?(\D|$)").build()
}

fn number(min: i64, max: i64, default: i64, text: &str) -> Object {
    number_without_default(min, max, text)
        .default(Some(json!(default)))
        .build()
}

fn number_without_default(min: i64, max: i64, text: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::Integer, Type::String]))
        .minimum(Some(min))
        .maximum(Some(max))
        .pattern(Some(text))
}

/// What tickets may be sorted by.
pub fn sort() -> Object {
    let words = crate::meaning::SORTS.iter().copied();
    string()
        .enum_values(Some(words))
        .default(Some(json!("created_at")))
        .build()
}

/// Which way: downwards unless said otherwise.
pub fn descending() -> Object {
    string()
        .enum_values(Some(["asc", "desc"]))
        .default(Some(json!("desc")))
        .build()
}

/// How much of a comment's content is wanted.
pub fn content_format() -> Object {
    string()
        .enum_values(Some(["full", "markdown"]))
        .default(Some(json!("full")))
        .build()
}

/// Which way: upwards unless said otherwise.
pub fn ascending() -> Object {
    string()
        .enum_values(Some(["asc", "desc"]))
        .default(Some(json!("asc")))
        .build()
}

/// The members that a list may be asked for.
pub fn fields() -> Array {
    let words = crate::view::card::WORDS.iter().copied();
    ArrayBuilder::new()
        .items(string().enum_values(Some(words)))
        .build()
}

/// Tags' texts to look for, parted by commas.
pub fn wanted_tags() -> Array {
    ArrayBuilder::new()
        .items(string().pattern(Some(LIST_ITEM)))
        .build()
}

/// A ticket's tags.
pub fn tags() -> Array {
    ArrayBuilder::new()
        .items(text(1, 255))
        .max_items(Some(crate::tickets::fields::MAX_TAGS))
        .build()
}

/// A ticket's attributes: an object whose three own keys have a form, and whose others are free.
pub fn attributes() -> Schema {
    nullable(
        free_object()
            .property("due_date", due_date())
            .property("watcher_user_ids", watchers())
            .property(
                "description",
                ObjectBuilder::new()
                    .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
                    .pattern(Some(NO_NUL))
                    .description(Some(
                        "The description, as plain text or as a rich document written down as JSON.",
                    )),
            ),
    )
}

/// Free data of a client.
pub fn metadata() -> Object {
    free_object().build()
}

fn free_object() -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .property_names(Some(Schema::Object(string().pattern(Some(NO_NUL)).build())))
        .additional_properties(Some(RefOr::<Schema>::Ref(Ref::from_schema_name(FREE_VALUE))))
}

/// Any JSON value without NUL.
pub fn free_value() -> Schema {
    let again = || RefOr::<Schema>::Ref(Ref::from_schema_name(FREE_VALUE));
    let plain = SchemaType::from_iter([Type::Null, Type::Boolean, Type::Number]);
    AnyOfBuilder::new()
        .description(Some("Any JSON value without the NUL character."))
        .item(ObjectBuilder::new().schema_type(plain))
        .item(string().pattern(Some(NO_NUL)))
        .item(ArrayBuilder::new().items(again()))
        .item(free_object())
        .build()
        .into()
}

fn nullable(object: ObjectBuilder) -> Schema {
    AnyOfBuilder::new()
        .item(ObjectBuilder::new().schema_type(Type::Null))
        .item(object)
        .build()
        .into()
}

fn due_date() -> Schema {
    let moment = formatted(KnownFormat::DateTime).pattern(Some(INNER_YEARS));
    AnyOfBuilder::new()
        .description(Some("When it is due; null and the empty text mean never."))
        .item(ObjectBuilder::new().schema_type(Type::Null))
        .item(string().max_length(Some(0)))
        .item(moment)
        .build()
        .into()
}

fn watchers() -> Schema {
    let ids = ArrayBuilder::new().items(formatted(KnownFormat::Uuid));
    AnyOfBuilder::new()
        .description(Some("Who watches it: ids of users."))
        .item(ObjectBuilder::new().schema_type(Type::Null))
        .item(ids)
        .build()
        .into()
}

/// Whom not to tell of a change: staff can be left out only together with the contact.
pub fn suppression() -> Schema {
    let flag = || ObjectBuilder::new().schema_type(Type::Boolean);
    let object = || ObjectBuilder::new().schema_type(Type::Object);
    AnyOfBuilder::new()
        .item(
            object()
                .property(
                    "suppressContactNotifications",
                    flag().description(Some("Do not tell the contact.")),
                )
                .property("suppressInternalNotifications", flag().enum_values(Some([false]))),
        )
        .item(
            object()
                .property("suppressContactNotifications", flag().enum_values(Some([true])))
                .property(
                    "suppressInternalNotifications",
                    flag().description(Some("Do not tell staff either.")),
                )
                .required("suppressContactNotifications"),
        )
        .description(Some(
            "Whom not to tell of the change. Nobody is told of anything yet.",
        ))
        .build()
        .into()
}

/// What closes a ticket in spite of rules.
pub fn overrides() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some(
            "What closes a ticket in spite of rules. There are no such rules yet.",
        ))
        .property(
            "override_close_rules",
            ObjectBuilder::new().schema_type(Type::Boolean),
        )
        .property("override_close_rules_reason", reason())
        .build()
}
