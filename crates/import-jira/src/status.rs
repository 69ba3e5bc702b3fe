//! What a site's statuses mean.

use crate::json::{object, text};
use serde_json::{Map, Value};
use tessera_application::import::ForeignStatus;
use tessera_domain::status::StatusCategory;

/// Parts of names that say somebody else must move first. Jira itself has no category for that.
const WAITING: [&str; 5] = ["waiting", "pending", "on hold", "on-hold", "blocked"];

/// The status, or nothing where it has none.
pub fn status(fields: &Map<String, Value>) -> Option<ForeignStatus> {
    let status = object(fields, "status")?;
    let name = text(status, "name")?;
    let key = object(status, "statusCategory").and_then(|category| text(category, "key"));
    let category = category(key.as_deref(), &name);
    Some(ForeignStatus { name, category })
}

fn category(key: Option<&str>, name: &str) -> StatusCategory {
    let name = name.to_lowercase();
    match key {
        Some("done") => StatusCategory::Done,
        _ if WAITING.iter().any(|part| name.contains(part)) => StatusCategory::Waiting,
        Some("indeterminate") => StatusCategory::Active,
        _ => StatusCategory::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_category_decides_and_the_name_tells_waiting_apart() {
        let table = [
            (Some("new"), "Open", StatusCategory::Open),
            (Some("new"), "Reopened", StatusCategory::Open),
            (Some("new"), "On Hold", StatusCategory::Waiting),
            (Some("indeterminate"), "In Review", StatusCategory::Active),
            (
                Some("indeterminate"),
                "Waiting for customer",
                StatusCategory::Waiting,
            ),
            (Some("indeterminate"), "PENDING", StatusCategory::Waiting),
            (Some("done"), "Closed", StatusCategory::Done),
            (Some("done"), "Done, pending release", StatusCategory::Done),
            (Some("undefined"), "Odd", StatusCategory::Open),
            (None, "Blocked", StatusCategory::Waiting),
            (None, "Odd", StatusCategory::Open),
        ];
        for (key, name, expected) in table {
            assert_eq!(category(key, name), expected, "{key:?} {name}");
        }
    }
}
