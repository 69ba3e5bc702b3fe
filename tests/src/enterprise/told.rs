//! What answers tell: the vendor's envelopes, every member of which is looked at each time.

use crate::{
    Reply,
    kanban::{assert_moment, number},
    mobile::{items, keys, sorted, text},
};
use serde_json::{Value, json};
use uuid::Uuid;

/// What a good answer tells, which must have this status and the whole envelope.
#[track_caller]
pub fn data(reply: &Reply, status: u16) -> Value {
    told(reply, status)["data"].clone()
}

/// The same with the sentence for people, which must be this one.
#[track_caller]
pub fn saying(reply: &Reply, status: u16, message: &str) -> Value {
    let body = told(reply, status);
    assert_eq!(body["message"], message, "{body}");
    body["data"].clone()
}

#[track_caller]
fn told(reply: &Reply, status: u16) -> Value {
    let body = body(reply, status);
    assert_eq!(
        keys(&body),
        ["data", "message", "request_id", "success", "timestamp"],
        "{body}"
    );
    assert_eq!(body["success"], true, "{body}");
    assert!(!text(&body["message"]).trim().is_empty(), "{body}");
    assert_moment(&body["timestamp"]);
    assert_request_id(reply, &body);
    body
}

#[track_caller]
fn body(reply: &Reply, status: u16) -> Value {
    assert_eq!(reply.status, status, "{}", reply.text());
    let kind = reply.header("content-type").unwrap_or_default();
    assert!(kind.starts_with("application/json"), "content-type {kind}");
    reply.json()
}

/// The id stands in the body as it does in the header, and is a uuid: no client of these tests sends one of its own.
#[track_caller]
fn assert_request_id(reply: &Reply, body: &Value) {
    let id = text(&body["request_id"]);
    assert_eq!(reply.header("x-request-id"), Some(id.as_str()), "{body}");
    assert!(id.parse::<Uuid>().is_ok(), "{id} is no uuid");
}

/// The details of a refusal, which must have this status, this code and the whole envelope.
#[track_caller]
pub fn refused(reply: &Reply, status: u16, code: &str) -> Value {
    let body = body(reply, status);
    assert_eq!(keys(&body), ["error", "request_id", "success"], "{body}");
    assert_eq!(body["success"], false, "{body}");
    assert_request_id(reply, &body);
    let error = &body["error"];
    assert_eq!(keys(error), ["code", "details", "message", "timestamp"], "{body}");
    assert_eq!(error["code"], code, "{body}");
    assert!(!text(&error["message"]).trim().is_empty(), "{body}");
    assert_moment(&error["timestamp"]);
    assert!(error["details"].is_object(), "{body}");
    error["details"].clone()
}

/// "Not found".
#[track_caller]
pub fn missing(reply: &Reply) {
    assert_eq!(refused(reply, 404, "RESOURCE_NOT_FOUND"), json!({}));
}

/// "Forbidden", without a hint of what would be needed.
#[track_caller]
pub fn forbidden(reply: &Reply) {
    assert_eq!(refused(reply, 403, "PERMISSION_DENIED"), json!({}));
    assert_eq!(
        reply.json()["error"]["message"],
        "Insufficient permissions",
        "{}",
        reply.text()
    );
}

/// "Who are you?"
#[track_caller]
pub fn unauthenticated(reply: &Reply) {
    assert_eq!(refused(reply, 401, "AUTHENTICATION_REQUIRED"), json!({}));
    let challenge = reply.header("www-authenticate").unwrap_or_default();
    assert!(challenge.starts_with("Bearer"), "{challenge}");
}

/// "A rule forbids it".
#[track_caller]
pub fn against_rule(reply: &Reply) {
    refused(reply, 422, "BUSINESS_RULE_VIOLATION");
}

/// A refusal of exactly these fields. Of the first one the details tell directly, of all of them in a list where there are
/// several.
#[track_caller]
pub fn blamed(reply: &Reply, fields: &[&str]) {
    let told = errors(reply);
    let mut names: Vec<String> = told.iter().map(|error| text(&error["field"])).collect();
    names.sort();
    names.dedup();
    assert_eq!(names, sorted(&[fields]), "{}", reply.text());
}

/// A refusal of exactly this field, for this reason, quoting this value.
#[track_caller]
pub fn blamed_for(reply: &Reply, field: &str, reason: &str, provided: &Value) {
    let details = refused(reply, 400, "VALIDATION_ERROR");
    let known = json!({ "field": field, "reason": reason, "provided_value": provided });
    assert_eq!(details, known, "{}", reply.text());
}

/// Everything that is wrong with an input.
#[track_caller]
pub fn errors(reply: &Reply) -> Vec<Value> {
    let details = refused(reply, 400, "VALIDATION_ERROR");
    let members = keys(&details);
    let Some(all) = details.get("errors") else {
        assert_eq!(members, ["field", "provided_value", "reason"], "{details}");
        return vec![details];
    };
    assert_eq!(
        members,
        ["errors", "field", "provided_value", "reason"],
        "{details}"
    );
    let all = items(all);
    assert!(all.len() > 1, "{details}");
    for one in &all {
        assert_eq!(keys(one), ["field", "provided_value", "reason"], "{details}");
        assert!(!text(&one["reason"]).is_empty(), "{details}");
    }
    for name in ["field", "reason", "provided_value"] {
        assert_eq!(details[name], all[0][name], "{details}");
    }
    all
}

/// A part of a list, whose two tellings of where it lies must be one and right.
#[track_caller]
pub fn page(reply: &Reply) -> Value {
    let data = data(reply, 200);
    let mut members = keys(&data);
    // Only the list of notifications says that too.
    members.retain(|member| member != "unread_count");
    assert_eq!(
        members,
        [
            "has_next",
            "has_prev",
            "items",
            "page",
            "pages",
            "pagination",
            "size",
            "total"
        ],
        "{data}"
    );
    let pagination = &data["pagination"];
    assert_eq!(
        keys(pagination),
        [
            "has_next",
            "has_prev",
            "next_page",
            "page",
            "pages",
            "prev_page",
            "size",
            "total"
        ],
        "{data}"
    );
    for name in ["total", "page", "size", "pages", "has_next", "has_prev"] {
        assert_eq!(data[name], pagination[name], "{name}: {data}");
    }
    let [total, size, pages] = ["total", "size", "pages"].map(|name| number(&data[name]));
    assert_eq!(pages, (total + size - 1) / size, "{data}");
    let shown = i64::try_from(items(&data["items"]).len()).expect("few");
    assert!(shown <= size && shown <= total, "{data}");
    data
}

/// Where a list goes on, as its `Link` header says.
pub fn next(reply: &Reply) -> Option<String> {
    let link = reply.header("link")?;
    let address = link
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix(">; rel=\"next\""));
    Some(
        address
            .unwrap_or_else(|| panic!("not a link to the next part: {link}"))
            .to_owned(),
    )
}

/// Everything that an answer tells, but for what is the request's own (its id, its time, what is left of a limit) and for the
/// number that was asked for.
pub fn all_but_the_request(reply: &Reply, asked: &str) -> (u16, Vec<String>, String) {
    let untold = [
        "date",
        "x-request-id",
        "connection",
        "content-length",
        "x-ratelimit-remaining",
        "ratelimit",
    ];
    let headers = reply
        .headers
        .iter()
        .filter(|(name, _)| !untold.contains(&name.as_str()));
    let mut headers: Vec<String> = headers
        .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())))
        .collect();
    headers.sort();
    let mut told = reply.text();
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    for now in [&body["timestamp"], &body["error"]["timestamp"]] {
        if let Some(now) = now.as_str() {
            told = told.replace(now, "NOW");
        }
    }
    if let Some(id) = reply.header("x-request-id") {
        told = told.replace(id, "REQUEST");
    }
    if !asked.is_empty() {
        told = told.replace(asked, "ASKED");
    }
    (reply.status, headers, told)
}
