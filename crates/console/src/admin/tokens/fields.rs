//! The fields of a token's form: as they were filled in, and what is wrong with them.

use crate::{
    admin::field::{Field, whole_number},
    words,
};
use tessera_domain::{
    integration::{HourlyLimit, IntegrationToken},
    issue::{Issue, Problem},
    text::Name,
    time::Time,
    user::Login,
};
use tessera_http::form::Form;

const DAY: i64 = 86_400;

/// All of them.
#[derive(Default)]
pub(super) struct Fields {
    pub(super) name: Field,
    pub(super) description: Field,
    /// Only of a new token: whom it stands for never changes.
    pub(super) owner: Field,
    pub(super) per_hour: Field,
    pub(super) ends_on: Field,
}

/// What they say, once nothing is wrong with them.
pub(super) struct Said {
    pub(super) name: Name,
    pub(super) description: Option<String>,
    pub(super) per_hour: HourlyLimit,
    pub(super) expires_at: Option<Time>,
}

impl Fields {
    /// Those of a new token.
    pub(super) fn new(owner: &str) -> Self {
        Self {
            owner: Field::filled(owner),
            per_hour: Field::filled(&HourlyLimit::DEFAULT.get().to_string()),
            ..Self::default()
        }
    }

    /// Those of a token that is there.
    pub(super) fn of(token: &IntegrationToken) -> Self {
        Self {
            name: Field::filled(token.name.as_str()),
            description: Field::filled(token.description.as_deref().unwrap_or_default()),
            owner: Field::default(),
            per_hour: Field::filled(&token.per_hour.get().to_string()),
            ends_on: Field::filled(&token.expires_at.map(last_day).unwrap_or_default()),
        }
    }

    /// Those that were sent.
    pub(super) fn sent(form: &Form) -> Self {
        let of = |name: &str| Field::sent(form, name);
        Self {
            name: of("name"),
            // Browsers send lines ended by CR LF.
            description: Field::filled(&form.text("description").unwrap_or_default().replace("\r\n", "\n")),
            owner: of("owner"),
            per_hour: of("per_hour"),
            ends_on: of("ends_on"),
        }
    }

    /// What they say, if nothing is wrong; `now` is the end that stands already.
    pub(super) fn read(&mut self, now: Option<Time>) -> Option<Said> {
        let name = self.name.read(|text| Name::parse(text.trim()));
        let description = self.description.read(|text| {
            IntegrationToken::check_description(text)?;
            Ok((!text.trim().is_empty()).then(|| text.to_owned()))
        });
        let per_hour = self
            .per_hour
            .read(|text| whole_number(text).and_then(HourlyLimit::parse));
        let expires_at = self.ends_on.read(|text| end_of(text.trim(), now));
        Some(Said {
            name: name?,
            description: description?,
            per_hour: per_hour?,
            expires_at: expires_at?,
        })
    }

    /// Whose login it is that owns a new one.
    pub(super) fn owner(&mut self) -> Option<Login> {
        self.owner.read(|text| Login::parse(text.trim()))
    }

    /// Puts each problem to its field. Whether each has one.
    pub(super) fn refuse(&mut self, issues: &[Issue]) -> bool {
        let mut all = !issues.is_empty();
        for issue in issues {
            let field = match issue.path.to_string().as_str() {
                "name" => &mut self.name,
                "description" => &mut self.description,
                "owner" => &mut self.owner,
                "per_hour" => &mut self.per_hour,
                "expires_at" => &mut self.ends_on,
                _ => {
                    all = false;
                    continue;
                }
            };
            field.problem = Some(match &issue.problem {
                Problem::UnknownReference { .. } => "Nobody with this login may sign in here.".to_owned(),
                Problem::Rule("must be in the future") => "Must be in the future.".to_owned(),
                other => words::problem(other),
            });
        }
        all
    }
}

/// The end of a UTC day. A day that stands already means the very moment that stands.
fn end_of(day: &str, now: Option<Time>) -> Result<Option<Time>, Problem> {
    const WRONG: Problem = Problem::Rule("Must be a day, as 2026-12-31");
    if day.is_empty() {
        return Ok(None);
    }
    if let Some(now) = now.filter(|now| last_day(*now) == day) {
        return Ok(Some(now));
    }
    if day.len() != 10 {
        return Err(WRONG);
    }
    let begins = Time::parse(&format!("{day}T00:00:00Z")).ok_or(WRONG)?;
    let end = Time::try_from(begins.plus_seconds(DAY).to_chrono());
    end.map(Some).map_err(|_too_late| WRONG)
}

/// The last UTC day with a moment before the end.
fn last_day(end: Time) -> String {
    let before = Time::from_micros(end.micros().saturating_sub(1)).unwrap_or(end);
    before.date().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Time {
        Time::parse(text).unwrap()
    }

    #[test]
    fn a_day_ends_with_its_last_moment() {
        let end = end_of("2026-12-31", None).unwrap().unwrap();
        assert_eq!(end, at("2027-01-01T00:00:00Z"));
        assert_eq!(last_day(end), "2026-12-31");
        assert_eq!(end_of("", None), Ok(None));
        for bad in [
            "tomorrow",
            "2026-02-30",
            "9999-12-31",
            "2026-12-3",
            "31.12.2026",
            "2026-12-31T00:00",
        ] {
            assert!(end_of(bad, None).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_end_within_a_day_is_not_moved_by_sending_the_form() {
        let stands = at("2026-12-31T15:00:00Z");
        assert_eq!(end_of("2026-12-31", Some(stands)), Ok(Some(stands)));
        assert_eq!(
            end_of("2026-12-30", Some(stands)),
            Ok(Some(at("2026-12-31T00:00:00Z")))
        );
    }

    #[test]
    fn each_field_says_what_is_wrong_with_it() {
        let mut fields = Fields::new("robin");
        fields.description.value = "x".repeat(1001);
        fields.ends_on.value = "soon".into();
        for (number, words) in [
            ("many", "Must be a whole number."),
            ("0", "Must be 1 or more."),
            ("1000001", "Must be 1000000 or less."),
        ] {
            fields.per_hour.value = number.into();
            assert!(fields.read(None).is_none());
            assert_eq!(fields.per_hour.problem.as_deref(), Some(words));
        }
        assert_eq!(fields.name.problem.as_deref(), Some("Fill this in."));
        assert_eq!(
            fields.description.problem.as_deref(),
            Some("Must have at most 1000 character(s).")
        );
        assert_eq!(
            fields.ends_on.problem.as_deref(),
            Some("Must be a day, as 2026-12-31.")
        );
    }

    #[test]
    fn a_problem_without_a_field_is_not_swallowed() {
        let mut fields = Fields::default();
        assert!(fields.refuse(&[Issue::new("owner", Problem::Required)]));
        assert!(!fields.refuse(&[Issue::new("state", Problem::Required)]));
        assert!(!fields.refuse(&[]));
    }
}
