//! A-OP-5: what the log says of a request, and what it keeps to itself, at its most talkative level. A program of
//! its own, because a process has one log.

#[cfg(test)]
#[path = "kernel/client.rs"]
#[expect(dead_code, reason = "the other test program uses the rest")]
mod client;
#[cfg(test)]
#[path = "kernel/shop.rs"]
mod shop;
#[cfg(test)]
#[path = "kernel/world.rs"]
mod world;

#[cfg(test)]
mod tests {
    use crate::client::{Client, get, post};
    use actix_web::test::TestRequest;
    use serde_json::Value;
    use std::{
        io,
        sync::{Arc, Mutex},
    };
    use tessera_http::kernel::log_panics;
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
            tracing_subscriber::fmt()
                .json()
                .with_max_level(LevelFilter::TRACE)
                .with_writer(log.clone())
                .init();
            log_panics();
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
    async fn the_log_tells_what_happened_and_no_secrets() {
        let log = Log::begin();
        let client = Client::new().await;
        for request in [
            get("/shop/things?token=canary&page=canary"),
            get("/shop/things").insert_header(("x-api-key", "canary")),
            get("/shop/things").insert_header(("x-request-id", "canary canary")),
            post("/shop/things", r#"{"name":"canary"}"#).insert_header(("idempotency-key", "canary")),
            post("/shop/things", r#"{"name":"ca","name":"canary"}"#),
            get("/shop/panic"),
            get("/shop/panic-inside"),
            get("/shop/things").insert_header(("x-api-key", "panic")),
            get("/canary"),
        ] {
            client.send(with_secrets(request)).await;
        }
        let lines = log.take();
        assert!(!lines.is_empty());
        for line in &lines {
            assert!(!line.to_string().contains("canary"), "{line}");
        }
        let panics = saying(&lines, "a panic");
        assert_eq!(panics.len(), 3);
        assert!(
            panics[0]["place"].as_str().unwrap().contains("shop.rs"),
            "{}",
            panics[0]
        );

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
}
