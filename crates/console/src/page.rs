//! Answers: a page, or the way to another one.

use crate::console::SCRIPT_POLICY;
use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, LOCATION, RETRY_AFTER},
    },
};
use askama::Template;
use tessera_http::{fault::Fault, pages};

/// A rendered page.
pub(crate) fn show(status: StatusCode, page: &impl Template) -> Result<HttpResponse, Fault> {
    let html = page.render().map_err(|error| Fault::bug(error.to_string()))?;
    Ok(pages::html(status, html))
}

/// A page with our script, which copies the secret that it shows.
pub(crate) fn show_with_script(page: &impl Template) -> Result<HttpResponse, Fault> {
    let policy = HeaderValue::from_static(SCRIPT_POLICY);
    Ok(with(show(StatusCode::OK, page)?, CONTENT_SECURITY_POLICY, policy))
}

/// How many of a list, as the core counts.
pub(crate) fn limit(size: usize) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

/// The same, with how many seconds to wait before trying again.
pub(crate) fn wait(mut response: HttpResponse, seconds: Option<u64>) -> HttpResponse {
    if let Some(seconds) = seconds {
        response
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The same with one header more.
pub(crate) fn with(mut response: HttpResponse, name: HeaderName, value: HeaderValue) -> HttpResponse {
    response.headers_mut().append(name, value);
    response
}

/// On to another page, which is fetched anew whatever was sent to this one.
pub(crate) fn go_to(address: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((LOCATION, address))
        .finish()
}

/// An address of ours with one parameter.
pub(crate) fn address(path: &str, name: &str, value: Option<&str>) -> String {
    let Some(value) = value else {
        return path.to_owned();
    };
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair(name, value)
        .finish();
    format!("{path}?{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_encoded() {
        assert_eq!(address("/auth/signin", "callbackUrl", None), "/auth/signin");
        assert_eq!(
            address("/auth/signin", "callbackUrl", Some("/a?b=c&d=\"<>#%")),
            "/auth/signin?callbackUrl=%2Fa%3Fb%3Dc%26d%3D%22%3C%3E%23%25"
        );
    }
}
