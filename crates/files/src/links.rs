//! The key that links to files are signed with.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::fmt;
use tessera_ports::files::LinkSigner;

/// A secret key: HMAC-SHA256 over what a link says.
///
/// ```
/// use tessera_files::LinkKey;
/// use tessera_ports::files::LinkSigner;
///
/// let key = LinkKey::new([7; 32]);
/// let tag = key.sign(b"a message");
/// assert!(key.verify(b"a message", &tag) && !key.verify(b"another", &tag));
/// assert!(!LinkKey::new([8; 32]).verify(b"a message", &tag));
/// ```
#[derive(Clone)]
pub struct LinkKey([u8; 32]);

impl LinkKey {
    /// A key of those bytes, which nobody else may know.
    pub const fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// A key made of a text, which nobody else may know or guess.
    pub fn from_text(text: &str) -> Self {
        Self(Sha256::digest(text).into())
    }

    fn mac(&self, message: &[u8]) -> Hmac<Sha256> {
        // A key that is shorter than a block is one with zeros after it.
        let mut block = [0; 64];
        block.iter_mut().zip(self.0).for_each(|(to, from)| *to = from);
        Hmac::<Sha256>::new(&block.into()).chain_update(message)
    }
}

impl LinkSigner for LinkKey {
    fn sign(&self, message: &[u8]) -> [u8; 32] {
        self.mac(message).finalize().into_bytes().into()
    }

    fn verify(&self, message: &[u8], tag: &[u8; 32]) -> bool {
        self.mac(message).verify_slice(tag).is_ok()
    }
}

impl fmt::Debug for LinkKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkKey")
    }
}
