//! Limits on requests: whom they count, who refuses, and what is told.

use crate::{
    client::{Answer, Client},
    gate, shop, world,
};
use actix_web::test::TestRequest;
use std::sync::Arc;
use tessera_http::{
    dialect::Dialect,
    kernel::{Kernel, WebSettings},
    rates::{Category, Rates},
};

/// The shop once more under another name, at whose counter one signs in.
const MARKET: Dialect = Dialect {
    name: "market",
    category: |_, path| match path {
        "/shop/echo" => Category::Search,
        "/shop/signin" => Category::Authentication,
        _ => Category::General,
    },
    ..shop::DIALECT
};

async fn client(dialects: Vec<Dialect>, rates: Rates) -> Client {
    let settings = WebSettings {
        rates,
        ..WebSettings::default()
    };
    let kernel = Kernel::new(world::application(), dialects, settings).unwrap();
    Client::of(&Arc::new(kernel)).await
}

fn rates(refusing: &[&str]) -> Rates {
    Rates {
        authentication: 2,
        general: 3,
        search: 1,
        refusing: refusing.iter().map(|name| (*name).to_owned()).collect(),
        ..Rates::default()
    }
}

fn get(path: &str, key: &str) -> TestRequest {
    TestRequest::get().uri(path).insert_header(("x-api-key", key))
}

fn left(answer: &Answer) -> (u16, Option<&str>) {
    (answer.status.as_u16(), answer.header("x-ratelimit-remaining"))
}

#[actix_web::test]
async fn a_person_has_one_budget_whatever_key_they_come_with() {
    let client = client(vec![shop::DIALECT], rates(&["shop"])).await;
    for (key, expected) in [("admin", "2"), ("admin-2", "1"), ("admin", "0")] {
        let answer = client.send(get("/shop/nothing", key)).await;
        assert_eq!(left(&answer), (404, Some(expected)));
    }
    let refused = client.send(get("/shop/nothing", "admin-2")).await;
    assert_eq!(left(&refused), (429, Some("0")));
    assert_eq!(refused.fault(), "TooMany");
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=3600).contains(&wait));
    assert_eq!(refused.header("x-ratelimit-limit"), Some("3"));
    assert_eq!(refused.header("ratelimit-policy"), Some("\"general\";q=3;w=3600"));
}

#[actix_web::test]
async fn who_does_not_refuse_tells_nothing_either() {
    let client = client(vec![shop::DIALECT], rates(&[])).await;
    for _ in 0..5 {
        let answer = client.send(get("/shop/nothing", "admin")).await;
        assert_eq!(left(&answer), (404, None));
    }
}

#[actix_web::test]
async fn sorts_are_counted_apart() {
    let client = client(vec![MARKET], rates(&["market"])).await;
    let mut told = Vec::new();
    for path in ["/shop/echo", "/shop/nothing", "/shop/echo"] {
        let answer = client.send(get(path, "admin")).await;
        told.push((
            answer.status.as_u16() == 429,
            left(&answer).1.map(ToOwned::to_owned),
        ));
    }
    let zero = || Some("0".to_owned());
    assert_eq!(told, [(false, zero()), (false, Some("2".into())), (true, zero())]);
}

#[actix_web::test]
async fn strangers_are_counted_by_their_address() {
    let client = client(vec![shop::DIALECT], rates(&["shop"])).await;
    for expected in ["2", "1", "0"] {
        let answer = client.send(get("/shop/nothing", "nobody")).await;
        assert_eq!(left(&answer), (401, Some(expected)));
    }
    let refused = client.send(get("/shop/nothing", "nobody")).await;
    assert_eq!(left(&refused), (429, Some("0")));
    let known = client.send(get("/shop/nothing", "admin")).await;
    assert_eq!(left(&known), (404, Some("2")), "people have budgets of their own");
}

#[actix_web::test]
async fn signing_in_is_counted_before_anything_is_looked_at() {
    let client = client(vec![MARKET], rates(&["market"])).await;
    let mut refused = Vec::new();
    for _ in 0..4 {
        let answer = client.send(get("/shop/signin", "admin")).await;
        refused.push(answer.status.as_u16() == 429);
    }
    assert!(refused[2] && refused[3]);
}

#[actix_web::test]
async fn integrations_have_an_hour_of_their_own() {
    let client = client(vec![gate::DIALECT], rates(&["gate"])).await;
    for _ in 0..5 {
        let request = TestRequest::get()
            .uri("/gate/things")
            .insert_header(("x-gate", "open"));
        assert_eq!(client.send(request).await.status.as_u16(), 200);
    }
}
