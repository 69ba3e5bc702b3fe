//! A-OP-5 and the counters: what can be seen of requests from outside, with the log at its most talkative. A
//! program of its own with a single test, because a process has one log and one set of counters.

#[cfg(test)]
#[path = "kernel/client.rs"]
#[expect(dead_code, reason = "the other test program uses the rest")]
mod client;
#[cfg(test)]
#[path = "kernel/desk.rs"]
#[expect(dead_code, reason = "the other test program uses the rest")]
mod desk;
#[cfg(test)]
#[path = "kernel/memory.rs"]
mod memory;
#[cfg(test)]
#[path = "kernel/server.rs"]
mod server;
#[cfg(test)]
#[path = "kernel/shop.rs"]
mod shop;
#[cfg(test)]
#[path = "kernel/world.rs"]
mod world;

#[cfg(test)]
mod tests {
    use crate::{
        client::{Client, get, post},
        server::{Connection, serve},
    };
    use actix_web::{test::TestRequest, web};
    use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
    use serde_json::Value;
    use std::{
        io,
        sync::{Arc, Mutex},
    };
    use tessera_domain::time::Time;
    use tessera_http::{
        kernel::{WebSettings, log_panics},
        throttle::InProcess,
    };
    use tessera_ports::throttle::{Limit, Throttle};
    use tracing_subscriber::{filter::LevelFilter, fmt::MakeWriter};

    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Log {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl<'w> MakeWriter<'w> for Log {
        type Writer = Self;

        fn make_writer(&'w self) -> Self {
            self.clone()
        }
    }

    impl Log {
        fn begin() -> Self {
            let log = Self::default();
            let lines = tracing_subscriber::fmt()
                .json()
                .with_max_level(LevelFilter::TRACE);
            lines.with_writer(log.clone()).init();
            log_panics();
            // The hook under test would keep this test's own failure to itself.
            let logging = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |info| {
                logging(info);
                eprintln!("{info}");
            }));
            log
        }

        /// The lines since the last time.
        fn take(&self) -> Vec<Value> {
            let text = String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap();
            text.lines()
                .map(|line| serde_json::from_str(line).unwrap())
                .collect()
        }
    }

    fn saying<'l>(lines: &'l [Value], message: &str) -> Vec<&'l Value> {
        let fields = lines.iter().map(|line| &line["fields"]);
        fields.filter(|fields| fields["message"] == message).collect()
    }

    fn with_secrets(request: TestRequest) -> TestRequest {
        request
            .insert_header(("authorization", "Bearer canary"))
            .insert_header(("cookie", "session=canary"))
            .insert_header(("x-other", "canary"))
            .insert_header(("x-request-id", "abcd-1234"))
    }

    #[actix_web::test]
    async fn what_can_be_seen_of_requests() {
        let log = Log::begin();
        let recorder = PrometheusBuilder::new().build_recorder();
        let counters = recorder.handle();
        metrics::set_global_recorder(recorder).unwrap();
        let client = Client::new().await;
        no_secrets_are_logged(&log, &client).await;
        no_secrets_are_logged_of_connections(&log).await;
        what_happened_is_logged(&log, &client).await;
        whom_a_page_finds_is_logged(&log, &client).await;
        what_is_too_much_is_logged_once(&log, &counters);
        requests_are_counted(&counters, &client).await;
    }

    fn assert_no_canary(lines: &[Value]) {
        assert!(!lines.is_empty());
        for line in lines {
            assert!(!line.to_string().contains("canary"), "{line}");
        }
    }

    async fn no_secrets_are_logged(log: &Log, client: &Client) {
        for request in [
            get("/shop/things?token=canary&page=canary"),
            get("/shop/things").insert_header(("x-api-key", "canary")),
            get("/shop/things").insert_header(("x-tenant-id", "canary")),
            get("/shop/things").insert_header(("x-request-id", "canary canary")),
            post("/shop/things", r#"{"name":"canary"}"#).insert_header(("idempotency-key", "canary")),
            post("/shop/things", r#"{"name":"ca","name":"canary"}"#),
            get("/shop/panic"),
            get("/shop/panic-inside"),
            get("/shop/things").insert_header(("x-api-key", "panic")),
            get("/canary"),
            get("/desk/who").insert_header(("cookie", "desk=canary")),
            get("/desk/panic"),
            TestRequest::post()
                .uri("/desk")
                .insert_header(("content-type", "application/x-www-form-urlencoded"))
                .set_payload("name=canary&name=canary"),
        ] {
            client.send(with_secrets(request)).await;
        }
        let lines = log.take();
        assert_no_canary(&lines);
        let panics = saying(&lines, "a panic");
        assert_eq!(panics.len(), 4);
        assert!(
            panics[0]["place"].as_str().unwrap().contains("shop.rs"),
            "{}",
            panics[0]
        );
    }

    async fn no_secrets_are_logged_of_connections(log: &Log) {
        let address = serve(WebSettings::default());
        let exchange = move || {
            let mut connection = Connection::open(address);
            connection.write("POST /shop/things?token=canary HTTP/1.1\r\nhost: x\r\nx-api-key: canary\r\n");
            connection.write("authorization: canary\r\ncontent-length: 8\r\n\r\n\"canary\"");
            assert!(connection.read(true).0.starts_with("http/1.1 401"));
            let (head, _) = Connection::open(address).ask("GET", "/shop/things/stats?token=canary");
            assert!(head.starts_with("http/1.1 200"));
            let mut connection = Connection::open(address);
            connection.write("canary canary canary\r\n\r\n");
            assert!(connection.read(true).0.starts_with("http/1.1 400"));
        };
        web::block(exchange).await.unwrap();
        assert_no_canary(&log.take());
    }

    async fn what_happened_is_logged(log: &Log, client: &Client) {
        client.send(with_secrets(get("/shop/things/stats"))).await;
        let lines = log.take();
        let [line] = saying(&lines, "request answered")[..] else {
            panic!("{lines:?}")
        };
        for (name, value) in [
            ("request_id", "abcd-1234"),
            ("tenant", "00000000-0000-0000-0000-000000000001"),
            ("user", "00000000-0000-0000-0000-000000000002"),
            ("method", "GET"),
            ("route", "/shop/things/stats"),
        ] {
            assert_eq!(line[name], value, "{line}");
        }
        assert_eq!(line["status"], 200);
        assert!(line["ms"].is_u64());

        for (path, route, status) in [
            ("/shop/fail/Bug", "/shop/fail/{kind}", 500),
            ("/shop/things/7", "/shop/things/{id}", 405),
            ("/shop/panic", "/shop/panic", 500),
            ("/shop/nowhere", "unmatched", 404),
            ("/nowhere", "unmatched", 404),
        ] {
            client.send(with_secrets(get(path))).await;
            let lines = log.take();
            let [line] = saying(&lines, "request answered")[..] else {
                panic!("{lines:?}")
            };
            assert_eq!((&line["route"], &line["status"]), (&route.into(), &status.into()));
            let failures = saying(&lines, "request failed");
            assert_eq!(
                failures.len(),
                usize::from(status == 500),
                "{path}: each failure is told once"
            );
            assert!(
                failures
                    .iter()
                    .all(|failure| failure["request_id"] == "abcd-1234")
            );
        }
    }

    async fn whom_a_page_finds_is_logged(log: &Log, client: &Client) {
        for (cookie, user) in [
            ("desk=admin", "00000000-0000-0000-0000-000000000002".into()),
            ("desk=stranger", Value::Null),
        ] {
            client
                .send(
                    TestRequest::get()
                        .uri("/desk/who")
                        .insert_header(("cookie", cookie)),
                )
                .await;
            let lines = log.take();
            let [line] = saying(&lines, "request answered")[..] else {
                panic!("{lines:?}")
            };
            assert_eq!(line["user"], user, "{line}");
        }
    }

    /// A-AUTH-8, the part about what is written down: the subject may be somebody's name.
    fn what_is_too_much_is_logged_once(log: &Log, counters: &PrometheusHandle) {
        let limit = Limit {
            name: "try",
            count: 1,
            window_seconds: 60,
            block_seconds: 0,
        };
        let throttle = InProcess::new();
        for seconds in [0, 1, 2, 60, 61, 62] {
            let now = Time::from_micros(seconds * 1_000_000).unwrap();
            let passed = throttle.take(&limit, "canary", now).is_ok();
            assert_eq!(passed, seconds % 60 == 0);
        }
        let lines = log.take();
        assert_no_canary(&lines);
        let refusals = saying(&lines, "too many: nothing more is let through for a while");
        assert_eq!(refusals.len(), 2, "once in each window");
        assert!(refusals.iter().all(|line| line["limit"] == "try"));
        let counted = r#"tessera_throttled_total{limit="try"} 4"#;
        assert!(counters.render().contains(counted));
    }

    async fn requests_are_counted(counters: &PrometheusHandle, client: &Client) {
        let count = |line: &str| {
            let text = counters.render();
            let value = text
                .lines()
                .find_map(|counted| counted.strip_prefix(line)?.trim().parse().ok());
            value.unwrap_or(0_u64)
        };
        let stats = r#"tessera_http_requests_total{method="GET",route="/shop/things/stats",status="200"}"#;
        let before = (count("tessera_http_panics_total"), count(stats));
        for path in ["/shop/panic", "/shop/panic-inside", "/shop/things/stats"] {
            client.send(get(path)).await;
        }
        client
            .send(get("/shop/things/stats").method("CANARY".parse().unwrap()))
            .await;
        let after = (count("tessera_http_panics_total"), count(stats));
        assert_eq!(after, (before.0 + 2, before.1 + 1));
        assert!(
            !counters.render().contains("CANARY"),
            "clients cannot make up labels"
        );
    }
}
