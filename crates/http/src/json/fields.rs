//! The members of an object, read one by one.

use super::values;
use crate::reading;
use serde_json::{Map, Value};
use std::marker::PhantomData;
use tessera_domain::{
    issue::{FieldPath, Format, Issue, JsonType, Problem},
    text,
    ticket::Patch,
    time::Time,
};
use uuid::Uuid;
use validator::ValidateUrl;

/// The members of an object. Unknown ones are passed over; what is wrong with known ones is collected, and
/// [`finish`](Self::finish) says whether what was read may be used.
///
/// A member is asked for as [`required`](Self::required), [`optional`](Self::optional) or
/// [`patch`](Self::patch), and then as a type. Each may be asked for once.
///
/// ```
/// use tessera_domain::ticket::Patch;
/// use tessera_http::json::JsonBody;
///
/// let body = JsonBody::from(actix_web::web::Bytes::from_static(br#"{"title": "", "due": null}"#));
/// let mut fields = body.fields().unwrap();
/// let title = fields.required("title").text(1, 255);
/// let due = fields.patch("due").time();
/// let urgent = fields.optional("urgent").boolean();
/// assert_eq!((due, urgent), (Patch::Clear, None));
/// // The title is only a placeholder, and must not be used.
/// assert_eq!(title, "");
/// assert_eq!(fields.finish().unwrap_err()[0].to_string(), "title: Must have at least 1 character(s)");
/// ```
#[derive(Clone, Debug)]
pub struct Fields {
    members: Map<String, Value>,
    at: FieldPath,
    issues: Vec<Issue>,
}

impl Fields {
    /// The members of a body.
    pub fn of(members: Map<String, Value>) -> Self {
        Self::within(FieldPath::default(), members)
    }

    /// The members of an object that lies at `path`.
    pub const fn within(path: FieldPath, members: Map<String, Value>) -> Self {
        Self {
            members,
            at: path,
            issues: Vec::new(),
        }
    }

    /// A member that must be there. A placeholder stands for one that is wrong.
    pub fn required(&mut self, name: &'static str) -> Field<'_, Required> {
        Field {
            fields: self,
            name,
            presence: PhantomData,
        }
    }

    /// A member that may be absent, and may not be null.
    pub fn optional(&mut self, name: &'static str) -> Field<'_, Optional> {
        Field {
            fields: self,
            name,
            presence: PhantomData,
        }
    }

    /// A member whose absence keeps what is, and whose null clears it.
    pub fn patch(&mut self, name: &'static str) -> Field<'_, Patched> {
        Field {
            fields: self,
            name,
            presence: PhantomData,
        }
    }

    /// Whether the member was sent, even as null, and has not been read yet.
    pub fn has(&self, name: &str) -> bool {
        self.members.contains_key(name)
    }

    /// Adds what is wrong with a member, for rules that ask for more than its type.
    pub fn refuse_member(&mut self, name: &str, problem: Problem) {
        let path = self.at.clone().then(name);
        self.issues.push(Issue::at(path, problem));
    }

    /// Adds an issue that the caller found.
    pub fn refuse(&mut self, issue: Issue) {
        self.issues.push(issue);
    }

    /// Whether everything read so far was right, for rules that look at several fields.
    pub const fn are_right(&self) -> bool {
        self.issues.is_empty()
    }

    /// Whether everything read was right.
    ///
    /// # Errors
    /// All that was not.
    pub fn finish(self) -> Result<(), Vec<Issue>> {
        if self.issues.is_empty() {
            Ok(())
        } else {
            Err(self.issues)
        }
    }
}

/// What a member's absence and its null mean: [`Required`], [`Optional`] or [`Patched`].
pub trait Presence: sealed::Presence {
    /// What is given for a member of type `T`.
    type Of<T>;

    /// What to give, and what is wrong with absence or null where they are.
    #[doc(hidden)]
    fn settle<T>(found: Found<T>, expected: JsonType, placeholder: T) -> (Self::Of<T>, Option<Problem>);
}

/// A [`Presence`] that puts nothing in the place of what is not there: [`Optional`] or [`Patched`].
pub trait Omissible: Presence {
    /// What to give, and what is wrong with null where it is.
    #[doc(hidden)]
    fn omit<T>(found: Found<T>, expected: JsonType) -> (Self::Of<T>, Option<Problem>);
}

mod sealed {
    pub trait Presence {}
    impl Presence for super::Required {}
    impl Presence for super::Optional {}
    impl Presence for super::Patched {}
}

/// The member must be there.
pub struct Required;
/// The member may be absent.
pub struct Optional;
/// The member may be absent or null.
pub struct Patched;

/// What was found under a name.
#[doc(hidden)]
pub enum Found<T> {
    Absent,
    Null,
    Wrong,
    Value(T),
}

const fn null_for(expected: JsonType) -> Problem {
    Problem::WrongType {
        expected,
        received: JsonType::Null,
    }
}

impl Presence for Required {
    type Of<T> = T;

    fn settle<T>(found: Found<T>, expected: JsonType, placeholder: T) -> (T, Option<Problem>) {
        match found {
            Found::Absent => (placeholder, Some(Problem::Required)),
            Found::Null => (placeholder, Some(null_for(expected))),
            Found::Wrong => (placeholder, None),
            Found::Value(value) => (value, None),
        }
    }
}

impl Presence for Optional {
    type Of<T> = Option<T>;

    fn settle<T>(found: Found<T>, expected: JsonType, _: T) -> (Option<T>, Option<Problem>) {
        Self::omit(found, expected)
    }
}

impl Omissible for Optional {
    fn omit<T>(found: Found<T>, expected: JsonType) -> (Option<T>, Option<Problem>) {
        match found {
            Found::Absent | Found::Wrong => (None, None),
            Found::Null => (None, Some(null_for(expected))),
            Found::Value(value) => (Some(value), None),
        }
    }
}

impl Presence for Patched {
    type Of<T> = Patch<T>;

    fn settle<T>(found: Found<T>, expected: JsonType, _: T) -> (Patch<T>, Option<Problem>) {
        Self::omit(found, expected)
    }
}

impl Omissible for Patched {
    fn omit<T>(found: Found<T>, _: JsonType) -> (Patch<T>, Option<Problem>) {
        match found {
            Found::Absent | Found::Wrong => (Patch::Keep, None),
            Found::Null => (Patch::Clear, None),
            Found::Value(value) => (Patch::Set(value), None),
        }
    }
}

/// One member, to be read as something.
pub struct Field<'f, P> {
    fields: &'f mut Fields,
    name: &'static str,
    presence: PhantomData<P>,
}

impl<P: Presence> Field<'_, P> {
    /// A text of `min..=max` Unicode scalars.
    pub fn text(self, min: usize, max: usize) -> P::Of<String> {
        self.string(String::new(), |text| text::check(&text, min, max).map(|()| text))
    }

    /// A text that `parse` takes. `placeholder` stands for one that is wrong.
    pub fn parsed<T>(self, placeholder: T, parse: impl FnOnce(String) -> Result<T, Problem>) -> P::Of<T> {
        self.string(placeholder, parse)
    }

    /// A UUID.
    pub fn uuid<Id: From<Uuid>>(self) -> P::Of<Id> {
        self.string(Uuid::nil().into(), |text| reading::uuid(&text).map(Id::from))
    }

    /// A moment in UTC, ending in `Z`. The placeholder is the beginning of 1970.
    pub fn time(self) -> P::Of<Time> {
        self.string(values::epoch(), |text| reading::time(&text))
    }

    /// One of the words. The placeholder is the first of them.
    pub fn word(self, options: &'static [&'static str]) -> P::Of<&'static str> {
        let placeholder = options.first().copied().unwrap_or_default();
        self.string(placeholder, |text| reading::word(&text, options))
    }

    /// An absolute web address, `http` or `https`, of at most 2048 Unicode scalars.
    pub fn url(self) -> P::Of<String> {
        self.string(String::new(), |text| {
            text::check(&text, 0, 2048)?;
            let scheme = text
                .split_once("://")
                .map(|(scheme, _)| scheme.to_ascii_lowercase());
            let web = scheme.is_some_and(|scheme| scheme == "http" || scheme == "https");
            if web && text.validate_url() {
                Ok(text)
            } else {
                Err(Problem::Malformed(Format::Url))
            }
        })
    }

    /// True or false.
    pub fn boolean(self) -> P::Of<bool> {
        self.read(JsonType::Boolean, false, |value, path| match value {
            Value::Bool(value) => Ok(value),
            other => Err(values::wrong(path, JsonType::Boolean, &other)),
        })
    }

    /// A whole number of the range; `3.0` is one too.
    pub fn integer(self, min: i64, max: i64) -> P::Of<i64> {
        self.read(JsonType::Integer, min, |value, path| match &value {
            Value::Number(number) => {
                values::whole(number, min, max).map_err(|problem| vec![Issue::at(path.clone(), problem)])
            }
            other => Err(values::wrong(path, JsonType::Integer, other)),
        })
    }

    /// An object, of any shape but free of NUL. How large and deep it may be is its reader's rule.
    pub fn object(self) -> P::Of<Map<String, Value>> {
        self.read(JsonType::Object, Map::new(), |value, path| match value {
            Value::Object(members) => values::free_of_nul(members, path),
            other => Err(values::wrong(path, JsonType::Object, &other)),
        })
    }

    /// A list of at most `max_items` texts of at most `max_length` Unicode scalars each.
    pub fn texts(self, max_items: usize, max_length: usize) -> P::Of<Vec<String>> {
        self.read(JsonType::Array, Vec::new(), |value, path| match value {
            Value::Array(items) => values::texts(items, path, max_items, max_length),
            other => Err(values::wrong(path, JsonType::Array, &other)),
        })
    }

    fn string<T>(self, placeholder: T, parse: impl FnOnce(String) -> Result<T, Problem>) -> P::Of<T> {
        self.read(JsonType::String, placeholder, |value, path| match value {
            Value::String(text) => parse(text).map_err(|problem| vec![Issue::at(path.clone(), problem)]),
            other => Err(values::wrong(path, JsonType::String, &other)),
        })
    }

    fn read<T>(
        self,
        expected: JsonType,
        placeholder: T,
        parse: impl FnOnce(Value, &FieldPath) -> Result<T, Vec<Issue>>,
    ) -> P::Of<T> {
        let (found, path, fields) = self.find(parse);
        let (given, problem) = P::settle(found, expected, placeholder);
        fields
            .issues
            .extend(problem.map(|problem| Issue::at(path, problem)));
        given
    }
}

impl<P: Omissible> Field<'_, P> {
    /// Whatever `parse` makes of a value of any type, for dialects whose clients send one thing in several types.
    /// `expected` is the type that is named where null stands instead.
    pub fn value<T>(
        self,
        expected: JsonType,
        parse: impl FnOnce(Value, &FieldPath) -> Result<T, Vec<Issue>>,
    ) -> P::Of<T> {
        let (found, path, fields) = self.find(parse);
        let (given, problem) = P::omit(found, expected);
        fields
            .issues
            .extend(problem.map(|problem| Issue::at(path, problem)));
        given
    }
}

impl<'f, P> Field<'f, P> {
    fn find<T>(
        self,
        parse: impl FnOnce(Value, &FieldPath) -> Result<T, Vec<Issue>>,
    ) -> (Found<T>, FieldPath, &'f mut Fields) {
        let Self { fields, name, .. } = self;
        let path = fields.at.clone().then(name);
        let found = match fields.members.remove(name) {
            None => Found::Absent,
            Some(Value::Null) => Found::Null,
            Some(value) => match parse(value, &path) {
                Ok(value) => Found::Value(value),
                Err(issues) => {
                    fields.issues.extend(issues);
                    Found::Wrong
                }
            },
        };
        (found, path, fields)
    }
}
