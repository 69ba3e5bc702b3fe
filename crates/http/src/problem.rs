//! RFC 9457: what went wrong in the words of no dialect.

use crate::{
    dialect::{Rendered, RequestFacts},
    fault::Fault,
};
use actix_web::http::header::{ACCEPT, HeaderMap};
use serde_json::{Map, Value, json};
use tessera_domain::issue::{FieldPath, Issue, Step};

pub(crate) const CONTENT_TYPE: &str = "application/problem+json";

/// The fault as a problem document. Beside the standard's members it has the `request_id` and, where fields are
/// at fault, `errors` with a JSON pointer each.
pub fn render(fault: &Fault, facts: &RequestFacts<'_>) -> Rendered {
    let status = fault.kind.status();
    let mut body = Map::new();
    let mut put = |name: &str, value: Value| body.insert(name.to_owned(), value);
    put("type", "about:blank".into());
    put("title", status.canonical_reason().unwrap_or("Error").into());
    put("status", status.as_u16().into());
    put("detail", fault.message.as_str().into());
    put("request_id", facts.request_id.into());
    if !fault.issues.is_empty() {
        put("errors", fault.issues.iter().map(error).collect());
    }
    Rendered {
        status,
        body: body.into(),
    }
}

fn error(issue: &Issue) -> Value {
    json!({ "pointer": pointer(&issue.path), "detail": issue.problem.to_string() })
}

/// RFC 6901, as a URI fragment's text.
fn pointer(path: &FieldPath) -> String {
    let mut pointer = "#".to_owned();
    for step in path.steps() {
        pointer.push('/');
        match step {
            Step::Field(name) => pointer.push_str(&name.replace('~', "~0").replace('/', "~1")),
            Step::Item(index) => pointer.push_str(&index.to_string()),
        }
    }
    pointer
}

/// Whether the client asks for problem documents: it names the type, and likes plain JSON no better.
pub(crate) fn wanted(headers: &HeaderMap) -> bool {
    let named = |wanted| {
        let values = headers.get_all(ACCEPT).filter_map(|value| value.to_str().ok());
        values
            .flat_map(|value| value.split(','))
            .find_map(|range| quality_of(range, wanted))
    };
    let problem = named(CONTENT_TYPE).unwrap_or(0.0);
    problem > 0.0 && problem >= named("application/json").unwrap_or(0.0)
}

/// How much the media range likes the type it names, if that is `wanted`: from 0 to 1.
fn quality_of(range: &str, wanted: &str) -> Option<f32> {
    let mut parts = range.split(';').map(str::trim);
    if !parts.next()?.eq_ignore_ascii_case(wanted) {
        return None;
    }
    let quality = parts.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.eq_ignore_ascii_case("q")
            .then(|| value.parse().unwrap_or(0.0))
    });
    Some(quality.unwrap_or(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{dialect::Said, fault::FaultKind};
    use actix_web::{http::Method, test::TestRequest};
    use tessera_domain::{issue::Problem, time::Time};

    #[test]
    fn clients_ask_by_naming_the_type() {
        for (accept, expected) in [
            ("application/problem+json", true),
            ("application/json, application/problem+json", true),
            ("application/json;q=0.9, Application/Problem+JSON", true),
            ("application/problem+json;q=0.5, application/json", false),
            ("application/problem+json;q=0", false),
            ("application/problem+json;q=x", false),
            ("application/json", false),
            ("*/*", false),
            ("application/*", false),
            ("", false),
        ] {
            let request = TestRequest::default()
                .insert_header((ACCEPT, accept))
                .to_http_request();
            assert_eq!(wanted(request.headers()), expected, "{accept}");
        }
    }

    #[test]
    fn a_problem_names_the_fields_by_pointers() {
        let path = FieldPath::field("a/b~c").item(2);
        let fault = Fault::from(Issue::at(path, Problem::Required));
        let method = Method::POST;
        let now = Time::from_micros(0).unwrap();
        let facts = RequestFacts {
            said: &Said::default(),
            request_id: "12345678",
            path: "/",
            method: &method,
            media_type: None,
            now,
        };
        let rendered = render(&fault, &facts);
        assert_eq!(rendered.status, FaultKind::Invalid.status());
        assert_eq!(
            rendered.body,
            json!({
                "type": "about:blank",
                "title": "Bad Request",
                "status": 400,
                "detail": "The request is not valid",
                "request_id": "12345678",
                "errors": [{ "pointer": "#/a~1b~0c/2", "detail": "Required" }],
            })
        );
    }
}
