//! Conditional requests: a resource's version as its entity tag.

use crate::fault::{Fault, FaultKind};
use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header::IF_MATCH};
use std::future::{Ready, ready};

/// The entity tag of a version.
///
/// ```
/// assert_eq!(tessera_http::conditional::etag(3), "\"3\"");
/// ```
pub fn etag(version: i64) -> String {
    format!("\"{version}\"")
}

/// The versions that the client would change, from `If-Match`.
///
/// Nothing when it did not say, or said `*`: any version will do, as long as there is one, and a change finds
/// out by itself whether there is. A tag that is not one of ours, or a weak one, matches no version, so the
/// list may be empty: then every version is too new.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IfMatch(pub Option<Vec<i64>>);

impl FromRequest for IfMatch {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(of(request).map(Self))
    }
}

fn of(request: &HttpRequest) -> Result<Option<Vec<i64>>, Fault> {
    let mut versions = None;
    for value in request.headers().get_all(IF_MATCH) {
        let text = value.to_str().ok().ok_or_else(malformed)?;
        if text.trim() == "*" {
            return Ok(None);
        }
        versions
            .get_or_insert_with(Vec::new)
            .extend(parse(text).ok_or_else(malformed)?);
    }
    Ok(versions)
}

fn malformed() -> Fault {
    Fault::saying(
        FaultKind::Malformed,
        "If-Match must be * or a list of entity tags, as \"3\"",
    )
}

/// The versions in a list of entity tags, or nothing when it is not such a list.
fn parse(list: &str) -> Option<Vec<i64>> {
    let mut versions = Vec::new();
    let mut rest = list.trim_start_matches([' ', '\t', ',']);
    while !rest.is_empty() {
        let weak = rest.strip_prefix("W/");
        let (tag, after) = weak.unwrap_or(rest).strip_prefix('"')?.split_once('"')?;
        if !tag
            .bytes()
            .all(|byte| byte == b'!' || (b'#'..=b'~').contains(&byte))
        {
            return None;
        }
        let after = after.trim_start_matches([' ', '\t']);
        if !after.is_empty() && !after.starts_with(',') {
            return None;
        }
        rest = after.trim_start_matches([' ', '\t', ',']);
        if weak.is_none() {
            versions.extend(version(tag));
        }
    }
    Some(versions)
}

/// The version that an entity tag of ours stands for.
fn version(tag: &str) -> Option<i64> {
    tag.parse()
        .ok()
        .filter(|version: &i64| version.to_string() == tag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use proptest::prelude::*;

    #[test]
    fn lists_of_tags_are_read() {
        let cases: &[(&str, Option<&[i64]>)] = &[
            ("\"3\"", Some(&[3])),
            ("  \"3\" ,\t\"4\",", Some(&[3, 4])),
            (",,\"3\"", Some(&[3])),
            ("W/\"3\"", Some(&[])),
            ("W/\"3\", \"5\"", Some(&[5])),
            ("\"abc\"", Some(&[])),
            ("\"03\"", Some(&[])),
            ("\"+3\"", Some(&[])),
            ("\"99999999999999999999\"", Some(&[])),
            ("\"\"", Some(&[])),
            ("", Some(&[])),
            ("3", None),
            ("\"3", None),
            ("3\"", None),
            ("\"3\" \"4\"", None),
            ("\"3\"x", None),
            ("w/\"3\"", None),
            ("\"a b\"", None),
            ("*, \"3\"", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text).as_deref(), *expected, "{text:?}");
        }
    }

    #[test]
    fn absent_and_star_expect_no_version() {
        let absent = TestRequest::default().to_http_request();
        assert_eq!(of(&absent), Ok(None));
        let star = TestRequest::default()
            .insert_header((IF_MATCH, " * "))
            .to_http_request();
        assert_eq!(of(&star), Ok(None));
        let bad = TestRequest::default()
            .insert_header((IF_MATCH, "3"))
            .to_http_request();
        assert_eq!(of(&bad).unwrap_err().kind, FaultKind::Malformed);
        let two = TestRequest::default()
            .append_header((IF_MATCH, "\"1\""))
            .append_header((IF_MATCH, "\"2\""))
            .to_http_request();
        assert_eq!(of(&two), Ok(Some(vec![1, 2])));
    }

    proptest! {
        #[test]
        fn our_own_tags_read_back(versions in proptest::collection::vec(any::<i64>(), 1..5)) {
            let list: Vec<_> = versions.iter().copied().map(etag).collect();
            prop_assert_eq!(parse(&list.join(", ")), Some(versions));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC*") {
            let _ = parse(&text);
        }
    }
}
