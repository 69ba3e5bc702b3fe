//! Opaque secrets: nothing can be read from them, and only their fingerprints are stored.

use crate::random;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use tessera_ports::world::{Fingerprint, Minted, SecretKind, Secrets};

/// Makes secrets of at least 192 random bits. Fingerprints are plain SHA-256: so much chance needs no slow hash.
#[derive(Clone, Copy, Default, Debug)]
pub struct OpaqueSecrets;

/// What the secrets of one kind look like.
struct Form {
    /// What they begin with, so that people and secret scanners know one when they see it.
    begins: &'static str,
    /// Draws the rest, which nobody can guess.
    draw: fn() -> String,
    /// How many characters are shown in lists.
    shown: usize,
}

impl Form {
    /// Only keys and tokens that people issue are ever shown in a list, so of nothing else is any character stored.
    const fn of(kind: SecretKind) -> Self {
        let (begins, draw, shown): (_, fn() -> String, _) = match kind {
            SecretKind::ApiKey => ("tsk_", base64url::<32>, 8),
            SecretKind::IntegrationToken => ("stk_", base64url::<32>, 8),
            SecretKind::AccessKey => ("", hexadecimal::<32>, 0),
            SecretKind::RefreshToken | SecretKind::SessionCookie => ("", base64url::<32>, 0),
            SecretKind::OneTimeToken => ("", base64url::<24>, 0),
        };
        Self { begins, draw, shown }
    }
}

impl Secrets for OpaqueSecrets {
    fn mint(&self, kind: SecretKind) -> Minted {
        let form = Form::of(kind);
        let secret = format!("{}{}", form.begins, (form.draw)());
        Minted {
            fingerprint: self.fingerprint(&secret),
            prefix: secret.chars().take(form.shown).collect(),
            secret,
        }
    }

    fn fingerprint(&self, secret: &str) -> Fingerprint {
        Fingerprint(Sha256::digest(secret).into())
    }
}

fn base64url<const BYTES: usize>() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(random::bytes::<BYTES>())
}

fn hexadecimal<const BYTES: usize>() -> String {
    random::bytes::<BYTES>()
        .iter()
        .fold(String::with_capacity(2 * BYTES), |mut digits, byte| {
            // Writing to a string does not fail.
            let _ = write!(digits, "{byte:02x}");
            digits
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [SecretKind; 6] = [
        SecretKind::ApiKey,
        SecretKind::IntegrationToken,
        SecretKind::AccessKey,
        SecretKind::RefreshToken,
        SecretKind::OneTimeToken,
        SecretKind::SessionCookie,
    ];

    /// The random bytes of a base64url text.
    fn decoded(text: &str) -> Vec<u8> {
        BASE64_URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    #[test]
    fn an_api_key_is_a_prefix_and_32_random_bytes() {
        let key = OpaqueSecrets.mint(SecretKind::ApiKey);
        let random = decoded(key.secret.strip_prefix("tsk_").unwrap());
        assert_eq!((key.secret.len(), random.len()), (47, 32));
        assert_eq!(key.prefix, key.secret[..8]);
    }

    #[test]
    fn an_access_key_is_64_small_hexadecimal_digits() {
        let key = OpaqueSecrets.mint(SecretKind::AccessKey).secret;
        assert_eq!(key.len(), 64);
        assert!(
            key.chars().all(|digit| "0123456789abcdef".contains(digit)),
            "{key}"
        );
    }

    #[test]
    fn hexadecimal_digits_keep_their_leading_noughts() {
        for _ in 0..100 {
            assert_eq!(hexadecimal::<32>().len(), 64);
        }
    }

    #[test]
    fn tokens_and_cookies_are_base64url() {
        for (kind, bytes) in [
            (SecretKind::RefreshToken, 32),
            (SecretKind::SessionCookie, 32),
            (SecretKind::OneTimeToken, 24),
        ] {
            let secret = OpaqueSecrets.mint(kind).secret;
            assert_eq!(decoded(&secret).len(), bytes, "{kind:?}");
        }
    }

    #[test]
    fn only_what_people_issue_shows_how_it_begins() {
        let issued = [SecretKind::ApiKey, SecretKind::IntegrationToken];
        for kind in KINDS {
            let shown = OpaqueSecrets.mint(kind).prefix;
            assert_eq!(shown.is_empty(), !issued.contains(&kind), "{kind:?}: {shown}");
        }
    }

    #[test]
    fn an_integration_token_is_a_prefix_and_32_random_bytes() {
        let token = OpaqueSecrets.mint(SecretKind::IntegrationToken);
        assert_eq!(decoded(token.secret.strip_prefix("stk_").unwrap()).len(), 32);
        assert_eq!(
            (token.secret.len(), token.prefix.as_str()),
            (47, &token.secret[..8])
        );
    }

    #[test]
    fn every_secret_is_drawn_anew_and_fingerprinted_whole() {
        for kind in KINDS {
            let (one, other) = (OpaqueSecrets.mint(kind), OpaqueSecrets.mint(kind));
            assert_ne!(one.secret, other.secret, "{kind:?}");
            assert_eq!(
                one.fingerprint,
                OpaqueSecrets.fingerprint(&one.secret),
                "{kind:?}"
            );
        }
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
