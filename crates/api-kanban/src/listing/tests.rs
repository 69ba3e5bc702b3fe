use super::*;

const ADDRESS: &str = "http://localhost/api/tickets/tickets/";

fn paging(query: &str) -> Paging {
    Paging::new(ADDRESS.into(), query)
}

fn shown(query: &str, number: i64, total: i64) -> Paged<i64> {
    let page = Page {
        items: vec![7],
        total,
        next: None,
    };
    paging(query).paged(Part { page, number }, |item| item)
}

#[test]
fn sizes_fall_back_and_are_cut() {
    for (query, size) in [
        ("", 20),
        ("page_size=7", 7),
        ("page_size=100", 100),
        ("page_size=1000", 100),
        ("page_size=99999999999999999999", 100),
        ("page_size=0", 20),
        ("page_size=-5", 20),
        ("page_size=x", 20),
        ("page_size=", 20),
        ("page_size=5&page_size=6", 6),
    ] {
        assert_eq!(paging(query).size, size, "{query}");
    }
}

#[test]
fn pages_are_numbers_or_the_last() {
    for (query, wanted) in [
        ("", Some(Wanted::Number(1))),
        ("page=3", Some(Wanted::Number(3))),
        ("page=last", Some(Wanted::Last)),
        ("page=x", None),
        ("page=", None),
        ("page=1.0", None),
        ("page=9223372036854775808", None),
    ] {
        assert_eq!(paging(query).wanted, wanted, "{query}");
    }
}

#[test]
fn only_who_names_a_page_or_a_size_asks_for_one() {
    for (query, asked) in [
        ("", false),
        ("ticket=1", false),
        ("page=1", true),
        ("page_size=5", true),
    ] {
        assert_eq!(paging(query).asked, asked, "{query}");
    }
}

#[test]
fn neighbours_keep_the_query_in_the_order_of_its_names() {
    let middle = shown("tags=2&search=a+b%26c&page=2&tags=1&page_size=5", 2, 15);
    let link = |page: &str| format!("{ADDRESS}?{page}page_size=5&search=a+b%26c&tags=2&tags=1");
    assert_eq!(middle.next, Some(link("page=3&")));
    assert_eq!(middle.previous, Some(link("")));
}

#[test]
fn the_first_and_the_last_page_have_one_neighbour_or_none() {
    let first = shown("", 1, 21);
    assert_eq!(
        (first.next.as_deref(), first.previous),
        (Some(&*format!("{ADDRESS}?page=2")), None)
    );
    let last = shown("page=2", 2, 21);
    assert_eq!((last.next, last.previous.as_deref()), (None, Some(ADDRESS)));
    let only = shown("", 1, 20);
    assert_eq!((only.count, only.next, only.previous), (20, None, None));
}

#[test]
fn what_is_no_letter_is_encoded() {
    assert_eq!(encoded("aZ9_.-~ é/?&=+%"), "aZ9_.-~+%C3%A9%2F%3F%26%3D%2B%25");
}

#[test]
fn a_page_that_is_not_there_is_not_found() {
    let none = there(None).err().unwrap();
    assert_eq!(none.kind, FaultKind::NotFound);
    assert_eq!(
        (
            paging("").page_count(0),
            paging("").page_count(20),
            paging("").page_count(21)
        ),
        (1, 1, 2)
    );
    assert_eq!(paging("").page_count(i64::MAX), 461_168_601_842_738_790);
}
