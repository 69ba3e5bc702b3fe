//! Texts into values, alike in bodies and in query strings.

use tessera_domain::{
    issue::{Format, JsonType, Problem},
    time::Time,
};
use uuid::Uuid;

/// A UUID in the form 8-4-4-4-12 and no other, of any version and case.
pub(crate) fn uuid(text: &str) -> Result<Uuid, Problem> {
    let malformed = Problem::Malformed(Format::Uuid);
    if text.len() != 36 {
        return Err(malformed);
    }
    // The other forms that `uuid` reads have other lengths.
    Uuid::try_parse(text).ok().ok_or(malformed)
}

/// An ISO 8601 moment that ends in `Z`. The seconds may be left out; a leap second is no second.
pub(crate) fn time(text: &str) -> Result<Time, Problem> {
    moment(text).ok_or(Problem::Malformed(Format::DateTime))
}

fn moment(text: &str) -> Option<Time> {
    const MINUTES: &str = "0000-00-00T00:00";
    let local = text.strip_suffix('Z')?;
    let (minutes, seconds) = local.split_at_checked(MINUTES.len())?;
    let shaped = minutes
        .bytes()
        .zip(MINUTES.bytes())
        .all(|(byte, model)| match model {
            b'0' => byte.is_ascii_digit(),
            mark => byte == mark,
        });
    if !shaped {
        return None;
    }
    let seconds = if seconds.is_empty() { ":00" } else { seconds };
    if seconds.starts_with(":60") {
        return None;
    }
    Time::parse(&format!("{minutes}{seconds}Z"))
}

/// The whole number that a text begins with, as JavaScript's `parseInt(text, 10)` reads it: white space before
/// it and anything after it are passed over. Beyond 64 bits it saturates.
pub(crate) fn leading_integer(text: &str) -> Result<i64, Problem> {
    let text = text.trim_start();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let (digits, _) = digits.split_at(end);
    if digits.is_empty() {
        return Err(Problem::WrongType {
            expected: JsonType::Integer,
            received: JsonType::NotANumber,
        });
    }
    let saturated = if negative { i64::MIN } else { i64::MAX };
    let sign = if negative { "-" } else { "" };
    Ok(format!("{sign}{digits}").parse().unwrap_or(saturated))
}

/// The number, if it lies within the range.
pub(crate) const fn within(number: i64, min: i64, max: i64) -> Result<i64, Problem> {
    if number < min {
        Err(Problem::TooSmall { min })
    } else if number > max {
        Err(Problem::TooLarge { max })
    } else {
        Ok(number)
    }
}

/// The one of the words that the text is.
pub(crate) fn word(text: &str, options: &'static [&'static str]) -> Result<&'static str, Problem> {
    let found = options.iter().copied().find(|option| *option == text);
    found.ok_or_else(|| Problem::not_one_of(options, text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn uuids_have_one_form() {
        for good in [
            "00000000-0000-0000-0000-000000000000",
            "018F3B2A-7c1e-9000-0000-0000000000ff",
        ] {
            assert!(uuid(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "1",
            "00000000000000000000000000000000",
            "{00000000-0000-0000-0000-000000000000}",
            "urn:uuid:00000000-0000-0000-0000-000000000000",
            "00000000-0000-0000-0000-00000000000g",
            "0000000-00000-0000-0000-000000000000",
            " 0000000-0000-0000-0000-000000000000",
            "００00000-0000-0000-0000-00000000",
        ] {
            assert_eq!(uuid(bad), Err(Problem::Malformed(Format::Uuid)), "{bad}");
        }
    }

    #[test]
    fn moments_end_in_z_and_may_lack_seconds() {
        for (good, meant) in [
            ("2026-02-03T04:05Z", "2026-02-03T04:05:00.000000Z"),
            ("2026-02-03T04:05:06Z", "2026-02-03T04:05:06.000000Z"),
            ("2026-02-03T04:05:06.1234567Z", "2026-02-03T04:05:06.123456Z"),
            ("2024-02-29T23:59:59.999Z", "2024-02-29T23:59:59.999000Z"),
        ] {
            assert_eq!(time(good).unwrap().to_string(), meant);
        }
        for bad in [
            "",
            "Z",
            "2026-02-03",
            "2026-02-03T04:05:06",
            "2026-02-03T04:05:06+00:00",
            "2026-02-03t04:05:06Z",
            "2026-02-03 04:05:06Z",
            "2026-02-03T04:05:06z",
            "2026-02-30T04:05:06Z",
            "2026-02-03T24:00:00Z",
            "2026-02-03T04:60:00Z",
            "2026-12-31T23:59:60Z",
            "2026-02-03T04:05:Z",
            "2026-02-03T04:05:06.Z",
            "2026-02-03T04:05:6Z",
            "+2026-02-03T04:05:06Z",
            "0000-02-03T04:05:06Z",
            "2026-02-03T04:05é6Z",
        ] {
            assert_eq!(time(bad), Err(Problem::Malformed(Format::DateTime)), "{bad}");
        }
    }

    #[test]
    fn numbers_are_read_as_parse_int_does() {
        for (text, number) in [
            ("10", 10),
            ("10abc", 10),
            ("  7", 7),
            ("\t\n7 ", 7),
            ("+5", 5),
            ("-5x", -5),
            ("1.0", 1),
            ("1e400", 1),
            ("0x10", 0),
            ("007", 7),
            ("9223372036854775807", i64::MAX),
            ("9223372036854775808", i64::MAX),
            ("18446744073709551616", i64::MAX),
            ("-9223372036854775809", i64::MIN),
        ] {
            assert_eq!(leading_integer(text), Ok(number), "{text:?}");
        }
        for text in ["", " ", "abc", "-", "+-1", "--1", ".5", "NaN", "١"] {
            let nan = Problem::WrongType {
                expected: JsonType::Integer,
                received: JsonType::NotANumber,
            };
            assert_eq!(leading_integer(text), Err(nan), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_them_panic(text in "\\PC{0,40}") {
            let _ = (uuid(&text), time(&text), leading_integer(&text));
        }
    }
}
