//! Schemas that are as precise as the readers and writers are: types that only the document knows.
//!
//! Bodies and queries are read as the vendor's serializers read them, so most members are of two types: numbers may come
//! as texts and texts as numbers, and a filter without a value is none.

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

/// Characters that are taken away around texts, for the inside of a class in a pattern. Spelled out, because patterns do not
/// agree on what white space is.
macro_rules! space {
    () => {
        r"\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
    };
}

/// Any of them in any number around something.
macro_rules! padded {
    ($inside:literal) => {
        concat!("^[", space!(), "]*", $inside, "[", space!(), "]*$")
    };
}

/// A text of which something is left when the white space around it is taken away.
const FILLED: &str = concat!(r"^[^\u0000]*[^\u0000", space!(), r"][^\u0000]*$");
/// The number of a thing, in digits.
const DIGITS: &str = padded!(r"\+?0*[1-9][0-9]*(\.0*)?");
/// The same, or nothing.
const DIGITS_IF_ANY: &str = concat!("^$|", padded!(r"\+?0*[1-9][0-9]*(\.0*)?"));
/// Any whole number, in digits.
const ANY_DIGITS: &str = padded!(r"[+-]?[0-9]+(\.0*)?");
/// A place, in digits.
const PLACE: &str = padded!(r"(\+?0*[0-9]{1,9}|-0+)(\.0*)?");
/// The number of a priority, as a digit.
const PRIORITY: &str = padded!(r"\+?0*[1-5](\.0*)?");
/// The same, or nothing.
const PRIORITY_IF_ANY: &str = concat!("^$|", padded!(r"\+?0*[1-5](\.0*)?"));
/// The number of a page.
const PAGE: &str = concat!("^last$|", padded!(r"\+?[0-9]+"));
/// A colour.
const COLOR: &str = padded!("#[0-9a-fA-F]{6}");
/// A project's short name.
const PROJECT_KEY: &str = padded!("[A-Za-z]{2,10}");
/// The same, or nothing.
const PROJECT_KEY_IF_ANY: &str = padded!("([A-Za-z]{2,10})?");
/// A name without white space and control characters.
const USERNAME: &str = concat!(
    "^[",
    space!(),
    r"]*[^\u0000-\u0020\u007f-\u00a0",
    space!(),
    "]+[",
    space!(),
    "]*$"
);

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
    RoleText = text().max_length(Some(100)).pattern(Some(NO_NUL));
    /// A project's short name. It is kept in capital letters.
    ProjectKeyText = string().pattern(Some(PROJECT_KEY));
    /// The same, or nothing.
    ProjectKeyIfAny = one_of_types([Type::String, Type::Null]).pattern(Some(PROJECT_KEY_IF_ANY));
    /// The name of a project, or nothing.
    ProjectNameIfAny = text_or_null(LONG_NAME);
    /// The long text, or null for none. It may be as long as a body may be.
    LongTextOrNull = one_of_types([Type::String, Type::Number, Type::Null]).pattern(Some(NO_NUL));
    /// What is said under a ticket. It may be as long as a body may be.
    ContentText = filled_text();
    /// A file's name in a form.
    FileNameText = text().pattern(Some(NO_NUL));
    /// A colour.
    ColorText = string().pattern(Some(COLOR)).examples(["#0052cc"]);
    /// An e-mail address.
    EmailText = string().format(Some(SchemaFormat::KnownFormat(KnownFormat::Email))).max_length(Some(254));
    /// The name to sign in with.
    UsernameText = text().min_length(Some(1)).max_length(Some(150)).pattern(Some(USERNAME));
    /// A name; may be empty.
    PersonText = text_or_null(PERSON_NAME);
    /// A name or a token that somebody was given.
    GivenText = filled_text();
    /// A secret.
    SecretText = text().min_length(Some(1)).pattern(Some(NO_NUL));
    /// The running number of a thing.
    Key = number(1).pattern(Some(DIGITS));
    /// The number of a thing where one that names nothing is passed over.
    AnyKey = one_of_types([Type::Integer, Type::String]).pattern(Some(ANY_DIGITS));
    /// The running numbers of things.
    Keys = ArrayBuilder::new().items(number(1).pattern(Some(DIGITS))).max_items(Some(crate::body::MOST_ITEMS));
    /// The running number of a thing to filter by. Nothing is no filter.
    KeyIfAny = key_if_any();
    /// The running numbers of things to filter by.
    KeysIfAny = ArrayBuilder::new().items(key_if_any()).max_items(Some(crate::body::MOST_ITEMS));
    /// A place in an order.
    Place = number(0).maximum(Some(i32::MAX)).pattern(Some(PLACE));
    /// From 1, the lowest, to 5, the highest.
    PriorityNumber = number(1).maximum(Some(5)).pattern(Some(PRIORITY));
    /// The same, to filter by. Nothing is no filter.
    PriorityIfAny = number(1).maximum(Some(5)).pattern(Some(PRIORITY_IF_ANY));
    /// Texts on a ticket.
    TagTexts = ArrayBuilder::new().items(filled(SHORT_NAME)).max_items(Some(crate::body::MOST_ITEMS));
    /// What sort of thing a ticket is.
    KindWord = string().pattern(Some("^(task|bug|story|epic)$"));
    /// The same, to filter by. Nothing is no filter.
    KindIfAny = string().pattern(Some("^(task|bug|story|epic)?$"));
    /// How urgent or important something is.
    LevelWord = string().pattern(Some("^(low|medium|high|critical|normal)$"));
    /// The word for a status, or the key of one of the tenant's.
    StatusText = filled(SHORT_NAME).examples(["in_progress"]);
    /// The same, to filter by. Nothing is no filter.
    StatusIfAny = string().examples(["in_progress"]);
    /// A day, or null for none.
    DayOrNull = one_of_types([Type::String, Type::Null]).format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
        .examples(["2025-11-01"]);
    /// The number of a page, or `last`.
    PageNumber = string().pattern(Some(PAGE));
    /// How many things a page has. Whatever else is sent counts as nothing.
    PageSize = one_of_types([Type::Integer, Type::String]).examples([20]);
    /// Words to search for.
    SearchText = string().max_length(Some(200)).pattern(Some(NO_NUL));
}

/// A text. One of digits may come as a number.
fn text() -> ObjectBuilder {
    one_of_types([Type::String, Type::Number])
}

fn filled(max: usize) -> ObjectBuilder {
    filled_text().max_length(Some(max))
}

fn filled_text() -> ObjectBuilder {
    text().min_length(Some(1)).pattern(Some(FILLED))
}

fn text_or_null(max: usize) -> ObjectBuilder {
    one_of_types([Type::String, Type::Number, Type::Null])
        .max_length(Some(max))
        .pattern(Some(NO_NUL))
}

/// A whole number. It may come as a text.
fn number(min: i32) -> ObjectBuilder {
    one_of_types([Type::Integer, Type::String]).minimum(Some(min))
}

fn key_if_any() -> ObjectBuilder {
    number(1).pattern(Some(DIGITS_IF_ANY))
}
