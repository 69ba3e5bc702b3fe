//! Opaque secrets: nothing can be read from them, and only their fingerprints are stored.

use crate::random;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use tessera_ports::world::{Fingerprint, Minted, Secrets};

/// What an API key begins with, so that people and secret scanners know one when they see it.
const API_KEY: &str = "tsk_";
/// How many characters of a key are shown in lists.
const SHOWN: usize = 8;

/// Makes secrets of 256 random bits. Fingerprints are plain SHA-256: so much chance needs no slow hash.
#[derive(Clone, Copy, Default, Debug)]
pub struct OpaqueSecrets;

impl Secrets for OpaqueSecrets {
    fn mint_api_key(&self) -> Minted {
        let secret = format!(
            "{API_KEY}{}",
            BASE64_URL_SAFE_NO_PAD.encode(random::bytes::<32>())
        );
        let prefix = secret.chars().take(SHOWN).collect();
        Minted {
            fingerprint: self.fingerprint(&secret),
            prefix,
            secret,
        }
    }

    fn fingerprint(&self, secret: &str) -> Fingerprint {
        Fingerprint(Sha256::digest(secret).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_prefix_and_32_random_bytes() {
        let key = OpaqueSecrets.mint_api_key();
        let random = BASE64_URL_SAFE_NO_PAD
            .decode(key.secret.strip_prefix("tsk_").unwrap())
            .unwrap();
        assert_eq!((key.secret.len(), random.len()), (47, 32));
        assert_eq!(key.prefix, key.secret[..8]);
        assert_ne!(key.secret, OpaqueSecrets.mint_api_key().secret);
    }

    #[test]
    fn the_fingerprint_is_the_sha_256_of_the_whole_text() {
        let fingerprint = OpaqueSecrets.fingerprint("abc");
        // FIPS 180-4's example.
        let words: [u32; 8] = [
            0xba78_16bf,
            0x8f01_cfea,
            0x4141_40de,
            0x5dae_2223,
            0xb003_61a3,
            0x9617_7a9c,
            0xb410_ff61,
            0xf200_15ad,
        ];
        let known: Vec<u8> = words.into_iter().flat_map(u32::to_be_bytes).collect();
        assert_eq!(fingerprint.0, known[..]);
        assert_ne!(OpaqueSecrets.fingerprint("abc "), fingerprint);
        assert_ne!(OpaqueSecrets.fingerprint("ABC"), fingerprint);
    }
}
