//! How departments and people do.

use super::scope;
use crate::{command::Application, error::Result};
use std::collections::HashMap;
use tessera_domain::{
    caller::Caller,
    id::UserId,
    report::{Answers, Stretch, Tally, Whose},
};
use tessera_ports::{
    queries::PersonCard,
    reports::{DepartmentTally, Reported},
};

/// How many people are read of each sort: with the most tickets, so that in a tenant with more people than that only
/// those are missing who have few.
const READ: i64 = 10_000;
/// How many people are told of.
const TOLD: usize = 1_000;

/// How departments and people did with the tickets that were opened in a stretch of time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Performance {
    /// All tickets.
    pub tally: Tally,
    /// How they were answered.
    pub answers: Answers,
    /// The people with the most tickets, at most 1,000.
    pub people: Vec<PersonPerformance>,
    /// The departments by number. Tickets of none are among all tickets only.
    pub departments: Vec<DepartmentTally>,
}

/// What one person did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonPerformance {
    /// The person.
    pub person: PersonCard,
    /// How many tickets they opened.
    pub opened: i64,
    /// The tickets that they work on.
    pub tally: Tally,
}

/// How departments and people did with the tickets that were opened in that time and that the caller may have reports
/// about; in one department, if its number is given. Whoever has reports about their own tickets only is told of nobody
/// else.
///
/// # Errors
/// [`Error::Forbidden`](crate::Error::Forbidden) for another department than the caller's,
/// [`Error::NotFound`](crate::Error::NotFound) when there is none of that number.
pub fn performance(
    app: &Application,
    caller: &Caller,
    opened: Stretch,
    department: Option<i64>,
) -> Result<Performance> {
    let (tenant, scope) = (caller.tenant, scope(app, caller, department)?);
    let wanted = Reported { scope, opened };
    let mut performance = Performance {
        tally: Tally::default(),
        answers: Answers::default(),
        people: people(app, caller, &wanted)?,
        departments: Vec::new(),
    };
    for department in app.queries.tally_by_department(tenant, &wanted)? {
        performance.tally.add(&department.tally);
        performance.answers.add(&department.answers);
        if department.department.is_some() {
            performance.departments.push(department);
        }
    }
    Ok(performance)
}

fn people(app: &Application, caller: &Caller, wanted: &Reported) -> Result<Vec<PersonPerformance>> {
    let mut found: HashMap<UserId, PersonPerformance> = HashMap::new();
    for worked in app.queries.tally_by_assignee(caller.tenant, wanted, READ)? {
        let one = PersonPerformance {
            opened: 0,
            tally: worked.tally,
            person: worked.person,
        };
        found.insert(one.person.id, one);
    }
    for opened in app.queries.tally_by_requester(caller.tenant, wanted, READ)? {
        let one = found
            .entry(opened.person.id)
            .or_insert_with(|| PersonPerformance {
                opened: 0,
                tally: Tally::default(),
                person: opened.person,
            });
        one.opened = opened.tickets;
    }
    let mut people: Vec<_> = found.into_values().collect();
    if let Whose::Of(user) = wanted.scope.whose {
        people.retain(|one| one.person.id == user);
    }
    people.sort_by_key(|one| {
        (
            std::cmp::Reverse(one.opened + one.tally.tickets),
            one.person.number,
        )
    });
    people.truncate(TOLD);
    Ok(people)
}
