//! What the core's words mean to the app. A new status category breaks the build here.

use tessera_domain::{listing::SortKey, status::StatusCategory};

/// Whether the app shows tickets in such a status as closed.
pub const fn is_closed(category: StatusCategory) -> bool {
    match category {
        StatusCategory::Open | StatusCategory::Active | StatusCategory::Waiting => false,
        StatusCategory::Done => true,
    }
}

/// What the app may sort tickets by.
pub const SORTS: &[&str] = &[
    "created_at",
    "entered_at",
    "updated_at",
    "closed_at",
    "due_date",
    "title",
    "ticket_number",
    "priority_name",
    "status_name",
    "client_name",
];

/// What one of [`SORTS`] means; anything else is the default.
pub fn sort_key(word: &str) -> SortKey {
    match word {
        "updated_at" => SortKey::Updated,
        "closed_at" => SortKey::Closed,
        "due_date" => SortKey::Due,
        "title" => SortKey::Title,
        "ticket_number" => SortKey::Number,
        "priority_name" => SortKey::PriorityName,
        "status_name" => SortKey::StatusName,
        "client_name" => SortKey::ClientName,
        _ => SortKey::Created,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_finished_tickets_are_closed() {
        let closed: Vec<_> = StatusCategory::ALL
            .into_iter()
            .filter(|category| is_closed(*category))
            .collect();
        assert_eq!(closed, [StatusCategory::Done]);
    }

    #[test]
    fn every_sort_word_but_the_twins_means_something_else() {
        let mut keys: Vec<_> = SORTS.iter().map(|word| format!("{:?}", sort_key(word))).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), SORTS.len() - 1, "created_at and entered_at are one");
    }
}
