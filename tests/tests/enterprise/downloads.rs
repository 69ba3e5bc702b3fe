//! A-FL-4: an attachment's bytes, for whoever sees its ticket.

use crate::scene::with_scene;
use serde_json::json;
use tessera_tests::{
    enterprise::{NOBODYS, download_path, forbidden, missing, unauthenticated},
    kanban::inside,
    mobile::text,
};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

#[test]
fn a_fl_4_the_headers_of_a_download() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let page = b"<html><script>alert(1)</script></html>";
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
        let files: [(&str, &[u8]); 5] = [
            ("a.png", PNG),
            ("a.txt", b"plain"),
            ("page.txt", page),
            ("a.xml", svg),
            ("a.json", b"\0\x01"),
        ];
        for (name, bytes) in files {
            let made = scene.robin.attaches(&ticket, name, bytes);
            for path in [download_path(&made), inside(&made["upload_url"])] {
                let reply = scene.robin.get(&path).expect(200);
                assert_eq!(reply.body, bytes, "{name}");
                let stored = text(&made["content_type"]);
                let kind = reply.header("content-type").unwrap_or_default();
                assert!(kind.starts_with(&stored), "{name}: {kind}, stored as {stored}");
                assert!(!kind.contains("html") && !kind.contains("svg"), "{name}: {kind}");
                let disposition = reply.header("content-disposition").unwrap_or_default();
                assert!(disposition.starts_with("attachment"), "{name}: {disposition}");
                assert!(disposition.contains(name), "{name}: {disposition}");
                for (header, value) in [
                    ("x-content-type-options", "nosniff"),
                    ("content-security-policy", "sandbox; default-src 'none'"),
                    ("cross-origin-resource-policy", "same-origin"),
                    ("content-length", &bytes.len().to_string()),
                ] {
                    let sent = reply.header(header).unwrap_or_default();
                    assert!(sent.contains(value), "{name}: {header}: {sent}");
                }
                let cache = reply.header("cache-control").unwrap_or_default();
                assert!(
                    cache.contains("private") && cache.contains("no-store"),
                    "{name}: {cache}"
                );
            }
        }
    });
}

#[test]
fn a_fl_2_a_file_is_what_its_bytes_say_and_not_what_its_name_says() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        for (name, bytes) in [
            ("innocent.png", &b"<html><script>alert(1)</script></html>"[..]),
            ("innocent.pdf", b"MZ\x90\0"),
            ("innocent.jpg", b"<?php system($_GET['x']); ?>"),
        ] {
            let made = scene.robin.attaches(&ticket, name, bytes);
            assert_eq!(made["content_type"], "application/octet-stream", "{name}");
        }
        assert_eq!(
            scene.robin.attaches(&ticket, "a.png", PNG)["content_type"],
            "image/png"
        );
    });
}

#[test]
fn whoever_sees_the_ticket_fetches_its_files_and_nobody_else() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let made = scene.robin.attaches(&ticket, "a.txt", b"the bytes");
        let path = download_path(&made);
        for user in [&scene.robin, &scene.mia, &scene.ada] {
            assert_eq!(user.get(&path).expect(200).body, b"the bytes");
        }
        for user in [&scene.kim, &scene.lee] {
            missing(&user.get(&path));
            missing(&user.get(&inside(&made["upload_url"])));
        }
        for stranger in [&path, &inside(&made["upload_url"])] {
            unauthenticated(&scene.app.anonymous().get(stranger));
        }
        missing(&scene.ada.get(&download_path(&json!(NOBODYS))));
    });
}

#[test]
fn an_internal_file_is_forbidden_to_users_who_see_its_ticket() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let made = scene.mia.attaches_internally(&ticket, "a.txt", b"canary-7f3a");
        for path in [download_path(&made), inside(&made["upload_url"])] {
            forbidden(&scene.robin.get(&path));
            missing(&scene.lee.get(&path));
            assert_eq!(scene.mia.get(&path).expect(200).text(), "canary-7f3a");
        }
    });
}

#[test]
fn the_name_at_the_end_of_the_address_is_for_people() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let made = scene.robin.attaches(&ticket, "Übersicht 1%.txt", b"x");
        let own = inside(&made["upload_url"]);
        assert!(own.is_ascii(), "{own}");
        assert_eq!(own.rsplit('.').next(), Some("txt"), "{own}");
        let bytes = scene.robin.get(&own).expect(200);
        let any = scene.robin.get("/attachments/1/anything").expect(200);
        assert_eq!(bytes.body, any.body);
        assert_eq!(
            bytes.header("content-disposition"),
            any.header("content-disposition"),
            "it is saved under its own name"
        );
    });
}
