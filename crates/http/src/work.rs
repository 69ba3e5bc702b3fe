//! From a handler into the core: one use case on a thread that may block.

use crate::{
    answer,
    fault::Fault,
    json::JsonBody,
    kernel::{Kernel, Visit, panics},
    upload::UploadDigest,
};
use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    dev::Payload,
    http::{
        Method,
        header::{HeaderMap, HeaderName, HeaderValue},
    },
    web,
};
use sha2::{Digest, Sha256};
use std::{
    future::{Ready, ready},
    panic::{AssertUnwindSafe, catch_unwind},
    rc::Rc,
    sync::Arc,
};
use tessera_application::{
    Answered, Application, Call, Command,
    files::{self, Attach, AttachmentSheet},
};
use tessera_domain::{
    caller::Caller,
    issue::{Issue, Problem},
};
use tessera_ports::idempotency::{RepeatKey, StoredAnswer};

pub use crate::slots::Slot;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const IDEMPOTENT_REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
const MAX_KEY: usize = 255;

/// The way into the core, with what the request says about itself. Taking it out of a request checks the
/// `Idempotency-Key` header of every method but `GET`.
#[derive(Clone)]
pub struct Work {
    kernel: Arc<Kernel>,
    visit: Rc<Visit>,
    key: Option<String>,
    method: Method,
    target: String,
}

impl Work {
    /// The request's id.
    pub fn request_id(&self) -> &str {
        &self.visit.request_id
    }

    /// The core, for what does not block.
    pub fn application(&self) -> &Arc<Application> {
        self.kernel.application()
    }

    /// Runs a reading use case.
    ///
    /// # Errors
    /// The use case's, as a fault; [`Unavailable`](crate::fault::FaultKind::Unavailable) when too much is read already.
    pub async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Application) -> tessera_application::Result<T> + Send + 'static,
    ) -> Result<T, Fault> {
        Ok(self.kernel.read(f).await??)
    }

    /// Runs a reading use case, and sends what it was rendered as where it was read: so what was read is let go by the
    /// thread that it was made by, which is cheaper, and only the answer goes from one thread to another.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub async fn show(
        &self,
        f: impl FnOnce(&Application) -> tessera_application::Result<StoredAnswer> + Send + 'static,
    ) -> Result<HttpResponse, Fault> {
        Ok(answer::to_response(self.read(f).await?))
    }

    /// Runs a use case that is slow for another reason than the database, as soon as one of the process's slots
    /// for it is free. Once begun it runs to its end and keeps its slot, even if the client goes away.
    ///
    /// # Errors
    /// The use case's, as a fault; [`Unavailable`](crate::fault::FaultKind::Unavailable) when no slot is free for
    /// 10 seconds, or 64 others wait already.
    pub async fn read_slowly<T: Send + 'static>(
        &self,
        slot: Slot,
        f: impl FnOnce(&Application) -> tessera_application::Result<T> + Send + 'static,
    ) -> Result<T, Fault> {
        let permit = self.kernel.slots().take(slot).await?;
        let application = Arc::clone(self.application());
        block(move || {
            // Whatever becomes of the work, the slot is free afterwards and not before.
            let _permit = permit;
            f(&application)
        })
        .await
    }

    /// Runs a command once, however often the client repeats it with the same `Idempotency-Key`, and sends what
    /// `render` makes of its outcome. An answer given again is marked `Idempotent-Replayed: true`.
    ///
    /// # Errors
    /// The command's, as a fault; [`KeyReused`](crate::fault::FaultKind::KeyReused) when the key came with another request.
    pub async fn write<C: Command + Send + Sync + 'static>(
        &self,
        caller: Caller,
        body: &JsonBody,
        command: C,
        render: impl Fn(&C::Outcome) -> StoredAnswer + Send + 'static,
    ) -> Result<HttpResponse, Fault> {
        let call = self.call(caller, body.bytes());
        let application = Arc::clone(self.application());
        let answered = block(move || application.perform(&call, &command, render)).await?;
        Ok(sent(answered))
    }

    /// The same for an outcome that holds a secret: `render` makes the answer that is kept, and `tell` the one that is sent
    /// this once, by which the client learns the secret. An answer given again is the one that was kept.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub async fn write_telling_once<C: Command + Send + Sync + 'static>(
        &self,
        caller: Caller,
        body: &JsonBody,
        command: C,
        render: impl Fn(&C::Outcome) -> StoredAnswer + Send + 'static,
        tell: impl FnOnce(StoredAnswer) -> StoredAnswer,
    ) -> Result<HttpResponse, Fault> {
        let call = self.call(caller, body.bytes());
        let application = Arc::clone(self.application());
        let mut answered = block(move || application.perform(&call, &command, render)).await?;
        if !answered.replayed {
            answered.answer = tell(answered.answer);
        }
        Ok(sent(answered))
    }

    /// Attaches a file once, however often the client repeats it with the same `Idempotency-Key`, and sends what
    /// `render` makes of the attachment. What tells one upload from another is its `digest`, taken before the file was
    /// taken out of it.
    ///
    /// # Errors
    /// The use case's, as a fault; as [`write`](Self::write) and [`read_slowly`](Self::read_slowly).
    pub async fn attach(
        &self,
        caller: Caller,
        digest: UploadDigest,
        attach: Attach,
        render: impl Fn(&AttachmentSheet) -> StoredAnswer + Send + 'static,
    ) -> Result<HttpResponse, Fault> {
        let call = self.call(caller, &digest.0);
        let answered = self.read_slowly(Slot::File, move |application| {
            files::attach(application, &call, &attach, render)
        });
        Ok(sent(answered.await?))
    }

    fn call(&self, caller: Caller, body: &[u8]) -> Call {
        let repeat = self.key.clone().map(|key| RepeatKey {
            tenant: caller.tenant,
            credential: caller.credential,
            key,
            request: self.hash(body),
        });
        Call {
            caller,
            request: Some(self.visit.request_id.clone()),
            repeat,
        }
    }

    /// What makes two requests the same one: method, path with query, and body.
    fn hash(&self, body: &[u8]) -> [u8; 32] {
        let mut hash = Sha256::new();
        for part in [self.method.as_str(), &self.target] {
            hash.update(part);
            hash.update(b"\n");
        }
        hash.update(body);
        hash.finalize().into()
    }
}

/// The answer, marked if it is an old one given again.
fn sent(answered: Answered) -> HttpResponse {
    let mut response = answer::to_response(answered.answer);
    if answered.replayed {
        response
            .headers_mut()
            .insert(IDEMPOTENT_REPLAYED, HeaderValue::from_static("true"));
    }
    response
}

impl FromRequest for Work {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(of(request))
    }
}

fn of(request: &HttpRequest) -> Result<Work, Fault> {
    let kernel = Kernel::of(request)?;
    let visit = Visit::required(request)?;
    let key = if request.method() == Method::GET {
        None
    } else {
        idempotency_key(request.headers())?
    };
    Ok(Work {
        kernel: Arc::clone(kernel),
        visit,
        key,
        method: request.method().clone(),
        target: request
            .uri()
            .path_and_query()
            .map(ToString::to_string)
            .unwrap_or_default(),
    })
}

/// The key: one header of 1 to 255 visible ASCII characters.
fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Fault> {
    let refuse = |problem| Err(Issue::new("Idempotency-Key", problem).into());
    let mut keys = headers.get_all(IDEMPOTENCY_KEY);
    let Some(key) = keys.next() else { return Ok(None) };
    if keys.next().is_some() {
        return refuse(Problem::Repeated);
    }
    match key.to_str() {
        Ok("") => refuse(Problem::TooShort { min: 1 }),
        Ok(key) if key.len() > MAX_KEY => refuse(Problem::TooLong { max: MAX_KEY }),
        Ok(key) if key.bytes().all(|byte| byte.is_ascii_graphic()) => Ok(Some(key.to_owned())),
        _ => refuse(Problem::Rule("must be visible ASCII characters")),
    }
}

/// Runs something of the core that only reads, for doors: they come before any handler and have outcomes of their own.
///
/// # Errors
/// When the request did not come in through a kernel, when `f` panics, when too much is read already, and when the service
/// is about to end.
pub async fn look_up<T: Send + 'static>(
    request: &HttpRequest,
    f: impl FnOnce(&Application) -> T + Send + 'static,
) -> Result<T, Fault> {
    Kernel::of(request)?.read(f).await
}

/// Runs something of the core that may write, on a thread that may block, for doors.
///
/// # Errors
/// When the request did not come in through a kernel, when `f` panics, and when the service is about to end.
pub async fn run<T: Send + 'static>(
    request: &HttpRequest,
    f: impl FnOnce(&Application) -> T + Send + 'static,
) -> Result<T, Fault> {
    let application = Arc::clone(Kernel::of(request)?.application());
    caught(move || f(&application)).await
}

/// Runs a use case on a thread that may block.
pub(crate) async fn block<T: Send + 'static>(
    f: impl FnOnce() -> tessera_application::Result<T> + Send + 'static,
) -> Result<T, Fault> {
    Ok(caught(f).await??)
}

/// A panic on a thread that may block is a fault of ours, and stays there.
pub(crate) async fn caught<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    let outcome = web::block(move || catch_unwind(AssertUnwindSafe(f))).await?;
    outcome.map_err(|payload| panics::fault(&*payload))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::FaultKind;

    fn key(values: &[&[u8]]) -> Result<Option<String>, Vec<Issue>> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(IDEMPOTENCY_KEY, HeaderValue::from_bytes(value).unwrap());
        }
        idempotency_key(&headers).map_err(|fault| {
            assert_eq!(fault.kind, FaultKind::Invalid);
            fault.issues
        })
    }

    #[test]
    fn a_key_is_1_to_255_visible_ascii_characters() {
        assert_eq!(key(&[]), Ok(None));
        assert_eq!(key(&[b"a"]), Ok(Some("a".into())));
        assert_eq!(key(&[&[b'~'; 255]]), Ok(Some("~".repeat(255))));
        for (values, problem) in [
            (&[&b""[..]][..], Problem::TooShort { min: 1 }),
            (&[&[b'a'; 256]], Problem::TooLong { max: 255 }),
            (&[b"a b"], Problem::Rule("must be visible ASCII characters")),
            (
                &["ä".as_bytes()],
                Problem::Rule("must be visible ASCII characters"),
            ),
            (&[b"a", b"a"], Problem::Repeated),
        ] {
            assert_eq!(key(values), Err(vec![Issue::new("Idempotency-Key", problem)]));
        }
    }

    #[actix_web::test]
    async fn a_panic_in_a_use_case_is_a_fault() {
        let fault = block::<()>(|| panic!("secret {}", std::hint::black_box(1)))
            .await
            .unwrap_err();
        assert_eq!(fault.kind, FaultKind::Bug);
        assert!(!format!("{fault:?}").contains("secret"));
    }
}
