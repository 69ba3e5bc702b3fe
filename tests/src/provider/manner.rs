//! How the mock provider misbehaves.

use super::CLIENT_ID;
use serde_json::{Value, json};

/// What is wrong with the provider's next ID token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// Nothing.
    None,
    /// It names another issuer.
    Issuer,
    /// It is meant for another client.
    Audience,
    /// It is meant for several, and not for us.
    AudienceOfOthers,
    /// It is meant for us and others, and another one is the authorised party.
    AuthorizedParty,
    /// It is of another attempt.
    Nonce,
    /// It is of no attempt.
    NonceMissing,
    /// What it says was changed after it was signed.
    Signature,
    /// Its algorithm is `none`.
    Unsigned,
    /// The same, spelled so that a careless comparison misses it.
    UnsignedInCapitals,
    /// It is signed with the client's secret, which is not for that.
    SignedWithSecret,
    /// It is signed with what everybody can read: the published key.
    SignedWithPublicKey,
    /// It was good once.
    Expired,
    /// It never ends.
    Endless,
    /// It is not yet issued.
    Early,
    /// It names a key that is not published.
    UnknownKey,
    /// It names the published key, and another one signed it.
    ForeignKey,
    /// It speaks of nobody.
    Nobody,
    /// It is none.
    NotAToken,
    /// There is none.
    Missing,
}

/// How the provider behaves apart from its tokens.
#[derive(Clone, Debug, Default)]
pub struct Manner {
    /// It takes connections and says nothing.
    pub hangs: bool,
    /// It answers everything with this status.
    pub fails: Option<u16>,
    /// It publishes that issuer in place of its own.
    pub other_issuer: Option<String>,
    /// Its keys come with that many bytes of padding.
    pub padding: usize,
    /// It takes a code as often as it is presented.
    pub codes_last: bool,
    /// It sends whoever asks for its keys elsewhere.
    pub keys_elsewhere: Option<String>,
}

impl Fault {
    /// Makes wrong what is to be wrong, and leaves everything else as it is.
    pub(super) fn spoil(self, claims: &mut Value, now: i64) {
        match self {
            Self::Issuer => claims["iss"] = json!("http://127.0.0.1:1"),
            Self::Audience => claims["aud"] = json!("another-client"),
            Self::AudienceOfOthers => claims["aud"] = json!(["another-client", "a-third"]),
            Self::AuthorizedParty => {
                claims["aud"] = json!([CLIENT_ID, "another-client"]);
                claims["azp"] = json!("another-client");
            }
            Self::Nonce => claims["nonce"] = json!("of-another-attempt-that-somebody-made"),
            Self::Expired => {
                claims["iat"] = json!(now - 3900);
                claims["exp"] = json!(now - 3600);
            }
            Self::Early => claims["iat"] = json!(now + 3600),
            Self::NonceMissing => remove(claims, "nonce"),
            Self::Endless => remove(claims, "exp"),
            Self::Nobody => remove(claims, "sub"),
            _ => {}
        }
    }
}

fn remove(claims: &mut Value, name: &str) {
    claims.as_object_mut().expect("claims are an object").remove(name);
}
