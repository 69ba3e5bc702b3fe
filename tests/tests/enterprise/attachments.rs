//! Files under tickets: the form that brings them, and what is told of them.

use crate::scene::with_scene;
use serde_json::{Value, json};
use tessera_tests::{
    enterprise::{NOBODYS, TICKETS, at, blamed, blamed_for, data, file, missing, saying, upload_path},
    kanban::Multipart,
    mobile::text,
};

#[test]
fn an_upload_tells_what_it_is_and_where_it_can_be_fetched() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        scene.app.clock.advance(5);
        let form = Multipart::default()
            .file("file", "error_log.txt", "text/plain", b"What went wrong")
            .field("description", "Error log file")
            .field("is_internal", "false");
        let reply = scene.robin.uploads(&ticket, &form);
        let made = saying(&reply, 201, "File uploaded successfully");
        let known = json!({
            "id": 1,
            "ticket_id": ticket["id"],
            "filename": "error_log.txt",
            "size": 15,
            "content_type": "text/plain",
            "upload_url": format!("{}/attachments/1/error_log.txt", scene.app.url),
            "virus_scan_status": "clean",
            "virus_scanned": false,
            "description": "Error log file",
            "is_internal": false,
            "uploaded_by_id": scene.robin.number,
            "uploaded_by": { "id": scene.robin.number, "username": "robin", "first_name": "robin", "last_name": "Tester" },
            "created_at": "2026-02-03T12:00:05Z"
        });
        assert_eq!(made, known);
        let seen = scene.robin.sees(&ticket);
        assert_eq!(
            (&seen["attachments"], &seen["attachments_count"]),
            (&json!([known]), &json!(1))
        );
        assert_eq!(seen["updated_at"], "2026-02-03T12:00:05Z");
    });
}

#[test]
fn a_file_is_enough_and_parts_come_in_any_order() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let bare = scene.robin.attaches(&ticket, "a.txt", b"x");
        assert_eq!(
            (&bare["description"], &bare["is_internal"]),
            (&Value::Null, &json!(false))
        );
        let last = Multipart::default()
            .field("description", "First")
            .field("unknown", "x")
            .file("file", "b.txt", "text/plain", b"x");
        assert_eq!(
            data(&scene.robin.uploads(&ticket, &last), 201)["description"],
            "First"
        );
        let blank = file("c.txt", b"x")
            .field("description", " ")
            .field("is_internal", "");
        let made = data(&scene.robin.uploads(&ticket, &blank), 201);
        assert_eq!(
            (&made["description"], &made["is_internal"]),
            (&Value::Null, &json!(false))
        );
    });
}

#[test]
fn the_exact_words_of_every_refusal() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let send = |form: Multipart| scene.robin.uploads(&ticket, &form);
        let before = scene.app.contents();
        for form in [
            Multipart::default(),
            Multipart::default().field("description", "Without a file"),
        ] {
            blamed_for(&send(form), "file", "Required", &Value::Null);
        }
        blamed(&send(file("a.txt", b"")), &["file"]);
        blamed(&send(Multipart::default().field("file", "some text")), &["file"]);
        blamed(&send(file("a.exe", b"MZ")), &["file"]);
        blamed(&send(file("noextension", b"x")), &["file"]);
        blamed(
            &send(file("a.txt", b"x").field("is_internal", "perhaps")),
            &["is_internal"],
        );
        blamed(
            &send(Multipart::default().field("is_internal", "perhaps")),
            &["file", "is_internal"],
        );
        assert!(scene.app.contents() == before);
    });
}

#[test]
fn exactly_the_usual_extensions_are_taken_in_any_case() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        for extension in [
            "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "txt", "rtf", "csv", "json", "xml", "jpg",
            "jpeg", "png", "gif", "bmp", "zip", "rar", "7z", "log", "PDF", "Txt",
        ] {
            scene.robin.attaches(&ticket, &format!("a.{extension}"), b"x");
        }
        for extension in [
            "exe", "sh", "html", "svg", "js", "bat", "php", "txt.exe", "png.html", "",
        ] {
            let reply = scene
                .robin
                .uploads(&ticket, &file(&format!("a.{extension}"), b"x"));
            assert_eq!(reply.status, 400, "{extension}: {}", reply.text());
        }
    });
}

#[test]
fn internal_files_are_staffs_and_what_a_user_brings_is_never_hidden() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let internal = scene.mia.attaches_internally(&ticket, "canary-7f3a.txt", b"x");
        assert_eq!(internal["is_internal"], true);
        let own = scene.robin.attaches_internally(&ticket, "own.txt", b"x");
        assert_eq!(own["is_internal"], false);
        let staff = scene.mia.sees(&ticket);
        assert_eq!(
            (&staff["attachments_count"], &staff["attachments"][0]["id"]),
            (&json!(2), &internal["id"])
        );
        let seen = scene.robin.get(&at(TICKETS, &ticket)).expect(200);
        assert!(!seen.text().contains("canary"), "{}", seen.text());
        assert_eq!(seen.json()["data"]["attachments"], json!([own]));
        assert_eq!(seen.json()["data"]["attachments_count"], 1);
    });
}

#[test]
fn a_ticket_out_of_sight_takes_no_file() {
    with_scene(|scene| {
        let ticket = scene.lee.opens("Lee's");
        let before = scene.app.contents();
        for place in [ticket, json!(NOBODYS)] {
            missing(&scene.robin.uploads(&place, &file("a.txt", b"x")));
        }
        missing(&file("a.txt", b"x").send(&scene.robin, "/attachments/ticket/abc/upload"));
        assert!(scene.app.contents() == before);
    });
}

#[test]
fn a_file_that_boards_brought_is_one_of_the_ticket_too() {
    use tessera_tests::kanban::KanbanUser;
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let board = KanbanUser::sign_in(scene.app, &scene.acme.admin);
        board.attaches(&ticket, "by a board.txt", b"x");
        let seen = scene.robin.sees(&ticket);
        assert_eq!(text(&seen["attachments"][0]["filename"]), "by a board.txt");
        scene.robin.attaches(&ticket, "by this door.txt", b"x");
        let listed = board.told(
            &format!("{}?ticket={}", tessera_tests::kanban::ATTACHMENTS, ticket["id"]),
            "filename",
        );
        assert_eq!(listed.len(), 2);
        assert!(listed.contains(&json!("by this door.txt")), "{listed:?}");
    });
}

#[test]
fn a_form_that_is_torn_is_refused() {
    with_scene(|scene| {
        let ticket = scene.robin.opens("A ticket");
        let path = upload_path(&ticket);
        let before = scene.app.contents();
        let whole = file("a.txt", b"x").body();
        for (kind, body) in [
            ("multipart/form-data; boundary=another", &whole[..]),
            ("multipart/form-data", &whole),
            (Multipart::kind().as_str(), &whole[..whole.len() / 2]),
            (Multipart::kind().as_str(), b""),
        ] {
            let reply = scene
                .robin
                .request("POST", &path, &[("content-type", kind)], body);
            assert_eq!(reply.status, 400, "{kind}: {}", reply.text());
            tessera_tests::enterprise::errors(&reply);
        }
        assert!(scene.app.contents() == before);
    });
}
