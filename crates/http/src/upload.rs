//! Bodies that bring a file: `multipart/form-data`, streamed to where the file is kept.
//!
//! Nothing of a file is held in memory but what is just being written. Its size is counted while it comes, whatever
//! its head announces; a body that is too large, too slow or broken is refused at once, and nothing of it stays.

mod paced;

use crate::{
    fault::{Fault, FaultKind},
    kernel::{Kernel, Visit},
    work::caught,
};
use actix_multipart::{Field, Multipart};
use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, http::header::CONTENT_LENGTH};
use futures_util::{StreamExt, future::LocalBoxFuture};
use paced::Paced;
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, rc::Rc, sync::Arc, time::Duration};
use tessera_application::{
    Error,
    files::{FileStore, Spool, Spooled, field::FILE},
};
use tessera_domain::{
    attachment::FileName,
    issue::{FieldPath, Issue, Problem},
};
use tokio::time::Instant;

/// How much more than its file a body may bring, in bytes.
const BESIDES: u64 = 256 * 1024;
/// How many parts a body may have.
const PARTS: usize = 64;
/// The most bytes of one field.
const FIELD: usize = 64 * 1024;
/// How many bytes are written at a time.
const CHUNK: usize = 64 * 1024;

/// A body with fields and a file, received whole.
#[derive(Debug)]
pub struct Upload {
    fields: BTreeMap<String, String>,
    /// What came as the field `file`.
    pub file: SentFile,
}

/// What came as the field `file`.
#[derive(Debug)]
pub enum SentFile {
    /// Nothing, or what a browser sends when no file was chosen.
    Missing,
    /// A text: the field has no file's name.
    NotAFile,
    /// A file without a single byte.
    Empty,
    /// A file.
    File {
        /// What it was called where it comes from.
        name: FileName,
        /// The file.
        spooled: Spooled,
    },
}

/// What makes two uploads the same one, whatever lies between their parts: the fields, and the file's name and hash.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UploadDigest(pub(crate) [u8; 32]);

impl Upload {
    /// The field of that name, as it was sent. A field that was left empty is an empty text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(String::as_str)
    }

    /// What tells it from other uploads.
    pub fn digest(&self) -> UploadDigest {
        let mut hash = Sha256::new();
        let mut add = |part: &[u8]| {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(part);
        };
        for (name, value) in &self.fields {
            add(name.as_bytes());
            add(value.as_bytes());
        }
        match &self.file {
            SentFile::Missing => add(b"missing"),
            SentFile::NotAFile => add(b"not a file"),
            SentFile::Empty => add(b"empty"),
            SentFile::File { name, spooled } => {
                add(b"file");
                add(name.as_str().as_bytes());
                add(&spooled.sha256);
            }
        }
        UploadDigest(hash.finalize().into())
    }
}

impl FromRequest for Upload {
    type Error = Fault;
    type Future = LocalBoxFuture<'static, Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let receiver = Receiver::of(request, payload);
        Box::pin(async move { receiver?.receive().await })
    }
}

struct Receiver {
    parts: Multipart,
    refused: paced::Refused,
    store: Arc<dyn FileStore>,
    max: u64,
    visit: Rc<Visit>,
    handler_time: Duration,
    /// How many bytes all the fields may still have.
    room: usize,
}

impl Receiver {
    /// Checks what the head tells of the body.
    fn of(request: &HttpRequest, payload: &mut Payload) -> Result<Self, Fault> {
        let kernel = Kernel::of(request)?;
        let visit = Visit::required(request)?;
        if !request.content_type().eq_ignore_ascii_case("multipart/form-data") {
            let words = "The body must be multipart/form-data";
            return Err(Fault::saying(FaultKind::UnsupportedMedia, words));
        }
        let files = &kernel.application().files;
        let max = files.policy.max_bytes;
        let total = max.saturating_add(BESIDES);
        let announced = request.headers().get(CONTENT_LENGTH).map(|length| {
            let bytes = length.to_str().ok().and_then(|text| text.parse::<u64>().ok());
            bytes.unwrap_or(u64::MAX)
        });
        if announced.is_some_and(|bytes| bytes > total) {
            return Err(Fault::new(FaultKind::PayloadTooLarge));
        }
        let paced = Paced::new(payload.take(), total);
        let handler_time = kernel.settings().handler_time;
        visit.extend(paced.until() + handler_time);
        Ok(Self {
            refused: paced.refused(),
            parts: Multipart::new(request.headers(), paced.stream()),
            store: Arc::clone(&files.store),
            max,
            visit,
            handler_time,
            room: kernel.settings().body_bytes,
        })
    }

    async fn receive(mut self) -> Result<Upload, Fault> {
        let mut fields = BTreeMap::new();
        let mut file = None;
        let mut parts = 0;
        while let Some(part) = self.parts.next().await {
            let mut part = part.map_err(|error| self.fault(&error))?;
            parts += 1;
            if parts > PARTS {
                return Err(Fault::saying(
                    FaultKind::PayloadTooLarge,
                    "The body has too many parts",
                ));
            }
            let name = part.name().unwrap_or_default().to_owned();
            if name == FILE {
                if file.is_some() {
                    return Err(Issue::new(FILE, Problem::Repeated).into());
                }
                file = Some(self.file(&mut part).await?);
            } else if let Some(text) = self.text(&name, &mut part).await?
                && fields.insert(name.clone(), text).is_some()
            {
                return Err(Issue::new(name, Problem::Repeated).into());
            }
        }
        // What is done with it has the time that everything has.
        self.visit.extend(Instant::now() + self.handler_time);
        Ok(Upload {
            fields,
            file: file.unwrap_or(SentFile::Missing),
        })
    }

    /// The text of a field; nothing when it is a file that nobody asked for.
    async fn text(&mut self, name: &str, part: &mut Field) -> Result<Option<String>, Fault> {
        let is_file = sent_name(part).is_some();
        let mut bytes = Vec::new();
        while let Some(chunk) = part.next().await {
            let chunk = chunk.map_err(|error| self.fault(&error))?;
            if is_file {
                continue;
            }
            let length = bytes.len() + chunk.len();
            if length > FIELD || length > self.room {
                return Err(Fault::new(FaultKind::PayloadTooLarge));
            }
            bytes.extend_from_slice(&chunk);
        }
        self.room = self.room.saturating_sub(bytes.len());
        if name.contains('\0') {
            return Err(Issue::at(FieldPath::default(), Problem::Nul).into());
        }
        let text = String::from_utf8(bytes).ok();
        let text = text.ok_or_else(|| Issue::new(name, Problem::Rule("must be UTF-8")))?;
        if text.contains('\0') {
            return Err(Issue::new(name, Problem::Nul).into());
        }
        Ok((!is_file).then_some(text))
    }

    async fn file(&mut self, part: &mut Field) -> Result<SentFile, Fault> {
        let Some(name) = sent_name(part) else {
            while let Some(chunk) = part.next().await {
                drop(chunk.map_err(|error| self.fault(&error))?);
            }
            return Ok(SentFile::NotAFile);
        };
        let spooled = self.spool(part).await?;
        Ok(match (spooled.size, name.is_empty()) {
            (0, true) => SentFile::Missing,
            (0, false) => SentFile::Empty,
            _ => SentFile::File {
                name: FileName::from_sent(&name),
                spooled,
            },
        })
    }

    async fn spool(&mut self, part: &mut Field) -> Result<Spooled, Fault> {
        let store = Arc::clone(&self.store);
        let begun = caught(move || store.begin()).await?;
        let mut spool = begun.map_err(Error::from)?;
        // One buffer for all of it: many files come at once.
        let (mut size, mut waiting) = (0_u64, Vec::with_capacity(CHUNK));
        while let Some(chunk) = part.next().await {
            let chunk = chunk.map_err(|error| self.fault(&error))?;
            size = size.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
            if size > self.max {
                return Err(Fault::saying(FaultKind::PayloadTooLarge, "The file is too large"));
            }
            if !waiting.is_empty() && waiting.len() + chunk.len() > CHUNK {
                (spool, waiting) = write(spool, waiting).await?;
            }
            waiting.extend_from_slice(&chunk);
        }
        let (spool, _) = write(spool, waiting).await?;
        let finished = caught(move || spool.finish()).await?;
        Ok(finished.map_err(Error::from)?)
    }

    /// Why a part could not be read.
    fn fault(&self, error: &actix_multipart::MultipartError) -> Fault {
        match self.refused.get() {
            Some(kind) => Fault::new(kind),
            None => Fault {
                cause: Some(error.to_string()),
                ..Fault::saying(FaultKind::Malformed, "The multipart body cannot be read")
            },
        }
    }
}

/// What the part's file was called; nothing when it is no file. The name with a character set of its own counts only
/// where there is no plain one.
fn sent_name(part: &Field) -> Option<String> {
    let disposition = part.content_disposition()?;
    let plain = disposition.get_filename().map(ToOwned::to_owned);
    plain.or_else(|| {
        let extended = disposition.get_filename_ext()?;
        Some(String::from_utf8_lossy(&extended.value).into_owned())
    })
}

/// Writes the bytes, and gives their buffer back empty.
async fn write(mut spool: Box<dyn Spool>, mut bytes: Vec<u8>) -> Result<(Box<dyn Spool>, Vec<u8>), Fault> {
    let written = caught(move || {
        spool.write(&bytes).map(|()| {
            bytes.clear();
            (spool, bytes)
        })
    });
    Ok(written.await?.map_err(Error::from)?)
}
