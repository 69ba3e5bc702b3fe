//! Figures in words. Where there is nothing to make one of, a dash stands, where the API has a number for machines.

use tessera_application::{
    reports::{Dashboard, Performance, PersonPerformance},
    views::DepartmentTally,
};
use tessera_domain::report::{Answers, Mean, Tally, Tenths};

const NOTHING: &str = "\u{2013}";

/// The figures of all tickets.
pub(super) struct Shown {
    pub(super) tickets: i64,
    pub(super) finished: i64,
    pub(super) resolution: String,
    pub(super) response: String,
    pub(super) first_contact: String,
    pub(super) compliance: String,
    pub(super) satisfaction: String,
}

impl Shown {
    pub(super) fn of(dashboard: &Dashboard, performance: &Performance) -> Self {
        let (now, answers) = (&dashboard.now, &performance.answers);
        Self {
            tickets: now.tickets,
            finished: now.finished,
            resolution: hours(now.resolution()),
            response: hours(answers.response()),
            first_contact: percent(answers.first_contact(performance.tally.finished)),
            compliance: compliance(now),
            satisfaction: stars(now.satisfaction()),
        }
    }
}

/// A figure beside what it was in the time before.
pub(super) struct Comparison {
    pub(super) name: &'static str,
    pub(super) now: String,
    pub(super) before: String,
    /// By how many percent it is more or less: `+12 %`; a dash where there is nothing to compare.
    pub(super) change: String,
}

impl Comparison {
    pub(super) fn all(dashboard: &Dashboard) -> Vec<Self> {
        let (now, before) = (&dashboard.now, &dashboard.before);
        let counted = |count: fn(&Tally) -> i64| {
            let (before, now) = (count(before), count(now));
            (
                now.to_string(),
                before.to_string(),
                (Mean::new(before, 1), Mean::new(now, 1)),
            )
        };
        let (tickets, finished) = (counted(|it| it.tickets), counted(|it| it.finished));
        let resolution = (before.resolution(), now.resolution());
        let satisfaction = (before.satisfaction(), now.satisfaction());
        let row = |name, now, before, (old, new)| Self {
            name,
            now,
            before,
            change: change(old, new),
        };
        vec![
            row("Tickets opened", tickets.0, tickets.1, tickets.2),
            row("Finished of those", finished.0, finished.1, finished.2),
            row(
                "From opening to finishing, on average",
                hours(resolution.1),
                hours(resolution.0),
                resolution,
            ),
            row(
                "Satisfaction",
                stars(satisfaction.1),
                stars(satisfaction.0),
                satisfaction,
            ),
        ]
    }
}

fn change(before: Option<Mean>, now: Option<Mean>) -> String {
    let comparable = before.is_some_and(|before| before.tenths(1) > Tenths(0)) && now.is_some();
    match Mean::trend(before, now) {
        0 if comparable => "0 %".to_owned(),
        0 => NOTHING.to_owned(),
        percent => format!("{percent:+} %").replace('-', "\u{2212}"),
    }
}

/// How the tickets of one department did.
pub(super) struct DepartmentRow {
    pub(super) name: String,
    pub(super) tickets: i64,
    pub(super) finished: i64,
    pub(super) response: String,
    pub(super) resolution: String,
    pub(super) first_contact: String,
    pub(super) compliance: String,
    pub(super) satisfaction: String,
}

impl DepartmentRow {
    pub(super) fn of(told: &DepartmentTally) -> Self {
        let (tally, answers): (&Tally, &Answers) = (&told.tally, &told.answers);
        let name = told.department.as_ref().map(|department| department.name.clone());
        Self {
            name: name.unwrap_or_else(|| NOTHING.to_owned()),
            tickets: tally.tickets,
            finished: tally.finished,
            response: hours(answers.response()),
            resolution: hours(tally.resolution()),
            first_contact: percent(answers.first_contact(tally.finished)),
            compliance: compliance(tally),
            satisfaction: stars(tally.satisfaction()),
        }
    }
}

/// What one person did.
pub(super) struct PersonRow {
    pub(super) login: String,
    pub(super) opened: i64,
    pub(super) finished: i64,
    pub(super) resolution: String,
    pub(super) compliance: String,
    pub(super) satisfaction: String,
}

impl PersonRow {
    pub(super) fn of(one: &PersonPerformance) -> Self {
        Self {
            login: one.person.login.clone(),
            opened: one.opened,
            finished: one.tally.finished,
            resolution: hours(one.tally.resolution()),
            compliance: compliance(&one.tally),
            satisfaction: stars(one.tally.satisfaction()),
        }
    }
}

fn hours(minutes: Option<Mean>) -> String {
    minutes.map_or_else(
        || NOTHING.to_owned(),
        |mean| format!("{} h", decimal(mean.hours())),
    )
}

fn stars(ratings: Option<Mean>) -> String {
    ratings.map_or_else(
        || NOTHING.to_owned(),
        |mean| format!("{} of 5", decimal(mean.tenths(1))),
    )
}

fn percent(share: Option<Tenths>) -> String {
    share.map_or_else(|| NOTHING.to_owned(), |share| format!("{} %", decimal(share)))
}

/// Of finished tickets only: where there is none, none has missed its deadline, and that says nothing.
fn compliance(tally: &Tally) -> String {
    percent((tally.finished > 0).then(|| tally.compliance()))
}

fn decimal(tenths: Tenths) -> String {
    format!("{}.{}", tenths.0 / 10, tenths.0 % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_their_unit_and_a_dash_where_there_is_none() {
        assert_eq!(hours(Mean::new(252, 1)), "4.2 h");
        assert_eq!(hours(None), "\u{2013}");
        assert_eq!(stars(Mean::new(43, 10)), "4.3 of 5");
        assert_eq!(percent(Some(Tenths(945))), "94.5 %");
        assert_eq!(compliance(&Tally::default()), "\u{2013}");
    }

    #[test]
    fn a_change_is_told_with_its_sign() {
        let of = |sum| Mean::new(sum, 1);
        for (before, now, told) in [
            (of(100), of(112), "+12 %"),
            (of(100), of(92), "\u{2212}8 %"),
            (of(100), of(100), "0 %"),
            (of(0), of(5), "\u{2013}"),
            (None, of(5), "\u{2013}"),
            (of(5), None, "\u{2013}"),
        ] {
            assert_eq!(change(before, now), told);
        }
    }
}
