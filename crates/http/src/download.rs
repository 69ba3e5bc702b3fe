//! Answers that are files: streamed, named, and never run by a browser.

use crate::work::caught;
use actix_web::{
    HttpResponse,
    body::SizedStream,
    http::header::{
        CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderName,
        HeaderValue, X_CONTENT_TYPE_OPTIONS,
    },
    web::Bytes,
};
use futures_util::{Stream, stream::unfold};
use std::{fmt::Write, io::Read};
use tessera_application::files::OpenFile;
use tessera_domain::attachment::{Attachment, FileName};

/// How many bytes are read at a time.
const CHUNK: u64 = 64 * 1024;

/// What a browser is to do with the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Disposition {
    /// Save it.
    Save,
    /// Show it, if it is a picture that holds nothing to run; else save it.
    Show,
}

/// The file as an answer.
pub fn respond(file: OpenFile, disposition: Disposition) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    for (name, value) in headers(&file.attachment, disposition) {
        match HeaderValue::try_from(value) {
            Ok(value) => drop(response.insert_header((name, value))),
            Err(error) => tracing::error!(%error, header = %name, "a file has a header that cannot be sent"),
        }
    }
    let length = file.bytes.length;
    let reader = file.bytes.reader.take(length);
    response.body(SizedStream::new(length, Box::pin(chunks(Box::new(reader)))))
}

fn headers(attachment: &Attachment, disposition: Disposition) -> [(HeaderName, String); 7] {
    let kind = attachment.content_type;
    let shown = disposition == Disposition::Show && kind.is_shown_inline();
    let mut tag = "\"".to_owned();
    for byte in attachment.sha256 {
        // Writing to a text cannot fail.
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    [
        (CONTENT_TYPE, content_type(kind.as_str()).to_owned()),
        (CONTENT_DISPOSITION, named(&attachment.saved_as(), shown)),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'".to_owned()),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin".to_owned(),
        ),
        (CACHE_CONTROL, "private, no-store".to_owned()),
        (ETAG, tag),
    ]
}

/// Texts were found to be UTF-8 when they came in.
fn content_type(kind: &str) -> &str {
    if kind == "text/plain" {
        "text/plain; charset=utf-8"
    } else {
        kind
    }
}

/// The header with the name twice, as RFC 6266 has it: in plain ASCII for old clients, and whole in the form of RFC 8187.
///
/// ```
/// use tessera_domain::attachment::FileName;
/// use tessera_http::download::named;
///
/// let name = FileName::from_sent("Übersicht 1%.pdf");
/// assert_eq!(
///     named(&name, false),
///     "attachment; filename=\"_bersicht 1_.pdf\"; filename*=UTF-8''%C3%9Cbersicht%201%25.pdf"
/// );
/// ```
pub fn named(name: &FileName, shown: bool) -> String {
    let how = if shown { "inline" } else { "attachment" };
    // Some clients decode a percent sign even here.
    let is_plain = |c: char| (c.is_ascii_graphic() || c == ' ') && !matches!(c, '"' | '\\' | '%');
    let plain = name.as_str().chars().map(|c| if is_plain(c) { c } else { '_' });
    let plain: String = plain.collect();
    let mut whole = String::new();
    for byte in name.as_str().bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            whole.push(char::from(byte));
        } else {
            let _ = write!(whole, "%{byte:02X}");
        }
    }
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

/// The bytes, read on threads that may block. Dropped, it reads no further.
fn chunks(reader: Box<dyn Read + Send>) -> impl Stream<Item = Result<Bytes, actix_web::Error>> {
    unfold(Some(reader), |reader| async {
        let mut reader = reader?;
        let read = caught(move || {
            let mut chunk = Vec::new();
            let read = reader.by_ref().take(CHUNK).read_to_end(&mut chunk);
            read.map(|_| (chunk, reader))
        });
        match read.await {
            Ok(Ok((chunk, _))) if chunk.is_empty() => None,
            Ok(Ok((chunk, reader))) => Some((Ok(Bytes::from(chunk)), Some(reader))),
            Ok(Err(error)) => {
                tracing::error!(%error, "a file broke off while it was sent");
                Some((Err(error.into()), None))
            }
            Err(fault) => Some((Err(fault.into()), None)),
        }
    })
}
