//! Providers that fail, hang, or say what they must not.

use crate::{
    CODE, World, attempt, clock, config, down,
    provider::{Answer, DISCOVERY, KEYS, MockProvider, TOKEN},
    refused, server,
};
use serde_json::json;
use std::{
    net::TcpListener,
    thread,
    time::{Duration, Instant},
};
use tessera_ports::identity::{IdentityProviders, ProviderError};

/// The most that any call may take.
const MOST: Duration = Duration::from_secs(5);

#[test]
fn a_provider_that_nobody_runs_is_down() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let server = server(vec![config("example", &format!("http://{address}"))], &clock());
    let begun = Instant::now();
    down(server.finish("example", &attempt(), CODE));
    let told = server.begin("example", &attempt());
    assert!(matches!(told, Err(ProviderError::Down(_))), "{told:?}");
    assert!(begun.elapsed() < MOST);
}

#[test]
fn a_provider_that_does_not_speak_tls_is_down() {
    let plain = MockProvider::start();
    let issuer = plain.issuer.replace("http:", "https:");
    let server = server(vec![config("example", &issuer)], &clock());
    down(server.finish("example", &attempt(), CODE));
    assert_eq!(plain.asked(DISCOVERY), 0, "it is asked nothing in the open");
}

#[test]
fn a_provider_that_never_answers_is_down_in_time() {
    let world = World::new();
    world.provider.answers(DISCOVERY, Answer::Hang);
    let begun = Instant::now();
    down(world.finish());
    assert!(begun.elapsed() < MOST, "{:?}", begun.elapsed());
    let begun = Instant::now();
    down(world.finish());
    assert!(
        begun.elapsed() < Duration::from_secs(1),
        "the next one need not wait"
    );
    assert_eq!(world.provider.asked(DISCOVERY), 1);
}

#[test]
fn the_time_of_a_call_is_one_for_all_that_it_asks() {
    let world = World::new();
    let slow = Answer::Slow(Duration::from_secs(2), world.provider.discovery());
    world.provider.answers(DISCOVERY, slow);
    world.provider.answers(KEYS, Answer::Drip);
    let begun = Instant::now();
    down(world.finish());
    assert!(begun.elapsed() < MOST, "{:?}", begun.elapsed());
}

#[test]
fn a_code_whose_exchange_hangs_is_given_up_in_time() {
    let world = World::new();
    world.provider.answers(TOKEN, Answer::Hang);
    let begun = Instant::now();
    down(world.finish());
    assert!(begun.elapsed() < MOST, "{:?}", begun.elapsed());
    world.finish_with(&world.claims()).unwrap();
}

#[test]
fn a_provider_that_hangs_holds_up_no_other() {
    let (hanging, well) = (MockProvider::start(), MockProvider::start());
    hanging.answers(DISCOVERY, Answer::Hang);
    let configs = vec![config("hanging", &hanging.issuer), config("well", &well.issuer)];
    let server = server(configs, &clock());
    thread::scope(|scope| {
        let waiting = scope.spawn(|| server.begin("hanging", &attempt()));
        while hanging.asked(DISCOVERY) == 0 {
            thread::yield_now();
        }
        server.begin("well", &attempt()).unwrap();
        assert!(!waiting.is_finished());
    });
}

#[test]
fn a_provider_that_failed_is_asked_again_after_a_few_seconds() {
    let world = World::new();
    world.provider.answers(DISCOVERY, Answer::Json(500, json!({})));
    down(world.finish_with(&world.claims()));
    world
        .provider
        .answers(DISCOVERY, Answer::Json(200, world.provider.discovery()));
    world.clock.pass(4);
    down(world.finish_with(&world.claims()));
    assert_eq!(world.provider.asked(DISCOVERY), 1);
    world.clock.pass(1);
    world.finish_with(&world.claims()).unwrap();
}

#[test]
fn answers_that_are_none_are_taken_for_none() {
    for (path, answer) in [
        (DISCOVERY, Answer::Json(404, json!({}))),
        (DISCOVERY, Answer::Json(200, json!("nothing"))),
        (KEYS, Answer::Json(503, json!({}))),
        (KEYS, Answer::Json(200, json!({}))),
        (TOKEN, Answer::Json(502, json!({ "error": "invalid_grant" }))),
        (TOKEN, Answer::Json(429, json!({}))),
    ] {
        let world = World::new();
        world.provider.issues(&world.provider.key.token(&world.claims()));
        world.provider.answers(path, answer);
        let why = down(world.finish());
        assert!(why.contains(path), "{why}");
    }
}

#[test]
fn nobody_is_sent_on() {
    for path in [DISCOVERY, KEYS, TOKEN] {
        let world = World::new();
        let elsewhere = MockProvider::start();
        world.provider.issues(&world.provider.key.token(&world.claims()));
        world
            .provider
            .answers(path, Answer::Redirect(format!("{}{path}", elsewhere.issuer)));
        assert!(down(world.finish()).contains("302"), "{path}");
        assert_eq!(elsewhere.asked(path), 0);
    }
}

#[test]
fn ten_megabytes_of_keys_are_not_read() {
    for announced in [true, false] {
        let world = World::new();
        world.provider.issues(&world.provider.key.token(&world.claims()));
        let bytes = if announced { 10 << 20 } else { 64 << 20 };
        world.provider.answers(KEYS, Answer::Flood { bytes, announced });
        let why = down(world.finish());
        assert!(why.contains(KEYS), "{why}");
        let begun = Instant::now();
        while !announced && !world.provider.script().cut_off {
            assert!(begun.elapsed() < MOST, "all of it was read");
            thread::sleep(Duration::from_millis(10));
        }
        assert!(
            world.provider.script().exchanges.is_empty(),
            "no code is lost on it"
        );
    }
}

#[test]
fn a_provider_that_publishes_another_issuer_is_refused() {
    let world = World::new();
    for other in [
        "https://id.example.com".into(),
        format!("{}/", world.provider.issuer),
    ] {
        let mut discovery = world.provider.discovery();
        discovery["issuer"] = other.into();
        world.provider.answers(DISCOVERY, Answer::Json(200, discovery));
        assert!(refused(world.finish_with(&world.claims())).contains("issuer"));
        world.clock.pass(10);
    }
    assert!(
        world.provider.script().exchanges.is_empty(),
        "no code is given to it"
    );
}

#[test]
fn endpoints_without_tls_elsewhere_are_refused() {
    for endpoint in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
        let world = World::new();
        let mut discovery = world.provider.discovery();
        discovery[endpoint] = "http://id.example.com/endpoint".into();
        world.provider.answers(DISCOVERY, Answer::Json(200, discovery));
        assert!(
            refused(world.finish_with(&world.claims())).contains("https"),
            "{endpoint}"
        );
    }
}
