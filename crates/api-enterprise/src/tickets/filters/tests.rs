use super::*;
use actix_web::web::Bytes;
use serde_json::json;
use tessera_domain::{
    id::StatusId,
    listing::{Direction, SortKey, Window},
    priority::Rank,
    status::StatusCategory,
    text::Name,
    ticket::Kind,
    time::Time,
};
use tessera_http::json::JsonBody;
use uuid::Uuid;

fn told(issues: impl IntoIterator<Item = Issue>) -> Vec<String> {
    issues.into_iter().map(|issue| issue.to_string()).collect()
}

fn query(text: &str) -> Result<Asked, Vec<String>> {
    Asked::of_query(Params::parse(text), &["search", "q"]).map_err(told)
}

fn body(body: &Value) -> Result<Asked, Vec<String>> {
    let body = JsonBody::from(Bytes::from(body.to_string()));
    Asked::of_body(body.fields().unwrap(), Params::parse("")).map_err(told)
}

fn statuses() -> Vec<Status> {
    let list = [
        ("open", StatusCategory::Open),
        ("in_progress", StatusCategory::Active),
        ("review", StatusCategory::Active),
        ("waiting", StatusCategory::Waiting),
        ("resolved", StatusCategory::Done),
    ];
    let status = |(place, (key, category)): (u128, (&str, StatusCategory))| Status {
        id: StatusId::from(Uuid::from_u128(place)),
        key: key.to_owned(),
        name: Name::parse(key).unwrap(),
        category,
        position: 0,
        initial: false,
    };
    (1..).zip(list).map(status).collect()
}

fn wanted(asked: &Asked) -> ListTickets {
    asked.wanted(&statuses(), Searched::AsListed)
}

#[test]
fn nothing_asked_is_everything_newest_first() {
    for text in ["", "status=&priority=,&search=&tags=&unknown=1"] {
        let wanted = wanted(&query(text).unwrap());
        assert_eq!(wanted.filter, TicketFilter::default(), "{text}");
        assert_eq!((wanted.sort, wanted.then.len()), (order::USUAL, 0));
        assert_eq!(wanted.window, Window { offset: 0, limit: 20 });
    }
    let nothing = json!({"query": "", "filters": {"status": [], "tags": null}, "sort": []});
    for empty in [
        json!({}),
        json!({"query": null, "filters": null, "sort": null}),
        nothing,
    ] {
        assert_eq!(
            wanted(&body(&empty).unwrap()).filter,
            TicketFilter::default(),
            "{empty}"
        );
    }
}

#[test]
fn the_documented_list_is_understood() {
    let wanted = wanted(&query("page=2&size=20&status=open&priority=high&search=server").unwrap());
    assert_eq!(wanted.filter.search.unwrap().as_str(), "server");
    assert_eq!(wanted.filter.ranks.unwrap(), [Rank::HIGH]);
    assert_eq!(wanted.filter.statuses.unwrap().len(), 1);
    assert_eq!(wanted.window.offset, 20);
}

#[test]
fn every_filter_finds_its_place() {
    let text = "ticket_type=incident&created_by_id=1&assigned_to_id=5&department_id=1,2&created_after=2023-11-01\
                &created_before=2023-11-30&tags=performance,server&q=slow";
    let filter = query(text).unwrap().filter;
    assert_eq!(filter.kinds.unwrap(), [Kind::Incident, Kind::Bug]);
    assert_eq!((filter.opened_by, filter.assigned_to), (Some(1), Some(5)));
    assert_eq!(filter.departments.unwrap(), [1, 2]);
    assert_eq!(filter.created.from, Time::parse("2023-11-01T00:00:00Z"));
    assert_eq!(filter.created.to, Time::parse("2023-11-30T23:59:59Z"));
    assert_eq!(filter.tags.unwrap(), ["performance", "server"]);
    assert_eq!(filter.search.unwrap().as_str(), "slow");
}

#[test]
fn statuses_come_repeated_or_parted_by_commas_and_mean_all_that_read_so() {
    for (text, found) in [
        ("status=open", 1),
        ("status=in_progress", 3),
        ("status=open,resolved", 2),
        ("status=open&status=in_progress", 4),
        ("status=closed", 0),
    ] {
        let filter = wanted(&query(text).unwrap()).filter;
        assert_eq!(
            (filter.statuses.unwrap().len(), filter.nothing),
            (found, found == 0),
            "{text}"
        );
    }
}

#[test]
fn the_documented_search_is_understood() {
    let asked = body(&json!({
        "query": "server performance",
        "filters": {
            "status": ["open", "in_progress"], "priority": ["high", "critical"], "created_after": "2023-11-01",
            "departments": [1, 2], "tags": ["performance", "server"]
        },
        "sort": [{"field": "priority", "order": "desc"}, {"field": "created_at", "order": "desc"}],
        "page": 1, "size": 20
    }));
    let wanted = wanted(&asked.unwrap());
    assert_eq!(wanted.filter.statuses.unwrap().len(), 4);
    assert_eq!(wanted.filter.ranks.unwrap(), [Rank::HIGH, Rank::HIGHEST]);
    assert_eq!(wanted.filter.departments.unwrap(), [1, 2]);
    assert_eq!(wanted.filter.tags.unwrap(), ["performance", "server"]);
    assert_eq!(wanted.filter.created.from, Time::parse("2023-11-01T00:00:00Z"));
    assert_eq!(
        (wanted.sort.key, wanted.sort.direction),
        (SortKey::Rank, Direction::Descending)
    );
    assert_eq!(wanted.then, [order::USUAL]);
}

#[test]
fn filters_of_a_search_may_be_single_words() {
    let asked = body(&json!({"filters": {
        "status": "open,resolved", "priority": "low", "department_id": 3, "ticket_type": ["change"]
    }}));
    let filter = wanted(&asked.unwrap()).filter;
    assert_eq!(filter.statuses.unwrap().len(), 2);
    assert_eq!(filter.ranks.unwrap(), [Rank::LOWEST, Rank::LOW]);
    assert_eq!(filter.departments.unwrap(), [3]);
    assert_eq!(filter.kinds.unwrap(), [Kind::Change, Kind::Epic]);
}

#[test]
fn only_a_search_without_an_order_is_ranked() {
    let key = |asked: &Asked, searched| asked.wanted(&[], searched).sort.key;
    let asked = query("search=server").unwrap();
    assert_eq!(key(&asked, Searched::AsListed), SortKey::Created);
    assert_eq!(key(&asked, Searched::ByRelevance), SortKey::Relevance);
    let nothing = query("").unwrap();
    assert_eq!(key(&nothing, Searched::ByRelevance), SortKey::Created);
    let ordered = query("search=server&sort_by=title").unwrap();
    assert_eq!(key(&ordered, Searched::ByRelevance), SortKey::Title);
}

#[test]
fn everything_wrong_is_told_at_once() {
    let text = "status=new&priority=urgent&ticket_type=x&created_by_id=x&created_after=x&page=0&sort_by=x&search=%00";
    let issues = query(text).err().unwrap();
    let mut names: Vec<&str> = issues
        .iter()
        .map(|issue| issue.split(':').next().unwrap())
        .collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "created_after",
            "created_by_id",
            "page",
            "priority",
            "search",
            "sort_by",
            "status",
            "ticket_type"
        ]
    );
    let issues = body(&json!({
        "query": 1, "filters": {"status": ["x"], "departments": ["1"], "created_after": 5}, "page": "1",
        "sort": [{"field": "x"}]
    }));
    let issues = issues.err().unwrap();
    let mut names: Vec<&str> = issues
        .iter()
        .map(|issue| issue.split(':').next().unwrap())
        .collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "filters.created_after",
            "filters.departments.0",
            "filters.status.0",
            "page",
            "query",
            "sort.0.field"
        ]
    );
}

#[test]
fn the_filters_of_a_search_may_stand_in_a_text() {
    let chosen =
        Chosen::of_text(r#"{"status": "resolved", "created_after": "2023-11-01", "priority": ["high"]}"#);
    let Chosen { filter, stages } = chosen.unwrap();
    assert_eq!(stages, Some(vec![Stage::Resolved]));
    assert_eq!(filter.ranks, Some(vec![Rank::HIGH]));
    assert_eq!(filter.created.from, Time::parse("2023-11-01T00:00:00Z"));
    assert_eq!(Chosen::of_text("{}").unwrap(), Chosen::default());
    for (bad, at_fault) in [
        ("", "filters: must be a JSON object"),
        ("{", "filters: must be a JSON object"),
        ("[]", "filters: must be a JSON object"),
        (
            r#"{"status": "open", "status": "closed"}"#,
            "filters: must be a JSON object",
        ),
        ("{} {}", "filters: must be a JSON object"),
        (r#"{"status": "gone"}"#, "filters.status: Must be one of: open"),
        (
            r#"{"created_after": 5}"#,
            "filters.created_after: Expected string, received number",
        ),
    ] {
        let issues = told(Chosen::of_text(bad).unwrap_err());
        assert!(
            issues.len() == 1 && issues[0].starts_with(at_fault),
            "{bad}: {issues:?}"
        );
    }
}
