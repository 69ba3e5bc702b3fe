//! Lists that go on: the parameter `cursor`, and the link to the next part.

use crate::query::Params;
use actix_web::{
    HttpResponse,
    http::{
        Uri,
        header::{self, HeaderValue},
    },
};
use tessera_domain::listing::Cursor;

/// The parameter, in every dialect.
pub const PARAMETER: &str = "cursor";

/// Reads the parameter.
pub fn read(params: &mut Params) -> Option<Cursor> {
    params.optional(PARAMETER).parsed(Cursor::parse)
}

/// Where the next part of a list is: the same address with another cursor, and without the page's number, which a
/// cursor takes the place of.
///
/// ```
/// use tessera_domain::listing::Cursor;
///
/// let next = Cursor::parse("Zm9v").unwrap();
/// let here = "/tickets?status=open&page=1&cursor=YmFy".parse().unwrap();
/// assert_eq!(tessera_http::cursor::address(&here, &next), "/tickets?status=open&cursor=Zm9v");
/// ```
pub fn address(here: &Uri, next: &Cursor) -> String {
    let is_kept = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or_default();
        !pair.is_empty() && !matches!(name, PARAMETER | "page" | "offset")
    };
    let mut address = format!("{}?", here.path());
    for pair in here.query().unwrap_or_default().split('&').filter(is_kept) {
        address.push_str(pair);
        address.push('&');
    }
    address.push_str(PARAMETER);
    address.push('=');
    address.push_str(next.as_str());
    address
}

/// Adds the header `Link` with `rel="next"` to an answer whose list goes on.
pub fn link(response: &mut HttpResponse, here: &Uri, next: Option<&Cursor>) {
    let Some(next) = next else { return };
    // What a URI holds fits into a header.
    if let Ok(value) = HeaderValue::try_from(format!("<{}>; rel=\"next\"", address(here, next))) {
        response.headers_mut().append(header::LINK, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::StatusCode;

    #[test]
    fn the_link_keeps_what_was_asked_and_goes_on_from_the_cursor() {
        let next = Cursor::parse("Zm9v").unwrap();
        for (here, there) in [
            ("/tickets", "</tickets?cursor=Zm9v>; rel=\"next\""),
            (
                "/tickets?&search=a%26b&page=7&size=5&",
                "</tickets?search=a%26b&size=5&cursor=Zm9v>; rel=\"next\"",
            ),
            ("/t?cursor=old&offset=3", "</t?cursor=Zm9v>; rel=\"next\""),
        ] {
            let mut response = HttpResponse::new(StatusCode::OK);
            link(&mut response, &here.parse().unwrap(), Some(&next));
            assert_eq!(response.headers().get(header::LINK).unwrap(), there);
        }
        let mut response = HttpResponse::new(StatusCode::OK);
        link(&mut response, &"/tickets".parse().unwrap(), None);
        assert!(response.headers().get(header::LINK).is_none());
    }

    #[test]
    fn what_cannot_be_a_cursor_is_refused_by_its_name() {
        for bad in ["", "a b", "%00", "é", "a=", &"x".repeat(Cursor::MAX + 1)] {
            let mut params = Params::parse(&format!("cursor={bad}"));
            assert_eq!(read(&mut params), None);
            let issues = params.finish().unwrap_err();
            assert!(issues[0].to_string().starts_with("cursor: "), "{bad}: {issues:?}");
        }
    }
}
