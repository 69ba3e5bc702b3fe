//! What an ID token says, and whether it counts (OpenID Connect Core 1.0, section 3.1.3.7).

use super::config::ProviderConfig;
use openidconnect::{
    AdditionalClaims, ClaimsVerificationError, ClientId, IdToken, IdTokenClaims, IdTokenVerifier, IssuerUrl,
    LocalizedClaim, Nonce, SignatureVerificationError,
    core::{CoreGenderClaim, CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::ops::Deref;
use tessera_domain::time::Time;
use tessera_ports::identity::{Brand, Proven, ProviderError};

/// By how many seconds a provider's clock and ours may differ.
const LEEWAY: i64 = 60;
/// The most bytes of a subject (OpenID Connect Core 1.0, section 2).
const LONGEST_SUBJECT: usize = 255;
/// The signatures that count. None of them can be made by whoever knows what we know.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 4] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// What a provider signs with.
pub(super) type Keys = CoreJsonWebKeySet;
/// An ID token, unchecked.
pub(super) type Token =
    IdToken<MoreClaims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
/// What a token says.
pub(super) type Claims = IdTokenClaims<MoreClaims, CoreGenderClaim>;

/// Claims that no standard knows.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct MoreClaims {
    /// Microsoft's: whether the domain of the e-mail address belongs to the directory. True, 1 or a text of either.
    #[serde(default)]
    xms_edov: Value,
}

impl AdditionalClaims for MoreClaims {}

/// Why a token does not count.
pub(super) enum Unproven {
    /// It is signed by a key that is not among those known.
    UnknownKey,
    /// For good.
    Refused(String),
}

impl From<Unproven> for ProviderError {
    fn from(unproven: Unproven) -> Self {
        Self::Refused(match unproven {
            Unproven::UnknownKey => "no key that it publishes signed the ID token".into(),
            Unproven::Refused(why) => why,
        })
    }
}

/// What the token says, if it is the provider's word to us, in this attempt and now.
pub(super) fn check<'a>(
    token: &'a Token,
    config: &ProviderConfig,
    keys: &Keys,
    nonce: &Nonce,
    now: Time,
) -> Result<&'a Claims, Unproven> {
    let issuer =
        IssuerUrl::new(config.issuer.clone()).map_err(|error| Unproven::Refused(error.to_string()))?;
    let (earliest, latest) = (now.plus_seconds(-LEEWAY), now.plus_seconds(LEEWAY));
    // As for a client without a secret: then the secret is never taken for a key.
    let verifier =
        IdTokenVerifier::new_public_client(ClientId::new(config.client_id.clone()), issuer, keys.clone())
            .set_allowed_algs(ALGORITHMS)
            .set_time_fn(move || earliest.to_chrono())
            .set_issue_time_verifier_fn(move |at| {
                if at > latest.to_chrono() {
                    return Err("it is issued in the future".into());
                }
                Ok(())
            });
    let claims = token.claims(&verifier, nonce).map_err(|error| match error {
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => {
            Unproven::UnknownKey
        }
        ClaimsVerificationError::SignatureVerification(why) => Unproven::Refused(why.to_string()),
        other => Unproven::Refused(other.to_string()),
    })?;
    match claims.authorized_party() {
        Some(party) if party.as_str() != config.client_id => {
            Err(Unproven::Refused("it is meant for another client (azp)".into()))
        }
        _ => Ok(claims),
    }
}

/// The person of whom a token that counts speaks.
pub(super) fn proven(claims: &Claims, config: &ProviderConfig) -> Result<Proven, ProviderError> {
    let subject = claims.subject().as_str();
    if subject.is_empty() || subject.len() > LONGEST_SUBJECT {
        return Err(ProviderError::Refused(
            "its subject is not 1 to 255 bytes long".into(),
        ));
    }
    let (first_name, last_name) = names(claims);
    Ok(Proven {
        issuer: config.issuer.clone(),
        subject: subject.into(),
        verified_email: verified_email(claims, config.brand),
        first_name,
        last_name,
    })
}

/// The e-mail address, only if the provider has seen that it is the person's. Microsoft lets administrators of a
/// directory write any address into it, and says of the domain alone whether it is theirs.
fn verified_email(claims: &Claims, brand: Brand) -> Option<String> {
    let verified = claims.email_verified() == Some(true)
        || (brand == Brand::Microsoft && is_true(&claims.additional_claims().xms_edov));
    let email = claims.email()?.trim();
    (verified && !email.is_empty()).then(|| email.into())
}

fn is_true(value: &Value) -> bool {
    match value {
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_u64() == Some(1),
        Value::String(text) => text == "1" || text == "true",
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    }
}

/// Given and family name, or else the whole name, cut before its last word.
fn names(claims: &Claims) -> (String, String) {
    let given = in_any_language(claims.given_name());
    let family = in_any_language(claims.family_name());
    if !given.is_empty() || !family.is_empty() {
        return (given, family);
    }
    let whole = in_any_language(claims.name());
    match whole.rsplit_once(char::is_whitespace) {
        Some((first, last)) => (first.trim_end().into(), last.into()),
        None => (whole, String::new()),
    }
}

/// A claim as it is by default, or in whichever language it is there.
fn in_any_language<T: Deref<Target = String>>(claim: Option<&LocalizedClaim<T>>) -> String {
    let text = claim.and_then(|claim| {
        claim
            .get(None)
            .or_else(|| claim.iter().next().map(|(_, text)| text))
    });
    text.map(|text| text.trim().into()).unwrap_or_default()
}
