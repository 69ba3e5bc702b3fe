//! Broken rules in the vendor's sentences.

use tessera_domain::issue::{Format, Issue, JsonType, Problem};

/// The sentence. A filter's choices are told differently from a body's.
pub fn of(problem: &Problem, field: &str, is_filter: bool) -> String {
    match problem {
        Problem::Required => "This field is required.".to_owned(),
        Problem::WrongType { expected, received } => wrong_type(*expected, *received),
        Problem::TooShort { min: 0 | 1 } | Problem::Blank => "This field may not be blank.".to_owned(),
        Problem::TooShort { min } => format!("Ensure this field has at least {min} characters."),
        Problem::TooLong { max } => format!("Ensure this field has no more than {max} characters."),
        Problem::TooSmall { min } => format!("Ensure this value is greater than or equal to {min}."),
        Problem::TooLarge { max } => format!("Ensure this value is less than or equal to {max}."),
        Problem::Malformed(format) => malformed(*format).to_owned(),
        Problem::NotOneOf { received, .. } if is_filter => {
            format!("Select a valid choice. {received} is not one of the available choices.")
        }
        Problem::NotOneOf { received, .. } => format!("\"{received}\" is not a valid choice."),
        Problem::Nul => "Null characters are not allowed.".to_owned(),
        Problem::UnknownNumber { .. } | Problem::NoNumber { .. } | Problem::UnknownReference { .. }
            if is_filter =>
        {
            "Select a valid choice. That choice is not one of the available choices.".to_owned()
        }
        Problem::UnknownNumber { number, .. } => {
            format!("Invalid pk \"{number}\" - object does not exist.")
        }
        Problem::NoNumber { received } => {
            format!(
                "Incorrect type. Expected pk value, received {}.",
                type_name(*received)
            )
        }
        Problem::UnknownReference { what } => sentence(&format!("this {what} does not exist")),
        Problem::Taken {
            what: "column" | "tag",
        } => "The fields name, project must make a unique set.".to_owned(),
        Problem::Taken { what: "user" } if field == "username" => {
            "A user with that username already exists.".to_owned()
        }
        Problem::Taken { what } => format!("{what} with this {field} already exists."),
        Problem::Repeated => "Given more than once.".to_owned(),
        // What begins with a capital letter is a sentence of this dialect already.
        Problem::Rule(words) if words.starts_with(char::is_uppercase) => (*words).to_owned(),
        Problem::Rule(words) => sentence(words),
    }
}

/// The word or two that the vendor's own program says of it where it names no field.
pub fn short(issue: &Issue, field: &str, sentence: &str) -> String {
    match (&issue.problem, field) {
        (Problem::Taken { .. }, "username") => "Username already exists".to_owned(),
        (Problem::Taken { .. }, "email") => "Email already exists".to_owned(),
        (Problem::Taken { .. }, "project_key") => "Project key already exists".to_owned(),
        _ => sentence.trim_end_matches('.').to_owned(),
    }
}

/// What this dialect calls the fields that the use cases report.
pub fn own_name(name: &str) -> &str {
    match name {
        "title" | "text" => "name",
        "kind" => "type",
        "column_id" => "column",
        "project_id" => "project",
        "assigned_to" | "assignee_id" => "assignee_ids",
        "due_at" => "due_date",
        "start_on" => "start_date",
        "login" => "username",
        "position" => "order",
        other => other,
    }
}

/// The words with a capital letter before and a full stop after them.
pub fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let Some(first) = letters.next() else {
        return String::new();
    };
    let mut sentence: String = first.to_uppercase().chain(letters).collect();
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

fn wrong_type(expected: JsonType, received: JsonType) -> String {
    if received == JsonType::Null && expected != JsonType::Object {
        return "This field may not be null.".to_owned();
    }
    let got = type_name(received);
    match expected {
        JsonType::String => "Not a valid string.".to_owned(),
        JsonType::Boolean => "Must be a valid boolean.".to_owned(),
        JsonType::Integer => "A valid integer is required.".to_owned(),
        JsonType::Number | JsonType::NotANumber => "A valid number is required.".to_owned(),
        JsonType::Array => format!("Expected a list of items but got type \"{got}\"."),
        JsonType::Object => format!("Invalid data. Expected a dictionary, but got {got}."),
        JsonType::Null | JsonType::Undefined => "Must be null.".to_owned(),
    }
}

/// What the vendor's language calls a type.
const fn type_name(kind: JsonType) -> &'static str {
    match kind {
        JsonType::Undefined | JsonType::Null => "NoneType",
        JsonType::Boolean => "bool",
        JsonType::Number | JsonType::NotANumber => "float",
        JsonType::Integer => "int",
        JsonType::String => "str",
        JsonType::Array => "list",
        JsonType::Object => "dict",
    }
}

const fn malformed(format: Format) -> &'static str {
    match format {
        Format::Uuid => "Must be a valid UUID.",
        Format::DateTime => {
            "Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]."
        }
        Format::Url => "Enter a valid URL.",
        Format::Email => "Enter a valid email address.",
        Format::Date => "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.",
    }
}
