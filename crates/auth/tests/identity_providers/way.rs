//! The way to the provider and back, when all is well.

use crate::{
    CLIENT, CLIENT_SECRET, CODE, NONCE, VERIFIER, World, attempt, clock, config,
    provider::{Answer, DISCOVERY, KEYS},
    refused, server,
    signing::base64url,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use ring::digest;
use serde_json::json;
use std::collections::HashMap;
use tessera_auth::oidc::{ConfigError, OpenIdProviders, Outside};
use tessera_ports::identity::{Attempt, Brand, IdentityProviders, Proven, Provider, ProviderError};
use url::Url;

#[test]
fn the_browser_is_sent_with_everything_that_the_provider_must_return_or_sign() {
    let world = World::new();
    let address = Url::parse(&world.server.begin("example", &attempt()).unwrap()).unwrap();
    let query: HashMap<_, _> = address.query_pairs().into_owned().collect();
    assert_eq!(
        address.as_str().split('?').next().unwrap(),
        format!("{}/authorize", world.provider.issuer)
    );
    let challenge = base64url(digest::digest(&digest::SHA256, VERIFIER.as_bytes()).as_ref());
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", CLIENT),
        ("redirect_uri", "https://desk.example.com/auth/callback"),
        ("scope", "openid email profile"),
        ("state", "the-state-of-the-attempt"),
        ("nonce", NONCE),
        ("code_challenge_method", "S256"),
        ("code_challenge", &challenge),
    ] {
        assert_eq!(query.get(name).map(String::as_str), Some(value), "{name}");
    }
    assert!(!address.as_str().contains(VERIFIER), "it stays with the browser");
    assert_eq!(world.provider.asked(KEYS), 0, "keys are of no use yet");
}

#[test]
fn a_code_is_traded_for_the_providers_word() {
    let world = World::new();
    let mut claims = world.claims();
    claims["email"] = "ada@example.com".into();
    claims["email_verified"] = true.into();
    claims["given_name"] = "Ada".into();
    claims["family_name"] = "Lovelace".into();
    assert_eq!(
        world.finish_with(&claims),
        Ok(Proven {
            issuer: world.provider.issuer.clone(),
            subject: "person-1".into(),
            verified_email: Some("ada@example.com".into()),
            first_name: "Ada".into(),
            last_name: "Lovelace".into(),
        })
    );
    let exchange = world.provider.script().exchanges.pop().unwrap();
    for (name, value) in [
        ("grant_type", "authorization_code"),
        ("code", CODE),
        ("code_verifier", VERIFIER),
        ("redirect_uri", "https://desk.example.com/auth/callback"),
    ] {
        assert_eq!(exchange.form.get(name).map(String::as_str), Some(value), "{name}");
    }
    let proof = BASE64_STANDARD.encode(format!("{CLIENT}:{CLIENT_SECRET}"));
    assert_eq!(exchange.authorization, Some(format!("Basic {proof}")));
}

#[test]
fn the_client_proves_itself_in_the_form_where_the_provider_knows_nothing_else() {
    let world = World::new();
    let mut discovery = world.provider.discovery();
    discovery["token_endpoint_auth_methods_supported"] = json!(["client_secret_post"]);
    world.provider.answers(DISCOVERY, Answer::Json(200, discovery));
    world.finish_with(&world.claims()).unwrap();
    let exchange = world.provider.script().exchanges.pop().unwrap();
    assert_eq!(exchange.authorization, None);
    assert_eq!(exchange.form["client_secret"], CLIENT_SECRET);
}

#[test]
fn only_a_verified_address_is_an_address() {
    for (brand, more, verified) in [
        (Brand::Other, json!({ "email_verified": true }), true),
        (Brand::Other, json!({ "email_verified": "true" }), true),
        (Brand::Other, json!({ "email_verified": false }), false),
        (Brand::Other, json!({ "email_verified": "false" }), false),
        (Brand::Other, json!({}), false),
        (Brand::Other, json!({ "xms_edov": true }), false),
        (Brand::Google, json!({ "xms_edov": 1 }), false),
        (Brand::Microsoft, json!({}), false),
        (Brand::Microsoft, json!({ "xms_edov": true }), true),
        (Brand::Microsoft, json!({ "xms_edov": 1 }), true),
        (Brand::Microsoft, json!({ "xms_edov": "1" }), true),
        (Brand::Microsoft, json!({ "xms_edov": false }), false),
        (Brand::Microsoft, json!({ "xms_edov": 0 }), false),
        (Brand::Microsoft, json!({ "xms_edov": ["true"] }), false),
    ] {
        let world = World::of(brand);
        let mut claims = world.claims();
        claims["email"] = "ada@example.com".into();
        for (name, value) in more.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let email = world.finish_with(&claims).unwrap().verified_email;
        assert_eq!(
            email.as_deref(),
            verified.then_some("ada@example.com"),
            "{brand:?} {more}"
        );
    }
}

#[test]
fn names_are_taken_as_given_or_else_cut_from_the_whole() {
    let world = World::new();
    for (more, first, last) in [
        (
            json!({ "given_name": "Ada", "family_name": "Lovelace", "name": "A. L." }),
            "Ada",
            "Lovelace",
        ),
        (json!({ "given_name": "Ada", "name": "Ada Lovelace" }), "Ada", ""),
        (json!({ "name": "Ada King Lovelace" }), "Ada King", "Lovelace"),
        (json!({ "name": "  Ada  Lovelace " }), "Ada", "Lovelace"),
        (json!({ "name": "Ada" }), "Ada", ""),
        (json!({ "given_name#ja": "エイダ" }), "エイダ", ""),
        (json!({}), "", ""),
    ] {
        let mut claims = world.claims();
        for (name, value) in more.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let proven = world.finish_with(&claims).unwrap();
        assert_eq!((&*proven.first_name, &*proven.last_name), (first, last), "{more}");
    }
}

#[test]
fn providers_are_listed_in_their_order_and_found_by_their_keys() {
    let clock = clock();
    let [one, other] = ["zebra", "ant"].map(|key| config(key, "https://id.example.com"));
    let server = server(vec![one, other], &clock);
    let keys: Vec<_> = server
        .list()
        .into_iter()
        .map(|Provider { key, .. }| key)
        .collect();
    assert_eq!(keys, ["zebra", "ant"]);
    assert_eq!(server.begin("bee", &attempt()), Err(ProviderError::Unknown));
    assert_eq!(
        server.finish("bee", &attempt(), CODE),
        Err(ProviderError::Unknown)
    );
}

#[test]
fn providers_that_cannot_be_trusted_are_not_set_up() {
    let made = |keys: &[&str], issuer: &str, allow_plain_loopback| {
        let configs = keys.iter().map(|key| config(key, issuer)).collect();
        let outside = Outside {
            clock: clock(),
            allow_plain_loopback,
        };
        OpenIdProviders::new(configs, outside).map(|made| made.list().len())
    };
    assert_eq!(made(&["one", "two"], "https://id.example.com", false), Ok(2));
    assert_eq!(
        made(&["one", "one"], "https://id.example.com", false),
        Err(ConfigError::TwiceTheKey("one".into()))
    );
    assert_eq!(made(&["one"], "http://127.0.0.1", true), Ok(1));
    assert!(matches!(
        made(&["one"], "http://127.0.0.1", false),
        Err(ConfigError::Issuer { .. })
    ));
}

#[test]
fn an_attempt_without_a_proper_verifier_or_way_back_is_refused() {
    let world = World::new();
    world.provider.issues(&world.provider.key.token(&world.claims()));
    let verifiers = [String::new(), "x".repeat(42), "x".repeat(129)].map(|verifier| Attempt {
        verifier: verifier.into(),
        ..attempt()
    });
    let nowhere = Attempt {
        redirect_uri: "/auth/callback".into(),
        ..attempt()
    };
    for attempt in verifiers.into_iter().chain([nowhere]) {
        let begun = world.server.begin("example", &attempt);
        assert!(matches!(begun, Err(ProviderError::Refused(_))), "{begun:?}");
        refused(world.server.finish("example", &attempt, CODE));
    }
    assert!(
        world.provider.script().exchanges.is_empty(),
        "no code is lost on them"
    );
}
