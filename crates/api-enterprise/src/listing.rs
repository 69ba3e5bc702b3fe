//! Parts of lists: which one a client asks for, by its page or by a cursor, and where it lies.

use crate::{
    body::{self, said},
    query,
};
use serde::Serialize;
use serde_json::Value;
use tessera_domain::{
    issue::{FieldPath, Issue, JsonType, Problem},
    listing::{Cursor, Page, Window},
};
use tessera_http::{cursor, json::Fields, query::Params};
use utoipa::{IntoParams, ToSchema};

/// The last page that may be asked for.
pub const MOST_PAGES: i64 = 999_999_999;
/// The most things that a page has.
pub const MOST: i64 = 100;
/// How many things a page has unless the client says otherwise.
const USUAL: i64 = 20;

/// A part of a list.
#[derive(Serialize, ToSchema)]
#[schema(as = List)]
pub struct Listed<T> {
    /// The things of this part.
    pub items: Vec<T>,
    /// How many things the list has in all.
    #[schema(minimum = 0)]
    pub total: i64,
    /// The page, from 1.
    #[schema(minimum = 1)]
    pub page: i64,
    /// How many things a page has.
    #[schema(minimum = 1, maximum = 100)]
    pub size: i64,
    /// How many pages there are; 0 when there is nothing.
    #[schema(minimum = 0)]
    pub pages: i64,
    /// Whether the list goes on.
    pub has_next: bool,
    /// Whether something comes before.
    pub has_prev: bool,
    /// The same once more, with the numbers of the pages beside this one.
    pub pagination: Pagination,
}

/// Where a part lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Pagination {
    /// How many things the list has in all.
    #[schema(minimum = 0)]
    pub total: i64,
    /// The page, from 1.
    #[schema(minimum = 1)]
    pub page: i64,
    /// How many things a page has.
    #[schema(minimum = 1, maximum = 100)]
    pub size: i64,
    /// How many pages there are; 0 when there is nothing.
    #[schema(minimum = 0)]
    pub pages: i64,
    /// Whether the list goes on.
    pub has_next: bool,
    /// Whether something comes before.
    pub has_prev: bool,
    /// The next page, if there is one. A list that is gone through by cursors has none.
    pub next_page: Option<i64>,
    /// The page before, if there is one. A list that is gone through by cursors has none.
    pub prev_page: Option<i64>,
}

/// Which part of a list is wanted.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only the document knows it; the parameters are read by `Part`"
)]
pub struct PartQuery {
    /// The page, from 1. One past the end is empty.
    #[param(minimum = 1, maximum = 999_999_999, required = false)]
    page: i64,
    /// How many things a page has: 20 unless it is said.
    #[param(minimum = 1, maximum = 100, required = false)]
    size: i64,
}

/// Where a list goes on.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only the document knows it; the parameter is read by `Part`"
)]
pub struct CursorQuery {
    /// What the address in the `Link` header of the part before has here. It counts before `page`, and belongs to the
    /// same filters and order.
    #[param(value_type = crate::schema::CursorText, inline, required = false)]
    cursor: String,
}

/// The part of a list that is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    page: i64,
    size: i64,
    /// Where the list goes on.
    pub after: Option<Cursor>,
}

impl Part {
    /// Reads it from a query.
    pub fn of_query(params: &mut Params) -> Self {
        let part = Self::paged(params);
        Self {
            after: cursor::read(params),
            ..part
        }
    }

    /// Reads it from the query of a list that has no cursors.
    pub fn paged(params: &mut Params) -> Self {
        let page = params
            .optional("page")
            .parsed(|text| query::within(text, 1, MOST_PAGES));
        let size = params
            .optional("size")
            .parsed(|text| query::within(text, 1, MOST));
        Self {
            page: page.unwrap_or(1),
            size: size.unwrap_or(USUAL),
            after: None,
        }
    }

    /// Reads it from a body, and where the list goes on from the query beside it.
    pub fn of_body(fields: &mut Fields, params: &mut Params) -> Self {
        let mut number = |name: &'static str, max: i64| {
            said(
                fields
                    .patch(name)
                    .value(JsonType::Integer, |value, path| within(value, path, max)),
            )
        };
        let (page, size) = (number("page", MOST_PAGES), number("size", MOST));
        Self {
            page: page.unwrap_or(1),
            size: size.unwrap_or(USUAL),
            after: cursor::read(params),
        }
    }

    /// The part in the core's words.
    pub fn window(&self) -> Window {
        Window::page(self.page, self.size)
    }

    /// The part with where it lies.
    pub fn listed<T, V>(&self, page: Page<T>, view: impl FnMut(T) -> V) -> Listed<V> {
        let pagination = self.pagination(page.total, page.next.is_some());
        let Pagination {
            total,
            page: number,
            size,
            pages,
            has_next,
            has_prev,
            ..
        } = pagination;
        Listed {
            items: page.items.into_iter().map(view).collect(),
            total,
            page: number,
            size,
            pages,
            has_next,
            has_prev,
            pagination,
        }
    }

    fn pagination(&self, total: i64, goes_on: bool) -> Pagination {
        let Self { page, size, after } = self;
        let (page, size) = (*page, *size);
        let pages = total.max(0).saturating_add(size - 1).div_euclid(size);
        let by_cursor = after.is_some();
        let has_next = if by_cursor { goes_on } else { page < pages };
        let has_prev = by_cursor || page > 1;
        Pagination {
            total,
            page,
            size,
            pages,
            has_next,
            has_prev,
            next_page: (has_next && !by_cursor).then(|| page.saturating_add(1)),
            prev_page: (has_prev && !by_cursor).then(|| page - 1),
        }
    }
}

fn within(value: Value, path: &FieldPath, max: i64) -> Result<i64, Vec<Issue>> {
    let number = body::number(value, path)?;
    let problem = match number {
        ..1 => Problem::TooSmall { min: 1 },
        number if number > max => Problem::TooLarge { max },
        number => return Ok(number),
    };
    Err(vec![Issue::at(path.clone(), problem)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(query: &str) -> Result<Part, Vec<String>> {
        let mut params = Params::parse(query);
        let part = Part::of_query(&mut params);
        let told = |issues: Vec<Issue>| issues.iter().map(ToString::to_string).collect();
        params.finish().map_err(told).map(|()| part)
    }

    fn page(total: i64) -> Page<i64> {
        Page {
            items: Vec::new(),
            total,
            next: None,
        }
    }

    #[test]
    fn pages_are_counted_as_documented() {
        for (query, total, pages, next, previous) in [
            ("", 150, 8, Some(2), None),
            ("page=8", 150, 8, None, Some(7)),
            ("page=1&size=100", 100, 1, None, None),
            ("page=2&size=100", 101, 2, None, Some(1)),
            ("", 0, 0, None, None),
            ("page=9", 20, 1, None, Some(8)),
        ] {
            let listed = part(query).unwrap().listed(page(total), |item| item);
            assert_eq!(listed.pages, pages, "{query}");
            let Pagination {
                next_page, prev_page, ..
            } = listed.pagination;
            assert_eq!((next_page, prev_page), (next, previous), "{query}");
            assert_eq!(
                (listed.has_next, listed.has_prev),
                (next.is_some(), previous.is_some())
            );
        }
    }

    #[test]
    fn a_list_that_is_gone_through_by_cursors_goes_on_as_long_as_it_says() {
        let part = part("cursor=Zm9v&size=5").unwrap();
        let last = part.pagination(11, false);
        assert_eq!((last.has_next, last.has_prev, last.pages), (false, true, 3));
        let goes_on = part.pagination(11, true);
        assert_eq!(
            (goes_on.has_next, goes_on.next_page, goes_on.prev_page),
            (true, None, None)
        );
    }

    #[test]
    fn pages_and_sizes_out_of_range_are_refused() {
        for (bad, told) in [
            ("page=0", "page: Must be 1 or more"),
            ("page=-1", "page: Must be 1 or more"),
            ("page=1000000000", "page: Must be 999999999 or less"),
            ("size=0", "size: Must be 1 or more"),
            ("size=101", "size: Must be 100 or less"),
            ("size=x", "size: Expected integer, received string"),
            ("page=", "page: Expected integer, received string"),
            ("page=1&page=2", "page: Given more than once"),
        ] {
            assert_eq!(part(bad).unwrap_err(), [told]);
        }
        let last = part("page=999999999&size=100").unwrap();
        assert_eq!(last.window().offset, 99_999_999_800);
    }
}
