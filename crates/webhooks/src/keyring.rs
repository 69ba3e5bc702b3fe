//! The keys that the secrets of webhooks are sealed with, which are not in the database.

use crate::signing::SigningKey;
use base64::{Engine, engine::general_purpose::STANDARD};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use std::fmt;
use tessera_domain::{
    id::{TenantId, WebhookId},
    webhook::{SealedSecret, SecretText},
};
use tessera_ports::webhooks::{NoKey, Vault};

/// The form of what is sealed: this byte, which key it was, a nonce, and what was sealed.
const FORM: u8 = 1;
const KEY_NAME: usize = 4;
const NONCE: usize = 24;
/// The fewest characters of a key.
const SHORTEST: usize = 32;
/// How many bytes a secret has that is made here.
const MINTED: usize = 32;

/// What a key must be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("must be {SHORTEST} random characters or more; `openssl rand -base64 32` makes them")]
pub struct BadKey;

/// Keys: the first seals, all of them open, so that one can take another's place.
#[derive(Clone)]
pub struct Keyring {
    first: Key,
    others: Vec<Key>,
}

#[derive(Clone)]
struct Key {
    name: [u8; KEY_NAME],
    cipher: XChaCha20Poly1305,
}

impl Key {
    fn of(text: &str) -> Result<Self, BadKey> {
        let varied: std::collections::BTreeSet<_> = text.chars().collect();
        if text.len() < SHORTEST || varied.len() < 10 {
            return Err(BadKey);
        }
        let derived = |what: &str| -> [u8; 32] {
            let mut hash = Sha256::new();
            hash.update(what);
            hash.update(text);
            hash.finalize().into()
        };
        let mut name = [0; KEY_NAME];
        let whole = derived("tessera: which key of webhooks ");
        name.iter_mut().zip(whole).for_each(|(to, from)| *to = from);
        let cipher = XChaCha20Poly1305::new(&derived("tessera: key of webhooks ").into());
        Ok(Self { name, cipher })
    }
}

impl Keyring {
    /// The keys of a text, separated by commas, the newest first.
    ///
    /// # Errors
    /// [`BadKey`] when one of them could be guessed.
    pub fn from_text(text: &SecretString) -> Result<Self, BadKey> {
        let keys = text.expose_secret().split(',').map(|key| Key::of(key.trim()));
        let mut keys = keys.collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() {
            return Err(BadKey);
        }
        let first = keys.remove(0);
        Ok(Self { first, others: keys })
    }

    /// Opens what was sealed for that webhook.
    ///
    /// # Errors
    /// When it was sealed for another one, or with a key that is not here, or is something else.
    pub fn open(
        &self,
        tenant: TenantId,
        webhook: WebhookId,
        sealed: &SealedSecret,
    ) -> Result<SecretText, NoKey> {
        let refuse = |why: &str| NoKey(why.to_owned());
        let Some((&FORM, rest)) = sealed.0.split_first() else {
            return Err(refuse("it is of an unknown form"));
        };
        let parts = rest.split_at_checked(KEY_NAME).and_then(|(name, rest)| {
            rest.split_at_checked(NONCE)
                .map(|(nonce, sealed)| (name, nonce, sealed))
        });
        let (name, nonce, sealed) = parts.ok_or_else(|| refuse("it is cut short"))?;
        let mut keys = std::iter::once(&self.first).chain(&self.others);
        let key = keys
            .find(|key| key.name == name)
            .ok_or_else(|| refuse("it was sealed with a key that is not among those of the settings"))?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_short| refuse("it is cut short"))?;
        let payload = Payload {
            msg: sealed,
            aad: &bound_to(tenant, webhook),
        };
        let opened = key.cipher.decrypt(&XNonce::from(nonce), payload);
        let opened = opened.map_err(|_opaque| refuse("it was changed, or sealed for another webhook"))?;
        let text = String::from_utf8(opened).map_err(|_bytes| refuse("it holds no text"))?;
        SecretText::parse(&text).map_err(|problem| refuse(&problem.to_string()))
    }
}

impl Vault for Keyring {
    fn mint(&self) -> Result<SecretText, NoKey> {
        let secret = format!("{}{}", SecretText::PREFIX, STANDARD.encode(random::<MINTED>()?));
        SecretText::parse(&secret).map_err(|problem| NoKey(problem.to_string()))
    }

    fn can_sign(&self, secret: &SecretText) -> bool {
        SigningKey::of(secret).is_ok()
    }

    fn seal(&self, tenant: TenantId, webhook: WebhookId, secret: &SecretText) -> Result<SealedSecret, NoKey> {
        let nonce = random::<NONCE>()?;
        let payload = Payload {
            msg: secret.as_str().as_bytes(),
            aad: &bound_to(tenant, webhook),
        };
        let sealed = self.first.cipher.encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_opaque| NoKey("it cannot be sealed".to_owned()))?;
        let mut whole = vec![FORM];
        whole.extend(self.first.name);
        whole.extend(nonce);
        whole.extend(sealed);
        Ok(SealedSecret(whole))
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring")
            .field("keys", &(self.others.len() + 1))
            .finish_non_exhaustive()
    }
}

/// Nobody can put one webhook's secret in the place of another's.
fn bound_to(tenant: TenantId, webhook: WebhookId) -> [u8; 32] {
    let mut bound = [0; 32];
    let ids = tenant
        .uuid()
        .into_bytes()
        .into_iter()
        .chain(webhook.uuid().into_bytes());
    bound.iter_mut().zip(ids).for_each(|(to, from)| *to = from);
    bound
}

fn random<const N: usize>() -> Result<[u8; N], NoKey> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| NoKey(error.to_string()))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const ONE: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    const OTHER: &str = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";

    fn ring(text: &str) -> Keyring {
        Keyring::from_text(&text.into()).unwrap()
    }

    fn ids(tenant: u128, webhook: u128) -> (TenantId, WebhookId) {
        (Uuid::from_u128(tenant).into(), Uuid::from_u128(webhook).into())
    }

    #[test]
    fn what_is_sealed_opens_for_its_own_webhook_only() {
        let ring = ring(ONE);
        let (tenant, webhook) = ids(1, 2);
        let secret = SecretText::parse("canary-canary-canary").unwrap();
        let sealed = ring.seal(tenant, webhook, &secret).unwrap();
        assert!(!sealed.0.windows(6).any(|part| part == b"canary"));
        assert_ne!(ring.seal(tenant, webhook, &secret).unwrap(), sealed);
        assert_eq!(ring.open(tenant, webhook, &sealed).unwrap(), secret);
        for (tenant, webhook) in [ids(1, 3), ids(3, 2)] {
            assert!(ring.open(tenant, webhook, &sealed).is_err());
        }
        for place in 0..sealed.0.len() {
            let mut changed = sealed.clone();
            changed.0[place] ^= 1;
            assert!(ring.open(tenant, webhook, &changed).is_err(), "{place}");
            let short = SealedSecret(sealed.0[..place].to_vec());
            assert!(ring.open(tenant, webhook, &short).is_err(), "{place}");
        }
    }

    #[test]
    fn a_key_can_take_anothers_place() {
        let (tenant, webhook) = ids(1, 2);
        let secret = ring(ONE).mint().unwrap();
        let sealed = ring(ONE).seal(tenant, webhook, &secret).unwrap();
        let both = ring(&format!("{OTHER}, {ONE}"));
        assert_eq!(both.open(tenant, webhook, &sealed).unwrap(), secret);
        let anew = both.seal(tenant, webhook, &secret).unwrap();
        assert_eq!(ring(OTHER).open(tenant, webhook, &anew).unwrap(), secret);
        assert!(ring(OTHER).open(tenant, webhook, &sealed).is_err());
    }

    #[test]
    fn keys_that_can_be_guessed_are_refused() {
        for bad in ["", "short", &"a".repeat(64), &format!("{ONE},")] {
            assert_eq!(Keyring::from_text(&bad.into()).err(), Some(BadKey), "{bad}");
        }
        assert!(!format!("{:?}", ring(ONE)).contains("MDEy"));
    }

    #[test]
    fn secrets_that_are_made_can_sign() {
        let ring = ring(ONE);
        let minted = ring.mint().unwrap();
        assert!(ring.can_sign(&minted) && minted.standard().is_some());
        assert_ne!(ring.mint().unwrap(), minted);
        assert!(!ring.can_sign(&SecretText::parse("whsec_0123456789").unwrap()));
    }
}
