//! A-FL-1 and A-FL-7: how large a file may be, and how much room there is for all of them.

use crate::scene::Scene;
use serde_json::json;
use std::{fs, path::Path};
use tessera_tests::{
    Setup, TestApp,
    enterprise::{data, file, refused, unlimited},
    on_each_database_with,
};

fn setup(name: &'static str, value: usize) -> Setup {
    let usual = unlimited();
    Setup {
        more: [usual.more, vec![(name, value.to_string())]].concat(),
        ..Setup::default()
    }
}

/// How many files lie below the folder.
fn files(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).map(|entries| entries.filter_map(Result::ok).collect::<Vec<_>>());
    let entries = entries.unwrap_or_default();
    entries
        .iter()
        .map(|entry| match entry.path() {
            path if path.is_dir() => files(&path),
            _ => 1,
        })
        .sum()
}

fn kept(app: &TestApp) -> usize {
    files(app.database.folder.path())
}

#[test]
fn a_fl_1_a_file_of_exactly_the_limit_is_taken_and_one_byte_more_is_not() {
    const LIMIT: usize = 100_000;
    on_each_database_with(&setup("TESSERA_MAX_UPLOAD_BYTES", LIMIT), |app| {
        let scene = Scene::of(app);
        let ticket = scene.robin.opens("A ticket");
        for size in [LIMIT - 1, LIMIT] {
            let made = scene.robin.attaches(&ticket, "a.txt", &vec![b'x'; size]);
            assert_eq!(made["size"], size);
        }
        let (before, lying) = (app.contents(), kept(app));
        for size in [LIMIT + 1, 3 * LIMIT] {
            let reply = scene.robin.uploads(&ticket, &file("a.txt", &vec![b'x'; size]));
            refused(&reply, 413, "PAYLOAD_TOO_LARGE");
        }
        assert!(app.contents() == before);
        assert_eq!(kept(app), lying, "nothing of what was refused is left");
    });
}

#[test]
fn a_fl_1_a_length_that_is_promised_is_refused_before_it_comes() {
    on_each_database_with(&unlimited(), |app| {
        let scene = Scene::of(app);
        let ticket = scene.robin.opens("A ticket");
        let head = format!(
            "POST /attachments/ticket/{}/upload HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {}\r\n\
             content-type: multipart/form-data; boundary=b\r\ncontent-length: 100000000\r\n\r\n",
            ticket["id"], scene.robin.access
        );
        let reply = app.raw(head.as_bytes());
        assert_eq!(reply.status, 413, "{}", reply.text);
        let body: serde_json::Value = serde_json::from_str(reply.body()).expect("JSON");
        assert_eq!(body["error"]["code"], "PAYLOAD_TOO_LARGE", "{body}");
    });
}

#[test]
fn a_fl_7_a_persons_and_a_tenants_room_is_exact_to_the_byte() {
    for name in ["TESSERA_USER_QUOTA_BYTES", "TESSERA_TENANT_QUOTA_BYTES"] {
        on_each_database_with(&setup(name, 1000), |app| {
            let scene = Scene::of(app);
            let ticket = scene
                .robin
                .opens_with("A ticket", json!({ "assigned_to_id": scene.kim.number }));
            scene.robin.attaches(&ticket, "a.txt", &[b'x'; 600]);
            let before = app.contents();
            let full = scene.robin.uploads(&ticket, &file("b.txt", &[b'x'; 401]));
            refused(&full, 413, "PAYLOAD_TOO_LARGE");
            assert!(app.contents() == before);
            scene.robin.attaches(&ticket, "b.txt", &[b'x'; 400]);
            refused(
                &scene.robin.uploads(&ticket, &file("c.txt", b"x")),
                413,
                "PAYLOAD_TOO_LARGE",
            );
            let other = scene.kim.uploads(&ticket, &file("c.txt", b"x"));
            if name == "TESSERA_USER_QUOTA_BYTES" {
                data(&other, 201);
            } else {
                refused(&other, 413, "PAYLOAD_TOO_LARGE");
            }
        });
    }
}
