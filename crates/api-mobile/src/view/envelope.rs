//! The wrapping around every answer.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// One thing, or a list that is not paged.
#[derive(Serialize, ToSchema)]
pub struct Data<T> {
    /// The thing, or the list.
    pub data: T,
}

/// One page of a list.
#[derive(Serialize, ToSchema)]
pub struct Paged<T> {
    /// The items of the page.
    pub data: Vec<T>,
    /// Where the page lies.
    pub pagination: Pagination,
    /// What was asked for.
    pub meta: Meta,
}

/// Where a page lies.
#[derive(Serialize, ToSchema, Clone, PartialEq, Eq, Debug)]
#[serde(rename_all = "camelCase")]
pub struct Pagination {
    /// The page, from 1.
    #[schema(minimum = 1)]
    pub page: i64,
    /// The most items on a page.
    #[schema(minimum = 1)]
    pub limit: i64,
    /// How many items there are in all.
    #[schema(minimum = 0)]
    pub total: i64,
    /// How many pages there are; 0 when there are no items.
    #[schema(minimum = 0)]
    pub total_pages: i64,
    /// Whether a page follows.
    pub has_next: bool,
    /// Whether the page is not the first, even when it lies past the end.
    pub has_prev: bool,
}

impl Pagination {
    /// The place of page `page` of `limit` items each, among `total`.
    pub const fn new(page: i64, limit: i64, total: i64) -> Self {
        let total_pages = if total <= 0 || limit <= 0 {
            0
        } else {
            (total - 1) / limit + 1
        };
        Self {
            page,
            limit,
            total,
            total_pages,
            has_next: page < total_pages,
            has_prev: page > 1,
        }
    }
}

/// What a list was asked for, as it was understood.
#[derive(Serialize, ToSchema)]
pub struct Meta {
    /// What it is sorted by.
    pub sort: &'static str,
    /// Which way.
    pub order: &'static str,
    /// The filters with their values, converted to their types.
    pub filters: Map<String, Value>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_counted_as_documented() {
        let table = [
            ((1, 25, 0), (0, false, false)),
            ((1, 25, 25), (1, false, false)),
            ((1, 25, 26), (2, true, false)),
            ((2, 25, 26), (2, false, true)),
            ((9, 25, 26), (2, false, true)),
            ((i64::MAX, 1, i64::MAX), (i64::MAX, false, true)),
        ];
        for ((page, limit, total), (pages, next, previous)) in table {
            let place = Pagination::new(page, limit, total);
            assert_eq!(
                (place.total_pages, place.has_next, place.has_prev),
                (pages, next, previous),
                "page {page}"
            );
        }
    }

    #[test]
    fn the_members_are_spelled_in_camel_case() {
        let place = serde_json::to_value(Pagination::new(1, 25, 1)).unwrap();
        let keys: Vec<_> = place.as_object().unwrap().keys().cloned().collect();
        assert_eq!(
            keys,
            ["hasNext", "hasPrev", "limit", "page", "total", "totalPages"]
        );
    }
}
