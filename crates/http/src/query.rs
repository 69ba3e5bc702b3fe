//! The query string, field by field.

pub(crate) mod decode;

use crate::{fault::Fault, reading};
use actix_web::{FromRequest, HttpRequest, dev::Payload};
use std::future::{Ready, ready};
use tessera_domain::{
    issue::{FieldPath, Issue, JsonType, Problem},
    text,
    time::Time,
};
use uuid::Uuid;

/// The parameters of a query string. Unknown ones are passed over; what is wrong with known ones is collected,
/// and [`finish`](Self::finish) says whether what was read may be used.
///
/// ```
/// use tessera_http::query::Params;
///
/// let mut params = Params::parse("page=2&order=up&ignored=1");
/// let page = params.optional("page").integer(1, 1000).unwrap_or(1);
/// let order = params.optional("order").word(&["asc", "desc"]);
/// assert_eq!((page, order), (2, None));
/// let issues = params.finish().unwrap_err();
/// assert_eq!(issues[0].to_string(), "order: Must be one of: asc, desc");
/// ```
#[derive(Clone, Debug)]
pub struct Params {
    pairs: Vec<(String, Option<String>)>,
    issues: Vec<Issue>,
}

/// One parameter, to be read as something.
pub struct Param<'p> {
    params: &'p mut Params,
    name: &'static str,
    values: Vec<String>,
}

impl Params {
    /// Reads a query string, without its question mark.
    pub fn parse(query: &str) -> Self {
        Self {
            pairs: decode::pairs(query),
            issues: Vec::new(),
        }
    }

    /// A parameter that may be given once.
    pub fn optional(&mut self, name: &'static str) -> Param<'_> {
        let mut param = self.many(name);
        if param.values.len() > 1 {
            param.values.clear();
            param.params.refuse(Issue::new(name, Problem::Repeated));
        }
        param
    }

    /// A parameter that may be given any number of times, for lists.
    pub fn many(&mut self, name: &'static str) -> Param<'_> {
        let of_that_name = self.pairs.iter().filter(|(key, _)| key == name);
        let values: Option<Vec<_>> = of_that_name.map(|(_, value)| value.clone()).collect();
        if values.is_none() {
            self.refuse(Issue::new(name, Problem::Rule("must be UTF-8")));
        }
        Param {
            params: self,
            name,
            values: values.unwrap_or_default(),
        }
    }

    /// A parameter of which the last one counts, for dialects whose clients may give it several times.
    pub fn last(&mut self, name: &'static str) -> Param<'_> {
        let mut param = self.many(name);
        let last = param.values.pop();
        param.values = last.into_iter().collect();
        param
    }

    /// Every value of the parameter, in the order given. One that is not UTF-8 is refused.
    pub fn values(&mut self, name: &'static str) -> Vec<String> {
        self.many(name).values
    }

    /// Every parameter that could be read, known or not, in the order given: for links to other parts of a list.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs
            .iter()
            .filter_map(|(name, value)| Some((name.as_str(), value.as_deref()?)))
    }

    /// Whether the parameter was given, rightly or wrongly.
    pub fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|(key, _)| key == name)
    }

    /// Adds an issue that the caller found.
    pub fn refuse(&mut self, issue: Issue) {
        self.issues.push(issue);
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

impl FromRequest for Params {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::parse(request.query_string())))
    }
}

impl Param<'_> {
    /// A text of at most `max` Unicode scalars.
    pub fn text(self, max: usize) -> Option<String> {
        self.one(|text| text::check(&text, 0, max).map(|()| text))
    }

    /// A text that `parse` takes.
    pub fn parsed<T>(self, parse: impl FnOnce(&str) -> Result<T, Problem>) -> Option<T> {
        self.one(|text| parse(&text))
    }

    /// A UUID.
    pub fn uuid<Id: From<Uuid>>(self) -> Option<Id> {
        self.one(|text| reading::uuid(&text).map(Id::from))
    }

    /// Exactly `true` or `false`.
    pub fn boolean(self) -> Option<bool> {
        self.one(|text| reading::word(&text, &["true", "false"]).map(|word| word == "true"))
    }

    /// A moment in UTC, ending in `Z`.
    pub fn time(self) -> Option<Time> {
        self.one(|text| reading::time(&text))
    }

    /// A whole number of the range, read as JavaScript's `parseInt` does: `10abc` is 10.
    pub fn integer(self, min: i64, max: i64) -> Option<i64> {
        self.one(|text| reading::leading_integer(&text).and_then(|number| reading::within(number, min, max)))
    }

    /// One of the words.
    pub fn word(self, options: &'static [&'static str]) -> Option<&'static str> {
        self.one(|text| reading::word(&text, options))
    }

    /// A list of UUIDs: a JSON array, or parted by commas.
    pub fn uuids<Id: From<Uuid>>(self) -> Option<Vec<Id>> {
        self.list(|text| reading::uuid(&text).map(Id::from))
    }

    /// A list of texts: a JSON array, or parted by commas.
    pub fn texts(self) -> Option<Vec<String>> {
        self.list(|text| text::check(&text, 0, usize::MAX).map(|()| text))
    }

    fn one<T>(mut self, parse: impl FnOnce(String) -> Result<T, Problem>) -> Option<T> {
        let outcome = parse(self.values.pop()?);
        outcome
            .map_err(|problem| self.params.refuse(Issue::new(self.name, problem)))
            .ok()
    }

    fn list<T>(self, mut parse: impl FnMut(String) -> Result<T, Problem>) -> Option<Vec<T>> {
        if self.values.is_empty() {
            return None;
        }
        let mut items = Vec::new();
        for value in &self.values {
            match split(value) {
                Ok(texts) => items.extend(texts),
                Err(problem) => {
                    self.params.refuse(Issue::new(self.name, problem));
                    return None;
                }
            }
        }
        let mut parsed = Vec::with_capacity(items.len());
        for (place, item) in items.into_iter().enumerate() {
            match parse(item) {
                Ok(value) => parsed.push(value),
                Err(problem) => {
                    self.params
                        .refuse(Issue::at(FieldPath::field(self.name).item(place), problem));
                }
            }
        }
        Some(parsed)
    }
}

/// The items of a list: of a JSON array of texts, or what stands between commas, empty items left out.
fn split(list: &str) -> Result<Vec<String>, Problem> {
    if list.trim_start().starts_with('[') {
        let wrong = Problem::WrongType {
            expected: JsonType::Array,
            received: JsonType::String,
        };
        return serde_json::from_str(list).ok().ok_or(wrong);
    }
    let items = list.split(',').map(str::trim).filter(|item| !item.is_empty());
    Ok(items.map(ToOwned::to_owned).collect())
}

#[cfg(test)]
mod tests;
