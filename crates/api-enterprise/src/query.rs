//! Parameters as this dialect reads them: several values come repeated or parted by commas, and numbers are numbers.

use tessera_domain::issue::{Issue, JsonType, Problem};
use tessera_http::query::Params;

/// The most values of one parameter.
const MOST: usize = 100;

/// One of several words, or several of them. Nothing at all is no filter.
pub fn each<T>(
    params: &mut Params,
    name: &'static str,
    mut parse: impl FnMut(&str) -> Result<T, Problem>,
) -> Option<Vec<T>> {
    let sent = params.values(name);
    let words = sent.iter().flat_map(|value| value.split(','));
    let words: Vec<&str> = words.map(str::trim).filter(|word| !word.is_empty()).collect();
    if words.len() > MOST {
        params.refuse(Issue::new(name, Problem::Rule("must have at most 100 values")));
        return None;
    }
    let mut read = Vec::with_capacity(words.len());
    for word in words {
        match parse(word) {
            Ok(value) => read.push(value),
            Err(problem) => params.refuse(Issue::new(name, problem)),
        }
    }
    (!read.is_empty()).then_some(read)
}

/// The number of a thing: 1 or more.
pub fn number(params: &mut Params, name: &'static str) -> Option<i64> {
    params.optional(name).parsed(id)
}

/// Reads the number of a thing. One that is too large for any is that of none.
///
/// # Errors
/// When it is no whole number, or less than 1.
pub fn id(text: &str) -> Result<i64, Problem> {
    within(text, 1, i64::MAX).or_else(|problem| match problem {
        Problem::TooLarge { .. } => Ok(i64::MAX),
        other => Err(other),
    })
}

/// Reads a whole number of the range.
///
/// # Errors
/// When it is none.
pub fn within(text: &str, min: i64, max: i64) -> Result<i64, Problem> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Problem::WrongType {
            expected: JsonType::Integer,
            received: JsonType::String,
        });
    }
    match text.parse::<i64>() {
        Ok(number) if number < min => Err(Problem::TooSmall { min }),
        Ok(number) if number <= max => Ok(number),
        Err(_) if text.starts_with('-') => Err(Problem::TooSmall { min }),
        Ok(_) | Err(_) => Err(Problem::TooLarge { max }),
    }
}

/// True or false, as clients in several languages write it.
///
/// # Errors
/// When it is neither.
pub fn flag(text: &str) -> Result<bool, Problem> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(Problem::not_one_of(&["true", "false"], text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issues(params: Params) -> Vec<String> {
        let found = params.finish().err().unwrap_or_default();
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn several_values_come_repeated_or_parted_by_commas() {
        let mut params = Params::parse("a=1,2&a=3&b=&c=,%20,&d=1,x,y");
        assert_eq!(each(&mut params, "a", id), Some(vec![1, 2, 3]));
        for nothing in ["b", "c", "absent"] {
            assert_eq!(each(&mut params, nothing, id), None);
        }
        assert_eq!(each(&mut params, "d", id), Some(vec![1]));
        let wrong = "d: Expected integer, received string";
        assert_eq!(issues(params), [wrong, wrong]);
        let mut many = Params::parse(&format!("a={}", "1,".repeat(101)));
        assert_eq!(each(&mut many, "a", id), None);
        assert_eq!(issues(many), ["a: must have at most 100 values"]);
    }

    #[test]
    fn numbers_are_digits_and_nothing_else() {
        assert_eq!(
            (id("7"), id("007"), id("99999999999999999999")),
            (Ok(7), Ok(7), Ok(i64::MAX))
        );
        for (bad, told) in [
            ("", "Expected integer, received string"),
            ("10abc", "Expected integer, received string"),
            ("1.0", "Expected integer, received string"),
            ("+1", "Expected integer, received string"),
            ("0", "Must be 1 or more"),
            ("-3", "Must be 1 or more"),
            ("-99999999999999999999", "Must be 1 or more"),
        ] {
            assert_eq!(id(bad).unwrap_err().to_string(), told, "{bad}");
        }
        assert_eq!(within("101", 1, 100), Err(Problem::TooLarge { max: 100 }));
    }

    #[test]
    fn flags_are_true_or_false() {
        assert_eq!(
            (flag("true"), flag("True"), flag("1")),
            (Ok(true), Ok(true), Ok(true))
        );
        assert_eq!((flag("false"), flag("0")), (Ok(false), Ok(false)));
        for bad in ["", "yes", "2"] {
            assert!(flag(bad).is_err(), "{bad}");
        }
    }
}
