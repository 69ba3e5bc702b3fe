//! Working time that people record.

use crate::{
    id::{TenantId, TicketId, TimeEntryId, UserId},
    issue::{Issue, Problem},
    text::{Name, Notes},
    time::Time,
};
use uuid::Uuid;

/// A span of time somebody worked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TimeEntry {
    /// Whose entry it is.
    pub tenant: TenantId,
    /// Its id.
    pub id: TimeEntryId,
    /// Who worked: always the caller who recorded it.
    pub user: UserId,
    /// What was worked on.
    pub work: WorkItem,
    /// From when to when.
    pub span: Span,
    /// Whether it is charged for.
    pub billable: bool,
    /// What was done.
    pub notes: Option<Notes>,
    /// The tax region to charge in.
    pub tax_region: Option<Name>,
    /// When it was recorded.
    pub created_at: Time,
}

impl TimeEntry {
    /// Whole minutes to charge.
    pub fn billable_minutes(&self) -> i64 {
        if self.billable { self.span.minutes() } else { 0 }
    }
}

/// What somebody worked on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WorkItem {
    /// A ticket of this tenant.
    Ticket(TicketId),
    /// A category of work that is not charged for.
    NonBillableCategory(Option<Uuid>),
    /// Something planned by hand.
    AdHoc(Option<Uuid>),
    /// A talk with a client.
    Interaction(Option<Uuid>),
}

impl WorkItem {
    /// Its stored name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Ticket(_) => "ticket",
            Self::NonBillableCategory(_) => "non_billable_category",
            Self::AdHoc(_) => "ad_hoc",
            Self::Interaction(_) => "interaction",
        }
    }

    /// The ticket, if it is one.
    pub const fn ticket(self) -> Option<TicketId> {
        match self {
            Self::Ticket(id) => Some(id),
            Self::NonBillableCategory(_) | Self::AdHoc(_) | Self::Interaction(_) => None,
        }
    }

    /// The id of the thing, whatever it is.
    pub fn item(self) -> Option<Uuid> {
        match self {
            Self::Ticket(id) => Some(id.uuid()),
            Self::NonBillableCategory(id) | Self::AdHoc(id) | Self::Interaction(id) => id,
        }
    }
}

/// From when to when, in whole minutes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    start: Time,
    end: Time,
}

impl Span {
    /// Cuts both ends down to their minute.
    ///
    /// # Errors
    /// When it does not end after it starts.
    pub fn new(start: Time, end: Time) -> Result<Self, Issue> {
        if end <= start {
            return Err(Issue::new(
                "end_time",
                Problem::Rule("End time must be after start time"),
            ));
        }
        Ok(Self {
            start: start.whole_minute(),
            end: end.whole_minute(),
        })
    }

    /// Takes stored ends as they are.
    pub const fn stored(start: Time, end: Time) -> Self {
        Self { start, end }
    }

    /// Its first moment.
    pub const fn start(&self) -> Time {
        self.start
    }

    /// The first moment after it.
    pub const fn end(&self) -> Time {
        self.end
    }

    /// How many minutes it covers.
    pub fn minutes(&self) -> i64 {
        (self.end.micros() - self.start.micros()) / 60_000_000
    }

    /// Whether both share time. One may begin when the other ends.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(second: i64) -> Time {
        Time::from_micros(second * 1_000_000).unwrap()
    }

    #[test]
    fn ends_are_cut_to_the_minute() {
        let span = Span::new(at(59), at(121)).unwrap();
        assert_eq!((span.start(), span.end(), span.minutes()), (at(0), at(120), 2));
    }

    #[test]
    fn it_must_end_after_it_starts() {
        assert!(Span::new(at(60), at(60)).is_err());
        assert!(Span::new(at(60), at(59)).is_err());
    }

    #[test]
    fn touching_is_not_overlapping() {
        let span = |from: i64, to: i64| Span::new(at(from * 60), at(to * 60)).unwrap();
        assert!(!span(0, 10).overlaps(&span(10, 20)));
        assert!(span(0, 11).overlaps(&span(10, 20)));
        assert!(span(12, 13).overlaps(&span(10, 20)));
    }

    proptest! {
        #[test]
        fn overlapping_is_mutual_and_means_a_common_minute(a in 0i64..50, b in 1i64..20, c in 0i64..50, d in 1i64..20) {
            let one = Span::new(at(a * 60), at((a + b) * 60)).unwrap();
            let two = Span::new(at(c * 60), at((c + d) * 60)).unwrap();
            let common = (a..a + b).any(|minute| (c..c + d).contains(&minute));
            prop_assert_eq!(one.overlaps(&two), common);
            prop_assert_eq!(two.overlaps(&one), common);
        }
    }
}
