//! The app behind a real socket, and a client that writes bytes.

use crate::client::kernel;
use actix_web::HttpServer;
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    sync::Arc,
    time::Duration,
};
use tessera_http::kernel::{self, Kernel, WebSettings};

/// Serves the kernel's app on a port of its own for as long as the test runs.
pub fn serve(settings: WebSettings) -> SocketAddr {
    serve_kernel(&kernel(settings))
}

/// The same with a kernel that the test goes on to ask.
pub fn serve_kernel(kernel: &Arc<Kernel>) -> SocketAddr {
    let kernel = Arc::clone(kernel);
    let server = HttpServer::new(move || kernel::app(&kernel))
        .workers(1)
        .disable_signals();
    let server = server.bind(("127.0.0.1", 0)).unwrap();
    let address = server.addrs()[0];
    actix_web::rt::spawn(server.run());
    address
}

pub struct Connection(TcpStream);

impl Connection {
    pub fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        Self(stream)
    }

    pub fn write(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).unwrap();
    }

    /// Reads a head, and as much of a body as it announces.
    pub fn read(&mut self, has_body: bool) -> (String, String) {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            self.0.read_exact(&mut byte).unwrap();
            head.push(byte[0]);
        }
        let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
        let announced = head
            .split("content-length: ")
            .nth(1)
            .and_then(|rest| rest.split("\r\n").next());
        let length = announced.map_or(0, |length| length.parse().unwrap());
        let mut body = vec![0; if has_body { length } else { 0 }];
        self.0.read_exact(&mut body).unwrap();
        (head, String::from_utf8(body).unwrap())
    }

    pub fn ask(&mut self, method: &str, path: &str) -> (String, String) {
        self.write(&format!(
            "{method} {path} HTTP/1.1\r\nhost: x\r\nx-api-key: admin\r\n\r\n"
        ));
        self.read(method != "HEAD")
    }
}
