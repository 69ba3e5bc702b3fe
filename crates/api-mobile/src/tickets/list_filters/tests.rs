use super::*;
use serde_json::json;

fn filters(query: &str) -> Filters {
    let mut params = Params::parse(query);
    let filters = Filters::read(&mut params);
    assert_eq!(params.finish(), Ok(()), "{query}");
    filters
}

fn filter(query: &str) -> TicketFilter {
    filters(query).to_filter()
}

fn wrong(query: &str) -> Vec<String> {
    let mut params = Params::parse(query);
    let _ = Filters::read(&mut params);
    params
        .finish()
        .err()
        .unwrap_or_default()
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn false_filters_nothing() {
    for query in [
        "",
        "is_open=false",
        "is_closed=false",
        "is_open=false&is_closed=false",
        "is_active=false",
    ] {
        assert_eq!(filter(query), TicketFilter::default(), "{query}");
    }
    for (query, state) in [
        ("is_open=true", State::Open),
        ("is_closed=true&is_open=false", State::Closed),
        ("is_open=true&is_closed=true", State::Neither),
    ] {
        assert_eq!(filter(query).state, Some(state), "{query}");
    }
}

#[test]
fn assignment_and_assignee_must_both_hold() {
    let user = Uuid::from_u128(7);
    let is = Some(AssigneeFilter::Is(user.into()));
    assert_eq!(
        filter("has_assignment=false").assignee,
        Some(AssigneeFilter::Nobody)
    );
    let both = filter(&format!("has_assignment=true&assigned_to={user}"));
    assert_eq!((both.assignee, both.nothing), (is, false));
    let neither = filter(&format!("has_assignment=false&assigned_to={user}"));
    assert!(neither.nothing);
}

#[test]
fn one_status_and_any_of_several_must_both_hold() {
    let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let statuses = |query: String| {
        let filter = filter(&query);
        (filter.statuses.unwrap_or_default().len(), filter.nothing)
    };
    assert_eq!(statuses(format!("status_id={a}")), (1, false));
    assert_eq!(statuses(format!("status_ids={a},{b}")), (2, false));
    assert_eq!(
        statuses(format!("status_ids=[\"{a}\",\"{b}\"]&status_id={a}")),
        (1, false)
    );
    assert_eq!(statuses(format!("status_ids={b}&status_id={a}")), (0, true));
    assert_eq!(filter("status_ids="), TicketFilter::default());
}

#[test]
fn what_is_not_kept_matches_nothing() {
    for name in ["category_id", "subcategory_id", "location_id"] {
        assert!(filter(&format!("{name}={}", Uuid::nil())).nothing, "{name}");
        assert_eq!(wrong(&format!("{name}=")), [format!("{name}: Invalid uuid")]);
    }
}

#[test]
fn both_names_of_the_opening_time_narrow_one_period() {
    let filter = filter(
        "entered_from=2026-01-01T00:00Z&created_from=2026-02-01T00:00Z&created_to=2026-03-01T00:00:00Z&entered_to=2026-04-01T00:00:00Z",
    );
    let time = |text| Time::parse(text);
    assert_eq!(filter.created.from, time("2026-02-01T00:00:00Z"));
    assert_eq!(filter.created.to, time("2026-03-01T00:00:00Z"));
}

#[test]
fn texts_mean_what_they_say() {
    let found = filter("search=%20PRINT%25er_%20&status_name=in%20progress&tags=VIP,%20Printer");
    assert_eq!(found.search.unwrap().as_str(), "print%er_");
    assert_eq!(found.status_name.as_deref(), Some("in progress"));
    assert_eq!(found.tags.unwrap(), ["vip", "printer"]);
    assert_eq!(filter("search=+&tags="), TicketFilter::default());
    assert_eq!(
        wrong(&format!("search={}", "x".repeat(201))),
        ["search: Must have at most 200 character(s)"]
    );
}

#[test]
fn moments_must_be_in_utc() {
    for bad in [
        "2026-01-01",
        "2026-01-01T00:00:00%2B01:00",
        "2026-02-30T00:00:00Z",
        "",
    ] {
        assert_eq!(
            wrong(&format!("updated_from={bad}")),
            ["updated_from: Invalid datetime"],
            "{bad}"
        );
    }
}

#[test]
fn what_was_given_is_shown_with_its_type() {
    let user = Uuid::from_u128(7);
    let query =
        format!("is_open=true&assigned_to={user}&status_ids={user}&tags=VIP&updated_from=2026-01-01T00:00Z");
    assert_eq!(
        Value::Object(filters(&query).shown()),
        json!({
            "is_open": true, "assigned_to": user, "status_ids": [user], "tags": ["vip"],
            "updated_from": "2026-01-01T00:00:00.000Z"
        })
    );
}
