//! Keys as identity providers have them, made anew for every run.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::{
    hmac,
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair},
};
use rsa::{
    RsaPrivateKey, pkcs1v15, pss,
    rand_core::OsRng,
    sha2::Sha256,
    signature::{RandomizedSigner, SignatureEncoding, Signer},
    traits::PublicKeyParts,
};
use serde_json::{Value, json};
use std::sync::LazyLock;

/// Small, because making one takes long and nobody attacks it.
static RSA: LazyLock<RsaPrivateKey> = LazyLock::new(|| RsaPrivateKey::new(&mut OsRng, 1024).unwrap());

/// What signs a token, by its algorithm.
pub enum Algorithm {
    Rs256,
    Ps256,
    Es256(EcdsaKeyPair),
    EdDsa(Ed25519KeyPair),
    Hs256(Vec<u8>),
    None,
}

impl Algorithm {
    pub fn es256() -> Self {
        let random = SystemRandom::new();
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, made.as_ref(), &random);
        Self::Es256(pair.unwrap())
    }

    pub fn ed_dsa() -> Self {
        let made = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        Self::EdDsa(Ed25519KeyPair::from_pkcs8(made.as_ref()).unwrap())
    }

    const fn name(&self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
            Self::Es256(_) => "ES256",
            Self::EdDsa(_) => "EdDSA",
            Self::Hs256(_) => "HS256",
            Self::None => "none",
        }
    }

    fn sign(&self, text: &[u8]) -> Vec<u8> {
        match self {
            Self::Rs256 => pkcs1v15::SigningKey::<Sha256>::new(RSA.clone())
                .sign(text)
                .to_vec(),
            Self::Ps256 => pss::SigningKey::<Sha256>::new(RSA.clone())
                .sign_with_rng(&mut OsRng, text)
                .to_vec(),
            Self::Es256(pair) => pair.sign(&SystemRandom::new(), text).unwrap().as_ref().to_vec(),
            Self::EdDsa(pair) => pair.sign(text).as_ref().to_vec(),
            Self::Hs256(secret) => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
                hmac::sign(&key, text).as_ref().to_vec()
            }
            Self::None => Vec::new(),
        }
    }
}

/// A key with its name.
pub struct Key {
    pub id: &'static str,
    pub algorithm: Algorithm,
}

impl Key {
    /// What the provider publishes of it.
    pub fn published(&self) -> Value {
        let mut key = match &self.algorithm {
            Algorithm::Rs256 | Algorithm::Ps256 => json!({
                "kty": "RSA",
                "n": base64url(&RSA.n().to_bytes_be()),
                "e": base64url(&RSA.e().to_bytes_be()),
            }),
            Algorithm::Es256(pair) => {
                let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
                json!({ "kty": "EC", "crv": "P-256", "x": base64url(x), "y": base64url(y) })
            }
            Algorithm::EdDsa(pair) => {
                json!({ "kty": "OKP", "crv": "Ed25519", "x": base64url(pair.public_key().as_ref()) })
            }
            Algorithm::Hs256(secret) => json!({ "kty": "oct", "k": base64url(secret) }),
            Algorithm::None => panic!("there is no such key"),
        };
        key["kid"] = self.id.into();
        key["use"] = "sig".into();
        key["alg"] = self.algorithm.name().into();
        key
    }

    /// A JSON Web Token of those claims.
    pub fn token(&self, claims: &Value) -> String {
        let header = json!({ "typ": "JWT", "alg": self.algorithm.name(), "kid": self.id });
        let [header, claims] = [&header, claims].map(|part| base64url(part.to_string().as_bytes()));
        let signed = format!("{header}.{claims}");
        let signature = base64url(&self.algorithm.sign(signed.as_bytes()));
        format!("{signed}.{signature}")
    }
}

pub fn base64url(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}
