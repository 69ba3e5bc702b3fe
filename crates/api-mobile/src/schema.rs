//! Schemas of what comes in, as precise as the readers are: types that only the document knows.

use crate::{comments, meaning, tickets, view::card};
use serde_json::json;
use tessera_domain::session::Device;
use tessera_http::schema::{NO_NUL, free_object, free_value, object, one_of_types, string, text_or_null};
use utoipa::openapi::{
    KnownFormat, SchemaFormat, Type,
    schema::{AnyOfBuilder, ArrayBuilder, ObjectBuilder},
};

/// A text without NUL that is not blank.
const NOT_BLANK: &str = r"^[^\u0000]*[^\s\u0000][^\u0000]*$";
/// What stands between commas.
const LIST_ITEM: &str = r"^[^\s,\[\u0000]([^,\u0000]*[^\s,\u0000])?$";
/// A moment in UTC, with or without seconds.
const UTC: &str = r"^(?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:[0-5]\d(\.\d+)?)?Z$";
/// Years that a zone cannot push out of the calendar.
const INNER_YEARS: &str = r"^(?!0000|0001-01-01|9999-12-31)\d{4}-";
/// What RFC 7636 calls unreserved characters.
const UNRESERVED: &str = r"^[A-Za-z0-9._~-]*$";
/// A web address.
const WEB: &str = r"^[Hh][Tt][Tt][Pp][Ss]?://[^\u0000]+$";

tessera_http::shapes! {
    /// A ticket's title.
    TitleText = text(1, tickets::fields::MAX_TITLE).examples(["The printer on floor 2 is on fire"]);
    /// A name of up to 255 characters.
    NameText = text(1, 255);
    /// A name to look for; the empty one is nobody's.
    WantedName = text(0, 255);
    /// Words to look for.
    WantedWords = text(0, 200);
    /// Free notes.
    NotesText = text(0, 100_000).examples(["Replaced the fuser."]);
    /// What somebody says under a ticket.
    CommentBody = string().min_length(Some(1)).pattern(Some(NOT_BLANK)).examples(["On my way."]);
    /// An absolute web address.
    WebAddress = string()
        .format(Some(SchemaFormat::Custom("uri".into())))
        .pattern(Some(WEB))
        .max_length(Some(2048))
        .examples(["https://example.org/orders/7"]);
    /// A text that somebody was given to give back. Nothing is known of its form.
    Secret = string().min_length(Some(1)).pattern(Some(NO_NUL));
    /// The code verifier of RFC 7636.
    CodeVerifier = string()
        .min_length(Some(43))
        .max_length(Some(128))
        .pattern(Some(UNRESERVED))
        .examples(["dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"]);
    /// What a phone tells of itself.
    DeviceFacts = object()
        .description(Some("What the phone tells of itself, in so far as it likes. Other members are passed over."))
        .property_names(Some(string().pattern(Some(NO_NUL)).build()))
        .property("platform", device_text("`ios` or `android`.", "ios"))
        .property("appVersion", device_text("The app's version.", "2.1.0"))
        .property("buildVersion", device_text("The app's build.", "417"))
        .property("deviceId", device_text("The phone's own id for itself.", "9F2C41B7"))
        .additional_properties(Some(free_value()));
    /// An id, or null for none.
    IdOrNull = nullable(formatted(KnownFormat::Uuid));
    /// A moment in UTC.
    UtcMoment = formatted(KnownFormat::DateTime).pattern(Some(UTC)).examples(["2026-02-03T12:00:00.000Z"]);
    /// The number of a page. Whatever follows the digits is passed over.
    PageNumber = number(1, tickets::list_query::MAX_PAGE, r"^\s*\+?0*[1-9]\d{0,8}(\D|$)").default(Some(json!(1)));
    /// The most tickets on a page. Whatever follows the digits is passed over.
    PageSize = number(1, 100, r"^\s*\+?0*(100|[1-9]\d?)(\D|$)").default(Some(json!(25)));
    /// The most comments at once. Whatever follows the digits is passed over.
    CommentLimit = number(1, 200, r"^\s*\+?0*(200|1\d\d|[1-9]\d?)(\D|$)");
    /// How many comments to pass over. Whatever follows the digits is passed over.
    CommentOffset = number(0, comments::list::MAX_OFFSET, r"^\s*([+-]?0+|\+?0*[1-9]\d{0,8})(\D|$)");
    /// What tickets may be sorted by.
    TicketSort = words(meaning::SORTS).default(Some(json!("created_at")));
    /// Which way: downwards unless said otherwise.
    Descending = words(&["asc", "desc"]).default(Some(json!("desc")));
    /// Which way: upwards unless said otherwise.
    Ascending = words(&["asc", "desc"]).default(Some(json!("asc")));
    /// How much of a comment's content is wanted.
    ContentFormat = words(&["full", "markdown"]).default(Some(json!("full")));
    /// The members that a ticket in a list should have.
    TicketFields = ArrayBuilder::new().items(words(&card::WORDS));
    /// Tags' texts to look for, parted by commas.
    WantedTags = ArrayBuilder::new().items(string().pattern(Some(LIST_ITEM)));
    /// A ticket's tags.
    TagTexts = ArrayBuilder::new().items(text(1, 255)).max_items(Some(tickets::fields::MAX_TAGS));
    /// A ticket's attributes: three members have a form, all others are free. At most 64 kB as JSON, and at most 16
    /// levels deep.
    Attributes = nullable(
        free_object()
            .property("due_date", due_date())
            .property("watcher_user_ids", watchers())
            .property("description", description()),
    );
    /// A client's own data. At most 64 kB as JSON, and at most 16 levels deep.
    Metadata = free_object();
    /// Whom not to tell of a change: staff can be left out only together with the contact.
    Suppressed = AnyOfBuilder::new()
        .description(Some("Whom not to tell of the change. Nobody is told of anything yet."))
        .item(
            object()
                .property("suppressContactNotifications", flag())
                .property("suppressInternalNotifications", flag().enum_values(Some([false]))),
        )
        .item(
            object()
                .property("suppressContactNotifications", flag().enum_values(Some([true])))
                .property("suppressInternalNotifications", flag())
                .required("suppressContactNotifications"),
        );
    /// What closes a ticket in spite of rules.
    Overriding = object()
        .description(Some("What closes a ticket in spite of rules. There are no such rules yet."))
        .property("override_close_rules", flag())
        .property(
            "override_close_rules_reason",
            text_or_null().max_length(Some(tickets::fields::MAX_REASON)),
        );
}

fn flag() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Boolean)
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

fn device_text(description: &str, example: &str) -> ObjectBuilder {
    text(0, Device::MAX)
        .description(Some(description))
        .examples([example])
}

fn words(words: &[&'static str]) -> ObjectBuilder {
    string().enum_values(Some(words.iter().copied()))
}

fn number(min: i64, max: i64, text: &str) -> ObjectBuilder {
    one_of_types([Type::Integer, Type::String])
        .minimum(Some(min))
        .maximum(Some(max))
        .pattern(Some(text))
}

fn nullable(schema: ObjectBuilder) -> AnyOfBuilder {
    AnyOfBuilder::new().item(one_of_types([Type::Null])).item(schema)
}

fn due_date() -> AnyOfBuilder {
    AnyOfBuilder::new()
        .description(Some("When it is due; null and the empty text mean never."))
        .item(one_of_types([Type::Null]))
        .item(string().max_length(Some(0)))
        .item(formatted(KnownFormat::DateTime).pattern(Some(INNER_YEARS)))
}

fn watchers() -> AnyOfBuilder {
    AnyOfBuilder::new()
        .description(Some("Who watches it: ids of users."))
        .item(one_of_types([Type::Null]))
        .item(ArrayBuilder::new().items(formatted(KnownFormat::Uuid)))
}

fn description() -> ObjectBuilder {
    text_or_null().description(Some(
        "The description, as plain text or as a rich document written down as JSON.",
    ))
}
