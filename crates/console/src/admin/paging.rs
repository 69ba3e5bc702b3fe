//! The way through a list that is numbered by pages.

use url::form_urlencoded::Serializer;

/// The most pages that are asked for.
const MOST: i64 = 100_000;

/// Where one is in a list, and where it goes on.
pub(super) struct Paging {
    pub(super) previous: Option<String>,
    pub(super) next: Option<String>,
    /// How many there are in all.
    pub(super) total: i64,
    pub(super) page: i64,
    pub(super) pages: i64,
}

/// The page that is asked for, from 1.
pub(super) fn page(params: &mut tessera_http::query::Params) -> i64 {
    params.optional("page").integer(1, MOST).unwrap_or(1)
}

impl Paging {
    /// At that page of `size` each, of so many in all; every page has the same filter.
    pub(super) fn at(page: i64, size: i64, total: i64, path: &str, filter: &[(&str, &str)]) -> Self {
        let whole = total.max(0).saturating_add(size.max(1) - 1);
        let pages = whole.checked_div(size).unwrap_or_default().max(1);
        let to = |page: i64| {
            let mut query = Serializer::new(String::new());
            query.extend_pairs(filter).append_pair("page", &page.to_string());
            format!("{path}?{}", query.finish())
        };
        Self {
            // From beyond the end one gets back to what there is.
            previous: (page > 1).then(|| to(pages.min(page - 1))),
            next: (page < pages).then(|| to(page + 1)),
            total,
            page,
            pages,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_counted_and_lead_to_their_neighbours() {
        let at = |page, total| Paging::at(page, 25, total, "/x", &[("state", "a&b")]);
        for (page, total, pages, previous, next) in [
            (1, 0, 1, None, None),
            (1, 25, 1, None, None),
            (1, 26, 2, None, Some(2)),
            (2, 26, 2, Some(1), None),
            (2, 51, 3, Some(1), Some(3)),
            (9, 26, 2, Some(2), None),
        ] {
            let paging = at(page, total);
            let address = |page: Option<i64>| page.map(|page| format!("/x?state=a%26b&page={page}"));
            assert_eq!(paging.pages, pages, "{page} of {total}");
            assert_eq!(
                (paging.previous, paging.next),
                (address(previous), address(next)),
                "{page} of {total}"
            );
        }
    }
}
