//! The server in a thread of its own.

use std::{net::SocketAddr, sync::Arc, thread};
use tessera_application::Application;
use tessera_persistence::Database;
use tessera_server::{server::Server, settings::Settings, world::World};
use tokio::sync::oneshot;

/// Ends the server, in good order, when it is dropped.
pub(crate) struct Serving {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

/// What a running server lets a test get at.
pub(crate) struct Insides {
    pub(crate) address: SocketAddr,
    pub(crate) app: Arc<Application>,
    pub(crate) storage: Database,
}

impl Serving {
    pub(crate) fn start(world: World, settings: Settings) -> (Self, Insides) {
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = std::sync::mpsc::channel();
        let serve = async move {
            let server = Server::build_in(&world, &settings).expect("the server can be built");
            let insides = Insides {
                address: server.local_addr().expect("it listens"),
                app: Arc::clone(server.application()),
                storage: server.database().clone(),
            };
            tell.send(insides).expect("the test waits for it");
            let stop = async { drop(stopped.await) };
            server.run_until(stop).await.expect("the server runs to its end");
        };
        let thread = thread::spawn(move || actix_web::rt::System::new().block_on(serve));
        // If nothing comes the thread has panicked, and has said why.
        let insides = told.recv().expect("the server starts");
        (
            Self {
                stop: Some(stop),
                thread: Some(thread),
            },
            insides,
        )
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            assert!(ended.is_ok() || thread::panicking(), "the server panicked");
        }
    }
}
