//! What clients tell of a policy.

use crate::{
    body::{Extent, Spelled, as_text, filled, items, number, said},
    meaning, schema,
};
use serde_json::Value;
use std::collections::BTreeSet;
use tessera_domain::{
    issue::{FieldPath, Format, Issue, JsonType, Problem},
    priority::Rank,
    sla::{Allowance, CalendarPatch, Holidays, Hours, Minute, Week, Zone},
    text::Name,
    ticket::Patch,
    time::{NaiveDate, parse_day},
};
use tessera_http::{
    fault::Fault,
    json::{Fields, JsonBody},
};
use utoipa::ToSchema;

/// The days of a week, as they are called in bodies and answers.
pub const DAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// What is told of a policy. Unknown members are ignored.
#[derive(ToSchema)]
#[schema(as = NewSlaPolicy, example = json!({
    "name": "Critical, in office hours", "priority": "critical", "resolution_minutes": 240, "time_zone": "Europe/Berlin",
    "business_hours": [{"day": "monday", "from": "09:00", "to": "17:00"}], "holidays": ["2026-12-25"]
}))]
pub struct Sent {
    /// What it is called.
    #[schema(value_type = schema::NameText)]
    pub name: Option<Name>,
    /// Only for tickets of this priority; null for all.
    #[schema(value_type = schema::PriorityOrNull, required = false)]
    pub priority: Patch<Rank>,
    /// Only for tickets of the department of this number; null for all.
    #[schema(rename = "department_id", value_type = schema::IdOrNull, required = false)]
    pub department: Patch<i64>,
    /// Within how many minutes of working time somebody answers; null for no such promise.
    #[schema(rename = "response_minutes", value_type = schema::MinutesOrNull, required = false)]
    pub response: Patch<Allowance>,
    /// Within how many minutes of working time a ticket is finished.
    #[schema(rename = "resolution_minutes", value_type = schema::Minutes)]
    pub resolution: Option<Allowance>,
    /// The time zone of the working hours, by its name in the IANA database: `UTC` unless it is said.
    #[schema(value_type = schema::ZoneText, required = false)]
    pub time_zone: Option<Zone>,
    /// When is worked, in any order: day and night unless it is said.
    #[schema(value_type = schema::WeekParts, required = false)]
    pub business_hours: Option<Week>,
    /// Days on which is not worked.
    #[schema(value_type = schema::DaysOff, required = false)]
    pub holidays: Option<Holidays>,
    /// Whether it holds, which it does unless it is said.
    #[schema(value_type = bool, required = false)]
    pub active: Option<bool>,
}

tessera_http::shapes! {
    /// What changes of a policy. What is not named stays; unknown members are ignored.
    SlaPolicyChange = schema::part_of::<Sent>("What changes of a policy. What is not named stays.");
}

impl Sent {
    /// Reads as much of it as there must be.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn read(body: &JsonBody, extent: Extent) -> Result<Self, Fault> {
        let mut fields = body.fields()?;
        let sent = Self {
            name: extent.demanded(&mut fields, "name", name),
            priority: fields.patch("priority").told(meaning::rank),
            department: fields.patch("department_id").number(),
            response: fields
                .patch("response_minutes")
                .value(JsonType::Integer, allowance),
            resolution: resolution(&mut fields, extent),
            time_zone: extent.omissible(&mut fields, "time_zone", as_text(Zone::parse)),
            business_hours: omissible(&mut fields, extent, "business_hours", week),
            holidays: omissible(&mut fields, extent, "holidays", holidays),
            active: fields.optional("active").boolean(),
        };
        fields.finish()?;
        Ok(sent)
    }

    /// What is told of when is worked.
    pub fn calendar(&self) -> CalendarPatch {
        CalendarPatch {
            zone: self.time_zone.clone(),
            week: self.business_hours.clone(),
            holidays: self.holidays.clone(),
        }
    }
}

fn name(text: &str) -> Result<Name, Problem> {
    Name::parse(filled(text.trim(), schema::NAME)?)
}

fn resolution(fields: &mut Fields, extent: Extent) -> Option<Allowance> {
    const NAME: &str = "resolution_minutes";
    if extent == Extent::Whole && !fields.has(NAME) {
        fields.refuse_member(NAME, Problem::Required);
    }
    fields.optional(NAME).value(JsonType::Integer, allowance)
}

/// A list that may be left out and cannot be null in a change.
fn omissible<T>(
    fields: &mut Fields,
    extent: Extent,
    name: &'static str,
    parse: impl FnOnce(Value, &FieldPath) -> Result<T, Vec<Issue>>,
) -> Option<T> {
    match extent {
        Extent::Whole => said(fields.patch(name).value(JsonType::Array, parse)),
        Extent::Part => fields.optional(name).value(JsonType::Array, parse),
    }
}

fn allowance(value: Value, path: &FieldPath) -> Result<Allowance, Vec<Issue>> {
    Allowance::minutes(number(value, path)?).map_err(|problem| at(path, problem))
}

fn week(value: Value, path: &FieldPath) -> Result<Week, Vec<Issue>> {
    let mut days: [Vec<Hours>; 7] = Default::default();
    for (place, hours) in items(value, path, part)? {
        if let Some(day) = days.get_mut(place) {
            day.push(hours);
        }
    }
    Week::new(days).map_err(|problem| at(path, problem))
}

/// A part of a day, with the day's place in the week.
fn part(value: Value, path: &FieldPath) -> Result<(usize, Hours), Vec<Issue>> {
    let Value::Object(members) = value else {
        return Err(wrong(path, JsonType::Object, &value));
    };
    let mut fields = Fields::within(path.clone(), members);
    let day = fields.required("day").parsed(0, |word| day(&word));
    let from = fields
        .required("from")
        .parsed(Minute::MIDNIGHT, |text| Minute::parse(&text));
    let to = fields
        .required("to")
        .parsed(Minute::END, |text| Minute::parse(&text));
    fields.finish()?;
    let hours = Hours::new(from, to).map_err(|problem| at(path, problem))?;
    Ok((day, hours))
}

fn day(word: &str) -> Result<usize, Problem> {
    let place = DAYS.iter().position(|known| known.eq_ignore_ascii_case(word));
    place.ok_or_else(|| Problem::not_one_of(&DAYS, word))
}

/// More of them than other lists have items: a calendar may be told for many years.
fn holidays(value: Value, path: &FieldPath) -> Result<Holidays, Vec<Issue>> {
    let Value::Array(items) = value else {
        return Err(wrong(path, JsonType::Array, &value));
    };
    let (mut days, mut issues) = (BTreeSet::new(), Vec::new());
    for (place, item) in items.into_iter().enumerate().take(Holidays::MOST + 1) {
        match as_text(holiday)(item, &path.clone().item(place)) {
            Ok(day) => drop(days.insert(day)),
            Err(wrong) => issues.extend(wrong),
        }
    }
    if !issues.is_empty() {
        return Err(issues);
    }
    Holidays::new(days).map_err(|problem| at(path, problem))
}

fn holiday(text: &str) -> Result<NaiveDate, Problem> {
    parse_day(text).ok_or(Problem::Malformed(Format::Date))
}

fn at(path: &FieldPath, problem: Problem) -> Vec<Issue> {
    vec![Issue::at(path.clone(), problem)]
}

fn wrong(path: &FieldPath, expected: JsonType, value: &Value) -> Vec<Issue> {
    let received = JsonType::of(value);
    at(path, Problem::WrongType { expected, received })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(body: &Value, extent: Extent) -> Result<Sent, Vec<String>> {
        let body = JsonBody::from(actix_web::web::Bytes::from(body.to_string()));
        let read = Sent::read(&body, extent);
        read.map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_name_and_a_time_are_enough() {
        let sent = read(
            &json!({"name": " Usual ", "resolution_minutes": 60}),
            Extent::Whole,
        )
        .unwrap();
        assert_eq!(
            (
                sent.name.as_ref().map(Name::as_str),
                sent.resolution.map(Allowance::get)
            ),
            (Some("Usual"), Some(60))
        );
        assert_eq!(
            (sent.priority, sent.department, sent.response),
            (Patch::Keep, Patch::Keep, Patch::Keep)
        );
        assert!(sent.active.is_none() && sent.calendar() == CalendarPatch::default());
    }

    #[test]
    fn hours_come_in_any_order_and_days_in_any_case() {
        let sent = read(
            &json!({
                "priority": null, "department_id": 2, "response_minutes": 15, "time_zone": "europe/berlin", "active": false,
                "business_hours": [
                    {"day": "Tuesday", "from": "13:00", "to": "24:00"}, {"day": "monday", "from": "08:00", "to": "12:00"},
                    {"day": "tuesday", "from": "00:00", "to": "12:30"}
                ],
                "holidays": ["2026-12-26", "2026-12-25", "2026-12-25"]
            }),
            Extent::Part,
        )
        .unwrap();
        let told: Vec<Vec<String>> = sent
            .business_hours
            .as_ref()
            .unwrap()
            .days()
            .iter()
            .map(|day| {
                day.iter()
                    .map(|hours| format!("{}-{}", hours.from(), hours.to()))
                    .collect()
            })
            .collect();
        assert_eq!(
            told[..3],
            [
                vec!["08:00-12:00".to_owned()],
                vec!["00:00-12:30".into(), "13:00-24:00".into()],
                vec![]
            ]
        );
        assert_eq!(sent.holidays.as_ref().unwrap().days().len(), 2);
        assert_eq!(sent.time_zone.as_ref().unwrap().name(), "Europe/Berlin");
        assert_eq!((sent.priority, sent.active), (Patch::Clear, Some(false)));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let hours = |part: Value| json!({ "business_hours": [part] });
        for (body, told) in [
            (json!({"name": " "}), "name: Must not be blank"),
            (
                json!({"resolution_minutes": 0}),
                "resolution_minutes: Must be 1 or more",
            ),
            (
                json!({"resolution_minutes": null}),
                "resolution_minutes: Expected integer, received null",
            ),
            (
                json!({"response_minutes": "5"}),
                "response_minutes: Expected integer, received string",
            ),
            (
                json!({"time_zone": "Mars/Base"}),
                "time_zone: must be a time zone of the IANA database, as Europe/Berlin",
            ),
            (
                json!({"business_hours": []}),
                "business_hours: must have working hours on some day",
            ),
            (
                json!({"business_hours": null}),
                "business_hours: Expected array, received null",
            ),
            (
                hours(json!("monday")),
                "business_hours.0: Expected object, received string",
            ),
            (
                hours(json!({"day": "monday", "from": "17:00", "to": "09:00"})),
                "business_hours.0: must end after it begins",
            ),
            (
                hours(json!({"day": "monday", "to": "09:00"})),
                "business_hours.0.from: Required",
            ),
            (json!({"holidays": ["2026-02-30"]}), "holidays.0: Invalid date"),
            (
                json!({"active": "yes"}),
                "active: Expected boolean, received string",
            ),
        ] {
            assert_eq!(
                read(&body, Extent::Part).err().unwrap_or_default(),
                [told],
                "{body}"
            );
        }
        let missing = read(&json!({}), Extent::Whole).err().unwrap_or_default();
        assert_eq!(missing, ["name: Required", "resolution_minutes: Required"]);
    }
}
