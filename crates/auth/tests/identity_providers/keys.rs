//! Keys and addresses that change.

use crate::{
    World, attempt,
    provider::{Answer, DISCOVERY, KEYS},
    refused,
    signing::{Algorithm, Key},
};
use std::{thread, time::Duration};
use tessera_ports::identity::IdentityProviders;

fn key(id: &'static str) -> Key {
    Key {
        id,
        algorithm: Algorithm::es256(),
    }
}

#[test]
fn what_a_provider_publishes_is_kept_for_an_hour() {
    let world = World::new();
    world.finish_with(&world.claims()).unwrap();
    world.clock.pass(3_599);
    world.finish_with(&world.claims()).unwrap();
    assert_eq!(
        (world.provider.asked(DISCOVERY), world.provider.asked(KEYS)),
        (1, 1)
    );
    world.clock.pass(1);
    world.finish_with(&world.claims()).unwrap();
    assert_eq!(
        (world.provider.asked(DISCOVERY), world.provider.asked(KEYS)),
        (2, 2)
    );
}

#[test]
fn a_new_key_is_asked_for_when_it_is_first_seen() {
    let world = World::new();
    world.finish_with(&world.claims()).unwrap();
    let new = key("second");
    world.provider.publishes(&[&new]);
    world.provider.issues(&new.token(&world.claims()));
    world.finish().unwrap();
    assert_eq!(world.provider.asked(KEYS), 2);
    assert!(
        !refused(world.finish_with(&world.claims())).is_empty(),
        "the old one is gone"
    );
}

#[test]
fn keys_are_asked_for_anew_once_in_a_minute() {
    let world = World::new();
    world.finish_with(&world.claims()).unwrap();
    let (unknown, new) = (key("unknown"), key("second"));
    for _ in 0..5 {
        world.provider.issues(&unknown.token(&world.claims()));
        assert!(refused(world.finish()).contains("no key that it publishes"));
    }
    assert_eq!(world.provider.asked(KEYS), 2);
    world.provider.publishes(&[&new]);
    world.clock.pass(59);
    world.provider.issues(&new.token(&world.claims()));
    refused(world.finish());
    assert_eq!(world.provider.asked(KEYS), 2, "a minute has not passed");
    world.clock.pass(1);
    world.finish().unwrap();
    assert_eq!(world.provider.asked(KEYS), 3);
}

#[test]
fn keys_of_kinds_that_nobody_knows_are_passed_over() {
    let world = World::new();
    let mut strange = key("strange").published();
    strange["kty"] = "QUANTUM".into();
    let known = world.provider.key.published();
    let keys = serde_json::json!({ "keys": [strange, known] });
    world.provider.answers(KEYS, Answer::Json(200, keys));
    world.finish_with(&world.claims()).unwrap();
}

/// Microsoft's do not say which algorithm they are for.
#[test]
fn keys_need_not_say_which_algorithm_they_are_for() {
    let world = World::new();
    let mut key = world.provider.key.published();
    key.as_object_mut().unwrap().remove("alg");
    key["x5c"] = serde_json::json!(["a certificate"]);
    let keys = serde_json::json!({ "keys": [key] });
    world.provider.answers(KEYS, Answer::Json(200, keys));
    world.finish_with(&world.claims()).unwrap();
}

#[test]
fn many_callers_at_once_ask_once() {
    let world = World::new();
    let slow = Answer::Slow(Duration::from_millis(300), world.provider.discovery());
    world.provider.answers(DISCOVERY, slow);
    thread::scope(|scope| {
        let callers: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| world.server.begin("example", &attempt())))
            .collect();
        for caller in callers {
            assert!(caller.join().unwrap().is_ok());
        }
    });
    assert_eq!(world.provider.asked(DISCOVERY), 1);
}
