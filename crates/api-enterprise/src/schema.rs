//! Schemas that are as precise as the readers and writers are: types that only the document knows.

use crate::body::MOST_ITEMS;
use tessera_application::approvals::MOST_AT_ONCE;
use tessera_domain::{
    approval::Policy,
    notification::NotificationKind,
    sla::{Allowance, Holidays},
    text::{Condition, Remark},
    webhook::WebhookEvent,
};
use tessera_http::schema::{NO_NUL, one_of_types, string};
use utoipa::{
    PartialSchema,
    openapi::{
        KnownFormat, Ref, RefOr, Schema, SchemaFormat, Type,
        schema::{AnyOfBuilder, ArrayBuilder, ObjectBuilder, SchemaType},
    },
};

/// The most characters of a ticket's title.
pub const TITLE: usize = 200;
/// The most characters of a name.
pub const NAME: usize = 255;

/// The schema of a part of something: the same members, none of which must be there.
pub fn part_of<T: PartialSchema>(description: &str) -> RefOr<Schema> {
    let mut schema = T::schema();
    if let RefOr::T(Schema::Object(object)) = &mut schema {
        object.required.clear();
        object.description = Some(description.to_owned());
        object.example = None;
    }
    schema
}

/// The ways to sort.
const ORDER: &str = "^(asc|desc)$";
/// A text of which something is left when the white space around it is taken away.
const FILLED: &str = r"^[^\u0000]*[^\u0000\s][^\u0000]*$";
/// A moment, with or without its offset, or a day.
const MOMENT: &str = r"^\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})?)?$";

tessera_http::shapes! {
    /// A ticket's title.
    TitleText = filled().max_length(Some(TITLE));
    /// A name.
    NameText = filled().max_length(Some(NAME));
    /// A long text.
    LongText = filled();
    /// Notes, or null for none.
    NotesOrNull = one_of_types([Type::String, Type::Null]).pattern(Some(NO_NUL));
    /// Where a ticket stands.
    StatusWord = string().pattern(Some("^(open|in_progress|pending_approval|resolved|closed)$"));
    /// How much a ticket matters.
    PriorityWord = string().pattern(Some("^(low|medium|high|critical)$"));
    /// How much a ticket matters, or null for any.
    PriorityOrNull = one_of_types([Type::String, Type::Null]).pattern(Some("^(low|medium|high|critical)$"));
    /// A length of working time, in minutes.
    Minutes = integer().minimum(Some(1)).maximum(Some(Allowance::MAX));
    /// A length of working time, in minutes, or null for none.
    MinutesOrNull = one_of_types([Type::Integer, Type::Null]).minimum(Some(1)).maximum(Some(Allowance::MAX));
    /// A time zone of the IANA database.
    ZoneText = string().max_length(Some(64)).examples(["Europe/Berlin"]);
    /// A day of the week.
    DayWord = string().pattern(Some("^(monday|tuesday|wednesday|thursday|friday|saturday|sunday)$"));
    /// A time of day.
    ClockText = string().pattern(Some("^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")).examples(["09:00"]);
    /// Days of the calendar.
    DaysOff = ArrayBuilder::new()
        .items(string().format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))))
        .max_items(Some(Holidays::MOST));
    /// Parts of days in which is worked.
    WeekParts = ArrayBuilder::new()
        .items(Ref::from_schema_name("BusinessHours"))
        .min_items(Some(1))
        .max_items(Some(MOST_ITEMS));
    /// What sort of thing a ticket is.
    KindWord = string().pattern(Some("^(incident|request|problem|change)$"));
    /// What is done with an approval.
    ActionWord = string().pattern(Some("^(approve|reject|delegate|request_info)$"));
    /// What is done with several approvals.
    BulkWord = string().pattern(Some("^(approve|reject|delegate)$"));
    /// What is said to a decision, or null for nothing.
    RemarkOrNull = one_of_types([Type::String, Type::Null]).max_length(Some(Remark::MAX)).pattern(Some(NO_NUL));
    /// Conditions on which something is approved.
    Conditions = ArrayBuilder::new().items(filled().max_length(Some(Condition::MAX))).max_items(Some(MOST_ITEMS));
    /// The running numbers of approvals.
    BulkIds = ArrayBuilder::new().items(integer()).min_items(Some(1)).max_items(Some(MOST_AT_ONCE));
    /// What sort of thing a ticket is, or null for any.
    KindOrNull = one_of_types([Type::String, Type::Null]).pattern(Some("^(incident|request|problem|change)$"));
    /// How somebody is meant who decides.
    ApproverWord = string().pattern(Some("^(user|role|department_manager)$"));
    /// The role of somebody who decides, or null for none.
    ApproverRoleOrNull = one_of_types([Type::String, Type::Null]).pattern(Some("^(manager|admin|super_admin)$"));
    /// How many hours a decision may take, or null for 24.
    HoursOrNull = one_of_types([Type::Integer, Type::Null]).minimum(Some(1)).maximum(Some(8760));
    /// Who decides, one after the other.
    PolicySteps = ArrayBuilder::new()
        .items(Ref::from_schema_name("NewPolicyStep"))
        .min_items(Some(1))
        .max_items(Some(Policy::MOST_STEPS));
    /// The running number of a thing.
    Id = integer().minimum(Some(1));
    /// The running number of a thing, or null for none.
    IdOrNull = one_of_types([Type::Integer, Type::Null]);
    /// The running numbers of things.
    Ids = ArrayBuilder::new().items(integer()).max_items(Some(MOST_ITEMS));
    /// A moment in any offset, in UTC where it says none; or a day, which stands for its end. Null for none.
    MomentOrNull = moment([Type::String, Type::Null]);
    /// A moment in any offset, in UTC where it says none; or a day.
    MomentOrDay = moment([Type::String]);
    /// From 1, not at all content, to 5, fully. Null for no answer.
    RatingOrNull = one_of_types([Type::Integer, Type::Null]).minimum(Some(1)).maximum(Some(5));
    /// What tags say.
    TagTexts = ArrayBuilder::new().items(filled().max_length(Some(crate::body::TAG))).max_items(Some(MOST_ITEMS));
    /// Names of files.
    FileNames = ArrayBuilder::new().items(string().max_length(Some(NAME)).pattern(Some(NO_NUL))).max_items(Some(MOST_ITEMS));
    /// People, by `@` and the name they sign in with, or by number; or files, by name or number.
    NamesOrIds = ArrayBuilder::new()
        .items(AnyOfBuilder::new().item(string().max_length(Some(NAME)).pattern(Some(NO_NUL))).item(integer()))
        .max_items(Some(MOST_ITEMS));
    /// One or several statuses, parted by commas.
    StatusWords = several("open|in_progress|pending_approval|resolved|closed");
    /// One or several priorities, parted by commas.
    PriorityWords = several("low|medium|high|critical");
    /// One or several kinds, parted by commas.
    KindWords = several("incident|request|problem|change");
    /// One or several running numbers, parted by commas.
    IdWords = several("0*[1-9][0-9]*");
    /// What tags say, parted by commas.
    TagWords = tag_words();
    /// Any of these statuses.
    StatusesWanted = any_of(several("open|in_progress|pending_approval|resolved|closed"));
    /// Any of these priorities.
    PrioritiesWanted = any_of(several("low|medium|high|critical"));
    /// Any of these kinds.
    KindsWanted = any_of(several("incident|request|problem|change"));
    /// Any of these tags.
    TagsWanted = any_of(tag_words());
    /// Any of these running numbers.
    IdsWanted = any_of(integer());
    /// Words to search for.
    SearchText = string().max_length(Some(200)).pattern(Some(NO_NUL));
    /// Words to search for, or null for none.
    SearchOrNull = one_of_types([Type::String, Type::Null]).max_length(Some(200)).pattern(Some(NO_NUL));
    /// Where a list goes on.
    CursorText = string().pattern(Some("^[A-Za-z0-9_-]{1,4000}$"));
    /// What tickets are sorted by.
    SortWord = string().pattern(Some("^(created_at|updated_at|due_date|priority|status|title|id|ticket_number)$"));
    /// Which way to sort.
    OrderWord = string().pattern(Some(ORDER));
    /// Which way to sort, or null for the usual one.
    OrderOrNull = one_of_types([Type::String, Type::Null]).pattern(Some(ORDER));
    /// A length of time.
    SpanText = string().pattern(Some("^([1-9][0-9]{0,3}[hdwm]|[1-9][0-9]{0,2}y)$")).examples(["30d"]);
    /// The form of a report.
    FormatWord = string().pattern(Some("^(csv|json)$"));
    /// What can be exported.
    ExportWord = string().pattern(Some("^tickets$"));
    /// Filters as JSON.
    FiltersText = string().max_length(Some(2_000)).examples([r#"{"status":"resolved","created_after":"2023-11-01"}"#]);
    /// A file.
    FileBytes = string().format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)));
    /// An address of http or https.
    WebAddress = string().max_length(Some(2000)).pattern(Some(r"^[Hh][Tt][Tt][Pp][Ss]?://[!-~]+$"));
    /// What a webhook can be told of.
    EventWords = ArrayBuilder::new().items(event_word()).min_items(Some(1)).max_items(Some(MOST_ITEMS));
    /// What webhooks are signed with.
    WebhookSecret = one_of_types([Type::String, Type::Null])
        .min_length(Some(16)).max_length(Some(128)).pattern(Some("^[!-~]*$"));
    /// What webhooks are signed with.
    WebhookSecretText = string().min_length(Some(16)).max_length(Some(128)).pattern(Some("^[!-~]*$"));
    /// What a webhook is called.
    WebhookName = string().pattern(Some("^(wh_)?[0-9]+$"));
    /// How a delivery stands.
    DeliveryWord = string().pattern(Some("^(pending|delivered|failed)$"));
    /// Why somebody is told.
    NotificationWord = notification_word();
    /// A secret.
    SecretText = string().min_length(Some(1)).pattern(Some(NO_NUL));
}

fn filled() -> ObjectBuilder {
    string().min_length(Some(1)).pattern(Some(FILLED))
}

fn integer() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Integer)
}

fn moment<const N: usize>(types: [Type; N]) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter(types))
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
        .pattern(Some(MOMENT))
        .examples(["2023-12-05T18:00:00Z"])
}

fn event_word() -> ObjectBuilder {
    string()
        .pattern(Some(format!(
            "^({})$",
            WebhookEvent::NAMES.join("|").replace('.', r"\.")
        )))
        .examples(["ticket.created"])
}

fn notification_word() -> ObjectBuilder {
    let words: Vec<_> = NotificationKind::ALL.iter().map(|kind| kind.key()).collect();
    string()
        .pattern(Some(format!("^({})$", words.join("|"))))
        .examples(["mentioned"])
}

/// A list of those, one by itself, or null for no wish.
fn any_of(one: ObjectBuilder) -> AnyOfBuilder {
    let one = one.build();
    let list = ArrayBuilder::new().items(one.clone()).max_items(Some(MOST_ITEMS));
    let null = ObjectBuilder::new().schema_type(Type::Null);
    AnyOfBuilder::new().item(list).item(one).item(null)
}

fn tag_words() -> ObjectBuilder {
    string().pattern(Some(r"^([^,\u0000]{0,100},)*[^,\u0000]{0,100}$"))
}

fn several(words: &str) -> ObjectBuilder {
    string().pattern(Some(format!("^ *({words})?( *, *({words})?)* *$")))
}
