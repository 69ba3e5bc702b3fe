//! Signatures, by which a receiver knows that nobody else sent an event.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt::{self, Write};
use tessera_domain::webhook::SecretText;

/// The fewest and the most bytes of a key of Standard Webhooks.
const KEY_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// A key that events are signed with.
#[derive(Clone)]
pub struct SigningKey {
    key: Vec<u8>,
    text: Vec<u8>,
}

/// After `whsec_` stands no base64 of 24 to 64 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("after whsec_ stands no base64 of 24 to 64 bytes")]
pub struct NotBase64;

impl SigningKey {
    /// The key that a secret stands for: what follows `whsec_`, in base64; else its own bytes.
    ///
    /// # Errors
    /// [`NotBase64`].
    pub fn of(secret: &SecretText) -> Result<Self, NotBase64> {
        let text = secret.as_str().as_bytes().to_vec();
        let key = match secret.standard() {
            Some(coded) => STANDARD
                .decode(coded)
                .ok()
                .filter(|key| KEY_BYTES.contains(&key.len()))
                .ok_or(NotBase64)?,
            None => text.clone(),
        };
        Ok(Self { key, text })
    }

    /// The signature of Standard Webhooks over the id, the time in seconds, and the body.
    pub fn sign(&self, id: &str, seconds: i64, body: &str) -> String {
        let message = format!("{id}.{seconds}.{body}");
        format!("v1,{}", STANDARD.encode(mac(&self.key, message.as_bytes())))
    }

    /// The signature over the body alone, with the secret as it is written: `sha256=` and hexadecimal digits.
    pub fn sign_body(&self, body: &str) -> String {
        let mut signature = "sha256=".to_owned();
        for byte in mac(&self.text, body.as_bytes()) {
            // Writing to a text cannot fail.
            let _ = write!(signature, "{byte:02x}");
        }
        signature
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey")
    }
}

fn mac(key: &[u8], message: &[u8]) -> [u8; 32] {
    // Keys of every length are taken; what cannot happen would make a signature that nobody accepts.
    Hmac::<Sha256>::new_from_slice(key)
        .map(|mac| mac.chain_update(message).finalize().into_bytes().into())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(secret: &str) -> Result<SigningKey, NotBase64> {
        SigningKey::of(&SecretText::parse(secret).unwrap())
    }

    #[test]
    fn the_published_vector_is_reproduced() {
        let key = key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed = key.sign(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    /// Computed by `openssl dgst -sha256 -hmac`.
    #[test]
    fn the_body_is_signed_with_the_secret_as_it_is_written() {
        let signed = key("your_webhook_secret").unwrap().sign_body("{}");
        assert_eq!(
            signed,
            "sha256=691a717b048d034ed31e56f4a45865ec097a0fdc12cc79c4d970ee86e47ab5b7"
        );
    }

    #[test]
    fn a_key_that_is_none_is_refused() {
        for bad in [
            "whsec_not-base64-at-all!",
            "whsec_AAAAAAAAAAAAAAAAAAAA",
            &format!("whsec_{}", STANDARD.encode([7; 65])),
        ] {
            assert_eq!(key(bad).err(), Some(NotBase64), "{bad}");
        }
        for good in [24, 32, 64] {
            assert!(key(&format!("whsec_{}", STANDARD.encode(vec![7; good]))).is_ok());
        }
    }
}
