//! The keys that the mock provider signs with.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::{
    hmac,
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};

/// A key on the curve P-256, which `ES256` signs with.
pub(super) struct SigningKey {
    /// Its name in the published set.
    pub(super) id: String,
    pair: EcdsaKeyPair,
}

impl SigningKey {
    /// A key that nobody else has.
    pub(super) fn make(id: String) -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random);
        let pkcs8 = pkcs8.expect("chance is to be had");
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random);
        Self {
            id,
            pair: pair.expect("it was just made"),
        }
    }

    /// What is published of it (RFC 7517).
    pub(super) fn published(&self) -> Value {
        // 0x04, then the two coordinates of 32 bytes each.
        let point = self.pair.public_key().as_ref();
        json!({
            "kty": "EC",
            "use": "sig",
            "alg": "ES256",
            "crv": "P-256",
            "kid": self.id,
            "x": encoded(&point[1..33]),
            "y": encoded(&point[33..]),
        })
    }

    /// A signed token (RFC 7515) that names that key as its own.
    pub(super) fn sign(&self, named: &str, claims: &Value) -> String {
        let text = signed_part("ES256", named, claims);
        let signature = self.pair.sign(&SystemRandom::new(), text.as_bytes());
        let signature = signature.expect("chance is to be had");
        format!("{text}.{}", encoded(signature.as_ref()))
    }

    /// A token that is "signed" with a secret that both sides know, or that everybody knows.
    pub(super) fn sign_with_secret(&self, secret: &[u8], claims: &Value) -> String {
        let text = signed_part("HS256", &self.id, claims);
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), text.as_bytes());
        format!("{text}.{}", encoded(tag.as_ref()))
    }

    /// A token without a signature.
    pub(super) fn leave_unsigned(&self, algorithm: &str, claims: &Value) -> String {
        format!("{}.", signed_part(algorithm, &self.id, claims))
    }
}

fn signed_part(algorithm: &str, key: &str, claims: &Value) -> String {
    let header = json!({ "alg": algorithm, "typ": "JWT", "kid": key });
    let [header, claims] = [&header, claims].map(|part| encoded(part.to_string().as_bytes()));
    format!("{header}.{claims}")
}

pub(super) fn encoded(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}
