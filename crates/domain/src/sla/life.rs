//! Through which statuses a ticket went, as its log tells it.

use super::Stay;
use crate::{
    id::StatusId,
    status::{Status, StatusCategory},
    ticket::Ticket,
    time::Time,
};

/// A ticket's coming to a status.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    /// When it came there.
    pub at: Time,
    /// From which status; from none where it was opened so.
    pub from: Option<StatusId>,
    /// To which one.
    pub to: StatusId,
}

/// The stays of the ticket's life, oldest first, from what the log tells of it, oldest first.
///
/// Of a ticket that came from another system the log tells nothing of what was before: it was all the time in the status
/// from which it first came here or, where it was over already, open until then. A status that is gone counts as an open
/// one: nobody waits there any more.
pub fn stays(ticket: &Ticket, entries: &[Entry], statuses: &[Status]) -> Vec<Stay> {
    let category = |id: StatusId| {
        let known = statuses.iter().find(|status| status.id == id);
        known.map_or(StatusCategory::Open, |status| status.category)
    };
    let stay = |since, category| Stay { since, category };
    let mut stays = Vec::with_capacity(entries.len() + 2);
    let first = match entries.first() {
        None if ticket.is_closed() => Some(StatusCategory::Open),
        None => Some(category(ticket.status)),
        Some(entry) => entry.from.map(category),
    };
    stays.extend(first.map(|category| stay(ticket.created_at, category)));
    stays.extend(entries.iter().map(|entry| stay(entry.at, category(entry.to))));
    if let Some(closure) = ticket.closure {
        finish(&mut stays, closure.at);
    }
    stays
}

/// It was over when it is said to have been, though that may have been told later.
fn finish(stays: &mut Vec<Stay>, at: Time) {
    let told = stays.pop_if(|last| last.category == StatusCategory::Done);
    let before = stays.last().map(|stay| stay.since);
    let since = before.map_or(at, |before| at.max(before));
    let since = told.map_or(since, |told| since.min(told.since));
    stays.push(Stay {
        since,
        category: StatusCategory::Done,
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        text::Name,
        ticket::{Closure, tests::ticket},
    };
    use StatusCategory::{Active, Done, Open, Waiting};
    use uuid::Uuid;

    fn at(second: i64) -> Time {
        Time::from_micros(second * 1_000_000).unwrap()
    }

    fn id(place: usize) -> StatusId {
        Uuid::from_u128(10 + u128::try_from(place).unwrap()).into()
    }

    fn statuses() -> Vec<Status> {
        let status = |(place, category): (usize, StatusCategory)| Status {
            id: id(place),
            key: category.key().into(),
            name: Name::parse(category.key()).unwrap(),
            category,
            position: 0,
            initial: place == 0,
        };
        StatusCategory::ALL.into_iter().enumerate().map(status).collect()
    }

    fn read(
        status: StatusCategory,
        over: Option<i64>,
        told: &[(i64, Option<StatusCategory>, StatusCategory)],
    ) -> Vec<(i64, StatusCategory)> {
        let of = |category| {
            id(StatusCategory::ALL
                .iter()
                .position(|known| *known == category)
                .unwrap())
        };
        let ticket = Ticket {
            status: of(status),
            closure: over.map(|second| Closure {
                at: at(second),
                by: None,
            }),
            ..ticket()
        };
        let entry = |(second, from, to): &(i64, Option<StatusCategory>, StatusCategory)| Entry {
            at: at(*second),
            from: from.map(of),
            to: of(*to),
        };
        let entries: Vec<_> = told.iter().map(entry).collect();
        let read = stays(&ticket, &entries, &statuses());
        read.iter()
            .map(|stay| (stay.since.micros() / 1_000_000, stay.category))
            .collect()
    }

    #[test]
    fn a_ticket_of_which_all_is_told_was_where_the_log_says() {
        let told = [
            (0, None, Open),
            (10, Some(Open), Waiting),
            (30, Some(Waiting), Active),
        ];
        assert_eq!(read(Open, None, &told[..1]), [(0, Open)]);
        assert_eq!(
            read(Active, None, &told),
            [(0, Open), (10, Waiting), (30, Active)]
        );
    }

    #[test]
    fn before_it_came_here_a_ticket_was_all_the_time_in_its_first_status() {
        assert_eq!(read(Waiting, None, &[]), [(0, Waiting)]);
        assert_eq!(
            read(Active, None, &[(50, Some(Open), Active)]),
            [(0, Open), (50, Active)]
        );
        assert_eq!(read(Done, Some(40), &[]), [(0, Open), (40, Done)]);
        assert_eq!(
            read(Open, None, &[(50, Some(Done), Open)]),
            [(0, Done), (50, Open)]
        );
    }

    #[test]
    fn it_was_over_when_it_is_said_to_have_been() {
        let told = [
            (0, None, Open),
            (10, Some(Open), Waiting),
            (30, Some(Waiting), Done),
        ];
        for (said, since) in [(30, 30), (20, 20), (5, 10), (99, 30)] {
            assert_eq!(
                read(Done, Some(said), &told),
                [(0, Open), (10, Waiting), (since, Done)],
                "{said}"
            );
        }
        let twice = [(0, None, Open), (10, Some(Open), Done), (30, Some(Done), Done)];
        assert_eq!(read(Done, Some(10), &twice), [(0, Open), (10, Done), (10, Done)]);
    }

    #[test]
    fn a_status_that_is_gone_counts_as_open() {
        let entry = Entry {
            at: at(0),
            from: None,
            to: Uuid::from_u128(99).into(),
        };
        assert_eq!(stays(&ticket(), &[entry], &statuses()).len(), 1);
        assert_eq!(stays(&ticket(), &[entry], &statuses())[0].category, Open);
    }
}
