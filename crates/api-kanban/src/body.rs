//! Bodies as the vendor's serializers read them: texts are trimmed, numbers may come as texts, and what may be left out
//! depends on whether the whole thing is sent or a part of it.

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::header::{CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING},
    web::Bytes,
};
use serde_json::{Number, Value};
use std::{
    collections::BTreeSet,
    future::{Future, ready},
    pin::Pin,
};
use tessera_domain::{
    issue::{FieldPath, Format, Issue, JsonType, Problem},
    text::{self, Description, Name},
};
use tessera_http::{
    fault::Fault,
    json::{Field, Fields, JsonBody, Omissible, Optional, Patched},
};

/// The most items of a list.
pub const MOST_ITEMS: usize = 100;
const TOO_MANY_ITEMS: Problem = Problem::Rule("Ensure this field has no more than 100 elements.");

/// What a body that is none stands for.
const NOTHING: &[u8] = b"{}";

/// A body of JSON, or none at all, without a type either: that is the same as an object without members.
pub struct Sent(pub JsonBody);

impl FromRequest for Sent {
    type Error = Fault;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Fault>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let headers = request.headers();
        let announced = headers.get(CONTENT_LENGTH).is_some_and(|length| length != "0");
        let told = announced || headers.contains_key(TRANSFER_ENCODING) || headers.contains_key(CONTENT_TYPE);
        if !told {
            let nothing = JsonBody::from(Bytes::from_static(NOTHING));
            return Box::pin(ready(Ok(Self(nothing))));
        }
        let body = JsonBody::from_request(request, payload);
        Box::pin(async move { body.await.map(Self) })
    }
}

/// How much of a thing a body tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Extent {
    /// All that must be told of it.
    Whole,
    /// What changes.
    Part,
}

/// The members of a body.
pub struct Body {
    fields: Fields,
    extent: Extent,
}

impl Body {
    /// The members.
    ///
    /// # Errors
    /// When it is no JSON, or no object.
    pub fn read(body: &JsonBody, extent: Extent) -> Result<Self, Fault> {
        Ok(Self::of(body.fields()?, extent))
    }

    /// Those of an object within a body.
    pub const fn of(fields: Fields, extent: Extent) -> Self {
        Self { fields, extent }
    }

    /// A member that must be there if the whole thing is sent.
    pub fn demanded(&mut self, name: &'static str) -> Field<'_, Optional> {
        if self.extent == Extent::Whole && !self.fields.has(name) {
            self.fields.refuse_member(name, Problem::Required);
        }
        self.fields.optional(name)
    }

    /// A member that may be left out.
    pub fn optional(&mut self, name: &'static str) -> Field<'_, Optional> {
        self.fields.optional(name)
    }

    /// A member that may be left out, and may be null.
    pub fn nullable(&mut self, name: &'static str) -> Field<'_, Patched> {
        self.fields.patch(name)
    }

    /// Adds an issue that the caller found.
    pub fn refuse(&mut self, issue: Issue) {
        self.fields.refuse(issue);
    }

    /// All that was wrong.
    pub fn issues(self) -> Vec<Issue> {
        self.fields.finish().err().unwrap_or_default()
    }

    /// Whether everything read was right.
    ///
    /// # Errors
    /// All that was not.
    pub fn finish(self) -> Result<(), Fault> {
        Ok(self.fields.finish()?)
    }
}

/// What members are read as.
pub trait Spelled<P: Omissible>: Sized {
    /// A text without white space around it, of at most so many Unicode scalars, of which something is left.
    fn line(self, max: usize) -> P::Of<String>;
    /// The same, of which nothing may be left.
    fn trimmed(self, max: usize) -> P::Of<String>;
    /// The name of something, of at most so many Unicode scalars.
    fn named(self, max: usize) -> P::Of<Name>;
    /// A long text about something; may be empty.
    fn described(self) -> P::Of<Description>;
    /// A text that is taken letter by letter and is not empty.
    fn secret(self) -> P::Of<String>;
    /// A trimmed text that `parse` takes.
    fn told<T>(self, parse: impl FnOnce(String) -> Result<T, Problem>) -> P::Of<T>;
    /// One of several words, whatever type it is sent as.
    fn choice<T>(self, parse: impl FnOnce(&str) -> Result<T, Problem>) -> P::Of<T>;
    /// A place in an order.
    fn place(self) -> P::Of<i32>;
    /// Each item of a list as `parse` takes it.
    fn items<T>(self, parse: impl FnMut(Value, &FieldPath) -> Result<T, Vec<Issue>>) -> P::Of<Vec<T>>;
    /// The number of a thing.
    fn key(self) -> P::Of<i64>;
    /// The numbers of things, each once.
    fn keys(self) -> P::Of<Vec<i64>>;
    /// Names as [`named`](Self::named) takes them, in the order in which they are sent, each once.
    fn names(self, max: usize) -> P::Of<Vec<Name>>;
    /// A text that `parse` takes for a day.
    fn day<T>(self, parse: impl FnOnce(&str) -> Option<T>) -> P::Of<T>;
}

impl<P: Omissible> Spelled<P> for Field<'_, P> {
    fn line(self, max: usize) -> P::Of<String> {
        self.told(|line| filled(line, max))
    }

    fn trimmed(self, max: usize) -> P::Of<String> {
        self.told(|line| text::check(&line, 0, max).map(|()| line))
    }

    fn named(self, max: usize) -> P::Of<Name> {
        self.told(|line| Name::parse(filled(line, max)?))
    }

    fn described(self) -> P::Of<Description> {
        self.told(Description::parse)
    }

    fn secret(self) -> P::Of<String> {
        self.value(JsonType::String, |value, path| {
            let secret = said(value, path)?;
            let problem = if secret.is_empty() {
                Err(Problem::Blank)
            } else {
                text::check(&secret, 0, usize::MAX)
            };
            problem.map(|()| secret).map_err(at(path))
        })
    }

    fn told<T>(self, parse: impl FnOnce(String) -> Result<T, Problem>) -> P::Of<T> {
        self.value(JsonType::String, |value, path| {
            let said = said(value, path)?;
            parse(said.trim().to_owned()).map_err(at(path))
        })
    }

    fn choice<T>(self, parse: impl FnOnce(&str) -> Result<T, Problem>) -> P::Of<T> {
        self.value(JsonType::String, |value, path| {
            let word = match value {
                Value::String(word) => word,
                other => other.to_string(),
            };
            parse(&word).map_err(at(path))
        })
    }

    fn place(self) -> P::Of<i32> {
        self.value(JsonType::Integer, |value, path| {
            let number = whole(&value).ok_or_else(|| wrong(JsonType::Integer, &value));
            number.and_then(place_of).map_err(at(path))
        })
    }

    fn items<T>(self, parse: impl FnMut(Value, &FieldPath) -> Result<T, Vec<Issue>>) -> P::Of<Vec<T>> {
        self.value(JsonType::Array, |value, path| each(value, path, parse))
    }

    fn key(self) -> P::Of<i64> {
        self.value(JsonType::Integer, |value, path| key_of(&value).map_err(at(path)))
    }

    fn keys(self) -> P::Of<Vec<i64>> {
        self.value(JsonType::Array, |value, path| {
            let mut keys = each(value, path, |item, path| key_of(&item).map_err(at(path)))?;
            let mut seen = BTreeSet::new();
            keys.retain(|key| seen.insert(*key));
            Ok(keys)
        })
    }

    fn names(self, max: usize) -> P::Of<Vec<Name>> {
        self.value(JsonType::Array, |value, path| {
            let mut names = each(value, path, |item, path| {
                let line = filled(said(item, path)?.trim().to_owned(), max);
                line.and_then(Name::parse).map_err(at(path))
            })?;
            let mut seen = BTreeSet::new();
            names.retain(|name| seen.insert(name.clone()));
            Ok(names)
        })
    }

    fn day<T>(self, parse: impl FnOnce(&str) -> Option<T>) -> P::Of<T> {
        self.value(JsonType::String, |value, path| {
            let day = value.as_str().and_then(parse);
            day.ok_or(Problem::Malformed(Format::Date)).map_err(at(path))
        })
    }
}

fn at(path: &FieldPath) -> impl FnOnce(Problem) -> Vec<Issue> {
    |problem| vec![Issue::at(path.clone(), problem)]
}

/// What is wrong with a value that should be an object.
pub fn no_object(path: &FieldPath, value: &Value) -> Vec<Issue> {
    at(path)(wrong(JsonType::Object, value))
}

/// The type of a value, whole numbers told from others.
pub fn type_of(value: &Value) -> JsonType {
    match value {
        Value::Number(number) if !number.is_f64() => JsonType::Integer,
        other => JsonType::of(other),
    }
}

fn wrong(expected: JsonType, value: &Value) -> Problem {
    Problem::WrongType {
        expected,
        received: type_of(value),
    }
}

/// A text, or a number as one.
fn said(value: Value, path: &FieldPath) -> Result<String, Vec<Issue>> {
    match value {
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        other => Err(at(path)(wrong(JsonType::String, &other))),
    }
}

/// The line, if something is left of it and it is not too long.
///
/// # Errors
/// What is wrong with it.
pub fn filled(line: String, max: usize) -> Result<String, Problem> {
    if line.is_empty() {
        return Err(Problem::Blank);
    }
    text::check(&line, 0, max).map(|()| line)
}

fn each<T>(
    value: Value,
    path: &FieldPath,
    mut parse: impl FnMut(Value, &FieldPath) -> Result<T, Vec<Issue>>,
) -> Result<Vec<T>, Vec<Issue>> {
    let Value::Array(items) = value else {
        return Err(at(path)(wrong(JsonType::Array, &value)));
    };
    if items.len() > MOST_ITEMS {
        return Err(at(path)(TOO_MANY_ITEMS));
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

fn key_of(value: &Value) -> Result<i64, Problem> {
    whole(value).ok_or_else(|| Problem::NoNumber {
        received: type_of(value),
    })
}

/// A place is a number of 32 bits. That it is not below 0 is the core's rule; what 32 bits do not hold breaks it too.
fn place_of(number: i64) -> Result<i32, Problem> {
    let far = if number < 0 {
        Problem::TooSmall { min: 0 }
    } else {
        Problem::TooLarge { max: i32::MAX.into() }
    };
    i32::try_from(number).ok().ok_or(far)
}

/// The whole number that a value is or spells. What 64 bits do not hold becomes the nearest that they do.
fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => of_number(number),
        Value::String(text) => of_text(text),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn of_number(number: &Number) -> Option<i64> {
    if let Some(whole) = number.as_i64() {
        return Some(whole);
    }
    if number.is_u64() {
        return Some(i64::MAX);
    }
    let number = number.as_f64()?;
    // From here on doubles have no fractions, and the text is one of digits only.
    (number.fract() == 0.0)
        .then(|| format!("{number:.0}"))
        .and_then(|text| of_text(&text))
}

/// Digits with a sign, and perhaps `.000` after them.
pub fn of_text(text: &str) -> Option<i64> {
    let text = text.trim();
    let text = match text.split_once('.') {
        Some((whole, zeros)) if zeros.bytes().all(|byte| byte == b'0') => whole,
        _ => text,
    };
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let farthest = if negative { i64::MIN } else { i64::MAX };
    Some(text.parse().unwrap_or(farthest))
}

#[cfg(test)]
mod tests;
