//! Files under tickets: the form that brings them, their list, and taking them away.

use crate::scene::with_scene;
use serde_json::json;
use tessera_tests::{
    kanban::{
        ATTACHMENTS, Multipart, NOBODYS, answered, blamed, inside, missing, path, refused, refused_for,
        upload,
    },
    mobile::{keys, text},
};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

#[test]
fn an_upload_tells_what_it_is_and_who_brought_it() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        let made = scene.kim.attaches(&card, "picture.png", PNG);
        assert_eq!(
            keys(&made),
            ["file", "filename", "id", "ticket", "uploaded_at", "uploaded_by"]
        );
        assert_eq!(
            (&made["ticket"], &made["filename"]),
            (&card["id"], &json!("picture.png"))
        );
        assert_eq!(made["uploaded_by"]["username"], "kim");
        assert_eq!(
            answered(&scene.robin.get(&path(ATTACHMENTS, &made)), 200)["id"],
            made["id"]
        );
        let listed = scene.robin.lists(&format!("{ATTACHMENTS}?ticket={}", card["id"]));
        assert_eq!(listed.len(), 1);
        assert_eq!(listed[0]["filename"], "picture.png");
        let reply = scene.app.anonymous().get(&inside(&made["file"])).expect(200);
        assert_eq!(reply.body, PNG);
    });
}

#[test]
fn the_name_may_be_left_to_the_part() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        let form = Multipart::default()
            .file("file", "from the part.txt", "text/plain", b"x")
            .field("ticket", &card["id"].to_string());
        assert_eq!(
            answered(&scene.robin.uploads(&form), 201)["filename"],
            "from the part.txt"
        );
        let named = Multipart::default()
            .field("filename", "own name.txt")
            .file("file", "from the part.txt", "text/plain", b"x")
            .field("ticket", &card["id"].to_string());
        assert_eq!(
            answered(&scene.robin.uploads(&named), 201)["filename"],
            "own name.txt"
        );
    });
}

#[test]
fn the_served_name_is_plain_and_its_own() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        let first = scene.robin.attaches(&card, "screen shot(1).png", PNG);
        let second = scene.robin.attaches(&card, "screen shot(1).png", PNG);
        for made in [&first, &second] {
            assert_eq!(made["filename"], "screen shot(1).png");
        }
        let [one, two] = [&first, &second].map(|made| {
            let at = inside(&made["file"]);
            at.split('?').next().unwrap_or_default().to_owned()
        });
        assert!(one.ends_with("/screen_shot1.png"), "{one}");
        assert_ne!(one, two);
        let rest = two.rsplit('/').next().unwrap_or_default();
        let middle = rest
            .strip_prefix("screen_shot1_")
            .and_then(|rest| rest.strip_suffix(".png"));
        let middle = middle.unwrap_or_else(|| panic!("{two}"));
        assert!(
            middle.len() == 7 && middle.bytes().all(|byte| byte.is_ascii_alphanumeric()),
            "{two}"
        );
    });
}

#[test]
fn the_exact_words_of_every_refusal() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        let id = card["id"].to_string();
        let send = |form: Multipart| scene.robin.uploads(&form);
        let before = scene.app.contents();
        let required = json!({ "ticket": ["This field is required."], "file": ["No file was submitted."] });
        refused_for(&send(Multipart::default()), &required);
        refused_for(
            &send(Multipart::default().field("ticket", &id)),
            &json!({ "file": ["No file was submitted."] }),
        );
        refused_for(
            &send(upload(&card["id"], "a.txt", b"")),
            &json!({ "file": ["The submitted file is empty."] }),
        );
        let as_text = Multipart::default()
            .field("ticket", &id)
            .field("file", "some text");
        let words = "The submitted data was not a file. Check the encoding type on the form.";
        refused_for(&send(as_text), &json!({ "file": [words] }));
        refused_for(
            &send(upload(&json!(NOBODYS), "a.txt", b"x")),
            &json!({ "ticket": ["Invalid pk \"999999\" - object does not exist."] }),
        );
        blamed(
            &send(
                Multipart::default()
                    .field("ticket", "one")
                    .file("file", "a.txt", "text/plain", b"x"),
            ),
            &["ticket"],
        );
        let words = format!("Invalid pk \"{id}\" - object does not exist.");
        refused_for(
            &scene.lee.uploads(&upload(&card["id"], "a.txt", b"x")),
            &json!({ "ticket": [words] }),
        );
        assert!(scene.app.contents() == before);
    });
}

#[test]
fn what_is_out_of_sight_is_not_there() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        let made = scene.robin.attaches(&card, "a.txt", b"x");
        assert_eq!(scene.lee.lists(ATTACHMENTS).len(), 0);
        for at in [path(ATTACHMENTS, &made), path(ATTACHMENTS, &json!(NOBODYS))] {
            missing(&scene.lee.get(&at));
            missing(&scene.lee.delete(&at));
        }
        for ticket in [card["id"].clone(), json!(NOBODYS)] {
            assert_eq!(
                scene.lee.get(&format!("{ATTACHMENTS}?ticket={ticket}")).status,
                400
            );
        }
    });
}

#[test]
fn deleting_ends_the_address_too() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        let made = scene.robin.attaches(&card, "a.txt", b"x");
        let at = inside(&made["file"]);
        scene.app.anonymous().get(&at).expect(200);
        assert_eq!(
            scene.robin.delete(&path(ATTACHMENTS, &made)).expect(204).text(),
            ""
        );
        missing(&scene.robin.get(&path(ATTACHMENTS, &made)));
        assert_eq!(scene.app.anonymous().get(&at).status, 404);
        assert_eq!(scene.robin.sees(&card)["name"], "A card");
    });
}

#[test]
fn a_fl_3_hostile_names_come_back_harmless() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        let names = [
            "../../etc/passwd.txt",
            "..\\..\\boot.txt",
            "/etc/shadow.txt",
            "C:\\fakepath\\a.txt",
            ".hidden.txt",
            "con.txt",
            "a\u{202e}gnp.txt",
            "🎫 ticket.txt",
            "a%00.png",
            "a%0d%0aSet-Cookie: x=y.txt",
            "'; DROP TABLE x;--.txt",
            "a\u{301}.txt",
            "<script>.txt",
            "name;filename=b.txt",
            "a&b=c?d#e.txt",
        ];
        for name in names {
            let made = scene.robin.attaches(&card, name, b"x");
            let told = text(&made["filename"]);
            assert!(
                !told.is_empty() && !told.contains(['/', '\\', '\r', '\n', '\0']),
                "{name:?}: {told:?}"
            );
            let at = inside(&made["file"]);
            assert!(at.bytes().all(|byte| byte.is_ascii_graphic()), "{name:?}: {at}");
            let served = at.split('?').next().unwrap_or_default();
            assert_eq!(served.matches('/').count(), 6, "{name:?}: {at}");
            assert!(!served.contains(".."), "{name:?}: {at}");
            let reply = scene.app.anonymous().get(&at);
            assert_eq!(reply.status, 200, "{name:?}: {at}");
            let disposition = reply.header("content-disposition").unwrap_or_default().to_owned();
            assert!(
                disposition.is_ascii() && disposition.matches('"').count() <= 2,
                "{name:?}: {disposition}"
            );
            assert!(reply.header("set-cookie").is_none());
        }
    });
}

#[test]
fn a_fl_3_control_characters_are_dropped_from_fields_and_are_no_head_of_a_part() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        for name in ["x\u{7f}.txt", "x\r\n.txt", "\tx\u{85}.txt", "x\u{1b}.txt"] {
            let by_field = Multipart::default()
                .field("ticket", &card["id"].to_string())
                .file("file", "a.txt", "text/plain", b"x")
                .field("filename", name);
            let made = answered(&scene.robin.uploads(&by_field), 201);
            assert_eq!(made["filename"], "x.txt", "{name:?}");
        }
        // No header may have such a character, and a line ends where a line ends.
        for name in ["x\u{7f}.txt", "x\u{1b}.txt"] {
            let reply = scene.robin.uploads(&upload(&card["id"], name, b"x"));
            refused(&reply, 400, "The multipart body cannot be read.");
        }
    });
}

#[test]
fn a_fl_3_a_name_that_says_no_type_once_it_is_harmless_is_refused() {
    with_scene(|scene| {
        let card = scene.robin.opens("A card", scene.columns()[0]);
        let before = scene.app.contents();
        for name in ["....txt", ".txt", "txt", "../"] {
            refused_for(
                &scene.robin.uploads(&upload(&card["id"], name, b"x")),
                &json!({ "file": ["Must be a file of an allowed type."] }),
            );
        }
        assert!(scene.app.contents() == before);
    });
}
