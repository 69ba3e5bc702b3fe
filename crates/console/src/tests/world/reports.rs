//! Sums over tickets, as the reports page shows them.

use super::{NOW, World, robin};
use tessera_domain::{
    priority::Rank,
    report::{Answers, Tally},
    status::{Status, StatusCategory},
    text::Name,
    ticket::Kind,
    time::Time,
};
use tessera_ports::{
    departments::DepartmentSheet,
    queries::{DepartmentLabel, MockQueries, PersonCard},
    reports::{DepartmentTally, PersonOpened, PersonTally, Reported},
};
use uuid::Uuid;

/// Ten tickets, four of them finished within 4.2 hours on average, one late, rated 4 and 5.
const NOW_TALLY: Tally = Tally {
    tickets: 10,
    finished: 4,
    missed: 1,
    minutes: 4 * 252,
    rated: 2,
    stars: 9,
};

/// Eight tickets in the time before, finished within 5 hours.
const BEFORE: Tally = Tally {
    tickets: 8,
    finished: 1,
    missed: 0,
    minutes: 300,
    rated: 0,
    stars: 0,
};

const ANSWERS: Answers = Answers {
    answered: 2,
    minutes: 90,
    at_once: 1,
};

fn statuses() -> Vec<Status> {
    let status = |number, key: &str, category| Status {
        id: Uuid::from_u128(number).into(),
        key: key.to_owned(),
        name: Name::parse(key).unwrap(),
        category,
        position: 0,
        initial: number == 1,
    };
    vec![
        status(1, "open", StatusCategory::Open),
        status(2, "closed", StatusCategory::Done),
    ]
}

fn card(number: u128) -> PersonCard {
    PersonCard {
        id: if number == 1 {
            robin()
        } else {
            Uuid::from_u128(1000 + number).into()
        },
        number: i64::try_from(number).unwrap(),
        login: format!("person-{number}<i>"),
        first: String::new(),
        last: String::new(),
        email: None,
    }
}

impl World {
    fn asked(&self, wanted: &Reported) {
        self.stored(|stored| stored.reported.push(*wanted));
    }

    pub(super) fn expect_reports(&self, queries: &mut MockQueries) {
        queries.lists.expect_all_statuses().returning(|_| Ok(statuses()));
        let world = self.clone();
        queries
            .departments
            .expect_department()
            .returning(move |_, number| {
                let all = world.stored(|stored| stored.departments.clone());
                let found = all.into_iter().find(|department| department.number == number);
                Ok(found.map(|department| DepartmentSheet {
                    department,
                    manager: None,
                    people: 0,
                }))
            });
        let world = self.clone();
        let reports = &mut queries.reports;
        reports.expect_tally_by_status().returning(move |_, wanted| {
            world.asked(wanted);
            if wanted.opened.until < Time::from_micros(NOW).unwrap() {
                return Ok(vec![(Uuid::from_u128(1).into(), BEFORE)]);
            }
            let open = Tally {
                tickets: 6,
                ..Tally::default()
            };
            let closed = Tally {
                tickets: 4,
                ..NOW_TALLY
            };
            Ok(vec![
                (Uuid::from_u128(1).into(), open),
                (Uuid::from_u128(2).into(), closed),
            ])
        });
        reports
            .expect_top_tags()
            .returning(|_, _, _| Ok(vec![("<b>Printers".to_owned(), 5)]));
        reports
            .expect_tally_by_kind()
            .returning(|_, _| Ok(vec![(Kind::Incident, 7), (Kind::Change, 3)]));
        reports
            .expect_tally_by_rank()
            .returning(|_, _| Ok(vec![(Rank::HIGHEST, 1), (Rank::MEDIUM, 9)]));
        reports.expect_tally_by_department().returning(|_, _| {
            let label = DepartmentLabel {
                id: Uuid::from_u128(5007).into(),
                number: 7,
                name: "<b>Department 7".to_owned(),
            };
            let of = |department, tickets| DepartmentTally {
                department,
                tally: Tally { tickets, ..NOW_TALLY },
                answers: ANSWERS,
            };
            let none = DepartmentTally {
                tally: Tally {
                    tickets: 2,
                    ..Tally::default()
                },
                answers: Answers::default(),
                ..of(None, 2)
            };
            Ok(vec![of(Some(label), 8), none])
        });
        reports.expect_tally_by_assignee().returning(|_, _, _| {
            Ok(vec![PersonTally {
                person: card(1),
                tally: NOW_TALLY,
            }])
        });
        let world = self.clone();
        reports.expect_tally_by_requester().returning(move |_, _, _| {
            let opened = |number| PersonOpened {
                person: card(number),
                tickets: 1,
            };
            let requesters = world.stored(|stored| stored.requesters);
            Ok((2..2 + requesters).map(opened).collect())
        });
    }
}
