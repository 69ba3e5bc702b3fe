//! Counts of tickets as the app's start page shows them.

use serde::Serialize;
use std::collections::BTreeMap;
use tessera_application::views;
use utoipa::ToSchema;
use uuid::Uuid;

/// How many tickets there are of each sort, among those that the caller sees.
#[derive(Serialize, ToSchema)]
pub struct TicketStats {
    /// All of them.
    #[schema(minimum = 0)]
    pub total_tickets: i64,
    /// Unfinished.
    #[schema(minimum = 0)]
    pub open_tickets: i64,
    /// Finished.
    #[schema(minimum = 0)]
    pub closed_tickets: i64,
    /// Without an assignee, finished ones included.
    #[schema(minimum = 0)]
    pub unassigned_tickets: i64,
    /// Unfinished and past their due date.
    #[schema(minimum = 0)]
    pub overdue_tickets: i64,
    /// By the status's id.
    pub tickets_by_status: BTreeMap<Uuid, i64>,
    /// By the priority's name.
    pub tickets_by_priority: BTreeMap<String, i64>,
    /// By category; uncategorised ones are left out.
    pub tickets_by_category: BTreeMap<String, i64>,
    /// By the board's name.
    pub tickets_by_board: BTreeMap<String, i64>,
    /// Opened since midnight, UTC.
    #[schema(minimum = 0)]
    pub tickets_created_today: i64,
    /// Opened since 7 days before that.
    #[schema(minimum = 0)]
    pub tickets_created_this_week: i64,
    /// Opened since 30 days before that.
    #[schema(minimum = 0)]
    pub tickets_created_this_month: i64,
    /// Always null.
    pub average_resolution_time: Option<f64>,
}

impl From<views::TicketStats> for TicketStats {
    fn from(stats: views::TicketStats) -> Self {
        let mut created_since = stats.created_since.into_iter();
        let mut created = || created_since.next().unwrap_or_default();
        Self {
            total_tickets: stats.total,
            open_tickets: stats.open,
            closed_tickets: stats.closed,
            unassigned_tickets: stats.unassigned,
            overdue_tickets: stats.overdue,
            tickets_by_status: stats
                .by_status
                .into_iter()
                .map(|(id, count)| (id.uuid(), count))
                .collect(),
            tickets_by_priority: summed(stats.by_priority),
            tickets_by_category: summed(stats.by_category),
            tickets_by_board: summed(stats.by_project),
            tickets_created_today: created(),
            tickets_created_this_week: created(),
            tickets_created_this_month: created(),
            average_resolution_time: None,
        }
    }
}

/// Names need not be unique; the counts of equal ones add up.
fn summed(counts: Vec<(String, i64)>) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for (name, count) in counts {
        *sums.entry(name).or_default() += count;
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn counts_are_keyed_as_documented() {
        let id = Uuid::from_u128(10);
        let stats = views::TicketStats {
            total: 5,
            open: 3,
            closed: 2,
            unassigned: 4,
            overdue: 1,
            by_status: vec![(id.into(), 5)],
            by_priority: vec![("High".into(), 2), ("High".into(), 1)],
            by_category: vec![],
            by_project: vec![("Help desk".into(), 5)],
            created_since: vec![1, 2, 3],
        };
        assert_eq!(
            serde_json::to_value(TicketStats::from(stats)).unwrap(),
            json!({
                "total_tickets": 5, "open_tickets": 3, "closed_tickets": 2, "unassigned_tickets": 4, "overdue_tickets": 1,
                "tickets_by_status": {id.to_string(): 5}, "tickets_by_priority": {"High": 3},
                "tickets_by_category": {}, "tickets_by_board": {"Help desk": 5},
                "tickets_created_today": 1, "tickets_created_this_week": 2, "tickets_created_this_month": 3,
                "average_resolution_time": null
            })
        );
    }
}
