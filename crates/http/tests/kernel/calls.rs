//! Doors of their own: what they tell with each answer, and what is recorded of the calls that they count.

use crate::{
    client::{Answer, Client},
    gate, world,
};
use actix_web::test::TestRequest;
use std::{sync::Arc, time::Duration};
use tessera_http::{
    calls::{Batches, CallRecord},
    kernel::{Kernel, WebSettings},
};

struct Gate {
    client: Client,
    batches: Arc<Batches>,
}

impl Gate {
    async fn new(settings: WebSettings) -> Self {
        let batches = Arc::new(Batches::default());
        let kernel = Kernel::new(world::application(), vec![gate::DIALECT], settings).unwrap();
        let kernel = Arc::new(kernel.with_call_sink(batches.clone()));
        Self {
            client: Client::of(&kernel).await,
            batches,
        }
    }

    /// The answer, and what was recorded of the request.
    async fn send(&self, request: TestRequest) -> (Answer, Vec<CallRecord>) {
        let answer = self.client.send(request).await;
        (answer, self.batches.take(10))
    }
}

fn get(path: &str, gate: &str) -> TestRequest {
    TestRequest::get().uri(path).insert_header(("x-gate", gate))
}

fn post(body: impl Into<String>, gate: &str) -> TestRequest {
    let request = TestRequest::post()
        .uri("/gate/things")
        .insert_header(("x-gate", gate));
    request.set_payload(body.into())
}

#[actix_web::test]
async fn a_door_of_its_own_says_why_it_stays_shut() {
    let gate = Gate::new(WebSettings::default()).await;
    for path in ["/gate/things", "/gate/nothing"] {
        let (answer, calls) = gate.send(get(path, "")).await;
        assert_eq!(answer.status.as_u16(), 401);
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        assert_eq!(
            (&answer.json()["reason"], &answer.json()["message"]),
            (&"NothingPresented".into(), &"Which gate?".into())
        );
        assert_eq!(answer.header("x-ratelimit-limit"), None);
        assert!(calls.is_empty());
    }
}

#[actix_web::test]
async fn a_panic_at_the_door_is_a_fault_of_ours_and_no_call() {
    let gate = Gate::new(WebSettings::default()).await;
    let (answer, calls) = gate.send(get("/gate/things", "panic")).await;
    assert_eq!((answer.status.as_u16(), answer.fault().as_str()), (500, "Bug"));
    assert!(!answer.text.contains("canary"));
    assert!(calls.is_empty());
}

#[actix_web::test]
async fn every_answer_tells_what_is_left() {
    let gate = Gate::new(WebSettings::default()).await;
    for (request, status, left) in [
        (get("/gate/things", "open"), 200, "6"),
        (get("/gate/nothing", "open"), 404, "6"),
        (get("/gate/fall", "open"), 500, "6"),
        (post("{}", "copying"), 400, "5"),
        (get("/gate/things", "full"), 429, "0"),
    ] {
        let (answer, _) = gate.send(request).await;
        assert_eq!(answer.status.as_u16(), status);
        assert_eq!(answer.header("x-ratelimit-limit"), Some("7"));
        assert_eq!(answer.header("x-ratelimit-remaining"), Some(left));
        assert_eq!(answer.header("x-ratelimit-reset"), Some("1770120030"));
        assert_eq!(answer.header("ratelimit-policy"), Some("\"gate\";q=7;w=60"));
        let drafted = format!("\"gate\";r={left};t=30");
        assert_eq!(answer.header("ratelimit"), Some(drafted.as_str()));
        let wait = (status == 429).then_some("30");
        assert_eq!(answer.header("retry-after"), wait);
    }
}

#[actix_web::test]
async fn every_counted_call_is_recorded_with_its_answer() {
    let settings = WebSettings {
        handler_time: Duration::from_millis(200),
        ..WebSettings::default()
    };
    let gate = Gate::new(settings).await;
    for (request, method, path, status) in [
        (
            get("/gate/things?secret=canary", "open"),
            "GET",
            "/gate/things",
            200,
        ),
        (get("/gate/nothing", "open"), "GET", "/gate/nothing", 404),
        (get("/gate/fall", "open"), "GET", "/gate/fall", 500),
        (get("/gate/wait", "open"), "GET", "/gate/wait", 503),
        (post("{\"word\":\"x\"}", "open"), "POST", "/gate/things", 201),
        (post("{", "open"), "POST", "/gate/things", 400),
        (
            TestRequest::delete()
                .uri("/gate/things")
                .insert_header(("x-gate", "open")),
            "DELETE",
            "/gate/things",
            405,
        ),
    ] {
        let request = request.insert_header(("user-agent", "shop/1.0"));
        let (answer, calls) = gate.send(request).await;
        assert_eq!(answer.status.as_u16(), status, "{method} {path}");
        let [call] = calls.as_slice() else {
            panic!("one call: {calls:?}")
        };
        assert_eq!(
            (call.method.as_str(), call.path.as_str(), call.status),
            (method, path, status)
        );
        assert_eq!((call.tenant, call.token), (world::tenant(), gate::token()));
        assert_eq!(call.address.as_deref(), Some("0.0.0.0"));
        assert_eq!(call.agent.as_deref(), Some("shop/1.0"));
        assert_eq!(call.body, None, "nobody asked for bodies");
        assert_eq!(call.at.micros(), world::NOW);
        assert_eq!(call.id.get_version_num(), 7);
        let waited = status == 503;
        assert_eq!(call.milliseconds >= 200, waited, "{}", call.milliseconds);
    }
}

#[actix_web::test]
async fn what_was_not_counted_is_not_recorded() {
    let gate = Gate::new(WebSettings::default()).await;
    for request in [
        get("/gate/things", "full"),
        get("/gate/things", ""),
        get("/healthz", "open"),
        get("/elsewhere", "open"),
    ] {
        let (_, calls) = gate.send(request).await;
        assert!(calls.is_empty(), "{calls:?}");
    }
}

#[actix_web::test]
async fn bodies_are_recorded_where_that_is_wanted() {
    let gate = Gate::new(WebSettings::default()).await;
    let long = format!("{{\"word\":\"{}\"}}", "x".repeat(20_000));
    for (body, status, kept) in [
        ("{\"word\":\"x\"}", 201, Some("{\"word\":\"x\"}")),
        ("no JSON \u{0}", 400, Some("no JSON \u{fffd}")),
        ("", 400, None),
        (long.as_str(), 201, long.get(..10_000)),
    ] {
        let (answer, calls) = gate.send(post(body, "copying")).await;
        assert_eq!(answer.status.as_u16(), status);
        assert_eq!(calls[0].body.as_deref(), kept);
    }
    let (_, calls) = gate.send(get("/gate/things", "copying")).await;
    assert_eq!(calls[0].body, None);
}

#[actix_web::test]
async fn a_body_taken_for_json_has_its_limits_all_the_same() {
    let gate = Gate::new(WebSettings::default()).await;
    for content_type in ["text/plain", "application/x-www-form-urlencoded", "nonsense"] {
        let request = post("{\"word\":\"x\"}", "open").insert_header(("content-type", content_type));
        assert_eq!(gate.send(request).await.0.status.as_u16(), 201, "{content_type}");
    }
    let (answer, calls) = gate.send(post("x".repeat(300_000), "copying")).await;
    assert_eq!(
        (answer.fault().as_str(), calls[0].status),
        ("PayloadTooLarge", 413)
    );
    assert_eq!(calls[0].body, None);
    let encoded = post("{}", "open").insert_header(("content-encoding", "gzip"));
    assert_eq!(gate.send(encoded).await.0.status.as_u16(), 415);
}

#[actix_web::test]
async fn without_a_sink_calls_are_answered_all_the_same() {
    let kernel = Kernel::new(world::application(), vec![gate::DIALECT], WebSettings::default());
    let client = Client::of(&Arc::new(kernel.unwrap())).await;
    let answer = client.send(get("/gate/things", "open")).await;
    assert_eq!(answer.status.as_u16(), 200);
}
