//! JSON bodies: what may come in, how much of it and how fast, and its fields one by one.

mod fields;
mod parse;
#[cfg(test)]
mod tests;
mod values;

pub use fields::{Field, Fields, Omissible, Optional, Patched, Presence, Required};

use crate::{
    body::{self, Expected},
    fault::{Fault, FaultKind},
};
use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::header::{CONTENT_LENGTH, TRANSFER_ENCODING},
    web::Bytes,
};
use futures_util::{FutureExt, future::LocalBoxFuture};
use serde_json::Value;
use std::future::ready;
use tessera_domain::issue::{FieldPath, Issue, JsonType, Problem};

const EXPECTED: Expected = Expected {
    is_it: is_json,
    otherwise: "The body must be application/json",
    most: usize::MAX,
};

const ASSUMED: Expected = Expected {
    is_it: |_| true,
    otherwise: "The body must not be encoded",
    most: usize::MAX,
};

/// The bytes of a JSON body, read within the limits of size and time. What they say is read by
/// [`fields`](Self::fields), so that a handler decides what to check before.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct JsonBody(Bytes);

impl JsonBody {
    /// No body, for changes that have none.
    pub fn none() -> Self {
        Self::default()
    }

    /// The bytes as they came.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The fields of the object that the body is.
    ///
    /// # Errors
    /// When it is no JSON, names a member twice, or is no object.
    pub fn fields(&self) -> Result<Fields, Fault> {
        match parse::value(&self.0)? {
            Value::Object(members) => Ok(Fields::of(members)),
            other => {
                let problem = Problem::WrongType {
                    expected: JsonType::Object,
                    received: JsonType::of(&other),
                };
                Err(Issue::at(FieldPath::default(), problem).into())
            }
        }
    }
}

/// A body that is read as JSON whatever its type says, within the same limits: for dialects whose clients do not
/// all say it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct AssumedJson(pub JsonBody);

impl FromRequest for AssumedJson {
    type Error = Fault;
    type Future = LocalBoxFuture<'static, Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = body::read(request, payload, ASSUMED);
        body.map(|bytes| bytes.map(|bytes| Self(JsonBody(bytes))))
            .boxed_local()
    }
}

/// A JSON body, if the request says anything of one: for operations that can do without.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct SomeJson(pub Option<JsonBody>);

impl FromRequest for SomeJson {
    type Error = Fault;
    type Future = LocalBoxFuture<'static, Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let headers = request.headers();
        let announced = headers.get(CONTENT_LENGTH).is_some_and(|length| length != "0");
        // A type alone announces nothing: some clients send theirs with every request.
        if !announced && !headers.contains_key(TRANSFER_ENCODING) {
            return ready(Ok(Self(None))).boxed_local();
        }
        // What comes in pieces may turn out to be nothing: some clients send every body so.
        let typed = is_json(request);
        let expected = if typed || announced { EXPECTED } else { ASSUMED };
        let body = body::read(request, payload, expected);
        async move {
            let bytes = body.await?;
            match (bytes.is_empty(), typed) {
                (true, _) => Ok(Self(None)),
                (false, true) => Ok(Self(Some(JsonBody(bytes)))),
                (false, false) => Err(Fault::saying(FaultKind::UnsupportedMedia, EXPECTED.otherwise)),
            }
        }
        .boxed_local()
    }
}

impl From<Bytes> for JsonBody {
    fn from(bytes: Bytes) -> Self {
        Self(bytes)
    }
}

impl FromRequest for JsonBody {
    type Error = Fault;
    type Future = LocalBoxFuture<'static, Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = body::read(request, payload, EXPECTED);
        body.map(|bytes| bytes.map(Self)).boxed_local()
    }
}

fn is_json(request: &HttpRequest) -> bool {
    let Ok(Some(mime)) = request.mime_type() else {
        return false;
    };
    mime.type_() == "application"
        && (mime.subtype() == "json" || mime.suffix().is_some_and(|suffix| suffix == "json"))
}
