//! Bodies of HTML forms.

use crate::{
    body::{self, Expected},
    fault::{Fault, FaultKind},
    query::decode,
};
use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, web::Bytes};
use futures_util::{FutureExt, future::LocalBoxFuture};
use std::{collections::BTreeMap, fmt};
use tessera_domain::issue::{FieldPath, Issue, Problem};

const EXPECTED: Expected = Expected {
    is_it: is_form,
    otherwise: "The body must be application/x-www-form-urlencoded",
    most: 16 * 1024,
};

/// The bytes of a form's body, read within the limits of size and time: at most 16 kB, and no more than a JSON body
/// may have. What they say is read by [`form`](Self::form), so that a handler decides what to check before.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct FormBody(Bytes);

impl FormBody {
    /// The fields.
    ///
    /// # Errors
    /// When a field is there twice, holds the NUL character or is not UTF-8.
    pub fn form(&self) -> Result<Form, Fault> {
        let Ok(text) = std::str::from_utf8(&self.0) else {
            return Err(Fault::saying(FaultKind::Malformed, "The body is not UTF-8"));
        };
        let mut fields = BTreeMap::new();
        for (name, value) in decode::pairs(text) {
            fields
                .entry(name)
                .and_modify(|known| *known = Err(Problem::Repeated))
                .or_insert_with(|| field(value));
        }
        let mut form = Form::default();
        let mut issues = Vec::new();
        for (name, value) in fields {
            match value {
                _ if name.contains('\0') => issues.push(Issue::at(FieldPath::default(), Problem::Nul)),
                Err(problem) => issues.push(Issue::new(&name, problem)),
                Ok(value) => {
                    form.0.insert(name, value);
                }
            }
        }
        if issues.is_empty() {
            Ok(form)
        } else {
            Err(issues.into())
        }
    }
}

fn field(value: Option<String>) -> Result<String, Problem> {
    let value = value.ok_or(Problem::Rule("must be UTF-8"))?;
    if value.contains('\0') {
        Err(Problem::Nul)
    } else {
        Ok(value)
    }
}

impl From<Bytes> for FormBody {
    fn from(bytes: Bytes) -> Self {
        Self(bytes)
    }
}

impl FromRequest for FormBody {
    type Error = Fault;
    type Future = LocalBoxFuture<'static, Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = body::read(request, payload, EXPECTED);
        body.map(|bytes| bytes.map(Self)).boxed_local()
    }
}

fn is_form(request: &HttpRequest) -> bool {
    request
        .content_type()
        .eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// The fields of a form. They may hold passwords, so they are not printed.
///
/// ```
/// use actix_web::web::Bytes;
/// use tessera_http::form::FormBody;
///
/// let form = FormBody::from(Bytes::from("login=robin&note=")).form().unwrap();
/// assert_eq!(form.text("login"), Some("robin"));
/// assert_eq!(form.text("note"), Some(""));
/// assert_eq!(form.text("password"), None);
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Form(BTreeMap<String, String>);

impl Form {
    /// The field of that name, as it was sent. A field that was left empty is an empty text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(body: &'static [u8]) -> Result<Form, Fault> {
        FormBody::from(Bytes::from_static(body)).form()
    }

    #[test]
    fn fields_are_decoded() {
        let form = form(b"login=robin&password=a+b%26%C3%BC&empty=&bare&&100%=%zz").unwrap();
        for (name, value) in [
            ("login", Some("robin")),
            ("password", Some("a b&\u{fc}")),
            ("empty", Some("")),
            ("bare", Some("")),
            ("100%", Some("%zz")),
            ("Login", None),
            ("", None),
        ] {
            assert_eq!(form.text(name), value, "{name}");
        }
        assert_eq!(self::form(b"").unwrap(), Form::default());
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_refused_field_by_field() {
        let not_utf_8 = Problem::Rule("must be UTF-8");
        for (body, expected) in [
            (&b"a=1&b=2&a=1"[..], vec![Issue::new("a", Problem::Repeated)]),
            (b"a=1&a=%00&a=%ff", vec![Issue::new("a", Problem::Repeated)]),
            (b"a=1&%61=2", vec![Issue::new("a", Problem::Repeated)]),
            (b"a=%00", vec![Issue::new("a", Problem::Nul)]),
            (
                b"a=x\0y&b=%ff",
                vec![Issue::new("a", Problem::Nul), Issue::new("b", not_utf_8)],
            ),
            (b"a%00=1", vec![Issue::at(FieldPath::default(), Problem::Nul)]),
        ] {
            let fault = form(body).unwrap_err();
            assert_eq!(
                (fault.kind, fault.issues),
                (FaultKind::Invalid, expected),
                "{body:?}"
            );
        }
        assert_eq!(form(b"a=\xff").unwrap_err().kind, FaultKind::Malformed);
    }

    #[test]
    fn values_are_not_printed() {
        assert_eq!(
            format!("{:?}", form(b"password=canary").unwrap()),
            r#"{"password"}"#
        );
    }
}
