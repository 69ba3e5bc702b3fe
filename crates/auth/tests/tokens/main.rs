//! Signed tokens, held to what their port demands.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that fails by panicking says what went wrong"
)]

#[path = "../../../../tests/src/forged.rs"]
mod forged;
mod keys;
mod signing;

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use serde_json::Value;
use tessera_auth::tokens::{SignedTokens, read_keys};
use tessera_domain::{time::Time, user::Role};
use tessera_ports::tokens::{Audience, BadToken, Claims, Profile, TokenSigner, TokenUse};
use uuid::Uuid;

/// 2026-02-03T12:00:00Z.
const NOON: i64 = 1_770_120_000;

/// 32 different bytes.
fn secret(first: u8) -> Vec<u8> {
    (first..first + 32).collect()
}

fn key(kid: &str, algorithm: &str, bytes: &[u8]) -> String {
    format!("{kid}:{algorithm}:{}", BASE64_STANDARD.encode(bytes))
}

fn signer(keys: &[String]) -> SignedTokens {
    SignedTokens::new(&read_keys(&keys.join(",").into()).unwrap()).unwrap()
}

fn at(seconds: i64) -> Time {
    Time::from_micros(seconds * 1_000_000).unwrap()
}

fn claims(audience: Audience, usage: TokenUse) -> Claims {
    Claims {
        id: Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0007).into(),
        audience,
        usage,
        tenant: Uuid::from_u128(1).into(),
        session: Uuid::from_u128(2).into(),
        user: 1,
        issued_at: NOON,
        expires_at: NOON + 3600,
    }
}

fn profile() -> Profile {
    Profile {
        login: "robin".into(),
        email: Some("robin@example.com".into()),
        role: Role::Manager,
        department: Some(3),
    }
}

/// The part of the token at that place, as JSON.
fn part(token: &str, place: usize) -> Value {
    let text = token.split('.').nth(place).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
}

/// What comes of a token a minute after noon.
fn verify(signer: &SignedTokens, token: &str, audience: Audience) -> Result<Claims, BadToken> {
    signer.verify(token, audience, at(NOON + 60))
}
