//! Started, asked, stopped.

use crate::running::{Running, header, settings};
use secrecy::ExposeSecret;
use std::{thread, time::Duration};
use tessera_server::{Server, StartError, first_start::Greeting, settings::Sources};

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
