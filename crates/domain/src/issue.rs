//! What is wrong with an input, field by field, in words no dialect owns.
//!
//! Every dialect reads the same [`Issue`]s and spells them in its own error format.

use std::fmt;

/// One step of the way to a field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// The member of an object.
    Field(String),
    /// The item of a list, from 0.
    Item(usize),
}

/// The way to a field, as `attributes.watcher_user_ids.0`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FieldPath(Vec<Step>);

impl FieldPath {
    /// The way to one named field.
    pub fn field(name: impl Into<String>) -> Self {
        Self(vec![Step::Field(name.into())])
    }

    /// The way on to a member.
    #[must_use]
    pub fn then(mut self, name: impl Into<String>) -> Self {
        self.0.push(Step::Field(name.into()));
        self
    }

    /// The way on to an item.
    #[must_use]
    pub fn item(mut self, index: usize) -> Self {
        self.0.push(Step::Item(index));
        self
    }

    /// The steps from the outside in.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, step) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str(".")?;
            }
            match step {
                Step::Field(name) => f.write_str(name)?,
                Step::Item(index) => write!(f, "{index}")?,
            }
        }
        Ok(())
    }
}

/// The JSON types, as error messages name them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum JsonType {
    /// Nothing was sent.
    Undefined,
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// Any number.
    Number,
    /// A whole number.
    Integer,
    /// Something that should be a number and is not.
    NotANumber,
    /// A text.
    String,
    /// A list.
    Array,
    /// An object.
    Object,
}

impl JsonType {
    /// The type of a value.
    pub fn of(value: &serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(_) => Self::Boolean,
            serde_json::Value::Number(_) => Self::Number,
            serde_json::Value::String(_) => Self::String,
            serde_json::Value::Array(_) => Self::Array,
            serde_json::Value::Object(_) => Self::Object,
        }
    }

    /// Its name in messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Undefined => "undefined",
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Number => "number",
            Self::Integer => "integer",
            Self::NotANumber => "nan",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

/// A text format that a value did not have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// 8-4-4-4-12 hexadecimal digits.
    Uuid,
    /// An ISO 8601 moment in UTC, ending in `Z`.
    DateTime,
    /// An absolute web address.
    Url,
    /// An e-mail address.
    Email,
    /// A day of the calendar, as `2026-12-31`.
    Date,
}

/// The rule that a value broke.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Problem {
    /// It must be there.
    Required,
    /// It is of another JSON type.
    WrongType {
        /// What it should be.
        expected: JsonType,
        /// What it is.
        received: JsonType,
    },
    /// Fewer Unicode scalars, or items, than allowed.
    TooShort {
        /// The fewest.
        min: usize,
    },
    /// More Unicode scalars, or items, than allowed.
    TooLong {
        /// The most.
        max: usize,
    },
    /// Nothing but white space.
    Blank,
    /// Below the range.
    TooSmall {
        /// The smallest.
        min: i64,
    },
    /// Above the range.
    TooLarge {
        /// The largest.
        max: i64,
    },
    /// Not of the format.
    Malformed(Format),
    /// Not one of the listed words.
    NotOneOf {
        /// The words.
        options: &'static [&'static str],
        /// What came instead, at most 100 characters of it.
        received: String,
    },
    /// It holds the NUL character.
    Nul,
    /// It names a thing that does not exist for this tenant.
    UnknownReference {
        /// What kind of thing.
        what: &'static str,
    },
    /// It names a thing by a number that no such thing of this tenant has, or none in sight.
    UnknownNumber {
        /// What kind of thing.
        what: &'static str,
        /// The number.
        number: i64,
    },
    /// It should name a thing by its number, and is no number.
    NoNumber {
        /// What it is.
        received: JsonType,
    },
    /// Another one has it already, where each must have its own.
    Taken {
        /// What kind of thing has it.
        what: &'static str,
    },
    /// It was given more than once.
    Repeated,
    /// A rule of its own, in words.
    Rule(&'static str),
}

impl Problem {
    /// A [`Problem::NotOneOf`] that quotes no more of the input than is useful.
    pub fn not_one_of(options: &'static [&'static str], received: &str) -> Self {
        Self::NotOneOf {
            options,
            received: received.chars().take(100).collect(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Required => f.write_str("Required"),
            Self::WrongType { expected, received } => {
                write!(f, "Expected {}, received {}", expected.name(), received.name())
            }
            Self::TooShort { min } => write!(f, "Must have at least {min} character(s)"),
            Self::TooLong { max } => write!(f, "Must have at most {max} character(s)"),
            Self::Blank => f.write_str("Must not be blank"),
            Self::TooSmall { min } => write!(f, "Must be {min} or more"),
            Self::TooLarge { max } => write!(f, "Must be {max} or less"),
            Self::Malformed(Format::Uuid) => f.write_str("Invalid uuid"),
            Self::Malformed(Format::DateTime) => f.write_str("Invalid datetime"),
            Self::Malformed(Format::Url) => f.write_str("Invalid url"),
            Self::Malformed(Format::Email) => f.write_str("Invalid email"),
            Self::Malformed(Format::Date) => f.write_str("Invalid date"),
            Self::NotOneOf { options, .. } => write!(f, "Must be one of: {}", options.join(", ")),
            Self::Nul => f.write_str("Must not contain the NUL character"),
            Self::UnknownReference { what } => write!(f, "Unknown {what}"),
            Self::UnknownNumber { what, number } => write!(f, "Unknown {what} {number}"),
            Self::NoNumber { received } => write!(f, "Expected a number, received {}", received.name()),
            Self::Taken { what } => write!(f, "Another {what} has it already"),
            Self::Repeated => f.write_str("Given more than once"),
            Self::Rule(words) => f.write_str(words),
        }
    }
}

/// A field and what is wrong with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Issue {
    /// Which field.
    pub path: FieldPath,
    /// What rule it broke.
    pub problem: Problem,
}

impl Issue {
    /// An issue with one named field.
    pub fn new(field: impl Into<String>, problem: Problem) -> Self {
        Self {
            path: FieldPath::field(field),
            problem,
        }
    }

    /// An issue with the field at the end of `path`.
    pub const fn at(path: FieldPath, problem: Problem) -> Self {
        Self { path, problem }
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.problem)
    }
}
