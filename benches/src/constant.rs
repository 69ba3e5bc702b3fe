//! The limit of the web framework: a server that answers with constant JSON of whatever length is asked for, or makes the
//! text of the one value that it remembers.

use crate::{
    failure::{During, Failure},
    rota::Rota,
    wire::{self, Connection},
};
use actix_web::{
    App, HttpResponse, HttpServer,
    dev::ServerHandle,
    http::header::ContentType,
    rt::System,
    web::{self, Bytes, Data, Path},
};
use serde_json::Value;
use std::{
    net::{SocketAddr, TcpListener},
    sync::{PoisonError, RwLock, mpsc},
    thread::{self, JoinHandle},
};

/// The longest answer. White space may stand before any JSON, so its end is JSON of any length from 2 on.
const LONGEST: usize = 16 << 20;

/// Where the remembered value is.
const REMEMBERED: &str = "/remembered";

/// The server, as long as this lives.
pub struct Constant {
    pub address: SocketAddr,
    remembered: Data<RwLock<Value>>,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Constant {
    /// Starts it on a free port, with as many workers as the product has.
    pub fn start() -> Result<Self, Failure> {
        let doing = "starting the constant server";
        let listener = TcpListener::bind(("127.0.0.1", 0)).during(doing)?;
        let address = listener.local_addr().during(doing)?;
        let mut longest = vec![b' '; LONGEST - 2];
        longest.extend_from_slice(b"{}");
        let longest = Data::new(Bytes::from(longest));
        let remembered = Data::new(RwLock::new(Value::Null));
        let value = remembered.clone();
        let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let (tell, told) = mpsc::channel();
        let thread = thread::spawn(move || {
            // Whatever fails drops `tell`, and that is an error where it is waited for.
            let _ = System::new().block_on(async move {
                let app = move || {
                    App::new()
                        .app_data(longest.clone())
                        .app_data(value.clone())
                        .route(REMEMBERED, web::get().to(tell_remembered))
                        .route("/{length}", web::get().to(answer))
                };
                let server = HttpServer::new(app)
                    .workers(cores)
                    .disable_signals()
                    .listen(listener)?
                    .run();
                let _ = tell.send(server.handle());
                server.await
            });
        });
        Ok(Self {
            address,
            remembered,
            handle: told.recv().during(doing)?,
            thread: Some(thread),
        })
    }

    /// Keeps the value, whose text is then made for each request.
    pub fn remember(&self, value: Value) -> Result<(), Failure> {
        *self.remembered.write().during("remembering a value")? = value;
        Ok(())
    }

    /// Asks over and over for what it remembers.
    pub fn rememberer(&self) -> Result<impl FnMut() -> Result<(), Failure> + use<>, Failure> {
        let mut connection = Connection::open(self.address)?;
        let request = wire::request("GET", REMEMBERED, "Accept-Language: en", None);
        Ok(move || connection.ask(&request)?.accepted().map(drop))
    }

    /// Asks over and over for answers of those lengths, those of a step counted as one.
    pub fn worker(
        &self,
        lengths: &[Vec<usize>],
        place: usize,
    ) -> Result<impl FnMut() -> Result<(), Failure> + use<>, Failure> {
        let mut connection = Connection::open(self.address)?;
        let request =
            |length: &usize| wire::request("GET", &format!("/{length}"), "Accept-Language: en", None);
        let step = |step: &Vec<usize>| step.iter().map(request).collect::<Vec<_>>();
        let steps = Rota::by_turns(lengths.iter().map(|lengths| Rota::of(vec![step(lengths)])));
        let mut turn = place;
        Ok(move || {
            let step = steps.at(turn);
            turn += 1;
            connection.ask_all(step.map(Vec::as_slice).unwrap_or_default())
        })
    }
}

impl Drop for Constant {
    fn drop(&mut self) {
        // Asked without waiting for the answer; the thread ends when it is done.
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn answer(length: Path<usize>, longest: Data<Bytes>) -> HttpResponse {
    let begin = LONGEST.saturating_sub(*length);
    HttpResponse::Ok()
        .content_type(ContentType::json())
        .body(longest.slice(begin.min(LONGEST - 2)..))
}

async fn tell_remembered(remembered: Data<RwLock<Value>>) -> HttpResponse {
    let value = remembered.read().unwrap_or_else(PoisonError::into_inner);
    HttpResponse::Ok().json(&*value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_json_of_the_wanted_length() {
        let constant = Constant::start().ok().unwrap();
        let mut connection = Connection::open(constant.address).ok().unwrap();
        for length in [2, 10, 70_000] {
            let request = wire::request("GET", &format!("/{length}"), "Accept-Language: en", None);
            let reply = connection.ask(&request).ok().unwrap();
            assert_eq!((reply.status, reply.body.len()), (200, length));
            assert!(serde_json::from_slice::<Value>(reply.body).is_ok());
        }
    }

    #[test]
    fn what_is_remembered_is_told() {
        let constant = Constant::start().ok().unwrap();
        let value = serde_json::json!({"data": [1, "two"]});
        constant.remember(value.clone()).ok().unwrap();
        let mut connection = Connection::open(constant.address).ok().unwrap();
        let request = wire::request("GET", REMEMBERED, "Accept-Language: en", None);
        let reply = connection.ask(&request).ok().unwrap();
        assert_eq!(serde_json::from_slice::<Value>(reply.body).unwrap(), value);
    }
}
