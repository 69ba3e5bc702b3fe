//! ID tokens that do not count.

use crate::{
    CLIENT, CLIENT_SECRET, CODE, World,
    provider::{Answer, TOKEN},
    refused,
    signing::{Algorithm, Key, base64url},
};
use serde_json::{Value, json};

/// The reason for which a token with that one claim changed is refused.
fn refused_with(claim: &str, value: Value) -> String {
    let world = World::new();
    let mut claims = world.claims();
    if value.is_null() {
        claims.as_object_mut().unwrap().remove(claim);
    } else {
        claims[claim] = value;
    }
    refused(world.finish_with(&claims))
}

#[test]
fn the_issuer_must_be_this_one() {
    assert!(refused_with("iss", "https://id.example.com".into()).contains("issuer"));
    let world = World::new();
    let mut claims = world.claims();
    claims["iss"] = format!("{}/", world.provider.issuer).into();
    assert!(
        refused(world.finish_with(&claims)).contains("issuer"),
        "not even a slash more"
    );
}

#[test]
fn the_audience_must_be_this_client_alone() {
    assert!(refused_with("aud", "another".into()).contains("audience"));
    assert!(refused_with("aud", json!([])).contains("audience"));
    assert!(refused_with("aud", json!([CLIENT, "another"])).contains("audience"));
    let world = World::new();
    let mut claims = world.claims();
    claims["aud"] = json!([CLIENT]);
    world.finish_with(&claims).unwrap();
}

#[test]
fn the_authorised_party_is_this_client_where_it_is_named() {
    assert!(refused_with("azp", "another".into()).contains("azp"));
    let world = World::new();
    let mut claims = world.claims();
    claims["azp"] = CLIENT.into();
    world.finish_with(&claims).unwrap();
}

#[test]
fn the_nonce_must_be_that_of_the_attempt() {
    assert!(refused_with("nonce", "another".into()).contains("nonce"));
    assert!(refused_with("nonce", Value::Null).contains("nonce"));
}

#[test]
fn a_token_ends_when_it_says_so_give_or_take_a_minute() {
    let world = World::new();
    let claims = world.claims();
    world.clock.pass(300 + 59);
    world.finish_with(&claims).unwrap();
    world.clock.pass(1);
    assert!(refused(world.finish_with(&claims)).contains("Expired"));
    refused_with("exp", Value::Null);
}

#[test]
fn a_token_from_the_future_is_refused_give_or_take_a_minute() {
    let world = World::new();
    let mut claims = world.claims();
    let now = claims["iat"].as_i64().unwrap();
    claims["iat"] = (now + 60).into();
    world.finish_with(&claims).unwrap();
    claims["iat"] = (now + 61).into();
    assert!(refused(world.finish_with(&claims)).contains("future"));
    refused_with("iat", Value::Null);
}

#[test]
fn the_subject_names_somebody() {
    assert!(refused_with("sub", "".into()).contains("subject"));
    assert!(refused_with("sub", "x".repeat(256).into()).contains("subject"));
    refused_with("sub", Value::Null);
}

#[test]
fn the_signature_must_be_that_of_a_published_key() {
    let world = World::new();
    let token = world.provider.key.token(&world.claims());
    let (signed, _) = token.rsplit_once('.').unwrap();
    let mut promoted = world.claims();
    promoted["sub"] = "person-2".into();
    let other = world.provider.key.token(&promoted);
    let (_, another_signature) = other.rsplit_once('.').unwrap();
    let impostor = Key {
        id: world.provider.key.id,
        algorithm: Algorithm::es256(),
    };
    for forged in [
        format!("{signed}.{another_signature}"),
        format!("{signed}."),
        format!("{signed}.{}", base64url(&[0; 64])),
        impostor.token(&world.claims()),
    ] {
        world.provider.issues(&forged);
        refused(world.finish());
    }
    world.provider.issues(&token);
    world.finish().unwrap();
}

#[test]
fn every_algorithm_that_takes_a_key_of_the_provider_counts() {
    for algorithm in [
        Algorithm::Rs256,
        Algorithm::Ps256,
        Algorithm::es256(),
        Algorithm::ed_dsa(),
    ] {
        let world = World::new();
        let key = Key {
            id: "only",
            algorithm,
        };
        world.provider.publishes(&[&key]);
        world.provider.issues(&key.token(&world.claims()));
        let proven = world.finish();
        assert!(proven.is_ok(), "{}: {proven:?}", key.published()["alg"]);
    }
}

#[test]
fn a_token_without_a_signature_is_refused() {
    let world = World::new();
    let unsigned = Key {
        id: world.provider.key.id,
        algorithm: Algorithm::None,
    };
    world.provider.issues(&unsigned.token(&world.claims()));
    refused(world.finish());
}

#[test]
fn a_secret_that_others_know_signs_nothing() {
    let world = World::new();
    let shared = Key {
        id: world.provider.key.id,
        algorithm: Algorithm::Hs256(CLIENT_SECRET.into()),
    };
    world.provider.issues(&shared.token(&world.claims()));
    assert!(refused(world.finish()).contains("HS256"));
    world.provider.publishes(&[&shared]);
    world.clock.pass(3_600);
    world.provider.issues(&shared.token(&world.claims()));
    assert!(
        refused(world.finish()).contains("HS256"),
        "not even if it is published"
    );
}

#[test]
fn what_is_no_token_is_refused() {
    let world = World::new();
    for nothing in ["", "a.b.c", "not a token", "e30.e30.e30"] {
        world.provider.issues(nothing);
        refused(world.finish());
    }
    let answer = json!({ "access_token": "an access token", "token_type": "Bearer" });
    world.provider.answers(TOKEN, Answer::Json(200, answer));
    assert!(refused(world.finish()).contains("no ID token"));
}

#[test]
fn a_code_that_the_provider_refuses_is_worth_nothing_and_is_not_told() {
    let world = World::new();
    for (status, error) in [
        (
            400,
            json!({ "error": "invalid_grant", "error_description": format!("{CODE} was used") }),
        ),
        (400, json!({ "error": CODE })),
        (401, json!({ "error": "invalid_client" })),
        (400, json!({ "wrong": CODE })),
        (400, json!(CODE)),
    ] {
        world.provider.answers(TOKEN, Answer::Json(status, error.clone()));
        let why = refused(world.finish());
        assert!(!why.contains(CODE), "{error}: {why}");
    }
    assert!(world.provider.script().exchanges.len() == 5, "each was tried");
}
