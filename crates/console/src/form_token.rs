//! Why a form cannot come from elsewhere: it carries what only a page of ours, shown in this very browser, can know.
//!
//! The token is derived from a cookie: of somebody signed in from the session's, else from one that is there for
//! this alone. Nobody but us can read the cookie, and nobody but us can put its token into a form.

use crate::chance;
use actix_web::http::header::HeaderMap;
use subtle::ConstantTimeEq;
use tessera_application::Application;
use tessera_http::form::Form;

/// The field that carries it.
pub(crate) const FIELD: &str = "token";

/// The token of a cookie's secret.
pub(crate) fn of(app: &Application, secret: &str) -> String {
    chance::derive(app, "form", secret)
}

/// Whether a form was sent from a page of ours in the browser with that secret.
pub(crate) fn is_right(app: &Application, secret: Option<&str>, form: &Form, headers: &HeaderMap) -> bool {
    let Some(secret) = secret else { return false };
    let sent = form.text(FIELD).unwrap_or_default();
    let same = of(app, secret).as_bytes().ct_eq(sent.as_bytes());
    !is_foreign(headers) && bool::from(same)
}

/// Whether the browser says that another site made it send this.
fn is_foreign(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site");
    site.is_some_and(|site| site != "same-origin" && site != "none")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::world;
    use actix_web::{test::TestRequest, web::Bytes};
    use tessera_http::form::FormBody;

    fn is_right_with(secret: Option<&str>, body: String, site: Option<&str>) -> bool {
        let request = site.into_iter().fold(TestRequest::default(), |request, site| {
            request.insert_header(("sec-fetch-site", site))
        });
        let form = FormBody::from(Bytes::from(body)).form().unwrap();
        is_right(
            &world::application(),
            secret,
            &form,
            request.to_http_request().headers(),
        )
    }

    #[test]
    fn only_the_token_of_the_browsers_own_secret_counts() {
        let token = of(&world::application(), "secret");
        let with = |token: &str| format!("a=b&token={token}");
        assert!(is_right_with(Some("secret"), with(&token), None));
        assert!(!is_right_with(Some("other"), with(&token), None));
        assert!(!is_right_with(None, with(&token), None));
        assert!(!is_right_with(Some("secret"), with(""), None));
        assert!(!is_right_with(Some("secret"), with("secret"), None));
        assert!(!is_right_with(Some("secret"), with(&token[1..]), None));
        assert!(!is_right_with(Some("secret"), with(&format!("{token}a")), None));
        assert!(!is_right_with(Some("secret"), with(&token.to_lowercase()), None));
        assert!(!is_right_with(Some("secret"), "a=b".to_owned(), None));
    }

    #[test]
    fn a_form_that_the_browser_says_is_from_elsewhere_does_not_count() {
        let body = || format!("token={}", of(&world::application(), "secret"));
        for (site, right) in [
            ("same-origin", true),
            ("none", true),
            ("same-site", false),
            ("cross-site", false),
            ("", false),
        ] {
            assert_eq!(is_right_with(Some("secret"), body(), Some(site)), right, "{site}");
        }
    }
}
