//! What an import did, and what it could not do.

use std::collections::BTreeMap;

/// Counts of what was brought over and what was not.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Report {
    /// Tickets that were made.
    pub tickets: u64,
    /// Issues that an earlier run had brought over.
    pub known: u64,
    /// Comments that were made.
    pub comments: u64,
    /// People that were made.
    pub people: u64,
    /// Statuses that were added to the tenant's list.
    pub statuses: u64,
    /// Priorities that were added to the tenant's list.
    pub priorities: u64,
    /// Projects that were made.
    pub projects: u64,
    /// Tags that were made.
    pub tags: u64,
    /// What was changed or left behind, by reason, and how often.
    pub remarks: BTreeMap<String, u64>,
}

impl Report {
    /// Counts something that was changed or left behind.
    pub fn remark(&mut self, reason: &str) {
        self.remark_many(reason, 1);
    }

    /// Counts many of them at once.
    pub fn remark_many(&mut self, reason: &str, count: u64) {
        if count == 0 {
            return;
        }
        match self.remarks.get_mut(reason) {
            Some(known) => *known += count,
            None => {
                self.remarks.insert(reason.to_owned(), count);
            }
        }
    }

    /// Adds what another batch did.
    pub fn add(&mut self, other: &Self) {
        self.tickets += other.tickets;
        self.known += other.known;
        self.comments += other.comments;
        self.people += other.people;
        self.statuses += other.statuses;
        self.priorities += other.priorities;
        self.projects += other.projects;
        self.tags += other.tags;
        for (reason, count) in &other.remarks {
            self.remark_many(reason, *count);
        }
    }
}
