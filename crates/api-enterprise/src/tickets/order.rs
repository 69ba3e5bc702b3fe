//! In what order tickets are listed.

use crate::body::{Spelled, as_text, said};
use serde_json::Value;
use tessera_domain::{
    issue::{FieldPath, Issue, JsonType, Problem},
    listing::{Direction, Sort, SortKey},
};
use tessera_http::{json::Fields, query::Params};

/// What tickets are sorted by.
const FIELDS: &[&str] = &[
    "created_at",
    "updated_at",
    "due_date",
    "priority",
    "status",
    "title",
    "id",
    "ticket_number",
];
const ORDERS: &[&str] = &["asc", "desc"];

/// Newest first, unless another order is asked for.
pub const USUAL: Sort = Sort {
    key: SortKey::Created,
    direction: Direction::Descending,
};

/// The best first.
const BEST: Sort = Sort {
    key: SortKey::Relevance,
    direction: Direction::Descending,
};

/// The order of a list's query, the most important first: none unless one is asked for.
pub fn of_query(params: &mut Params) -> Vec<Sort> {
    let key = params.optional("sort_by").parsed(key);
    let direction = params.optional("sort_order").parsed(direction);
    if key.is_none() && direction.is_none() {
        return Vec::new();
    }
    vec![Sort {
        key: key.unwrap_or(USUAL.key),
        direction: direction.unwrap_or(USUAL.direction),
    }]
}

/// The order of a search's body, the most important first: none unless one is asked for.
pub fn of_body(fields: &mut Fields) -> Vec<Sort> {
    said(fields.patch("sort").each(one)).unwrap_or_default()
}

fn one(value: Value, path: &FieldPath) -> Result<Sort, Vec<Issue>> {
    let Value::Object(members) = value else {
        let problem = Problem::WrongType {
            expected: JsonType::Object,
            received: JsonType::of(&value),
        };
        return Err(vec![Issue::at(path.clone(), problem)]);
    };
    let mut fields = Fields::within(path.clone(), members);
    if !fields.has("field") {
        fields.refuse_member("field", Problem::Required);
    }
    let key = fields.optional("field").value(JsonType::String, as_text(key));
    let direction = said(fields.patch("order").told(direction));
    fields.finish()?;
    Ok(Sort {
        key: key.unwrap_or(USUAL.key),
        direction: direction.unwrap_or(Direction::Ascending),
    })
}

/// What a list is sorted by at first, and by what then. Without an order, searches give the best first.
pub fn settle(order: &[Sort], searched: bool) -> (Sort, Vec<Sort>) {
    match order.split_first() {
        Some((first, then)) => (*first, then.to_vec()),
        None if searched => (BEST, Vec::new()),
        None => (USUAL, Vec::new()),
    }
}

fn key(word: &str) -> Result<SortKey, Problem> {
    match word {
        "created_at" => Ok(SortKey::Created),
        "updated_at" => Ok(SortKey::Updated),
        "due_date" => Ok(SortKey::Due),
        "priority" => Ok(SortKey::Rank),
        "status" => Ok(SortKey::StatusName),
        "title" => Ok(SortKey::Title),
        "id" | "ticket_number" => Ok(SortKey::Number),
        other => Err(Problem::not_one_of(FIELDS, other)),
    }
}

fn direction(word: &str) -> Result<Direction, Problem> {
    match word.to_ascii_lowercase().as_str() {
        "asc" => Ok(Direction::Ascending),
        "desc" => Ok(Direction::Descending),
        _ => Err(Problem::not_one_of(ORDERS, word)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::web::Bytes;
    use serde_json::json;
    use tessera_http::json::JsonBody;

    fn body(sort: &Value) -> Result<Vec<Sort>, Vec<String>> {
        let body = JsonBody::from(Bytes::from(json!({ "sort": sort }).to_string()));
        let mut fields = body.fields().unwrap();
        let order = of_body(&mut fields);
        let told = |issues: Vec<Issue>| issues.iter().map(ToString::to_string).collect();
        fields.finish().map_err(told).map(|()| order)
    }

    fn sort(key: SortKey, direction: Direction) -> Sort {
        Sort { key, direction }
    }

    #[test]
    fn priority_is_sorted_by_its_rank_and_orders_come_in_their_order() {
        let order = body(&json!([
            {"field": "priority", "order": "desc"}, {"field": "created_at", "order": "DESC"}, {"field": "title"}
        ]));
        assert_eq!(
            order.unwrap(),
            [
                sort(SortKey::Rank, Direction::Descending),
                sort(SortKey::Created, Direction::Descending),
                sort(SortKey::Title, Direction::Ascending)
            ]
        );
        for nothing in [json!(null), json!([])] {
            assert_eq!(body(&nothing), Ok(Vec::new()));
        }
    }

    #[test]
    fn unknown_fields_and_orders_are_named() {
        for (sort, told) in [
            (
                json!([{"field": "password"}]),
                "sort.0.field: Must be one of: created_at",
            ),
            (
                json!([{"field": "title", "order": "up"}]),
                "sort.0.order: Must be one of: asc, desc",
            ),
            (json!([{"order": "asc"}]), "sort.0.field: Required"),
            (json!(["title"]), "sort.0: Expected object, received string"),
            (json!("title"), "sort: Expected array, received string"),
        ] {
            let issues = body(&sort).unwrap_err();
            assert!(issues[0].starts_with(told) && issues.len() == 1, "{issues:?}");
        }
    }

    #[test]
    fn a_query_names_one_field_and_either_half_is_enough() {
        for (query, order) in [
            ("", vec![]),
            (
                "sort_by=priority",
                vec![sort(SortKey::Rank, Direction::Descending)],
            ),
            (
                "sort_order=asc",
                vec![sort(SortKey::Created, Direction::Ascending)],
            ),
            (
                "sort_by=id&sort_order=asc",
                vec![sort(SortKey::Number, Direction::Ascending)],
            ),
        ] {
            let mut params = Params::parse(query);
            assert_eq!(of_query(&mut params), order);
            assert!(params.finish().is_ok());
        }
        let mut params = Params::parse("sort_by=x&sort_order=y");
        let _ = of_query(&mut params);
        assert_eq!(params.finish().unwrap_err().len(), 2);
    }

    #[test]
    fn a_search_without_an_order_gives_the_best_first() {
        assert_eq!(settle(&[], true).0.key, SortKey::Relevance);
        assert_eq!(settle(&[], false).0, USUAL);
        let asked = sort(SortKey::Title, Direction::Ascending);
        assert_eq!(settle(&[asked, USUAL], true), (asked, vec![USUAL]));
    }
}
