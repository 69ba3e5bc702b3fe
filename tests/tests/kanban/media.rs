//! A-FL-4: an attachment's bytes, by the address that its `file` tells and by no other.

use crate::scene::{Scene, with_scene};
use serde_json::Value;
use tessera_tests::{
    Reply,
    kanban::{ATTACHMENTS, KanbanUser, inside, path},
};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

fn attached(scene: &Scene<'_>, name: &str, bytes: &[u8]) -> (Value, String) {
    let card = scene.robin.opens("A card", scene.columns()[0]);
    let made = scene.robin.attaches(&card, name, bytes);
    let at = inside(&made["file"]);
    (made, at)
}

fn get(scene: &Scene<'_>, at: &str) -> Reply {
    scene.app.anonymous().get(at)
}

/// What a refusal tells, but for the request's own.
fn told(reply: &Reply) -> (u16, Option<String>, String) {
    let kind = reply.header("content-type").map(ToOwned::to_owned);
    (reply.status, kind, reply.text())
}

#[test]
fn a_fl_4_the_headers_of_a_download() {
    with_scene(|scene| {
        let page = b"<html><script>alert(1)</script></html>";
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
        let files: [(&str, &[u8]); 4] = [
            ("a.png", PNG),
            ("a.txt", page),
            ("a.xml", svg),
            ("a.json", b"\0\x01"),
        ];
        for (name, bytes) in files {
            let (_, at) = attached(scene, name, bytes);
            let reply = get(scene, &at).expect(200);
            assert_eq!(reply.body, bytes, "{name}");
            let known = [
                ("x-content-type-options", "nosniff"),
                ("content-security-policy", "sandbox; default-src 'none'"),
                ("cross-origin-resource-policy", "same-origin"),
            ];
            for (header, value) in known {
                let value_sent = reply.header(header).unwrap_or_default();
                assert!(value_sent.contains(value), "{name}: {header}: {value_sent}");
            }
            assert_eq!(
                reply.header("content-length"),
                Some(bytes.len().to_string().as_str()),
                "{name}"
            );
            let cache = reply.header("cache-control").unwrap_or_default();
            assert!(
                cache.contains("no-store") || cache.contains("private"),
                "{name}: {cache}"
            );
            let kind = reply.header("content-type").unwrap_or_default();
            let disposition = reply.header("content-disposition").unwrap_or_default();
            if name == "a.png" {
                assert_eq!(kind, "image/png", "an img element shows it");
            } else {
                assert!(disposition.starts_with("attachment"), "{name}: {disposition}");
                assert!(!kind.contains("html") && !kind.contains("svg"), "{name}: {kind}");
            }
        }
    });
}

#[test]
fn a_file_is_what_its_bytes_say_and_not_what_its_name_says() {
    with_scene(|scene| {
        let (_, at) = attached(scene, "innocent.png", b"<html><script>alert(1)</script></html>");
        let reply = get(scene, &at).expect(200);
        assert_ne!(reply.header("content-type"), Some("image/png"));
        assert!(
            reply
                .header("content-disposition")
                .unwrap_or_default()
                .starts_with("attachment")
        );
    });
}

#[test]
fn without_its_signature_or_with_another_an_address_is_none() {
    with_scene(|scene| {
        let (_, at) = attached(scene, "a.png", PNG);
        let (bare, query) = at.split_once('?').expect("the address is signed");
        let (_, other) = attached(scene, "b.png", PNG);
        let (_, other_query) = other.split_once('?').expect("the address is signed");
        let unknown = told(&get(
            scene,
            &format!(
                "{}nothing.png?{query}",
                &bare[..=bare.rfind('/').expect("a slash")]
            ),
        ));
        assert_eq!(unknown.0, 404);
        let turned: String = query.chars().rev().collect();
        for bad in [
            bare.to_owned(),
            format!("{bare}?"),
            format!("{bare}?{other_query}"),
            format!("{bare}?{turned}"),
            format!("{at}x"),
        ] {
            assert_eq!(told(&get(scene, &bad)), unknown, "{bad}");
        }
        // A credential does not help either: what is signed is the address.
        assert_eq!(scene.robin.get(bare).status, 404);
        // And the list of a folder is nobody's.
        for folder in [
            "/media/",
            "/media/attachments/",
            &bare[..=bare.rfind('/').expect("a slash")],
        ] {
            assert_eq!(get(scene, folder).status, 404, "{folder}");
        }
    });
}

#[test]
fn an_address_ends_and_reading_gives_a_fresh_one() {
    with_scene(|scene| {
        let (made, at) = attached(scene, "a.png", PNG);
        get(scene, &at).expect(200);
        scene.app.clock.advance(8 * 24 * 60 * 60);
        let robin = KanbanUser::of(
            scene.app,
            &scene.acme,
            "robin2",
            tessera_domain::user::Role::Admin,
        );
        assert_eq!(get(scene, &at).status, 404, "it has ended");
        let again = robin.get(&path(ATTACHMENTS, &made)).expect(200).json();
        get(scene, &inside(&again["file"])).expect(200);
    });
}

#[test]
fn another_tenants_files_have_other_addresses() {
    with_scene(|scene| {
        let globex = scene.app.tenant("globex");
        let boss = KanbanUser::also(scene.app, &globex.admin);
        let theirs = boss.starts("MOB");
        let card = boss.opens("Theirs", theirs.columns[0]);
        let made = boss.attaches(&card, "a.png", b"theirs");
        let (_, at) = attached(scene, "a.png", b"ours");
        let other = inside(&made["file"]);
        assert_ne!(at, other);
        assert_eq!(get(scene, &at).expect(200).body, b"ours");
        assert_eq!(get(scene, &other).expect(200).body, b"theirs");
    });
}

#[test]
fn an_address_takes_reading_methods_only() {
    with_scene(|scene| {
        let (_, at) = attached(scene, "a.png", PNG);
        let head = scene.app.anonymous().request("HEAD", &at, &[], b"").expect(200);
        assert!(head.body.is_empty());
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            let reply = scene.app.anonymous().request(method, &at, &[], b"");
            assert!([404, 405].contains(&reply.status), "{method}: {}", reply.status);
        }
    });
}
