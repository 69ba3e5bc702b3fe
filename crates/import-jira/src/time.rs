//! Jira's times: `2017-02-17T06:06:18.000+0000`, whose offset lacks the colon that RFC 3339 wants.

use tessera_domain::time::Time;

/// Reads a moment.
pub fn moment(text: &str) -> Option<Time> {
    let text = text.trim();
    Time::parse(text).or_else(|| {
        let (rest, minutes) = text.split_at_checked(text.len().checked_sub(2)?)?;
        let offset = rest.split_at_checked(rest.len().checked_sub(3)?)?.1;
        let has_sign = offset.starts_with(['+', '-']);
        has_sign
            .then(|| Time::parse(&format!("{rest}:{minutes}")))
            .flatten()
    })
}

/// Reads the last moment of a day, or a moment. Something due on a day is not late before the day is over.
pub fn due(text: &str) -> Option<Time> {
    moment(text).or_else(|| Time::parse(&format!("{}T23:59:59Z", text.trim())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_without_a_colon_are_read() {
        let table = [
            (
                "2017-02-17T06:06:18.000+0000",
                Some("2017-02-17T06:06:18.000000Z"),
            ),
            (
                "2017-02-17T06:06:18.123+0530",
                Some("2017-02-17T00:36:18.123000Z"),
            ),
            ("2017-02-17T06:06:18-0800", Some("2017-02-17T14:06:18.000000Z")),
            ("2017-02-17T06:06:18+01:00", Some("2017-02-17T05:06:18.000000Z")),
            ("2017-02-17T06:06:18.579Z", Some("2017-02-17T06:06:18.579000Z")),
            ("2017-02-30T06:06:18.000+0000", None),
            ("2017-02-17", None),
            ("+0000", None),
            ("", None),
            ("ä0", None),
        ];
        for (text, expected) in table {
            assert_eq!(
                moment(text).map(|time| time.to_string()).as_deref(),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn a_due_day_ends_at_midnight() {
        assert_eq!(
            due("2020-01-31").unwrap().to_string(),
            "2020-01-31T23:59:59.000000Z"
        );
        assert_eq!(
            due("2020-01-31T10:00:00.000+0000").unwrap().to_string(),
            "2020-01-31T10:00:00.000000Z"
        );
        assert_eq!(due("soon"), None);
    }
}
