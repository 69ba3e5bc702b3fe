//! The whole service in one process: started, asked, stopped.

use secrecy::ExposeSecret;
use std::{net::SocketAddr, path::Path, thread, time::Duration};
use tessera_server::{
    Server, StartError,
    first_start::Greeting,
    settings::{Settings, Sources},
};
use tokio::sync::oneshot;
use ureq::{Body, http::Response};

fn settings(folder: &Path, development: bool) -> Settings {
    Sources::new()
        .flag("bind", Some("127.0.0.1:0"))
        .flag("data_dir", folder.to_str())
        .development(development)
        .read()
        .unwrap()
}

/// A service that runs until it is dropped.
struct Running {
    address: SocketAddr,
    key: Option<String>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<std::io::Result<()>>>,
}

impl Running {
    fn start(settings: &Settings) -> Self {
        let server = Server::build(settings).unwrap();
        let address = server.local_addr().unwrap();
        let key = match server.greeting() {
            Greeting::Development { key, .. } => Some(key.expose_secret().to_owned()),
            Greeting::None | Greeting::FirstStart(_) => None,
        };
        let (stop, stopped) = oneshot::channel();
        let thread = thread::spawn(move || {
            let asked = async { drop(stopped.await) };
            actix_web::rt::System::new().block_on(server.run_until(asked))
        });
        Self {
            address,
            key,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    fn get(&self, path: &str) -> Response<Body> {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .build()
            .new_agent();
        let mut request = agent.get(format!("http://{}{path}", self.address));
        if let Some(key) = &self.key {
            request = request.header("x-api-key", key);
        }
        request.call().unwrap()
    }

    fn stop(mut self) -> std::io::Result<()> {
        self.end()
    }

    fn end(&mut self) -> std::io::Result<()> {
        drop(self.stop.take());
        self.thread.take().map_or(Ok(()), |thread| thread.join().unwrap())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.end());
    }
}

fn header<'r>(response: &'r Response<Body>, name: &str) -> &'r str {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

#[test]
fn a_development_start_can_be_looked_at_and_tried() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::start(&settings(folder.path(), true));

    let mut tickets = running.get("/api/v1/tickets?limit=3");
    assert_eq!(tickets.status(), 200);
    let tickets: serde_json::Value = tickets.body_mut().read_json().unwrap();
    assert_eq!(tickets["data"].as_array().unwrap().len(), 3, "{tickets}");

    for (path, content_type) in [
        ("/", "text/html"),
        ("/landing.css", "text/css"),
        ("/docs/", "text/html"),
        ("/docs/swagger-ui.css", "text/css"),
        ("/docs/swagger-initializer.js", "text/javascript"),
        ("/openapi/mobile.json", "application/json"),
        ("/healthz", "application/json"),
        ("/readyz", "application/json"),
        ("/metrics", "text/plain"),
    ] {
        let response = running.get(path);
        assert_eq!(response.status(), 200, "{path}");
        assert!(
            header(&response, "content-type").starts_with(content_type),
            "{path}: {response:?}"
        );
        assert_eq!(header(&response, "x-content-type-options"), "nosniff", "{path}");
        assert!(
            header(&response, "content-security-policy").starts_with("default-src 'none'"),
            "{path}"
        );
    }
    let redirect = running.get("/docs");
    assert_eq!(
        (redirect.status().as_u16(), header(&redirect, "location")),
        (308, "/docs/")
    );
    assert_eq!(running.get("/docs/nothing.js").status(), 404);
    let list = running
        .get("/docs/swagger-initializer.js")
        .body_mut()
        .read_to_string()
        .unwrap();
    assert!(list.contains("/openapi/mobile.json"), "{list}");
    running.stop().unwrap();
}

#[test]
fn the_development_key_is_the_same_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(folder.path(), true);
    let [first, second] = [(), ()].map(|()| {
        let running = Running::start(&settings);
        assert_eq!(running.get("/api/v1/tickets").status(), 200);
        running.key.clone().unwrap()
    });
    assert_eq!(first, second);
}

#[test]
fn production_refuses_what_development_made() {
    let folder = tempfile::tempdir().unwrap();
    drop(Server::build(&settings(folder.path(), true)).unwrap());
    let refused = Server::build(&settings(folder.path(), false)).err().unwrap();
    assert!(matches!(refused, StartError::First(_)));
    let text = refused.to_string();
    assert!(
        text.starts_with("DATABASE_URL: this database was made by `tessera serve --dev`"),
        "{text}"
    );
    assert_eq!(text.lines().count(), 1);
}

#[test]
fn the_first_password_is_told_once() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(folder.path(), false);
    let first = Server::build(&settings).unwrap();
    let Greeting::FirstStart(admin) = first.greeting() else {
        panic!("{:?}", first.greeting())
    };
    assert_eq!(admin.password.expose_secret().len(), 23);
    drop(first);
    let second = Server::build(&settings).unwrap();
    assert!(matches!(second.greeting(), Greeting::None));
}

#[test]
fn an_address_that_is_taken_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = tempfile::tempdir().unwrap();
    let settings = Sources::new()
        .environment([("TESSERA_BIND".into(), address.clone())])
        .flag("data_dir", folder.path().to_str())
        .read()
        .unwrap();
    let error = Server::build(&settings).err().unwrap().to_string();
    assert!(
        error.starts_with(&format!("TESSERA_BIND: cannot listen at {address}: ")),
        "{error}"
    );
}

#[test]
fn a_stop_lets_go_and_the_address_is_free_again() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::start(&settings(folder.path(), true));
    let address = running.address;
    assert_eq!(running.get("/healthz").status(), 200);
    running.stop().unwrap();
    thread::sleep(Duration::from_millis(50));
    assert!(std::net::TcpStream::connect(address).is_err());
}
