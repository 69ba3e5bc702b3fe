//! Signed tokens (RFC 7519): who somebody is, said by this service to itself by way of clients.
//!
//! Each key has one algorithm, fixed when it is read, and one header that it writes. A token counts only under a
//! header that says just that, so nothing in a header is ever a choice of the token's: not the algorithm, and not
//! where a key might be had from.

mod crypto;
mod keys;
mod wire;

pub use keys::{KeyError, TokenKey, random_key, read_keys};

use jsonwebtoken::{DecodingKey, EncodingKey, Header, Validation};
use std::collections::HashMap;
use tessera_domain::time::Time;
use tessera_ports::tokens::{Audience, BadToken, Claims, Profile, SigningFailed, TokenSigner};

/// Who issues the tokens.
const ISSUER: &str = "tessera";
/// The most bytes of a token that is looked at.
const LONGEST: usize = 4096;
/// How many seconds another machine's clock may be ahead of ours.
const LEEWAY: i64 = 5;

/// Signs with the first of its keys, verifies with each.
pub struct SignedTokens {
    first: Key,
    others: HashMap<String, Key>,
}

struct Key {
    header: Header,
    sign: EncodingKey,
    verify: DecodingKey,
}

impl Key {
    fn new(key: &TokenKey) -> Self {
        let (sign, verify) = key.pair();
        Self {
            header: Header {
                kid: Some(key.kid().to_owned()),
                ..Header::new(key.algorithm())
            },
            sign,
            verify,
        }
    }
}

impl SignedTokens {
    /// With these keys.
    ///
    /// # Errors
    /// When there is none, or two have one name.
    pub fn new(keys: &[TokenKey]) -> Result<Self, KeyError> {
        crypto::install();
        let [first, rest @ ..] = keys else {
            return Err(KeyError::None);
        };
        let mut others = HashMap::new();
        for key in rest {
            let known = key.kid() == first.kid() || others.contains_key(key.kid());
            if known {
                return Err(KeyError::TwiceTheKid(key.kid().to_owned()));
            }
            others.insert(key.kid().to_owned(), Key::new(key));
        }
        Ok(Self {
            first: Key::new(first),
            others,
        })
    }

    /// The key under whose header the token stands.
    fn key_of(&self, token: &str) -> Result<&Key, BadToken> {
        let header = jsonwebtoken::decode_header(token)
            .map_err(|_unreadable| BadToken("its header cannot be read"))?;
        let kid = header.kid.as_deref().ok_or(BadToken("it names no key"))?;
        let key = if self.first.header.kid.as_deref() == Some(kid) {
            &self.first
        } else {
            self.others
                .get(kid)
                .ok_or(BadToken("it names a key that is not known"))?
        };
        if header == key.header {
            Ok(key)
        } else {
            Err(BadToken("its header is not its key's"))
        }
    }
}

impl TokenSigner for SignedTokens {
    fn sign(&self, claims: &Claims, profile: &Profile) -> Result<String, SigningFailed> {
        let Key { header, sign, .. } = &self.first;
        let signed = match claims.audience {
            Audience::Kanban => jsonwebtoken::encode(header, &wire::Kanban::of(claims), sign),
            Audience::Enterprise => {
                jsonwebtoken::encode(header, &wire::Enterprise::of(claims, profile), sign)
            }
        };
        signed.map_err(|error| SigningFailed(error.to_string()))
    }

    fn verify(&self, token: &str, audience: Audience, now: Time) -> Result<Claims, BadToken> {
        if token.len() > LONGEST {
            return Err(BadToken("it is too long"));
        }
        let key = self.key_of(token)?;
        let rules = rules(key, audience);
        let claims = match audience {
            Audience::Kanban => {
                let said = jsonwebtoken::decode::<wire::Kanban>(token, &key.verify, &rules);
                said.map(|said| Ok(said.claims.claims()))
            }
            Audience::Enterprise => {
                let said = jsonwebtoken::decode::<wire::ReadEnterprise>(token, &key.verify, &rules);
                said.map(|said| said.claims.claims())
            }
        };
        let claims = claims.map_err(|_wrong| BadToken("its signature or what it says is wrong"))??;
        in_time(&claims, now)
    }
}

/// What the library looks at. It knows no clock but the machine's, so the times are compared here.
fn rules(key: &Key, audience: Audience) -> Validation {
    let mut rules = Validation::new(key.header.alg);
    rules.set_audience(&[audience.key()]);
    rules.set_issuer(&[ISSUER]);
    rules.set_required_spec_claims(&["aud", "iss"]);
    rules.validate_exp = false;
    rules
}

fn in_time(claims: &Claims, now: Time) -> Result<Claims, BadToken> {
    let now = now.micros().div_euclid(1_000_000);
    if claims.expires_at <= now {
        return Err(BadToken("it is too old"));
    }
    if claims.issued_at > now.saturating_add(LEEWAY) {
        return Err(BadToken("it is issued in the future"));
    }
    Ok(*claims)
}
