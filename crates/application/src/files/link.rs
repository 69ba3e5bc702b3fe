//! Links by which a file is fetched without a credential.

use super::LinkSigner;
use crate::command::Application;
use std::{fmt::Write, sync::Arc};
use tessera_domain::{
    attachment::{Attachment, Media},
    id::{AttachmentId, TenantId},
    time::Time,
};
use uuid::Uuid;

/// Makes links to attachments, as of one moment. For rendering answers, which know nothing of the core.
#[derive(Clone)]
pub struct MediaLinks {
    signer: Arc<dyn LinkSigner>,
    until: i64,
}

/// What a link says, besides its path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Pass {
    pub(super) tenant: TenantId,
    pub(super) attachment: AttachmentId,
    /// Seconds since 1970.
    until: i64,
}

/// What is signed begins with this, so that no other thing that the key may sign one day passes for a link.
const PURPOSE: &[u8] = b"tessera media link 1\n";
/// Bytes of what a token says: two ids and a time.
const SAID: usize = 16 + 16 + 8;
/// Bytes of a token: what it says, and the tag.
const TOKEN: usize = SAID + 32;

impl Application {
    /// Makes links that work from now on for as long as the settings say.
    pub fn media_links(&self) -> MediaLinks {
        let until = self.clock.now().plus_seconds(self.files.policy.link_seconds);
        MediaLinks {
            signer: Arc::clone(&self.files.signer),
            until: until.micros().div_euclid(1_000_000),
        }
    }
}

impl MediaLinks {
    /// The path to the attachment with the token that opens it: `/media/attachments/2026/02/03/report.pdf?token=…`,
    /// fit for a URL as it is.
    pub fn path(&self, attachment: &Attachment) -> String {
        let pass = Pass {
            tenant: attachment.tenant,
            attachment: attachment.id,
            until: self.until,
        };
        let said = pass.said();
        let mut token = String::with_capacity(2 * TOKEN);
        for byte in said
            .iter()
            .chain(&self.signer.sign(&signed(&said, &attachment.media)))
        {
            // Writing to a text cannot fail.
            let _ = write!(token, "{byte:02x}");
        }
        format!(
            "/media/attachments/{}?token={token}",
            encoded(&attachment.media.path())
        )
    }
}

impl Pass {
    fn said(&self) -> Vec<u8> {
        let mut said = Vec::with_capacity(SAID);
        said.extend_from_slice(self.tenant.uuid().as_bytes());
        said.extend_from_slice(self.attachment.uuid().as_bytes());
        said.extend_from_slice(&self.until.to_be_bytes());
        said
    }

    /// What the token of a link to that place says, if it was signed here and still works.
    pub(super) fn of(signer: &dyn LinkSigner, token: &str, media: &Media, now: Time) -> Option<Self> {
        let bytes = bytes(token)?;
        let (said, tag) = bytes.split_first_chunk::<SAID>()?;
        if !signer.verify(&signed(said, media), &tag.try_into().ok()?) {
            return None;
        }
        let (tenant, rest) = said.split_first_chunk::<16>()?;
        let (attachment, until) = rest.split_first_chunk::<16>()?;
        let pass = Self {
            tenant: Uuid::from_bytes(*tenant).into(),
            attachment: Uuid::from_bytes(*attachment).into(),
            until: i64::from_be_bytes(until.try_into().ok()?),
        };
        (now.micros().div_euclid(1_000_000) < pass.until).then_some(pass)
    }
}

fn signed(said: &[u8], media: &Media) -> Vec<u8> {
    [PURPOSE, said, media.path().as_bytes()].concat()
}

/// Reads lower-case hexadecimal digits and nothing else, so that a token has one form.
fn bytes(token: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    if token.len() != 2 * TOKEN {
        return None;
    }
    token
        .as_bytes()
        .chunks_exact(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(high)? * 16 + digit(low)?),
            _ => None,
        })
        .collect()
}

/// The path with whatever is not plain ASCII written as `%` and two digits.
fn encoded(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
