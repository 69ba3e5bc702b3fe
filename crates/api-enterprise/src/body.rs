//! Members of bodies as this dialect reads them.

use serde_json::{Number, Value};
use std::collections::BTreeSet;
use tessera_domain::{
    issue::{FieldPath, Format, Issue, JsonType, Problem},
    text::{self, Name},
    ticket::Patch,
    time::{Time, parse_day},
};
use tessera_http::json::{Field, Fields, Omissible};

/// The most items of a list.
pub const MOST_ITEMS: usize = 100;
/// The most characters of a tag.
pub const TAG: usize = 100;

/// How much of a thing a body tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Extent {
    /// All that must be told of it. What may be left out may be null, and that is the same.
    Whole,
    /// What changes. Null empties what can be empty, and is wrong elsewhere.
    Part,
}

impl Extent {
    /// A member that must be there if the whole thing is sent, and is never null.
    pub fn demanded<T>(
        self,
        fields: &mut Fields,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Option<T> {
        if self == Self::Whole && !fields.has(name) {
            fields.refuse_member(name, Problem::Required);
        }
        fields.optional(name).told(parse)
    }

    /// A member that may be left out and cannot be empty.
    pub fn omissible<T>(
        self,
        fields: &mut Fields,
        name: &'static str,
        parse: impl FnOnce(Value, &FieldPath) -> Result<T, Vec<Issue>>,
    ) -> Option<T> {
        match self {
            Self::Whole => said(fields.patch(name).value(JsonType::String, parse)),
            Self::Part => fields.optional(name).value(JsonType::String, parse),
        }
    }
}

/// What was said, if anything was. Null says nothing.
pub fn said<T>(wanted: Patch<T>) -> Option<T> {
    match wanted {
        Patch::Set(value) => Some(value),
        Patch::Keep | Patch::Clear => None,
    }
}

/// What members are read as.
pub trait Spelled<P: Omissible>: Sized {
    /// A text that `parse` takes.
    fn told<T>(self, parse: impl FnOnce(&str) -> Result<T, Problem>) -> P::Of<T>;
    /// The number of a thing.
    fn number(self) -> P::Of<i64>;
    /// Each item of a list as `parse` takes it.
    fn each<T>(self, parse: impl FnMut(Value, &FieldPath) -> Result<T, Vec<Issue>>) -> P::Of<Vec<T>>;
    /// The same, or one item by itself.
    fn one_or_each<T>(self, parse: impl FnMut(Value, &FieldPath) -> Result<T, Vec<Issue>>) -> P::Of<Vec<T>>;
}

impl<P: Omissible> Spelled<P> for Field<'_, P> {
    fn told<T>(self, parse: impl FnOnce(&str) -> Result<T, Problem>) -> P::Of<T> {
        self.value(JsonType::String, as_text(parse))
    }

    fn number(self) -> P::Of<i64> {
        self.value(JsonType::Integer, number)
    }

    fn each<T>(self, parse: impl FnMut(Value, &FieldPath) -> Result<T, Vec<Issue>>) -> P::Of<Vec<T>> {
        self.value(JsonType::Array, |value, path| items(value, path, parse))
    }

    fn one_or_each<T>(
        self,
        mut parse: impl FnMut(Value, &FieldPath) -> Result<T, Vec<Issue>>,
    ) -> P::Of<Vec<T>> {
        self.value(JsonType::Array, |value, path| match value {
            Value::Array(items) => each(items, path, parse),
            one => parse(one, path).map(|one| vec![one]),
        })
    }
}

/// Reads a value as a text that `parse` takes.
pub fn as_text<T>(
    parse: impl FnOnce(&str) -> Result<T, Problem>,
) -> impl FnOnce(Value, &FieldPath) -> Result<T, Vec<Issue>> {
    |value, path| match value {
        Value::String(text) => parse(&text).map_err(|problem| at(path, problem)),
        other => Err(wrong(path, JsonType::String, &other)),
    }
}

/// Reads a value as the number of a thing. One that is too large for any is that of none. JSON does not tell 3 from 3.0.
///
/// # Errors
/// When it is no whole number.
pub fn number(value: Value, path: &FieldPath) -> Result<i64, Vec<Issue>> {
    match value {
        Value::Number(number) => {
            let whole = number.as_i64().or_else(|| whole(&number));
            whole.ok_or_else(|| wrong(path, JsonType::Integer, &number.into()))
        }
        other => Err(wrong(path, JsonType::Integer, &other)),
    }
}

/// What is whole and written as a fraction, or does not fit.
fn whole(number: &Number) -> Option<i64> {
    let double = number.as_f64().filter(|double| double.fract() == 0.0)?;
    let farthest = if double < 0.0 { i64::MIN } else { i64::MAX };
    Some(format!("{double:.0}").parse().unwrap_or(farthest))
}

/// Each item of a list as `parse` takes it.
///
/// # Errors
/// When it is no list, or too long a one; and all that is wrong with its items.
pub fn items<T>(
    value: Value,
    path: &FieldPath,
    parse: impl FnMut(Value, &FieldPath) -> Result<T, Vec<Issue>>,
) -> Result<Vec<T>, Vec<Issue>> {
    match value {
        Value::Array(items) => each(items, path, parse),
        other => Err(wrong(path, JsonType::Array, &other)),
    }
}

/// The tags of a list, each once.
///
/// # Errors
/// All that is wrong with them.
pub fn tags(value: Value, path: &FieldPath) -> Result<Vec<Name>, Vec<Issue>> {
    let mut tags = items(value, path, |item, path| as_text(tag)(item, path))?;
    let mut seen = BTreeSet::new();
    tags.retain(|tag| seen.insert(tag.clone()));
    Ok(tags)
}

fn tag(text: &str) -> Result<Name, Problem> {
    Name::parse(filled(text.trim(), TAG)?)
}

/// The text, if it is more than white space and not too long.
///
/// # Errors
/// What is wrong with it.
pub fn filled(text: &str, max: usize) -> Result<&str, Problem> {
    if text.trim().is_empty() {
        return Err(Problem::Blank);
    }
    text::check(text, 0, max).map(|()| text)
}

/// Which end of a day is meant where only the day is said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DayMeans {
    /// Its first moment.
    Begin,
    /// Its last second.
    End,
}

/// A moment of RFC 3339, of any offset, or in UTC where it says none; or a day.
///
/// # Errors
/// When it is neither.
pub fn moment(text: &str, day: DayMeans) -> Result<Time, Problem> {
    let whole = Time::parse(text).or_else(|| Time::parse(&format!("{text}Z")));
    let of_day = || {
        let last = Time::end_of(parse_day(text)?);
        Some(match day {
            DayMeans::Begin => last.start_of_day(),
            DayMeans::End => last,
        })
    };
    whole.or_else(of_day).ok_or(Problem::Malformed(Format::DateTime))
}

fn at(path: &FieldPath, problem: Problem) -> Vec<Issue> {
    vec![Issue::at(path.clone(), problem)]
}

/// What is wrong with a value of another type.
fn wrong(path: &FieldPath, expected: JsonType, value: &Value) -> Vec<Issue> {
    let received = JsonType::of(value);
    at(path, Problem::WrongType { expected, received })
}

fn each<T>(
    items: Vec<Value>,
    path: &FieldPath,
    mut parse: impl FnMut(Value, &FieldPath) -> Result<T, Vec<Issue>>,
) -> Result<Vec<T>, Vec<Issue>> {
    if items.len() > MOST_ITEMS {
        return Err(at(path, Problem::Rule("must have at most 100 items")));
    }
    let mut read = Vec::with_capacity(items.len());
    let mut issues = Vec::new();
    for (place, item) in items.into_iter().enumerate() {
        match parse(item, &path.clone().item(place)) {
            Ok(item) => read.push(item),
            Err(found) => issues.extend(found),
        }
    }
    if issues.is_empty() { Ok(read) } else { Err(issues) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::web::Bytes;
    use serde_json::json;
    use tessera_http::json::JsonBody;

    fn fields(body: &Value) -> Fields {
        JsonBody::from(Bytes::from(body.to_string())).fields().unwrap()
    }

    fn issues(fields: Fields) -> Vec<String> {
        let found = fields.finish().err().unwrap_or_default();
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn moments_are_read_in_every_form_that_clients_send() {
        for (text, meant) in [
            ("2023-12-05T18:00:00Z", "2023-12-05T18:00:00.000000Z"),
            ("2023-12-05T18:00:00+02:00", "2023-12-05T16:00:00.000000Z"),
            ("2023-12-05T18:00:00", "2023-12-05T18:00:00.000000Z"),
            ("2023-12-05T18:00:00.25", "2023-12-05T18:00:00.250000Z"),
            ("2023-11-01", "2023-11-01T00:00:00.000000Z"),
        ] {
            assert_eq!(moment(text, DayMeans::Begin).unwrap().to_string(), meant);
        }
        let end = moment("2023-11-01", DayMeans::End).unwrap();
        assert_eq!(end.to_string(), "2023-11-01T23:59:59.000000Z");
        for bad in [
            "",
            "yesterday",
            "2023-13-01",
            "2023-02-30T00:00:00Z",
            "01.11.2023",
            "1701424800",
        ] {
            assert!(moment(bad, DayMeans::Begin).is_err(), "{bad}");
        }
    }

    #[test]
    fn null_says_nothing_of_a_new_thing_and_is_wrong_in_a_change() {
        let body = json!({"a": null});
        for (extent, told) in [
            (Extent::Whole, &[][..]),
            (Extent::Part, &["a: Expected string, received null"]),
        ] {
            let mut fields = fields(&body);
            let read = extent.omissible(&mut fields, "a", as_text(|text| Ok(text.to_owned())));
            assert_eq!(
                (read, issues(fields)),
                (None, told.iter().map(ToString::to_string).collect())
            );
        }
    }

    #[test]
    fn what_is_demanded_must_be_there_unless_a_part_is_sent() {
        for (extent, told) in [(Extent::Whole, &["a: Required"][..]), (Extent::Part, &[])] {
            let mut fields = fields(&json!({}));
            let read: Option<()> = extent.demanded(&mut fields, "a", |_| Ok(()));
            assert_eq!(
                (read, issues(fields)),
                (None, told.iter().map(ToString::to_string).collect())
            );
        }
    }

    #[test]
    fn numbers_are_whole_and_no_texts() {
        let read = |value: &Value| number(value.clone(), &FieldPath::field("n"));
        assert_eq!(read(&json!(7)), Ok(7));
        assert_eq!((read(&json!(3.0)), read(&json!(-2))), (Ok(3), Ok(-2)));
        for large in [json!(u64::MAX), json!(1e300)] {
            assert_eq!(read(&large), Ok(i64::MAX));
        }
        for bad in [json!("7"), json!(1.5), json!(null), json!(true), json!([7])] {
            assert!(read(&bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn lists_are_short_and_their_items_are_named() {
        let mut read = fields(&json!({"one": "a", "many": ["a", 1], "long": vec![1; 101], "none": "a"}));
        let text = |value: Value, path: &FieldPath| as_text(|text| Ok(text.to_owned()))(value, path);
        assert_eq!(read.optional("one").one_or_each(text), Some(vec!["a".to_owned()]));
        assert_eq!(read.optional("many").one_or_each(text), None);
        assert_eq!(read.optional("long").each(number), None);
        assert_eq!(read.optional("none").each(text), None);
        assert_eq!(
            issues(read),
            [
                "many.1: Expected string, received number",
                "long: must have at most 100 items",
                "none: Expected array, received string"
            ]
        );
    }

    #[test]
    fn tags_are_trimmed_and_come_once() {
        let read = tags(json!([" a ", "b", "a"]), &FieldPath::field("tags")).unwrap();
        assert_eq!(read.iter().map(Name::as_str).collect::<Vec<_>>(), ["a", "b"]);
        assert!(tags(json!(["  "]), &FieldPath::field("tags")).is_err());
    }
}
