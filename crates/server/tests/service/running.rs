//! A service in a thread of its own.

use secrecy::ExposeSecret;
use serde_json::Value;
use std::{net::SocketAddr, path::Path, sync::Arc, thread};
use tessera_application::Application;
use tessera_server::{
    Server, World,
    first_start::Greeting,
    settings::{Settings, Sources},
};
use tokio::sync::oneshot;
use ureq::{
    Body,
    http::{Request, Response},
};

/// Settings for a service whose files all lie in that folder.
pub fn settings(folder: &Path, development: bool) -> Settings {
    Sources::new()
        .flag("bind", Some("127.0.0.1:0"))
        .flag("data_dir", folder.to_str())
        .development(development)
        .read()
        .unwrap()
}

/// A service that runs until it is dropped.
pub struct Running {
    pub address: SocketAddr,
    pub key: Option<String>,
    pub token: Option<String>,
    pub app: Arc<Application>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<std::io::Result<()>>>,
}

impl Running {
    pub fn start(settings: &Settings) -> Self {
        Self::start_in(&World::default(), settings)
    }

    pub fn start_in(world: &World, settings: &Settings) -> Self {
        let server = Server::build_in(world, settings).unwrap();
        let address = server.local_addr().unwrap();
        let app = Arc::clone(server.application());
        let (key, token) = match server.greeting() {
            Greeting::Development { key, token, .. } => (
                Some(key.expose_secret().to_owned()),
                Some(token.expose_secret().to_owned()),
            ),
            Greeting::None | Greeting::FirstStart(_) => (None, None),
        };
        let (stop, stopped) = oneshot::channel();
        let thread = thread::spawn(move || {
            let asked = async { drop(stopped.await) };
            actix_web::rt::System::new().block_on(server.run_until(asked))
        });
        Self {
            address,
            key,
            token,
            app,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    pub fn get(&self, path: &str) -> Response<Body> {
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

    /// What another system asks for by that token, with a body if there is one; the status and the answer.
    pub fn ask(&self, token: &str, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .new_agent();
        let request = Request::builder()
            .method(method)
            .uri(format!(
                "http://{}/functions/v1/integration-tickets{path}",
                self.address
            ))
            .header("authorization", format!("Bearer {token}"))
            .header("user-agent", "a test");
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let mut response = agent.run(request.body(body).unwrap()).unwrap();
        let answer = response.body_mut().read_json().unwrap();
        (response.status().as_u16(), answer)
    }

    pub fn stop(mut self) -> std::io::Result<()> {
        self.end()
    }

    pub fn end(&mut self) -> std::io::Result<()> {
        drop(self.stop.take());
        self.thread.take().map_or(Ok(()), |thread| thread.join().unwrap())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.end());
    }
}

/// A header's text, or nothing.
pub fn header<'r>(response: &'r Response<Body>, name: &str) -> &'r str {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}
