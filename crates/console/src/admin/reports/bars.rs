//! Counts as bars: a table of which each row has its bar, so that the numbers stand beside the picture.

use crate::admin::labels::{kind, rank};
use tessera_application::{
    reports::{Breakdown, Categories, Dashboard, Performance},
    views::DepartmentTally,
};
use tessera_domain::transition::Stage;

/// How long a bar of all tickets is.
const WHOLE: i64 = 1000;

/// One picture.
pub(super) struct Chart {
    /// The id of its heading.
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    /// What is counted.
    pub(super) head: &'static str,
    pub(super) bars: Vec<Bar>,
}

/// One count.
pub(super) struct Bar {
    pub(super) name: String,
    pub(super) count: i64,
    /// How much of all tickets, in whole percent.
    pub(super) percent: i64,
    /// Of [`WHOLE`].
    pub(super) length: i64,
}

/// What there is to count: by status, by priority, by kind, by department, by tag.
pub(super) fn charts(dashboard: &Dashboard, breakdown: &Breakdown, performance: &Performance) -> Vec<Chart> {
    let all = dashboard.now.tickets;
    let named = |name: &str, count| (name.to_owned(), count);
    let at = |stage| dashboard.at(stage);
    let stages = vec![
        named("Open", at(Stage::Open)),
        named("Waiting for an approval", at(Stage::PendingApproval)),
        named("In progress", at(Stage::InProgress)),
        named("Resolved", at(Stage::Resolved)),
        named("Closed", at(Stage::Closed)),
    ];
    let ranks = breakdown.ranks.iter().map(|(it, count)| named(rank(*it), *count));
    let kinds = breakdown.kinds.iter().map(|(it, count)| named(kind(*it), *count));
    let charts = [
        ("by-status", "By status", "Status", stages),
        ("by-priority", "By priority", "Priority", ranks.collect()),
        ("by-kind", "By kind", "Kind", kinds.collect()),
        (
            "by-department",
            "By department",
            "Department",
            departments(&performance.departments, performance.tally.tickets),
        ),
        (
            "by-tag",
            "Tags on most tickets",
            "Tag",
            tags(&dashboard.categories),
        ),
    ];
    charts
        .into_iter()
        .filter(|(.., counts)| !counts.is_empty())
        .map(|(id, title, head, counts)| Chart {
            id,
            title,
            head,
            bars: bars(counts, all),
        })
        .collect()
}

/// The departments, most tickets first, and what is in none of them.
fn departments(departments: &[DepartmentTally], all: i64) -> Vec<(String, i64)> {
    let mut counts: Vec<_> = departments
        .iter()
        .filter_map(|tally| Some((tally.department.as_ref()?.name.clone(), tally.tally.tickets)))
        .collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let others = all - counts.iter().map(|(_, count)| count).sum::<i64>();
    if others > 0 {
        counts.push(("No department".to_owned(), others));
    }
    counts
}

fn tags(categories: &Categories) -> Vec<(String, i64)> {
    match categories {
        Categories::Tags(tags) => tags.clone(),
        Categories::Kinds(_) => Vec::new(),
    }
}

fn bars(counts: Vec<(String, i64)>, all: i64) -> Vec<Bar> {
    let bar = |(name, count): (String, i64)| Bar {
        name,
        count,
        percent: share(count, 100, all),
        // One that there is at all can be seen.
        length: share(count, WHOLE, all).max(10 * i64::from(count > 0)),
    };
    counts.into_iter().map(bar).collect()
}

/// So many parts of `whole` as `count` is of `all`, to the nearest.
fn share(count: i64, whole: i64, all: i64) -> i64 {
    let twice = count.saturating_mul(2 * whole).saturating_add(all);
    twice.checked_div(all.saturating_mul(2)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_much_of_its_frame_as_there_is_of_all_and_one_alone_can_be_seen() {
        let named = |count: i64| (count.to_string(), count);
        let told: Vec<_> = bars(vec![named(500), named(250), named(1), named(0)], 1000)
            .into_iter()
            .map(|bar| (bar.percent, bar.length))
            .collect();
        assert_eq!(told, [(50, 500), (25, 250), (0, 10), (0, 0)]);
        let none: Vec<_> = bars(vec![named(0)], 0)
            .into_iter()
            .map(|bar| bar.percent)
            .collect();
        assert_eq!(none, [0]);
    }
}
