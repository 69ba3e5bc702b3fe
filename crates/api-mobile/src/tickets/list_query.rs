//! What a list of tickets may be asked: which, in what order, which part, which fields.

use super::list_filters::Filters;
use crate::{
    meaning, schema,
    view::{
        card::{Columns, WORDS},
        envelope::{Meta, Paged, Pagination},
    },
};
use tessera_application::tickets::ListTickets;
use tessera_domain::{
    issue::{Issue, Problem},
    listing::{Direction, Page, Sort, Window},
};
use tessera_http::{fault::Fault, query::Params};
use utoipa::IntoParams;

/// The last page that may be asked for.
pub const MAX_PAGE: i64 = 999_999_999;
const MAX_LIMIT: i64 = 100;
const DEFAULT_LIMIT: i64 = 25;

/// A list's query.
pub struct ListQuery {
    part: Part,
    filters: Filters,
    /// The members that were asked for; all there are if none was.
    pub columns: Option<Columns>,
}

/// Which part of the list, in what order, with which fields.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Part {
    /// The page, from 1.
    #[param(value_type = schema::PageNumber, inline, required = false)]
    page: Option<i64>,
    /// The most tickets on a page.
    #[param(value_type = schema::PageSize, inline, required = false)]
    limit: Option<i64>,
    /// What to sort by. Equal tickets are told apart by their id, in the same direction.
    #[param(value_type = schema::TicketSort, inline, required = false)]
    sort: Option<&'static str>,
    /// Which way to sort.
    #[param(value_type = schema::Descending, inline, required = false)]
    order: Option<&'static str>,
    /// The members that each ticket should have, parted by commas; `mobile_list` stands for all that the app's
    /// list shows. Every column, and more, if not said.
    #[param(value_type = schema::TicketFields, inline, required = false, style = Form, explode = false, example = json!(["mobile_list"]))]
    fields: Option<Vec<String>>,
}

impl Part {
    fn read(params: &mut Params) -> Self {
        Self {
            page: params.optional("page").integer(1, MAX_PAGE),
            limit: params.optional("limit").integer(1, MAX_LIMIT),
            sort: params.optional("sort").word(meaning::SORTS),
            order: params.optional("order").word(&["asc", "desc"]),
            fields: read_fields(params),
        }
    }

    fn window(&self) -> (i64, i64) {
        (self.page.unwrap_or(1), self.limit.unwrap_or(DEFAULT_LIMIT))
    }

    fn sort(&self) -> Sort {
        let direction = if self.order == Some("asc") {
            Direction::Ascending
        } else {
            Direction::Descending
        };
        Sort {
            key: meaning::sort_key(self.sort.unwrap_or_default()),
            direction,
        }
    }
}

fn read_fields(params: &mut Params) -> Option<Vec<String>> {
    let words = params.optional("fields").texts()?;
    let unknown = words.iter().find(|word| !WORDS.contains(&word.as_str()));
    if let Some(word) = unknown {
        params.refuse(Issue::new("fields", Problem::not_one_of(&WORDS, word)));
    }
    Some(words)
}

impl ListQuery {
    /// Reads a query.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn read(mut params: Params) -> Result<Self, Fault> {
        let part = Part::read(&mut params);
        let filters = Filters::read(&mut params);
        params.finish()?;
        let columns = part
            .fields
            .as_deref()
            .filter(|words| !words.is_empty())
            .map(Columns::of);
        Ok(Self {
            part,
            filters,
            columns,
        })
    }

    /// The same in the core's words.
    pub fn wanted(&self) -> ListTickets {
        let (page, limit) = self.part.window();
        ListTickets {
            filter: self.filters.to_filter(),
            sort: self.part.sort(),
            then: Vec::new(),
            window: Window::page(page, limit),
            after: None,
        }
    }

    /// The answer to it.
    pub fn answer<T, V>(&self, page: Page<T>, view: impl FnMut(T) -> V) -> Paged<V> {
        let (number, limit) = self.part.window();
        Paged {
            pagination: Pagination::new(number, limit, page.total),
            data: page.items.into_iter().map(view).collect(),
            meta: Meta {
                sort: self.part.sort.unwrap_or("created_at"),
                order: self.part.order.unwrap_or("desc"),
                filters: self.filters.shown(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use tessera_domain::listing::SortKey;

    fn read(query: &str) -> Result<ListQuery, Vec<String>> {
        ListQuery::read(Params::parse(query))
            .map_err(|fault| fault.issues.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn nothing_said_is_the_newest_25_in_full() {
        let query = read("").ok().unwrap();
        let wanted = query.wanted();
        assert_eq!(wanted.window, Window { offset: 0, limit: 25 });
        assert_eq!(
            wanted.sort,
            Sort {
                key: SortKey::Created,
                direction: Direction::Descending
            }
        );
        assert_eq!(wanted.filter, tessera_domain::listing::TicketFilter::default());
        assert!(query.columns.is_none());
    }

    #[test]
    fn the_call_that_the_app_makes_is_understood() {
        let query =
            "page=3&limit=25&fields=mobile_list&sort=updated_at&order=desc&is_open=true&has_assignment=false";
        let query = read(query).ok().unwrap();
        assert_eq!(query.wanted().window.offset, 50);
        assert_eq!(query.wanted().sort.key, SortKey::Updated);
        assert!(query.columns.is_some());
        let answer = query.answer(
            Page {
                items: vec![1],
                total: 51,
                next: None,
            },
            |item| item,
        );
        assert_eq!(
            (answer.pagination.total_pages, answer.pagination.has_next),
            (3, false)
        );
        let meta = serde_json::to_value(answer.meta).unwrap();
        let filters = json!({"is_open": true, "has_assignment": false});
        assert_eq!(
            meta,
            json!({"sort": "updated_at", "order": "desc", "filters": filters})
        );
    }

    #[test]
    fn pages_and_limits_out_of_range_are_refused() {
        for bad in [
            "page=0",
            "page=-1",
            "page=1000000000",
            "page=18446744073709551616",
            "limit=0",
            "limit=101",
            "page=x",
        ] {
            assert_eq!(read(bad).err().unwrap().len(), 1, "{bad}");
        }
        let largest = read("page=999999999&limit=100").ok().unwrap();
        assert_eq!(largest.wanted().window.offset, 99_999_999_800);
        assert_eq!(read("limit=10abc").ok().unwrap().wanted().window.limit, 10);
    }

    #[test]
    fn unknown_words_are_named_with_their_parameter() {
        assert!(read("sort=password").err().unwrap()[0].starts_with("sort: Must be one of: created_at"));
        assert!(read("order=up").err().unwrap()[0].starts_with("order: Must be one of: asc, desc"));
        let fields = read("fields=title,secret").err().unwrap();
        assert!(
            fields[0].starts_with("fields: Must be one of: mobile_list, ticket_id"),
            "{fields:?}"
        );
    }

    #[test]
    fn no_fields_at_all_are_all_of_them() {
        for query in ["fields=", "fields=,"] {
            assert!(read(query).ok().unwrap().columns.is_none(), "{query}");
        }
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        assert_eq!(
            read("page=0&limit=0&is_open=maybe&client_id=x")
                .err()
                .unwrap()
                .len(),
            4
        );
    }
}
