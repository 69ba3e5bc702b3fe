//! Answers that are written while they are sent, so that however long they are, little of them is held in memory.

use crate::{
    download,
    fault::Fault,
    work::{Work, caught},
};
use actix_web::{
    HttpResponse,
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    web::Bytes,
};
use futures_util::{Stream, stream::unfold};
use std::sync::Arc;
use tessera_application::Application;
use tessera_domain::attachment::FileName;

/// What writes an answer piece by piece.
pub trait Pieces: Send + 'static {
    /// Writes the next piece; nothing when the answer is over. Runs on a thread that may block.
    ///
    /// # Errors
    /// What keeps it from being written. What was sent until then breaks off, so that nobody takes it for the whole.
    fn next(&mut self, app: &Application) -> Result<Option<Vec<u8>>, Fault>;
}

/// The answer as a file to be saved under that name.
pub fn respond(work: &Work, name: &str, content_type: &'static str, pieces: impl Pieces) -> HttpResponse {
    let named = download::named(&FileName::from_sent(name), false);
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, content_type))
        .insert_header((CONTENT_DISPOSITION, named))
        .streaming(Box::pin(stream(work, pieces)))
}

/// The pieces, each written when the one before it was taken. Dropped, it writes no further.
fn stream<P: Pieces>(work: &Work, pieces: P) -> impl Stream<Item = Result<Bytes, actix_web::Error>> + use<P> {
    let (app, request_id) = (Arc::clone(work.application()), work.request_id().to_owned());
    unfold(Some(pieces), move |pieces| {
        let (app, request_id) = (Arc::clone(&app), request_id.clone());
        async move {
            let mut pieces = pieces?;
            let written = caught(move || pieces.next(&app).map(|piece| (piece, pieces))).await;
            match written.and_then(|written| written) {
                Ok((None, _)) => None,
                Ok((Some(piece), pieces)) => Some((Ok(Bytes::from(piece)), Some(pieces))),
                Err(fault) => {
                    let cause = fault.cause.as_deref().unwrap_or(&fault.message);
                    tracing::error!(request_id, cause, "an answer broke off while it was sent");
                    Some((Err(fault.into()), None))
                }
            }
        }
    })
}
