//! Schemas that are as precise as the readers and writers are: types that only the document knows.

use tessera_http::schema::{NO_NUL, object, one_of_types, string};
use utoipa::{
    PartialSchema,
    openapi::{
        KnownFormat, RefOr, Schema, SchemaFormat, Type,
        schema::{AnyOfBuilder, ArrayBuilder, ObjectBuilder},
    },
};

/// The most characters of the name of a project or a contact.
pub const LONG_NAME: usize = 255;
/// The most characters of the name of a column or a tag.
pub const SHORT_NAME: usize = 100;

/// The most characters of a person's names.
pub const PERSON_NAME: usize = 150;

/// The schema of a part of something: the same members, none of which must be there.
pub fn part_of<T: PartialSchema>(description: &str) -> RefOr<Schema> {
    let mut schema = T::schema();
    if let RefOr::T(Schema::Object(object)) = &mut schema {
        object.required.clear();
        object.description = Some(description.to_owned());
    }
    schema
}

/// A text of which something is left when the white space around it is taken away.
const FILLED: &str = r"^[^\u0000]*[^\u0000\s][^\u0000]*$";

tessera_http::shapes! {
    /// Sentences for each field at fault, and under `non_field_errors` those about no single one. Accounts and tokens
    /// have an `error` beside them: the first of it all in a word or two.
    FieldErrors = object()
        .additional_properties(Some(Schema::AnyOf(AnyOfBuilder::new().item(ArrayBuilder::new().items(string())).item(string()).build())))
        .examples([serde_json::json!({
            "name": ["This field is required."], "column": ["Invalid pk \"999\" - object does not exist."]
        })]);
    /// A ticket's name.
    TicketName = filled(500);
    /// The name of a project or a contact.
    LongName = filled(LONG_NAME);
    /// The name of a column or a tag.
    ShortName = filled(SHORT_NAME);
    /// A few words, or null for none.
    LabelOrNull = text_or_null(100);
    /// A telephone number, or null for none.
    PhoneOrNull = text_or_null(50);
    /// What a contact is to a tag.
    RoleText = string().max_length(Some(100)).pattern(Some(NO_NUL));
    /// A project's short name. It is kept in capital letters.
    ProjectKeyText = string().pattern(Some(r"^\s*[A-Za-z]{2,10}\s*$"));
    /// The long text, or null for none.
    LongTextOrNull = one_of_types([Type::String, Type::Null]).pattern(Some(NO_NUL));
    /// What is said under a ticket.
    ContentText = filled_text();
    /// A colour.
    ColorText = string().pattern(Some("^#[0-9a-fA-F]{6}$")).examples(["#0052cc"]);
    /// An e-mail address.
    EmailText = string().format(Some(SchemaFormat::KnownFormat(KnownFormat::Email))).max_length(Some(254));
    /// The name to sign in with.
    UsernameText = string().min_length(Some(1)).max_length(Some(150)).pattern(Some(r"^[^\u0000-\u0020\u007f-\u00a0]+$"));
    /// A name; may be empty.
    PersonText = string().max_length(Some(PERSON_NAME)).pattern(Some(NO_NUL));
    /// A secret.
    SecretText = string().min_length(Some(1)).pattern(Some(NO_NUL));
    /// The running number of a thing.
    Key = number(1);
    /// The running numbers of things.
    Keys = ArrayBuilder::new().items(number(1)).max_items(Some(crate::body::MOST_ITEMS));
    /// A place in an order.
    Place = number(-2_147_483_648).maximum(Some(2_147_483_647));
    /// From 1, the lowest, to 5, the highest.
    PriorityNumber = number(1).maximum(Some(5));
    /// Texts on a ticket.
    TagTexts = ArrayBuilder::new().items(filled(SHORT_NAME)).max_items(Some(crate::body::MOST_ITEMS));
    /// What sort of thing a ticket is.
    KindWord = string().pattern(Some("^(task|bug|story|epic)$"));
    /// How urgent or important something is.
    LevelWord = string().pattern(Some("^(low|medium|high|critical|normal)$"));
    /// The word for a status, or the key of one of the tenant's.
    StatusText = filled(SHORT_NAME).examples(["in_progress"]);
    /// A day, or null for none.
    DayOrNull = one_of_types([Type::String, Type::Null]).format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
        .examples(["2025-11-01"]);
    /// The number of a page, or `last`.
    PageNumber = string().pattern(Some(r"^([0-9]+|last)$"));
    /// Words to search for.
    SearchText = string().max_length(Some(200)).pattern(Some(NO_NUL));
}

fn filled(max: usize) -> ObjectBuilder {
    filled_text().max_length(Some(max))
}

fn filled_text() -> ObjectBuilder {
    string().min_length(Some(1)).pattern(Some(FILLED))
}

fn text_or_null(max: usize) -> ObjectBuilder {
    one_of_types([Type::String, Type::Null])
        .max_length(Some(max))
        .pattern(Some(NO_NUL))
}

fn number(min: i32) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(min))
}
