//! The keys of tokens, as an operator writes them down: `name:algorithm:key`, several with commas between them.

use crate::random;
use base64::{
    Engine,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
    prelude::BASE64_STANDARD,
};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use ring::signature::{Ed25519KeyPair, KeyPair};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use std::{collections::HashSet, fmt, fs};

/// The fewest bytes of a secret, and how many a secret has that is made here.
const SECRET: usize = 32;
/// The fewest different bytes in a secret. By chance there are hardly ever fewer than 24.
const VARIETY: usize = 8;
/// What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410).
const PKCS8: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// Why there is no key to be had. Tells nothing of it but its name.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum KeyError {
    /// There is no key at all.
    #[error("names no key")]
    None,
    /// It is not of the form.
    #[error("key {0} is not of the form NAME:HS256:BASE64 or NAME:EdDSA:BASE64, or with @FILE for BASE64")]
    Form(usize),
    /// The name cannot be one.
    #[error("key {0} must have a name of 1 to 64 letters, digits, dots, - or _")]
    Kid(usize),
    /// Two have one name.
    #[error("there are two keys with the name {0}")]
    TwiceTheKid(String),
    /// The algorithm is none of ours.
    #[error("the key {0} must be for HS256 or EdDSA")]
    Algorithm(String),
    /// Its file cannot be read.
    #[error("the file of the key {kid} cannot be read: {cause}")]
    File {
        /// The key's name.
        kid: String,
        /// What the system says.
        cause: String,
    },
    /// It is not base64.
    #[error("the key {0} is not base64")]
    Base64(String),
    /// It can be guessed.
    #[error(
        "the key {0} is too weak: it must be 32 or more random bytes; `openssl rand -base64 32` makes some"
    )]
    Weak(String),
    /// It is no Ed25519 key.
    #[error(
        "the key {0} must be the 32 bytes of an Ed25519 key, or its PKCS #8 file as `openssl genpkey -algorithm ed25519` writes it"
    )]
    Ed25519(String),
}

/// A key with the one algorithm that it is for.
pub struct TokenKey {
    kid: String,
    algorithm: Algorithm,
    /// The secret, or the private key as PKCS #8.
    bytes: SecretBox<Vec<u8>>,
    /// The public key; nothing for a secret.
    public: Vec<u8>,
}

/// Tells everything but the secret.
impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenKey")
            .field("kid", &self.kid)
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

/// Reads keys.
///
/// # Errors
/// What is wrong with the first that is wrong.
pub fn read_keys(text: &SecretString) -> Result<Vec<TokenKey>, KeyError> {
    let texts = text.expose_secret().split(',').map(str::trim);
    let texts = texts.filter(|text| !text.is_empty()).zip(1..);
    let keys = texts.map(|(text, place)| TokenKey::read(text, place));
    let keys: Vec<_> = keys.collect::<Result<_, _>>()?;
    let mut names = HashSet::new();
    match keys.iter().find(|key| !names.insert(key.kid.as_str())) {
        Some(twice) => Err(KeyError::TwiceTheKid(twice.kid.clone())),
        None if keys.is_empty() => Err(KeyError::None),
        None => Ok(keys),
    }
}

/// A new key for HS256, in the form in which keys are read.
pub fn random_key() -> SecretString {
    let name = u32::from_ne_bytes(random::bytes());
    let secret = BASE64_STANDARD.encode(random::bytes::<SECRET>());
    format!("made-{name:08x}:HS256:{secret}").into()
}

impl TokenKey {
    fn read(text: &str, place: usize) -> Result<Self, KeyError> {
        let (kid, rest) = text.split_once(':').ok_or(KeyError::Form(place))?;
        let (algorithm, material) = rest.split_once(':').ok_or(KeyError::Form(place))?;
        let fits = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        if !(1..=64).contains(&kid.len()) || !kid.chars().all(fits) {
            return Err(KeyError::Kid(place));
        }
        let bytes = match material.strip_prefix('@') {
            Some(file) => of_file(kid, file)?,
            None => decoded(material).ok_or_else(|| KeyError::Base64(kid.into()))?,
        };
        match algorithm {
            "HS256" => Self::hs256(kid, bytes),
            "EdDSA" => Self::ed25519(kid, bytes),
            _ => Err(KeyError::Algorithm(kid.into())),
        }
    }

    fn hs256(kid: &str, secret: Vec<u8>) -> Result<Self, KeyError> {
        let different: HashSet<_> = secret.iter().collect();
        if secret.len() < SECRET || different.len() < VARIETY {
            return Err(KeyError::Weak(kid.into()));
        }
        Ok(Self {
            kid: kid.into(),
            algorithm: Algorithm::HS256,
            bytes: SecretBox::new(Box::new(secret)),
            public: Vec::new(),
        })
    }

    fn ed25519(kid: &str, bytes: Vec<u8>) -> Result<Self, KeyError> {
        let private = if bytes.len() == SECRET {
            let different: HashSet<_> = bytes.iter().collect();
            if different.len() < VARIETY {
                return Err(KeyError::Weak(kid.into()));
            }
            [PKCS8.as_slice(), &bytes].concat()
        } else {
            bytes
        };
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&private)
            .map_err(|_rejected| KeyError::Ed25519(kid.into()))?;
        Ok(Self {
            kid: kid.into(),
            algorithm: Algorithm::EdDSA,
            public: pair.public_key().as_ref().to_vec(),
            bytes: SecretBox::new(Box::new(private)),
        })
    }

    pub(super) fn kid(&self) -> &str {
        &self.kid
    }

    pub(super) const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// What to sign and what to verify with.
    pub(super) fn pair(&self) -> (EncodingKey, DecodingKey) {
        let bytes = self.bytes.expose_secret();
        if self.algorithm == Algorithm::EdDSA {
            let verify = DecodingKey::from_ed_der(&self.public);
            return (EncodingKey::from_ed_der(bytes), verify);
        }
        (EncodingKey::from_secret(bytes), DecodingKey::from_secret(bytes))
    }
}

/// A file holds base64, as it is or between the lines of PEM.
fn of_file(kid: &str, file: &str) -> Result<Vec<u8>, KeyError> {
    let text = fs::read_to_string(file).map_err(|cause| KeyError::File {
        kid: kid.into(),
        cause: cause.to_string(),
    })?;
    let lines = text.lines().map(str::trim);
    let inside: String = lines.filter(|line| !line.starts_with("-----")).collect();
    decoded(&inside).ok_or_else(|| KeyError::Base64(kid.into()))
}

/// Either alphabet, with padding or without.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    [STANDARD, URL_SAFE]
        .iter()
        .find_map(|alphabet| GeneralPurpose::new(alphabet, config).decode(text).ok())
}
