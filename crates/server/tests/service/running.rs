//! A service in a thread of its own.

use secrecy::ExposeSecret;
use std::{net::SocketAddr, path::Path, thread};
use tessera_server::{
    Server,
    first_start::Greeting,
    settings::{Settings, Sources},
};
use tokio::sync::oneshot;
use ureq::{Body, http::Response};

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
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<std::io::Result<()>>>,
}

impl Running {
    pub fn start(settings: &Settings) -> Self {
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

    pub fn stop(mut self) -> std::io::Result<()> {
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

/// A header's text, or nothing.
pub fn header<'r>(response: &'r Response<Body>, name: &str) -> &'r str {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}
